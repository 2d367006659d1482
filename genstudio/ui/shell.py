"""Everything two tabs share: the list of tabs, the rail that shows them, the top bar and the queue beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import gradio as gr

from genstudio.core.spec import Kind
from genstudio.ui.files import PageFiles
from genstudio.ui.messages import read_words
from genstudio.ui.widget import widget


@dataclass(frozen=True, slots=True)
class Tab:
    """One place of the rail. `id` is the part after # in the page's address; `icon` names a symbol of icons.svg."""

    id: str
    icon: str
    build: Callable[[PageFiles], None]


def workspace(kind: Kind, page: PageFiles) -> None:
    """A media tab: controls on the left, the result beside them."""
    with gr.Row(elem_classes="workspace"):
        widget(page, "form/controls", elem_id=f"controls-{kind}", kind=kind)
        widget(page, "result/canvas", elem_id=f"canvas-{kind}", kind=kind)


def library(page: PageFiles) -> None:
    """Everything that was made."""
    widget(page, "library/library", elem_id="library")


def providers(page: PageFiles) -> None:
    """Who can make what, and the keys that they need."""
    widget(page, "providers/providers", elem_id="providers")


def purse(page: PageFiles) -> None:
    """What there is to spend, and every line of the ledger."""
    widget(page, "credits/credits", elem_id="credits")


TABS = (
    Tab("image", "image", partial(workspace, "image")),
    Tab("speech", "mic", partial(workspace, "tts")),
    Tab("video", "video", partial(workspace, "video")),
    Tab("music", "music", partial(workspace, "music")),
    Tab("library", "images", library),
    Tab("providers", "plug", providers),
    Tab("credits", "coins", purse),
)


def build_shell(page: PageFiles) -> gr.Blocks:
    """The whole page. It holds no state and listens to no event: the widgets talk to the REST API themselves."""
    words = read_words("en")["words"]
    blocks: gr.Blocks = gr.Blocks(title=words["page.title"], fill_width=True, analytics_enabled=False)
    with blocks:
        widget(page, "shell/top_bar", elem_id="top-bar")
        # "wrap": with the default, tabs that do not fit the bar's width move into a menu, also on a vertical rail.
        with gr.Tabs(elem_id="rail", selected=TABS[0].id, overflow_behavior="wrap"):
            for tab in TABS:
                with gr.Tab(words[f"tab.{tab.id}"], id=tab.id, elem_id=f"tab-{tab.id}"):
                    tab.build(page)
        widget(page, "queue/job_dock", elem_id="job-dock")
    return blocks


def rail_icons(sprite: str) -> str:
    """CSS for each tab's icon, as a mask in ::before: Gradio's buttons hold text alone."""
    rules = []
    for tab in TABS:
        symbol = re.search(rf'<symbol id="{tab.icon}" (?P<attributes>[^>]*)>(?P<drawing>.*?)</symbol>', sprite)
        if symbol is None:
            raise LookupError(f"icons.svg has no symbol named {tab.icon!r}")
        attributes = symbol["attributes"].replace("currentColor", "#000")
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{symbol["drawing"]}</svg>'
        rules.append(f'#tab-{tab.id}-button::before {{ --icon: url("data:image/svg+xml,{quote(svg)}"); }}')
    return "\n".join(rules)
