"""Parcels by whatever numbers people write for them, all numbers of a list at once."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from landtrust.domain.parcel_numbers import normalise_parcel_number, public_id
from landtrust.model.parcels import Parcel, ParcelIdentifier
from landtrust.model.places import County
from landtrust.model.snapshots import Snapshot

_AT_ONCE = 500
_AFTER_COUNTY = re.compile(r"(?: county)?\s*[-:,]?\s+|\s*[-:,]\s*", re.IGNORECASE)


class _Reading(NamedTuple):
    """What a text may mean: a number, in one of some counties."""

    counties: tuple[str, ...]
    number: str


def parcels_by_number(
    connection: Connection, numbers: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """The public ids of the parcels that each of these numbers may mean; none: not loaded.

    Args:
        connection: Where to ask.
        numbers: A public id, a parcel number, another number for the same land, or one of the
            last two behind the county's name or code: ``Hinds 9999-1``, ``28049 9999-1``.
    """
    counties = _loaded_counties(connection)
    readings = {one: tuple(_readings(one, counties)) for one in numbers}
    ids = {one: {one, *_possible_ids(read)} for one, read in readings.items()}
    there = _of_public_ids(connection, {number for some in ids.values() for number in some})
    others = _of_identifiers(connection, {one.number for read in readings.values() for one in read})
    return {
        one: (one,)
        if one in there
        else tuple(sorted((ids[one] & there) | set(_named_otherwise(read, others))))
        for one, read in readings.items()
    }


def _loaded_counties(connection: Connection) -> dict[str, str]:
    """The code of each county that has parcels, by its code and by its name."""
    loaded = select(Snapshot.county_fips).where(Snapshot.state == "current")
    rows = connection.execute(select(County.fips, County.name).where(County.fips.in_(loaded)))
    return {word.casefold(): fips for fips, name in rows for word in (fips, name)}


def _readings(text: str, counties: Mapping[str, str]) -> Iterator[_Reading]:
    yield _Reading(tuple(sorted(set(counties.values()))), normalise_parcel_number(text))
    for word, fips in counties.items():
        if text.casefold().startswith(word) and (mark := _AFTER_COUNTY.match(text, len(word))):
            yield _Reading((fips,), normalise_parcel_number(text[mark.end() :]))


def _possible_ids(readings: Iterable[_Reading]) -> set[str]:
    return {
        public_id(county, one.number) for one in readings if one.number for county in one.counties
    }


def _named_otherwise(
    readings: Iterable[_Reading], others: Mapping[str, set[tuple[str, str]]]
) -> Iterator[str]:
    for one in readings:
        for county, found in others.get(one.number, ()):
            if county in one.counties:
                yield found


def _of_public_ids(connection: Connection, wanted: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in _batches(wanted):
        found |= set(connection.scalars(select(Parcel.public_id).where(Parcel.public_id.in_(some))))
    return found


def _of_identifiers(
    connection: Connection, wanted: Iterable[str]
) -> Mapping[str, set[tuple[str, str]]]:
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for some in _batches(wanted):
        rows = connection.execute(
            select(ParcelIdentifier.value, Parcel.county_fips, Parcel.public_id)
            .join(Parcel, Parcel.id == ParcelIdentifier.parcel_id)
            .where(ParcelIdentifier.value.in_(some))
        )
        for number, county, one in rows:
            found[number].add((county, one))
    return found


def _batches(wanted: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(set(wanted))
    return (listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE))
