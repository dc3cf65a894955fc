"""A trust's own spreadsheet of holdings, saved as CSV: its rows, cell by cell, by our columns."""

from dataclasses import dataclass
from pathlib import Path

from landtrust.domain.holding_cells import CellProblem, column_name, plan_from_cells
from landtrust.domain.holding_plans import HoldingPlan
from landtrust.domain.sheet_cells import unguarded
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.sources.csv_text import CsvText
from landtrust.sources.foreign_names import shown_name

MOST_ROWS = 2_000
LARGEST_BYTES = 8 << 20
"""A holding is a line of a few hundred characters; the largest trusts have a few thousand homes."""

_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the file.

    Attributes:
        line: Number of its first line, the header being line 1.
        name: What its holding is called; empty where it does not say.
        plan: What it says; None where it cannot be used.
        problems: Why it cannot be used.
    """

    line: int
    name: str
    plan: HoldingPlan | None
    problems: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True)
class HoldingsSheet:
    """The rows of a file, and what of it is not read.

    Attributes:
        unread: Headings of columns that are none of ours.
        notes: What else was remarked while it was read, in sentences.
    """

    rows: tuple[SheetRow, ...]
    unread: tuple[str, ...]
    notes: tuple[Phrase, ...]


def read_holdings_sheet(path: Path) -> HoldingsSheet:
    """Read a file of holdings.

    It is read in this process: text and commas need no foreign reader, and the bounds of
    ``CsvText`` hold.

    Raises:
        InvalidInput: The file is no CSV, too large, has no column for the name, or has one twice.
    """
    _require_text(path)
    text = CsvText(path)
    rows = text.rows()
    header = next(rows, None)
    if header is None:
        raise InvalidInput(
            Phrase("%(path)s has no header line.", path=shown_name(path)), file=path.name
        )
    columns = _columns(path, header)
    found: list[SheetRow] = []
    ended, is_cut = text.line, False
    for cells in rows:
        first, ended = ended + 1, text.line
        is_cut = is_cut or any(map(str.strip, cells[len(header) :]))
        if by_column := _by_column(columns, cells):
            found.append(_row(first, by_column))
        if len(found) > MOST_ROWS:
            msg = Phrase(
                "%(path)s has more than %(most)s holdings; split it.",
                path=shown_name(path),
                most=f"{MOST_ROWS:,}",
            )
            raise InvalidInput(msg, file=path.name)
    unread = (name for name, column in zip(header, columns, strict=True) if column is None)
    return HoldingsSheet(
        tuple(found),
        tuple(shown_name(one) for one in unread if one.strip()),
        tuple(_notes(text, is_cut=is_cut)),
    )


def _require_text(path: Path) -> None:
    if path.stat().st_size > LARGEST_BYTES:
        msg = Phrase(
            "%(path)s is larger than %(megabytes)s MB; split it.",
            path=shown_name(path),
            megabytes=LARGEST_BYTES >> 20,
        )
        raise InvalidInput(msg, file=path.name)
    with path.open("rb") as file:
        start = file.read(4)
    if start in (_ZIP, _OLD_WORKBOOK):
        msg = Phrase(
            "%(path)s is a workbook, not CSV: in the spreadsheet, save it as CSV.",
            path=shown_name(path),
        )
        raise InvalidInput(msg, file=path.name)


def _columns(path: Path, header: list[str]) -> list[str | None]:
    columns = [column_name(heading) for heading in header]
    known = [one for one in columns if one is not None]
    if "name" not in known:
        listed = ", ".join(shown_name(one) for one in header[:_MOST_LISTED])
        msg = Phrase(
            "%(path)s has no column “name”; its columns are %(listed)s.",
            path=shown_name(path),
            listed=listed,
        )
        raise InvalidInput(msg, file=path.name)
    twice = next((one for one in known if known.count(one) > 1), None)
    if twice is not None:
        msg = Phrase(
            "%(path)s has more than one column for %(twice)s.", path=shown_name(path), twice=twice
        )
        raise InvalidInput(msg, file=path.name)
    return columns


def _by_column(columns: list[str | None], cells: list[str]) -> dict[str, str]:
    """The texts by our columns; those that are empty are left out."""
    return {
        column: unguarded(cell)
        for column, cell in zip(columns, cells, strict=False)
        if column is not None and cell.strip()
    }


def _row(line: int, cells: dict[str, str]) -> SheetRow:
    # Read here, and not by the import: while that runs, nobody else can write.
    plan, problems = plan_from_cells(cells)
    return SheetRow(line, cells.get("name", "").strip(), plan, tuple(problems))


def _notes(text: CsvText, *, is_cut: bool) -> list[Phrase]:
    notes = []
    if text.has_stray_bytes:
        notes.append(Phrase("some text is not valid UTF-8 and was read as cp1252"))
    if is_cut:
        notes.append(Phrase("some rows have more cells than the header; those were not read"))
    return notes
