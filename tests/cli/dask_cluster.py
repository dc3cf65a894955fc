"""A Dask cluster of the tests' own: a scheduler and two workers, each a process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90


@dataclass
class Cluster:
    """A running cluster.

    Attributes:
        address: The scheduler's.
        workers: Their processes; none is started again when it ends.
    """

    address: str
    workers: list[subprocess.Popen[bytes]]

    def worker_at(self, port: int) -> subprocess.Popen[bytes]:
        """The worker that a local port belongs to."""
        for worker in self.workers:
            connections = psutil.Process(worker.pid).net_connections()
            if any(one.laddr and one.laddr.port == port for one in connections):
                return worker
        msg = f"no worker has the port {port}"
        raise LookupError(msg)


@contextmanager
def started_cluster(folder: Path, database: str | None) -> Iterator[Cluster]:
    """A cluster of two workers with one thread each, ended after the block."""
    known = folder / "scheduler.json"
    unset = {name: value for name, value in os.environ.items() if name[:10] != "LANDTRUST_"}
    environment = {**unset, "PYTHONPATH": str(PROJECT_ROOT)}
    if database is not None:
        environment["LANDTRUST_DATABASE_URL"] = database
    with ExitStack() as running:

        def start(name: str, *options: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.dask_{name}", "--no-dashboard",
                       "--scheduler-file", str(known), *options]  # fmt: skip
            words = running.enter_context((folder / "words").open("ab"))
            process = subprocess.Popen(
                command, env=environment, cwd=folder, stdout=words, stderr=words
            )
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        start("scheduler", "--host", "127.0.0.1", "--port", "0")
        workers = [
            start("worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
            for _ in range(2)
        ]
        yield Cluster(_address_in(known), workers)


def _address_in(path: Path) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        # It may be there, and not written yet.
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return str(json.loads(path.read_text())["address"])
        assert time.monotonic() < until, "the scheduler does not start"
        time.sleep(0.1)
