"""`genstudio jobs`: the generations of the local user, running or not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from genstudio.cli.session import Home, with_studio
from genstudio.core.owners import LOCAL

if TYPE_CHECKING:
    from genstudio.bootstrap import Studio
    from genstudio.controllers.views import CostView, GenerationView
    from genstudio.jobs.engine import Verdict as EngineVerdict

app = typer.Typer(help="List, show, cancel and settle generations.", no_args_is_help=True, rich_markup_mode=None)
JobId = Annotated[str, typer.Argument(help="The id of a generation, as `jobs list` shows it.")]
PROMPT_CHARS = 48


class Verdict(StrEnum):
    """What a person says of a generation whose credits are held."""

    PAID = "paid"
    NOT_PAID = "not-paid"
    LOOK_AGAIN = "look-again"


VERDICTS: Mapping[Verdict, EngineVerdict] = {
    Verdict.PAID: "paid",
    Verdict.NOT_PAID: "not paid",
    Verdict.LOOK_AGAIN: "look again",
}


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many, newest first.")] = 20,
    status: Annotated[
        str | None, typer.Option(help="Only those: pending, processing, complete, error or cancelled.")
    ] = None,
    home: Home = None,
) -> None:
    """List generations, newest first."""

    async def work(studio: Studio) -> None:
        from genstudio.controllers.views import GenerationView

        page = await studio.generations.list(LOCAL, limit=limit, status=status)
        for view in page.items:
            if isinstance(view, GenerationView):
                print(f"{view.id}  {_state(view):<16}  {view.kind:<5}  {view.model}  {_short(view.prompt)}")
        if not page.items:
            print("There are no generations yet." if status is None else f"No generation is {status}.")

    with_studio(home, work)


@app.command("show")
def show(job_id: JobId, home: Home = None) -> None:
    """Show one generation: its request, cost, error and files."""

    async def work(studio: Studio) -> None:
        view = await studio.generations.get(LOCAL, job_id)
        print(f"id        {view.id}")
        print(f"status    {_state(view)}")
        print(f"model     {view.model} ({view.model_label})")
        print(f"prompt    {view.prompt}")
        for name, value in view.values.items():
            print(f"{name:<9} {value}")
        print(f"cost      {_cost(view.cost)}")
        if view.fault is not None:
            print(f"error     {view.fault.message}")
            if view.fault.detail:
                print(f"          {view.fault.detail}")
        for output in view.outputs:
            file = await studio.generations.media(LOCAL, job_id, output.position)
            print(f"{output.label or output.role:<9} {file.path} ({output.mime}, {output.size_bytes:,} bytes)")

    with_studio(home, work)


@app.command("cancel")
def cancel(job_id: JobId, home: Home = None) -> None:
    """Ask a generation to stop."""

    async def work(studio: Studio) -> None:
        view = await studio.generations.cancel(LOCAL, job_id)
        print(f"{view.id} is asked to stop; what a vendor already sells is kept and paid.")

    with_studio(home, work)


@app.command("settle")
def settle(
    job_id: JobId,
    verdict: Annotated[Verdict, typer.Argument(help="What the provider's own list says, or look-again to ask it.")],
    home: Home = None,
) -> None:
    """Settle a generation whose credits are held because nobody knows whether it was bought."""

    async def work(studio: Studio) -> None:
        view = await studio.generations.decide(LOCAL, job_id, VERDICTS[verdict])
        print(f"{view.id} is {_state(view)}; {_cost(view.cost)}")

    with_studio(home, work)


def _state(view: GenerationView) -> str:
    if view.status == "processing":
        return f"{view.progress:.0%} {view.step}".strip()[:16]
    return "paused" if view.paused else view.status


def _short(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= PROMPT_CHARS else line[: PROMPT_CHARS - 1] + "…"


def _cost(cost: CostView) -> str:
    from genstudio.ledger.words import credits_text, usd_text

    if cost.usd_micro is not None:
        charged = f", {credits_text(cost.charged_milli)} credits charged" if cost.charged_milli is not None else ""
        return f"{usd_text(cost.usd_micro)}{charged}" + (f" ({cost.source})" if cost.source else "")
    if cost.estimate_usd_micro is None:
        return "unpriced"
    return f"{usd_text(cost.estimate_usd_micro)} estimated"
