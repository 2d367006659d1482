"""What the four media tabs have in common: controls on the left, the result beside them."""

from __future__ import annotations

import gradio as gr

from genstudio.core.spec import Kind
from genstudio.ui.files import PageFiles
from genstudio.ui.widgets.canvas import canvas
from genstudio.ui.widgets.controls import controls


def workspace(kind: Kind, page: PageFiles) -> None:
    with gr.Row(elem_classes="workspace"):
        controls(kind, page)
        canvas(kind, page)
