"""What a screen reader says of a page: the accessibility tree of the real browser, as text."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

from tests.seeded import lot_id

FOLDER = Path(__file__).parent / "read_aloud"

PAGES = {
    "parcel": f"/parcels/{lot_id('100-2')}",
    "parcel_leased": f"/parcels/{lot_id('100-1')}",
    "parcel_former": f"/parcels/{lot_id('100-9')}",
    "near": "/near?near=-90.2099,32.3002&within=100",
    "near_nothing": "/near?near=-90.2099,32.3002&within=100&tax=forfeited",
    "near_start": "/near",
    "find": "/find",
    "find_street": "/find?q=Example+St",
    "find_between": "/find?q=102+example",
    "find_nothing": "/find?q=zzzz",
    "parcels": "/parcels?vacant=yes",
    "parcels_none": "/parcels?owner_kind=railroad_utility",
    "suggest": f"/suggest?parcel={lot_id('100-2')}",
    "map": "/",
    "help": "/help",
    "offline": "/offline",
}
"""The main pages, by what their files are called."""

_WHOLE = ("parcel",)
"""Pages that are read from their first word; of the others only what is theirs alone."""

_MUST_BE_NAMED = re.compile(
    r"- (?:alert|button|checkbox|combobox|dialog|figure|form|heading|img|link|navigation|radio"
    r"|region|search|searchbox|slider|table|textbox)\b(?! \")"
)


def spoken(page: Page, name: str) -> str:
    """The title, then line by line what is heard; addresses of links are not."""
    part = "body" if name in _WHOLE else "main"
    lines = page.locator(part).aria_snapshot().splitlines()
    heard = [line for line in lines if not line.lstrip().startswith("- /url:")]
    return "\n".join((f"# {page.title()}", *_closed(heard), ""))


def _closed(lines: list[str]) -> Iterator[str]:
    """Without the colon of a line that nothing stands below any more."""
    for line, after in pairwise((*lines, "")):
        yield line.removesuffix(":") if _depth(after) <= _depth(line) else line


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def nameless(text: str) -> list[str]:
    """What is announced by its kind alone, as “graphic” or “button”."""
    return [line.strip() for line in text.splitlines() if _MUST_BE_NAMED.search(line)]
