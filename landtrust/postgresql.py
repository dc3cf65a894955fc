"""An engine for PostgreSQL, whose connections ask the server for no more than they must."""

import select
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError

_WRITES = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL statement_timeout = 0"
)
"""In one message: the server answers it at once, and nobody waits for two answers."""


@dataclass(frozen=True)
class Limits:
    """What a PostgreSQL server may be asked for; SQLite knows neither.

    Attributes:
        connections: Most connections of this process at once.
        statement_seconds: How long one question of a reader may take; None: as long as it takes.
    """

    connections: int = 10
    statement_seconds: float | None = None


USUAL_LIMITS = Limits()


class StoreConnection(psycopg.Connection[Any]):
    """A connection that keeps what it prepared.

    Attributes:
        writes: Whether its transaction may write.
    """

    writes = False

    def rollback(self) -> None:
        """End the transaction; what it wrote is undone.

        Where it could not write there is nothing to undo, and it is committed: the driver takes
        whatever was prepared for lost with what is rolled back, and each page would have the
        server plan its questions anew.
        """
        is_whole = self.info.transaction_status is TransactionStatus.INTRANS
        if is_whole and not self.writes:
            self.commit()
        else:
            super().rollback()


def open_postgresql(url: URL, limits: Limits) -> Engine:
    """An engine for this address of a PostgreSQL database, whose connections are such ones."""
    settings = {
        # A page is of one state of the store, however many questions it takes.
        "default_transaction_isolation": "repeatable\\ read",
        "default_transaction_read_only": "on",
        "statement_timeout": f"{round((limits.statement_seconds or 0) * 1000)}",
        "timezone": "UTC",
        # It takes longer to compile our questions than to answer them.
        "jit": "off",
    }
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=limits.connections,
        max_overflow=0,
        connect_args={
            "application_name": "landtrust",
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkout", _refuse_closed)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    kept: Any = connection.connection.driver_connection
    # Who writes looks at what others have committed since, and may take its time.
    options = connection.get_execution_options()
    kept.writes = options.get("writes", False)
    if kept.writes:
        connection.exec_driver_sql(_WRITES)
    if not options.get("waits", True):
        connection.exec_driver_sql("SET LOCAL lock_timeout = 1")


def _connect(
    dialect: object, record: object, address: list[Any], parameters: dict[str, Any]
) -> StoreConnection:
    del dialect, record
    return StoreConnection.connect(*address, **parameters)


def _refuse_closed(connection: StoreConnection, record: object, fairy: object) -> None:
    """Look whether the server has hung up, as one does that was restarted.

    Nobody has asked anything, so that there is nothing else to read. To ask the server would
    take longer than many a question.
    """
    del record, fairy
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise InvalidatePoolError
