"""Places and owners by name, as far as anybody may read these."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from landtrust.domain.place_names import LEAST_LETTERS, places_that_fit, plain_place_name
from landtrust.domain.words import words_of
from landtrust.model.streets import Street
from landtrust.queries.found import FoundPlace
from landtrust.queries.places import place_names
from landtrust.queries.spatial import ONE_OF, owners_with_words, spread_of_words

_MOST_PLACES = 6
_MOST_OWNERS = 8
_MOST_HITS = 1_000
"""Lots that are counted by owner: as many as can be read in some milliseconds."""

_MOST_IN_SPREAD = 8_000


def places_named(connection: Connection, text: str) -> tuple[FoundPlace, ...]:
    """The counties, regions and towns of this name, or of one that it begins or is much like."""
    asked = plain_place_name(text)
    if len(asked) < LEAST_LETTERS:
        return ()
    known = place_names(connection)
    named = [
        *(FoundPlace("county", fips, name) for fips, name in known.counties.items()),
        *(FoundPlace("region", key, name) for key, name in known.regions.items()),
    ]
    names = [one.name.partition(",")[0] for one in named]
    fitting = [named[at] for at in places_that_fit(text, names, _MOST_PLACES)]
    return (*fitting, *_towns(connection, asked))


def _towns(connection: Connection, asked: str) -> list[FoundPlace]:
    """The towns that rolls name so, by county."""
    rows = connection.execute(
        select(Street.place, Street.county_fips)
        .where(Street.place == asked.upper())
        .distinct()
        .order_by(Street.county_fips)
        .limit(_MOST_PLACES)
    )
    return [FoundPlace("town", asked.upper(), asked.upper(), fips) for _, fips in rows]


def owners_named(connection: Connection, text: str) -> tuple[str, ...]:
    """Public names of owners that have all these words, those with most lots first.

    Names of the same words lead to the same lots, in whatever order a roll has the words, so they
    are one: as most of the lots have it. Where the words have more lots than can be counted in
    time, the owners of some in each region are counted, too.
    """
    words = words_of(text)
    if not any(len(word) >= LEAST_LETTERS for word in words):
        return ()
    asked = " ".join(words)
    first = connection.execute(owners_with_words(connection, asked, _MOST_HITS)).all()
    lots = {name: public for name, _, public in first}
    if sum(hits for _, hits, _ in first) == _MOST_HITS:
        spread = spread_of_words(connection)
        some = owners_with_words(connection, asked, _MOST_IN_SPREAD, spread)
        for name, _, public in connection.execute(some):
            lots[name] = max(lots.get(name, 0), public * ONE_OF)
    return _most_first({name: many for name, many in lots.items() if many}, set(words))


def _most_first(lots: Mapping[str, int], asked: set[str]) -> tuple[str, ...]:
    """The names with the words that were asked for, by how many lots all their spellings have."""
    spellings: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in sorted(lots, key=lambda one: (-lots[one], one)):
        words = words_of(name)
        if asked <= set(words):
            spellings[tuple(sorted(words))].append(name)
    every = spellings.values()
    ordered = sorted(every, key=lambda names: (-sum(lots[one] for one in names), names[0]))
    return tuple(names[0] for names in ordered[:_MOST_OWNERS])
