"""The forms that parcels can be had in as a file: the same rows in each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from landtrust.exports import (
    gdal_files,
    geojson,
    geoparquet,
    parcel_csv,
    parcel_xlsx,
    shapefile,
)
from landtrust.exports.file_growth import Growth
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.form_names import FORM_NAMES
from landtrust.phrases import Phrase
from landtrust.queries.parcels import ParcelRow

Batches = Iterable[tuple[ParcelRow, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Attributes:
        extension: How its addresses and its files' names end, without the first dot.
        media_type: As HTTP calls it.
        name: As people call it.
        good_for: What it is best used for.
        growth: How large its files become.
    """

    extension: str
    media_type: str
    name: Phrase
    good_for: Phrase
    growth: Growth

    def write(self, batches: Batches, path: Path, notes: FileNotes) -> None:
        """Write parcels with their outlines into a new file.

        Raises:
            InvalidInput: They cannot be had in this form.
            LandTrustError: The file could not be written.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class StreamedForm(Form):
    """A form that can be sent while it is read.

    Attributes:
        pieces: The file, piece by piece.
    """

    pieces: Callable[[Batches], Iterator[bytes]]

    def write(self, batches: Batches, path: Path, notes: FileNotes) -> None:
        """Write the pieces, one after the other."""
        del notes
        with path.open("wb") as file:
            file.writelines(self.pieces(batches))


@dataclass(frozen=True, slots=True)
class WholeForm(Form):
    """A form that is only there when all of it is: it ends with an index, or begins with one.

    Attributes:
        writer: Writes the file; lets nothing lie beside it.
    """

    writer: Callable[[Batches, Path, FileNotes], None]

    def write(self, batches: Batches, path: Path, notes: FileNotes) -> None:
        """Write the file."""
        self.writer(batches, path, notes)


FORMS: dict[str, Form] = {
    form.extension: form
    for form in (
        StreamedForm(
            "geojson",
            geojson.MEDIA_TYPE,
            Phrase("GeoJSON"),
            Phrase("Web maps, and every program that reads maps."),
            Growth(44, 710),
            geojson.feature_collection,
        ),
        StreamedForm(
            "geojsonseq",
            geojson.SEQUENCE_TYPE,
            Phrase("GeoJSON text sequence"),
            Phrase("Programs that read one parcel after the other."),
            Growth(0, 710),
            geojson.feature_sequence,
        ),
        WholeForm(
            "gpkg",
            gdal_files.GEOPACKAGE_TYPE,
            Phrase("GeoPackage"),
            Phrase("QGIS and ArcGIS: opens at once, and finds places fast."),
            Growth(98_300, 419),
            gdal_files.write_geopackage,
        ),
        WholeForm(
            "parquet",
            geoparquet.MEDIA_TYPE,
            Phrase("GeoParquet"),
            Phrase("Large counts in Python, R or DuckDB; the smallest file."),
            Growth(12_000, 104, 13_000, 15),
            geoparquet.write_geoparquet,
        ),
        WholeForm(
            "fgb",
            gdal_files.FLATGEOBUF_TYPE,
            Phrase("FlatGeobuf"),
            Phrase("Maps that read a part of a file over the web."),
            Growth(2_100, 497),
            gdal_files.write_flatgeobuf,
        ),
        WholeForm(
            "shp.zip",
            shapefile.MEDIA_TYPE,
            Phrase("Shapefile, zipped"),
            Phrase("Older programs. Field names are short; a table inside explains them."),
            Growth(1_700, 101, 10_000, 50),
            shapefile.write_shapefile,
        ),
        StreamedForm(
            "csv",
            parcel_csv.MEDIA_TYPE,
            Phrase("CSV with outlines"),
            Phrase("Programs that read tables; the outline is text (WKT)."),
            Growth(196, 351),
            parcel_csv.csv_with_outlines,
        ),
        StreamedForm(
            "spreadsheet.csv",
            parcel_csv.MEDIA_TYPE,
            Phrase("CSV for spreadsheets"),
            Phrase("Spreadsheets: without outlines, and nothing in it is taken for a formula."),
            Growth(195, 165),
            parcel_csv.csv_for_spreadsheets,
        ),
        WholeForm(
            "xlsx",
            parcel_xlsx.MEDIA_TYPE,
            Phrase("Excel workbook"),
            Phrase("Excel and LibreOffice: without outlines; a second sheet explains the columns."),
            Growth(6_900, 87),
            parcel_xlsx.write_workbook,
        ),
    )
}
"""Every form, by its extension, in the order in which people are shown them."""

assert tuple(FORMS) == FORM_NAMES  # noqa: S101 - two lists of one thing
