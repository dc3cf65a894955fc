"""Land whose fate the evidence does not decide is said to be unclear, with the evidence."""

import json
from pathlib import Path

import shapely
from sqlalchemy import Engine

from tests.stores import SOUTH, WEST, load_hinds, mapped, rows_of, write_parcels

NUMBERED = mapped("parcel_number=NO")


def _strip(west: float, east: float) -> shapely.Polygon:
    return shapely.box(WEST + west / 1000, SOUTH, WEST + east / 1000, SOUTH + 0.001)


def test_a_lot_of_which_half_is_on_the_roll_again_is_unclear(store: Engine, tmp_path: Path) -> None:
    kept = (_strip(5, 6), {"NO": "KEPT"})
    before = [(_strip(0, 1), {"NO": "OLD"}), kept]
    after = [(_strip(0, 0.3), {"NO": "A"}), (_strip(0.3, 0.5), {"NO": "B"}), kept]
    load_hinds(store, write_parcels(tmp_path / "before.geojson", before), NUMBERED)
    report = load_hinds(store, write_parcels(tmp_path / "after.geojson", after), NUMBERED)
    assert report.changes["unclear"] == 1
    (change,) = rows_of(store, "SELECT evidence FROM parcel_change WHERE kind = 'unclear'")
    shares = json.loads(change["evidence"])["share_of_land_in"]
    assert shares == {"28049-A": 0.3, "28049-B": 0.2}
