"""``landtrust holdings``: a trust's own spreadsheet into the book, and out of it."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.database import opened_engine, require_current_tables, writing
from landtrust.errors import InvalidInput
from landtrust.exports.holdings_csv import holdings_csv
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.visibility import Tier
from landtrust.services.holdings_import import (
    ImportRefused,
    ImportReport,
    RowOutcome,
    import_holdings,
    rehearse_import,
)
from landtrust.services.record_book import COMMAND_LINE, Errand
from landtrust.settings import read_settings
from landtrust.sources.holdings_sheet import HoldingsSheet, read_holdings_sheet

_TIERS = {tier.name.lower(): tier for tier in Tier}
TEMPLATE = "holdings_template.csv"


@click.group("holdings")
def holdings_group() -> None:
    """Bring a trust's holdings in from its spreadsheet, or write them into one."""


@holdings_group.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; store nothing.")
@click.option("--strict", is_flag=True, help="Store nothing if a row cannot be used.")
def import_command(path: Path, *, dry_run: bool, strict: bool) -> None:
    """Store the holdings of the CSV file PATH, one a row.

    A row that cannot be used is told with its line, its column and the reason; the others are
    stored. A holding that is recorded already is not stored again. ``landtrust holdings
    template`` writes a file to begin with; the README says what each column means.
    """
    sheet = read_holdings_sheet(path)
    errand = Errand(COMMAND_LINE, "import_holdings", _now(), clock=_now)
    console = Console(soft_wrap=True)
    try:
        report = _import(_opened(), errand, sheet, dry_run=dry_run, strict=strict)
    except ImportRefused as refused:
        _print(console, refused.report)
        raise
    _print(console, report)
    click.echo(_sum(report, dry_run=dry_run))


@holdings_group.command("export")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--tier",
    type=click.Choice(list(_TIERS)),
    default="steward",
    show_default=True,
    help="Whose eyes the file is for: what they may not read is not in it.",
)
@click.option(
    "--plain", is_flag=True, help="For programs: no guard before texts that begin like a formula."
)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def export_command(path: Path, tier: str, *, plain: bool, replace: bool) -> None:
    """Write the holdings of today into the CSV file PATH, which ``import`` reads again."""
    _require_free(path, replace=replace)
    day = datetime.now(UTC).date()
    with _opened().connect() as connection:
        plans = holding_plans(connection, day, _TIERS[tier])
    path.write_bytes(b"".join(holdings_csv(plans.values(), plain=plain)))
    things = "holding is" if len(plans) == 1 else "holdings are"
    click.echo(f"{len(plans):,} {things} in {path}.")


@holdings_group.command("template")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def template_command(path: Path, *, replace: bool) -> None:
    """Write a CSV file to begin with: every column, and two invented holdings."""
    _require_free(path, replace=replace)
    path.write_bytes((data_folder() / TEMPLATE).read_bytes())
    click.echo(f"The template is {path}.")


def _require_free(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace:
        raise InvalidInput(f"{path} is there already; --replace writes over it.", path=str(path))


def _opened() -> Engine:
    engine = click.get_current_context().with_resource(opened_engine(read_settings().database))
    require_current_tables(engine)
    return engine


def _import(
    engine: Engine, errand: Errand, sheet: HoldingsSheet, *, dry_run: bool, strict: bool
) -> ImportReport:
    with writing(engine) as connection:
        if dry_run:
            report = rehearse_import(connection, errand, sheet)
            if strict and report.refused:
                raise ImportRefused(report)
            return report
        return import_holdings(connection, errand, sheet, strict=strict)


def _print(console: Console, report: ImportReport) -> None:
    for note in report.notes:
        console.print(Text(f"Note: {note}."))
    if report.unread:
        console.print(Text(f"Columns that are not read: {', '.join(report.unread)}."))
    for row in report.rows:
        for sentence in _sentences(row):
            console.print(Text(f"line {row.line}: {sentence}"))
    if report.parties:
        console.print(Text(f"New names: {', '.join(report.parties)}."))


def _sentences(row: RowOutcome) -> list[str]:
    if row.is_new:
        return [f"stored: {row.name}"]
    if row.unit_id is not None:
        return [f"there already: {row.name}"]
    return [
        f"cannot be used: {one.column + ': ' if one.column else ''}{one.reason}"
        for one in row.problems
    ]


def _sum(report: ImportReport, *, dry_run: bool) -> str:
    verb = "would be stored" if dry_run else "stored"
    return (
        f"{len(report.stored):,} {verb}, {len(report.there):,} there already, "
        f"{len(report.refused):,} cannot be used, of {len(report.rows):,} rows."
    )


def _now() -> datetime:
    return datetime.now(UTC)
