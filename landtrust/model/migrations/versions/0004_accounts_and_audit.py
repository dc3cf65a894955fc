"""Accounts, who is signed in, and the book of what was done."""

import sqlalchemy as sa
from alembic import op

from landtrust.model.declarative import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = (
    "event_thing",
    "sign_in",
    "invitation",
    "audit_event",
    "thing",
    "record_book",
    "failed_sign_in",
    "account",
)


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "account",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="The name to sign in with, in small letters (NFKC)",
        ),
        sa.Column("display_name", sa.Text(), nullable=False, comment="The name that others read"),
        sa.Column("role", sa.String(length=10), nullable=False, comment="organizer or steward"),
        sa.Column(
            "password_hash", sa.Text(), nullable=False, comment="Argon2id, with its salt and cost"
        ),
        sa.Column(
            "is_open", sa.Boolean(), nullable=False, comment="Whether it can be signed in to"
        ),
        sa.Column("made_at", Moment(), nullable=False, comment="When it was made (UTC)"),
        sa.CheckConstraint("role IN ('organizer', 'steward')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "failed_sign_in",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "name_sha256",
            sa.String(length=64),
            nullable=False,
            comment="Fingerprint of the name that was tried, known or not; or of it at a known browser",
        ),
        sa.Column("at", Moment(), nullable=False, comment="When (UTC)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    op.create_index(op.f("ix_failed_sign_in_at"), "failed_sign_in", ["at"])
    op.create_index(op.f("ix_failed_sign_in_name_sha256"), "failed_sign_in", ["name_sha256"])
    op.create_table(
        "record_book",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "last_recorded_at",
            Moment(),
            nullable=False,
            comment="The moment of the latest audit event (UTC)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_book")),
    )
    op.create_table(
        "thing",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="Which table has its versions"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thing")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "recorded_at",
            Moment(),
            nullable=False,
            comment="When (UTC); each event is later than the one before it",
        ),
        sa.Column("account_id", _ID, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False, comment="Who, as others read it on that day"),
        sa.Column("action", sa.String(length=40), nullable=False, comment="What was done, a code"),
        sa.Column(
            "subject",
            sa.Text(),
            nullable=False,
            comment="What it was done to: kind and our number, such as unit 12",
        ),
        sa.Column("before", sa.Text(), nullable=True, comment="What was there before, as JSON"),
        sa.Column("after", sa.Text(), nullable=True, comment="What is there since, as JSON"),
        sa.Column(
            "form_key",
            sa.String(length=64),
            nullable=True,
            comment="Key of the form that was sent, so that it counts once",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_event_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("form_key", name=op.f("uq_audit_event_form_key")),
        sa.UniqueConstraint("recorded_at", name=op.f("uq_audit_event_recorded_at")),
    )
    op.create_index(op.f("ix_audit_event_account_id"), "audit_event", ["account_id"])
    op.create_index(op.f("ix_audit_event_action"), "audit_event", ["action"])
    op.create_index(op.f("ix_audit_event_subject"), "audit_event", ["subject"])
    op.create_table(
        "invitation",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "token_sha256",
            sa.String(length=64),
            nullable=False,
            comment="Fingerprint of the word in the link",
        ),
        sa.Column(
            "role",
            sa.String(length=10),
            nullable=False,
            comment="The role that the account will have",
        ),
        sa.Column(
            "invited_name", sa.Text(), nullable=False, comment="Whom it is for, as others read it"
        ),
        sa.Column("made_by_id", _ID, nullable=True),
        sa.Column("made_at", Moment(), nullable=False, comment="When it was made (UTC)"),
        sa.Column("ends_at", Moment(), nullable=False, comment="Until when it can be used (UTC)"),
        sa.Column(
            "used_at",
            Moment(),
            nullable=True,
            comment="When it was used (UTC); NULL where it was not",
        ),
        sa.Column(
            "withdrawn_at",
            Moment(),
            nullable=True,
            comment="When it was withdrawn (UTC); NULL where it was not",
        ),
        sa.Column("account_id", _ID, nullable=True),
        sa.CheckConstraint("role IN ('organizer', 'steward')", name=op.f("ck_invitation_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_invitation_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitation_token_sha256")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "token_sha256",
            sa.String(length=64),
            nullable=False,
            comment="Fingerprint of the word that the browser keeps",
        ),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("begun_at", Moment(), nullable=False, comment="When it began (UTC)"),
        sa.Column("seen_at", Moment(), nullable=False, comment="When it was last used (UTC)"),
        sa.Column("ends_at", Moment(), nullable=False, comment="When it ends at the latest (UTC)"),
        sa.Column(
            "ended_at",
            Moment(),
            nullable=True,
            comment="When it was ended (UTC); NULL where it was not",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sign_in_token_sha256")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"])
    op.create_table(
        "event_thing",
        sa.Column("event_id", _ID, autoincrement=False, nullable=False),
        sa.Column("thing_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_event_thing_event_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_event_thing_thing_id")),
        sa.PrimaryKeyConstraint("event_id", "thing_id", name=op.f("pk_event_thing")),
    )
    op.create_index(op.f("ix_event_thing_thing_id"), "event_thing", ["thing_id"])


def downgrade() -> None:
    """Take the tables back."""
    for table in _TABLES:
        op.drop_table(table)
