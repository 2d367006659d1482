"""The names in the pickers: scenes and styles. Light enough for the model table to import."""

from __future__ import annotations

SCENE_LABELS = {
    "mountains": "Mountains",
    "ocean": "Ocean",
}
