"""with_credits: reserve, run, settle or release, on a real ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from genstudio.core.errors import (
    GenerationFailedError,
    InputError,
    InsufficientCreditsError,
    NotFoundError,
    StorageError,
    SubmissionUnknownError,
)
from genstudio.core.request import ImageRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.settings import LedgerSettings, Settings
from genstudio.ledger import book, statement
from genstudio.ledger.book import Balance
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.registry import ProviderInfo, ProviderRegistry
from genstudio.routing.credits import with_credits
from genstudio.storage.database import Database

PICTURE = MediaOutput("image/png", data=b"picture")
SETTINGS = Settings(ledger=LedgerSettings(opening_credits=10))


class Mock(BaseImageProvider):
    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        return ProviderResult((PICTURE,))


class Unpriced(Mock):
    pass


@pytest.fixture
def registry() -> ProviderRegistry:
    made = ProviderRegistry()
    made.register("image", "mock", Mock, ProviderInfo("mock", cost_per_unit=0.02))
    made.register("image", "unpriced", Unpriced, ProviderInfo("unpriced"))
    return made


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "ledger.db")
    made.open()
    yield made
    made.close()


def balance(database: Database) -> Balance:
    assert database.read_now(book.check) == []
    return database.read_now(lambda conn: book.balance(conn, "user:ann"))


async def run(
    database: Database,
    registry: ProviderRegistry,
    answer: ProviderResult | BaseException,
    *,
    provider: str = "mock",
    held_milli: int = 2_000,
    estimate_usd_micro: int | None = None,
) -> ProviderResult:
    """with_credits around work that ends in `answer`, while `held_milli` are reserved."""

    async def execute() -> ProviderResult:
        assert balance(database).reserved_milli == held_milli
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return await with_credits(
        user_id="ann", action="image", provider=provider, execute=execute, estimate_usd_micro=estimate_usd_micro,
        database=database, settings=SETTINGS, registry=registry,
    )  # fmt: skip


async def test_result_is_charged_at_the_provider_s_price(database: Database, registry: ProviderRegistry) -> None:
    result = await run(database, registry, ProviderResult((PICTURE,)))
    assert result.outputs == (PICTURE,)
    assert balance(database) == Balance(8_000, 0)


async def test_vendor_s_own_figure_goes_before_the_estimate(database: Database, registry: ProviderRegistry) -> None:
    await run(database, registry, ProviderResult((PICTURE,), usd_micro=5_000))
    assert balance(database) == Balance(9_500, 0)
    (entry, *_) = database.read_now(lambda conn: statement.lines(conn, "user:ann"))
    assert (entry.kind, entry.usd_micro) == ("settle", 5_000)


async def test_estimate_of_the_caller_is_reserved(database: Database, registry: ProviderRegistry) -> None:
    await run(database, registry, ProviderResult((PICTURE,)), estimate_usd_micro=30_000, held_milli=3_000)
    assert balance(database) == Balance(7_000, 0)


async def test_unpriced_provider_needs_an_estimate(database: Database, registry: ProviderRegistry) -> None:
    with pytest.raises(InputError, match="The price of this image by unpriced is not known"):
        await run(database, registry, AssertionError("it must not be called"), provider="unpriced")
    told = ProviderResult((PICTURE,), usd_micro=10_000)
    await run(database, registry, told, provider="unpriced", estimate_usd_micro=20_000)
    assert balance(database) == Balance(9_000, 0)


async def test_failure_releases(database: Database, registry: ProviderRegistry) -> None:
    with pytest.raises(GenerationFailedError):
        await run(database, registry, GenerationFailedError("no"))
    assert balance(database) == Balance(10_000, 0)


@pytest.mark.parametrize("error", [SubmissionUnknownError("nobody knows"), asyncio.CancelledError()])
async def test_what_nobody_can_know_stays_reserved(
    database: Database, registry: ProviderRegistry, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        await run(database, registry, error)
    assert balance(database) == Balance(10_000, 2_000)


async def test_too_small_a_balance_stops_before_the_work(database: Database, registry: ProviderRegistry) -> None:
    async def execute() -> ProviderResult:
        raise AssertionError("it must not be called")

    with pytest.raises(InsufficientCreditsError, match="This costs 100 credits and 10 are available"):
        await with_credits(
            user_id="ann", action="image", provider="mock", execute=execute, estimate_usd_micro=1_000_000,
            database=database, settings=SETTINGS, registry=registry,
        )  # fmt: skip


async def test_unknown_names_are_refused(database: Database, registry: ProviderRegistry) -> None:
    async def execute() -> None:
        raise AssertionError("it must not be called")

    with pytest.raises(InputError, match="no kind 'smell'"):
        await with_credits(user_id="ann", action="smell", provider="mock", execute=execute, registry=registry)
    with pytest.raises(NotFoundError):
        await with_credits(user_id="ann", action="image", provider="mars", execute=execute, registry=registry)


async def test_paid_result_is_handed_over_although_the_books_cannot_be_closed(
    database: Database, registry: ProviderRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def execute() -> str:
        database.close()
        return "a picture"

    result = await with_credits(
        user_id="ann", action="image", provider="mock", execute=execute,
        database=database, settings=SETTINGS, registry=registry,
    )  # fmt: skip
    assert result == "a picture"
    assert "the reservation stays open" in caplog.text
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[0] is StorageError


async def test_home_folder_holds_the_ledger_by_default(home: Path, registry: ProviderRegistry) -> None:
    settings = Settings(home=home)

    async def execute() -> str:
        return "a picture"

    for left_milli in (998_000, 996_000):
        await with_credits(
            user_id="ann", action="image", provider="mock", execute=execute, settings=settings, registry=registry
        )
        reopened = Database(settings.database_path)
        reopened.open()
        assert balance(reopened) == Balance(left_milli, 0)
        reopened.close()
