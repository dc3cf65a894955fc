"""Parcels as a zipped shapefile, with a table of what its short field names mean.

Source:
    ESRI Shapefile Technical Description (1998); dBASE III: names of ten characters, texts of
    254 bytes.
"""

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from landtrust.errors import InvalidInput, LandTrustError
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.gdal_files import LAYER, write_with_gdal
from landtrust.exports.parcel_table import PROPERTY_SCHEMA, table_batches, table_schema
from landtrust.exports.properties import MEANINGS, PROPERTY_NAMES
from landtrust.phrases import Phrase
from landtrust.queries.parcels import ParcelRow

MEDIA_TYPE = "application/zip"
LONGEST_TEXT = 254
"""Bytes of a text; the rest of a longer one is cut off, and the table says of which parcel."""

FIELD_TABLE = "fields.txt"
SHORT_NAMES = {
    "county_fips": "cty_fips",
    "parcel_number": "parcel_no",
    "situs_address": "situs_addr",
    "improvement_value": "impr_value",
    "total_value": "tot_value",
}
"""Names that are too long, and what stands for them."""

_MEMBERS = ("shp", "shx", "dbf", "prj", "cpg")
_TEXTS = tuple(at for at, field in enumerate(PROPERTY_SCHEMA) if field.type == pa.string())
_MOST_NAMED = 1_000


def short_name(name: str) -> str:
    """What a field is called in the shapefile.

    >>> short_name("situs_address"), short_name("acres")
    ('situs_addr', 'acres')
    """
    return SHORT_NAMES.get(name, name)


def write_shapefile(batches: Iterable[tuple[ParcelRow, ...]], path: Path, notes: FileNotes) -> None:
    """Write the archive: the shapefile, and what its fields mean.

    Raises:
        InvalidInput: It would have more than the two gigabytes that a shapefile may have.
    """
    with TemporaryDirectory(prefix="shapefile-", dir=path.parent) as folder:
        cut: list[str] = []
        _write_members(batches, Path(folder), notes, cut)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            when = notes.moment.timetuple()[:6]
            for suffix in _MEMBERS:
                member = zipfile.ZipInfo(f"{LAYER}.{suffix}", when)
                member.compress_type = zipfile.ZIP_DEFLATED
                source = Path(folder) / f"{LAYER}.{suffix}"
                with source.open("rb") as read, archive.open(member, "w") as written:
                    shutil.copyfileobj(read, written)
            table = zipfile.ZipInfo(FIELD_TABLE, when)
            archive.writestr(table, _field_table(notes, cut), zipfile.ZIP_DEFLATED)


def _write_members(
    batches: Iterable[tuple[ParcelRow, ...]], folder: Path, notes: FileNotes, cut: list[str]
) -> None:
    names = [short_name(name) for name in table_schema().names]
    schema = pa.schema([field.with_name(names[at]) for at, field in enumerate(table_schema())])
    rows = (_short(batch, schema, cut) for batch in table_batches(batches))
    options = {
        "2GB_LIMIT": "YES",
        "DBF_DATE_LAST_UPDATE": notes.moment.date().isoformat(),
    }
    path = folder / f"{LAYER}.shp"
    try:
        stream = pa.RecordBatchReader.from_batches(schema, rows)
        write_with_gdal(stream, path, "ESRI Shapefile", options)
    except LandTrustError as problem:
        if "2GB" not in problem.message:
            raise
        msg = Phrase("These are too many parcels for a shapefile; take a GeoPackage.")
        raise InvalidInput(msg) from problem


def _short(batch: pa.RecordBatch, schema: pa.Schema, cut: list[str]) -> pa.RecordBatch:
    """The batch under short names, its texts as long as a shapefile can hold them."""
    columns = list(batch.columns)
    for at in _TEXTS:
        texts = columns[at].to_pylist()
        long = [row for row, text in enumerate(texts) if _is_long(text)]
        for row in long:
            cut.append(f"{batch['parcel_id'][row].as_py()}: {PROPERTY_NAMES[at]}")
            texts[row] = texts[row].encode()[:LONGEST_TEXT].decode(errors="ignore")
        if long:
            columns[at] = pa.array(texts, pa.string())
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _is_long(text: str | None) -> bool:
    return text is not None and len(text.encode()) > LONGEST_TEXT


def _field_table(notes: FileNotes, cut: list[str]) -> str:
    return "\n".join(_lines(notes, cut)) + "\n"


def _lines(notes: FileNotes, cut: list[str]) -> Iterator[str]:
    yield "Field in the shapefile\tField in every other file\tMeaning"
    for name in PROPERTY_NAMES:
        yield f"{short_name(name)}\t{name}\t{MEANINGS[name]}"
    yield ""
    yield from notes.sentences()
    yield "Texts are UTF-8. An empty text and one that is not stated look the same."
    if cut:
        yield ""
        yield f"Longer than {LONGEST_TEXT} bytes, and cut off (whole in every other file):"
        yield from cut[:_MOST_NAMED]
    if len(cut) > _MOST_NAMED:
        yield f"and {len(cut) - _MOST_NAMED} more"
