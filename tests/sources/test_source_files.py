"""The source files that we ship, against the schemas as met in the field."""

from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from landtrust.exports.properties import PROPERTY_NAMES
from landtrust.exports.shapefile import short_name
from landtrust.sources.catalog import load_sources
from landtrust.sources.crosswalk import resolve_columns
from landtrust.sources.places import county_outlines
from landtrust.sources.source import Role, Source

DATA = Path(__file__).resolve().parents[2] / "data"
SCHEMA_OF = {
    "maris_west": "maris_statewide_2023_2024",
    "maris_east": "maris_statewide_2023_2024",
    "maris_county": "maris_statewide_2023_2024",
    "cmpdd_hinds_landroll": "cmpdd_hinds_landroll_layer",
    "cmpdd_city_of_jackson": "cmpdd_city_of_jackson",
    "cmpdd_rankin": "cmpdd_rankin",
    "cmpdd_madison": "cmpdd_madison",
    "cmpdd_copiah": "cmpdd_mdeq_lowercase",
    "cmpdd_simpson": "cmpdd_mdeq_lowercase",
    "cmpdd_warren": "cmpdd_mdeq_lowercase",
    "cmpdd_yazoo": "cmpdd_mdeq_lowercase",
    "sos_active_tax_forfeited": "sos_active_tax_forfeited",
    "sos_hinds_2026_05": "sos_hinds_snapshot_2026_05",
}


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return load_sources(DATA / "sources")


def test_the_sources_are_those_with_parcels_the_sample_and_our_own_files(
    sources: dict[str, Source],
) -> None:
    assert set(sources) == {*SCHEMA_OF, "sample_west_jackson", "landtrust"}


@pytest.mark.parametrize("names", [PROPERTY_NAMES, tuple(map(short_name, PROPERTY_NAMES))])
def test_our_own_files_have_every_column_that_their_source_names(
    sources: dict[str, Source], names: tuple[str, ...]
) -> None:
    crosswalk = resolve_columns(sources["landtrust"], names)
    assert crosswalk.notes == ()
    measured_or_ours = ("parcel_id", "county", "acres", "area_sqm", "vacant", "snapshot")
    assert set(names) - set(crosswalk.columns) == set(measured_or_ours)


@pytest.mark.parametrize("key", SCHEMA_OF)
def test_each_mapped_column_is_in_the_schema_as_met(
    sources: dict[str, Source], shared_data: Path, key: str
) -> None:
    file = shared_data / "crosswalk" / "ms_source_schemas.json"
    schema = orjson.loads(file.read_bytes())["schemas"][SCHEMA_OF[key]]
    seen = [name.split(" ")[0] for name in schema["fields_seen"]]
    assert resolve_columns(sources[key], seen).notes == ()


def test_only_the_sample_is_invented(sources: dict[str, Source]) -> None:
    assert [key for key, source in sources.items() if source.invented] == ["sample_west_jackson"]


def test_the_city_layer_is_the_bridge_between_two_numbers(sources: dict[str, Source]) -> None:
    bridge = sources["cmpdd_city_of_jackson"]
    assert bridge.role is Role.BRIDGE
    assert bridge.fields["parcel_number"].columns == ("dpin",)
    assert bridge.alternate_numbers["county_form"].columns == ("parcel",)


def test_the_three_maris_sources_read_the_same_columns(sources: dict[str, Source]) -> None:
    west, east, county = (sources[f"maris_{part}"] for part in ("west", "east", "county"))
    assert west.fields == east.fields == county.fields
    assert west.traps == east.traps == county.traps


def test_counties_named_by_sources_exist(sources: dict[str, Source]) -> None:
    known = {county.fips for county in county_outlines(DATA)}
    assert {fips for source in sources.values() for fips in source.county_fips} <= known


def test_the_ten_real_hinds_parcels_are_read(sources: dict[str, Source], shared_data: Path) -> None:
    file = shared_data / "parcels" / "hinds_ms_sample" / "hinds_maris_2024_sample10.geojson"
    features = orjson.loads(file.read_bytes())["features"]
    batch = pa.RecordBatch.from_pylist([feature["properties"] for feature in features])
    crosswalk = resolve_columns(sources["maris_west"], batch.schema.names)
    table, problems = crosswalk.apply(batch)
    first = table.to_pylist()[0]
    assert problems == []
    assert table["county_fips"].to_pylist() == ["28049"] * 10
    assert table["parcel_number"].to_pylist() == [f["properties"]["PARNO"] for f in features]
    assert first["situs_address"] == "S HIGHWAY 55"
    assert first["situs_zip"] is None
    assert first["mailing_address"] is None
    assert first["total_value_cents"] is None
    assert first["stated_acres"] == 145.0266
