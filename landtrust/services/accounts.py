"""Who may sign in: accounts are made, changed and closed, and never deleted."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from landtrust.domain.account_names import parse_display_name, parse_role, parse_sign_in_name
from landtrust.errors import NotAllowed, RuleBroken, SignInNeeded
from landtrust.model.accounts import Account, Invitation
from landtrust.phrases import Phrase
from landtrust.queries.accounts import AccountRow, account
from landtrust.services.passwords import PasswordHash
from landtrust.services.record_book import Entry, Errand, recording
from landtrust.services.sign_ins import end_all


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of, as typed.

    Attributes:
        name: To sign in with.
        display_name: As others read it.
        role: A code.
        password: Its fingerprint, made before anything was written.
    """

    name: str
    display_name: str
    role: str
    password: PasswordHash


def add_account(connection: Connection, errand: Errand, wanted: NewAccount) -> int:
    """Make an account; its number.

    Args:
        connection: A transaction that writes.
        errand: ``add_account``.
        wanted: As typed.

    Raises:
        InvalidInput: A name cannot be used.
        NotAllowed: The actor may not.
        RuleBroken: Somebody has the name already.
    """
    with recording(connection, errand) as entry:
        return insert_account(entry, wanted)


def insert_account(entry: Entry, wanted: NewAccount) -> int:
    """Write a new account into an event; its number.

    Raises:
        InvalidInput: A name cannot be used.
        RuleBroken: Somebody has the name already.
    """
    name = parse_sign_in_name(wanted.name)
    values = {
        "name": name,
        "display_name": parse_display_name(wanted.display_name),
        "role": parse_role(wanted.role),
    }
    if entry.connection.scalar(select(Account.id).where(Account.name == name)) is not None:
        raise RuleBroken(Phrase("Somebody signs in as “%(name)s” already.", name=name), name=name)
    added = (
        insert(Account)
        .values(**values, password_hash=wanted.password, is_open=True, made_at=entry.moment)
        .returning(Account.id)
    )
    account_id = int(entry.connection.execute(added).scalar_one())
    entry.subject = f"account {account_id}"
    entry.note(after={**values, "is_open": True})
    return account_id


def change_role(connection: Connection, errand: Errand, account_id: int, role: str) -> None:
    """Let somebody do more or less than before; who was signed in must sign in again.

    Whoever is no steward any more has no open invitations either.

    Raises:
        InvalidInput: There is no such role.
        NotAllowed: The actor may not.
        NotFound: There is no such account.
        RuleBroken: No steward would be left.
    """
    wanted = parse_role(role)
    with recording(connection, errand) as entry:
        former = account(connection, account_id)
        if wanted != "steward":
            _require_another_steward(connection, former)
            _withdraw_invitations(entry, former)
        _change(entry, former, role=wanted)


def close_account(connection: Connection, errand: Errand, account_id: int) -> None:
    """Let nobody sign in to an account any more, from this moment, nor use its invitations.

    Raises:
        NotAllowed: The actor may not.
        NotFound: There is no such account.
        RuleBroken: No steward would be left.
    """
    with recording(connection, errand) as entry:
        former = account(connection, account_id)
        _require_another_steward(connection, former)
        _withdraw_invitations(entry, former)
        _change(entry, former, is_open=False)


def open_account(connection: Connection, errand: Errand, account_id: int) -> None:
    """Let somebody sign in again to an account that was closed.

    Raises:
        NotAllowed: The actor may not.
        NotFound: There is no such account.
    """
    with recording(connection, errand) as entry:
        _change(entry, account(connection, account_id), is_open=True)


def change_password(
    connection: Connection,
    errand: Errand,
    account_id: int,
    password: PasswordHash,
    former: str | None = None,
) -> None:
    """Give an account another password, and end every sign-in with the former one.

    Whoever calls has made sure that it is the account's own person, or the command line.

    Args:
        connection: A transaction that writes.
        errand: ``change_password``.
        account_id: Whose.
        password: The fingerprint of the new one.
        former: The fingerprint that the actor's own password was held against; None: it was not.

    Raises:
        NotAllowed: It is somebody else's account.
        NotFound: There is no such account.
        SignInNeeded: The password was changed after the actor's own was looked at.
    """
    if errand.actor.account_id not in (None, account_id):
        raise NotAllowed("Only the person whose account it is changes its password.")
    with recording(connection, errand) as entry:
        mine = Account.id == account(connection, account_id).id
        entry.subject = f"account {account_id}"
        if former not in (None, connection.scalar(select(Account.password_hash).where(mine))):
            raise SignInNeeded("This password was changed meanwhile.")
        connection.execute(update(Account).where(mine).values(password_hash=password))
        end_all(connection, account_id, entry.moment)


def change_display_name(
    connection: Connection, errand: Errand, account_id: int, display_name: str
) -> None:
    """Let others read another name; what was recorded keeps the name of its day.

    Raises:
        InvalidInput: The name cannot be used.
        NotAllowed: The actor may not.
        NotFound: There is no such account.
    """
    wanted = parse_display_name(display_name)
    with recording(connection, errand) as entry:
        former = account(connection, account_id)
        entry.subject = f"account {former.id}"
        entry.note(before={"display_name": former.display_name}, after={"display_name": wanted})
        connection.execute(
            update(Account).where(Account.id == former.id).values(display_name=wanted)
        )


def _change(entry: Entry, former: AccountRow, **values: object) -> None:
    entry.subject = f"account {former.id}"
    entry.note(before={name: getattr(former, name) for name in values}, after=values)
    entry.connection.execute(update(Account).where(Account.id == former.id).values(**values))
    end_all(entry.connection, former.id, entry.moment)


def _withdraw_invitations(entry: Entry, maker: AccountRow) -> None:
    """Let nobody use what somebody gave out who may not invite any more."""
    withdrawn = (
        update(Invitation)
        .where(
            Invitation.made_by_id == maker.id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=entry.moment)
        .returning(Invitation.id)
    )
    if numbers := sorted(entry.connection.scalars(withdrawn)):
        entry.after["withdrawn"] = {"invitations": numbers}


def _require_another_steward(connection: Connection, leaving: AccountRow) -> None:
    if leaving.role != "steward" or not leaving.is_open:
        return
    others = (
        select(func.count())
        .select_from(Account)
        .where(Account.role == "steward", Account.is_open.is_(True), Account.id != leaving.id)
    )
    # Nobody else can change it meanwhile: the book is held.
    if not connection.scalar(others):
        raise RuleBroken("This is the last open steward: let somebody else be one first.")
