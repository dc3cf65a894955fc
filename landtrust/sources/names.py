"""The names nearest to one that is not there."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_MOST_COMPARED = 2000  # a hostile table may have a million columns
_LONGEST_SHOWN = 60


def nearest(name: str, known: Iterable[str], how_many: int = 3) -> list[str]:
    """The known names most like this one, best first; case does not matter.

    Where none is much like it, the one that is least unlike; empty only if nothing is known.

    >>> nearest("parcelno", ["PARCEL_NO", "OWNER", "ACRES"])
    ['PARCEL_NO']
    """
    candidates = {other.lower(): other for other in islice(known, _MOST_COMPARED)}
    wanted = name.lower()[:_LONGEST_SHOWN]
    close = get_close_matches(wanted, candidates, how_many, cutoff=0.5)
    return [candidates[other] for other in close or get_close_matches(wanted, candidates, 1, 0.0)]


def shown(names: Iterable[str], most: int = 40) -> str:
    """The names in one line, cut where there are too many to read.

    >>> shown(["A", "B", "C"], most=2)
    'A, B and 1 more'
    """
    listed = [
        name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…" for name in names
    ]
    if len(listed) <= most:
        return ", ".join(listed)
    return f"{', '.join(listed[:most])} and {len(listed) - most} more"
