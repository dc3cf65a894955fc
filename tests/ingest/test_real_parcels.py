"""Real parcels of three states through the whole loader."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.domain.crs import SQM_PER_ACRE
from landtrust.domain.extent import Bbox
from landtrust.ingest.county_load import MOST_REPEATED_NAMED
from landtrust.services.places import record_places
from landtrust.sources.catalog import read_source
from landtrust.sources.places import CountyOutline, county_outlines
from tests.county_size import LoadedCounty
from tests.shelves import Shelf
from tests.stores import (
    DATA_FOLDER,
    is_whole,
    load,
    load_hinds,
    mapped,
    rows_of,
    values_of,
)

same_with_more_rows = pytest.mark.sqlite_only("smaller counties are loaded again on both")

of_the_reader = pytest.mark.sqlite_only("what a format says is read before a store is asked")

PHILADELPHIA, HAMPSHIRE = "42101", "25015"
HERE = Path(__file__).resolve().parent


def _county(fips: str, name: str, state: str, box: Bbox) -> CountyOutline:
    outline = shapely.box(*box)
    middle = outline.centroid
    return CountyOutline(fips, name, state, middle.x, middle.y, shapely.to_wkb(outline), box)


@pytest.fixture
def northern_store(store: Engine) -> Engine:
    """A store that also knows two counties far from Mississippi, as boxes."""
    counties = (
        *county_outlines(DATA_FOLDER),
        _county(PHILADELPHIA, "Philadelphia", "PA", Bbox(-75.29, 39.86, -74.95, 40.14)),
        _county(HAMPSHIRE, "Hampshire", "MA", Bbox(-73.1, 42.1, -72.2, 42.6)),
    )
    with writing(store) as connection:
        record_places(connection, counties, ())
    return store


def test_ten_parcels_of_hinds_have_the_area_that_the_state_measured(
    store: Engine, shared_data: Path
) -> None:
    path = shared_data / "parcels" / "hinds_ms_sample" / "hinds_maris_2024_sample10.geojson"
    report = load_hinds(store, path, "maris_west")
    assert (report.read, report.kept, report.outside_county) == (10, 10, 0)
    found = rows_of(
        store,
        "SELECT p.area_sqm, e.stated_acres FROM parcel AS p JOIN roll_entry AS e "
        "ON e.parcel_id = p.id",
    )
    assert len(found) == 10
    for row in found:
        assert row["area_sqm"] / SQM_PER_ACRE == pytest.approx(row["stated_acres"], rel=1e-3)


@of_the_reader
def test_all_vacant_land_of_philadelphia_is_kept_or_rejected(
    northern_store: Engine, shared_data: Path
) -> None:
    path = shared_data / "parcels" / "philadelphia_pa" / "vacant_land_25k.parquet"
    (report,) = load(northern_store, path, read_source(HERE / "philadelphia.toml")).counties
    assert report.county_fips == PHILADELPHIA
    assert report.read == 25_663
    assert report.kept + report.rejected.total() == 25_663
    assert report.repaired == 1
    repairs = rows_of(northern_store, "SELECT problem, row_number FROM geometry_repair")
    assert len(repairs) == 1
    assert repairs[0]["problem"]
    # What a count of double ids calls 14 repeats are 15 rows that all lack a number.
    assert report.rejected == {"no parcel number": 15}
    assert len(report.examples["no parcel number"]) == 15
    assert not report.repeated
    assert report.parcels_new == 25_648
    assert is_whole(northern_store)


@of_the_reader
def test_a_town_in_a_file_geodatabase_loads_by_named_columns(
    northern_store: Engine, shared_data: Path
) -> None:
    (path,) = (shared_data / "parcels" / "easthampton_ma").glob("*.gdb")
    source = mapped("parcel_number=LOC_ID")
    (report,) = load(
        northern_store, path, source, county_fips=HAMPSHIRE, layer="M087TaxPar"
    ).counties
    assert report.read == 5_948
    assert report.kept + report.rejected.total() == 5_948
    assert report.repaired == 2
    outlines = shapely.from_wkb(values_of(northern_store, "SELECT outline FROM parcel_outline"))
    assert shapely.is_valid(outlines).all()
    assert report.outside_county == 0


@pytest.mark.slow
def test_a_county_of_107064_polygons_is_kept_or_rejected_with_36_named_repairs(
    county_size_store: Engine,
) -> None:
    (snapshot,) = rows_of(county_size_store, "SELECT * FROM snapshot")
    assert snapshot["rows_read"] == 107_064
    assert snapshot["rows_kept"] + snapshot["rows_rejected"] == 107_064
    assert snapshot["rows_repaired"] == 36
    assert (
        len(values_of(county_size_store, "SELECT DISTINCT row_number FROM geometry_repair")) == 36
    )
    outlines = shapely.from_wkb(values_of(county_size_store, "SELECT outline FROM parcel_outline"))
    assert shapely.is_valid(outlines).all()
    assert (shapely.get_type_id(outlines) == 6).all()
    assert is_whole(county_size_store)


def repeated_numbers(path: Path) -> dict[str, list[int]]:
    """What a file repeats, by its own column: each number with its later rows."""
    numbers = pq.read_table(path, columns=["PARNO"]).column("PARNO").to_pylist()
    rows: dict[str, list[int]] = {}
    for row, number in enumerate(numbers, start=1):
        rows.setdefault(number.strip().upper(), []).append(row)
    return {number: found[1:] for number, found in rows.items() if number and len(found) > 1}


@pytest.mark.slow
def test_the_county_file_repeats_what_the_report_says_that_it_repeats(
    county_size_load: LoadedCounty, county_size_file: Path
) -> None:
    _, report = county_size_load
    assert report.repeated == repeated_numbers(county_size_file)


@pytest.mark.slow
def test_each_number_that_real_rows_repeat_is_named_with_its_rows(
    store: Engine, county_size_file: Path, tmp_path: Path
) -> None:
    whole = pq.read_table(county_size_file).slice(0, 6_000)
    numbers = whole.column("PARNO").to_pylist()
    for row in range(100, 6_000, 50):
        numbers[row] = numbers[row % 70]
    place = whole.schema.get_field_index("PARNO")
    path = tmp_path / "repeating.parquet"
    pq.write_table(whole.set_column(place, "PARNO", pa.array(numbers)), path)
    expected = repeated_numbers(path)
    assert len(expected) >= 7
    assert len(expected) < MOST_REPEATED_NAMED
    report = load_hinds(store, path, "maris_west")
    assert report.repeated == expected
    assert report.kept + report.rejected.total() == 6_000


@same_with_more_rows
@pytest.mark.slow
def test_a_county_loaded_again_writes_no_roll_entry(
    county_size_store: Engine, county_size_file: Path, shelf: Shelf
) -> None:
    county_size_store.dispose()
    with shelf.opened_copy(str(county_size_store.url)) as engine:
        report = load_hinds(engine, county_size_file, "maris_west")
    assert report.entries_written == 0
    assert not report.changes
    assert report.parcels_gone == 0
