"""Loads beside each other, and loads that the server fails, on PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import shapely.affinity
from sqlalchemy import Engine

from landtrust.database import opened_engine
from landtrust.errors import LandTrustError, RuleBroken
from landtrust.ingest import load as loading
from tests.postgres import started_server
from tests.shelves import PostgresShelf
from tests.stores import (
    DATA_FOLDER,
    HINDS,
    MADISON,
    Feature,
    digests,
    is_whole,
    load_hinds,
    make_template,
    mapped,
    square,
    values_of,
    write_parcels,
)

pytestmark = pytest.mark.postgresql_only("SQLite lets one load write, and the other waits")
NUMBERED = mapped("parcel_number=NO", "owner_line_1=OWNER")
PATIENCE_SECONDS = 60
NORTH_EAST = (0.15, 0.25)
"""From the corner in Hinds County into Madison County, degrees."""


def _lots(folder: Path, county: str, count: int = 50) -> Path:
    features: list[Feature] = []
    for place in range(count):
        lot = square(place)
        if county == MADISON:
            lot = shapely.affinity.translate(lot, *NORTH_EAST)
        features.append((lot, {"NO": str(place), "OWNER": "SAMPLE ANN"}))
    return write_parcels(folder / f"{county}.geojson", features)


def _load(engine: Engine, path: Path, county: str, look: Callable[[], object]) -> int:
    """Load a file, and look around when its rows are written but not committed."""

    def progress(_done: int, _total: int | None) -> None:
        look()

    request = loading.LoadRequest(path, NUMBERED, county)
    return loading.load_file(engine, request, DATA_FOLDER, progress).kept


def test_of_two_loads_of_one_county_at_once_the_second_is_refused(
    store: Engine, tmp_path: Path
) -> None:
    path = _lots(tmp_path, HINDS)
    refused: list[str] = []

    def second() -> None:
        with pytest.raises(RuleBroken, match="Another load of Hinds County is under way") as said:
            load_hinds(store, path, NUMBERED)
        refused.append(said.value.message)

    assert _load(store, path, HINDS, second) == 50
    assert len(refused) == 1
    assert values_of(store, "SELECT count(*) FROM parcel") == [50]
    assert values_of(store, "SELECT state FROM snapshot") == ["current"]
    assert load_hinds(store, path, NUMBERED).entries_written == 0
    assert is_whole(store)


def test_two_loads_of_two_counties_write_at_the_same_time(store: Engine, tmp_path: Path) -> None:
    # Each goes on only when both have written their rows.
    both = threading.Barrier(2, timeout=PATIENCE_SECONDS)
    files = [(_lots(tmp_path, county), county) for county in (HINDS, MADISON)]
    with ThreadPoolExecutor(2) as threads:
        loads = [threads.submit(_load, store, *file, both.wait) for file in files]
        assert [one.result() for one in loads] == [50, 50]
    assert values_of(
        store, "SELECT county_fips FROM snapshot WHERE state = 'current' ORDER BY 1"
    ) == [
        HINDS,
        MADISON,
    ]
    counts = "SELECT count(*) FROM parcel_facts GROUP BY county_fips"
    assert values_of(store, counts) == [50, 50]
    assert is_whole(store)


@pytest.fixture
def reader(store: Engine, postgresql_shelf: PostgresShelf) -> Iterator[Engine]:
    """The store, opened by a user who may read it only."""
    server, database = postgresql_shelf.server, str(store.url.database)
    server.run("CREATE ROLE reader LOGIN")
    server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database)
    with opened_engine(server.address(database, user="reader")) as engine:
        yield engine
    server.run("DROP OWNED BY reader", database)
    server.run("DROP ROLE reader")


def test_a_user_who_may_not_write_is_told_so(store: Engine, reader: Engine, tmp_path: Path) -> None:
    before = digests(store)
    with pytest.raises(LandTrustError, match=r"cannot be written .*permission denied"):
        load_hinds(reader, _lots(tmp_path, HINDS), NUMBERED)
    assert digests(store) == before


def test_a_load_whose_server_stops_says_so_and_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = _lots(tmp_path, HINDS)
    with started_server() as server:
        address = make_template(PostgresShelf(server))
        with opened_engine(address) as engine:
            before = digests(engine)

            def restart() -> None:
                server.stop()
                server.start()

            with pytest.raises(LandTrustError, match=r"cannot be written .*nothing was stored"):
                _load(engine, path, HINDS, restart)
            assert digests(engine) == before
            assert is_whole(engine)
            assert load_hinds(engine, path, NUMBERED).kept == 50
