"""What loads had, put together again: what the rolls said then, and the outlines of that time.

Nothing is stored twice: an entry of a roll has the loads from and to which it was so, and a change
of an outline keeps the one before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel
from landtrust.model.roll import RollEntry
from landtrust.queries.filtering.stores import Speech
from landtrust.queries.parcels import ParcelRow
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.visibility import NamedOwner, Tier, owner_name, visible_kind

_AREA_BEFORE = "area_sqm_before"
"""Where a change of an outline says how large it was before."""

SAID_THEN = (
    Parcel.id,
    Parcel.public_id,
    Parcel.county_fips,
    Parcel.parcel_number,
    RollEntry.situs_address,
    RollEntry.situs_city,
    RollEntry.situs_zip,
    RollEntry.owner_kind,
    RollEntry.owner_name_public,
    RollEntry.owner_line_1,
    RollEntry.owner_line_2,
    RollEntry.land_use,
    RollEntry.land_value_cents,
    RollEntry.improvement_value_cents,
    RollEntry.total_value_cents,
    RollEntry.vacant,
    RollEntry.roll_year,
)
"""What ``row_then`` reads, beside ``area_then``."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Outlines as they were: the first change since has the one before.

    Attributes:
        stored: The outlines as they are now.
        change: The first change of each since, where there is one.
    """

    stored: Any
    change: Any

    @property
    def outline(self) -> ColumnElement[bytes]:
        """WKB of the outline at that time."""
        return func.coalesce(self.change.former_outline, self.stored.outline)

    def area_sqm(self, speech: Speech) -> ColumnElement[float]:
        """How large it was."""
        before = speech.number_in(self.change.evidence, _AREA_BEFORE)
        return func.coalesce(before, Parcel.area_sqm)


class AsLoaded:
    """The loads that are read, one of each county.

    Statements that use its conditions have ``Parcel`` in them, and ``RollEntry`` for what was
    said of it.

    Args:
        snapshots: At least one, and no two of a county.
    """

    def __init__(self, snapshots: Iterable[LoadedSnapshot]) -> None:
        """Know which loads."""
        self.by_county = {one.county_fips: one for one in snapshots}
        each = self.by_county.items()
        self.number: ColumnElement[int]
        self.number = _of_county({fips: one.id for fips, one in each}, Integer())
        self._source: ColumnElement[str]
        self._source = _of_county({fips: one.source_key for fips, one in each}, String())

    def speaks(self) -> tuple[ColumnElement[bool], ...]:
        """Whether an entry is what a load said, and stands for its parcel."""
        return (*self._said(RollEntry), ~exists(self._said_before()))

    def is_first_since(self, change: Any, parcel_id: ColumnElement[int]) -> ColumnElement[bool]:  # noqa: ANN401 - an alias
        """Whether a change is the first of a parcel's outline since its load."""
        later = aliased(ParcelChange)
        first = (
            select(func.min(later.id))
            .where(
                later.parcel_id == parcel_id,
                later.snapshot_id > self.number,
                later.former_outline.is_not(None),
            )
            .scalar_subquery()
        )
        return and_(change.parcel_id == parcel_id, change.id == first)

    def _said(self, entry: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - or an alias
        return (
            entry.source_key == self._source,
            entry.recorded_from_id <= self.number,
            or_(entry.recorded_to_id.is_(None), entry.recorded_to_id > self.number),
            Parcel.county_fips.in_(sorted(self.by_county)),
        )

    def _said_before(self) -> Select[Any]:
        """Another account of the same parcel that stands for it: it began to do so later."""
        other = aliased(RollEntry)
        since, others_since = self._spoke_since(RollEntry), self._spoke_since(other)
        comes_first = or_(
            others_since > since, and_(others_since == since, other.id < RollEntry.id)
        )
        return select(other.id).where(
            other.parcel_id == RollEntry.parcel_id, *self._said(other), comes_first
        )

    def _spoke_since(self, entry: Any) -> ColumnElement[int]:  # noqa: ANN401 - or an alias
        return case((entry.speaks_from_id <= self.number, entry.speaks_from_id), else_=0)


def row_then(
    row: Row[Any], snapshot: LoadedSnapshot, tier: Tier, outline: bytes | None = None
) -> ParcelRow:
    """A parcel as a load had it, as this reader may see it.

    Args:
        row: ``SAID_THEN`` and ``area_then``.
        snapshot: The load; an entry says only in which year it was new.
        tier: The reader's.
        outline: WKB of that time; None where it was not asked for.
    """
    owner = NamedOwner(row.owner_kind, row.owner_name_public, row.owner_line_1, row.owner_line_2)
    return ParcelRow(
        id=row.id,
        public_id=row.public_id,
        county_fips=row.county_fips,
        parcel_number=row.parcel_number,
        situs_address=row.situs_address,
        situs_city=row.situs_city,
        situs_zip=row.situs_zip,
        owner_kind=visible_kind(row.owner_kind, tier),
        owner_name=owner_name(owner, tier),
        land_use=row.land_use,
        land_value_cents=row.land_value_cents,
        improvement_value_cents=row.improvement_value_cents,
        total_value_cents=row.total_value_cents,
        area_sqm=row.area_then,
        vacant=row.vacant,
        roll_year=row.roll_year if snapshot.roll_year is None else snapshot.roll_year,
        snapshot=snapshot,
        outline_lonlat=outline,
    )


def _of_county(values: Mapping[str, int | str], kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """What holds for a parcel's county; one value where it holds for all."""
    if len(set(values.values())) == 1:
        return literal(next(iter(values.values())), kind)
    return case(dict(values), value=Parcel.county_fips)
