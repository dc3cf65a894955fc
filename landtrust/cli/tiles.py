"""The tiles of the map, built anew on request; every load ends with the same."""

import click
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.database import opened_engine, require_current_tables
from landtrust.exports.tiles import TileReport, build_archive
from landtrust.queries.tile_features import ValueClasses, tile_features
from landtrust.settings import Settings, read_settings
from landtrust.sources.codes import map_classes

_KIB = 1024


def build_tiles(engine: Engine, settings: Settings) -> TileReport:
    """Build the archive of parcel tiles from what is current now.

    Args:
        engine: The database; read in one transaction, so that all parcels are of one state.
        settings: For the folder of the archives.

    Raises:
        LandTrustError: The tiles could not be built; the old ones still stand.
        ConfigurationError: Tippecanoe is not installed, or the map classes cannot be read.
    """
    rising = [
        one for one in map_classes(data_folder()).of("value_per_acre") if one.least is not None
    ]
    values = ValueClasses(
        tuple(one.least for one in rising if one.least is not None),
        tuple(one.code for one in rising),
    )
    with engine.connect() as connection:
        return build_archive(tile_features(connection, values), settings.tiles_folder)


def told(report: TileReport) -> str:
    """A report as one line for people.

    >>> told(TileReport(None, None, 0, 0, 0.1))
    'No parcels, so no tiles.'
    """
    if report.archive is None:
        return "No parcels, so no tiles."
    return (
        f"Tiles of {report.parcels:,} parcels: {report.archive.name}, "
        f"{report.size_bytes / _KIB:,.0f} KiB, {report.seconds:.1f} seconds."
    )


@click.group()
def tiles() -> None:
    """The parcel tiles that the map is drawn from."""


@tiles.command()
def build() -> None:
    """Build the tiles anew from what is loaded."""
    settings = read_settings()
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    require_current_tables(engine)
    click.echo(told(build_tiles(engine, settings)))
