"""The lines and cells of a CSV file, in bounded memory, whatever its encoding and line ends."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.text_values import without_stray_bytes

LONGEST_LINE = 16 << 20
MOST_COLUMNS = 2_000
_DELIMITERS = (",", ";", "\t", "|")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class CsvText:
    """A CSV file read row by row.

    Attributes:
        line: Number of the line that was read last, from 1.
        has_stray_bytes: True once a line was not valid UTF-8 and was read as cp1252.
    """

    def __init__(self, path: Path) -> None:
        """Remember the file; nothing is read yet."""
        self._path = path
        self.line = 0
        self.has_stray_bytes = False
        self._is_spent = False

    def refusal(self, reason: Phrase) -> InvalidInput:
        """Return the error that says what is wrong in the line that was read last."""
        return InvalidInput(
            Phrase("%(path)s: %(reason)s.", path=shown_name(self._path), reason=reason),
            file=self._path.name,
            line=self.line,
        )

    def rows(self) -> Iterator[list[str]]:
        """Yield the cells of each row, the header first; blank lines are passed over.

        Raises:
            InvalidInput: A line or a cell is longer than 16 million characters, a quote is not
                closed, there are more than 2,000 columns, or a NUL stands in the text.
        """
        self.line, self._is_spent = 0, False
        with self._opened() as handle:
            lines = self._lines(handle)
            header = next(lines, None)
            if header is None:
                return
            csv.field_size_limit(LONGEST_LINE)
            cells = csv.reader(self._watched(header, lines), delimiter=self._delimiter(header))
            yield from self._checked(cells)

    def _opened(self) -> io.TextIOWrapper:
        with self._path.open("rb") as handle:
            start = handle.read(2)
        encoding = "utf-16" if start in _WIDE_MARKS else "utf-8-sig"
        errors = "strict" if encoding == "utf-16" else "surrogateescape"
        return self._path.open(encoding=encoding, errors=errors, newline="")

    def _lines(self, handle: io.TextIOWrapper) -> Iterator[str]:
        while True:
            try:
                line = handle.readline(LONGEST_LINE + 1)
            except UnicodeDecodeError as problem:
                raise self.refusal(
                    Phrase("line %(line)s is not valid UTF-16", line=self.line + 1)
                ) from problem
            if not line:
                return
            self.line += 1
            if len(line) > LONGEST_LINE:
                raise self.refusal(
                    Phrase("line %(line)s is longer than 16 million characters", line=self.line)
                )
            if "\x00" in line:
                raise self.refusal(
                    Phrase("line %(line)s holds a NUL character, so it is not text", line=self.line)
                )
            yield self._valid(line)

    def _valid(self, line: str) -> str:
        if line.isascii():
            return line
        plain = without_stray_bytes(line)
        self.has_stray_bytes = self.has_stray_bytes or plain != line
        return plain

    def _watched(self, header: str, lines: Iterator[str]) -> Iterator[str]:
        """Yield the lines, and know when they are at their end."""
        yield header
        yield from lines
        self._is_spent = True

    def _delimiter(self, header: str) -> str:
        if sum(map(header.count, _DELIMITERS)) > MOST_COLUMNS:
            raise self.refusal(
                Phrase("the header has more than %(most)s columns", most=f"{MOST_COLUMNS:,}")
            )
        widths = {
            mark: max((len(cells) for cells in csv.reader([header], delimiter=mark)), default=0)
            for mark in _DELIMITERS
        }
        return max(_DELIMITERS, key=widths.__getitem__)

    def _checked(self, cells: Iterator[list[str]]) -> Iterator[list[str]]:
        start = 1
        while True:
            try:
                row = next(cells, None)
            except csv.Error as problem:
                raise self.refusal(
                    Phrase(
                        "the row that starts in line %(line)s cannot be read (%(problem)s); a "
                        "quote in it is probably not closed",
                        line=start,
                        problem=problem,
                    )
                ) from problem
            if row is None:
                return
            if self._is_spent:
                # A row that comes after the last line was ended by the file, inside a quote.
                raise self.refusal(
                    Phrase(
                        "the row that starts in line %(line)s opens a quote that is never closed",
                        line=start,
                    )
                )
            start = self.line + 1
            if row:
                yield row
