"""A killed load, and a killed server, leave a store that opens and is whole."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from landtrust.cli.tiles import build_tiles
from landtrust.settings import Settings
from tests.moving.stores_in_use import (
    address_of,
    diagnosis,
    digests_of,
    failed,
    started,
)
from tests.serving import answer_of, free_port
from tests.stores import DATA_FOLDER, PROJECT_ROOT, load, values_of

OLD = DATA_FOLDER / "sample" / "west_jackson_2025.geojson"
NEW = DATA_FOLDER / "sample" / "west_jackson_2026.geojson"

_LOAD_IN_MANY_BATCHES = """
import sys
from pathlib import Path
from landtrust.database import open_engine
from landtrust.ingest import load as loading
from tests.stores import load
whole = loading.counted
def in_small_parts(file, progress):
    for batch in whole(file, progress):
        for first in range(0, batch.num_rows, 50):
            yield batch.slice(first, 50)
loading.counted = in_small_parts
engine = open_engine(sys.argv[1])
print("ready", flush=True)
while True:
    for name in sys.argv[2:]:
        print("begun", flush=True)
        load(engine, Path(name), "sample_west_jackson", replace=True)
        print("done", flush=True)
"""


@pytest.mark.slow
def test_a_load_killed_at_any_moment_leaves_a_store_that_the_doctor_calls_whole(
    either: Engine, tmp_path: Path
) -> None:
    moments = random.Random(20261123)  # noqa: S311 - moments to kill at, not a secret
    address, cut_off = address_of(either), 0
    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", _LOAD_IN_MANY_BATCHES, address, str(OLD), str(NEW)],
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(moments.uniform(0.0, 2.0))
            os.killpg(process.pid, signal.SIGKILL)
            cut_off += process.stdout.read().endswith(b"begun\n")
        assert process.returncode == -signal.SIGKILL
        # Its tiles were not built: that is all that may be amiss.
        assert failed(diagnosis(address, tmp_path)) <= {"tiles"}
        states = "SELECT state FROM snapshot WHERE source_key = 'sample_west_jackson' ORDER BY id"
        *former, last = values_of(either, states)
        assert (set(former), last) == ({"superseded"}, "current")
    assert cut_off >= 5
    load(either, NEW, "sample_west_jackson", replace=True)
    build_tiles(either, Settings(state_folder=tmp_path))
    assert not failed(diagnosis(address, tmp_path))


@pytest.mark.slow
def test_a_server_killed_at_any_moment_leaves_the_store_as_it_was_and_starts_again(
    either: Engine, tmp_path: Path
) -> None:
    moments = random.Random(20261126)  # noqa: S311 - moments to kill at, not a secret
    address, port = address_of(either), free_port()
    build_tiles(either, Settings(state_folder=tmp_path))
    before = digests_of(address)
    for _ in range(10):
        with started(address, tmp_path, "serve", "--port", str(port)) as server:
            assert b"<html" in answer_of(f"http://127.0.0.1:{port}/parcels")
            # Downloads are under way when it ends.
            fetch = ["curl", "-s", f"http://127.0.0.1:{port}/parcels.geojson", "-o", os.devnull]
            with subprocess.Popen(fetch), subprocess.Popen(fetch):
                time.sleep(moments.uniform(0.0, 0.5))
                os.killpg(server.pid, signal.SIGKILL)
        assert server.returncode == -signal.SIGKILL
        assert not failed(diagnosis(address, tmp_path))
        assert digests_of(address) == before
