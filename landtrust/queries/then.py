"""Which loads a former day, or a load's number, stands for.

What a roll says is looked at from today, as everything is whose ``as_of`` is asked for: a day means
the law and the land on it, not what this site knew then. A later load of a county corrects those
before it, from the day for which it speaks.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.snapshots import LoadedSnapshot

AS_OF, SNAPSHOT = "as_of", "snapshot"


@dataclass(frozen=True, slots=True)
class Then:
    """The cadastre as it was.

    Attributes:
        snapshots: The loads that are read: one of each county, by county; at least one.
        day: The day in law for which it is asked what is held.
        name: The parameter that asked.
        value: What it said.
    """

    snapshots: tuple[LoadedSnapshot, ...]
    day: date
    name: str
    value: str

    @property
    def words(self) -> str:
        """For names of files."""
        return f"as of {self.value}" if self.name == AS_OF else f"load {self.value}"

    @property
    def sentence(self) -> str:
        """For what files say of themselves."""
        if self.name == SNAPSHOT:
            return f"The parcels of load {self.value} as it had them; later loads are left out."
        return (
            f"As of {self.value}: of each county the newest load that speaks for that day or "
            "one before it."
        )


def then_on(
    day: date,
    snapshots: Iterable[LoadedSnapshot],
    brought: Collection[int],
    counties: Collection[str] | None = None,
) -> Then:
    """What the rolls say of a day: of each county the newest load that speaks for it.

    The newest is the one that came last: a load that goes back to an older roll (``--replace``)
    says that the other was wrong.

    Args:
        day: In law.
        snapshots: All of them.
        brought: The numbers of those that brought parcels.
        counties: Only these are looked at; None: all.

    Raises:
        InvalidInput: Nothing speaks for that day; the message has the first that does.
    """
    known = [one for one in snapshots if one.id in brought and _is_wanted(one, counties)]
    newest: dict[str, LoadedSnapshot] = {}
    for one in sorted(known, key=lambda each: each.id):
        if one.speaks_from <= day:
            newest[one.county_fips] = one
    if not newest:
        raise _nothing_yet(day, known)
    return Then(tuple(newest[fips] for fips in sorted(newest)), day, AS_OF, day.isoformat())


def then_of_load(
    number: int,
    snapshots: Iterable[LoadedSnapshot],
    brought: Collection[int],
    counties: Collection[str] | None = None,
) -> Then:
    """What one load had; land is held as on the first day for which its roll speaks.

    Raises:
        InvalidInput: There is no such load, or it brought no parcels, or none of the counties that
            the filter names.
    """
    found = next((one for one in snapshots if one.id == number and number in brought), None)
    if found is None:
        msg = Phrase("snapshot: there is no load of parcels with the number %(id)s.", id=number)
        raise InvalidInput(msg, parameter=SNAPSHOT)
    if not _is_wanted(found, counties):
        msg = Phrase(
            "snapshot: load %(id)s brought the parcels of %(county)s County; the filter names "
            "another.",
            id=number,
            county=found.county_name,
        )
        raise InvalidInput(msg, parameter=SNAPSHOT)
    return Then((found,), found.speaks_from, SNAPSHOT, str(number))


def loads_read(
    then: Then | None, snapshots: Iterable[LoadedSnapshot], counties: Collection[str] | None
) -> tuple[LoadedSnapshot, ...]:
    """The loads that parcels are read of: those of a time, or the current ones of these counties.

    Args:
        then: The time; None: now.
        snapshots: All of them.
        counties: Those that a filter leaves in; None: all.
    """
    if then is not None:
        return then.snapshots
    return tuple(one for one in snapshots if one.is_current and _is_wanted(one, counties))


def _is_wanted(one: LoadedSnapshot, counties: Collection[str] | None) -> bool:
    return counties is None or one.county_fips in counties


def _nothing_yet(day: date, known: Collection[LoadedSnapshot]) -> InvalidInput:
    if not known:
        msg = Phrase("as_of: nothing is loaded for %(day)s, nor for any later day.", day=day)
        return InvalidInput(msg, parameter=AS_OF)
    first = min(one.speaks_from for one in known)
    msg = Phrase(
        "as_of: nothing is loaded for %(day)s; the first roll is of %(first)s.",
        day=day,
        first=first,
    )
    return InvalidInput(msg, parameter=AS_OF, first=first.isoformat())
