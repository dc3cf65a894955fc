"""Who may inherit in Mississippi where there is no will: a suggestion, and never more.

A steward sees the suggestion with its citation and enters what is true: a will, a renunciation,
an adoption or an agreement changes it, and the law at the day of death is what counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from landtrust.domain.heirs import Part, Person
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the law of descent may give each heir.

    Attributes:
        parts: Of the decedent's share; empty where the rule that we know does not decide.
        reason: Why, in a plain sentence.
        citation: The law.
        verified_on: The day on which somebody read the law itself; None: nobody here has yet.
    """

    parts: tuple[Part, ...]
    reason: Phrase
    citation: str
    verified_on: date | None = None


_WITH_SPOUSE = "Miss. Code Ann. § 91-1-7"
_WITHOUT_SPOUSE = "Miss. Code Ann. § 91-1-3"


def suggest_mississippi_heirs(
    spouse: Person | None,
    children: Sequence[Person] = (),
    dead_childrens_own: Sequence[Sequence[Person]] = (),
) -> Suggestion:
    """Equal parts for a surviving spouse and each child; a dead child's children share its part.

    Args:
        spouse: Who survived the decedent; None if nobody did.
        children: Those who survived.
        dead_childrens_own: For each child who died before the decedent and left children: those.

    Raises:
        InvalidInput: Somebody is named twice, or a dead child's children are an empty list.

    Source:
        Miss. Code Ann. § 91-1-7 (a spouse takes a child's part, all if there are no children
        or descendants of them) and § 91-1-3 (children and the descendants of dead children), as
        reported by secondary sources; see ``Suggestion.verified_on``.

    >>> family = suggest_mississippi_heirs(Person("1", "Sam"), [Person("2", "Ann")])
    >>> [str(part.share) for part in family.parts]
    ['1/2', '1/2']
    """
    alone = [spouse] if spouse else []
    takers: list[Sequence[Person]] = [[person] for person in (*alone, *children)]
    takers += dead_childrens_own
    everybody = [person for group in takers for person in group]
    if len(set(everybody)) < len(everybody) or not all(takers):
        raise InvalidInput(
            "Name each survivor once, and for each dead child at least one of its children.",
            field="heirs",
        )
    parts = tuple(
        Part(person, Fraction(1, len(takers) * len(group))) for group in takers for person in group
    )
    return Suggestion(parts, *_reason(spouse, has_children=len(takers) > len(alone)))


def _reason(spouse: Person | None, *, has_children: bool) -> tuple[Phrase, str]:
    if spouse and has_children:
        return Phrase("A surviving spouse takes an equal part with each child."), _WITH_SPOUSE
    if spouse:
        return Phrase("Without children, the surviving spouse takes all."), _WITH_SPOUSE
    if has_children:
        return Phrase("Without a spouse, the children take equal parts."), _WITHOUT_SPOUSE
    reason = Phrase(
        "Without spouse or children, parents, brothers and sisters or more distant kin may "
        "inherit: ask an attorney."
    )
    return reason, _WITHOUT_SPOUSE
