"""What became of land whose number is gone: split, merged, renumbered, or nobody can tell."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, transform

MOSTLY = 0.9
"""From this share of its area on, land counts as lying within other land."""

SLIVER = 0.01
"""Less than this share of a parcel is where two surveys differ, not land that changed hands."""


@dataclass(frozen=True)
class Fate:
    """What became of one parcel that is gone.

    Attributes:
        kind: ``split``, ``merged``, ``gone``, or ``unclear``.
        successors: Places, among the new parcels, of those that lie on its land, with the share
            of the gone parcel's area that each has.
    """

    kind: str
    successors: dict[int, float] = field(default_factory=dict)


def fates(gone_lonlat: Outlines, new_lonlat: Outlines) -> list[Fate]:
    """What became of each parcel that is gone.

    Split: two new parcels or more lie mostly on its land, and cover most of it. Merged: it lies
    mostly on one new parcel, with other gone land. Gone: nothing lies there now, or one new parcel
    that is the same land under another number. Unclear: other land lies on some of it, or several
    share it of which none is a part of it; the shares are the evidence.

    Args:
        gone_lonlat: Outlines that the source no longer has, shape (n,).
        new_lonlat: Outlines that it newly has.

    Returns:
        One for each gone parcel, in order.
    """
    gone, new = (transform(those, LONLAT, MISSISSIPPI_TM) for those in (gone_lonlat, new_lonlat))
    gone_places, new_places = shapely.STRtree(new).query(gone, predicate="intersects")
    shared = shapely.area(shapely.intersection(gone[gone_places], new[new_places]))
    of_gone = shared / shapely.area(gone)[gone_places]
    of_new = shared / shapely.area(new)[new_places]
    mostly_in_new = np.bincount(new_places[of_gone >= MOSTLY], minlength=len(new))
    order = np.argsort(gone_places, kind="stable")
    bounds = np.searchsorted(gone_places[order], np.arange(1, len(gone)))
    return [
        _fate(new_places[mine], of_gone[mine], of_new[mine], mostly_in_new)
        for mine in np.split(order, bounds)[: len(gone)]
    ]


def _fate(
    places: NDArray[np.int64],
    of_gone: NDArray[np.float64],
    of_new: NDArray[np.float64],
    mostly_in_new: NDArray[np.int64],
) -> Fate:
    children = of_new >= MOSTLY
    if children.sum() > 1 and of_gone[children].sum() >= MOSTLY:
        return Fate("split", _shares(places[children], of_gone[children]))
    within = of_gone >= MOSTLY
    merged = bool(within.any() and mostly_in_new[places[within][0]] > 1)
    if merged:
        return Fate("merged", _shares(places[within], of_gone[within]))
    if within.any() or of_gone.sum() < 1 - MOSTLY:
        return Fate("gone", _shares(places[within], of_gone[within]))
    shared = of_gone >= SLIVER
    return Fate("unclear", _shares(places[shared], of_gone[shared]))


def _shares(places: NDArray[np.int64], shares: NDArray[np.float64]) -> dict[int, float]:
    rounded = np.round(shares, 3).tolist()
    return dict(zip(places.tolist(), rounded, strict=True))
