"""A language in which every message says that it is one, and what of a page is outside of them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser

import orjson
import pytest
from babel.support import NullTranslations
from playwright.sync_api import Page
from sqlalchemy import Engine, MetaData, select

from landtrust.web import languages
from landtrust.web.owner_words import readable_name

OPEN, CLOSE = "⟦", "⟧"

# Scripts take what is counted as a pair, and all else as a text: this is both. It stays, whatever
# the script with the words of a language would put in its place.
_MARKED_SCRIPTS = f"""
const marked = (text) => {{
  const said = new String(`{OPEN}${{text}}{CLOSE}`);
  said[Symbol.iterator] = function* () {{ yield String(said); yield String(said); }};
  return said;
}};
const words = new Proxy({{}}, {{ get: (_, text) => marked(text) }});
Object.defineProperty(window, "landtrustWords", {{ value: words, writable: false }});
"""

_LETTER = re.compile(r"[^\W\d_]")
_EMPTY = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_UNREAD = frozenset(("script", "style"))
_READ_ATTRIBUTES = ("title", "aria-label", "aria-valuetext", "placeholder", "alt", "data-label")
_BUTTONS = frozenset(("submit", "button", "reset"))

DATA = {
    "account": ("name", "display_name"),
    "audit_event": ("actor", "subject", "before", "after"),
    "county": ("name", "state"),
    "evidence": ("title", "book", "page", "number"),
    "interest": ("description",),
    "invitation": ("invited_name",),
    "monitoring": ("found",),
    "parcel": ("public_id", "parcel_number", "parcel_number_as_given"),
    "parcel_identifier": ("value",),
    "party": ("name", "note"),
    "property_unit": ("name", "note"),
    "roll_entry": (
        "owner_line_1", "owner_line_2", "owner_name_public", "mailing_address", "mailing_city",
        "situs_address", "situs_city", "situs_as_given", "land_use_as_given", "zoning",
        "deed_reference", "legal_description", "subdivision",
    ),
    "snapshot": ("crs_declared", "crs_used", "file_name"),
    "spatial_unit": ("name",),
    "street": ("name", "place"),
}  # fmt: skip
"""What others wrote, or what is a name: it stands on a page in Spanish as it does on one in
English. The audit log is shown as it was written. No other column is here whose words are ours:
they are said, or marked as English."""


class Marked(NullTranslations):
    """Says each message as it is in English, between marks."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{CLOSE}"

    ugettext, ungettext = gettext, ngettext


def speak_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site say messages, and days, between marks."""
    marked = Marked()
    monkeypatch.setattr(languages, "translations", lambda _code: marked)
    monkeypatch.setattr(languages, "_day_in", _marked_day)


def speak_marked_in(page: Page) -> None:
    """Let the scripts of a page say their messages between marks."""
    page.add_init_script(_MARKED_SCRIPTS)


def _marked_day(day: date, locale: str) -> str:
    del locale
    return f"{OPEN}{day:%B} {day.day}, {day.year}{CLOSE}"


def data_in(engine: Engine, *more: str) -> tuple[str, ...]:
    """The texts of a store that are data, as pages write them, the longest first."""
    tables = MetaData()
    tables.reflect(engine, only=list(DATA))
    found = set(more)
    with engine.connect() as connection:
        for name, columns in DATA.items():
            table = tables.tables[name]
            rows = connection.execute(select(*(table.c[column] for column in columns)))
            found |= {text for row in rows for value in row for text in _texts_in(value)}
    written = {one for text in found for one in (text, readable_name(text))}
    return tuple(sorted({one.casefold() for one in written}, key=len, reverse=True))


def _texts_in(value: object) -> Iterator[str]:
    """The texts that a column holds: one, or all that lie in what was recorded."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(one)
    elif isinstance(value, str) and value.startswith(("{", "[")):
        yield from _texts_in(orjson.loads(value))
    elif isinstance(value, str) and value:
        yield value


class _Reader(HTMLParser):
    """What of a page is not inside marks."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.unread: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.unread:
            self.unread += [] if tag in _EMPTY else [tag]
        elif _is_left_out(tag, given):
            self.unread += [tag]
        else:
            self.found += [text for text in _read_of(tag, given) if not self.depth]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        # Browsers end what was left open too.
        while self.unread and self.unread.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        outside, self.depth = _outside(data, self.depth)
        if not self.unread:
            self.found.append(outside)


def _is_left_out(tag: str, given: dict[str, str]) -> bool:
    """Scripts and styles; what has a language of its own; fingerprints and the like."""
    own_language = "lang" in given and tag != "html"
    is_code = tag == "code" or "code" in given.get("class", "").split()
    return tag in _UNREAD or own_language or is_code


def _read_of(tag: str, given: dict[str, str]) -> Iterator[str]:
    names = [*_READ_ATTRIBUTES]
    if tag == "input" and given.get("type") in _BUTTONS:
        names.append("value")
    for name in names:
        if name in given:
            yield _outside(given[name], 0)[0]


def _outside(text: str, depth: int) -> tuple[str, int]:
    """What of a text is outside of marks, and how many are open after it."""
    outside = []
    for letter in text:
        if letter == OPEN:
            depth += 1
        elif letter == CLOSE:
            depth -= 1
        elif not depth:
            outside.append(letter)
    return "".join(outside), depth


def forgotten_in(page: str, data: Iterable[str]) -> list[str]:
    """The texts of a page that no message says, and that are no data."""
    reader = _Reader()
    reader.feed(page)
    assert reader.depth == 0, "a mark was cut off"
    texts = (" ".join(one.split()) for one in reader.found)
    return [one for one in dict.fromkeys(texts) if _has_words(one, data)]


def _has_words(text: str, data: Iterable[str]) -> bool:
    left = text.casefold()
    if not _LETTER.search(left):
        return False
    for one in data:
        left = left.replace(one, "")
    return bool(_LETTER.search(left))


def require_marked(pages: Iterable[str], engine: Engine, typed: Iterable[str] = ()) -> None:
    """Find no text on these pages that no message says, but data and what was typed."""
    data = {*data_in(engine, "Landtrust"), *map(str.casefold, typed)}
    longest_first = sorted(data, key=len, reverse=True)
    found = dict.fromkeys(text for page in pages for text in forgotten_in(page, longest_first))
    assert not found, "\n".join(found)
