"""How well a street that there is fits one reading of a question."""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from landtrust.domain.misspellings import likeness
from landtrust.domain.questions import Reading
from landtrust.domain.street_names import Street

LEAST_LIKENESS = 0.55
"""Names that are less alike have nothing to do with each other."""

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


def fit_of(asked: Reading, known: KnownStreet, *, typing: bool = False) -> Fit | None:
    """How well a street fits; None where the names have nothing in common.

    Args:
        asked: The reading.
        known: The street.
        typing: Whether the name may be the beginning of one.

    >>> capitol = KnownStreet(1, "28049", "HINDS", "JACKSON", Street("W", "CAPITOL", "ST"))
    >>> fit_of(Reading(939, Street("W", "CAPITOL", "ST"), "JACKSON"), capitol)
    Fit(score=1.03, exact=True)
    >>> fit_of(Reading(939, Street("E", "CAPITOL", ""), ""), capitol)
    Fit(score=0.91, exact=False)
    """
    begins = typing and known.street.bare.startswith(asked.street.bare)
    alike = _BEGINS if begins else likeness(asked.street.bare, known.street.bare)
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
