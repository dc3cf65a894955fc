"""How well a street that there is fits one reading of a question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from landtrust.domain.misspellings import Name, likeness, taken_apart
from landtrust.domain.questions import Reading
from landtrust.domain.street_names import Street

LEAST_LIKENESS = 0.55
"""Names that are less alike have nothing to do with each other."""

_LEAST_SCORE = 0.6
_SAME_PLACE = 0.8
_BEGINS = 0.99
_DIRECTION_LEFT_OUT, _DIRECTION_TOO_MANY, _ANOTHER_DIRECTION = 0.02, 0.04, 0.08
_SUFFIX_LEFT_OUT, _SUFFIX_TOO_MANY, _ANOTHER_SUFFIX = 0.01, 0.02, 0.06
_PLACE_FITS, _PLACE_UNKNOWN, _ANOTHER_PLACE = -0.03, 0.01, 0.10


class KnownStreet(NamedTuple):
    """A street that there is.

    Attributes:
        id: Ours.
        county: Name of its county, in capitals.
        place: Its town, in capitals; None: not stated.
    """

    id: int
    county_fips: str
    county: str
    place: str | None
    street: Street


class Fit(NamedTuple):
    """How well a street fits a reading; the greater the better.

    Attributes:
        score: About 1 where all agrees.
        exact: Whether the name is the same and nothing that was said speaks against it.
    """

    score: float
    exact: bool


def name_likeness(asked: Name, known: Name, *, typing: bool = False) -> float:
    """How alike two names are, from 0 to 1.

    Args:
        asked: The name alone that was asked for.
        known: One that there is.
        typing: Whether what was asked may be the beginning of a name.
    """
    return _BEGINS if typing and known.text.startswith(asked.text) else likeness(asked, known)


def fit_of(asked: Reading, known: KnownStreet, alike: float | None = None) -> Fit | None:
    """How well a street fits; None where the names have nothing in common.

    Args:
        asked: The reading.
        known: The street.
        alike: How alike the names are, where that is known.

    >>> capitol = KnownStreet(1, "28049", "HINDS", "JACKSON", Street("W", "CAPITOL", "ST"))
    >>> fit_of(Reading(939, Street("W", "CAPITOL", "ST"), "JACKSON"), capitol)
    Fit(score=1.03, exact=True)
    >>> fit_of(Reading(939, Street("E", "CAPITOL", ""), ""), capitol)
    Fit(score=0.91, exact=False)
    """
    if alike is None:
        alike = name_likeness(taken_apart(asked.street.bare), taken_apart(known.street.bare))
    if alike < LEAST_LIKENESS:
        return None
    costs = (
        _cost_of_direction(asked.street.direction, known.street.direction),
        _cost_of_suffix(asked.street.suffix, known.street.suffix),
        _cost_of_place(asked.place, known),
    )
    against = (_DIRECTION_TOO_MANY, _SUFFIX_TOO_MANY, _PLACE_UNKNOWN)
    exact = alike == 1 and all(cost < most for cost, most in zip(costs, against, strict=True))
    return Fit(round(alike - sum(costs), 4), exact)


def rank(
    streets: Iterable[KnownStreet], readings: Sequence[Reading], *, typing: bool = False
) -> list[tuple[KnownStreet, Fit]]:
    """The streets that fit any of the readings, the best first.

    Many streets have the same name: each name is compared once.
    """
    by_name: defaultdict[str, list[KnownStreet]] = defaultdict(list)
    for one in streets:
        by_name[one.street.bare].append(one)
    asked = {one.street.bare: taken_apart(one.street.bare) for one in readings}
    found: list[tuple[KnownStreet, Fit]] = []
    for name, known in by_name.items():
        there = taken_apart(name)
        alike = {text: name_likeness(one, there, typing=typing) for text, one in asked.items()}
        fitting = [
            (one, alike[one.street.bare])
            for one in readings
            if alike[one.street.bare] >= LEAST_LIKENESS
        ]
        found += ((one, max(_fits(one, fitting))) for one in (known if fitting else ()))
    likely = [one for one in found if one[1].score >= _LEAST_SCORE]
    return sorted(likely, key=lambda one: (-one[1].score, one[0].id))


def _fits(known: KnownStreet, readings: Iterable[tuple[Reading, float]]) -> Iterator[Fit]:
    found = (fit_of(one, known, alike) for one, alike in readings)
    return (fit for fit in found if fit is not None)


def _cost_of_direction(asked: str, known: str) -> float:
    if asked == known:
        return 0
    if not asked:
        return _DIRECTION_LEFT_OUT
    return _ANOTHER_DIRECTION if known else _DIRECTION_TOO_MANY


def _cost_of_suffix(asked: str, known: str) -> float:
    if asked == known:
        return 0
    if not asked:
        return _SUFFIX_LEFT_OUT
    return _ANOTHER_SUFFIX if known else _SUFFIX_TOO_MANY


def _cost_of_place(asked: str, known: KnownStreet) -> float:
    if not asked:
        return 0
    if any(_is_like(asked, name) for name in (known.place, known.county) if name):
        return _PLACE_FITS
    return _ANOTHER_PLACE if known.place else _PLACE_UNKNOWN


def _is_like(asked: str, name: str) -> bool:
    return OSA.normalized_similarity(asked, name) >= _SAME_PLACE
