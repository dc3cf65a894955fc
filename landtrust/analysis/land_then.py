"""All parcels of a time as columns of numbers, small enough to hold a State in memory."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

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

Whole = NDArray[np.int64]
Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class LandThen:
    """All parcels of a time: columns of the same length, by parcel.

    Attributes:
        parcel: Our numbers, rising.
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
    """Read all parcels of a time, in one statement; memory has 48 bytes for each of them."""
    counties = tuple(one.county_fips for one in then.snapshots)
    places = {fips: place for place, fips in enumerate(counties)}
    read: list[Whole] = [np.zeros((0, 5), dtype=np.int64)]
    owners: list[Marks] = [np.zeros(0, dtype=np.uint64)]
    with stream_owned(connection, then) as batches:
        for batch in batches:
            read.append(_numbers(batch, places))
            owners.append(_owners(batch))
    numbers, marks = np.concatenate(read), np.concatenate(owners)
    order = np.argsort(numbers[:, 0], kind="stable")
    columns = numbers[order].T.copy()
    return LandThen(*columns, owner=marks[order], counties=counties)


def hundredths(area_sqm: float) -> int:
    """Hundredths of a square metre.

    >>> hundredths(809.371)
    80937
    """
    return round(round(area_sqm, 2) * 100)


def _numbers(batch: Sequence[OwnedRow], places: dict[str, int]) -> Whole:
    return np.array(
        [
            (
                row.id,
                places[row.county_fips],
                _KIND_CODES[row.owner_kind],
                _VACANT_CODES[row.vacant],
                hundredths(row.area_then),
            )
            for row in batch
        ],
        dtype=np.int64,
    ).reshape(-1, 5)


def _owners(batch: Sequence[OwnedRow]) -> Marks:
    lines = [
        pa.array([getattr(row, name) for row in batch], pa.large_string())
        for name in ("owner_line_1", "owner_line_2")
    ]
    named = tidy_owner_lines(*lines).both.dictionary_encode()
    marks = np.array([_mark(name) for name in named.dictionary.to_pylist()], dtype=np.uint64)
    return marks[named.indices.to_numpy()]


def _mark(name: str) -> int:
    if not name:
        return int(NOBODY)
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=_MARK_BYTES).digest(), "big")
