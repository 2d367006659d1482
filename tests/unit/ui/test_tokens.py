"""The palettes: every colour of text can be read on every surface, by WCAG's measure for small text."""

from __future__ import annotations

import re

import pytest

from genstudio.ui.files import ASSETS

READABLE = 4.5
SURFACES = ("page", "stage", "panel", "raised", "hover")
TEXTS = ("text", "text-2", "text-3", "accent-text", "warn", "bad", "ok")


def palettes() -> dict[str, dict[str, str]]:
    """Token -> colour for each palette."""
    css = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        tokens = dict(re.findall(r"--gs-([\w-]+):\s*(#[0-9a-f]{6});", body))
        if {"page", "text"} <= set(tokens):
            found["light" if "light" in selector else "dark"] = tokens
    return found


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_text_can_be_read_on_every_surface(palette: str) -> None:
    colours = palettes()[palette]
    faint = {
        (text, surface): round(contrast(colours[text], colours[surface]), 2)
        for text in TEXTS
        for surface in SURFACES
        if contrast(colours[text], colours[surface]) < READABLE
    }
    assert faint == {}
    assert contrast(colours["accent"], colours["accent-ink"]) >= READABLE
