"""Whom people can turn to for help, as an organization wrote it down in a file of its own."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from landtrust.sources.described import read_described

PURPOSES = ("taxes", "heirs", "land", "join", "suggest", "wrong", "ask")
"""What help is for: a tax bill, a family's land, wanting land, joining the trust, suggesting a lot,
data that are wrong, and anything else."""

_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_LANGUAGE = r"^[a-z]{2,3}$"


class HelpContact(BaseModel):
    """Somebody who helps.

    Attributes:
        purposes: What for, of ``PURPOSES``.
        name: The office or group.
        phone: As people dial it; None where there is none.
        email: None where there is none.
        url: None where there is none.
        languages: What is spoken there, as codes of ISO 639; empty where that is not known.
        invented: Whether it is there for a sample alone, and reaches nobody.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    purposes: Annotated[
        tuple[Annotated[str, Field(pattern=f"^({'|'.join(PURPOSES)})$")], ...],
        Field(min_length=1),
    ]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    phone: Annotated[str, Field(pattern=r"^[+(]?[0-9][0-9 ().-]{5,24}[0-9]$")] | None = None
    email: Annotated[str, Field(pattern=_EMAIL, max_length=120)] | None = None
    url: Annotated[str, Field(pattern=r"^https?://[^\s\"<>]+$", max_length=300)] | None = None
    languages: tuple[Annotated[str, Field(pattern=_LANGUAGE)], ...] = ()
    invented: bool = False

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.email or self.url):
            raise ValueError("a contact has a phone, an email or a url")
        return self

    @property
    def dialed(self) -> str:
        """The phone number as an address: digits alone, after a plus where it has one.

        >>> HelpContact(purposes=("ask",), name="Us", phone="(601) 555-0100").dialed
        '6015550100'
        """
        return "".join(sign for sign in self.phone or "" if sign.isdigit() or sign == "+")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    contacts: Annotated[tuple[HelpContact, ...], Field(min_length=1)]


def help_contacts(path: Path | None) -> tuple[HelpContact, ...]:
    """The contacts of a file, in its order; none where there is no file.

    Raises:
        ConfigurationError: The file cannot be used; the message names every problem of it.
    """
    return () if path is None else read_described(path, _File).contacts
