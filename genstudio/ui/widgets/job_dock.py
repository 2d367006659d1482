"""The queue, on every tab: what runs, what waits, what was made, drawn in `job_dock.js`."""

from __future__ import annotations

import gradio as gr

from genstudio.ui.files import PageFiles
from genstudio.ui.widgets.module import widget


def job_dock(page: PageFiles) -> gr.HTML:
    return widget(page, "job_dock", elem_id="job-dock")
