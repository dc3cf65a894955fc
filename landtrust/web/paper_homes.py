"""Where papers belong, a holding or a party, and what of it a paper can show."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import Connection

from landtrust.errors import NotFound
from landtrust.phrases import Phrase
from landtrust.queries.families import family_deaths
from landtrust.queries.holding_detail import HoldingDetail, InterestRow, holding_detail
from landtrust.queries.papers import PaperRow, papers_showing
from landtrust.queries.parties import party_detail
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier, members_are_visible
from landtrust.web.languages import say
from landtrust.web.ownership_words import interest_label
from landtrust.web.site import now


@dataclass(frozen=True, slots=True)
class PaperHome:
    """What papers are kept of.

    Attributes:
        address: Of its page.
        papers_address: Of the list of its papers.
        new_address: Of the form for another paper.
        name: What it is called.
        things: What a paper can show: numbers with words, the whole first.
        papers: Those that are recorded.
    """

    address: str
    papers_address: str
    new_address: str
    name: str
    things: dict[int, str]
    papers: tuple[PaperRow, ...]

    def shown_by(self, paper: PaperRow) -> list[str]:
        """What of it a paper shows, as far as the reader may see it."""
        return [self.things[one] for one in paper.shows if one in self.things]


def holding_address(number: int) -> str:
    """Where the page of a holding is."""
    return url_for("holding_pages.holding", holding_id=number)


def party_address(number: int | None = None) -> str:
    """Where the page of a party is; None: of all."""
    if number is None:
        return url_for("party_pages.party_list")
    return url_for("party_pages.party", party_id=number)


def papers_address(homes: str, number: int) -> str:
    """Where the list of the papers of one of the ``holdings`` or ``parties`` is."""
    return url_for("papers.papers", homes=homes, number=number)


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
        msg = Phrase("There is no holding with the number %(number)s.", number=unit_id)
        raise NotFound(msg, number=unit_id)
    return PaperHome(
        holding_address(unit_id),
        papers_address("holdings", unit_id),
        url_for("papers.new_paper", homes="holdings", number=unit_id),
        holding.name,
        _of_holding(holding),
        holding.papers,
    )


def party_home(connection: Connection, party_id: int, tier: Tier) -> PaperHome:
    """A party with its papers.

    Raises:
        NotFound: There is none, or the reader may not know it.
    """
    party = party_detail(connection, party_id, tier, today()).party
    things = {party_id: say(Phrase("%(name)s as a whole", name=party.name))}
    if party.group_kind == "heirs" and members_are_visible(tier):
        things |= {
            one.inheritance_id: say(
                Phrase("The death of %(name)s, and who inherited", name=one.name)
            )
            for one in family_deaths(connection, party_id, today())
        }
    papers = papers_showing(connection, list(things), today(), tier)
    return PaperHome(
        party_address(party_id),
        papers_address("parties", party_id),
        url_for("papers.new_paper", homes="parties", number=party_id),
        str(party.name),
        things,
        papers,
    )


def _of_holding(holding: HoldingDetail) -> dict[int, str]:
    interests = {one.id: _of_interest(one) for one in holding.interests}
    leases = {
        one.id: say(Phrase("The terms of the lease of %(day)s", day=one.begins_on))
        for one in holding.leases
    }
    return {holding.id: say(Phrase("The holding as a whole")), **interests, **leases}


def _of_interest(one: InterestRow) -> str:
    right, day = interest_label(one.type), one.valid_from
    if one.party is None or one.party.name is None:
        return say(Phrase("%(right)s, since %(day)s", right=right, day=day))
    name = one.party.name
    return say(Phrase("%(right)s of %(name)s, since %(day)s", right=right, name=name, day=day))
