"""A parcel in plain sentences: what it is, who holds it, what could happen, what can be done.

Everything is said from what the roll, the outline and the trust's book say, as this reader may
know it; where they say nothing, no sentence stands. The law behind a sentence is named with it.
The results are text, not markup: templates escape them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from landtrust.domain.owner_kinds import GOVERNMENT_KINDS, NATURAL_PERSON_KINDS
from landtrust.domain.tax_forfeits import SOURCES, is_tax_forfeited
from landtrust.domain.tax_sale import next_sale
from landtrust.phrases import Phrase
from landtrust.queries.held_since import HeldSince
from landtrust.queries.holdings import HoldingRow
from landtrust.queries.parcels import ParcelRow
from landtrust.web.languages import say
from landtrust.web.owner_words import owner_called
from landtrust.web.ownership_words import holders_called
from landtrust.web.wording import format_acres, word_for_land

_VACANT = Phrase("This %(land)s of %(size)s is vacant.")
_NOT_VACANT = Phrase("This %(land)s of %(size)s is not vacant.")
_NOT_STATED = Phrase("The tax roll does not say what this %(land)s of %(size)s is used for.")
_USES = {
    "residential": Phrase("This %(land)s of %(size)s is used for homes."),
    "apartments": Phrase("This %(land)s of %(size)s is used for apartments."),
    "commercial": Phrase("This %(land)s of %(size)s is used for shops or offices."),
    "industrial": Phrase("This %(land)s of %(size)s is used for industry."),
    "agricultural": Phrase("This %(land)s of %(size)s is farm land."),
    "forest": Phrase("This %(land)s of %(size)s is woods."),
    "public": Phrase("This %(land)s of %(size)s is for public use."),
    "religious": Phrase("This %(land)s of %(size)s is used by a church or a faith group."),
    "utility": Phrase("This %(land)s of %(size)s is used by a railroad or a utility."),
    "other": Phrase("The tax roll lists another use for this %(land)s of %(size)s."),
}
UNBUILT = "vacant"
"""What land without a building is said to be used for."""

_TAXED = frozenset(("person", "estate_heirs", "trust", "business", "bank", "unknown"))
"""Kinds of owner that pay taxes on land as a rule; of the others we claim nothing."""

_AT_BEST = {
    "forfeited": Phrase("An organization may be able to apply for it."),
    "government_city": Phrase("A nonprofit group can ask the city for it."),
}
_FIRST_STEPS = {
    "common": Phrase("Would you like to use it? Ask the people of the land trust."),
    "government_state": Phrase("Ask the Secretary of State whether it is for sale."),
    "government_city": Phrase("Ask the city whether it still needs the land."),
    "government_county": Phrase("Ask the board of supervisors of the county about it."),
    "government_federal": Phrase("Ask the office that holds it."),
    "government_other": Phrase("Ask the office that holds it."),
}
_ASK_OWNER = Phrase("Would you like to use it? Only its owner can say.")
_LEASED = Phrase("Would you like land like this? Ask the people of the land trust.")
_NO_BUILDING = Phrase("The tax roll counts no building on this %(land)s of %(size)s.")
"""What is leased is not vacant, whatever a roll of taxes says."""

TERMS = {
    "taxed": ("tax_sale", "redemption", "tax_collector", "chancery_clerk"),
    "forfeited": ("tax_forfeited", "secretary_of_state"),
    "government_state": ("tax_forfeited", "secretary_of_state"),
    "government_city": ("surplus_land",),
    "common": ("held_in_common", "community_land_trust"),
}
"""Words of the sentences, by whose hands the land is in, that may be new to a reader."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence or two, and what stands behind them.

    Attributes:
        rules: Codes of the legal rules that they tell of.
        help_for: What help there is for those whom it concerns, a code of purposes; None: none.
    """

    text: str
    rules: tuple[str, ...] = ()
    help_for: str | None = None


@dataclass(frozen=True, slots=True)
class ParcelStory:
    """What a page says first of a parcel.

    Attributes:
        lead: What it is, who holds it, and what can be done with it at best.
        could_happen: What could happen to it.
        can_be_done: What somebody can do about it.
        terms: Codes of the glossary that these sentences need.
    """

    lead: tuple[str, ...]
    could_happen: tuple[Told, ...]
    can_be_done: tuple[Told, ...]
    terms: tuple[str, ...]

    @property
    def tells_law(self) -> bool:
        """Whether any sentence has a legal rule behind it."""
        return any(one.rules for one in (*self.could_happen, *self.can_be_done))


@dataclass(frozen=True, slots=True)
class KnownOfParcel:
    """What a story is told from, as the reader may know it.

    Attributes:
        row: What the roll and the outline say.
        since: Since when the owner has it; None where no roll tells.
        holding: The holding that it is a part of; None where there is none.
        tax_status: What the roll says of its taxes; None where hidden or not stated.
        today: The day on which it is asked.
    """

    row: ParcelRow
    since: HeldSince | None
    holding: HoldingRow | None
    tax_status: str | None
    today: date

    @property
    def is_leased(self) -> bool:
        """Whether the trust holds it, and somebody leases it."""
        return self.standing == "common" and self.holding is not None and self.holding.is_leased

    @property
    def standing(self) -> str:
        """In whose hands it is, as far as that decides what can happen: a code."""
        row = self.row
        if self.holding is not None and self.holding.is_common:
            return "common"
        if is_forfeited(row):
            return "forfeited"
        if row.owner_kind in _TAXED:
            return "taxed"
        return row.owner_kind if row.owner_kind in GOVERNMENT_KINDS else "other"

    @property
    def may_be_a_familys(self) -> bool:
        """Whether a family may hold it together, as far as the kind of owner tells."""
        return self.standing == "taxed" and self.row.owner_kind in NATURAL_PERSON_KINDS

    @property
    def may_be_offered(self) -> bool:
        """Whether somebody who reads of it may have it to offer."""
        return self.standing in {"taxed", "other"}


def is_forfeited(row: ParcelRow) -> bool:
    """Whether the State holds it after unpaid taxes, as the State's list or the roll says."""
    return is_tax_forfeited(row.snapshot.source_key, row.owner_kind, row.owner_name)


