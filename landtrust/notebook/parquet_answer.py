"""GeoParquet that a site sent, to the columns that every file of parcels has.

Nothing but plain columns is read: no extension type, nothing that a file could have run.
"""

from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from landtrust.exports.parcel_table import OUTLINE, table_schema

MOST_ROWS = 5_000_000
"""More than a site sends in one file."""

MOST_BYTES = 8_000_000_000
"""Of a table in memory: a small file can say the same long text in every row."""

_MAGIC = b"PAR1"
_BATCH_ROWS = 10_000


def read_parcel_table(file: IO[bytes]) -> pa.Table:
    """The table in a file.

    Raises:
        ValueError: It is no GeoParquet file of parcels, or too large; the message says what.
    """
    file.seek(0)
    if file.read(len(_MAGIC)) != _MAGIC:
        raise ValueError("it is no Parquet file")
    file.seek(0)
    try:
        return pa.Table.from_batches(_batches(pq.ParquetFile(file)), table_schema())
    except (pa.ArrowException, OSError, KeyError) as problem:
        msg = f"its columns cannot be read: {str(problem).splitlines()[0][:200]}"
        raise ValueError(msg) from problem


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    schema = table_schema()
    missing = [name for name in schema.names if name not in file.schema_arrow.names]
    if missing:
        msg = f"it has no column {', '.join(missing)}"
        raise ValueError(msg)
    if file.metadata.num_rows > MOST_ROWS:
        msg = f"it has {file.metadata.num_rows:,} rows"
        raise ValueError(msg)
    size = 0
    for batch in file.iter_batches(_BATCH_ROWS, columns=schema.names):
        size += batch.nbytes
        if size > MOST_BYTES:
            raise ValueError("it does not fit into memory")
        yield batch.select(schema.names).cast(schema)


def outline_bytes(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The outlines of a table, as WKB, shape (n,); None where there is none."""
    found: np.ndarray[tuple[int], np.dtype[np.object_]] = table[OUTLINE].to_numpy()
    return found
