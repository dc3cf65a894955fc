"""The files of the folder `deploy/`: they name what there is, and a real proxy runs on them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest
import yaml
from sqlalchemy import Engine

from landtrust.cli.serve import _SECONDS_TO_END
from landtrust.cli.tiles import build_tiles
from landtrust.settings import Settings
from landtrust.web.app import LARGEST_BODY
from tests.serving import free_port, running
from tests.stores import DATA_FOLDER, load

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT_ROOT / "deploy"
PATIENCE_SECONDS = 60
_SET = re.compile(r"\bLANDTRUST_([A-Z_]+)")
_OF_COMPOSE = {"DATABASE_PASSWORD", "UPSTREAM"}
"""Names that the files hand to each other, and that are no settings of the program."""

several_workers = pytest.mark.postgresql_only("several workers are for PostgreSQL")


def _text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_setting_that_a_file_names_is_one_of_ours(path: Path) -> None:
    named = {name.lower() for name in set(_SET.findall(path.read_text("utf-8"))) - _OF_COMPOSE}
    assert named <= set(Settings.model_fields)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_text("compose.yaml"))
    return found


def test_what_compose_mounts_and_builds_from_is_there(compose: dict[str, Any]) -> None:
    build = compose["services"]["app"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    sources = {
        mount.split(":")[0]
        for service in compose["services"].values()
        for mount in service.get("volumes", [])
    }
    volumes = {source for source in sources if not source.startswith(".")}
    assert volumes == set(compose["volumes"])
    # Made by whoever has files to load; Docker makes it otherwise.
    assert {source for source in sources - volumes if not (DEPLOY / source).exists()} <= {
        "../files"
    }


def test_the_image_has_the_tools_of_the_server_that_stands_beside_it(
    compose: dict[str, Any],
) -> None:
    server = compose["services"]["database"]["image"].removeprefix("postgis/postgis:")
    assert f"postgresql-client-{server.split('-')[0]} " in _text("Dockerfile")
    assert "bookworm" in _text("Dockerfile").splitlines()[2]  # that Debian has it


def test_the_services_of_compose_wait_for_what_there_is_and_reach_each_other(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    host, port = services["proxy"]["environment"]["LANDTRUST_UPSTREAM"].split(":")
    assert host in services
    assert f'"--port", "{port}"' in _text("Dockerfile")
    assert "@database/" in services["app"]["environment"]["LANDTRUST_DATABASE_URL"]
    assert "ports" not in services["app"]
    assert "ports" not in services["database"]


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    copied = [
        name
        for line in _text("Dockerfile").splitlines()
        if line.startswith("COPY ")
        for name in line.split()[1:-1]
    ]
    assert copied
    let_in = {line[1:] for line in _text("Dockerfile.dockerignore").splitlines() if line[0] == "!"}
    assert set(copied) == let_in
    assert all((PROJECT_ROOT / name).exists() for name in copied)


def _given(name: str, unit: str) -> str:
    found = re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def test_the_service_waits_longer_than_the_server_needs_to_end() -> None:
    unit = _text("landtrust.service")
    assert int(_given("TimeoutStopSec", unit)) > _SECONDS_TO_END
    grace = yaml.safe_load(_text("compose.yaml"))["services"]["app"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > _SECONDS_TO_END
    assert _given("RestartPreventExitStatus", unit) == "78"


@pytest.mark.parametrize("name", ["landtrust.service", "landtrust-tidy.service"])
def test_systemd_finds_no_fault_with_the_services_and_little_that_they_could_reach(
    tmp_path: Path, name: str
) -> None:
    unit = tmp_path / name
    program = _given("ExecStart", _text(name)).split()[0]
    unit.write_text(_text(name).replace(program, sys.executable))
    for command in (["verify"], ["security", "--offline=true", "--threshold=20"]):
        done = subprocess.run(
            ["systemd-analyze", *command, str(unit)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert unit.name not in done.stderr


def test_the_timer_deletes_names_every_day(tmp_path: Path) -> None:
    for name in ("landtrust-tidy.service", "landtrust-tidy.timer"):
        given = _text(name).replace("/opt/landtrust/bin/landtrust", sys.executable)
        (tmp_path / name).write_text(given)
    timer = tmp_path / "landtrust-tidy.timer"
    done = subprocess.run(
        ["systemd-analyze", "verify", str(timer)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, timer.name in done.stderr) == (0, False), done.stderr
    assert _given("OnCalendar", _text("landtrust-tidy.timer")) == "daily"
    assert _given("ExecStart", _text("landtrust-tidy.service")).endswith(" suggestions tidy")


class _TellsTheSender(BaseHTTPRequestHandler):
    """A program behind the proxy that answers with the address that it was told."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers.get("X-Landtrust-Sender", "nobody").encode())

    def log_message(self, *_given: object) -> None:
        """Nothing."""


