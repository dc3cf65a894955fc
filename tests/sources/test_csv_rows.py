import csv
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landtrust.sources.csv_geometry import shape_column
from landtrust.sources.csv_rows import open_csv

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
CSV_DIALECT = st.sampled_from([",", ";", "\t", "|"])
LINE_END = st.sampled_from(["\n", "\r\n", "\r"])


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL), max_size=6), mark=CSV_DIALECT, end=LINE_END)
def test_cells_come_back_as_they_were_written(
    tmp_path: Path, rows: list[tuple[str, str]], mark: str, end: str
) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=mark, lineterminator=end, quoting=csv.QUOTE_ALL)
        writer.writerow(["a", "b", "wkt"])
        writer.writerows([*row, "POINT (1 2)"] for row in rows)
    read = open_csv(path)
    got = [row for batch in read.batches() for row in batch.to_pylist()]
    assert [(row["a"], row["b"]) for row in got] == rows
    assert all(shapely.from_wkb(row["geometry"]).x == 1 for row in got)


def test_one_arc_or_tin_does_not_lose_its_neighbours() -> None:
    texts = [
        "POINT (1 2)",
        "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))",
        "TIN (((0 0 0, 0 0 1, 0 1 0, 0 0 0)))",
        "POLYGON ((0 0, 1 1))",
        "GEOMETRYCOLLECTION (" * 50_000,
        None,
        "",
        "SRID=3814;POINT (3 4)",
    ]
    column, unread = shape_column(texts)
    assert [value is None for value in column.to_pylist()] == [False, *[True] * 6, False]
    assert unread == 4


@pytest.mark.parametrize(
    ("text", "crs"), [("SRID=3814;POINT (1 2)", "EPSG:3814"), ("POINT (1 2)", None)]
)
def test_ewkt_says_its_crs(tmp_path: Path, text: str, crs: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"n,geom\n1,{text}\n")
    assert open_csv(path).crs_declared == crs


def test_rows_shorter_or_longer_than_the_header_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("wkt,a,b\nPOINT (1 2),1\nPOINT (1 2),1,2,3\n\nPOINT (1 2)\n")
    read = open_csv(path)
    got = [row for batch in read.batches() for row in batch.to_pylist()]
    assert [(row["row_number"], row["a"], row["b"]) for row in got] == [
        (1, "1", None),
        (2, "1", "2"),
        (3, None, None),
    ]
    assert any("more cells than the header" in note for note in read.notes)


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("wkt,a\n")
    batches = list(open_csv(path).batches())
    assert [batch.num_rows for batch in batches] == [0]
    assert batches[0].schema.names == ["row_number", "geometry", "a"]
