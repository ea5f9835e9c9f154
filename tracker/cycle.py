"""One poll, top to bottom.

    feeds -> items -> matches -> readings -> evidence -> ledger -> status change -> alerts, reports

`poll` is the whole line: gather from the world, decide on values alone, commit once, deliver. A run that
is repeated finds nothing it does not know and so changes nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from time import monotonic
from typing import TypeVar

from tracker import alerts, fetch, items, ledger, policy
from tracker.alerts import Subscriber
from tracker.events import ClaimState, Event, ItemRead, StatusChanged
from tracker.fetch import Dialler, Fetched, Limits
from tracker.matching import ClaimIndex
from tracker.model import Change, Claim, Feed, Item, Tier, Verdict
from tracker.notifiers import Notifier
from tracker.outbox import DeliveryReport, deliver_outbox
from tracker.policy import Policy
from tracker.readings import OURS, named, read_all
from tracker.stores import Changes, Snapshot, Store, Waiting, unpack
from tracker.summary import disagreements, holds, summarise
from tracker.urls import host_of

E = TypeVar("E", bound=Event)
_SELDOM = 50_000
"""Values made between two looks of the cycle collector during a poll."""


@dataclass(frozen=True)
class Rules:
    """Everything a decision needs beside the claims, the ledger and what was found."""

    policy: Policy
    subscribers: tuple[Subscriber, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the world gave: each feed's fetch, what of it may concern a claim, and for new claims all that is there."""

    fetched: tuple[Fetched, ...] = ()
    items: tuple[Item, ...] = ()
    """New entries that name a claim's subject, or whose earlier wording was read for a claim."""
    entries: int = 0
    """How many entries were new, whatever they are about."""
    backlog: tuple[Item, ...] = ()
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Fetched, ...]:
        """The feeds that gave nothing this time, each with its error."""
        return tuple(one for one in self.fetched if one.outcome in {"error", "gone"})


@dataclass(frozen=True)
class Outcome:
    """What a run decided, before and after it is written: the same values either way."""

    changes: Changes
    moves: tuple[Change, ...] = ()
    states: Mapping[str, ClaimState] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """Of the claims that were judged: those with news, and those for which time alone may change something."""
    first_read: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    """Items that could not be read, a line each; their feeds are read again at the next poll."""


@dataclass(frozen=True)
class Run:
    """A finished poll: what was found, decided and delivered."""

    at: datetime
    due: int
    found: Found
    outcome: Outcome
    delivery: DeliveryReport | None

    @property
    def problems(self) -> tuple[str, ...]:
        """What went wrong beside the feeds that failed, a line each."""
        return (*self.found.problems, *self.outcome.problems)


@dataclass(frozen=True)
class World:
    """The edges that a poll touches."""

    store: Store
    notifiers: Sequence[Notifier]
    limits: Limits
    dial: Dialler | None = None
    deadline_seconds: float = 600.0
    on_feed: Callable[[Fetched], None] | None = None


def poll(
    claims: Sequence[Claim],
    feeds: Sequence[Feed],
    rules: Rules,
    world: World,
    now: datetime,
    *,
    force: bool = False,
    dry_run: bool = False,
) -> Run:
    """Poll the feeds that are due and judge every claim. `force` makes every feed due; `dry_run` writes nothing.

    Raises StoreError when the store cannot be used; a feed's failure is a value in `Run.found`.
    """
    before = world.store.read()
    due = fetch.due(feeds, before.feeds, now, force=force)
    with _old_values_left_alone():
        found = gather(due, feeds, claims, before, world, now)
        if dry_run:
            return Run(now, len(due), found, decide(claims, before, found, rules, now), None)
        with world.store.exclusive() as transaction:
            outcome = decide(claims, transaction.read(), found, rules, now)
            transaction.commit(outcome.changes)
    delivery = deliver_outbox(world.store, world.notifiers, now)
    return Run(now, len(due), found, outcome, delivery)


def act(acts: Sequence[Event], rules: Rules, world: World, now: datetime) -> tuple[Outcome, DeliveryReport]:
    """Write a person's acts to the ledger, judge the claims they touch again, and deliver what follows."""
    with world.store.exclusive() as transaction:
        outcome = decide_act(transaction.read(), acts, rules, now)
        transaction.commit(outcome.changes)
    return outcome, deliver_outbox(world.store, world.notifiers, now)


# --- the world ---------------------------------------------------------------------------------------------


