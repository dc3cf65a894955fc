"""Holdings from a trust's own spreadsheet: each row stored, found there already, or told why not.

The whole file is one event: it is one thing that somebody did, nobody ever reads half of it, and a
form that is sent twice counts once. The event is in the history of each holding of the file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import Connection, select

from landtrust.domain.holding_cells import CellProblem
from landtrust.domain.holding_plans import HoldingPlan, PlannedLease, PlannedPaper
from landtrust.domain.interests import LAND_TYPES
from landtrust.domain.lease_terms import LeaseTerm
from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.errors import LandTrustError, RuleBroken
from landtrust.model.ownership import Interest, PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel
from landtrust.phrases import Phrase
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.parcel_numbers import parcels_by_number
from landtrust.queries.permissions import may
from landtrust.queries.visibility import PUBLIC_PARTS, Tier
from landtrust.services.long_entry import LongEntry, in_parts
from landtrust.services.planned_holdings import PartyBook, store_plan
from landtrust.services.record_book import Errand, recording
from landtrust.services.tract_index import TractIndex
from landtrust.sources.holdings_sheet import HoldingsSheet, SheetRow

_MOST_NAMED = 3
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_NOT_COMPARED = frozenset(("left_out",))


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row.

    Attributes:
        line: Of the file, the header being line 1.
        name: As the row has it; empty where it has none.
        unit_id: The holding that it is now, or was already; None where it could not be used.
        is_new: Whether this import stored it.
        problems: Why it could not be used; none where it could.
    """

    line: int
    name: str
    unit_id: int | None
    is_new: bool
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file, row by row.

    Attributes:
        rows: In the order of the file.
        parties: Names of the people, groups and organizations that were not known before.
        unread: Headings of columns that are none of ours.
        notes: What was remarked while the file was read.
    """

    rows: tuple[RowOutcome, ...]
    parties: tuple[str, ...]
    unread: tuple[str, ...]
    notes: tuple[Phrase, ...]

    @property
    def stored(self) -> tuple[RowOutcome, ...]:
        """The rows that became holdings."""
        return tuple(one for one in self.rows if one.is_new)

    @property
    def there(self) -> tuple[RowOutcome, ...]:
        """The rows whose holding was recorded already."""
        return tuple(one for one in self.rows if one.unit_id is not None and not one.is_new)

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        """The rows that could not be used."""
        return tuple(one for one in self.rows if one.problems)


class ImportRefused(RuleBroken):
    """A strict import had rows that cannot be used; nothing was stored."""

    title = Phrase("Nothing was imported")

    def __init__(self, report: ImportReport) -> None:
        """Keep the report of what would have happened."""
        super().__init__(
            Phrase(
                "%(refused)s of %(rows)s rows cannot be used; nothing was stored.",
                refused=len(report.refused),
                rows=len(report.rows),
            )
        )
        self.report = report


def import_holdings(
    connection: Connection, errand: Errand, sheet: HoldingsSheet, *, strict: bool = False
) -> ImportReport:
    """Store the holdings of a file, each row that can be used; what became of every row.

    Args:
        connection: A transaction that writes; an error must undo it.
        errand: What is done, and by whom.
        sheet: The rows.
        strict: Whether one row that cannot be used keeps all of them out.

    Raises:
        ImportRefused: It is strict, and a row cannot be used.
        NotAllowed: The actor may not import.
        AlreadyDone: The form was sent before.
    """
    with recording(connection, errand) as entry:
        with in_parts(entry) as parts:
            report = _Import(parts, sheet).report()
            if strict and report.refused:
                raise ImportRefused(report)
        entry.subject = f"import of {len(report.stored)} holdings"
    return report


def rehearse_import(connection: Connection, errand: Errand, sheet: HoldingsSheet) -> ImportReport:
    """What ``import_holdings`` would do now, found by doing it and taking all of it back."""
    rehearsal = connection.begin_nested()
    try:
        return import_holdings(connection, replace(errand, form_key=None), sheet)
    finally:
        rehearsal.rollback()


class _Import:
    """One file while it is stored."""

    def __init__(self, entry: LongEntry, sheet: HoldingsSheet) -> None:
        self._entry = entry
        self._sheet = sheet
        self._day = entry.moment.date()
        self._parties = PartyBook(entry)
        numbers = {one for row in sheet.rows if row.plan for one in row.plan.parcels}
        self._parcels = parcels_by_number(entry.connection, numbers)
        meant = (found[0] for found in self._parcels.values() if len(found) == 1)
        self._land = TractIndex(entry.connection, meant)
        self._there = _Recorded(entry.connection, self._day, entry.errand.actor.tier)
        self._lines: dict[object, int] = {}

    def report(self) -> ImportReport:
        sheet = self._sheet
        rows = tuple(map(self._outcome, sheet.rows))
        return ImportReport(rows, tuple(self._parties.added), sheet.unread, sheet.notes)

    def _outcome(self, row: SheetRow) -> RowOutcome:
        plan, problems = row.plan, row.problems
        if plan is not None:
            plan, problems = self._resolved(plan)
        if plan is None:
            return RowOutcome(row.line, row.name, None, is_new=False, problems=problems)
        if (known := self._there.like(plan)) is not None:
            return self._compared(row, plan, known)
        if (first := self._lines.get(_likeness(plan))) is not None:
            again = CellProblem("", Phrase("it repeats line %(line)s", line=first))
            return RowOutcome(row.line, row.name, None, is_new=False, problems=(again,))
        return self._stored(row, plan)

    def _resolved(self, plan: HoldingPlan) -> tuple[HoldingPlan | None, tuple[CellProblem, ...]]:
        """The plan with public ids of its parcels and the words of our lists in their order."""
        meant = {one: self._parcels[one] for one in plan.parcels}
        problems = [
            CellProblem("parcels", _why_not(one, found))
            for one, found in meant.items()
            if len(found) != 1
        ]
        if plan.public_parts and not may("publish_holding", self._entry.errand.actor.tier):
            reason = Phrase("only stewards publish; leave it empty")
            problems.append(CellProblem("public_parts", reason))
        if problems:
            return None, tuple(problems)
        ids = {found for (found,) in meant.values()}
        known = [one for one in PUBLIC_PARTS if one in plan.public_parts]
        other = [one for one in plan.public_parts if one not in PUBLIC_PARTS]
        papers = sorted(map(_titled, plan.papers), key=lambda one: one.kind == "ground_lease")
        owners, lease = self._parties.known_as(plan.owners), plan.lease
        if lease is not None:
            lease = replace(lease, leaseholders=self._parties.known_as(lease.leaseholders))
        resolved = replace(
            plan, parcels=tuple(sorted(ids)), public_parts=(*known, *other),
            papers=tuple(papers), owners=owners, lease=lease,
        )  # fmt: skip
        return resolved, ()

    def _compared(self, row: SheetRow, plan: HoldingPlan, unit_id: int) -> RowOutcome:
        """A row whose holding is recorded; it says the same, or is refused for what differs."""
        differ = self._there.differences(plan, unit_id)
        if not differ:
            return RowOutcome(row.line, plan.name, unit_id, is_new=False)
        reason = Phrase(
            "this holding is recorded already (number %(number)s), and differs in %(columns)s: "
            "change it on its page",
            number=unit_id,
            columns=", ".join(differ),
        )
        problem = CellProblem("", reason)
        return RowOutcome(row.line, plan.name, None, is_new=False, problems=(problem,))

    def _stored(self, row: SheetRow, plan: HoldingPlan) -> RowOutcome:
        try:
            with self._parties.attempt(), self._entry.part():
                unit_id = store_plan(self._entry, self._parties, self._land, plan)
        except LandTrustError as error:
            problem = CellProblem(_column(error), error.message)
            return RowOutcome(row.line, plan.name, None, is_new=False, problems=(problem,))
        self._land.enter(unit_id, plan.name, plan.parcels)
        self._lines[_likeness(plan)] = row.line
        return RowOutcome(row.line, plan.name, unit_id, is_new=True)


class _Recorded:
    """The holdings that are recorded before the import."""

    def __init__(self, connection: Connection, day: date, tier: Tier) -> None:
        self._tier, self._day = tier, day
        self._plans = holding_plans(connection, day, tier)
        self._likenesses: dict[object, int] = {}
        begun, pieces = _land_begun(connection), _pieces_ever(connection)
        for unit_id, (name, days) in begun.items():
            for first in days:
                self._likenesses[_key(name, first, pieces[unit_id])] = unit_id

    def like(self, plan: HoldingPlan) -> int | None:
        """The holding of this name, day and land, if one is recorded."""
        return self._likenesses.get(_likeness(plan))

    def differences(self, plan: HoldingPlan, unit_id: int) -> list[str]:
        """What a row says otherwise than the book; nothing of a holding or a lease that is over."""
        recorded = self._plans.get(unit_id)
        if recorded is None:
            return []
        if recorded.lease is None and self._is_over(plan.lease):
            plan = replace(plan, lease=None)
        # Nobody can find out by guessing who owns it, where they may not read that.
        is_hidden = any(not one.name for one in recorded.owners)
        left_out = _NOT_COMPARED | {"owners"} if is_hidden else _NOT_COMPARED
        names = [one.name for one in fields(HoldingPlan) if one.name not in left_out]
        said, known = self._readable(plan), self._readable(recorded)
        return [one for one in names if getattr(said, one) != getattr(known, one)]

    def _is_over(self, lease: PlannedLease | None) -> bool:
        return lease is not None and (
            LeaseTerm(lease.begins_on, lease.term_years).ends_on <= self._day
        )

    def _readable(self, plan: HoldingPlan) -> HoldingPlan:
        """Without what the actor may not read, so that nobody can find it out by guessing."""
        if self._tier >= Tier.STEWARD:
            return plan
        lease = plan.lease and replace(plan.lease, leaseholders=(), price_cents=None)
        # What of the papers is closed to the actor is not told apart from what is not.
        return replace(plan, lease=lease, papers=())


def _likeness(plan: HoldingPlan) -> object:
    return _key(plan.name, plan.acquired_on, (*plan.parcels, *plan.buildings))


def _key(name: str, day: date, pieces: Iterable[str]) -> object:
    return name.casefold(), day, tuple(sorted(pieces))


def _land_begun(connection: Connection) -> Mapping[int, tuple[str, set[date]]]:
    """Each unit's name, and the days since which somebody has owned its land."""
    rows = connection.execute(
        select(Interest.unit_id, PropertyUnit.name, Interest.valid_from)
        .join(PropertyUnit, PropertyUnit.thing_id == Interest.unit_id)
        .where(
            Interest.type.in_(LAND_TYPES),
            Interest.recorded_to.is_(None),
            PropertyUnit.recorded_to.is_(None),
        )
    )
    found: dict[int, tuple[str, set[date]]] = {}
    for unit_id, name, first in rows:
        found.setdefault(unit_id, (name, set()))[1].add(first)
    return found


