import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection

from landtrust.domain import long_outlines
from landtrust.exports.near_drawing import NearDrawing, draw_near, near_window
from landtrust.queries.filters import ParcelFilter, Place
from landtrust.queries.near_here import NearPage, Span, near_here, outlines_in
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier

CORNER = Place(-90.21, 32.30)


def _page(connection: Connection, radius_m: float, span: Span) -> NearPage:
    snapshots = {one.id: one for one in all_snapshots(connection)}
    wanted = ParcelFilter(near=CORNER, radius_m=radius_m)
    return near_here(connection, wanted, Tier.PUBLIC, span, snapshots)


def _drawn(connection: Connection, radius_m: float = 200, span: Span | None = None) -> NearDrawing:
    page = _page(connection, radius_m, span or Span(50))
    window = near_window(CORNER, page, radius_m)
    others = outlines_in(connection, window, [one.row.id for one in page.parcels], 50)
    return draw_near(page, CORNER, radius_m, others, window)


def test_the_parcels_of_the_list_are_drawn_with_their_numbers(seeded: Connection) -> None:
    page = _page(seeded, 200, Span(50))
    drawing = _drawn(seeded)
    assert [(one.number, one.id) for one in drawing.parcels] == [
        (number, near.row.id) for number, near in enumerate(page.parcels, start=1)
    ]
    assert all(one.path.startswith("M") for one in drawing.parcels)
    assert drawing.others == ""


def test_a_later_page_goes_on_counting_and_others_are_drawn_pale(seeded: Connection) -> None:
    drawing = _drawn(seeded, span=Span(2, 2))
    assert [one.number for one in drawing.parcels] == [3, 4]
    assert drawing.others.count("M") >= 2


def test_the_point_is_in_the_middle_and_a_meter_is_the_same_both_ways(seeded: Connection) -> None:
    drawing = _drawn(seeded)
    assert drawing.x == pytest.approx(drawing.width / 2, abs=2)
    assert drawing.y == pytest.approx(drawing.height / 2, abs=2)
    points = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", drawing.parcels[0].path), dtype=float)
    wide, high = np.ptp(points, axis=0)
    assert high / wide == pytest.approx(2, abs=0.02)
    assert drawing.reach_units / wide == pytest.approx(200 / 20, rel=0.01)
    assert drawing.bar_units / drawing.bar_m == pytest.approx(wide / 20, rel=0.01)


@pytest.mark.parametrize("radius_m", [1.0, 60.0, 400.0, 5_000.0])
def test_a_long_outline_is_kept_as_far_as_a_drawing_may_show_it(
    seeded: Connection, radius_m: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _drawn(seeded, radius_m)
    monkeypatch.setattr(long_outlines, "LONG_POINTS", 0)
    assert _drawn(seeded, radius_m) == whole


def test_numbers_do_not_cover_each_other(seeded: Connection) -> None:
    page = _page(seeded, 200, Span(50))
    stacked = replace(page, parcels=page.parcels[:1] * 3)
    window = near_window(CORNER, stacked, 200)
    drawing = draw_near(stacked, CORNER, 200, (), window)
    assert [one.spot is None for one in drawing.parcels] == [False, True, True]


def test_small_lots_have_their_numbers_above_them(seeded: Connection) -> None:
    page = _page(seeded, 200, Span(50))
    far = near_window(CORNER, replace(page, parcels=()), 2_000)
    drawing = draw_near(page, CORNER, 2_000, (), far)
    (first, *_) = drawing.parcels
    points = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", first.path), dtype=float)
    assert drawing.is_fine
    assert first.spot is not None
    assert first.spot.y < points[:, 1].min()
    assert not _drawn(seeded).is_fine


def test_a_window_shows_a_little_more_than_the_last_parcel_and_never_less_than_a_few_lots(
    seeded: Connection,
) -> None:
    near = near_window(CORNER, _page(seeded, 200, Span(1)), 200)
    far = near_window(CORNER, _page(seeded, 200, Span(50)), 200)
    for window in (near, far):
        box = shapely.box(*window)
        assert box.contains(shapely.Point(CORNER))
    assert far.north - far.south >= near.north - near.south > 100 / 111_000
