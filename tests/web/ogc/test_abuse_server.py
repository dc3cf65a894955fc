"""Hostile requests as they come over the wire, to a server of its own process (P10, P12).

Some hundred pages are crawled here; ``make thorough`` crawls ten thousand.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil
import pytest
from sqlalchemy import Engine

from tests.serving import answer_of, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite_only("it is about the server, not about the store"),
]

_ITEMS = "/ogc/collections/parcels/items"
_CLIENTS = 50
_PAGES = int(os.environ.get("LANDTRUST_CRAWLED_PAGES", "600"))
_MOST_GROWTH_BYTES = 200_000_000
_MOST_SECONDS = 10
_BUSY = (429, 503)


@dataclass
class Served:
    """A site in processes of its own."""

    port: int
    process: psutil.Process

    @property
    def memory(self) -> int:
        """Of all its processes, in bytes."""
        family = (self.process, *self.process.children(recursive=True))
        return sum(one.memory_info().rss for one in family)

    def said_to(self, sent: bytes) -> tuple[int, bytes]:
        """The status of the answer to these bytes, and its head; 0 where there is none."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as wire:
            try:
                wire.sendall(sent)
                head = wire.recv(65_536)
            except (BrokenPipeError, ConnectionResetError):
                return 0, b""
        return (int(head.split(b" ")[1]) if head else 0), head


@pytest.fixture(scope="module")
def served(held_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The town in which land is held in common, served as a site is."""
    port = free_port()
    environment = {
        **os.environ,
        "LANDTRUST_DATABASE_URL": held_engine.url.render_as_string(),
        "LANDTRUST_STATE_FOLDER": str(tmp_path_factory.mktemp("served")),
        "LANDTRUST_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "landtrust", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        answer_of(f"http://127.0.0.1:{port}/ogc")
        yield Served(port, psutil.Process(server.pid))
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0


def _request(line: str, *headers: str) -> bytes:
    return "\r\n".join((line, "Host: localhost", "Connection: close", *headers, "", "")).encode()


def test_p10_long_and_odd_requests_are_answered_or_cut_off(served: Served) -> None:
    many = [f"X-Header-{number}: x" for number in range(200)]
    for sent, wanted in (
        (_request(f"GET {_ITEMS}?filter={'a' * 8_000} HTTP/1.1"), {400, 414}),
        (_request(f"GET {_ITEMS}?filter={'a' * 64_000} HTTP/1.1"), {400, 414, 431}),
        (_request(f"GET /{'x' * 64_000} HTTP/1.1"), {404, 414, 431}),
        (_request(f"GET {_ITEMS} HTTP/1.1", f"Accept: {'x/y, ' * 1_600}"), {406, 431}),
        (_request(f"GET {_ITEMS} HTTP/1.1", *many), {200, 431}),
        (_request(f"GET {_ITEMS} HTTP/1.0"), {200}),
        (_request(f"HEAD {_ITEMS} HTTP/1.1"), {200}),
        (_request(f"TRACE {_ITEMS} HTTP/1.1"), {405}),
        (_request(f"PUT {_ITEMS} HTTP/1.1", "Content-Length: 0"), {405}),
        (b"GET / HTTP/9.9\r\n\r\n", {0, 400, 505}),
        (b"\x00\xff\r\n\r\n", {0, 400}),
    ):
        status, _ = served.said_to(sent)
        assert status in wanted, (sent[:60], status)
    status, head = served.said_to(_request(f"OPTIONS {_ITEMS} HTTP/1.1"))
    assert status == 200
    assert b"GET" in next(line for line in head.splitlines() if line.lower().startswith(b"allow:"))
    assert served.said_to(_request(f"GET {_ITEMS} HTTP/1.1"))[0] == 200


@dataclass
class _Crawled:
    """What came of the requests of some clients."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def get(self, wire: HTTPConnection, address: str) -> bytes:
        """Ask until there is an answer; who is told to wait does."""
        while True:
            began = time.perf_counter()
            wire.request("GET", address)
            answer = wire.getresponse()
            content = answer.read()
            self.seconds.append(time.perf_counter() - began)
            self.statuses[answer.status] += 1
            if answer.status not in _BUSY:
                assert answer.status == 200, content
                return content
            time.sleep(min(float(answer.headers["Retry-After"]), 1))


def _crawl(served: Served, crawled: _Crawled, pages: int) -> set[tuple[str, ...]]:
    """All features page by page, again and again; what each walk found."""
    wire = HTTPConnection("127.0.0.1", served.port, timeout=60)
    found = set()
    while pages > 0:
        address, ids = f"{_ITEMS}?limit=1", []
        while address:
            page = json.loads(crawled.get(wire, address))
            ids += [one["id"] for one in page["features"]]
            following = [one["href"] for one in page["links"] if one["rel"] == "next"]
            parts = urlsplit(following[0]) if following else None
            address = f"{parts.path}?{parts.query}" if parts else ""
            pages -= 1
        found.add(tuple(ids))
    wire.close()
    return found


def _require_it_stands(served: Served, crawled: _Crawled, before: int) -> None:
    assert set(crawled.statuses) <= {200, *_BUSY}
    assert served.memory - before < _MOST_GROWTH_BYTES
    assert statistics.quantiles(crawled.seconds, n=20)[-1] < _MOST_SECONDS
    assert served.said_to(_request(f"GET {_ITEMS} HTTP/1.1"))[0] == 200


def test_p12_fifty_clients_crawl_every_page_and_each_finds_all(served: Served) -> None:
    crawled, before = _Crawled(), served.memory
    with ThreadPoolExecutor(_CLIENTS) as pool:
        each = [pool.submit(_crawl, served, crawled, _PAGES // _CLIENTS) for _ in range(_CLIENTS)]
        walks = set().union(*(one.result() for one in each))
    assert crawled.statuses[200] >= _PAGES
    assert [len(walk) for walk in walks] == [6]
    _require_it_stands(served, crawled, before)


def test_p12_all_of_the_world_twenty_times_at_once(served: Served) -> None:
    crawled, before = _Crawled(), served.memory

    def ask_for(number: int) -> int:
        wire = HTTPConnection("127.0.0.1", served.port, timeout=60)
        query = f"limit=2000&bbox=-180,-90,180,90&filter=acres%3C{number % 5 + 1}"
        found = json.loads(crawled.get(wire, f"{_ITEMS}?{query}"))
        wire.close()
        return int(found["numberMatched"])

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(ask_for, range(100))) == {6}
    _require_it_stands(served, crawled, before)
