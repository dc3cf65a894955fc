"""Places and owners by name, as far as anybody may read these."""

from collections import Counter

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, select

from landtrust.domain.words import words_of
from landtrust.model.streets import Street
from landtrust.queries.found import FoundPlace
from landtrust.queries.places import place_names
from landtrust.queries.spatial import owners_with_words

_MOST_PLACES = 6
_MOST_OWNERS = 8
_MOST_OWNERS_READ = 200
_LEAST_ALIKE = 0.79  # one letter of five
_LEAST_LETTERS = 3
_BESIDE_A_NAME = frozenset(("county", "condado", "de", "the", "region", "town", "city", "of"))


def places_named(
    connection: Connection, text: str, *, typing: bool = False
) -> tuple[FoundPlace, ...]:
    """The counties, regions and towns of this name, or of one that is spelled much like it.

    Args:
        connection: Where to ask.
        text: What was asked.
        typing: Whether it may be the beginning of a name.
    """
    asked = _plain(text)
    if len(asked) < _LEAST_LETTERS:
        return ()
    known = place_names(connection)
    named = [
        *(FoundPlace("county", fips, name) for fips, name in known.counties.items()),
        *(FoundPlace("region", key, name) for key, name in known.regions.items()),
    ]
    plain = [_plain(one.name.partition(",")[0]) for one in named]
    begun = [one for one, name in zip(named, plain, strict=True) if name.startswith(asked)]
    alike = process.extract(
        asked,
        plain,
        scorer=OSA.normalized_similarity,
        score_cutoff=_LEAST_ALIKE,
        limit=_MOST_PLACES,
    )
    fitting = [*(named[at] for _, _, at in alike), *(begun if typing else ())]
    return (*dict.fromkeys(fitting[:_MOST_PLACES]), *_towns(connection, asked))


def _plain(text: str) -> str:
    words = words_of(text)
    return " ".join([word for word in words if word not in _BESIDE_A_NAME] or words)


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
    """Public names of owners that have all these words, those with most lots first."""
    words = words_of(text)
    if not any(len(word) >= _LEAST_LETTERS for word in words):
        return ()
    found = connection.scalars(owners_with_words(connection, " ".join(words), _MOST_OWNERS_READ))
    counted = Counter(name for name in found if set(words) <= set(words_of(name)))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(name for name, _ in ordered[:_MOST_OWNERS])
