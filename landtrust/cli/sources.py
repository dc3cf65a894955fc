"""``landtrust sources``: what can be loaded, and what to know of it."""

from collections.abc import Iterable

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from landtrust.assets import data_folder
from landtrust.sources.catalog import find_source, load_sources
from landtrust.sources.fields import ALTERNATE_SCHEMES, FIELDS
from landtrust.sources.source import Source

_FOLDER = "sources"
_PIPE_WIDTH = 240


@click.group("sources")
def sources_group() -> None:
    """Show the parcel sources that can be loaded."""


@sources_group.command("list")
def list_sources() -> None:
    """List every source, one a line."""
    table = _table("Key", "Title", "Spans", "Role", "Rows")
    for source in load_sources(data_folder() / _FOLDER).values():
        rows = f"about {source.expected_rows:,}" if source.expected_rows else "not stated"
        title = f"{source.title} (invented)" if source.invented else source.title
        _add_row(table, source.key, title, source.coverage, source.role, rows)
    _console().print(table)
    click.echo("landtrust sources show KEY tells the columns, the licence and the traps of one.")


@sources_group.command("show")
@click.argument("key")
def show_source(key: str) -> None:
    """Show one source: terms, columns, traps."""
    source = find_source(load_sources(data_folder() / _FOLDER), key)
    console = _console()
    click.echo(f"{source.key}: {source.title}\n")
    console.print(_facts(source))
    click.echo("\nColumns")
    console.print(_columns(source))
    click.echo("\nTraps")
    for trap in source.traps or ("None known.",):
        console.print(_bullet(trap))


def _facts(source: Source) -> Table:
    table = _table("", "", show_header=False)
    for name, value in (
        ("Publisher", source.publisher),
        ("Note", source.note),
        ("From", "\n".join(source.urls) or "a file that you have"),
        ("Handed out by", source.protocol),
        ("Licence", source.licence),
        ("Credit", source.credit),
        ("Coordinates", _crs(source)),
        ("Rows", f"about {source.expected_rows:,}" if source.expected_rows else "not stated"),
        ("Spans", _span(source)),
        ("Role", source.role),
        ("Invented", "yes: nothing in it exists" if source.invented else "no"),
        ("Zero means not known", ", ".join(source.zero_is_unknown) or "nowhere"),
        ("Missing, besides blanks", ", ".join(source.blank_tokens) or "nothing"),
        ("Not a parcel number", ", ".join(source.not_a_number) or "nothing"),
        ("Dates", ", ".join(source.date_formats)),
    ):
        _add_row(table, name, value)
    return table


def _columns(source: Source) -> Table:
    table = _table("Our field", "Its columns")
    for name in FIELDS:
        if name in source.fields:
            _add_row(table, name, str(source.fields[name]))
    for scheme, rule in source.alternate_numbers.items():
        _add_row(table, scheme, f"{rule}: {ALTERNATE_SCHEMES[scheme]}")
    for name, column in _place_columns(source):
        _add_row(table, name, column)
    return table


def _place_columns(source: Source) -> Iterable[tuple[str, str]]:
    if source.county_field is not None:
        yield "county_fips", str(source.county_field)
    if source.county_name_field is not None:
        yield "county_name", str(source.county_name_field)


def _crs(source: Source) -> str:
    if source.crs is None:
        return "not stated; the file has to say"
    return f"{source.crs}, {'checked' if source.crs_verified else 'as stated, not checked'}"


def _span(source: Source) -> str:
    counties = ", ".join(source.county_fips) or "any county"
    whole = "every parcel" if source.complete else "some parcels: what is absent is not gone"
    return f"{source.coverage} ({counties}); {whole}"


def _table(first: str, *others: str, show_header: bool = True) -> Table:
    """A table without lines; its first column is never broken, so that keys can be copied."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=show_header)
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, overflow="fold")
    return table


def _add_row(table: Table, *values: str) -> None:
    """A row of plain text: square brackets in data are not markup."""
    table.add_row(*(Text(value) for value in values))


def _bullet(sentence: str) -> Table:
    table = _table("", "", show_header=False)
    _add_row(table, "-", sentence)
    return table


def _console() -> Console:
    """A console on the command's own output, made late so that redirection holds.

    In a file or a pipe nothing needs to be broken at 80 characters.
    """
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)
