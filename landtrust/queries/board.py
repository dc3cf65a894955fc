"""The board of the trust: its seats, who has them, and whether each kind has its third."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from landtrust.domain.board import BoardCheck, SeatKind, check_thirds
from landtrust.domain.board import Seat as Term
from landtrust.errors import NotFound
from landtrust.model.audit import EventThing
from landtrust.model.stewardship import BoardSeat
from landtrust.phrases import Phrase
from landtrust.queries.parties import PartyRow, party_row, party_rows_by_id
from landtrust.queries.protected_parties import reader_at
from landtrust.queries.standpoint import Standpoint, known
from landtrust.queries.visibility import Tier, board_members_are_visible

_SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A term of a seat.

    Attributes:
        kind: leaseholder, community or public.
        seat: Which seat it is.
        party: Who has it, whose name may be hidden; None: it is vacant.
        state: ``sits``, ``vacant``, ``ended`` or ``to come``, on the day that was asked about.
        is_taken_up: Whether another term of the same seat began after this one.
        version: The latest event of its history, for whoever changes it.
    """

    id: int
    kind: str
    seat: str
    party: PartyRow | None
    valid_from: date
    valid_to: date | None
    state: str
    is_taken_up: bool
    version: int


@dataclass(frozen=True, slots=True)
class Board:
    """The board on a day.

    Attributes:
        seats: Every term, those of a kind together, the latest of each seat first; none where
            the reader may know numbers alone.
        check: Whether each kind has its third of those who sit; a term that is over counts as
            ended only where no other term of that seat began.
    """

    seats: tuple[SeatRow, ...]
    check: BoardCheck

    @property
    def sentences(self) -> tuple[Phrase, ...]:
        """How many sit for each kind, in plain words."""
        return self.check.sentences[: len(SeatKind)]


def board(connection: Connection, tier: Tier, at: Standpoint) -> Board:
    """The board as this reader may see it."""
    seats = _seats(connection, tier, at)
    counted = [one for one in seats if not (one.state == "ended" and one.is_taken_up)]
    check = check_thirds((_term(one) for one in counted), at.as_of)
    return Board(seats if board_members_are_visible(tier) else (), check)


def board_seat(connection: Connection, seat_id: int, tier: Tier, at: Standpoint) -> SeatRow:
    """One term of a seat.

    Raises:
        NotFound: There is none, or the reader may know numbers alone.
    """
    seats = board(connection, tier, at).seats
    found = next((one for one in seats if one.id == seat_id), None)
    if found is None:
        raise NotFound(
            Phrase("There is no seat with the number %(number)s.", number=seat_id), number=seat_id
        )
    return found


def _seats(connection: Connection, tier: Tier, at: Standpoint) -> tuple[SeatRow, ...]:
    table = BoardSeat.__table__
    rows = connection.execute(
        select(table)
        .where(known(BoardSeat, at.recorded_as_of))
        .order_by(table.c.seat, table.c.valid_from.desc(), table.c.thing_id.desc())
    ).all()
    named = party_rows_by_id(connection, {row.party_id for row in rows} - {None}, at)
    reader = reader_at(connection, tier, at)
    versions = _versions(connection, [row.thing_id for row in rows])
    latest: dict[str, date] = {}
    for row in rows:
        if row.valid_from <= at.as_of:
            latest.setdefault(row.seat, row.valid_from)
    kinds = list(SeatKind)
    found = (
        SeatRow(
            row.thing_id,
            row.kind,
            row.seat,
            # The kinds of seat are no types of right; whoever sits for leaseholders is one.
            party_row(named[row.party_id], reader, _right(row.kind)) if row.party_id else None,
            row.valid_from,
            row.valid_to,
            _state(row.valid_from, row.valid_to, at.as_of, is_vacant=row.party_id is None),
            latest.get(row.seat, row.valid_from) > row.valid_from,
            versions[row.thing_id],
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: kinds.index(SeatKind(one.kind))))


def _versions(connection: Connection, seat_ids: Iterable[int]) -> dict[int, int]:
    """The latest event in the history of each term."""
    latest = (
        select(EventThing.thing_id, func.max(EventThing.event_id).label("latest"))
        .where(EventThing.thing_id.in_(list(seat_ids)))
        .group_by(EventThing.thing_id)
    )
    return {row.thing_id: row.latest for row in connection.execute(latest)}


def _right(kind: str) -> str | None:
    return "lease" if kind == SeatKind.LEASEHOLDER else None


def _state(first: date, end: date | None, day: date, *, is_vacant: bool) -> str:
    if day < first:
        return "to come"
    if end is not None and end <= day:
        return "ended"
    return "vacant" if is_vacant else "sits"


def _term(seat: SeatRow) -> Term:
    holder = None if seat.party is None else seat.party.name or _SOMEBODY
    return Term(SeatKind(seat.kind), holder, seat.valid_from, seat.valid_to)
