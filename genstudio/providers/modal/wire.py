"""What goes to an app on Modal and what comes back; facts in `adapter`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, Field

from genstudio.core import refusals
from genstudio.core.money import Measure
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject, MediaOutput, State, TaskStatus
from genstudio.core.spec import Kind
from genstudio.providers.modal.faults import Fault, fault_error
from genstudio.providers.modal.tables import SIZES, offer_of
from genstudio.providers.prices import prices
from genstudio.transport.answers import Answer
from genstudio.transport.download import origin_of
from genstudio.transport.http import AnyJson
from genstudio.transport.media import sniff

STATES: dict[str, State] = {
    "pending": "pending",
    "processing": "processing",
    "complete": "complete",
    "error": "error",
    "cancelled": "cancelled",
}
PLACES = (
    "image", "images", "image_base64", "image_url", "audio_base64", "audio_url", "audio", "video_base64", "video_url",
    "video",
)  # fmt: skip
"""Where an endpoint of the old kind may have put what it made, the first one that is there."""
USUAL: Mapping[Kind, str] = {"image": "image/png", "tts": "audio/wav", "video": "video/mp4", "music": "audio/wav"}


class Output(BaseModel):
    mime: str
    data: str | None = None
    url: str | None = None
    seed: int | None = None


class Metrics(BaseModel):
    seconds: float | None = None
    gpu: str | None = None


class Job(BaseModel):
    status: str
    progress: float | None = None
    message: str | None = None
    outputs: list[Output] = Field(default_factory=list)
    metrics: Metrics = Metrics()
    error: Fault | None = None


class Submitted(BaseModel):
    job_id: str
    status: str = "pending"


class Offered(BaseModel):
    models: list[str] = Field(default_factory=list)


class Health(BaseModel):
    contract: int
    kinds: dict[str, Offered] = Field(default_factory=dict)


def encode(request: GenerationRequest) -> JsonObject:
    """Wire body: the fields that were set, 0 kept, files as data URIs. Reads files."""
    offer = offer_of(request.model)
    inner: JsonObject = {offer.text: request.prompt}
    for name, value in request.wire_values().items():
        _put(inner, name, value)
    for role, names in offer.files.items():
        uris: list[Json] = [each.data_uri() for each in request.media.get(role, ())]
        for name in names if uris else ():
            inner[name.removesuffix("[]")] = uris if name.endswith("[]") else uris[0]
    if offer.sized:
        inner["width"], inner["height"] = SIZES[str(request.values["aspect_ratio"])]
    if not offer.asks:
        return inner
    return {
        "kind": offer.asks,
        "model": request.model.wire_id or None,
        "input": inner,
        "client_ref": request.reference,
    }


def _put(inner: JsonObject, name: str, value: Json) -> None:
    outer, _, last = name.rpartition(".")
    inside = inner.setdefault(outer, {}) if outer else inner
    if isinstance(inside, dict):
        inside[last] = value


def decode(job: Job, name: str) -> TaskStatus:
    """The contract's answer. Raises ProviderResponseError for a state outside STATES and for a finished job without
    an output.
    """
    state = STATES.get(job.status)
    if state is None or (state == "complete" and not job.outputs):
        raise refusals.not_understood(name, job.model_dump_json(exclude={"outputs"}))
    if state == "error":
        return TaskStatus(state, error=fault_error(job.error or Fault(), name))
    progress = None if job.progress is None else min(max(job.progress, 0.0), 1.0)
    seeds: list[Json] = [each.seed for each in job.outputs if each.seed is not None]
    extras: JsonObject = {"gpu": job.metrics.gpu, "gpu_seconds": job.metrics.seconds, "seeds": seeds or None}
    return TaskStatus(
        state,
        progress=progress,
        step=(job.message or "")[:120],
        outputs=tuple(_output(each, name) for each in job.outputs) if state == "complete" else (),
        usd_micro=cost(job.metrics),
        extras={key: value for key, value in extras.items() if value is not None},
    )


def cost(metrics: Metrics) -> int | None:
    """Micro-dollars of the GPU seconds that the app told, None where it told none or a GPU without a price."""
    if metrics.seconds is None or metrics.gpu is None:
        return None
    try:
        return prices("modal")[metrics.gpu].usd_micro(Measure({}, seconds=metrics.seconds))
    except KeyError:
        return None


def _output(output: Output, name: str) -> MediaOutput:
    if output.url is not None:
        return MediaOutput(output.mime, url=output.url)
    if output.data is None:
        raise refusals.not_understood(name, "an output without data and without url")
    return MediaOutput(output.mime, data=_bytes(output.data, name))


def made(answer: Answer, kind: Kind, address: str, name: str) -> tuple[MediaOutput, ...]:
    """What an endpoint of the old kind at `address` answered with.

    Raises GenerationFailedError where it tells of an error, ProviderResponseError where nothing is in any place.
    """
    try:
        body = AnyJson.model_validate_json(answer.body).model_extra or {}
    except ValueError as error:
        raise refusals.not_understood(name, answer.body[:500].decode("utf-8", "replace")) from error
    place, values = next(_found(body), ("", []))
    if not values:
        told = body.get("error")
        if isinstance(told, str) and told:
            raise refusals.failed(name, told)
        raise refusals.not_understood(name, f"an answer with {', '.join(sorted(body))[:500] or 'nothing in it'}")
    if place.endswith("_url"):
        values = [urljoin(address, each) for each in values]
    return tuple(_placed(each, kind, name) for each in values)


def _found(body: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    for place in PLACES:
        found = body.get(place)
        values = [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, str) and each]
        if values:
            yield place, values


def _placed(value: str, kind: Kind, name: str) -> MediaOutput:
    """A data URI, bare base64 or an address."""
    if value.startswith(("https://", "http://")):
        return MediaOutput(USUAL[kind], url=value)
    head, comma, content = value.partition(",") if value.startswith("data:") else ("", "", value)
    data = _bytes(content, name)
    mime = sniff(data[:4_096]) or (head[5:].partition(";")[0] if comma else "") or USUAL[kind]
    return MediaOutput(mime, data=data)


def _bytes(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusals.not_understood(name, "base64 that cannot be read") from error


def next_hop(answer: Answer, address: str, name: str) -> str:
    """Path and query at which the answer of a call that takes longer is asked for.

    Raises ProviderResponseError where it lies at another origin than `address`: the key goes to no other host.
    """
    location = answer.headers.get("location", "")
    url = urljoin(address, location)
    if not location or origin_of(url) != origin_of(address):
        raise refusals.not_understood(name, f"HTTP {answer.status} to {origin_of(url) if location else 'nowhere'}")
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}"
