"""Alembic's entry point; executed by `run.upgrade`, which brings the connection and its open transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import genstudio.storage.tables  # noqa: F401  # fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
