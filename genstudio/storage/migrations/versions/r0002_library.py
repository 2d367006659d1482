"""Favourites, ratings, projects and collections.

The labels are columns of `job` and not a table of their own: one UPDATE changes label and `seq` together, so that every
open page sees it, and adding a column rewrites no row. They have no index: the library searches them in memory.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As `labels.project_of` reads it: the name as text or a whole number, trimmed, at most 120 characters.
PROJECTS = """
    UPDATE job SET project = coalesce(
        (
            SELECT nullif(substr(trim(value), 1, 120), '') FROM json_each(request_json, '$.metadata')
            WHERE key = 'projectId' AND type IN ('text', 'integer')
        ),
        (
            SELECT nullif(substr(trim(value), 1, 120), '') FROM json_each(request_json, '$.metadata')
            WHERE key = 'project' AND type IN ('text', 'integer')
        )
    )
    WHERE request_json LIKE '%"project%'
"""


def upgrade() -> None:
    op.add_column("job", sa.Column("favourite", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("job", sa.Column("rating", sa.Integer(), nullable=True))
    op.add_column("job", sa.Column("project", sa.String(), nullable=True))
    op.execute(PROJECTS)
    op.create_table(
        "collection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("collection_owner", "collection", ["owner"])
    op.create_table(
        "collection_item",
        sa.Column("collection_id", sa.String(), nullable=False),
        sa.Column("job_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"]),
        sa.ForeignKeyConstraint(["job_number"], ["job.number"]),
        sa.PrimaryKeyConstraint("collection_id", "job_number"),
        sqlite_with_rowid=False,
    )
    op.create_index("collection_item_job", "collection_item", ["job_number"])
