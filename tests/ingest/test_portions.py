"""How a reading child cuts what it read before it checks the outlines."""

from hypothesis import given
from hypothesis import strategies as st

from landtrust.ingest.reading import MOST_OUTLINE_BYTES, MOST_ROWS, portions


@given(st.integers(0, 100_000), st.integers(0, 50 * MOST_OUTLINE_BYTES))
def test_no_row_is_lost_or_moved(rows: int, outline_bytes: int) -> None:
    covered = 0
    for first, count in portions(rows, outline_bytes):
        assert first == covered
        assert 0 <= count <= MOST_ROWS
        covered += count
    assert covered == rows


def test_heavy_outlines_come_in_lighter_portions() -> None:
    heaviest = max(count for _, count in portions(1_000, 9 * MOST_OUTLINE_BYTES))
    assert heaviest * 9 * MOST_OUTLINE_BYTES / 1_000 <= MOST_OUTLINE_BYTES * 1.01


def test_a_batch_without_rows_is_still_one_part() -> None:
    assert list(portions(0, 0)) == [(0, 0)]
