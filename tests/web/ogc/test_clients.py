"""The interface as other people's programs see it: OWSLib and GDAL, against a running server."""

import json
import subprocess
import sys

import pytest
import shapely
from flask.testing import FlaskClient
from owslib.ogcapi.features import Features

from tests.seeded import lot_id
from tests.web.ogc.asking import Asker

pytestmark = pytest.mark.sqlite_only("programs see what the interface says, whatever the store")

# GDAL keeps other threads of its process waiting while it asks, the server's too.
_GDAL = """
import json, sys, pyogrio, shapely
address = f"OAPIF:{sys.argv[1]}/ogc"
info = pyogrio.read_info(address, layer="parcels")
def ids(layer="parcels", **asked):
    meta, _, _, columns = pyogrio.raw.read(address, layer=layer, **asked)
    return columns[list(meta["fields"]).index("id")].tolist()
meta, _, outlines, _ = pyogrio.raw.read(address, layer="parcels")
print(json.dumps({
    "layers": pyogrio.list_layers(address).tolist(),
    "types": dict(zip(info["fields"].tolist(), info["dtypes"].tolist())),
    "features": info["features"],
    "crs": meta["crs"],
    "x": [shape.centroid.x for shape in shapely.from_wkb(outlines)],
    "business": ids(where="owner_kind = 'business'"),
    "worth": ids(where="total_value > 1000 AND vacant = 1"),
    "east": ids(bbox=(-90, 32, -89, 33)),
    "paged": ids(PAGE_SIZE="2"),
    "by the other driver": len(pyogrio.raw.read(
        f"OGCAPI:{sys.argv[1]}/ogc/collections/parcels", API="ITEMS"
    )[2]),
}))
"""

_GDAL_WHERE = """
import json, sys, pyogrio
def ids(layer, where):
    address = f"OAPIF:{sys.argv[1]}/ogc"
    meta, _, _, columns = pyogrio.raw.read(address, layer=layer, where=where)
    return columns[list(meta["fields"]).index("id")].tolist()
print(json.dumps([ids(*asked) for asked in json.loads(sys.argv[2])]))
"""

# Its driver for tiles compares the extent in degrees with the grid in meters, unless it is told.
_GDAL_TILES = """
import json, sys, pyogrio, pyproj, shapely
to_plane = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
corners = (*to_plane.transform(-90.3, 32.2), *to_plane.transform(-89.8, 32.4))
edges = dict(zip(("MINX", "MINY", "MAXX", "MAXY"), map(str, corners)))
def read(zoom):
    meta, _, outlines, columns = pyogrio.raw.read(
        f"OGCAPI:{sys.argv[1]}/ogc/collections/parcels", layer=f"Zoom level {zoom}",
        API="TILES", **edges,
    )
    ids = columns[list(meta["fields"]).index("public_id")].tolist()
    middles = shapely.centroid(shapely.from_wkb(outlines))
    places = (to_plane.transform(one.x, one.y, direction="INVERSE") for one in middles)
    return meta["crs"], dict(zip(ids, places))
print(json.dumps({zoom: read(zoom) for zoom in (12, 15)}))
"""


def test_owslib_finds_its_way(held_address: str) -> None:
    found = Features(f"{held_address}/ogc")
    assert {"parcels", "counties", "holdings"} <= set(found.feature_collections())
    conforms = found.conformance()["conformsTo"]
    assert any(one.endswith("ogcapi-features-1/1.0/conf/core") for one in conforms)
    assert found.api()["openapi"].startswith("3.0")
    assert "vacant" in found.collection_queryables("parcels")["properties"]
    page = found.collection_items(
        "parcels", limit=2, bbox=[-90.3, 32.2, -90.1, 32.4], filter="vacant"
    )
    assert [one["id"] for one in page["features"]] == [lot_id("100-1"), lot_id("100-5")]
    one = found.collection_item("parcels", lot_id("100-3"))
    assert one["properties"]["total_value"] == 1500.5
    assert found.collection("parcels")["storageCrs"].endswith("CRS84")


