"""Who may see what: the one place that decides.

Pages, files, the API and the index of words all ask here, so that none can say more than another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from landtrust.domain.owner_kinds import OwnerKind
from landtrust.domain.remarks import parse_remark


class Tier(IntEnum):
    """How much the reader may see; each sees what those below see."""

    PUBLIC = 1
    ORGANIZER = 2
    STEWARD = 3


PUBLIC_NAME_KINDS = frozenset(kind.value for kind in OwnerKind if not kind.is_natural_person)
"""Kinds of owner whose names anybody may read.

A list of what may be shown, not of what may not: a kind that is new or misspelled stays hidden.
"""


class NamedOwner(NamedTuple):
    """What a roll entry holds of an owner's name.

    Attributes:
        kind: The kind of owner, a code.
        public_name: The name as anybody may read it, without partners and persons in care;
            None where it may name a natural person. The load decides it from both lines.
        line_1: As given; None where the roll names nobody.
        line_2: As given.
    """

    kind: str
    public_name: str | None
    line_1: str | None
    line_2: str | None


def owner_name(owner: NamedOwner, tier: Tier) -> str | None:
    """The owner's name as this reader may see it; None is hidden or not stated.

    >>> doe = NamedOwner("person", None, "DOE JANE", "DOE JOHN")
    >>> owner_name(doe, Tier.ORGANIZER), owner_name(doe, Tier.PUBLIC)
    ('DOE JANE / DOE JOHN', None)
    """
    if tier >= Tier.ORGANIZER:
        return " / ".join(line for line in (owner.line_1, owner.line_2) if line) or None
    # Both must say so: a name that was stored by mistake stays hidden behind its kind.
    return owner.public_name if owner.kind in PUBLIC_NAME_KINDS else None


def mailing_address_is_visible(tier: Tier) -> bool:
    """Whether this reader may see where an owner's bill goes."""
    return tier >= Tier.ORGANIZER


def tax_and_deed_are_visible(tier: Tier) -> bool:
    """Whether this reader may see the tax status, and the reference and day of the deed."""
    return tier >= Tier.ORGANIZER


def file_name_is_visible(tier: Tier) -> bool:
    """Whether this reader may see what a loaded file was called.

    Whoever loads a file names it, often after a person; its fingerprint says which file it was.
    """
    return tier >= Tier.ORGANIZER


def visible_remarks(remarks: Iterable[str], tier: Tier) -> tuple[str, ...]:
    """What was remarked of a file while it was read, as this reader may see it.

    The public reads only sentences that we wrote ourselves: those of the reading library quote
    the file, and may quote its name.

    >>> visible_remarks(["no crs member: longitude and latitude, as RFC 7946 says"], Tier.PUBLIC)
    ('no crs member: longitude and latitude, as RFC 7946 says',)
    >>> visible_remarks(["smith.gpkg: bad header"], Tier.PUBLIC)
    ()
    """
    return tuple(one for one in remarks if tier >= Tier.ORGANIZER or parse_remark(one) is not None)


FATES = ("gone", "split", "merged", "unclear")
"""Kinds of change whose evidence says where the land of a parcel went, and names no owner."""


_FOLDED = {OwnerKind.ESTATE_HEIRS.value: OwnerKind.PERSON.value}
"""Kinds for stewards alone, and the kind that everybody else sees in their place.

A list of estates is a list of families whose land can be taken: nobody else may list, count,
colour or filter by it.
"""


def visible_kind(kind: str, tier: Tier) -> str:
    """The kind of owner as this reader may see it, a code.

    >>> visible_kind("estate_heirs", Tier.ORGANIZER), visible_kind("estate_heirs", Tier.STEWARD)
    ('person', 'estate_heirs')
    """
    return kind if tier >= Tier.STEWARD else _FOLDED.get(kind, kind)


def hidden_kinds(tier: Tier) -> frozenset[str]:
    """The kinds that this reader may not even know by name; other kinds stand for them."""
    return frozenset(kind for kind in _FOLDED if visible_kind(kind, tier) != kind)


