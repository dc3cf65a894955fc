"""The invented neighborhood in a store of either kind, for tests that only read it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, load


@pytest.fixture(scope="session")
def neighborhood(shelf: Shelf, store_template: str) -> Iterator[Engine]:
    """The sample of 2026, loaded."""
    with shelf.opened_copy(store_template) as engine:
        load(engine, DATA_FOLDER / "sample" / "west_jackson_2026.geojson", "sample_west_jackson")
        yield engine
