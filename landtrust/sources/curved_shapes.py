"""Arcs in a batch of WKB made into straight segments, which is all that the map can use."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

# CircularString, CompoundCurve, CurvePolygon, MultiCurve, MultiSurface and the abstract two.
_CURVED = frozenset(range(8, 15))
_HEADER_BYTES = 5
_ISO_STEP = 1_000
_EXTENSION_BITS = 0x0FFFFFFF


def curved_positions(geometries: pa.Array) -> list[int]:
    """Return the positions of the geometries whose WKB type may hold arcs."""
    heads = pc.binary_slice(geometries, 0, _HEADER_BYTES).dictionary_encode()
    curved = [_is_curved(head) for head in heads.dictionary.to_pylist()]
    if not any(curved):
        return []
    return [
        position
        for position, index in enumerate(heads.indices.to_pylist())
        if index is not None and curved[index]
    ]


def _is_curved(head: bytes) -> bool:
    if len(head) < _HEADER_BYTES:
        return False
    code = int.from_bytes(head[1:], "little" if head[0] == 1 else "big") & _EXTENSION_BITS
    return code % _ISO_STEP in _CURVED


def straightened(
    geometries: pa.Array, fids: pa.Array, read_straight: Callable[[Sequence[int]], dict[int, bytes]]
) -> tuple[pa.Array, int]:
    """Replace curved geometries by what `read_straight` gives for their feature ids.

    Returns:
        The geometries, and how many of them were curved.
    """
    positions = curved_positions(geometries)
    if not positions:
        return geometries, 0
    wanted = [fids[position].as_py() for position in positions]
    straight = read_straight(wanted)
    shapes = geometries.to_pylist()
    for position, fid in zip(positions, wanted, strict=True):
        shapes[position] = straight.get(fid, shapes[position])
    return pa.array(shapes, type=pa.binary()), len(positions)
