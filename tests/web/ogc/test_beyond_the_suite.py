"""What the official suite does not look at: every feature, every value, every header."""

import gzip
import html
import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

from landtrust.exports.properties import PROPERTY_NAMES
from tests.people import visitor
from tests.seeded import PRIVATE_PERSON, lot_id
from tests.web.ogc.asking import COLLECTIONS, CRS84, GEOJSON, Answer, Asker

_HINDS = [lot_id(number) for number in ("100-1", "100-2", "100-3", "100 4/A", "100-5")]
_RANKIN = lot_id("200-1", "28121")
_SAME = pytest.mark.sqlite_only("it is about addresses and headers, not about the store")
_PAGES = ("", "/conformance", "/api", "/functions", "/collections", "/collections/parcels",
          "/collections/parcels/queryables", "/collections/parcels/sortables",
          "/tiles", "/collections/parcels/tiles/WebMercatorQuad", "/tileMatrixSets/WebMercatorQuad",
          "/collections/parcels/items", "/collections/holdings/items",
          f"/collections/parcels/items/{_HINDS[0]}")  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-11-23", _HINDS),
        ("2026-11-20", [_RANKIN]),
        ("2026-11-20T08:00:00Z", [_RANKIN]),
        ("2026-11-20T23:30:00-05:00", []),
        ("2026-11-20/2026-11-22", [_RANKIN]),
        ("2026-11-20T00:00:00Z/2026-11-23T00:00:00Z", [*_HINDS, _RANKIN]),
        ("2026-11-21/..", _HINDS),
        ("2026-11-21/", _HINDS),
        ("../2026-11-21", [_RANKIN]),
        ("/2026-11-21", [_RANKIN]),
        ("2026-11-20T", [_RANKIN]),
        ("2026-11-21T/..", _HINDS),
        ("../2026-11-21T", [_RANKIN]),
        ("2026-11-20T/2026-11-23T", [*_HINDS, _RANKIN]),
        ("2016-12-31T23:59:60Z/..", [*_HINDS, _RANKIN]),
        ("1900-01-01", []),
    ],
)
def test_datetime_keeps_what_is_of_that_time(ask: Asker, asked: str, found: list[str]) -> None:
    assert ask.found("parcels", datetime=asked) == found


@_SAME
@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize(
    "asked",
    ["yesterday", "2026-02-30", "../..", "..", "/", "2026-12-01/2026-11-01", "0000-01-01",
     "99999-01-01", "2026-11-23T25:00:00Z", "2026-11-23T10:00:00", "2026-1-1", "a/b/c",
     "2026-11-23/P2D", "T", "T/..", "2026-11-23TT", "2026-11-23t", "2026-11-23T10:00:00ZT"],
)  # fmt: skip
def test_what_is_no_time_is_400(ask: Asker, collection: str, asked: str) -> None:
    assert ask.items(collection, datetime=asked).status == 400


def test_features_without_time_are_of_any(ask: Asker) -> None:
    assert ask.found("counties", datetime="1900-01-01") == ask.found("counties")


def test_holdings_are_those_of_today_or_of_the_time_that_is_asked_for(ask: Asker) -> None:
    now = ask.items("holdings").json["features"]
    assert now
    for one in now:
        assert one["properties"]["valid_to"] is None or one["properties"]["valid_to"] > "2026"
    assert ask.found("holdings", as_of="2014-01-01") == []
    (first,) = ask.items("holdings", as_of="2015-03-01").json["features"]
    assert first["properties"]["is_leased"] is False
    assert first["properties"]["valid_to"] == "2017-06-01"
    ever = ask.found("holdings", datetime="1900-01-01/..")
    assert len(ever) > len(now)
    assert ask.found("holdings", datetime="2015-03-01") == [first["id"]]
    both = ask.found("holdings", datetime="1900-01-01/..", as_of="2015-03-01")
    assert both == [first["id"]]
    assert ask.items("holdings", as_of="soon").status == 400
    assert ask.items("parcels", as_of="2015-03-01").status == 400


