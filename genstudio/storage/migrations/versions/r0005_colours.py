"""The mean colour of what was made, shown in its place until its picture has come. Older results have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("asset", sa.Column("colour", sa.String(), server_default="", nullable=False))
