"""The kinds of value that features have, and what may be asked of them by name."""

from dataclasses import dataclass
from enum import Enum

from landtrust.phrases import Phrase


class ValueType(Enum):
    """A kind of value."""

    TEXT = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    DATE_INTERVAL = "interval of dates"
    TIMESTAMP_INTERVAL = "interval of timestamps"
    GEOMETRY = "geometry"
    ARRAY = "array"

    @property
    def is_ordered(self) -> bool:
        """Whether a value can lie between two others."""
        return self in _ORDERED

    @property
    def is_scalar(self) -> bool:
        """Whether a value can be compared with another; of truths, false is the lesser."""
        return self in _ORDERED or self is ValueType.BOOLEAN


_ORDERED = frozenset((ValueType.TEXT, ValueType.NUMBER, ValueType.DATE, ValueType.TIMESTAMP))


@dataclass(frozen=True, slots=True)
class Quality:
    """Something that features say under a name.

    Attributes:
        title: What it is, in one sentence.
        is_whole: Whether a number is always whole.
    """

    name: str
    type: ValueType
    title: Phrase
    is_whole: bool = False

    @property
    def is_sorted_by(self) -> bool:
        """Whether features can be put into its order."""
        return self.type.is_scalar
