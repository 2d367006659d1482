"""Alembic's migrations of the tables in `storage/tables.py`.

A new one is a file in `versions/`, its number in `schema.REVISIONS`, and nothing else; a test compares the outcome with
the tables. They travel inside the wheel and need no `alembic.ini`.
"""
