"""Which account of a parcel spoke for it, so that former loads can be read as they were."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COMMENT = (
    "Latest snapshot in which it began to stand for its parcel, before the parcel''s other "
    "accounts; NULL: it never did, or nobody knows"
)


def upgrade() -> None:
    """Bring the tables forward; what is known of the past is which entries speak now."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    # SQLite can add a column that refers to another table, which Alembic does not know.
    op.execute(
        f"ALTER TABLE roll_entry ADD COLUMN speaks_from_id {'BIGINT' if is_postgresql else 'INTEGER'} "
        "CONSTRAINT fk_roll_entry_speaks_from_id REFERENCES snapshot (id)"
    )
    if is_postgresql:
        op.execute(f"COMMENT ON COLUMN roll_entry.speaks_from_id IS '{_COMMENT}'")
    op.execute(
        "UPDATE roll_entry SET speaks_from_id = recorded_from_id "
        "WHERE id IN (SELECT roll_entry_id FROM parcel_facts)"
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("roll_entry", "speaks_from_id")
