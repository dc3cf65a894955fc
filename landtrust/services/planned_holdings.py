"""A row's holding put into the book, with the parties that it names."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select

from landtrust.domain.holding_plans import (
    PARTY_WORDS,
    HoldingPlan,
    PlannedHolder,
    PlannedLease,
    PlannedPaper,
    party_word,
)
from landtrust.errors import InvalidInput
from landtrust.model.ownership import Party
from landtrust.phrases import Phrase
from landtrust.queries.protected_parties import reader_at
from landtrust.queries.standpoint import Standpoint
from landtrust.services.evidence import EvidenceFacts
from landtrust.services.holdings import Acquisition, checked_parts, new_holding
from landtrust.services.leases import LeaseTerms, NewLease, new_lease
from landtrust.services.parties import Holder, PartyFacts, new_party
from landtrust.services.record_book import Entry
from landtrust.services.tract_index import TractIndex

_LEASE_PAPER = "ground_lease"


class PartyBook:
    """The parties that are known by name, and those that an import adds.

    The same name and the same kind is the same party.

    Attributes:
        added: Names of the parties that the import added. Those whom the actor may know nothing
            of are among them: nobody can find out by guessing that they are in the book.
    """

    def __init__(self, entry: Entry) -> None:
        """Look up every party."""
        self._entry = entry
        self.added: list[str] = []
        today = Standpoint(entry.moment.date())
        self._hidden = reader_at(entry.connection, entry.errand.actor.tier, today).hidden
        self._numbers: defaultdict[tuple[str, str], tuple[int, ...]] = defaultdict(tuple)
        rows = entry.connection.execute(select(Party.__table__).where(Party.recorded_to.is_(None)))
        for row in rows:
            word = party_word(row.kind, row.group_kind, is_trust=row.is_trust)
            self._numbers[row.name, word] += (row.thing_id,)
            entry.known.add(row.thing_id)

    def known_as(self, holders: tuple[PlannedHolder, ...]) -> tuple[PlannedHolder, ...]:
        """The holders, each whose kind is left open with that of the known party of its name."""
        return tuple(replace(one, word=one.word or self._word(one.name)) for one in holders)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Parties that an error forgets."""
        numbers, added = self._numbers.copy(), list(self.added)
        try:
            yield
        except BaseException:
            self._numbers, self.added = numbers, added
            raise

    def holders(self, planned: tuple[PlannedHolder, ...], column: str) -> list[Holder]:
        """The parties, those that are new recorded, with their shares.

        Raises:
            InvalidInput: A kind is left open, or several parties have this name and kind.
        """
        return [Holder(self._number(one, column), one.share) for one in planned]

    def _word(self, name: str) -> str | None:
        words = [
            word
            for (known, word), numbers in self._numbers.items()
            if known == name and not self._hidden.issuperset(numbers)
        ]
        return words[0] if len(words) == 1 else None

    def _number(self, planned: PlannedHolder, column: str) -> int:
        word = planned.word or self._word(planned.name)
        if word is None:
            msg = Phrase(
                "say what “%(name)s” is: one of %(known)s",
                name=planned.name[:60],
                known=", ".join(PARTY_WORDS),
            )
            raise InvalidInput(msg, parameter=column)
        found = self._numbers[planned.name, word]
        if len(found) > 1:
            msg = Phrase(
                "there are %(found)s parties called “%(name)s”",
                found=len(found),
                name=planned.name[:60],
            )
            raise InvalidInput(msg, parameter=column)
        if not found:
            facts = PartyFacts(
                planned.name, **PARTY_WORDS[word]._asdict(), is_public=planned.is_public
            )
            found = (new_party(self._entry, facts),)
            self._numbers[planned.name, word] = found
            self.added.append(planned.name)
        if found[0] in self._hidden and planned.name not in self.added:
            self.added.append(planned.name)
        return found[0]


def store_plan(entry: Entry, parties: PartyBook, land: TractIndex, plan: HoldingPlan) -> int:
    """Record a holding, and the lease of its land, as a part of a larger event; its number.

    Raises:
        LandTrustError: As the services of holdings, leases and papers do.
    """
    of_lease = [one for one in plan.papers if plan.lease and one.kind == _LEASE_PAPER]
    acquired = Acquisition(
        plan.name,
        plan.parcels,
        parties.holders(plan.owners, "owners"),
        plan.acquired_on,
        land_type=plan.land_type,
        buildings=plan.buildings,
        papers=[_facts(one) for one in plan.papers if one not in of_lease],
        note=plan.note,
        stewardship_months=plan.stewardship_months,
        how=plan.how,
    )
    public_parts = checked_parts(plan.public_parts)
    unit_id = new_holding(entry, acquired, public_parts, land)
    if plan.lease is not None:
        papers = [_facts(one) for one in of_lease]
        new_lease(entry, unit_id, _lease(plan.lease, parties, papers))
    return unit_id


def _lease(lease: PlannedLease, parties: PartyBook, papers: list[EvidenceFacts]) -> NewLease:
    terms = LeaseTerms(
        lease.begins_on,
        lease.term_years,
        renewal_years=lease.renewal_years,
        fee_cents=lease.fee_cents,
        fee_period=lease.fee_period,
        fee_schedule=dict(lease.fee_schedule),
        option_days=lease.option_days,
        resale_formula=lease.resale_formula,
        resale_parameters=dict(lease.resale_parameters),
        price_cents=lease.price_cents,
    )
    holders = parties.holders(lease.leaseholders, "leaseholders")
    return NewLease(terms, holders, lease.with_building, papers)


def _facts(paper: PlannedPaper) -> EvidenceFacts:
    return EvidenceFacts(
        paper.kind,
        paper.title,
        paper.dated_on,
        paper.book,
        paper.page,
        paper.number,
    )
