import json
from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from landtrust.assets import data_folder
from landtrust.domain.extent import Bbox
from landtrust.maps.place_layers import places_geojson, region_title
from landtrust.queries.place_outlines import OutlinedCounty
from landtrust.queries.places import RegionSummary
from landtrust.sources.places import county_outlines

Features = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def features() -> Features:
    counties = tuple(
        OutlinedCounty(
            one.fips,
            one.name,
            one.state,
            one.label_lon,
            one.label_lat,
            one.bbox,
            5,
            one.outline_lonlat,
        )
        for one in county_outlines(data_folder())
    )
    metro = RegionSummary(
        key="metro",
        name="Metro",
        kind="use",
        note="",
        source="",
        is_reconstruction=False,
        threshold=None,
        counties=("28049", "28089", "28121", "99999"),
    )
    drawn = json.loads(places_geojson(counties, [metro]))
    return {feature["id"]: feature for feature in drawn["features"]}


def outline(feature: dict[str, Any]) -> BaseGeometry:
    return shape(feature["geometry"])


def test_every_county_and_region_is_there_once(features: Features) -> None:
    assert len(features) == 82 + 67 + 1


def test_neighbours_still_meet_after_simplification(
    features: Features,
) -> None:
    hinds, rankin = outline(features["county:28049"]), outline(features["county:28121"])
    assert hinds.touches(rankin) or hinds.intersection(rankin).area < 1e-6
    assert hinds.distance(rankin) == 0


def test_a_region_is_the_union_of_the_counties_that_we_know(
    features: Features,
) -> None:
    parts = [outline(features[f"county:{fips}"]) for fips in ("28049", "28089", "28121")]
    together = shapely.union_all(parts)
    assert outline(features["region:metro"]).symmetric_difference(together).area < 1e-4


def test_a_simplified_county_stays_within_a_hair_of_its_rectangle(
    features: Features,
) -> None:
    feature = features["county:28049"]
    stated = Bbox(*feature["bbox"])
    for drawn, true in zip(outline(feature).bounds, stated, strict=True):
        assert drawn == pytest.approx(true, abs=0.02)


def test_a_region_is_titled_with_how_it_was_made() -> None:
    listed = RegionSummary(
        key="kush",
        name="Kush District",
        kind="political",
        note="",
        source="",
        is_reconstruction=False,
        threshold=None,
        counties=(),
    )
    assert region_title(listed) == "Kush District"
    made = replace(listed, is_reconstruction=True)
    assert region_title(made) == "Kush District (a reconstruction)"
    assert region_title(replace(listed, threshold=0.5)) == "Kush District (50% and more)"