def test_gdal_reads_every_feature_with_its_kind_of_value(held_address: str) -> None:
    command = [sys.executable, "-c", _GDAL, held_address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    layers = {name for name, _ in found["layers"]}
    assert {"parcels", "holdings", "changes", "counties", "regions", "parcels-2"} <= layers
    assert found["features"] == 6
    assert found["types"]["vacant"] == "bool"
    assert found["types"]["roll_year"] in ("int32", "int64")
    assert found["types"]["total_value"] == "float64"
    assert found["types"]["snapshot"] == "datetime64[D]"
    assert "CRS84" in found["crs"] or "4326" in found["crs"]
    assert all(-91 < x < -89 for x in found["x"])
    lots = [lot_id(number) for number in ("100-1", "100-2", "100-3", "100 4/A", "100-5")]
    rankin = lot_id("200-1", "28121")
    assert found["business"] == [lots[2], rankin]
    assert found["worth"] == [lots[4]]
    assert found["east"] == [rankin]
    assert found["paged"] == [*lots, rankin]
    assert found["by the other driver"] == 6


def _gdal_finds(address: str, *asked: tuple[str, str]) -> list[list[str]]:
    """The ids that GDAL finds in each layer by each condition."""
    command = [sys.executable, "-c", _GDAL_WHERE, address, json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_gdal_asks_for_days_and_for_one_feature(held_address: str) -> None:
    hinds = [lot_id(number) for number in ("100-1", "100-2", "100-3", "100 4/A", "100-5")]
    rankin = lot_id("200-1", "28121")
    since, until, between, changed, unchanged, alone = _gdal_finds(
        held_address,
        ("parcels", "snapshot >= '2026-11-21'"),
        ("parcels", "snapshot <= '2026-11-21'"),
        ("parcels", "snapshot >= '2026-11-20' AND snapshot <= '2026-11-23'"),
        ("changes", "day >= '2026-11-23'"),
        ("changes", "day >= '2026-11-24'"),
        ("parcels", f"id = '{hinds[2]}'"),
    )
    assert (since, until, between) == (hinds, [rankin], [*hinds, rankin])
    assert (len(changed), unchanged) == (1, [])
    assert alone == [hinds[2]]


def test_what_gdal_asks_for_holdings_loses_none_that_began_then(
    held_address: str, ask: Asker
) -> None:
    ever = ask.items("holdings", datetime="1900-01-01/..").json["features"]
    began = {one["id"]: one["properties"]["valid_from"] for one in ever}
    days = sorted(set(began.values()))
    assert len(days) > 3
    asked = [("holdings", f"valid_from >= '{day}'") for day in days]
    asked += [("holdings", f"valid_from >= '{days[1]}' AND valid_from <= '{days[2]}'")]
    *since, between = _gdal_finds(held_address, *asked)
    for day, found in zip(days, since, strict=True):
        assert {id_ for id_, first in began.items() if first >= day} <= set(found)
    assert {id_ for id_, first in began.items() if days[1] <= first <= days[2]} <= set(between)


def test_gdal_reads_every_parcel_from_the_tiles_of_each_zoom(
    held_address: str, client: FlaskClient
) -> None:
    command = [sys.executable, "-c", _GDAL_TILES, held_address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    page = client.get("/ogc/collections/parcels/items").get_json(force=True)
    expected = {
        one["id"]: shapely.geometry.shape(one["geometry"]).centroid for one in page["features"]
    }
    for crs, places in json.loads(done.stdout).values():
        assert crs == "EPSG:3857"
        assert set(places) == set(expected)
        for parcel, place in places.items():
            assert place == pytest.approx((expected[parcel].x, expected[parcel].y), abs=5e-5)


def test_a_page_elsewhere_may_read_it(client: FlaskClient) -> None:
    answer = client.get(
        "/ogc/collections/parcels/items?limit=1", headers={"Origin": "https://maps.example"}
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.data)["numberReturned"] == 1
