"""The form of a media tab: prompt, model, settings, files, price and Generate, drawn in `controls.js`."""

from __future__ import annotations

import gradio as gr

from genstudio.core.spec import Kind
from genstudio.ui.files import PageFiles
from genstudio.ui.widgets.module import widget


def controls(kind: Kind, page: PageFiles) -> gr.HTML:
    """Reads the model table over REST, so that it needs no event of Gradio and survives a server restart."""
    return widget(page, "controls", elem_id=f"controls-{kind}", kind=kind)
