"""What a notebook asks: parcels, what is held in common, places and loads, and their map."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self, Unpack

import geopandas
import pandas as pd
import shapely

from landtrust.assets import data_folder, static_folder
from landtrust.domain.filtering.values import Quality
from landtrust.errors import InvalidInput, SourceProblem
from landtrust.exports.snapshot_notes import SnapshotNote
from landtrust.maps.frame_map import FrameMap, require_drawable
from landtrust.notebook.attributes import (
    feature_attributes,
    feature_citation,
    parcel_attributes,
    parcel_citation,
    whereabouts,
)
from landtrust.notebook.door import COUNTIES, HOLDINGS, REGIONS, TIME_NAMES, Door
from landtrust.notebook.drawing import draw_frame
from landtrust.notebook.filter_values import Day, Filters, parameters_of, spelled_out, text_of
from landtrust.notebook.frames import feature_frame, parcel_frame, snapshot_frame
from landtrust.queries.features.holdings import HOLDING_QUALITIES
from landtrust.queries.features.places import county_features, region_features
from landtrust.queries.then import AS_OF
from landtrust.queries.visibility import Tier, hidden_kinds
from landtrust.sources.codes import map_classes
from landtrust.web.requests import parse_day

_COUNTIES_IN = {COUNTIES: "county_fips", HOLDINGS: "parcels", REGIONS: "counties"}
"""The column that tells which counties features lie in."""

_CODE_LENGTH = 5
_UNUSABLE = (ValueError, TypeError, shapely.errors.ShapelyError)


class Trust:
    """A site or a database; ``landtrust.connect`` makes it.

    Every frame says in ``attrs`` what its columns mean and are counted in, which loads it is of,
    under which terms, where it is to be had again, and how to cite it.

    >>> trust
    <Landtrust at sqlite:///town.db: 2 counties, data of 2026-11-20 to 2026-11-23, some invented>
    >>> lots = trust.parcels(county="28049", vacant=True)
    >>> lots[["parcel_id", "owner_kind", "acres"]]
           parcel_id       owner_kind   acres
    0    28049-100-1  government_city  0.1977
    1    28049-100-5          unknown  0.1977
    >>> lots.attrs["units"]["acres"]
    'acre'
    """

    def __init__(self, door: Door) -> None:
        """Ask what is loaded, and so whether anybody is there.

        Raises:
            LandTrustError: Nothing answers, or something else; the message says what.
        """
        self._door = door
        self._notes = [one for one in door.snapshots() if one.is_current]
        classes = map_classes(data_folder())
        self._classes = classes.without("owner_kind", hidden_kinds(door.tier))

    @property
    def address(self) -> str:
        """Where the site or the database is, without a password."""
        return self._door.address

    @spelled_out
    def parcels(self, **filters: Unpack[Filters]) -> geopandas.GeoDataFrame:
        """The parcels that fit a filter, in the order of their ids.

        The names of the filter are those of the site's addresses, and mean the same. Lists may
        be lists, days dates, ``vacant`` a bool, and a place or a rectangle a row of numbers.
        ``as_of`` asks for the parcels as the rolls had them on a day, ``snapshot`` for those of
        one load by its number.

        Args:
            filters: What is asked for; nothing leaves all in.

        Raises:
            InvalidInput: A value cannot be used; the message names it.
            SourceProblem: The site does not answer, or with something else.

        >>> trust.parcels(owner_kind=["church", "business"], min_value=1000)["total_value"].sum()
        np.float64(1500.5)
        >>> trust.parcels(vacant="perhaps")
        Traceback (most recent call last):
        landtrust.errors.InvalidInput: vacant: “perhaps” is not one of yes, no, unknown.
        """
        asked = parameters_of(filters)
        found = self._door.parcels(asked)
        frame = parcel_frame(found.table, self._classes)
        frame.attrs |= parcel_attributes(frame.columns, found.snapshots, asked, self._classes)
        citation = parcel_citation(found.snapshots, found.address)
        frame.attrs |= whereabouts(found.address, self._door.tier, citation)
        return frame

    @spelled_out
    def count(self, **filters: Unpack[Filters]) -> int:
        """How many parcels fit a filter.

        >>> trust.count(), trust.count(held="common")
        (6, 0)
        """
        return self._door.count(parameters_of(filters))

    def holdings(self, as_of: Day | None = None) -> geopandas.GeoDataFrame:
        """What is held in common on a day, as far as it is published, in the order of its numbers.

        Args:
            as_of: The day in law; None: today (UTC).

        Raises:
            InvalidInput: That is no day.

        >>> len(trust.holdings(as_of="2016-01-01"))
        0
        """
        day = _day(as_of)
        frame = self._features(HOLDINGS, HOLDING_QUALITIES, day)
        frame.attrs[AS_OF] = day.isoformat()
        return frame

    def counties(self) -> geopandas.GeoDataFrame:
        """Every county that is known, with the number of its parcels that are loaded.

        >>> trust.counties().set_index("name")["parcels"].to_dict()
        {'Hinds': 5, 'Madison': 0, 'Rankin': 1}
        """
        return self._features(COUNTIES, county_features().qualities)

    def regions(self) -> geopandas.GeoDataFrame:
        """Named sets of counties, each with the word of whoever drew it.

        >>> trust.regions()["key"].tolist()
        ['far-side']
        """
        return self._features(REGIONS, region_features().qualities)

    def snapshots(self) -> pd.DataFrame:
        """Every load that is current or once was: of what, when, under which terms.

        >>> trust.snapshots()["county"].tolist()
        ['Hinds', 'Hinds', 'Rankin']
        """
        with _understood(self.address):
            frame = snapshot_frame(self._door.snapshots())
        frame.attrs |= {"address": self.address}
        return frame

    @spelled_out
    def map(
        self,
        frame: geopandas.GeoDataFrame | None = None,
        *,
        color_by: str | None = None,
        **filters: Unpack[Filters],
    ) -> FrameMap:
        """A Folium map of a frame, or of the parcels that fit a filter.

        It is whole in itself: no script, style or picture of it is fetched from anywhere, and it
        stays readable in a notebook that is handed on. A click tells what is said of an outline.

        Args:
            frame: Any frame of outlines; None: the parcels of the filter.
            color_by: ``owner_kind``, ``land_use``, ``vacant`` or ``value_per_acre``; None: the
                kind of owner, where there is one.
            filters: As of ``parcels``.

        Raises:
            InvalidInput: A value cannot be used, or it is more than a notebook can hold.
        """
        if frame is not None and filters:
            msg = "Give a frame or a filter, not both: a frame has been filtered."
            raise InvalidInput(msg, parameter="frame")
        if frame is None:
            if filters.keys().isdisjoint(TIME_NAMES):
                require_drawable(self.count(**filters))
            frame = self.parcels(**filters)
        return draw_frame(frame, color_by, self._classes, static_folder())

    def close(self) -> None:
        """Let go of what is held open."""
        self._door.close()

    def __enter__(self) -> Self:
        """The same, until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of what is held open."""
        self.close()

    def __repr__(self) -> str:
        """Where it is, and what there was when it was connected to."""
        return f"<Landtrust at {self.address}: {self._contents()}>"

    def _contents(self) -> str:
        if not self._notes:
            return "nothing is loaded"
        counties = len({one.county_fips for one in self._notes})
        days = sorted({one.retrieved[:10] for one in self._notes})
        parts = [
            f"{counties} {'county' if counties == 1 else 'counties'}",
            f"data of {' to '.join(dict.fromkeys((days[0], days[-1])))}",
        ]
        invented = [one.invented for one in self._notes]
        if any(invented):
            parts.append("invented" if all(invented) else "some invented")
        if self._door.tier is not Tier.PUBLIC:
            parts.append(f"with what {self._door.tier.name.lower()}s may see")
        return ", ".join(parts)

    def _features(
        self, collection: str, qualities: Mapping[str, Quality], as_of: date | None = None
    ) -> geopandas.GeoDataFrame:
        features = self._door.features(collection, as_of)
        with _understood(self.address):
            frame = feature_frame(features, qualities)
        address = self._door.features_address(collection, as_of)
        day = (as_of or datetime.now(UTC).date()).isoformat()
        citation = feature_citation(collection, day, address)
        frame.attrs |= feature_attributes(collection, qualities, self._loads_of(frame, collection))
        frame.attrs |= whereabouts(address, self._door.tier, citation)
        return frame

    def _loads_of(self, frame: geopandas.GeoDataFrame, collection: str) -> list[SnapshotNote]:
        """The current loads of the counties that features lie in."""
        # A county's code, or a parcel's id, which begins with it; one, or a list of them.
        codes = frame[_COUNTIES_IN[collection]].explode().dropna().astype(str)
        counties = {code[:_CODE_LENGTH] for code in codes}
        current = (one for one in self._door.snapshots() if one.is_current)
        return [one for one in current if one.county_fips in counties]


@contextmanager
def _understood(address: str) -> Iterator[None]:
    """Say so where what a site answered cannot be used."""
    try:
        yield
    except _UNUSABLE as problem:
        msg = f"What {address} answers cannot be used: {str(problem)[:300]}"
        raise SourceProblem(msg, address=address) from problem


def _day(as_of: Day | None) -> date:
    if as_of is None:
        return datetime.now(UTC).date()
    return parse_day(AS_OF, text_of(AS_OF, as_of))
