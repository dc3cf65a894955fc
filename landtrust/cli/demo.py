"""``landtrust demo``: from nothing to the invented neighborhood on a map."""

import click
from rich.console import Console
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.cli.database import make_tables
from landtrust.cli.serve import port_option, start_server
from landtrust.cli.tiles import build_tiles
from landtrust.database import opened_engine
from landtrust.ingest.load import LoadRequest, load_file
from landtrust.queries.snapshots import current_snapshots
from landtrust.settings import read_settings
from landtrust.sources.catalog import find_source, load_sources

SAMPLE_SOURCE = "sample_west_jackson"
SAMPLE_YEARS = (2025, 2026)


@click.command("demo")
@port_option
def demo(port: int) -> None:
    """Load the invented neighborhood, where nothing is loaded yet, and serve its map."""
    settings = read_settings()
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    make_tables(engine)
    console = Console(stderr=True)
    years = _missing_years(engine)
    if years:
        with console.status("Loading the invented neighborhood …"):
            _load_sample(engine, years)
    if years or not any(settings.tiles_folder.glob("*.pmtiles")):
        with console.status("Building the map tiles …"):
            build_tiles(engine, settings)
    start_server(settings, host="127.0.0.1", port=port, workers=1)


def _in_silence(done: int, total: int | None) -> None:
    """Tell nobody how far the load is: it takes a second."""


def _missing_years(engine: Engine) -> list[int]:
    """The years of the sample to load: none where somebody loaded a county of their own."""
    with engine.connect() as connection:
        snapshots = current_snapshots(connection)
    if any(snapshot.source_key != SAMPLE_SOURCE for snapshot in snapshots):
        return []
    loaded = max((snapshot.roll_year or 0 for snapshot in snapshots), default=0)
    return [year for year in SAMPLE_YEARS if year > loaded]


def _load_sample(engine: Engine, years: list[int]) -> None:
    source = find_source(load_sources(data_folder() / "sources"), SAMPLE_SOURCE)
    for year in years:
        path = data_folder() / "sample" / f"west_jackson_{year}.geojson"
        load_file(engine, LoadRequest(path, source), data_folder(), _in_silence)
