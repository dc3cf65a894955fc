"""The files that are measured with: made once, from real shapes with invented owners."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from pyogrio.raw import write_arrow

PROJECT_ROOT = Path(__file__).resolve().parents[2]
MAKER = PROJECT_ROOT.parent / "shared" / "data" / "parcels" / "make_scale_set.py"
FOLDER = PROJECT_ROOT / "var" / "benchmarks"


class Tiling(NamedTuple):
    """How often the town's fabric is laid, east and north; once is 5,948 parcels."""

    east: int
    north: int


COUNTY = Tiling(6, 3)
STATE = Tiling(20, 19)


class Plan(NamedTuple):
    """What is measured, and how often.

    Attributes:
        county: The smaller size.
        state: The larger size.
        loads: Loads of the smaller size; the larger one is loaded once.
        pictures: First pictures of each map.
        requests: Requests of each kind.
        wrk_seconds: How long tiles are asked for, three times.
        different: Requests of one kind, none of which is like another.
    """

    county: Tiling = COUNTY
    state: Tiling = STATE
    loads: int = 3
    pictures: int = 5
    requests: int = 200
    wrk_seconds: int = 5
    different: int = 4_000


def trial(tiling: Tiling) -> Plan:
    """Everything with one size and seldom: to try the measurements themselves."""
    return Plan(tiling, tiling, loads=1, pictures=1, requests=10, wrk_seconds=1, different=50)


def scale_name(tiling: Tiling) -> str:
    """What the files of this size are called, without a suffix."""
    return f"scale_{tiling.east}x{tiling.north}"


def scale_parquet(tiling: Tiling) -> Path:
    """A GeoParquet file of this size; made where missing.

    Raises:
        SystemExit: The real shapes are not on this machine.
    """
    parquet = FOLDER / f"{scale_name(tiling)}.parquet"
    if not parquet.exists():
        if not MAKER.is_file():
            raise SystemExit("The benchmarks need ../shared/data, which is not on this machine.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        building = parquet.with_suffix(".building.parquet")
        command = [sys.executable, str(MAKER), str(building), *map(str, tiling)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        building.rename(parquet)
    return parquet


def scale_package(tiling: Tiling) -> Path:
    """The same rows as a GeoPackage; made where missing.

    Raises:
        SystemExit: The real shapes are not on this machine.
    """
    package = FOLDER / f"{scale_name(tiling)}.gpkg"
    if not package.exists():
        _as_geopackage(scale_parquet(tiling), package)
    return package


def count_parcels(tiling: Tiling) -> int:
    """Rows of the files of this size."""
    return int(pq.ParquetFile(scale_parquet(tiling)).metadata.num_rows)


def _as_geopackage(parquet: Path, package: Path) -> None:
    file = pq.ParquetFile(parquet)
    building = package.with_suffix(".building.gpkg")
    building.unlink(missing_ok=True)
    for place, batch in enumerate(file.iter_batches(100_000)):
        write_arrow(
            batch,
            building,
            layer="parcels",
            driver="GPKG",
            geometry_name="geometry",
            geometry_type="MultiPolygon",
            crs="EPSG:3814",
            append=place > 0,
        )
    building.rename(package)
