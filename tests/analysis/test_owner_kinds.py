import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landtrust.analysis.owner_kinds import (
    OwnerKindRules,
    classify_owners,
    load_owner_kind_rules,
    public_owner_names,
)
from landtrust.analysis.owner_lines import tidy_owner_lines
from landtrust.domain.owner_kinds import NATURAL_PERSON_KINDS, OwnerKindRule, split_owner_lines

CODES = Path(__file__).resolve().parents[2] / "data" / "codes"
RULES = load_owner_kind_rules(CODES)
GOLD_KINDS = {"land_trust": "nonprofit", "bank": "business", "railroad_utility": "business"}

Lines = tuple[str | None, str | None]
SOME_TEXT = st.none() | st.text(max_size=40)
ROLL_WORDS = st.sampled_from(
    [
        *("SAMPLE", "MARY", "JOHN", "A", "CHURCH", "ST", "OF", "STATE", "CITY", "COUNTY", "BANK"),
        *("TR", "TRUST", "EST", "LLC", "INC", "L", "LL", "&", "%", "USA", "BAPTIST", "HINDS", "|"),
        *("M", "B", "REAL", "ESTATE", "123", "HOLDIN", "T/F", "(LE)"),
    ]
)
ROLL_LINE = st.lists(ROLL_WORDS, max_size=6).map(" ".join)


def kinds_of(rows: list[Lines], rules: OwnerKindRules = RULES) -> list[str]:
    line_1 = pa.array([row[0] for row in rows], pa.string())
    line_2 = pa.array([row[1] for row in rows], pa.string())
    kinds: list[str] = classify_owners(line_1, line_2, rules).kind.to_pylist()
    return kinds


def gold_kind(kind: str) -> str:
    return "government" if kind.startswith("government") else GOLD_KINDS.get(kind, kind)


def deciding_rule(joined: str) -> str | None:
    line_1, line_2 = (pa.array([line], pa.string()) for line in split_owner_lines(joined))
    (rule,) = classify_owners(line_1, line_2, RULES).rule.to_pylist()
    return None if rule is None else str(rule)


def first_rule_that_matches(line_1: str | None, line_2: str | None) -> OwnerKindRule | None:
    """What the table says when its rules are tried one by one."""
    # A line's own separator of lines is a line end to the rules.
    lines = [(line or "").replace("\x1f", "\n") for line in (line_1, line_2)]
    given_1, given_2 = (pa.array([line], pa.large_string()) for line in lines)
    tidy = tidy_owner_lines(given_1, given_2)
    if tidy.both[0].as_py() == "":
        return None
    return next(
        (
            rule
            for rule in RULES.rules
            if pc.match_substring_regex(getattr(tidy, rule.applies_to), rule.pattern)[0].as_py()
        ),
        None,
    )


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.rule)
def test_a_rule_decides_its_example_and_not_its_counter_example(rule: OwnerKindRule) -> None:
    assert deciding_rule(rule.example) == rule.rule
    assert deciding_rule(rule.counter_example) != rule.rule


def test_hand_given_kinds_are_met_and_no_persons_name_becomes_public(shared_data: Path) -> None:
    with (shared_data / "owners" / "owner_kind_gold.csv").open(encoding="utf-8") as lines:
        gold = list(csv.DictReader(lines))
    found = kinds_of([(row["owner1"], row["owner2"]) for row in gold])
    right = sum(gold_kind(kind) == row["kind"] for kind, row in zip(found, gold, strict=True))
    assert right / len(gold) >= 0.95
    private = set(NATURAL_PERSON_KINDS)
    assert [
        row
        for kind, row in zip(found, gold, strict=True)
        if row["kind"] in private and kind not in private
    ] == []


