"""An index of all roll entries of a parcel, former ones too, in place of that of current ones."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CURRENT = sa.text("recorded_to_id IS NULL")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_index("ix_roll_entry_parcel_id", "roll_entry", ["parcel_id"])
    op.drop_index("ix_roll_entry_current_parcel", table_name="roll_entry")


def downgrade() -> None:
    """Take the tables back."""
    op.create_index(
        "ix_roll_entry_current_parcel",
        "roll_entry",
        ["parcel_id"],
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )
    op.drop_index("ix_roll_entry_parcel_id", table_name="roll_entry")
