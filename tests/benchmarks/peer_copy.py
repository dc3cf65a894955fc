"""The peer of loading: geopandas copies a GeoParquet file into an indexed GeoPackage.

Run in its own process: ``python -m tests.benchmarks.peer_copy FROM.parquet TO.gpkg``.
"""

import sys
from pathlib import Path

import geopandas

LAYER = "parcels"


def copy(parquet: Path, package: Path) -> None:
    """Copy; the GeoPackage gets its spatial index, as it does by default."""
    package.unlink(missing_ok=True)
    frame = geopandas.read_parquet(parquet)
    frame.to_file(package, layer=LAYER, driver="GPKG", engine="pyogrio")


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))
