"""Hostile parameters, by the ids of the list of abuse cases (P1-P3, P6, P7, P10, P11, P13)."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from landtrust.queries.filters import EVERYTHING
from landtrust.queries.parcels import Paging, parcel_page
from landtrust.queries.snapshots import current_snapshots
from landtrust.queries.visibility import Tier

REFUSED = {
    "P1": [f"limit={quote(value)}" for value in
           ("0", "-1", "1.5", "unlimited", "1e3", "٣", "99999999999999999999")],
    "P2": ["after=-1", "before=0", "after=1e9", f"after={10**20}", "offset=5"],
    "P3": [f"bbox={value}" for value in
           ("nan,nan,nan,nan", "inf,0,1,1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d",
            "0,5,1,4", "1e400,0,1,1")],
    "P6": ["colour=red", "Limit=1", "limit=1&limit=2", "bbox=", "text=%00", "text=%ff",
           "limit=1;after=2", "=1", "county"],
}  # fmt: skip
TAKEN = {
    "P1": ["limit=501", "limit=999999999"],
    "P2": ["after=999999999"],
    "P3": ["bbox=1,2,1,2", "bbox=-180,-90,180,90", "bbox=170,0,-170,1", "bbox=-91,32,0,-90,33,9",
           "bbox=-300,-95,300,95"],
}  # fmt: skip
STRANGE_IDS = ("..%2f..%2fetc", "parcels'--", "x" * 10_240, "a/b", "a%3Fb", "%23", "%F0%9F%8C%B3")


@pytest.mark.parametrize(
    ("case", "query"), [(case, query) for case, queries in REFUSED.items() for query in queries]
)
@pytest.mark.parametrize("address", ["/parcels", "/parcels.geojson", "/parcels/counts.json"])
def test_a_hostile_parameter_is_refused_without_a_trace(
    client: FlaskClient, case: str, query: str, address: str
) -> None:
    answer = client.get(f"{address}?{query}")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 400, case
    assert "Traceback" not in said
    assert "SELECT" not in said


@pytest.mark.parametrize(
    ("case", "query"), [(case, query) for case, queries in TAKEN.items() for query in queries]
)
def test_an_odd_parameter_that_means_something_is_taken(
    client: FlaskClient, case: str, query: str
) -> None:
    assert client.get(f"/parcels?{query}").status_code == 200, case


@pytest.mark.parametrize("name", STRANGE_IDS)
@pytest.mark.parametrize("address", ["/parcels/{}", "/parcels/{}.geojson", "/counties/{}"])
def test_p7_a_strange_id_is_not_found(client: FlaskClient, name: str, address: str) -> None:
    assert client.get(address.format(name)).status_code == 404


@pytest.mark.parametrize("address", ["/parcels", "/parcels.geojson", "/counties", "/nowhere"])
def test_p10_only_reading_is_answered(client: FlaskClient, address: str) -> None:
    exists = address != "/nowhere"
    for method in ("PUT", "TRACE", "DELETE"):
        answer = client.open(address, method=method)
        assert answer.status_code == (405 if exists else 404)
        assert not exists or "GET" in answer.headers["Allow"]
    assert client.head(address).status_code == (200 if exists else 404)
    assert client.head(address).data == b""


def test_p11_no_page_believes_the_host_it_is_asked_as(client: FlaskClient) -> None:
    strange = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for address in ("/", "/parcels", "/parcels/find?vacant=yes", "/parcels.geojson", "/downloads"):
        answer = client.get(address, headers=strange)
        assert "evil.example" not in answer.get_data(as_text=True)
        assert "evil.example" not in str(answer.headers)


def test_p13_paging_loses_and_repeats_nothing_while_rows_come_and_go(own_town: Connection) -> None:
    snapshots = {one.id: one for one in current_snapshots(own_town)}
    first = parcel_page(own_town, EVERYTHING, Tier.PUBLIC, Paging(2), snapshots)
    own_town.exec_driver_sql("DELETE FROM parcel_facts WHERE parcel_id IN (1, 2, 5)")
    after = Paging(9, after=first.next_after)
    rest = parcel_page(own_town, EVERYTHING, Tier.PUBLIC, after, snapshots)
    assert [row.id for row in (*first.rows, *rest.rows)] == [1, 2, 3, 4, 6]
