"""``landtrust database``: make the tables, and say what is in them."""

import click
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.cli.store_copy import copy_command
from landtrust.database import opened_engine, upgrade, writing
from landtrust.services.places import record_places
from landtrust.settings import read_settings
from landtrust.sources.places import county_outlines
from landtrust.sources.regions import region_definitions


@click.group("database")
def database_group() -> None:
    """Make and change the tables of the database."""


database_group.add_command(copy_command)


@database_group.command("upgrade")
def upgrade_command() -> None:
    """Make the tables, or bring them up to date, and store counties and regions."""
    engine = click.get_current_context().with_resource(opened_engine(read_settings().database))
    make_tables(engine)
    click.echo("The database is up to date.")


def make_tables(engine: Engine) -> None:
    """Make the tables, or bring them up to date, and store counties and regions in them."""
    upgrade(engine)
    counties, regions = county_outlines(data_folder()), region_definitions(data_folder())
    with writing(engine) as connection:
        record_places(connection, counties, regions)
