"""What is wrong with a home folder, and the way out of it. The world's edge: it looks, it changes nothing.

findings = configuration + store + clock + mail + feeds + claims, each a `Finding`; nothing found is a healthy home.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from tracker import fetch, hosts, items, urls
from tracker.claimfile import parse_claims
from tracker.config import Settings
from tracker.errors import ClaimError, FeedListError, StoreError
from tracker.feedlist import parse_feeds
from tracker.files import read_text
from tracker.languages import CODES, load
from tracker.matching import alias_words
from tracker.model import Claim, Feed, FeedState, Kind, Tier
from tracker.notifiers import ChannelDownError, mail_server
from tracker.stores import Snapshot, open_store
from tracker.text import fold, tokenise

STALE = timedelta(days=90)
"""A feed without a new entry for a quarter has moved, or has ended."""
SLACK = timedelta(minutes=10)
"""Clocks of two machines may differ by so much before it matters."""
DEADLINE_SECONDS = 120.0
LOCK_SECONDS = 2.0
_RESERVED = (".example", ".test", ".localhost", ".local")
"""RFC 2606 and RFC 6762: names for trying things out, and for one's own network."""
_OTHER = Tier.SOCIAL
"""Any tier but the default: a feed that changes with it has none of its own."""


class Severity(StrEnum):
    """`error`: something does not work. `warning`: something will not do what it seems to. `note`: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    where: str
    trouble: str
    way_out: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class Patient:
    """A home folder as it was found."""

    settings: Settings
    claims: tuple[Claim, ...] = ()
    feeds: tuple[Feed, ...] = ()
    snapshot: Snapshot | None = None
    texts: tuple[str, ...] = ()
    """Folded texts of what the feeds gave."""


def examine(settings: Settings, now: datetime, env: Mapping[str, str], *, offline: bool = False) -> list[Finding]:
    """Every finding, errors first. With `offline` no feed and no mail server is asked."""
    findings: list[Finding] = []
    patient = Patient(settings)
    patient = replace(patient, claims=tuple(_claims(settings, findings)), feeds=tuple(_feeds(settings, findings)))
    patient = replace(patient, snapshot=_store(settings, findings))
    findings += clock(patient, now)
    findings += subscribers(settings)
    kept = _kept_bodies(patient, now)
    if not offline:
        findings += mail(settings, env)
        asked, fresh = _asked(patient, now)
        findings += asked
        kept = {**kept, **fresh}
    findings += feed_list(patient, kept, now)
    patient = replace(patient, texts=tuple(text for parsed in kept.values() for text in _texts(parsed)))
    for claim in patient.claims:
        findings += about_claim(claim, patient, now)
    order = list(Severity)
    return sorted(findings, key=lambda one: order.index(one.severity))


# --- configuration, store, clock ---------------------------------------------------------------------------


def _claims(settings: Settings, findings: list[Finding]) -> Iterator[Claim]:
    try:
        found = parse_claims(read_text(settings.claims, ClaimError), str(settings.claims))
    except ClaimError as error:
        findings.append(Finding(str(settings.claims), str(error), "mend the file, or `tracker init`", Severity.ERROR))
        return
    way_out = "mend that line; the claim is left out"
    findings += [Finding(str(settings.claims), str(one), way_out, Severity.ERROR) for one in found.problems]
    if not found.claims and not found.problems:
        findings.append(
            Finding(str(settings.claims), "no claim is followed", "`tracker claim add` or `tracker extract`")
        )
    yield from found.claims


def _feeds(settings: Settings, findings: list[Finding]) -> list[Feed]:
    feeds: dict[str, Feed] = {}
    for path in settings.feeds:
        try:
            found = parse_feeds(_bytes(path), str(path))
        except FeedListError as error:
            findings.append(Finding(str(path), str(error), "mend the file, or `tracker init`", Severity.ERROR))
            continue
        findings += [Finding(str(path), str(one), "mend that entry; the feed is left out") for one in found.problems]
        feeds |= {feed.url: feed for feed in found.feeds if feed.url not in feeds}
    if not feeds:
        findings.append(Finding("feeds", "no feed is read", "`tracker feeds add` or `feeds import`", Severity.ERROR))
    return list(feeds.values())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FeedListError(f"{path}: cannot be read ({error.strerror or error})") from error


def _store(settings: Settings, findings: list[Finding]) -> Snapshot | None:
    """The stored state; the lock is taken and let go, to see that it can be."""
    if not settings.store.exists():
        findings.append(Finding(str(settings.store), "no store yet", "the first `tracker run` makes it", Severity.NOTE))
        return None
    try:
        store = open_store(settings.store, lock_seconds=LOCK_SECONDS)
        with store.exclusive() as transaction:
            snapshot = transaction.read()
        store.close()
    except StoreError as error:
        findings.append(Finding(str(settings.store), str(error), "put a backup in its place", Severity.ERROR))
        return None
    return snapshot


def clock(patient: Patient, now: datetime) -> Iterator[Finding]:
    """The clock against what is stored: nothing was written in the future."""
    events = patient.snapshot.events if patient.snapshot else ()
    latest = max((event.recorded_at for event in events), default=None)
    if latest is not None and latest > now + SLACK:
        yield Finding(
            "clock",
            f"the store was last written at {latest:%Y-%m-%d %H:%M} UTC, and now it is {now:%Y-%m-%d %H:%M} UTC",
            "set this machine's clock; a run before that time would judge by a clock that went back",
            Severity.ERROR,
        )
    if patient.settings.timezone == "UTC":
        yield Finding("timezone", "the daily run is set in UTC", 'set timezone, as in "Europe/Rome"', Severity.NOTE)


def subscribers(settings: Settings) -> Iterator[Finding]:
    """Whether anybody is told."""
    if not settings.subscribers:
        yield Finding("subscribers", "nobody is told of changes", "add [[subscribers]] to tracker.toml", Severity.NOTE)


def mail(settings: Settings, env: Mapping[str, str]) -> Iterator[Finding]:
    """The mail server's log-in, where one is configured."""
    server = mail_server(settings, env)
    if server is None:
        return
    try:
        server.check()
    except ChannelDownError as error:
        yield Finding("email", str(error), "mend [email] in tracker.toml; alerts wait in the outbox", Severity.ERROR)


