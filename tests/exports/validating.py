"""Other people's validators of files."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_SYSTEM_PYTHON = "/usr/bin/python3"
_VALIDATOR = Path(sys.prefix) / "geopackage-validator"
_VALIDATE = """
import json, sys
from geopackage_validator.validate import validate
found, validations, is_valid = validate(sys.argv[1])
print(json.dumps({"found": found, "validations": validations, "is_valid": is_valid}))
"""


def pdok_report(path: Path) -> dict[str, Any]:
    """What PDOK's validator finds in a GeoPackage: ``found``, ``validations``, ``is_valid``."""
    if not _VALIDATOR.is_dir():
        pytest.skip("PDOK's validator is not on this machine: make test installs it")
    done = subprocess.run(
        [_SYSTEM_PYTHON, "-c", _VALIDATE, path],
        env={"PYTHONPATH": str(_VALIDATOR)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def count_with_gdal(path: Path | str, box: tuple[float, float, float, float] | None = None) -> int:
    """How many features GDAL's own program finds, of all or in a rectangle.

    Args:
        path: Of a file, or what GDAL calls one within another.
        box: West, south, east, north, degrees.
    """
    within = ["-spat", *map(str, box)] if box else []
    command = ["ogrinfo", "-so", "-al", *within, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = [one for one in done.stdout.splitlines() if one.startswith("Feature Count: ")]
    return int(line.partition(": ")[2])