@contextmanager
def _old_values_left_alone() -> Iterator[None]:
    """The cycle collector looks at what the block makes, not again and again at the store's values, and seldom: a
    tenth of a run where nothing is new was its work, and found nothing."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def gather(
    due: Sequence[Feed], feeds: Sequence[Feed], claims: Sequence[Claim], before: Snapshot, world: World, now: datetime
) -> Found:
    """Fetch what is due and read what is new; where a claim is new or edited, every feed's last body too."""
    known = ledger.replay(before.events)
    basket = Basket(feeds, Concern(claims, known), before, now)

    until = monotonic() + world.deadline_seconds
    tell = world.on_feed or (lambda _: None)

    def take(one: Fetched) -> None:
        settled = basket.take(one)
        if settled is not None:
            tell(settled)

    fetch.gather(
        due, before.feeds, now=now, limits=world.limits, dial=world.dial, on_done=take,
        deadline_seconds=world.deadline_seconds,
    )  # fmt: skip
    for settled in basket.heavy(until):
        tell(settled)
    for slug in disagreements(before.summary, known):
        basket.problems.append(f"the store's summary of {slug} was not what its ledger says: the ledger counts")
    backlog: list[Item] = []
    if fresh := fresh_claims(claims, known):
        concern = Concern(list(fresh.values()), known)
        for feed in feeds:
            backlog += basket.all_of(feed, world.store, concern)
    return basket.found(backlog)


class Concern:
    """What some claims want to see of a feed: entries that name their subjects, and items that counted for one once.

    Everything else is known from now on and kept nowhere. Nothing is lost by that: a claim that is added later is
    read against every entry of the feeds' last bodies, known or not.
    """

    def __init__(self, claims: Sequence[Claim], known: Mapping[str, ClaimState]) -> None:
        self._index = ClaimIndex(claims)
        self._read = frozenset(event.item.id for state in known.values() for event in state.readings)
        self._glance = items.Glance(self._index.telling, self._read)

    def glance(self, host: str) -> items.Glance | None:
        """What to look for in entries fetched from `host`; nothing where an authority speaks: each is read."""
        return None if self._index.over(host) else self._glance

    def __call__(self, item: Item) -> bool:
        """Whether the cleaned item is wanted indeed."""
        return item.id in self._read or self._index.concerns(item)


