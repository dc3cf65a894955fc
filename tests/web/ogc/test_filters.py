"""Filters, orders and what may be asked, by the interface."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.seeded import lot_id
from tests.web.ogc.asking import COLLECTIONS, Asker

_ONE, _TWO, _THREE, _FOUR, _FIVE = (
    lot_id(number) for number in ("100-1", "100-2", "100-3", "100 4/A", "100-5")
)
_RANKIN = lot_id("200-1", "28121")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("vacant", [_ONE, _FIVE, _RANKIN]),
        ("NOT vacant", [_TWO, _FOUR]),
        ("vacant IS NULL", [_THREE]),
        ("owner_kind = 'business'", [_THREE, _RANKIN]),
        ("owner_kind <> 'business'", [_ONE, _TWO, _FOUR, _FIVE]),
        ("owner_kind IN ('church', 'person')", [_TWO, _FOUR]),
        ("land_use IN ('commercial', CASEI(situs_city))", [_THREE, _RANKIN]),
        ("total_value BETWEEN 0 AND 1500.5", [_THREE, _FOUR, _RANKIN]),
        ("total_value / 2 > 4000 AND county = 'Hinds'", [_TWO, _FIVE]),
        ("owner_name LIKE '%HOLDINGS LLC'", [_THREE, _RANKIN]),
        ("CASEI(situs_address) LIKE CASEI('%example st')", [_ONE, _TWO, _FIVE]),
        ("snapshot = '2026-11-20'", [_RANKIN]),
        ("snapshot < DATE('2026-11-21') OR acres > 1000", [_RANKIN]),
        ("T_AFTER(snapshot, INTERVAL('..', '2026-11-22'))", [_ONE, _TWO, _THREE, _FOUR, _FIVE]),
        ("S_TOUCHES(geometry, geometry)", []),
        ("S_WITHIN(geometry, BBOX(-90, 32, -89, 33))", [_RANKIN]),
        ("S_INTERSECTS(BBOX(-90, 32, -89, 33), geometry) AND vacant", [_RANKIN]),
        ("S_INTERSECTS(geometry, BBOX(170, 0, -170, 90))", []),
        ("parcel_number = '100 4/A'", [_FOUR]),
        ("length(parcel_number) = 7", [_FOUR]),
        ("A_OVERLAPS((county_fips, 'x'), ('28121'))", [_RANKIN]),
        ("1 = 2", []),
    ],
)
def test_filters_keep_what_they_say(ask: Asker, asked: str, found: list[str]) -> None:
    assert ask.found("parcels", filter=asked) == found


@pytest.mark.parametrize(
    ("collection", "asked", "found"),
    [
        ("counties", "A_CONTAINS(regions, ('far-side'))", ["28121"]),
        ("counties", "parcels > 0 AND state = 'MS'", ["28049", "28121"]),
        ("counties", "name LIKE 'M%' OR A_EQUALS(regions, ('far-side'))", ["28089", "28121"]),
        ("regions", "A_CONTAINEDBY(counties, ('28121', '28049'))", ["far-side"]),
        ("regions", "threshold IS NULL AND is_reconstruction", ["far-side"]),
        ("regions", "threshold > 0.5", []),
        ("changes", "kind = 'owner changed' AND day > DATE('2026-11-22')", ["1"]),
        ("changes", "S_DISJOINT(geometry, BBOX(-90.3, 32, -90, 33))", []),
        ("parcels-1", "owner_name = 'OLD OWNER INC'", [lot_id("100-9")]),
        ("parcels-2", "acres < 1 AND roll_year = 2026 AND NOT vacant", [_TWO, _FOUR]),
        ("parcels-2", "county = 'Hinds' AND snapshot = DATE('2026-11-23')",
         [_ONE, _TWO, _THREE, _FOUR, _FIVE]),
    ],
)  # fmt: skip
def test_filters_of_other_collections(
    ask: Asker, collection: str, asked: str, found: list[str]
) -> None:
    assert ask.found(collection, filter=asked) == found


def test_holdings_are_filtered_too(ask: Asker) -> None:
    leased = ask.found("holdings", filter="is_leased")
    assert len(leased) == 1
    asked = f"A_CONTAINS(parcels, ('{_ONE}'))"
    assert ask.found("holdings", filter=asked) == leased
    ended = "valid_to < DATE('2025-01-01')"
    over = ask.found("holdings", filter=ended, datetime="1900-01-01/..")
    assert over
    assert not set(over) & set(ask.found("holdings"))


def test_filters_may_be_json(ask: Asker) -> None:
    box = {"type": "Polygon", "coordinates": [[[-90, 32], [-89, 32], [-89, 33], [-90, 33],
                                               [-90, 32]]]}  # fmt: skip
    asked = {"op": "and", "args": [
        {"op": "s_intersects", "args": [{"property": "geometry"}, box]},
        {"op": "t_during", "args": [
            {"interval": [{"property": "snapshot"}, {"property": "snapshot"}]},
            {"interval": ["2026-11-01", ".."]}]},
        {"op": ">=", "args": [{"property": "snapshot"}, {"date": "2026-11-20"}]},
        {"op": "like", "args": [{"op": "casei", "args": [{"property": "owner_name"}]}, "red%"]},
    ]}  # fmt: skip
    found = ask.found("parcels", filter=json.dumps(asked), filter_lang="cql2-json")
    assert found == [_RANKIN]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_what_may_be_asked_is_said_as_json_schema(ask: Asker, collection: str) -> None:
    address = f"/ogc/collections/{collection}"
    asked = ask.get(f"{address}/queryables", "application/schema+json")
    assert asked.headers["Content-Type"] == "application/schema+json"
    schema = asked.json
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"http://localhost{address}/queryables"
    assert schema["type"] == "object"
    assert schema["properties"]["geometry"]["format"] == "geometry-multipolygon"
    sortable = ask.get(f"{address}/sortables").json["properties"]
    assert "geometry" not in sortable
    for name, one in schema["properties"].items():
        assert ask.items(collection, filter=f'"{name}" IS NOT NULL').status == 200
        assert ask.items(collection, sortby=f"-{name}").status == (200 if name in sortable else 400)
        assert one["title"]
    assert set(sortable) <= set(schema["properties"])
    links = {one["rel"] for one in ask.get(address).json["links"]}
    assert {"http://www.opengis.net/def/rel/ogc/1.0/queryables", "queryables"} <= links


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_property_is_a_parameter(ask: Asker, collection: str) -> None:
    features = ask.items(collection).json["features"]
    known = ask.get(f"/ogc/collections/{collection}/sortables").json["properties"]
    for feature in features[:2]:
        for name, value in feature["properties"].items():
            if value is None or name not in known:
                continue
            found = ask.found(collection, **{name: _written(value)})
            same = [one["id"] for one in features if one["properties"][name] == value]
            assert found == same, (name, value)


def _written(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value) if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(
    "query",
    ["vacant=maybe", "vacant=2", "total_value=much", "total_value=1e3", "roll_year=2026.5x",
     "roll_year=2026.5",
     "snapshot=today", "snapshot=", "sortby=",
     "acres=", "county_fips=28049&county_fips=28121", "geometry=POINT(0 0)"],
)  # fmt: skip
def test_a_parameter_of_the_wrong_kind_is_400(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/ogc/collections/parcels/items?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.get_json(force=True)["detail"]


def test_the_filter_of_the_site_means_the_same_here(ask: Asker, client: FlaskClient) -> None:
    for query in ({"owner_kind": "business,person"}, {"region": "far-side"}, {"vacant": "unknown"},
                  {"min_value": "100", "max_value": "20000"}, {"county": "28049"},
                  {"land_use": "residential", "max_acres": "0.3"}, {"text": "example"},
                  {"changed_since": "2026-11-22"}):  # fmt: skip
        listed = client.get("/parcels.geojson", query_string=query)
        expected = [one["id"] for one in json.loads(listed.data)["features"]]
        assert ask.found("parcels", **query) == expected, query
        if "text" in query:
            # Words are looked up in the current rolls alone.
            assert ask.items("parcels-2", **query).status == 400
            continue
        of_load = [id_ for id_ in expected if id_ != _RANKIN]
        assert ask.found("parcels-2", **query) == of_load, query
    assert ask.items("parcels-2", region="nowhere").status == 400
    assert ask.items("parcels", region="nowhere").status == 400
    assert ask.items("parcels", near="-90,32", radius_m=5).status == 400
    assert ask.items("counties", region="far-side").status == 400


@pytest.mark.parametrize("collection", ["parcels", "parcels-2"])
def test_a_code_that_nobody_knows_finds_nothing(ask: Asker, collection: str) -> None:
    for query in ({"owner_kind": "alien"}, {"land_use": "moon"}, {"county": "99999"},
                  {"county": "Nowhere"}, {"owner_name": ""}, {"land_use": ""},
                  {"owner_kind": ""}):  # fmt: skip
        assert ask.found(collection, **query) == [], query
    both = ask.found(collection, owner_kind="business,alien")
    assert both == ask.found(collection, owner_kind="business") != []


@pytest.mark.parametrize("collection", ["parcels", "parcels-2"])
def test_parameters_mean_the_same_of_parcels_now_and_of_a_load(ask: Asker, collection: str) -> None:
    for words, asked in (
        ({"vacant": "yes"}, "vacant"),
        ({"vacant": "no"}, "NOT vacant"),
        ({"vacant": "unknown"}, "vacant IS NULL"),
        ({"owner_kind": "business, person"}, "owner_kind IN ('business', 'person')"),
        ({"land_use": "unknown,public"}, "land_use IS NULL OR land_use = 'public'"),
        ({"county": "28049,28121"}, "county_fips IN ('28049', '28121')"),
        ({"county": "Hinds"}, "county = 'Hinds'"),
    ):
        found = ask.found(collection, **words)
        assert found == ask.found(collection, filter=asked), words
        assert found or collection == "parcels-2", words


def test_everything_that_is_asked_holds_at_once(ask: Asker) -> None:
    found = ask.found(
        "parcels", filter="acres < 1", bbox="-90.22,32.29,-90.2,32.31", datetime="2026-11-23",
        vacant="true", land_use="residential", sortby="-total_value",
    )  # fmt: skip
    assert found == [_FIVE]


def test_functions_are_listed_and_work(ask: Asker) -> None:
    listed = {one["name"]: one for one in ask.get("/ogc/functions").json["functions"]}
    assert set(listed) == {"abs", "ceil", "floor", "length", "month", "year"}
    kinds = [argument["type"] for one in listed.values() for argument in one["arguments"]]
    assert kinds == [["number"]] * 3 + [["string"]] + [["datetime"]] * 2
    values = {"number": "total_value", "string": "county", "datetime": "snapshot"}
    for name, one in listed.items():
        given = ", ".join(values[argument["type"][0]] for argument in one["arguments"])
        assert ask.items("parcels", filter=f"{name}({given}) >= 0").status == 200
