import http.server
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import geopandas
import pytest
import shapely

from landtrust.domain.extent import Bbox
from tests.benchmarks.measure import run
from tests.benchmarks.peer_copy import copy
from tests.benchmarks.peer_map import PAGE, View, write_peer_page
from tests.benchmarks.questions import boxes, filters
from tests.benchmarks.results import Limit, Measurement, Peer, keep_results
from tests.benchmarks.table import NOT_MEASURED, missed, results_table
from tests.benchmarks.traffic import Client
from tests.serving import running

DAY = date(2026, 7, 4)
MACHINE = {"cores": 2, "memory_gib": 8.0, "versions": {"Python": "3.11"}}
SLOW = Measurement(
    "Carry water",
    {"seconds": 6.0, "peak_mib": 900.0},
    Peer("a mule", {"seconds": 2.0, "peak_mib": 100.0}),
    (Limit("seconds", "ratio", 2.5), Limit("peak_mib", "ours", 1000)),
)
ALONE = Measurement("Chop wood", {"p50_ms": 1.5, "rows": 50.0})


def test_a_ratio_is_ours_by_theirs_and_a_limit_is_met_or_not() -> None:
    kept = SLOW.as_json("load", DAY)
    assert kept["ratio"] == {"seconds": 3.0, "peak_mib": 9.0}
    assert [one["met"] for one in kept["limits"]] == [False, True]
    assert ALONE.as_json("map", DAY)["ratio"] == {}


def test_a_part_measured_again_takes_the_place_of_its_former_figures(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    keep_results(path, "tiles", [ALONE], DAY, MACHINE)
    keep_results(path, "load", [SLOW, ALONE], DAY, MACHINE)
    keep_results(path, "load", [SLOW], DAY, MACHINE)
    kept = json.loads(path.read_text("utf-8"))["measurements"]
    assert [(one["part"], one["what"]) for one in kept] == [
        ("load", "Carry water"),
        ("tiles", "Chop wood"),
    ]


def test_the_table_says_who_was_faster_and_which_limit_was_missed(tmp_path: Path) -> None:
    results = keep_results(tmp_path / "results.json", "load", [SLOW, ALONE], DAY, MACHINE)
    table = results_table(results)
    assert "Measured on July 4, 2026 on a machine with 2 cores" in table
    assert "| Carry water | 6.00 s, 900 MiB of memory | a mule: 2.00 s, " in table
    assert "| 3.00 | at most 2.5 times: **missed**; at most 1,000 MiB of memory: met |" in table
    assert "| Chop wood | p50 1.5 ms, 50 rows |  |  |  |" in table
    assert len(list(missed(results))) == 1
    assert results_table(None) == NOT_MEASURED


@pytest.mark.slow
def test_the_memory_of_children_counts() -> None:
    grandchild = "import time; held = bytearray(100 << 20); time.sleep(1)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    measured = run([sys.executable, "-c", child])
    assert measured.seconds >= 1
    assert 100 < measured.peak_mib < 300


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"])


class Ledger(http.server.BaseHTTPRequestHandler):
    """Answers with as many rows as the path says, and knows no /0."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"<tr>" * int(self.path.removeprefix("/") or 0)
        self.send_response(404 if self.path == "/0" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ledger() -> Iterator[tuple[str, int]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ledger)
    with running(server):
        yield ("127.0.0.1", server.server_port)


def test_each_request_is_timed_and_its_rows_counted(ledger: tuple[str, int]) -> None:
    with closing(Client(ledger)) as client:
        answers = client.ask(["/2", "/4"], re.compile(rb"<tr>"))
        assert (len(answers.seconds), answers.rows) == (2, [2, 4])
        assert answers.figures()["rows"] == 3
        assert "rows" not in client.ask(["/2"]).figures()
        with pytest.raises(RuntimeError, match="/0 was answered with 404"):
            client.get("/0")


def test_questions_are_the_same_in_every_run_and_lie_within_the_area() -> None:
    area = Bbox(-90.6, 32.0, -90.4, 32.2)
    asked = list(boxes(area, 0.02, 20))
    assert asked == list(boxes(area, 0.02, 20))
    assert all(area.west <= box.west and box.north <= area.north + 1e-6 for box in asked)
    chosen = list(filters(1000, 50))
    assert chosen == list(filters(1000, 50))
    assert {one.unbuilt for one in chosen} == {None, True, False}


@pytest.fixture(scope="module")
def two_lots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("peers") / "lots.parquet"
    shapes = [shapely.box(500_000, 1_300_000, 500_030, 1_300_050).buffer(side) for side in (1, 2)]
    geopandas.GeoDataFrame({"PARNO": ["1", "2"]}, geometry=shapes, crs=3814).to_parquet(path)
    return path


@pytest.mark.slow
def test_the_peer_of_the_map_asks_nobody_else_for_anything(two_lots: Path) -> None:
    folder = two_lots.parent / "map"
    assert write_peer_page(two_lots, View(32.3, -90.2, 14), folder) == 2
    page = (folder / PAGE).read_text("utf-8")
    links = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert sorted(links) == ["leaflet.css", "leaflet.js"]
    assert all((folder / link).is_file() for link in links)
    assert page.count('"MultiPolygon"') + page.count('"Polygon"') == 2


@pytest.mark.slow
def test_the_peer_of_loading_makes_a_spatial_index(two_lots: Path) -> None:
    package = two_lots.parent / "lots.gpkg"
    copy(two_lots, package)
    with closing(sqlite3.connect(package)) as connection:
        assert connection.execute("SELECT count(*) FROM rtree_parcels_geom").fetchone() == (2,)
