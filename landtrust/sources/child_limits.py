"""The first code of the child process: limits and guards, then the module that does the work.

Imports nothing but the standard library and the guards, so that the limits hold before pyarrow or
GDAL is loaded.
"""

import json
import os
import runpy
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from landtrust.sources.child_guards import forbid_network_and_programs, forbid_writing_outside

if sys.platform != "win32":
    import resource

MOST_OPEN_FILES = 256

# What the start could not do, for the notes; and the seconds that each batch may take.
start_notes: list[str] = []
_batch_seconds: list[int] = []


class _WithoutPandas(MetaPathFinder):
    """Hides pandas: pyarrow would load it (a second, 60 MB) before its first conversion."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Refuse pandas; leave the rest to the other finders."""
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used by the reading process", name=fullname)


def start(setup_json: str) -> None:
    """Limit this process and run a module as its main program.

    Args:
        setup_json: `module`, `scratch` (the only folder to write in), `memory_bytes`,
            `file_bytes`, `cpu_seconds` for each batch and `opening_seconds` for the first.
    """
    setup: dict[str, Any] = json.loads(setup_json)
    sys.meta_path.insert(0, _WithoutPandas())
    _limit(setup)
    guards = [
        forbid_writing_outside(Path(setup["scratch"])),
        forbid_network_and_programs(),
    ]
    start_notes.extend(note for note in guards if note is not None)
    runpy.run_module(setup["module"], run_name="__main__", alter_sys=True)


def _limit(setup: dict[str, Any]) -> None:
    if sys.platform == "win32":
        start_notes.append("this system cannot limit the memory and time of the reading process")
        return
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, MOST_OPEN_FILES)
    _lower(resource.RLIMIT_FSIZE, setup["file_bytes"])
    _lower(resource.RLIMIT_DATA, setup["memory_bytes"])
    _batch_seconds.append(setup["cpu_seconds"])
    _allow_cpu_seconds(setup["opening_seconds"] + setup["cpu_seconds"])


def _lower(kind: int, wanted: int) -> None:
    if sys.platform == "win32":
        return
    _, hard = resource.getrlimit(kind)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(kind, (most, most))
    except (OSError, ValueError):
        start_notes.append("this system did not accept a limit for the reading process")


def renew_cpu_budget() -> None:
    """Give the next batch its own seconds of computing time; the kernel ends the process after."""
    if _batch_seconds:
        _allow_cpu_seconds(_batch_seconds[-1])


def _allow_cpu_seconds(seconds: int) -> None:
    if sys.platform == "win32":
        return
    used = sum(os.times()[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used) + 1 + seconds
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
