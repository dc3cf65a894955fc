"""What one may have in land: the types of rights, restrictions and responsibilities.

Source:
    ISO 19152-1:2024, LA_RRR and the code lists LA_RightType, LA_RestrictionType and
    LA_ResponsibilityType; the community land trust's own come from its ground lease.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase


class InterestKind(StrEnum):
    """The three kinds of LA_RRR."""

    RIGHT = "right"
    RESTRICTION = "restriction"
    RESPONSIBILITY = "responsibility"


KIND_NAMES = MappingProxyType(
    {
        InterestKind.RIGHT: Phrase("right"),
        InterestKind.RESTRICTION: Phrase("restriction"),
        InterestKind.RESPONSIBILITY: Phrase("responsibility"),
    }
)
"""What the kinds are called within a sentence."""


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
    label: Phrase
    meaning: Phrase
    shared_as: str | None = None


_RIGHT, _RESTRICTION, _RESPONSIBILITY = InterestKind

_TYPES = (
    InterestType(
        "ownership", _RIGHT, Phrase("Ownership of the land"),
        Phrase("Whoever has it holds the land for good, by a deed or a patent."), "ownership",
    ),
    InterestType(
        "common_ownership", _RIGHT, Phrase("Common ownership of the land"),
        Phrase("Several hold the land together, each with a share that is not marked out on it."),
        "ownership",
    ),
    InterestType(
        "state_ownership", _RIGHT, Phrase("Ownership by the State"),
        Phrase("The State holds the land, as it does after unpaid taxes matured."), "ownership",
    ),
    InterestType(
        "superficies", _RIGHT, Phrase("Ownership of the building"),
        Phrase("Whoever has it owns the building, on land that belongs to another."), "superficies",
    ),
    InterestType(
        "lease", _RIGHT, Phrase("Ground lease"),
        Phrase("Whoever has it may live on and use the land for the years of the lease."), "lease",
    ),
    InterestType(
        "life_estate", _RIGHT, Phrase("Life estate"),
        Phrase("Whoever has it may live on and use the land until death."), "life_estate",
    ),
    InterestType(
        "usufruct", _RIGHT, Phrase("Use and its fruits"),
        Phrase("Whoever has it may use the land and keep what it yields."), "usufruct",
    ),
    InterestType(
        "occupation", _RIGHT, Phrase("Occupation"),
        Phrase("Whoever has it lives on or works the land, without a paper that says so."),
        "occupation",
    ),
    InterestType(
        "servitude", _RESTRICTION, Phrase("Easement"),
        Phrase("Another may cross or use a part of the land, as a paper says."),
    ),
    InterestType(
        "resale_restriction", _RESTRICTION, Phrase("Resale restriction"),
        Phrase(
            "The building may be sold only at the price of the formula, to whom the lease says."
        ),
    ),
    InterestType(
        "preemptive_option", _RESTRICTION, Phrase("Right to buy first"),
        Phrase("The trust may buy the building before anybody else may."),
    ),
    InterestType(
        "deed_restriction", _RESTRICTION, Phrase("Deed restriction"),
        Phrase("A deed or a court says what may not be done with the land."),
    ),
    InterestType(
        "mortgage", _RESTRICTION, Phrase("Mortgage"),
        Phrase("A lender can have the right sold if its loan is not paid back."),
    ),
    InterestType(
        "lien", _RESTRICTION, Phrase("Lien"),
        Phrase("Somebody who is owed money can have the right sold to be paid."),
    ),
    InterestType(
        "tax_lien", _RESTRICTION, Phrase("Tax lien"),
        Phrase(
            "Taxes were not paid; whoever bought the lien can claim the land when time runs out."
        ),
    ),
    InterestType(
        "stewardship", _RESPONSIBILITY, Phrase("Stewardship"),
        Phrase("The trust looks after the land and those who live on it."),
    ),
    InterestType(
        "tax_payment", _RESPONSIBILITY, Phrase("Paying the taxes"),
        Phrase("Whoever has it pays the taxes on the land or the building."),
    ),
    InterestType(
        "insurance", _RESPONSIBILITY, Phrase("Insurance"),
        Phrase("Whoever has it keeps the building insured."),
    ),
    InterestType(
        "upkeep", _RESPONSIBILITY, Phrase("Upkeep"),
        Phrase("Whoever has it keeps the building or the lot in good order."),
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
        msg = Phrase(
            "“%(code)s” is not one of %(known)s.",
            code=code[:40],
            known=", ".join(INTEREST_TYPES),
        )
        raise InvalidInput(msg, parameter="type")
    return found
