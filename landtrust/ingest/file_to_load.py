"""A file to load: for which county it is, how it is read, and its rows, counted as they come."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from landtrust.errors import InvalidInput
from landtrust.ingest.counties import KnownCounty, extent_of, find_county
from landtrust.ingest.load_request import LoadRequest
from landtrust.ingest.normalised_file import NormalisedFile, ReadingJob

Progress = Callable[[int, int | None], None]
"""Told after each batch: rows done, and rows in all (None: not known yet)."""


def one_county(request: LoadRequest, counties: dict[str, KnownCounty]) -> KnownCounty | None:
    """The county that the whole file is for; None where its rows say theirs.

    Raises:
        InvalidInput: There is no such county, the source has nothing of it, or nobody says it.
    """
    source = request.source
    if request.county_fips is not None:
        county = find_county(counties, request.county_fips)
        if source.county_fips and county.fips not in source.county_fips:
            msg = f"The source “{source.key}” has no parcels of {county.name} County."
            raise InvalidInput(msg, county_fips=county.fips)
        return county
    if len(source.county_fips) == 1:
        return find_county(counties, source.county_fips[0])
    if source.county_field is None and source.county_name_field is None:
        msg = f"The rows of “{source.key}” do not say their county: give it with --county FIPS."
        raise InvalidInput(msg)
    return None


def reading_job(
    request: LoadRequest,
    data_folder: Path,
    county: KnownCounty | None,
    counties: dict[str, KnownCounty],
) -> ReadingJob:
    """What the child that reads the file is asked for."""
    return ReadingJob(
        path=str(request.path),
        layer=request.layer,
        crs=request.crs,
        source=request.source.model_dump(mode="json"),
        data_folder=str(data_folder),
        county_fips=county.fips if county else None,
        roll_year=request.roll_year,
        extent=extent_of(counties),
    )


def counted(file: NormalisedFile, progress: Progress) -> Iterator[pa.Table]:
    """The batches of a file; after each, the progress is told."""
    done = 0
    for batch in file.batches:
        yield batch
        done += batch.num_rows
        progress(done, file.row_count)