def first_sentence(row: ParcelRow) -> str:
    """What it is: the sentence that its page, the map and files begin with."""
    return _said_of(row, _pattern_of_use(row))


def _what_it_is(known: KnownOfParcel) -> str:
    pattern = _pattern_of_use(known.row)
    return _said_of(known.row, _NO_BUILDING if known.is_leased and pattern is _VACANT else pattern)


def _said_of(row: ParcelRow, pattern: Phrase) -> str:
    values = {"land": say(word_for_land(row.area_sqm)), "size": format_acres(row.area_sqm)}
    return say(pattern) % values


def said_use(row: ParcelRow) -> str:
    """What a parcel is said to be used for, a code; empty where nothing is said."""
    # A park is not vacant, and yet need not have a building: only yes says something of its own.
    if row.vacant or (row.vacant is None and row.land_use == UNBUILT):
        return UNBUILT
    return "" if row.land_use in (None, UNBUILT) else row.land_use


def _pattern_of_use(row: ParcelRow) -> Phrase:
    use = said_use(row)
    if use == UNBUILT:
        return _VACANT
    return _USES.get(use, _NOT_STATED if row.vacant is None else _NOT_VACANT)


def plain_sentences(row: ParcelRow) -> str:
    """What a list says of a parcel: what it is and who holds it."""
    return f"{first_sentence(row)} {_held(row, None)}"


def parcel_story(known: KnownOfParcel) -> ParcelStory:
    """All that a page says first of a parcel."""
    standing = known.standing
    at_best = _AT_BEST.get(standing)
    return ParcelStory(
        lead=(_what_it_is(known), *_who_holds(known), *([say(at_best)] if at_best else [])),
        could_happen=_could_happen(known),
        can_be_done=((Told(say(_LEASED)),) if known.is_leased else _can_be_done(known)),
        terms=("tax_roll", *TERMS.get(standing, ())),
    )


