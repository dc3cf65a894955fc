"""``landtrust load``: a county's parcel file into the database."""

from pathlib import Path

import click
from rich.console import Console
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.cli.export import try_to_build_ready_files
from landtrust.cli.load_summary import print_summary
from landtrust.cli.progress import progress_bar
from landtrust.cli.tiles import build_tiles, told
from landtrust.database import opened_engine, require_current_tables
from landtrust.errors import ConfigurationError, InvalidInput
from landtrust.ingest.file_to_load import Progress as Reading
from landtrust.ingest.load import LoadRequest, load_file
from landtrust.ingest.report import LoadReport
from landtrust.settings import Settings, read_settings
from landtrust.sources.catalog import find_source, load_sources
from landtrust.sources.mapping import mapping_from_options
from landtrust.sources.source import Source


@click.command("load")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", "source_key", metavar="KEY", help="The source that describes the file.")
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN",
    multiple=True,
    help="Without a source: which column gives which field; can be given many times.",
)
@click.option("--county", "county_fips", metavar="FIPS", help="The county, five digits.")
@click.option("--layer", help="The layer to read, where the file has several with areas.")
@click.option("--crs", metavar="EPSG:NNNN", help="The coordinate system, where the file is wrong.")
@click.option("--roll-year", type=int, help="The year of the roll, where the rows do not say it.")
@click.option("--replace", is_flag=True, help="Put this in the place of another source's parcels.")
@click.option(
    "--strict",
    is_flag=True,
    help="Store nothing of a county with rejected or repeated rows.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="With PostgreSQL: the scheduler of a Dask cluster, whose workers store the counties side "
    "by side. Rows go to them through LANDTRUST_SHARED_FOLDER (default: the state folder), which "
    "all must see; each needs LANDTRUST_DATABASE_URL in its own environment.",
)
@click.option(
    "--tiles/--no-tiles",
    default=True,
    help="Build the map tiles and the files to download afterwards.",
)
def load(  # noqa: PLR0913, PLR0917 - one parameter for each option
    path: Path,
    source_key: str | None,
    mapping: tuple[str, ...],
    county_fips: str | None,
    layer: str | None,
    crs: str | None,
    roll_year: int | None,
    dask: str | None,
    *,
    replace: bool,
    strict: bool,
    tiles: bool,
) -> None:
    """Load the parcels of PATH: a file of one county, or of many.

    Reads GeoPackage, shapefile (also zipped), File Geodatabase, GeoJSON, GeoJSON text sequence,
    FlatGeobuf, GeoParquet, and CSV with WKT. Every row is kept or rejected with its reason.
    A CSV with longitude and latitude alone has no outlines: its rows bring news of parcels that
    are stored, by their number, and a row whose parcel is not stored is rejected.
    """
    settings = read_settings()
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    require_current_tables(engine)
    request = LoadRequest(
        path,
        _source(source_key, mapping),
        county_fips=county_fips,
        layer=layer,
        crs=crs,
        roll_year=roll_year,
        replace=replace,
        strict=strict,
    )
    if not path.exists():
        raise InvalidInput(f"There is no file {path}.", path=str(path))
    console = Console(stderr=True)
    with progress_bar(console, f"Reading {path.name}") as move:

        def progress(done: int, total: int | None) -> None:
            move(completed=done, total=total)

        if dask is None:
            report = load_file(engine, request, data_folder(), progress)
        else:
            report = _load_on_cluster(engine, request, settings, dask, progress)
    print_summary(Console(), report)
    if tiles:
        with console.status("Building the map tiles …"):
            made = build_tiles(engine, settings)
        click.echo(told(made))
        with console.status("Writing the files to download …"):
            try_to_build_ready_files(engine, settings)


def _load_on_cluster(
    engine: Engine, request: LoadRequest, settings: Settings, address: str, progress: Reading
) -> LoadReport:
    try:
        # Dask is an extra, and takes a second to import.
        from landtrust.cli.dask_load import load_on_cluster  # noqa: PLC0415
    except ImportError as problem:
        msg = f"--dask needs Dask ({problem.name} is missing): pip install “landtrust[dask]”."
        raise ConfigurationError(msg) from problem
    return load_on_cluster(engine, request, settings, address, progress)


def _source(source_key: str | None, mapping: tuple[str, ...]) -> Source:
    if (source_key is None) == (not mapping):
        raise InvalidInput("Say what the file is: either --source KEY, or --map FIELD=COLUMN ….")
    if source_key is None:
        return mapping_from_options(mapping)
    return find_source(load_sources(data_folder() / "sources"), source_key)
