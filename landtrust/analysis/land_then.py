"""All parcels of a time as columns of numbers, small enough to hold a State in memory."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import Connection

from landtrust.analysis.owner_lines import tidy_owner_lines
from landtrust.domain.owner_kinds import OwnerKind
from landtrust.queries.owned_then import OwnedRow, public_kind, stream_owned
from landtrust.queries.then import Then

KINDS = tuple(kind.value for kind in OwnerKind if public_kind(kind.value) == kind.value)
"""Kinds of owner as everybody may know them."""

VACANT = ("no", "yes", "unknown")
NOBODY = np.uint64(0)
"""The owner of land of which the roll names none."""

_VACANT_CODES = {False: 0, True: 1, None: 2}
_KIND_CODES = {kind.value: KINDS.index(public_kind(kind.value)) for kind in OwnerKind}
_MARK_BYTES = 8

_Columns = tuple[NDArray[Any], ...]
_NOTHING: _Columns = tuple(
    np.zeros(0, dtype=kind) for kind in (np.int64, np.int16, np.int8, np.int8, np.int64, np.uint64)
)

Whole = NDArray[np.integer[Any]]
Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class LandThen:
    """All parcels of a time: columns of the same length, in no order.

    Attributes:
        parcel: Our numbers.
        county: Places in ``counties``.
        kind: Places in ``KINDS``.
        vacant: Places in ``VACANT``.
        area: Hundredths of a square metre, as files say it: sums of whole numbers are the same in
            any order, on any machine.
        owner: A mark of the owner lines, which tells equal ones and is kept nowhere.
        counties: Codes.
    """

    parcel: Whole
    county: Whole
    kind: Whole
    vacant: Whole
    area: Whole
    owner: Marks
    counties: tuple[str, ...]


def land_then(connection: Connection, then: Then) -> LandThen:
    """Read all parcels of a time, in one statement; memory has 28 bytes for each of them."""
    counties = tuple(one.county_fips for one in then.snapshots)
    places = {fips: place for place, fips in enumerate(counties)}
    with stream_owned(connection, then) as batches:
        read = [_NOTHING, *(_columns(batch, places) for batch in batches)]
    parcel, county, kind, vacant, area, owner = map(np.concatenate, zip(*read, strict=True))
    return LandThen(parcel, county, kind, vacant, area, owner, counties)


def hundredths(area_sqm: float) -> int:
    """Hundredths of a square metre.

    >>> hundredths(809.371)
    80937
    """
    return round(round(area_sqm, 2) * 100)


def _columns(batch: Sequence[OwnedRow], places: dict[str, int]) -> _Columns:
    return (
        np.array([row.id for row in batch], dtype=np.int64),
        np.array([places[row.county_fips] for row in batch], dtype=np.int16),
        np.array([_KIND_CODES[row.owner_kind] for row in batch], dtype=np.int8),
        np.array([_VACANT_CODES[row.vacant] for row in batch], dtype=np.int8),
        np.array([hundredths(row.area_then) for row in batch], dtype=np.int64),
        _owners(batch),
    )


def _owners(batch: Sequence[OwnedRow]) -> Marks:
    lines = [
        pa.array([getattr(row, name) for row in batch], pa.large_string())
        for name in ("owner_line_1", "owner_line_2")
    ]
    named = tidy_owner_lines(*lines).both.dictionary_encode()
    marks = np.array([_mark(name) for name in named.dictionary.to_pylist()], dtype=np.uint64)
    places: NDArray[np.int32] = named.indices.to_numpy()
    return marks[places]


def _mark(name: str) -> int:
    if not name:
        return int(NOBODY)
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=_MARK_BYTES).digest(), "big")
