"""From a task or an answer to files in the library: everything here is free to repeat."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from genstudio.core import refusals
from genstudio.core.errors import DownloadRefusedError
from genstudio.core.money import Measure
from genstudio.core.result import Json, MediaOutput, ProviderResult, TaskStatus
from genstudio.jobs import closing, inputs
from genstudio.jobs.run import Run
from genstudio.providers.base import AsyncProvider
from genstudio.storage.assets import NewAsset
from genstudio.transport.polling import FINAL, poll_task


async def poll(run: Run) -> None:
    assert isinstance(run.provider, AsyncProvider)  # noqa: S101  # only these have a task
    provider, task = run.provider, json.loads(run.row.task_json or "{}")
    cannot_cancel = ""

    async def watch(status: TaskStatus) -> None:
        nonlocal cannot_cancel
        run.parts.at("polled", run.row.id)
        if run.control.cancel and not cannot_cancel and status.state not in FINAL:
            if await provider.cancel_task(task):
                raise _Cancelled
            cannot_cancel = run.cannot_cancel
        if status.progress is not None or status.step or cannot_cancel:
            run.control.mark(status.progress or 0.0, cannot_cancel or status.step)

    try:
        status = await poll_task(
            lambda: provider.check_status(task),
            first_s=provider.poll_first_s,
            max_s=provider.poll_max_s,
            deadline_s=max(run.deadline_at_s - time.monotonic(), 0.0),
            on_status=watch,
            sleep=run.sleep,
        )
    except _Cancelled:
        await run.close_cancelled()
        return
    if status.state == "cancelled":
        await run.close_cancelled()
    elif status.state == "error":
        error = status.error or refusals.failed(run.row.provider)
        # Some vendors bill what they refuse, and say how much.
        charged_milli = None if status.usd_micro is None else run.credits_milli(status.usd_micro)
        await run.close_failed(error, status.usd_micro, charged_milli)
    else:
        run.parts.at("complete", run.row.id)
        run.control.mark(1.0, "Saving the result")
        if status.outputs:
            run.result = ProviderResult(status.outputs, status.usd_micro, status.extras)
        # No row for this step: after a kill the task is polled again, and tells the same.
        run.row = replace(run.row, state="fetching")


async def fetch(run: Run) -> None:
    """Every output into the library, then the one transaction that ends the job."""
    result = run.result or await asyncio.to_thread(run.parts.staging.load, run.row.id)
    if result is None:
        assert isinstance(run.provider, AsyncProvider)  # noqa: S101  # others are staged before this state
        provider, task = run.provider, json.loads(run.row.task_json or "{}")
        result = await run.patiently(lambda: provider.get_result(task))
    if not any(output.role == "main" for output in result.outputs):
        raise refusals.empty(run.row.provider)
    try:
        files = [await _store(run, position, output) for position, output in enumerate(result.outputs)]
    except DownloadRefusedError as error:
        # The work was done and is charged; what cannot be had is only the file.
        usd_micro, _ = _cost(run, result, ())
        await run.close_failed(error, usd_micro or 0, run.credits_milli(usd_micro))
        return
    changed: list[Json] = [*await asyncio.to_thread(inputs.changes, run.parts.staging.inputs(run.row.id))]
    if changed:
        result = replace(result, extras={**result.extras, "changed": changed})
    usd_micro, cost_source = _cost(run, result, files)
    charged_milli = run.credits_milli(usd_micro)
    finished = await run.parts.database.write(
        lambda conn: closing.done(
            conn, run.row, files, result, usd_micro=usd_micro, charged_milli=charged_milli, cost_source=cost_source
        )
    )
    run.parts.at("closed", run.row.id)
    if finished:
        await run.parts.records.write(run.row.id)
    await asyncio.to_thread(run.parts.staging.clear, run.row.id)


async def _store(run: Run, position: int, output: MediaOutput) -> NewAsset:
    folder = run.parts.staging.folder(run.row.id)
    source = folder / f"output-{position}"
    folder.mkdir(parents=True, exist_ok=True)
    if output.url is not None:
        await _download(run, output.url, source)
        run.parts.at("downloaded", run.row.id)
    elif output.path is not None:
        await asyncio.to_thread(_link, output.path, source)
    else:
        await asyncio.to_thread(source.write_bytes, output.data or b"")
    stored = await run.patiently(lambda: run.parts.media.adopt(source, output.mime))
    run.parts.at("stored", run.row.id)
    return NewAsset(position, output.role, output.label, stored)


async def _download(run: Run, url: str, target: Path) -> None:
    """Raises DownloadRefusedError, also for a dead address of which the vendor has no fresh one."""
    try:
        await _fetch(run, url, target)
    except DownloadRefusedError as error:
        fresh = await run.patiently(lambda: run.provider.renew(url)) if error.gone else None
        if fresh is None:
            raise
        await _fetch(run, fresh, target)


async def _fetch(run: Run, url: str, target: Path) -> None:
    at, headers = run.provider.locate(url)
    await run.patiently(lambda: run.parts.downloader.fetch(at, target, headers=headers))


def _cost(run: Run, result: ProviderResult, files: Sequence[NewAsset]) -> tuple[int | None, str]:
    """Micro-dollars and their source: the vendor's own figure, else the price rule over the real output."""
    if result.usd_micro is not None:
        return result.usd_micro, "vendor"
    main = [each.file for each in files if each.role == "main"]
    lengths = [each.duration_s for each in main if each.duration_s is not None]
    seconds = sum(lengths) if lengths else None
    real = Measure(run.request.values, len(run.request.prompt), max(1, len(main)), seconds)
    usd_micro = run.model.price.usd_micro(real)
    return usd_micro, "" if usd_micro is None else "price rule"


class _Cancelled(Exception):  # noqa: N818  # not an error: how the watcher leaves the polling loop
    pass


def _link(path: Path, target: Path) -> None:
    """A second name for a staged file, so that storing the one leaves the other for a restart."""
    target.unlink(missing_ok=True)
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
