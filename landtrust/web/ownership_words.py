"""What pages call the codes of collective ownership, and what the law's words mean."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from landtrust.domain.interests import INTEREST_TYPES, LAND_TYPES
from landtrust.domain.money import format_cents
from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.domain.resale import describe_formula
from landtrust.domain.resale_parameters import formula_from_parameters
from landtrust.domain.shares import WHOLE, format_share
from landtrust.phrases import Phrase, counted
from landtrust.queries.holding_detail import HoldingDetail, InterestRow, LeaseRow
from landtrust.queries.holdings import Holder, HoldingRow
from landtrust.queries.papers import PaperRow
from landtrust.queries.parties import PartyRow
from landtrust.services.evidence import EvidenceFacts
from landtrust.web.languages import say
from landtrust.web.wording import format_acres, format_day, join_words

PARTY_WORDS = {
    "person": Phrase("Person"),
    "organization": Phrase("Organization"),
    "household": Phrase("Household"),
    "cooperative": Phrase("Cooperative"),
    "heirs": Phrase("Family that holds land together"),
    "other": Phrase("Group"),
}
_SOMEBODY = {
    "person": Phrase("a person"),
    "organization": Phrase("an organization"),
    "household": Phrase("a household"),
    "cooperative": Phrase("a cooperative"),
    "heirs": Phrase("a family"),
    "other": Phrase("a group of people"),
}
_NOBODY_OWNS = Phrase("nobody owns this land, as far as this book says.")
_NOBODY_OWNED = Phrase("nobody owned this land, as far as this book says.")
_AND_IS_LEASED = Phrase("%(owned)s, and it is leased.")
_AND_WAS_LEASED = Phrase("%(owned)s, and it was leased.")
FORMULA_WORDS = {
    "appraisal": Phrase("By appraisal"),
    "indexed": Phrase("By an index"),
    "fixed_rate": Phrase("By a fixed rate"),
    "itemised": Phrase("By a list"),
}
FORMULA_MEANINGS = {
    "appraisal": Phrase(
        "An appraiser values the home when it is bought and when it is sold. The owner "
        "gets back what was paid, and a part of the rise in value."
    ),
    "indexed": Phrase(
        "The price follows a published number, such as the median income of the area or the "
        "cost of living: if it rises by a tenth, so does the price."
    ),
    "fixed_rate": Phrase(
        "The price rises by the same percent each year, whatever the market does. "
        "Everybody can reckon it with a pencil."
    ),
    "itemised": Phrase(
        "The owner gets back what was paid, and what approved improvements are still worth."
    ),
}
PUBLIC_PART_WORDS = {
    "holding": Phrase("The holding: where it is, who holds the land and since when"),
    "terms": Phrase("The terms of its lease, its restrictions and duties"),
    "papers": Phrase("The list of its papers"),
}


def party_word(party: PartyRow) -> str:
    """What kind of party it is."""
    return say(PARTY_WORDS[party.group_kind or party.kind])


def party_called(party: PartyRow | None) -> str:
    """The party's name; what kind of party it is, where the reader may not know the name."""
    if party is None:
        return say(Phrase("nobody in particular"))
    return party.name or say(_SOMEBODY[party.group_kind or party.kind])


def holders_called(holders: Iterable[Holder | InterestRow]) -> str:
    """Names with their shares; a whole needs none said.

    The names come in the order that they were recorded in.
    """
    return join_words(
        party_called(one.party)
        + (f" ({format_share(one.share)})" if one.share not in (None, WHOLE) else "")
        for one in holders
    )


def holding_sentence(row: HoldingRow) -> str:
    """What a list says of a holding."""
    land = say(Phrase("a building"))
    if row.parcels:
        land = say(counted("%(num)s parcel", "%(num)s parcels", row.parcels))
    if row.land_sqm:
        land = f"{land}, {format_acres(row.land_sqm)}"
    owned = say(
        counted(
            "%(owners)s owns it since %(day)s: %(land)s.",
            "%(owners)s own it since %(day)s: %(land)s.",
            len(row.owners),
            owners=holders_called(row.owners),
            day=format_day(row.since),
            land=land,
        )
    )
    return begun(
        say(Phrase("%(owned)s The land is leased.", owned=owned)) if row.is_leased else owned
    )


def by_type(rows: Iterable[InterestRow]) -> list[tuple[str, list[InterestRow]]]:
    """Interests of each type together, the land's owners first."""
    listed = list(rows)
    groups = ((code, [one for one in listed if one.type == code]) for code in INTEREST_TYPES)
    return [(code, group) for code, group in groups if group]


