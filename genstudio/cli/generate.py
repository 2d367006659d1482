"""`genstudio generate`: one generation from the command line, through the same job table as the page's."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from genstudio.cli.session import Home, with_studio
from genstudio.core.owners import LOCAL

if TYPE_CHECKING:
    from genstudio.bootstrap import Studio
    from genstudio.controllers.views import GenerationView
    from genstudio.core.spec import ModelSpec

LOOK_EVERY_S = 0.25
CHUNK_BYTES = 256 * 1024


def generate(
    kind: Annotated[str, typer.Argument(help="What to make: image, tts, video or music.")],
    prompt: Annotated[str, typer.Argument(help="What it should show, say or sound like.")],
    model: Annotated[str | None, typer.Option(help="Model, as `genstudio providers` lists them.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting of the model; repeatable.")
    ] = None,
    files: Annotated[
        list[str] | None, typer.Option("--file", metavar="ROLE=PATH", help="A file that the model takes; repeatable.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder or file for the result.")] = Path(),
    home: Home = None,
) -> None:
    """Make one image, speech, video or piece of music, and wait for it.

    A running studio does the work; where none runs, this command does it itself.
    """
    import asyncio

    from genstudio.core.errors import InputError

    as_file = bool(out.suffix) and not out.is_dir()
    if as_file and out.exists():
        raise InputError(f"{out} exists already. Nothing was made; choose another name.")

    async def work(studio: Studio) -> int:
        view = await _order(studio, kind, prompt, model, _pairs(settings, "--set"), _pairs(files, "--file"))
        await studio.engine.start()
        try:
            view = await _watch(studio, view)
        except asyncio.CancelledError:
            print(
                f"Not waited for any longer: {view.id} goes on in the studio, now or when it runs again. "
                f"To stop it: genstudio jobs cancel {view.id}",
                file=sys.stderr,
            )
            raise
        if view.status != "complete":
            print(view.fault.message if view.fault else "It was cancelled.", file=sys.stderr)
            return 1
        for path in await _copy(studio, view, out, as_file=as_file):
            print(path)
        return 0

    code = with_studio(home, work)
    if code:
        raise typer.Exit(code)


async def _order(
    studio: Studio,
    kind: str,
    prompt: str,
    model_id: str | None,
    settings: list[tuple[str, str]],
    files: list[tuple[str, str]],
) -> GenerationView:
    """Raises InputError and its like before anything is reserved."""
    from genstudio.controllers.views import NewGeneration
    from genstudio.core.errors import InputError

    model = studio.generations.find_model(kind, None, model_id)
    values = {name: _typed(model, name, text) for name, text in settings}
    media: dict[str, tuple[str, ...]] = {}
    for role, text in files:
        path = Path(text).expanduser()
        if not path.is_file():
            raise InputError(f"There is no file {text}.", field=role)
        upload = await studio.generations.inputs.add(LOCAL, path.name, _chunks(path))
        media[role] = (*media.get(role, ()), upload.ref)
    return await studio.generations.create(
        LOCAL, NewGeneration(model.kind, prompt, model.provider, model.id, values, media)
    )


def _pairs(given: list[str] | None, option: str) -> list[tuple[str, str]]:
    from genstudio.core.errors import InputError

    pairs = []
    for text in given or []:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InputError(f"{option} takes NAME=VALUE; this is {text[:60]!r}.")
        pairs.append((name.strip().replace("-", "_"), value))
    return pairs


def _typed(model: ModelSpec, name: str, text: str) -> object:
    """The text in the field's own type; what does not fit stays text, for the model's table to refuse."""
    field = model.field_named(name)
    if field is None:
        return text
    if field.type == "choice":
        return next((choice.value for choice in field.choices if str(choice.value) == text), text)
    if field.type == "boolean":
        return {"true": True, "on": True, "false": False, "off": False}.get(text.lower(), text)
    if field.type in ("integer", "number"):
        try:
            return int(text)
        except ValueError:
            pass
        try:
            return float(text)
        except ValueError:
            pass
    return text


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


async def _watch(studio: Studio, view: GenerationView) -> GenerationView:
    """Shows progress on stderr, where that is a terminal, until the generation is over."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        shown = bar.add_task(view.model_label, total=1.0)
        while not view.is_over:
            view = await studio.generations.wait(LOCAL, view.id, LOOK_EVERY_S)
            waits = f"place {view.place}" if view.place else "waiting"
            step = view.step or ("" if view.status == "processing" else waits)
            bar.update(shown, completed=view.progress, description=f"{view.model_label}: {step}".rstrip(": "))
    return view


async def _copy(studio: Studio, view: GenerationView, out: Path, *, as_file: bool) -> list[Path]:
    """Copies the first output to the file `out`, or all of them into the folder `out`, never over another file."""
    import asyncio

    written = []
    for output in view.outputs:
        found = await studio.generations.media(LOCAL, view.id, output.position)
        target = out if as_file else _free(out / found.name)
        await asyncio.to_thread(_copy_file, found.path, target)
        written.append(target)
        if as_file:
            break
    return written


def _copy_file(source: Path, target: Path) -> None:
    import shutil

    from genstudio.core.errors import StorageError

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise StorageError(
            f"The result is at {source}; it could not be copied to {target}: {error.strerror}."
        ) from error


def _free(path: Path) -> Path:
    number, tried = 1, path
    while tried.exists():
        number += 1
        tried = path.with_stem(f"{path.stem}-{number}")
    return tried
