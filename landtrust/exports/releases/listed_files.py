"""Tables of a release other than parcels, as CSV and GeoJSON.

Source:
    RFC 4180; RFC 7946; ISO 19125-1 for outlines as text; a list in a cell is a JSON array.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import orjson
import shapely

from landtrust.domain.rounding import DEGREE_DECIMALS
from landtrust.exports.outlines import as_written
from landtrust.exports.parcel_csv import OUTLINE_COLUMN
from landtrust.queries.features.listed import Listed

_WORDS = {True: "true", False: "false"}


def listed_csv(names: Iterable[str], features: Iterable[Listed]) -> Iterator[bytes]:
    """Features as CSV, the outline in the last column.

    Args:
        names: What they say, in the order of the columns, without the outline.
        features: They.
    """
    columns = tuple(names)
    yield line([*columns, OUTLINE_COLUMN])
    for one in features:
        yield line([*(one.says[name] for name in columns), _as_text(one.geometry)])


def listed_geojson(features: Iterable[Listed]) -> Iterator[bytes]:
    """Features as a FeatureCollection."""
    yield b'{"type":"FeatureCollection","features":['
    separator = b"\n"
    for one in features:
        yield separator + orjson.dumps(_feature(one))
        separator = b",\n"
    yield b"\n]}\n"


def line(cells: Iterable[object]) -> bytes:
    r"""A line of CSV.

    >>> line([1, None, True, ["a"], "x,y", date(2026, 11, 26)])
    b'1,,true,"[""a""]","x,y",2026-11-26\r\n'
    """
    written = io.StringIO()
    csv.writer(written).writerow(_cell(one) for one in cells)
    return written.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, list | tuple):
        return orjson.dumps(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _as_text(outline: shapely.Geometry | None) -> str | None:
    if outline is None:
        return None
    return str(shapely.to_wkt(_rounded(outline), rounding_precision=DEGREE_DECIMALS))


def _feature(one: Listed) -> Mapping[str, Any]:
    outline = None if one.geometry is None else shapely.to_geojson(_rounded(one.geometry))
    return {
        "type": "Feature",
        "id": one.id,
        "geometry": None if outline is None else orjson.Fragment(str(outline)),
        "properties": dict(one.says),
    }


def _rounded(outline: shapely.Geometry) -> shapely.Geometry:
    return as_written(np.array([outline], dtype=object))[0]
