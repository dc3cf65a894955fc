"""Units split and merged: the land and the shares stay what they were."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from landtrust.domain.dates import require_day
from landtrust.domain.interests import INTEREST_TYPES, LAND_TYPES
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import Interest, PropertyUnit, UnitOrigin, UnitPart
from landtrust.phrases import Phrase
from landtrust.services.holdings import checked_name
from landtrust.services.interests import end_interest, in_force, open_lasting_unit
from landtrust.services.record_book import Entry, Errand, recording
from landtrust.services.whole_shares import require_whole_shares

_FEWEST = 2
_COPIED = (
    "kind", "type", "party_id", "share_numerator", "share_denominator", "valid_to", "lease_id",
    "rank", "amount_cents", "every_months", "description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewUnit:
    """One of the units that a unit is split into.

    Attributes:
        name: What it is called.
        piece_ids: Numbers of the pieces of land and buildings that go to it.
        keeps_lease: Whether the lease of the former unit, and the building's owner, go with it.
    """

    name: str
    piece_ids: Sequence[int]
    keeps_lease: bool = False


def split_unit(
    connection: Connection, errand: Errand, unit_id: int, day: date, into: Sequence[NewUnit]
) -> list[int]:
    """Record that a unit is split into several from a day on; their numbers.

    Whoever owns the land of the former unit owns that of each new one, with the same shares.
    Restrictions and responsibilities lie on each; a lease goes to the one that keeps it.

    Raises:
        InvalidInput: There are fewer than two new units, or a piece is left over or there twice.
        NotFound: There is no such unit.
        RuleBroken: Nobody owns its land then, something is recorded of it from a later day on, or
            the unit is leased, and not exactly one of the new units keeps the lease.
    """
    require_day(day, "day")
    with recording(connection, errand) as entry:
        former = open_lasting_unit(entry, unit_id)
        _require_nothing_later(connection, [unit_id], day)
        pieces = _pieces_on(connection, [unit_id], day)
        _require_each_piece_once(pieces, into)
        interests = _owned(connection, unit_id, day)
        _require_one_keeper(interests, into)
        _end_unit(entry, pieces, interests, day)
        found = [
            _begin_unit(entry, one, [unit_id], day, _going_to(one, interests), former)
            for one in into
        ]
        for number in (unit_id, *found):
            require_whole_shares(connection, number)
    return found


def merge_units(
    connection: Connection, errand: Errand, unit_ids: Sequence[int], day: date, name: str
) -> int:
    """Record that units are one from a day on; its number.

    Raises:
        InvalidInput: There are fewer than two units.
        NotFound: There is no such unit.
        RuleBroken: Their land is not owned by the same parties with the same shares, or more
            than one of them is leased.
    """
    unit_ids = list(dict.fromkeys(unit_ids))
    require_day(day, "day")
    if len(unit_ids) < _FEWEST:
        raise InvalidInput("Merge at least two different holdings.", parameter="units")
    with recording(connection, errand) as entry:
        former = [open_lasting_unit(entry, one) for one in unit_ids]
        _require_nothing_later(connection, unit_ids, day)
        pieces = _pieces_on(connection, unit_ids, day)
        by_unit = {one: _owned(connection, one, day) for one in unit_ids}
        interests = _merged(by_unit)
        for held in by_unit.values():
            _end_unit(entry, (), held, day)
        _end_unit(entry, pieces, (), day)
        plan = NewUnit(name, [one["spatial_unit_id"] for one in pieces])
        found = _begin_unit(entry, plan, unit_ids, day, interests, former[0])
        entry.subject = f"unit {found}"
        for number in (*unit_ids, found):
            require_whole_shares(connection, number)
    return found


def _owned(connection: Connection, unit_id: int, day: date) -> list[RowMapping]:
    """What holds in a unit on a day on which somebody owns its land."""
    found = in_force(connection, unit_id, day)
    if not _land_of(found):
        msg = Phrase("On %(day)s nobody owns the land of this holding.", day=day)
        raise RuleBroken(msg, number=unit_id, day=day)
    return found


def _require_nothing_later(connection: Connection, unit_ids: Sequence[int], day: date) -> None:
    """Refuse a day on which, or after which, something begins in one of the units."""
    latest = connection.scalar(
        select(func.max(Interest.valid_from)).where(
            Interest.unit_id.in_(unit_ids), Interest.recorded_to.is_(None)
        )
    )
    if latest is not None and latest >= day:
        msg = Phrase(
            "Something is recorded of it from %(latest)s on: take a later day.", latest=latest
        )
        raise RuleBroken(msg, day=latest)


def _pieces_on(connection: Connection, unit_ids: Sequence[int], day: date) -> list[RowMapping]:
    table = UnitPart.__table__
    statement = (
        select(table)
        .where(
            table.c.unit_id.in_(unit_ids),
            table.c.recorded_to.is_(None),
            table.c.valid_from < day,
            (table.c.valid_to.is_(None)) | (table.c.valid_to > day),
        )
        .order_by(table.c.thing_id)
    )
    found = list(connection.execute(statement).mappings())
    if not found:
        raise RuleBroken(Phrase("The holding has no land before %(day)s.", day=day), day=day)
    return found


def _require_each_piece_once(pieces: Iterable[RowMapping], into: Sequence[NewUnit]) -> None:
    if len(into) < _FEWEST:
        raise InvalidInput("A holding is split into at least two.", parameter="units")
    given = sorted(one for unit in into for one in unit.piece_ids)
    if given != sorted(one["spatial_unit_id"] for one in pieces) or not all(
        unit.piece_ids for unit in into
    ):
        msg = Phrase(
            "Each piece of the holding goes to exactly one of the new ones, and each gets one."
        )
        raise InvalidInput(msg, parameter="pieces")


def _require_one_keeper(interests: Iterable[RowMapping], into: Sequence[NewUnit]) -> None:
    is_leased = any(_goes_with_the_lease(one) for one in interests)
    if is_leased and sum(one.keeps_lease for one in into) != 1:
        raise RuleBroken("The land is leased; say which of the new holdings keeps the lease.")


def _goes_with_the_lease(interest: RowMapping) -> bool:
    shared_as = INTEREST_TYPES[interest["type"]].shared_as
    is_of_lease = interest["lease_id"] is not None
    return is_of_lease or (shared_as is not None and interest["type"] not in LAND_TYPES)


def _going_to(unit: NewUnit, interests: Iterable[RowMapping]) -> list[RowMapping]:
    return [one for one in interests if unit.keeps_lease or not _goes_with_the_lease(one)]


def _end_unit(
    entry: Entry, pieces: Iterable[RowMapping], interests: Iterable[RowMapping], day: date
) -> None:
    for piece in pieces:
        entry.revise(UnitPart, piece["thing_id"], valid_to=day)
    for one in interests:
        end_interest(entry, one, day)


def _begin_unit(  # noqa: PLR0913, PLR0917 - one row of each kind needs all of them
    entry: Entry,
    unit: NewUnit,
    former_ids: Sequence[int],
    day: date,
    interests: Sequence[RowMapping],
    like: RowMapping,
) -> int:
    unit_id = entry.new(
        PropertyUnit, name=checked_name(unit.name), note=None, public_parts=like["public_parts"]
    )
    for former in former_ids:
        entry.new(UnitOrigin, unit_id=unit_id, former_id=former, valid_from=day)
    for piece in unit.piece_ids:
        entry.new(UnitPart, unit_id=unit_id, spatial_unit_id=piece, valid_from=day, valid_to=None)
    _copy_interests(entry, unit_id, interests, day)
    return unit_id


def _copy_interests(entry: Entry, unit_id: int, interests: Sequence[RowMapping], day: date) -> None:
    """Begin in a new unit what held in the former one, mortgages on the same rights."""
    numbers: dict[int, int] = {}
    twins = _twins(interests)
    for one in sorted(interests, key=lambda one: _after_what_it_lies_on(one, twins)):
        if one["on_interest_id"] is not None and one["on_interest_id"] not in numbers:
            continue  # it lies on a lease that went elsewhere
        if one["thing_id"] in twins:
            numbers[one["thing_id"]] = numbers[twins[one["thing_id"]]]
            continue
        kept: dict[str, Any] = {name: one[name] for name in _COPIED}
        numbers[one["thing_id"]] = entry.new(
            Interest,
            unit_id=unit_id,
            valid_from=day,
            on_interest_id=numbers.get(one["on_interest_id"]),
            **kept,
        )


def _after_what_it_lies_on(interest: RowMapping, twins: Collection[int]) -> tuple[object, ...]:
    """Rights come first, then those that are the same as another, then what lies on either."""
    lies_on_another = interest["on_interest_id"] is not None
    return lies_on_another, interest["thing_id"] in twins, interest["thing_id"]


def _merged(by_unit: dict[int, list[RowMapping]]) -> list[RowMapping]:
    """What holds in the merged unit: everything of each, once its owners are the same."""
    owners = [sorted(map(_land_key, _land_of(one))) for one in by_unit.values()]
    if any(one != owners[0] for one in owners):
        raise RuleBroken("Only land of the same owners, with the same shares, can be merged.")
    if sum(any(map(_goes_with_the_lease, one)) for one in by_unit.values()) > 1:
        raise RuleBroken("More than one of the holdings is leased; end or assign a lease first.")
    return [one for interests in by_unit.values() for one in interests]


def _twins(interests: Iterable[RowMapping]) -> dict[int, int]:
    """Ownership in every unit but the first, and the same ownership in the first."""
    by_unit: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for one in _land_of(interests):
        by_unit[one["unit_id"]].append(one)
    first, *others = (sorted(one, key=_land_key) for one in by_unit.values())
    return {
        twin["thing_id"]: one["thing_id"]
        for unit in others
        for one, twin in zip(first, unit, strict=True)
    }


def _land_of(interests: Iterable[RowMapping]) -> list[RowMapping]:
    return [one for one in interests if one["type"] in LAND_TYPES]


def _land_key(interest: RowMapping) -> tuple[object, ...]:
    return (
        interest["type"],
        interest["party_id"],
        Fraction(interest["share_numerator"], interest["share_denominator"]),
        str(interest["valid_to"]),
    )
