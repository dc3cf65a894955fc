"""Where stores of the tests lie: in memory, where the machine has room for them there."""

import os
import shutil
from pathlib import Path
from tempfile import gettempdir

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are made under names that nobody else has
_ROOM_BYTES = 4 * 2**30
"""More than all stores of a run take together: three workers, each with a county's size."""


def folder_for_stores() -> Path:
    """A folder that everybody may make folders in; what is in it may be lost in a power cut."""
    if _can_hold_stores(_IN_MEMORY):
        return _IN_MEMORY
    return Path(gettempdir())


def _can_hold_stores(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM_BYTES
