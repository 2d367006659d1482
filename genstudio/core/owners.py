"""Whose a row is: the one local user, or a guest as `api/identity.py` tells them apart ("guest:<32 hex>")."""

LOCAL = "local"
"""The person at the machine, who owns the studio: page, curl and command line on loopback are all theirs."""
