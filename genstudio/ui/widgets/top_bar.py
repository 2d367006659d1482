"""The bar across the top: name, connection, credits, dark or light, and the queue's button on narrow screens."""

from __future__ import annotations

import gradio as gr

from genstudio.ui.files import PageFiles
from genstudio.ui.widgets.module import widget


def top_bar(page: PageFiles) -> gr.HTML:
    return widget(page, "top_bar", elem_id="top-bar")
