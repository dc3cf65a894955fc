"""What the official suite asserts of Part 2, and the coordinates, which it does not look at."""

import json
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

from tests.web.ogc.asking import COLLECTIONS, CRS, CRS84, GEOJSON, UNSUPPORTED, Asker


def _there(uri: str) -> pyproj.Transformer:
    """From longitude and latitude into a system, each with its axes in its own order."""
    name = "OGC:CRS84" if uri == CRS84 else f"EPSG:{uri.rsplit('/', 1)[1]}"
    return pyproj.Transformer.from_crs("OGC:CRS84", name, always_xy=False)


def test_every_collection_lists_the_systems_that_it_is_served_in(ask: Asker) -> None:
    listed = ask.get("/ogc/collections").json["collections"]  # C1-C6
    for one in (*listed, *(ask.get(f"/ogc/collections/{name}").json for name in COLLECTIONS)):
        assert tuple(one["crs"]) == CRS  # C7-C10
        assert one["storageCrs"] in one["crs"]


@pytest.mark.parametrize("uri", CRS)
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_coordinates_are_in_the_system_that_was_asked_for(
    ask: Asker, collection: str, uri: str
) -> None:
    plain, asked = ask.items(collection), ask.items(collection, crs=uri)
    assert plain.headers["Content-Crs"] == f"<{CRS84}>"  # C13, C14
    assert asked.headers["Content-Crs"] == f"<{uri}>"  # C11
    assert asked.ids == plain.ids  # C15
    for here, there in zip(plain.shapes, asked.shapes, strict=True):
        expected = np.column_stack(_there(uri).transform(*shapely.get_coordinates(here).T))
        tolerance = 2e-7 if expected.max() < 200 else 0.05  # the last digit shown
        assert np.allclose(shapely.get_coordinates(there), expected, atol=tolerance, rtol=0)
    one = ask.get(f"/ogc/collections/{collection}/items/{plain.ids[0]}", GEOJSON, crs=uri)
    assert one.headers["Content-Crs"] == f"<{uri}>"  # C16-C20
    assert one.json["geometry"] == asked.json["features"][0]["geometry"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_system_that_is_not_served_is_400(ask: Asker, collection: str) -> None:
    assert ask.items(collection, crs=UNSUPPORTED).status == 400  # C12
    first = ask.items(collection).ids[0]
    address = f"/ogc/collections/{collection}/items/{first}"
    assert ask.get(address, GEOJSON, crs=UNSUPPORTED).status == 400
    assert ask.items(collection, bbox="5,49,6,50", bbox_crs=UNSUPPORTED).status == 400  # C24
    assert ask.items(collection, filter="true", filter_crs=UNSUPPORTED).status == 400
    assert ask.items(collection, bbox_crs=CRS84).status == 400
    assert ask.items(collection, filter_crs=CRS84).status == 400


def _extent(ask: Asker, collection: str) -> Any:  # noqa: ANN401
    return ask.get(f"/ogc/collections/{collection}").json["extent"]["spatial"]["bbox"][0]


@pytest.mark.parametrize("uri", CRS)
@pytest.mark.parametrize("collection", ["parcels", "counties"])
def test_a_box_in_any_system_finds_what_lies_in_it_there(
    ask: Asker, collection: str, uri: str
) -> None:
    west, south, east, north = _extent(ask, collection)
    inner = (west - 1e-4, south - 1e-4, (west + east) / 2, north + 1e-4)
    x, y = _there(uri).transform([inner[0], inner[2]], [inner[1], inner[3]])
    box = ",".join(map(str, (min(x), min(y), max(x), max(y))))
    found = ask.found(collection, bbox=box, bbox_crs=uri)  # C22, C23
    answer = ask.items(collection, crs=uri)
    there = shapely.box(min(x), min(y), max(x), max(y))
    pairs = zip(answer.ids, answer.shapes, strict=True)
    assert found == [name for name, shape in pairs if shapely.intersects(shape, there)]
    assert found
    as_filter = f"S_INTERSECTS(geometry, BBOX({box}))"
    assert ask.found(collection, filter=as_filter, filter_crs=uri) == found


@pytest.mark.parametrize("uri", CRS)
def test_a_shape_in_any_system_finds_the_same(ask: Asker, uri: str) -> None:
    lots = ask.items("parcels").json["features"]
    spot = shapely.point_on_surface(shapely.from_geojson(json.dumps(lots[1]["geometry"])))
    x, y = _there(uri).transform(spot.x, spot.y)
    asked = f"S_INTERSECTS(geometry, POINT({x} {y}))"
    assert ask.found("parcels", filter=asked, filter_crs=uri) == [lots[1]["id"]]


def test_numbers_out_of_range_are_200_with_no_features(ask: Asker) -> None:
    latitudes_first = CRS[1]
    west, south, east, north = _extent(ask, "parcels")
    # The suite keeps longitude first there, and so asks for latitudes of -90.2.
    swapped = f"{west},{south},{east},{north}"
    assert ask.found("parcels", bbox=swapped, bbox_crs=latitudes_first) == []
    assert ask.found("parcels", bbox="1e9,1e9,2e9,2e9", bbox_crs=CRS[4]) == []
    assert ask.found("parcels", bbox="1e30,1e30,2e30,2e30", bbox_crs=CRS[5]) == []
    assert ask.items("parcels", bbox="5,0,4,1", bbox_crs=CRS[4]).status == 400
    far = "S_INTERSECTS(geometry, POINT(1e14 1e14))"
    assert ask.items("parcels", filter=far, filter_crs=CRS[5]).status == 400
    for uri in CRS:
        for box in ("-1e308,-1e303,1e16,1e308", "-1e9,-1e9,1e9,1e9"):
            assert len(ask.found("parcels", bbox=box, bbox_crs=uri)) == 6, uri
        around = ask.items("parcels", bbox="1e308,-1e303,-1e308,1e308", bbox_crs=uri)
        assert around.status == (200 if uri == CRS84 else 400)
        tiny = "1e-300,1e-300,2e-300,2e-300"
        assert ask.found("parcels", bbox=tiny, bbox_crs=uri) == []


def test_what_is_served_follows_rfc_7946(ask: Asker) -> None:
    for collection in COLLECTIONS:
        answer = ask.items(collection)
        assert "crs" not in answer.json
        assert len(set(answer.ids)) == len(answer.ids)
        for feature, shape in zip(answer.json["features"], answer.shapes, strict=True):
            assert feature["geometry"]["type"] == "MultiPolygon"
            assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(shape))).all()
            numbers = shapely.get_coordinates(shape).ravel().tolist()
            assert all(len(repr(number).partition(".")[2]) <= 7 for number in numbers)
