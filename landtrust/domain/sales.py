"""What is known of a sale of a home on a trust's land, and the sum that prices it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from landtrust.domain.improvements import Improvement
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase


class Step(NamedTuple):
    """One step of the sum: a plain sentence, and what it adds to the price, in cents."""

    sentence: Phrase
    amount_cents: int


class Item(NamedTuple):
    """Something that a lease lets be added, or has taken off, with its reason."""

    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class ResalePrice:
    """The price, and the steps that add up to it."""

    price_cents: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What is known of a sale; None where it is not, and a formula that needs it refuses.

    Attributes:
        purchase_price_cents: What the owner paid.
        bought_on: The day from which years are counted.
        sold_on: The day to which they are.
        initial_appraisal_cents: The value when the owner bought, of what the lease says is
            appraised (the improvements, the leasehold, or house and land).
        final_appraisal_cents: The value of the same thing now.
        initial_index: The index at the purchase: a CPI, or an area median income in dollars.
        final_index: The same index now.
        improvements: That the trust has approved.
        allowances: Other amounts that the lease lets be added, such as costs of closing.
        deductions: Repairs left undone, damage, reserves drawn on.
    """

    purchase_price_cents: int
    bought_on: date
    sold_on: date
    initial_appraisal_cents: int | None = None
    final_appraisal_cents: int | None = None
    initial_index: Decimal | None = None
    final_index: Decimal | None = None
    improvements: tuple[Improvement, ...] = ()
    allowances: tuple[Item, ...] = ()
    deductions: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        """Refuse amounts below zero, a sale before the purchase, and another owner's work.

        Raises:
            InvalidInput: As said; the error names the field.
        """
        if self.sold_on < self.bought_on:
            raise InvalidInput("A home is not sold before it is bought.", field="sold_on")
        for name in ("purchase_price_cents", "initial_appraisal_cents", "final_appraisal_cents"):
            if (getattr(self, name) or 0) < 0:
                raise InvalidInput("An amount of money is not below zero.", field=name)
        for name in ("allowances", "deductions"):
            if any(item.cents < 0 for item in getattr(self, name)):
                raise InvalidInput("An amount of money is not below zero.", field=name)
        for improvement in self.improvements:
            if improvement.done_on < self.bought_on:
                msg = Phrase("“%(name)s” was done before this owner bought.", name=improvement.name)
                raise InvalidInput(msg, field="improvements")
