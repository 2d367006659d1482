"""Whose a row is: the one local user, or a guest as `api/identity.py` tells them apart ("guest:<32 hex>")."""

LOCAL = "local"
"""The person at the machine, who owns the studio: page, curl and command line on loopback are all theirs."""
ALL_GUESTS = "guest:*"
"""SQLite GLOB of every guest; an id itself holds no sign that GLOB would read as a pattern."""


def is_guest(owner: str) -> bool:
    return owner.startswith("guest:")
