"""What goes on after the deed: duties looked after, seats on the board, heirs and their shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from landtrust.domain.anniversaries import after_months
from landtrust.domain.board import SeatKind
from landtrust.domain.dates import require_day
from landtrust.domain.heirs import family_shares
from landtrust.domain.interests import InterestKind
from landtrust.domain.shares import WHOLE, total_of
from landtrust.domain.spans import require_span
from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import Interest, Party
from landtrust.model.stewardship import BoardSeat, Inheritance, Monitoring
from landtrust.phrases import Phrase
from landtrust.queries.families import family_input
from landtrust.queries.standpoint import Standpoint
from landtrust.services.interests import open_unit
from landtrust.services.parties import (
    Holder,
    PartyFacts,
    new_party,
    require_parties,
    share_columns,
)
from landtrust.services.record_book import Entry, Errand, current, recording

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat on the board and who has it.

    Attributes:
        kind: leaseholder, community or public.
        seat: Which seat it is, such as “Leaseholders, first seat”.
        party_id: Who has it; None: it is vacant.
        valid_to: First day after the term; None: open.
    """

    kind: str
    seat: str
    valid_from: date
    valid_to: date | None = None
    party_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewHeir:
    """An heir whom nobody has recorded yet, with the part of the decedent's share."""

    name: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Death:
    """A death in a family that holds land together.

    Attributes:
        decedent_id: Who died; None where nobody has recorded that person yet.
        heirs: With the part of the decedent's share that each got; less than all may be known.
        died_on: None where nobody knows the day.
        decedent_name: Of somebody whom nobody has recorded yet.
    """

    decedent_id: int | None
    heirs: Sequence[Holder | NewHeir]
    died_on: date | None = None
    decedent_name: str = ""


def record_monitoring(
    connection: Connection, errand: Errand, duty_id: int, done_on: date, found: str
) -> int:
    """Record that a duty was looked after, and when it is due again; the number of the visit.

    Raises:
        InvalidInput: What was found is missing.
        NotFound: There is no such duty.
        RuleBroken: It is no duty, or was none on that day.
    """
    words = clean_text(found)
    if not words or len(words) > _LONGEST:
        raise InvalidInput("found: say what was found.", parameter="found")
    require_day(done_on, "done_on")
    with recording(connection, errand) as entry:
        duty = current(connection, Interest, duty_id)
        if duty["kind"] != InterestKind.RESPONSIBILITY or done_on < duty["valid_from"]:
            raise RuleBroken("This was no duty on that day.", number=duty_id)
        open_unit(entry, duty["unit_id"])
        every = duty["every_months"]
        following = None if every is None else after_months(done_on, every)
        return entry.new(
            Monitoring, duty_id=duty_id, done_on=done_on, next_on=following, found=words
        )


def seat_board(connection: Connection, errand: Errand, seat: Seat) -> int:
    """Record a seat on the board and who has it; the number of the entry.

    Raises:
        InvalidInput: The kind is none, the name of the seat is missing, or the span is empty.
        NotFound: There is no such party.
    """
    if seat.kind not in set(SeatKind):
        msg = Phrase("kind: one of %(known)s.", known=", ".join(SeatKind))
        raise InvalidInput(msg, parameter="kind")
    name = clean_text(seat.seat)
    if not name:
        raise InvalidInput("seat: say which seat it is.", parameter="seat")
    require_span(seat.valid_from, seat.valid_to)
    with recording(connection, errand) as entry:
        entry.subject = "board"
        if seat.party_id is not None:
            require_parties(entry, [seat.party_id])
        return entry.new(
            BoardSeat,
            kind=seat.kind,
            seat=name,
            party_id=seat.party_id,
            valid_from=seat.valid_from,
            valid_to=seat.valid_to,
        )


def record_inheritance(
    connection: Connection, errand: Errand, group_id: int, death: Death
) -> list[int]:
    """Record who inherited which parts of what one member of a family held.

    Args:
        connection: A transaction that writes.
        errand: What is done, and by whom.
        group_id: The group of heirs that the tree belongs to.
        death: Who died, and who inherited.

    Raises:
        InvalidInput: Nobody is named as heir.
        NotFound: There is no such group or party.
        RuleBroken: It is no group of heirs, the parts are more than all, or the entries of the
            family cannot all be true: an heir died first, or inherits from themselves in the end.
    """
    if death.died_on is not None:
        require_day(death.died_on, "died_on")
    with recording(connection, errand) as entry:
        group = current(connection, Party, group_id)
        if group["group_kind"] != "heirs":
            raise RuleBroken("Only a group of heirs has a family tree.", number=group_id)
        entry.change(group_id)
        entry.subject = f"party {group_id}"
        if not death.heirs:
            raise InvalidInput("heirs: nobody is named.", parameter="heirs")
        if total_of(one.share for one in death.heirs) > WHOLE:
            raise RuleBroken("The parts of the heirs add up to more than all there was.")
        decedent_id = death.decedent_id or _new_person(entry, death.decedent_name)
        heirs = [_known_heir(entry, one) for one in death.heirs]
        require_parties(entry, [decedent_id, *(one.party_id for one in heirs)])
        numbers = [
            entry.new(
                Inheritance,
                group_id=group_id,
                decedent_id=decedent_id,
                heir_id=one.party_id,
                died_on=death.died_on,
                **share_columns(one.share),
            )
            for one in heirs
        ]
        require_true_family(connection, group_id)
    return numbers


def require_true_family(connection: Connection, group_id: int) -> None:
    """Refuse entries of a family that cannot all be true.

    Raises:
        RuleBroken: An heir died first, inherits from themselves in the end, or parts are more
            than all there was.
    """
    everything = family_input(connection, group_id, Standpoint(date.max))
    family_shares(everything.first_holders, everything.inheritances)


def end_seat(connection: Connection, errand: Errand, seat_id: int, on: date) -> None:
    """Record that a term on the board ends, or ended, on a day.

    Raises:
        InvalidInput: The term would hold no day.
        NotFound: There is no such seat.
        RuleBroken: It ended before that day.
    """
    with recording(connection, errand) as entry:
        seat = current(connection, BoardSeat, seat_id)
        entry.change(seat_id)
        entry.subject = "board"
        if seat["valid_to"] is not None and seat["valid_to"] < on:
            raise RuleBroken("This term ended before that day.", number=seat_id)
        require_span(seat["valid_from"], on)
        entry.revise(BoardSeat, seat_id, valid_to=on)


def _known_heir(entry: Entry, heir: Holder | NewHeir) -> Holder:
    """The heir as a party; one who is not recorded is recorded now."""
    if isinstance(heir, Holder):
        return heir
    return Holder(_new_person(entry, heir.name), heir.share)


def _new_person(entry: Entry, name: str) -> int:
    return new_party(entry, PartyFacts(name, "person"))
