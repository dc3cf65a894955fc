"""Signing in, staying signed in, and signing out; and what slows down whoever guesses.

Each try is written down before the password is looked at, and taken back if it was right: tries
that come at once, in as many processes as there are, count each other.

A browser in which somebody signed in before is counted by itself: who guesses a name elsewhere
keeps its person waiting at no browser of their own.

Source:
    OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from landtrust.domain.account_names import can_be_name, normalised_name
from landtrust.domain.sign_ins import LONGEST
from landtrust.errors import SignInNeeded, TooManyAttempts
from landtrust.model.accounts import Account, FailedSignIn, SignIn
from landtrust.phrases import Phrase
from landtrust.queries.accounts import SignedIn, role_tier
from landtrust.queries.tokens import fingerprint
from landtrust.services.passwords import fits
from landtrust.services.record_book import Actor, Errand, recording
from landtrust.services.tokens import new_token

WINDOW = timedelta(minutes=15)
MOST_OF_A_NAME = 5
"""Wrong passwords for a name within the window, after which the next is not looked at."""

SEEN_STEP = timedelta(minutes=5)
"""How exactly it is known when a sign-in was last used: not every page is worth a write."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who tries a password.

    Attributes:
        id: Of the row that counts it.
        name: As it is looked for.
        mark: What it is counted under: the name, or the name at one browser.
    """

    id: int
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class Recognized:
    """Somebody whose password was right.

    Attributes:
        password_hash: The fingerprint that the password was held against.
    """

    actor: Actor
    password_hash: str = field(repr=False)


def begin_attempt(
    connection: Connection, name: str, now: datetime, browser: str | None = None
) -> Attempt:
    """Count a try for this name, whether anybody has it or not.

    Args:
        connection: A transaction that writes, to be committed before the password is looked at.
        name: As typed.
        now: The clock of the door.
        browser: The word of a browser in which somebody has signed in with this name; None:
            nobody did.

    Raises:
        TooManyAttempts: There were too many.
    """
    wanted = normalised_name(name)
    mark = fingerprint(wanted if browser is None else f"{browser} {wanted}")
    _require_few(connection, mark, now, more=1)
    outside = or_(FailedSignIn.at <= now - WINDOW, FailedSignIn.at > now + WINDOW)
    connection.execute(delete(FailedSignIn).where(outside))
    added = insert(FailedSignIn).values(name_sha256=mark, at=now).returning(FailedSignIn.id)
    return Attempt(int(connection.execute(added).scalar_one()), wanted, mark)


def require_password(
    connection: Connection, attempt: Attempt, password: str, now: datetime
) -> Recognized:
    """Whose name and password these are.

    Args:
        connection: It only reads: a password takes its time, and nobody shall wait for it.
        attempt: It was counted already.
        password: As typed.
        now: The clock of the door.

    Raises:
        SignInNeeded: They are nobody's; it does not say whether the name was somebody's.
        TooManyAttempts: Others tried the name at the same time, too often.
    """
    _require_few(connection, attempt.mark, now, more=0)
    # A store may refuse to look for what is no text; it is nobody's name.
    name = attempt.name if can_be_name(attempt.name) else ""
    found = connection.execute(
        select(Account.id, Account.display_name, Account.role, Account.password_hash).where(
            Account.name == name, Account.is_open.is_(True)
        )
    ).one_or_none()
    if not fits(password, found.password_hash if found else None) or found is None:
        raise SignInNeeded("That name and that password do not go together.")
    actor = Actor(found.display_name, role_tier(found.role), found.id)
    return Recognized(actor, found.password_hash)


def begin_sign_in(connection: Connection, errand: Errand, password_hash: str) -> str:
    """Sign somebody in whose password was right; the word that the browser keeps.

    Args:
        connection: A transaction that writes.
        errand: ``sign_in``.
        password_hash: The fingerprint that the password was held against.

    Raises:
        SignInNeeded: The account was closed in between, or has another password since.
    """
    account_id = errand.actor.account_id
    with recording(connection, errand) as entry:
        still = select(Account.id).where(
            Account.id == account_id,
            Account.is_open.is_(True),
            Account.password_hash == password_hash,
        )
        if connection.scalar(still) is None:
            raise SignInNeeded("That name and that password do not go together.")
        entry.subject = f"account {account_id}"
        token = new_token()
        connection.execute(
            insert(SignIn).values(
                token_sha256=fingerprint(token),
                account_id=account_id,
                begun_at=errand.now,
                seen_at=errand.now,
                ends_at=errand.now + LONGEST,
            )
        )
    return token


def forget_attempts(connection: Connection, attempt: Attempt) -> None:
    """Take back what was counted under the same mark: whoever it was knew the password."""
    mine = FailedSignIn.name_sha256 == attempt.mark
    connection.execute(delete(FailedSignIn).where(mine))


def keep_signed_in(connection: Connection, reader: SignedIn, now: datetime) -> None:
    """Write down that a sign-in was used; this is no event, and moves no other moment back."""
    still = (SignIn.id == reader.sign_in_id, SignIn.ended_at.is_(None), SignIn.seen_at < now)
    connection.execute(update(SignIn).where(*still).values(seen_at=now))


def is_due(reader: SignedIn, now: datetime) -> bool:
    """Whether it is time to write down that a sign-in was used."""
    return now >= reader.seen_at + SEEN_STEP


def end_sign_in(connection: Connection, errand: Errand, reader: SignedIn) -> None:
    """Sign somebody out."""
    with recording(connection, errand) as entry:
        entry.subject = f"account {reader.account_id}"
        _end(connection, SignIn.id == reader.sign_in_id, entry.moment)


def end_all(connection: Connection, account_id: int, moment: datetime) -> None:
    """End every sign-in of an account, within an event that says why."""
    _end(connection, SignIn.account_id == account_id, moment)


def _end(connection: Connection, which: ColumnElement[bool], moment: datetime) -> None:
    still = SignIn.ended_at.is_(None)
    connection.execute(update(SignIn).where(which, still).values(ended_at=moment))


def _require_few(connection: Connection, mark: str, now: datetime, more: int) -> None:
    counted = select(func.count(), func.min(FailedSignIn.at)).where(
        FailedSignIn.name_sha256 == mark,
        FailedSignIn.at > now - WINDOW,
        FailedSignIn.at <= now + WINDOW,
    )
    number, oldest = connection.execute(counted).one()
    if number + more > MOST_OF_A_NAME:
        wait = max(1, math.ceil((oldest + WINDOW - now).total_seconds()))
        msg = Phrase("Too many passwords were wrong. Please wait a few minutes and try again.")
        raise TooManyAttempts(msg, retry_after_seconds=min(wait, int(WINDOW.total_seconds())))
