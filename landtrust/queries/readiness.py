"""What tells whether a store can serve: the revision of its tables, and what is current in it."""

from collections.abc import Sequence

from sqlalchemy import Connection, column, select, table

from landtrust.model.snapshots import Snapshot

_ALEMBIC = table("alembic_version", column("version_num"))


def stored_revision(connection: Connection) -> str | None:
    """The revision that the tables are at; None where no migration has run to its end."""
    return connection.scalar(select(_ALEMBIC.c.version_num))


def current_snapshot_ids(connection: Connection) -> Sequence[int]:
    """The ids of the snapshots that are current, rising: each load changes them."""
    chosen = select(Snapshot.id).where(Snapshot.state == "current").order_by(Snapshot.id)
    return connection.scalars(chosen).all()
