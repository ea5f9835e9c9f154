"""A person's acts: decide, undo, remove, merge, link; evidence by hand; readings corrected. All go into the ledger."""

from __future__ import annotations

import getpass
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.completing import claim_slugs, stances, statuses, tiers
from tracker.cli.desk import Desk, Home, open_desk, utc_now
from tracker.cli.showing import known_slug
from tracker.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.events import ClaimState, Event
    from tracker.model import Claim, Item, Stance, Status, Tier

Reason = Annotated[str, typer.Option("--reason", "-r", help="Why: compulsory, it is kept and shown.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; default: your user name.")]


def register(app: typer.Typer, claim: typer.Typer) -> None:
    """Add these commands: the claim's own to `claim`, the rest to the program."""
    claim.command("decide")(decide)
    claim.command("undo")(undo)
    claim.command("remove")(remove)
    claim.command("merge")(merge)
    claim.command("link")(link)
    evidence = typer.Typer(help="Evidence by hand.", no_args_is_help=True, rich_markup_mode=None)
    evidence.command("add")(evidence_add)
    evidence.command("reject")(evidence_reject)
    app.add_typer(evidence, name="evidence")
    reading = typer.Typer(help="Readings put right.", no_args_is_help=True, rich_markup_mode=None)
    reading.command("correct")(reading_correct)
    app.add_typer(reading, name="reading")


def decide(
    slug: Annotated[str, typer.Argument(help="The claim's slug.", autocompletion=claim_slugs)],
    status: Annotated[
        str, typer.Argument(help="speculation, announced, confirmed, denied ...", autocompletion=statuses)
    ],
    reason: Reason,
    until: Annotated[str | None, typer.Option("--until", help="The decision ends after this day: 2025-12-31.")] = None,
    by: By = None,
    home: Home = None,
) -> None:
    """Set a claim's status yourself. The machine then only asks for a review; `claim undo` takes it back.

    Example: tracker claim decide vigna-zhu-incontro confirmed --reason "seen the photograph's original"
    """
    from tracker import ledger

    desk, state = _claim(home, slug)
    wanted = _status(status)
    ends = day_of(until) if until else None
    _perform(desk, [ledger.decide(state.claim.slug, wanted, _said(reason), utc_now(), _person(by), ends)])


