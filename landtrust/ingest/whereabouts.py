"""Where outlines lie that do not lie in their county: what a refusal can say to help."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import LIKELY_CRS, Outlines, to_lonlat
from landtrust.ingest.counties import KnownCounty

OUTSIDE = "outside"
MOSTLY = 0.9
"""From this share of the outlines on, a place is where the file's land lies."""

_MOST_SAMPLED = 200
_LONGEST_SAMPLED_BYTES = 100_000

Points = NDArray[np.float64]


@dataclass
class Whereabouts:
    """The first outlines of a file that lie outside, and what would bring them home.

    The coordinates of a file are never changed on the strength of this: it is said, and whoever
    loads the file decides.

    Attributes:
        county: The county that the rows are for.
        counties: All counties.
        crs_used: The coordinate system that the file was read with.
        crs_of_source: The one that its source states; None where it states none.
    """

    county: KnownCounty
    counties: dict[str, KnownCounty]
    crs_used: str
    crs_of_source: str | None
    _given: list[bytes] = field(default_factory=list)
    _labels: list[tuple[float, float]] = field(default_factory=list)

    def note_rejected(self, rows: pa.Table) -> None:
        """Remember some of the outlines that lie outside every county, as given."""
        if self._given or not rows.num_rows:
            return
        outside = rows.filter(pc.equal(rows.column("reject_reason"), OUTSIDE))
        given = outside.column("outline_as_given").slice(0, _MOST_SAMPLED).to_pylist()
        self._given = [wkb for wkb in given if len(wkb) <= _LONGEST_SAMPLED_BYTES]

    def note_elsewhere(self, lons: Points, lats: Points) -> None:
        """Remember some label points that lie outside the county, degrees."""
        if not self._labels:
            points = zip(lons.tolist(), lats.tolist(), strict=True)
            self._labels = list(points)[:_MOST_SAMPLED]

    def advice(self) -> str:
        """What would fit, as sentences after a blank; empty where nothing does."""
        return "".join(f" {sentence}" for sentence in self._sentences())

    def _sentences(self) -> Iterator[str]:
        if self._labels:
            yield from self._said_of_labels()
        if self._given:
            corners = _first_corners(self._given)
            name = f"{self.county.name} County"
            fitting = list(self._fitting_crs(corners))
            if fitting:
                yield f"With --crs {' or '.join(fitting)} they would lie in {name}."
            elif self._holds(to_lonlat(_flipped(corners), self.crs_used), self.county):
                yield f"Latitude and longitude are swapped: the other way round they lie in {name}."

    def _said_of_labels(self) -> Iterator[str]:
        points = shapely.points(self._labels)
        for county in self.counties.values():
            if self._holds(points, county):
                yield f"They lie in {county.name} County, {county.state} ({county.fips})."

    def _fitting_crs(self, corners: Outlines) -> Iterator[str]:
        stated = [self.crs_of_source] if self.crs_of_source else []
        for crs in dict.fromkeys((*stated, *LIKELY_CRS)):
            if crs != self.crs_used and self._holds(to_lonlat(corners, crs), self.county):
                yield crs

    @staticmethod
    def _holds(points_lonlat: Outlines, county: KnownCounty) -> bool:
        x, y = shapely.get_x(points_lonlat), shapely.get_y(points_lonlat)
        return bool(shapely.contains_xy(county.outline_lonlat, x, y).mean() >= MOSTLY)


def _first_corners(given: list[bytes]) -> Outlines:
    """The first point of each outline, in the coordinates of the file."""
    outlines = shapely.force_2d(shapely.from_wkb(given, on_invalid="fix"))
    coordinates, owners = shapely.get_coordinates(outlines, return_index=True)
    firsts = np.unique(owners, return_index=True)[1]
    return np.atleast_1d(np.asarray(shapely.points(coordinates[firsts]), dtype=object))


def _flipped(points: Outlines) -> Outlines:
    return shapely.transform(points, lambda xy: xy[:, ::-1])
