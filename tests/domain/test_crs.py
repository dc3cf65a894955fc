import numpy as np
import pytest
import shapely

from landtrust.domain.crs import (
    LIKELY_CRS,
    LONLAT,
    MISSISSIPPI_TM,
    acres,
    area_sqm,
    is_lonlat,
    named_crs,
    to_lonlat,
    transform,
)
from landtrust.errors import InvalidInput

LOT = np.array([shapely.box(-90.2, 32.3, -90.19, 32.31), None], dtype=object)


@pytest.mark.parametrize("name", ["", "EPSG:0", "EPSG:999999", "Hinds", "☃", "+proj=nowhere"])
def test_a_name_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="not a coordinate system that we know"):
        named_crs(name)


@pytest.mark.parametrize("name", ["EPSG:5703", "EPSG:4978", 'LOCAL_CS["p",UNIT["metre",1]]'])
def test_a_system_without_longitudes_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="not a system of maps"):
        named_crs(name)


@pytest.mark.parametrize("crs", LIKELY_CRS)
def test_each_likely_system_goes_there_and_back(crs: str) -> None:
    there = transform(LOT, LONLAT, crs)
    back = to_lonlat(there, crs)
    assert shapely.equals_exact(back[0], LOT[0], 1e-8)
    assert back[1] is None


@pytest.mark.parametrize(
    ("crs", "stored_so"),
    [("EPSG:4326", True), ("OGC:CRS84", True), ("EPSG:4269", False), ("EPSG:3814", False)],
)
def test_only_degrees_of_wgs84_are_stored_as_they_are(crs: str, *, stored_so: bool) -> None:
    assert is_lonlat(crs) is stored_so


def test_the_same_system_moves_nothing() -> None:
    assert transform(LOT, MISSISSIPPI_TM, MISSISSIPPI_TM) is LOT
    assert to_lonlat(LOT, LONLAT) is LOT


def test_the_area_of_nothing_is_not_a_number() -> None:
    area, none = area_sqm(LOT)
    assert acres(area) == pytest.approx(258.1, abs=0.5)
    assert np.isnan(none)


def test_a_point_beyond_the_projection_becomes_infinite() -> None:
    moved = transform(np.array([shapely.Point(400, 400)], dtype=object), LONLAT, MISSISSIPPI_TM)
    assert not np.isfinite(shapely.get_coordinates(moved)).any()
