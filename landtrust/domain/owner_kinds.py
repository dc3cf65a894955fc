"""What kinds of owners there are, and the shape of a rule that tells them apart."""

from dataclasses import dataclass
from enum import StrEnum


class OwnerKind(StrEnum):
    """The kind of owner that a tax roll's owner lines speak of.

    Each kind has its label and description in ``data/codes/owner_kinds.csv``.
    """

    PERSON = "person"
    ESTATE_HEIRS = "estate_heirs"
    TRUST = "trust"
    CHURCH = "church"
    NONPROFIT = "nonprofit"
    LAND_TRUST = "land_trust"
    GOVERNMENT_CITY = "government_city"
    GOVERNMENT_COUNTY = "government_county"
    GOVERNMENT_STATE = "government_state"
    GOVERNMENT_FEDERAL = "government_federal"
    GOVERNMENT_OTHER = "government_other"
    BUSINESS = "business"
    BANK = "bank"
    RAILROAD_UTILITY = "railroad_utility"
    UNKNOWN = "unknown"

    @property
    def is_natural_person(self) -> bool:
        """Whether owner lines of this kind count as natural persons' names.

        Such names are never public. A trust and an unknown owner count, because a family
        may stand behind them.

        >>> OwnerKind.TRUST.is_natural_person, OwnerKind.CHURCH.is_natural_person
        (True, False)
        """
        return self in NATURAL_PERSON_KINDS


NATURAL_PERSON_KINDS = frozenset(
    {OwnerKind.PERSON, OwnerKind.ESTATE_HEIRS, OwnerKind.TRUST, OwnerKind.UNKNOWN}
)
"""Kept in code, so that no edit of a code list can make a family's name public."""

GOVERNMENT_KINDS = frozenset(kind for kind in OwnerKind if kind.startswith("government_"))
"""Their land is nobody's to offer, and pays no taxes."""


class OwnerText(StrEnum):
    """The text that a rule reads."""

    LINE_1 = "line_1"
    LINE_2 = "line_2"
    BOTH = "both"
    """The two lines joined by `` | ``; just the first where there is no second."""


class RuleStrength(StrEnum):
    """How much the words that a rule looks for say by themselves."""

    DECISIVE = "decisive"
    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class OwnerKindCode:
    """One row of the code list of owner kinds.

    Attributes:
        kind: The code.
        label: The name shown to people.
        description: One plain sentence.
    """

    kind: OwnerKind
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class OwnerKindRule:
    """One rule: owner lines that hold these words are of this kind.

    Attributes:
        order: Rules are tried from the lowest; the first that matches decides.
        rule: The rule's own name, stable over versions.
        kind: The kind that the rule gives.
        pattern: A regular expression of the RE2 dialect, over tidied capital letters.
        applies_to: The text that the pattern reads.
        strength: How much the words say by themselves.
        reason: Why, in one plain sentence.
        source: Where the rule comes from.
        example: Owner lines (joined by `` | ``) that this rule decides; names are invented.
        counter_example: Owner lines that look alike and that this rule must not decide.
    """

    order: int
    rule: str
    kind: OwnerKind
    pattern: str
    applies_to: OwnerText
    strength: RuleStrength
    reason: str
    source: str
    example: str
    counter_example: str


def split_owner_lines(joined: str) -> tuple[str, str | None]:
    """Take apart owner lines that are written with `` | `` between them.

    >>> split_owner_lines("SAMPLE GROVE | BAPTIST CHURCH")
    ('SAMPLE GROVE', 'BAPTIST CHURCH')
    >>> split_owner_lines("SAMPLE MARY")
    ('SAMPLE MARY', None)
    """
    line_1, bar, line_2 = joined.partition(" | ")
    return line_1, line_2 if bar else None
