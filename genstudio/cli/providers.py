"""`genstudio providers`: who can make what, from the tables alone; nothing is asked of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from genstudio.core.spec import ModelSpec
    from genstudio.providers.registry import Registered

HEADINGS = ("Provider", "Makes", "Model", "Id", "Runs", "Price")
KIND_WORDS = {"image": "images", "tts": "speech", "video": "video", "music": "music"}
ENGINE_WORDS = {"procedural": "here, by rules", "neural": "here, neural", "hosted": "at the vendor"}


def providers(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table that the README holds.")] = False,
) -> None:
    """List providers and their models, with price."""
    from genstudio.providers.registry import provider_registry

    provider_registry.load()
    rows = [_cells(row, model) for row in provider_registry.rows() for model in row.models]
    print(as_markdown(rows) if markdown else as_text(rows))


def _cells(row: Registered, model: ModelSpec) -> tuple[str, ...]:
    return (row.name, KIND_WORDS[row.kind], model.label, model.id, ENGINE_WORDS[model.engine], model.price.words())


def as_markdown(rows: list[tuple[str, ...]]) -> str:
    """A GitHub table."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def as_text(rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell."""
    lines = [HEADINGS, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
