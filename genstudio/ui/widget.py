"""A widget of the page: a `gr.HTML` whose whole life is in one of our ES modules.

Plain functions instead of subclasses of `gr.HTML`: Gradio writes a `.pyi` file beside the source of every subclass when
it is imported, which litters the package and fails where it is read-only.
"""

from __future__ import annotations

import re
from typing import Any

import gradio as gr
from gradio.blocks import Block

from genstudio.ui.files import PageFiles

MODULE = re.compile(r"import\('/studio/[^/]+/([^']+)'\)")


def widget(page: PageFiles, module: str, *, elem_id: str, template: str = "", **props: Any) -> gr.HTML:
    """An HTML component that hands its element and `props` to `mount` of `js/<module>.js`."""
    return gr.HTML(
        "",
        html_template=template,
        apply_default_css=False,
        js_on_load=f"import('{page.url(f'js/{module}.js')}').then((it) => it.mount(element, props));",
        elem_id=elem_id,
        elem_classes="gs-part",
        **props,
    )


def first_modules(blocks: gr.Blocks) -> list[str]:
    """Names of the modules that a page with its first tab open mounts; Gradio mounts the others with their tab."""
    shown = [each for each in blocks.blocks.values() if isinstance(each, gr.HTML) and not _in_later_tab(each)]
    return [name for each in shown for name in MODULE.findall(each.js_on_load or "")]


def _in_later_tab(block: Block) -> bool:
    while (parent := block.parent) is not None:
        if isinstance(block, gr.Tab) and block is not parent.children[0]:
            return True
        block = parent
    return False
