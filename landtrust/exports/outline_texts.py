"""Outlines as the text that GeoJSON has for them, many at once.

To write numbers is most of what a feature costs. A degree with seven decimals is a whole number
of ten digits, so that its text is looked up in three pieces; all corners of a batch are looked up
together, in arrays. What a piece does not need of its room is filled with a byte that no text
has, and that is taken out at the end.

Source:
    RFC 7946, sections 3.1.6 (outer rings counter-clockwise) and 11.2 (decimals).
"""

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_PLACES = 10**7
"""Seven decimals, about a centimetre: more would claim a precision that no plat has."""

_MOST_DEGREES = 360

# WKB in the order of bytes of every machine that we know: a byte for that, the kind, a count.
_COUNT = struct.Struct("<I")
_WHOLE_HEAD = struct.Struct("<BII")
_LITTLE_ENDIAN, _POLYGON, _MULTIPOLYGON = 1, 3, 6
_ONE_RING = _WHOLE_HEAD.pack(1, _MULTIPOLYGON, 1) + _WHOLE_HEAD.pack(1, _POLYGON, 1)
_CORNER_BYTES = 16
_BEGINS_AT = len(_ONE_RING) + _COUNT.size

_FOUR_DIGITS = np.uint32(10_000)

_NOTHING = 0
"""A byte that no text has."""

_CORNER = np.dtype(
    [("x", "<u4"), ("x_middle", "<u8"), ("x_end", "<u4"),
     ("y", "<u4"), ("y_middle", "<u8"), ("y_end", "<u4"), ("after", "<u4")]
)  # fmt: skip
_NEXT_CORNER, _NEXT_RING = (int.from_bytes(text, "little") for text in (b"],", b"]\n"))

_Numbers = NDArray[np.uint32]


class _Rings(NamedTuple):
    """The rings of some outlines, one after the other.

    Attributes:
        corners: Longitude and latitude of each, shape (n, 2).
        counts: How many corners each ring has.
        is_outer: Whether a ring is the outer one of its polygon.
        of_outlines: Of each outline: how many rings each of its polygons has; None: there is no
            outline.
    """

    corners: NDArray[np.float64]
    counts: NDArray[np.int64]
    is_outer: NDArray[np.bool_]
    of_outlines: list[tuple[int, ...] | None]


def outline_texts(outlines_lonlat: Sequence[bytes | None]) -> list[bytes]:
    """MultiPolygons as GeoJSON geometries, outer rings counter-clockwise, seven decimals.

    Args:
        outlines_lonlat: WKB of MultiPolygons in longitude and latitude, as stores have them; None
            is ``null``.

    Raises:
        ValueError: One is something else.
    """
    rings = _read(outlines_lonlat)
    if not len(rings.counts):
        return [_text(polygons, iter(())) for polygons in rings.of_outlines]
    texts = iter(_ring_texts(_turned(rings), rings.counts))
    return [_text(polygons, texts) for polygons in rings.of_outlines]


def _text(polygons: tuple[int, ...] | None, rings: Iterator[bytes]) -> bytes:
    if polygons is None:
        return b"null"
    return b'{"type":"MultiPolygon","coordinates":[' + _polygons(polygons, rings) + b"]}"


def _polygons(polygons: tuple[int, ...], texts: Iterator[bytes]) -> bytes:
    if polygons == (1,):
        return b"[[" + next(texts) + b"]]"
    return b",".join(
        b"[[" + b"],[".join([next(texts) for _ in range(rings)]) + b"]]" for rings in polygons
    )


def _read(outlines: Sequence[bytes | None]) -> _Rings:
    corners: list[bytes] = []
    of_outlines: list[tuple[int, ...] | None] = []
    for outline in outlines:
        if outline is None:
            of_outlines.append(None)
        elif outline.startswith(_ONE_RING):  # as most are
            corners.append(outline[_BEGINS_AT:])
            of_outlines.append((1,))
        else:
            of_outlines.append(_read_polygons(outline, corners))
    counts = np.fromiter(map(len, corners), dtype=np.int64, count=len(corners)) // _CORNER_BYTES
    places = np.frombuffer(b"".join(corners), dtype="<f8").reshape(-1, 2)
    if len(places) and not np.abs(places).max() <= _MOST_DEGREES:
        raise ValueError("An outline is not in longitude and latitude.")
    polygons = np.fromiter(chain.from_iterable(filter(None, of_outlines)), dtype=np.int64)
    is_outer = np.zeros(len(corners), dtype=bool)
    is_outer[np.cumsum(polygons) - polygons] = True
    return _Rings(places, counts, is_outer, of_outlines)


