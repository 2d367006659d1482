"""Every table, as SQLModel classes. Times are integer milliseconds since the epoch (UTC); money is whole numbers.

The classes are the one description of the schema: Alembic compares the database with them, and the hot statements in
`storage/`, `ledger/` and `jobs/` are plain SQL on the same names.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, String, Text, text
from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """A balance: `balance_milli` and `reserved_milli` are the sums of its entries, kept by the same writes."""

    __table_args__ = (CheckConstraint("reserved_milli >= 0", name="account_reserved_not_negative"),)

    id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    balance_milli: int = 0
    reserved_milli: int = 0
    created_at_ms: int


class Entry(SQLModel, table=True):
    """One line of the append-only ledger; triggers refuse UPDATE and DELETE.

    `kind` is grant, top_up, reserve, settle or release. `balance_milli` and `reserved_milli` are signed changes. A job
    has at most one entry of each kind, and is closed by exactly one of settle and release.
    """

    __table_args__ = (
        Index("entry_reserved_once", "job_id", unique=True, sqlite_where=text("kind = 'reserve'")),
        Index("entry_closed_once", "job_id", unique=True, sqlite_where=text("kind IN ('settle', 'release')")),
        Index("entry_account", "account_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    job_id: str | None = None
    kind: str
    balance_milli: int
    reserved_milli: int
    usd_micro: int | None = None
    note: str = ""
    created_at_ms: int


class Job(SQLModel, table=True):
    """One purchase. The row is the truth: `jobs/states.py` has the states and who may change them.

    `number` orders jobs by creation; `seq` grows with every change of any job, so that a page can ask for what is new.
    `request_json` holds values, media (role -> list of upload ids) and metadata; `task_json` the vendor's handle.
    `estimate_usd_micro` is NULL for an unpriced model. `cost_source` is "vendor", "price rule" or "". `rating` runs
    from 1 to 5.
    """

    __table_args__ = (
        Index("job_owner_seq", "owner", "seq"),
        Index("job_seq", "seq"),
        Index("job_owner_number", "owner", "number"),
        Index("job_owner_kind_number", "owner", "kind", "number"),
        Index("job_owner_provider_number", "owner", "provider", "number"),
        Index("job_open", "state", sqlite_where=text("state IN ('queued', 'submitting', 'polling', 'fetching')")),
        Index("job_finished", "provider", "model", "finished_at_ms", sqlite_where=text("finished_at_ms IS NOT NULL")),
        Index("job_idempotency", "owner", "idempotency_key", unique=True,
              sqlite_where=text("idempotency_key IS NOT NULL")),
    )  # fmt: skip

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    seq: int
    owner: str
    account_id: str
    kind: str
    provider: str
    model: str
    prompt: str = Field(sa_column=Column(Text, nullable=False))
    request_json: str = Field(sa_column=Column(Text, nullable=False))
    idempotency_key: str | None = None
    request_hash: str = ""
    priority: int = 0
    state: str
    paused: bool = False
    cancel_requested: bool = False
    submit_token: str | None = None
    task_json: str | None = None
    progress: float = 0.0
    step: str = ""
    attempts: int = 0
    estimate_usd_micro: int | None = None
    reserved_milli: int = 0
    charged_milli: int | None = None
    usd_micro: int | None = None
    cost_source: str = ""
    error_code: str | None = None
    error_message: str | None = None
    error_detail: str | None = None
    extras_json: str = "{}"
    machine_version: int = 1
    created_at_ms: int
    submitted_at_ms: int | None = None
    deadline_at_ms: int | None = None
    finished_at_ms: int | None = None
    deleted_at_ms: int | None = None
    favourite: bool = Field(default=False, sa_column=Column(Boolean, server_default=text("0"), nullable=False))
    rating: int | None = None
    project: str | None = None


class Asset(SQLModel, table=True):
    """One saved file of one job, facts taken from the bytes. The file is found by `sha256`; two rows may share it.

    `position` orders the files of a job; `role` is "main" for what was asked for. Lengths in seconds, sizes in pixels
    and bytes. `thumbnail` tells what `storage/thumbnails.py` made: "webp", "peaks" or ""; `colour` is the
    picture's mean one as "#rrggbb", or "".
    """

    __table_args__ = (Index("asset_job", "job_id", "position", unique=True), Index("asset_sha256", "sha256"))

    id: int | None = Field(default=None, primary_key=True)
    job_id: str = Field(foreign_key="job.id")
    position: int
    role: str = "main"
    label: str = ""
    sha256: str
    mime: str
    size_bytes: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    thumbnail: str = ""
    created_at_ms: int
    colour: str = Field(default="", sa_column=Column(String, server_default="", nullable=False))


class Upload(SQLModel, table=True):
    """A file that a person gave us, checked and stored by content; referred to by id, only by its owner."""

    __table_args__ = (Index("upload_owner", "owner", "created_at_ms"),)

    id: str = Field(primary_key=True)
    owner: str
    name: str
    sha256: str
    mime: str
    size_bytes: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    created_at_ms: int


class Collection(SQLModel, table=True):
    """A person's own group of results; a result may be in many."""

    __table_args__ = (Index("collection_owner", "owner"),)

    id: str = Field(primary_key=True)
    owner: str
    name: str
    created_at_ms: int


class CollectionItem(SQLModel, table=True):
    """A result in a collection, by the number of its job."""

    __tablename__ = "collection_item"
    __table_args__ = (Index("collection_item_job", "job_number"), {"sqlite_with_rowid": False})

    collection_id: str = Field(foreign_key="collection.id", primary_key=True)
    job_number: int = Field(foreign_key="job.number", primary_key=True)


class KeyCheck(SQLModel, table=True):
    """What a vendor last said of the key that is in use; the key itself is in no table.

    `service` names the key's place in the keyring, `last4` shows whether it is still the same one. `verdict` is one of
    `key_checks.Verdict`; `opens_json` is a list of [label, value].
    """

    __tablename__ = "key_check"

    service: str = Field(primary_key=True)
    last4: str
    verdict: str
    detail: str
    said: str
    opens_json: str
    checked_at_ms: int


class CustomModel(SQLModel, table=True):
    """A model that its provider described at run time; `spec_json` is written by `providers/spec_json.py`."""

    __tablename__ = "custom_model"

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    spec_json: str
    described_at_ms: int
