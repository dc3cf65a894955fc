"""The key that signs cookies and forms: set by the organization, or made once and kept."""

import os
import secrets
import stat
from pathlib import Path

from landtrust.errors import ConfigurationError
from landtrust.settings import Settings

_FILE = "secret_key"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def site_key(settings: Settings) -> str:
    """The key of this site, the same in every process that has its settings or its state folder.

    Raises:
        ConfigurationError: It cannot be kept or read, or others than we can read it.
    """
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.state_folder / _FILE
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as problem:
        msg = (
            f"The key of the site cannot be kept in {path}: {problem.strerror}. "
            "Set LANDTRUST_SECRET_KEY."
        )
        raise ConfigurationError(msg) from problem


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        # Of several that begin at once one is first, and the others take its key.
        os.link(begun, path)
    except FileExistsError:
        pass
    finally:
        begun.unlink()


def _read(path: Path) -> str:
    if path.stat().st_mode & _OTHERS:
        msg = f"Others can read {path}, the key of the site: run “chmod 600 {path}”."
        raise ConfigurationError(msg)
    key = path.read_text("ascii").strip()
    if not key:
        raise ConfigurationError(f"{path}, the key of the site, is empty: delete it.")
    return key
