"""The glossary: what the words mean that pages cannot do without."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from landtrust.errors import ConfigurationError
from landtrust.sources.described import read_described, twice

_GLOSSARY = "glossary.toml"

PAGES = ("parcel", "help", "holding", "family", "recording")
"""Kinds of page that a term may say it is used on."""

_Words = Annotated[str, Field(min_length=1)]


class Term(BaseModel):
    """A word and what it means.

    Attributes:
        code: What pages and addresses call it.
        term: The word itself, as the glossary lists it.
        meaning: One to three short sentences.
        source: Where the meaning is from; None where it is our own explanation.
        rules: Codes of legal rules that say more.
        used_on: Kinds of page that use the word, of ``PAGES``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    term: _Words
    meaning: _Words
    source: _Words | None = None
    rules: tuple[_Words, ...] = ()
    used_on: Annotated[
        tuple[Annotated[str, Field(pattern=f"^({'|'.join(PAGES)})$")], ...], Field(min_length=1)
    ]

    @property
    def texts(self) -> Iterator[str]:
        """What pages say of it in the language of the reader; sources stay as they are."""
        yield from (self.term, self.meaning)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


def glossary(data_folder: Path) -> Mapping[str, Term]:
    """All terms by their codes, in the order of the file.

    Args:
        data_folder: Where the file lies; the door that calls knows it.

    Raises:
        ConfigurationError: The file is missing, a term is wrong, or a code is there twice.
    """
    terms = read_described(data_folder / _GLOSSARY, _File).terms
    if doubled := twice(one.code for one in terms):
        raise ConfigurationError(f"Terms that {_GLOSSARY} has twice: {', '.join(doubled)}.")
    return {one.code: one for one in terms}
