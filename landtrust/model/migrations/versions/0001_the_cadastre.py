"""The cadastre."""

import sqlalchemy as sa
from alembic import op

from landtrust.model.declarative import Moment
from landtrust.model.spatial import dialect_of

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "county",
        sa.Column(
            "fips",
            sa.String(length=5),
            nullable=False,
            comment="Federal code of state and county, such as 28049",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="Name without the word County"),
        sa.Column("state", sa.String(length=2), nullable=False, comment="Postal code of the state"),
        sa.Column(
            "outline",
            sa.LargeBinary(),
            nullable=False,
            comment="MultiPolygon in longitude and latitude (WKB)",
        ),
        sa.Column(
            "label_lon", sa.Double(), nullable=False, comment="Where its name goes, degrees east"
        ),
        sa.Column(
            "label_lat", sa.Double(), nullable=False, comment="Where its name goes, degrees north"
        ),
        sa.Column("west", sa.Double(), nullable=False, comment="Least longitude of the outline"),
        sa.Column("south", sa.Double(), nullable=False, comment="Least latitude of the outline"),
        sa.Column("east", sa.Double(), nullable=False, comment="Greatest longitude of the outline"),
        sa.Column("north", sa.Double(), nullable=False, comment="Greatest latitude of the outline"),
        sa.PrimaryKeyConstraint("fips", name=op.f("pk_county")),
    )
    op.create_table(
        "region",
        sa.Column("key", sa.String(length=40), nullable=False, comment="Name in addresses"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name as shown"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="What makes it one: history, soil, people, use",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="What a reader must know of it"),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="Where the list of counties comes from"
        ),
        sa.Column(
            "is_reconstruction",
            sa.Boolean(),
            nullable=False,
            comment="Whether no published list was found and ours was put together",
        ),
        sa.Column(
            "threshold",
            sa.Double(),
            nullable=True,
            comment="Least share of people that makes a county belong, where that is the rule",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_region")),
    )
    op.create_table(
        "region_county",
        sa.Column("region_key", sa.String(length=40), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column(
            "share",
            sa.Double(),
            nullable=True,
            comment="The county's own share, where a threshold makes the region",
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_region_county_county_fips")
        ),
        sa.ForeignKeyConstraint(
            ["region_key"], ["region.key"], name=op.f("fk_region_county_region_key")
        ),
        sa.PrimaryKeyConstraint("region_key", "county_fips", name=op.f("pk_region_county")),
    )
    op.create_index(
        op.f("ix_region_county_county_fips"), "region_county", ["county_fips"], unique=False
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False, comment="County loaded"),
        sa.Column(
            "source_key", sa.Text(), nullable=False, comment="Source file that describes the data"
        ),
        sa.Column(
            "source_title", sa.Text(), nullable=False, comment="Its title on the day of the load"
        ),
        sa.Column(
            "invented",
            sa.Boolean(),
            nullable=False,
            comment="Whether the data are made up, as the sample is",
        ),
        sa.Column(
            "bridge",
            sa.Boolean(),
            nullable=False,
            comment="Whether it only adds other numbers to parcels of another source",
        ),
        sa.Column(
            "state",
            sa.String(length=10),
            nullable=False,
            comment="loading, current, superseded or failed",
        ),
        sa.Column(
            "file_name", sa.Text(), nullable=False, comment="Name of the file, or its address"
        ),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="Fingerprint of the file's bytes",
        ),
        sa.Column(
            "retrieved_at",
            Moment(timezone=True),
            nullable=False,
            comment="When the file was read (UTC)",
        ),
        sa.Column(
            "finished_at", Moment(timezone=True), nullable=True, comment="When the load ended (UTC)"
        ),
        sa.Column("roll_year", sa.Integer(), nullable=True, comment="Latest roll year in the file"),
        sa.Column(
            "crs_declared",
            sa.Text(),
            nullable=True,
            comment="Coordinate system that the file states; NULL when it states none",
        ),
        sa.Column(
            "crs_used", sa.Text(), nullable=False, comment="Coordinate system that it was read with"
        ),
        sa.Column(
            "rows_read", sa.Integer(), nullable=False, comment="Rows of the file for this county"
        ),
        sa.Column("rows_kept", sa.Integer(), nullable=False, comment="Rows that are stored"),
        sa.Column(
            "rows_repaired", sa.Integer(), nullable=False, comment="Kept rows with a mended outline"
        ),
        sa.Column(
            "rows_rejected", sa.Integer(), nullable=False, comment="Rows that could not be used"
        ),
        sa.Column(
            "entries_written", sa.Integer(), nullable=False, comment="Roll entries new in this load"
        ),
        sa.Column(
            "parcels_new", sa.Integer(), nullable=False, comment="Parcels seen for the first time"
        ),
        sa.Column(
            "parcels_gone", sa.Integer(), nullable=False, comment="Parcels no longer in the source"
        ),
        sa.Column(
            "parcels_changed", sa.Integer(), nullable=False, comment="Parcels with any change"
        ),
        sa.Column(
            "notes", sa.Text(), nullable=True, comment="What the reader of the file remarked"
        ),
        sa.CheckConstraint(
            "state IN ('loading', 'current', 'superseded', 'failed')",
            name=op.f("ck_snapshot_state"),
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_snapshot_county_fips")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    op.create_index(
        "uq_snapshot_current",
        "snapshot",
        ["county_fips", "source_key"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_table(
        "parcel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "public_id",
            sa.Text(),
            nullable=False,
            comment="Public name: county code, hyphen, parcel number",
        ),
        sa.Column("county_fips", sa.String(length=5), nullable=False, comment="County"),
        sa.Column("parcel_number", sa.Text(), nullable=False, comment="Number, normalised"),
        sa.Column(
            "parcel_number_as_given",
            sa.Text(),
            nullable=False,
            comment="Number as the source has it",
        ),
        sa.Column("west", sa.Double(), nullable=False, comment="Least longitude"),
        sa.Column("south", sa.Double(), nullable=False, comment="Least latitude"),
        sa.Column("east", sa.Double(), nullable=False, comment="Greatest longitude"),
        sa.Column("north", sa.Double(), nullable=False, comment="Greatest latitude"),
        sa.Column("label_lon", sa.Double(), nullable=False, comment="A point inside, degrees east"),
        sa.Column(
            "label_lat", sa.Double(), nullable=False, comment="A point inside, degrees north"
        ),
        sa.Column(
            "area_sqm",
            sa.Double(),
            nullable=False,
            comment="Area in square metres, measured in EPSG:3814",
        ),
        sa.Column(
            "first_seen_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Snapshot that first had it",
        ),
        sa.Column(
            "last_seen_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Latest snapshot that had it",
        ),
        sa.ForeignKeyConstraint(
            ["county_fips"], ["county.fips"], name=op.f("fk_parcel_county_fips")
        ),
        sa.ForeignKeyConstraint(
            ["first_seen_id"], ["snapshot.id"], name=op.f("fk_parcel_first_seen_id")
        ),
        sa.ForeignKeyConstraint(
            ["last_seen_id"], ["snapshot.id"], name=op.f("fk_parcel_last_seen_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("public_id", name=op.f("uq_parcel_public_id")),
    )
    op.create_table(
        "rejected_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "row_number", sa.Integer(), nullable=False, comment="Position in the file, from 1"
        ),
        sa.Column(
            "parcel_number", sa.Text(), nullable=True, comment="Its number, where it has one"
        ),
        sa.Column("reason", sa.String(length=40), nullable=False, comment="Coded reason"),
        sa.Column("detail", sa.Text(), nullable=False, comment="One plain sentence"),
        sa.Column("row_text", sa.Text(), nullable=False, comment="The row's values as JSON"),
        sa.Column(
            "outline",
            sa.LargeBinary(),
            nullable=True,
            comment="Its geometry as given (WKB), where it had one",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_rejected_row_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_row")),
    )
    op.create_index(
        op.f("ix_rejected_row_snapshot_id"), "rejected_row", ["snapshot_id"], unique=False
    )
    op.create_table(
        "geometry_repair",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "row_number", sa.Integer(), nullable=False, comment="Position in the file, from 1"
        ),
        sa.Column(
            "problem",
            sa.Text(),
            nullable=False,
            comment="What was wrong, in the geometry engine's words",
        ),
        sa.Column(
            "outline_as_given", sa.LargeBinary(), nullable=False, comment="Before the repair (WKB)"
        ),
        sa.Column(
            "area_change_sqm",
            sa.Double(),
            nullable=True,
            comment="Area after less area before, square metres; NULL where before had none",
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_geometry_repair_parcel_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_geometry_repair_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_geometry_repair")),
    )
    op.create_index(
        op.f("ix_geometry_repair_parcel_id"), "geometry_repair", ["parcel_id"], unique=False
    )
    op.create_index(
        op.f("ix_geometry_repair_snapshot_id"), "geometry_repair", ["snapshot_id"], unique=False
    )
    op.create_table(
        "parcel_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="What changed, a code"),
        sa.Column(
            "evidence", sa.Text(), nullable=False, comment="Before, after and measure, as JSON"
        ),
        sa.Column(
            "former_outline",
            sa.LargeBinary(),
            nullable=True,
            comment="Outline before the change (WKB); NULL where it did not change",
        ),
        sa.CheckConstraint(
            "kind IN ('new', 'gone', 'returned', 'split', 'merged', 'moved', 'reshaped', 'owner changed', 'value changed', 'entry changed', 'unclear')",
            name=op.f("ck_parcel_change_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_change_parcel_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_parcel_change_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_change")),
    )
    op.create_index(
        op.f("ix_parcel_change_parcel_id"), "parcel_change", ["parcel_id"], unique=False
    )
    op.create_index(
        op.f("ix_parcel_change_snapshot_id"), "parcel_change", ["snapshot_id"], unique=False
    )
    op.create_table(
        "parcel_identifier",
        sa.Column(
            "parcel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "scheme",
            sa.String(length=40),
            nullable=False,
            comment="Whose number: ppin, alternate, county_form, …",
        ),
        sa.Column("value", sa.Text(), nullable=False, comment="The number, normalised"),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_identifier_parcel_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", "scheme", "value", name=op.f("pk_parcel_identifier")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_parcel_identifier_value", "parcel_identifier", ["value"], unique=False)
    op.create_table(
        "parcel_outline",
        sa.Column(
            "parcel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "outline",
            sa.LargeBinary(),
            nullable=False,
            comment="MultiPolygon in longitude and latitude, EPSG:4326 (WKB)",
        ),
        sa.Column(
            "given_hash",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="Fingerprint of the geometry as the source gave it",
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_outline_parcel_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_parcel_outline")),
    )
    op.create_table(
        "roll_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("source_key", sa.Text(), nullable=False, comment="Source that says so"),
        sa.Column(
            "recorded_from_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="First snapshot that says so",
        ),
        sa.Column(
            "recorded_to_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="First that no longer does; NULL: current",
        ),
        sa.Column(
            "content_hash",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="Fingerprint of all that the roll says, without its year",
        ),
        sa.Column("account", sa.Text(), nullable=True, comment="Account number (PPIN)"),
        sa.Column("owner_line_1", sa.Text(), nullable=True, comment="Owner, first line as given"),
        sa.Column("owner_line_2", sa.Text(), nullable=True, comment="Owner, second line as given"),
        sa.Column(
            "owner_kind", sa.String(length=24), nullable=False, comment="Kind of owner, our reading"
        ),
        sa.Column(
            "owner_name_public",
            sa.Text(),
            nullable=True,
            comment="Owner as anyone may read it; NULL where it may name a natural person",
        ),
        sa.Column(
            "owner_rule",
            sa.String(length=40),
            nullable=True,
            comment="Rule that decided the kind; NULL: none spoke",
        ),
        sa.Column("mailing_address", sa.Text(), nullable=True, comment="Where the bill goes"),
        sa.Column("mailing_city", sa.Text(), nullable=True, comment="Where the bill goes: city"),
        sa.Column("mailing_state", sa.Text(), nullable=True, comment="Where the bill goes: state"),
        sa.Column("mailing_zip", sa.Text(), nullable=True, comment="Where the bill goes: ZIP code"),
        sa.Column("situs_address", sa.Text(), nullable=True, comment="Address of the land"),
        sa.Column("situs_city", sa.Text(), nullable=True, comment="City of the land"),
        sa.Column("situs_zip", sa.Text(), nullable=True, comment="ZIP code of the land"),
        sa.Column(
            "land_use_as_given", sa.Text(), nullable=True, comment="Land use, roll's own code"
        ),
        sa.Column("land_use", sa.String(length=24), nullable=True, comment="Land use, our code"),
        sa.Column("zoning", sa.Text(), nullable=True, comment="Zoning district"),
        sa.Column(
            "vacant",
            sa.Boolean(),
            nullable=True,
            comment="Vacant lot; NULL: not known. A park is none",
        ),
        sa.Column(
            "land_value_cents",
            sa.BigInteger(),
            nullable=True,
            comment="True value of the land, cents",
        ),
        sa.Column(
            "improvement_value_cents",
            sa.BigInteger(),
            nullable=True,
            comment="True value of buildings, cents",
        ),
        sa.Column(
            "total_value_cents", sa.BigInteger(), nullable=True, comment="True value in all, cents"
        ),
        sa.Column(
            "assessed_value_cents",
            sa.BigInteger(),
            nullable=True,
            comment="Assessed value, cents: 10 % of true value in Class I, 15 % in Class II",
        ),
        sa.Column(
            "stated_acres", sa.Double(), nullable=True, comment="Acres as the roll states them"
        ),
        sa.Column("deed_reference", sa.Text(), nullable=True, comment="Deed book and page"),
        sa.Column("deed_date", sa.Text(), nullable=True, comment="Date of the deed, ISO 8601"),
        sa.Column("legal_description", sa.Text(), nullable=True, comment="Legal description"),
        sa.Column("subdivision", sa.Text(), nullable=True, comment="Name of the subdivision"),
        sa.Column("tax_status", sa.Text(), nullable=True, comment="Tax status as the roll has it"),
        sa.Column(
            "roll_year", sa.Integer(), nullable=True, comment="Year of the roll that first said so"
        ),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_roll_entry_parcel_id")),
        sa.ForeignKeyConstraint(
            ["recorded_from_id"], ["snapshot.id"], name=op.f("fk_roll_entry_recorded_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_to_id"], ["snapshot.id"], name=op.f("fk_roll_entry_recorded_to_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_entry")),
    )
    op.create_index(
        "ix_roll_entry_current_parcel",
        "roll_entry",
        ["parcel_id"],
        unique=False,
        sqlite_where=sa.text("recorded_to_id IS NULL"),
        postgresql_where=sa.text("recorded_to_id IS NULL"),
    )
    op.create_table(
        "parcel_facts",
        sa.Column(
            "parcel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "roll_entry_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The entry that these facts are from",
        ),
        sa.Column(
            "snapshot_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Current snapshot that has the parcel",
        ),
        sa.Column("county_fips", sa.String(length=5), nullable=False, comment="County"),
        sa.Column(
            "owner_kind", sa.String(length=24), nullable=False, comment="Kind of owner, a code"
        ),
        sa.Column("land_use", sa.String(length=24), nullable=True, comment="Land use, our code"),
        sa.Column(
            "vacant",
            sa.Boolean(),
            nullable=True,
            comment="Vacant lot; NULL: not known. A park is none",
        ),
        sa.Column(
            "land_value_cents",
            sa.BigInteger(),
            nullable=True,
            comment="True value of the land, cents",
        ),
        sa.Column(
            "improvement_value_cents",
            sa.BigInteger(),
            nullable=True,
            comment="True value of buildings, cents",
        ),
        sa.Column(
            "total_value_cents", sa.BigInteger(), nullable=True, comment="True value in all, cents"
        ),
        sa.Column(
            "area_sqm",
            sa.Double(),
            nullable=False,
            comment="Area in square metres, measured in EPSG:3814",
        ),
        sa.Column("roll_year", sa.Integer(), nullable=True, comment="Year of the roll"),
        sa.Column(
            "accounts",
            sa.Integer(),
            nullable=False,
            comment="How many roll accounts the parcel has",
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_facts_parcel_id")
        ),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entry.id"], name=op.f("fk_parcel_facts_roll_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_parcel_facts_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_parcel_facts")),
    )
    op.create_index(
        "ix_parcel_facts_county_fips", "parcel_facts", ["county_fips", "parcel_id"], unique=False
    )
    op.create_index(
        "ix_parcel_facts_kinds",
        "parcel_facts",
        ["county_fips", "owner_kind", "land_use", "vacant"],
        unique=False,
    )
    op.create_index(
        "ix_parcel_facts_land_use", "parcel_facts", ["land_use", "parcel_id"], unique=False
    )
    op.create_index(
        "ix_parcel_facts_owner_kind", "parcel_facts", ["owner_kind", "parcel_id"], unique=False
    )
    op.create_index("ix_parcel_facts_vacant", "parcel_facts", ["vacant", "parcel_id"], unique=False)
    dialect_of(op.get_bind()).create_indexes()


def downgrade() -> None:
    """Take the tables back."""
    dialect_of(op.get_bind()).drop_indexes()
    op.drop_index("ix_parcel_facts_vacant", table_name="parcel_facts")
    op.drop_index("ix_parcel_facts_owner_kind", table_name="parcel_facts")
    op.drop_index("ix_parcel_facts_land_use", table_name="parcel_facts")
    op.drop_index("ix_parcel_facts_kinds", table_name="parcel_facts")
    op.drop_index("ix_parcel_facts_county_fips", table_name="parcel_facts")
    op.drop_table("parcel_facts")
    op.drop_index(
        "ix_roll_entry_current_parcel",
        table_name="roll_entry",
        sqlite_where=sa.text("recorded_to_id IS NULL"),
        postgresql_where=sa.text("recorded_to_id IS NULL"),
    )
    op.drop_table("roll_entry")
    op.drop_table("parcel_outline")
    op.drop_index("ix_parcel_identifier_value", table_name="parcel_identifier")
    op.drop_table("parcel_identifier")
    op.drop_index(op.f("ix_parcel_change_snapshot_id"), table_name="parcel_change")
    op.drop_index(op.f("ix_parcel_change_parcel_id"), table_name="parcel_change")
    op.drop_table("parcel_change")
    op.drop_index(op.f("ix_geometry_repair_snapshot_id"), table_name="geometry_repair")
    op.drop_index(op.f("ix_geometry_repair_parcel_id"), table_name="geometry_repair")
    op.drop_table("geometry_repair")
    op.drop_index(op.f("ix_rejected_row_snapshot_id"), table_name="rejected_row")
    op.drop_table("rejected_row")
    op.drop_table("parcel")
    op.drop_index(
        "uq_snapshot_current",
        table_name="snapshot",
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_region_county_county_fips"), table_name="region_county")
    op.drop_table("region_county")
    op.drop_table("region")
    op.drop_table("county")
