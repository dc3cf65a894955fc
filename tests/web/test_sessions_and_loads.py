"""Who is signed in reads on while a load writes, and where the database does not answer."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from landtrust.database import writing, writing_a_little
from landtrust.services.sign_ins import SEEN_STEP
from tests.people import visitor
from tests.stores import values_of

_SEEN = "SELECT seen_at FROM sign_in"


def test_the_use_of_a_session_is_written_down(staffed_app: Flask, staffed: Engine) -> None:
    client = visitor(staffed_app, "organizer")
    before = values_of(staffed, _SEEN)
    client.get("/account")
    assert values_of(staffed, _SEEN) == before
    later = datetime.now(UTC) + SEEN_STEP
    with patch("landtrust.web.sessions.now", return_value=later):
        assert client.get("/account").status_code == 200
    assert values_of(staffed, _SEEN) > before


def test_nobody_waits_for_a_load_to_be_known(staffed_app: Flask, staffed: Engine) -> None:
    client = visitor(staffed_app, "organizer")
    later = datetime.now(UTC) + SEEN_STEP
    with writing(staffed) as load:
        load.execute(text("UPDATE sign_in SET seen_at = seen_at"))
        with patch("landtrust.web.sessions.now", return_value=later):
            assert client.get("/account").status_code == 200


def test_whoever_does_not_wait_fails_at_once_and_others_wait_as_before(staffed: Engine) -> None:
    with writing(staffed) as load:
        load.execute(text("UPDATE account SET is_open = is_open"))
        with (
            pytest.raises(OperationalError),
            writing_a_little(staffed, waits=False) as connection,
        ):
            connection.execute(text("UPDATE account SET is_open = is_open"))
    with writing_a_little(staffed) as connection:
        connection.execute(text("UPDATE account SET is_open = is_open"))


@pytest.mark.sqlite_only("a pragma")
def test_patience_comes_back(staffed: Engine) -> None:
    with writing_a_little(staffed, waits=False) as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000


def test_a_database_that_does_not_answer_makes_no_second_error(
    staffed_app: Flask, staffed: Engine
) -> None:
    client = visitor(staffed_app, "organizer")

    def fail(*given: object) -> None:
        raise OperationalError(str(given[2]), {}, Exception("gone"))

    event.listen(staffed, "before_cursor_execute", fail)
    try:
        answer = client.get("/parcels")
    finally:
        event.remove(staffed, "before_cursor_execute", fail)
    assert answer.status_code == 503
    assert "Sign in" in answer.text


def test_a_refusal_stands_where_it_cannot_be_written_down(staffed_app: Flask) -> None:
    client = visitor(staffed_app, "organizer")
    gone = OperationalError("", {}, Exception("gone"))
    with patch("landtrust.web.refusals.record_refusal", side_effect=gone):
        assert client.get("/accounts").status_code == 403


def test_signing_in_again_begins_another_session(staffed_app: Flask, staffed: Engine) -> None:
    for _ in range(2):
        visitor(staffed_app, "organizer")
    assert values_of(staffed, "SELECT count(*) FROM sign_in") == [2]
    later = datetime.now(UTC) + timedelta(hours=9)
    client = visitor(staffed_app, "organizer")
    with patch("landtrust.web.sessions.now", return_value=later):
        assert client.get("/account").status_code == 401
