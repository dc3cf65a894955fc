"""Filters read and checked: what each means, and what is wrong with those that mean nothing."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.filtering.checking import check_filter
from landtrust.domain.filtering.evaluation import evaluate, is_met, power
from landtrust.domain.filtering.folding import (
    Pattern,
    Wildcard,
    parse_pattern,
    without_accents,
    without_case,
)
from landtrust.domain.filtering.instants import parse_instant
from landtrust.domain.filtering.reading import JSON, read_filter
from landtrust.domain.filtering.tree import (
    Expression,
    Interval,
    Literal,
    Operation,
    Property,
    has_shape,
)
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_KINDS = {
    "name": ValueType.TEXT,
    "size": ValueType.NUMBER,
    "open": ValueType.BOOLEAN,
    "day": ValueType.DATE,
    "moment": ValueType.TIMESTAMP,
    "land": ValueType.GEOMETRY,
    "tags": ValueType.ARRAY,
    "date": ValueType.DATE,
    'odd "name"': ValueType.TEXT,
}
QUALITIES = {name: Quality(name, kind, Phrase(name)) for name, kind in _KINDS.items()}
_ROW = {
    "name": "Peña", "size": 7.0, "open": None, "day": date(2026, 11, 23), "land":
    shapely.box(0, 0, 2, 2), "moment": datetime(2026, 11, 23, 12, tzinfo=UTC), "tags": ["a", "b"],
    "date": None, 'odd "name"': "x",
}  # fmt: skip


def checked(text: str) -> Expression:
    return check_filter(read_filter(text), QUALITIES, lambda shape: shape.geometry)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size = 7", True),
        ("size = 7 AND open", None),
        ("size = 8 AND open", False),
        ("size = 7 OR open", True),
        ("size = 8 OR open", None),
        ("NOT open", None),
        ("NOT (size = 8)", True),
        ("NOT NOT size = 7", True),
        ("open IS NULL AND open IS NOT NULL", False),
        ("name IN ('x', 'Peña')", True),
        ("open IN (true, false)", None),
        ("size NOT IN (7, 8)", False),
        ("size IN (1, size / 0)", None),
        ("size BETWEEN 6 + 1 AND 2 ^ 3", True),
        ("size NOT BETWEEN 8 AND 9", True),
        ("name LIKE 'P_ñ%'", True),
        ("name NOT LIKE 'p%'", True),
        ("CASEI(name) = CASEI('PEÑA') AND ACCENTI(name) = 'Pena'", True),
        ("size / 0 > 1", None),
        ("size div 2 = 3 AND size % 4 = 3 AND -size = 0 - 7", True),
        ("(0 - size) div 2 = -3", True),
        ("abs(0 - size) = ceil(6.5) AND floor(size / 2) = 3", True),
        ("length(name) = 4 AND year(day) = 2026 AND month(moment) = 11", True),
        ("\"date\" > DATE('2020-01-01')", None),
        ("date IS NULL", True),
        ("moment = TIMESTAMP('2026-11-23T12:00:00Z')", True),
        ("moment = '2026-11-23T12:00:00.000Z'", True),
        ("day > '2026-11-22'", True),
        ('"odd ""name""" = \'x\'', True),
        ("(size = 7) = true", True),
        ("true", True),
        ("T_INTERSECTS(day, INTERVAL('..', '..'))", True),
        ("T_AFTER(moment, INTERVAL('2026-11-22T00:00:00Z', '2026-11-23T11:59:59Z'))", True),
        ("T_DISJOINT(INTERVAL(day, \"date\"), INTERVAL('2020-01-01', '2020-01-02'))", True),
        ("T_BEFORE(INTERVAL(day, \"date\"), INTERVAL('2027-01-01', '..'))", None),
        ("INTERVAL(day, \"date\") IS NULL AND INTERVAL('..', day) IS NOT NULL", True),
        ("INTERVAL('..', '..') IS NULL OR POINT(0 0) IS NULL OR ('a', 'b') IS NULL", False),
        ("T_EQUALS(INTERVAL(day, day), DATE('2026-11-23'))", True),
        ("T_MEETS(INTERVAL('2026-11-01', day), INTERVAL(day, '..'))", True),
        ("S_CONTAINS(land, POINT(1 1)) AND S_WITHIN(POINT(1 1), land)", True),
        ("S_DISJOINT(land, BBOX(5, 5, 6, 6))", True),
        ("S_EQUALS(land, land) AND NOT S_CROSSES(land, land)", True),
        ("S_INTERSECTS(POINT(0 0), LINESTRING(0 0, 1 1))", True),
        ("S_TOUCHES(land, MULTIPOINT((2 2), (3 3)))", True),
        ("S_INTERSECTS(land, POINT Z (1 1 9))", True),
        ("A_CONTAINS(tags, ('a')) AND A_OVERLAPS(tags, ('b', 'c'))", True),
        ("A_CONTAINEDBY(tags, ('a', 'b', 'c')) AND A_EQUALS(tags, ('b', 'a', 'a'))", True),
        ("A_EQUALS((1, 2), (2, 1)) AND A_CONTAINS((1, name), ())", True),
        ("A_OVERLAPS((1, 'x'), (true, DATE('2026-01-01')))", False),
        ("A_OVERLAPS((), (1))", False),
        ("A_CONTAINS((size, 5), (7))", True),
    ],
)
def test_a_filter_says_this_of_a_feature(text: str, expected: bool | None) -> None:  # noqa: FBT001
    asked = check_filter(read_filter(text), QUALITIES, _as_lonlat)
    assert evaluate(asked, _ROW) is expected
    assert is_met(asked, _ROW) is (expected is True)


