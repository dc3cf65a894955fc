"""CSV as rows: every attribute stays text, so that 008690 and 1e5 stay what they are."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.sources.csv_geometry import (
    GeometryColumns,
    geometry_columns,
    point_column,
    shape_column,
    srid_of,
)
from landtrust.sources.csv_text import MOST_COLUMNS, CsvText
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.row_source import (
    BATCH_ROWS,
    ForeignRows,
    add_note,
    attribute_names,
    row_numbers,
    rows_schema,
)

LONLAT = "OGC:CRS84"
_BATCH_CHARACTERS = 32 << 20
_MOST_LISTED = 40


def open_csv(path: Path) -> ForeignRows:
    """Open a CSV file that has a geometry column or a pair of coordinate columns.

    Raises:
        InvalidInput: It is no table, or has no column that could be geometry; the sentence lists
            the columns.
    """
    text = CsvText(path)
    beginning = list(islice(text.rows(), 2))
    if not beginning:
        raise InvalidInput(f"{shown_name(path)} has no header line.", file=path.name)
    header = beginning[0]
    if len(header) > MOST_COLUMNS:
        raise text.refusal(
            Phrase("the header has more than %(most)s columns", most=f"{MOST_COLUMNS:,}")
        )
    where = geometry_columns(header)
    if where is None:
        names = ", ".join(shown_name(name) for name in header[:_MOST_LISTED])
        raise InvalidInput(
            f"{shown_name(path)} has no geometry column (wkt, geom, or lon and lat); its columns "
            f"are {names}.",
            file=path.name,
            columns=header,
        )
    notes: list[str] = []
    reader = _TableRows(text, header, where, notes)
    return ForeignRows(
        columns=reader.names,
        layer=path.stem,
        crs_declared=_declared_crs(where, beginning[1:]),
        row_count=None,
        notes=notes,
        produce=reader.batches,
        points_only=where.shape is None,
    )


def _declared_crs(where: GeometryColumns, first_rows: list[list[str]]) -> str | None:
    if where.shape is None:
        return LONLAT if where.is_lonlat else None
    cells = first_rows[0] if first_rows else []
    return srid_of(cells[where.shape]) if len(cells) > where.shape else None


class _TableRows:
    """Rows of text into batches."""

    def __init__(
        self, text: CsvText, header: list[str], where: GeometryColumns, notes: list[str]
    ) -> None:
        self._text = text
        self._where = where
        self._notes = notes
        self._width = len(header)
        self._kept = [at for at in range(len(header)) if at != where.shape]
        self.names = attribute_names([header[at].strip() for at in self._kept])
        self._schema = rows_schema([pa.field(name, pa.string()) for name in self.names])

    def batches(self) -> Iterator[pa.RecordBatch]:
        first, size = 1, 0
        rows: list[list[str]] = []
        for row in islice(self._text.rows(), 1, None):
            if len(row) > self._width:
                add_note(self._notes, "some rows have more cells than the header; they were cut")
            rows.append(row)
            size += sum(map(len, row))
            if len(rows) == BATCH_ROWS or size > _BATCH_CHARACTERS:
                yield self._batch(first, rows)
                first, size, rows = first + len(rows), 0, []
        if rows or first == 1:
            yield self._batch(first, rows)
        if self._text.has_stray_bytes:
            add_note(self._notes, "some text is not valid UTF-8 and was read as cp1252")

    def _batch(self, first: int, rows: list[list[str]]) -> pa.RecordBatch:
        columns = [pa.array(self._cells(rows, at), type=pa.string()) for at in self._kept]
        arrays = [row_numbers(first, len(rows)), self._geometry(first, rows), *columns]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)

    def _cells(self, rows: list[list[str]], at: int) -> list[str | None]:
        return [row[at] if at < len(row) else None for row in rows]

    def _geometry(self, first: int, rows: list[list[str]]) -> pa.Array:
        where = self._where
        if where.shape is not None:
            column, unread = shape_column(self._cells(rows, where.shape))
        else:
            xs, ys = self._cells(rows, where.x or 0), self._cells(rows, where.y or 0)
            column, unread = point_column(xs, ys, is_lonlat=where.is_lonlat)
        if unread:
            last = first + len(rows) - 1
            add_note(self._notes, f"rows {first} to {last}: {unread} geometries cannot be read")
        return column
