"""Parties that a form offers, and rows of parties with shares that it sends."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import Connection

from landtrust.domain.shares import WHOLE, parse_share
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.parties import PartyRow, parties
from landtrust.queries.visibility import Tier
from landtrust.services.parties import Holder
from landtrust.web.languages import say
from landtrust.web.paper_homes import today
from landtrust.web.sent_forms import read_number


def offered_parties(connection: Connection, tier: Tier) -> list[tuple[int, str]]:
    """Every party that this reader knows, for a form: two of one name with their numbers."""
    found = parties(connection, tier, today())
    names = [one.name for one in found]
    return [(one.id, _told_apart(one, names)) for one in found if one.id is not None]


def share_fields(name: str, rows: int) -> tuple[str, ...]:
    """The fields of a form that has rows of parties with shares."""
    numbers = range(1, rows + 1)
    return tuple(f"{name}_{row}{part}" for row in numbers for part in ("", "_share"))


def read_holders(fields: Mapping[str, str], name: str, rows: int) -> list[Holder]:
    """Parties with their shares, as a form sends them; empty rows are none.

    Raises:
        InvalidInput: A row has one without the other, or a share that cannot be read.
    """
    holders = []
    for row in range(1, rows + 1):
        party_id = read_number(f"{name}_{row}", fields.get(f"{name}_{row}"))
        share = fields.get(f"{name}_{row}_share")
        if party_id is None and share is None:
            continue
        if party_id is None or share is None:
            msg = Phrase(
                "%(name)s: row %(row)s needs both, who it is and the share.", name=name, row=row
            )
            raise InvalidInput(msg, parameter=f"{name}_{row}")
        holders.append(Holder(party_id, parse_share(share)))
    return holders


def equal_share(number: int) -> Fraction:
    """The share of each of so many, in equal parts."""
    return Fraction(WHOLE, number)


def _told_apart(one: PartyRow, names: list[str | None]) -> str:
    if names.count(one.name) < 2:  # noqa: PLR2004 - two of one name
        return str(one.name)
    return say(Phrase("%(name)s (number %(number)s)", name=one.name, number=one.id))
