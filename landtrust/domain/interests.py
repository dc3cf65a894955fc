"""What one may have in land: the types of rights, restrictions and responsibilities.

Source:
    ISO 19152-1:2024, LA_RRR and the code lists LA_RightType, LA_RestrictionType and
    LA_ResponsibilityType; the community land trust's own come from its ground lease.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from landtrust.errors import InvalidInput


class InterestKind(StrEnum):
    """The three kinds of LA_RRR."""

    RIGHT = "right"
    RESTRICTION = "restriction"
    RESPONSIBILITY = "responsibility"


@dataclass(frozen=True, slots=True)
class InterestType:
    """One type of right, restriction or responsibility.

    Attributes:
        shared_as: Rights of the same name here share one whole, as ownership and common
            ownership do; None where the type has no shares.
        label: Its name on pages.
        meaning: What it lets or makes its party do, in a sentence.
    """

    code: str
    kind: InterestKind
    label: str
    meaning: str
    shared_as: str | None = None


_RIGHT, _RESTRICTION, _RESPONSIBILITY = InterestKind

_TYPES = (
    InterestType(
        "ownership", _RIGHT, "Ownership of the land",
        "Whoever has it holds the land for good, by a deed or a patent.", "ownership",
    ),
    InterestType(
        "common_ownership", _RIGHT, "Common ownership of the land",
        "Several hold the land together, each with a share that is not marked out on it.",
        "ownership",
    ),
    InterestType(
        "state_ownership", _RIGHT, "Ownership by the State",
        "The State holds the land, as it does after unpaid taxes matured.", "ownership",
    ),
    InterestType(
        "superficies", _RIGHT, "Ownership of the building",
        "Whoever has it owns the building, on land that belongs to another.", "superficies",
    ),
    InterestType(
        "lease", _RIGHT, "Ground lease",
        "Whoever has it may live on and use the land for the years of the lease.", "lease",
    ),
    InterestType(
        "life_estate", _RIGHT, "Life estate",
        "Whoever has it may live on and use the land until death.", "life_estate",
    ),
    InterestType(
        "usufruct", _RIGHT, "Use and its fruits",
        "Whoever has it may use the land and keep what it yields.", "usufruct",
    ),
    InterestType(
        "occupation", _RIGHT, "Occupation",
        "Whoever has it lives on or works the land, without a paper that says so.", "occupation",
    ),
    InterestType(
        "servitude", _RESTRICTION, "Easement",
        "Another may cross or use a part of the land, as a paper says.",
    ),
    InterestType(
        "resale_restriction", _RESTRICTION, "Resale restriction",
        "The building may be sold only at the price of the formula, to whom the lease says.",
    ),
    InterestType(
        "preemptive_option", _RESTRICTION, "Right to buy first",
        "The trust may buy the building before anybody else may.",
    ),
    InterestType(
        "deed_restriction", _RESTRICTION, "Deed restriction",
        "A deed or a court says what may not be done with the land.",
    ),
    InterestType(
        "mortgage", _RESTRICTION, "Mortgage",
        "A lender can have the right sold if its loan is not paid back.",
    ),
    InterestType(
        "lien", _RESTRICTION, "Lien",
        "Somebody who is owed money can have the right sold to be paid.",
    ),
    InterestType(
        "tax_lien", _RESTRICTION, "Tax lien",
        "Taxes were not paid; whoever bought the lien can claim the land when time runs out.",
    ),
    InterestType(
        "stewardship", _RESPONSIBILITY, "Stewardship",
        "The trust looks after the land and those who live on it.",
    ),
    InterestType(
        "tax_payment", _RESPONSIBILITY, "Paying the taxes",
        "Whoever has it pays the taxes on the land or the building.",
    ),
    InterestType(
        "insurance", _RESPONSIBILITY, "Insurance",
        "Whoever has it keeps the building insured.",
    ),
    InterestType(
        "upkeep", _RESPONSIBILITY, "Upkeep",
        "Whoever has it keeps the building or the lot in good order.",
    ),
)  # fmt: skip

INTEREST_TYPES = MappingProxyType({one.code: one for one in _TYPES})
"""Every type by its code, in the order of pages."""

LAND_TYPES = frozenset(one.code for one in _TYPES if one.shared_as == "ownership")
"""The types of right by which land is held."""


def interest_type(code: str) -> InterestType:
    """The type with this code.

    Raises:
        InvalidInput: There is none.

    >>> interest_type("lease").kind.value
    'right'
    """
    found = INTEREST_TYPES.get(code)
    if found is None:
        msg = f"“{code[:40]}” is not one of {', '.join(INTEREST_TYPES)}."
        raise InvalidInput(msg, parameter="type")
    return found
