"""`extract`: claims out of an article, accepted one by one on a terminal, as JSON, or written at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.desk import Desk, Home, open_desk, utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.extract import Proposal
    from tracker.model import Claim
    from tracker.pages import Page


def register(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command()(extract)


def extract(
    what: Annotated[str, typer.Argument(help="An article: a file, an address, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a claim; writes nothing.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Add what is new to the claims file, without asking.")] = False,
    pick: Annotated[str | None, typer.Option("--pick", help="Only these, by number: 1,3. With --write.")] = None,
    day: Annotated[str | None, typer.Option("--date", help="The article's day: 2025-02-17, or 2025-02.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="it or en; default: what the text looks like.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Show at most so many.")] = 10,
    home: Home = None,
) -> None:
    """Propose claims from an article: each with its sentence, who says it, how sure, subjects, dates and window.

    On a terminal each one is accepted, edited or skipped; claims you follow already are pointed out.

    Example: tracker extract article.txt --date 2025-02-17
    """
    desk = open_desk(home)
    page = load(what, desk)
    tracked = desk.claims if desk.settings.claims.exists() else ()
    first, reference = _days(page, day)
    proposals = propose(page, tracked, reference, language)[:most]
    chosen = _picked(proposals, pick)
    if as_json:
        for number, proposal in chosen:
            typer.echo(_json(number, proposal))
    elif write or pick:
        _write(desk, [proposal for _, proposal in chosen if proposal.tracked is None], tracked, first)
        _say_tracked(chosen)
    elif what != "-" and on_a_terminal():
        _ask(desk, chosen, tracked, first)
    else:
        for number, proposal in chosen:
            _show(number, proposal)
    if not proposals:
        typer.echo("no claim found: the text names nobody of whom it tells something that can turn out true", err=True)
        raise typer.Exit(1)


def on_a_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def load(what: str, desk: Desk) -> Page:
    """The article. Raises TrackerError for a file that is not there: a name is never taken for the text itself."""
    from pathlib import Path

    from tracker import pages
    from tracker.errors import TrackerError

    if what == "-":
        return pages.from_text(sys.stdin.read())
    if "://" not in what and not Path(what).is_file():
        raise TrackerError(
            f"{what}: no such file; give a file, an http(s) address, or - and the text on standard input"
        )
    return pages.load(what, desk.settings.fetch.limits())


def _days(page: Page, given: str | None) -> tuple[date, date]:
    """The article's first and last possible day: as given, else of its first line, else its own, else today."""
    from tracker.extract import dated

    said = dated(f"date {given}") if given else None
    if given and said is None:
        raise typer.BadParameter(f"--date {given}: write it as 2025-02-17, or 2025-02")
    today = utc_now().date()
    first, last = said or dated(page.whole) or (page.published or today,) * 2
    return (first, last) if given else (min(first, today), min(last, today))


def propose(page: Page, tracked: Sequence[Claim], reference: date, language: str | None) -> tuple[Proposal, ...]:
    """The page's claims, their dates counted from `reference`."""
    from tracker.extract import extract, language_of
    from tracker.extract.words import CODES

    text = page.whole
    known = language or language_of(text)
    if known not in CODES:
        raise typer.BadParameter(f"{language or 'the article'}: not Italian or English; give --language it or en")
    return extract(text, reference, known, tracked)


def _picked(proposals: Sequence[Proposal], pick: str | None) -> list[tuple[int, Proposal]]:
    numbered = list(enumerate(proposals, 1))
    if pick is None:
        return numbered
    words = [word.strip() for word in pick.split(",") if word.strip()]
    wrong = [word for word in words if not word.isdigit() or not 1 <= int(word) <= len(proposals)]
    if wrong or not words:
        raise typer.BadParameter(f"--pick {pick}: there are claims 1 to {len(proposals)}; write it as 1,3")
    wanted = {int(word) for word in words}
    return [pair for pair in numbered if pair[0] in wanted]


