"""CSV that is opened in a spreadsheet: a cell that somebody else wrote must stay text there."""

from __future__ import annotations

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With these a cell is computed, by Excel, LibreOffice or Google; the last four are the full-width forms."""


def safe_cell(text: str) -> str:
    """Text for one cell: an apostrophe in front of what would be computed, null bytes left out.

    https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11-22)
    """
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) else text