def test_the_proxy_says_where_suggestions_come_from_and_nothing_else_does(tmp_path: Path) -> None:
    proxy_port = free_port()
    program = HTTPServer(("127.0.0.1", 0), _TellsTheSender)
    with running(program), _nginx(tmp_path / "nginx", proxy_port, program.server_port):
        told = {
            path: _ask(
                f"http://127.0.0.1:{proxy_port}{path}", X_Landtrust_Sender="198.51.100.7"
            ).body
            for path in ("/suggest", "/es/suggest", "/suggestion/x", "/parcels", "/")
        }
    assert told == {
        "/suggest": b"127.0.0.1", "/es/suggest": b"127.0.0.1", "/suggestion/x": b"nobody",
        "/parcels": b"nobody", "/": b"nobody",
    }  # fmt: skip
    header = "X-Landtrust-Sender"
    assert f"LANDTRUST_SENDER_HEADER={header}" in _text("landtrust.env")
    settings = yaml.safe_load(_text("compose.yaml"))["services"]["app"]["environment"]
    assert settings["LANDTRUST_SENDER_HEADER"] == header


def test_the_proxy_lets_in_as_much_as_the_program_takes() -> None:
    (size,) = re.findall(r"client_max_body_size (\d+)k;", _text("nginx.conf"))
    assert int(size) * 1024 == LARGEST_BODY


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


class Site(NamedTuple):
    """A served site: where the proxy is, where the program itself, and its main process."""

    proxy: str
    program: str
    server: subprocess.Popen[bytes]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: object) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def _ask(address: str, **headers: str) -> Answer:
    asked = urllib.request.Request(  # noqa: S310 - our own address
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with _OPENER.open(asked, timeout=PATIENCE_SECONDS) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.headers, answer.read())


