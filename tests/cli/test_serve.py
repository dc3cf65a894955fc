import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.serving import answer_of, free_port

PATIENCE_SECONDS = 60


def _environment(database: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LANDTRUST_DATABASE_URL": database,
        "LANDTRUST_STATE_FOLDER": str(folder),
        "LANDTRUST_LOG_LEVEL": "WARNING",
    }


@pytest.mark.slow
def test_serve_says_what_to_open_serves_it_and_ends_when_told(
    seeded_engine: Engine, tmp_path: Path
) -> None:
    port = free_port()
    environment = _environment(seeded_engine.url.render_as_string(), tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "landtrust", "serve", "--port", str(port), "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdout
        line = server.stdout.readline().decode()
        assert line == f"Open http://127.0.0.1:{port} (Ctrl+C stops)\n"
        # More downloads than the pool of a process has connections: each must give its own back.
        for _ in range(20):
            assert answer_of(f"http://127.0.0.1:{port}/parcels.geojson").count(b'"Feature"') == 6
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE_SECONDS) == 0


def test_serve_refuses_a_database_without_our_tables(bare_address: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "landtrust", "serve"],
        env=_environment(bare_address, tmp_path),
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 78
    assert b"landtrust database upgrade" in ended.stderr
    assert not ended.stdout
