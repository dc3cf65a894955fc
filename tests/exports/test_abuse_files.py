"""Hostile texts in files, by the ids of the list of abuse cases (F1-F3)."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from landtrust.domain.sheet_cells import unguarded
from landtrust.errors import InvalidInput
from landtrust.exports import parcel_xlsx
from landtrust.exports.form_names import FORM_NAMES
from landtrust.exports.parcel_forms import FORMS
from landtrust.exports.parcel_xlsx import write_workbook
from landtrust.exports.whole_files import write_whole
from landtrust.queries.parcels import ParcelRow
from tests.exports.lots import NOTES, lot_row
from tests.files_read_back import read_back

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant
_FORMULAS = tuple(
    f"{before}{beginning}{rest}"
    for beginning in _BEGINNINGS
    for before, rest in (("", "1+1"), ("\ufeff", "cmd|' /C calc'!A0"), (" ", "1"), ("\u00a0", "1"),
                         ("'", "1"), ('"', '1"'), (";", "2"), (",", "2"))
)  # fmt: skip
_PHONES = ("-90.18", "+1 601 555 0100", "1e5", "00123", "1-2", "TRUE", "2026-11-23", "1/2")
_QUOTED = ("a,b", 'say "so"', "two\nlines", "two\r\nlines", '"', '""', ",", "\n", "a;b", "a\tb",
           "x" * 32_767, "'", "''")  # fmt: skip


def _rows(*names: str) -> tuple[ParcelRow, ...]:
    return tuple(lot_row(number, owner_name=name) for number, name in enumerate(names))


def _written(extension: str, rows: tuple[ParcelRow, ...], folder: Path) -> Path:
    path = folder / f"lots.{extension}"
    write_whole(FORMS[extension], [rows], path, NOTES)
    return path


def _is_alike(extension: str, found: object, name: str) -> bool:
    # A table of old programs cuts off at 254 bytes, and XML knows one kind of line end.
    if extension == "shp.zip":
        return str(found or "") == name.encode()[:254].decode("utf-8", "ignore").rstrip(" ")
    if extension == "xlsx":
        return str(found).replace("\r\n", "\n").replace("\r", "\n") == name.replace(
            "\r\n", "\n"
        ).replace("\r", "\n")
    return found == name


def test_f1_no_cell_of_a_spreadsheet_is_a_formula_and_each_is_read_as_it_was(
    tmp_path: Path,
) -> None:
    rows = _rows(*_FORMULAS)
    text = _written("spreadsheet.csv", rows, tmp_path).read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    for cell in cells:
        assert not cell.lstrip(" \ufeff\u00a0").startswith(_BEGINNINGS), cell
    named = [unguarded(row["owner_name"]) for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert named == list(_FORMULAS)


def test_f1_a_workbook_has_texts_and_numbers_and_no_formula(tmp_path: Path) -> None:
    path = _written("xlsx", _rows(*_FORMULAS), tmp_path)
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name)
            assert b"<f " not in book.read(name)
    kinds = {cell.data_type for sheet in openpyxl.load_workbook(path) for row in sheet
             for cell in row}  # fmt: skip
    assert kinds <= {"s", "n", "b", "inlineStr"}


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_f2_numbers_stay_numbers_and_texts_that_look_like_them_stay_texts(
    extension: str, tmp_path: Path
) -> None:
    rows = (*_rows(*_PHONES), lot_row(99, land_value_cents=-9018, owner_name=None))
    found = read_back(extension, _written(extension, rows, tmp_path))
    for row, name in zip(rows, _PHONES, strict=False):
        assert found[row.public_id][0]["owner_name"] == name
    assert found["28049-99"][0]["land_value"] == -90.18


def test_f2_a_file_that_no_spreadsheet_opens_guards_nothing(tmp_path: Path) -> None:
    for extension in ("csv", "geojson", "geojsonseq"):
        text = _written(extension, _rows("=1+1", "-90.18"), tmp_path).read_text("utf-8")
        assert "'=1" not in text
        assert "'-90" not in text


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_f3_commas_quotes_and_lines_in_a_text_end_no_cell(extension: str, tmp_path: Path) -> None:
    rows = _rows(*_QUOTED)
    found = read_back(extension, _written(extension, rows, tmp_path))
    assert len(found) == len(rows)
    for row, name in zip(rows, _QUOTED, strict=True):
        assert _is_alike(extension, found[row.public_id][0]["owner_name"], name), name


def test_f3_what_no_cell_can_hold_is_refused_with_a_message(tmp_path: Path) -> None:
    for length in (32_768, 40_000):
        with pytest.raises(InvalidInput, match="28049-0 has a text that no cell"):
            _written("xlsx", _rows("x" * length), tmp_path)
        found = read_back("csv", _written("csv", _rows("x" * length), tmp_path))
        assert found["28049-0"][0]["owner_name"] == "x" * length


def test_f3_more_rows_than_a_sheet_has_go_on_on_the_next(tmp_path: Path) -> None:
    rows = tuple(lot_row(number) for number in range(11))
    write_workbook([rows], tmp_path / "lots.xlsx", NOTES, rows_of_a_sheet=6)
    assert len(read_back("xlsx", tmp_path / "lots.xlsx")) == 11
    sheets = openpyxl.load_workbook(tmp_path / "lots.xlsx").worksheets
    assert [sheet.max_row for sheet in sheets[:-1]] == [6, 6, 2]
    assert parcel_xlsx.MOST_ROWS == 1_048_576
