"""The interface and the files have the same parcels, whatever is asked."""

import json
from typing import Any

import shapely
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.seeded import HINDS, RANKIN
from tests.web.ogc.asking import GEOJSON, Asker

_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "county": st.sampled_from([HINDS, RANKIN, f"{HINDS},{RANKIN}"]),
        "vacant": st.sampled_from(["yes", "no", "unknown"]),
        "owner_kind": st.sampled_from(["business", "person", "church,business"]),
        "land_use": st.sampled_from(["residential", "commercial,public"]),
        "min_acres": st.sampled_from(["0.1", "0.19", "0.3"]),
        "max_value": st.sampled_from(["0", "1500.50", "60000"]),
        "text": st.sampled_from(["example", "holdings"]),
        "changed_since": st.just("2026-11-22"),
        "bbox": st.sampled_from(["-90.2101,32.2999,-90.2098,32.31", "-91,32,-89,33"]),
    },
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=_FILTERS, limit=st.integers(1, 7))
def test_a_filter_finds_the_same_features_in_pages_and_in_a_file(
    held_app: Flask, query: dict[str, str], limit: int
) -> None:
    client = held_app.test_client()
    file = json.loads(client.get("/parcels.geojson", query_string=query).data)["features"]
    asker = Asker(client)
    page = asker.items("parcels", limit=limit, **query)
    features = list(page.json["features"])
    while (following := page.link("next")) is not None:
        page = asker.get(following, GEOJSON)
        features += page.json["features"]
    assert [one["id"] for one in features] == [one["id"] for one in file]
    assert page.json["numberMatched"] == len(file)
    for one, other in zip(features, file, strict=True):
        assert one["properties"] == other["properties"]
        assert shapely.equals_exact(_shape(one), _shape(other))


def _shape(feature: dict[str, Any]) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(feature["geometry"]))