def _who_holds(known: KnownOfParcel) -> Iterator[str]:
    holding = known.holding
    if known.standing == "common" and holding is not None:
        owners = holders_called(holding.owners)
        yield say(
            Phrase(
                "It is held in common by %(owners)s, since %(day)s.",
                owners=owners,
                day=holding.since,
            )
        )
        if holding.is_leased:
            yield say("Somebody leases it from them.")
        return
    yield _held(known.row, known.since)
    if known.row.snapshot.source_key in SOURCES:
        day = known.row.snapshot.day
        yield say(Phrase("It was on the State list of such land on %(day)s.", day=day))


def _held(row: ParcelRow, since: HeldSince | None) -> str:
    if is_forfeited(row):
        return _held_by_state(since)
    owner = owner_called(row)
    if owner is None:
        return say("The tax roll does not make clear who owns it.")
    if since is None:
        return say(Phrase("It belongs to %(owner)s.", owner=owner))
    told = {"owner": owner, "when": _when(since)}
    if since.is_oldest:
        return say(Phrase("It has belonged to %(owner)s since %(when)s or before.", **told))
    return say(Phrase("It has belonged to %(owner)s since %(when)s.", **told))


def _held_by_state(since: HeldSince | None) -> str:
    if since is None:
        return say("The State holds it after unpaid taxes.")
    when = _when(since)
    if since.is_oldest:
        told = Phrase(
            "The State has held it since %(when)s or before, after unpaid taxes.", when=when
        )
    else:
        told = Phrase("The State has held it since %(when)s, after unpaid taxes.", when=when)
    return say(told)


def _when(since: HeldSince) -> object:
    """The year or the day; a change is as old as the first roll that shows it, at most."""
    if since.roll_year is None:
        # A phrase of its own: other languages put a word before a day.
        return Phrase("%(since_day)s", since_day=since.day)
    year = str(since.roll_year)
    return year if since.is_oldest else Phrase("the tax roll of %(year)s", year=year)


def _could_happen(known: KnownOfParcel) -> tuple[Told, ...]:
    of_standing: dict[str, Callable[[], tuple[Told, ...]]] = {
        "taxed": partial(_unpaid_taxes, known.today),
        "forfeited": _sale_by_state,
        "government_state": _perhaps_for_taxes,
        "government_city": _not_needed,
    }
    tell = of_standing.get(known.standing)
    found = tell() if tell else ()
    if known.tax_status is None:
        return found
    told = Phrase("The tax roll says of its taxes: %(status)s.", status=known.tax_status)
    return (Told(say(told)), *found)


def _unpaid_taxes(today: date) -> tuple[Told, ...]:
    sold = Phrase(
        "If the taxes on it are not paid, the county can sell it at the tax sale on %(day)s.",
        day=next_sale(today).day,
    )
    keeps = say("The owner then has two years to pay and keep the land.")
    april = say("Ask the county whether it holds one in April too.")
    return Told(f"{say(sold)} {april}", ("tax_sale",)), Told(keeps, ("redemption",))


def _sale_by_state() -> tuple[Told, ...]:
    order = say(
        "The State can sell it. The old owner and the heirs come first, then state offices, "
        "counties and cities, then everybody else."
    )
    beside = say("Somebody who owns land right next to it may come before other buyers.")
    return Told(order, ("priority",)), Told(beside, ("next_door",))


def _perhaps_for_taxes() -> tuple[Told, ...]:
    told = say("We do not know how the State got it. If it was for unpaid taxes, it can be sold.")
    return (Told(told, ("priority",)),)


def _not_needed() -> tuple[Told, ...]:
    told = say("If the city does not need it, it can give it to a nonprofit group or sell it.")
    return (Told(told, ("city_surplus",)),)


def _can_be_done(known: KnownOfParcel) -> tuple[Told, ...]:
    standing = known.standing
    if standing == "forfeited":
        apply = say("To apply, write to the Secretary of State. That office sets the price.")
        may = say("Whether a corporation may buy it is not clear in law: ask a lawyer first.")
        return Told(apply, ("application",)), Told(may, ("corporations",))
    if standing == "taxed":
        early = say("Is it yours? If you cannot pay the taxes, get help early.")
        told = Told(early, help_for="taxes")
        if not known.may_be_a_familys:
            return (told,)
        together = say("Does your family own it together? There is help for that too.")
        return told, Told(together, help_for="heirs")
    return (Told(say(_FIRST_STEPS.get(standing, _ASK_OWNER))),)
