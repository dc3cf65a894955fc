"""Parcels as files that GDAL writes: GeoPackage and FlatGeobuf.

Source:
    OGC GeoPackage 1.3; PDOK's rules for GeoPackages (lower-case names, one kind of geometry, a
    key that counts up, a spatial index); FlatGeobuf 3.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from landtrust.domain.crs import LONLAT
from landtrust.errors import LandTrustError
from landtrust.exports.file_notes import TITLE, FileNotes
from landtrust.exports.parcel_table import table_batches, table_schema
from landtrust.phrases import Phrase
from landtrust.queries.parcels import ParcelRow

GEOPACKAGE_TYPE = "application/geopackage+sqlite3"
FLATGEOBUF_TYPE = "application/vnd.flatgeobuf"
LAYER = "parcels"

_OUTLINE = "geom"
_GEOPACKAGE_VERSION = "1.3"
"""What GDAL wrote before 2024, and programs of that age read without a warning."""


def write_geopackage(
    batches: Iterable[tuple[ParcelRow, ...]], path: Path, notes: FileNotes
) -> None:
    """Write a GeoPackage with one layer and its spatial index."""
    options = {"IDENTIFIER": TITLE, "DESCRIPTION": notes.description}
    of_file = {"VERSION": _GEOPACKAGE_VERSION}
    write_with_gdal(_stream(batches), path, "GPKG", options, of_file)
    with closing(sqlite3.connect(path)) as package, package:
        changed = notes.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        package.execute("UPDATE gpkg_contents SET last_change = ?", (changed,))


def write_flatgeobuf(
    batches: Iterable[tuple[ParcelRow, ...]], path: Path, notes: FileNotes
) -> None:
    """Write a FlatGeobuf with its index, in the order of that index."""
    options = {"TITLE": TITLE, "DESCRIPTION": notes.description, "TEMPORARY_DIR": str(path.parent)}
    write_with_gdal(_stream(batches), path, "FlatGeobuf", options)


def write_with_gdal(
    table: pa.RecordBatchReader,
    path: Path,
    driver: str,
    layer_options: Mapping[str, str],
    file_options: Mapping[str, str] | None = None,
) -> None:
    """Write a table whose last column is an outline.

    Args:
        table: Of parcels.
        path: Of the new file.
        driver: As GDAL calls the form.
        layer_options: Of the driver, for its layer.
        file_options: Of the driver, for the whole file; None: as GDAL has them.

    Raises:
        LandTrustError: GDAL cannot write it; what went wrong with the rows is raised as it is.
    """
    # To import it takes a second or two, which most processes never need.
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415
    from pyogrio.raw import write_arrow  # noqa: PLC0415

    rows = _Remembered(table)
    try:
        write_arrow(
            pa.RecordBatchReader.from_batches(table.schema, rows),
            path,
            layer=LAYER,
            driver=driver,
            geometry_name=table.schema.names[-1],
            geometry_type="MultiPolygon",
            crs=LONLAT,
            encoding="UTF-8",
            layer_options=dict(layer_options),
            dataset_options=dict(file_options or {}),
        )
    except (RuntimeError, DataSourceError, DataLayerError) as problem:
        if rows.problem is not None:
            raise rows.problem from problem
        msg = Phrase("GDAL could not write the file: %(problem)s", problem=str(problem))
        raise LandTrustError(msg) from problem


class _Remembered:
    """Batches, and the error that ended them: on its way through GDAL it would lose its kind."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.problem: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except BaseException as problem:
            self.problem = problem
            raise


def _stream(batches: Iterable[tuple[ParcelRow, ...]]) -> pa.RecordBatchReader:
    schema = table_schema(_OUTLINE)
    return pa.RecordBatchReader.from_batches(schema, table_batches(batches, _OUTLINE))
