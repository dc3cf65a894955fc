"""A county's size of real parcels: 107,064 polygons, loaded once for all tests that want them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from landtrust.ingest.report import CountyReport
from tests.shelves import Shelf
from tests.stores import load_hinds

LoadedCounty = tuple[Engine, CountyReport]


@pytest.fixture(scope="session")
def county_size_file(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """107,064 polygons of a real town, moved to Hinds."""
    path = tmp_path_factory.mktemp("county") / "county.parquet"
    script = shared_data / "parcels" / "make_scale_set.py"
    subprocess.run([sys.executable, script, path, "6", "3"], check=True, capture_output=True)
    return path


@pytest.fixture(scope="session")
def county_size_load(
    county_size_file: Path, shelf: Shelf, store_template: str
) -> Iterator[LoadedCounty]:
    """A store with the 107,064 polygons in it, and what the load reported."""
    with shelf.opened_copy(store_template) as engine:
        yield engine, load_hinds(engine, county_size_file, "maris_west")


@pytest.fixture(scope="session")
def county_size_store(county_size_load: LoadedCounty) -> Engine:
    """The store alone."""
    return county_size_load[0]
