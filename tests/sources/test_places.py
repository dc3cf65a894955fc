import csv
from pathlib import Path

import pytest
import shapely

from landtrust.errors import ConfigurationError, NotFound
from landtrust.sources.places import CountyOutline, county_named, county_outlines
from landtrust.sources.regions import RegionDefinition, region_definitions

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def counties() -> tuple[CountyOutline, ...]:
    return county_outlines(DATA)


@pytest.fixture(scope="module")
def regions() -> dict[str, RegionDefinition]:
    return {region.key: region for region in region_definitions(DATA)}


def _folder(tmp_path: Path, regions: str) -> Path:
    boundaries = tmp_path / "boundaries"
    boundaries.mkdir()
    counties = DATA / "boundaries" / "counties_ms_al.geojson"
    (boundaries / counties.name).symlink_to(counties)
    (boundaries / "regions.toml").write_text(regions, encoding="utf-8")
    return tmp_path


def test_every_county_of_both_states_is_there_once(counties: tuple[CountyOutline, ...]) -> None:
    fips = [county.fips for county in counties]
    assert fips == sorted(set(fips))
    assert sum(county.state == "MS" for county in counties) == 82
    assert sum(county.state == "AL" for county in counties) == 67
    assert all(county.fips[:2] == {"MS": "28", "AL": "01"}[county.state] for county in counties)


def test_outlines_are_valid_multipolygons_wound_as_rfc_7946_asks(
    counties: tuple[CountyOutline, ...],
) -> None:
    for county in counties:
        outline = shapely.from_wkb(county.outline_lonlat)
        assert outline.geom_type == "MultiPolygon"
        assert outline.is_valid
        assert all(part.exterior.is_ccw for part in shapely.get_parts(outline).tolist())
        assert outline.contains(shapely.Point(county.label_lon, county.label_lat))
        assert outline.bounds == tuple(county.bbox)


def test_hinds_lies_where_hinds_lies(counties: tuple[CountyOutline, ...]) -> None:
    hinds = next(county for county in counties if county.fips == "28049")
    west_jackson = shapely.Point(-90.21, 32.30)
    assert hinds.name == "Hinds"
    assert shapely.from_wkb(hinds.outline_lonlat).contains(west_jackson)


def test_outlines_agree_with_the_census_file(
    counties: tuple[CountyOutline, ...], shared_data: Path
) -> None:
    import geopandas as gpd  # noqa: PLC0415 - a second of start-up that only this test pays

    theirs = gpd.read_file(shared_data / "boundaries" / "counties_ms_al_500k_2016.gpkg")
    outline_of = dict(zip(theirs["GEOID"], theirs.geometry, strict=True))
    for county in counties:
        ours = shapely.from_wkb(county.outline_lonlat)
        assert shapely.hausdorff_distance(ours, outline_of[county.fips]) < 1e-5


@pytest.mark.parametrize("written", ["PEARLRIVER", "Pearl River", "pearl river county"])
def test_a_county_is_found_however_its_name_is_written(
    counties: tuple[CountyOutline, ...], written: str
) -> None:
    assert county_named(counties, written, "MS").fips == "28109"


def test_the_same_name_in_two_states_is_two_counties(counties: tuple[CountyOutline, ...]) -> None:
    assert county_named(counties, "Lowndes", "MS").fips == "28087"
    assert county_named(counties, "Lowndes", "AL").fips == "01085"


def test_an_unknown_county_name_is_refused_by_name(counties: tuple[CountyOutline, ...]) -> None:
    with pytest.raises(NotFound, match="Hindsight"):
        county_named(counties, "Hindsight", "MS")


def test_missing_outlines_are_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"counties_ms_al\.geojson"):
        county_outlines(tmp_path)


def test_the_kush_district_is_18_contiguous_counties_and_says_it_is_a_reconstruction(
    counties: tuple[CountyOutline, ...], regions: dict[str, RegionDefinition]
) -> None:
    kush = regions["kush-district"]
    majority_black = set(regions["majority-black"].county_fips)
    land = [shapely.from_wkb(c.outline_lonlat) for c in counties if c.fips in kush.county_fips]
    warren = "28149"
    assert kush.reconstruction
    assert len(kush.counties) == len(land) == 18
    assert shapely.union_all(land).geom_type == "Polygon"
    assert set(kush.county_fips) - majority_black == {warren}


def test_no_other_region_is_a_reconstruction(regions: dict[str, RegionDefinition]) -> None:
    assert [key for key, region in regions.items() if region.reconstruction] == ["kush-district"]


def test_the_majority_black_list_is_what_the_census_estimates_give(
    regions: dict[str, RegionDefinition], shared_data: Path
) -> None:
    region = regions["majority-black"]
    table = shared_data / "demographics" / "county_race_plotly_minoritymajority.csv"
    with table.open(encoding="utf-8", newline="") as file:
        share = {
            row["FIPS"]: int(row["Black"]) / int(row["TOT_POP"])
            for row in csv.DictReader(file)
            if row["STNAME"] in {"Alabama", "Mississippi"}
        }
    assert region.threshold is not None
    expected = {fips: round(s, 4) for fips, s in share.items() if s >= region.threshold}
    assert {county.fips: county.share for county in region.counties} == expected
    assert sum(fips.startswith("28") for fips in region.county_fips) == 25
    assert sum(fips.startswith("01") for fips in region.county_fips) == 11


REGION = """
[[regions]]
key = "{key}"
name = "Somewhere"
kind = "test"
note = ""
source = "This test."
{more}
counties = {counties}
"""


def test_a_region_with_an_unknown_county_is_refused_by_name(tmp_path: Path) -> None:
    text = REGION.format(key="some", more="", counties='[{ fips = "28999" }]')
    with pytest.raises(ConfigurationError, match="some: there is no county 28999"):
        region_definitions(_folder(tmp_path, text))


def test_every_problem_of_the_regions_is_named_at_once(tmp_path: Path) -> None:
    twice = REGION.format(key="a", more="", counties='[{ fips = "28049" }, { fips = "28049" }]')
    with pytest.raises(ConfigurationError) as problem:
        region_definitions(_folder(tmp_path, twice + twice.replace("28049", "28002")))
    assert "2 regions have this key" in problem.value.message
    assert "county 28049 is named 2 times" in problem.value.message
    assert "there is no county 28002" in problem.value.message


@pytest.mark.parametrize("county", ['{ fips = "28049" }', '{ fips = "28049", share = 0.4 }'])
def test_a_county_below_the_shown_threshold_is_refused(tmp_path: Path, county: str) -> None:
    text = REGION.format(key="a", more="threshold = 0.5", counties=f"[{county}]")
    with pytest.raises(ConfigurationError, match="28049"):
        region_definitions(_folder(tmp_path, text))


@pytest.mark.parametrize("text", ["regions = [", "colour = 1", ""])
def test_a_regions_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"regions\.toml"):
        region_definitions(_folder(tmp_path, text))
