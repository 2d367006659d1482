"""The first tables, the full-text index over prompts, and the triggers that guard the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The index holds no copy of the prompts. `search_words` is storage/words.py's; prefix indexes answer a search for one
# or two letters in 0.1 ms instead of 6. The order of an insert is the order of rowid, which is the order of creation.
FULL_TEXT = (
    """
    CREATE VIRTUAL TABLE job_fts USING fts5(
        prompt, content='', prefix='1 2',
        tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So'"
    )
    """,
    """
    CREATE TRIGGER job_fts_insert AFTER INSERT ON job BEGIN
        INSERT INTO job_fts (rowid, prompt) VALUES (new.number, search_words(new.prompt));
    END
    """,
    """
    CREATE TRIGGER job_fts_update AFTER UPDATE OF prompt ON job BEGIN
        INSERT INTO job_fts (job_fts, rowid, prompt) VALUES ('delete', old.number, search_words(old.prompt));
        INSERT INTO job_fts (rowid, prompt) VALUES (new.number, search_words(new.prompt));
    END
    """,
    """
    CREATE TRIGGER job_fts_delete AFTER DELETE ON job BEGIN
        INSERT INTO job_fts (job_fts, rowid, prompt) VALUES ('delete', old.number, search_words(old.prompt));
    END
    """,
)

# A balance changes only with an entry, in the same statement, and an entry never changes: so they cannot part.
LEDGER = (
    """
    CREATE TRIGGER entry_applied AFTER INSERT ON entry BEGIN
        UPDATE account
        SET balance_milli = balance_milli + new.balance_milli, reserved_milli = reserved_milli + new.reserved_milli
        WHERE id = new.account_id;
    END
    """,
    """
    CREATE TRIGGER entry_not_updated BEFORE UPDATE ON entry BEGIN
        SELECT RAISE(ABORT, 'the ledger is append-only');
    END
    """,
    """
    CREATE TRIGGER entry_not_deleted BEFORE DELETE ON entry BEGIN
        SELECT RAISE(ABORT, 'the ledger is append-only');
    END
    """,
)


def upgrade() -> None:
    _account()
    _job()
    _files()
    _entry()
    for statement in (*FULL_TEXT, *LEDGER):
        op.execute(statement)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("balance_milli", sa.Integer(), nullable=False),
        sa.Column("reserved_milli", sa.Integer(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved_milli >= 0", name="account_reserved_not_negative"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_account_owner", "account", ["owner"])


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("request_json", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("submit_token", sa.String(), nullable=True),
        sa.Column("task_json", sa.String(), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("estimate_usd_micro", sa.Integer(), nullable=True),
        sa.Column("reserved_milli", sa.Integer(), nullable=False),
        sa.Column("charged_milli", sa.Integer(), nullable=True),
        sa.Column("usd_micro", sa.Integer(), nullable=True),
        sa.Column("cost_source", sa.String(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("error_message", sa.String(), nullable=True),
        sa.Column("error_detail", sa.String(), nullable=True),
        sa.Column("extras_json", sa.String(), nullable=False),
        sa.Column("machine_version", sa.Integer(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.Column("submitted_at_ms", sa.Integer(), nullable=True),
        sa.Column("deadline_at_ms", sa.Integer(), nullable=True),
        sa.Column("finished_at_ms", sa.Integer(), nullable=True),
        sa.Column("deleted_at_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("job_owner_seq", "job", ["owner", "seq"])
    op.create_index("job_seq", "job", ["seq"])
    op.create_index("job_owner_number", "job", ["owner", "number"])
    op.create_index("job_owner_kind_number", "job", ["owner", "kind", "number"])
    op.create_index("job_owner_provider_number", "job", ["owner", "provider", "number"])
    op.create_index(
        "job_open",
        "job",
        ["state"],
        sqlite_where=sa.text("state IN ('queued', 'submitting', 'polling', 'fetching')"),
    )
    op.create_index(
        "job_idempotency",
        "job",
        ["owner", "idempotency_key"],
        unique=True,
        sqlite_where=sa.text("idempotency_key IS NOT NULL"),
    )


def _files() -> None:
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("sample_rate", sa.Integer(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("thumbnail", sa.String(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("asset_job", "asset", ["job_id", "position"], unique=True)
    op.create_index("asset_sha256", "asset", ["sha256"])
    op.create_table(
        "upload",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("upload_owner", "upload", ["owner", "created_at_ms"])


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("balance_milli", sa.Integer(), nullable=False),
        sa.Column("reserved_milli", sa.Integer(), nullable=False),
        sa.Column("usd_micro", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("entry_reserved_once", "entry", ["job_id"], unique=True, sqlite_where=sa.text("kind = 'reserve'"))
    op.create_index(
        "entry_closed_once",
        "entry",
        ["job_id"],
        unique=True,
        sqlite_where=sa.text("kind IN ('settle', 'release')"),
    )
    op.create_index("entry_account", "entry", ["account_id", "id"])
