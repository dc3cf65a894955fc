"""Parcels as a workbook (XLSX), without outlines: no cell can hold one.

Source:
    ECMA-376; Excel's limits: 1,048,576 rows of a sheet, 32,767 characters of a cell.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from landtrust.errors import InvalidInput
from landtrust.exports.file_notes import TITLE, FileNotes
from landtrust.exports.properties import MEANINGS, PROPERTY_NAMES, Properties, parcel_properties
from landtrust.phrases import Phrase
from landtrust.queries.parcels import ParcelRow

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
"""Of a sheet, with its heading; more parcels go on on the next sheet."""

LONGEST_CELL = 32_767

_WIDTH = 16


def write_workbook(
    batches: Iterable[tuple[ParcelRow, ...]],
    path: Path,
    notes: FileNotes,
    rows_of_a_sheet: int = MOST_ROWS,
) -> None:
    """Write the workbook: the parcels, and what their columns mean; memory holds one row.

    Args:
        batches: Parcels.
        path: The new file.
        notes: What the last sheet says.
        rows_of_a_sheet: As many as Excel takes.

    Raises:
        InvalidInput: A text is longer than a cell can be.
    """
    options = {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True}
    with Workbook(path, options) as workbook:
        workbook.set_properties(
            {"title": TITLE, "comments": notes.description, "created": notes.moment}
        )
        rows = (parcel_properties(row) for batch in batches for row in batch)
        _write_parcels(workbook, rows, rows_of_a_sheet)
        _write_notes(workbook.add_worksheet("Fields"), notes)


def _write_parcels(workbook: Workbook, rows: Iterator[Properties], rows_of_a_sheet: int) -> None:
    sheet = _begun_sheet(workbook, TITLE)
    at, sheets = 1, 1
    for row in rows:
        if at == rows_of_a_sheet:
            sheets += 1
            sheet, at = _begun_sheet(workbook, f"{TITLE} {sheets}"), 1
        _write_row(sheet, at, row)
        at += 1


def _begun_sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, len(PROPERTY_NAMES) - 1, _WIDTH)
    sheet.freeze_panes(1, 1)
    bold = workbook.add_format({"bold": True})
    for column, title in enumerate(PROPERTY_NAMES):
        sheet.write_string(0, column, title, bold)
    return sheet


def _write_row(sheet: Worksheet, at: int, row: Properties) -> None:
    for column, value in enumerate(row.values()):
        if isinstance(value, bool):
            sheet.write_boolean(at, column, value)
        elif isinstance(value, str):
            # Never “write”, which takes texts that begin with = for formulas.
            _require_fitting(value, row)
            sheet.write_string(at, column, value)
        elif value is not None:
            sheet.write_number(at, column, value)


def _require_fitting(text: str, row: Properties) -> None:
    if len(text) > LONGEST_CELL:
        msg = Phrase(
            "Parcel %(number)s has a text that no cell of a workbook can hold; take the CSV file.",
            number=row["parcel_id"],
        )
        raise InvalidInput(msg)


def _write_notes(sheet: Worksheet, notes: FileNotes) -> None:
    sheet.set_column(0, 0, _WIDTH)
    lines = [*MEANINGS.items(), *(("", sentence) for sentence in notes.sentences())]
    for at, (name, meaning) in enumerate(lines):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, meaning)
