"""Loads without a child process, for tests of many small files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from landtrust.ingest import load as loading
from landtrust.ingest.normalised_file import NormalisedFile, ReadingJob, crs_of
from landtrust.ingest.reading import normalised_batches
from landtrust.sources.foreign_rows import open_rows


@pytest.fixture
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Normalise here, without a child for each of the many files."""

    @contextmanager
    def opened(job: ReadingJob) -> Iterator[NormalisedFile]:
        with open_rows(Path(job.path), job.layer, job.crs) as rows:
            crs = crs_of(job, rows.crs_declared)
            batches = normalised_batches(job, rows)
            yield NormalisedFile(batches, rows.crs_declared, crs, rows.row_count, rows.notes)

    monkeypatch.setattr(loading, "open_normalised", opened)
