"""The Music tab."""

from __future__ import annotations

from genstudio.ui.files import PageFiles
from genstudio.ui.tabs.workspace import workspace


def build(page: PageFiles) -> None:
    workspace("music", page)
