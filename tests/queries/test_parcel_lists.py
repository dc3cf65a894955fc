from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput
from landtrust.model.parcels import Parcel
from landtrust.queries.filters import EVERYTHING, ParcelFilter, Place
from landtrust.queries.nearness import parcels_within
from landtrust.queries.parcels import Paging, count_parcels, parcel_page, stream_parcels
from landtrust.queries.snapshots import current_snapshots
from landtrust.queries.visibility import Tier
from tests.geodesic import A_STEP_M, brute_distance_m
from tests.seeded import HINDS, PRIVATE_PERSON, RANKIN

ALL = [1, 2, 3, 4, 5, 6]
CORNER = Place(-90.21, 32.30)


def _ids(connection: Connection, wanted: ParcelFilter) -> list[int]:
    snapshots = {one.id: one for one in current_snapshots(connection)}
    page = parcel_page(connection, wanted, Tier.PUBLIC, Paging(100), snapshots)
    ids = [row.id for row in page.rows]
    with stream_parcels(connection, wanted, Tier.PUBLIC, snapshots) as batches:
        assert [row.id for batch in batches for row in batch] == ids
    assert page.total == len(ids) == count_parcels(connection, wanted)
    return ids


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (EVERYTHING, ALL),
        (ParcelFilter(county=(HINDS,)), [1, 2, 3, 4, 5]),
        (ParcelFilter(county=(HINDS, RANKIN)), ALL),
        (ParcelFilter(region="far-side"), [6]),
        (ParcelFilter(region="nowhere"), []),
        (ParcelFilter(owner_kind=("business", "church")), [3, 4, 6]),
        (ParcelFilter(land_use=("unknown",)), [4]),
        (ParcelFilter(land_use=("unknown", "public")), [1, 4]),
        (ParcelFilter(land_use=("public",)), [1]),
        (ParcelFilter(vacant="yes"), [1, 5, 6]),
        (ParcelFilter(vacant="no"), [2, 4]),
        (ParcelFilter(vacant="unknown"), [3]),
        (ParcelFilter(min_value_cents=0), [2, 3, 4, 5, 6]),
        (ParcelFilter(min_value_cents=150_050, max_value_cents=900_000), [3, 5]),
        (ParcelFilter(max_value_cents=0), [4]),
        (ParcelFilter(min_acres=0.19), ALL),
        (ParcelFilter(max_acres=0.19), []),
        (ParcelFilter(changed_since=date(2026, 11, 23)), [2]),
        (ParcelFilter(changed_since=date(2026, 11, 24)), []),
        (ParcelFilter(county=(RANKIN,), vacant="yes", owner_kind=("business",)), [6]),
    ],
)
def test_a_filter_leaves_in_what_it_says(
    seeded: Connection, wanted: ParcelFilter, ids: list[int]
) -> None:
    assert _ids(seeded, wanted) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("example", [1, 2, 5]),
        ("103 EXAMPLE", [2]),
        ("100-3", [3]),
        ("red clay", [6]),
        ("jacks", [1]),
        ("ja", []),
        ("rd", [6]),
        ("holdings -- LLC", [3, 6]),
        ("grove OR clay", []),
        ('"', None),
        ("-- ; %", None),
        ("owner:jackson", []),
        ("NEAR(example st)", []),
        (PRIVATE_PERSON, []),
        (PRIVATE_PERSON.split()[1], []),
    ],
)
def test_text_finds_words_of_numbers_addresses_and_organizations_only(
    seeded: Connection, text: str, ids: list[int] | None
) -> None:
    wanted = ParcelFilter(text=text)
    if ids is None:
        with pytest.raises(InvalidInput, match="no letter or digit"):
            count_parcels(seeded, wanted)
    else:
        assert _ids(seeded, wanted) == ids


def _box(seeded: Connection, number: int) -> Bbox:
    edges = (Parcel.west, Parcel.south, Parcel.east, Parcel.north)
    return Bbox(*seeded.execute(select(*edges).where(Parcel.id == number)).one())


def test_a_bbox_is_exact_although_the_index_rounds(seeded: Connection) -> None:
    first = _box(seeded, 1)
    hair = 1e-9
    touching = Bbox(first.west - 1, first.south, first.west, first.north)
    missing = touching._replace(east=first.west - hair)
    assert 1 in _ids(seeded, ParcelFilter(bbox=touching))
    assert 1 not in _ids(seeded, ParcelFilter(bbox=missing))


def test_a_point_is_a_bbox_and_the_whole_earth_is_no_condition(seeded: Connection) -> None:
    inside = Bbox(-90.2099, 32.3001, -90.2099, 32.3001)
    assert _ids(seeded, ParcelFilter(bbox=inside)) == [1]
    assert _ids(seeded, ParcelFilter(bbox=Bbox(-180, -90, 180, 90))) == ALL


