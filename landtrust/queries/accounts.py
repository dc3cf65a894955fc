"""Who may sign in, who is signed in, and who is invited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from landtrust.domain.sign_ins import SignInTimes, is_in_force
from landtrust.errors import NotFound
from landtrust.model.accounts import Account, Invitation, SignIn
from landtrust.phrases import Phrase
from landtrust.queries.tokens import fingerprint
from landtrust.queries.visibility import Tier


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account, without what only the store may know of it.

    Attributes:
        name: To sign in with.
        display_name: As others read it.
        role: A code.
        last_seen_at: When a sign-in was last used; None: never.
    """

    id: int
    name: str
    display_name: str
    role: str
    is_open: bool
    made_at: datetime
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in.

    Attributes:
        sign_in_id: The sign-in that the request came with.
        seen_at: When that was last written down.
    """

    account_id: int
    name: str
    display_name: str
    tier: Tier
    sign_in_id: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that can still be used.

    Attributes:
        invited_name: Whom it is for.
        invited_by: Who made it, as others read it; None: the command line.
    """

    id: int
    role: str
    invited_name: str
    invited_by: str | None
    made_at: datetime
    ends_at: datetime


def role_tier(role: str) -> Tier:
    """How much a role may see and do."""
    return Tier[role.upper()]


def accounts(connection: Connection) -> list[AccountRow]:
    """Every account, the open ones first, by name."""
    ordered = _accounts().order_by(Account.is_open.desc(), func.lower(Account.display_name))
    return [
        AccountRow(**row) for row in connection.execute(ordered.order_by(Account.id)).mappings()
    ]


def account(connection: Connection, account_id: int) -> AccountRow:
    """One account.

    Raises:
        NotFound: There is none with this number.
    """
    one = _accounts().where(Account.id == account_id)
    row = connection.execute(one).mappings().one_or_none()
    if row is None:
        raise NotFound(
            Phrase("There is no account with the number %(number)s.", number=account_id),
            number=account_id,
        )
    return AccountRow(**row)


def account_named(connection: Connection, name: str) -> AccountRow:
    """The account that this name signs in to.

    Raises:
        NotFound: There is none.
    """
    row = connection.execute(_accounts().where(Account.name == name)).mappings().one_or_none()
    if row is None:
        raise NotFound(
            Phrase("There is no account with the name “%(name)s”.", name=name[:64]), name=name[:64]
        )
    return AccountRow(**row)


def signed_in(connection: Connection, token: str, now: datetime) -> SignedIn | None:
    """Who signed in with this word; None where the sign-in is over or never was."""
    found = connection.execute(
        select(
            Account.id, Account.name, Account.display_name, Account.role,
            SignIn.id.label("sign_in_id"), SignIn.begun_at, SignIn.seen_at, SignIn.ends_at,
            SignIn.ended_at,
        )
        .join(Account, Account.id == SignIn.account_id)
        .where(SignIn.token_sha256 == fingerprint(token), Account.is_open.is_(True))
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    times = SignInTimes(found.begun_at, found.seen_at, found.ends_at, found.ended_at)
    if not is_in_force(times, now):
        return None
    return SignedIn(
        found.id,
        found.name,
        found.display_name,
        role_tier(found.role),
        found.sign_in_id,
        found.seen_at,
    )


def open_invitations(connection: Connection, now: datetime) -> list[InvitationRow]:
    """The invitations that can still be used, the newest first."""
    rows = connection.execute(_invitations(now).order_by(Invitation.id.desc())).mappings()
    return [InvitationRow(**row) for row in rows]


def invitation(connection: Connection, token: str, now: datetime) -> InvitationRow:
    """The invitation whose link has this word.

    Raises:
        NotFound: There is none, or it was used or withdrawn, or its time is over.
    """
    mine = _invitations(now).where(Invitation.token_sha256 == fingerprint(token))
    row = connection.execute(mine).mappings().one_or_none()
    if row is None:
        msg = Phrase("This invitation cannot be used: it is over, or was used or withdrawn.")
        raise NotFound(msg)
    return InvitationRow(**row)


def _accounts() -> Select[*tuple[Any, ...]]:
    last_seen = (
        select(func.max(SignIn.seen_at))
        .where(SignIn.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    return select(
        Account.id, Account.name, Account.display_name, Account.role, Account.is_open,
        Account.made_at, last_seen.label("last_seen_at"),
    )  # fmt: skip


def _invitations(now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Invitation.id, Invitation.role, Invitation.invited_name,
            Account.display_name.label("invited_by"), Invitation.made_at, Invitation.ends_at,
        )
        .outerjoin(Account, Account.id == Invitation.made_by_id)
        .where(
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.ends_at > now,
        )
    )  # fmt: skip