class Basket:
    """Collects what a poll brings, feed by feed, and reads each body once."""

    def __init__(self, feeds: Sequence[Feed], concern: Concern, before: Snapshot, now: datetime) -> None:
        self._before, self._now, self._concern = before, now, concern
        lending = any(feed.aggregator for feed in feeds)
        self._tiers = {host_of(feed.url): feed.tier for feed in feeds} if lending else {}
        self._fetched: dict[str, Fetched] = {}
        self._items: list[Item] = []
        self._entries = 0
        self._seen: dict[str, frozenset[str]] = {}
        self._bodies = Waiting()
        self._put_by = Waiting()
        self._later: list[Fetched] = []
        self.problems: list[str] = []

    def take(self, one: Fetched) -> Fetched | None:
        """Read a fetched body's new entries; the fetch with its outcome settled, without the body.

        None where reading takes long: the body is put by until nobody waits any more, see `heavy`.
        """
        if one.outcome != "new" or one.body is None or one.body_id is None:
            return self._keep(one)
        parsed = self._read(one, one.body, patient=False)
        if parsed.deferred:
            self._put_by.add(one.body_id, one.body)
            self._later.append(fetch.without_body(one))
            return None
        return self._settle(one, one.body_id, one.body, parsed)

    def heavy(self, until: float) -> Iterator[Fetched]:
        """Read what was put by, one after the other, each settled; what the time does not suffice for stays due."""
        for one in self._later:
            if monotonic() >= until:
                error = f"{fetch.name_of(one.feed)}: not read, the run's time was over: it will be tried again"
                yield self._keep(replace(one, outcome="skipped", state=one.previous, error=error))
            else:
                name = str(one.body_id)
                body = unpack(self._put_by[name])
                yield self._settle(one, name, body, self._read(one, body, patient=True))

    def _read(self, one: Fetched, body: bytes, *, patient: bool) -> items.Parsed:
        known = self._before.seen.get(one.feed.url, frozenset())
        return self._parse(body, one.feed, one.host, self._concern, known, one, patient=patient)

    def _settle(self, one: Fetched, name: str, body: bytes, parsed: items.Parsed) -> Fetched:
        one = fetch.settle(one, parsed, self._now)
        if one.outcome == "new":
            one = replace(one, state=one.state.model_copy(update={"body_host": one.host}))
            self._items += parsed.items
            self._entries += len(parsed.items) + parsed.passed_over
            self._seen[one.feed.url] = parsed.fingerprints
            self._bodies.add(name, body)
            self.problems += [f"{fetch.name_of(one.feed)}: {problem}" for problem in parsed.problems]
        return self._keep(one)

    def _keep(self, one: Fetched) -> Fetched:
        kept = self._fetched[one.feed.url] = fetch.without_body(one)
        return kept

    def all_of(self, feed: Feed, store: Store, concern: Concern) -> Sequence[Item]:
        """Every entry of the feed's last body that is of concern, known or not; none where all came just now."""
        one, state = self._fetched.get(feed.url), self._before.feeds.get(feed.url)
        state = one.state if one else state
        if state is None or state.body_id is None or not self._before.seen.get(feed.url):
            return ()
        kept = self._bodies.get(state.body_id)
        body = unpack(kept) if kept else store.body(state.body_id)
        return self._parse(body, feed, state.body_host or host_of(feed.url), concern).items if body else ()

    def _parse(
        self,
        body: bytes,
        feed: Feed,
        host: str,
        concern: Concern,
        seen: frozenset[str] = frozenset(),
        one: Fetched | None = None,
        *,
        patient: bool = True,
    ) -> items.Parsed:
        kind, base = (one.content_type, one.final_url or None) if one else (None, None)
        try:
            parsed = items.parse(
                body, feed, host=host, content_type=kind, base_url=base, now=self._now, seen=seen, patient=patient,
                wanted=concern.glance(host),
            )  # fmt: skip
            kept = tuple(lend_tier(item, feed, self._tiers) for item in parsed.items if concern(item))
        except Exception as error:  # nothing is known that raises; should something, it is this feed's trouble alone
            return items.Parsed(looks_like="other", problems=(f"it could not be read ({named(error)}): {OURS}",))
        return replace(parsed, items=kept, passed_over=parsed.passed_over + len(parsed.items) - len(kept))

    def found(self, backlog: Sequence[Item]) -> Found:
        """Everything taken so far."""
        return Found(
            fetched=tuple(self._fetched.values()),
            items=tuple(self._items),
            entries=self._entries,
            backlog=tuple(backlog),
            seen=self._seen,
            bodies=self._bodies,
            problems=tuple(self.problems),
        )


# --- the decision: pure ------------------------------------------------------------------------------------


def decide(claims: Sequence[Claim], snapshot: Snapshot, found: Found, rules: Rules, now: datetime) -> Outcome:
    """What these finds change: events, statuses, alerts and the summary, as values. Nothing is written here."""
    known = ledger.replay(snapshot.events)
    fresh = fresh_claims(claims, known)
    added: list[Event] = [ledger.define(claim, now) for claim in fresh.values()]
    states = ledger.replay([*snapshot.events, *added])
    tracked = {claim.slug: states[claim.slug].claim for claim in claims if not states[claim.slug].removed}
    known_of = _group([*snapshot.events, *added])
    read, unread = read_all(list(tracked.values()), fresh, states, found, now)
    new_of = _group(read)
    verdicts: dict[str, Verdict] = {}
    for slug in tracked:
        fresh_of = new_of.get(slug, [])
        notices = ledger.notices(states[slug], fresh_of, now)
        kept = snapshot.summary.get(slug, {})
        if not (fresh_of or notices or slug in fresh) and holds(kept, states[slug], rules.policy.stamp, now.date()):
            continue
        moved, verdicts[slug] = judge_in_steps([*known_of[slug], *notices], fresh_of, rules.policy, now)
        added += [*notices, *moved]
    first = frozenset(slug for slug in fresh if slug not in known)
    outcome = conclude(snapshot, added, tracked, rules, now, first=first, verdicts=verdicts)
    again = {one.item.feed for one in unread}
    polled = replace(
        outcome.changes,
        seen={url: names for url, names in found.seen.items() if url not in again},
        feeds={
            one.feed.url: fetch.body_forgotten(one.state) if one.feed.url in again else one.state
            for one in found.fetched
        },
        bodies=found.bodies,
    )
    return replace(outcome, changes=polled, problems=tuple(map(str, unread)))


