"""GeoJSON and GeoJSONSeq as rows: read twice, first to know every column, then for the values."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.geojson_features import TYPE_NAMES, GeoJsonText
from landtrust.sources.geojson_wkb import UnusableGeometry, wkb_from_geojson
from landtrust.sources.json_columns import PropertyColumns, column_array
from landtrust.sources.row_source import (
    BATCH_ROWS,
    ForeignRows,
    add_note,
    attribute_names,
    row_numbers,
    rows_schema,
)

_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:([A-Za-z]+):[^:]*:(\w+)\Z")
_MOST_ROW_NOTES = 20
_MOST_COLUMNS = 2_000
LONLAT = "OGC:CRS84"


def open_geojson(path: Path, *, is_sequence: bool) -> ForeignRows:
    """Check a whole GeoJSON text strictly, then give its features as rows.

    Raises:
        InvalidInput: It is not GeoJSON that can be trusted; the sentence names the path in the
            file, such as `features[3].geometry.coordinates[0][2][0]`.
    """
    text = GeoJsonText(path, is_sequence=is_sequence)
    columns, count = _survey(path, text)
    if not is_sequence:
        refuse_part_of_an_answer(path, text.members)
    names = columns.names()
    notes: list[str] = []
    reader = _FeatureRows(text, columns, notes)
    return ForeignRows(
        columns=attribute_names(names),
        layer=path.stem,
        crs_declared=_declared_crs(text.members, notes),
        row_count=count,
        notes=notes,
        produce=reader.batches,
    )


def refuse_part_of_an_answer(path: Path, members: Mapping[str, object]) -> None:
    """Refuse what a map server marked as a part of the whole, or as an error.

    Raises:
        InvalidInput: The marks are there.
    """
    properties = members.get("properties")
    marks = [members, properties if isinstance(properties, dict) else {}]
    if any(mark.get("exceededTransferLimit") is True for mark in marks):
        raise InvalidInput(
            f"{shown_name(path)} is only a part of the data: the map server marked its answer with "
            "exceededTransferLimit; fetch the rest and join the pages.",
            file=path.name,
        )
    error = members.get("error")
    if isinstance(error, dict):
        said = error.get("message")
        words = f": {shown_name(said)}" if isinstance(said, str) else ""
        raise InvalidInput(
            f"{shown_name(path)} is the error message of a map server, not data{words}.",
            file=path.name,
        )


def _survey(path: Path, text: GeoJsonText) -> tuple[PropertyColumns, int]:
    columns = PropertyColumns()
    count = 0
    for where, feature in text.features():
        columns.see(_properties(path, where, feature))
        count += 1
    if len(columns.names()) > _MOST_COLUMNS:
        raise InvalidInput(
            f"{shown_name(path)} has {len(columns.names()):,} different properties; "
            f"{_MOST_COLUMNS:,} is the most that is read.",
            file=path.name,
        )
    return columns, count


def _properties(path: Path, where: str, feature: object) -> dict[str, object]:
    """Return a feature's properties, with its id among them when nothing else has that name."""
    if isinstance(feature, dict):
        if feature.get("type") in TYPE_NAMES:
            return {}
        properties = feature.get("properties") or {}
        if feature.get("type") == "Feature" and isinstance(properties, dict):
            if "id" in feature and "id" not in properties:
                return {"id": feature["id"], **properties}
            return properties
    raise InvalidInput(
        f"{shown_name(path)}: {where or 'it'} is not a GeoJSON feature.",
        file=path.name,
        where=where,
    )


def _declared_crs(members: Mapping[str, object], notes: list[str]) -> str | None:
    if "crs" not in members:
        add_note(notes, "no crs member: longitude and latitude, as RFC 7946 says")
        return LONLAT
    crs = members["crs"]
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.isprintable():
        add_note(notes, "the crs member names no coordinate system")
        return None
    urn = _URN.match(name)
    return f"{urn[1].upper()}:{urn[2]}" if urn else name


class _FeatureRows:
    """The second reading: features into batches."""

    def __init__(self, text: GeoJsonText, columns: PropertyColumns, notes: list[str]) -> None:
        self._text = text
        self._names = columns.names()
        self._kinds = [columns.kind(name) for name in self._names]
        self._notes = notes
        self._bad_rows = 0
        shown = attribute_names(self._names)
        fields = [pa.field(n, k) for n, k in zip(shown, self._kinds, strict=True)]
        self._schema = rows_schema(fields)

    def batches(self) -> Iterator[pa.RecordBatch]:
        first = 1
        geometries: list[bytes | None] = []
        rows: list[dict[str, object]] = []
        for where, feature in self._text.features():
            geometries.append(self._geometry(where, feature))
            rows.append(_properties(Path(), where, feature))
            if len(rows) == BATCH_ROWS:
                yield self._batch(first, geometries, rows)
                first += len(rows)
                geometries, rows = [], []
        if rows or first == 1:
            yield self._batch(first, geometries, rows)

    def _geometry(self, where: str, feature: object) -> bytes | None:
        if not isinstance(feature, dict):
            return None
        shape = feature.get("geometry") if feature.get("type") == "Feature" else feature
        try:
            return wkb_from_geojson(shape)
        except UnusableGeometry as problem:
            self._bad_rows += 1
            if self._bad_rows <= _MOST_ROW_NOTES:
                add_note(self._notes, f"{where or 'the feature'} has no usable geometry: {problem}")
            return None

    def _batch(
        self, first: int, geometries: list[bytes | None], rows: list[dict[str, object]]
    ) -> pa.RecordBatch:
        arrays = [row_numbers(first, len(rows)), pa.array(geometries, type=pa.binary())]
        for name, kind in zip(self._names, self._kinds, strict=True):
            arrays.append(column_array([row.get(name) for row in rows], kind, self._notes))
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)
