"""A map that reads a part of a whole county over the web, as FlatGeobuf is meant for."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from landtrust.cli.export import build_ready_files
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.serving import served
from tests.stores import DATA_FOLDER, load

BLOCKS = (-90.2110, 32.2990, -90.2090, 32.3005)
"""A few blocks in the middle of the sample."""


READER = """
import sys
from pyogrio import read_dataframe
found = read_dataframe(sys.argv[1], bbox=tuple(map(float, sys.argv[2:])))
print(found.to_json())
"""


class _Sent:
    """What a site sends of files, told by the length of each answer that has a body."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self.parts: list[tuple[str, int]] = []

    def __call__(
        self, environ: dict[str, str], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: object) -> object:
            if environ["REQUEST_METHOD"] == "GET":
                self.parts.append((status[:3], int(dict(headers)["Content-Length"])))
            return start_response(status, headers, *more)

        return self._application(environ, start)


def _read(path: str) -> dict[str, Any]:
    # GDAL waits for the web without letting any other thread of Python run, as the site's.
    command = [sys.executable, "-c", READER, path, *map(str, BLOCKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)  # type: ignore[no-any-return] # an object


@pytest.mark.slow
@pytest.mark.sqlite_only("the file is the same, whatever store it was written from")
def test_a_map_reads_some_blocks_of_a_county_and_not_its_whole_file(
    store: Engine, tmp_path: Path
) -> None:
    load(store, DATA_FOLDER / "sample" / "west_jackson_2026.geojson", "sample_west_jackson")
    settings = Settings(state_folder=tmp_path)
    ready = {one.form.extension: one for one in build_ready_files(store, settings)}["fgb"]
    app = create_app(settings, store)
    sent = _Sent(app.wsgi_app)
    app.wsgi_app = sent  # type: ignore[method-assign] # as Flask's documents say
    with served(app) as site:
        address = f"{site}/downloads/{ready.county_fips}/{ready.stamp}/parcels.fgb"
        found = _read(f"/vsicurl/{address}")
    there = _read(str(ready.path))
    assert 10 < len(there["features"]) < 500
    assert found == there
    assert {status for status, _ in sent.parts} == {"206"}
    assert sum(size for _, size in sent.parts) < ready.size_bytes / 3