def _as_lonlat(shape: object) -> shapely.Geometry:
    geometry: shapely.Geometry = shape.geometry  # type: ignore[attr-defined]
    return shapely.envelope(geometry) if shape.box else geometry  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(" * 9_000, "longer than 8192"),
        ("", "ends too early"),
        ("size =", "ends too early"),
        ("size = 7 size", "“size” at character 10"),
        ("size = #", "“#” at character 8"),
        ("size = 'x", "“'x” at character 8"),
        ("size BETWEEN 1 OR 2", "“AND” is missing before “OR”"),
        ("name IN 'x'", "“(” is missing"),
        ("name IS 5", "“NULL” is missing"),
        ("colour = 1", "no property “colour”"),
        ("colour(1) = 1", "no function “colour”"),
        ("year(5) = 1", "“5” is not what belongs there (date, timestamp)"),
        ("year(day, day) = 1", "does not take 2 values"),
        ("name = 5", "“5” is not what belongs there (string)"),
        ("land > land", "“land” is not what belongs there"),
        ("land = land", "“land” is not what belongs there"),
        ("land BETWEEN 1 AND 2", "“1” is not what belongs there (geometry)"),
        ("open BETWEEN true AND false", "“open” is not what belongs there (number)"),
        ("land IN (land)", "“land” is not what belongs there"),
        ("name IN ()", "there is nothing in the list after IN"),
        ("name = true", "“true” is not what belongs there (string)"),
        ("name = 28049.50", "“28049.5” is not what belongs there (string)"),
        ("name = (1, 'x')", "“(1, x)” is not what belongs there (string)"),
        ("name = POINT(1 2)", "“POINT” is not what belongs there (string)"),
        ("name = BBOX(1, 2, 3, 4)", "“BBOX” is not what belongs there (string)"),
        ("name = DATE('2026-01-02')", "“name” is not what belongs there (date)"),
        ("size + INTERVAL('2026-01-02', '..') = 1", "“INTERVAL(2026-01-02, ..)” is not what"),
        ("name LIKE name", "the pattern after LIKE"),
        ("size", "“size” is not what belongs there (boolean)"),
        ("casei(size) = 'x'", "“size” is not what belongs there (string)"),
        ("size + name = 1", "“name” is not what belongs there (number)"),
        ("size = 1/0", "cannot be worked out"),
        ("size = 1e16", "too large"),
        ("size = 1e15 * 1e15", "too large"),
        ("(size ^ 2) ^ 2 = 1", "a power or a remainder of another"),
        ("T_AFTER(day, moment)", "compares days with days"),
        ("T_AFTER(day, 5)", "“5” is not what belongs there"),
        ("T_DURING(day, INTERVAL('..', '..'))", "is for intervals, not for instants"),
        ("T_AFTER(day, INTERVAL(day, moment))", "from day to day"),
        ("T_AFTER(day, INTERVAL(size, '..'))", "“size” is not what belongs there"),
        ("T_AFTER(day, INTERVAL('soon', '..'))", "“soon” at character 23"),
        ("day = DATE('soon')", "“soon” at character 12"),
        ("day = DATE(5)", "“5” at character 12"),
        ("day = DATE('2026-11-23T00:00:00Z')", "means nothing there"),
        ("S_WITHIN(land, 5)", "“5” is not what belongs there (geometry)"),
        ("S_WITHIN(land, POINT(1 2 3 4))", "a Point cannot be made"),
        ("S_WITHIN(land, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "crosses itself"),
        ("S_WITHIN(land, BBOX(1, 2, 3))", "4 or 6 numbers, not 3"),
        ("S_WITHIN(land, LINESTRING((0 0, 1 1)))", "“(” at character"),
        ("S_WITHIN(land, POINT(x 1))", "“x” at character"),
        ("S_WITHIN(land, GEOMETRYCOLLECTION(CIRCLE(1 1)))", "“CIRCLE” at character"),
        ("S_WITHIN(land, " + "GEOMETRYCOLLECTION(" * 70, "levels of nesting"),
        ("A_CONTAINS(tags, 5 = 5)", ""),
        ("A_CONTAINS(tags, land)", "“land” is not what belongs there (array)"),
        (f"A_EQUALS(({','.join('1' * 30)}), ({','.join('1' * 30)}))", "too long to be compared"),
        ("(" * 65 + "open" + ")" * 65, "levels of nesting"),
        ("size = " + "2^" * 70 + "size", "levels of nesting"),
        ("size = size" + "*2" * 65, "more than 64 numbers"),
        ("size = size" + "-2" * 65, "more than 64 numbers"),
        ("open" + " OR open" * 401, "does not take 402 values"),
        ("(" + ") AND (".join(["size = 1 OR open"] * 250) + ")", "more than 400 conditions"),
        ("name = 'a\0b'", "a character that is none"),
    ],
)
def test_what_is_wrong_with_a_filter_is_said(text: str, said: str) -> None:
    if not said:
        assert checked(text) is not None
        return
    with pytest.raises(InvalidInput) as refusal:
        checked(text)
    assert said in refusal.value.message
    assert refusal.value.fields["parameter"] == "filter"


