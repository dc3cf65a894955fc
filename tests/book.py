"""Short ways for tests to write into the book of ownership, and to read it."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

from sqlalchemy import Connection

from landtrust.domain.parcel_numbers import public_id
from landtrust.domain.shares import WHOLE
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier
from landtrust.services.holdings import Acquisition, record_acquisition
from landtrust.services.leases import LeaseTerms, NewLease, grant_ground_lease
from landtrust.services.parties import Holder, PartyFacts, record_party
from landtrust.services.record_book import Actor, Errand
from tests.seeded import HINDS

STEWARD = Actor("Sample Steward", Tier.STEWARD)
ORGANIZER = Actor("Sample Organizer", Tier.ORGANIZER)
BOUGHT, LATER, LAST = date(2015, 3, 1), date(2018, 1, 1), date(2020, 1, 1)
NOBODY = 10_000
"""A number that nothing has."""

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Book:
    """The book of a store, written by a steward whose clock moves a minute with each entry."""

    def __init__(self, connection: Connection, actor: Actor = STEWARD) -> None:
        self.connection = connection
        self.actor = actor
        self._minutes = count()

    def errand(self, action: str, seen: int | None = None) -> Errand:
        """What is done next."""
        now = NOON + timedelta(minutes=next(self._minutes))
        return Errand(self.actor, action, now, seen=seen)

    def party(self, name: str, kind: str = "person", group_kind: str | None = None) -> int:
        """A party."""
        facts = PartyFacts(name, kind, group_kind)
        return record_party(self.connection, self.errand("record_party"), facts)

    def trust(self) -> int:
        """The trust itself."""
        facts = PartyFacts("Sample Land Trust", "organization", is_trust=True)
        return record_party(self.connection, self.errand("record_party"), facts)

    def holding(self, owner: int, since: date, *lots: str, building: str | None = None) -> int:
        """A holding of these lots of the seeded town, owned by one party."""
        acquired = Acquisition(
            f"Holding {'and'.join(lots)}",
            [public_id(HINDS, lot) for lot in lots],
            [Holder(owner)],
            since,
            buildings=[building] if building else [],
        )
        return record_acquisition(self.connection, self.errand("record_acquisition"), acquired)

    def lease(self, unit: int, begins_on: date, *holders: Holder, years: int = 99) -> int:
        """A ground lease with the building."""
        lease = NewLease(LeaseTerms(begins_on, years, option_days=60), holders, with_building=True)
        return grant_ground_lease(self.connection, self.errand("grant_ground_lease"), unit, lease)


def halves(*parties: int) -> list[Holder]:
    """These parties with equal shares."""
    return [Holder(one, Fraction(WHOLE, len(parties))) for one in parties]


def on(day: date, recorded_as_of: datetime | None = None) -> Standpoint:
    """A day that is asked about."""
    return Standpoint(day, recorded_as_of)


class Town(Book):
    """A book with a trust, a person, a holding of one lot and one of two."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.owner, self.person = self.trust(), self.party("Ann Sample")
        self.one = self.holding(self.owner, BOUGHT, "100-1", building="House")
        self.two = self.holding(self.owner, BOUGHT, "100-2", "100-3")

    def ids(self, unit: int, type_code: str) -> list[int]:
        """Numbers of the interests of a type in a unit, whenever they hold."""
        seen = holding_detail(self.connection, unit, on(LATER), Tier.STEWARD)
        return [one.id for one in seen.interests if one.type == type_code]

    def pieces(self, unit: int) -> list[int]:
        """Numbers of the pieces of a unit."""
        seen = holding_detail(self.connection, unit, on(LATER), Tier.STEWARD)
        return [one.id for one in seen.pieces]

    def granted(self, **terms: object) -> int:
        """A lease of the house and its lot to the person, on these terms; its number."""
        facts: dict[str, Any] = {"begins_on": LATER, "term_years": 99, **terms}
        lease = NewLease(LeaseTerms(**facts), [Holder(self.person)], with_building=True)
        errand = self.errand("grant_ground_lease")
        return grant_ground_lease(self.connection, errand, self.one, lease)
