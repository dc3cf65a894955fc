"""The cells of a holding's row: read into a plan, with every problem that the row has."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

from landtrust.domain.dates import parse_date
from landtrust.domain.holding_plans import (
    MOST_PIECES,
    PARTY_WORDS,
    HoldingPlan,
    PlannedHolder,
    PlannedLease,
    PlannedPaper,
)
from landtrust.domain.money import parse_cents
from landtrust.domain.shares import MOST_HOLDERS, WHOLE, parse_share, require_whole
from landtrust.domain.sheet_cells import split
from landtrust.domain.text import clean_text, visible_text
from landtrust.errors import InvalidInput, LandTrustError
from landtrust.phrases import Phrase

COLUMNS = (
    "name", "parcels", "buildings", "acquired_on", "how", "land_type",
    "owners", "owner_kinds", "owner_shares",
    "paper_kinds", "paper_titles", "paper_dates", "paper_books", "paper_pages", "paper_numbers",
    "note", "stewardship_months",
    "lease_begins_on", "lease_years", "renewal_years", "leaseholders", "leaseholder_kinds",
    "leaseholder_shares", "lease_with_building", "lease_fee", "lease_fee_period", "fee_schedule",
    "option_days", "resale_formula", "resale_parameters", "improvements_price",
    "public_parts", "left_out",
)  # fmt: skip
"""Every column of a file of holdings, in its order."""

_ALIASES = {
    "holding": "name", "property": "name",
    "parcel": "parcels", "parcel_number": "parcels", "parcel_numbers": "parcels",
    "building": "buildings", "acquired": "acquired_on", "how_acquired": "how",
    "owner": "owners", "owner_kind": "owner_kinds", "share": "owner_shares",
    "owner_share": "owner_shares", "paper_kind": "paper_kinds", "paper_title": "paper_titles",
    "paper_date": "paper_dates", "paper_book": "paper_books", "paper_page": "paper_pages",
    "paper_number": "paper_numbers", "notes": "note", "lease_begins": "lease_begins_on",
    "term_years": "lease_years", "leaseholder": "leaseholders",
    "leaseholder_kind": "leaseholder_kinds", "leaseholder_share": "leaseholder_shares",
    "fee": "lease_fee", "fee_period": "lease_fee_period", "published": "public_parts",
}  # fmt: skip
"""Other words that spreadsheets have for a column."""

_DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y")
_PUBLIC = "public "
_YES_NO = {"yes": True, "no": False, "": False}
_LONGEST = 4_000
_MOST_PAPERS = 200
_Value = TypeVar("_Value")
_WHOLE_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


class CellProblem(NamedTuple):
    """Why a cell cannot be used; the column is empty where it is not one column's fault."""

    column: str
    reason: str


def column_name(heading: str) -> str | None:
    """The column that a heading stands for; None: none of ours.

    >>> column_name("Acquired On"), column_name("Parcel number"), column_name("Color")
    ('acquired_on', 'parcels', None)
    """
    written = "_".join(re.findall(r"[a-z]+", clean_text(heading).casefold()))
    found = _ALIASES.get(written, written)
    return found if found in COLUMNS else None


def plan_from_cells(cells: Mapping[str, str]) -> tuple[HoldingPlan | None, list[CellProblem]]:
    """What a row says, or all the reasons why it cannot be used.

    Args:
        cells: By column; one that is missing is empty.

    >>> plan, problems = plan_from_cells({"name": "Rose Street", "acquired_on": "2015-03"})
    >>> [problem.column for problem in problems]
    ['acquired_on', 'owners', 'parcels']
    """
    row = _Row(cells)
    acquired_on = row.needed("acquired_on", _date)
    owners = row.holders("owners", "owner_kinds", "owner_shares")
    parcels = tuple(dict.fromkeys(row.names("parcels")))
    buildings = row.names("buildings")
    if not parcels and not buildings:
        row.problem("parcels", Phrase("a holding has at least one parcel or building"))
    plan = HoldingPlan(
        name=row.needed("name", _clean) or "",
        parcels=parcels,
        buildings=buildings,
        acquired_on=acquired_on or date.min,
        owners=owners,
        land_type=row.read("land_type", _code) or "ownership",
        how=row.read("how", _clean),
        papers=row.papers(),
        note=row.read("note", _note),
        stewardship_months=row.read("stewardship_months", _number),
        lease=row.lease(),
        public_parts=tuple(map(str.lower, row.names("public_parts"))),
    )
    return (None if row.problems else plan), row.problems


