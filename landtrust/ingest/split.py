"""A file of many counties, split: each county's rows wait on disk until its turn."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.errors import InvalidInput
from landtrust.ingest.counties import KnownCounty
from landtrust.ingest.rows import NORMALISED, UNKNOWN_COUNTY

_STRAYS = "strays"


@dataclass(frozen=True)
class SpooledCounty:
    """The rows of one county that wait on disk.

    Attributes:
        paths: The files, in the order in which they are read.
    """

    county_fips: str
    paths: tuple[Path, ...]

    def rows(self) -> Iterator[pa.Table]:
        """Read them, batch by batch."""
        for path in self.paths:
            with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
                for batch in reader:
                    yield pa.Table.from_batches([batch])


@dataclass
class _Spools:
    """One file of batches for each county."""

    folder: Path
    open_files: ExitStack
    writers: dict[str, pa.RecordBatchStreamWriter] = field(default_factory=dict)

    def add(self, fips: str, rows: pa.Table) -> None:
        if fips not in self.writers:
            writer = pa.ipc.new_stream(self.folder / fips, NORMALISED)
            self.writers[fips] = self.open_files.enter_context(writer)
        self.writers[fips].write_table(rows)


def by_county(
    batches: Iterable[pa.Table], counties: dict[str, KnownCounty]
) -> Iterator[tuple[KnownCounty, Iterator[pa.Table]]]:
    """Each county of a file with its rows, in the order of the codes.

    A row whose county nobody knows is rejected, with the rows of the first county.

    Raises:
        InvalidInput: No row has a county that we know.
    """
    with TemporaryDirectory(prefix="landtrust-") as folder:
        for part in spool_by_county(batches, counties, Path(folder)):
            yield counties[part.county_fips], part.rows()


def spool_by_county(
    batches: Iterable[pa.Table], counties: dict[str, KnownCounty], folder: Path
) -> list[SpooledCounty]:
    """Write each county's rows to files in a folder, and say which they are.

    Raises:
        InvalidInput: No row has a county that we know.
    """
    with ExitStack() as open_files:
        spools = _Spools(folder, open_files)
        for batch in batches:
            _spool(spools, batch, counties)
    found = sorted(fips for fips in spools.writers if fips in counties)
    if not found:
        raise InvalidInput("No row of the file names a county that we know.")
    strays = (folder / _STRAYS,) if _STRAYS in spools.writers else ()
    return [
        SpooledCounty(fips, (folder / fips, *(strays if place == 0 else ())))
        for place, fips in enumerate(found)
    ]


def spool_one_county(
    batches: Iterable[pa.Table], county: KnownCounty, notes: list[str], folder: Path
) -> SpooledCounty:
    """Write the rows of one county, as `of_county` gives them, to a file in a folder."""
    with ExitStack() as open_files:
        spools = _Spools(folder, open_files)
        for rows in of_county(batches, county, notes):
            spools.add(county.fips, rows)
    return SpooledCounty(county.fips, (folder / county.fips,))


def of_county(
    batches: Iterable[pa.Table], county: KnownCounty, notes: list[str]
) -> Iterator[pa.Table]:
    """The rows of one county of a file that may have others, and those that name no county."""
    left_out = 0
    for batch in batches:
        codes = pc.fill_null(batch.column("county_fips"), _STRAYS)
        strays = batch.filter(pc.equal(codes, _STRAYS))
        if strays.num_rows:
            yield _rejected(strays)
        rows = batch.filter(pc.equal(codes, county.fips))
        left_out += batch.num_rows - rows.num_rows - strays.num_rows
        yield rows
    if left_out:
        notes.append(f"{left_out:,} rows of other counties were left out.")


def _spool(spools: _Spools, batch: pa.Table, counties: dict[str, KnownCounty]) -> None:
    codes = pc.if_else(
        pc.is_in(batch.column("county_fips"), value_set=pa.array(list(counties))),
        batch.column("county_fips"),
        _STRAYS,
    )
    for fips in pc.unique(codes).to_pylist():
        rows = batch.filter(pc.equal(codes, fips))
        spools.add(fips, rows if fips != _STRAYS else _rejected(rows))


def _rejected(rows: pa.Table) -> pa.Table:
    for name, text in (
        ("reject_reason", UNKNOWN_COUNTY),
        ("reject_detail", "The row names no county that we know."),
    ):
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(
            place, rows.schema.field(name), pa.array(np.full(rows.num_rows, text, dtype=object))
        )
    return rows
