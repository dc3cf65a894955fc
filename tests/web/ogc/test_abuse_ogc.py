"""Hostile parameters, by the ids of the list of abuse cases (P1-P13, Q1-Q8)."""

import base64
import json
import os
import time
from collections.abc import Iterator
from urllib.parse import quote

import psutil
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.stores import values_of
from tests.web.ogc.asking import COLLECTIONS, CRS, Asker

ITEMS = "/ogc/collections/parcels/items"
_HUGE = "99999999999999999999"
REFUSED = {
    "P1": [f"limit={quote(value)}" for value in
           ("0", "-1", "1.5", "unlimited", "1e3", "٣", _HUGE)],
    "P2": ["offset=-1", f"offset={10**20}", "after=-1", f"after={10**20}", "before=x"],
    "P3": [f"bbox={value}" for value in
           ("nan,nan,nan,nan", "inf,0,1,1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d",
            "0,5,1,4", "1e400,0,1,1")],
    "P4": ["crs=EPSG:4326", "crs=http://www.opengis.net/def/crs/EPSG/0/9999",
           "bbox=1,2,3,4&bbox-crs=x", "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2254"],
    "P5": [f"datetime={value}" for value in
           ("yesterday", "2026-02-30", "../..", "2026-12-01/2026-01-01", "0000-01-01",
            "99999-01-01", "2026-11-23T12:00:61Z")],
    "P6": ["colour=red", "Limit=1", "limit=1&limit=2", "bbox=", "text=%00", "text=%ff",
           "limit=1;after=2", "=1", "limit", "filter=%00", "filter=%C3%28"],
    "P8": ["f=../../etc/passwd", "f=html<script>", "f=HTML", f"f={'x' * 1999}"],
    "P9": ["sortby=vacant;drop", "sortby=parcel_id,(select 1)", "properties=vacant,(select 1)",
           "sortby=owner_line_1", "sortby=nothing", "sortby=geometry", "sortby=vacant,vacant",
           "sortby=,", "sortby=-", "sortby=%2B%2Bacres"],
}  # fmt: skip
TAKEN = {
    "P1": ["limit=2001", "limit=999999999"],
    "P2": ["after=999999999"],
    "P3": ["bbox=1,2,1,2", "bbox=-180,-90,180,90", "bbox=170,0,-170,1", "bbox=-91,32,0,-90,33,9"],
    "P4": [f"bbox=2334600,1018400,2334800,1018600&bbox-crs={CRS[5]}",
           "bbox=32.2,-90.3,32.4,-90.1&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
           "bbox=500,500,900,900"],
    "P5": ["datetime=2026-01-01/..", "datetime=2016-12-31T23:59:60Z"],
}  # fmt: skip
FILTERS_REFUSED = {
    "Q2": ['"na""me" = 1', "parcel.password_hash = 'x'", "__class__ = 1", "rowid = 1",
           "sqlite_master = 1", "exec(x) = 1", "owner_line_1 = 'x'", "owner_line_1 IS NULL",
           "mailing_address IS NULL"],
    "Q3": ["(" * 4_000 + "acres = 1" + ")" * 4_000, "(" * 60 + "acres = " + ")" * 60,
           "acres = 1" + " OR acres = 1" * 1_000, f"acres IN ({','.join(['1'] * 5_000)})",
           "NOT " * 2_000 + "vacant", "acres = " + "-" * 4_000 + "1", "acres = 1" + "+1" * 4_000,
           "acres = " + "2^" * 3_000 + "1", "abs(" * 1_500 + "acres" + ")" * 1_500 + " = 1",
           "S_INTERSECTS(geometry, LINESTRING" + "(" * 4_000, "x" * 8_193,
           "(" * 30 + "acres = 1" + ")" * 29 + " AND",
           " OR ".join(["S_INTERSECTS(geometry, POINT(0 0))"] * 17),
           "S_EQUALS(geometry, " + "GEOMETRYCOLLECTION(" * 300 + "POINT(1 1)" + ")" * 301],
    "Q4": ["load_extension('x') = 1", "pg_sleep(10) = 1", "readfile('/etc/passwd') = 'x'",
           "unknown(acres) = 1", "landtrust_power(2, 3) = 8", "sum(acres) > 1"],
    "Q5": ["owner_name LIKE owner_kind", "owner_name LIKE 5"],
    "Q6": ["S_INTERSECTS(geometry, POINT(nan 1))", "S_INTERSECTS(geometry, POINT(1))",
           "S_INTERSECTS(geometry, POINT(90 180))", "S_DISJOINT(geometry, POINT(90 180))",
           "S_INTERSECTS(geometry, MULTIPOINT(7.02 49.92, 90 180))",
           "S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1)))",
           "S_INTERSECTS(geometry, POINT EMPTY)",
           "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))",
           "S_INTERSECTS(geometry, BBOX(1, 2, 3))", "S_INTERSECTS(geometry, BBOX(0, 5, 1, 4))",
           "S_INTERSECTS(geometry, 'POINT(0 0)')", "S_INTERSECTS(geometry, POINT(1e400 0))",
           "S_INTERSECTS(acres, POINT(0 0))", "S_INTERSECTS(geometry)", "geometry = 1",
           "S_INTERSECTS(geometry, LINESTRING(0 0))"],
    "Q7": ["acres = 'abc'", "vacant > 3", "snapshot = 'soon'", "snapshot > 5",
           "acres = 9^9^9", "acres = 1/0", "acres = 1e400", "acres = 2 div 0", "acres",
           "acres + vacant = 1", "owner_kind BETWEEN 1 AND 2", "1", "'x'", "snapshot",
           "T_DURING(snapshot, INTERVAL('2026-01-01', '..'))", "acres = NULL", "acres IN ()",
           "T_AFTER(snapshot, TIMESTAMP('2026-01-01T00:00:00Z'))", "(acres ^ 2) ^ 2 = 1",
           "(acres % 3) ^ 2 = 1",
           "INTERVAL('2026-01-01', '2026-01-01T00:00:00Z') IS NULL AND T_AFTER(snapshot, acres)",
           "DATE('2026-02-30') = snapshot", "a = b = c", "vacant AND", "AND vacant", ""],
}  # fmt: skip
FILTERS_TAKEN = {
    "Q5": ["owner_name LIKE '" + "%" * 500 + "'", "owner_name LIKE '" + "%a" * 500 + "'",
           r"owner_name LIKE '100\%'", r"owner_name LIKE 'x\\'",
           "owner_name LIKE '" + "_" * 500 + "%(a+)+$'", "owner_name LIKE '[*]?'"],
    "Q6": ["S_INTERSECTS(geometry, BBOX(170, 0, -170, 1))",
           "S_INTERSECTS(geometry, BBOX(-300, -95, 300, 95))",
           "S_INTERSECTS(geometry, LINESTRING(" + ", ".join(f"{n % 9} {n % 7}" for n in
                                                            range(1_500)) + "))"],
    "Q7": ["total_value / 0 > 1", "acres / (total_value - total_value) IS NULL",
           "total_value ^ 0.5 > 1", "(0 - total_value) ^ 0.5 IS NULL", "total_value ^ 300 > 1",
           "acres % 0 = 1", "acres div 0 IS NULL", "total_value + acres IS NULL",
           "NOT (total_value > 5 AND vacant IS NULL)", "true", "false OR vacant", "true = true",
           "NOT true", "1 = 1", "'a' LIKE 'a'", "'a' IN ('a')", "INTERVAL(snapshot, '..') IS NULL",
           "POINT(0 0) IS NULL", "('a', 'b') IS NULL", "vacant IN (true, false)", "'x' IS NULL",
           "vacant = (acres > 1)", "(acres > 1) <> (vacant IS NULL)",
           "vacant > false", "true > true", "(acres > 1) >= vacant", "vacant <= vacant",
           "5 BETWEEN 1 AND 9",
           "DATE('2026-01-01') < DATE('2026-01-02')", "CASEI('a') = 'a'", "vacant = vacant",
           "owner_kind = land_use", "land_use IN (land_use, 'x')", "geometry IS NULL",
           "geometry IS NOT NULL", "S_EQUALS(geometry, geometry)", "abs(roll_year) = 2026",
           "length(CASEI(county)) > 2", "acres ^ acres > 0", "-acres < 0", "year(snapshot) = 2026",
           "snapshot >= snapshot", "snapshot IN (DATE('2026-11-23'))", "county > 'H'"],
}  # fmt: skip


