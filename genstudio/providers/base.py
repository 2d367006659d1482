"""What every provider is: a table of models and a few verbs.

A provider either answers at once (`generate_image` and its like) or hands out a task (`AsyncProvider`). It never
retries, polls, downloads, charges or saves: the job engine does that once for all.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from anyio import CapacityLimiter

from genstudio.core.errors import ProviderAuthError, ProviderError, ProviderValidationError
from genstudio.core.money import Measure
from genstudio.core.request import (
    GenerationRequest,
    ImageRequest,
    MusicRequest,
    SpeechRequest,
    VideoRequest,
)
from genstudio.core.result import KeyReport, ListedModel, ProviderResult, Task, TaskStatus
from genstudio.core.spec import Kind, ModelSpec
from genstudio.transport.answers import Answer
from genstudio.transport.polling import poll_task

if TYPE_CHECKING:
    from genstudio.transport.http import Http

Resubmit = Literal["never", "repeat", "look up"]


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One word of a key that has several, as its vendor names it ("Token ID"), and how it travels."""

    label: str
    header: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class KeySpec:
    """Where a key lives and how it travels.

    `service` is its name in the keyring, `env` the environment variable that stands in for it. The key is sent in
    `header`, after `prefix`. One of several `parts` is kept and given as their words with a blank between them, and
    each travels in its own header. Without `required` the server may be one that asks for no key.
    """

    service: str
    env: str
    header: str = "Authorization"
    prefix: str = "Bearer "
    help_url: str = ""
    parts: tuple[KeyPart, ...] = ()
    required: bool = True

    @property
    def words(self) -> int:
        """How many words a key has."""
        return len(self.parts) or 1

    def named(self, name: str) -> KeySpec:
        """The place of a further key of the same vendor: keyring "fal:work", variable FAL_KEY_WORK; itself for ""."""
        if not name:
            return self
        return replace(self, service=f"{self.service}:{name}", env=f"{self.env}_{name.upper().replace('-', '_')}")

    def headers(self, key: str) -> dict[str, str]:
        if not self.parts:
            return {self.header: f"{self.prefix}{key}"}
        return {part.header: f"{part.prefix}{word}" for part, word in zip(self.parts, key.split(), strict=False)}


def _ignore(fraction: float, step: str) -> None:
    """Progress that nobody watches."""


@dataclass(slots=True)
class ProviderConfig:
    """What a provider is built with. `model` is a model's id, "" for the provider's first; it may be set afterwards.

    `base_url` and `urls` stand in for the addresses that the adapter declares, where the settings name others.
    `report(fraction, step)` is called with progress from 0 to 1. `offline_lane` bounds the worker processes of the
    offline engines.
    """

    provider: str
    model: str = ""
    key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    http: Http | None = None
    report: Callable[[float, str], None] = _ignore
    offline_lane: CapacityLimiter | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


class BaseProvider(abc.ABC):
    """A provider of one kind. Class attributes are filled in by `register_provider`.

    `label` is what people call the vendor ("OpenAI"), in every sentence; without one it is called by its `name`.

    `resubmit` says what may be done when the answer to a submit was lost: "repeat" where the vendor honours
    `request.reference` as an idempotency key, "look up" where `find_task` can ask for it, "never" otherwise. Offline
    models are simply run again.

    `base_url` "" stands for a server of one's own, whose address only the settings know. `urls` are the vendor's
    further addresses by name: `self.http.to("upload")`. `own_server` says that it is in the user's own network: plain
    http and private addresses are allowed for it.
    """

    kind: ClassVar[Kind]
    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    models: ClassVar[tuple[ModelSpec, ...]] = ()
    key: ClassVar[KeySpec | None] = None
    base_url: ClassVar[str] = ""
    urls: ClassVar[Mapping[str, str]] = {}
    own_server: ClassVar[bool] = False
    resubmit: ClassVar[Resubmit] = "never"
    lane_size: ClassVar[int] = 4

    def __init__(self, config: ProviderConfig) -> None:
        self.config = config
        self.report = config.report
        self.offline_lane = config.offline_lane or CapacityLimiter(1)

    @property
    def http(self) -> Http:
        """The HTTP client, bound to the vendor's base URL and this config's key."""
        if self.config.http is None:
            raise ProviderValidationError("This provider was built without a connection.", provider=self.name)
        if not self.url("base"):
            raise ProviderValidationError(
                f"The address of {self.label or self.name} is not set. Put base_url under [providers.{self.name}] in "
                "settings.toml.",
                provider=self.name,
            )
        headers = self.key.headers(self.config.key) if self.key and self.config.key else {}
        return self.config.http.bound(
            self.url("base"),
            headers,
            self.name,
            label=self.label or self.name,
            urls={name: self.url(name) for name in self.urls},
            judge=self.judge,
        )

    def url(self, name: str) -> str:
        """An address of the vendor without a slash at its end: "base", or one of `urls`."""
        if name == "base":
            return (self.config.base_url or self.base_url).rstrip("/")
        return (self.config.urls.get(name) or self.urls[name]).rstrip("/")

    @classmethod
    def custom_model(cls, wire_id: str) -> ModelSpec | None:
        """A table for a model that `models` does not list, where the vendor takes any id in one form; sends nothing."""
        return None

    async def describe_model(self, wire_id: str) -> ModelSpec | None:
        """The table of such a model, where the vendor publishes what it takes. None for a model that it does not have.

        Its id is "<provider>:<wire id>" and its price one of `prices.RULES`. Raises what a read may raise.
        """
        return self.custom_model(wire_id)

    @classmethod
    def own_models(cls, home: Path) -> tuple[ModelSpec, ...]:
        """Models that the user keeps as files below the home folder; read when a studio opens."""
        return ()

    @classmethod
    def takes_custom_models(cls) -> bool:
        """Whether it has either of the two."""
        return cls._overrides("custom_model") or cls._overrides("describe_model")

    async def list_models(self) -> tuple[ListedModel, ...]:
        """The models of this kind in the vendor's own list, as far as it tells of which kind they are; free to ask.

        Raises ProviderAuthError without a key, and what a read may raise.
        """
        return ()

    @classmethod
    def lists_models(cls) -> bool:
        """Whether it has a list."""
        return cls._overrides("list_models")

    @classmethod
    def _overrides(cls, name: str) -> bool:
        return any(name in vars(each) for each in cls.__mro__ if each is not BaseProvider)

    def resubmits(self, model: ModelSpec) -> Resubmit:
        """`resubmit` for this model, where only some of a provider's models know our reference."""
        return self.resubmit

    def locate(self, url: str) -> tuple[str, Mapping[str, str]]:
        """Where an output is fetched, and with which headers: the key's for a path at the vendor's own address."""
        return (f"{self.http.base_url}{url}", self.http.headers) if url.startswith("/") else (url, {})

    async def renew(self, url: str) -> str | None:
        """A fresh address of an output whose own is dead, where the vendor gives one; None elsewhere."""
        return None

    def judge(self, answer: Answer) -> ProviderError | None:
        """What an answer of 400 or above means at this vendor, where its status alone would mislead; None elsewhere.

        A 5xx to a purchase is judged only where the vendor says for certain that nothing was bought. The answer's text
        becomes the error's detail, without keys.
        """
        return None

    async def validate_config(self) -> None:
        """Raises ProviderAuthError when a key is needed and absent. Sends nothing: it runs before every purchase."""
        if self.key is not None and self.key.required and not self.config.key:
            raise ProviderAuthError(
                f"There is no key for {self.label or self.name}. Add one under Providers.",
                provider=self.name,
            )

    async def check_key(self) -> KeyReport | None:
        """Asks the vendor with its cheapest free call whether the key is accepted, and what it opens.

        None where the vendor has no free call: then only a job can tell. Raises ProviderAuthError when the key is
        refused, ProviderBillingError when it is accepted and its account is empty, and what a read may raise.
        """
        await self.validate_config()
        return None

    def estimate_cost(self, request: GenerationRequest) -> int | None:
        """Estimated cost in micro-dollars before the run, None when the model is unpriced."""
        return request.model.price.usd_micro(measure(request))

    @abc.abstractmethod
    async def generate(self, request: GenerationRequest) -> ProviderResult:
        """Makes the request's medium and returns when it is there."""


