"""Runs the studio: `python app.py --help` tells how."""

from __future__ import annotations

import sys

from genstudio.cli import main

# Offline engines run in processes of their own, which import this file under another name.
if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