def _cases(listed: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(case, value) for case, values in listed.items() for value in values]


@pytest.fixture
def client(held_app: Flask) -> FlaskClient:
    return held_app.test_client()


@pytest.fixture
def stands(held_engine: Engine) -> Iterator[None]:
    """The same process and the same rows before and after."""
    process = os.getpid()
    before = values_of(held_engine, "SELECT count(*) FROM parcel")
    yield
    assert os.getpid() == process
    assert values_of(held_engine, "SELECT count(*) FROM parcel") == before


def _require_refusal(client: FlaskClient, address: str, case: str) -> None:
    began = time.thread_time()  # of this thread's work: the machine may be busy with other things
    answer = client.get(address)
    said = answer.get_data(as_text=True)
    assert answer.status_code == 400, (case, said)
    assert answer.content_type == "application/problem+json"
    assert "Traceback" not in said
    assert "SELECT" not in said
    assert "<script" not in said or "html" not in answer.content_type
    assert time.thread_time() - began < 2, case


_BEFORE = pytest.mark.sqlite_only("it is refused before any store is asked")


@_BEFORE
@pytest.mark.parametrize(("case", "query"), _cases(REFUSED))
def test_a_hostile_parameter_is_refused_without_a_trace(
    client: FlaskClient, case: str, query: str
) -> None:
    _require_refusal(client, f"{ITEMS}?{query}", case)


