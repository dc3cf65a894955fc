"""Parcels by whatever numbers people write for them, all numbers of a list at once."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from landtrust.domain.parcel_numbers import normalise_parcel_number, public_id
from landtrust.domain.words import words_of
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelIdentifier
from landtrust.model.places import County
from landtrust.model.snapshots import Snapshot
from landtrust.queries.spatial import has_words, is_one_of

_AT_ONCE = 500
_MOST_BEGUN = 200
_LEAST_BARE, _MOST_BARE = 6, 40
"""Letters and digits of a number that is compared loosely; a ZIP code has five."""

_MOST_IN_THREE = 12
_SEPARATORS = "- ./"
_BETWEEN = re.compile(r"[^0-9A-Z]")
_NUMBER = re.compile(r"(?!.*[A-Z]{3})(?=(?:.*[0-9]){4})[0-9A-Z ./#-]+")
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


class Alike(NamedTuple):
    """Public ids of parcels with a number much like one that was typed, each of them sorted.

    Attributes:
        same: The number is the same but for blanks, hyphens and the like.
        begun: The number begins with what was typed.
    """

    same: tuple[str, ...]
    begun: tuple[str, ...]


def parcels_with_number_like(connection: Connection, text: str) -> Alike:
    """The parcels whose number is this one, however it is parted, or begins with it.

    Five statements at most, each on an index: of the numbers and of their words. None where the
    text looks like no number.

    Args:
        connection: Where to ask.
        text: A number as somebody types it, which may stand behind a county's name or code.
    """
    loaded = _loaded_counties(connection)
    readings = [one for one in _readings(text, loaded) if _looks_like_number(one.number)]
    if not readings:
        return Alike((), ())
    asked = {_bare(one.number): one.counties for one in readings}
    written = {number: set(_parted(number)) for number in asked}
    others = _of_identifiers(connection, set[str]().union(*written.values()))
    numbers = [
        (county, value, found)
        for value, some in others.items()
        for county, found in some
    ] + _numbers_begun(connection, readings)  # fmt: skip
    fitting = {
        (found, _bare(value) == bare)
        for bare, counties in asked.items()
        for county, value, found in numbers
        if county in counties and _bare(value).startswith(bare)
    }
    same = {found for found, is_same in fitting if is_same}
    return Alike(tuple(sorted(same)), tuple(sorted({found for found, _ in fitting} - same)))


def _bare(number: str) -> str:
    """Its letters and digits alone."""
    return _BETWEEN.sub("", number)


def _looks_like_number(number: str) -> bool:
    bare = _bare(number)
    return _LEAST_BARE <= len(bare) <= _MOST_BARE and bool(_NUMBER.fullmatch(number))


def _parted(bare: str) -> Iterator[str]:
    """The number in one piece, and in two or three with each separator between."""
    yield bare
    for mark in _SEPARATORS:
        for first in range(1, len(bare)):
            yield f"{bare[:first]}{mark}{bare[first:]}"
            for second in range(first + 1, len(bare) if len(bare) <= _MOST_IN_THREE else 0):
                yield f"{bare[:first]}{mark}{bare[first:second]}{mark}{bare[second:]}"


def _numbers_begun(
    connection: Connection, readings: Iterable[_Reading]
) -> list[tuple[str, str, str]]:
    """County, number and public id of parcels among whose words are those of a number."""
    words = {
        phrase
        for one in readings
        for phrase in ("-".join(words_of(one.number)), _bare(one.number))
    }  # fmt: skip
    key = ParcelFacts.parcel_id.expression
    ids = {
        found
        for phrase in sorted(words)
        for found in connection.scalars(
            select(key).where(has_words(connection, key, phrase)).limit(_MOST_BEGUN)
        )
    }
    if not ids:
        return []
    rows = connection.execute(
        select(Parcel.county_fips, Parcel.parcel_number, Parcel.public_id, ParcelIdentifier.value)
        .outerjoin(ParcelIdentifier, ParcelIdentifier.parcel_id == Parcel.id)
        .where(is_one_of(connection, Parcel.id.expression, ids))
    )
    return [
        (county, number, found)
        for county, own, found, other in rows
        for number in (own, other)
        if number is not None
    ]


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