def detail_sentence(detail: HoldingDetail, day: date, today: date) -> str:
    """What a page says first of a holding, as of a day."""
    owners = [one for one in detail.in_force("right") if one.type in LAND_TYPES]
    leases = [one for one in detail.in_force("right") if one.type == "lease"]
    said = _owned(owners, leases, now=day >= today)
    return begun(said if day == today else _on_day(day, said))


def _on_day(day: date, said: str) -> str:
    return say(Phrase("On %(day)s, %(said)s", day=format_day(day), said=said))


def _owned(owners: Sequence[InterestRow], leases: Sequence[InterestRow], *, now: bool) -> str:
    """Who owns the land and who leases it, as it is now or as it was."""
    if not owners:
        return say(_NOBODY_OWNS if now else _NOBODY_OWNED)
    since = {"owners": holders_called(owners), "day": _all_since(owners)}
    owned = say(
        counted(
            "%(owners)s owns this land, since %(day)s",
            "%(owners)s own this land, since %(day)s",
            len(owners),
            **since,
        )
        if now
        else counted(
            "%(owners)s owned this land, since %(day)s",
            "%(owners)s owned this land, since %(day)s",
            len(owners),
            **since,
        )
    )
    return _and_leased(owned, leases, now=now) if leases else f"{owned}."


def _and_leased(owned: str, leases: Sequence[InterestRow], *, now: bool) -> str:
    if not _are_known(leases):
        return say((_AND_IS_LEASED if now else _AND_WAS_LEASED).filled(owned=owned))
    values = {"owned": owned, "lessees": holders_called(leases)}
    return say(
        counted(
            "%(owned)s, and %(lessees)s leases it.",
            "%(owned)s, and %(lessees)s lease it.",
            len(leases),
            **values,
        )
        if now
        else counted(
            "%(owned)s, and %(lessees)s leased it.",
            "%(owned)s, and %(lessees)s leased it.",
            len(leases),
            **values,
        )
    )


def _all_since(owners: Sequence[InterestRow]) -> str:
    return format_day(max(one.valid_from for one in owners))


def _are_known(leases: Sequence[InterestRow]) -> bool:
    """Whether the reader may know who leases."""
    return all(one.party is not None for one in leases)


def interest_label(code: str) -> str:
    """The name of a type of right, restriction or responsibility."""
    return say(INTEREST_TYPES[code].label)


def interest_meaning(code: str) -> str:
    """What it lets or makes its party do."""
    return say(INTEREST_TYPES[code].meaning)


def is_of_land(code: str) -> bool:
    """Whether it is a right by which the land itself is held."""
    return code in LAND_TYPES


def formula_sentences(lease: LeaseRow) -> str:
    """The resale formula of a lease in plain sentences."""
    if lease.resale_formula is None:
        return say(Phrase("The lease has no formula: the home may be sold at any price."))
    formula = formula_from_parameters(lease.resale_formula, lease.resale_parameters)
    return say(describe_formula(formula))


def paper_words(paper: PaperRow | EvidenceFacts) -> str:
    """What kind of paper it is and where it can be found."""
    places = (
        say(Phrase("dated %(day)s", day=format_day(paper.dated_on))) if paper.dated_on else None,
        say(Phrase("book %(number)s", number=paper.book)) if paper.book else None,
        say(Phrase("page %(number)s", number=paper.page)) if paper.page else None,
        say(Phrase("number %(number)s", number=paper.number)) if paper.number else None,
    )
    return ", ".join((paper_kind(paper.kind), *filter(None, places)))


def paper_kind(code: str) -> str:
    """The name of a kind of paper."""
    return say(EVIDENCE_KINDS[code])


def percent_of_share(share: Fraction) -> float:
    """A share as a number from 0 to 100, for drawings alone."""
    return round(float(share) * 100, 2)


def begun(sentence: str) -> str:
    """The sentence with a capital letter first; all others stay as they are.

    >>> begun("since March 1, 2020")
    'Since March 1, 2020'
    """
    return sentence[:1].upper() + sentence[1:]


FILTERS = {
    "begun": begun,
    "by_type": by_type,
    "cents": format_cents,
    "detail_sentence": detail_sentence,
    "formula_sentences": formula_sentences,
    "fraction": format_share,
    "holding_sentence": holding_sentence,
    "interest_label": interest_label,
    "interest_meaning": interest_meaning,
    "paper_kind": paper_kind,
    "paper_words": paper_words,
    "party_called": party_called,
    "party_word": party_word,
    "percent_of_share": percent_of_share,
}
"""What templates call these words."""
