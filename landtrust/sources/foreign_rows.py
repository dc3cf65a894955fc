"""One way into every foreign file: its format told, its content checked, its rows in batches."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from landtrust.errors import InvalidInput
from landtrust.sources.archives import unpack
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.formats import UNDERSTOOD, FileFormat, identify
from landtrust.sources.gdal_settings import allow_only
from landtrust.sources.geojson_rows import open_geojson
from landtrust.sources.layer_choice import choose_layer
from landtrust.sources.row_source import ForeignRows, ScratchFolder, add_note

__all__ = ["ForeignRows", "open_rows"]

_READABLE_IN_ARCHIVES = (
    (".shp",),
    (".gpkg", ".fgb", ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".seq"),
    (".parquet", ".geoparquet", ".csv", ".tsv"),
)


def open_rows(path: Path, layer: str | None = None, crs: str | None = None) -> ForeignRows:
    """Open a foreign file; call it in the child process of `landtrust.sources.sandbox` only.

    Args:
        path: The file, or the folder of a File Geodatabase.
        layer: Name of the layer; None takes the only one that may hold polygons.
        crs: What the caller knows the coordinates to be; it goes before what the file says.

    Returns:
        The rows, to be read once with `batches()`, or closed.

    Raises:
        InvalidInput: The file is not what its name says, is damaged, is only a part of the data,
            or has no such layer; the sentence names the file and the reason.
    """
    scratch = ScratchFolder()
    try:
        rows = _open(path, layer, scratch)
    except BaseException:
        scratch.close()
        raise
    if crs is None or rows.crs_declared == crs:
        return rows
    if rows.crs_declared is not None:
        add_note(rows.notes, f"read as {crs}, as asked for, not as {rows.crs_declared[:80]}")
    return replace(rows, crs_declared=crs)


def _open(path: Path, layer: str | None, scratch: ScratchFolder) -> ForeignRows:
    file_format = identify(path)
    if file_format is FileFormat.ZIP_ARCHIVE:
        return _open_archive(path, layer, scratch)
    rows = _open_plain(path, file_format, layer, scratch)
    rows.scratch = scratch
    return rows


def _open_archive(path: Path, layer: str | None, scratch: ScratchFolder) -> ForeignRows:
    folder = scratch.path() / "unpacked"
    folder.mkdir()
    members = unpack(path, folder)
    for candidates in _candidates(members, folder, path):
        if len(candidates) == 1 and candidates[0].is_file():
            return _open(candidates[0], layer, scratch)
        if len(candidates) == 1:
            return _open_plain(candidates[0], identify(candidates[0]), layer, scratch)
        if candidates:
            named = {candidate.stem: "Polygon" for candidate in candidates}
            chosen = choose_layer(path, named, layer)
            return _open(next(c for c in candidates if c.stem == chosen), None, scratch)
    raise InvalidInput(
        f"{shown_name(path)} holds no file that can be read; understood are {UNDERSTOOD}.",
        file=path.name,
    )


def _candidates(members: Sequence[Path], folder: Path, archive: Path) -> list[list[Path]]:
    """Return the files that may be meant, the most likely kind first."""
    databases = sorted({parent for member in members for parent in _databases(member, folder)})
    if not databases and any(member.name == "a00000001.gdbtable" for member in members):
        # Zipped from inside: the tables lie at the top, and the archive has the folder's name.
        home = next(member.parent for member in members if member.name == "a00000001.gdbtable")
        inside = folder.with_name(f"{archive.stem.removesuffix('.gdb')}.gdb")
        inside.symlink_to(home, target_is_directory=True)
        databases = [inside]
    by_kind = [[m for m in members if m.suffix.lower() in kind] for kind in _READABLE_IN_ARCHIVES]
    return [databases, by_kind[0], by_kind[1] + by_kind[2]]


def _databases(member: Path, folder: Path) -> list[Path]:
    inside = [parent for parent in member.parents if folder in parent.parents]
    return [parent for parent in inside if parent.suffix.lower() == ".gdb"]


def _open_plain(
    path: Path, file_format: FileFormat, layer: str | None, scratch: ScratchFolder
) -> ForeignRows:
    if file_format in (FileFormat.GEOJSON, FileFormat.GEOJSON_SEQUENCE):
        _check_only_layer(path, layer)
        return open_geojson(path, is_sequence=file_format is FileFormat.GEOJSON_SEQUENCE)
    if file_format is FileFormat.CSV:
        _check_only_layer(path, layer)
        from landtrust.sources.csv_rows import open_csv  # noqa: PLC0415 - loads GEOS only if needed

        return open_csv(path)
    if file_format is FileFormat.GEOPARQUET:
        _check_only_layer(path, layer)
        from landtrust.sources.parquet_rows import (  # noqa: PLC0415 - loads Parquet only if needed
            open_parquet,
        )

        return open_parquet(path)
    return _open_with_gdal(path, file_format, layer, scratch)


def _check_only_layer(path: Path, layer: str | None) -> None:
    if layer is not None:
        choose_layer(path, {path.stem: "Polygon"}, layer)


def _open_with_gdal(
    path: Path, file_format: FileFormat, layer: str | None, scratch: ScratchFolder
) -> ForeignRows:
    driver = allow_only(file_format)
    from landtrust.sources.gdal_opening import (  # noqa: PLC0415 - loads GDAL, which must come after its environment
        open_with_driver,
    )

    notes: list[str] = []
    return open_with_driver(path, driver, layer, notes, scratch)
