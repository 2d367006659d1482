"""Gradio's theme, told to follow our own tokens in `assets/studio.css`, which alone know about dark and light."""

from __future__ import annotations

import gradio as gr

FONT = ("Inter Variable", "ui-sans-serif", "system-ui", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")

TOKENS = {
    "body_background_fill": "page",
    "body_text_color": "text",
    "body_text_color_subdued": "text-2",
    "background_fill_primary": "panel",
    "background_fill_secondary": "raised",
    "block_background_fill": "panel",
    "block_border_color": "line",
    "block_label_text_color": "text-2",
    "block_title_text_color": "text-2",
    "border_color_primary": "line",
    "border_color_accent": "accent",
    "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent-hover",
    "button_primary_text_color": "accent-ink",
    "button_secondary_background_fill": "raised",
    "button_secondary_background_fill_hover": "hover",
    "button_secondary_text_color": "text",
    "input_background_fill": "raised",
    "input_border_color": "line",
    "input_border_color_focus": "accent",
    "color_accent_soft": "accent-soft",
    "link_text_color": "accent-text",
}


def studio_theme() -> gr.themes.Base:
    """Both modes of Gradio get the same variables: which palette they hold is decided by `data-theme` on <html>."""
    values = {name: f"var(--gs-{token})" for name, token in TOKENS.items()}
    theme = gr.themes.Base(font=FONT, font_mono=MONO, text_size="sm", radius_size="md", spacing_size="md")
    return theme.set(**values, **{f"{name}_dark": value for name, value in values.items()})
