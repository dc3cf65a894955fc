"""Residents have a say: what they suggest, report and offer."""

import sqlalchemy as sa
from alembic import op

from landtrust.model.declarative import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "suggestion_sender",
        sa.Column(
            "mark",
            sa.String(length=64),
            nullable=False,
            comment="Keyed fingerprint of the address, under a key of the day that is not stored",
        ),
        sa.Column(
            "hour",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Hour of the day (UTC)",
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="The day (UTC)"),
        sa.Column("number", sa.Integer(), nullable=False, comment="How many were taken"),
        sa.PrimaryKeyConstraint("mark", "hour", name=op.f("pk_suggestion_sender")),
    )
    op.create_table(
        "suggestion",
        sa.Column(
            "id",
            _ID,
            autoincrement=False,
            nullable=False,
            comment="Number of the event with which it came, so that none is used twice",
        ),
        sa.Column(
            "token_sha256",
            sa.String(length=64),
            nullable=False,
            comment="Fingerprint of the word in the sender's link",
        ),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="lot, mistake or offer"),
        sa.Column(
            "parcel_id",
            _ID,
            nullable=True,
            comment="Which land it is about; NULL: the text says it",
        ),
        sa.Column(
            "message", sa.Text(), nullable=False, comment="What the sender wrote; never public"
        ),
        sa.Column(
            "sender_name",
            sa.Text(),
            nullable=True,
            comment="For the answer alone; NULL: not given, or deleted",
        ),
        sa.Column(
            "sender_contact",
            sa.Text(),
            nullable=True,
            comment="For the answer alone; NULL: not given, or deleted",
        ),
        sa.Column("sent_at", Moment(), nullable=False, comment="When it came (UTC)"),
        sa.Column(
            "state",
            sa.String(length=10),
            nullable=False,
            comment="new, approved, answered, declined or spam",
        ),
        sa.Column(
            "decided_at",
            Moment(),
            nullable=True,
            comment="When an organizer last decided on it (UTC); NULL: not yet",
        ),
        sa.Column(
            "public_text",
            sa.Text(),
            nullable=True,
            comment="What an organizer lets everybody read; NULL: nothing",
        ),
        sa.Column(
            "answer", sa.Text(), nullable=True, comment="What the sender reads; NULL: nothing"
        ),
        sa.Column("event_id", _ID, nullable=False, comment="The latest event about it"),
        sa.CheckConstraint(
            "(state = 'approved') = (public_text IS NOT NULL)",
            name=op.f("ck_suggestion_public_text"),
        ),
        sa.CheckConstraint(
            "(state = 'new') = (decided_at IS NULL)", name=op.f("ck_suggestion_decided")
        ),
        sa.CheckConstraint("kind IN ('lot', 'mistake', 'offer')", name=op.f("ck_suggestion_kind")),
        sa.CheckConstraint(
            "state <> 'approved' OR parcel_id IS NOT NULL", name=op.f("ck_suggestion_public_place")
        ),
        sa.CheckConstraint(
            "state <> 'spam' OR (sender_name IS NULL AND sender_contact IS NULL)",
            name=op.f("ck_suggestion_spam"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'approved', 'answered', 'declined', 'spam')",
            name=op.f("ck_suggestion_state"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_suggestion_event_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["audit_event.id"], name=op.f("fk_suggestion_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_suggestion_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_suggestion_token_sha256")),
    )
    op.create_index(op.f("ix_suggestion_parcel_id"), "suggestion", ["parcel_id"])
    op.create_index(op.f("ix_suggestion_sent_at"), "suggestion", ["sent_at"])
    op.create_index(op.f("ix_suggestion_state"), "suggestion", ["state"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index(op.f("ix_suggestion_state"), table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_sent_at"), table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_parcel_id"), table_name="suggestion")
    op.drop_table("suggestion")
    op.drop_table("suggestion_sender")
