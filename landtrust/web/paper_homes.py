"""Where papers belong, a holding or a party, and what of it a paper can show."""

from dataclasses import dataclass

from sqlalchemy import Connection

from landtrust.domain.interests import INTEREST_TYPES
from landtrust.errors import NotFound
from landtrust.queries.families import family_deaths
from landtrust.queries.holding_detail import HoldingDetail, InterestRow, holding_detail
from landtrust.queries.papers import PaperRow, papers_showing
from landtrust.queries.parties import party_detail
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier, members_are_visible
from landtrust.web.site import now
from landtrust.web.wording import format_day


@dataclass(frozen=True, slots=True)
class PaperHome:
    """What papers are kept of.

    Attributes:
        address: Of its page.
        name: What it is called.
        word: What pages call such a thing.
        things: What a paper can show: numbers with words, the whole first.
        papers: Those that are recorded.
    """

    address: str
    name: str
    word: str
    things: dict[int, str]
    papers: tuple[PaperRow, ...]


def holding_address(number: int) -> str:
    """Where the page of a holding is."""
    return f"/holdings/{number}"


def party_address(number: int | None = None) -> str:
    """Where the page of a party is; None: of all."""
    return "/parties" if number is None else f"/parties/{number}"


def today() -> Standpoint:
    """What is true today, as far as we know."""
    return Standpoint(now().date())


def holding_home(connection: Connection, unit_id: int, tier: Tier) -> PaperHome:
    """A holding with its papers.

    Raises:
        NotFound: There is none, or the reader may not read the list of its papers.
    """
    holding = holding_detail(connection, unit_id, today(), tier)
    if "papers" not in holding.parts:
        raise NotFound(f"There is no holding with the number {unit_id}.", number=unit_id)
    return PaperHome(
        holding_address(unit_id), holding.name, "holding", _of_holding(holding), holding.papers
    )


def party_home(connection: Connection, party_id: int, tier: Tier) -> PaperHome:
    """A party with its papers.

    Raises:
        NotFound: There is none, or the reader may not know it.
    """
    party = party_detail(connection, party_id, tier, today()).party
    things = {party_id: f"{party.name} as a whole"}
    if party.group_kind == "heirs" and members_are_visible(tier):
        things |= {
            one.inheritance_id: f"The death of {one.name}, and who inherited"
            for one in family_deaths(connection, party_id, today())
        }
    papers = papers_showing(connection, list(things), today(), tier)
    word = "group" if party.kind == "group" else party.kind
    return PaperHome(party_address(party_id), str(party.name), word, things, papers)


def _of_holding(holding: HoldingDetail) -> dict[int, str]:
    interests = {one.id: _of_interest(one) for one in holding.interests}
    leases = {
        one.id: f"The terms of the lease of {format_day(one.begins_on)}" for one in holding.leases
    }
    return {holding.id: "The holding as a whole", **interests, **leases}


def _of_interest(one: InterestRow) -> str:
    label = INTEREST_TYPES[one.type].label
    who = f" of {one.party.name}" if one.party and one.party.name else ""
    return f"{label}{who}, since {format_day(one.valid_from)}"
