"""``landtrust user``: the first steward, and whoever may sign in after that."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from landtrust.assets import data_folder
from landtrust.database import opened_engine, require_current_tables, writing_a_little
from landtrust.domain.account_names import ROLES, normalised_name
from landtrust.queries.accounts import AccountRow, account_named, accounts
from landtrust.services.accounts import (
    NewAccount,
    add_account,
    change_password,
    change_role,
    close_account,
    open_account,
)
from landtrust.services.invitations import LASTS, invite
from landtrust.services.passwords import PasswordHash, password_hash
from landtrust.services.record_book import COMMAND_LINE, Errand
from landtrust.settings import read_settings
from landtrust.sources.common_passwords import common_passwords

_role_option = click.option(
    "--role",
    type=click.Choice(ROLES),
    default="organizer",
    show_default=True,
    help="What this person may see and do.",
)


@click.group("user")
def user_group() -> None:
    """Make, show and close the accounts of people who sign in."""


@user_group.command("add")
@click.argument("name")
@click.option("--display-name", help="The name that others read. Default: NAME.")
@_role_option
@click.option("--invite", "invited", is_flag=True, help="Print a link instead; ask no password.")
def add(name: str, display_name: str | None, role: str, *, invited: bool) -> None:
    """Make an account that signs in as NAME; the password is asked for twice.

    With --invite whoever opens the link chooses a name and a password.
    """
    shown = display_name or name
    if invited:
        _invite(shown, role)
        return
    wanted = NewAccount(name, shown, role, _asked_password())
    with _store() as connection:
        add_account(connection, _errand("add_account"), wanted)
    click.echo(f"{shown} can sign in as “{normalised_name(name)}” ({role}).")


def _invite(shown: str, role: str) -> None:
    with _store() as connection:
        token = invite(connection, _errand("invite"), shown, role)
    base = (read_settings().base_url or "").rstrip("/")
    click.echo(f"{base}/invitation/{token}")
    click.echo(f"The link makes one account within {LASTS.days} days.", err=True)


@user_group.command("list")
def list_users() -> None:
    """List every account, one a line."""
    with _store() as connection:
        for one in accounts(connection):
            click.echo("\t".join((one.name, one.role, _state(one), one.display_name)))


@user_group.command("close")
@click.argument("name")
def close(name: str) -> None:
    """Let nobody sign in as NAME any more, from this moment."""
    with _store() as connection:
        found = account_named(connection, normalised_name(name))
        close_account(connection, _errand("change_account"), found.id)
    click.echo(f"Nobody can sign in as “{found.name}” any more.")


@user_group.command("open")
@click.argument("name")
def reopen(name: str) -> None:
    """Let somebody sign in again as NAME."""
    with _store() as connection:
        found = account_named(connection, normalised_name(name))
        open_account(connection, _errand("change_account"), found.id)
    click.echo(f"“{found.name}” can sign in again.")


@user_group.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
def role_command(name: str, role: str) -> None:
    """Let NAME do more or less than before."""
    with _store() as connection:
        found = account_named(connection, normalised_name(name))
        change_role(connection, _errand("change_account"), found.id, role)
    click.echo(f"“{found.name}” is {role} now, and signs in again.")


@user_group.command("password")
@click.argument("name")
def password_command(name: str) -> None:
    """Give NAME another password; it is asked for twice."""
    with _store() as connection:
        found = account_named(connection, normalised_name(name))
    password = _asked_password()
    with _store() as connection:
        change_password(connection, _errand("change_password"), found.id, password)
    click.echo(f"“{found.name}” has another password, and signs in again.")


@contextmanager
def _store() -> Iterator[Connection]:
    with opened_engine(read_settings().database) as engine:
        require_current_tables(engine)
        with writing_a_little(engine) as connection:
            yield connection


def _errand(action: str) -> Errand:
    return Errand(COMMAND_LINE, action, _now(), clock=_now)


def _now() -> datetime:
    return datetime.now(UTC)


def _asked_password() -> PasswordHash:
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password_hash(asked, common_passwords(data_folder()))


def _state(one: AccountRow) -> str:
    return "open" if one.is_open else "closed"
