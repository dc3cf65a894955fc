"""What somebody deleted stands in no file of the store: not in the store, nor in its log."""

from collections.abc import Iterator
from time import monotonic

import pytest
from sqlalchemy import Engine, text

from landtrust.database import LOG_PATIENCE_MS, writing_a_little
from tests.say import CONTACT, MESSAGE, NAME, Box, files_of
from tests.shelves import Shelf

pytestmark = pytest.mark.sqlite_only("what lies in the files of a store")


@pytest.fixture
def own_store(shelf: Shelf, seeded_template: str) -> Iterator[Engine]:
    """A store of this test's own."""
    with shelf.opened_copy(seeded_template) as engine:
        yield engine


def _found(engine: Engine) -> list[str]:
    """What of that which was sent lies in the files."""
    return [one for one in (MESSAGE, NAME, CONTACT) if one.encode() in files_of(engine)]


def _send(engine: Engine) -> str:
    with writing_a_little(engine) as connection:
        _, token = Box(connection).send()
    return token


def test_what_is_deleted_is_gone_from_the_files(own_store: Engine) -> None:
    token = _send(own_store)
    assert _found(own_store) == [MESSAGE, NAME, CONTACT]
    with writing_a_little(own_store, erases=True) as connection:
        Box(connection).delete(token)
    assert _found(own_store) == []


def test_the_name_alone_is_gone_from_the_files_too(own_store: Engine) -> None:
    token = _send(own_store)
    with writing_a_little(own_store, erases=True) as connection:
        Box(connection).forget(token)
    assert _found(own_store) == [MESSAGE]


def test_somebody_who_reads_for_long_is_not_waited_for_and_the_next_who_writes_sees_to_it(
    own_store: Engine,
) -> None:
    token = _send(own_store)
    with own_store.connect() as reading:
        reading.execute(text("SELECT count(*) FROM suggestion"))
        begun = monotonic()
        with writing_a_little(own_store, erases=True) as connection:
            Box(connection).delete(token)
        with writing_a_little(own_store):
            pass
        assert monotonic() - begun < 10 * LOG_PATIENCE_MS / 1000
        assert _found(own_store) == [MESSAGE, NAME, CONTACT]
    with writing_a_little(own_store):
        pass
    assert _found(own_store) == []


def test_what_a_small_transaction_deletes_is_overwritten_however_sqlite_was_built(
    own_store: Engine,
) -> None:
    with writing_a_little(own_store) as connection:
        assert connection.scalar(text("PRAGMA secure_delete")) == 1
