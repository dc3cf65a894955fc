"""Random histories of a trust: what is done goes to the services and, if accepted, to a replay.

The replay knows nothing of tables: it is told each event, and says who holds what on a day by
going through the events up to that day.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from landtrust.model import Record
from landtrust.model.versions import Version
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.holdings import HoldingRow, holdings, pieces_on
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record
from landtrust.services.interests import Grant, end_right, in_force, transfer_right
from landtrust.services.leases import LEASEHOLD_TYPES, assign_lease
from landtrust.services.parties import Holder
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from tests.book import Book, on

FIRST_DAY = date(2014, 1, 1)
LOTS = ("100-1", "100-2", "100-3", "100 4/A", "100-5")

DAYS = st.integers(0, 40).map(lambda months: FIRST_DAY + timedelta(days=31 * months))
SHARES = st.sampled_from(
    [(1,), (1, 1), (1, 2), (1, 1, 1), (2, 3, 5)]
).map(lambda parts: [Fraction(one, sum(parts)) for one in parts])  # fmt: skip
WRONG_SHARES = st.sampled_from([[Fraction(1, 2)], [Fraction(2, 3), Fraction(2, 3)]])

Draw = Callable[[st.SearchStrategy[Any]], Any]
Listed = tuple[HoldingRow, ...]
Held = dict[tuple[int, str], dict[int, Fraction]]
"""Who holds which right of which unit: party and share."""


@dataclass(frozen=True)
class Told:
    """One accepted event: from this day on it changes who holds what, in this way."""

    day: date
    change: Callable[[Held], None]
    is_end: bool = False


@dataclass
class History:
    """A trust's history while it is made up.

    Attributes:
        told: The accepted events, in the order in which they were recorded.
        leases: Each lease's number, its unit, its first day and the day of its end.
        became_others: Units that were split or merged.
        bought: What the replay was told when a unit was bought.
    """

    book: Book
    parties: list[int]
    told: list[Told] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    leases: dict[int, tuple[int, date, date]] = field(default_factory=dict)
    became_others: set[int] = field(default_factory=set)
    bought: dict[int, Told] = field(default_factory=dict)
    free_lots: list[str] = field(default_factory=lambda: list(LOTS))
    refused: int = 0

    def tell(self, day: date, change: Callable[[Held], None], *, is_end: bool = False) -> None:
        """Enter an accepted event in the replay."""
        self.told.append(Told(day, change, is_end))

    def replayed(self, day: date) -> Held:
        """Who holds what on a day, by going through the events up to it."""
        held: Held = defaultdict(dict)
        # A lease ends before the next begins on that day.
        for one in sorted(self.told, key=lambda one: (one.day, not one.is_end)):
            if one.day <= day:
                one.change(held)
        return {key: dict(shares) for key, shares in held.items() if shares}

    def read(self, day: date) -> Held:
        """Who holds what on a day, by what the queries say."""
        held: defaultdict[tuple[int, str], dict[int, Fraction]] = defaultdict(dict)
        for unit in self.units:
            seen = holding_detail(self.book.connection, unit, on(day), Tier.STEWARD)
            for one in seen.in_force("right"):
                assert one.party is not None
                assert one.party.id is not None
                assert one.share is not None
                mine = held[unit, one.type]
                mine[one.party.id] = mine.get(one.party.id, Fraction(0)) + one.share
        return dict(held)

    def listed(self, day: date, recorded_as_of: datetime | None = None) -> Listed:
        """The list of holdings on a day, as we know it, or knew it at an instant."""
        return holdings(self.book.connection, on(day, recorded_as_of), Tier.STEWARD)

    def land(self, day: date) -> float:
        """Square metres of all holdings on a day."""
        found = pieces_on(self.book.connection, on(day), None)
        held = {one.id for one in holdings(self.book.connection, on(day), Tier.STEWARD)}
        return sum(
            piece.area_sqm or 0.0 for unit, pieces in found.items() if unit in held
            for piece in pieces
        )  # fmt: skip

    def all_versions(self) -> dict[tuple[str, int], tuple[object, ...]]:
        """Every version that was ever recorded, but for when it ceased to count."""
        found: dict[tuple[str, int], tuple[object, ...]] = {}
        for mapper in Record.registry.mappers:
            if issubclass(mapper.class_, Version):
                kept = [one for one in mapper.local_table.columns if one.name != "recorded_to"]
                for row in self.book.connection.execute(select(*kept)):
                    found[mapper.class_.__tablename__, row.id] = tuple(row)
        return found


def holders(parties: Sequence[int], shares: Sequence[Fraction], turn: int) -> list[Holder]:
    """These shares for as many parties, beginning with one of them."""
    return [
        Holder(parties[(turn + place) % len(parties)], share) for place, share in enumerate(shares)
    ]


def by_party(found: Sequence[Holder]) -> dict[int, Fraction]:
    """The share of each party."""
    return {one.party_id: one.share for one in found}


class Deeds:
    """What can be done next in a history, each drawing what it needs."""

    def __init__(self, history: History, draw: Draw) -> None:
        self.history, self.draw = history, draw
        self.book = history.book

    def _pick(self, of: Sequence[int]) -> int:
        return int(self.draw(st.sampled_from(list(of))))

    def _day(self) -> date:
        """Most days come after the last one that was told; some do not."""
        latest = max((one.day for one in self.history.told if not one.is_end), default=FIRST_DAY)
        later = st.integers(1, 4).map(lambda months: latest + timedelta(days=31 * months))
        day = self.draw(st.one_of(later, later, later, later, DAYS))
        assert isinstance(day, date)
        return day

    def _holders(self) -> list[Holder]:
        shares = self.draw(st.one_of(SHARES, SHARES, SHARES, SHARES, SHARES, WRONG_SHARES))
        turn = self.draw(st.integers(0, 3))
        return holders(self.history.parties, shares, turn)

    def acquire(self) -> None:
        """A lot, or two, come to a party."""
        history, day = self.history, self._day()
        number = min(len(history.free_lots), self._pick([1, 2]))
        owner = self._pick(history.parties)
        if not number:
            return
        lots, history.free_lots = history.free_lots[:number], history.free_lots[number:]
        unit = self.book.holding(owner, day, *lots)
        history.units.append(unit)
        history.tell(day, _replaced((unit, "ownership"), {owner: Fraction(1)}))
        history.bought[unit] = history.told[-1]

    def transfer(self) -> None:
        """The land goes to others."""
        unit, day, to = self._pick(self.history.units), self._day(), self._holders()
        grant = Grant("ownership", to, day)
        transfer_right(self.book.connection, self.book.errand("transfer_right"), unit, grant)
        self.history.tell(day, _replaced((unit, "ownership"), by_party(to)))

    def lease(self) -> None:
        """The land is leased, and the building goes with it."""
        unit, day, to = self._pick(self.history.units), self._day(), self._holders()
        years = self._pick([1, 2, 99])
        lease = self.book.lease(unit, day, *to, years=years)
        end = day.replace(year=day.year + years)
        self.history.leases[lease] = unit, day, end
        for type_code in LEASEHOLD_TYPES:
            self.history.tell(day, _replaced((unit, type_code), by_party(to)))
            self.history.tell(end, _replaced((unit, type_code), {}), is_end=True)

    def assign(self) -> None:
        """A lease goes to others."""
        if not self.history.leases:
            return
        lease, day, to = self._pick(list(self.history.leases)), self._day(), self._holders()
        assign_lease(self.book.connection, self.book.errand("assign_lease"), lease, day, to)
        unit = self.history.leases[lease][0]
        for type_code in LEASEHOLD_TYPES:
            self.history.tell(day, _replaced((unit, type_code), by_party(to)))

    def leave(self) -> None:
        """Land leaves the book: its ownership ends."""
        unit, day = self._pick(self.history.units), self._day()
        owned = in_force(self.book.connection, unit, day, "ownership")
        ids = [one["thing_id"] for one in owned if one["valid_to"] is None]
        end_right(self.book.connection, self.book.errand("end_right"), ids, day)
        self.history.tell(day, _replaced((unit, "ownership"), {}))

    def correct(self) -> None:
        """Somebody else bought the land than was recorded, which holds from the beginning."""
        history, unit = self.history, self._pick(self.history.units)
        if unit in history.became_others or unit not in history.bought:
            return
        told, owner = history.bought[unit], self._pick(history.parties)
        (first,) = [
            one
            for one in in_force(self.book.connection, unit, told.day, "ownership")
            if one["valid_from"] == told.day
        ]
        errand = self.book.errand("correct_record")
        changes = {"party_id": owner}
        correct_record(self.book.connection, errand, "interest", first["thing_id"], changes)
        change = _replaced((unit, "ownership"), {owner: Fraction(1)})
        history.bought[unit] = Told(told.day, change)
        history.told[history.told.index(told)] = history.bought[unit]

    def note(self) -> None:
        """A note is corrected: who holds what stays."""
        unit = self._pick(self.history.units)
        words = f"note {len(self.history.told)}"
        errand = self.book.errand("correct_record")
        correct_record(self.book.connection, errand, "property_unit", unit, {"note": words})

    def split(self) -> None:
        """A holding of two lots is split."""
        history, unit, day = self.history, self._pick(self.history.units), self._day()
        pieces = [one.id for one in pieces_on(self.book.connection, on(day), [unit])[unit]]
        before = history.land(day)
        plan = [NewUnit("West", pieces[:1], keeps_lease=True), NewUnit("East", pieces[1:])]
        held = history.read(day)
        errand = self.book.errand("split_unit")
        west, east = split_unit(self.book.connection, errand, unit, day, plan)
        history.units += [west, east]
        assert abs(history.land(day) - before) < 1e-6
        for new in (west, east):
            assert history.read(day).get((new, "ownership")) == held[unit, "ownership"]
        self._follow(unit, day, {west: True, east: False})

    def merge(self) -> None:
        """Two holdings become one."""
        history, day = self.history, self._day()
        one, other = self._pick(history.units), self._pick(history.units)
        before, held = history.land(day), history.read(day)
        errand = self.book.errand("merge_units")
        new = merge_units(self.book.connection, errand, [one, other], day, "Merged")
        history.units.append(new)
        assert abs(history.land(day) - before) < 1e-6
        assert history.read(day).get((new, "ownership")) == held[one, "ownership"]
        self._follow(one, day, {new: True})
        self._follow(other, day, {new: True})

    def _follow(self, unit: int, day: date, into: dict[int, bool]) -> None:
        """Tell the replay that what held in a unit on a day holds in others from then on."""
        self.history.became_others.add(unit)
        self.history.tell(day, _moved(unit, into))
        keeper = next(new for new, keeps in into.items() if keeps)
        for lease, (of, begins, end) in list(self.history.leases.items()):
            if of == unit and begins < day < end:
                self.history.leases[lease] = keeper, day, end
                for type_code in LEASEHOLD_TYPES:
                    self.history.tell(end, _replaced((keeper, type_code), {}), is_end=True)


def _moved(unit: int, into: dict[int, bool]) -> Callable[[Held], None]:
    """What held in a unit goes to others: the land to each, the lease to the one that keeps it."""

    def change(held: Held) -> None:
        mine = [key for key, shares in held.items() if key[0] == unit and shares]
        for key in mine:
            takers = [new for new, keeps in into.items() if keeps or key[1] == "ownership"]
            held.update({(new, key[1]): dict(held[key]) for new in takers})
            held[key] = {}

    return change


def _replaced(key: tuple[int, str], shares: dict[int, Fraction]) -> Callable[[Held], None]:
    def change(held: Held) -> None:
        held[key] = dict(shares)

    return change