@pytest.mark.parametrize(
    ("joined", "kind"),
    [
        ("STATE OF MISSISSIPPI", "government_state"),
        ("MISSISSIPPI STATE OF", "government_state"),
        ("SECRETARY OF STATE", "government_state"),
        ("STATE OF MISSISSIPPI | % SAMPLE MARY", "government_state"),
        ("CITY OF JACKSON", "government_city"),
        ("JACKSON CITY OF", "government_city"),
        ("CITY OF JACKSON RECREATION DEPT", "government_city"),
        ("HINDS COUNTY", "government_county"),
        ("HINDS COUNTY BOARD OF SUPERVISORS", "government_county"),
        ("HINDS COUNTY SCHOOL DIST", "government_other"),
        ("JACKSON PUBLIC SCHOOL DIST", "government_other"),
        ("JACKSON REDEVELOPMENT AUTH", "government_other"),
        ("U S A", "government_federal"),
        ("HUD", "government_federal"),
        ("SECRETARY OF VETERANS AFFAIRS", "government_federal"),
        ("FANNIE MAE", "bank"),
        ("U.S. BANK N.A.", "bank"),
        ("ILLINOIS CENTRAL R R", "railroad_utility"),
        ("ENTERGY MISSISSIPPI INC", "railroad_utility"),
        ("SAMPLE HILL M B CHURCH", "church"),
        ("SAMPLE CHAPEL C M E CHURCH", "church"),
        ("SAMPLE GROVE A M E ZION CH", "church"),
        ("SAMPLE TEMPLE C O G I C", "church"),
        ("FIRST SAMPLE BAPTIST CHURC", "church"),
        ("SAMPLE COMMUNITY LAND TRUST", "land_trust"),
        ("SAMPLE HEIGHTS NEIGHBORHOOD ASSN", "nonprofit"),
        ("CHURCH LANE PROPERTY LLC", "business"),
        ("SAMPLE REAL ESTATE LLC", "business"),
        ("123 SAMPLE STREET LLC", "business"),
        ("SAMPLE HOME INVESTMENTS IN", "business"),
        ("METRO REAL ESTATE INVESTM", "business"),
        ("ACME FOODS INC | USA", "business"),
        ("ACME FOODS INC | % CORPORATE REAL ESTATE", "business"),
        ("SAMPLE MARY T/F | SAMPLE JOHN", "trust"),
        ("SAMPLE FAMILY LAND TRUST", "trust"),
        ("SAMPLE MARY EST OF", "estate_heirs"),
        ("SAMPLE MARY HRS", "estate_heirs"),
        ("ESTATE OF SAMPLE MARY", "estate_heirs"),
        ("SAMPLE MARY E STATE OF", "person"),
        ("SAMPLE MARY (LE)", "person"),
        ("SAMPLE MARY & | SAMPLE JOHN (LF EST)", "person"),
        ("SAMPLE REAL ESTATE | LLC", "business"),
        ("SAMPLE MARY LIFE ESTATE", "person"),
        ("SAMPLE MARY ET UX", "person"),
        ("SAMPLE MARY ET AL", "person"),
        ("SAMPLE MARY & | SAMPLE JOHN", "person"),
        ("SAMPLE MARY + | SAMPLE JOHN", "person"),
        ("USA", "government_federal"),
        ("% SAMPLE MARY", "unknown"),
    ],
)
def test_known_forms_of_rolls_are_told_apart(joined: str, kind: str) -> None:
    assert kinds_of([split_owner_lines(joined)]) == [kind]


@pytest.mark.parametrize(
    "joined",
    [
        "CHURCH SUZANNE",
        "GRACE CHURCH",
        "M B CHURCH",
        "EBENEZER CHURCH",
        "ST JOHN MARY CHURCH",
        "STATE JOHN",
        "CITY ANNA",
        "COUNTY JAMES",
        "BANKS MARY",
        "WHITNEY BANK",
        "PARK JAMES",
        "BISHOP LAURIE",
        "TEMPLE SHIRLEY",
        "PRINCE HALL",
        "LODGE HENRY",
        "HOLDING ROBERT",
        "MARY ANN CENTER",
        "ROBERT W SERVICE",
        "COUNCIL DEBORAH D",
        "YOUTH SAMPLE",
        "JOHNSON FANNIE MAE",
        "JEAN BAPTIST",
        "NGUYEN HOA VAN",
        "TAN JOHN & MARIA CO",
        "JOHN AUTH & MARY AUTH",
        "REAL ESTATE",
        "JOHN REAL ESTATE",
        "REAL MARY ESTATE",
        "SAMPLE R R",
        "SAMPLE CHRISTOPHER JAMES L",
        "SAMPLE JOHN | ACME LLC",
        "SAMPLE JOHN | GREATER ZION CHURCH",
        "ACME LLC & SAMPLE MARY",
        "SAMPLE JOHN A & ACME LLC",
        "CITY OF JACKSON & SAMPLE JOHN",
        "HINDS COUNTY SCHOOL DIST LSE SAMPLE JOHN",
        "SAMPLE JOHN 16TH SECTION",
        "SAMPLE JOHN SOLD TO STATE",
        "SAMPLE JOHN DBA SAMPLE AUTO",
        "SAMPLE JOHN ET AL TRUSTEES MT ZION CHURCH",
    ],
)
def test_a_line_that_may_name_a_person_stays_private(joined: str) -> None:
    assert set(kinds_of([split_owner_lines(joined)])) <= set(NATURAL_PERSON_KINDS)