def test_a_wide_bbox_asks_each_parcel_and_answers_the_same(seeded: Connection) -> None:
    fifth = _box(seeded, 5)
    wide = Bbox(-95, 20, -80, fifth.north)
    narrow = Bbox(-90.3, 32.2, -89.8, fifth.north)
    assert _ids(seeded, ParcelFilter(bbox=wide)) == _ids(seeded, ParcelFilter(bbox=narrow)) == [5]


def test_a_bbox_may_cross_the_antimeridian(seeded: Connection) -> None:
    across = Bbox(170, 30, -90, 35)
    assert _ids(seeded, ParcelFilter(bbox=across)) == [1, 2, 3, 4, 5]
    assert _ids(seeded, ParcelFilter(bbox=across._replace(east=-100))) == []


@pytest.mark.parametrize(
    ("radius_m", "ids"), [(1, [1]), (20.5, [1, 2, 5]), (19, [1]), (65, [1, 2, 3, 4, 5])]
)
def test_near_measures_to_the_outline_in_metres(
    seeded: Connection, radius_m: float, ids: list[int]
) -> None:
    # The point is the corner of lot 1: lot 2 begins 20 m east, lot 5 ends 20 m south.
    assert _ids(seeded, ParcelFilter(near=CORNER, radius_m=radius_m)) == ids


def test_what_lies_inside_a_circle_is_found_without_its_outline(
    seeded: Connection, statements: list[str]
) -> None:
    for radius_m, most in ((1_000, 1), (30, 2)):
        statements.clear()
        parcels_within(seeded, CORNER, radius_m)
        assert len(statements) == most


@given(
    east_m=st.floats(-150, 250), north_m=st.floats(-150, 150), radius_m=st.floats(1, 400)
)  # fmt: skip
def test_near_is_the_same_with_and_without_outlines(
    seeded_engine: Engine, east_m: float, north_m: float, radius_m: float
) -> None:
    place = Place(CORNER.lon + east_m / 94_000, CORNER.lat + north_m / 111_000)
    with seeded_engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT parcel_id, outline FROM parcel_outline JOIN parcel_facts USING (parcel_id)"
        ).all()
        found = parcels_within(connection, place, radius_m)
    outlines = shapely.from_wkb(np.array([row[1] for row in rows], dtype=object))
    far = [brute_distance_m(one, *place) for one in outlines]
    assume(min(abs(one - radius_m) for one in far) > A_STEP_M)
    expected = [row[0] for row, one in zip(rows, far, strict=True) if one <= radius_m]
    # Former parcels may be among them, whose outlines one of the stores keeps in its index.
    current = {row[0] for row in rows}
    assert sorted(current.intersection(found)) == sorted(expected)
    assert len(found) == len(set(found))


def test_near_where_nothing_is_finds_nothing(seeded: Connection) -> None:
    assert _ids(seeded, ParcelFilter(near=Place(10, 10), radius_m=100)) == []


def test_paging_forward_and_back_meets_every_parcel_once(seeded: Connection) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}
    paging, met, cursors = Paging(2), [], []
    while True:
        page = parcel_page(seeded, EVERYTHING, Tier.PUBLIC, paging, snapshots)
        met += [row.id for row in page.rows]
        cursors.append(page.previous_before)
        if page.next_after is None:
            break
        paging = Paging(2, after=page.next_after)
    assert met == ALL
    assert cursors == [None, 3, 5]
    back = parcel_page(seeded, EVERYTHING, Tier.PUBLIC, Paging(2, before=5), snapshots)
    assert ([row.id for row in back.rows], back.previous_before, back.next_after) == ([3, 4], 3, 4)
    first = parcel_page(seeded, EVERYTHING, Tier.PUBLIC, Paging(2, before=3), snapshots)
    assert ([row.id for row in first.rows], first.previous_before) == ([1, 2], None)
    empty = parcel_page(seeded, EVERYTHING, Tier.PUBLIC, Paging(2, before=1), snapshots)
    assert (empty.rows, empty.total, empty.next_after) == ((), 6, None)


def test_a_list_takes_the_same_number_of_statements_whatever_its_length(
    seeded: Connection, statements: list[str]
) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}
    counts = []
    for limit in (1, 100):
        before = len(statements)
        parcel_page(seeded, EVERYTHING, Tier.PUBLIC, Paging(limit), snapshots)
        counts.append(len(statements) - before)
    assert counts == [2, 2]


def test_organizers_read_names_that_the_public_does_not(seeded: Connection) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}
    names = {
        tier: [
            row.owner_name
            for row in parcel_page(seeded, EVERYTHING, tier, Paging(9), snapshots).rows
        ]
        for tier in (Tier.PUBLIC, Tier.ORGANIZER)
    }
    assert names[Tier.PUBLIC][1] is None
    assert names[Tier.ORGANIZER][1] == PRIVATE_PERSON
    assert names[Tier.PUBLIC][3] == "SAMPLE GROVE M B CHURCH"
