"""What every page of one running site shares, made once by ``create_app``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app
from flask_login import current_user
from sqlalchemy import Connection, Engine

from landtrust.database import writing_a_little
from landtrust.errors import NotAllowed, SignInNeeded
from landtrust.phrases import Phrase
from landtrust.queries.accounts import SignedIn
from landtrust.queries.permissions import may
from landtrust.queries.visibility import Tier, hidden_kinds
from landtrust.services.record_book import Actor
from landtrust.settings import Settings
from landtrust.sources.codes import MapClasses
from landtrust.sources.plain_texts import PlainTexts
from landtrust.web.requests import FilterReader

EXTENSION = "landtrust"

_FOR_WHOM = {
    Tier.ORGANIZER: Phrase("This is for organizers of the trust."),
    Tier.STEWARD: Phrase("This is for stewards of the trust."),
}


@dataclass(frozen=True, slots=True)
class Site:
    """The settings, the database and the code lists of a running site.

    Attributes:
        engine: What pages and files are read from; it may lie behind a little.
        writing_engine: The database itself; the same engine where there is no other to read from.
        all_classes: Those too that only some readers may know of; pages use ``classes``.
        plain: The glossary, the legal rules that pages tell of, and whom people can ask.
    """

    settings: Settings
    engine: Engine
    writing_engine: Engine
    all_classes: MapClasses
    plain: PlainTexts

    @property
    def classes(self) -> MapClasses:
        """The code lists as whoever asks may know them."""
        return self.all_classes.without("owner_kind", hidden_kinds(reader_tier()))

    @property
    def filters(self) -> FilterReader:
        """The reader of filters."""
        return FilterReader(self.classes, now().date())


def site() -> Site:
    """The site that is answering this request."""
    return cast("Site", current_app.extensions[EXTENSION])


def public_classes() -> MapClasses:
    """The code lists as everybody may know them."""
    return site().all_classes.without("owner_kind", hidden_kinds(Tier.PUBLIC))


def now() -> datetime:
    """The clock of the web door."""
    return datetime.now(UTC)


def reader() -> SignedIn | None:
    """Who is signed in and asks; None is the public."""
    known: SignedIn | None = current_user.reader
    return known


def reader_tier() -> Tier:
    """How much whoever asks may see."""
    asking = reader()
    return asking.tier if asking else Tier.PUBLIC


def allowed(action: str) -> bool:
    """Whether whoever asks may do this; pages offer nothing else."""
    return may(action, reader_tier())


def acting() -> Actor:
    """Who does what this request asks for, as the book of records knows them.

    Raises:
        SignInNeeded: Nobody is signed in.
    """
    asking = reader()
    if asking is None:
        raise SignInNeeded("Sign in first: this is for people who work with the trust.")
    return Actor(asking.display_name, asking.tier, asking.account_id)


def require_tier(least: Tier) -> Actor:
    """Refuse a page to those who may not see it; who asks.

    Raises:
        SignInNeeded: Nobody is signed in.
        NotAllowed: Somebody is who may not see it.
    """
    actor = acting()
    if actor.tier < least:
        raise NotAllowed(_FOR_WHOM[least])
    return actor


@contextmanager
def writing_connection(*, erases: bool = False) -> Iterator[Connection]:
    """A transaction that writes into the database: what services are handed.

    It is committed at the end of the block and undone by an error.

    Args:
        erases: Whether it deletes what people may have deleted.
    """
    with writing_a_little(site().writing_engine, erases=erases) as connection:
        yield connection


@contextmanager
def latest_connection() -> Iterator[Connection]:
    """A connection that reads what was written last, for pages of people who write."""
    with site().writing_engine.connect() as connection:
        yield connection
