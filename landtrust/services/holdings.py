"""Holdings: a unit of land and buildings comes to a party, and the trust says what is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from landtrust.domain.dates import require_day
from landtrust.domain.holding_plans import MOST_PIECES
from landtrust.domain.interests import LAND_TYPES, InterestKind
from landtrust.domain.shares import require_whole
from landtrust.domain.text import LONGEST_NOTE, clean_text, short_text
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel
from landtrust.phrases import Phrase
from landtrust.queries.visibility import PUBLIC_PARTS
from landtrust.services.evidence import EvidenceFacts, new_evidence
from landtrust.services.interests import Burden, Grant, new_burden, new_rights, open_unit
from landtrust.services.parties import Holder
from landtrust.services.record_book import Entry, Errand, recording
from landtrust.services.tract_index import TractIndex
from landtrust.services.whole_shares import require_whole_so_far

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Acquisition:
    """A unit of land as it comes to its holders.

    Attributes:
        name: What the holding is called.
        parcel_ids: Public ids of its parcels.
        buildings: What its buildings are called; they stay a part of the land until a lease
            parts them from it.
        holders: Who owns the land from then on; shares add up to 1.
        acquired_on: The first day.
        land_type: ``ownership``, or another type by which land is owned.
        papers: What shows it.
        stewardship_months: How often the trust looks after it; None: no such duty is recorded.
        how: How the land came to them, in words; None: nobody says.
    """

    name: str
    parcel_ids: Sequence[str]
    holders: Sequence[Holder]
    acquired_on: date
    land_type: str = "ownership"
    buildings: Sequence[str] = ()
    papers: Sequence[EvidenceFacts] = ()
    note: str | None = None
    stewardship_months: int | None = None
    how: str | None = None


def record_acquisition(connection: Connection, errand: Errand, acquired: Acquisition) -> int:
    """Record that land came to its holders; the number of the unit.

    Raises:
        InvalidInput: The name or the parcels are missing.
        NotFound: There is no such parcel or party.
        RuleBroken: A parcel is a part of another holding then, or the shares do not add up.
    """
    with recording(connection, errand) as entry:
        return new_holding(entry, acquired)


def new_holding(
    entry: Entry, acquired: Acquisition, public_parts: str = "", land: TractIndex | None = None
) -> int:
    """Record an acquisition as a part of a larger event; the number of the unit.

    Args:
        entry: The event.
        acquired: What came to whom.
        public_parts: What anybody may read of it, as ``checked_parts`` gives it.
        land: Where its parcels were looked up; None: nobody has yet.
    """
    if acquired.land_type not in LAND_TYPES:
        msg = Phrase("land_type: one of %(known)s.", known=", ".join(sorted(LAND_TYPES)))
        raise InvalidInput(msg, parameter="land_type")
    require_day(acquired.acquired_on, "acquired_on")
    require_whole(one.share for one in acquired.holders)
    unit_id = entry.new(
        PropertyUnit,
        name=checked_name(acquired.name),
        note=short_text(acquired.note, LONGEST_NOTE, "note"),
        public_parts=public_parts,
    )
    entry.subject = f"unit {unit_id}"
    _enter_pieces(entry, unit_id, acquired, land)
    how = short_text(clean_text(acquired.how or ""), LONGEST_NOTE, "how")
    grant = Grant(acquired.land_type, acquired.holders, acquired.acquired_on, description=how)
    rights = new_rights(entry, unit_id, grant)
    for paper in acquired.papers:
        new_evidence(entry, paper, shows=rights)
    if acquired.stewardship_months is not None:
        duty = Burden(
            "stewardship",
            acquired.acquired_on,
            acquired.holders[0].party_id,
            every_months=acquired.stewardship_months,
        )
        new_burden(entry, unit_id, duty, InterestKind.RESPONSIBILITY)
    require_whole_so_far(entry, unit_id)
    return unit_id


def publish_holding(
    connection: Connection, errand: Errand, unit_id: int, parts: Sequence[str]
) -> None:
    """Record what anybody may read of a unit; nothing where there are no parts.

    Raises:
        InvalidInput: There is no such part.
        NotFound: There is no such unit.
    """
    kept = checked_parts(parts)
    with recording(connection, errand) as entry:
        open_unit(entry, unit_id)
        entry.revise(PropertyUnit, unit_id, public_parts=kept)


def checked_parts(parts: Sequence[str]) -> str:
    """What anybody may read of a unit, as its column has it.

    Raises:
        InvalidInput: There is no such part, or the holding itself is not among them.
    """
    unknown = [one for one in parts if one not in PUBLIC_PARTS]
    if unknown:
        msg = Phrase(
            "parts: “%(unknown)s” is not one of %(known)s.",
            unknown=unknown[0][:40],
            known=", ".join(PUBLIC_PARTS),
        )
        raise InvalidInput(msg, parameter="parts")
    if parts and "holding" not in parts:
        msg = Phrase("parts: what is public of it begins with the holding itself.")
        raise InvalidInput(msg, parameter="parts")
    return ",".join(one for one in PUBLIC_PARTS if one in parts)


def checked_name(given: str) -> str:
    """The name of a unit or a piece of it, made clean.

    Raises:
        InvalidInput: It is missing or too long.
    """
    name = clean_text(given)
    if not name or len(name) > LONGEST_NAME:
        msg = Phrase(
            "name: a holding needs a name of at most %(most)s characters.",
            most=LONGEST_NAME,
        )
        raise InvalidInput(msg, parameter="name")
    return name


def _enter_pieces(
    entry: Entry, unit_id: int, acquired: Acquisition, land: TractIndex | None
) -> None:
    if not 0 < len(acquired.parcel_ids) + len(acquired.buildings) <= MOST_PIECES:
        msg = Phrase(
            "parcels: a holding has at least one parcel or building, at most %(most)s.",
            most=MOST_PIECES,
        )
        raise InvalidInput(msg, parameter="parcels")
    land = land or TractIndex(entry.connection, acquired.parcel_ids)
    parcels = land.parcels(acquired.parcel_ids)
    land.require_unheld(acquired.parcel_ids, acquired.acquired_on)
    for parcel in parcels:
        lot = entry.new(
            SpatialUnit,
            kind="land",
            name=f"Parcel {parcel.parcel_number}",
            parcel_id=parcel.id,
            area_sqm=parcel.area_sqm,
        )
        _enter_piece(entry, unit_id, lot, acquired.acquired_on)
    for name in acquired.buildings:
        building = entry.new(
            SpatialUnit, kind="building", name=checked_name(name), parcel_id=None, area_sqm=None
        )
        _enter_piece(entry, unit_id, building, acquired.acquired_on)


def _enter_piece(entry: Entry, unit_id: int, piece_id: int, since: date) -> None:
    entry.new(UnitPart, unit_id=unit_id, spatial_unit_id=piece_id, valid_from=since, valid_to=None)


def require_unheld(
    connection: Connection,
    parcel_ids: Sequence[int],
    since: date,
    until: date | None,
    *,
    but: int,
) -> None:
    """Refuse land that is a part of another unit on some day of a span.

    Args:
        connection: Where to ask.
        parcel_ids: Our own numbers of the parcels.
        since: The first day.
        until: The first day after the span; None: it is open.
        but: The unit itself.

    Raises:
        RuleBroken: It is; the message names the parcel and the holding.
    """
    conditions: list[ColumnElement[bool]] = [
        SpatialUnit.parcel_id.in_(parcel_ids),
        PropertyUnit.recorded_to.is_(None),
        UnitPart.recorded_to.is_(None),
        SpatialUnit.recorded_to.is_(None),
        (UnitPart.valid_to.is_(None)) | (UnitPart.valid_to > since),
        UnitPart.unit_id != but,
    ]
    if until is not None:
        conditions.append(UnitPart.valid_from < until)
    taken = connection.execute(
        select(PropertyUnit.name, PropertyUnit.thing_id, Parcel.public_id)
        .join(UnitPart, UnitPart.unit_id == PropertyUnit.thing_id)
        .join(SpatialUnit, SpatialUnit.thing_id == UnitPart.spatial_unit_id)
        .join(Parcel, Parcel.id == SpatialUnit.parcel_id)
        .where(*conditions)
        .order_by(PropertyUnit.thing_id)
    ).first()
    if taken is not None:
        msg = Phrase(
            "The parcel %(parcel)s is a part of the holding “%(name)s” already.",
            parcel=taken.public_id,
            name=taken.name,
        )
        raise RuleBroken(msg, number=taken.thing_id, parcel_id=taken.public_id)
