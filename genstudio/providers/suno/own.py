"""Suno by a server of one's own, gcui-art/suno-api: https://github.com/gcui-art/suno-api (of 2026-03-07)

make    POST /api/generate {"prompt", "make_instrumental", "model", "wait_audio"}
        POST /api/custom_generate {"prompt" (lyrics), "tags" (style), "title", "negative_tags", ...}
        -> a list of two clips [{"id", "status", "audio_url", ...}]
status  GET  /api/get?ids=1,2 -> the same list; one clip may fail and the other be complete
credits GET  /api/get_limit -> {"credits_left", "period", "monthly_limit", "monthly_usage"}; a song costs ten
key     none of its own; "Authorization: Bearer" for a proxy in front of it, where a key is kept here
quirks  - while a clip is "streaming" its audio_url is a stream that is not complete: only "complete" is taken
        - wait_audio is never asked for: the server's own limit of 60 s would cut it off
        - errors are {"error": text}; 402 and 401 are suno.com's; reads answer 500 for everything, an ended login too

It wraps a person's login at suno.com by its cookie, needs a paid captcha service, and breaks whenever that page
changes; suno.com may not like it. Not verified: model names after chirp-v3-5, which pass through, and the limits of
texts, for which those of Suno V4 stand.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, RootModel

from genstudio.core import refusals
from genstudio.core.errors import ProviderAuthError, ProviderError
from genstudio.core.money import Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject, KeyReport, MediaOutput, State, Task, TaskStatus
from genstudio.core.spec import Field, ModelSpec, Prompt
from genstudio.providers.base import AsyncProvider, BaseMusicProvider, KeySpec
from genstudio.providers.registry import register_provider
from genstudio.providers.suno.answers import is_content
from genstudio.providers.suno.hosted import first_words
from genstudio.providers.suno.tables import DESCRIPTIONS, STYLES
from genstudio.transport.answers import Answer

PROVIDER = "suno-self-hosted"
LABEL = "suno-api"
SOURCE = "https://github.com/gcui-art/suno-api"
CHECKED = date(2026, 11, 22)
LOGIN_WORDS = ("session", "cookie", "token")
STATES: dict[str, State] = {
    "submitted": "pending",
    "queued": "pending",
    "streaming": "processing",
    "complete": "complete",
    "error": "error",
}

MODEL = Field(
    "version",
    "text",
    "Version",
    default="chirp-v3-5",
    max_chars=60,
    help="Suno's own name of a model; the server knows what it was tested with.",
    wire="model",
    advanced=True,
)
INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False, wire="make_instrumental")
LYRICS = Field(
    "lyrics",
    "text",
    "Lyrics",
    default="",
    max_chars=3_000,
    help="Sung word for word; [Verse] and [Chorus] name its parts. Left empty, the piece is instrumental.",
)
TITLE = Field("title", "text", "Title", default="", max_chars=80, help="Left empty, it is taken from the words.")
AVOID = Field(
    "negative_prompt", "text", "Avoid", default="", max_chars=200, help="Styles to keep out.", wire="negative_tags"
)


def _spec(name: str, label: str, description: str, prompt: Prompt, fields: tuple[Field, ...]) -> ModelSpec:
    return ModelSpec(
        id=f"{PROVIDER}:{name}",
        wire_id="",
        kind="music",
        label=label,
        description=description,
        engine="hosted",
        price=Unpriced(),
        source=SOURCE,
        checked=CHECKED,
        prompt=prompt,
        fields=(*fields, MODEL),
        typical_s=150,
    )


MODELS = (
    _spec(
        "song",
        "Suno, own server",
        "Songs from a description, by the account that your server is logged in with.",
        Prompt(max_chars=500, examples=DESCRIPTIONS),
        (INSTRUMENTAL,),
    ),
    _spec(
        "lyrics",
        "Suno, own server, your lyrics",
        "Sings the lyrics that you write, in the style that you describe.",
        Prompt("Style", max_chars=200, examples=STYLES),
        (LYRICS, TITLE, AVOID),
    ),
)


class Clip(BaseModel):
    id: str
    status: str
    title: str | None = None
    audio_url: str | None = None
    lyric: str | None = None
    tags: str | None = None
    model_name: str | None = None
    error_message: str | None = None


class Clips(RootModel[list[Clip]]):
    pass


class Limit(BaseModel):
    credits_left: int
    period: str | None = None
    monthly_limit: int | None = None


class Fault(BaseModel):
    error: str = ""


@register_provider(
    "music",
    PROVIDER,
    description="Songs by Suno, by a server of your own: gcui-art/suno-api",
    features=("vocals", "your lyrics", "two tracks", "your own server"),
    models=MODELS,
    is_async=True,
)
class OwnSunoProvider(AsyncProvider, BaseMusicProvider):
    label: ClassVar[str] = LABEL
    own_server: ClassVar[bool] = True
    key: ClassVar[KeySpec | None] = KeySpec(service=PROVIDER, env="SUNO_SELF_HOSTED_KEY", required=False)
    poll_first_s: ClassVar[float] = 5.0
    poll_max_s: ClassVar[float] = 10.0

    def judge(self, answer: Answer) -> ProviderError | None:
        """An ended login shows as 401, 403, or 500 with a word of it: before anything was made."""
        said = _said(answer)
        if answer.status in (401, 403) or (answer.status == 500 and any(word in said for word in LOGIN_WORDS)):
            return ProviderAuthError(
                "Your Suno server refused: its login at suno.com has ended, or the key is wrong. Nothing was charged; "
                "renew the cookie there, or the key under Providers."
            )
        if answer.status == 400 and is_content(said):
            return refusals.moderated(LABEL, "no", said)
        return None

    async def check_key(self) -> KeyReport:
        """The credits of the account behind the server."""
        limit = await self.http.read("/api/get_limit", Limit)
        if limit.credits_left <= 0:
            raise refusals.no_balance(self.label)
        total = "" if limit.monthly_limit is None else f" of {limit.monthly_limit:,}"
        return KeyReport((("Credits", f"{limit.credits_left:,}{total} left"),))

    async def create_task(self, request: GenerationRequest) -> Task:
        path, body = encode(request)
        clips = (await self.http.submit(path, Clips, json=body)).root
        if not clips:
            raise refusals.empty(LABEL)
        return {"ids": ",".join(each.id for each in clips)}

    async def check_status(self, task: Task) -> TaskStatus:
        clips = await self.http.read("/api/get", Clips, params={"ids": str(task["ids"])})
        return decode(clips.root)


def encode(request: GenerationRequest) -> tuple[str, JsonObject]:
    """Path and body. Without lyrics the written form is instrumental."""
    values = {name: value for name, value in request.wire_values().items() if value != ""}
    body: JsonObject = {"wait_audio": False}
    if request.model.field_named("lyrics") is None:
        return "/api/generate", body | {"prompt": request.prompt, **values}
    lyrics, title = (str(values.pop(each, "")).strip() for each in ("lyrics", "title"))
    body |= {
        "prompt": lyrics,
        "tags": request.prompt,
        "title": title or first_words(lyrics or request.prompt)[: TITLE.max_chars],
        "make_instrumental": not lyrics,
    }
    return "/api/custom_generate", {**body, **values}


def decode(clips: list[Clip]) -> TaskStatus:
    """All clips together: ready once each has ended, and failed when none is complete.

    Raises ProviderResponseError for no clip at all, a state outside STATES, and a complete clip without a sound.
    """
    states = [STATES.get(each.status) for each in clips]
    done = [each for each in clips if each.status == "complete"]
    told = [each.model_dump() for each in clips]
    if not clips or None in states or any(not each.audio_url for each in done):
        raise refusals.not_understood(LABEL, str(told)[:2_000])
    if not {"pending", "processing"}.isdisjoint(states):
        return TaskStatus("processing" if "pending" not in states or done else "pending")
    if not done:
        text = next((each.error_message for each in clips if each.error_message), "")
        if is_content(text):
            return TaskStatus("error", error=refusals.moderated(LABEL, "untold", text))
        return TaskStatus("error", error=refusals.failed(LABEL, text))
    sounds = [MediaOutput("audio/mpeg", url=each.audio_url, label=each.title or "") for each in done]
    sung = dict.fromkeys(each.lyric.strip() for each in done if each.lyric and each.lyric.strip())
    texts = [MediaOutput("text/plain", data=each.encode(), role="transcript", label="Lyrics") for each in sung]
    facts = {
        "style": done[0].tags,
        "version": done[0].model_name,
        "tracks": ", ".join(each.id for each in done),
        "missing_track": next((each.error_message or each.status for each in clips if each.status == "error"), ""),
    }
    extras: JsonObject = {name: value for name, value in facts.items() if value}
    return TaskStatus("complete", outputs=(*sounds, *texts), extras=extras)


def _said(answer: Answer) -> str:
    try:
        return Fault.model_validate_json(answer.body).error.lower()
    except ValueError:
        return ""
