"""Shows a file in the file manager of whoever sits at this computer, with the system's own programs and no shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

PATIENCE_S = 5.0


def can_show() -> bool:
    """Whether there is a desktop with a file manager: a server in a rack has none."""
    if sys.platform in ("win32", "darwin"):
        return True
    seen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(seen) and any(shutil.which(name) for name in ("dbus-send", "xdg-open"))


def show(path: Path) -> bool:
    """Opens the folder with the file selected, or at least the folder; False when nothing could. Blocks up to 10 s."""
    if sys.platform == "win32":
        return _run("explorer", "/select,", str(path), good=(0, 1))  # explorer says 1 when all is well
    if sys.platform == "darwin":
        return _run("open", "-R", str(path))
    # What file managers of Linux have in common; `as_uri` leaves no comma, which would part two addresses.
    by_bus = _run(
        "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1.ShowItems",
        f"array:string:{path.as_uri()}", "string:",
    )  # fmt: skip
    return by_bus or _run("xdg-open", str(path.parent))


def _run(name: str, *arguments: str, good: Sequence[int] = (0,)) -> bool:
    program = shutil.which(name)
    if program is None:
        return False
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  # a fixed program, and a path that no caller chose
            [program, *arguments], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        return process.wait(PATIENCE_S) in good
    except subprocess.TimeoutExpired:
        # Some openers stay as long as the window: it is open then, and somebody must see them end.
        threading.Thread(target=process.wait, name="file manager", daemon=True).start()
        return True
    except OSError:
        return False
