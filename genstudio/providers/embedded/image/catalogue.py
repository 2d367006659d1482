"""The names in the pickers: scenes and styles. Light enough for the model table to import."""

from __future__ import annotations

SCENE_LABELS = {
    "mountains": "Mountains",
    "ocean": "Ocean",
    "meadow": "Flower meadow",
    "desert": "Desert dunes",
    "canyon": "Canyon",
    "aurora": "Northern lights",
    "beach": "Beach",
    "alien": "Another world",
    "clouds": "Above the clouds",
    "forest": "Forest",
    "city": "City by the water",
    "space": "Deep space",
    "underwater": "Under the sea",
    "sakura": "Cherry blossom",
    "fluid": "Poured paint",
    "flow": "Flowing strokes",
    "paper": "Cut paper",
    "poster": "Geometric poster",
    "glass": "Stained glass",
}
