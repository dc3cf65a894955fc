"""What the tests of the readers share: a file read to its end through the child process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from landtrust.errors import InvalidInput
from landtrust.sources.child_messages import Description, description
from landtrust.sources.sandbox import Budget, stream_from_child


@dataclass(frozen=True)
class ReadFile:
    """A file as the parent got it."""

    rows: pa.Table
    about: Description
    notes: list[str]


ReadInChild = Callable[..., ReadFile]


@pytest.fixture(scope="session")
def read_in_child() -> ReadInChild:
    """Read a file to its end in the child process."""

    def read(
        path: Path, layer: str | None = None, crs: str | None = None, budget: Budget | None = None
    ) -> ReadFile:
        job = {"path": str(path), "layer": layer, "crs": crs}
        batches = stream_from_child("landtrust.sources.raw_rows", job, budget)
        table = pa.Table.from_batches(list(batches))
        return ReadFile(table, description(table.schema), batches.notes)

    return read


@pytest.fixture
def write_geojson(tmp_path: Path) -> Callable[..., Path]:
    """Write features, or a text as it is, into a GeoJSON file."""

    def write(content: object, name: str = "parcels.geojson") -> Path:
        path = tmp_path / name
        if isinstance(content, list):
            content = json.dumps({"type": "FeatureCollection", "features": content})
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(str(content), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def refused() -> Callable[..., str]:
    """Read a file that must be refused and return the one sentence that says why."""

    def read(reader: Callable[..., object], path: Path, **more: object) -> str:
        with pytest.raises(InvalidInput) as raised:
            reader(path, **more)
        sentence = str(raised.value)
        assert sentence.endswith(".")
        assert sentence.isprintable()
        assert "Traceback" not in sentence
        assert "made the reader fail" not in sentence
        return sentence

    return read
