"""``landtrust database copy``: the whole store into another database."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine

from landtrust.cli.progress import progress_bar
from landtrust.database import (
    begin_filling,
    end_filling,
    opened_engine,
    require_current_tables,
    writing,
)
from landtrust.errors import InvalidInput
from landtrust.queries.whole_store import TableDigest, Told, row_counts
from landtrust.services.store_copy import copy_store, refuse_filled
from landtrust.settings import read_settings

_STAMP_CHARACTERS = 16


@click.command("copy")
@click.option("--to", "address", metavar="URL", required=True, help="The empty database to fill.")
def copy_command(address: str) -> None:
    """Copy the whole store into another database, and compare both.

    From SQLite to PostgreSQL or back: set LANDTRUST_DATABASE_URL to the new address afterwards.
    A copy that was cut off is refused by every other command; run it again to complete it. A
    password need not stand in the address: PostgreSQL also reads ~/.pgpass and PGPASSWORD.
    """
    with opened_engine(read_settings().database) as source, opened_engine(address) as target:
        if source.url.set(password=None) == target.url.set(password=None):
            raise InvalidInput("A store cannot be copied into itself: --to is the database in use.")
        require_current_tables(source)
        copied = copy_whole(source, target, Console(stderr=True))
    Console().print(digests_table(copied, "Equal in both"))
    click.echo("The copy is whole.")


def copy_whole(source: Engine, target: Engine, console: Console) -> dict[str, TableDigest]:
    """Copy a store into an empty database, which tells that it is not whole until it is.

    Raises:
        RuleBroken: The target is not empty; it stays as it was.
        LandTrustError: The copy differs, or could not be stored.
    """
    with writing(target) as connection:
        begin_filling(connection)
        refuse_filled(connection)
    with source.connect() as reading, writing(target) as connection:
        rows = sum(row_counts(reading).values())
        with told_rows(console, 2 * rows) as told:
            copied = copy_store(reading, connection, told)
        end_filling(connection)
    return copied


@contextmanager
def told_rows(console: Console, total: int) -> Iterator[Told]:
    """A progress bar over rows of tables."""
    with progress_bar(console, total=total) as move:
        yield lambda table, rows: move(advance=rows, description=table)


def digests_table(digests: dict[str, TableDigest], title: str) -> Table:
    """Each table with its rows and its fingerprint."""
    table = Table("Table", title=Text(title), title_justify="left")
    table.add_column("Rows", justify="right")
    table.add_column("Fingerprint")
    for name, digest in digests.items():
        table.add_row(Text(name), f"{digest.rows:,}", digest.sha256[:_STAMP_CHARACTERS])
    return table
