"""A bridge ties the numbers of one parcel to each other, and adds no land."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from landtrust.errors import InvalidInput
from landtrust.model.parcels import Parcel
from landtrust.queries.spatial import has_words
from landtrust.sources.source import Role
from tests.stores import (
    Feature,
    digests,
    load_hinds,
    mapped,
    rows_of,
    square,
    values_of,
    write_parcels,
)

PARCELS = mapped("parcel_number=NO", "owner_line_1=OWNER", "alternate=ALT")
BRIDGE = mapped("parcel_number=dpin", "county_form=parcel").model_copy(
    update={"role": Role.BRIDGE, "key": "bridge"}
)


@pytest.fixture
def loaded(store: Engine, tmp_path: Path) -> Engine:
    """A store with two parcels."""
    lots: list[Feature] = [
        (square(0), {"NO": "1", "OWNER": "RED CLAY LLC", "ALT": "X1"}),
        (square(1), {"NO": "2", "OWNER": "SAMPLE ANN", "ALT": None}),
    ]
    load_hinds(store, write_parcels(tmp_path / "parcels.geojson", lots), PARCELS)
    return store


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    """Three rows, one of an unknown number and one without an outline."""
    rows: list[Feature] = [
        (square(0), {"dpin": "1", "parcel": "855-18"}),
        (None, {"dpin": "2", "parcel": "855-19"}),
        (square(2), {"dpin": "3", "parcel": "855-20"}),
        (square(3), {"dpin": None, "parcel": "855-21"}),
    ]
    return write_parcels(tmp_path / "bridge.geojson", rows)


def _found(engine: Engine, words: str) -> list[int]:
    with engine.connect() as connection:
        having = has_words(connection, Parcel.id.expression, words)
        return list(connection.scalars(select(Parcel.id).where(having)))


def test_a_bridge_lies_beside_the_parcels_and_adds_their_numbers(
    loaded: Engine, bridge: Path
) -> None:
    report = load_hinds(loaded, bridge, BRIDGE)
    assert (report.read, report.kept) == (4, 2)
    assert report.rejected == {"unknown number": 1, "no parcel number": 1}
    assert rows_of(loaded, "SELECT source_key, state, bridge FROM snapshot ORDER BY id") == [
        {"source_key": "mapped_by_hand", "state": "current", "bridge": 0},
        {"source_key": "bridge", "state": "current", "bridge": 1},
    ]
    numbers = rows_of(
        loaded, "SELECT parcel_id, scheme, value FROM parcel_identifier ORDER BY 1, 2"
    )
    assert [tuple(row.values()) for row in numbers] == [
        (1, "alternate", "X1"),
        (1, "county_form", "855-18"),
        (2, "county_form", "855-19"),
    ]
    assert values_of(loaded, "SELECT count(*) FROM parcel") == [2]


def test_a_parcel_is_found_by_the_number_that_a_bridge_gave_it(
    loaded: Engine, bridge: Path, tmp_path: Path
) -> None:
    load_hinds(loaded, bridge, BRIDGE)
    assert _found(loaded, "855-18") == [1]
    lots = [(square(0), {"NO": "1", "OWNER": "BLUE CLAY LLC", "ALT": "X1"})]
    load_hinds(loaded, write_parcels(tmp_path / "next.geojson", lots), PARCELS)
    assert _found(loaded, "blue") == _found(loaded, "855-18") == _found(loaded, "X1") == [1]
    assert _found(loaded, "red") == []


def test_a_bridge_loaded_again_adds_nothing(loaded: Engine, bridge: Path) -> None:
    load_hinds(loaded, bridge, BRIDGE)
    before = digests(loaded, frozenset({"snapshot", "rejected_row"}))
    load_hinds(loaded, bridge, BRIDGE)
    assert digests(loaded, frozenset({"snapshot", "rejected_row"})) == before
    states = "SELECT state FROM snapshot WHERE bridge ORDER BY id"
    assert values_of(loaded, states) == ["superseded", "current"]


def test_a_bridge_to_no_stored_parcel_is_refused(store: Engine, bridge: Path) -> None:
    before = digests(store)
    with pytest.raises(InvalidInput, match=r"None of the 4 numbers.*Load its parcels first"):
        load_hinds(store, bridge, BRIDGE)
    assert digests(store) == before
