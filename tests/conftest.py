"""What every test may ask for."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from tests.stores import copy_store, make_template

pytest_plugins = ("tests.county_size", "tests.seeded")

# Seconds are no test: a machine may be busy.
settings.register_profile("landtrust", deadline=None)
settings.load_profile("landtrust")

PROJECT_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real parcels and broken files beside the project, or a skip that says so."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not on this machine")
    return folder


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables, counties and regions, to be copied."""
    return make_template(tmp_path_factory.mktemp("store") / "template.sqlite3")


@pytest.fixture
def store(store_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database of this test's own, with counties and regions, and nothing loaded."""
    engine = copy_store(store_template, tmp_path / "store.sqlite3")
    yield engine
    engine.dispose()


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
