"""How many statements a load sends: for each batch a few, whatever the batch holds."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import Engine

from landtrust.ingest import load as loading
from landtrust.ingest.normalised_file import NormalisedFile, ReadingJob, open_normalised
from tests.stores import (
    DATA_FOLDER,
    load,
    load_hinds,
    mapped,
    square,
    statements_sent,
    write_parcels,
)

OLD = DATA_FOLDER / "sample" / "west_jackson_2025.geojson"
NEW = DATA_FOLDER / "sample" / "west_jackson_2026.geojson"
MOST_PER_LOAD = 46
# PostgreSQL's COPY knows no ON CONFLICT: what may be there already takes four statements, ids
# are asked for, and the words of a search are read before they are written anew.
MOST_PER_BATCH = {"sqlite": 18, "postgresql": 28}


def _in_batches(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    @contextmanager
    def opened(job: ReadingJob) -> Iterator[NormalisedFile]:
        with open_normalised(job) as file:
            rows = pa.concat_tables(list(file.batches))
            size = -(-rows.num_rows // count)
            file.batches = (rows.slice(place * size, size) for place in range(count))
            yield file

    monkeypatch.setattr(loading, "open_normalised", opened)


@pytest.mark.parametrize("batches", [1, 8])
def test_a_load_and_a_reload_send_some_statements_a_batch(
    store: Engine, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    _in_batches(monkeypatch, batches)
    for path in (OLD, OLD, NEW):
        with statements_sent(store) as sent:
            load(store, path, "sample_west_jackson")
        assert len(sent) <= MOST_PER_LOAD + batches * MOST_PER_BATCH[store.dialect.name]


def test_more_rows_in_a_batch_need_no_more_statements(store: Engine, tmp_path: Path) -> None:
    source = mapped("parcel_number=NO", "owner_line_1=OWNER", "ppin=NO")
    sent_for = []
    for count in (10, 400):
        features = [
            (square(n % 50, row=n // 50), {"NO": f"{count}-{n}", "OWNER": "SAMPLE ANN"})
            for n in range(count)
        ]
        path = write_parcels(tmp_path / f"{count}.geojson", features)
        with statements_sent(store) as sent:
            load_hinds(store, path, source.model_copy(update={"complete": False}))
        sent_for.append(Counter(statement for statement, _ in sent))
    few, many = sent_for
    assert many.total() - few.total() <= 4
    assert not [s for s, n in many.items() if s.startswith("SELECT") and n > 2]


def test_reloading_the_same_roll_writes_to_few_tables(store: Engine) -> None:
    load(store, OLD, "sample_west_jackson")
    with statements_sent(store) as sent:
        load(store, OLD, "sample_west_jackson")
    entered = [s.removeprefix("INSERT INTO ") for s, _ in sent if s.startswith("INSERT INTO")]
    copied = [s.removeprefix("COPY ") for s, _ in sent if s.startswith("COPY")]
    written = {statement.split()[0] for statement in (*entered, *copied)}
    assert not written & {"roll_entry", "parcel", "parcel_outline", "parcel_words", "parcel_change"}
