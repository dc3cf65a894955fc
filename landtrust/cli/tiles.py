"""The tiles of the map, built anew on request; every load ends with the same."""

from pathlib import Path

import click
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.database import opened_engine, require_current_tables
from landtrust.errors import NotFound
from landtrust.exports.tile_archive import TileFolder
from landtrust.exports.tile_files import write_tile_files
from landtrust.exports.tiles import TileReport, build_archive
from landtrust.queries.readiness import current_snapshot_ids
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
        snapshot_ids = current_snapshot_ids(connection)
        parcels = tile_features(connection, values)
        return build_archive(parcels, settings.tiles_folder, snapshot_ids)


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
    report = build_tiles(engine, settings)
    click.echo(told(report))
    if report.archive is not None and settings.tiles_url is not None:
        click.echo(to_upload(settings.tiles_url, str(report.stamp)))


def to_upload(pattern: str, stamp: str) -> str:
    """What has to be done before pages ask another host for tiles.

    >>> print(to_upload("https://tiles.example.org/{stamp}/{z}/{x}/{y}.mvt", "00ff"))
    Pages now ask for https://tiles.example.org/00ff/{z}/{x}/{y}.mvt
    A CDN that fetches from this site needs nothing more. For an object store, run
    “landtrust tiles export FOLDER”, upload FOLDER/00ff now, and keep the former one for a day.
    """
    return (
        f"Pages now ask for {pattern.replace('{stamp}', stamp)}\n"
        "A CDN that fetches from this site needs nothing more. For an object store, run\n"
        f"“landtrust tiles export FOLDER”, upload FOLDER/{stamp} now, "
        "and keep the former one for a day."
    )


@tiles.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """Write the current tiles into FOLDER as STAMP/Z/X/Y.mvt, for an object store.

    The files are compressed: upload them with Content-Encoding: gzip, Content-Type:
    application/vnd.mapbox-vector-tile, Cache-Control: public, max-age=31536000, immutable, and
    let pages of other origins read them (CORS: GET from every origin). A place without a file
    has no parcels.
    """
    archive = TileFolder(read_settings().tiles_folder).current()
    if archive is None:
        raise NotFound("There are no tiles yet: load parcels, or run “landtrust tiles build”.")
    count = write_tile_files(archive, folder)
    click.echo(
        f"{count:,} tiles in {folder / archive.stamp}: upload them with Content-Encoding: gzip."
    )
