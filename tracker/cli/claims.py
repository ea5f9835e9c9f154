"""`claim add|list|show`: the claims file and where each claim stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import acting, editing
from tracker.cli.completing import claim_slugs
from tracker.cli.desk import Home, open_desk, utc_now

if TYPE_CHECKING:
    from tracker.events import ClaimState
    from tracker.model import Claim, Window


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    claim = typer.Typer(help="The claims you follow.", no_args_is_help=True, rich_markup_mode=None)
    claim.command("add")(add)
    claim.command("edit")(editing.edit)
    claim.command("list")(show_all)
    claim.command("show")(show)
    acting.register(app, claim)
    app.add_typer(claim, name="claim")


def add(
    text: Annotated[str, typer.Argument(help="The claim as one sentence.")],
    subject: Annotated[
        list[str],
        typer.Option("--subject", "-s", help='A subject and its aliases: "Benedetto Vigna, Vigna". May be repeated.'),
    ],
    keyword: Annotated[list[str] | None, typer.Option("--keyword", "-k", help="A word of the matter.")] = None,
    authority: Annotated[
        list[str] | None, typer.Option("--authority", "-a", help="A host whose word decides: ferrari.com.")
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(
            "--speaker", help="Who may be quoted for the authorities; default: the subjects that are somebody."
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="event (it happened) or plan (it will).")] = "event",
    window: Annotated[
        str | None, typer.Option("--window", help="A plan's window: 2025-10-01..2025-10-31; a side may be empty.")
    ] = None,
    slug: Annotated[str | None, typer.Option("--slug", help="Its short name; default: made from the text.")] = None,
    language: Annotated[str, typer.Option("--language", help="The language of the claim.")] = "it",
    opened: Annotated[
        str | None, typer.Option("--opened", help="From which day on items count: 2025-10-01; default: today.")
    ] = None,
    home: Home = None,
) -> None:
    """Add a claim to the claims file; comments in the file are kept. What is older than its opening is background.

    Example: tracker claim add "Ferrari svela l'elettrica a ottobre 2025" -s "Ferrari elettrica, Ferrari Luce" -k svela
    """
    from tracker.claimfile import add_claim, slug_for
    from tracker.errors import ClaimError

    desk = open_desk(home)
    fields: dict[str, Any] = {
        "slug": slug or slug_for(text),
        "text": text,
        "language": language,
        "kind": kind,
        "subjects": [[alias.strip() for alias in one.split(",") if alias.strip()] for one in subject],
        "keywords": keyword or [],
        "authorities": authority or [],
        "speakers": speaker or [],
        "expected": parse_window(window),
        "opened": acting.day_of(opened) if opened else utc_now().date(),
    }
    claim = make_claim(fields)
    if any(one.slug == claim.slug for one in desk.claims):
        raise ClaimError(f"{desk.settings.claims}: there is a claim `{claim.slug}` already: give another --slug")
    add_claim(desk.settings.claims, claim)
    typer.echo(f"added {claim.slug} to {desk.settings.claims}")


def make_claim(fields: dict[str, Any]) -> Claim:
    """A claim from plain values. Raises ClaimError naming the first value that will not do."""
    from pydantic import ValidationError

    from tracker.errors import ClaimError
    from tracker.model import Claim

    try:
        return Claim(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise ClaimError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


def parse_window(text: str | None) -> Window | None:
    """ "2025-10-01..2025-10-31" (a side may be empty) -> Window. Raises typer.BadParameter otherwise."""
    from datetime import date

    from tracker.model import Window

    if not text:
        return None
    start, dots, end = text.partition("..")
    try:
        sides = [date.fromisoformat(side) if side else None for side in (start, end if dots else start)]
    except ValueError as error:
        raise typer.BadParameter(f"{text}: write it as 2025-10-01..2025-10-31") from error
    if sides[0] and sides[1] and sides[0] > sides[1]:
        raise typer.BadParameter(f"{text}: the window ends before it starts")
    return Window(start=sides[0], end=sides[1])


def show_all(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False, home: Home = None
) -> None:
    """List the claims with their status.

    Example: tracker claim list
    """
    from tracker import ledger
    from tracker.labels import label

    desk = open_desk(home)
    states = ledger.replay(desk.store.read().events)
    for claim in desk.claims:
        state = states.get(claim.slug)
        status = state.status.value if state else "new"
        if as_json:
            typer.echo(json.dumps({"slug": claim.slug, "status": status, "text": claim.text}, ensure_ascii=False))
        else:
            shown = label("status", status, desk.settings.language)
            typer.echo(f"{shown:14} {_since(state):10}  {claim.slug}  {claim.text}")


def _since(state: ClaimState | None) -> str:
    return state.since.date().isoformat() if state else ""


def show(
    slug: Annotated[str, typer.Argument(help="The claim's slug.", autocompletion=claim_slugs)],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    home: Home = None,
) -> None:
    """Show one claim as it is written in the claims file, and its status.

    Example: tracker claim show vigna-leapmotor-incontro
    """
    from tracker import ledger

    desk = open_desk(home)
    claim = find_claim(slug, desk.claims)
    state = ledger.replay(desk.store.read().events).get(claim.slug)
    fields = claim.model_dump(mode="json", by_alias=True)
    fields["status"] = state.status.value if state else "new"
    if as_json:
        typer.echo(json.dumps(fields, ensure_ascii=False, indent=2))
        return
    for key, value in fields.items():
        typer.echo(f"{key:12} {_in_words(value)}")


def find_claim(slug: str, claims: tuple[Claim, ...]) -> Claim:
    """The claim with this slug, or ClaimError with the nearest one."""
    from tracker.cli.showing import known_slug

    by_slug = {claim.slug: claim for claim in claims}
    return by_slug[known_slug(slug, by_slug)]


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_in_words(one) if not isinstance(one, list) else ", ".join(map(str, one)) for one in value)
    if isinstance(value, dict):
        return " .. ".join(str(side or "") for side in value.values())
    return "" if value is None else str(value)
