"""The peers of our lists: plain SQLite and pyogrio on the GeoPackage that geopandas made."""

import sqlite3
from pathlib import Path

import pyogrio
from pyproj import Transformer

from landtrust.domain.extent import Bbox
from tests.benchmarks.peer_copy import LAYER
from tests.benchmarks.questions import Chosen

_TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:3814", always_xy=True)
_PAGE = "SELECT * FROM parcels WHERE fid > ? ORDER BY fid LIMIT 50"
_FILTERED = """SELECT * FROM parcels
    WHERE fid > :after AND (:unbuilt IS NULL OR (IMPVAL1 = 0) = :unbuilt)
        AND (:owner IS NULL OR OWNNAME = :owner) AND TOTVAL BETWEEN :least AND :most
    ORDER BY fid LIMIT 50"""
_COUNTS = """SELECT IMPVAL1 = 0, count(*) FROM parcels
    WHERE (:unbuilt IS NULL OR (IMPVAL1 = 0) = :unbuilt)
        AND (:owner IS NULL OR OWNNAME = :owner) AND TOTVAL BETWEEN :least AND :most
    GROUP BY 1"""
_WITH_NEIGHBOURS = """SELECT near.* FROM rtree_parcels_geom AS own
    JOIN rtree_parcels_geom AS other ON other.minx <= own.maxx AND other.maxx >= own.minx
        AND other.miny <= own.maxy AND other.maxy >= own.miny
    JOIN parcels AS near ON near.fid = other.id
    WHERE own.id = ?"""


class PeerTable:
    """The GeoPackage, asked with SQL and through pyogrio; each answer is read to its end.

    Where answers are lists of rows, their lengths are given back.
    """

    def __init__(self, package: Path) -> None:
        self._package = package
        self._connection = sqlite3.connect(f"file:{package}?mode=ro", uri=True)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def page(self, after: int) -> int:
        """Fifty rows by their number."""
        return len(self._connection.execute(_PAGE, (after,)).fetchall())

    def filtered(self, chosen: Chosen) -> int:
        """Fifty rows of a filter."""
        return len(self._connection.execute(_FILTERED, chosen._asdict()).fetchall())

    def counts(self, chosen: Chosen) -> None:
        """Counts of built and unbuilt lots of a filter; there is no index for it."""
        self._connection.execute(_COUNTS, chosen._asdict()).fetchall()

    def with_neighbours(self, row: int) -> None:
        """A row and those whose rectangle meets its own."""
        self._connection.execute(_WITH_NEIGHBOURS, (row,)).fetchall()

    def in_box(self, box: Bbox, most: int | None = None) -> int:
        """Rows that meet a box, with their outlines; None takes all of them."""
        metres = _TO_METRES.transform_bounds(*box)
        frame = pyogrio.read_dataframe(self._package, layer=LAYER, bbox=metres, max_features=most)
        return len(frame)
