"""What can be wrong in the book of ownership: shares, events and versions that do not fit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from landtrust.domain.interests import INTEREST_TYPES
from landtrust.domain.shares import HeldShare, first_gap
from landtrust.errors import InvalidInput
from landtrust.model import Record
from landtrust.model.audit import AuditEvent, EventThing
from landtrust.model.ownership import Interest, PartyMember
from landtrust.model.stewardship import EvidenceFile
from landtrust.model.versions import Thing, Version
from landtrust.queries.standpoint import known

_MOST_NAMED = 10


def _versioned() -> list[type[Any]]:
    """Every table that has versions."""
    mappers = (one.class_ for one in Record.registry.mappers)
    return sorted(
        (one for one in mappers if issubclass(one, Version)), key=lambda one: one.__tablename__
    )


def wrong_shares(connection: Connection) -> Iterator[str]:
    """Rights of units and memberships of groups whose shares are not a whole on some day."""
    held: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    rights = select(
        Interest.unit_id, Interest.type, Interest.valid_from, Interest.valid_to,
        Interest.share_numerator, Interest.share_denominator,
    ).where(known(Interest, None), Interest.share_denominator.is_not(None))  # fmt: skip
    for unit_id, code, *share in connection.execute(rights):
        type_ = INTEREST_TYPES.get(code)
        held[f"Unit {unit_id}, {type_.shared_as if type_ else code}", unit_id].append(share)
    members = select(
        PartyMember.group_id, PartyMember.valid_from, PartyMember.valid_to,
        PartyMember.share_numerator, PartyMember.share_denominator,
    ).where(known(PartyMember, None))  # fmt: skip
    for group_id, *share in connection.execute(members):
        held[f"Group {group_id}, members", group_id].append(share)
    for (words, _), shares in sorted(held.items(), key=lambda one: one[0][::-1]):
        yield from _gap(words, shares)


def _gap(words: str, shares: Iterable[Any]) -> Iterator[str]:
    try:
        gap = first_gap(
            [HeldShare(first, end, Fraction(over, under)) for first, end, over, under in shares]
        )
    except (InvalidInput, ZeroDivisionError):
        yield f"{words}: a share or its span is none that can be."
        return
    if gap is not None:
        yield f"{words}: from {gap.on.isoformat()} the shares add up to {gap.total}."


def events_without_subject(connection: Connection) -> Iterator[str]:
    """Events that do not say what they were about."""
    nameless = select(AuditEvent.id).where(AuditEvent.subject == "").order_by(AuditEvent.id)
    yield from _named(connection.scalars(nameless), "Events {} do not say what they are about.")


def turned_spans(connection: Connection) -> Iterator[str]:
    """Versions that end before they begin: in the book, or in law."""
    for table in _versioned():
        recorded = select(table.id).where(table.recorded_to <= table.recorded_from)
        words = f"Rows {{}} of {table.__tablename__} were recorded until before they were."
        yield from _named(connection.scalars(recorded.order_by(table.id)), words)
        if hasattr(table, "valid_to"):
            valid = select(table.id).where(table.valid_to <= table.valid_from).order_by(table.id)
            words = f"Rows {{}} of {table.__tablename__} end before they begin."
            yield from _named(connection.scalars(valid), words)


def orphans(connection: Connection) -> Iterator[str]:
    """Things without a version, of the wrong kind, or without an event; and the other way round."""
    versions = union_all(
        *(select(one.thing_id, literal(one.__tablename__).label("kind")) for one in _versioned())
    ).subquery()
    here = (versions.c.thing_id == Thing.id) & (versions.c.kind == Thing.kind)
    empty = select(Thing.id).where(~select(versions.c.thing_id).where(here).exists())
    yield from _named(connection.scalars(empty.order_by(Thing.id)), "Things {} were never said.")
    unheard = select(Thing.id).where(
        ~select(EventThing.thing_id).where(EventThing.thing_id == Thing.id).exists()
    )
    yield from _named(connection.scalars(unheard.order_by(Thing.id)), "Things {} have no history.")


def evidence_files(connection: Connection) -> tuple[tuple[str, int], ...]:
    """The fingerprint and the size in bytes of every copy that should be in the state folder."""
    rows = connection.execute(
        select(EvidenceFile.sha256, EvidenceFile.size_bytes).order_by(EvidenceFile.sha256)
    )
    return tuple((sha256, size) for sha256, size in rows)


def _named(numbers: Iterable[int], words: str) -> Iterator[str]:
    found = list(numbers)
    if found:
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        yield words.format(", ".join(map(str, found[:_MOST_NAMED])) + more)
