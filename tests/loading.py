"""The command ``landtrust load``, run on a store of the test's own."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from tests.stores import digests


class Loader:
    """The command, and the store that its settings point at."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def run(self, path: Path, *options: str) -> Result:
        """What the command does with a file."""
        arguments = ["load", "--no-tiles", str(path), *options]
        return CliRunner().invoke(landtrust, arguments, catch_exceptions=False)

    def refusal(self, path: Path, *options: str, exit_code: int = 2) -> str:
        """What the command says when it refuses; the store must be as before."""
        before = digests(self.engine)
        result = self.run(path, *options)
        assert result.exit_code == exit_code, result.output
        assert digests(self.engine) == before
        (sentence,) = [line for line in result.stderr.splitlines() if line.strip()]
        assert sentence.startswith("landtrust: ")
        assert "Traceback" not in sentence
        return sentence


@pytest.fixture
def loader(store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loader:
    """The command with settings that point at a store without parcels."""
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", str(store.url))
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path / "state"))
    return Loader(store)
