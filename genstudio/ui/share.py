"""A public link through Gradio's tunnel, which carries the whole port: page, REST and media alike."""

from __future__ import annotations

import secrets

from genstudio.core.errors import GenStudioError


class NoLinkError(GenStudioError):
    """No tunnel could be made; the studio goes on without one."""


def open_link(host: str, port: int) -> str:
    """The link's address; blocks for up to a minute. The tunnel ends with the process. Raises NoLinkError.

    The first call downloads Gradio's tunnel program (checked by its SHA-256) into Gradio's cache.
    """
    from gradio.networking import setup_tunnel

    try:
        link: str = setup_tunnel(host, port, secrets.token_urlsafe(32), None, None)
    except Exception as error:  # its parts raise whatever their libraries do
        raise NoLinkError(
            f"No public link could be made ({type(error).__name__}): Gradio's share server was not reached. "
            "The studio goes on without one."
        ) from error
    return link