def test_a_box_finds_all_that_meet_it_and_nothing_else(ask: Asker) -> None:
    answer = ask.items("parcels")
    pairs = list(zip(answer.ids, answer.shapes, strict=True))
    west, south, east, north = shapely.bounds(pairs[1][1]).tolist()
    boxes = {
        "its own": (west, south, east, north),
        "a point": (west, south, west, south),
        "an edge": (west, south, west, north),
        "beside it": (west - 1, south, west, north),
        "across the street": (west, south - 0.0008, east, south - 0.0001),
        "two counties": (-91, 32, -89, 33),
        "the world": (-180, -90, 180, 90),
        "more than the world": (-300, -95, 300, 95),
        "the Pacific": (170, -60, -170, 60),
        "around the back": (-90, -60, -90.5, 60),
    }
    for name, box in boxes.items():
        parts = [shapely.box(*box)] if box[0] <= box[2] else [
            shapely.box(box[0], box[1], 180, box[3]), shapely.box(-180, box[1], box[2], box[3])
        ]  # fmt: skip
        expected = [id_ for id_, shape in pairs if any(shapely.intersects(parts, shape))]
        assert ask.found("parcels", bbox=",".join(map(str, box))) == expected, name
        in_space = (*box[:2], -5, *box[2:], 900)
        assert ask.found("parcels", bbox=",".join(map(str, in_space))) == expected, name


@_SAME
@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize(
    "box", ["1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "nan,nan,nan,nan", "inf,0,1,1", "a,b,c,d",
            "0,5,1,4", "1e400,0,1,1", ",,,"],
)  # fmt: skip
def test_what_is_no_box_is_400(ask: Asker, collection: str, box: str) -> None:
    assert ask.items(collection, bbox=box).status == 400


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_pages_lead_on_and_back_without_loss(ask: Asker, collection: str) -> None:
    whole = ask.found(collection)
    for order in ("", "-kind", "-name", "total_value,-parcel_id", "is_leased"):
        name = order.lstrip("-").partition(",")[0]
        if (
            order
            and name not in ask.get(f"/ogc/collections/{collection}/sortables").json["properties"]
        ):
            continue
        sorting = {"sortby": order} if order else {}
        listed = ask.items(collection, **sorting).ids
        assert sorted(listed) == sorted(whole)
        for limit in (1, 2, len(whole)):
            page = ask.items(collection, limit=limit, **sorting)
            assert page.link("prev") is None
            pages = [page]
            while (following := pages[-1].link("next")) is not None:
                pages.append(ask.get(following, GEOJSON))
                assert pages[-1].json["numberMatched"] == len(whole)
            assert [one for page in pages for one in page.ids] == listed
            assert all(len(one.ids) == limit for one in pages[:-1])
            for later, former in zip(pages[:0:-1], pages[-2::-1], strict=True):
                back = ask.get(later.link("prev") or "", GEOJSON)
                assert back.ids == former.ids
                assert (back.link("prev") is None) == (former is pages[0])


def test_every_collection_has_a_name_of_its_own(ask: Asker) -> None:
    told = ask.get("/ogc/collections").json["collections"]
    for said in ("title", "description"):
        assert len({one[said] for one in told}) == len(told)
    (first,) = (one for one in told if one["id"] == "parcels-1")
    assert first["title"] == (
        "Parcels: Hinds County, roll of 2026, loaded November 3, 2026 (number 1)"
    )
    assert "can change when our rules get better" in first["description"]


def test_what_is_missing_comes_last_in_either_order(ask: Asker) -> None:
    for order, expected in (
        ("total_value", [0, 77, 1500.5, 9000, 50000, None]),
        ("-total_value", [50000, 9000, 1500.5, 77, 0, None]),
        ("owner_kind,-acres", None),
    ):
        features = ask.items("parcels", sortby=order).json["features"]
        values = [one["properties"]["total_value"] for one in features]
        assert expected is None or values == expected
        again = [one for page in range(3) for one in _page(ask, order, page).json["features"]]
        assert again == features


def _page(ask: Asker, order: str, number: int) -> Answer:
    page = ask.items("parcels", sortby=order, limit=2)
    for _ in range(number):
        page = ask.get(page.link("next") or "", GEOJSON)
    return page


