"""The same files in both stores: whatever is asked, the same rows come back in the same order."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import shapely.affinity
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select, update

from landtrust.assets import data_folder
from landtrust.database import writing
from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput
from landtrust.exports.geojson import feature_collection
from landtrust.model.parcels import Parcel
from landtrust.model.snapshots import Snapshot
from landtrust.queries.facets import facet_counts
from landtrust.queries.filters import EVERYTHING, FURTHEST_M, ParcelFilter, Place
from landtrust.queries.map_picks import matching_bounds, matching_ids, public_ids_at
from landtrust.queries.parcel_details import parcel_detail
from landtrust.queries.parcels import (
    Paging,
    ParcelPage,
    count_parcels,
    parcel_page,
    stream_parcels,
)
from landtrust.queries.places import counties_with_counts, place_names, regions
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.tile_features import ValueClasses, tile_features
from landtrust.queries.visibility import Tier
from landtrust.sources.codes import FACETS, map_classes
from tests.shelves import Shelf
from tests.stores import (
    DATA_FOLDER,
    HINDS,
    MADISON,
    RANKIN,
    Feature,
    load,
    make_template,
    mapped,
    square,
    write_parcels,
)

SAMPLE = DATA_FOLDER / "sample"
CLASSES = map_classes(data_folder())
LOADED_AT = datetime(2026, 3, 8, 12, tzinfo=UTC)
TOWN = Bbox(-90.222, 32.293, -90.199, 32.306)
"""Where the sample lies, about; the odd lots lie to the north-east of it."""

ODD_TEXTS = (
    "Peña & O'Brien's 2nd Ave-North, Ste. #5",
    "PEN\u0303A E\u0301COLE St",  # accents apart from their letters
    "101-103 Straße/Weg №7",
    "<img src=x onerror=alert(1)> {{ 7*7 }} ${7*7} ` HOLDINGS LLC",
    "OR NOT AND NEAR( *:* ) ^a:b | ! & 'x' \"y\"",
    "百年 Jackson ٣ أرض",
    "a_b.c%d\\e,f",
    "\u00a0tab\tand\u2028line",
)


class Twins(NamedTuple):
    """The same files, loaded into a store of each kind."""

    sqlite: Engine
    postgresql: Engine


def _odd_lots(folder: Path) -> Path:
    lots = [shapely.affinity.translate(square(n), 0.15, 0.25) for n in range(len(ODD_TEXTS))]
    features: list[Feature] = [
        (
            lot,
            {
                "NO": f"Z-{n}/{n % 3} é",
                "WHO": f"{text} LLC",
                "AT": text,
                "PPIN": f"{n % 2}-x",
                "V": n,
            },
        )
        for n, (lot, text) in enumerate(zip(lots, ODD_TEXTS, strict=True))
    ]
    again = (
        lots[0],
        {"NO": "Z-0/0 é", "WHO": "SECOND ACCOUNT LLC", "AT": None, "PPIN": "9", "V": 1},
    )
    return write_parcels(folder / "odd.geojson", [*features, again])


@pytest.fixture(scope="module")
def twins(
    sqlite_shelf: Shelf, postgresql_shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twins]:
    """The sample of two years, and odd lots beside it, in a store of each kind."""
    odd = _odd_lots(tmp_path_factory.mktemp("odd"))
    source = mapped(
        "parcel_number=NO", "owner_line_1=WHO", "situs_address=AT", "ppin=PPIN", "total_value=V"
    )
    with (
        sqlite_shelf.opened_copy(make_template(sqlite_shelf)) as one,
        postgresql_shelf.opened_copy(make_template(postgresql_shelf)) as other,
    ):
        for engine in (one, other):
            for year in (2025, 2026):
                load(engine, SAMPLE / f"west_jackson_{year}.geojson", "sample_west_jackson")
            load(engine, odd, source, county_fips=MADISON)
            with writing(engine) as connection:
                # What lets the two differ by right is when they were made.
                made = {"retrieved_at": LOADED_AT, "finished_at": LOADED_AT}
                connection.execute(update(Snapshot).values(made))
        yield Twins(one, other)


def _same(twins: Twins, ask: Callable[[Connection], object]) -> object:
    """What both stores answer; refusals too must be in the same words."""
    answers = []
    for engine in twins:
        with engine.connect() as connection:
            try:
                answers.append(ask(connection))
            except InvalidInput as refusal:
                answers.append(refusal.message)
    assert answers[0] == answers[1]
    return answers[0]


# Longitudes and latitudes in and around what is loaded, to the edge of one of its lots, and
# anywhere on Earth.
EDGES = st.sampled_from(square(0).bounds[::2] + square(7).bounds[::2])
LONGITUDES = st.one_of(st.floats(TOWN.west - 0.02, TOWN.east + 0.2), EDGES, st.floats(-180, 180))
LATITUDES = st.one_of(
    st.floats(TOWN.south - 0.02, TOWN.north + 0.3),
    st.sampled_from(square(0).bounds[1::2]),
    st.floats(-90, 90),
)
BOXES = st.builds(
    lambda west, east, south, north: Bbox(west, min(south, north), east, max(south, north)),
    LONGITUDES, LONGITUDES, LATITUDES, LATITUDES,
)  # fmt: skip
TOWN_BOXES = st.builds(
    lambda west, south, wide, high: Bbox(west, south, west + wide, south + high),
    st.floats(TOWN.west, TOWN.east),
    st.floats(TOWN.south, TOWN.north),
    st.floats(0, 0.01),
    st.floats(0, 0.01),
)
TINY_BOXES = st.builds(
    lambda west, south, size: Bbox(west, south, west + size, south + size),
    st.floats(TOWN.west, TOWN.east),
    st.floats(TOWN.south, TOWN.north),
    st.floats(0, 0.001),
)
PLACES = st.builds(
    Place, st.floats(TOWN.west, TOWN.east), st.floats(TOWN.south, TOWN.north)
) | st.builds(Place, LONGITUDES, LATITUDES)

WORDS = st.one_of(
    st.sampled_from(
        [word for text in ODD_TEXTS for word in text.split()]
        + ["pena", "ecole", "STRASSE", "W", "JUBILEE", "jub", "Ave", "101", "9999120000", "z-1/1",
           "state", "of", "mississippi", "chu", "LLC", "0-x", "_", "39203"]
    ),
    st.text("aeéñÑß\u0130\u0131\u017f019 -_'\"*:^()&|!<>%\\.,\u0301\u00a0", min_size=1, max_size=8),
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def _some(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), max_size=3, unique=True).map(tuple)


FIELDS: dict[str, st.SearchStrategy[object]] = {
    "county": _some([HINDS, MADISON, RANKIN]),
    "region": st.sampled_from(["jackson-metro", "kush-district", "nowhere"]),
    "bbox": TOWN_BOXES | BOXES | TINY_BOXES,
    "near": PLACES,
    "owner_kind": _some([one.code for one in CLASSES.of("owner_kind")]),
    "land_use": _some([one.code for one in CLASSES.of("land_use")]),
    "vacant": st.sampled_from(["yes", "no", "unknown"]),
    "min_value_cents": st.integers(0, 10_000_000),
    "max_value_cents": st.integers(0, 2**40),
    "min_acres": st.floats(0, 1),
    "max_acres": st.floats(0, 1e6),
    "changed_since": st.dates(date(2026, 3, 6), date(2026, 3, 10)),
    "text": TEXTS,
}


@st.composite
def filters(draw: st.DrawFn) -> ParcelFilter:
    """Any filter of the grammar, of up to three fields."""
    names = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True))
    given_values: dict[str, Any] = {name: draw(FIELDS[name]) for name in names}
    if "near" in given_values:
        given_values["radius_m"] = draw(st.floats(0, 300) | st.floats(0, FURTHEST_M))
    return ParcelFilter(**given_values)


def _numbers(connection: Connection, wanted: ParcelFilter, tier: Tier) -> object:
    counted = count_parcels(connection, wanted, tier)
    facets = [facet_counts(connection, wanted, facet, CLASSES.of(facet), tier) for facet in FACETS]
    ids, all_of_them = matching_ids(connection, wanted, tier)
    assert (len(ids), all_of_them) == (counted, True)
    assert {sum(counts.values()) for counts in facets} == {counted}
    bounds = matching_bounds(connection, wanted, tier)
    return ids, bounds, [list(counts.items()) for counts in facets]


def _pages(connection: Connection, wanted: ParcelFilter, tier: Tier, limit: int) -> object:
    """The first page, the second, and the way back from it."""
    snapshots = {one.id: one for one in all_snapshots(connection)}

    def page(paging: Paging) -> ParcelPage:
        return parcel_page(connection, wanted, tier, paging, snapshots)

    first = page(Paging(limit))
    if first.next_after is None:
        return first
    second = page(Paging(limit, after=first.next_after))
    back = page(Paging(limit, before=second.previous_before))
    assert back.rows == first.rows
    return first, second, back


def _file(connection: Connection, wanted: ParcelFilter, tier: Tier) -> bytes:
    snapshots = {one.id: one for one in all_snapshots(connection)}
    with stream_parcels(connection, wanted, tier, snapshots) as batches:
        return b"".join(feature_collection(batches))


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(wanted=filters(), tier=st.sampled_from(Tier), limit=st.integers(1, 40))
@example(ParcelFilter(text="pena"), Tier.PUBLIC, 5)
@example(ParcelFilter(bbox=Bbox(170, 30, -90.2, 35)), Tier.PUBLIC, 40)
@example(ParcelFilter(bbox=Bbox(*square(3).bounds)), Tier.STEWARD, 3)
def test_any_filter_finds_the_same_in_both(
    twins: Twins, wanted: ParcelFilter, tier: Tier, limit: int
) -> None:
    numbers = _same(twins, lambda connection: _numbers(connection, wanted, tier))
    _same(twins, lambda connection: _pages(connection, wanted, tier, limit))
    if isinstance(numbers, tuple) and len(numbers[0]) < 200:
        _same(twins, lambda connection: _file(connection, wanted, tier))


@settings(max_examples=300)
@given(text=TEXTS)
@example(text="x-peña")  # the end of a number, the beginning of an address
def test_any_words_find_the_same_in_both(twins: Twins, text: str) -> None:
    _same(twins, lambda connection: matching_ids(connection, ParcelFilter(text=text)))


def test_the_file_of_everything_has_the_same_bytes(twins: Twins) -> None:
    for tier in Tier:
        _same(twins, partial(_file, wanted=EVERYTHING, tier=tier))


def test_what_is_loaded_is_told_the_same(twins: Twins) -> None:
    for question in (all_snapshots, place_names, counties_with_counts, regions):
        _same(twins, question)


def test_tiles_are_drawn_from_the_same_parcels(twins: Twins) -> None:
    values = ValueClasses((), ())
    _same(twins, lambda connection: list(tile_features(connection, values)))


@settings(max_examples=60)
@given(place=PLACES)
def test_any_place_has_the_same_parcels_in_both(twins: Twins, place: Place) -> None:
    _same(twins, lambda connection: public_ids_at(connection, place))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.integers(0, 3_199), tier=st.sampled_from(Tier))
def test_any_parcel_has_the_same_page_in_both(twins: Twins, place: int, tier: Tier) -> None:
    def details(connection: Connection) -> object:
        nth = select(Parcel.public_id).order_by(Parcel.id).offset(place).limit(1)
        snapshots = {one.id: one for one in all_snapshots(connection)}
        return parcel_detail(connection, connection.scalars(nth).one(), tier, snapshots)

    _same(twins, details)
