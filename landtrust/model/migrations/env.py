"""Run migrations on the connection that the door opened."""

from alembic import context

from landtrust.model import Record
from landtrust.model.spatial import is_ours_to_migrate

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    include_name=lambda name, kind, _: (
        kind not in {"table", "index"} or is_ours_to_migrate(name or "")
    ),
    render_as_batch=False,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
