"""Packing many rectangles into an empty R*Tree at once, instead of one after the other.

SQLite inserts a rectangle in some ten microseconds, most of it looking for the best node. For a
whole State at once that is the longest part of a load. Sorted into tiles first (sort-tile-
recursive), the nodes can be written as they will stand.

Source: SQLite's own description of the shadow tables in ``ext/rtree/rtree.c``; Leutenegger, Lopez
and Edgington, “STR: a simple and efficient algorithm for R-tree packing” (1997).
"""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CELLS_IN_NODE = 51
"""Most cells that SQLite puts into a node."""

CELLS_WHEN_PACKED = 40
"""Cells that we put there, so that later single insertions find room."""

ROOT = 1

_CELL = np.dtype([("id", ">i8"), ("edges", ">f4", 4)])
NODE_BYTES = 4 + CELLS_IN_NODE * _CELL.itemsize

Edges = NDArray[np.float32]
Numbers = NDArray[np.int64]


class PackedTree(NamedTuple):
    """The rows of the three shadow tables.

    Attributes:
        nodes: Number and content of each node; the root is number 1.
        node_of_row: For each rectangle, in the order given, the leaf that has it.
        parents: Node and parent, for each node but the root.
    """

    nodes: list[tuple[int, bytes]]
    node_of_row: Numbers
    parents: list[tuple[int, int]]


def pack(ids: Numbers, west_east_south_north: NDArray[np.float64]) -> PackedTree:
    """A tree of these rectangles.

    Args:
        ids: Row ids, shape (n,), n at least 1.
        west_east_south_north: Edges in the order of the index's columns, shape (n, 4).
    """
    edges = _outward(west_east_south_north)
    numbers = count(ROOT + 1)
    nodes: list[tuple[int, bytes]] = []
    parents: list[tuple[int, int]] = []
    node_of_row = np.full(len(ids), ROOT, dtype=np.int64)
    depth = 0
    while len(ids) > CELLS_WHEN_PACKED:
        node_ids, node_edges = [], []
        for members in _tiles(edges):
            node_id = next(numbers)
            nodes.append((node_id, _node(ids[members], edges[members])))
            node_ids.append(node_id)
            node_edges.append(_around(edges[members]))
            if depth:
                parents.extend((int(child), node_id) for child in ids[members])
            else:
                node_of_row[members] = node_id
        ids, edges = np.array(node_ids, dtype=np.int64), np.array(node_edges, dtype=np.float32)
        depth += 1
    if depth:
        parents.extend((int(child), ROOT) for child in ids)
    nodes.append((ROOT, _node(ids, edges, depth)))
    return PackedTree(nodes, node_of_row, parents)


def _outward(edges: NDArray[np.float64]) -> Edges:
    """The edges as the index keeps them: 32 bits, rounded away from the inside."""
    rounded = edges.astype(np.float32)
    for column, outside in enumerate((-np.inf, np.inf, -np.inf, np.inf)):
        inside = (
            rounded[:, column] > edges[:, column]
            if outside < 0
            else rounded[:, column] < edges[:, column]
        )
        rounded[inside, column] = np.nextafter(rounded[inside, column], np.float32(outside))
    return rounded


def _tiles(edges: Edges) -> Iterator[Numbers]:
    """Groups of rectangles that lie together, each of a node's size."""
    nodes = -(-len(edges) // CELLS_WHEN_PACKED)
    slice_size = -(-len(edges) // int(np.ceil(np.sqrt(nodes))))
    eastward = np.argsort(edges[:, 0] + edges[:, 1], kind="stable")
    northward = edges[:, 2] + edges[:, 3]
    for begin in range(0, len(edges), slice_size):
        members = eastward[begin : begin + slice_size]
        members = members[np.argsort(northward[members], kind="stable")]
        for first in range(0, len(members), CELLS_WHEN_PACKED):
            yield members[first : first + CELLS_WHEN_PACKED]


def _around(edges: Edges) -> Edges:
    least, most = edges.min(axis=0), edges.max(axis=0)
    return np.array([least[0], most[1], least[2], most[3]], dtype=np.float32)


def _node(ids: Numbers, edges: Edges, depth: int = 0) -> bytes:
    cells = np.empty(len(ids), dtype=_CELL)
    cells["id"] = ids
    cells["edges"] = edges
    head = depth.to_bytes(2, "big") + len(ids).to_bytes(2, "big")
    return (head + cells.tobytes()).ljust(NODE_BYTES, b"\0")
