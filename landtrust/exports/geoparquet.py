"""Parcels as GeoParquet, in the order of the Hilbert curve.

Who asks for a piece of the map reads only the row groups that lie there: each has parcels that
are near each other, and the rectangle around them in its statistics.

Source:
    GeoParquet 1.1.0 (OGC).
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import lonlat_projjson
from landtrust.domain.hilbert import hilbert_places
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.parcel_table import OUTLINE, table_batches, table_schema
from landtrust.queries.parcels import ParcelRow

MEDIA_TYPE = "application/vnd.apache.parquet"
GROUP_ROWS = 20_000
"""Rows of a row group: some 10 MB in memory, and small enough for a neighborhood to be found."""

_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_BBOX = "bbox"
_BOX_TYPE = pa.struct([pa.field(corner, pa.float64(), nullable=False) for corner in _CORNERS])
_SCHEMA = table_schema().append(pa.field(_BBOX, _BOX_TYPE))
_ZSTD_LEVEL = 6

Boxes = NDArray[np.float64]


def write_geoparquet(
    batches: Iterable[tuple[ParcelRow, ...]], path: Path, notes: FileNotes
) -> None:
    """Write the file; memory holds two row groups, and a rectangle for each parcel.

    Args:
        batches: Parcels with their outlines.
        path: The new file; what is sorted lies beside it meanwhile.
        notes: What the file says of itself.
    """
    with TemporaryDirectory(prefix="sorting-", dir=path.parent) as folder:
        unsorted = Path(folder) / "unsorted.arrow"
        boxes = _spooled(batches, unsorted)
        about = {b"geo": orjson.dumps(_geo(boxes)), b"description": notes.description.encode()}
        schema = _SCHEMA.with_metadata(about)
        with (
            pa.memory_map(str(unsorted)) as mapped,
            pq.ParquetWriter(
                path, schema, compression="zstd", compression_level=_ZSTD_LEVEL
            ) as written,
        ):
            for group in _sorted_groups(pa.ipc.open_file(mapped), boxes):
                written.write_table(group.cast(schema), row_group_size=GROUP_ROWS)


def _spooled(batches: Iterable[tuple[ParcelRow, ...]], unsorted: Path) -> Boxes:
    """Write the rows as they come; the rectangles around them, shape (n, 4)."""
    boxes = [np.zeros((0, 4))]
    with pa.OSFile(str(unsorted), "wb") as file, pa.ipc.new_file(file, _SCHEMA) as spool:
        for batch in table_batches(batches):
            around = shapely.bounds(shapely.from_wkb(batch[OUTLINE].to_numpy(zero_copy_only=False)))
            corners = [pa.array(around[:, at]) for at in range(len(_CORNERS))]
            box = pa.StructArray.from_arrays(corners, fields=list(_BOX_TYPE))
            spool.write_batch(pa.RecordBatch.from_arrays([*batch.columns, box], schema=_SCHEMA))
            boxes.append(around)
    return np.concatenate(boxes)


def _sorted_groups(spool: pa.RecordBatchFileReader, boxes: Boxes) -> Iterator[pa.Table]:
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    # Stable, so that the same parcels always give the same bytes.
    order = np.argsort(hilbert_places(middles), kind="stable")
    starts = _starts(spool)
    for first in range(0, len(order), GROUP_ROWS):
        yield _taken(spool, starts, order[first : first + GROUP_ROWS])


def _starts(spool: pa.RecordBatchFileReader) -> NDArray[np.int64]:
    """Which row each batch begins with, and how many rows there are in all."""
    sizes = [spool.get_batch(at).num_rows for at in range(spool.num_record_batches)]
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def _taken(
    spool: pa.RecordBatchFileReader, starts: NDArray[np.int64], wanted: NDArray[np.int64]
) -> pa.Table:
    """These rows of the spool, in the order in which they are named."""
    rising = np.sort(wanted)
    of_batch = np.searchsorted(starts, rising, side="right") - 1
    pieces: Sequence[pa.RecordBatch] = [
        spool.get_batch(at).take(pa.array(rising[of_batch == at] - starts[at]))
        for at in np.unique(of_batch).tolist()
    ]
    places = np.searchsorted(rising, wanted)
    return pa.Table.from_batches(pieces, _SCHEMA).take(pa.array(places))


def _geo(boxes: Boxes) -> dict[str, object]:
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": ["MultiPolygon"],
        "crs": lonlat_projjson(),
        "orientation": "counterclockwise",
        "edges": "planar",
        "covering": {_BBOX: {corner: [_BBOX, corner] for corner in _CORNERS}},
    }
    if len(boxes):
        column["bbox"] = [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
    return {"version": "1.1.0", "primary_column": OUTLINE, "columns": {OUTLINE: column}}
