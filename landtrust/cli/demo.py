"""``landtrust demo``: from nothing to the invented neighborhood on a map."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.cli.database import make_tables
from landtrust.cli.export import try_to_build_ready_files
from landtrust.cli.sample_trust import tell_sample_trust
from landtrust.cli.serve import port_option, start_server
from landtrust.cli.tiles import build_tiles
from landtrust.database import opened_engine, writing
from landtrust.ingest.load import LoadRequest, load_file
from landtrust.queries.accounts import accounts
from landtrust.queries.snapshots import current_snapshots
from landtrust.services.invitations import invite
from landtrust.services.record_book import COMMAND_LINE, Errand
from landtrust.settings import read_settings
from landtrust.sources.catalog import find_source, load_sources

SAMPLE_SOURCE = "sample_west_jackson"
SAMPLE_YEARS = (2025, 2026)
CONTACTS = Path("sample") / "help_contacts.toml"
_CONTACTS_SETTING = "LANDTRUST_HELP_CONTACTS"


@click.command("demo")
@port_option
def demo(port: int) -> None:
    """Load the invented neighborhood and its land trust, where there is none, and serve its map.

    Until somebody has an account, each start prints a link by which you become a steward.
    """
    settings = read_settings()
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    make_tables(engine)
    console = Console(stderr=True)
    years = _missing_years(engine)
    if years:
        with console.status("Loading the invented neighborhood …"):
            _load_sample(engine, years)
    if _is_invented(engine):
        _tell_trust(engine, console)
        # The server's own processes read their settings from the environment.
        os.environ.setdefault(_CONTACTS_SETTING, str(data_folder() / CONTACTS))
    if years or not any(settings.tiles_folder.glob("*.pmtiles")):
        with console.status("Building the map tiles …"):
            build_tiles(engine, settings)
            try_to_build_ready_files(engine, settings)
    _offer_sign_in(engine, port)
    start_server(settings, host="127.0.0.1", port=port, workers=1)


def _is_invented(engine: Engine) -> bool:
    """Whether all the land is of the sample, so that what is invented may stand beside it."""
    with engine.connect() as connection:
        return all(one.source_key == SAMPLE_SOURCE for one in current_snapshots(connection))


def _tell_trust(engine: Engine, console: Console) -> None:
    """Record the sample's land trust; nothing where a trust is there."""
    told = console.status("Telling twelve years of an invented land trust …")
    with told, writing(engine) as connection:
        tell_sample_trust(connection, data_folder())


def _offer_sign_in(engine: Engine, port: int) -> None:
    """Print a link by which whoever sits here becomes a steward; nothing where somebody is one."""
    with writing(engine) as connection:
        if accounts(connection):
            return
        errand = Errand(COMMAND_LINE, "invite", datetime.now(UTC))
        token = invite(connection, errand, "First steward", "steward")
    click.echo(f"To sign in as a steward: http://127.0.0.1:{port}/invitation/{token}")


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
