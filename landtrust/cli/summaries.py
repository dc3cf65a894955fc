"""``landtrust summaries``: counties and regions in numbers, as a file, and after each load."""

from pathlib import Path

import click
from rich.console import Console
from sqlalchemy import Engine

from landtrust.analysis.summaries import land_rows, region_summaries, summary_years
from landtrust.analysis.summary_places import summary_places
from landtrust.database import opened_engine, require_current_tables
from landtrust.errors import InvalidInput
from landtrust.exports.ready_summaries import ReadySummaries
from landtrust.exports.summary_files import SUMMARY_FORMS, summary_table
from landtrust.queries.snapshots import all_snapshots, parcel_snapshots
from landtrust.settings import Settings, read_settings


@click.command("summaries")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def summaries_command(path: Path, *, replace: bool) -> None:
    """Write counties and regions in numbers, year by year, into the file PATH.

    Acres and parcels by kind of owner, vacancy, land in common, how much is in few hands, and what
    has changed since the year before: one number a row. PATH ends with .csv or .parquet. As for
    everybody: nothing in it is for some readers alone.
    """
    form = SUMMARY_FORMS.get(path.suffix.lower().removeprefix("."))
    if form is None:
        msg = f"{path.name} does not end like a form of summaries: .csv or .parquet."
        raise InvalidInput(msg, path=str(path))
    if path.exists() and not replace:
        raise InvalidInput(f"{path} is there already; --replace writes over it.", path=str(path))
    settings = read_settings()
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    require_current_tables(engine)
    with Console(stderr=True).status("Summing up …"), engine.connect() as connection:
        rows = region_summaries(connection)
    form.write(rows, path)
    click.echo(f"{len(rows):,} numbers are in {path}.")


def make_summaries(engine: Engine, settings: Settings) -> None:
    """Sum up for the site what is loaded, where that is not done yet."""
    with engine.connect() as connection:
        snapshots = all_snapshots(connection)
        places = summary_places(connection)
        years = summary_years(snapshots, parcel_snapshots(connection))
        ready = ReadySummaries(settings.ready_folder, snapshots, places)
        ready.made(lambda: summary_table(land_rows(connection, years, places)))
