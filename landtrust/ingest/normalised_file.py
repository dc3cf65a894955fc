"""A foreign file as normalised batches: read in a child process, received here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain

import pyarrow as pa

from landtrust.domain.crs import named_crs
from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput
from landtrust.ingest.rows import NORMALISED
from landtrust.sources.child_messages import description
from landtrust.sources.sandbox import stream_from_child


@dataclass(frozen=True)
class ReadingJob:
    """What the child is asked to read.

    Attributes:
        source: The source's own description, as JSON values.
        extent: Where land of ours can lie, degrees.
    """

    path: str
    layer: str | None
    crs: str | None
    source: dict[str, object]
    data_folder: str
    county_fips: str | None
    roll_year: int | None
    extent: Bbox


@dataclass
class NormalisedFile:
    """What a file says of itself, and its rows.

    Attributes:
        crs_declared: What the file says of its coordinates; None when it says nothing.
        crs_used: What they were read as.
        row_count: Rows the file says it has; None when that is known only at the end.
        notes: What the reader remarked; more may come while the batches are read.
        points_only: Whether it has longitudes and latitudes, and no place for an outline.
    """

    batches: Iterator[pa.Table]
    crs_declared: str | None
    crs_used: str
    row_count: int | None
    notes: list[str] = field(default_factory=list)
    points_only: bool = False


def crs_of(job: ReadingJob, declared: str | None) -> str:
    """The coordinate system to read a file with: as the caller, the file or the source says.

    Raises:
        InvalidInput: None of them says it, or it is one that nobody knows.
    """
    crs = job.crs or declared or job.source["crs"]
    if crs is None:
        msg = "Neither the file nor its source says its coordinate system: give it with --crs."
        raise InvalidInput(msg)
    named_crs(str(crs))
    return str(crs)


@contextmanager
def open_normalised(job: ReadingJob) -> Iterator[NormalisedFile]:
    """Start reading a file in a child process, which ends with the block.

    Raises:
        InvalidInput: The file cannot be used; also later, while the batches are read.
    """
    received = stream_from_child("landtrust.ingest.reading", asdict(job))
    try:
        first = next(received)
        about = description(first.schema)
        yield NormalisedFile(
            _tables(first, received),
            about.crs_declared,
            crs_of(job, about.crs_declared),
            about.row_count,
            received.notes,
            about.points_only,
        )
    finally:
        received.close()


def _tables(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    for batch in chain((first,), rest):
        yield pa.Table.from_batches([batch.cast(NORMALISED)])
