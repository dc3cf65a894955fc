"""Writes a release: every table in its files, and what is to be known of them.

The same store gives the same bytes: no clock is read, and the version is told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import orjson
import pyarrow.parquet as pq

from landtrust.errors import LandTrustError
from landtrust.exports.parcel_table import OUTLINE
from landtrust.exports.releases.citation import CITATION, citation_file
from landtrust.exports.releases.comparing import changelog
from landtrust.exports.releases.datapackage import DATA_PACKAGE, data_package
from landtrust.exports.releases.dictionary import (
    CODE_LISTS,
    DICTIONARY,
    code_lists,
    data_dictionary,
)
from landtrust.exports.releases.folder import read_sums
from landtrust.exports.releases.manifest import (
    MANIFEST,
    SUMS,
    Changelog,
    FileEntry,
    Release,
    SourceEntry,
    TableEntry,
)
from landtrust.exports.releases.sources import source_entries
from landtrust.exports.releases.tables import COMPARED, TABLES, Reading, Table, TableFile
from landtrust.exports.releases.texts import CHANGES, README, changes_text, readme
from landtrust.phrases import Phrase
from landtrust.queries.features.holdings import holding_features
from landtrust.queries.snapshots import ended_snapshots
from landtrust.sources.codes import MapClasses
from landtrust.sources.fingerprints import sha256_of_file
from landtrust.sources.source import Source

TITLE = Phrase("Parcels and land held in common")
"""What a dataset is called where nobody says otherwise."""

ABOUT = Phrase(
    "Parcels on county tax rolls with outlines, values, use and kind of owner, what changed from "
    "load to load, and the land that is held in common, as far as it is public."
)
"""What it is, where nobody says otherwise."""

_CSV_TYPE = "text/csv; charset=utf-8; header=present"
_MARKDOWN_TYPE = "text/markdown; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release is to be called, and by whom.

    Attributes:
        address: The public address of its page; None where the site has none.
        licence: Of what is the organization's own, a code of ``LICENCES``; None: none stated.
    """

    name: str
    version: str
    title: str
    about: str
    publisher: str
    address: str | None
    licence: str | None


class Known(NamedTuple):
    """What the site knows of codes and sources.

    Attributes:
        classes: Code lists, without those that the public may not know of.
        sources: Sources by their keys.
    """

    classes: MapClasses
    sources: Mapping[str, Source]


class _Text(NamedTuple):
    """A file that tells of the release: its form, what it is, and what is in it."""

    media_type: str
    about: Phrase
    content: Callable[[Release, MapClasses], bytes]


_TEXTS = {
    README: _Text(_MARKDOWN_TYPE, Phrase("What is in it, where it is from, and how to cite it."),
                  lambda release, _: readme(release)),
    CHANGES: _Text(_MARKDOWN_TYPE, Phrase("What is other than in the release before."),
                   lambda release, _: changes_text(release)),
    CITATION: _Text("application/yaml", Phrase("The citation, for programs."),
                    lambda release, _: citation_file(release)),
    DICTIONARY: _Text(_CSV_TYPE, Phrase("What each column means: unit, codes and source."),
                      lambda release, _: data_dictionary(release.tables)),
    CODE_LISTS: _Text(_CSV_TYPE, Phrase("What each code means."),
                      lambda _, classes: code_lists(classes)),
    DATA_PACKAGE: _Text("application/json",
                        Phrase("The tables and their types, for programs (Frictionless)."),
                        lambda release, _: _json(data_package(release))),
}  # fmt: skip


