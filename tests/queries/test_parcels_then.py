"""The parcels of a former load or day: the very rows that a file had when that load was the latest.

Random stories of a small county are told load by load; what each load gave is kept, and asked for
again when later ones have come.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput
from landtrust.exports.geojson import features
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.filters import EVERYTHING, Held, ParcelFilter, Place
from landtrust.queries.parcels import ParcelRow
from landtrust.queries.snapshots import (
    all_snapshots,
    current_snapshots,
    parcel_snapshots,
)
from landtrust.queries.then import Then, then_of_load, then_on
from landtrust.queries.visibility import Tier
from tests.parcel_stories import SNAPSHOT
from tests.shelves import Shelf
from tests.stores import (
    HINDS,
    SOUTH,
    WEST,
    Feature,
    load_hinds,
    mapped,
    square,
    statements_sent,
    write_parcels,
)

SOURCE = mapped(
    "parcel_number=NO", "account=PPIN", "owner_line_1=OWNER", "land_use=USE", "total_value=VALUE",
    "improvement_value=BUILT", "roll_year=YEAR",
)  # fmt: skip
FORFEITED = "STATE OF MISSISSIPPI TAX FORFEITED LANDS"
OWNERS = ("ALPHA LLC", "SAMPLETON MARIGOLD", FORFEITED, "BETA CHURCH", "")


@dataclass(frozen=True)
class Lot:
    """A lot of a story: where it lies, how large it is, and the owner and value of each account."""

    place: int
    size: int
    accounts: tuple[tuple[str, int], ...]


_ACCOUNTS = st.lists(
    st.tuples(st.sampled_from(OWNERS), st.sampled_from((0, 100, 250))), min_size=1, max_size=3
).map(tuple)
_LOTS = st.builds(Lot, st.sampled_from((0, 1, 40)), st.sampled_from((2, 4)), _ACCOUNTS)
_LOADS = st.lists(
    st.dictionaries(st.integers(1, 5), _LOTS, min_size=1, max_size=4), min_size=2, max_size=4
)


def _features(lots: dict[int, Lot], year: int) -> list[Feature]:
    return [
        (
            square(lot.place, row=number, size=lot.size * 0.0001),
            {"NO": str(number), "PPIN": f"{number}-{at}", "OWNER": owner or None, "VALUE": value,
             "BUILT": value // 2, "USE": "VAC" if value == 0 else "RES", "YEAR": year},
        )
        for number, lot in lots.items()
        for at, (owner, value) in enumerate(lot.accounts)
    ]  # fmt: skip


STORY = [
    {
        1: Lot(0, 4, (("ALPHA LLC", 100), ("BETA CHURCH", 0))),
        2: Lot(1, 4, (("SAMPLETON MARIGOLD", 250),)),
        3: Lot(0, 2, (("", 0),)),
    },
    {
        1: Lot(0, 4, (("SAMPLETON MARIGOLD", 100), ("BETA CHURCH", 0))),
        2: Lot(40, 2, (("SAMPLETON MARIGOLD", 250),)),
        4: Lot(1, 4, ((FORFEITED, 0),)),
    },
    {
        1: Lot(1, 2, (("BETA CHURCH", 0), ("SAMPLETON MARIGOLD", 100))),
        2: Lot(1, 4, (("ALPHA LLC", 250),)),
        3: Lot(0, 2, (("", 0),)),
    },
]
"""A lot of two accounts changes hands and shape, one moves away and comes back, one returns."""

FILTERS = (
    EVERYTHING,
    ParcelFilter(county=(HINDS,), owner_kind=("person", "business")),
    ParcelFilter(bbox=Bbox(WEST - 0.001, SOUTH, WEST + 0.0003, SOUTH + 0.0012)),
    ParcelFilter(near=Place(WEST + 0.0002, SOUTH + 0.0007), radius_m=70.0),
    ParcelFilter(min_acres=0.3, vacant="no"),
    ParcelFilter(max_acres=0.3, max_value_cents=10_000),
    ParcelFilter(land_use=("unknown", "residential"), min_value_cents=1),
    ParcelFilter(tax="forfeited"),
    ParcelFilter(region="kush-district", changed_since=date(2020, 1, 1)),
    ParcelFilter(held=Held("other", date(2026, 1, 1))),
)


@dataclass
class Kept:
    """What the files of a load had while it was the latest, for each of the filters."""

    number: int
    rows: list[list[ParcelRow]] = field(default_factory=list)


def _rows(connection: Connection, chosen: ChosenParcels) -> list[ParcelRow]:
    by_id = {one.id: one for one in all_snapshots(connection)}
    with chosen.stream(connection, by_id) as batches:
        return [row for batch in batches for row in batch]


def _kept_now(engine: Engine) -> Kept:
    with engine.connect() as connection:
        (current,) = current_snapshots(connection)
        found = [_rows(connection, ChosenParcels(wanted)) for wanted in FILTERS]
    return Kept(current.id, found)


def _as_written(rows: list[ParcelRow]) -> list[bytes]:
    """The rows as GeoJSON has them, with their outlines."""
    return features(tuple(rows)) if rows else []


def _then(connection: Connection, number: int) -> Then:
    brought = parcel_snapshots(connection)
    return then_of_load(number, all_snapshots(connection), brought)


@contextmanager
def _told(shelf: Shelf, template: str, folder: Path, loads: list[dict[int, Lot]]) -> Iterator[Any]:
    """A store with these loads, and what each of them gave."""
    with shelf.opened_copy(template) as engine:
        kept = []
        for year, lots in enumerate(loads, start=2023):
            path = write_parcels(folder / f"{year}.geojson", _features(lots, year))
            load_hinds(engine, path, SOURCE)
            kept.append(_kept_now(engine))
        yield engine, kept


@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(loads=_LOADS)
def test_the_file_of_a_load_is_what_it_was_when_that_load_was_the_latest(
    shelf: Shelf,
    store_template: str,
    tmp_path: Path,
    read_in_this_process: None,
    loads: list[dict[int, Lot]],
) -> None:
    del read_in_this_process
    with _told(shelf, store_template, tmp_path, loads) as (engine, kept):
        _require_each_as_it_was(engine, kept)


def _require_each_as_it_was(engine: Engine, kept: list[Kept]) -> None:
    with engine.connect() as connection:
        for one in kept:
            then = _then(connection, one.number)
            for wanted, rows in zip(FILTERS, one.rows, strict=True):
                chosen = ChosenParcels(wanted, Tier.PUBLIC, then)
                found = _rows(connection, chosen)
                assert _as_written(found) == _as_written(rows)
                outlines = [row.outline_lonlat for row in found]
                assert outlines == [row.outline_lonlat for row in rows]
                assert chosen.count(connection) == len(rows)


def test_a_story_of_reshaped_and_shared_lots_is_told_again_from_every_load(
    shelf: Shelf, store_template: str, tmp_path: Path, read_in_this_process: None
) -> None:
    del read_in_this_process
    with _told(shelf, store_template, tmp_path, STORY) as (engine, kept):
        _require_each_as_it_was(engine, kept)
        with engine.connect() as connection:
            _require_days(connection)
            _require_one_statement(engine, connection)


def _require_days(connection: Connection) -> None:
    """A day finds the newest load that speaks for it; what was not yet is said plainly."""
    snapshots, brought = all_snapshots(connection), parcel_snapshots(connection)
    first, second, latest = snapshots
    year_of_latest = first.roll_year + 2 if first.roll_year else 0
    assert [one.speaks_from for one in (first, second)] == [date(2023, 12, 31), date(2024, 12, 31)]
    for day, found in (
        (date(2023, 12, 31), first), (date(2024, 6, 1), first), (date(2024, 12, 31), second),
        (date(year_of_latest, 12, 31), latest), (date(2999, 1, 1), latest),
    ):  # fmt: skip
        then = then_on(day, snapshots, brought)
        assert (then.snapshots, then.day) == ((found,), day)
    today = then_on(date(2999, 1, 1), snapshots, brought)
    now, former = ChosenParcels(EVERYTHING), ChosenParcels(EVERYTHING, Tier.PUBLIC, today)
    assert _rows(connection, former) == _rows(connection, now)
    with pytest.raises(InvalidInput, match="nothing is loaded for 2023-12-30; the first roll is"):
        then_on(date(2023, 12, 30), snapshots, brought)
    with pytest.raises(InvalidInput, match="nor for any later day"):
        then_on(date(2026, 1, 1), snapshots, brought, ["28121"])
    with pytest.raises(InvalidInput, match="no load of parcels with the number 99"):
        then_of_load(99, snapshots, brought)
    with pytest.raises(InvalidInput, match="words are looked up in the current rolls alone"):
        ChosenParcels(ParcelFilter(text="alpha"), Tier.PUBLIC, today).count(connection)


def _require_one_statement(engine: Engine, connection: Connection) -> None:
    then = _then(connection, 1)
    by_id = {one.id: one for one in all_snapshots(connection)}
    for wanted, asked in ((EVERYTHING, 1), (FILTERS[2], 2), (FILTERS[3], 3)):
        chosen = ChosenParcels(wanted, Tier.PUBLIC, then)
        with statements_sent(engine) as sent, chosen.stream(connection, by_id) as batches:
            list(batches)
        assert len(sent) == asked


def test_a_load_that_goes_back_to_an_older_roll_corrects_the_newer_one(
    shelf: Shelf, store_template: str, tmp_path: Path, read_in_this_process: None
) -> None:
    del read_in_this_process
    with shelf.opened_copy(store_template) as engine:
        for name, year in (("wrong", 2025), ("right", 2024)):
            lots = write_parcels(tmp_path / f"{name}.geojson", _features(STORY[0], year))
            load_hinds(engine, lots, SOURCE, replace=True)
        with engine.connect() as connection:
            snapshots, brought = all_snapshots(connection), parcel_snapshots(connection)
            (current,) = (one for one in snapshots if one.is_current)
            for day in (date(2024, 12, 31), date(2025, 12, 31), date(2999, 1, 1)):
                assert then_on(day, snapshots, brought).snapshots == (current,)


def test_several_counties_are_read_at_once_each_from_its_own_load(seeded: Connection) -> None:
    snapshots, brought = all_snapshots(seeded), parcel_snapshots(seeded)
    then = then_on(date(2026, 11, 22), snapshots, brought)
    assert [one.id for one in then.snapshots] == [1, 3]
    chosen = ChosenParcels(EVERYTHING, Tier.PUBLIC, then)
    assert [row.parcel_number for row in _rows(seeded, chosen)] == ["200-1", "100-9"]
    dateline = ParcelFilter(bbox=Bbox(170, -90, -80, 90))
    assert ChosenParcels(dateline, Tier.PUBLIC, then).count(seeded) == 2
    earth = ParcelFilter(bbox=Bbox(-180, -90, 180, 90))
    assert ChosenParcels(earth, Tier.PUBLIC, then).count(seeded) == 2


def test_a_roll_of_an_earlier_year_speaks_from_the_end_of_that_year() -> None:
    for year, day in ((2024, date(2024, 12, 31)), (2026, SNAPSHOT.day), (2027, SNAPSHOT.day)):
        assert replace(SNAPSHOT, roll_year=year).speaks_from == day
    assert replace(SNAPSHOT, roll_year=None).speaks_from == SNAPSHOT.day
