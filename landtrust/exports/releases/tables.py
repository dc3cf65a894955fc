"""The tables of a release, each with the files that have its rows.

A table is added by one entry in ``TABLES``: what its columns mean, and who writes it.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import Connection

from landtrust.analysis.summaries import SummaryRow, region_summaries
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.gdal_files import GEOPACKAGE_TYPE
from landtrust.exports.geojson import MEDIA_TYPE as GEOJSON_TYPE
from landtrust.exports.geoparquet import MEDIA_TYPE as PARQUET_TYPE
from landtrust.exports.parcel_csv import MEDIA_TYPE as CSV_TYPE
from landtrust.exports.parcel_forms import FORMS, StreamedForm
from landtrust.exports.properties import change_properties
from landtrust.exports.releases.fields import parcel_fields, quality_fields, summary_fields
from landtrust.exports.releases.listed_files import line, listed_csv, listed_geojson
from landtrust.exports.releases.manifest import FieldEntry
from landtrust.exports.summary_files import SUMMARY_FORMS
from landtrust.exports.whole_files import Counted, while_there_is_room
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import GEOMETRY
from landtrust.queries.features.changes import CHANGE_QUALITIES, stream_changes
from landtrust.queries.features.holdings import holding_features
from landtrust.queries.features.listed import Listed, ListedFeatures
from landtrust.queries.features.places import county_features, region_features
from landtrust.queries.filters import EVERYTHING
from landtrust.queries.parcels import stream_parcels
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.visibility import Tier

GZIP_TYPE = "application/gzip"
COMPARED = "parcels.parquet"
"""The file by which the next release is compared with this one."""


@dataclass(frozen=True)
class Reading:
    """What a release is read from: one state of the store.

    Attributes:
        connection: In one transaction, so that all files are of the same moment.
        snapshots: Every load, as anybody may see it.
    """

    connection: Connection
    snapshots: tuple[LoadedSnapshot, ...]

    @property
    def current(self) -> tuple[LoadedSnapshot, ...]:
        """The loads that are current."""
        return tuple(one for one in self.snapshots if one.is_current)

    @property
    def notes(self) -> FileNotes:
        """What files say of where their rows are from."""
        return FileNotes(self.current)

    @cached_property
    def summaries(self) -> list[SummaryRow]:
        """Counties and regions in numbers: counted once, for every form."""
        return region_summaries(self.connection)


Writer = Callable[[Reading, Path], int]
"""Writes a new file; how many rows it has."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of a table.

    Attributes:
        about: What it is.
    """

    name: str
    media_type: str
    about: Phrase
    write: Writer


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        key: The column that rows are told apart by; None: no one column does.
        fields: Its columns.
    """

    name: str
    title: Phrase
    key: str | None
    fields: tuple[FieldEntry, ...]
    files: tuple[TableFile, ...]


def _parcels(extension: str, reading: Reading, path: Path) -> int:
    form, counted = FORMS[extension], Counted()
    by_id = {one.id: one for one in reading.snapshots}
    with stream_parcels(reading.connection, EVERYTHING, Tier.PUBLIC, by_id) as batches:
        rows = while_there_is_room(counted(batches), path.parent)
        if isinstance(form, StreamedForm):
            _compress(path, form.pieces(rows))
        else:
            form.write(rows, path, reading.notes)
    return counted.rows


def _changes(reading: Reading, path: Path) -> int:
    rows = 0

    def lines() -> Iterator[bytes]:
        nonlocal rows
        yield line(_CHANGE_NAMES)
        for batch in while_there_is_room(batches, path.parent):
            rows += len(batch)
            yield b"".join(line(change_properties(one).values()) for one in batch)

    with stream_changes(reading.connection) as batches:
        _compress(path, lines())
    return rows


def _compress(path: Path, pieces: Iterable[bytes]) -> None:
    """Write texts as gzip, with no name and no time in it: the same texts give the same bytes."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:
        for piece in pieces:
            packed.write(piece)


def _listed(
    features: ListedFeatures,
    pieces: Callable[[Iterable[Listed]], Iterator[bytes]],
    reading: Reading,
    path: Path,
) -> int:
    every = tuple(features.every(reading.connection))
    with path.open("wb") as file:
        file.writelines(pieces(every))
    return len(every)


def _listed_table(name: str, title: Phrase, key: str | None, features: ListedFeatures) -> Table:
    names = tuple(one for one in features.qualities if one != GEOMETRY)
    return Table(
        name,
        title,
        key,
        quality_fields(name, features.qualities.values()),
        (
            TableFile(f"{name}.geojson", GEOJSON_TYPE, _MAPS,
                      partial(_listed, features, listed_geojson)),
            TableFile(f"{name}.csv", CSV_TYPE, _TABLES,
                      partial(_listed, features, partial(listed_csv, names))),
        ),
    )  # fmt: skip


def _summaries(extension: str, reading: Reading, path: Path) -> int:
    SUMMARY_FORMS[extension].write(reading.summaries, path)
    return len(reading.summaries)


_LEVEL = 6
_CHANGE_NAMES = tuple(one for one in CHANGE_QUALITIES if one != GEOMETRY)
_MAPS = Phrase("Web maps, and every program that reads maps.")
_TABLES = Phrase("Programs that read tables; the outline is text (WKT).")

TABLES = (
    Table(
        "parcels",
        Phrase("Parcels"),
        "parcel_id",
        parcel_fields(),
        (
            TableFile(COMPARED, PARQUET_TYPE, FORMS["parquet"].good_for,
                      partial(_parcels, "parquet")),
            TableFile("parcels.gpkg", GEOPACKAGE_TYPE, FORMS["gpkg"].good_for,
                      partial(_parcels, "gpkg")),
            TableFile("parcels.geojson.gz", GZIP_TYPE, FORMS["geojson"].good_for,
                      partial(_parcels, "geojson")),
            TableFile("parcels.csv.gz", GZIP_TYPE, FORMS["csv"].good_for,
                      partial(_parcels, "csv")),
        ),
    ),
    _listed_table("holdings", Phrase("Land held in common"), None, holding_features()),
    Table(
        "changes",
        Phrase("Changes"),
        "change_id",
        quality_fields(
            "changes", [one for one in CHANGE_QUALITIES.values() if one.name != GEOMETRY]
        ),
        (TableFile("changes.csv.gz", GZIP_TYPE, Phrase("What each load found to have changed."),
                   _changes),),
    ),
    _listed_table("counties", Phrase("Counties"), "county_fips", county_features()),
    _listed_table("regions", Phrase("Regions"), "key", region_features()),
    Table(
        "summaries",
        Phrase("Counties and regions in numbers"),
        None,
        summary_fields(),
        (
            TableFile("summaries.csv", CSV_TYPE, Phrase("One number a row, by year."),
                      partial(_summaries, "csv")),
            TableFile("summaries.parquet", PARQUET_TYPE, FORMS["parquet"].good_for,
                      partial(_summaries, "parquet")),
        ),
    ),
)  # fmt: skip
"""Every table of a release, in the order in which people are shown them."""
