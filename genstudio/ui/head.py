"""What stands at the top of the page before anything is drawn: palette and language, the stylesheet, the modules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from genstudio.ui.files import FONTS, PageFiles, messages_file
from genstudio.ui.messages import languages, read_words

# Runs before the first paint, so that a dark page never flashes white. `booting` hides the page until the shell has
# taken it over (`shell.js` removes it), or for 4 s at most (`shell.css`).
CHOOSE_PALETTE = """
(() => {
  const root = document.documentElement;
  let kept = null;
  try { kept = localStorage.getItem('genstudio:theme'); } catch { /* storage is switched off */ }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = kept === 'dark' || kept === 'light' ? kept : dark ? 'dark' : 'light';
  root.classList.add('booting');
})();
"""

# The language somebody chose, else the first of the browser's that we speak ("de-AT" is served German), else English.
# `base/words.js` reads it here, not in `lang`, which Gradio sets as well; only that language's sentences are fetched.
CHOOSE_LANGUAGE = """
((files) => {
  const root = document.documentElement;
  const codes = Object.keys(files);
  const wanted = [...navigator.languages];
  try { wanted.unshift(JSON.parse(localStorage.getItem('genstudio:language'))); } catch { /* none was kept */ }
  const spoken = (tag) => codes.find((code) => `${tag}-`.startsWith(`${code}-`));
  root.lang = root.dataset.language = wanted.map(spoken).find(Boolean) ?? 'en';
  root.dataset.languages = codes.join(' ');
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = files[root.dataset.language];
  document.head.append(link);
})(%s);
"""

# What every page asks first, asked before its modules have arrived; `base/api.js` takes the answers.
ASKED_AHEAD = (
    "/generations?limit=60",
    "/generations?status=pending&limit=200",
    "/generations?status=processing&limit=200",
    "/account",
    "/providers/image",
)
ASK_AHEAD = """
window.studioAhead = new Map(%s.map((path) => [
  path,
  fetch(`/api/v2${path}`, { headers: { 'X-GenStudio': '1', Accept: 'application/json' } }).catch(() => null),
]));
"""


def head(page: PageFiles, rail_icons: str, labels: Mapping[str, str], gradio_files: Iterable[str]) -> str:
    """HTML for the start of <head>. Gradio's own `head=` is added by script, after the first paint.

    `labels` are what the providers are called, by name. `gradio_files` are names below /assets; they are fetched ahead,
    as our modules are.
    """
    words = read_words("en")["words"]
    messages = {language: page.url(messages_file(language)) for language in languages()}
    lines = [
        f"<title>{words['page.title']}</title>",
        f'<meta name="description" content="{words["page.description"]}">',
        '<meta name="color-scheme" content="dark light">',
        f"<script>{CHOOSE_PALETTE}{CHOOSE_LANGUAGE % json.dumps(messages)}</script>",
        f"<script>{ASK_AHEAD % json.dumps(ASKED_AHEAD)}</script>",
        f"<script>window.studioProviders = {_in_script(dict(labels))};</script>",
        f'<link rel="icon" type="image/svg+xml" href="{page.url("favicon.svg")}">',
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{page.url(f"fonts/{FONTS[0]}")}">',
        f'<link rel="stylesheet" href="{page.url("studio.css")}">',
        f"<style>{rail_icons}</style>",
        # Run at once, not only fetched: the browser reads it while it waits for Gradio's files.
        f'<script type="module" src="{page.url("studio.js")}"></script>',
        *(_ahead(f"/assets/{name}") for name in gradio_files),
    ]
    return "\n".join(lines)


def _in_script(value: object) -> str:
    # A label of somebody else's provider must not end the script.
    return json.dumps(value).replace("<", "\\u003c")


def _ahead(url: str) -> str:
    # Gradio asks for its stylesheets with `crossorigin`; what was fetched ahead otherwise would be fetched again.
    kind = 'rel="modulepreload"' if url.endswith(".js") else 'rel="preload" as="style" crossorigin'
    return f'<link {kind} href="{url}">'
