"""Importing Gradio in half its time.

At every import Gradio 6.31 makes type stubs (.pyi) of its components and compares them with those beside its source: it
parses 60 modules and renders templates, which takes 1.4 of 2.8 s. Only editors read them.
"""

from __future__ import annotations

import inspect
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_stubs() -> Generator[None]:
    """While it is open, Gradio's classes seem to have no source file, for which it makes no stub."""
    getfile = inspect.getfile

    def no_file_of_gradio(object: Any) -> str:  # noqa: A002  # the name that callers may use
        if isinstance(object, type) and object.__module__.partition(".")[0] == "gradio":
            raise OSError("no stub is wanted")
        return getfile(object)

    inspect.getfile = no_file_of_gradio
    try:
        yield
    finally:
        inspect.getfile = getfile
