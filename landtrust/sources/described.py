"""Lists of described things: TOML files that are checked before they are used."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from landtrust.errors import ConfigurationError

Described = TypeVar("Described", bound=BaseModel)


def read_described(path: Path, file: type[Described]) -> Described:
    """What one file says.

    Args:
        path: The TOML file.
        file: The model of the whole file.

    Raises:
        ConfigurationError: The file cannot be used; the message names every problem of it.
    """
    try:
        return file.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as problem:
        lines = [
            f"{path.name}: {_place(error['loc'])}: {error['msg']}" for error in problem.errors()
        ]
        raise ConfigurationError("\n".join(lines), path=str(path)) from problem
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigurationError(f"{path.name}: {problem}", path=str(path)) from problem


def twice(codes: Iterable[str]) -> list[str]:
    """The codes that stand there more than once, sorted.

    >>> twice(["roll", "parcel", "roll"])
    ['roll']
    """
    return sorted(code for code, times in Counter(codes).items() if times > 1)


def _place(steps: Iterable[int | str]) -> str:
    return ".".join(str(step) for step in steps) or "the file"
