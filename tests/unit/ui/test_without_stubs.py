"""Gradio is imported whole, and writes and reads no type stub on the way."""

from __future__ import annotations

import subprocess
import sys

IMPORT = """
import inspect, sys
from genstudio.ui.without_stubs import without_stubs

stubs, getfile = [], inspect.getfile
sys.addaudithook(lambda event, args: event == "open" and str(args[0]).endswith(".pyi") and stubs.append(args[0]))
with without_stubs():
    import gradio as gr
assert inspect.getfile is getfile
assert inspect.getfile(gr.Textbox).endswith("textbox.py")
with gr.Blocks() as page:
    gr.Textbox().submit(lambda text: text, None, gr.Image())
assert len(page.fns) == 1
print(stubs)
"""


def test_gradio_is_imported_whole_and_without_stubs() -> None:
    ran = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"
