"""The sources that we know: one TOML file each."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from landtrust.errors import ConfigurationError, NotFound
from landtrust.sources.names import nearest
from landtrust.sources.source import Source


def load_sources(folder: Path) -> dict[str, Source]:
    """Every source of a folder by its key, sorted.

    Args:
        folder: Where the ``*.toml`` files lie, as ``data/sources``.

    Raises:
        ConfigurationError: Some file cannot be used; the message names every problem of every
            file.
    """
    sources: dict[str, Source] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            sources[path.stem] = read_source(path)
        except ConfigurationError as problem:
            problems.append(problem.message)
    if not sources and not problems:
        problems = [f"There is no source file in {folder}."]
    if problems:
        raise ConfigurationError("\n".join(problems), folder=str(folder))
    return sources


def read_source(path: Path) -> Source:
    """The source that one file describes.

    Raises:
        ConfigurationError: The file cannot be used; the message names every problem of it.
    """
    try:
        source = Source.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as problem:
        lines = [
            f"{path.name}: {_place(error['loc'])}: {error['msg']}" for error in problem.errors()
        ]
        raise ConfigurationError("\n".join(lines)) from problem
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigurationError(f"{path.name}: {problem}") from problem
    if source.key != path.stem:
        raise ConfigurationError(f"{path.name}: its key is “{source.key}”, not the file's name.")
    return source


def find_source(sources: Mapping[str, Source], key: str) -> Source:
    """The source with this key.

    Raises:
        NotFound: There is none; the message has the nearest keys.
    """
    try:
        return sources[key]
    except KeyError as problem:
        near = ", ".join(nearest(key, sources))
        msg = f"There is no source “{key[:60]}”; the nearest are {near}."
        raise NotFound(msg, source=key) from problem


def _place(steps: Iterable[int | str]) -> str:
    return ".".join(str(step) for step in steps) or "the file"