class _Row:
    """The cells of one row, and what was wrong with them."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[CellProblem] = []

    def problem(self, column: str, reason: str) -> None:
        self.problems.append(CellProblem(column, reason))

    def text(self, column: str) -> str:
        return visible_text(self._cells.get(column, ""))

    def read(self, column: str, parse: Callable[[str], _Value]) -> _Value | None:
        """The value of a cell; None where it is empty, or cannot be read."""
        written = self.text(column)
        if not written:
            return None
        try:
            return parse(written)
        except LandTrustError as error:
            self.problem(column, error.message)
            return None

    def needed(self, column: str, parse: Callable[[str], _Value]) -> _Value | None:
        """The value of a cell that must say something."""
        if not self.text(column):
            self.problem(column, Phrase("it is empty"))
        return self.read(column, parse)

    def parts(self, column: str) -> list[str]:
        """The parts of a list, some of them perhaps empty."""
        try:
            return [clean_text(one) for one in split(self.text(column))]
        except csv.Error:
            self.problem(column, Phrase("a quote is opened and never closed"))
            return []

    def names(self, column: str) -> tuple[str, ...]:
        """The parts of a list that say something; two buildings may be called the same."""
        found = tuple(filter(None, self.parts(column)))
        return found if self._has_at_most(MOST_PIECES, column, found) else ()

    def _has_at_most(self, most: int, column: str, parts: Sequence[str]) -> bool:
        if len(parts) > most:
            reason = Phrase(
                "there are %(parts)s parts; a row has at most %(most)s",
                parts=f"{len(parts):,}",
                most=most,
            )
            self.problem(column, reason)
        return len(parts) <= most

    def beside(self, column: str, count: int) -> list[str]:
        """One part for each of so many: a list of as many, or one or none that is for all."""
        parts = self.parts(column)
        if len(parts) <= 1:
            return (parts or [""]) * count
        if len(parts) != count:
            reason = Phrase("there are %(parts)s parts for %(all)s", parts=len(parts), all=count)
            self.problem(column, reason)
            return [""] * count
        return parts

    def each(
        self, column: str, parts: Sequence[str], parse: Callable[[str], _Value]
    ) -> list[_Value | None]:
        """The value of each part; None of those that are empty or cannot be read."""
        found: list[_Value | None] = []
        for part in parts:
            try:
                found.append(parse(part) if part else None)
            except LandTrustError as error:
                self.problem(column, error.message)
                found.append(None)
        return found

    def holders(self, names: str, kinds: str, shares: str) -> tuple[PlannedHolder, ...]:
        """Who has a right, with shares that add up."""
        named = [one for one in self.parts(names) if one]
        if not named:
            self.problem(names, Phrase("it is empty"))
            return ()
        if not self._has_at_most(MOST_HOLDERS, names, named):
            return ()
        words = self.each(kinds, self.beside(kinds, len(named)), _party_word)
        given = self.parts(shares)
        if len(named) > 1 and len(given) != len(named):
            reason = Phrase(
                "there are %(shares)s shares for %(parties)s parties",
                shares=len(given),
                parties=len(named),
            )
            self.problem(shares, reason)
            return ()
        before = len(self.problems)
        found = self.each(shares, given or ["1"], parse_share)
        if len(self.problems) == before:
            self._require_whole(shares, [one or WHOLE for one in found])
        return tuple(
            PlannedHolder(name, word.removeprefix(_PUBLIC) if word else None, share or WHOLE,
                          is_public=bool(word and word.startswith(_PUBLIC)))
            for name, word, share in zip(named, words, found, strict=False)
        )  # fmt: skip

    def _require_whole(self, column: str, shares: list[Fraction]) -> None:
        try:
            require_whole(shares)
        except LandTrustError as error:
            self.problem(column, error.message)

    def papers(self) -> tuple[PlannedPaper, ...]:
        """The papers of the row; what is said of them stands in lists side by side."""
        kinds = [one.lower().replace(" ", "_") for one in self.parts("paper_kinds")]
        if not self._has_at_most(_MOST_PAPERS, "paper_kinds", kinds):
            return ()
        rest = {name: self._of_papers(name, len(kinds)) for name in _OF_PAPERS}
        dates = self.each("paper_dates", rest["paper_dates"], _date)
        return tuple(
            PlannedPaper(
                kind,
                rest["paper_titles"][at],
                dates[at],
                rest["paper_books"][at] or None,
                rest["paper_pages"][at] or None,
                rest["paper_numbers"][at] or None,
            )
            for at, kind in enumerate(kinds)
        )

    def _of_papers(self, column: str, count: int) -> list[str]:
        parts = self.parts(column)
        if len(parts) > count or (parts and len(parts) != count):
            reason = Phrase(
                "there are %(parts)s parts for %(papers)s papers", parts=len(parts), papers=count
            )
            self.problem(column, reason)
            return [""] * count
        return parts or [""] * count

    def lease(self) -> PlannedLease | None:
        """The ground lease; None where no cell says anything of one."""
        if not any(self.text(column) for column in _OF_LEASES):
            return None
        begins_on = self.needed("lease_begins_on", _date)
        years = self.needed("lease_years", _number)
        return PlannedLease(
            leaseholders=self.holders("leaseholders", "leaseholder_kinds", "leaseholder_shares"),
            with_building=bool(self.read("lease_with_building", _yes_no)),
            begins_on=begins_on or date.min,
            term_years=years or 0,
            renewal_years=self.read("renewal_years", _number),
            fee_cents=self.read("lease_fee", parse_cents),
            fee_period=self.read("lease_fee_period", _code),
            fee_schedule=self._pairs("fee_schedule"),
            option_days=self.read("option_days", _number),
            resale_formula=self.read("resale_formula", _code),
            resale_parameters=self._pairs("resale_parameters"),
            price_cents=self.read("improvements_price", parse_cents),
        )

    def _pairs(self, column: str) -> tuple[tuple[str, str], ...]:
        found = self.each(column, self.names(column), _pair)
        return tuple(sorted(one for one in found if one is not None))


_OF_PAPERS = ("paper_titles", "paper_dates", "paper_books", "paper_pages", "paper_numbers")
_OF_LEASES = COLUMNS[COLUMNS.index("lease_begins_on") : COLUMNS.index("public_parts")]


def _clean(text: str) -> str:
    return clean_text(text)


def _note(text: str) -> str:
    if len(text) > _LONGEST:
        msg = Phrase("a note has at most %(most)s characters", most=f"{_LONGEST:,}")
        raise InvalidInput(msg)
    return text


def _code(text: str) -> str:
    return clean_text(text).lower().replace(" ", "_").replace("-", "_")


def _date(text: str) -> date:
    return parse_date(text, _DATE_FORMATS)


def _number(text: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        msg = Phrase("“%(text)s” is not a whole number", text=text[:40])
        raise InvalidInput(msg)
    return int(text)


def _yes_no(text: str) -> bool:
    found = _YES_NO.get(text.lower())
    if found is None:
        msg = Phrase("“%(text)s” is not yes or no", text=text[:40])
        raise InvalidInput(msg)
    return found


def _party_word(text: str) -> str:
    word = text.lower()
    if word.removeprefix(_PUBLIC) not in PARTY_WORDS:
        msg = Phrase(
            "“%(text)s” is not one of %(known)s",
            text=text[:40],
            known=", ".join(PARTY_WORDS),
        )
        raise InvalidInput(msg)
    return word


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        msg = Phrase("“%(text)s” is not of the form name=value", text=text[:40])
        raise InvalidInput(msg)
    return name.strip(), value.strip()
