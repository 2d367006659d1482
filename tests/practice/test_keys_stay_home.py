"""A full practice run over every vendor, with its refusals: no key is in anything that it wrote or said."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from genstudio.bootstrap import Studio, practising
from genstudio.controllers.views import NewGeneration
from genstudio.core.errors import GenStudioError
from genstudio.core.settings import Settings
from genstudio.practice import Application, Fault, host, results
from genstudio.practice.host import Practice, hosted
from genstudio.providers.registry import Registered
from tests.media_samples import clip, picture, sound

FAULTS: tuple[Fault, ...] = ("unauthorized", "billing", "invalid", "server")
SAMPLES = {"image": ("image/png", picture()), "audio": ("audio/wav", sound())}
PROMPT = "a fox that tells no secrets"
WRONG = "wrong-secret-0123456789"


def quoting(app: Application) -> Application:
    """A vendor whose refusals quote what they were asked with, the key among it."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        refusal: list[Message] = []

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                refusal.append(message)
            elif not refusal:
                await send(message)
            elif not message.get("more_body"):
                sent = {name.decode(): value.decode() for name, value in scope["headers"]}
                body = _with(message["body"], sent)
                headers = [each for each in refusal[0]["headers"] if each[0] != b"content-length"]
                await send({**refusal[0], "headers": headers})
                await send({"type": "http.response.body", "body": body})

        await app(scope, receive, tell)

    return answer


def _with(body: bytes, sent: dict[str, str]) -> bytes:
    try:
        return json.dumps({**json.loads(body), "you_sent": sent}).encode()
    except (ValueError, TypeError):
        return body + f" You sent {sent}".encode()


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Studio, Practice]]:
    """The studio in practice mode, and the vendors that it talks to, who do not wait."""
    vendors: list[Practice] = []

    @contextlib.contextmanager
    def at_once() -> Iterator[Practice]:
        with hosted(pace=0.0) as running:
            vendors.append(running)
            yield running

    async def music(prompt: str, seconds: float, mime: str = "audio/mpeg", seed: int = 0) -> bytes:
        return sound("wav" if mime == "audio/wav" else "mp3")

    async def film(prompt: str, *size: float, sound: bool = True, seed: int = 0) -> bytes:
        return clip("mp4")

    alone = host.alone
    monkeypatch.setattr(host, "alone", lambda app: quoting(alone(app)))
    monkeypatch.setattr(host, "hosted", at_once)
    monkeypatch.setattr(results, "music", music)  # to compose and film for all vendors takes minutes
    monkeypatch.setattr(results, "clip", film)
    with practising(Settings(home=home)) as studio:
        yield studio, vendors[0]


@pytest.fixture
async def studio(run: tuple[Studio, Practice]) -> Studio:
    await run[0].open()
    await run[0].start()
    return run[0]


async def order(studio: Studio, row: Registered) -> str:
    """The job's id, "" for an order that is refused at once."""
    model = row.models[0]
    media = {role.name: (_data_uri(role.media),) for role in model.inputs if role.required}
    try:
        return (
            await studio.generations.create("local", NewGeneration(row.kind, PROMPT, model=model.id, media=media))
        ).id
    except GenStudioError:
        return ""


def _data_uri(media: str) -> str:
    mime, data = SAMPLES[media]
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


async def over(studio: Studio, job_id: str) -> str:
    """How the job ended, in words; also one that is held for a person."""
    async with asyncio.timeout(60):
        while job_id:
            view = await studio.generations.get("local", job_id)
            if view.is_over or view.fault is not None:
                return repr(view)
            await asyncio.sleep(0.1)
    return ""


async def test_no_key_is_in_anything_that_a_full_run_wrote(
    studio: Studio, run: tuple[Studio, Practice], home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vendors = run[1]
    rows = [row for row in studio.registry.rows() if row.name in vendors.emulators]
    said = await asyncio.gather(*[over(studio, await order(studio, row)) for row in rows])
    assert {row.name: each for row, each in zip(rows, said, strict=True) if "fault=None" not in each} == {}

    one_each = list({row.name: row for row in rows}.values())
    keyed = [row for row in one_each if row.provider.key is not None]
    for fault in FAULTS:
        jobs = []
        for row in one_each:
            vendors.emulators[row.name].misbehave(fault)
            jobs.append(await order(studio, row))
        said += await asyncio.gather(*[over(studio, job) for job in jobs])
    for row in keyed:
        assert row.provider.key is not None
        for key in (" ".join([WRONG] * row.provider.key.words), vendors.keys[row.name]):
            with contextlib.suppress(GenStudioError):
                said.append(repr(await studio.providers.keys.save("local", row.name, key, keep=True)))
            with contextlib.suppress(GenStudioError):
                said.append(repr(await studio.providers.lists.ask("local", row.name)))
    said.append(repr([await studio.providers.summaries("local")]))
    await studio.stop()

    secrets = {word for key in (*vendors.keys.values(), WRONG) for word in key.split()}
    needles = {form for word in secrets for form in (word, urllib.parse.quote(word, safe=""), _json(word))}
    written = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert any(PROMPT.encode() in data for data in written.values()), "the search reads nothing"
    found = {path.name for path, data in written.items() for each in needles if each.encode() in data}
    assert found == set()
    assert [each for each in needles if each in caplog.text or each in "".join(said)] == []


def _json(word: str) -> str:
    return json.dumps(word)[1:-1]
