"""Legal rules that pages tell of: each with its citation and the day on which it was read."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from landtrust.errors import ConfigurationError
from landtrust.sources.described import read_described, twice

_RULES = "rules"

_Words = Annotated[str, Field(min_length=1)]


class ReadCopy(BaseModel):
    """A copy of a rule that somebody read.

    Attributes:
        at: Where it lies.
        of: The year or the day whose law it gives; None where it has neither.
        note: What else is to be known of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: _Words
    of: int | date | None = None
    note: _Words | None = None


class LegalRule(BaseModel):
    """One rule of law in plain words. It is no advice, and no page shows it without its citation.

    Attributes:
        code: What pages call it.
        title: A few words.
        says: The rule, in one to three short sentences.
        citations: Where it stands, as lawyers cite it.
        effective: Since when it holds; None where the copy that was read does not say.
        verified_on: The day on which its text was last read.
        read_in: The copies that were read.
        unsettled: Whether the citations contradict each other, so that only a lawyer can say.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    title: _Words
    says: _Words
    citations: Annotated[tuple[_Words, ...], Field(min_length=1)]
    effective: date | None = None
    verified_on: date
    read_in: Annotated[tuple[ReadCopy, ...], Field(min_length=1)]
    unsettled: bool = False

    @model_validator(mode="after")
    def _contradicts_something(self) -> Self:
        if self.unsettled and len(self.citations) < 2:  # noqa: PLR2004 - one alone contradicts nothing
            raise ValueError("an unsettled rule has both citations that contradict each other")
        if self.effective and self.effective > self.verified_on:
            raise ValueError("a rule that does not hold yet was not verified as one that does")
        return self

    @property
    def texts(self) -> Iterator[str]:
        """What pages say of it in the language of the reader; citations stay as they are."""
        yield from (self.title, self.says)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: Annotated[tuple[LegalRule, ...], Field(min_length=1)]


def legal_rules(data_folder: Path) -> Mapping[str, LegalRule]:
    """All rules by their codes, in the order of the files.

    Args:
        data_folder: Where ``rules/`` lies; the door that calls knows it.

    Raises:
        ConfigurationError: There is no file, a rule is wrong, or a code is there twice.
    """
    paths = sorted((data_folder / _RULES).glob("*.toml"))
    if not paths:
        raise ConfigurationError(f"There is no file of legal rules in {data_folder / _RULES}.")
    rules = [rule for path in paths for rule in read_described(path, _File).rules]
    if doubled := twice(rule.code for rule in rules):
        raise ConfigurationError(f"Legal rules that are there twice: {', '.join(doubled)}.")
    return {rule.code: rule for rule in rules}
