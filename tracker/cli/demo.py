"""The demo: the same run as `tracker run`, once for each snapshot date of a recorded year, the clock set by it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tracker.cli.desk import Desk
from tracker.cli.polling import progress
from tracker.cli.showing import write_text
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from tracker.cycle import Run
    from tracker.model import Change
    from tracker.recorded import Playback

MARK = ".tracker-demo"
"""A file that says the folder is a demo's own and may be made anew."""

RUN_AT = time(18, 0)
"""When each recorded day is polled, UTC: after the day's news."""


def play(into: Path, recording: Path | None) -> None:
    """Live through the recording in `into`, printing each change; leave the store, the mails and the report there."""
    from tracker.paths import shipped
    from tracker.recorded import Recording, playing

    folder = recording or shipped("feeds") / "recorded"
    tape = Recording(folder)
    desk = _fresh_desk(into, folder)
    days = tape.days()
    typer.echo(f"A recorded year: {len(desk.claims)} claims, {len(desk.feeds)} feeds, {len(days)} days of news.")
    result: Run | None = None
    with playing(tape) as playback:
        for day in days:
            playback.day = day
            result = _one_day(desk, playback, day)
            for change in result.outcome.moves:
                typer.echo(f"\n{change.at:%Y-%m-%d}  {_arrow(change, desk)}  {_text(change, desk)}")
                typer.echo(f"            {change.because} [{change.rule}]")
    if result is not None:
        _leave(desk, into, result)


def _fresh_desk(into: Path, recording: Path) -> Desk:
    """A new home in `into`, wiped first if it is an earlier demo's. Raises TrackerError for anybody else's folder."""
    from tracker.config import load_settings
    from tracker.paths import shipped

    if into.exists() and any(into.iterdir()) and not (into / MARK).exists():
        raise TrackerError(f"{into}: is not empty and not an earlier demo: choose another folder with --into")
    try:
        if into.exists():
            shutil.rmtree(into)
        into.mkdir(parents=True)
        (into / MARK).touch()
        shutil.copyfile(shipped("seeds") / "claims.toml", into / "claims.toml")
        for name in ("feeds.opml", "tracker.toml"):
            shutil.copyfile(recording / name, into / name)
    except OSError as error:
        raise TrackerError(f"{into}: cannot be used for the demo: {error.strerror}: try --into elsewhere") from error
    return Desk(load_settings(into, {}, {}))


def _one_day(desk: Desk, playback: Playback, day: date) -> Run:
    from tracker.cycle import poll

    now = datetime.combine(day, RUN_AT, tzinfo=UTC)
    with progress(len(desk.feeds), quiet=True) as on_feed:
        world = replace(desk.world(), dial=playback.dial, on_feed=on_feed)
        return poll(desk.claims, desk.feeds, desk.rules, world, now, force=True)


def _arrow(change: Change, desk: Desk) -> str:
    from tracker.labels import label

    before, after = (label("status", side, desk.settings.language) for side in (change.before, change.after))
    return f"{before} -> {after}"


def _text(change: Change, desk: Desk) -> str:
    return next(claim.text for claim in desk.claims if claim.slug == change.claim)


def _leave(desk: Desk, into: Path, result: Run) -> None:
    """Print the report and say where mails, HTML report and store lie."""
    from tracker.cli.showing import book_of
    from tracker.reports import render

    book = book_of(desk, desk.store.read(), result.at)
    typer.echo("")
    typer.echo(render(book, "text"))
    report = into / "report.html"
    write_text(report, render(book, "html"))
    mails = sorted((into / "outbox").glob("*.eml"))
    typer.echo(f"Mails it would have sent: {len(mails)}, in {(into / 'outbox').resolve()}")
    for mail in mails:
        typer.echo(f"  {mail.name}")
    typer.echo(f"HTML report: {report.resolve()}")
    typer.echo(f"Store: {desk.settings.store.resolve()}")
    typer.echo(f"Look closer: tracker explain {desk.claims[0].slug} --home {into}")
