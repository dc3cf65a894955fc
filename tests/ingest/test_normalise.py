"""Batches of any texts and shapes through the normaliser, in this process."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput
from landtrust.ingest.normalised_file import ReadingJob, crs_of
from landtrust.ingest.reading import UnreadValues, normalised_batches, produce
from landtrust.ingest.reject_texts import reject_texts
from landtrust.ingest.rows import NORMALISED, SAID_COLUMNS
from landtrust.sources.problems import Reason, ValueProblem
from landtrust.sources.row_source import ForeignRows, attribute_names, rows_schema
from landtrust.sources.source import Source
from tests.stores import DATA_FOLDER, HINDS, known_source, mapped, square, write_parcels

EXTENT = Bbox(-92, 30, -84, 36)
FIELDS = {
    "parcel_number": "NO",
    "owner_line_1": "OWNER",
    "total_value": "VALUE",
    "stated_acres": "ACRES",
    "deed_date": "DEEDED",
    "roll_year": "YEAR",
    "land_use": "USE",
    "ppin": "PPIN",
}
ANYTHING = mapped(*(f"{ours}={theirs}" for ours, theirs in FIELDS.items()))


def _job(source: Source, **changes: object) -> ReadingJob:
    settings: dict[str, object] = {
        "path": "parcels.geojson",
        "layer": None,
        "crs": "EPSG:4326",
        "source": source.model_dump(mode="json"),
        "data_folder": str(DATA_FOLDER),
        "county_fips": HINDS,
        "roll_year": None,
        "extent": EXTENT,
    }
    return ReadingJob(**settings | changes)  # type: ignore[arg-type]


def _rows(columns: dict[str, list[str | None]], geometry: list[bytes | None]) -> ForeignRows:
    names = attribute_names(list(columns))
    schema = rows_schema([pa.field(name, pa.string()) for name in names])
    numbers = pa.array(range(1, len(geometry) + 1), pa.int64())
    arrays = [numbers, pa.array(geometry, pa.binary()), *map(_texts, columns.values())]
    batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
    return ForeignRows(names, "parcels", None, len(geometry), [], lambda: iter([batch]))


def _texts(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _normalised(
    source: Source,
    columns: dict[str, list[str | None]],
    geometry: list[bytes | None],
    **job: object,
) -> tuple[pa.Table, list[str]]:
    rows = _rows(columns, geometry)
    (table,) = normalised_batches(_job(source, **job), rows)
    return table, rows.notes


TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
GEOMETRY = st.none() | st.binary(max_size=40) | st.just(shapely.to_wkb(square()))


@st.composite
def _batches(draw: st.DrawFn) -> tuple[dict[str, list[str | None]], list[bytes | None]]:
    count = draw(st.integers(0, 5))
    column = st.lists(TEXTS, min_size=count, max_size=count)
    return (
        {name: draw(column) for name in FIELDS.values()},
        draw(st.lists(GEOMETRY, min_size=count, max_size=count)),
    )


@settings(max_examples=40)
@given(_batches())
def test_any_texts_and_bytes_become_rows_that_are_fit_or_rejected(
    batch: tuple[dict[str, list[str | None]], list[bytes | None]],
) -> None:
    columns, geometry = batch
    table, _ = _normalised(ANYTHING, columns, geometry)
    assert table.schema.equals(NORMALISED)
    assert table.num_rows == len(geometry)
    for row in table.to_pylist():
        fit = row["reject_reason"] is None
        assert fit == (row["row_text"] is None)
        assert fit == (row["reject_detail"] is None)
        if fit:
            assert row["public_id"].startswith(f"{HINDS}-")
            assert None not in (row["outline"], row["area_sqm"], row["label_lon"], row["west"])
            assert len(row["content_hash"]) == len(row["given_hash"]) == 16
    assert len(reject_texts(table)) == table.num_rows


@settings(max_examples=15)
@given(_batches())
def test_a_row_has_the_same_fingerprint_in_whatever_company(
    batch: tuple[dict[str, list[str | None]], list[bytes | None]],
) -> None:
    columns, geometry = batch
    together, _ = _normalised(ANYTHING, columns, geometry)
    for place in range(len(geometry)):
        alone, _ = _normalised(
            ANYTHING,
            {name: values[place : place + 1] for name, values in columns.items()},
            geometry[place : place + 1],
        )
        assert alone["content_hash"][0] == together["content_hash"][place]
        assert alone["public_id"][0] == together["public_id"][place]


def test_texts_that_run_together_have_different_fingerprints() -> None:
    source = mapped("parcel_number=NO", "owner_line_1=A", "owner_line_2=B")
    columns: dict[str, list[str | None]] = {
        "NO": ["1"] * 5,
        "A": ["XY", "X", None, "X|1:Y", "-"],
        "B": [None, "Y", "XY", None, None],
    }
    table, _ = _normalised(source, columns, [shapely.to_wkb(square())] * 5)
    assert len(set(table["content_hash"].to_pylist())) == 5


def test_the_year_and_our_own_reading_are_not_in_the_fingerprint() -> None:
    assert not {
        "roll_year",
        "owner_kind",
        "owner_rule",
        "owner_name_public",
        "land_use",
        "vacant",
    } & {*SAID_COLUMNS}
    columns: dict[str, list[str | None]] = {"NO": ["1", "1"], "YEAR": ["2025", "2026"]}
    source = mapped("parcel_number=NO", "roll_year=YEAR")
    table, _ = _normalised(source, columns, [shapely.to_wkb(square())] * 2)
    assert len(set(table["content_hash"].to_pylist())) == 1
    assert table["roll_year"].to_pylist() == [2025, 2026]


def test_a_year_is_given_to_the_rows_that_have_none() -> None:
    columns: dict[str, list[str | None]] = {"NO": ["1", "2"], "YEAR": ["2025", None]}
    source = mapped("parcel_number=NO", "roll_year=YEAR")
    table, _ = _normalised(source, columns, [None, None], roll_year=2020)
    assert table["roll_year"].to_pylist() == [2025, 2020]


def test_values_that_could_not_be_read_are_counted_and_never_shown() -> None:
    columns: dict[str, list[str | None]] = {"NO": ["1", "2"], "V": ["dear", "cheap"]}
    source = mapped("parcel_number=NO", "total_value=V")
    table, notes = _normalised(source, columns, [None, None])
    assert table["total_value_cents"].to_pylist() == [None, None]
    (said,) = [note for note in notes if note.startswith("2 values of total_value")]
    assert "the first in row 1" in said
    assert "dear" not in said


def test_land_that_the_source_marks_as_no_parcel_is_rejected_and_not_noted() -> None:
    source = mapped("parcel_number=NO").model_copy(update={"not_a_number": ("ROW", "WATER")})
    columns: dict[str, list[str | None]] = {"NO": ["ROW", "1", " "]}
    table, notes = _normalised(source, columns, [shapely.to_wkb(square())] * 3)
    assert table["reject_reason"].to_pylist() == ["not a parcel", None, "no parcel number"]
    assert not notes
    unread = UnreadValues()
    unread.add([ValueProblem(0, "parcel_number", "ROW", Reason.NOT_A_PARCEL)], pa.array([1]))
    assert list(unread.sentences()) == []


def test_odd_numbers_have_escaped_public_ids() -> None:
    numbers: list[str | None] = ["1 a", "é", "2/3", "4.5-6", None]
    table, _ = _normalised(mapped("parcel_number=NO"), {"NO": numbers}, [None] * 5)
    assert table["public_id"].to_pylist() == [
        "28049-1_A",
        "28049-~c3~89",
        "28049-2~2f3",
        "28049-4.5-6",
        None,
    ]


def test_other_numbers_are_listed_under_their_schemes() -> None:
    source = mapped("parcel_number=NO", "ppin=PPIN", "alternate=ALT")
    columns: dict[str, list[str | None]] = {
        "NO": ["1", "2", "3"],
        "PPIN": ["7", None, None],
        "ALT": ["x", None, "y"],
    }
    table, _ = _normalised(source, columns, [None] * 3)
    found = [[tuple(one.values()) for one in row] for row in table["other_numbers"].to_pylist()]
    assert [sorted(row) for row in found] == [
        [("alternate", "X"), ("ppin", "7")],
        [],
        [("alternate", "Y")],
    ]


def test_county_names_become_codes_and_strange_ones_nothing() -> None:
    source = mapped("parcel_number=NO", "county_name=C")
    columns: dict[str, list[str | None]] = {
        "NO": ["1"] * 4,
        "C": ["HINDS", "PEARLRIVER", "X", None],
    }
    table, _ = _normalised(source, columns, [None] * 4, county_fips=None)
    assert table["county_fips"].to_pylist() == [HINDS, "28109", None, None]


def test_a_long_row_is_kept_cut() -> None:
    source = mapped("parcel_number=NO", "legal_description=L")
    table, _ = _normalised(source, {"NO": [None], "L": ["X" * 100_000]}, [None])
    assert len(table["row_text"][0].as_py()) == 20_000


def test_a_stated_kind_of_owner_counts_where_nobody_is_named() -> None:
    source = mapped("parcel_number=NO", "owner_line_1=OWNER", "owner_kind=KIND")
    owners = {
        "OWNER": ["SAMPLETON MARIGOLD", "RED CLAY HOLDINGS LLC", None, None, None],
        "KIND": ["business", "person", "church", "landlord", None],
    }
    outlines: list[bytes | None] = [shapely.to_wkb(square(place)) for place in range(5)]
    table, notes = _normalised(source, {"NO": list("12345"), **owners}, outlines)
    assert table["owner_kind"].to_pylist() == [
        "person", "business", "church", "unknown", "unknown",
    ]  # fmt: skip
    assert table["owner_name_public"].to_pylist() == [None, "RED CLAY HOLDINGS LLC", *[None] * 3]
    assert notes == [
        "1 value of owner_kind was not read, the first in row 4: not a kind of owner that we know."
    ]


def test_the_coordinate_system_is_the_callers_the_files_or_the_sources() -> None:
    maris = known_source("maris_west")
    assert crs_of(_job(maris, crs="EPSG:2254"), "EPSG:4326") == "EPSG:2254"
    assert crs_of(_job(maris, crs=None), "EPSG:4326") == "EPSG:4326"
    assert crs_of(_job(maris, crs=None), None) == "EPSG:3814"
    with pytest.raises(InvalidInput, match="--crs"):
        crs_of(_job(ANYTHING, crs=None), None)
    with pytest.raises(InvalidInput, match="EPSG:0"):
        crs_of(_job(ANYTHING, crs="EPSG:0"), None)


def test_rows_without_a_county_column_need_a_county() -> None:
    by_county = mapped("parcel_number=NO", "county_fips=CNTY")
    source = by_county.model_copy(update={"columns_required": False})
    with pytest.raises(InvalidInput, match="no column CNTY"):
        _normalised(source, {"NO": ["1"]}, [None], county_fips=None)


def test_the_child_hands_over_what_the_normaliser_makes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_parcels(tmp_path / "one.geojson", [(square(), {"NO": "1"}), (None, {"NO": "2"})])
    job = _job(mapped("parcel_number=NO"), path=str(path))
    (batch,) = produce({**vars(job), "extent": list(EXTENT)})
    assert batch.schema.names == NORMALISED.names
    assert batch.column("reject_reason").to_pylist() == [None, "no outline"]
    assert np.isclose(batch.column("west")[0].as_py(), square().bounds[0])
    capfd.readouterr()
