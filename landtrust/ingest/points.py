"""Rows that say where a parcel is and not what its outline is: news of parcels that are stored."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import to_lonlat
from landtrust.domain.outlines import NOT_AN_AREA
from landtrust.ingest.county_store import CountyStore
from landtrust.ingest.rows import NORMALISED, OUTLINE_COLUMNS
from landtrust.model.spatial import ask

ELSEWHERE = "point elsewhere"
"""The reason for which a row is rejected whose point lies away from the parcel of its number."""

NEARBY_DEGREES = 0.002
"""How far from its parcel's edges a point may lie, some 200 metres: many stand in the street."""

_FROM_STORE = ("outline", "given_hash", *OUTLINE_COLUMNS)
_OF_REJECTS = ("reject_reason", "reject_detail", "row_text", "outline_as_given")

Flags = NDArray[np.bool_]


def with_stored_outlines(store: CountyStore, rows: pa.Table, crs: str) -> pa.Table:
    """The rows, those of them fit whose point is that of a parcel which is stored.

    Such a row gets the stored outline, as if the file had it. The others stay rejected: nobody
    knows the outline of their land.

    Args:
        store: The county's store.
        rows: A batch of normalised rows.
        crs: The coordinate system of the file.
    """
    reasons = pc.equal(rows.column("reject_reason"), NOT_AN_AREA)
    pointed = pc.and_(pc.fill_null(reasons, False), pc.is_valid(rows.column("public_id")))  # noqa: FBT003
    places = np.flatnonzero(pointed.to_numpy())
    if not places.size:
        return rows
    ids = rows.column("public_id").take(pa.array(places)).to_pylist()
    stored = _stored(store, ids)
    known = np.fromiter((i in stored for i in ids), dtype=bool, count=len(ids))
    places, found = places[known], [stored[i] for i in ids if i in stored]
    if not found:
        return rows
    outlines = pa.Table.from_pylist(found, schema=_stored_schema())
    near = _are_near(rows.take(pa.array(places)), outlines, crs)
    rows = _elsewhere(rows, places[~near])
    store.report.outlines_kept += int(near.sum())
    return _filled(rows, places[near], outlines.filter(pa.array(near)))


def _stored_schema() -> pa.Schema:
    return pa.schema([NORMALISED.field(name) for name in _FROM_STORE])


def _stored(store: CountyStore, public_ids: list[str]) -> dict[str, dict[str, object]]:
    measures = ", ".join(f"p.{name}" for name in OUTLINE_COLUMNS)
    found = ask(
        store.connection,
        f"SELECT p.public_id, o.outline, o.given_hash, {measures} FROM parcel AS p "
        "JOIN parcel_outline AS o ON o.parcel_id = p.id WHERE p.public_id {among}",
        list(dict.fromkeys(public_ids)),
    )
    return {row[0]: dict(zip(_FROM_STORE, row[1:], strict=True)) for row in found}


def _are_near(rows: pa.Table, outlines: pa.Table, crs: str) -> Flags:
    given = shapely.from_wkb(rows.column("outline_as_given").to_numpy())
    middles = shapely.centroid(to_lonlat(shapely.force_2d(given), crs))
    x, y = shapely.get_x(middles), shapely.get_y(middles)
    west, south, east, north = (
        outlines.column(name).to_numpy() for name in ("west", "south", "east", "north")
    )
    reach = NEARBY_DEGREES
    near: Flags = (
        (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
    )
    return near


def _elsewhere(rows: pa.Table, places: NDArray[np.int64]) -> pa.Table:
    detail = "The row's point lies away from the stored parcel that has its number."
    for name, text in (("reject_reason", ELSEWHERE), ("reject_detail", detail)):
        rows = _replaced(rows, name, places, pa.repeat(text, places.size))
    return rows


def _filled(rows: pa.Table, places: NDArray[np.int64], outlines: pa.Table) -> pa.Table:
    for name in _FROM_STORE:
        rows = _replaced(rows, name, places, outlines.column(name).combine_chunks())
    for name in _OF_REJECTS:
        nothing = pa.nulls(places.size, rows.schema.field(name).type)
        rows = _replaced(rows, name, places, nothing)
    return rows


def _replaced(rows: pa.Table, name: str, places: NDArray[np.int64], values: pa.Array) -> pa.Table:
    mask = np.zeros(rows.num_rows, dtype=bool)
    mask[places] = True
    column = rows.column(name).combine_chunks()
    place = rows.schema.get_field_index(name)
    changed = pc.replace_with_mask(column, pa.array(mask), values)
    return rows.set_column(place, rows.schema.field(name), changed)
