"""Alembic's entry: runs the steps on the connection that `vistazo.storage.schema` hands over."""

from alembic import context

from vistazo.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,
)
context.run_migrations()
