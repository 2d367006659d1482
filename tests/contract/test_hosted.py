"""The contract of every hosted adapter, asked of all that are registered and of the test vendor's own."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    GenStudioError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
    SubmissionUnknownError,
)
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.spec import Field, ModelSpec, Value
from genstudio.practice import Emulator, Fault
from genstudio.providers.base import AsyncProvider, BaseProvider, ProviderConfig
from genstudio.providers.registry import ProviderRegistry, Registered, provider_registry
from genstudio.transport.http import Http, HttpPool
from tests.contract.emulator import EMULATORS, UNMODERATED, WORKED_ESTIMATES, TestVendor
from tests.vendor import provider as test_vendor
from tests.vendor.server import png
from tests.wire import TestWire


def hosted() -> list[Registered]:
    provider_registry.load()
    own = ProviderRegistry()
    test_vendor.register(own)
    rows = [*provider_registry.rows(), *own.rows()]
    return [row for row in rows if any(not model.offline for model in row.models)]


ROWS = hosted()
MODELS = [pytest.param(row, model, id=model.id) for row in ROWS for model in row.models]
ASYNC = [each for each in MODELS if issubclass(each.values[0].provider, AsyncProvider)]  # type: ignore[union-attr]


class Bench:
    """A provider in front of its emulator."""

    def __init__(self, row: Registered, emulator: Emulator) -> None:
        self.row, self.emulator = row, emulator
        self.base_url = row.provider.base_url or "https://own-server.test"
        self.wire = TestWire(httpx2.ASGITransport(emulator.app))
        self.own_hosts = {httpx2.URL(each).host for each in (self.base_url, *row.provider.urls.values())}
        self.pool = HttpPool(self.wire)
        self.key = emulator.key

    def provider(self) -> BaseProvider:
        return self.row.provider(self.config(self.key))

    def config(self, key: str | None) -> ProviderConfig:
        return ProviderConfig(self.row.name, key=key, base_url=self.base_url, http=Http(self.pool))

    def request(
        self,
        model: ModelSpec,
        picture: Path,
        prompt: str = "a fox",
        values: Mapping[str, Value] | None = None,
        reference: str = "job-1",
    ) -> GenerationRequest:
        picture.write_bytes(png())
        sound = picture.with_suffix(".wav")
        sound.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
        given = {"image": MediaInput(picture, "image/png"), "audio": MediaInput(sound, "audio/wav")}
        media = {role.name: (given[role.media],) for role in model.inputs if role.required}
        cleaned = model.clean_values(values or {})
        return REQUEST_CLASSES[model.kind](model, prompt, cleaned, media, reference=reference, work_dir=picture.parent)

    async def submit(self, request: GenerationRequest) -> None:
        provider = self.provider()
        if isinstance(provider, AsyncProvider):
            await provider.create_task(request)
        else:
            await provider.generate(request)


@pytest.fixture
async def bench(row: Registered) -> AsyncIterator[Bench]:
    emulator = EMULATORS.get(row.name)
    assert emulator is not None, f"{row.name} has no emulator in tests/contract/emulator.py"
    made = Bench(row, emulator())
    yield made
    await made.pool.aclose()


def other_values(field: Field) -> list[Value]:
    """Two legal values that differ, zero and False among them where they are legal."""
    match field.type:
        case "boolean":
            return [False, True]
        case "choice":
            return [each.value for each in field.choices][:2]
        case "text":
            return ["", "another"]
        case "integer":
            low = int(field.low or 0)
            return [low, low + 1]
        case "number":
            low_s = float(field.low or 0)
            return [low_s, low_s + 1 if field.high is None else field.high]


def without_reference(body: object) -> str:
    return json.dumps(body, sort_keys=True).replace("job-1", "")


@pytest.mark.parametrize(("row", "model"), MODELS)
async def test_every_field_reaches_the_wire_and_unset_ones_do_not(
    bench: Bench, row: Registered, model: ModelSpec, tmp_path: Path
) -> None:
    for field in model.fields:
        seen = set()
        for value in other_values(field):
            await bench.submit(bench.request(model, tmp_path / "p.png", values={field.name: value}))
            seen.add(without_reference(bench.emulator.purchases[-1]))
        assert len(seen) == 2, f"{field.name} does not change the wire body"
        if field.default is None:
            await bench.submit(bench.request(model, tmp_path / "p.png"))
            assert without_reference(bench.emulator.purchases[-1]) not in seen, f"unset {field.name} is sent"


@pytest.mark.parametrize(("row", "model"), MODELS)
async def test_one_purchase_is_one_submit_also_when_the_answer_is_lost(
    bench: Bench, row: Registered, model: ModelSpec, tmp_path: Path
) -> None:
    await bench.submit(bench.request(model, tmp_path / "p.png"))
    assert len(bench.emulator.purchases) == 1
    bench.emulator.misbehave("lose")
    with pytest.raises(SubmissionUnknownError):
        await bench.submit(bench.request(model, tmp_path / "p.png"))
    assert len(bench.emulator.purchases) == 2


@pytest.mark.parametrize(("row", "model"), ASYNC)
async def test_states_map_and_an_invented_one_is_an_error(
    bench: Bench, row: Registered, model: ModelSpec, tmp_path: Path
) -> None:
    ends: dict[str, type[GenStudioError] | None] = {
        "ready": None,
        "fail": GenerationFailedError,
        "forbidden": ContentRefusedError,
    }
    for end, error in ends.items():
        if end == "forbidden" and row.name in UNMODERATED:
            continue
        provider = bench.provider()
        assert isinstance(provider, AsyncProvider)
        prompt = bench.emulator.end_with(end)  # type: ignore[arg-type]
        task = await provider.create_task(bench.request(model, tmp_path / "p.png", prompt, reference=end))
        status = await provider.check_status(task)
        if error is None:
            assert status.state == "complete"
            assert (await provider.get_result(task)).outputs
        else:
            assert isinstance(status.error, error)
            with pytest.raises(error):
                await provider.get_result(task)
    provider = bench.provider()
    assert isinstance(provider, AsyncProvider)
    prompt = bench.emulator.end_with("invent")
    task = await provider.create_task(bench.request(model, tmp_path / "p.png", prompt, reference="invent"))
    with pytest.raises(ProviderResponseError):
        await provider.check_status(task)


@pytest.mark.parametrize(("row", "model"), ASYNC)
async def test_a_task_survives_json_and_a_new_adapter(
    bench: Bench, row: Registered, model: ModelSpec, tmp_path: Path
) -> None:
    first, second = bench.provider(), bench.provider()
    assert isinstance(first, AsyncProvider)
    assert isinstance(second, AsyncProvider)
    task = json.loads(json.dumps(await first.create_task(bench.request(model, tmp_path / "p.png"))))
    assert (await second.check_status(task)).state == "complete"


@pytest.mark.parametrize(("row", "model"), ASYNC)
async def test_recovery_works_as_declared(bench: Bench, row: Registered, model: ModelSpec, tmp_path: Path) -> None:
    provider = bench.provider()
    assert isinstance(provider, AsyncProvider)
    task = await provider.create_task(bench.request(model, tmp_path / "p.png"))
    if provider.resubmits(model) == "look up":
        assert await provider.find_task("job-1") == task
        assert await provider.find_task("another") is None
    if provider.resubmits(model) == "repeat":
        if isinstance(bench.emulator, TestVendor):
            bench.emulator.vendor.idempotent = True
        again = await provider.create_task(bench.request(model, tmp_path / "p.png"))
        assert await provider.create_task(bench.request(model, tmp_path / "p.png")) == again


@pytest.mark.parametrize(
    ("fault", "error", "on_read"),
    [
        ("unauthorized", ProviderAuthError, ProviderAuthError),
        ("billing", ProviderBillingError, ProviderBillingError),
        ("invalid", ProviderValidationError, ProviderValidationError),
        ("limit", ProviderRateLimitError, ProviderRateLimitError),
        ("server", SubmissionUnknownError, ProviderUnavailableError),
    ],
)
@pytest.mark.parametrize(("row", "model"), MODELS)
async def test_a_refusal_is_told_in_our_words_and_without_the_key(
    bench: Bench,
    row: Registered,
    model: ModelSpec,
    fault: Fault,
    error: type[GenStudioError],
    on_read: type[GenStudioError],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = bench.provider()
    task = None
    if isinstance(provider, AsyncProvider):
        task = await provider.create_task(bench.request(model, tmp_path / "p.png"))
    bench.emulator.misbehave(fault)
    with pytest.raises(error) as caught:
        await bench.submit(bench.request(model, tmp_path / "p.png"))
    told = [caught.value]
    if task is not None and isinstance(provider, AsyncProvider):
        bench.emulator.misbehave(fault)
        with pytest.raises(on_read) as read:
            await provider.check_status(task)
        told.append(read.value)
    for each in told:
        assert bench.key not in f"{each}{each.detail}{each!r}"
        assert each.message.endswith(".")
    assert bench.key not in caplog.text
    assert bench.wire.hosts <= bench.own_hosts


@pytest.mark.parametrize(("row", "model"), MODELS)
async def test_without_a_key_nothing_is_sent(bench: Bench, row: Registered, model: ModelSpec) -> None:
    if row.provider.key is None or not row.provider.key.required:
        return
    provider = row.provider(bench.config(None))
    with pytest.raises(ProviderAuthError):
        await provider.validate_config()
    assert not bench.wire.hosts


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
async def test_a_key_is_checked_without_a_purchase(
    bench: Bench, row: Registered, caplog: pytest.LogCaptureFixture
) -> None:
    if row.provider.key is None:
        return
    caplog.set_level(logging.DEBUG)
    report = await bench.provider().check_key()
    if report is None:
        assert not bench.wire.hosts, "a call that is free to make says something about the key"
        return
    assert all(label and value for label, value in report.opens)
    errors: dict[Fault, type[GenStudioError]] = {
        "billing": ProviderBillingError,
        "limit": ProviderRateLimitError,
        "server": ProviderUnavailableError,
        "unauthorized": ProviderAuthError,
    }
    for fault, error in errors.items():
        bench.emulator.misbehave(fault)
        with pytest.raises(error) as caught:
            await bench.provider().check_key()
        assert bench.key not in f"{caught.value}{caught.value.detail}{caught.value!r}"
    if row.provider.key.required:
        with pytest.raises(ProviderAuthError):
            await row.provider(bench.config(None)).check_key()
    assert not bench.emulator.purchases
    assert bench.key not in f"{report}{caplog.text}"
    assert bench.wire.hosts <= bench.own_hosts


LISTING = [pytest.param(row, id=f"{row.kind}-{row.name}") for row in ROWS if row.provider.lists_models()]


@pytest.mark.parametrize("row", LISTING)
async def test_a_vendors_own_list_names_models_that_are_known_and_buys_nothing(bench: Bench, row: Registered) -> None:
    listed = {each.wire_id for each in await bench.provider().list_models()}
    assert listed
    # A server of one's own has its own names for what it holds.
    assert row.provider.own_server or listed & {model.wire_id for model in row.models}
    assert not bench.emulator.purchases


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_the_estimate_is_the_figure_worked_out_by_hand(row: Registered, model: ModelSpec) -> None:
    values, micro = WORKED_ESTIMATES[model.id]
    request = REQUEST_CLASSES[model.kind](model, "a fox", model.clean_values(values))
    assert row.provider(ProviderConfig(row.name)).estimate_cost(request) == micro
