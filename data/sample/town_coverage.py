"""Making neighbors share their corners exactly, and moving the sheet into lon/lat.

Lots are cut one by one, so a corner of one often lies in the middle of another's side line.
Rounding such lines would open slits and overlaps of a centimetre. All outlines of both roll
years are therefore noded together on a five-centimetre grid; each face of the resulting net goes
to the parcel around it, and only then are vertices rounded. Unchanged parcels are equal in both
years, vertex for vertex.
"""

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

GRID = 0.05
SLIT_SQM = 2.0
CENTRE_LON, CENTRE_LAT = -90.21, 32.30
LON_LAT_DIGITS = 7
SQM_PER_ACRE = 4046.8564224


def net(outlines: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the faces (metres of the sheet) that all outlines together cut the ground into."""
    rings = [shapely.boundary(outline) for outline in outlines]
    faces = shapely.polygonize([shapely.union_all(rings, grid_size=GRID)])
    return sorted(faces.geoms, key=lambda face: face.bounds)


def fitted(outlines: list[BaseGeometry], faces: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return each outline rebuilt from whole faces, so that no two of them overlap."""
    tree = shapely.STRtree(outlines)
    shares: list[list[BaseGeometry]] = [[] for _ in outlines]
    for face in faces:
        owner = _owner(face, tree)
        if owner is not None:
            shares[owner].append(face)
    return [shapely.coverage_union_all(share) for share in shares]


def _owner(face: BaseGeometry, tree: shapely.STRtree) -> int | None:
    """Return which outline a face belongs to; a slit goes to a neighbor, a street to nobody."""
    inside = face.representative_point()
    found = sorted(int(index) for index in tree.query(inside, predicate="intersects"))
    if found:
        return found[0]
    if face.area > SLIT_SQM:
        return None
    return int(tree.nearest(inside))


def lon_lat(shape: BaseGeometry) -> BaseGeometry:
    """Move a shape from the sheet into EPSG:4326, rounded to about a centimetre."""
    east, north = _to_state().transform(CENTRE_LON, CENTRE_LAT)

    def move(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = _to_state().transform(
            pairs[:, 0] + east, pairs[:, 1] + north, direction="INVERSE"
        )
        return np.round(np.column_stack([lon, lat]), LON_LAT_DIGITS)

    return shapely.transform(shape, move)


def acres(outline_lonlat: BaseGeometry) -> float:
    """Measure a lon/lat outline in EPSG:3814 and return acres to five places."""

    def project(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_to_state().transform(pairs[:, 0], pairs[:, 1]))

    return round(float(shapely.transform(outline_lonlat, project).area) / SQM_PER_ACRE, 5)


@cache
def _to_state() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:3814", always_xy=True)
