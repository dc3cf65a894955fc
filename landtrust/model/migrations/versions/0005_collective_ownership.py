"""Collective ownership: parties, units, rights, leases, papers."""

import sqlalchemy as sa
from alembic import op

from landtrust.model.declarative import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COUNTS = sa.text("recorded_to IS NULL")
_TABLES = (
    "spatial_unit",
    "evidence",
    "unit_part",
    "unit_origin",
    "resale",
    "property_unit",
    "party_member",
    "party",
    "monitoring",
    "interest",
    "inheritance",
    "ground_lease",
    "evidence_link",
    "evidence_file",
    "board_seat",
)


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "board_seat",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column(
            "kind", sa.String(length=12), nullable=False, comment="leaseholder, community or public"
        ),
        sa.Column("seat", sa.Text(), nullable=False, comment="Which seat it is"),
        sa.Column("party_id", _ID, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which it is true"),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="First day on which it is no longer; NULL: open",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_board_seat_event_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["thing.id"], name=op.f("fk_board_seat_party_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_board_seat_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_seat")),
    )
    op.create_index(op.f("ix_board_seat_party_id"), "board_seat", ["party_id"])
    op.create_index(op.f("ix_board_seat_thing_id"), "board_seat", ["thing_id"])
    op.create_index(
        "uq_board_seat_thing",
        "board_seat",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "evidence_file",
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="Fingerprint of its bytes"
        ),
        sa.Column("media_type", sa.Text(), nullable=False, comment="What its bytes are"),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False, comment="Number of its bytes"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as it was uploaded, made safe"),
        sa.Column("stored_at", Moment(), nullable=False, comment="When it was stored (UTC)"),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_evidence_file_event_id")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_evidence_file")),
    )
    op.create_table(
        "evidence_link",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("evidence_id", _ID, nullable=False),
        sa.Column("shows_id", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_evidence_link_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["thing.id"], name=op.f("fk_evidence_link_evidence_id")
        ),
        sa.ForeignKeyConstraint(["shows_id"], ["thing.id"], name=op.f("fk_evidence_link_shows_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_evidence_link_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_link")),
    )
    op.create_index(op.f("ix_evidence_link_evidence_id"), "evidence_link", ["evidence_id"])
    op.create_index(op.f("ix_evidence_link_shows_id"), "evidence_link", ["shows_id"])
    op.create_index(op.f("ix_evidence_link_thing_id"), "evidence_link", ["thing_id"])
    op.create_index(
        "uq_evidence_link_thing",
        "evidence_link",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "ground_lease",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False, comment="First day"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="First day after its end"),
        sa.Column("term_years", sa.Integer(), nullable=False, comment="Years as agreed"),
        sa.Column(
            "renewal_years",
            sa.Integer(),
            nullable=True,
            comment="Years of the renewal that it offers; NULL: none",
        ),
        sa.Column(
            "fee_cents", sa.BigInteger(), nullable=True, comment="Fee of the first period, cents"
        ),
        sa.Column("fee_period", sa.String(length=5), nullable=True, comment="month or year"),
        sa.Column(
            "fee_schedule", sa.Text(), nullable=False, comment="How the fee changes, as JSON"
        ),
        sa.Column(
            "option_days",
            sa.Integer(),
            nullable=True,
            comment="Days in which the trust may buy first; NULL: no such option",
        ),
        sa.Column("resale_formula", sa.String(length=20), nullable=True, comment="Formula, a code"),
        sa.Column(
            "resale_parameters", sa.Text(), nullable=False, comment="What it reckons with, as JSON"
        ),
        sa.Column(
            "price_cents",
            sa.BigInteger(),
            nullable=True,
            comment="Price of the improvements then, cents",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_ground_lease_event_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_ground_lease_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ground_lease")),
    )
    op.create_index(op.f("ix_ground_lease_thing_id"), "ground_lease", ["thing_id"])
    op.create_index(
        "uq_ground_lease_thing",
        "ground_lease",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "inheritance",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("decedent_id", _ID, nullable=False),
        sa.Column("heir_id", _ID, nullable=False),
        sa.Column("share_numerator", sa.BigInteger(), nullable=False, comment="Share: numerator"),
        sa.Column(
            "share_denominator", sa.BigInteger(), nullable=False, comment="Share: denominator"
        ),
        sa.Column("died_on", sa.Date(), nullable=True, comment="Day of death; NULL: not known"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["decedent_id"], ["thing.id"], name=op.f("fk_inheritance_decedent_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_inheritance_event_id")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["thing.id"], name=op.f("fk_inheritance_group_id")),
        sa.ForeignKeyConstraint(["heir_id"], ["thing.id"], name=op.f("fk_inheritance_heir_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_inheritance_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inheritance")),
    )
    op.create_index(op.f("ix_inheritance_decedent_id"), "inheritance", ["decedent_id"])
    op.create_index(op.f("ix_inheritance_group_id"), "inheritance", ["group_id"])
    op.create_index(op.f("ix_inheritance_heir_id"), "inheritance", ["heir_id"])
    op.create_index(op.f("ix_inheritance_thing_id"), "inheritance", ["thing_id"])
    op.create_index(
        "uq_inheritance_thing",
        "inheritance",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "interest",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="right, restriction or responsibility; follows from the type",
        ),
        sa.Column("type", sa.String(length=24), nullable=False, comment="Type, a code"),
        sa.Column("party_id", _ID, nullable=True),
        sa.Column(
            "share_numerator",
            sa.BigInteger(),
            nullable=True,
            comment="Share: numerator; NULL where the type has no shares",
        ),
        sa.Column(
            "share_denominator",
            sa.BigInteger(),
            nullable=True,
            comment="Share: denominator; NULL where the type has no shares",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which it is true"),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="First day on which it is no longer; NULL: open",
        ),
        sa.Column("lease_id", _ID, nullable=True),
        sa.Column("on_interest_id", _ID, nullable=True),
        sa.Column(
            "rank",
            sa.Integer(),
            nullable=True,
            comment="Order among mortgages and liens, first is 1",
        ),
        sa.Column(
            "amount_cents", sa.BigInteger(), nullable=True, comment="Sum that it secures, cents"
        ),
        sa.Column(
            "every_months",
            sa.Integer(),
            nullable=True,
            comment="How often a duty comes round, months; NULL: not regularly",
        ),
        sa.Column("description", sa.Text(), nullable=True, comment="In the words of its paper"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_interest_event_id")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["thing.id"], name=op.f("fk_interest_lease_id")),
        sa.ForeignKeyConstraint(
            ["on_interest_id"], ["thing.id"], name=op.f("fk_interest_on_interest_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["thing.id"], name=op.f("fk_interest_party_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_interest_thing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["thing.id"], name=op.f("fk_interest_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    op.create_index(op.f("ix_interest_lease_id"), "interest", ["lease_id"])
    op.create_index(op.f("ix_interest_on_interest_id"), "interest", ["on_interest_id"])
    op.create_index(op.f("ix_interest_party_id"), "interest", ["party_id"])
    op.create_index(op.f("ix_interest_thing_id"), "interest", ["thing_id"])
    op.create_index(op.f("ix_interest_unit_id"), "interest", ["unit_id"])
    op.create_index(
        "uq_interest_thing",
        "interest",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "monitoring",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("duty_id", _ID, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False, comment="Day on which it was done"),
        sa.Column("next_on", sa.Date(), nullable=True, comment="Day on which it is due again"),
        sa.Column("found", sa.Text(), nullable=False, comment="What was found"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["thing.id"], name=op.f("fk_monitoring_duty_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_monitoring_event_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_monitoring_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring")),
    )
    op.create_index(op.f("ix_monitoring_duty_id"), "monitoring", ["duty_id"])
    op.create_index(op.f("ix_monitoring_thing_id"), "monitoring", ["thing_id"])
    op.create_index(
        "uq_monitoring_thing",
        "monitoring",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "party",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column(
            "kind", sa.String(length=12), nullable=False, comment="person, organization or group"
        ),
        sa.Column(
            "group_kind",
            sa.String(length=20),
            nullable=True,
            comment="What makes a group one: household, cooperative, heirs, other",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as its papers write it"),
        sa.Column(
            "is_trust", sa.Boolean(), nullable=False, comment="Whether it is the trust itself"
        ),
        sa.Column(
            "is_public",
            sa.Boolean(),
            nullable=False,
            comment="Whether the trust lets anybody read its name",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="For those who work on it"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_party_event_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_party_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_thing_id"), "party", ["thing_id"])
    op.create_index(
        "uq_party_thing",
        "party",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "party_member",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("share_numerator", sa.BigInteger(), nullable=False, comment="Share: numerator"),
        sa.Column(
            "share_denominator", sa.BigInteger(), nullable=False, comment="Share: denominator"
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which it is true"),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="First day on which it is no longer; NULL: open",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_party_member_event_id")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["thing.id"], name=op.f("fk_party_member_group_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["thing.id"], name=op.f("fk_party_member_member_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_party_member_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_member")),
    )
    op.create_index(op.f("ix_party_member_group_id"), "party_member", ["group_id"])
    op.create_index(op.f("ix_party_member_member_id"), "party_member", ["member_id"])
    op.create_index(op.f("ix_party_member_thing_id"), "party_member", ["thing_id"])
    op.create_index(
        "uq_party_member_thing",
        "party_member",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "property_unit",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="What it is called"),
        sa.Column("note", sa.Text(), nullable=True, comment="For those who work on it"),
        sa.Column(
            "public_parts",
            sa.Text(),
            nullable=False,
            comment="What anybody may read of it, codes joined by commas; empty: nothing",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_property_unit_event_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_property_unit_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property_unit")),
    )
    op.create_index(op.f("ix_property_unit_thing_id"), "property_unit", ["thing_id"])
    op.create_index(
        "uq_property_unit_thing",
        "property_unit",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "resale",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("lease_id", _ID, nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False, comment="Day of the sale"),
        sa.Column(
            "formula_cents",
            sa.BigInteger(),
            nullable=True,
            comment="Most that the formula allows, cents",
        ),
        sa.Column(
            "price_cents", sa.BigInteger(), nullable=False, comment="Price that was paid, cents"
        ),
        sa.Column("steps", sa.Text(), nullable=False, comment="Every step of the sum, as JSON"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_resale_event_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["thing.id"], name=op.f("fk_resale_lease_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_resale_thing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["thing.id"], name=op.f("fk_resale_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resale")),
    )
    op.create_index(op.f("ix_resale_lease_id"), "resale", ["lease_id"])
    op.create_index(op.f("ix_resale_thing_id"), "resale", ["thing_id"])
    op.create_index(op.f("ix_resale_unit_id"), "resale", ["unit_id"])
    op.create_index(
        "uq_resale_thing",
        "resale",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "unit_origin",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("former_id", _ID, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which it is true"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_unit_origin_event_id")
        ),
        sa.ForeignKeyConstraint(["former_id"], ["thing.id"], name=op.f("fk_unit_origin_former_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_unit_origin_thing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["thing.id"], name=op.f("fk_unit_origin_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_origin")),
    )
    op.create_index(op.f("ix_unit_origin_former_id"), "unit_origin", ["former_id"])
    op.create_index(op.f("ix_unit_origin_thing_id"), "unit_origin", ["thing_id"])
    op.create_index(op.f("ix_unit_origin_unit_id"), "unit_origin", ["unit_id"])
    op.create_index(
        "uq_unit_origin_thing",
        "unit_origin",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "unit_part",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("spatial_unit_id", _ID, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which it is true"),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="First day on which it is no longer; NULL: open",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_unit_part_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["spatial_unit_id"], ["thing.id"], name=op.f("fk_unit_part_spatial_unit_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_unit_part_thing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["thing.id"], name=op.f("fk_unit_part_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_part")),
    )
    op.create_index(op.f("ix_unit_part_spatial_unit_id"), "unit_part", ["spatial_unit_id"])
    op.create_index(op.f("ix_unit_part_thing_id"), "unit_part", ["thing_id"])
    op.create_index(op.f("ix_unit_part_unit_id"), "unit_part", ["unit_id"])
    op.create_index(
        "uq_unit_part_thing",
        "unit_part",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "evidence",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="What paper it is, a code"),
        sa.Column("title", sa.Text(), nullable=False, comment="What it is called"),
        sa.Column("dated_on", sa.Date(), nullable=True, comment="Its date"),
        sa.Column("book", sa.Text(), nullable=True, comment="Book in the clerk's office"),
        sa.Column("page", sa.Text(), nullable=True, comment="Page in that book"),
        sa.Column("number", sa.Text(), nullable=True, comment="Instrument or case number"),
        sa.Column(
            "file_sha256",
            sa.String(length=64),
            nullable=True,
            comment="Its copy, where one was uploaded",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_evidence_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["evidence_file.sha256"], name=op.f("fk_evidence_file_sha256")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_evidence_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_thing_id"), "evidence", ["thing_id"])
    op.create_index(
        "uq_evidence_thing",
        "evidence",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "spatial_unit",
        sa.Column("thing_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="land or building"),
        sa.Column("name", sa.Text(), nullable=False, comment="Address, or what it is called"),
        sa.Column("parcel_id", _ID, nullable=True),
        sa.Column(
            "area_sqm",
            sa.Double(),
            nullable=True,
            comment="Square metres on the day it was recorded (EPSG:3814); NULL: not known",
        ),
        sa.Column("id", _ID, nullable=False),
        sa.Column("recorded_from", Moment(), nullable=False, comment="Since when we say so (UTC)"),
        sa.Column(
            "recorded_to",
            Moment(),
            nullable=True,
            comment="Until when we said so (UTC); NULL: we still do",
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_spatial_unit_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_spatial_unit_parcel_id")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_spatial_unit_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spatial_unit")),
    )
    op.create_index(op.f("ix_spatial_unit_parcel_id"), "spatial_unit", ["parcel_id"])
    op.create_index(op.f("ix_spatial_unit_thing_id"), "spatial_unit", ["thing_id"])
    op.create_index(
        "uq_spatial_unit_thing",
        "spatial_unit",
        ["thing_id"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )


def downgrade() -> None:
    """Take the tables back."""
    for table in _TABLES:
        op.drop_table(table)
