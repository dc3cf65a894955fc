from pathlib import Path

import pytest

from landtrust.errors import ConfigurationError, NotFound
from landtrust.sources.catalog import find_source, load_sources
from landtrust.sources.rules import Combination

MINIMAL = """
key = "{key}"
title = "A test"
publisher = "This test"
protocol = "file"
licence = "None stated."
credit = "Nobody"
note = "For a test."
coverage = "county"
{more}
[fields]
parcel_number = "PARNO"
{fields}
"""


def _write(folder: Path, key: str, more: str = "", fields: str = "") -> None:
    text = MINIMAL.format(key=key, more=more, fields=fields)
    (folder / f"{key}.toml").write_text(text, encoding="utf-8")


def test_a_source_is_found_by_its_key(tmp_path: Path) -> None:
    _write(tmp_path, "town")
    sources = load_sources(tmp_path)
    assert find_source(sources, "town").title == "A test"


def test_an_unknown_key_is_answered_with_the_nearest(tmp_path: Path) -> None:
    for key in ("maris_west", "maris_east", "town"):
        _write(tmp_path, key)
    with pytest.raises(NotFound, match="“maris-west”; the nearest are maris_west, maris_east"):
        find_source(load_sources(tmp_path), "maris-west")


def test_rules_have_short_forms(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "town",
        fields="""
account = ["ACCOUNT", "ACCT"]
situs_address = { join = ["NUM", "STREET"], with = " / " }
stated_acres = { first = ["A", "B"] }
improvement_value = { sum = ["X", "Y"] }
""",
    )
    fields = find_source(load_sources(tmp_path), "town").fields
    assert fields["account"].columns == ("ACCOUNT", "ACCT")
    assert fields["account"].combination is Combination.NAMED
    assert fields["situs_address"].separator == " / "
    assert [str(rule) for rule in fields.values()] == [
        "PARNO",
        "ACCOUNT or ACCT",
        "NUM / STREET",
        "A, else B",
        "X + Y",
    ]


def test_every_problem_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "one", more='coulour = "red"', fields='owner_lin_1 = "X"')
    _write(tmp_path, "two", more='crs = "EPSG:99999"\nexpected_rows = 0')
    (tmp_path / "three.toml").write_text("key = ", encoding="utf-8")
    (tmp_path / "four.toml").write_bytes(b"\xff")
    _write(tmp_path, "five")
    (tmp_path / "five.toml").rename(tmp_path / "six.toml")
    with pytest.raises(ConfigurationError) as problem:
        load_sources(tmp_path)
    lines = problem.value.message.splitlines()
    for start in (
        "four.toml: 'utf-8'",
        "one.toml: coulour: Extra inputs",
        "six.toml: its key is “five”",
        "three.toml: Invalid value",
        "two.toml: crs: Value error, “EPSG:99999”",
        "two.toml: expected_rows: Input should be greater",
    ):
        assert any(line.startswith(start) for line in lines), (start, lines)


@pytest.mark.parametrize(
    ("more", "fields", "sentence"),
    [
        ("", 'owner_lin_1 = "X"', "no “owner_lin_1”; the nearest is owner_line_1"),
        ('zero_is_unknown = ["totalvalue"]', "", "the nearest is total_value"),
        ("", "[alternate_numbers]\nalternative = 'X'", "no “alternative”"),
        ("", "land_value = { join = ['A', 'B'] }", "fields.land_value: join is not for money"),
        ("", "situs_city = { sum = ['A', 'B'] }", "fields.situs_city: sum is not for text"),
        ("", "situs_city = { some = ['A'] }", "one of join, first and sum"),
        ("", "situs_city = { sum = ['A'], first = ['A'] }", "one of join, first and sum"),
        ("", "situs_city = { first = ['A'], with = ' ' }", "Extra inputs"),
        ("", "situs_city = { first = [] }", "at least 1 item"),
        ("", "situs_city = 5", "valid dictionary"),
        ('date_formats = ["%m/%d/%y"]', "", "no four-digit year"),
        ('county_fips = ["49"]', "", "county_fips.0"),
        ('role = "judge"', "", "role: Input should be"),
    ],
)
def test_a_source_that_cannot_work_is_refused(
    tmp_path: Path, more: str, fields: str, sentence: str
) -> None:
    _write(tmp_path, "town", more, fields)
    with pytest.raises(ConfigurationError) as problem:
        load_sources(tmp_path)
    assert sentence in problem.value.message


def test_a_source_without_a_parcel_number_is_refused(tmp_path: Path) -> None:
    text = MINIMAL.format(key="town", more="", fields="").replace("parcel_number", "account")
    (tmp_path / "town.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no parcel is without a number"):
        load_sources(tmp_path)


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no source file"):
        load_sources(tmp_path)
