"""The result of a media tab in each of its states, and the last results below it, drawn in `canvas.js`."""

from __future__ import annotations

import gradio as gr

from genstudio.core.spec import Kind
from genstudio.ui.files import PageFiles
from genstudio.ui.widgets.module import widget


def canvas(kind: Kind, page: PageFiles) -> gr.HTML:
    return widget(page, "canvas", elem_id=f"canvas-{kind}", kind=kind)
