"""`report`, `explain` and `policy show`: reading what is known; nothing is fetched or judged anew in the store."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.completing import claim_slugs
from tracker.cli.desk import Desk, Home, open_desk, utc_now
from tracker.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tracker.events import ClaimState
    from tracker.model import Verdict
    from tracker.reports import Book
    from tracker.stores import Snapshot


class Format(StrEnum):
    """The report's formats."""

    TEXT = "text"
    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(report)
    app.command()(explain)
    policy = typer.Typer(help="The rules and their thresholds.", no_args_is_help=True, rich_markup_mode=None)
    policy.command("show")(policy_show)
    app.add_typer(policy, name="policy")


def report(
    style: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file instead of the screen.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="it or en; default: the configured one.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Do not count this as the last report.")] = False,
    home: Home = None,
) -> None:
    """Where every claim stands: changes since the last report first, then by status.

    Example: tracker report --format html --out report.html
    """
    from tracker.reports import render
    from tracker.stores import Changes

    desk = open_desk(home)
    now = utc_now()
    snapshot = desk.store.read()
    text = render(book_of(desk, snapshot, now, language), style.value)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(out, text)
        typer.echo(f"written to {out}", err=True)
    if not keep:
        with desk.store.exclusive() as transaction:
            transaction.commit(Changes(meta={"last_report_at": now.isoformat()}))


def write_text(path: Path, text: str) -> None:
    """Write a file whole. Raises TrackerError naming what is in the way."""
    from tracker.errors import TrackerError
    from tracker.files import replace_file

    try:
        replace_file(path, text.encode("utf-8"))
    except OSError as error:
        raise TrackerError(f"{path}: cannot be written: {error.strerror}") from error


def judged(desk: Desk, snapshot: Snapshot, now: datetime) -> tuple[Mapping[str, ClaimState], Mapping[str, Verdict]]:
    """States and verdicts of the tracked claims as of now, from the ledger alone."""
    from tracker import ledger, policy

    states = {slug: state for slug, state in ledger.replay(snapshot.events).items() if not state.removed}
    return states, {slug: policy.judge(state, desk.policy, now) for slug, state in states.items()}


def book_of(desk: Desk, snapshot: Snapshot, now: datetime, language: str | None = None) -> Book:
    """The report's content: what was recorded since the last report, then every claim."""
    from datetime import datetime as at

    from tracker.events import StatusChanged
    from tracker.reports import make_book

    states, verdicts = judged(desk, snapshot, now)
    mark = snapshot.meta.get("last_report_at")
    since = at.fromisoformat(mark) if mark else None
    recent = [
        event.change
        for event in snapshot.events
        if isinstance(event, StatusChanged) and event.claim in states and (since is None or event.recorded_at > since)
    ]
    return make_book(states, verdicts, now, since=since, recent=recent, language=language or desk.settings.language)


def explain(
    claim: Annotated[
        str, typer.Argument(help="The claim's slug (see `tracker claim list`).", autocompletion=claim_slugs)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    language: Annotated[str | None, typer.Option("--language", help="it or en; default: the configured one.")] = None,
    home: Home = None,
) -> None:
    """All evidence for one claim: quotes, cues, roots, the rule that fired, and what is still missing.

    Example: tracker explain vigna-leapmotor-incontro
    """
    from tracker import policy
    from tracker.reports.dossier import as_json as dossier_json
    from tracker.reports.dossier import as_lines

    desk = open_desk(home)
    states, verdicts = judged(desk, desk.store.read(), utc_now())
    slug = known_slug(claim, states)
    if as_json:
        typer.echo(json.dumps(dossier_json(states[slug], verdicts[slug]), ensure_ascii=False, indent=2))
        return
    state, verdict = states[slug], verdicts[slug]
    if language:
        state = state.model_copy(update={"claim": state.claim.model_copy(update={"language": language})})
        verdict = policy.judge(state, desk.policy, utc_now())
    for line in as_lines(state, verdict, language or desk.settings.language):
        typer.echo(line)


def known_slug(wanted: str, states: Mapping[str, object]) -> str:
    """The slug itself, or ClaimError with the nearest one that exists."""
    from difflib import get_close_matches

    if wanted in states:
        return wanted
    near = get_close_matches(wanted, states, n=1, cutoff=0.4)
    hint = f"did you mean `{near[0]}`?" if near else "`tracker claim list` shows them; a new one is known after a run"
    raise ClaimError(f"no claim `{wanted}` in the store: {hint}")


def policy_show(home: Home = None) -> None:
    """Print the policy in force: every rule, in its order, and every threshold with its reason.

    Example: tracker policy show
    """
    from tracker.policy import describe

    typer.echo(describe(open_desk(home).policy), nl=False)
