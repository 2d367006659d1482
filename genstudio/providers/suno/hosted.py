"""Suno by way of sunoapi.org, and of whoever speaks its protocol. https://docs.sunoapi.org (read 2026-11-22)

make    POST /api/v1/generate {"prompt", "customMode", "instrumental", "model", "callBackUrl", "style", "title", ...}
        POST /api/v1/generate/upload-cover: the same and "uploadUrl" -> data.taskId
status  GET  /api/v1/generate/record-info?taskId= -> data {"status", "response": {"sunoData": [{"audioUrl", ...}]},
        "errorMessage"}; two tracks for each song
credits GET  /api/v1/generate/credit -> data: number; free
upload  POST https://sunoapiorg.redpandaai.co/api/file-stream-upload, a form -> data.downloadUrl or fileUrl; 3 days
key     header "Authorization: Bearer"
quirks  - HTTP 200 in most cases: {"code", "msg", "data"} says what came of it
        - 429 is an empty account; the rate is 405 and 430. At Kie, which speaks the same, 429 is the rate
        - callBackUrl is mandatory also for those who ask; when nobody answers there, the song may say
          CALLBACK_EXCEPTION and be complete all the same
        - custom mode wants style and title; its prompt is the lyrics. The other mode takes nothing but a description
        - FIRST_SUCCESS is not the end: one of two tracks is ready, and an audioUrl may be empty until SUCCESS
        - no cancel, no idempotency key; files are deleted after 15 days (14 at Kie)

Neither this service nor its like is Suno's own: there is no public API, and suno.com may not like it. Other houses are
base URLs (https://api.kie.ai with the upload address https://kieai.redpandaai.co). The limits of duration are those
of a public client. Not verified: what a song costs, 409, 501 and 531 in practice, the words of a refusal with code 400.
Left out: extending, stems, WAV and clips, which are further purchases with a song of theirs.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from genstudio.core import refusals
from genstudio.core.errors import ProviderError
from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject, KeyReport, Task, TaskStatus
from genstudio.core.spec import ModelSpec
from genstudio.providers.base import AsyncProvider, BaseMusicProvider, KeySpec
from genstudio.providers.registry import register_provider
from genstudio.providers.suno import tables
from genstudio.providers.suno.answers import (
    HOUSES,
    LABEL,
    OK,
    SUNOAPI,
    Created,
    Envelope,
    House,
    Uploaded,
    decode,
    envelope_of,
    verdict,
)
from genstudio.providers.suno.tables import MODELS, PROVIDER
from genstudio.transport.answers import Answer, redact, refusal

CALLBACK = "https://example.com/not-used"
TITLE_WORDS = 6


@register_provider(
    "music",
    PROVIDER,
    description="Songs by Suno, by way of sunoapi.org: two tracks for each",
    features=("vocals", "your lyrics", "two tracks", "covers"),
    models=MODELS,
    is_async=True,
)
class SunoProvider(AsyncProvider, BaseMusicProvider):
    label: ClassVar[str] = LABEL
    base_url: ClassVar[str] = "https://api.sunoapi.org"
    urls: ClassVar[Mapping[str, str]] = {"upload": "https://sunoapiorg.redpandaai.co"}
    key: ClassVar[KeySpec | None] = KeySpec(service="suno", env="SUNO_API_KEY", help_url="https://sunoapi.org/api-key")
    poll_first_s: ClassVar[float] = 5.0
    poll_max_s: ClassVar[float] = 10.0

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        return tables.custom(wire_id)

    @property
    def house(self) -> House:
        return HOUSES.get(urlsplit(self.url("base")).hostname or "", SUNOAPI)

    def judge(self, answer: Answer) -> ProviderError | None:
        """A refusal by HTTP counts by the code inside it, where it has one."""
        envelope = envelope_of(answer)
        return None if envelope is None else self._verdict(envelope)

    async def check_key(self) -> KeyReport:
        """The credits of the account."""
        await self.validate_config()
        data = self._data(await self.http.read(self.house.credit, Envelope))
        try:
            left = Decimal(str(data))
        except InvalidOperation as error:
            raise refusals.not_understood(self.label, str(data)[:2_000]) from error
        if left <= 0:
            raise refusals.no_balance(self.label)
        return KeyReport((("Credits", f"{left.normalize():,f}"),))

    async def create_task(self, request: GenerationRequest) -> Task:
        cover = await self._uploaded(request)
        path, body = encode(request, cover)
        answer = await self.http.submit_raw(path, json=body)
        envelope = self.http.parse(answer, Envelope)
        if envelope.code != OK:
            raise self._verdict(envelope) or refusals.unknown_outcome(self.label, self._text(envelope))
        try:
            made = Created.model_validate(envelope.data)
        except ValidationError as error:
            raise refusals.not_understood(self.label, str(envelope.data)[:2_000]) from error
        return {"id": made.taskId, "made_s": int(time.time())}

    async def check_status(self, task: Task) -> TaskStatus:
        params = {"taskId": str(task["id"])}
        envelope = await self.http.read("/api/v1/generate/record-info", Envelope, params=params)
        made_s = task.get("made_s")
        age_s = time.time() - made_s if isinstance(made_s, int) else 0.0
        return decode(self._data(envelope), age_s)

    async def _uploaded(self, request: GenerationRequest) -> str:
        """The address of the sound to cover, "" where there is none."""
        for file in request.media.get("audio", ()):
            # A name that comes again would take the earlier file's place.
            name = f"{request.reference or 'sound'}{file.path.suffix or '.mp3'}"
            form: JsonObject = {"uploadPath": "genstudio", "fileName": name}
            answer = await self.http.to("upload").upload("/api/file-stream-upload", file, field="file", json=form)
            data = self._data(self.http.parse(answer, Envelope))
            try:
                told = Uploaded.model_validate(data)
            except ValidationError as error:
                raise refusals.not_understood(self.label, str(data)[:2_000]) from error
            if not (url := told.downloadUrl or told.fileUrl):
                raise refusals.not_understood(self.label, str(data)[:2_000])
            return url
        return ""

    def _data(self, envelope: Envelope) -> object:
        """What the answer to a question holds. Raises what its code means."""
        if envelope.code == OK:
            return envelope.data
        if envelope.code >= 500:
            raise self._verdict(envelope) or refusal(Answer(envelope.code, {}, b""), self.label, self._text(envelope))
        raise self._verdict(envelope) or refusals.not_understood(self.label, self._text(envelope))

    def _verdict(self, envelope: Envelope) -> ProviderError | None:
        return verdict(envelope.code, self._text(envelope), self.house)

    def _text(self, envelope: Envelope) -> str:
        return redact(f"{envelope.code}: {envelope.msg or ''}", (self.config.key or "",))


def encode(request: GenerationRequest, cover: str = "") -> tuple[str, JsonObject]:
    """Path and body. Without lyrics the written form is instrumental; `cover` is the address of a sound."""
    values = request.wire_values()
    body: JsonObject = {"model": request.model.wire_id, "callBackUrl": CALLBACK}
    title = request.model.field_named("title")
    if title is None:
        body |= {"customMode": False, "prompt": request.prompt, **values}
    else:
        lyrics, name = (str(values.pop(each, "")).strip() for each in ("lyrics", "title"))
        body |= {
            "customMode": True,
            "instrumental": not lyrics,
            "style": request.prompt,
            "title": name or first_words(lyrics or request.prompt)[: title.max_chars],
        }
        if lyrics:
            body["prompt"] = lyrics
        body |= {
            each: round(value, 2) if isinstance(value, float) else value
            for each, value in values.items()
            if value != ""
        }
    if cover:
        return "/api/v1/generate/upload-cover", body | {"uploadUrl": cover}
    return "/api/v1/generate", body


def first_words(text: str) -> str:
    """The beginning of the first line that is no mark such as [Verse]."""
    lines = [line.strip() for line in text.splitlines()]
    line = next((each for each in lines if each and not each.startswith("[")), text.strip("[] \n"))
    return " ".join(line.split()[:TITLE_WORDS]).strip(" ,.;:-") or "Song"