def test_texts_may_escape_what_they_cannot_write() -> None:
    assert read_filter(r"name = 'it''s \'\\ \t \n \q%'") == Operation(
        "=", (Property("name"), Literal("it's '\\ \t \n \\q%"))
    )
    assert read_filter("name = 'Pen\u0303a'") == read_filter("name = 'Pe\u00f1a'")


def test_minus_belongs_to_the_number_and_else_turns_the_sum_round() -> None:
    assert read_filter("size = - -7") == read_filter("size = 7")
    assert read_filter("size = -7") == Operation("=", (Property("size"), Literal(-7.0)))
    assert read_filter("-size = 2 ^ 3 ^ 2") == Operation(
        "=",
        (
            Operation("*", (Literal(-1.0), Property("size"))),
            Operation("^", (Literal(2.0), Operation("^", (Literal(3.0), Literal(2.0))))),
        ),
    )


def test_json_must_give_in_a_list() -> None:
    asked = {"op": "in", "args": [{"property": "name"}, 5]}
    with pytest.raises(InvalidInput, match=r"“5” is not what belongs there \(array\)"):
        check_filter(read_filter(json.dumps(asked), JSON), QUALITIES, lambda shape: shape.geometry)


def test_json_may_leave_an_interval_open() -> None:
    open_ends = [
        {"interval": [{"property": "day"}, ".."]},
        {"interval": ["..", "2026-01-01"]},
    ]
    found = read_filter(json.dumps({"op": "t_after", "args": open_ends}), JSON)
    assert isinstance(found, Operation)
    assert found.args == (
        Interval(Property("day"), None), Interval(None, Literal(date(2026, 1, 1)))
    )  # fmt: skip
    for wrong in (
        '{"interval": ["soon", ".."]}',
        '{"interval": [5, 6, 7]}',
        '{"bbox": [true]}',
        '{"type": "GeometryCollection", "coordinates": []}',
        '{"type": "GeometryCollection", "geometries": [{"type": "Point"}]}',
        '{"timestamp": "2026-01-01"}',
    ):
        with pytest.raises(InvalidInput):
            read_filter(f'{{"op": "isNull", "args": [{wrong}]}}', JSON)
    point = {"type": "Point", "coordinates": [1, 2]}
    collected = {"type": "GeometryCollection", "geometries": [point]}
    assert read_filter(json.dumps({"op": "isNull", "args": [collected]}), JSON)


