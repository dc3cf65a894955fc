"""Streets and house numbers, so that an address finds its parcel however it is written."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from landtrust.domain.misspellings import clues_of_name
from landtrust.domain.street_names import parse_street, place_of, situs_of
from landtrust.model.spatial import ask, dialect_of, insert_rows, run_for_each

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BY_BYTES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_CAN_BE_LOOKED_UP = sa.text("recorded_to_id IS NULL AND street_id IS NOT NULL")
_ROWS_AT_ONCE = 20_000
_STREET_COLUMNS = ("id", "county_fips", "name", "place", "direction", "bare", "suffix")
_Key = tuple[str, str, str | None]


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "street",
        sa.Column("id", _ID, nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False, comment="County"),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="Whole name in our one form: W CAPITOL ST"
        ),
        sa.Column(
            "place",
            sa.Text(),
            nullable=True,
            comment="Town as the roll has it, in capitals; NULL: not stated",
        ),
        sa.Column(
            "direction", sa.String(length=2), nullable=True, comment="N, SW and so on; NULL: none"
        ),
        sa.Column(
            "bare", sa.Text(), nullable=False, comment="The name without direction and suffix"
        ),
        sa.Column(
            "suffix",
            sa.String(length=8),
            nullable=True,
            comment="What it is, as the USPS abbreviates it; NULL: not said",
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_street_county_fips")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
    )
    op.create_index(op.f("ix_street_county_fips"), "street", ["county_fips"])
    op.create_index("ix_street_place", "street", ["place", "county_fips"])
    op.create_table(
        "street_clue",
        sa.Column("clue", _BY_BYTES, nullable=False, comment="Word, or ~ and a sound"),
        sa.Column("street_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["street_id"], ["street.id"], name=op.f("fk_street_clue_street_id")
        ),
        sa.PrimaryKeyConstraint("clue", "street_id", name=op.f("pk_street_clue")),
        sqlite_with_rowid=False,
    )
    _add_columns()
    _fill(op.get_bind())
    op.create_index(
        "ix_roll_entry_street",
        "roll_entry",
        ["street_id", "house_number", "parcel_id"],
        sqlite_where=_CAN_BE_LOOKED_UP,
        postgresql_where=_CAN_BE_LOOKED_UP,
    )


def _add_columns() -> None:
    """SQLite can add a column that refers to another table, which Alembic does not know."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE roll_entry ADD COLUMN street_id {kind} "
        "CONSTRAINT fk_roll_entry_street_id REFERENCES street (id)"
    )
    comments = {
        "street_id": "Street of the address, our reading",
        "house_number": "House number of the address, our reading; NULL: none, or zero",
    }
    op.add_column(
        "roll_entry",
        sa.Column("house_number", sa.Integer(), nullable=True, comment=comments["house_number"]),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN roll_entry.street_id IS '{comments['street_id']}'")


def _fill(connection: sa.Connection) -> None:
    """Read the addresses that are stored already."""
    known: dict[_Key, int] = {}
    for rows in _stored_addresses(connection):
        read = [
            (row.id, row.county_fips, situs_of(row.situs_address), place_of(row.situs_city))
            for row in rows
        ]
        keys = {
            row_id: (fips, situs.street, place)
            for row_id, fips, situs, place in read
            if situs.street
        }
        _enter_streets(connection, sorted(set(keys.values()) - known.keys(), key=repr), known)
        run_for_each(
            connection,
            "UPDATE roll_entry SET street_id = ?, house_number = ? WHERE id = ?",
            [
                (known[keys[row_id]], situs.house, row_id)
                for row_id, _, situs, _ in read
                if row_id in keys
            ],
        )


def _stored_addresses(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    last = 0
    while rows := ask(
        connection,
        "SELECT e.id, p.county_fips, e.situs_address, e.situs_city FROM roll_entry AS e "
        "JOIN parcel AS p ON p.id = e.parcel_id WHERE e.id > ? AND e.recorded_to_id IS NULL "
        "AND e.situs_address IS NOT NULL ORDER BY e.id LIMIT ?",
        last,
        _ROWS_AT_ONCE,
    ).all():
        yield rows
        last = rows[-1].id


def _enter_streets(connection: sa.Connection, fresh: list[_Key], known: dict[_Key, int]) -> None:
    ids = dialect_of(connection).reserve_ids("street", len(fresh)) if fresh else ()
    rows = []
    for street_id, key in zip(ids, fresh, strict=True):
        street = parse_street(key[1])
        known[key] = street_id
        rows.append((street_id, *key, street.direction or None, street.bare, street.suffix or None))
    insert_rows(connection, "street", _STREET_COLUMNS, rows)
    clues = [(clue, row[0]) for row in rows for clue in sorted(clues_of_name(str(row[5])))]
    insert_rows(connection, "street_clue", ("clue", "street_id"), clues)


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index("ix_roll_entry_street", table_name="roll_entry")
    op.drop_column("roll_entry", "house_number")
    op.drop_column("roll_entry", "street_id")
    op.drop_table("street_clue")
    op.drop_index("ix_street_place", table_name="street")
    op.drop_index(op.f("ix_street_county_fips"), table_name="street")
    op.drop_table("street")
