"""Which format a file is, by its extension and its first bytes together."""

import re
import stat
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from landtrust.errors import InvalidInput
from landtrust.sources.file_signatures import (
    FLATGEOBUF_MAGIC,
    PARQUET_MAGIC,
    SHAPEFILE_MAGIC,
    SQLITE_MAGIC,
    ZIP_MAGICS,
    decoded_head,
    described_content,
    read_head,
)
from landtrust.sources.foreign_names import shown_name


class FileFormat(StrEnum):
    """A format that can be read; the value is its plain name."""

    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "shapefile"
    FILE_GEODATABASE = "File Geodatabase"
    ZIP_ARCHIVE = "zip archive"
    GEOJSON = "GeoJSON"
    GEOJSON_SEQUENCE = "GeoJSONSeq"
    ESRI_JSON = "ESRI JSON"
    FLATGEOBUF = "FlatGeobuf"
    GEOPARQUET = "GeoParquet"
    CSV = "CSV"


UNDERSTOOD = (
    "GeoPackage (.gpkg), shapefile (.shp, or .zip or .shz with one in it), File Geodatabase "
    "(.gdb or .gdb.zip), GeoJSON (.geojson, .json), GeoJSONSeq (.geojsonl, .geojsons, "
    ".geojsonseq, .ndjson, .seq), FlatGeobuf (.fgb), GeoParquet (.parquet, .geoparquet) and CSV "
    "(.csv, .tsv, .txt)"
)

_BY_EXTENSION = {
    ".gpkg": FileFormat.GEOPACKAGE,
    ".shp": FileFormat.SHAPEFILE,
    ".zip": FileFormat.ZIP_ARCHIVE,
    ".shz": FileFormat.ZIP_ARCHIVE,
    ".geojson": FileFormat.GEOJSON,
    ".json": FileFormat.GEOJSON,
    ".geojsonl": FileFormat.GEOJSON_SEQUENCE,
    ".geojsons": FileFormat.GEOJSON_SEQUENCE,
    ".geojsonseq": FileFormat.GEOJSON_SEQUENCE,
    ".ndjson": FileFormat.GEOJSON_SEQUENCE,
    ".seq": FileFormat.GEOJSON_SEQUENCE,
    ".fgb": FileFormat.FLATGEOBUF,
    ".parquet": FileFormat.GEOPARQUET,
    ".geoparquet": FileFormat.GEOPARQUET,
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.CSV,
    ".txt": FileFormat.CSV,
}

_COLLECTION = re.compile(r'"type"\s*:\s*"FeatureCollection"')
_ESRI_MEMBER = re.compile(
    r'"(?:displayFieldName|fieldAliases|objectIdFieldName|spatialReference)"\s*:'
    r'|"geometryType"\s*:\s*"esri'
    r'|"attributes"\s*:\s*\{'
    r'|\A\s*\{\s*"error"\s*:\s*\{'
)
_APPLICATION_ID_AT = 68
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")


def identify(path: Path) -> FileFormat:
    """Say which format a file is when its name and its content agree.

    Args:
        path: A file, or the folder of a File Geodatabase.

    Returns:
        The format; a zip archive is told from its outside only.

    Raises:
        InvalidInput: The file is not there, is not a plain file, is empty, is of a kind that is
            not read, or holds something else than its name says. The sentence names the file,
            what its content looks like and what is understood.
    """
    if _mode(path) == stat.S_IFDIR:
        return _identify_folder(path)
    expected = _BY_EXTENSION.get(path.suffix.lower())
    head = read_head(path)
    if not head:
        raise InvalidInput(f"{shown_name(path)} is empty.", file=path.name)
    looks_like = described_content(head)
    if expected is None:
        raise InvalidInput(
            f"{shown_name(path)} is not in a format that can be read: its content looks like "
            f"{looks_like}; understood are {UNDERSTOOD}.",
            file=path.name,
        )
    if not _HEAD_CHECKS[expected](head):
        raise InvalidInput(
            f"{shown_name(path)} is named like {expected.value} but its content looks like "
            f"{_more_exactly(expected, looks_like)}; understood are {UNDERSTOOD}.",
            file=path.name,
        )
    return _kind_of_json(head) if expected is FileFormat.GEOJSON else expected


def _mode(path: Path) -> int:
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except (OSError, ValueError) as problem:
        raise InvalidInput(
            f"{shown_name(path)} cannot be opened: there is no such file, or it may not be read.",
            file=path.name,
        ) from problem
    if kind not in (stat.S_IFREG, stat.S_IFDIR):
        raise InvalidInput(f"{shown_name(path)} is not a plain file.", file=path.name)
    return kind


def _identify_folder(path: Path) -> FileFormat:
    if path.suffix.lower() == ".gdb" and (path / "a00000001.gdbtable").is_file():
        return FileFormat.FILE_GEODATABASE
    raise InvalidInput(
        f"{shown_name(path)} is a folder but not a File Geodatabase; understood are {UNDERSTOOD}.",
        file=path.name,
    )


def _is_geopackage(head: bytes) -> bool:
    application_id = head[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4]
    return head.startswith(SQLITE_MAGIC) and application_id in _GEOPACKAGE_IDS


def _is_json_object(head: bytes) -> bool:
    return decoded_head(head).lstrip("\x1e \t\r\n").startswith("{")


def _is_plain_table(head: bytes) -> bool:
    if described_content(head) == "plain text":
        return True
    # NUL bytes are refused later by the CSV reader, which can say in which line they stand.
    return described_content(head).startswith("binary data") and b"\n" in head


def _more_exactly(expected: FileFormat, looks_like: str) -> str:
    if expected is FileFormat.GEOPACKAGE and looks_like == "an SQLite database":
        return "an SQLite database without the GeoPackage application id"
    return looks_like


def _kind_of_json(head: bytes) -> FileFormat:
    text = decoded_head(head)
    if _COLLECTION.search(text) is None and _ESRI_MEMBER.search(text) is not None:
        return FileFormat.ESRI_JSON
    return FileFormat.GEOJSON


_HEAD_CHECKS: dict[FileFormat, Callable[[bytes], bool]] = {
    FileFormat.GEOPACKAGE: _is_geopackage,
    FileFormat.SHAPEFILE: lambda head: head.startswith(SHAPEFILE_MAGIC),
    FileFormat.ZIP_ARCHIVE: lambda head: head.startswith(ZIP_MAGICS),
    FileFormat.GEOJSON: _is_json_object,
    FileFormat.GEOJSON_SEQUENCE: _is_json_object,
    FileFormat.FLATGEOBUF: lambda head: head.startswith(FLATGEOBUF_MAGIC),
    FileFormat.GEOPARQUET: lambda head: head.startswith(PARQUET_MAGIC),
    FileFormat.CSV: _is_plain_table,
}
