"""The two times that every reading of ownership is asked for: of the law, and of our knowledge."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, or_

from landtrust.model.versions import Version


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where ownership is looked at.

    Attributes:
        as_of: The day that is asked about: what is true in law on it.
        recorded_as_of: What we knew then (UTC); None: what we know now.
    """

    as_of: date
    recorded_as_of: datetime | None = None


# Most pages ask the same conditions of the same day: they are made once.
def known(of: type[Version], recorded_as_of: datetime | None) -> ColumnElement[bool]:
    """Whether a version is what we know, or knew at that instant."""
    # A class is a key like any other; the checker of types doubts it.
    return _known(of, recorded_as_of)  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def _known(of: type[Version], recorded_as_of: datetime | None) -> ColumnElement[bool]:
    if recorded_as_of is None:
        return of.recorded_to.is_(None)
    return and_(
        of.recorded_from <= recorded_as_of,
        or_(of.recorded_to.is_(None), of.recorded_to > recorded_as_of),
    )


@lru_cache(maxsize=256)
def holds(of: type[Version], day: date) -> ColumnElement[bool]:
    """Whether a version with a span says something of this day."""
    first, end = of.valid_from, of.valid_to  # type: ignore[attr-defined]
    return and_(first <= day, or_(end.is_(None), end > day))
