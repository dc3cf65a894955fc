"""``landtrust suggestions tidy``, for sites where nobody decides for weeks."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.database import writing
from landtrust.domain.suggestions import UNREAD_LASTS
from tests.say import NAME, Box
from tests.stores import values_of


def test_the_command_deletes_what_is_kept_no_longer_and_says_how_much(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = store.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", shown)
    with writing(store) as connection:
        box = Box(connection)
        box.now -= UNREAD_LASTS + timedelta(days=365)
        unread, _token = box.send(None)
        spam, _token = box.send(None)
        box.decide(spam, "spam", None)
    done = CliRunner().invoke(landtrust, ["suggestions", "tidy"], catch_exceptions=False)
    assert done.output == "Names and contacts deleted: 1. Spam deleted: 1.\n"
    assert values_of(store, "SELECT id FROM suggestion") == [unread]
    assert values_of(store, "SELECT count(*) FROM suggestion WHERE sender_name = ?", NAME) == [0]
    done = CliRunner().invoke(landtrust, ["suggestions", "tidy"], catch_exceptions=False)
    assert done.output == "Names and contacts deleted: 0. Spam deleted: 0.\n"
