"""Runs an offline engine in a process of its own: the event loop stays free, and cancel kills the work at once.

An engine is a plain function at module level, so that it can be sent to the process by name:

    def paint(job: EngineJob, report: Report) -> ProviderResult

It writes its files into `job.out_dir` and calls `report(fraction, step)` a few times a second at most from its inner
loop. Progress travels through a small file that the parent reads; nothing is shared but the folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from genstudio.core.errors import DiskFullError, GenerationFailedError
from genstudio.core.request import GenerationRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Value

PROGRESS_INTERVAL_S = 0.25
AGAIN_AFTER_S = 4.0
"""Longer than a server's last answers may take, so that a stop comes first."""
WORKER_DIED = (BrokenWorkerProcess, ProcessLookupError, KeyboardInterrupt)
"""How anyio tells it: at work, while it came up, and interrupted just before the engine ran."""

Report = Callable[[float, str], None]
"""Called with the fraction done (0..1) and the step in a few words ("Painting the sky")."""


@dataclass(frozen=True, slots=True)
class EngineJob:
    """What an engine gets: plain data that can be pickled. `media` maps input roles to files on disk."""

    prompt: str
    values: Mapping[str, Value]
    out_dir: Path
    media: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


EngineFunction = Callable[[EngineJob, Report], ProviderResult]


def job_of(request: GenerationRequest) -> EngineJob:
    """The picklable part of a request."""
    media = {role: tuple(each.path for each in files) for role, files in request.media.items()}
    return EngineJob(request.prompt, dict(request.values), request.work_dir, media)


async def run_engine(
    engine: EngineFunction, request: GenerationRequest, report: Report, limiter: CapacityLimiter
) -> ProviderResult:
    """Runs `engine` in a worker process; at most `limiter` at once. Cancelling the awaiting task kills the process.

    A process that died is replaced once.
    Raises DiskFullError, GenerationFailedError (the engine's own, or the process died), ProviderValidationError.
    """
    progress_file = request.work_dir / "progress.json"
    watcher = asyncio.create_task(_watch(progress_file, report))
    call = functools.partial(_in_worker, engine, job_of(request), progress_file, os.getpid())
    try:
        try:
            return await to_process.run_sync(call, cancellable=True, limiter=limiter)
        except WORKER_DIED:
            # Ctrl+C and a service manager's stop go to every process of the group, and may end this one a moment before
            # the studio hears of it. It then cancels this wait, and the job is taken up again at its next start.
            await asyncio.sleep(AGAIN_AFTER_S)
        return await to_process.run_sync(call, cancellable=True, limiter=limiter)
    except WORKER_DIED as died:
        raise GenerationFailedError(
            "The offline engine stopped unexpectedly twice, most likely for lack of memory. Nothing was charged; "
            "try again with a smaller size or a shorter length."
        ) from died
    except OSError as refused:
        if refused.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError("The disk is full. Nothing was charged; free some space and try again.") from refused
        raise
    finally:
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watcher
        progress_file.unlink(missing_ok=True)


async def _watch(progress_file: Path, report: Report) -> None:
    last = ""
    while True:
        await asyncio.sleep(PROGRESS_INTERVAL_S)
        try:
            text = progress_file.read_text(encoding="utf-8")
        except OSError:
            continue
        if text != last:
            last = text
            fraction, step = json.loads(text)
            report(fraction, step)


def _in_worker(engine: EngineFunction, job: EngineJob, progress_file: Path, parent: int) -> ProviderResult:
    # Ctrl+C goes to every process of the terminal; what it means for this work, the studio decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5 - os.nice(0))  # the page and the engine's own loop go first
    last_write = 0.0

    def report(fraction: float, step: str) -> None:
        nonlocal last_write
        if os.name == "posix" and os.getppid() != parent:
            raise SystemExit("the studio that asked for this is gone")
        now = time.monotonic()
        if now - last_write < PROGRESS_INTERVAL_S / 2:
            return
        last_write = now
        part = progress_file.with_suffix(".part")
        part.write_text(json.dumps([min(max(fraction, 0.0), 1.0), step]), encoding="utf-8")
        part.replace(progress_file)

    return engine(job, report)
