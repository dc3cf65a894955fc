"""Invitations: one link, for one person, once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, insert, update

from landtrust.domain.account_names import parse_display_name, parse_role
from landtrust.errors import NotFound
from landtrust.model.accounts import Invitation
from landtrust.phrases import Phrase
from landtrust.queries.accounts import invitation, open_invitations, role_tier
from landtrust.queries.tokens import fingerprint
from landtrust.services.accounts import NewAccount, insert_account
from landtrust.services.passwords import PasswordHash
from landtrust.services.record_book import Actor, Errand, recording
from landtrust.services.tokens import new_token

LASTS = timedelta(days=7)
"""How long a link can be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody who was invited types.

    Attributes:
        name: To sign in with.
        display_name: As others read it.
        password: Its fingerprint, made before anything was written.
    """

    name: str
    display_name: str
    password: PasswordHash


def invite(connection: Connection, errand: Errand, invited_name: str, role: str) -> str:
    """Invite somebody; the word of the link, which nobody can read again.

    Raises:
        InvalidInput: The name or the role cannot be used.
        NotAllowed: The actor may not.
    """
    values = {"invited_name": parse_display_name(invited_name), "role": parse_role(role)}
    with recording(connection, errand) as entry:
        token = new_token()
        added = (
            insert(Invitation)
            .values(
                **values,
                token_sha256=fingerprint(token),
                made_by_id=errand.actor.account_id,
                made_at=errand.now,
                ends_at=errand.now + LASTS,
            )
            .returning(Invitation.id)
        )
        entry.subject = f"invitation {connection.execute(added).scalar_one()}"
        entry.note(after=values)
    return token


def withdraw_invitation(connection: Connection, errand: Errand, invitation_id: int) -> None:
    """Let nobody use an invitation any more.

    Raises:
        NotAllowed: The actor may not.
        NotFound: There is none that could be used.
    """
    with recording(connection, errand) as entry:
        usable = (one.id for one in open_invitations(connection, errand.now))
        if invitation_id not in usable:
            msg = Phrase(
                "This invitation is over already: it was used or withdrawn, or its time is up."
            )
            raise NotFound(msg, number=invitation_id)
        entry.subject = f"invitation {invitation_id}"
        withdrawn = update(Invitation).where(Invitation.id == invitation_id)
        connection.execute(withdrawn.values(withdrawn_at=entry.moment))


def accept_invitation(connection: Connection, errand: Errand, token: str, answer: Answer) -> Actor:
    """Make the account that a link was for; who it is now.

    Args:
        connection: A transaction that writes.
        errand: ``accept_invitation``, by somebody who is nobody yet.
        token: The word of the link.
        answer: As typed; the role is that of the invitation, whatever is typed.

    Raises:
        InvalidInput: A name cannot be used.
        NotFound: The link cannot be used.
        RuleBroken: Somebody has the name already.
    """
    with recording(connection, errand) as entry:
        found = invitation(connection, token, errand.now)
        wanted = NewAccount(answer.name, answer.display_name, found.role, answer.password)
        account_id = insert_account(entry, wanted)
        used = update(Invitation).where(Invitation.id == found.id)
        connection.execute(used.values(used_at=entry.moment, account_id=account_id))
        entry.note(before={"invitation": found.id, "invited_name": found.invited_name})
    return Actor(parse_display_name(answer.display_name), role_tier(found.role), account_id)
