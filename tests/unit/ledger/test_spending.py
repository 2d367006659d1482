"""A call paid for with credits: what each outcome does to the account."""

from __future__ import annotations

import asyncio

import pytest

from genstudio.core.errors import (
    ContentRefusedError,
    DownloadRefusedError,
    InputError,
    InsufficientCreditsError,
    ProviderResponseError,
    ProviderTimeoutError,
    SubmissionUnknownError,
)
from genstudio.core.money import Rates
from genstudio.core.result import ProviderResult
from genstudio.ledger import book, statement
from genstudio.ledger.book import Balance
from genstudio.ledger.pricing import Quote
from genstudio.ledger.spending import with_credits
from genstudio.storage.database import Database

pytestmark = pytest.mark.anyio

EIGHT = Quote(80_000, 8_000, "8 credits ($0.08)")


class Vendor:
    """Answers with a result, or raises. Counts how often it was asked."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome
        self.asked = 0

    async def __call__(self) -> object:
        self.asked += 1
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


async def spend(database: Database, outcome: object, quote: Quote = EIGHT) -> object:
    return await with_credits(
        database,
        user_id="ada",
        action="image",
        provider="lumen",
        execute=Vendor(outcome),
        quote=quote,
        rates=Rates(),
        opening_milli=100_000,
    )


def after(database: Database) -> tuple[Balance, str, str]:
    """The balance, and the newest entry's kind and note."""
    assert database.read_now(book.check) == []
    newest = database.read_now(lambda conn: statement.lines(conn, "user:ada"))[0]
    return database.read_now(lambda conn: book.balance(conn, "user:ada")), newest.kind, newest.note


async def test_a_result_is_charged_by_the_quote(database: Database) -> None:
    assert await spend(database, "picture") == "picture"
    assert after(database) == (Balance(92_000, 0), "settle", "image by lumen, price rule")


async def test_the_vendors_own_cost_comes_first(database: Database) -> None:
    await spend(database, ProviderResult((), usd_micro=50_000))
    assert after(database) == (Balance(95_000, 0), "settle", "image by lumen, vendor")


async def test_ones_own_key_costs_no_credits_and_the_real_cost_is_kept(database: Database) -> None:
    await spend(database, ProviderResult((), usd_micro=50_000), Quote(80_000, 0, "own key"))
    assert after(database)[0] == Balance(100_000, 0)
    assert database.read_now(lambda conn: statement.lines(conn, "user:ada"))[0].usd_micro == 50_000


async def test_a_refusal_gives_everything_back(database: Database) -> None:
    with pytest.raises(ContentRefusedError):
        await spend(database, ContentRefusedError("no"))
    assert after(database) == (Balance(100_000, 0), "release", "image by lumen, content_refused")


async def test_work_whose_file_cannot_be_had_is_charged(database: Database) -> None:
    with pytest.raises(DownloadRefusedError):
        await spend(database, DownloadRefusedError("private address"))
    assert after(database)[0] == Balance(92_000, 0)


@pytest.mark.parametrize(
    "unclear",
    [
        SubmissionUnknownError("cut off"),
        ProviderResponseError("strange"),
        ProviderTimeoutError("late"),
        asyncio.CancelledError(),
        KeyError("bug"),
    ],
)
async def test_after_an_unclear_end_the_credits_stay_reserved(database: Database, unclear: BaseException) -> None:
    with pytest.raises(type(unclear)):
        await spend(database, unclear)
    assert after(database)[:2] == (Balance(100_000, 8_000), "reserve")


async def test_who_has_too_little_buys_nothing(database: Database) -> None:
    vendor = Vendor("picture")
    with pytest.raises(InsufficientCreditsError):
        await with_credits(
            database, user_id="ada", action="image", provider="lumen", execute=vendor, quote=EIGHT, rates=Rates()
        )
    assert vendor.asked == 0


async def test_an_unknown_price_is_refused(database: Database) -> None:
    with pytest.raises(InputError, match="price of this image by lumen is not known"):
        await spend(database, "picture", Quote(None, None, "unpriced"))
