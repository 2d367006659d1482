"""`python -m genstudio` is `genstudio`."""

from __future__ import annotations

from genstudio.cli import main

if __name__ == "__main__":
    main()
