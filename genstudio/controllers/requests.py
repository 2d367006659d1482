"""From a request as it came in to one that the model accepts: the checks that cost nothing and come before all else."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial

from genstudio.controllers.views import NewGeneration
from genstudio.core.errors import InputError, NotFoundError, ProviderValidationError
from genstudio.core.result import Json
from genstudio.core.spec import KINDS, ModelSpec, Value
from genstudio.providers.registry import ProviderRegistry

DEFAULT_PROVIDER = "embedded"
MAX_METADATA_CHARS = 16_384
MAX_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class CleanRequest:
    """A request that fits its model's table. `sources` are still as they came: nothing was fetched or stored yet."""

    provider: str
    model: ModelSpec
    prompt: str
    values: Mapping[str, Value]
    sources: Mapping[str, tuple[str, ...]]
    metadata: Mapping[str, Json]


def find_model(registry: ProviderRegistry, kind: str, provider: str | None, model: str | None) -> ModelSpec:
    """The model that a request means. Raises InputError that names `type`, `provider` or `model`.

    Without a provider, a model's own prefix decides ("kie:suno"), else the offline default.
    """
    known = next((each for each in KINDS if each == kind), None)
    if known is None:
        raise InputError(f"There is no type {kind[:40]!r}; there are: {', '.join(KINDS)}.", field="type")
    rows = {row.name: row for row in registry.rows(known)}
    if not rows:
        raise InputError(f"This studio has no provider for {kind}.", field="type")
    if provider is None:
        prefix = (model or "").partition(":")[0]
        fallback = DEFAULT_PROVIDER if DEFAULT_PROVIDER in rows else next(iter(rows))
        provider = prefix if prefix in rows else fallback
    try:
        registry.get(known, provider)
    except NotFoundError as error:
        raise InputError(error.message, field="provider") from error
    try:
        return registry.model(known, provider, model)
    except NotFoundError as error:
        raise InputError(error.message, field="model") from error


def clean(registry: ProviderRegistry, new: NewGeneration) -> CleanRequest:
    """Raises InputError or ProviderValidationError for the first thing that does not fit."""
    model = find_model(registry, new.kind, new.provider, new.model)
    prompt = model.clean_prompt(new.prompt)
    values = model.clean_values(new.values)
    for name, value in values.items():
        if isinstance(value, str) and "\x00" in value:
            raise InputError("Text must not hold NUL characters.", field=name)
    sources = {role: files for role, files in new.media.items() if files}
    model.check_media({role: len(files) for role, files in sources.items()})
    return CleanRequest(model.provider, model, prompt, values, sources, clean_metadata(new.metadata))


def clean_metadata(metadata: Mapping[str, Json]) -> Mapping[str, Json]:
    """Raises InputError when it is longer than 16,384 characters as JSON."""
    if len(json.dumps(metadata)) > MAX_METADATA_CHARS:
        raise InputError(f"The metadata has more than {MAX_METADATA_CHARS:,} characters.", field="metadata")
    return metadata


def problems(registry: ProviderRegistry, new: NewGeneration) -> list[InputError | ProviderValidationError]:
    """Everything that `clean` would refuse, one by one, for a form that shows it while it is filled in."""
    model = find_model(registry, new.kind, new.provider, new.model)
    found: list[InputError | ProviderValidationError] = []
    checks: list[Callable[[], object]] = [
        lambda: model.clean_prompt(new.prompt),
        lambda: model.check_media({role: len(files) for role, files in new.media.items() if files}),
        *(partial(model.clean_values, {name: value}) for name, value in new.values.items()),
    ]
    for check in checks:
        try:
            check()
        except (InputError, ProviderValidationError) as error:
            found.append(error)
    return found


def usable_values(model: ModelSpec, values: Mapping[str, object]) -> dict[str, Value]:
    """The values that fit, with defaults; what does not fit is left out, so that a price can be told all the same."""
    usable: dict[str, Value] = {}
    for field in model.fields:
        value = values.get(field.name)
        if value is None:
            value = field.default
        try:
            if value is not None:
                usable[field.name] = field.clean(value)
        except ProviderValidationError:
            continue
    return usable


def with_seed(model: ModelSpec, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values, with a random seed where the model takes one and none was given: every result can be made again."""
    field = model.field_named("seed")
    if field is None or "seed" in values:
        return dict(values)
    low = int(field.low) if field.low is not None else 0
    high = int(field.high) if field.high is not None else MAX_SEED
    return {**values, "seed": low + secrets.randbelow(min(high - low, MAX_SEED) + 1)}


def fingerprint(request: NewGeneration | str) -> str:
    """The same for the same request: decides whether an idempotency key was used for something else before."""
    plain = asdict(request) if isinstance(request, NewGeneration) else request
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
