"""The same rows in another format are the same rows."""

from pathlib import Path

import pyogrio
import pytest
from sqlalchemy import Engine

from tests.stores import DATA_FOLDER, digests, load

SAMPLE = DATA_FOLDER / "sample"
OF_THE_LOAD = frozenset({"snapshot", "parcel", "parcel_facts"})
"""Tables in which each load says that it was here."""


@pytest.mark.sqlite_only("what a format says is read before a store is asked")
@pytest.mark.parametrize(
    ("driver", "name", "crs"),
    [
        ("GPKG", "again.gpkg", "EPSG:3814"),
        ("FlatGeobuf", "again.fgb", "EPSG:4326"),
        ("ESRI Shapefile", "again.shp", "EPSG:3814"),
        (None, "again.parquet", "EPSG:4326"),
        (None, "again.parquet", "EPSG:3814"),
    ],
)
def test_the_same_rows_from_another_format_are_the_same(
    store: Engine, tmp_path: Path, driver: str | None, name: str, crs: str
) -> None:
    path = SAMPLE / "west_jackson_2025.geojson"
    load(store, path, "sample_west_jackson")
    frame = pyogrio.read_dataframe(path).to_crs(crs)
    if driver is None:
        frame.to_parquet(tmp_path / name)
    else:
        pyogrio.write_dataframe(frame, tmp_path / name, driver=driver)
    before = digests(store, OF_THE_LOAD | {"parcel_outline"})
    again = load(store, tmp_path / name, "sample_west_jackson").counties[0]
    assert again.kept == 3_186
    assert again.entries_written == 0
    assert not again.changes
    assert digests(store, OF_THE_LOAD | {"parcel_outline"}) == before
