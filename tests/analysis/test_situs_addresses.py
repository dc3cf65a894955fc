"""Addresses as columns: what everybody may read of where land lies."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.analysis.situs_addresses import cut_care_of, load_situs_addresses

CODES = Path(__file__).resolve().parents[2] / "data" / "codes"
SITUS = load_situs_addresses(CODES)


def cleaned(*rows: tuple[str | None, str | None]) -> list[str | None]:
    addresses, owners = (pa.array([row[i] for row in rows], pa.string()) for i in (0, 1))
    found: list[str | None] = SITUS.clean(addresses, owners).to_pylist()
    return found


def test_persons_are_taken_out_and_addresses_stay() -> None:
    assert cleaned(
        ("12 MAIN ST C/O SECRETPERSON JANE", None),
        ("12 MAIN ST", "SECRETPERSON JANE"),
        (None, "SECRETPERSON JANE"),
        ("SECRETPERSON JANE", None),
        ("SECRETPERSON LAQUISHANDA", "SECRETPERSON LAQUISHANDA"),
        ("OFF OLD CANTON RD", None),
        ("1234 N 5TH ST APT 3", None),
        ("939 W CAPITOL ST", None),
        ("S HIGHWAY 55", None),
    ) == [
        *("12 MAIN ST", "12 MAIN ST", None, None, None),
        *("OFF OLD CANTON RD", "1234 N 5TH ST APT 3", "939 W CAPITOL ST", "S HIGHWAY 55"),
    ]


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("SMITH,MARY 12 MAIN ST", "12 MAIN ST"),
        ("12 MAIN ST-SMITH MARY", "12 MAIN ST"),
        ("12 MAIN ST/SMITH MARY", "12 MAIN ST"),
        ("12 MAIN ST SMITH M", "12 MAIN ST"),
        ("J SMITH 12 MAIN ST", "12 MAIN ST"),
        ("12 MAIN ST T SMITH", "12 MAIN ST"),
        ("SMITH", None),
        ("12 SMITH MARY", "12"),
        ("12 SMITH ST", "12 SMITH ST"),
        ("12-14 MAIN ST", "12-14 MAIN ST"),
        ("0 N SMITH RD LOT 3", "0 N SMITH RD LOT 3"),
        ("12 MARTIN LUTHER KING", "12 MARTIN LUTHER KING"),
    ],
)
def test_what_the_private_owner_is_called_is_left_in_streets_names_alone(
    address: str, left: str | None
) -> None:
    assert cleaned((address, "SMITH, MARY J")) == [left]


def test_a_column_of_plain_addresses_is_given_back_as_it_is() -> None:
    addresses = pa.array(["12 MAIN ST", None, "14 MAIN ST"])
    assert SITUS.clean(addresses, pa.nulls(3, pa.string())) is addresses


def test_no_address_gives_none() -> None:
    assert cleaned() == []


def test_a_city_is_cut_where_the_mail_begins() -> None:
    cities = pa.array(["JACKSON", "JACKSON % DOE JANE", "C/O DOE JANE", None])
    assert cut_care_of(cities).to_pylist() == ["JACKSON", "JACKSON", None, None]


PERSON = st.text("BDFGKLMNPRTZ", min_size=3, max_size=6).map(lambda word: f"Q{word}X")
GIVEN = st.sampled_from(sorted(SITUS.words.given_names - {"ST", "AN"}))
MARK = st.sampled_from(("C/O", "c/o", "C / O", "%", "ATTN", "Attn:", "ATTENTION", "CARE OF"))


@given(PERSON, GIVEN, MARK, st.sampled_from(("12 MAIN ST", "OFF TERRY RD", "LOT 5")))
def test_nobody_in_care_is_left(family: str, name: str, mark: str, street: str) -> None:
    lines = (f"{street} {mark} {family} {name}", f"{street} {mark}{family}", f"{mark} {family}")
    assert cleaned(*((line, None) for line in lines)) == [street, street, None]


@given(PERSON, GIVEN, st.sampled_from(("12 MAIN ST", "14 N OAK AVE APT 2", "7 ELM DR")))
def test_nobodys_name_beside_a_street_is_left(family: str, name: str, street: str) -> None:
    if SITUS.words.streets | SITUS.words.others & {name}:
        name = name if name not in SITUS.words.streets | SITUS.words.others else "JANE"
    lines = (
        *(f"{street} {family} {name}", f"{family} {name} {street}", f"{name} {family} {street}"),
        f"{street}, {name} {family}",
    )
    found = cleaned(*((line, None) for line in lines))
    assert [text.strip(",") if text else text for text in found] == [street] * 4


@settings(max_examples=40)
@given(st.lists(st.none() | st.text(max_size=40), max_size=5))
def test_nothing_is_put_where_nothing_was(texts: list[str | None]) -> None:
    for before, after in zip(texts, cleaned(*((text, None) for text in texts)), strict=True):
        assert after is None or (before is not None and set(after) <= {*before, " "})


def test_every_word_has_its_source() -> None:
    for name in ("address_words.csv", "given_names.csv"):
        with (CODES / name).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert rows
        assert all(row["source"].strip() for row in rows)
