import json
import re

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection

from landtrust.domain import long_outlines
from landtrust.exports.geojson import feature_collection
from landtrust.exports.outline_drawing import WIDTH, Drawing, draw_parcel, path_data
from landtrust.queries.filters import EVERYTHING, ParcelFilter
from landtrust.queries.parcel_details import SHOWN_AROUND, parcel_detail
from landtrust.queries.parcels import stream_parcels
from landtrust.queries.snapshots import current_snapshots
from landtrust.queries.surroundings import window_around
from landtrust.queries.visibility import Tier
from tests.seeded import lot_id


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_drawing_keeps_the_shape_of_the_land_and_puts_north_up(seeded: Connection) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}
    detail = parcel_detail(seeded, lot_id("100-2"), Tier.PUBLIC, snapshots)
    window = window_around(detail.header.bbox, SHOWN_AROUND)
    drawing = draw_parcel(detail.header.outline_lonlat, detail.around, window)
    own = shapely.Polygon(_points(drawing.own)).bounds
    # The lot is 20 m wide and 40 m deep, and north of nothing but lot 5's street.
    assert (own[3] - own[1]) / (own[2] - own[0]) == 2.0 or abs(
        (own[3] - own[1]) / (own[2] - own[0]) - 2
    ) < 0.01
    assert drawing.bar_units / drawing.bar_m * 20 > 0
    assert abs((own[2] - own[0]) - 20 * drawing.bar_units / drawing.bar_m) < 0.5
    assert drawing.width == WIDTH
    beside = {one.public_id: one for one in drawing.around if one.is_neighbour}
    assert set(beside) == {lot_id("100-1"), lot_id("100-3")}
    east = _points(beside[lot_id("100-3")].path)
    assert min(x for x, _ in east) >= own[2] - 0.2


def test_neighbours_are_drawn_over_what_lies_farther(seeded: Connection) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}
    detail = parcel_detail(seeded, lot_id("100-1"), Tier.PUBLIC, snapshots)
    window = window_around(detail.header.bbox, SHOWN_AROUND)
    drawing = draw_parcel(detail.header.outline_lonlat, detail.around, window)
    order = [one.is_neighbour for one in drawing.around]
    assert order == sorted(order)


@pytest.mark.parametrize("number", ["100-1", "100-2", "100-5"])
def test_of_a_long_outline_as_much_is_kept_as_is_drawn_and_shared(
    seeded: Connection, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}

    def drawn_and_shared() -> tuple[Drawing, list[float]]:
        detail = parcel_detail(seeded, lot_id(number), Tier.PUBLIC, snapshots)
        window = window_around(detail.header.bbox, SHOWN_AROUND)
        drawing = draw_parcel(detail.header.outline_lonlat, detail.around, window)
        return drawing, [one.shared_m for one in detail.around]

    whole, lengths = drawn_and_shared()
    monkeypatch.setattr(long_outlines, "LONG_POINTS", 0)
    cut, lengths_of_cut = drawn_and_shared()
    assert cut == whole
    assert lengths_of_cut == pytest.approx(lengths, abs=1e-6)


def test_a_circle_of_many_corners_is_drawn_with_few_and_a_speck_stays() -> None:
    circle, speck = shapely.Point(0, 0).buffer(300, 1_000), shapely.box(0, 0, 0.1, 0.1)
    around, seen = path_data(np.array([circle, speck], dtype=object))
    assert shapely.get_num_coordinates(circle) > 4_000
    assert len(_points(around)) < 150
    assert shapely.LinearRing(_points(around)).hausdorff_distance(circle.exterior) < 0.3
    assert seen.startswith("M")


def test_no_parcels_are_an_empty_collection(seeded: Connection) -> None:
    nowhere = ParcelFilter(text="nowhere")
    with stream_parcels(seeded, nowhere, Tier.PUBLIC, {}) as batches:
        nothing = list(batches)
    assert json.loads(b"".join(feature_collection(nothing)))["features"] == []


def test_batches_are_joined_into_one_collection(seeded: Connection) -> None:
    snapshots = {one.id: one for one in current_snapshots(seeded)}
    with stream_parcels(seeded, EVERYTHING, Tier.PUBLIC, snapshots) as batches:
        (rows,) = batches
    singly = [(row,) for row in rows]
    found = json.loads(b"".join(feature_collection([(), *singly, ()])))
    assert [feature["id"] for feature in found["features"]] == [row.public_id for row in rows]
