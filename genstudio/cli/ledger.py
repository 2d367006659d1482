"""`genstudio ledger`: the credits of the local user, and the proof that the books are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from genstudio.cli.session import Home, with_studio
from genstudio.core.owners import LOCAL

if TYPE_CHECKING:
    from genstudio.bootstrap import Studio

app = typer.Typer(help="Check, show and top up credits.", no_args_is_help=True, rich_markup_mode=None)


@app.command("check")
def check(home: Home = None) -> None:
    """Prove that the entries sum to the balances and every job was settled once; exit code 1 if not."""

    async def work(studio: Studio) -> list[str]:
        from genstudio.ledger import book

        return await studio.database.read(book.check)

    problems = with_studio(home, work)
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
    print("The ledger is whole: its entries sum to the balances, and every job was settled at most once.")


@app.command("show")
def show(
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many entries, newest first.")] = 20, home: Home = None
) -> None:
    """Show balance and entries."""

    async def work(studio: Studio) -> None:
        from datetime import UTC, datetime

        from genstudio.ledger.words import credits_text, usd_text

        account = await studio.accounts.balance(LOCAL)
        print(
            f"{credits_text(account.available_milli)} credits available, "
            f"{credits_text(account.reserved_milli)} reserved; one credit is ${account.usd_per_credit}."
        )
        for entry in await studio.accounts.entries(LOCAL, limit=limit):
            when = datetime.fromtimestamp(entry.created_at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
            change = entry.balance_milli if entry.kind != "reserve" else entry.reserved_milli
            usd = f"  {usd_text(entry.usd_micro)}" if entry.usd_micro is not None else ""
            print(
                f"{when}  {entry.kind:<8}  {credits_text(change):>10}{usd}  {entry.job_id or ''}  {entry.note}".rstrip()
            )

    with_studio(home, work)


@app.command("top-up")
def top_up(
    credits_: Annotated[str, typer.Argument(metavar="CREDITS", help="How many credits, such as 500 or 12.5.")],
    note: Annotated[str, typer.Option(help="A word for the books.")] = "",
    home: Home = None,
) -> None:
    """Add credits to the local user's budget."""
    from genstudio.ledger.words import credits_milli, credits_text

    amount_milli = credits_milli(credits_)

    async def work(studio: Studio) -> None:
        account = await studio.accounts.top_up(LOCAL, amount_milli, note)
        print(f"{credits_text(account.available_milli)} credits are available.")

    with_studio(home, work)
