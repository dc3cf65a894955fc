"""The parts of the documents that are made from the code: ``make documents`` writes them.

A test compares them, so that no table of settings and no help text can grow old.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy import Table

from landtrust.cli.main import landtrust as command
from landtrust.model import Record
from landtrust.settings import Settings
from tests.benchmarks.results import read_results
from tests.benchmarks.table import results_table

PROJECT_ROOT = Path(__file__).resolve().parent.parent
_WIDTH = 88


def settings_table() -> str:
    """Every setting, what it does and its default."""
    lines = ["| setting | what it does | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in {None, ""} else f"`{field.default}`"
        lines.append(f"| `LANDTRUST_{name.upper()}` | {field.description} | {default} |")
    return "\n".join(lines)


def command_help() -> str:
    """The help of every command."""
    return "\n\n".join(_help_texts(command, "landtrust", None))


def _help_texts(of: click.Command, name: str, above: click.Context | None) -> Iterator[str]:
    # A command takes over from the one above it how its help is asked for, and remembers it.
    settings = {"max_content_width": _WIDTH, "terminal_width": _WIDTH, **of.context_settings}
    context = click.Context(of, parent=above, info_name=name, **settings)
    yield f"```\n{of.get_help(context).rstrip()}\n```"
    if isinstance(of, click.Group):
        for below in of.list_commands(context):
            command_below = of.get_command(context, below)
            assert command_below
            yield from _help_texts(command_below, below, context)


def data_dictionary() -> str:
    """Every table and column with what it means."""
    tables = sorted(Record.metadata.tables.values(), key=lambda table: table.name)
    return "\n\n".join(_table_text(table) for table in tables)


def _table_text(table: Table) -> str:
    mapped = next(mapper for mapper in Record.registry.mappers if mapper.local_table is table)
    summary = (mapped.class_.__doc__ or "").strip().splitlines()[0]
    lines = [f"## {table.name}", "", summary, "", "| column | type | meaning |", "|---|---|---|"]
    for column in table.columns:
        meaning = column.comment or _meaning_of_key(column.name, table)
        missing = "" if not column.nullable else ", may be NULL"
        lines.append(f"| `{column.name}` | {column.type}{missing} | {meaning} |")
    return "\n".join(lines)


def _meaning_of_key(name: str, table: Table) -> str:
    targets = [key.target_fullname for key in table.columns[name].foreign_keys]
    return f"Refers to `{targets[0]}`" if targets else "Our own number of the row"


def benchmarks_table() -> str:
    """What the benchmarks found last."""
    return results_table(read_results())


GENERATED: dict[str, tuple[str, Callable[[], str]]] = {
    "settings": ("README.md", settings_table),
    "benchmarks": ("README.md", benchmarks_table),
    "commands": ("README.md", command_help),
    "tables": ("data/DICTIONARY.md", data_dictionary),
}
"""Each part: the document that it stands in between two marks, and what makes it."""


def with_part(text: str, name: str, part: str) -> str:
    """The document with this part in its place."""
    begin = f"<!-- {name}: made by make documents -->"
    pattern = re.compile(f"({begin}\n).*?(\n?<!-- end -->)", re.DOTALL)
    found = pattern.subn(lambda marks: f"{marks[1]}\n{part}\n\n<!-- end -->", text)
    if found[1] != 1:
        msg = f"the marks of the part “{name}” are missing"
        raise ValueError(msg)
    return found[0]


def main() -> None:
    """Write every generated part into its document."""
    for name, (document, make) in GENERATED.items():
        path = PROJECT_ROOT / document
        path.write_text(with_part(path.read_text("utf-8"), name, make()), "utf-8")


if __name__ == "__main__":
    main()