def _pieces_ever(connection: Connection) -> Mapping[int, list[str]]:
    """The parcels and buildings that each unit has or had."""
    rows = connection.execute(
        select(UnitPart.unit_id, SpatialUnit.name, Parcel.public_id)
        .join(SpatialUnit, SpatialUnit.thing_id == UnitPart.spatial_unit_id)
        .outerjoin(Parcel, Parcel.id == SpatialUnit.parcel_id)
        .where(UnitPart.recorded_to.is_(None), SpatialUnit.recorded_to.is_(None))
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for unit_id, name, parcel in rows:
        found[unit_id].append(parcel or name)
    return found


def _titled(paper: PlannedPaper) -> PlannedPaper:
    """A paper without a title is called what its kind is."""
    return replace(paper, title=paper.title or str(EVIDENCE_KINDS.get(paper.kind, "")))


def _why_not(number: str, found: Sequence[str]) -> Phrase:
    if found:
        return Phrase(
            "“%(number)s” may be any of %(count)s parcels (%(parcels)s); say its county",
            number=number[:60],
            count=len(found),
            parcels=", ".join(found[:_MOST_NAMED]),
        )
    if _ROUNDED.fullmatch(number):
        return Phrase(
            "“%(number)s” was rounded by a spreadsheet: make the column text, and type it again",
            number=number,
        )
    return Phrase("there is no parcel “%(number)s” in the loaded data", number=number[:60])


_COLUMNS = {
    "type": "land_type", "kind": "paper_kinds", "title": "paper_titles", "parts": "public_parts",
    "fee_period": "lease_fee_period", "term_years": "lease_years", "code": "resale_formula",
    "parcels": "parcels", "name": "name", "land_type": "land_type", "every_months":
    "stewardship_months", "note": "note", "how": "how", "book": "paper_books", "page":
    "paper_pages", "number": "paper_numbers", "party": "owners", "owners": "owners",
    "leaseholders": "leaseholders",
}  # fmt: skip
"""The column that a rule speaks of, by the parameter that its error names."""


def _column(error: LandTrustError) -> str:
    named = error.fields.get("parameter") or error.fields.get("field")
    if "parcel_id" in error.fields:
        return "parcels"
    return _COLUMNS.get(str(named), "")