def stored_kinds(seen: Iterable[str], tier: Tier) -> list[str]:
    """The kinds in the tables that this reader sees as one of these, sorted.

    A kind that is hidden from the reader stands for nothing.

    >>> stored_kinds(["person"], Tier.PUBLIC), stored_kinds(["estate_heirs"], Tier.PUBLIC)
    (['estate_heirs', 'person'], [])
    """
    wanted = frozenset(seen)
    return sorted(kind for kind in {*wanted, *_FOLDED} if visible_kind(kind, tier) in wanted)


PUBLIC_PARTS = ("holding", "terms", "papers")
"""What the trust may let anybody read of a holding: where it is, who holds the land and since
when; the terms of its lease; the list of its papers. Leaseholders are for stewards alone."""


@dataclass(frozen=True, slots=True)
class NamedParty:
    """What is recorded of a party's name.

    Attributes:
        kind: person, organization or group.
        group_kind: Of a group; None of others.
        is_public: Whether the trust lets anybody read it.
    """

    name: str
    kind: str
    group_kind: str | None
    is_public: bool


RIGHTS_TO_LIVE = frozenset(("lease", "superficies", "occupation", "life_estate"))
"""Rights by which people live on land: who has them is for stewards alone."""

FAMILY_GROUPS = frozenset(("household", "heirs"))
"""Groups whose members are a family."""

_GROUP_FOLDED = {"heirs": "other"}
"""Kinds of group for stewards alone, and the kind that everybody else sees in their place."""


def party_name(party: NamedParty, tier: Tier, *, hidden: bool, right: str | None) -> str | None:
    """A party's name as this reader may see it; None is hidden.

    Args:
        party: The party.
        tier: The reader's.
        hidden: Whether it is one of those of whom the reader may learn nothing.
        right: The type of interest that it is named for; None: for none.

    >>> family = NamedParty("The Samples", "group", "household", is_public=False)
    >>> party_name(family, Tier.ORGANIZER, hidden=True, right=None)
    >>> party_name(family, Tier.STEWARD, hidden=False, right="lease")
    'The Samples'
    """
    if tier >= Tier.STEWARD or party.kind == "organization" or party.group_kind == "cooperative":
        return party.name
    if hidden or right in RIGHTS_TO_LIVE:
        return None
    return party.name if party.is_public or tier >= Tier.ORGANIZER else None


def visible_group_kind(group_kind: str | None, tier: Tier) -> str | None:
    """What makes a group one, as this reader may see it.

    A list of families of heirs is a list of land that can be taken, as one of estates is.

    >>> visible_group_kind("heirs", Tier.ORGANIZER), visible_group_kind("heirs", Tier.STEWARD)
    ('other', 'heirs')
    """
    if group_kind is None or tier >= Tier.STEWARD:
        return group_kind
    return _GROUP_FOLDED.get(group_kind, group_kind)


def right_holder_is_visible(right: str, tier: Tier) -> bool:
    """Whether this reader may see which persons have a right of this type."""
    return tier >= Tier.STEWARD or right not in RIGHTS_TO_LIVE


UNKNOWN_RIGHT = "interest"
"""What stands for the type of a right that was withdrawn: it may have been any."""


def interest_party_is_visible(type_code: str, lies_on: str | None, tier: Tier) -> bool:
    """Whether this reader may see that anybody in particular has an interest, or gains by it.

    Args:
        type_code: Its type.
        lies_on: The type of the right that it lies on; None: on no one right.
        tier: The reader's; the public learns only that land is leased.

    >>> interest_party_is_visible("mortgage", "lease", Tier.ORGANIZER)
    False
    """
    if tier >= Tier.STEWARD:
        return True
    if lies_on in RIGHTS_TO_LIVE or lies_on == UNKNOWN_RIGHT:
        return False
    return tier >= Tier.ORGANIZER or type_code not in RIGHTS_TO_LIVE


PROTECTED = "protected"
"""What a paper shows that shows something of somebody who is protected, or lies on their right."""

