"""Parcels as CSV: for programs with their outlines, for spreadsheets without.

Source:
    RFC 4180; ISO 19125-1 for the outlines, well-known text; OWASP, CSV Injection.
"""

import csv
import io
from collections.abc import Iterable, Iterator

import shapely

from landtrust.domain.rounding import DEGREE_DECIMALS
from landtrust.domain.sheet_cells import guarded
from landtrust.exports.outlines import file_outlines
from landtrust.exports.properties import PROPERTY_NAMES, parcel_properties
from landtrust.queries.parcels import ParcelRow

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
OUTLINE_COLUMN = "wkt"

# Without it Excel takes UTF-8 for the code page of whoever opens the file.
_BYTE_ORDER_MARK = "\ufeff"
_WORDS = {True: "true", False: "false"}


def csv_with_outlines(batches: Iterable[tuple[ParcelRow, ...]]) -> Iterator[bytes]:
    """For programs: texts as they are, the outline in the last column; one piece a batch."""
    yield _lines([(*PROPERTY_NAMES, OUTLINE_COLUMN)]).encode()
    for batch in batches:
        outlines = shapely.to_wkt(file_outlines(batch), rounding_precision=DEGREE_DECIMALS)
        yield _lines(
            (*_cells(row), str(outline)) for row, outline in zip(batch, outlines, strict=True)
        ).encode()


def csv_for_spreadsheets(batches: Iterable[tuple[ParcelRow, ...]]) -> Iterator[bytes]:
    """For people: no text is a formula, and there is no outline, which no cell can hold."""
    yield (_BYTE_ORDER_MARK + _lines([PROPERTY_NAMES])).encode()
    for batch in batches:
        yield _lines(map(_guarded, _cells(row)) for row in batch).encode()


def _cells(row: ParcelRow) -> Iterator[object]:
    for value in parcel_properties(row).values():
        yield _WORDS[value] if isinstance(value, bool) else value


def _guarded(cell: object) -> object:
    # A number below zero stays a number.
    return guarded(cell) if isinstance(cell, str) else cell


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
