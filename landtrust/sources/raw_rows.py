"""A child module that gives the rows of a foreign file as they are: `python -m` this module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from landtrust.sources.child_messages import describe, tell_notes
from landtrust.sources.foreign_rows import open_rows
from landtrust.sources.sandbox import serve


def produce(job: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of `job["path"]`, layer `job["layer"]`, read as `job["crs"]`."""
    with open_rows(Path(job["path"]), job.get("layer"), job.get("crs")) as rows:
        for batch in rows.batches():
            schema = describe(batch.schema, rows)
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
        tell_notes(rows.notes)


if __name__ == "__main__":
    serve(produce)