@pytest.mark.parametrize("line", [None, "", "   ", ".", "\t\n"])
def test_an_owner_without_lines_is_unknown_and_no_rule_decides(line: str | None) -> None:
    kinds = classify_owners(pa.array([line], pa.string()), pa.array([line], pa.string()), RULES)
    assert (kinds.kind.to_pylist(), kinds.rule.to_pylist()) == (["unknown"], [None])


def test_no_rows_give_no_kinds() -> None:
    assert kinds_of([]) == []


def test_untyped_nulls_chunks_and_dictionaries_are_read_like_plain_text() -> None:
    line_1 = pa.chunked_array([["CITY OF JACKSON"], ["SAMPLE MARY"]]).dictionary_encode()
    kinds = classify_owners(line_1, pa.nulls(2), RULES)
    assert kinds.kind.to_pylist() == ["government_city", "person"]


def test_a_lone_second_line_takes_the_place_of_the_first() -> None:
    assert kinds_of([(None, "CITY OF JACKSON"), ("% SAMPLE MARY", "ACME LLC")]) == [
        "government_city",
        "business",
    ]


@settings(deadline=None, max_examples=40)
@example([("SAMPLE MARY\x1fLLC", None)])
@given(st.lists(st.tuples(SOME_TEXT, SOME_TEXT), max_size=8))
def test_any_text_gets_the_kind_of_the_first_rule_that_matches_it(rows: list[Lines]) -> None:
    line_1, line_2 = (pa.array([row[i] for row in rows], pa.string()) for i in (0, 1))
    kinds = classify_owners(line_1, line_2, RULES)
    for row, kind, rule in zip(rows, kinds.kind.to_pylist(), kinds.rule.to_pylist(), strict=True):
        first = first_rule_that_matches(*row)
        assert (first.kind, first.rule) == (kind, rule) if first else rule is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(ROLL_LINE, ROLL_LINE), max_size=12), st.data())
def test_the_order_of_rows_changes_no_kind(rows: list[Lines], data: st.DataObject) -> None:
    places = data.draw(st.permutations(range(len(rows))))
    kinds = kinds_of(rows)
    assert kinds_of([rows[place] for place in places]) == [kinds[place] for place in places]


@settings(deadline=None, max_examples=40)
@given(ROLL_LINE, ROLL_LINE)
def test_letter_case_and_blanks_change_no_kind(line_1: str, line_2: str) -> None:
    written = kinds_of([(line_1, line_2)])
    assert kinds_of([(f"  {line_1.lower()} ", line_2.replace(" ", "  "))]) == written


@pytest.mark.parametrize(
    ("joined", "name"),
    [
        ("SAMPLE MARY", None),
        ("SAMPLE MARY | ACME LLC", None),
        ("ACME LLC | SAMPLE MARY", "ACME LLC"),
        ("ACME LLC % SAMPLE MARY", "ACME LLC"),
        ("TENTH MEMORIAL BAPTIST | CHURCH", "TENTH MEMORIAL BAPTIST | CHURCH"),
        ("TENTH MEMORIAL BAPTIST | CHURCH MARY", "TENTH MEMORIAL BAPTIST"),
        ("MT SAMPLE BAPTIST CHURCH | SAMPLE MARY TRUSTEE", "MT SAMPLE BAPTIST CHURCH"),
        ("CITY OF JACKSON | JACKSON REDEVELOPMENT AUTHORITY",) * 2,
        ("UNITED STATES OF AMERICA | % SAMPLE MARY", "UNITED STATES OF AMERICA"),
    ],
)
def test_the_public_reads_only_the_lines_that_name_an_organization(
    joined: str, name: str | None
) -> None:
    line_1, line_2 = (pa.array([line], pa.string()) for line in split_owner_lines(joined))
    assert public_owner_names(
        line_1, line_2, classify_owners(line_1, line_2, RULES), RULES
    ).to_pylist() == [name]
