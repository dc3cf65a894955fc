"""The changelog of a release says what pandas finds between the two files."""

import sqlite3
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.errors import LandTrustError, NoRoom
from landtrust.exports.releases.comparing import DATING, changelog, compare_parcels
from landtrust.exports.releases.manifest import Changelog, FileEntry, Release, TableEntry
from landtrust.exports.releases.texts import changes_text
from tests.releases.conftest import Shelved
from tests.releasing import FIRST

Found = tuple[int, int, int, dict[str, int]]

_SCHEMA = pa.schema(
    [
        pa.field("parcel_id", pa.string()),
        pa.field("owner_name", pa.string()),
        pa.field("total_value", pa.float64()),
        pa.field("vacant", pa.bool_()),
        pa.field("roll_year", pa.int32()),
        pa.field("snapshot", pa.string()),
        pa.field("geometry", pa.binary()),
    ]
)
_PARCEL = st.tuples(
    st.sampled_from([None, "", "A LLC", "B"]),
    st.sampled_from([None, 0.0, 1.0, 0.1 + 0.2]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, 2025, 2026]),
    st.sampled_from(["2025-11-01", "2026-11-01"]),
    st.sampled_from([b"one", b"two"]),
)
_PARCELS = st.dictionaries(st.sampled_from([f"28049-{at}" for at in range(9)]), _PARCEL)


def _written(parcels: dict[str, tuple[Any, ...]], path: Path) -> Path:
    rows = [
        dict(zip(_SCHEMA.names, (number, *said), strict=True)) for number, said in parcels.items()
    ]
    pq.write_table(pa.Table.from_pylist(rows, _SCHEMA), path)
    return path


def _found_by_pandas(before: pd.DataFrame, after: pd.DataFrame) -> Found:
    """The same question, asked of two tables by their index."""
    both = before.index.intersection(after.index)
    one, other = before.loc[both], after.loc[both]
    differs = ~((one == other) | (one.isna() & other.isna())).astype(bool)
    told = differs[[name for name in differs.columns if name not in DATING]]
    counts = {str(name): int(count) for name, count in differs.sum().items() if count}
    return (
        len(after.index.difference(before.index)),
        len(before.index.difference(after.index)),
        int(told.any(axis=1).sum()),
        counts,
    )


def _as_objects(path: Path) -> pd.DataFrame:
    table = pq.read_table(path).to_pylist()
    frame = pd.DataFrame(table, columns=_SCHEMA.names, dtype=object).set_index("parcel_id")
    return frame.rename(columns={"geometry": "outline"})


@settings(max_examples=25)
@given(before=_PARCELS, after=_PARCELS)
def test_any_two_files_differ_as_pandas_says(
    before: dict[str, tuple[Any, ...]], after: dict[str, tuple[Any, ...]]
) -> None:
    with TemporaryDirectory() as name:
        room = Path(name)
        one, other = _written(before, room / "before"), _written(after, room / "after")
        found = compare_parcels(one, other, room)
        assert found == _found_by_pandas(_as_objects(one), _as_objects(other))
        assert {path.name for path in room.iterdir()} == {"before", "after"}


def test_two_releases_differ_as_pandas_says(shelved: Shelved) -> None:
    frames = []
    for release in (shelved.first, shelved.second):
        frame = gpd.read_parquet(shelved.file(release, "parcels.parquet"))
        outlines = shapely.to_wkb(frame.geometry.to_numpy())
        plain = pd.DataFrame(frame.drop(columns="geometry")).astype(object)
        frames.append(plain.assign(outline=outlines).set_index("parcel_id"))
    found = shelved.second.changelog
    assert found is not None
    said = (found.added, found.gone, found.changed, found.fields)
    assert said == _found_by_pandas(*frames)
    # Its value; its kind only stewards know of. Another parcel has nothing but a later roll.
    assert said == (1, 1, 1, {"total_value": 1, "roll_year": 2})
    assert found.since == FIRST
    assert shelved.first.changelog is None
    rows = {one.name: (one.rows_before, one.rows) for one in found.tables}
    assert rows["parcels"] == (6, 6)
    assert not any(one.fields_added or one.fields_gone for one in found.tables)
    assert (found.files_added, found.files_gone) == ((), ())


