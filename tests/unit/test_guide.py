"""A walk through the provider guide, in Python: each test is a chapter, written as its reader would write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from genstudio import (
    AsyncProvider,
    BaseImageProvider,
    BaseMusicProvider,
    Field,
    GenerationRequest,
    ImageRequest,
    InputRole,
    KeySpec,
    MediaOutput,
    ModelSpec,
    PerOutput,
    ProviderAuthError,
    ProviderConfig,
    ProviderInfo,
    ProviderRateLimitError,
    ProviderResult,
    ProviderValidationError,
    Task,
    TaskStatus,
    choices,
    create_provider,
    create_request,
    get_provider_config,
    poll_task,
    provider_registry,
    register_provider,
    with_credits,
)
from genstudio.core.settings import Settings
from genstudio.ledger import book
from genstudio.storage.database import Database

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


@pytest.fixture(autouse=True)
def tidy_registry() -> Iterator[None]:
    before = list(provider_registry.rows())
    yield
    for row in list(provider_registry.rows()):
        if row not in before:
            provider_registry.unregister(row.kind, row.name)


def new_image_provider() -> type[BaseImageProvider]:
    """The guide's "Adding a New Provider"."""
    models = tuple(
        ModelSpec(
            id=f"new-provider:{name}",
            wire_id=name,
            kind="image",
            label=name,
            description="",
            engine="hosted",
            price=PerOutput("0.02", "picture"),
            source="https://new-provider.example/docs",
            checked=date(2026, 11, 22),
            inputs=(InputRole("character", "image", "Characters", max_count=4),),
            fields=(
                Field("aspect_ratio", "choice", "Aspect ratio", choices=choices(["1:1", "16:9"]), wire="aspectRatio"),
                Field("seed", "integer", "Seed", low=0),
            ),
        )
        for name in ("first", "custom-model-id")
    )

    @register_provider(
        "image", "new-provider", description="My new provider", features=("Feature 1", "Feature 2"),
        models=models, cost_per_unit=0.02, is_async=False,
    )  # fmt: skip
    class NewImageProvider(BaseImageProvider):
        key = KeySpec(service="new-provider", env="NEW_PROVIDER_API_KEY")

        async def generate_image(self, request: ImageRequest) -> ProviderResult:
            if request.prompt == "too many":
                raise ProviderRateLimitError("Please wait.", retry_after_s=7.0, provider=self.name)
            sent = {"model": request.model.wire_id, "prompt": request.prompt, **request.wire_values()}
            names = [each.name for each in request.media.get("character", ())]
            return ProviderResult(
                (MediaOutput("image/png", data=PNG),), extras={"sent": str(sent), "names": str(names)}
            )

    return NewImageProvider


