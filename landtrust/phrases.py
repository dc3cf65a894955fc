"""Sentences that know how they were put together, so that a door can say them in any language."""

from collections.abc import Iterable
from typing import Self


class Phrase(str):
    """A sentence in English, and the pattern and the values that it was made of.

    It is a ``str`` like any other: what knows no other language prints it as it is.

    Attributes:
        pattern: The English pattern, in which ``%(name)s`` stands for the value of that name.
        plural: The pattern for more than one; None where nothing is counted.
        values: What stands in the pattern; a value may be a phrase itself.

    >>> said = Phrase("%(name)s: “%(text)s” is not a day.", name="as_of", text="soon")
    >>> said, said.pattern
    ('as_of: “soon” is not a day.', '%(name)s: “%(text)s” is not a day.')
    """

    __slots__ = ("pattern", "plural", "values")
    pattern: str
    plural: str | None
    values: dict[str, object]

    def __new__(cls, pattern: str, /, **values: object) -> Self:
        """Put the values into the pattern; without values, a percent sign is a percent sign."""
        return cls._made(pattern % values if values else pattern, pattern, None, values)

    @classmethod
    def _made(cls, text: str, pattern: str, plural: str | None, values: dict[str, object]) -> Self:
        made = super().__new__(cls, text)
        made.pattern, made.plural, made.values = pattern, plural, values
        return made

    def filled(self, **values: object) -> "Phrase":
        """A phrase of the same pattern with these values, where patterns stand in a table.

        >>> Phrase("%(name)s is not a day.").filled(name="soon")
        'soon is not a day.'
        """
        return Phrase(self.pattern, **values)

    def __reduce__(self) -> tuple[object, ...]:
        """What a process that sends the phrase to another writes down."""
        return _again, (str(self), self.pattern, self.plural, self.values)


def counted(one: str, many: str, num: int, /, **values: object) -> Phrase:
    """A phrase that counts something, as ``%(num)s``.

    >>> counted("%(num)s parcel", "%(num)s parcels", 2260240)
    '2,260,240 parcels'
    """
    text = (one if num == 1 else many) % {"num": f"{num:,}", **values}
    return Phrase._made(text, one, many, {"num": num, **values})  # noqa: SLF001 - its other maker


def joined(parts: Iterable[str], between: str = ", ") -> Phrase:
    """Phrases one after the other, each of which is said for itself.

    >>> joined([Phrase("Sold."), counted("%(num)s parcel", "%(num)s parcels", 2)], " ")
    'Sold. 2 parcels'
    """
    named = {f"part_{number}": part for number, part in enumerate(parts)}
    pattern = between.replace("%", "%%").join(f"%({name})s" for name in named)
    return Phrase(pattern, **named)


def _again(text: str, pattern: str, plural: str | None, values: dict[str, object]) -> Phrase:
    return Phrase._made(text, pattern, plural, values)  # noqa: SLF001 - its other maker
