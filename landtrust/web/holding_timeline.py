"""What happened to a holding in law, day by day, in plain sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from landtrust.phrases import Phrase
from landtrust.queries.holding_detail import HoldingDetail, InterestRow
from landtrust.web.languages import say
from landtrust.web.ownership_words import holders_called, interest_label
from landtrust.web.wording import format_dollars


@dataclass(frozen=True, slots=True)
class LawDay:
    """A day on which something began, ended or was done."""

    day: date
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The days with events before and after the one that is shown; None where there is none."""

    previous: date | None
    following: date | None


def law_days(detail: HoldingDetail) -> tuple[LawDay, ...]:
    """The days of a holding in their order, as far as the reader may know of them."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    for day, sentence in (
        *_ends(detail.interests),
        *_begins(detail.interests),
        *_sales_and_visits(detail),
    ):
        found[day].append(sentence)
    return tuple(LawDay(day, tuple(found[day])) for day in sorted(found))


def steps_from(days: Iterable[LawDay], shown: date) -> Steps:
    """Where the time control leads from a day.

    >>> days = [LawDay(date(2020, 1, 1), ()), LawDay(date(2022, 1, 1), ())]
    >>> steps_from(days, date(2021, 1, 1)).following.isoformat()
    '2022-01-01'
    """
    all_days = [one.day for one in days]
    earlier = [day for day in all_days if day < shown]
    later = [day for day in all_days if day > shown]
    # The day before the first event shows that there was nothing yet.
    return Steps(max(earlier, default=None), min(later, default=None))


def _begins(interests: Iterable[InterestRow]) -> Iterator[tuple[date, str]]:
    by_day: defaultdict[tuple[date, str], list[InterestRow]] = defaultdict(list)
    for one in interests:
        by_day[one.valid_from, one.type].append(one)
    for (day, code), rows in by_day.items():
        right, holders = interest_label(code), _holders(rows)
        if holders:
            yield day, say(Phrase("%(right)s begins: %(holders)s.", right=right, holders=holders))
        else:
            yield day, say(Phrase("%(right)s begins.", right=right))


def _ends(interests: Iterable[InterestRow]) -> Iterator[tuple[date, str]]:
    by_day: defaultdict[tuple[date, str], list[InterestRow]] = defaultdict(list)
    for one in interests:
        if one.valid_to is not None:
            by_day[one.valid_to, one.type].append(one)
    for (day, code), rows in by_day.items():
        right, holders = interest_label(code), _holders(rows)
        if holders:
            yield day, say(Phrase("%(right)s ends: %(holders)s.", right=right, holders=holders))
        else:
            yield day, say(Phrase("%(right)s ends.", right=right))


def _holders(rows: list[InterestRow]) -> str | None:
    return holders_called(rows) if any(one.party for one in rows) else None


def _sales_and_visits(detail: HoldingDetail) -> Iterator[tuple[date, str]]:
    for sale in detail.resales:
        price = format_dollars(sale.price_cents)
        yield sale.sold_on, say(Phrase("The building is sold for %(price)s.", price=price))
    for visit in detail.visits:
        found = say(Phrase("A duty is looked after: %(found)s", found=visit.found))
        yield visit.done_on, found
