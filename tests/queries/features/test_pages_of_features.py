"""Pages by position while rows come and go (P13), and how many questions they take."""

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from landtrust.domain.filtering.checking import check_filter
from landtrust.domain.filtering.reading import read_filter
from landtrust.errors import InvalidInput
from landtrust.model.parcels import Parcel, ParcelFacts
from landtrust.queries.features.asking import Asking, SortKey
from landtrust.queries.features.holdings import holding_features
from landtrust.queries.features.parcel_qualities import PARCEL_QUALITIES
from landtrust.queries.features.parcels import ParcelFeatures
from landtrust.queries.features.places import joined
from landtrust.queries.features.spans import joined_span
from landtrust.queries.snapshots import all_snapshots

_ORDERS = ((), (SortKey("total_value"),), (SortKey("owner_kind", descending=True),),
           (SortKey("vacant"), SortKey("acres", descending=True)),
           (SortKey("owner_name"), SortKey("snapshot"), SortKey("situs_address")))  # fmt: skip


def _features(connection: Connection) -> ParcelFeatures:
    return ParcelFeatures({one.id: one for one in all_snapshots(connection)})


@pytest.mark.parametrize("order", _ORDERS)
def test_p13_paging_loses_and_repeats_nothing_while_rows_come_and_go(
    own_town: Connection, order: tuple[SortKey, ...]
) -> None:
    features = _features(own_town)
    everything = [one.id for one in features.page(own_town, Asking(order=order)).features]
    first = features.page(own_town, Asking(order=order, limit=2))
    gone = {one.id for one in first.features[:1]} | {everything[3]}
    numbers = select(Parcel.id).where(Parcel.public_id.in_(gone))
    own_town.execute(delete(ParcelFacts).where(ParcelFacts.parcel_id.in_(numbers)))
    seen = [one.id for one in first.features]
    following = first.next_after
    while following is not None:
        page = features.page(own_town, Asking(order=order, limit=2, after=following))
        seen += [one.id for one in page.features]
        following = page.next_after
    assert seen == [one for one in everything if one not in gone or one in seen[:2]]
    back = features.page(own_town, Asking(order=order, limit=9, before=first.next_after))
    assert [one.id for one in back.features] == [one for one in seen[:1] if one not in gone]


def test_a_page_takes_two_questions_and_a_box_one_more(
    own_town: Connection, sent_statements: list[str]
) -> None:
    features = _features(own_town)
    sent_statements.clear()
    features.page(own_town, Asking(limit=5))
    assert len(sent_statements) == 2
    sent_statements.clear()
    triangle = "S_INTERSECTS(geometry, POLYGON((-91 32, -90 32, -90 33, -91 32)))"
    asked = check_filter(read_filter(triangle), PARCEL_QUALITIES, lambda shape: shape.geometry)
    features.page(own_town, Asking(asked))
    assert len(sent_statements) <= 4


def test_where_nothing_is_nothing_is_found(seeded: Connection) -> None:
    assert holding_features().count(seeded, Asking()) == 0
    assert holding_features().extent(seeded) is None
    assert joined(()) is None
    assert joined_span([]) is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.sampled_from(_ORDERS), limit=st.integers(1, 7), steps=st.integers(0, 6))
def test_pages_forwards_and_backwards_are_the_same_pages(
    seeded: Connection, order: tuple[SortKey, ...], limit: int, steps: int
) -> None:
    features = _features(seeded)
    page = features.page(seeded, Asking(order=order, limit=limit))
    trail = [page]
    for _ in range(steps):
        if page.next_after is None:
            break
        page = features.page(seeded, Asking(order=order, limit=limit, after=page.next_after))
        trail.append(page)
    for former in trail[-2::-1]:
        assert page.previous_before is not None
        page = features.page(seeded, Asking(order=order, limit=limit, before=page.previous_before))
        assert page.features == former.features
    assert page.previous_before is None


def _asked(text: str) -> Asking:
    return Asking(check_filter(read_filter(text), PARCEL_QUALITIES, lambda shape: shape.geometry))


def test_nothing_relates_to_a_shape_without_a_place(seeded: Connection) -> None:
    asked = _asked("S_INTERSECTS(geometry, POLYGON((-91 32, -90 32, -90 33, -91 32)))")
    nowhere = check_filter(
        read_filter("S_INTERSECTS(geometry, POLYGON((-91 32, -90 32, -90 33, -91 32)))"),
        PARCEL_QUALITIES,
        lambda _: shapely.Polygon(),
    )
    assert _features(seeded).count(seeded, asked) > 0
    assert _features(seeded).count(seeded, Asking(nowhere)) == 0


@pytest.mark.postgresql_only("SQLite reckons on with what is infinite")
def test_a_number_that_the_store_cannot_hold_is_refused_and_named(seeded: Connection) -> None:
    with pytest.raises(InvalidInput, match="that it works out"), seeded.begin_nested():
        _features(seeded).count(seeded, _asked(f"total_value{' * 1e15' * 22} > 1"))
