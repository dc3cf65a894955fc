"""Who may sign in, and who is signed in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Moment, Record, RowId

_ROLES = "role IN ('organizer', 'steward')"


class Account(Record):
    """Somebody who works with the trust and can sign in; never deleted, but closed."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(_ROLES, name="role"),)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(
        Text, unique=True, comment="The name to sign in with, in small letters (NFKC)"
    )
    display_name: Mapped[str] = mapped_column(Text, comment="The name that others read")
    role: Mapped[str] = mapped_column(String(10), comment="organizer or steward")
    password_hash: Mapped[str] = mapped_column(Text, comment="Argon2id, with its salt and cost")
    is_open: Mapped[bool] = mapped_column(comment="Whether it can be signed in to")
    made_at: Mapped[datetime] = mapped_column(Moment, comment="When it was made (UTC)")


class SignIn(Record):
    """One browser that signed in, until its end."""

    __tablename__ = "sign_in"

    id: Mapped[RowId]
    token_sha256: Mapped[str] = mapped_column(
        String(64), unique=True, comment="Fingerprint of the word that the browser keeps"
    )
    account_id: Mapped[int] = mapped_column(BigReference, ForeignKey("account.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Moment, comment="When it began (UTC)")
    seen_at: Mapped[datetime] = mapped_column(Moment, comment="When it was last used (UTC)")
    ends_at: Mapped[datetime] = mapped_column(Moment, comment="When it ends at the latest (UTC)")
    ended_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="When it was ended (UTC); NULL where it was not"
    )


class Invitation(Record):
    """A link that lets one person make one account."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint(_ROLES, name="role"),)

    id: Mapped[RowId]
    token_sha256: Mapped[str] = mapped_column(
        String(64), unique=True, comment="Fingerprint of the word in the link"
    )
    role: Mapped[str] = mapped_column(String(10), comment="The role that the account will have")
    invited_name: Mapped[str] = mapped_column(Text, comment="Whom it is for, as others read it")
    made_by_id: Mapped[int | None] = mapped_column(BigReference, ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment, comment="When it was made (UTC)")
    ends_at: Mapped[datetime] = mapped_column(Moment, comment="Until when it can be used (UTC)")
    used_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="When it was used (UTC); NULL where it was not"
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="When it was withdrawn (UTC); NULL where it was not"
    )
    account_id: Mapped[int | None] = mapped_column(BigReference, ForeignKey("account.id"))


class FailedSignIn(Record):
    """A wrong password, kept for as long as it slows down the next."""

    __tablename__ = "failed_sign_in"

    id: Mapped[RowId]
    name_sha256: Mapped[str] = mapped_column(
        String(64),
        index=True,
        comment="Fingerprint of the name that was tried, known or not; or of it at a known browser",
    )
    at: Mapped[datetime] = mapped_column(Moment, index=True, comment="When (UTC)")