@pytest.mark.parametrize("language", ["cql2-text", "cql2-json"])
@given(text=st.text(alphabet="ab1.'\"()=<>,+-*/^%{}[]: \\_é☃", max_size=60))
def test_any_text_is_a_filter_or_is_refused(language: str, text: str) -> None:
    with suppress(InvalidInput):
        check_filter(read_filter(text, language), QUALITIES, lambda shape: shape.geometry)


def test_a_filter_is_known_by_its_words() -> None:
    one, other = (checked(f"S_WITHIN(land, POINT(1 {y}))") for y in (1.00000001, 1.00000002))
    assert repr(one) != repr(other)
    assert repr(one) == repr(checked("S_WITHIN(land, POINT(1 1.00000001))"))


def test_what_was_not_checked_is_not_worked_out() -> None:
    with pytest.raises(TypeError):
        evaluate(Interval(None, None), {})


@given(
    parts=st.lists(st.sampled_from(["a", "ab", "b", ".", "*", Wildcard.ONE, Wildcard.ANY_NUMBER]),
                   max_size=7),
    text=st.text("ab.*", max_size=9),
)  # fmt: skip
def test_a_pattern_matches_what_it_means(parts: list[str | Wildcard], text: str) -> None:
    assert Pattern(tuple(parts)).matches(text) is _matches(parts, text)


def _matches(parts: list[str | Wildcard], text: str) -> bool:
    """By trying everything."""
    if not parts:
        return not text
    first, rest = parts[0], parts[1:]
    if first is Wildcard.ANY_NUMBER:
        return any(_matches(rest, text[begin:]) for begin in range(len(text) + 1))
    if first is Wildcard.ONE:
        return bool(text) and _matches(rest, text[1:])
    return text.startswith(str(first)) and _matches(rest, text[len(str(first)) :])


def test_patterns_are_written_for_either_store() -> None:
    pattern = parse_pattern(r"50\%%_[a]*?\_" + "\\")
    assert str(pattern) == r"50\%%_[a]*?\_" + "\\\\"
    assert pattern.as_glob == "50%*?[[]a][*][?]_\\"


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert without_accents(without_accents(text)) == without_accents(text)
    folded = without_case(text)
    assert without_case(folded) == without_case(without_case(folded))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-23T12:00:00.5Z", "2026-11-23T12:00:00.500000+00:00"),
        ("2026-11-23t12:00:00+06:00", "2026-11-23T06:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2026-11-23T12:00:00.123456789Z", "2026-11-23T12:00:00.123456+00:00"),
        ("0001-01-01T00:00:00+05:00", None),
        ("9999-12-31T23:59:60Z", None),
        ("2026-11-23T12:00:00", None),
        ("2026-11-23 12:00:00Z", None),
    ],
)
def test_moments_are_read_as_the_web_writes_them(text: str, said: str | None) -> None:
    found = parse_instant(text)
    assert (found and found.isoformat()) == said


def test_a_power_that_is_no_number_is_missing() -> None:
    assert power(0.0, -1.0) is None
    assert power(-8.0, 1 / 3) is None
    assert power(10.0, 400.0) is None
    assert power(2.0, -1.0) == 0.5


@pytest.mark.parametrize("depth", ["{}", "NOT ({})", "vacant = true AND (acres > 1 OR {})"])
def test_a_shape_is_seen_however_deep_it_is_said(depth: str) -> None:
    assert has_shape(
        read_filter(depth.format("S_INTERSECTS(geometry, POINT(-90 32))"), "cql2-text")
    )
    assert not has_shape(read_filter(depth.format("land_use = 'farm'"), "cql2-text"))
