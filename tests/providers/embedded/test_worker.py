"""The worker process: progress comes out, cancel kills it, and each way to die has its sentence."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import time
from datetime import date
from pathlib import Path

import pytest
from anyio import CapacityLimiter

from genstudio.core.errors import DiskFullError, GenerationFailedError, ProviderValidationError
from genstudio.core.money import Free
from genstudio.core.request import ImageRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.spec import ModelSpec
from genstudio.providers.embedded.worker import EngineJob, Report, run_engine

MODEL = ModelSpec(
    id="embedded:test",
    wire_id="test",
    kind="image",
    label="Test (procedural, offline)",
    description="",
    engine="procedural",
    price=Free(),
    source="tests",
    checked=date(2026, 11, 22),
)


def engine(job: EngineJob, report: Report) -> ProviderResult:
    """Does what the prompt says."""
    (job.out_dir / "pid").write_text(str(os.getpid()))
    match job.prompt:
        case "work":
            for number in range(600):
                report(number / 600, f"Step {number}")
                time.sleep(0.05)
        case "full disk":
            raise OSError(errno.ENOSPC, "No space left on device")
        case "refuse":
            raise ProviderValidationError("Nothing to say.", field="prompt")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
    path = job.out_dir / "picture.png"
    path.write_bytes(b"picture")
    return ProviderResult((MediaOutput("image/png", path=path),), extras={"seed": job.values["seed"]})


@pytest.fixture
async def limiter() -> CapacityLimiter:
    return CapacityLimiter(1)


def request(prompt: str, folder: Path) -> ImageRequest:
    return ImageRequest(MODEL, prompt, {"seed": 0}, work_dir=folder)


def ignore(fraction: float, step: str) -> None:
    """Progress that this test does not look at."""


async def test_a_result_comes_back_and_the_next_job_uses_the_same_process(
    limiter: CapacityLimiter, tmp_path: Path
) -> None:
    seen = set()
    for _ in range(2):
        result = await run_engine(engine, request("paint", tmp_path), ignore, limiter)
        assert result.extras == {"seed": 0}
        seen.add((tmp_path / "pid").read_text())
    assert len(seen) == 1
    assert str(os.getpid()) not in seen


async def test_cancel_ends_the_process_within_a_second(limiter: CapacityLimiter, tmp_path: Path) -> None:
    marks: list[tuple[float, str]] = []
    work = asyncio.create_task(
        run_engine(engine, request("work", tmp_path), lambda done, step: marks.append((done, step)), limiter)
    )
    async with asyncio.timeout(30):
        while len(marks) < 2:
            await asyncio.sleep(0.01)
    assert 0 <= marks[0][0] < marks[1][0] < 1
    assert marks[1][1].startswith("Step ")
    process = int((tmp_path / "pid").read_text())
    begin = time.monotonic()
    work.cancel()
    await asyncio.wait((work,))
    assert work.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert time.monotonic() - begin < 1
    assert limiter.borrowed_tokens == 0


@pytest.mark.parametrize(
    ("prompt", "error"),
    [("full disk", DiskFullError), ("refuse", ProviderValidationError), ("die", GenerationFailedError)],
)
async def test_each_way_to_fail_has_its_error(
    prompt: str, error: type[Exception], limiter: CapacityLimiter, tmp_path: Path
) -> None:
    with pytest.raises(error):
        await run_engine(engine, request(prompt, tmp_path), ignore, limiter)
    assert (await run_engine(engine, request("paint", tmp_path), ignore, limiter)).outputs


async def test_no_more_processes_than_the_limiter_allows(limiter: CapacityLimiter, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    await asyncio.gather(*(run_engine(engine, request("paint", folder), ignore, limiter) for folder in folders))
    assert len({(folder / "pid").read_text() for folder in folders}) == 1
