"""`init`, `run`, `demo` and `schedule`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.desk import Desk, Home, open_desk, utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.cycle import Run
    from tracker.fetch import Fetched

SOME_FEEDS_FAILED = 3
"""Exit code of a run that finished while some feeds gave nothing."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(init)
    app.command()(run)
    app.command()(demo)
    app.command()(schedule)


def init(
    folder: Annotated[Path | None, typer.Argument(help="Where to put them; default: the home folder.")] = None,
    home: Home = None,
) -> None:
    """Write commented starter files: tracker.toml, claims.toml, feeds.opml. Files that exist are left alone.

    Example: tracker init ~/claims
    """
    from tracker.config import default_home, write_starter_files

    target = folder or home or default_home()
    for path, written in write_starter_files(target):
        typer.echo(f"{'wrote' if written else 'kept '} {path}")
    typer.echo(f"Edit claims.toml and feeds.opml, then: tracker run --home {target}")


def run(
    force: Annotated[bool, typer.Option("--force", help="Poll every feed, due or not.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write and send nothing; show what would be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of the report.")] = False,
    home: Home = None,
) -> None:
    """Poll the feeds that are due, read what is new, judge every claim, send alerts, print the report.

    Exit 0 all well, 3 some feeds failed (the run goes on), 1 some claim or feed in the files was unusable, 2 wrong
    usage or configuration.

    Example: tracker run --home ~/claims
    """
    desk = open_desk(home)
    result = poll_desk(desk, utc_now(), force=force, dry_run=dry_run, quiet=as_json)
    if as_json:
        typer.echo(json.dumps(run_as_json(result), ensure_ascii=False, indent=2))
    else:
        typer.echo(_report_of(desk, result), nl=False)
    raise typer.Exit(SOME_FEEDS_FAILED if result.found.failed else 1 if desk.problems else 0)


def poll_desk(desk: Desk, now: datetime, *, force: bool = False, dry_run: bool = False, quiet: bool = False) -> Run:
    """One poll of an opened home folder, with progress on standard error; marks the report as given."""
    from dataclasses import replace

    from tracker.cycle import poll
    from tracker.fetch import due
    from tracker.stores import Changes

    before = desk.store.read()
    total = len(due(desk.feeds, before.feeds, now, force=force))
    with progress(total, quiet=quiet) as on_feed:
        world = replace(desk.world(), on_feed=on_feed)
        result = poll(desk.claims, desk.feeds, desk.rules, world, now, force=force, dry_run=dry_run)
    for problem in result.problems:
        typer.echo(f"tracker: {problem}", err=True)
    for failure in result.delivery.failures if result.delivery else ():
        typer.echo(f"tracker: {failure}", err=True)
    if not dry_run and result.outcome.moves:
        with desk.store.exclusive() as transaction:
            transaction.commit(Changes(meta={"last_report_at": now.isoformat()}))
    return result


def _report_of(desk: Desk, result: Run) -> str:
    from tracker.cycle import verdicts_of
    from tracker.reports import make_book, render

    book = make_book(
        result.outcome.states,
        verdicts_of(result.outcome, desk.rules, result.at),
        result.at,
        recent=result.outcome.moves,
        language=desk.settings.language,
    )
    return render(book, "text")


def run_as_json(result: Run) -> dict[str, Any]:
    """A run as JSON values: feeds, changes, statuses, alerts."""
    outcome, delivery = result.outcome, result.delivery
    return {
        "at": result.at.isoformat(),
        "feeds": [
            {"url": one.feed.url, "outcome": one.outcome, "error": one.error or None} for one in result.found.fetched
        ],
        "items": result.found.entries,
        "changes": [change.model_dump(mode="json", by_alias=True) for change in outcome.moves],
        "claims": {slug: state.status.value for slug, state in outcome.states.items()},
        "alerts": {
            "new": len(outcome.changes.alerts),
            "sent": delivery.sent if delivery else 0,
            "failed": len(delivery.failures) if delivery else 0,
        },
        "problems": list(result.problems),
    }


@contextmanager
def progress(total: int, *, quiet: bool = False) -> Iterator[Callable[[Fetched], None]]:
    """A bar on a terminal, a plain line for each feed in trouble otherwise; all on standard error."""
    if quiet or not sys.stderr.isatty():
        yield lambda one: _say_failure(one, quiet)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("feeds", total=total)

        def advance(one: Fetched) -> None:
            bar.advance(task)
            if one.error:
                bar.console.print(f"tracker: {one.error}", markup=False, highlight=False)

        yield advance


def _say_failure(one: Fetched, quiet: bool) -> None:
    if one.error and not quiet:
        typer.echo(f"tracker: {one.error}", err=True)


def demo(
    into: Annotated[Path, typer.Option("--into", help="Where to leave the store, the mails and the report.")] = Path(
        "tracker-demo"
    ),
    recording: Annotated[Path | None, typer.Option("--recording", help="Another folder of recorded feeds.")] = None,
) -> None:
    """Live through a recorded year of feeds, served on loopback: every status change as it happens, then the report.

    Needs no network and no configuration.

    Example: tracker demo
    """
    from tracker.cli.demo import play

    play(into, recording)


def schedule(home: Home = None) -> None:
    """Stay and run once a day at the configured local time, catching up after downtime. Stop with Ctrl-C.

    Example: tracker schedule --home ~/claims
    """
    from tracker.schedule import serve

    desk = open_desk(home)
    typer.echo(f"a run each day at {desk.settings.schedule.at} {desk.settings.timezone}; Ctrl-C stops", err=True)

    def job(now: datetime) -> None:
        fresh = open_desk(home)
        typer.echo(_report_of(fresh, poll_desk(fresh, now)), nl=False)

    serve(desk.settings, desk.store, job, utc_now)
