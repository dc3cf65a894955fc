"""A holding as one row of a spreadsheet says it: what is held, by whom, leased to whom, and how."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

MOST_PIECES = 200
"""The most parcels and buildings of a holding."""


class PartyWord(NamedTuple):
    """What a word for a kind of party stands for, as parties are recorded."""

    kind: str
    group_kind: str | None
    is_trust: bool


PARTY_WORDS = MappingProxyType(
    {
        "trust": PartyWord("organization", None, is_trust=True),
        "organization": PartyWord("organization", None, is_trust=False),
        "person": PartyWord("person", None, is_trust=False),
        "household": PartyWord("group", "household", is_trust=False),
        "cooperative": PartyWord("group", "cooperative", is_trust=False),
        "heirs": PartyWord("group", "heirs", is_trust=False),
        "group": PartyWord("group", "other", is_trust=False),
    }
)
"""The words that a spreadsheet may use for who somebody is."""

_WORDS = {facts: word for word, facts in PARTY_WORDS.items()}


def party_word(kind: str, group_kind: str | None, *, is_trust: bool) -> str:
    """The word for a party that is recorded so.

    >>> party_word("group", "heirs", is_trust=False)
    'heirs'
    """
    # Whatever the trust is recorded as, “trust” is the word for it.
    return "trust" if is_trust else _WORDS[PartyWord(kind, group_kind, is_trust)]


@dataclass(frozen=True, slots=True)
class PlannedHolder:
    """Somebody with a share in a right.

    Attributes:
        word: A key of ``PARTY_WORDS``; None where the row leaves it to what is known of the name.
        is_public: Whether anybody may read the name.
    """

    name: str
    word: str | None
    share: Fraction
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper that shows the holding; the attributes are those of ``Evidence``."""

    kind: str
    title: str
    dated_on: date | None = None
    book: str | None = None
    page: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedLease:
    """A ground lease; the attributes are those of ``GroundLease``, mappings as sorted pairs."""

    leaseholders: tuple[PlannedHolder, ...]
    with_building: bool
    begins_on: date
    term_years: int
    renewal_years: int | None = None
    fee_cents: int | None = None
    fee_period: str | None = None
    fee_schedule: tuple[tuple[str, str], ...] = ()
    option_days: int | None = None
    resale_formula: str | None = None
    resale_parameters: tuple[tuple[str, str], ...] = ()
    price_cents: int | None = None


@dataclass(frozen=True, slots=True)
class HoldingPlan:
    """A holding as a row says it, or as it is recorded.

    Attributes:
        parcels: Numbers as they were given, or public ids.
        how: How the land came to its owners, in words.
        papers: Those of kind ground_lease show the lease, the others the ownership of the land.
        public_parts: What anybody may read of it, as codes.
        left_out: What is recorded beside, and has no column; no row says it.
    """

    name: str
    parcels: tuple[str, ...]
    buildings: tuple[str, ...]
    acquired_on: date
    owners: tuple[PlannedHolder, ...]
    land_type: str = "ownership"
    how: str | None = None
    papers: tuple[PlannedPaper, ...] = ()
    note: str | None = None
    stewardship_months: int | None = None
    lease: PlannedLease | None = None
    public_parts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
