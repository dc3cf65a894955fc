"""A served site with the seeded town and real tiles, and a browser to look at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    sync_playwright,
)
from sqlalchemy import Engine

from landtrust.cli.tiles import build_tiles
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.serving import served

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # There is no graphics card, and to draw as if there were takes twice as long.
    "--disable-gpu",
]


@dataclass
class Visit:
    """A page, and what went on behind it.

    Attributes:
        complaints: Console errors and warnings, script errors, failed requests.
        addresses: Everything that was asked for.
        dialogs: What scripts wanted to tell the reader; ours never do.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Write down what goes on."""
        page = self.page
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._note_failure)
        page.on("request", lambda asked: self.addresses.append(asked.url))
        page.on("dialog", self._dismiss)

    def _note_failure(self, asked: Request) -> None:
        # A browser lets go of the icon when the page is left.
        left = asked.failure == "net::ERR_ABORTED" and "/icon.svg" in asked.url
        if not left:
            self.complaints.append(f"failed: {asked.url}")

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def see_map(self, address: str) -> Page:
        """Open an address with the map and wait for its first picture."""
        self.page.goto(address)
        self.page.wait_for_selector("html[data-map=drawn]", state="attached", timeout=30_000)
        return self.page


@pytest.fixture(scope="session")
def tiled_app(seeded_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app over the seeded town, with its tiles."""
    settings = Settings(state_folder=tmp_path_factory.mktemp("tiled"))
    build_tiles(seeded_engine, settings)
    return create_app(settings, seeded_engine)


@pytest.fixture(scope="session")
def site_address(tiled_app: Flask) -> Iterator[str]:
    """Where the app is served while the tests run."""
    with served(tiled_app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The real Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A reader at a desk."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    seen = Visit(context.new_page())
    seen.listen()
    yield seen
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Visit]:
    """A reader with a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    seen = Visit(context.new_page())
    seen.listen()
    yield seen
    context.close()