def decide_act(snapshot: Snapshot, acts: Sequence[Event], rules: Rules, now: datetime) -> Outcome:
    """What a person's acts change: the claims they touch are judged again, and the change alerted like any other."""
    added: list[Event] = list(acts)
    known_of = _group([*snapshot.events, *acts])
    verdicts: dict[str, Verdict] = {}
    for slug in dict.fromkeys(act.claim for act in acts):
        state = ledger.replay(known_of[slug])[slug]
        if not state.removed:
            verdict = verdicts[slug] = policy.judge(state, rules.policy, now)
            moves = policy.advance(state, rules.policy, now, verdict)
            added += [move.model_copy(update={"recorded_at": now}) for move in moves]
    tracked = {slug: state.claim for slug, state in ledger.replay([*snapshot.events, *added]).items()}
    return conclude(snapshot, added, tracked, rules, now, first=frozenset(), verdicts=verdicts)


def conclude(
    snapshot: Snapshot,
    added: Sequence[Event],
    tracked: Mapping[str, Claim],
    rules: Rules,
    now: datetime,
    *,
    first: frozenset[str],
    verdicts: Mapping[str, Verdict],
) -> Outcome:
    """Where the tracked claims stand after `added`, the alerts for what moved, and the summary of those judged.

    `verdicts` are those of the claims that had to be judged: they rest on the evidence, not on the status it led to.
    """
    replayed = ledger.replay([*snapshot.events, *added])
    states = {slug: state for slug, state in replayed.items() if slug in tracked and not state.removed}
    moves = tuple(event.change for event in added if isinstance(event, StatusChanged))
    mails = alerts.messages(moves, tracked, verdicts, rules.subscribers, now, first_reading=first)
    held = {old.id for old in snapshot.outbox}
    changes = Changes(
        events=tuple(added),
        alerts=tuple(mail for mail in mails if mail.id not in held),
        summary={
            slug: summarise(states[slug], verdicts[slug], rules.policy.stamp) if slug in states else {}
            for slug in tracked
            if slug in verdicts or slug not in states
        },
    )
    return Outcome(changes, moves, states, verdicts, first)


def verdicts_of(outcome: Outcome, rules: Rules, now: datetime) -> dict[str, Verdict]:
    """Every claim's verdict, those of the claims that the run had no cause to judge too."""
    known = outcome.verdicts
    return {slug: known.get(slug) or policy.judge(state, rules.policy, now) for slug, state in outcome.states.items()}


def fresh_claims(claims: Sequence[Claim], known: Mapping[str, ClaimState]) -> dict[str, Claim]:
    """The claims that the ledger does not hold in these very words."""
    return {claim.slug: claim for claim in claims if claim.slug not in known or known[claim.slug].claim != claim}


def _group(events: Iterable[E]) -> dict[str, list[E]]:
    groups: dict[str, list[E]] = {}
    for event in events:
        groups.setdefault(event.claim, []).append(event)
    return groups


def judge_in_steps(
    own: Sequence[Event], fresh: Sequence[ItemRead], rules: Policy, now: datetime
) -> tuple[list[Event], Verdict]:
    """The fresh readings and what they move, judged at the end of each day they tell of and then now; the last verdict.

    Items of one date are judged together. Days before the claim's last change are not reopened: what arrives
    late is judged with today's.
    """
    state = ledger.replay(own)[own[0].claim]
    verdict: Verdict | None = None
    last_change = max((change.at for change in state.changes), default=None)
    days = sorted({event.item.published.date() for event in fresh})
    steps = [_end_of(day) for day in days]
    steps = [step for step in steps if step < now and (last_change is None or step > last_change)]
    added: list[Event] = []
    moves: list[Event] = []
    pending = sorted(fresh, key=lambda event: (event.item.published, event.id))
    for step in [*steps, now]:
        arrived = [event for event in pending if event.item.published <= step or step == now]
        pending = [event for event in pending if event.item.published > step and step != now]
        if arrived or moves:
            added += arrived
            state = ledger.replay([*own, *added])[own[0].claim]
        verdict = policy.judge(state, rules, step)
        moves = policy.advance(state, rules, step, verdict)
        added += [move.model_copy(update={"recorded_at": now}) for move in moves]
    assert verdict is not None  # the last step is always there
    return added, verdict


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def lend_tier(item: Item, feed: Feed, hosts: Mapping[str, Tier]) -> Item:
    """An aggregator's item with the tier its linked host has in the feed list; never `authority`."""
    if not feed.aggregator:
        return item
    tier = hosts.get(item.host, feed.tier)
    return item.model_copy(update={"tier": Tier.AGENCY if tier is Tier.AUTHORITY else tier})
