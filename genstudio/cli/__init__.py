"""The command line: `genstudio serve | generate | providers | keys | jobs | ledger`.

Commands are declared here and in the modules beside this one, which import nothing but typer; what a command needs is
imported when it runs. So `--help` costs no more than typer, and no command but `serve` imports the page.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from genstudio import __version__
from genstudio.cli import generate, jobs, keys, ledger, providers, serve

USAGE = 2
"""Exit code for a command or setting that is written wrongly; 1 stands for everything that failed on the way."""

app = typer.Typer(
    name="genstudio",
    help="Images, speech, video and music over many providers, with your own keys or offline with none.",
    no_args_is_help=True,
    add_completion=False,
    # typer's framed help and tracebacks import rich and its markdown: 0.1 s for every call.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("generate")(generate.generate)
app.command("providers")(providers.providers)
app.add_typer(keys.app, name="keys")
app.add_typer(jobs.app, name="jobs")
app.add_typer(ledger.app, name="ledger")


def _version(asked: bool) -> None:
    if asked:
        print(f"genstudio {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Options of `genstudio` itself; `version` is handled by its callback."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and ends the process: 0, 1 for a failure, 2 for wrong usage, 130 after Ctrl+C.

    An error of ours is one sentence on stderr, without a traceback.
    """
    from genstudio.core.errors import GenStudioError, SettingsError

    try:
        app(list(sys.argv[1:] if arguments is None else arguments))
    except SettingsError as error:
        print(error.message, file=sys.stderr)
        sys.exit(USAGE)
    except GenStudioError as error:
        print(error.message, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)