@pytest.mark.parametrize(("case", "query"), _cases(TAKEN))
def test_an_odd_parameter_that_means_something_is_taken(
    client: FlaskClient, case: str, query: str
) -> None:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 200, (case, answer.text)
    assert answer.get_json(force=True)["numberMatched"] >= 0


@_BEFORE
@pytest.mark.parametrize(("case", "asked"), _cases(FILTERS_REFUSED))
@pytest.mark.usefixtures("stands")
def test_a_hostile_filter_is_refused_at_once(client: FlaskClient, case: str, asked: str) -> None:
    _require_refusal(client, f"{ITEMS}?filter={quote(asked)}", case)
    as_json = json.dumps({"op": "=", "args": [asked, 1]})
    if len(as_json) < 8_000:
        _require_refusal(client, f"{ITEMS}?filter-lang=cql2-json&filter={quote(as_json)}", case)


@pytest.mark.parametrize(("case", "asked"), _cases(FILTERS_TAKEN))
@pytest.mark.parametrize("collection", ["parcels", "parcels-2"])
def test_an_odd_filter_that_means_something_is_answered(
    ask: Asker, case: str, asked: str, collection: str
) -> None:
    answer = ask.items(collection, filter=asked)
    assert answer.status == 200, (case, answer.text)


def test_q7_numbers_that_no_store_can_hold_are_no_mistake_of_ours(ask: Asker) -> None:
    """SQLite takes them for endless, and PostgreSQL refuses them."""
    huge = "total_value" + " * 1000000000000" * 40
    for asked in (f"{huge} > 1", f"total_value / ({huge}) < 1", f"abs({huge}) IS NULL",
                  f"floor({huge}) = 1", f"({huge}) ^ 2 > 1"):  # fmt: skip
        for more in ({}, {"limit": 1}, {"sortby": "acres"}):
            assert ask.items("parcels", filter=asked, **more).status in (200, 400)


_INJECTIONS = ("x'' OR ''1''=''1", "''; DROP TABLE parcel;--", "%'' --", r"\'' OR 1=1 --")


