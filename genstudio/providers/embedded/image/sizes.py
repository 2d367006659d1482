"""Picture sizes: aspect ratios and resolutions to pixels. Light enough for the model table to import."""

from __future__ import annotations

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9")
LONG_SIDES_PX = {"1k": 1024, "2k": 2048, "4k": 4096}


def pixel_size(ratio: str, resolution: str) -> tuple[int, int]:
    """Width and height: the longest side is the resolution's, the other is rounded to an even number."""
    across, down = (int(part) for part in ratio.split(":"))
    long = LONG_SIDES_PX[resolution]
    short = round(long * min(across, down) / max(across, down) / 2) * 2
    return (long, short) if across >= down else (short, long)
