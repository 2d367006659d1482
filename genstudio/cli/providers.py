"""`genstudio providers`: who can make what, from the tables alone; nothing is asked of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from genstudio.core.money import Free, OwnServer, Unpriced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genstudio.core.spec import Kind, ModelSpec
    from genstudio.providers.registry import Registered

HEADINGS = ("Provider", "Makes", "Model", "Id", "Runs", "Price")
KIND_WORDS: dict[Kind, str] = {"image": "images", "tts": "speech", "video": "video", "music": "music"}
ENGINE_WORDS = {"procedural": "here, by rules", "neural": "here, neural", "hosted": "at the vendor"}


def providers(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table that the README holds.")] = False,
) -> None:
    """List providers and their models, with price."""
    from genstudio.providers.registry import provider_registry

    provider_registry.load()
    rows = list(provider_registry.rows())
    print(as_markdown(rows) if markdown else as_text([_cells(row, model) for row in rows for model in row.models]))


def _cells(row: Registered, model: ModelSpec) -> tuple[str, ...]:
    return (row.name, KIND_WORDS[row.kind], model.label, model.id, ENGINE_WORDS[model.engine], model.price.words())


def as_markdown(rows: Sequence[Registered]) -> str:
    """A GitHub table with a line for each provider: how many models it has of each kind."""
    kinds = tuple(KIND_WORDS)
    lines = [("Provider", "Name", *(KIND_WORDS[kind] for kind in kinds), "other models", "key", "price")]
    lines.append(("---", "---", *("--:" for _ in kinds), "---", "---", "---"))
    for name in dict.fromkeys(row.name for row in rows):
        mine = [row for row in rows if row.name == name]
        models = {row.kind: len(row.models) for row in mine}
        lines.append(
            (
                mine[0].label,
                f"`{name}`",
                *(str(models[kind]) if models.get(kind) else "" for kind in kinds),
                "by their id" if any(row.provider.takes_custom_models() for row in mine) else "",
                _key(mine[0]),
                _price([model for row in mine for model in row.models]),
            )
        )
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _key(row: Registered) -> str:
    key = row.provider.key
    if key is None:
        return "none"
    return f"`{key.env}`" if key.required else f"`{key.env}`, if it wants one"


def _price(models: Sequence[ModelSpec]) -> str:
    if all(isinstance(model.price, Free | OwnServer) for model in models):
        return "free"
    known = sum(not isinstance(model.price, Unpriced) for model in models)
    return "priced" if known == len(models) else f"{known} of {len(models)} priced" if known else "unpriced"


def as_text(rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell."""
    lines = [HEADINGS, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
