"""Figures of performance.md: `python -m tests.bench NAME [options]`; each bench prints its floor beside it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.exit(f"usage: python -m tests.bench {{{','.join(names)}}} [options]")
    name = sys.argv.pop(1)
    importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
