"""What a screen reader says of the main pages stands in files that people have read.

LANDTRUST_READ_ALOUD=anew writes them anew; whoever does reads what has changed, as if blind.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from tests.web.spoken import FOLDER, PAGES, nameless, spoken

ANEW = os.environ.get("LANDTRUST_READ_ALOUD") == "anew"
LANGUAGES = {"en": "", "es": "/es"}

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """Somebody who hears pages on the day after the town was loaded."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", service_workers="block"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("landtrust.web.standpoints.now", lambda: datetime(2026, 11, 24, tzinfo=UTC))
        yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_as_it_was_read(
    reader: Page, held_address: str, name: str, language: str
) -> None:
    reader.goto(f"{held_address}{LANGUAGES[language]}{PAGES[name]}")
    if name == "map":
        reader.wait_for_selector("html[data-held=drawn]", state="attached", timeout=30_000)
    heard = spoken(reader, name)
    file = FOLDER / language / f"{name}.yaml"
    if ANEW:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(heard, "utf-8")
    assert heard == file.read_text("utf-8"), "read it, and write it with LANDTRUST_READ_ALOUD=anew"
    assert nameless(heard) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_the_steps_of_a_page(language: str) -> None:
    for name in PAGES:
        text = (FOLDER / language / f"{name}.yaml").read_text("utf-8")
        levels = [int(one) for one in re.findall(r"- heading .*\[level=(\d)\]", text)]
        assert levels.count(1) == 1, name
        for before, after in zip([0, *levels], levels, strict=False):
            assert after <= before + 1, name


def test_there_is_no_file_of_a_page_that_nobody_reads() -> None:
    written = {f"{file.parent.name}/{file.stem}" for file in FOLDER.rglob("*.yaml")}
    assert written == {f"{language}/{name}" for language in LANGUAGES for name in PAGES}


def test_both_languages_say_the_same_things_in_the_same_order() -> None:
    def kinds(language: str, name: str) -> list[str]:
        text = (FOLDER / language / f"{name}.yaml").read_text("utf-8")
        heard: list[str] = re.findall(r"^ *- '?(\w+)", text, re.MULTILINE)
        # Words of a sentence may stand before or after its link.
        return [one for one in heard if one != "text"]

    for name in PAGES:
        # Words of a sentence may stand before or after its link.
        english, spanish = (
            [one for one in kinds(code, name) if one != "text"] for code in LANGUAGES
        )
        assert english == spanish, name
