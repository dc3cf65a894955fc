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
from landtrust.queries.holding_detail import HoldingDetail, InterestRow, LeaseRow
from landtrust.queries.holdings import Holder, HoldingRow
from landtrust.queries.papers import PaperRow
from landtrust.queries.parties import PartyRow
from landtrust.web.wording import format_acres, format_count, format_day

PARTY_WORDS = {
    "person": "Person",
    "organization": "Organization",
    "household": "Household",
    "cooperative": "Cooperative",
    "heirs": "Family that holds land together",
    "other": "Group",
}
_SOMEBODY = {
    "person": "a person",
    "organization": "an organization",
    "household": "a household",
    "cooperative": "a cooperative",
    "heirs": "a family",
    "other": "a group of people",
}
FORMULA_WORDS = {
    "appraisal": "By appraisal",
    "indexed": "By an index",
    "fixed_rate": "By a fixed rate",
    "itemised": "By a list",
}
FORMULA_MEANINGS = {
    "appraisal": "An appraiser values the home when it is bought and when it is sold. The owner "
    "gets back what was paid, and a part of the rise in value.",
    "indexed": "The price follows a published number, such as the median income of the area or the "
    "cost of living: if it rises by a tenth, so does the price.",
    "fixed_rate": "The price rises by the same percent each year, whatever the market does. "
    "Everybody can reckon it with a pencil.",
    "itemised": "The owner gets back what was paid, and what approved improvements are still "
    "worth.",
}
PUBLIC_PART_WORDS = {
    "holding": "The holding: where it is, who holds the land and since when",
    "terms": "The terms of its lease, its restrictions and duties",
    "papers": "The list of its papers",
}


def party_word(party: PartyRow) -> str:
    """What kind of party it is."""
    return PARTY_WORDS[party.group_kind or party.kind]


def party_called(party: PartyRow | None) -> str:
    """The party's name; what kind of party it is, where the reader may not know the name."""
    if party is None:
        return "nobody in particular"
    return party.name or _SOMEBODY[party.group_kind or party.kind]


def holders_called(holders: Iterable[Holder | InterestRow]) -> str:
    """Names with their shares; a whole needs none said.

    The names come in the order that they were recorded in.
    """
    return _joined(
        party_called(one.party)
        + (f" ({format_share(one.share)})" if one.share not in (None, WHOLE) else "")
        for one in holders
    )


def holding_sentence(row: HoldingRow) -> str:
    """What a list says of a holding."""
    land = format_count(row.parcels, "parcel", "parcels") if row.parcels else "a building"
    size = f", {format_acres(row.land_sqm)}" if row.land_sqm else ""
    verb = "owns" if len(row.owners) == 1 else "own"
    lease = " The land is leased." if row.is_leased else ""
    owners = holders_called(row.owners)
    return begun(f"{owners} {verb} it since {format_day(row.since)}: {land}{size}.{lease}")


def by_type(rows: Iterable[InterestRow]) -> list[tuple[str, list[InterestRow]]]:
    """Interests of each type together, the land's owners first."""
    listed = list(rows)
    groups = ((code, [one for one in listed if one.type == code]) for code in INTEREST_TYPES)
    return [(code, group) for code, group in groups if group]


def detail_sentence(detail: HoldingDetail, day: date, today: date) -> str:
    """What a page says first of a holding, as of a day."""
    when = "" if day == today else f"On {format_day(day)}, "
    is_past = day < today
    owners = [one for one in detail.in_force("right") if one.type in LAND_TYPES]
    if not owners:
        nobody = "nobody owned" if is_past else "nobody owns"
        return begun(f"{when}{nobody} this land, as far as this book says.")
    verb = _verb("own", owners, is_past=is_past)
    leases = [one for one in detail.in_force("right") if one.type == "lease"]
    lease = _leased(leases, is_past=is_past) if leases else ""
    since = format_day(max(one.valid_from for one in owners))
    return begun(f"{when}{holders_called(owners)} {verb} this land, since {since}{lease}.")


def _verb(word: str, holders: Sequence[InterestRow], *, is_past: bool) -> str:
    """What holders do or did: it owns, they own, they owned."""
    if is_past:
        return f"{word}d" if word.endswith("e") else f"{word}ed"
    return word if len(holders) > 1 else f"{word}s"


def _leased(leases: list[InterestRow], *, is_past: bool) -> str:
    """That the land is leased; by whom, where the reader may know that."""
    if any(one.party is None for one in leases):
        return f", and it {'was' if is_past else 'is'} leased"
    return f", and {holders_called(leases)} {_verb('lease', leases, is_past=is_past)} it"


def interest_label(code: str) -> str:
    """The name of a type of right, restriction or responsibility."""
    return INTEREST_TYPES[code].label


def interest_meaning(code: str) -> str:
    """What it lets or makes its party do."""
    return INTEREST_TYPES[code].meaning


def is_of_land(code: str) -> bool:
    """Whether it is a right by which the land itself is held."""
    return code in LAND_TYPES


def formula_sentences(lease: LeaseRow) -> str:
    """The resale formula of a lease in plain sentences."""
    if lease.resale_formula is None:
        return "The lease has no formula: the home may be sold at any price."
    formula = formula_from_parameters(lease.resale_formula, lease.resale_parameters)
    return describe_formula(formula)


def paper_words(paper: PaperRow) -> str:
    """What kind of paper it is and where it can be found."""
    places = (
        f"dated {format_day(paper.dated_on)}" if paper.dated_on else None,
        f"book {paper.book}" if paper.book else None,
        f"page {paper.page}" if paper.page else None,
        f"number {paper.number}" if paper.number else None,
    )
    return ", ".join((EVIDENCE_KINDS[paper.kind], *filter(None, places)))


def percent_of_share(share: Fraction) -> float:
    """A share as a number from 0 to 100, for drawings alone."""
    return round(float(share) * 100, 2)


def begun(sentence: str) -> str:
    """The sentence with a capital letter first; all others stay as they are.

    >>> begun("since March 1, 2020")
    'Since March 1, 2020'
    """
    return sentence[:1].upper() + sentence[1:]


def _joined(words: Iterable[str]) -> str:
    listed = list(words)
    if len(listed) < 2:  # noqa: PLR2004 - one has nobody to be joined with
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


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
    "paper_words": paper_words,
    "party_called": party_called,
    "party_word": party_word,
    "percent_of_share": percent_of_share,
}
"""What templates call these words."""
