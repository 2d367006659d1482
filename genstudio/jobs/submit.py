"""From the queue to a task or a result: the one place where something is bought."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import time
from dataclasses import replace

from genstudio.core.errors import (
    GenStudioError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    SubmissionUnknownError,
)
from genstudio.core.request import GenerationRequest
from genstudio.core.result import ProviderResult
from genstudio.jobs import inputs
from genstudio.jobs.run import Run, backoff_s
from genstudio.providers.base import AsyncProvider
from genstudio.storage import jobs
from genstudio.storage.jobs import now_ms

log = logging.getLogger(__name__)


async def wait_for_turn(run: Run) -> bool:
    """True with a slot of the lane; False when the job was cancelled or paused instead."""
    if not run.control.cancel and run.lane.take_if_free():
        run.control.slot = run.lane
        return True
    waiting = asyncio.create_task(run.lane.wait(run.row.id, run.row.priority, run.row.number))
    try:
        while not waiting.done():
            changed = asyncio.create_task(run.control.changed.wait())
            await asyncio.wait((waiting, changed), return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            run.control.changed.clear()
            if run.control.cancel or run.control.paused:
                break
    finally:
        if not waiting.done():
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting
    if not waiting.cancelled():
        run.control.slot = run.lane
    if run.control.cancel:
        await run.close_cancelled()
        return False
    return run.control.slot is not None and not run.control.paused


async def submit(run: Run) -> bool:
    """One claim and one submit. False when the job has ended, was paused, or was taken by somebody else."""
    if run.control.cancel:
        await run.close_cancelled()
        return False
    if run.control.stopping:
        return False
    # From the claim to the saved outcome a hosted purchase is waited for when the process is asked to stop, so that an
    # ordinary restart leaves nothing unknown. Offline work is simply redone.
    run.control.buying = not run.model.offline
    try:
        return await _claim_and_send(run)
    finally:
        run.control.buying = False


async def _claim_and_send(run: Run) -> bool:
    token = secrets.token_hex(8)
    deadline_at_ms = now_ms() + int(run.parts.deadline_s * 1000)
    if not await run.parts.database.write(lambda conn: jobs.claim(conn, run.row.id, token, deadline_at_ms)):
        row = await run.parts.database.read(lambda conn: jobs.get(conn, run.row.id))
        if row is not None and row.cancel_requested:
            await run.close_cancelled()
        return False
    run.row = replace(run.row, state="submitting", submit_token=token)
    run.deadline_at_s = time.monotonic() + run.parts.deadline_s
    run.parts.at("claimed", run.row.id)
    return await _send(run)


async def recover(run: Run) -> None:
    """A submit was under way when the process died: what may be done depends on what this vendor can answer."""
    if await asyncio.to_thread(run.parts.staging.load, run.row.id) is not None:
        await run.to_fetching()
    elif run.model.offline or run.provider.resubmits(run.model) == "repeat":
        await _send(run)
    elif run.provider.resubmits(run.model) == "look up" and isinstance(run.provider, AsyncProvider):
        await _look_up(run, run.provider)
    else:
        raise SubmissionUnknownError(
            f"GenStudio was stopped while the request was on its way to {run.row.provider}. It is not sent again, "
            "so that nobody pays twice; the credits stay reserved until you decide.",
            provider=run.row.provider,
        )


async def _send(run: Run) -> bool:
    """The purchase itself, for a row that holds our token."""
    try:
        await run.provider.validate_config()
        if isinstance(run.provider, AsyncProvider):
            await _create_task(run, run.provider)
        else:
            await _generate(run)
    except (ProviderRateLimitError, ProviderUnavailableError) as error:
        return await _send_later(run, error)
    except (SubmissionUnknownError, ProviderResponseError) as error:
        await run.hold(error)
        return False
    except GenStudioError as error:
        await run.close_failed(error)
        return False
    except asyncio.CancelledError:
        raise
    except Exception as error:  # a defect of an adapter must not look like "nothing was bought"
        log.exception("job %s: %s failed in an unforeseen way", run.row.id, run.row.provider)
        await run.close_or_hold_defect(error)
        return False
    return run.row.state in ("polling", "fetching")


async def _create_task(run: Run, provider: AsyncProvider) -> None:
    task = await provider.create_task(await _fitted(run))
    run.parts.at("answered", run.row.id)
    text = json.dumps(task)
    values = {"state": "polling", "task_json": text}
    # The handle of something bought: on a full disk it is held in memory until it can be written.
    saved = await run.patiently(
        lambda: run.parts.database.write(lambda conn: jobs.change(conn, run.row.id, ("submitting",), values))
    )
    if saved:
        run.row = replace(run.row, state="polling", task_json=text)
        run.parts.at("task saved", run.row.id)


async def _generate(run: Run) -> None:
    await asyncio.to_thread(run.parts.staging.prepare, run.row.id)
    work = asyncio.create_task(run.provider.generate(await _fitted(run)))
    result = await _unless_cancelled(run, work)
    if result is None:
        await run.close_cancelled()
        return
    run.parts.at("answered", run.row.id)
    answer = result
    run.result = await run.patiently(lambda: asyncio.to_thread(run.parts.staging.save, run.row.id, answer))
    run.parts.at("staged", run.row.id)
    await run.to_fetching()


async def _fitted(run: Run) -> GenerationRequest:
    """The request with its files as the model takes them, made anew for each try."""
    if not any(role.fits and run.request.media.get(role.name) for role in run.model.inputs):
        return run.request
    return await asyncio.to_thread(inputs.fit, run.request, run.parts.staging.inputs(run.row.id))


async def _unless_cancelled(run: Run, work: asyncio.Task[ProviderResult]) -> ProviderResult | None:
    """The result; None when a person cancelled and the work could be stopped without having bought anything."""
    try:
        while not work.done():
            run.control.changed.clear()
            if run.control.cancel and run.model.offline:
                work.cancel()
                await asyncio.wait((work,))
                return None
            if run.control.cancel:
                run.control.mark(0.0, run.cannot_cancel)
            changed = asyncio.create_task(run.control.changed.wait())
            await asyncio.wait((work, changed), return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
        return work.result()
    finally:
        work.cancel()


async def _send_later(run: Run, error: ProviderRateLimitError | ProviderUnavailableError) -> bool:
    """Nothing was bought: back to the queue and, after a wait, another try; True to try, False when it ended."""
    wait_s = backoff_s(run.row.attempts)
    named_s = error.retry_after_s
    if named_s is not None:
        wait_s = named_s
    if isinstance(error, ProviderRateLimitError) or named_s is not None:
        run.lane.close_for(wait_s)
        run.give_up_at_s = max(run.give_up_at_s, time.monotonic() + wait_s + run.parts.give_up_s)
    if time.monotonic() + wait_s > run.give_up_at_s:
        await run.close_failed(error)
        return False
    if not await run.parts.database.write(lambda conn: jobs.unclaim(conn, run.row.id, error.message)):
        return False
    run.row = replace(run.row, state="queued", submit_token=None, attempts=run.row.attempts + 1)
    run.control.buying = False
    if run.control.stopping:
        return False
    woken = await run.control.sleep(wait_s)
    return not (woken and run.control.paused)


async def _look_up(run: Run, provider: AsyncProvider) -> None:
    task = await run.patiently(lambda: provider.find_task(run.row.id))
    if task is None:
        await run.parts.database.write(lambda conn: jobs.unclaim(conn, run.row.id, ""))
        run.row = replace(run.row, state="queued", submit_token=None)
        return
    text = json.dumps(task)
    values = {"state": "polling", "task_json": text}
    if await run.parts.database.write(lambda conn: jobs.change(conn, run.row.id, ("submitting",), values)):
        run.row = replace(run.row, state="polling", task_json=text)
