"""Every text that pages say, found where it stands: what the catalogs have to translate.

Each kind of file has its marks. In Python and in templates they are those of gettext, beside
`Phrase` and `counted` of `landtrust.phrases`; the literal sentence of an error needs no mark.
Scripts call ``word`` and ``counted``. Of data files, whole columns and keys are texts.
"""

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from landtrust import errors
from tests.english_only import is_said_in_english

PROJECT_ROOT = Path(__file__).resolve().parent.parent

_ERRORS = frozenset(
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.LandTrustError)
)
_OF_WHO_RUNS_A_SITE = "ConfigurationError"
"""A site that cannot work has no pages: what is wrong with it is read at a terminal."""

SAID_ERRORS = _ERRORS - {_OF_WHO_RUNS_A_SITE}
"""Errors that pages may say."""

_MARKS = frozenset({"gettext", "Phrase"})
_MARKS_OF_LITERALS = frozenset({"say"}) | SAID_ERRORS
"""What may be handed a text that was marked elsewhere, too."""
_MARKS_OF_COUNTED = frozenset({"ngettext", "counted"})
_MARKS_COME_FROM = frozenset(
    {"flask_babel", "landtrust.errors", "landtrust.phrases", "landtrust.web.languages"}
)
_SAYS_WHAT_OTHERS_MARKED = "landtrust/web/languages.py"

_SCRIPT_TEXT = r'"(?:[^"\\\n]|\\.)*"(?:\s*\+\s*"(?:[^"\\\n]|\\.)*")*'
_SCRIPT_PIECE = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SCRIPT_CALL = re.compile(
    rf"(?<!function )(?<![\w.])(?P<mark>word|counted)\(\s*"
    rf"(?P<one>{_SCRIPT_TEXT})?(?:\s*,\s*(?P<many>{_SCRIPT_TEXT}))?"
)


class Marked(NamedTuple):
    """A text that is said, or a place where nobody can tell which one is.

    Attributes:
        place: File and line, for people.
        text: In English; None where it is not written out.
        plural: The text for more than one; None where nothing is counted.
    """

    place: str
    text: str | None
    plural: str | None = None


class Texts(NamedTuple):
    """Which values of a data file pages say.

    Attributes:
        file: Below ``data/``; it may be a pattern, and there need be no such file yet.
        keys: The columns or keys whose values are said; a list is said one by one.
    """

    file: str
    keys: frozenset[str]


OF_DATA = (
    Texts("codes/map_classes.csv", frozenset({"label"})),
    Texts("boundaries/regions.toml", frozenset({"name", "note", "source"})),
    Texts("glossary.toml", frozenset({"term", "meaning"})),
    Texts("rules/*.toml", frozenset({"title", "says"})),
)


def in_python() -> Iterator[Marked]:
    """What the program says."""
    for place, tree in python_files():
        if place == _SAYS_WHAT_OTHERS_MARKED:
            continue
        marks = _marks(tree)
        errors_are_said = not is_said_in_english(place)
        for node in ast.walk(tree):
            mark = marks.get(called(node)) if isinstance(node, ast.Call) else None
            if mark is not None and (errors_are_said or mark not in SAID_ERRORS):
                yield from _in_call(cast("ast.Call", node), mark, place)


@cache
def python_files() -> tuple[tuple[str, ast.Module], ...]:
    """Each file of the program, with its path in the project."""
    return tuple(
        (path.relative_to(PROJECT_ROOT).as_posix(), ast.parse(path.read_bytes()))
        for path in sorted((PROJECT_ROOT / "landtrust").rglob("*.py"))
    )


def _marks(tree: ast.Module) -> dict[str, str]:
    """What this file calls each mark; other things may have the same names."""
    return {
        one.asname or one.name: one.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module in _MARKS_COME_FROM
        for one in node.names
    }


def _in_call(call: ast.Call, mark: str, place: str) -> Iterator[Marked]:
    here = f"{place}:{call.lineno}"
    first, second = (*map(literal, call.args[:2]), None, None)[:2]
    if mark in _MARKS:
        yield Marked(here, first)
    elif mark in _MARKS_OF_COUNTED:
        yield Marked(here, first, second) if second else Marked(here, None)
    elif mark in _MARKS_OF_LITERALS and first:
        yield Marked(here, first)


def called(call: ast.Call) -> str:
    """The name that is called, without what it belongs to."""
    of = call.func
    if isinstance(of, ast.Attribute):
        return of.attr
    return of.id if isinstance(of, ast.Name) else ""


def literal(node: ast.expr) -> str | None:
    """The text that is written here; None where it is put together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def in_templates() -> Iterator[Marked]:
    """What templates say, which are read as the app reads them."""
    environment = Environment(
        trim_blocks=True, lstrip_blocks=True, autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    # The extension adds it, so that what is marked is read as it will be said.
    setattr(environment, "newstyle_gettext", True)  # noqa: B010 - unknown to type checkers
    environment.policies["ext.i18n.trimmed"] = True
    for path in sorted((PROJECT_ROOT / "templates").rglob("*.html")):
        place = path.relative_to(PROJECT_ROOT)
        tree = environment.parse(path.read_text("utf-8"), filename=str(path))
        for line, mark, message in extract_from_ast(tree):
            texts = (message,) if isinstance(message, str | None) else message
            yield Marked(f"{place}:{line}", *texts[: 2 if mark == "ngettext" else 1])


def in_scripts() -> Iterator[Marked]:
    """What scripts say."""
    for path in sorted((PROJECT_ROOT / "static" / "js").glob("*.js")):
        script = path.read_text("utf-8")
        for found in _SCRIPT_CALL.finditer(script):
            here = f"static/js/{path.name}:{script.count(chr(10), 0, found.start()) + 1}"
            one, many = _joined(found["one"]), _joined(found["many"])
            if found["mark"] == "word":
                yield Marked(here, one)
            else:
                yield Marked(here, one, many) if many else Marked(here, None)


def _joined(pieces: str | None) -> str | None:
    if pieces is None:
        return None
    # A text in double quotes is one of JSON, as scripts of ours escape no more than that.
    return "".join(json.loads(piece) for piece in _SCRIPT_PIECE.findall(pieces))


def in_data() -> Iterator[Marked]:
    """What data files have pages say."""
    for texts in OF_DATA:
        for path in sorted((PROJECT_ROOT / "data").glob(texts.file)):
            for text in _values(_read(path), texts.keys):
                yield Marked(f"data/{texts.file}", text)


def _read(path: Path) -> object:
    if path.suffix == ".toml":
        return tomllib.loads(path.read_text("utf-8"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _values(of: object, keys: frozenset[str], *, wanted: bool = False) -> Iterator[str]:
    if isinstance(of, str):
        if wanted and of:
            yield of
    elif isinstance(of, dict):
        for key, value in of.items():
            yield from _values(value, keys, wanted=key in keys)
    elif isinstance(of, list):
        for value in of:
            yield from _values(value, keys, wanted=wanted)
