"""What a door answers, as frames: columns with their types, outlines, and what they mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas
import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from landtrust.domain.crs import LONLAT
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.exports.parcel_table import OUTLINE, PROPERTY_SCHEMA
from landtrust.exports.snapshot_notes import SnapshotNote
from landtrust.sources.codes import MapClasses

CODE_COLUMNS = ("owner_kind", "land_use")
"""Columns of codes, each from a list."""

_DAY = "snapshot"
_DAY_TYPE = "datetime64[s]"
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
_TYPES: Mapping[pa.DataType, Any] = {
    pa.string(): _TEXT,
    pa.bool_(): pd.BooleanDtype(),
    pa.int32(): pd.Int32Dtype(),
}
_QUALITY_TYPES: Mapping[ValueType, Any] = {
    ValueType.TEXT: _TEXT,
    ValueType.NUMBER: "float64",
    ValueType.BOOLEAN: pd.BooleanDtype(),
    ValueType.DATE: _DAY_TYPE,
    ValueType.ARRAY: "object",
}


def parcel_frame(table: pa.Table, classes: MapClasses) -> geopandas.GeoDataFrame:
    """Parcels in the order of their ids, whatever order they came in.

    Args:
        table: The columns of every file of parcels, with outlines as WKB.
        classes: The code lists, which columns of codes have as categories.
    """
    found = table.sort_by("parcel_id")
    frame = found.select(PROPERTY_SCHEMA.names).to_pandas(types_mapper=_TYPES.get)
    days = pc.cast(found[_DAY], pa.date32()).to_numpy()
    frame[_DAY] = pd.Series(days.astype(_DAY_TYPE))
    for name in CODE_COLUMNS:
        known = [one.code for one in classes.of(name)]
        frame[name] = _coded(frame[name], known)
    outlines = shapely.from_wkb(found[OUTLINE].to_numpy())
    return geopandas.GeoDataFrame(frame, geometry=outlines, crs=LONLAT)


def feature_frame(
    features: Sequence[Mapping[str, Any]], qualities: Mapping[str, Quality]
) -> geopandas.GeoDataFrame:
    """Features (GeoJSON) in the order in which they came, with a column ``id`` at the head."""
    ids = pd.Series([str(one.get("id")) for one in features], dtype=_TEXT)
    columns = {
        quality.name: _column(quality, [_said(one, quality.name) for one in features])
        for quality in qualities.values()
        if quality.type is not ValueType.GEOMETRY
    }
    outlines = shapely.from_geojson([_geometry(one) for one in features])
    return geopandas.GeoDataFrame(
        {"id": ids, **columns}, geometry=np.asarray(outlines, dtype=object), crs=LONLAT
    )


def snapshot_frame(notes: Iterable[SnapshotNote]) -> pd.DataFrame:
    """Loads, a row each, in the order in which they came."""
    names = list(SnapshotNote.model_fields)
    frame = pd.DataFrame([one.model_dump() for one in notes], columns=names)
    for name in names:
        if name in ("id", "rows", "roll_year"):
            frame[name] = frame[name].astype("Int64")
        elif name in ("invented", "is_current"):
            frame[name] = frame[name].astype("boolean")
        elif name == "retrieved":
            frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[s, UTC]")
        else:
            frame[name] = frame[name].astype(_TEXT)
    return frame


def _coded(values: "pd.Series[str]", known: Sequence[str]) -> "pd.Series[Any]":
    """Codes as categories; one that a newer site has, and we do not know, is one too."""
    new = sorted(set(values.dropna().unique()) - set(known))
    # Categories of plain text, so that all frames have the same, empty ones too.
    kinds = pd.CategoricalDtype(pd.Index([*known, *new], dtype=_TEXT))
    return values.astype(kinds)


def _column(quality: Quality, values: list[Any]) -> "pd.Series[Any]":
    kind = "Int64" if quality.is_whole else _QUALITY_TYPES[quality.type]
    return pd.Series(values, dtype=kind)


def _said(feature: Mapping[str, Any], name: str) -> object:
    properties = feature.get("properties")
    return properties.get(name) if isinstance(properties, dict) else None


def _geometry(feature: Mapping[str, Any]) -> bytes | None:
    geometry = feature.get("geometry")
    return None if geometry is None else orjson.dumps(geometry)
