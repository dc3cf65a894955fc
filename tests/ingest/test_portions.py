"""How a reading child cuts what it read before it normalises it."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.ingest import reading
from landtrust.ingest.reading import FIRST_ROWS, portions


def _batch(rows: int, outline: bytes = b"x") -> pa.RecordBatch:
    numbers = pa.array(range(rows), pa.int64())
    return pa.record_batch({"row_number": numbers, "geometry": pa.array([outline] * rows)})


@given(st.lists(st.integers(0, 12_000), max_size=3))
def test_no_row_is_lost_or_moved(sizes: list[int]) -> None:
    batches = [_batch(size) for size in sizes]
    cut = list(portions(batches))
    found = [number for one in cut for number in one.column("row_number").to_pylist()]
    assert found == [number for size in sizes for number in range(size)]


def test_the_first_portion_is_small_and_the_next_batch_is_whole() -> None:
    cut = list(portions([_batch(8_000), _batch(8_000)]))
    assert [one.num_rows for one in cut] == [FIRST_ROWS, 8_000 - FIRST_ROWS, 8_000]


def test_heavy_outlines_come_in_lighter_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_OUTLINE_BYTES", 1_000)
    cut = list(portions([_batch(0), _batch(100, b"x" * 90)]))
    assert sum(one.num_rows for one in cut) == 100
    assert all(one.column("geometry").nbytes <= 1_000 + 8 for one in cut)
    assert len(cut) > 9


def test_a_file_without_rows_still_has_a_batch() -> None:
    assert [one.num_rows for one in portions([_batch(0)])] == [0]
