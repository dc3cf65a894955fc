"""The indexes of kinds know the value too, so that totals by both read no row."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLE = "parcel_facts"
_BY_VALUE = {
    "ix_parcel_facts_owner_kind_value": ["owner_kind", "total_value_cents", "land_use", "vacant"],
    "ix_parcel_facts_vacant_value": ["vacant", "total_value_cents", "owner_kind", "land_use"],
}
_KINDS = ("land_use", "owner_kind", "vacant")


def upgrade() -> None:
    """Bring the tables forward."""
    _index_anew("parcel_id", "total_value_cents")
    for name, columns in _BY_VALUE.items():
        op.create_index(name, _TABLE, columns)


def downgrade() -> None:
    """Take the tables back."""
    for name in _BY_VALUE:
        op.drop_index(name, table_name=_TABLE)
    _index_anew("parcel_id")


def _index_anew(*further: str) -> None:
    for kind in _KINDS:
        op.drop_index(f"ix_{_TABLE}_{kind}", table_name=_TABLE)
        op.create_index(f"ix_{_TABLE}_{kind}", _TABLE, [kind, *further])
