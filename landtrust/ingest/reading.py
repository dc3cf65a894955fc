"""The child process of a load: opens the foreign file and normalises its rows."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from landtrust.analysis.land_uses import load_land_uses
from landtrust.analysis.owner_kind_rules import load_owner_kind_rules
from landtrust.analysis.situs_addresses import load_situs_addresses
from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput, NotFound
from landtrust.ingest.normalise import Normaliser
from landtrust.ingest.normalised_file import ReadingJob, crs_of
from landtrust.sources.child_messages import describe, tell_notes
from landtrust.sources.crosswalk import resolve_columns
from landtrust.sources.foreign_rows import ForeignRows, open_rows
from landtrust.sources.places import county_named, county_outlines
from landtrust.sources.problems import Reason, ValueProblem
from landtrust.sources.row_source import GEOMETRY
from landtrust.sources.sandbox import serve
from landtrust.sources.source import Source

_STATE_OF_NAMED_COUNTIES = "MS"
"""Sources that name counties in words are all of Mississippi."""

FIRST_ROWS, MOST_ROWS = 2_000, 10_000
MOST_OUTLINE_BYTES = 64 << 20

_NO_ROWS = "The file has no rows: there is nothing in it to load."


def normalised_batches(job: ReadingJob, rows: ForeignRows) -> Iterator[pa.Table]:
    """The rows of an opened file, normalised batch by batch.

    What was remarked on the way is in ``rows.notes`` when the last batch is out.
    """
    source = Source.model_validate(job.source)
    crosswalk = resolve_columns(source, rows.columns)
    rows.notes.extend(crosswalk.notes)
    codes = Path(job.data_folder) / "codes"
    has_county = not {"county_fips", "county_name"}.isdisjoint(crosswalk.rules)
    if job.county_fips is None and not has_county:
        msg = f"The file has no column {source.county_field}: give the county with --county FIPS."
        raise InvalidInput(msg, column=str(source.county_field))
    normaliser = Normaliser(
        crosswalk,
        load_owner_kind_rules(codes),
        load_land_uses(codes),
        load_situs_addresses(codes),
        crs_of(job, rows.crs_declared),
        None if has_county else job.county_fips,
        job.roll_year,
        Bbox(*job.extent),
        _fips_by_name(Path(job.data_folder)) if "county_name" in crosswalk.rules else None,
    )
    unread = UnreadValues()
    for batch in rows.batches():
        roll, problems = normaliser.read_roll(batch)
        unread.add(problems, batch.column("row_number"))
        for place in portions(batch.num_rows, batch.column(GEOMETRY).nbytes):
            yield normaliser.join_outlines(batch.slice(*place), roll.slice(*place))
    rows.notes.extend(unread.sentences())


def portions(rows: int, outline_bytes: int) -> Iterator[tuple[int, int]]:
    """Where to cut a batch: the parent stores one part while this child checks the next.

    The first part is small, so that the parent soon has something to do.

    Args:
        rows: How many rows the batch has.
        outline_bytes: Of all its outlines. Where they are heavy the parts have fewer rows: a few
            copies of a part must fit the child's memory.

    Yields:
        The first row of a part, and how many it has. A batch without rows is one part.
    """
    heavy = -(-outline_bytes // MOST_OUTLINE_BYTES)
    most = min(MOST_ROWS, max(-(-rows // max(heavy, 1)), 1))
    first = min(FIRST_ROWS, most, rows)
    yield 0, first
    for begin in range(first, rows, most):
        yield begin, min(most, rows - begin)


def _fips_by_name(data_folder: Path) -> Callable[[str], str | None]:
    counties = county_outlines(data_folder)

    def fips(name: str) -> str | None:
        try:
            return county_named(counties, name, _STATE_OF_NAMED_COUNTIES).fips
        except NotFound:
            return None

    return fips


class UnreadValues:
    """Values that could not be read and are not known now, counted.

    The values themselves stay out of the notes: anybody may read those, and a column that was
    taken for another may hold people's names.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._counts: Counter[tuple[str, Reason]] = Counter()
        self._first_rows: dict[tuple[str, Reason], int] = {}

    def add(self, problems: list[ValueProblem], row_numbers: pa.Array) -> None:
        """Count these, of a batch whose rows have these numbers."""
        for problem in problems:
            if problem.reason is not Reason.NOT_A_PARCEL:
                key = (problem.field, problem.reason)
                self._counts[key] += 1
                self._first_rows.setdefault(key, row_numbers[problem.row].as_py())

    def sentences(self) -> Iterator[str]:
        """One sentence for each field and reason."""
        for (name, reason), count in self._counts.items():
            first = self._first_rows[name, reason]
            what = "1 value" if count == 1 else f"{count:,} values"
            done = "cut" if reason is Reason.NAMES_SOMEBODY else "not read"
            was = "was" if count == 1 else "were"
            yield f"{what} of {name} {was} {done}, the first in row {first}: {reason}."


def produce(job: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    """The normalised batches of the file that the parent named."""
    wanted = ReadingJob(**job)
    with open_rows(Path(wanted.path), wanted.layer, wanted.crs) as rows:
        if rows.row_count == 0:
            raise InvalidInput(_NO_ROWS)
        for table in normalised_batches(wanted, rows):
            schema = describe(table.schema, rows)
            arrays = [column.combine_chunks() for column in table.columns]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        tell_notes(rows.notes)


if __name__ == "__main__":
    serve(produce)