def _until_ready(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if _ask(address).status == 200:
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        assert time.monotonic() < until, f"{address} does not answer"
        time.sleep(0.2)


@pytest.fixture
def site(store: Engine, tmp_path: Path) -> Iterator[Site]:
    """Nginx with our file in front of two workers that serve the sample."""
    load(store, DATA_FOLDER / "sample" / "west_jackson_2026.geojson", "sample_west_jackson")
    build_tiles(store, Settings(state_folder=tmp_path / "state"))
    port, proxy_port = free_port(), free_port()
    environment = {
        **os.environ,
        "LANDTRUST_DATABASE_URL": store.url.render_as_string(hide_password=False),
        "LANDTRUST_STATE_FOLDER": str(tmp_path / "state"),
        "LANDTRUST_METRICS": "on",
    }
    command = [sys.executable, "-m", "landtrust", "serve", "--port", str(port), "--workers", "2"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=environment, cwd=PROJECT_ROOT, stdout=log, stderr=log
        )
    try:
        _until_ready(f"http://127.0.0.1:{port}/readyz")
        with _nginx(tmp_path / "nginx", proxy_port, port):
            yield Site(f"http://127.0.0.1:{proxy_port}", f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


@contextmanager
def _nginx(folder: Path, port: int, upstream: int) -> Iterator[None]:
    # Its workers are another user, who must be able to reach its cache.
    folder.mkdir()
    changes = {
        "${LANDTRUST_UPSTREAM}": f"127.0.0.1:{upstream}",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/landtrust": str(folder / "cache"),
        "/var/log/nginx/error.log crit": f"{folder}/error.log crit",
    }
    written = _text("nginx.conf")
    for ours, theirs in changes.items():
        assert written.count(ours) == 1
        written = written.replace(ours, theirs)
    (folder / "site.conf").write_text(written)
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/start.log;\n"
        "events {}\nhttp { include /etc/nginx/mime.types; "
        f"include {folder}/site.conf; }}\n"
    )
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "is Debian's package nginx-light installed?"
    checked = subprocess.run(
        [program, "-t", "-c", str(folder / "nginx.conf")], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen([program, "-c", str(folder / "nginx.conf")]) as running:
        try:
            _until_ready(f"http://127.0.0.1:{port}/healthz")
            yield
        finally:
            running.terminate()


@several_workers
@pytest.mark.slow
def test_through_the_proxy_the_site_is_whole_its_tiles_are_kept_and_its_numbers_are_not_told(
    site: Site, tmp_path: Path
) -> None:
    page = _ask(f"{site.proxy}/", Accept_Encoding="gzip")
    assert (page.status, page.headers["Content-Encoding"]) == (200, "gzip")
    _follow_a_tile(site)
    whole = _ask(f"{site.proxy}/parcels.geojson")
    assert whole.status == 200
    assert whole.body == _ask(f"{site.program}/parcels.geojson").body
    for hidden in ("/metrics", "/%6detrics", "//metrics", "/x/../metrics"):
        assert _ask(site.proxy + hidden).status == 404
    assert b"landtrust_requests_total" in _ask(f"{site.program}/metrics").body
    given = _ask(f"{site.proxy}/parcels?text=MARIGOLD", X_Forwarded_For="203.0.113.9")
    assert re.fullmatch("[0-9a-f]{32}", given.headers["X-Request-Id"])
    too_large = urllib.request.Request(site.proxy, data=b"x" * (LARGEST_BODY + 1), method="POST")  # noqa: S310 - our own address
    with pytest.raises(urllib.error.HTTPError, match="413"):
        _OPENER.open(too_large, timeout=PATIENCE_SECONDS)
    for log in (tmp_path / "log", *(tmp_path / "nginx").glob("*.log")):
        assert b"MARIGOLD" not in log.read_bytes()
        assert b"203.0.113.9" not in log.read_bytes()


def _follow_a_tile(site: Site) -> None:
    archive = next(
        iter(re.findall(rb"/tiles/[0-9a-f]{16}", _ask(f"{site.proxy}/map/config.json").body))
    )
    address = f"{site.proxy}{archive.decode()}/15/8172/13274.mvt"
    first, second = (_ask(address, Accept_Encoding="gzip") for _ in range(2))
    assert (first.status, first.headers["Content-Encoding"]) == (200, "gzip")
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert first.body == second.body
    known = _ask(address, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (known.status, known.body) == (304, b"")
    # Who reads no gzip must not be handed what was kept for those who do.
    assert "Content-Encoding" not in _ask(address, Accept_Encoding="identity").headers


def _requests(site: Site) -> float:
    numbers = _ask(f"{site.program}/metrics").body.decode()
    line = r'^landtrust_requests_total\{.*route="/healthz".*\} ([0-9.]+)$'
    return sum(float(number) for number in re.findall(line, numbers, re.MULTILINE))


@several_workers
@pytest.mark.slow
def test_two_workers_add_up_their_numbers_and_one_that_dies_is_replaced(site: Site) -> None:
    before = _requests(site)
    for _ in range(20):
        assert _ask(f"{site.program}/healthz").status == 200
    assert _requests(site) == before + 20
    slots = re.compile(r"^landtrust_download_slots ([0-9.]+)$", re.MULTILINE)
    workers = _workers(site)
    assert len(workers) == 2
    workers[0].kill()
    until = time.monotonic() + PATIENCE_SECONDS
    while workers[0] in (now := _workers(site)) or len(now) < 2:
        assert time.monotonic() < until, "no worker came in the place of the dead one"
        time.sleep(0.2)
    for _ in range(20):
        assert _ask(f"{site.program}/healthz").status == 200
    assert _requests(site) >= before + 40
    # What the dead one could send counts no longer.
    assert float(slots.findall(_ask(f"{site.program}/metrics").body.decode())[0]) <= 6
    # One that is only starting hears no signal, and the server would wait its 30 seconds for it.
    workers = _workers(site)
    site.server.kill()
    for worker in workers:
        worker.kill()


def _workers(site: Site) -> list[psutil.Process]:
    children = psutil.Process(site.server.pid).children()
    return [one for one in children if one.status() != psutil.STATUS_ZOMBIE]


@several_workers
@pytest.mark.slow
def test_a_server_that_is_told_to_end_sends_what_it_has_begun(site: Site) -> None:
    host, port = site.program.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as reader:
        # So small that most of the file waits in the server while the reader does nothing.
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        reader.sendall(b"GET /parcels.geojson HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = reader.recv(1024)
        site.server.send_signal(signal.SIGTERM)
        time.sleep(1)
        while piece := reader.recv(65_536):
            received += piece
    assert received.endswith(b"0\r\n\r\n")
    assert received.count(b'"type":"Feature"') > 2_900
    assert site.server.wait(PATIENCE_SECONDS) == 0
