"""A filter as conditions on the facts of current parcels."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select
from sqlalchemy.orm import aliased

from landtrust.domain import tax_forfeits
from landtrust.domain.crs import SQM_PER_ACRE
from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import ParcelFacts
from landtrust.model.places import RegionCounty
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.queries.common_land import common_parcel_ids
from landtrust.queries.filtering.stores import speech_of
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.nearness import parcels_within
from landtrust.queries.spatial import has_words, is_none_of, is_one_of, meets_bbox
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier, stored_kinds

Condition = ColumnElement[bool]

_VACANT = {"yes": True, "no": False, "unknown": None}
_NOT_STATED = "unknown"


def conditions(
    connection: Connection, wanted: ParcelFilter, tier: Tier = Tier.PUBLIC
) -> list[Condition]:
    """What a row of ``parcel_facts`` must meet.

    Args:
        connection: Says which store this is; asked questions where the filter has ``near`` or
            ``held``.
        wanted: The filter.
        tier: Who asks: a filter must not tell apart what the reader may not.

    Raises:
        InvalidInput: The text has nothing to look for.
    """
    return [
        *_of_place(connection, wanted),
        *of_kind(ParcelFacts, wanted, tier),
        *_of_holding(connection, wanted, tier),
        *_of_measure(connection, wanted),
        *_of_words(connection, wanted),
    ]


def _of_place(connection: Connection, wanted: ParcelFilter) -> Iterator[Condition]:
    facts = ParcelFacts
    if wanted.county:
        yield facts.county_fips.in_(wanted.county)
    if wanted.region is not None:
        of_region = select(RegionCounty.county_fips).where(RegionCounty.region_key == wanted.region)
        yield facts.county_fips.in_(of_region)
    if wanted.bbox is not None:
        meets = meets_bbox(connection, facts.parcel_id.expression, wanted.bbox)
        if meets is not None:
            yield meets
    if wanted.near is not None and wanted.radius_m is not None:
        ids = parcels_within(connection, wanted.near, wanted.radius_m)
        yield is_one_of(connection, facts.parcel_id.expression, ids)


def of_kind(
    of: type[ParcelFacts | RollEntry], wanted: ParcelFilter, tier: Tier
) -> Iterator[ColumnElement[bool]]:
    """What a filter asks of the kind of owner, the use and whether there is a building.

    Args:
        of: Whose columns: what parcels are now, or what a roll said.
        wanted: The filter.
        tier: Who asks.
    """
    if wanted.owner_kind:
        yield of.owner_kind.in_(stored_kinds(wanted.owner_kind, tier))
    if wanted.land_use:
        stated = of.land_use.in_([code for code in wanted.land_use if code != _NOT_STATED])
        missing = of.land_use.is_(None)
        yield or_(stated, missing) if _NOT_STATED in wanted.land_use else stated
    if wanted.vacant is not None:
        yield of.vacant.is_(_VACANT[wanted.vacant])


def _of_holding(connection: Connection, wanted: ParcelFilter, tier: Tier) -> Iterator[Condition]:
    facts = ParcelFacts
    if wanted.held is not None:
        common = common_parcel_ids(connection, tier, Standpoint(wanted.held.on))
        fits = is_one_of if wanted.held.how == "common" else is_none_of
        yield fits(connection, facts.parcel_id.expression, common)
    if wanted.tax is not None:
        listed = select(Snapshot.id).where(Snapshot.source_key.in_(sorted(tax_forfeits.SOURCES)))
        # Under another name: files read the same entry beside the facts.
        entry = aliased(RollEntry)
        says_why = exists().where(
            entry.id == facts.roll_entry_id,
            entry.owner_name_public.contains(tax_forfeits.OWNER_WORD),
        )
        of_state = and_(facts.owner_kind == tax_forfeits.STATE, says_why)
        yield or_(facts.snapshot_id.in_(listed), of_state)


def _of_measure(connection: Connection, wanted: ParcelFilter) -> Iterator[Condition]:
    facts = ParcelFacts
    value = speech_of(connection).walked(facts.total_value_cents.expression)
    if wanted.min_value_cents is not None:
        yield value >= wanted.min_value_cents
    if wanted.max_value_cents is not None:
        yield value <= wanted.max_value_cents
    if wanted.min_acres is not None:
        yield facts.area_sqm >= wanted.min_acres * SQM_PER_ACRE
    if wanted.max_acres is not None:
        yield facts.area_sqm <= wanted.max_acres * SQM_PER_ACRE


def _of_words(connection: Connection, wanted: ParcelFilter) -> Iterator[Condition]:
    facts = ParcelFacts
    if wanted.changed_since is not None:
        begin = datetime.combine(wanted.changed_since, time.min, UTC)
        yield facts.parcel_id.in_(
            select(ParcelChange.parcel_id)
            .join(Snapshot, Snapshot.id == ParcelChange.snapshot_id)
            .where(Snapshot.retrieved_at >= begin)
        )
    if wanted.text is not None:
        yield has_words(connection, facts.parcel_id.expression, wanted.text)
