"""A widget of the page: a `gr.HTML` whose whole life is in one of our ES modules.

Plain functions instead of subclasses of `gr.HTML`: Gradio writes a `.pyi` file beside the source of every subclass when
it is imported, which litters the package and fails where it is read-only.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from genstudio.ui.files import PageFiles


def widget(page: PageFiles, module: str, *, elem_id: str, template: str = "", **props: Any) -> gr.HTML:
    """An HTML component that hands its element and `props` to `mount` of a module ("form/controls")."""
    return gr.HTML(
        "",
        html_template=template,
        apply_default_css=False,
        js_on_load=f"import('{page.url('studio.js')}').then((it) => it.parts['{module}'].mount(element, props));",
        elem_id=elem_id,
        elem_classes="gs-part",
        **props,
    )