@pytest.mark.usefixtures("stands")
@pytest.mark.parametrize("text", _INJECTIONS)
def test_q1_what_is_written_into_a_text_stays_a_text(ask: Asker, text: str) -> None:
    for asked in ("owner_name = '{}'", "owner_name IN ('{}', 'y')", "CASEI(owner_name) = '{}'",
                  "ACCENTI(owner_name) = ACCENTI('{}')", "owner_kind = '{}'",
                  "land_use = '{}'"):  # fmt: skip
        for collection in ("parcels", "parcels-2", "changes", "counties"):
            answer = ask.items(collection, filter=asked.format(text))
            assert answer.status in (200, 400), answer.text
            assert answer.status == 400 or answer.ids == []
    bare = text.replace("''", "'")
    said = json.dumps({"op": "=", "args": [{"property": "owner_name"}, bare]})
    assert ask.found("parcels", filter=said, filter_lang="cql2-json") == []
    assert ask.found("parcels", owner_name=bare) == []
    assert ask.get(f"/ogc/collections/parcels/items/{quote(bare)}").status == 404


@_BEFORE
@pytest.mark.usefixtures("stands")
def test_q3_json_that_is_nested_or_long_is_refused(client: FlaskClient) -> None:
    memory = psutil.Process().memory_info().rss
    nested = '{"op":"not","args":[' * 1_600 + "true" + "]}" * 1_600
    arrays = '{"op":"in","args":[' + "[" * 5_000 + "]" * 5_000 + "]}"
    shapes = '{"op":"s_equals","args":[{"property":"geometry"},' + (
        '{"type":"GeometryCollection","geometries":[' * 100 + "]}" * 100 + "]}"
    )
    for asked in (nested, arrays, shapes, "[" * 3_000, '{"op":' * 900, "1e999", '"' + "x" * 9_000,
                  "{}", "[]", "null", "NaN",
                  '{"op":"=","args":[{"property":"county"},"\\u0000"]}',
                  '{"op":"=","args":[{"property":"county"},"\\ud800"]}',
                  '{"op":"and","args":[]}', '{"op":5,"args":[]}',
                  '{"op":"=","args":[{"property":5},1]}', '{"type":"Point"}', "{'op':'x'}",
                  '{"op":"=","args":[{"property":"acres"},12345678901234567890123]}',
                  '{"op":"=","args":[{"property":"acres"},{"date":"soon"}]}',
                  _equals('{"type":"Point","coordinates":[true,1]}'),
                  _equals('{"type":"Polygon","coordinates":[[1,2],[3,4]]}'),
                  _equals('{"bbox":["a",1,2,3]}'),
                  _equals('{"type":"Curve","coordinates":[]}'), "\ud83d"):  # fmt: skip
        query = quote(asked, errors="surrogatepass")
        _require_refusal(client, f"{ITEMS}?filter-lang=cql2-json&filter={query}", "Q3")
    assert psutil.Process().memory_info().rss - memory < 20_000_000


def _equals(shape: str) -> str:
    return f'{{"op":"s_equals","args":[{{"property":"geometry"}},{shape}]}}'


def test_q8_what_is_not_known_is_refused_and_all_conditions_hold_at_once(ask: Asker) -> None:
    for wrong in ({"filter_lang": "sql"}, {"filter_crs": "x"}, {"filter_lang": "CQL2-TEXT"}):
        assert ask.items("parcels", filter="true", **wrong).status == 400
    assert ask.items("parcels", filter_lang="cql2-text").status == 400
    both = ask.found("parcels", filter="vacant", bbox="-91,32,-90,33", datetime="2026-11-23",
                     county_fips="28049", land_use="residential")  # fmt: skip
    assert len(both) == 1


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc", "parcels'--", "x" * 10_240, "a/b", "a%3Fb", "%23", "%F0%9F%8C%B3",
             "parcels-99999999999999999999", "parcels-1e3", "%00", "%ff", "PARCELS"],
)  # fmt: skip
def test_p7_a_strange_id_is_not_found(client: FlaskClient, name: str) -> None:
    for address in ("/ogc/collections/{}", "/ogc/collections/{}/items",
                    "/ogc/collections/{}/queryables", "/ogc/collections/{}/items/x",
                    *(f"/ogc/collections/{one}/items/{{}}" for one in COLLECTIONS)):  # fmt: skip
        assert client.get(address.format(name)).status_code == 404, address


