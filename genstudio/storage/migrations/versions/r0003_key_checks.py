"""What vendors said of keys, and an index for what became of each model's last jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_check",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("last4", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("opens_json", sa.String(), nullable=False),
        sa.Column("checked_at_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("service"),
    )
    op.create_index(
        "job_finished",
        "job",
        ["provider", "model", "finished_at_ms"],
        sqlite_where=sa.text("finished_at_ms IS NOT NULL"),
    )
