"""A whole PostgreSQL store into an archive of pg_dump, and back.

The archive holds rows only. From it nothing is run as a statement: a restore takes the rows that
it has for our tables, and gives them to the server as data.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from sqlalchemy import Connection, text

from landtrust.errors import InvalidInput
from landtrust.model.spatial import dialect_of
from landtrust.queries.whole_store import WORDS, WORDS_COLUMNS, stored_tables
from landtrust.services.postgresql_programs import (
    address_in_environment,
    find_program,
    output_of,
)
from landtrust.services.store_copy import filling, refuse_filled

_COPY = re.compile(rb'COPY "?\w+"?\."?(?P<table>\w+)"? \((?P<columns>[\w", ]+)\) FROM stdin;\n')
_END = b"\\.\n"
_CHUNK_BYTES = 262_144


def dump(store: Connection, path: Path) -> None:
    """Write the rows of all tables into an archive, of the state that this transaction sees.

    Raises:
        ConfigurationError: pg_dump is missing, or older than the server.
        LandTrustError: It failed.
    """
    program = find_program("pg_dump", store)
    schema = store.scalar(text("SELECT quote_ident(current_schema())"))
    names = (*(table.name for table in stored_tables()), WORDS)
    command = [
        program,
        "--format=custom",
        "--data-only",
        "--encoding=UTF8",
        "--no-password",
        f"--snapshot={store.scalar(text('SELECT pg_export_snapshot()'))}",
        f"--file={path}",
        *(f"--table={schema}.{name}" for name in names),
    ]
    with output_of(command, address_in_environment(store)) as said:
        said.read()


def restore_rows(path: Path, store: Connection, *, replace: bool) -> None:
    """Put the rows of an archive in the place of all that the store has.

    In the caller's transaction: if it does not end well, the old rows are back. Until it ends,
    readers of the store wait.

    Args:
        path: The archive.
        store: A transaction that writes.
        replace: Whether the store may hold anything.

    Raises:
        RuleBroken: The store holds something, and may not.
        InvalidInput: The archive has a table that is not ours, or rows that do not fit.
        ConfigurationError: pg_restore is missing, or older than the server.
        LandTrustError: It failed.
    """
    program = find_program("pg_restore", store)
    command = [program, "--data-only", "--file=-", str(path)]
    with filling(store):
        if not replace:
            refuse_filled(store)
        dialect_of(store).empty([table.name for table in stored_tables()])
        with output_of(command, dict(os.environ)) as script:
            for table, columns, rows in _copies(script):
                _copy(store, table, columns, rows)


def _copies(script: IO[bytes]) -> Iterator[tuple[str, str, Iterator[bytes]]]:
    """Each table of the script with its columns and rows; rows are read before the next table."""
    known = {table.name: {column.name for column in table.columns} for table in stored_tables()}
    known[WORDS] = {*WORDS_COLUMNS, "words"}
    for line in script:
        if found := _COPY.fullmatch(line):
            table, columns = found["table"].decode(), found["columns"].decode()
            if not set(columns.replace('"', "").split(", ")) <= known.get(table, set()):
                raise InvalidInput(f"The backup has a table that is not ours: {table}.")
            yield table, columns, _rows(script)


def _rows(script: IO[bytes]) -> Iterator[bytes]:
    for line in script:
        if line == _END:
            return
        yield line


def _copy(store: Connection, table: str, columns: str, rows: Iterable[bytes]) -> None:
    driver: Any = store.connection.driver_connection
    statement = f"COPY {table} ({columns}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for chunk in _chunks(rows):
                copy.write(chunk)
    except psycopg.Error as problem:
        msg = f"The backup's rows of {table} cannot be stored ({problem}); nothing was changed."
        raise InvalidInput(msg, table=table) from problem


def _chunks(rows: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row)
        if size > _CHUNK_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
