"""Opening a file: new, current, older, newer, foreign, damaged, locked, or in a folder that cannot be written to."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from genstudio.core.errors import DatabaseVersionError, DiskFullError, StorageError
from genstudio.storage import schema, tables
from genstudio.storage.database import Database
from genstudio.storage.migrations import run

PROJECT = Path(tables.__file__).parents[2]

LAST = schema.REVISIONS[-1]
LATER = "9999"
NEXT = f'''
"""A later migration."""
from alembic import op
import sqlalchemy as sa
revision = "{LATER}"
down_revision = "{LAST}"
def upgrade() -> None:
    op.add_column("account", sa.Column("colour", sa.String(), nullable=True))
    {{then}}
'''


def statements(path: Path) -> dict[str, str]:
    """Every table and index of ours by name, in SQLite's own words without white space."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'job_fts%' AND name <> 'alembic_version'"
    ).fetchall()
    connection.close()
    return {name: "".join(sql.split()) for name, sql in rows}


def test_the_migrations_make_exactly_the_tables_of_the_classes(database_path: Path, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{database_path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, kind, _: not str(name).startswith("job_fts")},
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
    # Alembic compares neither the conditions of partial indexes nor checks; SQLite's own words hold them.
    direct = tmp_path / "direct.db"
    engine = create_engine(f"sqlite:///{direct}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    assert statements(database_path) == statements(direct)


def test_every_migration_is_listed_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(run.FOLDER))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(script.revision for script in reversed(scripts)) == schema.REVISIONS


OPEN = """
import sys
from pathlib import Path
from genstudio.storage.database import Database
database = Database(Path(sys.argv[1]))
database.open()
database.close()
print([name for name in ("alembic", "sqlmodel", "sqlalchemy", "pydantic", "PIL", "av", "numpy") if name in sys.modules])
"""


def open_elsewhere(path: Path, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OPEN, str(path)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_current_file_opens_without_alembic_and_sqlmodel(database_path: Path, tmp_path: Path) -> None:
    assert open_elsewhere(database_path, tmp_path) == "[]"


def test_a_new_file_is_made_from_any_folder_without_a_configuration_file(tmp_path: Path) -> None:
    assert "alembic" in open_elsewhere(tmp_path / "new home" / "50% off" / "genstudio.db", tmp_path)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A GenStudio that knows one more migration; the path of its file."""
    folder = tmp_path / "migrations"
    shutil.copytree(run.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    further = folder / "versions" / "r9999_later.py"
    further.write_text(NEXT.format(then=""))
    monkeypatch.setattr(run, "FOLDER", folder)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, LATER))
    return further


def fill(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO account VALUES ('user:ada', 'ada', 5, 0, 0)")
    connection.commit()
    connection.close()


def content(path: Path) -> tuple[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    rows = connection.execute("SELECT * FROM account").fetchall()
    connection.close()
    return revision, rows


def test_an_older_file_is_copied_before_it_is_migrated(database_path: Path, later: Path) -> None:
    fill(database_path)
    database = Database(database_path)
    database.open()
    database.close()
    kept = database_path.with_name(f"genstudio.before-{LATER}.db")
    assert content(kept) == (LAST, [("user:ada", "ada", 5, 0, 0)])
    assert content(database_path) == (LATER, [("user:ada", "ada", 5, 0, 0, None)])
    assert sorted(path.name for path in database_path.parent.iterdir()) == [kept.name, database_path.name]


def test_a_new_or_current_file_leaves_no_copy(database_path: Path, home: Path) -> None:
    for path in (database_path, home / "new.db"):
        database = Database(path)
        database.open()
        database.close()
    assert sorted(path.name for path in home.iterdir()) == ["genstudio.db", "new.db"]


def test_two_that_open_an_older_file_at_once_migrate_it_once(database_path: Path, later: Path) -> None:
    fill(database_path)

    def open_it(_: int) -> None:
        database = Database(database_path)
        database.open()
        database.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(open_it, range(3)))
    assert content(database_path)[0] == LATER
    assert content(database_path.with_name(f"genstudio.before-{LATER}.db"))[0] == LAST


def test_a_migration_that_fails_leaves_the_file_as_it_was(database_path: Path, later: Path) -> None:
    fill(database_path)
    later.write_text(NEXT.format(then='raise RuntimeError("half way")'))
    with pytest.raises(RuntimeError, match="half way"):
        Database(database_path).open()
    assert content(database_path) == (LAST, [("user:ada", "ada", 5, 0, 0)])
    later.write_text(NEXT.format(then=""))
    database = Database(database_path)
    database.open()
    database.close()
    assert content(database_path)[0] == LATER


def test_without_room_for_the_copy_nothing_is_migrated(
    database_path: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database_path)

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DiskFullError, match="copy of the database"):
        Database(database_path).open()
    assert content(database_path)[0] == LAST
    assert [path.name for path in database_path.parent.iterdir()] == ["genstudio.db"]


def test_a_file_of_a_newer_genstudio_is_left_alone(database_path: Path) -> None:
    connection = sqlite3.connect(database_path)
    connection.execute("UPDATE alembic_version SET version_num = '0907'")
    connection.commit()
    connection.close()
    before = database_path.read_bytes()
    with pytest.raises(DatabaseVersionError, match=r"newer GenStudio \(schema 0907"):
        Database(database_path).open()
    assert database_path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photo (id INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"photos\.db in .* belongs to another program"):
        Database(path).open()
    assert path.read_bytes() == before


def test_what_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "genstudio.db"
    path.write_text("Dear diary, " * 200)
    with pytest.raises(StorageError, match="is not a GenStudio database"):
        Database(path).open()
    assert path.read_text() == "Dear diary, " * 200


def test_a_locked_file_is_said_after_a_bounded_wait(database_path: Path) -> None:
    other = sqlite3.connect(database_path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE account SET created_at_ms = 0")
    with pytest.raises(StorageError, match="locked by another program"):
        Database(database_path, busy_s=0.05).open()
    other.close()


def test_a_home_below_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="he database could not be saved"):
        Database(tmp_path / "file" / "genstudio.db").open()


READ_ONLY = """
import os, sys
from pathlib import Path
from genstudio.core.errors import StorageError
from genstudio.storage.database import Database
if os.geteuid() == 0:  # permissions do not bind root
    os.setgid(65534)
    os.setuid(65534)
for path in sys.argv[1:]:
    try:
        Database(Path(path)).open()
    except StorageError as error:
        print(error)
"""


def test_a_folder_that_cannot_be_written_to_is_said(empty_database: Path) -> None:
    # Others may not enter pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="genstudio-") as name:
        folder = Path(name)
        Path(shutil.copy(empty_database, folder / "genstudio.db")).chmod(0o444)
        folder.chmod(0o555)
        paths = [str(folder / each) for each in ("genstudio.db", "new.db", "home/genstudio.db")]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, *paths], env=environment, capture_output=True, text=True
        )
        folder.chmod(0o755)
    said = done.stdout.splitlines()
    assert len(said) == 3, done.stderr
    assert "genstudio.db cannot be" in said[0]
    assert "new.db cannot be opened. Check that" in said[1]
    assert "cannot be written to: the database could not be saved" in said[2]
    assert all("GENSTUDIO_HOME" in sentence for sentence in said)
