"""Alembic environment of the scoring database: runs on the connection it is given."""

from alembic import context

from pledge_scoring.storage.all_tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transaction_per_migration=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
