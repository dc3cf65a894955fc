"""GeoParquet as rows, through pyarrow: WKB and the native encodings.

Source: GeoParquet 1.1.0, "File metadata" and "Column metadata".
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.native_geometry import ENCODINGS, native_wkb
from landtrust.sources.row_source import (
    BATCH_ROWS,
    ForeignRows,
    attribute_names,
    row_numbers,
    rows_schema,
)
from landtrust.sources.text_values import text_column

LONLAT = "OGC:CRS84"
_MOST_COLUMNS = 2_000
# Without it a whole column of a row group is read at once, and many files have one row group.
_READ_BYTES = 1 << 20


def open_parquet(path: Path) -> ForeignRows:
    """Open a GeoParquet file.

    Raises:
        InvalidInput: It is damaged, or it is Parquet without the `geo` metadata, or the metadata
            name no geometry column that can be read.
    """
    try:
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=_READ_BYTES)
        schema = file.schema_arrow
        schema.names  # noqa: B018 - decodes the names now, where a damaged one can be told
        about = _geo_metadata(path, file.metadata.metadata or {})
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        raise _broken(path) from problem
    name, column = _primary_column(path, about, schema)
    notes: list[str] = []
    reader = _ParquetRows(path, file, name, str(column["encoding"]), notes)
    return ForeignRows(
        columns=reader.names,
        layer=path.stem,
        crs_declared=_declared_crs(column),
        row_count=file.metadata.num_rows,
        notes=notes,
        produce=reader.batches,
    )


def _broken(path: Path) -> InvalidInput:
    return InvalidInput(f"{shown_name(path)} is damaged: it is not whole Parquet.", file=path.name)


def _geo_metadata(path: Path, metadata: dict[bytes, bytes]) -> dict[str, Any]:
    if b"geo" not in metadata:
        raise InvalidInput(
            f"{shown_name(path)} is Parquet without the geo metadata of GeoParquet, so it does not "
            "say which column is the geometry.",
            file=path.name,
        )
    try:
        about = json.loads(metadata[b"geo"])
    except (ValueError, RecursionError) as problem:
        raise InvalidInput(
            f"The geo metadata of {shown_name(path)} are not JSON.", file=path.name
        ) from problem
    return about if isinstance(about, dict) else {}


def _primary_column(
    path: Path, about: dict[str, Any], schema: pa.Schema
) -> tuple[str, dict[str, Any]]:
    name = about.get("primary_column")
    columns = about.get("columns")
    column = columns.get(name) if isinstance(columns, dict) and isinstance(name, str) else None
    encoding = column.get("encoding") if isinstance(column, dict) else None
    if column is None or schema.get_field_index(name) < 0 or encoding not in ENCODINGS:
        raise InvalidInput(
            f"The geo metadata of {shown_name(path)} name no geometry column that can be read "
            f"(primary column {name!r}, encoding {encoding!r}).",
            file=path.name,
        )
    if len(schema) > _MOST_COLUMNS:
        raise InvalidInput(f"{shown_name(path)} has {len(schema):,} columns.", file=path.name)
    return str(name), column


def _declared_crs(column: dict[str, Any]) -> str | None:
    """Return an authority code, or the CRS as PROJJSON or WKT text; absent means lon/lat."""
    if "crs" not in column:
        return LONLAT
    crs = column["crs"]
    if isinstance(crs, str):
        return crs
    if not isinstance(crs, dict):
        return None
    identifier = crs.get("id")
    if isinstance(identifier, dict) and {"authority", "code"} <= identifier.keys():
        return f"{identifier['authority']}:{identifier['code']}"
    return json.dumps(crs)


class _ParquetRows:
    """Parquet batches turned into ours."""

    def __init__(
        self, path: Path, file: pq.ParquetFile, geometry: str, encoding: str, notes: list[str]
    ) -> None:
        self._path = path
        self._file = file
        self._geometry = geometry
        self._encoding = encoding
        self._notes = notes
        self._attributes = [name for name in file.schema_arrow.names if name != geometry]
        self.names = attribute_names(self._attributes)

    def batches(self) -> Iterator[pa.RecordBatch]:
        first = 1
        try:
            for batch in self._file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
                yield self._batch(first, batch)
                first += batch.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
            raise _broken(self._path) from problem
        if first == 1:
            yield self._batch(1, self._file.schema_arrow.empty_table().combine_chunks())

    def _batch(self, first: int, batch: pa.RecordBatch | pa.Table) -> pa.RecordBatch:
        shapes = native_wkb(_whole(batch[self._geometry]), self._encoding)
        columns = [self._attribute(_whole(batch[name])) for name in self._attributes]
        fields = [pa.field(n, c.type) for n, c in zip(self.names, columns, strict=True)]
        arrays = [row_numbers(first, batch.num_rows), shapes, *columns]
        return pa.RecordBatch.from_arrays(arrays, schema=rows_schema(fields))

    def _attribute(self, column: pa.Array) -> pa.Array:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return text_column(column, "utf-8", self._notes)
        return column


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