_PAPERS_FOR_STEWARDS = frozenset(("will", "ground_lease"))
"""Kinds of paper that name people who live on land, or a family."""

_SHOWN_FOR_STEWARDS = RIGHTS_TO_LIVE | {
    "ground_lease", "party_member", "inheritance", "resale", "person", "household", "heirs",
    UNKNOWN_RIGHT, PROTECTED,
}  # fmt: skip
"""What a paper may show that names them: types of right, kinds of thing, kinds of party. A right
that was withdrawn has no type any more, and may have been any."""


def paper_is_visible(kind: str, shown: Iterable[str], tier: Tier) -> bool:
    """Whether this reader may read what a paper is called, and have its copy.

    The public has no copies at all: that there is such a paper is all that it may read, as far
    as the trust lets it.

    Args:
        kind: Of the paper, a code.
        shown: What it shows: types of interest, kinds of thing, and kinds of party or group.
        tier: The reader's.

    >>> paper_is_visible("deed", ["ownership"], Tier.ORGANIZER)
    True
    >>> paper_is_visible("contract", ["lease"], Tier.ORGANIZER)
    False
    """
    if tier >= Tier.STEWARD:
        return True
    if kind in _PAPERS_FOR_STEWARDS or not _SHOWN_FOR_STEWARDS.isdisjoint(shown):
        return False
    return tier >= Tier.ORGANIZER


def closed_kind(kind: str) -> str:
    """The kind of a paper as those read it who may not know what it is called.

    A will says that somebody died, and that there are heirs.

    >>> closed_kind("will"), closed_kind("deed")
    ('other', 'deed')
    """
    return "other" if kind == "will" else kind


def members_are_visible(tier: Tier) -> bool:
    """Whether this reader may see who is in a group, and a family's tree."""
    return tier >= Tier.STEWARD


def board_members_are_visible(tier: Tier) -> bool:
    """Whether this reader may see who sits on the board; anybody may know how many, for whom."""
    return tier >= Tier.ORGANIZER


def duties_are_visible(tier: Tier) -> bool:
    """Whether this reader may see what is to be looked after, and what was found."""
    return tier >= Tier.ORGANIZER


def senders_are_visible(tier: Tier) -> bool:
    """Whether this reader may see who sent a suggestion, and how to reach them."""
    return tier >= Tier.ORGANIZER


def visible_parts(public_parts: str, tier: Tier) -> frozenset[str]:
    """What this reader may see of a holding, as codes of ``PUBLIC_PARTS``; empty: nothing.

    >>> sorted(visible_parts("holding,papers", Tier.PUBLIC))
    ['holding', 'papers']
    """
    return frozenset(
        PUBLIC_PARTS if tier >= Tier.ORGANIZER else filter(None, public_parts.split(","))
    )


_LAND_AND_LEASE = frozenset(("ownership", "common_ownership", "state_ownership", "lease"))
_OF_THE_TERMS = frozenset(
    ("resale_restriction", "preemptive_option", "servitude", "deed_restriction")
)


def interest_is_visible(type_code: str, parts: frozenset[str], tier: Tier) -> bool:
    """Whether this reader may know that there is an interest of this type in a holding.

    The public learns who holds the land and that it is leased; and what may not be done with it,
    where the trust has published the terms. This is a list of what may be told, not of what may
    not: debts, duties and who lives there for life are nobody's business.

    >>> interest_is_visible("mortgage", frozenset(PUBLIC_PARTS), Tier.PUBLIC)
    False
    """
    if tier >= Tier.ORGANIZER or type_code in _LAND_AND_LEASE:
        return True
    return "terms" in parts and type_code in _OF_THE_TERMS


def prices_are_visible(tier: Tier) -> bool:
    """Whether this reader may see what people paid for their homes."""
    return tier >= Tier.STEWARD


def former_knowledge_is_visible(tier: Tier) -> bool:
    """Whether this reader may ask what was recorded at a former time, and who recorded it."""
    return tier >= Tier.STEWARD