@_SAME
def test_days_and_texts_are_positions_too(ask: Asker) -> None:
    for order in ("snapshot", "-snapshot,county", "owner_name", "vacant,-situs_address"):
        whole = ask.items("parcels", sortby=order).ids
        assert ask.found("parcels", sortby=order, limit=1) == whole


@pytest.mark.parametrize(
    "position", ["-1", "x", "0x1", "9" * 30, "W10", "W251bGwsbnVsbF0", "eyJhIjoxfQ", "%"]
)
def test_a_position_that_no_link_says_is_400(ask: Asker, position: str) -> None:
    assert ask.items("parcels", sortby="acres", after=position).status == 400
    if not position.isdigit() or len(position) > 20:
        assert ask.items("parcels", before=position).status == 400
    assert ask.items("parcels", after="1", before="2").status == 400


def test_past_the_end_there_is_nothing_and_the_number_is_right(ask: Asker) -> None:
    page = ask.items("parcels", after="999999999")
    assert (page.status, page.ids, page.json["numberMatched"]) == (200, [], 6)
    assert page.link("next") is None


def test_values_are_of_their_own_kind_and_hide_no_missing_one(ask: Asker) -> None:
    lots = {one["id"]: one["properties"] for one in ask.items("parcels").json["features"]}
    assert all(tuple(lot) == PROPERTY_NAMES for lot in lots.values())
    first, private, hostile, church = (lots[id_] for id_ in _HINDS[:4])
    assert first["vacant"] is True
    assert first["total_value"] is None
    assert private["owner_name"] is None
    assert hostile["total_value"] == 1500.5
    assert hostile["vacant"] is None
    assert church["total_value"] == 0
    assert "" not in {value for lot in lots.values() for value in lot.values()}


def test_nothing_of_a_person_is_in_any_collection(ask: Asker) -> None:
    everything = [ask.get(f"/ogc{page}", "").text for page in _PAGES]
    everything += [ask.items(one).text for one in COLLECTIONS]
    everything += [ask.items(one, datetime="1900-01-01/..").text for one in COLLECTIONS]
    for text in everything:
        assert PRIVATE_PERSON not in text
        assert "Ann Sample" not in text


def test_whoever_is_signed_in_gets_the_same(held_app: Flask, ask: Asker) -> None:
    steward = Asker(visitor(held_app, "steward"))
    for collection in COLLECTIONS:
        theirs, ours = steward.items(collection), ask.items(collection)
        assert theirs.json["features"] == ours.json["features"]
        assert theirs.headers["Cache-Control"] == ours.headers["Cache-Control"] == "no-cache"
        assert theirs.headers["Vary"] == "Accept, Accept-Encoding"
    asked = f"owner_name = '{PRIVATE_PERSON}'"
    assert steward.found("parcels", filter=asked) == []
    assert steward.found("parcels", filter="owner_kind = 'estate_heirs'") == []


@pytest.fixture
def client(held_app: Flask) -> FlaskClient:
    return held_app.test_client()


@_SAME
def test_a_page_of_features_shows_each_id_once(client: FlaskClient) -> None:
    for collection in ("parcels", "counties", "regions"):
        address = f"/ogc/collections/{collection}/items"
        first = client.get(address).get_json()["features"][0]["id"]
        page = client.get(f"{address}?f=html").get_data(as_text=True)
        assert len(re.findall(rf">\s*{re.escape(first)}\s*<", page)) == 1, collection
        assert page.count('<th scope="row">') == len(client.get(address).get_json()["features"])


