"""A table with longitudes and latitudes: news of stored parcels, and no land of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from landtrust.database import opened_engine
from landtrust.errors import InvalidInput
from tests.shelves import Shelf
from tests.stores import (
    changes_of,
    is_whole,
    load_hinds,
    mapped,
    rows_of,
    square,
    values_of,
    write_parcels,
)

SOURCE = mapped("parcel_number=NO", "owner_line_1=OWNER", "account=ACCOUNT")
OUTLINES = "SELECT outline FROM parcel_outline ORDER BY parcel_id"


def _middle(place: int) -> tuple[float, float]:
    point = square(place).centroid
    return point.x, point.y


def _table(path: Path, *rows: tuple[str, str, str, float, float]) -> Path:
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join(["NO,OWNER,ACCOUNT,longitude,latitude", *lines]) + "\n")
    return path


@pytest.fixture(scope="module")
def three_lots(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a store with three lots and their outlines, to be copied."""
    features = [
        (square(place), {"NO": f"N{place}", "OWNER": "BEFORE LLC", "ACCOUNT": "1"})
        for place in range(3)
    ]
    path = write_parcels(tmp_path_factory.mktemp("three") / "lots.geojson", features)
    address = shelf.copy_of(store_template)
    with opened_engine(address) as engine:
        load_hinds(engine, path, SOURCE)
    yield address
    shelf.drop(address)


@pytest.fixture
def loaded(shelf: Shelf, three_lots: str) -> Iterator[Engine]:
    """Three lots with their outlines, to change and forget."""
    with shelf.opened_copy(three_lots) as engine:
        yield engine


def test_points_bring_the_roll_of_stored_parcels_and_leave_their_outlines(
    loaded: Engine, tmp_path: Path
) -> None:
    before = values_of(loaded, OUTLINES)
    path = _table(
        tmp_path / "roll.csv",
        ("N0", "AFTER LLC", "1", *_middle(0)),
        ("n1", "BEFORE LLC", "1", *_middle(1)),
        ("N2", "BEFORE LLC", "1", *_middle(2)),
        ("N9", "NEWCOMER LLC", "1", *_middle(9)),
    )
    report = load_hinds(loaded, path, SOURCE)
    assert (report.read, report.kept, report.outlines_kept) == (4, 3, 3)
    assert report.rejected == {"not an area": 1}
    assert report.entries_written == 1
    assert values_of(loaded, OUTLINES) == before
    assert changes_of(loaded, report.snapshot_id) == [("owner changed", "N0")]
    (reject,) = rows_of(loaded, "SELECT * FROM rejected_row")
    assert (reject["parcel_number"], reject["row_number"]) == ("N9", 4)
    assert shapely.from_wkb(reject["outline"]).geom_type == "Point"
    assert is_whole(loaded)


def test_the_same_points_again_write_nothing(loaded: Engine, tmp_path: Path) -> None:
    rows = [(f"N{place}", "AFTER LLC", "1", *_middle(place)) for place in range(3)]
    path = _table(tmp_path / "roll.csv", *rows)
    load_hinds(loaded, path, SOURCE)
    again = load_hinds(loaded, path, SOURCE)
    assert (again.kept, again.entries_written, again.changes.total()) == (3, 0, 0)


def test_a_second_account_of_a_parcel_is_kept_and_a_double_row_is_not(
    loaded: Engine, tmp_path: Path
) -> None:
    rows = [(f"N{place}", "BEFORE LLC", "1", *_middle(place)) for place in range(3)]
    more = [("N0", "BEFORE LLC", "2", *_middle(0)), ("N0", "BEFORE LLC", "2", *_middle(0))]
    report = load_hinds(loaded, _table(tmp_path / "roll.csv", *rows, *more), SOURCE)
    assert (report.kept, report.rejected) == (4, {"repeated row": 1})
    assert values_of(loaded, "SELECT accounts FROM parcel_facts ORDER BY parcel_id") == [2, 1, 1]


def test_a_parcel_that_a_table_leaves_out_is_gone_and_comes_back_with_its_outline(
    loaded: Engine, tmp_path: Path
) -> None:
    rows = [(f"N{place}", "BEFORE LLC", "1", *_middle(place)) for place in range(3)]
    load_hinds(loaded, _table(tmp_path / "two.csv", *rows[:2]), SOURCE)
    assert values_of(loaded, "SELECT count(*) FROM parcel_facts") == [2]
    report = load_hinds(loaded, _table(tmp_path / "three.csv", *rows), SOURCE)
    assert report.changes == {"returned": 1}
    areas = values_of(loaded, "SELECT area_sqm FROM parcel_facts ORDER BY parcel_id")
    assert areas == values_of(loaded, "SELECT area_sqm FROM parcel ORDER BY id")


def test_a_point_away_from_the_parcel_of_its_number_is_rejected(
    loaded: Engine, tmp_path: Path
) -> None:
    path = _table(
        tmp_path / "roll.csv",
        ("N0", "AFTER LLC", "1", -90.0, 32.2),
        ("N1", "BEFORE LLC", "1", *_middle(1)),
    )
    report = load_hinds(loaded, path, SOURCE)
    assert (report.kept, report.rejected) == (1, {"point elsewhere": 1})
    assert "AFTER LLC" not in values_of(loaded, "SELECT owner_line_1 FROM roll_entry")


def test_points_of_parcels_that_nobody_stored_are_refused_with_what_to_do(
    store: Engine, tmp_path: Path
) -> None:
    path = _table(tmp_path / "roll.csv", *[(f"N{n}", "A", "1", *_middle(n)) for n in range(2)])
    with pytest.raises(InvalidInput, match=r"\(not an area: 2\).*load a file with the outlines"):
        load_hinds(store, path, SOURCE)


def test_a_point_beside_outlines_stays_rejected_whatever_was_loaded_before(
    loaded: Engine, tmp_path: Path
) -> None:
    row = {"OWNER": "BEFORE LLC", "ACCOUNT": "1"}
    lots = [(square(place), {"NO": f"N{place}", **row}) for place in range(3)]
    point = (square(0).centroid, {"NO": "N0", **row})
    path = write_parcels(tmp_path / "mixed.geojson", [*lots, point])
    report = load_hinds(loaded, path, SOURCE)
    assert (report.kept, report.rejected) == (3, {"not an area": 1})
