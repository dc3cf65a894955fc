"""Connects to a site or a database: the one function that a notebook begins with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from landtrust.database import open_engine, open_reading
from landtrust.errors import ConfigurationError, InvalidInput
from landtrust.notebook.database_door import DatabaseDoor
from landtrust.notebook.site_door import SiteDoor
from landtrust.postgresql import Limits
from landtrust.queries.visibility import Tier

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from landtrust.notebook.trust import Trust

_SITES = ("http://", "https://")
_TIERS = {tier.name.lower(): tier for tier in Tier}
_EXAMPLES = (
    "a site (https://land.example), a database file (landtrust.sqlite3 or "
    "sqlite:///landtrust.sqlite3) and a PostgreSQL database (postgresql://USER@HOST/DATABASE)"
)


def connect(address: str | os.PathLike[str], *, tier: str = "public") -> Trust:
    """Connect to a site or a database, to read its parcels.

    Both answer the same. A database is opened to read only, and also then gives what everybody
    may see: what comes out of it goes into papers and notebooks that are handed on, with all
    that they show. Whoever needs more, and may have it, says so.

    Args:
        address: Of a site; or of a database, as a file or as SQLAlchemy writes it.
        tier: Of a database: whose eyes the answers are for, ``public``, ``organizer`` or
            ``steward``. A site answers the public alone.

    Raises:
        InvalidInput: The address is none of these, or the tier is not to be had.
        NotFound: There is no such file.
        SourceProblem: Nothing answers, or something that is no Landtrust site.
        ConfigurationError: The database is not one of this program, or geopandas is missing.
    """
    reader = _tier(tier)
    text = os.fspath(address)
    if text.lower().startswith(_SITES):
        if reader is not Tier.PUBLIC:
            msg = "tier: a site answers the public alone. Others connect to its database."
            raise InvalidInput(msg, parameter="tier")
        return _trust()(SiteDoor(text))
    return _trust()(DatabaseDoor(_database(text), reader))


def _trust() -> type[Trust]:
    try:
        # Here, because the program itself works without geopandas.
        from landtrust.notebook.trust import Trust  # noqa: PLC0415
    except ModuleNotFoundError as problem:
        if problem.name not in ("geopandas", "pandas"):
            raise
        msg = "Frames need geopandas, which is not here: pip install 'landtrust[notebook]'."
        raise ConfigurationError(msg) from problem
    return Trust


def _tier(name: str) -> Tier:
    if name not in _TIERS:
        msg = f"tier: “{name[:60]}” is not one of {', '.join(_TIERS)}."
        raise InvalidInput(msg, parameter="tier")
    return _TIERS[name]


def _database(text: str) -> Engine:
    """The database of an address; a file is opened so that nothing can write to it."""
    if "://" not in text:
        return open_reading(Path(text))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as problem:
        # Not what it is: it may hold a password.
        msg = f"That is no address that can be connected to; there are {_EXAMPLES}."
        raise InvalidInput(msg, parameter="address") from problem
    if url.get_backend_name() == "sqlite":
        return open_reading(Path(url.database or ""))
    if url.get_backend_name() == "postgresql":
        return open_engine(text, Limits(connections=2))
    msg = f"{url.get_backend_name()}: no such thing can be connected to; there are {_EXAMPLES}."
    raise InvalidInput(msg, parameter="address")