def test_another_schema_is_told(shelved: Shelved, tmp_path: Path) -> None:
    parcels, holdings, *rest = shelved.second.tables
    first, second, *fields = parcels.fields
    retyped = second.model_copy(update={"type": "integer"})
    renamed = fields[0].model_copy(update={"name": "ward"})
    wider = parcels.model_copy(update={"fields": (first, retyped, renamed, *fields[1:])})
    summary = holdings.model_copy(update={"name": "summary", "rows": 3})
    tables: tuple[TableEntry, ...] = (wider, *rest, summary)
    files: list[FileEntry] = [
        shelved.second.files[0],
        shelved.second.files[1].model_copy(update={"name": "summary.csv"}),
    ]
    paths = (shelved.file(shelved.first, "parcels.parquet"),) * 2
    found = changelog(shelved.first, paths, tables, files, tmp_path)
    changes = {one.name: one for one in found.tables}
    assert (found.added, found.gone, found.changed, found.fields) == (0, 0, 0, {})
    assert changes["parcels"].fields_added == ("county_fips", "ward")
    assert changes["parcels"].fields_gone == ("county_fips", "county")
    assert (changes["summary"].rows_before, changes["summary"].rows) == (None, 3)
    assert (changes["holdings"].rows, changes["holdings"].rows_before) == (None, holdings.rows)
    assert found.files_added == ("summary.csv",)
    assert "parcels.gpkg" in found.files_gone
    said = _said(shelved.second, found)
    assert "- `summary`: new, rows: 3\n" in said
    assert "- `holdings`: no longer there; it had rows:" in said
    assert "- New column: `parcels.ward`\n- Column gone: `parcels.county_fips`\n" in said
    assert "- New file: `summary.csv`" in said
    assert "Parcels with another value" not in said


def _said(release: Release, found: Changelog) -> str:
    return changes_text(release.model_copy(update={"changelog": found})).decode()


def test_a_file_without_a_column_is_compared_by_the_others(tmp_path: Path) -> None:
    rows: dict[str, tuple[Any, ...]] = {"28049-1": ("A", 1.0, True, 2026, "2026-11-01", b"one")}
    before = _written(rows, tmp_path / "before")
    table = pq.read_table(before).drop_columns(["owner_name"])
    pq.write_table(table, tmp_path / "after")
    assert compare_parcels(before, tmp_path / "after", tmp_path) == (0, 0, 0, {})
    pq.write_table(table.select(["parcel_id"]), tmp_path / "after")
    assert compare_parcels(before, tmp_path / "after", tmp_path) == (0, 0, 0, {})


@pytest.mark.sqlite_only("files are compared, no store")
def test_a_disk_that_is_full_or_broken_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {f"28049-{at}": ("A" * 4_000, 1.0, True, 2026, "2026", b"one") for at in range(9)}
    file = _written(rows, tmp_path / "file")
    with pytest.raises(LandTrustError, match="unable to open database file"):
        compare_parcels(file, file, tmp_path / "nowhere")
    connect = sqlite3.connect

    def on_a_small_disk(path: Path, **given: Any) -> sqlite3.Connection:  # noqa: ANN401 - as sqlite3 has it
        database: sqlite3.Connection = connect(path, **given)
        database.execute("PRAGMA max_page_count = 4")
        return database

    monkeypatch.setattr(sqlite3, "connect", on_a_small_disk)
    with pytest.raises(NoRoom):
        compare_parcels(file, file, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.fixture
def compared(tmp_path: Path) -> Callable[[int], int]:
    """The most bytes that Python and Arrow hold while so many parcels are compared."""

    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}"
        texts = np.char.add("28049-", np.arange(rows).astype(str))
        table = pa.table({"parcel_id": texts, "geometry": [b"x" * 200] * rows})
        pq.write_table(table, path, row_group_size=5_000)
        del table
        tracemalloc.start()
        assert compare_parcels(path, path, tmp_path) == (0, 0, 0, {})
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    return peak


@pytest.mark.sqlite_only("files are compared, no store")
def test_memory_does_not_grow_with_the_parcels(compared: Callable[[int], int]) -> None:
    compared(100)
    assert compared(40_000) - compared(10_000) < 1_000_000