def undo(
    slug: Annotated[str, typer.Argument(help="The claim's slug.", autocompletion=claim_slugs)],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why.")] = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Take back the last thing a person did to a claim: a decision, a rejection, a correction, a removal, a link.

    Example: tracker claim undo vigna-zhu-incontro
    """
    from tracker import ledger

    desk = open_desk(home)
    events = desk.store.read().events
    states = ledger.replay(events)
    known = known_slug(slug, states)
    last = ledger.last_act(events, known)
    if last is None:
        raise ClaimError(f"{known}: nothing that a person did is left to undo")
    _perform(desk, [ledger.undo(known, last.id, utc_now(), _person(by), reason)])
    if last.type == "claim_removed" and all(claim.slug != known for claim in desk.claims):
        from tracker.claimfile import add_claim

        add_claim(desk.settings.claims, states[known].claim)
    typer.echo(f"undone: {last.type.replace('_', ' ')} of {last.recorded_at:%Y-%m-%d %H:%M} UTC")


def remove(
    slug: Annotated[str, typer.Argument(help="The claim's slug.", autocompletion=claim_slugs)],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Stop following a claim; its ledger is kept, and `claim undo` brings it back.

    Example: tracker claim remove altre-ferrari-elettriche --yes
    """
    from tracker import ledger

    desk, state = _claim(home, slug)
    if not yes:
        typer.confirm(f"Stop following `{state.claim.slug}` ({state.claim.text})?", abort=True)
    _perform(desk, [ledger.remove(state.claim.slug, utc_now(), _person(by), None, reason)], quiet=True)
    _drop(desk, state.claim.slug)
    typer.echo(f"removed {state.claim.slug}; its ledger is kept")


def merge(
    slug: Annotated[str, typer.Argument(help="The claim that goes.", autocompletion=claim_slugs)],
    into: Annotated[str, typer.Argument(help="The claim it lives on in.", autocompletion=claim_slugs)],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why.")] = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Let one claim live on in another: its items are read for the other claim, then it is removed.

    Example: tracker claim merge vigna-visita-hangzhou vigna-zhu-incontro
    """
    from tracker import ledger
    from tracker.reading import read_claim

    desk, going = _claim(home, slug)
    staying = _claim(home, into)[1]
    if going.claim.slug == staying.claim.slug:
        raise ClaimError(f"{slug}: a claim cannot be merged into itself")
    now = utc_now()
    read = [(event.item, read_claim(staying.claim, event.item)) for event in going.readings]
    acts: list[Event] = [ledger.read_event(item, reading, now) for item, reading in read if reading.may_concern]
    acts.append(ledger.remove(going.claim.slug, now, _person(by), staying.claim.slug, reason))
    _perform(desk, acts)
    _drop(desk, going.claim.slug)
    typer.echo(f"merged {going.claim.slug} into {staying.claim.slug}: {len(acts) - 1} items read for it")


def link(
    slug: Annotated[str, typer.Argument(help="A claim.", autocompletion=claim_slugs)],
    other: Annotated[str, typer.Argument(help="Another that belongs with it.", autocompletion=claim_slugs)],
    relation: Annotated[str, typer.Option("--as", help="How they belong together, in a word.")] = "related",
    by: By = None,
    home: Home = None,
) -> None:
    """Say that two claims belong together; `explain` shows it.

    Example: tracker claim link vigna-zhu-incontro vigna-visita-hangzhou
    """
    from tracker import ledger

    desk, one = _claim(home, slug)
    two = _claim(home, other)[1]
    _perform(desk, [ledger.link(one.claim.slug, two.claim.slug, utc_now(), _person(by), relation)], quiet=True)
    typer.echo(f"linked {one.claim.slug} with {two.claim.slug}")


def evidence_add(
    slug: Annotated[str, typer.Argument(help="The claim's slug.", autocompletion=claim_slugs)],
    what: Annotated[str, typer.Argument(help="An address, a file, or the text itself.")],
    outlet: Annotated[str, typer.Option("--outlet", help="Whose word it is: a host, like lastampa.it.")],
    when: Annotated[str | None, typer.Option("--date", help="When it was published; default: today.")] = None,
    tier: Annotated[
        str | None,
        typer.Option(
            "--tier", help="Default: your feeds' word; else authority where it is one, or blog.", autocompletion=tiers
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="Of the text; default: the claim's, where it is not clearly another."),
    ] = None,
    home: Home = None,
) -> None:
    """Put in evidence that no feed brought: it is read like an item, and the claim is judged again.

    Example: tracker evidence add vigna-zhu-incontro "Zhu conferma" --outlet quotidiano.example --tier press
    """
    from tracker import ledger
    from tracker.languages import CODES
    from tracker.reading import read_claim

    if language and language not in CODES:
        typer.echo(f"--language {language} is none of those that are read: {', '.join(CODES)}")
    desk, state = _claim(home, slug)
    day, code = day_of(when) if when else utc_now().date(), language or state.claim.language
    item = _by_hand(desk, state.claim, what, outlet, day, tier, code)
    if known := _put_in_before(state, item, dated=bool(when)):
        typer.echo(f"{item.id}  put in before, on {known.seen_at:%Y-%m-%d}: nothing is added")
        return
    reading = read_claim(state.claim, item)
    said = ", on the record" if reading.on_record else ""
    quote = reading.quote.text if reading.quote else ""
    typer.echo(f"{item.id}  {reading.stance} ({reading.confidence:.2f}){said}: {quote}")
    if reading.stance == "none":
        typer.echo(f"It does not seem to concern the claim; if it does: tracker reading correct {item.id} --stance ...")
    moved = _perform(desk, [ledger.read_event(item, reading, utc_now())])
    _say_why(desk, slug, item, moved=moved)


def _put_in_before(state: ClaimState, item: Item, *, dated: bool) -> Item | None:
    """The same evidence, where it is the last of its item: the same words of the same tier and language, and of the
    same day where that was said."""
    told = {"text_id", "tier", "language"} | ({"published_raw"} if dated else set())
    last = next((one.item for one in reversed(state.readings) if one.item.id == item.id), None)
    return last if last and last.model_dump(include=told) == item.model_dump(include=told) else None


def _say_why(desk: Desk, slug: str, item: Item, *, moved: bool) -> None:
    """Why an item that was put in does not count, where it does not and that is not said yet; where it does and moves
    nothing, why the status is what it is."""
    from tracker import ledger, policy

    state = ledger.replay(desk.store.read().events)[slug]
    found = policy.judge(state, desk.policy, utc_now())
    for piece in found.evidence:
        if piece.item.id != item.id or piece.rule == "OTHER_MATTER":
            continue
        since = f" (since {state.claim.opened}: `opened` in the claims file)" if piece.rule == "BEFORE_OPENING" else ""
        if not piece.counts:
            typer.echo(f"{piece.rule}: {piece.because}{since}")
        elif not moved:
            typer.echo(f"it counts, and {found.status} stays: {found.because} [{found.rule}]")


_LONGEST_PATH = 255
"""Bytes of what may be a folder's name; some systems refuse to look for a longer one."""
_FILE_NAME = re.compile(r"[^\s«»\"]+\.(txt|md|html?|json|eml|pdf|docx?)", re.IGNORECASE)
"""What is meant for a file, whether or not there is one."""


def _by_hand(desk: Desk, claim: Claim, what: str, outlet: str, day: date, tier: str | None, language: str) -> Item:
    from tracker import hosts
    from tracker.model import Item, Tier, fingerprint
    from tracker.pages import Page, load

    host = hosts.normal(outlet)
    if _FILE_NAME.fullmatch(what.strip()) and not Path(what).is_file():
        raise typer.BadParameter(f"{what}: no such file; give a file, an address, or the text itself")
    if len(what.encode("utf-8", "replace")) <= _LONGEST_PATH and Path(what).is_dir():
        raise typer.BadParameter(f"{what}: a folder; give a file in it, an address, or the text itself")
    if day > utc_now().date() + timedelta(days=1):  # it may be tomorrow already where the user is
        raise typer.BadParameter(f"--date {day}: lies ahead; give the day on which it was published")
    if "." not in host:
        raise typer.BadParameter(f"--outlet {outlet}: write whose word it is as a host, like lastampa.it")
    page: Page = load(what, desk.settings.fetch.limits())
    noon = datetime.combine(day, time(12), tzinfo=utc_now().tzinfo)
    return Item(
        id=fingerprint("by hand", host, page.link or page.whole),
        text_id=fingerprint(page.title, page.text),
        host=host,
        outlet=outlet.strip(),
        tier=Tier(_tier(tier)) if tier else _listed_tier(desk, claim, host, page.link),
        language=language,
        title=page.title,
        summary=page.text,
        link=page.link,
        published=min(noon, utc_now()),
        published_raw=day.isoformat(),
        seen_at=utc_now(),
    )


def _listed_tier(desk: Desk, claim: Claim, host: str, link: str | None) -> Tier:
    """The feed list's word; of a host not in it, `authority` where it is one of the claim's, else `blog`.

    A page that was fetched speaks only for the host it came from, whatever outlet is said.
    """
    from tracker import hosts
    from tracker.model import Tier
    from tracker.urls import host_of

    listed = {host_of(feed.url): feed.tier for feed in desk.feeds}
    own = hosts.covered_by(host, claim.authorities) and (link is None or hosts.same_site(host_of(link), host))
    return listed.get(host, Tier.AUTHORITY if own else Tier.BLOG)


def evidence_reject(
    item: Annotated[str, typer.Argument(help="The item's id, as `explain` shows it.")],
    reason: Reason,
    claim: Annotated[
        str | None, typer.Option("--claim", help="Only for this claim; default: all that have it.")
    ] = None,
    by: By = None,
    home: Home = None,
) -> None:
    """Rule an item out: it never counts for the claim again, nor do its copies' claims to it.

    Example: tracker evidence reject 1f0c9a --reason "a parody site"
    """
    from tracker import ledger

    desk = open_desk(home)
    known, slugs = _holders(desk, item, claim)
    now, person = utc_now(), _person(by)
    _perform(desk, [ledger.reject(slug, known, _said(reason), now, person) for slug in slugs])


def reading_correct(
    item: Annotated[str, typer.Argument(help="The item's id, as `explain` shows it.")],
    stance: Annotated[
        str, typer.Option("--stance", help="supports, reports, denies, postpones ...", autocompletion=stances)
    ],
    reason: Reason,
    on_record: Annotated[
        bool | None, typer.Option("--on-record/--not-on-record", help="Whether an authority is quoted.")
    ] = None,
    claim: Annotated[
        str | None, typer.Option("--claim", help="Only for this claim; default: all that have it.")
    ] = None,
    by: By = None,
    home: Home = None,
) -> None:
    """Put another stance on an item; the claim is judged again.

    Example: tracker reading correct 1f0c9a --stance reports --reason "the headline is a question"
    """
    from tracker import ledger

    desk = open_desk(home)
    known, slugs = _holders(desk, item, claim)
    wanted, now, person = _stance(stance), utc_now(), _person(by)
    _perform(desk, [ledger.correct(slug, known, wanted, _said(reason), now, person, on_record) for slug in slugs])


# --- what they share ---------------------------------------------------------------------------------------


def _perform(desk: Desk, acts: Sequence[Event], *, quiet: bool = False) -> bool:
    """Carry out these acts and say what moved; whether anything did."""
    from tracker.cycle import act

    outcome, delivery = act(acts, desk.rules, desk.world(), utc_now())
    for change in outcome.moves:
        typer.echo(f"{change.claim}: {change.before} -> {change.after}: {change.because} [{change.rule}]")
    if not outcome.moves and not quiet:
        typer.echo("written to the ledger; no status changed")
    for failure in delivery.failures:
        typer.echo(f"tracker: {failure}", err=True)
    return bool(outcome.moves)


def _claim(home: Path | None, slug: str) -> tuple[Desk, ClaimState]:
    """The desk and the state of a claim; one that is only in the file yet is defined in the ledger first."""
    from tracker import ledger
    from tracker.stores import Changes

    desk = open_desk(home)
    states = ledger.replay(desk.store.read().events)
    new = next((claim for claim in desk.claims if claim.slug == slug and slug not in states), None)
    if new is not None:
        with desk.store.exclusive() as transaction:
            transaction.commit(Changes(events=(ledger.define(new, utc_now()),)))
        states = ledger.replay(desk.store.read().events)
    state = states[known_slug(slug, {**{claim.slug: None for claim in desk.claims}, **states})]
    if state.removed:
        raise ClaimError(f"{slug}: was removed; `tracker claim undo {slug}` brings it back")
    return desk, state


def _holders(desk: Desk, item: str, claim: str | None) -> tuple[str, list[str]]:
    """The full id that begins with `item`, and the claims that have it."""
    from tracker import ledger

    states = {slug: state for slug, state in ledger.replay(desk.store.read().events).items() if not state.removed}
    if claim is not None:
        states = {(slug := known_slug(claim, states)): states[slug]}
    ids = {event.item.id for state in states.values() for event in state.readings if event.item.id.startswith(item)}
    if len(ids) != 1:
        trouble = "no item" if not ids else f"{len(ids)} items"
        raise ClaimError(f"{item}: {trouble} with an id that begins so; `tracker explain CLAIM` shows the ids")
    (known,) = ids
    return known, [slug for slug, state in states.items() if any(event.item.id == known for event in state.readings)]


def _drop(desk: Desk, slug: str) -> None:
    from tracker.claimfile import remove_claim

    if any(claim.slug == slug for claim in desk.claims):
        remove_claim(desk.settings.claims, slug)


def _person(by: str | None) -> str:
    return (by or getpass.getuser()).strip() or "somebody"


def _said(reason: str) -> str:
    if not reason.strip():
        raise typer.BadParameter("--reason is compulsory: say why in a sentence")
    return " ".join(reason.split())


def day_of(text: str) -> date:
    """The day in ISO form; typer.BadParameter naming it otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: write the day as 2025-02-17") from error


def _status(word: str) -> Status:
    from tracker.model import Status

    return Status(nearest_word(word, [status.value for status in Status]))


def _stance(word: str) -> Stance:
    from tracker.model import Stance

    return Stance(nearest_word(word, [stance.value for stance in Stance]))


def _tier(word: str) -> str:
    from tracker.model import Tier

    return nearest_word(word, [tier.value for tier in Tier])


def nearest_word(word: str, words: list[str]) -> str:
    """The word itself if it is one of `words`; a usage error with the nearest one otherwise."""
    from difflib import get_close_matches

    if word.lower() in words:
        return word.lower()
    near = get_close_matches(word.lower(), words, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(words)}"
    raise typer.BadParameter(f"{word}: {hint}")
