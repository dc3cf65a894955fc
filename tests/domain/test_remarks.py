import pytest

from landtrust.domain.remarks import Remark, RemarkKind, parse_remark
from landtrust.sources.problems import Reason


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "no crs member: longitude and latitude, as RFC 7946 says",
            RemarkKind.NO_COORDINATE_SYSTEM,
        ),
        ("the crs member names no coordinate system", RemarkKind.NO_COORDINATE_SYSTEM),
        (
            "no .prj file: the file does not say what its coordinates are",
            RemarkKind.NO_COORDINATE_SYSTEM,
        ),
        (
            "read as EPSG:2254, as asked for, not as EPSG:4326",
            RemarkKind.OTHER_COORDINATE_SYSTEM,
        ),
        ("some text is not valid UTF-8 and was read as cp1252", RemarkKind.GUESSED_LETTERS),
        (
            "some text is not valid UTF-8 and was read as cp1252, value by value",
            RemarkKind.GUESSED_LETTERS,
        ),
        ("text read as cp1252: no .cpg file", RemarkKind.GUESSED_LETTERS),
        (
            "no .cpg file: text read as UTF-8 where it is valid, else as cp1252",
            RemarkKind.GUESSED_LETTERS,
        ),
        ("curved boundaries were made into straight segments", RemarkKind.STRAIGHTENED),
        ("some rows have more cells than the header; they were cut", RemarkKind.CUT_ROWS),
    ],
)
def test_the_readers_own_remarks_are_known(text: str, kind: RemarkKind) -> None:
    assert parse_remark(text) == Remark(kind)


def test_what_a_remark_counts_and_speaks_of_is_read() -> None:
    absent = parse_remark("stated_acres: the file has no column TOTAL_AC, TAXACRES.")
    assert absent == Remark(RemarkKind.ABSENT_COLUMN, field="stated_acres")
    rows = parse_remark("12,345 rows of other counties were left out.")
    assert rows == Remark(RemarkKind.OTHER_COUNTIES, 12_345)
    outlines = parse_remark("rows 1 to 2000: 3 geometries cannot be read")
    assert outlines == Remark(RemarkKind.UNREAD_OUTLINES, 3)


@pytest.mark.parametrize("reason", Reason)
def test_values_that_were_not_read_are_known_whatever_the_reason(reason: Reason) -> None:
    text = f"1,200 values of land_value were not read, the first in row 7: {reason}."
    assert parse_remark(text) == Remark(RemarkKind.UNREAD_VALUES, 1_200, "land_value")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Non closed ring detected in hinds SMITH.gpkg",
        "no crs member: longitude and latitude, as RFC 7946 says\nhinds SMITH.gpkg",
        "zoning: the file has no column ZONING. See /home/smith",
        "read as EPSG:2254, as asked for, not as MARIGOLD'S COORDINATES",
    ],
)
def test_words_of_others_are_not_taken_for_ours(text: str) -> None:
    assert parse_remark(text) is None