def write_release(
    plan: Plan, reading: Reading, known: Known, folder: Path, before: tuple[Release, Path] | None
) -> Release:
    """Write every file of a release.

    Args:
        plan: What it is called.
        reading: What it is of.
        known: What the site knows of codes and sources.
        folder: Where to, an empty folder.
        before: The release before that is still there, and its folder; None: there is none.

    Raises:
        LandTrustError: A file could not be written, or the release before is damaged.
    """
    if before is not None:
        _require_sound(before[1])
    written = [_write_table(table, reading, folder) for table in TABLES]
    tables = tuple(table for table, _ in written)
    files = tuple(file for _, several in written for file in several)
    told = tuple(
        FileEntry(
            name=name, media_type=one.media_type, about=str(one.about), size_bytes=0, sha256=""
        )
        for name, one in _TEXTS.items()
    )
    draft = Release(
        name=plan.name,
        title=plan.title,
        about=plan.about,
        version=plan.version,
        publisher=plan.publisher,
        address=plan.address,
        licence=plan.licence,
        first_day=_first_day(reading),
        newest_day=max((one.day for one in reading.current), default=None),
        bbox=_bbox(folder / COMPARED),
        sources=tuple(_sources(plan, reading, known)),
        tables=tables,
        files=(*files, *told),
        changelog=_changelog(before, folder, tables, (*files, *told)) if before else None,
    )
    return _finish(draft, files, known.classes, folder)


def _finish(
    draft: Release, files: tuple[FileEntry, ...], classes: MapClasses, folder: Path
) -> Release:
    """Write the files that tell of the release, what it says of itself, and the sums."""
    for name, text in _TEXTS.items():
        (folder / name).write_bytes(text.content(draft, classes))
    told = (_entry(folder / name, one.media_type, one.about) for name, one in _TEXTS.items())
    release = draft.model_copy(update={"files": (*files, *told)})
    (folder / MANIFEST).write_bytes(_json(release.model_dump(mode="json")))
    sums = sorted((one.name, sha256_of_file(one)) for one in folder.iterdir())
    (folder / SUMS).write_text("".join(f"{sha256}  {name}\n" for name, sha256 in sums), "utf-8")
    return release


def _write_table(
    table: Table, reading: Reading, folder: Path
) -> tuple[TableEntry, list[FileEntry]]:
    counts = [one.write(reading, folder / one.name) for one in table.files]
    if len(set(counts)) != 1:
        raise LandTrustError(f"The files of {table.name} have different rows: {counts}.")
    entry = TableEntry(
        name=table.name, title=str(table.title), rows=counts[0], key=table.key, fields=table.fields
    )
    return entry, [_table_file(table, one, folder) for one in table.files]


def _table_file(table: Table, file: TableFile, folder: Path) -> FileEntry:
    return _entry(folder / file.name, file.media_type, file.about, table.name)


def _entry(path: Path, media_type: str, about: Phrase, table: str | None = None) -> FileEntry:
    return FileEntry(
        name=path.name,
        media_type=media_type,
        about=str(about),
        size_bytes=path.stat().st_size,
        sha256=sha256_of_file(path),
        table=table,
    )


def _sources(plan: Plan, reading: Reading, known: Known) -> Iterator[SourceEntry]:
    # Summaries and changes rest on each load that was ever current, and so do their terms.
    read = ended_snapshots(reading.connection)
    return source_entries(read, known.sources, plan.publisher, plan.licence)


def _first_day(reading: Reading) -> date | None:
    days = [one.speaks_from for one in ended_snapshots(reading.connection)]
    held = holding_features().days(reading.connection, "valid_from", "valid_to")
    return min([*days, held[0]] if held else days, default=None)


def _changelog(
    before: tuple[Release, Path],
    folder: Path,
    tables: tuple[TableEntry, ...],
    files: tuple[FileEntry, ...],
) -> Changelog:
    former, its_folder = before
    # Beside what is released, in the same room: the disk is the same, and it is swept.
    with TemporaryDirectory(dir=folder.parent) as room:
        parcels = (its_folder / COMPARED, folder / COMPARED)
        return changelog(former, parcels, tables, files, Path(room))


def _require_sound(folder: Path) -> None:
    path = folder / COMPARED
    if not path.exists() or sha256_of_file(path) != read_sums(folder).get(COMPARED):
        raise LandTrustError(f"{path} is damaged; “landtrust doctor” tells more.")


def _bbox(path: Path) -> tuple[float, float, float, float] | None:
    geo = orjson.loads(pq.read_schema(path).metadata[b"geo"])
    found = geo["columns"][OUTLINE].get("bbox")
    if found is None:
        return None
    west, south, east, north = found
    return west, south, east, north


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