# --- feeds -------------------------------------------------------------------------------------------------

Kept = dict[str, items.Parsed]


def _kept_bodies(patient: Patient, now: datetime) -> Kept:
    """What each feed gave last, parsed anew."""
    if patient.snapshot is None:
        return {}
    store = open_store(patient.settings.store)
    found: Kept = {}
    for feed in patient.feeds:
        state = patient.snapshot.feeds.get(feed.url)
        body = store.body(state.body_id) if state and state.body_id else None
        if body:
            found[feed.url] = items.parse(body, feed, host=urls.host_of(feed.url), content_type=None, now=now)
    store.close()
    return found


def _asked(patient: Patient, now: datetime) -> tuple[list[Finding], Kept]:
    """Every feed fetched and parsed now: what fails, and what came."""
    findings: list[Finding] = []
    parsed: Kept = {}

    def take(one: fetch.Fetched) -> None:
        if one.body is None:
            trouble = str(one.error or one.outcome)
            way_out = "look for its present address, then `tracker feeds remove` and `feeds add`"
            findings.append(Finding(one.feed.url, trouble, way_out, Severity.ERROR))
            return
        read = items.parse(one.body, one.feed, host=one.host, content_type=one.content_type, now=now)
        parsed[one.feed.url] = read
        if read.looks_like != "feed":
            trouble = "; ".join(read.problems) or f"it gives a {read.looks_like}, not a feed"
            findings.append(
                Finding(one.feed.url, trouble, "open it in a browser; remove it if it stays", Severity.ERROR)
            )

    limits = patient.settings.fetch.limits()
    fetch.gather(patient.feeds, {}, now=now, limits=limits, on_done=take, deadline_seconds=DEADLINE_SECONDS)
    return findings, parsed


def feed_list(patient: Patient, parsed: Kept, now: datetime) -> Iterator[Finding]:
    """Feeds that have ended or keep failing, and tiers that nobody set."""
    states = patient.snapshot.feeds if patient.snapshot else {}
    for feed in patient.feeds:
        yield from _health(feed, states.get(feed.url), now)
        read = parsed.get(feed.url)
        newest = max((item.published for item in read.items), default=None) if read else None
        if newest is not None and now - newest > STALE:
            yield Finding(
                feed.url,
                f"its newest entry is of {newest:%Y-%m-%d}",
                "look for a livelier feed, or `tracker feeds remove`",
            )
    yield from _tiers(patient.settings)


def _health(feed: Feed, state: FeedState | None, now: datetime) -> Iterator[Finding]:
    if state is None:
        return
    if state.gone:
        yield Finding(
            feed.url, "its server says that it is gone for good (410)", "`tracker feeds remove`", Severity.ERROR
        )
    elif state.failures >= 3:
        since = f"{state.last_ok:%Y-%m-%d}" if state.last_ok else "the beginning"
        trouble = f"{state.failures} failures in a row, nothing since {since}: {state.last_error}"
        yield Finding(feed.url, trouble, "look for its present address", Severity.ERROR)


