"""What stands at the top of the page before anything is drawn: the palette's choice, the stylesheet, the modules."""

from __future__ import annotations

from genstudio.ui.files import FONTS, PageFiles
from genstudio.ui.messages import read_words

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


def head(page: PageFiles, rail_icons: str) -> str:
    """HTML for the start of <head>. Gradio's own `head=` is added by script, after the first paint."""
    words = read_words("en")["words"]
    lines = [
        f"<title>{words['page.title']}</title>",
        f'<meta name="description" content="{words["page.description"]}">',
        '<meta name="color-scheme" content="dark light">',
        f"<script>{CHOOSE_PALETTE}</script>",
        f'<link rel="icon" type="image/svg+xml" href="{page.url("favicon.svg")}">',
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{page.url(f"fonts/{FONTS[0]}")}">',
        f'<link rel="stylesheet" href="{page.url("studio.css")}">',
        f"<style>{rail_icons}</style>",
        *(f'<link rel="modulepreload" href="{page.url(name)}">' for name in page.files if name.endswith(".js")),
    ]
    return "\n".join(lines)