def _read_polygons(outline: bytes, corners: list[bytes]) -> tuple[int, ...]:
    """How many rings each polygon has; their corners go to the others."""
    polygons: list[int] = []
    at = _WHOLE_HEAD.size
    for _ in range(_count(outline, 0, _MULTIPOLYGON)):
        rings = _count(outline, at, _POLYGON)
        at += _WHOLE_HEAD.size
        for _ in range(rings):
            (count,) = _COUNT.unpack_from(outline, at)
            begin, at = at + _COUNT.size, at + _COUNT.size + count * _CORNER_BYTES
            corners.append(outline[begin:at])
        if rings:
            polygons.append(rings)
    return tuple(polygons)


def _count(outline: bytes, at: int, wanted: int) -> int:
    order, kind, count = _WHOLE_HEAD.unpack_from(outline, at)
    if (order, kind) != (_LITTLE_ENDIAN, wanted):
        raise ValueError("An outline is no MultiPolygon.")
    return int(count)


def _turned(rings: _Rings) -> NDArray[np.float64]:
    """The corners, each ring in the direction that it must have."""
    ends = np.cumsum(rings.counts)
    begins = ends - rings.counts
    turns = _goes_left(rings.corners, begins, rings.counts) != rings.is_outer
    if not turns.any():
        return rings.corners
    order = np.arange(len(rings.corners))
    mirrored = np.repeat(begins + ends - 1, rings.counts) - order
    return rings.corners[np.where(np.repeat(turns, rings.counts), mirrored, order)]


def _goes_left(
    corners: NDArray[np.float64], begins: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each ring goes counter-clockwise."""
    # From the first corner of each: far away from zero the digits would not do.
    near = corners - np.repeat(corners[begins], counts, axis=0)
    x, y = near.T
    twice = np.zeros(len(corners))
    twice[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    # What lies between two rings adds nothing: each begins at (0, 0), and ends there.
    return np.add.reduceat(twice, begins) > 0


def _ring_texts(corners: NDArray[np.float64], counts: NDArray[np.int64]) -> list[bytes]:
    """The corners of each ring: ``[-90.18,32.3],[…]``."""
    places = np.rint(corners * _PLACES)
    whole = np.abs(places).astype(np.uint32)
    is_negative = places < 0
    text = np.empty(len(corners), dtype=_CORNER)
    for axis, name in enumerate("xy"):
        head, middle, end = _pieces(whole[:, axis])
        text[name] = _heads(b"[,"[axis])[head + is_negative[:, axis] * len(_HEADS)]
        text[f"{name}_middle"] = _middles()[middle]
        text[f"{name}_end"] = _ends()[end]
    text["after"] = _NEXT_CORNER
    text["after"][np.cumsum(counts) - 1] = _NEXT_RING
    return text.tobytes().translate(None, bytes((_NOTHING,))).split(b"\n")


def _pieces(number: _Numbers) -> tuple[_Numbers, _Numbers, _Numbers]:
    """Two digits, then four, then four; the second is marked where only zeros follow."""
    most, head = number // _FOUR_DIGITS, number // (_FOUR_DIGITS * _FOUR_DIGITS)
    end, middle = number - most * _FOUR_DIGITS, most - head * _FOUR_DIGITS
    return head, middle + (end == 0) * _FOUR_DIGITS, end


_HEADS = range(_MOST_DEGREES // 10 + 1)


@cache
def _heads(before: int) -> _Numbers:
    """Tens of degrees, with what stands before the number; then the same with a minus."""
    return _looked_up(
        bytes((before,)) + sign + (b"%d" % tens if tens else b"")
        for sign in (b"", b"-")
        for tens in _HEADS
    )


@cache
def _middles() -> NDArray[np.uint64]:
    """A degree, the point and three decimals; then the same where no other digit follows."""
    plain = [b"%d.%03d" % divmod(number, 1_000) for number in range(10_000)]
    # One decimal is always there.
    last = [text[:3] + text[3:].rstrip(b"0") for text in plain]
    return np.array([text.ljust(8, b"\0") for text in (*plain, *last)]).view("<u8")


@cache
def _ends() -> _Numbers:
    """The last four decimals, without zeros at the end."""
    return _looked_up((b"%04d" % number).rstrip(b"0") for number in range(10_000))


def _looked_up(texts: Iterator[bytes]) -> _Numbers:
    return np.array([text.ljust(4, b"\0") for text in texts], dtype="S4").view("<u4")
