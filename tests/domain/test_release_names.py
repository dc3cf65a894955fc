from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.release_names import (
    Version,
    is_dataset_name,
    parse_version,
    require_dataset_name,
)
from landtrust.errors import InvalidInput


@given(st.dates(), st.integers(1, 99))
def test_a_version_is_read_as_it_is_written(day: date, number: int) -> None:
    assert parse_version(str(Version(day, number))) == Version(day, number)


def test_versions_are_in_the_order_of_their_days() -> None:
    texts = ["2026-11-26", "2026-11-26.2", "2026-11-26.10", "2026-12-01", "2027-01-01"]
    assert sorted(map(parse_version, reversed(texts))) == list(map(parse_version, texts))
    assert str(parse_version("2026-11-26").next_one()) == "2026-11-26.2"


@pytest.mark.parametrize(
    "text",
    ["", "1.0", "2026.11", "2026-02-30", "2026-11-26.1", "2026-11-26.02", "2026-11-26.100",
     "20261126", "2026-11-26 ", "२०२६-११-२६", "../2026-11-26", "x" * 500],
)  # fmt: skip
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a version"):
        parse_version(text)


def test_a_name_is_a_safe_part_of_an_address() -> None:
    assert require_dataset_name("west-jackson-2") == "west-jackson-2"
    for name in ("", "..", ".lock", "West", "2026", "a/b", "a" * 41, "catalog.jsonld", "é", "a\n"):
        assert not is_dataset_name(name)
        with pytest.raises(InvalidInput, match="cannot be the name"):
            require_dataset_name(name)
