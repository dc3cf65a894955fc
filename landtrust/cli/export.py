"""``landtrust export``: parcels as a file, and whole counties as files that are ready."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from landtrust.assets import data_folder
from landtrust.cli.summaries import make_summaries
from landtrust.database import opened_engine, require_current_tables, streaming
from landtrust.errors import InvalidInput, LandTrustError
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.form_names import FORM_NAMES
from landtrust.exports.parcel_forms import FORMS, Batches, Form
from landtrust.exports.ready_files import ReadyFile, ReadyFolder
from landtrust.exports.whole_files import Counted, write_out, write_whole
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcels import stream_parcels
from landtrust.queries.places import place_names
from landtrust.queries.snapshots import all_snapshots, parcel_snapshots
from landtrust.queries.then import loads_read
from landtrust.queries.visibility import Tier, hidden_kinds
from landtrust.settings import Settings, read_settings
from landtrust.sources.codes import map_classes
from landtrust.web.asked_times import read_then
from landtrust.web.requests import FILTER_NAMES, FilterReader

_STANDARD_OUTPUT = Path("-")
_TIERS = {tier.name.lower(): tier for tier in Tier}
_MEANINGS = {
    "county": "Codes of five digits, with commas between.",
    "region": "The key of a region.",
    "bbox": "West, south, east, north, degrees.",
    "near": "Longitude and latitude of a point; with --radius-m.",
    "radius_m": "How far from it, metres.",
    "owner_kind": "Kinds of owner, codes.",
    "land_use": "Land uses, codes.",
    "vacant": "yes, no or unknown.",
    "held": "common or other, today or as of the day that is asked for.",
    "tax": "forfeited: to the State, for unpaid taxes.",
    "min_value": "True value in all, dollars, at least.",
    "max_value": "The same, at most.",
    "min_acres": "Measured area, at least.",
    "max_acres": "The same, at most.",
    "changed_since": "A day, such as 2026-11-23.",
    "text": "Words of a number, an address or an organization's name.",
}


def _filter_options(command: Callable[..., None]) -> Callable[..., None]:
    for name in reversed(FILTER_NAMES):
        flag = f"--{name.replace('_', '-')}"
        command = click.option(flag, name, metavar="TEXT", help=_MEANINGS[name])(command)
    return command


@click.command("export")
@click.argument(
    "path", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), required=False
)
@click.option(
    "--form",
    "extension",
    type=click.Choice(FORM_NAMES),
    help="The form. Default: as the name of PATH ends.",
)
@_filter_options
@click.option(
    "--snapshot",
    metavar="NUMBER",
    help="As one load had them; the page of downloads lists the loads with their numbers.",
)
@click.option("--as-of", metavar="DAY", help="As the rolls had them on a day, such as 2026-11-23.")
@click.option(
    "--tier",
    type=click.Choice(list(_TIERS)),
    default="public",
    show_default=True,
    help="Whose eyes the file is for: what they may not read is not in it.",
)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--ready",
    is_flag=True,
    help="Instead of PATH: write the files of whole counties anew that the site has ready.",
)
def export_command(
    path: Path | None,
    extension: str | None,
    tier: str,
    *,
    replace: bool,
    ready: bool,
    **parameters: str | None,
) -> None:
    """Write the parcels that fit a filter into the file PATH.

    The options of the filter are those of addresses, and mean the same. The form is told by how
    the name ends: .geojson, .geojsonseq, .gpkg, .parquet, .fgb, .shp.zip, .csv, .spreadsheet.csv
    or .xlsx. A hyphen for PATH is standard output; say the form.
    """
    asked = {name: text for name, text in parameters.items() if text is not None}
    if (path is None) != ready or (ready and (asked or extension)):
        raise InvalidInput("Say where to: either a PATH, or --ready alone.")
    settings = read_settings()
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    require_current_tables(engine)
    console = Console(stderr=True)
    if path is None:
        with console.status("Writing the files of whole counties …"):
            written = build_ready_files(engine, settings, anew=True)
            make_summaries(engine, settings)
        click.echo(told(written))
        return
    form, target = _form(path, extension), _target(path, replace=replace)
    with console.status(f"Writing {form.name} …"):
        count = export_parcels(engine, asked, form, target, _TIERS[tier])
    place = path if target is path else "what was written"
    many = "parcel is" if count == 1 else "parcels are"
    click.echo(f"{count:,} {many} in {place}.", err=target is not path)


def export_parcels(
    engine: Engine, parameters: dict[str, str], form: Form, target: Path | BinaryIO, tier: Tier
) -> int:
    """Write the parcels that fit a filter, at a time, into a file, and say how many they are.

    Args:
        engine: The database.
        parameters: The filter and the time, as addresses say them.
        form: The form of the file.
        target: The file, or a stream that is open.
        tier: Whose eyes it is for.

    Raises:
        InvalidInput: The filter cannot be used, or the form cannot hold the parcels.
    """
    classes = map_classes(data_folder()).without("owner_kind", hidden_kinds(tier))
    today = datetime.now(UTC).date()
    wanted = FilterReader(classes, today).read(parameters)
    with engine.connect() as connection:
        places = place_names(connection)
        places.require(wanted)
        snapshots, counties = all_snapshots(connection, tier), places.counties_of(wanted)
        then = read_then(parameters, snapshots, parcel_snapshots(connection), counties, today)
        notes = FileNotes(loads_read(then, snapshots, counties), then)
        by_id = {one.id: one for one in snapshots}
        counted = Counted()
        with ChosenParcels(wanted, tier, then).stream(connection, by_id) as batches:
            if isinstance(target, Path):
                write_whole(form, counted(batches), target, notes)
            else:
                write_out(form, counted(batches), target, notes)
    return counted.rows


def build_ready_files(engine: Engine, settings: Settings, *, anew: bool = False) -> list[ReadyFile]:
    """Write the files of whole counties that are not there yet, for the public.

    Args:
        engine: The database.
        settings: For the folder and the forms.
        anew: Write also those that are there.

    Raises:
        LandTrustError: One could not be written.
    """
    with engine.connect() as connection:
        snapshots = all_snapshots(connection)
    by_id = {one.id: one for one in snapshots}

    @contextmanager
    def parcels_of(fips: str) -> Iterator[Batches]:
        wanted = ParcelFilter(county=(fips,))
        with (
            streaming(engine) as connection,
            stream_parcels(connection, wanted, Tier.PUBLIC, by_id) as batches,
        ):
            yield batches

    return ReadyFolder(settings.ready_folder).build(
        snapshots, settings.ready_forms, parcels_of, anew=anew
    )


def try_to_build_ready_files(engine: Engine, settings: Settings) -> None:
    """The same after a load, which is done whatever becomes of the files."""
    try:
        written = build_ready_files(engine, settings)
        make_summaries(engine, settings)
    except (LandTrustError, OSError, DBAPIError) as problem:
        click.echo(
            f"The files to download are not ready: {problem} "
            "The site makes them when they are asked for; “landtrust export --ready” tries again.",
            err=True,
        )
    else:
        click.echo(told(written))


def told(written: list[ReadyFile]) -> str:
    """What was written, as one line for people.

    >>> told([])
    'No new files to download.'
    """
    if not written:
        return "No new files to download."
    size = sum(one.size_bytes for one in written) / 1_000_000
    files = "1 file" if len(written) == 1 else f"{len(written):,} files"
    return f"Ready to download: {files}, {size:,.1f} MB."


def _target(path: Path, *, replace: bool) -> Path | BinaryIO:
    if path == _STANDARD_OUTPUT:
        return sys.stdout.buffer
    if path.exists() and not replace:
        raise InvalidInput(f"{path} is there already; --replace writes over it.", path=str(path))
    return path


def _form(path: Path, extension: str | None) -> Form:
    # The longest that fits: “.spreadsheet.csv” ends with “.csv” too.
    named = sorted(FORM_NAMES, key=len, reverse=True)
    found = extension or next((one for one in named if path.name.lower().endswith(f".{one}")), None)
    if found is None:
        msg = f"{path.name} does not end like a form; say --form, one of {', '.join(FORM_NAMES)}."
        raise InvalidInput(msg, path=str(path))
    return FORMS[found]
