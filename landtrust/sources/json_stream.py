"""A JSON text read value by value, never whole, with the place of each error."""

import codecs
import json
from pathlib import Path
from types import TracebackType
from typing import Self

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.json_values import StrictDecoder, find_flaw

CHUNK_BYTES = 1 << 20
LONGEST_VALUE = 64 << 20
_BLANKS = " \t\r\n"
_CUT_SHORT = 16
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class JsonStream:
    """A cursor in a JSON file; holds about a megabyte, or the one value being read."""

    def __init__(self, path: Path, *, blanks: str = _BLANKS) -> None:
        """Open a file at its first value.

        Args:
            path: The file: UTF-8, or UTF-16 or UTF-32 with a byte order mark.
            blanks: What may stand between values.
        """
        self._name = shown_name(path)
        self._file_name = path.name
        self._blanks = blanks
        self._handle = path.open("rb")
        self._decoder = self._text_decoder()
        self._json = StrictDecoder()
        self._buffer = ""
        self._at = 0
        self._ended = False

    def _text_decoder(self) -> codecs.IncrementalDecoder:
        start = self._handle.read(4)
        for mark, encoding in _BYTE_ORDER_MARKS:
            if start.startswith(mark):
                self._handle.seek(len(mark))
                return codecs.getincrementaldecoder(encoding)("strict")
        self._handle.seek(0)
        # A stray byte of another encoding is kept as it is and read as cp1252 with its value.
        return codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def __enter__(self) -> Self:
        """Give the cursor."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._handle.close()

    def refusal(self, reason: str, where: str = "") -> InvalidInput:
        """Return the error that says what is wrong, with the path in the file when there is one."""
        place = f"{where} " if where else ""
        return InvalidInput(f"{self._name}: {place}{reason}.", file=self._file_name, where=where)

    def _read_more(self) -> None:
        wanted = max(CHUNK_BYTES, len(self._buffer) - self._at)
        packed = self._handle.read(wanted)
        try:
            text = self._decoder.decode(packed, final=not packed)
        except UnicodeDecodeError as problem:
            raise self.refusal(f"is not valid {problem.encoding.upper()} text") from problem
        self._ended = not packed
        self._buffer = self._buffer[self._at :] + text
        self._at = 0

    def peek(self) -> str:
        """Return the next character that is not a blank, or '' at the end; stays before it."""
        while True:
            while self._at < len(self._buffer):
                letter = self._buffer[self._at]
                if letter not in self._blanks:
                    return letter
                self._at += 1
            if self._ended:
                return ""
            self._read_more()

    def take(self, letter: str, where: str) -> None:
        """Step over one expected character.

        Raises:
            InvalidInput: Something else stands there, or the file ends.
        """
        found = self.peek()
        if found != letter:
            what = f"has {found!r} where {letter!r} belongs" if found else "is cut short: it ends"
            raise self.refusal(what if where else f"the text {what}", where)
        self._at += 1

    def value(self, where: str) -> object:
        """Read one whole value.

        Args:
            where: Its path in the file, for the errors.

        Raises:
            InvalidInput: It is not JSON, is cut short, is nested too deeply, is longer than 64
                million characters, or holds NaN, an infinite or endless number, a name twice or
                half a character.
        """
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as problem:
                self._more_or_refuse(problem, where)
                continue
            except RecursionError as problem:
                raise self.refusal("is nested too deeply", where or "it") from problem
            if end < len(self._buffer) or self._ended:
                break
            self._read_more()
        self._check(value, end, where)
        self._at = end
        return value

    def _more_or_refuse(self, problem: json.JSONDecodeError, where: str) -> None:
        length = len(self._buffer)
        is_open = problem.msg.startswith("Unterminated string")
        if self._ended and (is_open or problem.pos >= length):
            raise self.refusal("is cut short: the file ends in the middle of it", where) from None
        if self._ended or (not is_open and problem.pos < length - _CUT_SHORT):
            raise self.refusal(f"is not JSON ({problem.msg.lower()})", where) from None
        if length - self._at > LONGEST_VALUE:
            raise self.refusal("is longer than 64 million characters", where) from None
        self._read_more()

    def _check(self, value: object, end: int, where: str) -> None:
        escapes = self._buffer.find("\\ud", self._at, end) + self._buffer.find(
            "\\uD", self._at, end
        )
        none_found = -2
        if self._json.flawed or escapes != none_found:
            found = find_flaw(value, where)
            if found is not None:
                raise self.refusal(found[1], found[0])