@_BEFORE
def test_p8_what_is_said_again_on_a_page_is_no_part_of_it(client: FlaskClient) -> None:
    for query in ("f=html<script>alert(1)</script>", "sortby=<script>", "filter=<script>",
                  "<script>=1", "limit=<script>"):  # fmt: skip
        answer = client.get(f"{ITEMS}?{query}", headers={"Accept": "text/html"})
        assert answer.status_code == 400, query
        assert answer.content_type.startswith("text/html")
        assert "<script>" not in answer.text.replace("</script>", "").partition("<main")[2]


@_BEFORE
def test_p9_what_is_private_cannot_be_told_from_what_is_not_there(client: FlaskClient) -> None:
    for asked in ("sortby={}", "filter={} IS NULL", "{}=x"):
        private, unknown = (
            client.get(f"{ITEMS}?{asked.format(name)}").text.replace(name, "NAME")
            for name in ("owner_line_1", "nothing_such")
        )
        assert private == unknown


@_BEFORE
def test_p8_what_a_reader_takes_may_be_written_badly(client: FlaskClient) -> None:
    for accept in ("*/*;q=bad", "text/html;q=zzz", ",,,", "application/json;q=2", "a/b/c"):
        answer = client.get(ITEMS, headers={"Accept": accept})
        assert answer.status_code in (200, 406), accept
    assert client.get(ITEMS, headers={"Accept": "x/y, " * 1_600}).status_code == 406
    assert client.get(ITEMS, headers={"Accept": "image/png"}).status_code == 406


@_BEFORE
def test_p10_only_reading_is_answered(client: FlaskClient) -> None:
    headers = [(f"X-Header-{number}", "x") for number in range(200)]
    assert client.get(ITEMS, headers=headers).status_code == 200
    for method in ("PUT", "TRACE", "DELETE", "POST", "PATCH"):
        answer = client.open(ITEMS, method=method)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
    assert client.head(ITEMS).data == b""
    assert client.get(f"{ITEMS}?filter={'a' * 60_000}").status_code == 400


def test_p11_no_page_believes_the_host_it_is_asked_as(
    client: FlaskClient, held_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    strange = {"Host": "evil.example", "X-Forwarded-Host": "evil.example",
               "X-Forwarded-Proto": "javascript"}  # fmt: skip
    ours = Settings(state_folder=tmp_path_factory.mktemp("own"), base_url="https://land.example/")
    named = create_app(ours, held_engine).test_client()
    for address in ("/ogc", "/ogc/api", "/ogc/collections", ITEMS, f"{ITEMS}?f=html"):
        answer = client.get(address, headers=strange)
        assert "evil.example" not in answer.get_data(as_text=True)
        assert "evil.example" not in str(answer.headers)
        told = named.get(address, headers=strange).get_data(as_text=True)
        assert "evil" not in told
        assert "https://land.example/ogc" in told or "f=html" in address
    for near in ("127.0.0.1:5000", "[::1]:5000", "192.168.1.5"):
        links = client.get("/ogc", headers={"Host": near}).get_json()["links"]
        assert links[0]["href"].startswith(f"http://{near}/ogc")
    for far in ("8.8.8.8", "127.0.0.1:80/x", "me@127.0.0.1", "999.1.1.1", "localhost.evil.example"):
        links = client.get("/ogc", headers={"Host": far}).get_json()["links"]
        assert links[0]["href"] == "/ogc?f=json"


@_BEFORE
def test_positions_cannot_be_forged_into_anything(client: FlaskClient) -> None:
    for forged in ([1, 2, 3], [{"a": 1}, 2], ["x", 2], [True, 2], [1, "x"], [1e300, 2], [[1], 2],
                   [None, 1e300], {"a": 1}, 5, "x"):  # fmt: skip
        said = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
        answer = client.get(f"{ITEMS}?sortby=acres&after={said}")
        assert answer.status_code == 400, forged