def measure(request: GenerationRequest) -> Measure:
    """What a price rule counts before the run."""
    count = request.values.get("count")
    return Measure(request.values, len(request.prompt), count if isinstance(count, int) else 1)


class AsyncProvider(BaseProvider):
    """A provider whose vendor hands out a task. Each verb is one request to the vendor."""

    poll_first_s: ClassVar[float] = 1.0
    poll_max_s: ClassVar[float] = 5.0
    can_cancel: ClassVar[bool] = False

    @abc.abstractmethod
    async def create_task(self, request: GenerationRequest) -> Task:
        """The purchase: exactly one submit. Raises SubmissionUnknownError when the answer was lost."""

    @abc.abstractmethod
    async def check_status(self, task: Task) -> TaskStatus:
        """Free to repeat. Raises ProviderResponseError for a state outside the adapter's table."""

    async def get_result(self, task: Task) -> ProviderResult:
        """The outputs of a complete task; most vendors put them into the status."""
        status = await self.check_status(task)
        if status.error is not None:
            raise status.error
        return ProviderResult(status.outputs, status.usd_micro, status.extras)

    async def cancel_task(self, task: Task) -> bool:
        """Asks the vendor to stop; True when the vendor agreed and charges nothing. False where it cannot."""
        return False

    async def find_task(self, reference: str) -> Task | None:
        """The task made for our `reference`, None if the vendor has none. Only where `resubmit` is "look up"."""
        return None

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        task = await self.create_task(request)
        await poll_task(lambda: self.check_status(task), first_s=self.poll_first_s, max_s=self.poll_max_s)
        return await self.get_result(task)


class BaseImageProvider(BaseProvider):
    """An adapter overrides `generate_image`, or is an AsyncProvider as well; `register_provider` checks it."""

    kind: ClassVar[Kind] = "image"

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        """One main output per picture: PNG, JPEG or WebP."""
        return await self.generate(request)

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        return await self.generate_image(cast("ImageRequest", request))


class BaseTTSProvider(BaseProvider):
    """As BaseImageProvider, with `generate_speech`."""

    kind: ClassVar[Kind] = "tts"

    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        """One main output of speech; transcripts and timings beside it."""
        return await self.generate(request)

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        return await self.generate_speech(cast("SpeechRequest", request))


class BaseVideoProvider(BaseProvider):
    """As BaseImageProvider, with `generate_video`."""

    kind: ClassVar[Kind] = "video"

    async def generate_video(self, request: VideoRequest) -> ProviderResult:
        """One main output per clip."""
        return await self.generate(request)

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        return await self.generate_video(cast("VideoRequest", request))


class BaseMusicProvider(BaseProvider):
    """As BaseImageProvider, with `generate_music`."""

    kind: ClassVar[Kind] = "music"

    async def generate_music(self, request: MusicRequest) -> ProviderResult:
        """One main output per piece; stems and charts beside it."""
        return await self.generate(request)

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        return await self.generate_music(cast("MusicRequest", request))
