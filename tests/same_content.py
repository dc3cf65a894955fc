"""Whether two stores hold the same, whatever their own numbers of rows and clocks say."""

from sqlalchemy import Connection, Engine, Table, select, text

from landtrust.model import Record

_CLOCKS = frozenset(("retrieved_at", "finished_at"))
_NAMES = {
    "parcel": "SELECT id, public_id AS name FROM parcel",
    "snapshot": "SELECT id, county_fips || ' ' || source_key || ' ' || state AS name FROM snapshot",
    "street": "SELECT id, county_fips || ' ' || name || ' ' || coalesce(place, '') AS name "
    "FROM street",
    "roll_entry": "SELECT e.id, p.public_id || ' ' || encode(e.content_hash, 'hex') AS name "
    "FROM roll_entry AS e JOIN parcel AS p ON p.id = e.parcel_id",
}
"""What a row is called in the world, by table."""

Content = dict[str, list[str]]


def content(engine: Engine) -> Content:
    """Every row of every table of a PostgreSQL store as a text, sorted."""
    with engine.connect() as connection:
        names = {
            table: {row.id: row.name for row in connection.execute(text(statement))}
            for table, statement in _NAMES.items()
        }
        found = {
            table.name: _rows(connection, table, names) for table in Record.metadata.tables.values()
        }
        words = connection.execute(text("SELECT * FROM parcel_words")).all()
    found["parcel_words"] = sorted(repr((names["parcel"][row[0]], *row[1:])) for row in words)
    return found


def _rows(connection: Connection, table: Table, names: dict[str, dict[int, str]]) -> list[str]:
    refers = {
        column.name: key.column.table.name
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in names
    }
    kept = [column for column in table.columns if column.name not in {"id", *_CLOCKS}]
    rows = []
    for row in connection.execute(select(*kept)).mappings():
        said = {
            name: names[refers[name]][value] if name in refers and value is not None else value
            for name, value in row.items()
        }
        rows.append(repr(said))
    return sorted(rows)