async def test_new_provider_from_registration_to_result(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    made = new_image_provider()
    monkeypatch.setenv("NEW_PROVIDER_API_KEY", "np-key")

    config = await get_provider_config(user_id="ann", kind="image", request_provider="new-provider")
    provider = create_provider("image", config)
    await provider.validate_config()
    request = create_request("image", config, "A beautiful sunset", aspect_ratio="16:9", seed=0)
    settings = Settings(home=home)
    result = await with_credits(
        user_id="ann",
        action="image",
        provider=config.provider,
        execute=lambda: provider.generate(request),
        settings=settings,
    )

    assert isinstance(provider, made)
    assert config.sources == {"provider": "request", "model": "default", "key": "environment"}
    assert result.outputs[0].data == PNG
    sent = {"model": "first", "prompt": "A beautiful sunset", "aspectRatio": "16:9", "seed": 0}
    assert result.extras["sent"] == str(sent)
    assert provider.estimate_cost(request) == 20_000
    ledger = Database(settings.database_path)
    ledger.open()
    assert ledger.read_now(lambda conn: book.balance(conn, "user:ann")).balance_milli == 998_000
    ledger.close()


async def test_custom_model_and_reference_images(tmp_path: Path) -> None:
    new_image_provider()
    picture = tmp_path / "hero.png"
    picture.write_bytes(PNG)

    config = await get_provider_config(user_id="ann", kind="image", request_provider="new-provider")
    config.model = "custom-model-id"
    provider = create_provider("image", config)
    request = create_request(
        "image", config, "Character in a new scene", reference_images=[{"name": "Main character", "image": picture}]
    )
    result = await provider.generate(request)

    assert "'model': 'custom-model-id'" in str(result.extras["sent"])
    assert result.extras["names"] == "['Main character']"


async def test_errors_say_what_happened() -> None:
    new_image_provider()
    config = await get_provider_config(user_id="ann", kind="image", request_provider="new-provider")
    provider = create_provider("image", config)
    with pytest.raises(ProviderAuthError, match="There is no key for new-provider"):
        await provider.validate_config()
    with pytest.raises(ProviderRateLimitError) as limited:
        await provider.generate(create_request("image", config, "too many"))
    assert limited.value.retry_after_s == 7.0
    with pytest.raises(ProviderValidationError, match="has no setting named 'colour'"):
        create_request("image", config, "A sunset", colour="red")
    with pytest.raises(ProviderValidationError, match="Aspect ratio is one of 1:1, 16:9"):
        create_request("image", config, "A sunset", aspect_ratio="3:1")


async def test_files_that_do_not_fit_are_refused_before_anything_is_sent(tmp_path: Path) -> None:
    new_image_provider()
    config = await get_provider_config(user_id="ann", kind="image", request_provider="new-provider")
    text = tmp_path / "notes.png"
    text.write_text("not a picture")
    with pytest.raises(ProviderValidationError, match=r"notes\.png is neither a picture, nor sound, nor video"):
        create_request("image", config, "A sunset", media={"character": [text]})
    with pytest.raises(ProviderValidationError, match=r"gone\.png cannot be read"):
        create_request("image", config, "A sunset", reference_images=[{"name": "", "image": tmp_path / "gone.png"}])


class Composer(AsyncProvider, BaseMusicProvider):
    """The guide's "Async Providers (with Polling)"."""

    poll_first_s = 0.0

    def __init__(self, config: ProviderConfig) -> None:
        super().__init__(config)
        self.looks = 0

    async def create_task(self, request: GenerationRequest) -> Task:
        return {"taskId": f"task for {request.prompt}"}

    async def check_status(self, task: Task) -> TaskStatus:
        assert task == {"taskId": "task for a waltz"}
        self.looks += 1
        if self.looks < 3:
            return TaskStatus("processing", progress=self.looks / 3)
        return TaskStatus("complete", outputs=(MediaOutput("audio/mpeg", url="https://composer.example/waltz.mp3"),))


async def test_tasks_are_polled_until_they_are_complete() -> None:
    provider_registry.register("music", "composer", Composer, ProviderInfo("Composer", is_async=True))
    config = await get_provider_config(user_id="ann", kind="music", request_provider="composer")
    provider = create_provider("music", config)
    assert isinstance(provider, Composer)
    request = create_request("music", config, "a waltz")

    result = await provider.generate(request)
    assert result.outputs[0].url == "https://composer.example/waltz.mp3"
    assert provider.looks == 4  # three until it is complete, and one for the result

    provider.looks = 0
    task = await provider.create_task(request)
    seen: list[float | None] = []
    status = await poll_task(
        lambda: provider.check_status(task), first_s=0.0, on_status=lambda status: seen.append(status.progress)
    )
    assert status.state == "complete"
    assert seen == [1 / 3, 2 / 3, None]


class MockImageProvider(BaseImageProvider):
    """The guide's "Testing"."""

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        return ProviderResult((MediaOutput("image/png", data=b"mock data"),))


async def test_mock_provider_needs_no_table() -> None:
    provider_registry.register(
        "image", "mock", MockImageProvider, ProviderInfo("Mock Provider", description="For testing", cost_per_unit=0)
    )
    config = await get_provider_config(user_id="ann", kind="image", request_provider="mock")
    provider = create_provider("image", config)
    request = create_request("image", config, "anything")
    result = await provider.generate(request)
    assert result.outputs[0].data == b"mock data"
    assert provider.estimate_cost(request) == 0
    with pytest.raises(ProviderValidationError, match="takes no reference images"):
        create_request("image", config, "anything", reference_images=[{"name": "", "image": "picture.png"}])
