"""What residents sent: for organizers all of it, for everybody what was approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, select

from landtrust.domain.parcel_numbers import is_public_id
from landtrust.domain.suggestions import APPROVED, NEW, STATES, Said
from landtrust.errors import NotFound
from landtrust.model.parcels import Parcel, ParcelFacts
from landtrust.model.roll import RollEntry
from landtrust.model.suggestions import Suggestion
from landtrust.phrases import Phrase
from landtrust.queries.tokens import fingerprint
from landtrust.queries.visibility import Tier, senders_are_visible

GONE = Phrase("This was deleted, or never was here.")

MOST_OF_A_PARCEL = 50
"""How many of what residents said stand on a parcel's page, the latest."""

_APPROVED = (
    select(Suggestion.kind, Suggestion.public_text, Suggestion.decided_at)
    .where(Suggestion.parcel_id == bindparam("parcel_id"), Suggestion.state == APPROVED)
    .order_by(Suggestion.decided_at.desc(), Suggestion.id.desc())
    .limit(MOST_OF_A_PARCEL)
)


_NO_LOT = Phrase("We know no lot with this number.")


@dataclass(frozen=True, slots=True)
class SuggestedLot:
    """A parcel as people call it.

    Attributes:
        situs_address: None where the current roll states none, or no longer has the parcel.
        owner_kind: None where the current roll no longer has the parcel, or nobody asked.
    """

    id: int
    public_id: str
    parcel_number: str
    situs_address: str | None
    owner_kind: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """What somebody sent, for those who answer it.

    Attributes:
        lot: None where the text alone says which land it is.
        said: Name and contact are None where they are not given, deleted, or not for this reader.
        decided_at: None where nobody has decided yet.
        event_id: The latest event about it.
    """

    id: int
    state: str
    said: Said
    lot: SuggestedLot | None
    sent_at: datetime
    decided_at: datetime | None
    public_text: str | None
    answer: str | None
    event_id: int


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """Some of what was sent.

    Attributes:
        older: Number of the last one here, where there are older ones.
    """

    rows: tuple[SuggestionRow, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class OwnSuggestion:
    """What the sender reads who has the link.

    Attributes:
        keeps_name: Whether a name is kept; the page does not repeat it, as links get lost.
        keeps_contact: The same of a way to be reached.
    """

    id: int
    kind: str
    state: str
    message: str
    lot: SuggestedLot | None
    sent_at: datetime
    decided_at: datetime | None
    public_text: str | None
    answer: str | None
    keeps_name: bool
    keeps_contact: bool


@dataclass(frozen=True, slots=True)
class SaidOfParcel:
    """What anybody may read of what a resident said."""

    kind: str
    text: str
    approved_at: datetime


def approved_suggestions(connection: Connection, parcel_id: int) -> tuple[SaidOfParcel, ...]:
    """What residents said of a parcel and organizers approved, the latest first."""
    found = connection.execute(_APPROVED, {"parcel_id": parcel_id}).mappings()
    return tuple(SaidOfParcel(row["kind"], row["public_text"], row["decided_at"]) for row in found)


def suggested_lot(connection: Connection, public_id: str) -> SuggestedLot:
    """The parcel that somebody wants to say something of.

    Raises:
        NotFound: There is none of this id.
    """
    if not is_public_id(public_id):
        raise NotFound(_NO_LOT, parameter="parcel")
    named = (
        select(
            Parcel.id, Parcel.public_id, Parcel.parcel_number, RollEntry.situs_address,
            ParcelFacts.owner_kind,
        )
        .outerjoin(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .outerjoin(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
        .where(Parcel.public_id == public_id)
    )  # fmt: skip
    row = connection.execute(named).one_or_none()
    if row is None:
        raise NotFound(_NO_LOT, parameter="parcel")
    return SuggestedLot(*row)


def own_suggestion(connection: Connection, token: str) -> OwnSuggestion:
    """What was sent by whoever has this link; one look, whether there is such a link or not.

    Raises:
        NotFound: There is none.
    """
    mine = _selected().where(Suggestion.token_sha256 == fingerprint(token))
    row = connection.execute(mine).mappings().one_or_none()
    if row is None:
        msg = Phrase(
            "There is nothing at this link. It was deleted, or a part of the link is missing."
        )
        raise NotFound(msg)
    return OwnSuggestion(
        row["id"],
        row["kind"],
        row["state"],
        row["message"],
        _lot(row),
        row["sent_at"],
        row["decided_at"],
        row["public_text"],
        row["answer"],
        row["sender_name"] is not None,
        row["sender_contact"] is not None,
    )


def suggestion(connection: Connection, number: int, tier: Tier) -> SuggestionRow:
    """What was sent under this number.

    Raises:
        NotFound: There is none, or it is deleted.
    """
    row = connection.execute(_selected().where(Suggestion.id == number)).mappings().one_or_none()
    if row is None:
        raise NotFound(GONE, number=number)
    return _row(row, tier)


def suggestion_page(
    connection: Connection, state: str, tier: Tier, rows: int, before: int | None = None
) -> SuggestionPage:
    """What is in a state: the oldest first of what is new, else the newest first.

    Args:
        connection: To the database itself.
        state: A code.
        tier: The reader's.
        rows: How many at most.
        before: The number of the last one of the page before; None begins.
    """
    is_queue = state == NEW
    order = Suggestion.id.asc() if is_queue else Suggestion.id.desc()
    asked = _selected().where(Suggestion.state == state).order_by(order).limit(rows + 1)
    if before is not None:
        asked = asked.where(Suggestion.id > before if is_queue else Suggestion.id < before)
    found = [_row(row, tier) for row in connection.execute(asked).mappings()]
    shown = tuple(found[:rows])
    return SuggestionPage(shown, shown[-1].id if len(found) > rows else None)


def suggestion_counts(connection: Connection) -> Mapping[str, int]:
    """How many there are in each state."""
    counted = select(Suggestion.state, func.count()).group_by(Suggestion.state)
    found = dict(connection.execute(counted).all())
    return {state: found.get(state, 0) for state in STATES}


def _selected() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Suggestion.id, Suggestion.kind, Suggestion.state, Suggestion.message,
            Suggestion.sender_name, Suggestion.sender_contact, Suggestion.sent_at,
            Suggestion.decided_at, Suggestion.public_text, Suggestion.answer,
            Suggestion.event_id, Suggestion.parcel_id, Parcel.public_id, Parcel.parcel_number,
            RollEntry.situs_address,
        )
        .outerjoin(Parcel, Parcel.id == Suggestion.parcel_id)
        .outerjoin(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .outerjoin(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
    )  # fmt: skip


def _row(row: RowMapping, tier: Tier) -> SuggestionRow:
    seen = senders_are_visible(tier)
    name, contact = (row["sender_name"], row["sender_contact"]) if seen else (None, None)
    return SuggestionRow(
        row["id"],
        row["state"],
        Said(row["kind"], row["message"], name, contact),
        _lot(row),
        row["sent_at"],
        row["decided_at"],
        row["public_text"],
        row["answer"],
        row["event_id"],
    )


def _lot(row: RowMapping) -> SuggestedLot | None:
    if row["parcel_id"] is None:
        return None
    return SuggestedLot(
        row["parcel_id"], row["public_id"], row["parcel_number"], row["situs_address"]
    )
