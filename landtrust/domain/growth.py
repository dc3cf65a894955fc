"""How the land that is held in common grows and shrinks: at every change, and by year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum


@dataclass(frozen=True, slots=True)
class ParcelPoint:
    """A parcel as a map finds it.

    Attributes:
        feature_id: Its number in tiles.
        lon: Of a point inside it, degrees.
        lat: The same.
    """

    feature_id: int
    public_id: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class LandPiece:
    """A piece of land that is held.

    Attributes:
        area_sqm: Square metres; 0 where nobody knows.
        parcel: None where it is no parcel.
    """

    id: int
    area_sqm: float
    parcel: ParcelPoint | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a holding is held in common and nothing of that changes.

    Attributes:
        first: The first day.
        end: The first day after it; None: it lasts.
    """

    first: date
    end: date | None
    is_leased: bool
    pieces: tuple[LandPiece, ...]


@dataclass(frozen=True, slots=True)
class Land:
    """An amount of land."""

    area_sqm: float = 0.0
    parcels: int = 0


@dataclass(frozen=True, slots=True)
class CommonLand:
    """All that is held in common on a day.

    Attributes:
        leased: How many of the holdings are leased out.
    """

    land: Land = Land()
    holdings: int = 0
    leased: int = 0


NOTHING = CommonLand()


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which what is held in common changes.

    Attributes:
        held: From that day on.
        gained: Land that was not held in common before; what only moves from one holding to
            another is neither gained nor lost.
    """

    day: date
    held: CommonLand
    gained: Land
    lost: Land


@dataclass(frozen=True, slots=True)
class YearOfGrowth:
    """What is held in common at the end of a year, and what the year brought and took.

    Attributes:
        until: 31 December, or today in the year that is not over.
    """

    year: int
    until: date
    held: CommonLand
    gained: Land
    lost: Land


def changes(holdings: Iterable[Sequence[Stretch]]) -> tuple[Change, ...]:
    """Every day on which something changes, in order, also days to come.

    Args:
        holdings: The stretches of each holding, which do not meet each other.
    """
    begun: defaultdict[date, dict[tuple[int, date], Stretch]] = defaultdict(dict)
    ended: defaultdict[date, dict[tuple[int, date], Stretch]] = defaultdict(dict)
    for number, stretches in enumerate(holdings):
        for one in stretches:
            begun[one.first][number, one.first] = one
            if one.end is not None:
                ended[one.end][number, one.first] = one
    held: dict[tuple[int, date], Stretch] = {}
    found = []
    for day in sorted({*begun, *ended}):
        held = {key: one for key, one in held.items() if key not in ended[day]} | begun[day]
        coming, going = _pieces(begun[day].values()), _pieces(ended[day].values())
        gained, lost = _land(coming - going), _land(going - coming)
        found.append(Change(day, _common(held.values()), gained, lost))
    return tuple(found)


def held_on(all_changes: Iterable[Change], day: date) -> CommonLand:
    """What is held in common on a day.

    >>> held_on([], date(2026, 11, 25)).holdings
    0
    """
    before = [one for one in all_changes if one.day <= day]
    return before[-1].held if before else NOTHING


def by_year(all_changes: Sequence[Change], today: date) -> tuple[YearOfGrowth, ...]:
    """The years since the first change until today; none where nothing was ever held."""
    past = [one for one in all_changes if one.day <= today]
    if not past:
        return ()
    return tuple(_year(year, past, today) for year in range(past[0].day.year, today.year + 1))


def _year(year: int, past: Sequence[Change], today: date) -> YearOfGrowth:
    until = min(date(year, 12, 31), today)
    inside = [one for one in past if one.day.year == year]
    return YearOfGrowth(
        year,
        until,
        held_on(past, until),
        _sum(one.gained for one in inside),
        _sum(one.lost for one in inside),
    )


def _common(stretches: Iterable[Stretch]) -> CommonLand:
    held = list(stretches)
    leased = sum(one.is_leased for one in held)
    return CommonLand(_land(_pieces(held)), len(held), leased)


def _pieces(stretches: Iterable[Stretch]) -> Counter[LandPiece]:
    return Counter(piece for one in stretches for piece in one.pieces)


def _land(pieces: Counter[LandPiece]) -> Land:
    held = list(pieces.elements())
    # The sum does not depend on the order: the same land is the same number on any day.
    return Land(fsum(one.area_sqm for one in held), sum(one.parcel is not None for one in held))


def _sum(lands: Iterable[Land]) -> Land:
    given = list(lands)
    return Land(fsum(one.area_sqm for one in given), sum(one.parcels for one in given))
