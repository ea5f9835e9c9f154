"""The front: parse, call one function, print, exit code. What is heavy is imported by the command that needs it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tracker.cli import claims, doctoring, extracting, feeds, measure, polling, showing
from tracker.errors import TrackerError

app = typer.Typer(
    name="tracker",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
polling.register(app)
showing.register(app)
claims.register(app)
extracting.register(app)
doctoring.register(app)
feeds.register(app)
measure.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        from tracker import __version__

        typer.echo(f"tracker {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Follows claims from rumour to fact: reads feeds, waits for the authority, explains every change.

    Example: tracker demo
    """


def main() -> None:
    """Run the command line. Exit 0 done, 1 some input was unusable, 2 wrong usage or a named error."""
    try:
        app()
    except TrackerError as error:
        print(f"tracker: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
