"""What the roll gave for the land's address, where a name was cut off of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "roll_entry",
        sa.Column(
            "situs_as_given",
            sa.Text(),
            nullable=True,
            comment="Address, city and ZIP as given, where a name was cut off; for stewards",
        ),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("roll_entry", "situs_as_given")
