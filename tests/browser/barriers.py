"""What axe-core finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

BARRIERS = ("serious", "critical")
# What is still fading in has less contrast than it will have.
AT_REST = """() => Promise.all(document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
  .map((each) => each.finished.catch(() => null)))"""


def barriers(page: Page, where: str) -> list[str]:
    """What keeps somebody out, by axe-core's rules for WCAG 2 A and AA and its own of the same weight."""
    page.evaluate(AT_REST)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{where}: {each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in BARRIERS
        for node in each["nodes"]
    ]
