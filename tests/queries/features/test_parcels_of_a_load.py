"""The parcels of a load stay as they were, whatever later loads find."""

from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, Engine

from landtrust.domain.filtering.tree import Literal, Operation, Property, Shape
from landtrust.exports.properties import parcel_properties
from landtrust.queries.features.asking import Asking, FeaturePage, SortKey
from landtrust.queries.features.former_parcels import FormerParcels
from landtrust.queries.features.parcels import ParcelFeatures
from landtrust.queries.snapshots import all_snapshots, parcel_snapshots
from tests.stores import load_hinds, mapped, square, write_parcels

_SOURCE = ("parcel_number=NO", "owner_line_1=OWNER", "total_value=VALUE", "roll_year=YEAR")


def _row(number: str, owner: str, value: int, year: int) -> dict[str, Any]:
    return {"NO": number, "OWNER": owner, "VALUE": value, "YEAR": year}


def _said(page: FeaturePage) -> list[tuple[object, ...]]:
    return [
        (
            one.says.parcel_number,
            parcel_properties(one.says)["owner_name"],
            parcel_properties(one.says)["total_value"],
            one.says.roll_year,
            one.outline_lonlat,
        )
        for one in page.features
    ]


def test_a_load_is_read_as_it_was_after_others_changed_it(store: Engine, tmp_path: Path) -> None:
    first = [
        (square(0), _row("1", "ALPHA LLC", 100, 2025)),
        (square(1), _row("2", "BETA LLC", 200, 2025)),
        (square(2), _row("3", "GAMMA LLC", 300, 2025)),
        (square(2), _row("3", "GAMMA SECOND ACCOUNT LLC", 30, 2025)),
    ]
    second = [
        (square(0), _row("1", "NEW ALPHA LLC", 150, 2026)),
        (square(8, row=9, size=0.0003), _row("2", "BETA LLC", 200, 2026)),
        (square(5), _row("4", "DELTA LLC", 400, 2026)),
    ]
    source = mapped(*_SOURCE)
    load_hinds(store, write_parcels(tmp_path / "a.geojson", first), source)
    with store.connect() as connection:
        (one,) = all_snapshots(connection)
        before = _said(ParcelFeatures({one.id: one}).page(connection, Asking()))
    load_hinds(store, write_parcels(tmp_path / "b.geojson", second), source)
    with store.connect() as connection:
        one, two = all_snapshots(connection)
        assert parcel_snapshots(connection) == {one.id, two.id}
        current = ParcelFeatures({each.id: each for each in (one, two)})
        former, latest = FormerParcels(one), FormerParcels(two)
        assert _said(former.page(connection, Asking())) == before
        assert _said(latest.page(connection, Asking())) == _said(current.page(connection, Asking()))
        assert former.count(connection, Asking()) == 3
        _require_former_places(connection, former, latest, square(1))
        _require_former_sizes(connection, former)
        gone = former.one(connection, "28049-3")
        assert gone is not None
        assert gone.says.total_value_cents == 30_000
        assert latest.one(connection, "28049-3") is None
        assert former.one(connection, "28049-4") is None


def _require_former_places(
    connection: Connection, former: FormerParcels, latest: FormerParcels, lot: shapely.Polygon
) -> None:
    """The parcel that moved is found where it was, and where it is now, each in its own load."""
    middle = shapely.centroid(lot)
    for shape in (lot, middle, shapely.buffer(middle, 0.0001)):
        there = Operation("s_intersects", (Property("geometry"), Shape(shape)))
        for features, expected in ((former, ["28049-2"]), (latest, [])):
            page = features.page(connection, Asking(there))
            assert [one.id for one in page.features] == expected
    wide = shapely.box(-95, 25, -85, 35)
    everywhere = Operation("s_intersects", (Property("geometry"), Shape(wide)))
    assert former.count(connection, Asking(everywhere)) == 3


def _require_former_sizes(connection: Connection, former: FormerParcels) -> None:
    page = former.page(connection, Asking(order=(SortKey("area_sqm", descending=True),)))
    sizes = [parcel_properties(one.says)["area_sqm"] for one in page.features]
    assert sizes == sorted(sizes, reverse=True)  # type: ignore[type-var]
    moved = former.one(connection, "28049-2")
    assert moved is not None
    size = parcel_properties(moved.says)["area_sqm"]
    asked = Operation("=", (Property("area_sqm"), Literal(float(str(size)))))
    found = former.page(connection, Asking(asked))
    assert "28049-2" in [one.id for one in found.features]