def _tiers(settings: Settings) -> Iterator[Finding]:
    """Feeds whose line in the list gives no tier: they count as blogs, and blogs never corroborate."""
    for path in settings.feeds:
        try:
            as_blogs = {feed.url: feed.tier for feed in parse_feeds(_bytes(path), str(path)).feeds}
            other = parse_feeds(_bytes(path), str(path), default_tier=_OTHER).feeds
        except FeedListError:
            continue
        for feed in other:
            if feed.tier is not as_blogs.get(feed.url, feed.tier):
                yield Finding(
                    feed.url,
                    "no tier is set, so it counts as a blog",
                    f'give it tracker:tier="press" (or what it is) in {path}',
                )


# --- claims that can never be confirmed --------------------------------------------------------------------


def about_claim(claim: Claim, patient: Patient, now: datetime) -> Iterator[Finding]:
    """Why this claim cannot leave speculation, or cannot be matched at all."""
    where, edit = f"claim {claim.slug}", f"`tracker claim edit {claim.slug}"
    if not claim.authorities:
        yield Finding(where, "no authority: nobody's word can confirm or deny it", f"{edit} --authority HOST`")
    for host in claim.authorities:
        yield from _authority(where, host, edit)
    yield from _window(claim, where, edit, now)
    yield from _wording(claim, where, edit)
    if patient.texts:
        yield from _words(claim, where, edit, patient.texts)


def _authority(where: str, host: str, edit: str) -> Iterator[Finding]:
    if hosts.is_platform(host):
        trouble = f'the authority "{host}" is a hosting platform or public suffix: it speaks for nobody'
        yield Finding(where, trouble, f"{edit} --authority HOST` with the subject's own host", Severity.ERROR)
    elif not hosts.has_known_suffix(host) and not hosts.normal(host).endswith(_RESERVED):
        trouble = f'the authority "{host}" ends in no known top-level domain'
        yield Finding(where, trouble, f"{edit} --authority HOST`: is it spelt right?")


def _window(claim: Claim, where: str, edit: str, now: datetime) -> Iterator[Finding]:
    end = claim.expected.end if claim.expected else None
    if claim.kind is Kind.PLAN and end is not None and end < claim.opened:
        trouble = f"its window ended on {end}, before it was opened ({claim.opened})"
        yield Finding(where, trouble, f"{edit} --window FROM..TO`", Severity.ERROR)
    elif claim.kind is Kind.PLAN and end is not None and end < now.date():
        trouble = f"its window ended on {end}"
        yield Finding(where, trouble, f"{edit} --window FROM..TO` if it was moved, else let it lapse", Severity.NOTE)


def _wording(claim: Claim, where: str, edit: str) -> Iterator[Finding]:
    """Whether the claim can be read: in a language that is, and said without "not"."""
    if claim.language not in CODES:
        way_out = f"write one of {', '.join(CODES)} as its `language` in the claims file"
        yield Finding(where, f'its language "{claim.language}" is not read', way_out)
        return
    tokens = tokenise(claim.text)
    negation = next((hit for hit in load(claim.language).cues.find(tokens.words) if hit.kind == "negation"), None)
    if negation is not None:
        yield Finding(
            where,
            f'it says "{" ".join(tokens.raw[negation.first : negation.last])}": who says so may be read as its denial',
            f'{edit} --text "..."` with what would be the case: its denial is what you look for',
        )


def _words(claim: Claim, where: str, edit: str, texts: Sequence[str]) -> Iterator[Finding]:
    names = [alias for group in claim.subjects for alias in group]
    if not _any_in(names, texts):
        yield Finding(
            where, "none of its subjects is named in anything the feeds gave", f"{edit} --subject NAMES`, or add a feed"
        )
    elif claim.keywords and not _any_in(claim.keywords, texts):
        yield Finding(where, "none of its keywords occurs in anything the feeds gave", f"{edit} --keyword WORD`")


def _any_in(phrases: Iterable[str], texts: Sequence[str]) -> bool:
    wanted = [" " + " ".join(words) for words in map(alias_words, phrases) if words]
    return any(words in text for text in texts for words in wanted)


def _texts(parsed: items.Parsed) -> Iterator[str]:
    """Each item's words, folded, with one space before each."""
    for item in parsed.items:
        yield " " + " ".join(_plain(fold(item.text)))


def _plain(folded: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in folded).split()