@_SAME
@pytest.mark.parametrize("page", _PAGES)
def test_every_address_answers_programs_and_people(client: FlaskClient, page: str) -> None:
    address = f"/ogc{page}"
    plain = client.get(address)
    assert plain.status_code == 200
    assert "json" in plain.content_type
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Accept-Encoding"} <= set(re.split(", ?", plain.headers["Vary"]))
    for asked in ({"f": "html"}, {}):
        shown = client.get(address, query_string=asked, headers={"Accept": "text/html,*/*;q=0.8"})
        assert shown.status_code == 200
        assert shown.content_type.startswith("text/html")
        assert "<h1" in shown.text
    assert client.get(address, query_string={"f": "json"}, headers={"Accept": "text/html"}).is_json
    refused = client.get(address, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    form, _, _ = plain.content_type.partition(";")
    assert form in refused.get_json()["detail"]
    assert "text/html (f=html)" in refused.get_json()["detail"]
    assert client.get(address, query_string={"f": "xml"}).status_code == 400
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_type == plain.content_type
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        refused = client.open(address, method=method)
        assert refused.status_code == 405
        assert "GET" in refused.headers["Allow"]
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
    flight = client.options(address, headers={"Origin": "https://other.example",
                                              "Access-Control-Request-Method": "GET"})  # fmt: skip
    assert flight.status_code == 200
    assert "GET" in flight.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in flight.headers
    for query in ("colour=red", "F=json", "f=json&f=json", "f=", "f", "=1", "f=%00", "f=%ff"):
        assert client.get(f"{address}?{query}").status_code == 400, query
    assert client.get(f"{address}/").status_code == 200


@_SAME
@pytest.mark.parametrize("page", _PAGES)
def test_what_did_not_change_is_not_sent_again(client: FlaskClient, page: str) -> None:
    address = f"/ogc{page}"
    first = client.get(address)
    tag = first.headers["ETag"]
    kept = client.get(address, headers={"If-None-Match": tag})
    assert (kept.status_code, kept.data) == (304, b"")
    assert kept.headers["ETag"] == tag
    assert kept.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    if page == "/collections/parcels/items":
        assert first.headers["Content-Crs"] == kept.headers["Content-Crs"] == f"<{CRS84}>"
        loaded = datetime(2026, 11, 23, 12, tzinfo=UTC)
        assert first.headers["Last-Modified"] == format_datetime(loaded, usegmt=True)
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert client.get(address, headers=since).status_code == 304
        assert client.get(f"{address}?limit=1").headers["ETag"] != tag
    else:  # to say the moment of the request would be of no use
        assert "Last-Modified" not in first.headers


@_SAME
def test_answers_are_compressed_for_whoever_takes_that(client: FlaskClient) -> None:
    address = "/ogc/collections/parcels/items"
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert (
        json.loads(gzip.decompress(packed.data))["features"] == json.loads(plain.data)["features"]
    )
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_nothing_is_found_where_nothing_is(client: FlaskClient) -> None:
    for address in ("/ogc/nowhere", "/ogc/collections/nowhere", "/ogc/collections/nowhere/items",
                    "/ogc/collections/parcels/items/nowhere", "/ogc/collections/parcels-77",
                    "/ogc/collections/changes/items/01", "/ogc/collections/nowhere/queryables",
                    "/ogc/collections/parcels-2/items/nowhere", "/ogc/collections/parcels-x/items",
                    "/ogc/collections/counties/items/99999"):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert answer.content_type == "application/problem+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        page = client.get(address, headers={"Accept": "text/html"})
        assert page.content_type.startswith("text/html")


@_SAME
def test_every_link_leads_somewhere(ask: Asker) -> None:
    seen: set[str] = set()
    waiting = ["/ogc?f=json", "/ogc?f=html"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = ask.get(address, "*/*")
        assert answer.status == 200, address
        waiting += _links(answer.text, is_json="json" in answer.headers["Content-Type"])
    assert len(seen) > 60


def _links(text: str, *, is_json: bool) -> list[str]:
    """Links of a page to others of the interface; of the loads one is enough."""
    if is_json:
        found = re.findall(r'"href":"http://localhost(/ogc[^"]*)"', text)
    else:
        written = re.findall(r'href="(?:http://localhost)?(/ogc[^"]*)"', text)
        found = [html.unescape(one) for one in written]
    return [one for one in found if not re.search("parcels-[13]|/es/|{", one)]


@_SAME
def test_pages_speak_the_language_of_their_address(client: FlaskClient) -> None:
    page = client.get("/es/ogc?f=html").text
    assert '<html lang="es"' in page
    assert "/es/ogc/collections" in page
    assert "/es/ogc/collections" in client.get("/es/ogc").text
