"""Text columns made valid value by value, so that one bad byte never loses a file."""

import codecs
from collections.abc import Sequence

import pyarrow as pa

from landtrust.sources.row_source import add_note

FALLBACK = "cp1252"
_LONGEST_TAIL = 3


def lenient_text(raw: bytes, encoding: str = "utf-8") -> tuple[str, bool]:
    r"""Decode one value, and say whether it needed another encoding than the stated one.

    A value cut in the middle of its last UTF-8 character (a field that was too narrow) loses
    that half character; anything else that is not valid is read as cp1252, the encoding of most
    county exports, and as Latin-1 where cp1252 has no character.

    >>> lenient_text(b"Pe\xc3\xb1a"), lenient_text(b"PE\xd1A")
    (('Peña', False), ('PEÑA', True))
    """
    try:
        return raw.decode(encoding), False
    except UnicodeDecodeError as problem:
        if codecs.lookup(encoding).name == "utf-8" and _is_cut_utf8(raw, problem):
            return raw[: problem.start].decode(), True
    try:
        return raw.decode(FALLBACK), True
    except UnicodeDecodeError:
        return raw.decode("latin-1"), True


def _is_cut_utf8(raw: bytes, problem: UnicodeDecodeError) -> bool:
    at_end = (
        problem.reason == "unexpected end of data" and len(raw) - problem.start <= _LONGEST_TAIL
    )
    # Only text that holds other UTF-8 characters is known to be UTF-8: "PEÑ" in cp1252 is not.
    return at_end and not raw[: problem.start].isascii()


def text_column(column: pa.Array, encoding: str, notes: list[str]) -> pa.Array:
    """Return a text column as valid UTF-8, noting once when values were of another encoding.

    Args:
        column: Strings whose bytes have not been looked at.
        encoding: What the file says its text is.
        notes: Gains a sentence when a value was read otherwise.
    """
    if encoding == "utf-8":
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            return _decoded(column, encoding, notes)
        return column
    return _decoded(column, encoding, notes)


def _decoded(column: pa.Array, encoding: str, notes: list[str]) -> pa.Array:
    raw = column.cast(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
    pairs = [None if value is None else lenient_text(value, encoding) for value in raw.to_pylist()]
    if any(pair is not None and pair[1] for pair in pairs):
        _note_fallback(notes, encoding)
    texts = [None if pair is None else pair[0] for pair in pairs]
    return pa.array(texts, type=column.type)


def _note_fallback(notes: list[str], encoding: str) -> None:
    add_note(
        notes, f"some text is not valid {encoding.upper()} and was read as cp1252, value by value"
    )


def text_array(values: Sequence[str | None], notes: list[str]) -> pa.Array:
    """Return texts as a column; stray bytes kept by `surrogateescape` are read as cp1252."""
    try:
        return pa.array(values, type=pa.string())
    except UnicodeEncodeError:
        _note_fallback(notes, "utf-8")
        return pa.array(
            [None if v is None else without_stray_bytes(v) for v in values], pa.string()
        )


def without_stray_bytes(text: str) -> str:
    r"""Return a text with bytes that `surrogateescape` kept read as cp1252.

    >>> without_stray_bytes(b"PE\xd1A".decode("utf-8", "surrogateescape"))
    'PEÑA'
    """
    if text.isascii():
        return text
    try:
        return lenient_text(text.encode("utf-8", "surrogateescape"))[0]
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
