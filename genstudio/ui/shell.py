"""Everything two tabs share: the list of tabs, the rail that shows them, the top bar and the queue beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import gradio as gr

from genstudio.ui.files import PageFiles
from genstudio.ui.messages import WORDS
from genstudio.ui.tabs import image, music, speech, video
from genstudio.ui.widgets.job_dock import job_dock
from genstudio.ui.widgets.top_bar import top_bar


@dataclass(frozen=True, slots=True)
class Tab:
    """One place of the rail. `id` is the part after # in the page's address; `icon` names a symbol of icons.svg."""

    id: str
    icon: str
    build: Callable[[PageFiles], None]


TABS = (
    Tab("image", "image", image.build),
    Tab("speech", "mic", speech.build),
    Tab("video", "video", video.build),
    Tab("music", "music", music.build),
)


def build_shell(page: PageFiles) -> gr.Blocks:
    """The whole page. It holds no state and listens to no event: the widgets talk to the REST API themselves."""
    blocks: gr.Blocks = gr.Blocks(title=WORDS["page.title"], fill_width=True, analytics_enabled=False)
    with blocks:
        top_bar(page)
        # "wrap": with the default, tabs that do not fit the bar's width move into a menu, also on a vertical rail.
        with gr.Tabs(elem_id="rail", selected=TABS[0].id, overflow_behavior="wrap"):
            for tab in TABS:
                with gr.Tab(WORDS[f"tab.{tab.id}"], id=tab.id, elem_id=f"tab-{tab.id}"):
                    tab.build(page)
        job_dock(page)
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
