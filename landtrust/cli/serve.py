"""``landtrust serve``: the site, on this machine or behind a proxy."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import click
from granian import Granian
from granian.constants import Interfaces

from landtrust.database import open_engine, require_current_tables
from landtrust.settings import Settings, read_settings

_APP = "landtrust.web.app:create_from_environment"
_THREADS = 8
_SECONDS_TO_END = 30
"""What a stopped server gives the answers it has begun; `deploy/landtrust.service` waits longer."""

_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on


_MOST_UNASKED = 4


def _cores() -> int:
    return min(os.cpu_count() or 1, _MOST_UNASKED)


port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
"""The option of every command that serves."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@port_option
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=_cores,
    show_default=f"one for each core, at most {_MOST_UNASKED}",
    help="Processes that answer; each makes one page at a time, and takes some 250 MB.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the map, the lists and the downloads."""
    start_server(read_settings(), host=host, port=port, workers=workers)


def start_server(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until interrupted.

    Args:
        settings: Of this process; the workers read the same from their environment.
        host: The address to listen on.
        port: The port to listen on.
        workers: Processes that answer.

    Raises:
        ConfigurationError: The database's tables are not those of this program; nothing is
            served then.
    """
    for address in filter(None, (settings.database, settings.read_database_url)):
        engine = open_engine(address)
        require_current_tables(engine)
        engine.dispose()
    shown = "127.0.0.1" if host in _EVERY_ADDRESS else host
    click.echo(f"Open http://{f'[{shown}]' if ':' in shown else shown}:{port} (Ctrl+C stops)")
    with _room_for_metrics(settings):
        Granian(
            _APP,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            factory=True,
            workers=workers,
            blocking_threads=_THREADS,
            log_enabled=False,
            # One that dies for want of memory is replaced; one that dies at once ends the server.
            respawn_failed_workers=True,
            workers_kill_timeout=_SECONDS_TO_END,
        ).serve()


@contextmanager
def _room_for_metrics(settings: Settings) -> Iterator[None]:
    """A folder in which the workers add up their numbers, told to them by their environment.

    Not in the state folder, which several machines may share: process numbers are of one machine.
    """
    if not settings.metrics:
        yield
        return
    with TemporaryDirectory(prefix="landtrust-metrics-") as folder:
        os.environ[_METRICS_FOLDER] = folder
        yield
