"""A release as a Frictionless Data Package: programs read its tables with the right types.

Source:
    Frictionless Standards, Data Package 1.0: package, resource, table schema.
"""

from typing import Any

from landtrust.exports.releases.licences import LICENCES
from landtrust.exports.releases.manifest import (
    FieldEntry,
    FileEntry,
    Release,
    SourceEntry,
    TableEntry,
)

DATA_PACKAGE = "datapackage.json"

_CSV, _PACKED = ".csv", ".csv.gz"


def data_package(release: Release) -> dict[str, Any]:
    """The descriptor, ready for JSON."""
    tables = {one.name: one for one in release.tables}
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": release.name,
        "title": release.title,
        "description": release.about,
        "version": release.version,
        "created": f"{release.day.isoformat()}T00:00:00Z",
        "contributors": [{"title": release.publisher, "role": "publisher"}],
        "sources": [_source(one) for one in release.sources],
        "resources": [
            _resource(one, tables[one.table]) for one in release.files if one.table is not None
        ],
    }
    if release.address:
        package["homepage"] = release.address
    if release.licence:
        licence = LICENCES[release.licence]
        package["licenses"] = [
            {"name": release.licence, "title": licence.title, "path": licence.address}
        ]
    return package


def _source(source: SourceEntry) -> dict[str, Any]:
    """A source; what Frictionless has no word for stands beside under our own."""
    said: dict[str, Any] = {
        "title": source.title,
        "publisher": source.publisher,
        "covers": source.covers,
        "licence": source.licence,
        "credit": source.credit,
        "invented": source.invented,
    }
    if source.urls:
        said["path"] = source.urls[0]
    if source.snapshot_id is not None:
        said["snapshot_id"] = source.snapshot_id
    if source.retrieved_on:
        said["retrieved"] = source.retrieved_on.isoformat()
    if source.sha256:
        said["hash"] = f"sha256:{source.sha256}"
    return said


def _resource(file: FileEntry, table: TableEntry) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "title": table.title,
        "description": file.about,
        "mediatype": file.media_type.partition(";")[0],
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if not file.name.endswith((_CSV, _PACKED)):
        # Frictionless would read GeoParquet as a table, without its outlines.
        form = file.name.partition(".")[2]
        return resource | {"profile": "data-resource", "type": "file", "format": form}
    packed = {"compression": "gz"} if file.name.endswith(_PACKED) else {}
    return resource | packed | {
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "schema": _schema(table),
    }  # fmt: skip


def _schema(table: TableEntry) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(one, is_key=one.name == table.key) for one in table.fields],
        "missingValues": [""],
    }
    return schema | ({"primaryKey": table.key} if table.key else {})


def _field(field: FieldEntry, *, is_key: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "description": field.meaning,
        "unit": field.unit,
        "codes": field.codes,
        "source": field.source,
    }
    return said | ({"constraints": {"required": True, "unique": True}} if is_key else {})
