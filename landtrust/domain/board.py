"""The board of a trust: who sits for whom, and whether each kind has its third.

Source:
    The classic community land trust: a board of three equal parts, people who lease from the
    trust, people of its community who do not, and people who stand for the public interest.
    J. E. Davis, "Starting a Community Land Trust" (Burlington Associates, 2007). The trust's own
    bylaws are what counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

THIRDS = 3


class SeatKind(StrEnum):
    """For whom somebody sits on the board."""

    LEASEHOLDER = "leaseholder"
    COMMUNITY = "community"
    PUBLIC = "public"


_KINDS = {
    SeatKind.LEASEHOLDER: Phrase("leaseholder"),
    SeatKind.COMMUNITY: Phrase("community"),
    SeatKind.PUBLIC: Phrase("public"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat and its term.

    Attributes:
        kind: For whom.
        holder: Who sits; None while it is vacant.
        begins_on: The first day of the term.
        ends_on: The day on which the term is over; None if it has no end.
    """

    kind: SeatKind
    holder: str | None
    begins_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a term that ends before it begins.

        Raises:
            InvalidInput: As said.
        """
        if self.ends_on is not None and self.ends_on <= self.begins_on:
            raise InvalidInput("A term ends after it begins.", field="ends_on")


@dataclass(frozen=True, slots=True)
class BoardCheck:
    """A board on a day.

    Attributes:
        counts: How many sit, by kind; all kinds are there.
        off_by: How many seats a kind has above an exact third of those who sit; below zero where
            it falls short.
        vacant: Seats within their term in which nobody sits.
        ended: Seats whose term is over, whoever sat there.
        sentences: All of it in plain words.
    """

    counts: dict[SeatKind, int]
    off_by: dict[SeatKind, Fraction]
    vacant: tuple[Seat, ...]
    ended: tuple[Seat, ...]
    sentences: tuple[Phrase, ...]

    @property
    def in_thirds(self) -> bool:
        """Whether somebody sits, and each kind has exactly a third."""
        return any(self.counts.values()) and not any(self.off_by.values())


def check_thirds(seats: Iterable[Seat], on: date) -> BoardCheck:
    """Whether leaseholders, community and public each have a third of those who sit on a day.

    A seat counts from the first day of its term to before its end, if somebody sits in it.

    >>> seats = [Seat(SeatKind.LEASEHOLDER, "Ann", date(2020, 1, 1)),
    ...          Seat(SeatKind.COMMUNITY, "Lee", date(2020, 1, 1))]
    >>> for sentence in check_thirds(seats, date(2021, 1, 1)).sentences:
    ...     print(sentence)
    Leaseholders have 1 of 2 seats; a third is 2/3: 1/3 too many.
    The community has 1 of 2 seats; a third is 2/3: 1/3 too many.
    The public has 0 of 2 seats; a third is 2/3: 2/3 too few.
    """
    begun = [seat for seat in seats if seat.begins_on <= on]
    ended = tuple(seat for seat in begun if seat.ends_on is not None and seat.ends_on <= on)
    in_term = [seat for seat in begun if seat not in ended]
    vacant = tuple(seat for seat in in_term if seat.holder is None)
    kinds = [seat.kind for seat in in_term if seat.holder is not None]
    counts = {kind: kinds.count(kind) for kind in SeatKind}
    third = Fraction(len(kinds), THIRDS)
    return BoardCheck(
        counts=counts,
        off_by={kind: counts[kind] - third for kind in SeatKind},
        vacant=vacant,
        ended=ended,
        sentences=(
            *(_of_kind(kind, counts[kind], len(kinds)) for kind in SeatKind),
            *(
                Phrase("A seat for the kind %(kind)s is vacant.", kind=_KINDS[one.kind])
                for one in vacant
            ),
            *(_of_ended(seat) for seat in ended),
        ),
    )


def _of_kind(kind: SeatKind, count: int, total: int) -> Phrase:
    third = Fraction(total, THIRDS)
    has = _has(kind, count, total)
    if count == third:
        return Phrase("%(has)s: a third.", has=has) if total else Phrase("%(has)s.", has=has)
    told = {"has": has, "third": _mixed(third), "seats": _mixed(abs(count - third))}
    if count > third:
        return Phrase("%(has)s; a third is %(third)s: %(seats)s too many.", **told)
    return Phrase("%(has)s; a third is %(third)s: %(seats)s too few.", **told)


def _has(kind: SeatKind, count: int, total: int) -> Phrase:
    if kind is SeatKind.LEASEHOLDER:
        return Phrase("Leaseholders have %(seats)s of %(all)s seats", seats=count, all=total)
    if kind is SeatKind.COMMUNITY:
        return Phrase("The community has %(seats)s of %(all)s seats", seats=count, all=total)
    return Phrase("The public has %(seats)s of %(all)s seats", seats=count, all=total)


def _of_ended(seat: Seat) -> Phrase:
    told = {"kind": _KINDS[seat.kind], "day": seat.ends_on}
    if seat.holder is None:
        return Phrase("The term of a vacant seat (%(kind)s) ended on %(day)s.", **told)
    return Phrase("The term of %(name)s (%(kind)s) ended on %(day)s.", name=seat.holder, **told)


def _mixed(number: Fraction) -> str:
    """A number of seats as people say it: 2 1/3, not 7/3."""
    whole, rest = divmod(number, 1)
    return " ".join(str(part) for part in (whole, rest) if part)
