"""The page as part of the server: builds it and mounts it below REST, with everything closed that it does not use.

Gradio is imported inside `mount` alone: it costs 1.4 s, reads its settings from the environment as it is imported, and
neither the command line nor a REST-only server needs it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import Mount

from genstudio.ui.edge import PageEdge
from genstudio.ui.files import PageFiles, read_page_files, router
from genstudio.ui.gradio_files import needed
from genstudio.ui.head import head
from genstudio.ui.without_stubs import without_stubs

if TYPE_CHECKING:
    import gradio as gr

NEVER_S = 86_400.0
"""How long Gradio's queue rests before it looks again."""
NAMELESS: Mapping[str, str] = MappingProxyType({})
SESSIONS = 300
"""How many page loads Gradio remembers; each costs it about 100 kB."""


def build_page(page: PageFiles) -> gr.Blocks:
    """The page as Gradio blocks, not yet mounted."""
    from genstudio.ui.shell import build_shell

    return build_shell(page)


def mount(api: FastAPI, *, home: Path, labels: Mapping[str, str] = NAMELESS) -> FastAPI:
    """Adds the page at `/` and its files at `/studio` to a server whose own routes and middleware are in place.

    `labels` tell what the providers are called, by name; one without is called by its name.

    Empties `<home>/tmp/gradio`, the only folder that Gradio may write to. Blocks for about 1.5 s.
    """
    _prepare_gradio(home / "tmp" / "gradio")
    # Outside a running event loop Gradio makes one for each of its locks and never closes it.
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(_mount_in_loop(api, labels))
    else:
        _mount(api, labels)
    return api


async def _mount_in_loop(api: FastAPI, labels: Mapping[str, str]) -> None:
    _mount(api, labels)


def _mount(api: FastAPI, labels: Mapping[str, str]) -> None:
    with without_stubs():
        import gradio as gr

    from genstudio.ui.shell import rail_icons
    from genstudio.ui.theme import studio_theme

    page = read_page_files()
    blocks = build_page(page)
    blocks.state_session_capacity = SESSIONS
    # The page calls no function of Gradio, whose queue would look for calls a thousand times a second.
    blocks._queue.sleep_when_free = NEVER_S
    api.include_router(router(page))
    gr.mount_gradio_app(
        api,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        theme=studio_theme(),
    )
    # Until these are set, a mounted app lets any caller read any file of the server through any file input.
    blocks.has_launched = blocks.is_running = True
    mounted = api.routes[-1]
    if not isinstance(mounted, Mount):
        raise TypeError("Gradio no longer mounts its page as the last route")
    kinds = {each.get_block_name() for each in blocks.blocks.values()}
    lines = head(
        page,
        rail_icons(page.files["icons.svg"].decode()),
        labels,
        needed(Path(gr.__file__).parent / "templates" / "frontend", kinds),
    )
    mounted.app = PageEdge(mounted.app, lines)


def _prepare_gradio(scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ["GRADIO_TEMP_DIR"] = str(scratch)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Every queued event rebuilds a summary of the last events, at most this often and over this many.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"
