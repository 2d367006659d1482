"""Which of Gradio's files the page will ask for, read from its bundle.

A browser learns of them step by step: the entry names the client, that names the page, that names the components, and
each step waits for the one before. Named at the top of the page they all come at once. What another Gradio no longer
says in this form is only not named: the page then loads as slowly as without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ENTRY = re.compile(r'src="\./assets/(index-[\w-]+\.js)"')
LATER = re.compile(r"m\.f=\[([^\]]*)\]")
"""The names that a chunk may load later; `__vite__mapDeps([3, 5])` points into it."""
POINTS = re.compile(r"__vite__mapDeps\(\[([0-9,]*)\]\)")
PAGE = re.compile(r"import\([`\"']\./Blocks-[^)]+\).*?__vite__mapDeps\(\[([0-9,]*)\]\)", re.DOTALL)


def needed(frontend: Path, kinds: Iterable[str]) -> list[str]:
    """Names below `assets/` that a page of these kinds of components loads, in the order in which it needs them.

    `frontend` is Gradio's folder `templates/frontend`. The entry comes first: its HTML names it behind all that we add.
    """
    assets = frontend / "assets"
    entry = ENTRY.search((frontend / "index.html").read_text(encoding="utf-8"))
    if entry is None:
        return []
    client = _later((assets / entry[1]).read_text(encoding="utf-8"))
    found = [entry[1], *client]
    table = "|".join(map(re.escape, sorted(kinds)))
    components = re.compile(rf"[{{,](?:{table}):\{{((?:example|base|component):.*?)\}}", re.DOTALL)
    for name in client:
        if not name.endswith(".js"):
            continue
        text = (assets / name).read_text(encoding="utf-8")
        later = _later(text)
        lists = [page[1] for page in PAGE.finditer(text)]
        lists += [points for part in components.findall(text) for points in POINTS.findall(part)]
        found += [later[int(each)] for points in lists for each in points.split(",") if each]
    return [name for name in dict.fromkeys(found) if name == entry[1] or not name.startswith("index-")]


def _later(text: str) -> list[str]:
    listed = LATER.search(text)
    return [each.strip("\"'` ").removeprefix("./") for each in listed[1].split(",")] if listed else []
