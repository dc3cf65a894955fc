from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.queries.accounts import account_named, invitation
from tests.people import PASSWORD
from tests.stores import values_of


@pytest.fixture
def address(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is that of the commands."""
    shown = store.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", shown)


def _run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(landtrust, ["user", *arguments], input=typed, catch_exceptions=False)


def _add(name: str = "Ann", role: str = "steward", password: str = PASSWORD) -> Result:
    options = ("--display-name", "Ann Example", "--role", role)
    return _run("add", name, *options, typed=f"{password}\n{password}\n")


@pytest.mark.usefixtures("address")
def test_the_first_steward_is_made_by_the_command(store: Engine) -> None:
    result = _add()
    assert result.exit_code == 0
    assert "Ann Example can sign in as “ann” (steward)." in result.output
    assert PASSWORD not in result.output
    with store.connect() as connection:
        assert account_named(connection, "ann").role == "steward"
    assert "ann\tsteward\topen\tAnn Example\n" in _run("list").output


@pytest.mark.usefixtures("address")
def test_there_is_no_default_password(store: Engine) -> None:
    assert _add(password="password1234").exit_code == 2  # noqa: S106
    assert _add(password="short").exit_code == 2  # noqa: S106
    assert _run("add", "ann", typed="").exit_code != 0
    assert values_of(store, "SELECT count(*) FROM account") == [0]


@pytest.mark.usefixtures("address")
def test_a_link_is_printed_in_place_of_a_password(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_BASE_URL", "https://land.example.org/")
    result = _run("add", "Ann Example", "--role", "steward", "--invite")
    link = result.stdout.strip()
    assert link.startswith("https://land.example.org/invitation/")
    with store.connect() as connection:
        found = invitation(connection, link.rsplit("/", 1)[1], datetime.now(UTC))
    assert (found.invited_name, found.role) == ("Ann Example", "steward")


@pytest.mark.usefixtures("address")
def test_accounts_are_closed_opened_and_changed(store: Engine) -> None:
    _add()
    assert _run("close", "ann").exit_code == 5
    _add("bea", "organizer")
    assert _run("role", "bea", "steward").exit_code == 0
    assert "Nobody can sign in as “ann”" in _run("close", "ANN").output
    assert "ann\tsteward\tclosed" in _run("list").output
    assert _run("open", "ann").exit_code == 0
    (former,) = values_of(store, "SELECT password_hash FROM account WHERE name = 'ann'")
    assert _run("password", "ann", typed="other boats 77 lantern\n" * 2).exit_code == 0
    (since,) = values_of(store, "SELECT password_hash FROM account WHERE name = 'ann'")
    assert former != since
    assert _run("close", "nobody").exit_code == 4
    actors = values_of(store, "SELECT DISTINCT actor FROM audit_event")
    assert actors == ["the command line"]
