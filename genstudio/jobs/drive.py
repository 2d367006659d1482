"""drive(job_id): one job from its row to its end, from whatever state a restart finds it in.

Each step does one thing with the vendor and moves the row by a compare-and-set. The order is always: claim in the row,
submit, save the task, look, download, store, close with the ledger. A run that finds the row moved on by somebody else
stops.
"""

from __future__ import annotations

from genstudio.core.errors import ContentRefusedError, GenerationFailedError, GenStudioError
from genstudio.jobs import closing
from genstudio.jobs.collect import fetch, poll
from genstudio.jobs.parts import Control, Parts
from genstudio.jobs.run import Run
from genstudio.jobs.states import OPEN
from genstudio.jobs.submit import recover, submit, wait_for_turn
from genstudio.storage import jobs


async def drive(job_id: str, parts: Parts, control: Control) -> None:
    """Drives the job until it is closed, held for a person, or paused. Safe to call again at any time.

    A slot of the lane that it takes is left in `control.slot`; the caller gives it back.
    """
    row = await parts.database.read(lambda conn: jobs.get(conn, job_id))
    if row is None or row.state not in OPEN or row.paused:
        return
    control.cancel = control.cancel or row.cancel_requested
    parts.at("queued", job_id)
    try:
        run = await Run.of(row, parts, control)
    except GenStudioError as error:
        # The model or a file is gone. Nothing was bought for a job in the queue; of any other nobody can know.
        close = closing.failed if row.state == "queued" else closing.held
        refusal = error
        await parts.database.write(lambda conn: close(conn, row, refusal))
        return
    if row.state == "queued":
        if not await wait_for_turn(run):
            return
    elif control.slot is None:
        run.lane.take()
        control.slot = run.lane
    try:
        await _advance(run)
    except (GenerationFailedError, ContentRefusedError) as error:
        await run.close_failed(error)
    except GenStudioError as error:
        await run.hold(error)


async def _advance(run: Run) -> None:
    if run.row.state == "submitting":
        await recover(run)
    while run.row.state == "queued":
        if not await submit(run):
            return
    if run.control.stopping:
        return
    if run.row.state == "polling":
        await poll(run)
    if run.row.state == "fetching":
        await fetch(run)
