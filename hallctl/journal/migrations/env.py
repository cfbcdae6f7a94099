"""Alembic's entry: runs the revisions on the connection that `migrate` hands over, in its transaction."""

from alembic import context

from hallctl.journal.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
