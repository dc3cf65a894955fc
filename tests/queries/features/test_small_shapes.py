"""A small shape is looked up once, for the page and for its total."""

from itertools import pairwise

import shapely
from sqlalchemy import Connection

from landtrust.domain.filtering.checking import check_filter
from landtrust.domain.filtering.reading import read_filter
from landtrust.queries.features.asking import Asking, FeaturePage
from landtrust.queries.features.parcel_qualities import PARCEL_QUALITIES
from landtrust.queries.features.parcels import ParcelFeatures
from landtrust.queries.features.spans import joined_span, parcel_spans
from landtrust.queries.filtering.ground import FEW_SQUARE_DEGREES
from landtrust.queries.snapshots import all_snapshots


def _features(connection: Connection) -> ParcelFeatures:
    return ParcelFeatures({one.id: one for one in all_snapshots(connection)})


def _asked(shape: shapely.Geometry, more: str = "", **paging: object) -> Asking:
    text = f"S_INTERSECTS(geometry, {shapely.to_wkt(shape)}){more}"
    condition = check_filter(read_filter(text), PARCEL_QUALITIES, lambda asked: asked.geometry)
    return Asking(condition, **paging)  # type: ignore[arg-type]


def _shapes(connection: Connection) -> list[shapely.Geometry]:
    """A rectangle and a triangle that both cut through the town, each small."""
    span = joined_span(parcel_spans(connection).values())
    assert span is not None
    town = shapely.box(*span)
    assert shapely.area(town) < FEW_SQUARE_DEGREES
    west, south, east, north = span
    box = shapely.box(west, south, (west + 2 * east) / 3, (south + 2 * north) / 3)
    return [box, shapely.Polygon([(west, south), (east, south), (west, north)])]


def test_a_small_shape_has_what_the_same_shape_with_another_condition_has(
    seeded: Connection,
) -> None:
    features = _features(seeded)
    for shape in _shapes(seeded):
        page = features.page(seeded, _asked(shape, limit=1_000))
        slow = features.page(seeded, _asked(shape, " AND acres > 0", limit=1_000))
        assert page.features
        assert page.features == slow.features
        assert page.matched == len(page.features) == features.count(seeded, _asked(shape))


def test_its_pages_lead_there_and_back(seeded: Connection) -> None:
    features = _features(seeded)
    shape = _shapes(seeded)[0]
    everything = features.page(seeded, _asked(shape, limit=1_000)).features
    size = max(len(everything) // 3, 1)
    trail: list[FeaturePage] = [features.page(seeded, _asked(shape, limit=size))]
    while trail[-1].next_after is not None:
        after = trail[-1].next_after
        trail.append(features.page(seeded, _asked(shape, limit=size, after=after)))
    assert tuple(one for page in trail for one in page.features) == everything
    assert {page.matched for page in trail} == {len(everything)}
    for former, page in pairwise(trail):
        back = features.page(seeded, _asked(shape, limit=size, before=page.previous_before))
        assert back.features == former.features


def test_where_a_small_shape_meets_nothing_there_is_nothing(seeded: Connection) -> None:
    nowhere = shapely.box(10, 10, 10.001, 10.001)
    page = _features(seeded).page(seeded, _asked(nowhere))
    assert (page.features, page.matched, page.next_after) == ((), 0, None)
