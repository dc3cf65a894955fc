"""What a base map shows of the town: street lines, the creek, the railroad, and places by name."""

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from town_coverage import lon_lat
from town_plan import CREEK, CREEK_LINE, EDGE_OF_SHEET, RAILROAD, RAILROAD_LINE
from town_roll import Row
from town_shapes import Lot
from town_streets import Street

Place = tuple[Row, BaseGeometry]
SIMPLER = 0.3


def places(streets: list[Street], lots: list[Lot], churches: dict[str, str]) -> list[Place]:
    """Return lines and points with `kind` and `name`, in lon/lat.

    `churches` maps parcel numbers to the names of churches on them.
    """
    sheet = Polygon(EDGE_OF_SHEET)
    lines = [("street", street.name, street.line.simplify(SIMPLER)) for street in streets]
    lines += [
        ("creek", CREEK, LineString(CREEK_LINE).intersection(sheet)),
        ("railroad", RAILROAD, LineString(RAILROAD_LINE).intersection(sheet)),
    ]
    points: dict[str, tuple[str, str, BaseGeometry]] = {}
    for lot in sorted(lots, key=lambda lot: -lot.shape.area):
        name = lot.name or churches.get(lot.number, "")
        if name and name not in points:
            points[name] = (lot.landuse.lower(), name, lot.shape.representative_point())
    drawn = [*lines, *points.values()]
    return [({"kind": kind, "name": name}, lon_lat(shape)) for kind, name, shape in drawn]
