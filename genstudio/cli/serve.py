"""`genstudio serve`, which is also `python app.py`."""

from __future__ import annotations

from typing import Annotated

import typer

from genstudio.cli.session import Home


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.  [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes any free one.  [default: 7860]")] = None,
    share: Annotated[bool | None, typer.Option("--share/--no-share", help="Open a public Gradio link.")] = None,
    home: Home = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="Let this computer play every provider; nothing is spent.")
    ] = False,
) -> None:
    """Run the studio: its page, its REST API and its jobs."""
    from genstudio import server
    from genstudio.core import settings

    chosen = settings.load({"server.host": host, "server.port": port, "server.share": share, "home": home})
    server.serve(chosen, lambda line: print(line, flush=True), practice=practice)
