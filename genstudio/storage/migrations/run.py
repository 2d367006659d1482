"""Runs the missing migrations on a plain sqlite3 connection, without a configuration file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import StaticPool, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

FOLDER = Path(__file__).parent


def upgrade(connection: sqlite3.Connection, *, before: Callable[[], None]) -> None:
    """Brings `connection` (autocommit mode) to the newest revision: by all of the missing migrations or by none.

    `before` is called once the file is locked against other writers; an exception from it stops the upgrade. Raises
    sqlite3.Error as it comes.
    """
    # The pool must neither roll back nor close what it did not open.
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None)
    event.listen(engine, "begin", _lock)
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    try:
        with engine.begin() as bound:
            before()
            config.attributes["connection"] = bound
            command.upgrade(config, "head")
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise


def _lock(bound: Connection) -> None:
    """SQLAlchemy leaves BEGIN to the driver, which in autocommit mode sends none."""
    bound.exec_driver_sql("BEGIN IMMEDIATE")
