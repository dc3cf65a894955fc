"""A killed load, and a killed server, leave a store that opens and is whole."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from landtrust.cli.tiles import build_tiles
from landtrust.settings import Settings
from tests.moving.loads_to_kill import loading_over_and_over
from tests.moving.stores_in_use import (
    address_of,
    diagnosis,
    digests_of,
    failed,
    started,
)
from tests.serving import answer_of, free_port
from tests.stores import DATA_FOLDER, load, values_of

OLD = DATA_FOLDER / "sample" / "west_jackson_2025.geojson"
NEW = DATA_FOLDER / "sample" / "west_jackson_2026.geojson"


@pytest.mark.slow
def test_a_load_killed_at_any_moment_leaves_a_store_that_the_doctor_calls_whole(
    either: Engine, tmp_path: Path
) -> None:
    moments = random.Random(20261123)  # noqa: S311 - moments to kill at, not a secret
    address, cut_off = address_of(either), 0
    for _ in range(10):
        with loading_over_and_over(address, OLD, NEW) as loads:
            time.sleep(moments.uniform(0.0, 2.0))
            cut_off += loads.kill() == "begun"
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