def _json(number: int, proposal: Proposal) -> str:
    import json

    return json.dumps({"number": number, **proposal.model_dump(mode="json", by_alias=True)}, ensure_ascii=False)


def _show(number: int, proposal: Proposal) -> None:
    typer.echo(f"{number:2}. {proposal.text}")
    said = f"{proposal.leaning} -> {proposal.status}; {proposal.kind}"
    typer.echo(f"    {said}; source: {proposal.source or 'the article itself'}")
    typer.echo(f"    subjects: {'; '.join(', '.join(names) for names in proposal.subjects)}")
    for line in _details(proposal):
        typer.echo(f"    {line}")


def _details(proposal: Proposal) -> list[str]:
    lines = []
    if proposal.authorities:
        lines.append(f"authorities: {', '.join(proposal.authorities)}")
    if proposal.guesses:
        lines.append(f"authorities to be checked (guessed): {', '.join(proposal.guesses)}")
    if proposal.window:
        lines.append(f"window: {proposal.window.start or ''} .. {proposal.window.end or ''}")
    lines += [f"date: {when.text} = {when.start or ''} .. {when.end or ''}" for when in proposal.dates]
    lines.append(f"“{proposal.sentence.text}”")
    if proposal.tracked:
        lines.append(f"already tracked: {proposal.tracked}")
    return lines


def _say_tracked(chosen: Sequence[tuple[int, Proposal]]) -> None:
    for number, proposal in chosen:
        if proposal.tracked:
            typer.echo(f"already tracked: {proposal.tracked} ({number}. {proposal.text})")


def _write(desk: Desk, proposals: Sequence[Proposal], tracked: Sequence[Claim], opened: date) -> None:
    taken = {claim.slug for claim in tracked}
    for proposal in proposals:
        taken.add(_add(desk, proposal, taken, opened))
    if not proposals:
        typer.echo("nothing new to add")


def _add(desk: Desk, proposal: Proposal, taken: set[str], opened: date, **changed: Any) -> str:
    """Write one claim; its slug."""
    from tracker.claimfile import add_claim, slug_for
    from tracker.extract import to_claim

    text = changed.get("text", proposal.text)
    claim = to_claim(proposal, _free(slug_for(text), taken), opened).model_copy(update=changed)
    add_claim(desk.settings.claims, claim)
    typer.echo(f"added {claim.slug}")
    return claim.slug


def _free(slug: str, taken: set[str]) -> str:
    """The slug, with a number where another claim has it."""
    candidates = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in candidates if one not in taken)


def _ask(desk: Desk, chosen: Sequence[tuple[int, Proposal]], tracked: Sequence[Claim], opened: date) -> None:
    """One question a proposal."""
    taken = {claim.slug for claim in tracked}
    for number, proposal in chosen:
        _show(number, proposal)
        default = "s" if proposal.tracked else "a"
        answer = typer.prompt("    [a]ccept, [e]dit, [s]kip, [q]uit", default=default).strip().lower()[:1]
        if answer == "q":
            return
        if answer == "a":
            taken.add(_add(desk, proposal, taken, opened))
        elif answer == "e":
            taken.add(_edit(desk, proposal, taken, opened))


def _edit(desk: Desk, proposal: Proposal, taken: set[str], opened: date) -> str:
    """The text, the authorities and the window, asked for with what is proposed as the default."""
    from tracker.cli.claims import parse_window

    text = typer.prompt("    text", default=proposal.text)
    hosts = typer.prompt("    authorities", default=", ".join(proposal.authorities or proposal.guesses) or "none")
    shown = f"{proposal.window.start or ''}..{proposal.window.end or ''}" if proposal.window else "none"
    window = typer.prompt("    window", default=shown)
    return _add(
        desk,
        proposal,
        taken,
        opened,
        text=text.strip(),
        authorities=() if hosts == "none" else tuple(host.strip() for host in hosts.split(",") if host.strip()),
        expected=None if window == "none" else parse_window(window),
        note="",
    )
