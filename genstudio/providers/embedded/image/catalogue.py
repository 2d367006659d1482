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

STYLE_LABELS = {
    "swirls": "Night swirls",
    "impasto": "Thick oil paint",
    "impression": "Impression",
    "pastel": "Pastel chalk",
    "ink": "Brush and ink",
    "woodcut": "Woodcut",
    "watercolour": "Watercolour",
    "comic": "Pop art print",
    "mosaic": "Mosaic",
    "pencil": "Pencil",
    "dots": "Dots of colour",
    "embers": "Embers",
    "deep_sea": "Deep sea",
}
BRUSH_LABELS = {"broad": "Broad", "medium": "Medium", "fine": "Fine"}
