"""A former day, or a load by its number, as addresses ask for it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import Connection

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.snapshots import LoadedSnapshot, parcel_snapshots
from landtrust.queries.then import AS_OF, SNAPSHOT, Then, then_of_load, then_on
from landtrust.web.filter_words import Chip
from landtrust.web.languages import say
from landtrust.web.loaded import Loaded
from landtrust.web.requests import filter_to_query, parse_day, parse_number
from landtrust.web.site import reader_tier
from landtrust.web.standpoints import today

TIME_NAMES = (SNAPSHOT, AS_OF)

LOAD_NAME = "parcels-"
"""What stands before the number of a load in its name, which is that of its collection (OGC)."""


def read_then(
    parameters: Mapping[str, str],
    snapshots: Iterable[LoadedSnapshot],
    brought: Collection[int],
    counties: Collection[str] | None,
    today: date,
) -> Then | None:
    """The time that is asked for; None: now.

    Args:
        parameters: Of the query string, or of the command.
        snapshots: All of them.
        brought: The numbers of those that brought parcels.
        counties: Those that the filter leaves in; None: all.
        today: The day on which it is asked (UTC); nobody knows what rolls will say of later ones.

    Raises:
        InvalidInput: It cannot be used; the message names the parameter.
    """
    if AS_OF in parameters and SNAPSHOT in parameters:
        msg = Phrase("as_of: not together with snapshot, which is of one day already.")
        raise InvalidInput(msg, parameter=AS_OF)
    if AS_OF in parameters:
        day = parse_day(AS_OF, parameters[AS_OF])
        if day > today:
            msg = Phrase(
                "as_of: %(day)s is still to come. Ask for today, %(today)s, or a day before it.",
                day=day,
                today=today,
            )
            raise InvalidInput(msg, parameter=AS_OF)
        return then_on(day, snapshots, brought, counties)
    if SNAPSHOT in parameters:
        number = parameters[SNAPSHOT].removeprefix(LOAD_NAME)
        return then_of_load(parse_number(SNAPSHOT, number), snapshots, brought, counties)
    return None


def chosen_parcels(
    connection: Connection,
    parameters: Mapping[str, str],
    wanted: ParcelFilter,
    data: Loaded,
    counties: Collection[str] | None,
) -> ChosenParcels:
    """The parcels that an address asks for, as whoever asks may see them.

    Args:
        connection: Where to ask which loads brought parcels.
        parameters: Of the query string.
        wanted: The filter.
        data: What is loaded.
        counties: Those that the filter leaves in; None: all.

    Raises:
        InvalidInput: The time that is asked for cannot be used.
    """
    then = None
    if not parameters.keys().isdisjoint(TIME_NAMES):
        brought = parcel_snapshots(connection)
        then = read_then(parameters, data.by_id.values(), brought, counties, today())
    return ChosenParcels(wanted, reader_tier(), then)


def day_of_name(chosen: ChosenParcels, shown: Loaded) -> date | None:
    """The day at the end of a file's name; None where the file is of a day that its name says.

    Args:
        chosen: What is in the file.
        shown: The loads that are read for it.
    """
    then = chosen.then
    return None if then is not None and then.name == AS_OF else shown.newest_day


def query_of(wanted: ParcelFilter, then: Then | None) -> str:
    """The query string that says a filter and a time."""
    return with_time(filter_to_query(wanted), then)


def with_time(query: str, then: Then | None) -> str:
    """A query string with a time after it."""
    time = "" if then is None else f"{then.name}={then.value}"
    return "&".join(part for part in (query, time) if part)


def time_chips(chosen: ChosenParcels) -> tuple[Chip, ...]:
    """The time as a condition that can be taken away; none where it is now."""
    then = chosen.then
    if then is None:
        return ()
    is_day = then.name == AS_OF
    words = Phrase("As of %(day)s", day=then.day) if is_day else load_name(then.snapshots[0])
    return (Chip(say(words), filter_to_query(chosen.wanted)),)


def load_name(one: LoadedSnapshot) -> Phrase:
    """A load by its county, the year of its roll, its day and its number."""
    words = {"county": one.county_name, "day": one.day, "id": one.id}
    if one.roll_year is None:
        return Phrase("%(county)s County, loaded %(day)s (number %(id)s)", **words)
    return Phrase(
        "%(county)s County, roll of %(year)s, loaded %(day)s (number %(id)s)",
        year=str(one.roll_year),
        **words,
    )


def loads_to_choose(connection: Connection, data: Loaded) -> tuple[tuple[int, str], ...]:
    """The loads that brought parcels, each with its words: by county, then the newest first."""
    brought = parcel_snapshots(connection)
    known = (one for number, one in data.by_id.items() if number in brought)
    in_order = sorted(known, key=lambda one: (one.county_name, one.county_fips, -one.id))
    return tuple((one.id, say(load_name(one))) for one in in_order)
