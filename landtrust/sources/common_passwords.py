"""Passwords that many people have, from the data folder."""

from functools import cache
from pathlib import Path

from landtrust.errors import ConfigurationError

_FILE = Path("codes") / "common_passwords.txt"
_LEAST = 3_000


@cache
def common_passwords(data_folder: Path) -> frozenset[str]:
    """The list, in small letters; read once.

    Raises:
        ConfigurationError: The file is missing, or holds fewer than anybody would call a list.
    """
    path = data_folder / _FILE
    try:
        passwords = frozenset(filter(None, path.read_text("utf-8").split("\n")))
    except OSError as problem:
        msg = f"{path} cannot be read: {problem.strerror}."
        raise ConfigurationError(msg) from problem
    if len(passwords) < _LEAST:
        msg = f"{path} has {len(passwords)} passwords; a list has at least {_LEAST:,}."
        raise ConfigurationError(msg)
    return passwords
