"""What a form asks: questions with fields, and how what was typed is read."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import ClassVar

from sqlalchemy import Connection

from landtrust.domain.money import parse_cents
from landtrust.domain.percents import parse_percent
from landtrust.domain.shares import parse_share
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.services.record_book import Errand
from landtrust.web.requests import parse_day

Answers = Mapping[str, str]
"""What was typed, by the name of its field; several ticked boxes are joined by commas."""

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers.

    Attributes:
        meaning: What it means, where the words alone do not say it.
    """

    code: str
    words: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A place to type or choose in.

    Attributes:
        kind: text, long, day, number, choice, select, boxes or hidden.
        preset: What stands there at first.
        read: Reads what was typed, or refuses it; None: any text.
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    preset: str = ""
    choices: tuple[Choice, ...] = ()
    is_needed: bool = True
    read: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What one page asks.

    Attributes:
        words: Codes of the glossary that are explained below it.
        lines: What is said before the fields.
        check: Looks at the answers together, and refuses those that cannot be.
    """

    code: str
    ask: str
    fields: tuple[Field, ...] = ()
    words: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    check: Callable[[Answers], object] | None = None


class RecordForm(ABC):
    """One thing that can be recorded."""

    action: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str] = Phrase("Record it")

    @abstractmethod
    def questions(self, answers: Answers) -> Iterator[Question]:
        """What is asked; what comes after a question may depend on its answer, which is good."""

    @abstractmethod
    def sentences(self, answers: Answers) -> list[str]:
        """What will be recorded, in plain words."""

    @abstractmethod
    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record it; the address that shows it."""


def refuse(field: str, sentence: str) -> InvalidInput:
    """What is wrong with the answer in a field."""
    return InvalidInput(sentence, parameter=field)


def as_day(text: str) -> date:
    """A day, as browsers send it."""
    return parse_day("day", text)


def as_cents(text: str) -> int:
    """Dollars, as whole cents."""
    return parse_cents(text)


def as_share(text: str) -> Fraction:
    """A share, such as 1/3."""
    return parse_share(text)


def as_percent(text: str) -> Decimal:
    """A percent from 0 to 100."""
    return parse_percent(text, "percent")


def as_number(text: str) -> Decimal:
    """A number above nothing, such as an index.

    Raises:
        InvalidInput: It is none.
    """
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation as problem:
        raise InvalidInput(Phrase("“%(text)s” is not a number.", text=text[:40])) from problem
    if not found.is_finite() or found <= 0:
        raise InvalidInput(Phrase("“%(text)s” is not a number above 0.", text=text[:40]))
    return found


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers in a range."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
            raise InvalidInput(
                Phrase(
                    "“%(text)s” is not a whole number from %(least)s to %(most)s.",
                    text=text[:40],
                    least=least,
                    most=most,
                )
            )
        return int(text)

    return read


def yes_or_no(name: str, label: str, preset: str = "", hint: str = "") -> Field:
    """A field that is answered with yes or no."""
    choices = (Choice(YES, Phrase("Yes")), Choice(NO, Phrase("No")))
    return Field(name, label, "choice", hint, preset, choices)


def day_or_none(text: str | None) -> date | None:
    """The day in a field that may be left empty."""
    return as_day(text) if text else None


def number_or_none(text: str | None) -> int | None:
    """The whole number in a field that may be left empty."""
    return int(text) if text else None


def cents_or_none(text: str | None) -> int | None:
    """The dollars in a field that may be left empty."""
    return as_cents(text) if text else None
