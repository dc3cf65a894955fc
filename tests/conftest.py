"""What every test may ask for."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import settings
from sqlalchemy import Engine
from werkzeug.routing import Rule

from tests.compiled_rules import compiled_once
from tests.compiled_templates import CompiledTemplates
from tests.order import slow_first
from tests.postgres import started_server
from tests.roomy import folder_for_stores
from tests.shelves import PostgresShelf, Shelf, SqliteShelf
from tests.stores import make_template

Flask.jinja_environment = partial(Environment, bytecode_cache=CompiledTemplates())  # type: ignore[assignment] # whatever makes one
Rule._compile_builder = compiled_once  # type: ignore[assignment] # noqa: SLF001

pytest_plugins = (
    "tests.county_size",
    "tests.people",
    "tests.reading_here",
    "tests.seeded",
    "tests.web.held_town",
    "tests.web.live_map",
    "tests.web.sample_town",
)

# What is imported and collected is no garbage: pytest_collection_finish.
gc.disable()

# Seconds are no test: a machine may be busy.
settings.register_profile("landtrust", deadline=None)
settings.load_profile("landtrust")

PROJECT_ROOT = Path(__file__).resolve().parent.parent
_COUNTED_ON_POSTGRESQL = tuple(
    PROJECT_ROOT / "tests" / part for part in ("cli", "model", "moving", "queries")
)
"""Where lines run that run on PostgreSQL alone; the others have been counted on SQLite."""
_WHOLLY_COUNTED = ("landtrust.domain", "landtrust.queries", "landtrust.services")
_RAN_UNCOUNTED = pytest.StashKey[bool]()
_STORES = ("sqlite", "postgresql")
STORE = os.environ.get("LANDTRUST_TEST_STORE", "sqlite")
"""Which store this run is on: all tests, or on PostgreSQL those that touch a store."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real parcels and broken files beside the project, or a skip that says so."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not on this machine")
    return folder


@pytest.fixture(scope="session")
def sqlite_shelf() -> Iterator[Shelf]:
    """Where stores on SQLite stand."""
    with TemporaryDirectory(prefix="landtrust-sqlite-", dir=folder_for_stores()) as folder:
        yield SqliteShelf(Path(folder))


@pytest.fixture(scope="session")
def postgresql_shelf() -> Iterator[PostgresShelf]:
    """Where stores on PostgreSQL stand: a server, started for this session."""
    with started_server() as server:
        yield PostgresShelf(server)


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """Where the stores of this run stand."""
    chosen: Shelf = request.getfixturevalue(f"{STORE}_shelf")
    return chosen


@pytest.fixture(scope="session")
def store_template(shelf: Shelf) -> str:
    """The address of a store with tables, counties and regions, to be copied."""
    return make_template(shelf)


@pytest.fixture
def store(shelf: Shelf, store_template: str) -> Iterator[Engine]:
    """A store of this test's own, with counties and regions, and nothing loaded."""
    with shelf.opened_copy(store_template) as engine:
        yield engine


@pytest.fixture
def bare_address(shelf: Shelf) -> Iterator[str]:
    """The address of a database of this test's own, without tables."""
    address = shelf.new()
    yield address
    shelf.drop(address)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave alone what lives until the end: to look through it for garbage takes half a second."""
    gc.enable()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the tests of this run's store."""
    if STORE not in _STORES:
        msg = f"LANDTRUST_TEST_STORE={STORE}: it is one of {_STORES}"
        raise pytest.UsageError(msg)
    chosen = [item for item in items if _is_of_this_run(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = slow_first(chosen, getattr(config, "workerinput", {}).get("workercount", 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count lines only where they are not counted anyway: to count takes two thirds more time."""
    counter = getattr(item.config.pluginmanager.get_plugin("_cov"), "cov_controller", None)
    if counter is None:
        return (yield)
    if _is_counted(item):
        if item.config.stash.get(_RAN_UNCOUNTED, False):
            _forget_what_is_made_once()
        item.config.stash[_RAN_UNCOUNTED] = False
        return (yield)
    item.config.stash[_RAN_UNCOUNTED] = True
    counter.pause()
    try:
        return (yield)
    finally:
        counter.resume()


def _forget_what_is_made_once() -> None:
    """Let lines run again, and be counted, that a process runs once."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_WHOLLY_COUNTED):
            for one in vars(module).values():
                if hasattr(type(one), "cache_clear"):
                    one.cache_clear()


def _is_counted(item: pytest.Item) -> bool:
    if item.get_closest_marker("no_cover") is not None:
        return True  # until its call, for which pytest-cov itself pauses
    if STORE == "postgresql":
        return any(folder in item.path.parents for folder in _COUNTED_ON_POSTGRESQL)
    # What a browser asks for is asked for, and counted, in the tests of pages.
    return "browser" not in getattr(item, "fixturenames", ())


def _is_of_this_run(item: pytest.Item) -> bool:
    marked = [store for store in _STORES if _is_only_for(item, store)]
    touches = getattr(item, "fixturenames", ())
    if "browser" in touches:
        # It shows what pages and files hold, and these are compared without it.
        return STORE == "sqlite"
    if marked:
        return marked == [STORE]
    if {"sqlite_shelf", "postgresql_shelf"}.intersection(touches):
        return STORE == "postgresql"  # of one kind or of both, whatever the run's is: once
    return STORE == "sqlite" or "shelf" in touches


def _is_only_for(item: pytest.Item, store: str) -> bool:
    marker = item.get_closest_marker(f"{store}_only")
    if marker is not None and not marker.args:
        msg = f"{item.nodeid}: {marker.name} needs the reason"
        raise pytest.UsageError(msg)
    return marker is not None


_ALLOWED_SKIPS = ("../shared/data is not on this machine",)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that skips has failed, unless its reason is one that we know and allow."""
    del item, call
    report = yield
    if report.skipped and os.environ.get("CI") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if not any(allowed in reason for allowed in _ALLOWED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {reason}"
    return report
