"""Loading a county and a state, beside others copying the same rows with a spatial index."""

import shutil
import sys
from pathlib import Path

from tests.benchmarks.measure import Measured, middle, run
from tests.benchmarks.program import environment_of, landtrust_program
from tests.benchmarks.results import Figures, Limit, Measurement, Peer
from tests.benchmarks.scale_sets import (
    FOLDER,
    Plan,
    Tiling,
    count_parcels,
    scale_name,
    scale_package,
    scale_parquet,
)

_LIMITS = (Limit("seconds", "ratio", 3.0), Limit("peak_mib", "ours", 1536))
_CHUNK_BYTES = 1 << 24


def measure_loading(plan: Plan) -> list[Measurement]:
    """Both sizes as GeoParquet, the smaller as GeoPackage too; and their tiles apart."""
    return [
        _load_beside_geopandas(plan.county, plan.loads),
        _load_beside_geopandas(plan.state, 1),
        _load_beside_ogr2ogr(plan.county, plan.loads),
        _build_tiles(plan.county),
        _build_tiles(plan.state),
    ]


def filled_store(tiling: Tiling) -> Path:
    """The state folder with this size loaded; made where missing."""
    folder = _state_folder(tiling)
    if not _mark(folder).exists():
        load_store(scale_parquet(tiling), folder)
    return folder


def loaded_store(tiling: Tiling) -> Path:
    """The same with its tiles built."""
    folder = filled_store(tiling)
    if not any((folder / "tiles").glob("*.pmtiles")):
        _tiles(folder)
    return folder


def geopackage_copy(tiling: Tiling) -> Path:
    """What geopandas made of this size; made where missing."""
    package = FOLDER / "copies" / f"{scale_name(tiling)}.gpkg"
    if not package.exists():
        _copy_with_geopandas(scale_parquet(tiling), package)
    return package


def exported_package(tiling: Tiling) -> Path:
    """The parcels of the loaded store as our own GeoPackage, for the peers; made where missing."""
    package = FOLDER / "exported" / f"{scale_name(tiling)}.gpkg"
    if not package.exists():
        package.parent.mkdir(parents=True, exist_ok=True)
        run([landtrust_program(), "export", package], environment_of(filled_store(tiling)))
    return package


def _load_beside_geopandas(tiling: Tiling, rounds: int) -> Measurement:
    parquet = scale_parquet(tiling)
    package = FOLDER / "copies" / f"{scale_name(tiling)}.gpkg"
    _read_through(parquet)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(load_store(parquet, _state_folder(tiling)))
        theirs.append(_copy_with_geopandas(parquet, package))
    return Measurement(
        f"Load {count_parcels(tiling):,} parcels from GeoParquet",
        figures_of(middle(ours)),
        Peer("geopandas copies them into a GeoPackage", figures_of(middle(theirs))),
        _LIMITS,
    )


def _load_beside_ogr2ogr(tiling: Tiling, rounds: int) -> Measurement:
    package = scale_package(tiling)
    folder = FOLDER / "from_geopackage"
    copy = FOLDER / "copies" / "ogr2ogr.gpkg"
    copy.parent.mkdir(parents=True, exist_ok=True)
    _read_through(package)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(load_store(package, folder))
        copy.unlink(missing_ok=True)
        theirs.append(run(["ogr2ogr", "-f", "GPKG", copy, package]))
    copy.unlink()
    shutil.rmtree(folder)
    return Measurement(
        f"Load {count_parcels(tiling):,} parcels from GeoPackage",
        figures_of(middle(ours)),
        Peer("ogr2ogr copies them into a GeoPackage", figures_of(middle(theirs))),
    )


def _build_tiles(tiling: Tiling) -> Measurement:
    parcels = count_parcels(tiling)
    built = _tiles(_state_folder(tiling))
    speed = {"parcels_per_second": round(parcels / built.seconds)}
    return Measurement(f"Build the tiles of {parcels:,} parcels", {**figures_of(built), **speed})


def _state_folder(tiling: Tiling) -> Path:
    return FOLDER / "stores" / scale_name(tiling)


def _mark(folder: Path) -> Path:
    return folder / "loaded"


def load_store(file: Path, folder: Path) -> Measured:
    """Load a file into a new store; making its empty tables is not measured."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = environment_of(folder)
    run([landtrust_program(), "database", "upgrade"], settings)
    options = ["--source", "maris_west", "--county", "28049", "--no-tiles"]
    loaded = run([landtrust_program(), "load", file, *options], settings)
    _mark(folder).touch()
    return loaded


def _tiles(folder: Path) -> Measured:
    return run([landtrust_program(), "tiles", "build"], environment_of(folder))


def _copy_with_geopandas(parquet: Path, package: Path) -> Measured:
    package.parent.mkdir(parents=True, exist_ok=True)
    return run([sys.executable, "-m", "tests.benchmarks.peer_copy", parquet, package])


def figures_of(measured: Measured) -> Figures:
    """Seconds and memory, rounded."""
    return {"seconds": round(measured.seconds, 2), "peak_mib": round(measured.peak_mib)}


def _read_through(path: Path) -> None:
    """Bring a file into the system's cache: else the first to read it pays for the disc."""
    with path.open("rb") as file:
        while file.read(_CHUNK_BYTES):
            pass
