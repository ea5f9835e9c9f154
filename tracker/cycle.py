"""One poll, top to bottom.

    feeds -> items -> matches -> readings -> evidence -> ledger -> status change -> alerts, reports

`poll` is the whole line: gather from the world, decide on values alone, commit once, deliver. A run that
is repeated finds nothing it does not know and so changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

from tracker import alerts, fetch, items, ledger, policy, reading
from tracker.alerts import Subscriber
from tracker.fetch import Dialler, Fetched, Limits
from tracker.matching import ClaimIndex
from tracker.model import (
    Change,
    Claim,
    ClaimState,
    Event,
    Feed,
    Item,
    ItemRead,
    Reading,
    Stance,
    StatusChanged,
    Tier,
    Verdict,
)
from tracker.notifiers import Notifier
from tracker.outbox import DeliveryReport, deliver_outbox
from tracker.policy import Policy
from tracker.stores import Changes, Snapshot, Store
from tracker.summary import disagreements, summarise
from tracker.urls import host_of

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Rules:
    """Everything a decision needs beside the claims, the ledger and what was found."""

    policy: Policy
    subscribers: tuple[Subscriber, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the world gave: each feed's fetch, the entries that are new, and for new claims all that is there."""

    fetched: tuple[Fetched, ...] = ()
    items: tuple[Item, ...] = ()
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
    first_read: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Run:
    """A finished poll: what was found, decided and delivered."""

    at: datetime
    due: int
    found: Found
    outcome: Outcome
    delivery: DeliveryReport | None


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


def gather(
    due: Sequence[Feed], feeds: Sequence[Feed], claims: Sequence[Claim], before: Snapshot, world: World, now: datetime
) -> Found:
    """Fetch what is due and parse what is new; where a claim is new or edited, parse every feed's last body too."""
    basket = Basket(feeds, before, now)

    def take(one: Fetched) -> None:
        settled = basket.take(one)
        if world.on_feed is not None:
            world.on_feed(settled)

    fetch.gather(
        due, before.feeds, now=now, limits=world.limits, dial=world.dial, on_done=take,
        deadline_seconds=world.deadline_seconds,
    )  # fmt: skip
    known = ledger.replay(before.events)
    for slug in disagreements(before.summary, known):
        basket.problems.append(f"the store's summary of {slug} was not what its ledger says: the ledger counts")
    backlog: list[Item] = []
    if fresh_claims(claims, known):
        for feed in feeds:
            backlog += basket.all_of(feed, world.store)
    return basket.found(backlog)


class Basket:
    """Collects what a poll brings, feed by feed, and reads each body once."""

    def __init__(self, feeds: Sequence[Feed], before: Snapshot, now: datetime) -> None:
        self._before, self._now = before, now
        self._tiers = {host_of(feed.url): feed.tier for feed in feeds}
        self._fetched: list[Fetched] = []
        self._items: list[Item] = []
        self._seen: dict[str, frozenset[str]] = {}
        self._bodies: dict[str, bytes] = {}
        self.problems: list[str] = []

    def take(self, one: Fetched) -> Fetched:
        """Read a fetched body's new entries; the fetch with its outcome settled, without the body."""
        if one.outcome == "new" and one.body is not None:
            parsed = self._parse(one.body, one.feed, one.host, self._before.seen.get(one.feed.url, frozenset()), one)
            one = fetch.settle(one, parsed, self._now)
            if one.outcome == "new" and (body := one.body) is not None and (name := one.body_id) is not None:
                one = replace(one, state=one.state.model_copy(update={"body_host": one.host}))
                self._items += parsed.items
                self._seen[one.feed.url] = parsed.fingerprints
                self._bodies[name] = body
                self.problems += [f"{one.feed.title or one.feed.url}: {problem}" for problem in parsed.problems]
        one = replace(one, body=None)
        self._fetched.append(one)
        return one

    def all_of(self, feed: Feed, store: Store) -> Sequence[Item]:
        """Every entry of the feed's last body, fetched now or kept, whether known or not."""
        state = next((one.state for one in self._fetched if one.feed.url == feed.url), self._before.feeds.get(feed.url))
        if state is None or state.body_id is None:
            return ()
        body = self._bodies.get(state.body_id) or store.body(state.body_id)
        return self._parse(body, feed, state.body_host or host_of(feed.url), frozenset()).items if body else ()

    def _parse(
        self, body: bytes, feed: Feed, host: str, seen: frozenset[str], one: Fetched | None = None
    ) -> items.Parsed:
        kind, base = (one.content_type, one.final_url or None) if one else (None, None)
        parsed = items.parse(body, feed, host=host, content_type=kind, base_url=base, now=self._now, seen=seen)
        return replace(parsed, items=tuple(lend_tier(item, feed, self._tiers) for item in parsed.items))

    def found(self, backlog: Sequence[Item]) -> Found:
        """Everything taken so far."""
        return Found(
            tuple(self._fetched), tuple(self._items), tuple(backlog), self._seen, self._bodies, tuple(self.problems)
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
    new_of = _group(_read_all(list(tracked.values()), fresh, states, found, now))
    for slug in tracked:
        fresh_of = new_of.get(slug, [])
        notices = ledger.notices(states[slug], fresh_of, now)
        added += [*notices, *judge_in_steps([*known_of[slug], *notices], fresh_of, rules.policy, now)]
    first = frozenset(slug for slug in fresh if slug not in known)
    outcome = conclude(snapshot, added, tracked, rules, now, first=first)
    polled = replace(
        outcome.changes,
        seen=found.seen,
        feeds={one.feed.url: one.state for one in found.fetched},
        bodies=found.bodies,
    )
    return replace(outcome, changes=polled)


def decide_act(snapshot: Snapshot, acts: Sequence[Event], rules: Rules, now: datetime) -> Outcome:
    """What a person's acts change: the claims they touch are judged again, and the change alerted like any other."""
    added: list[Event] = list(acts)
    known_of = _group([*snapshot.events, *acts])
    for slug in dict.fromkeys(act.claim for act in acts):
        state = ledger.replay(known_of[slug])[slug]
        if not state.removed:
            moves = policy.advance(state, rules.policy, now)
            added += [move.model_copy(update={"recorded_at": now}) for move in moves]
    tracked = {slug: state.claim for slug, state in ledger.replay([*snapshot.events, *added]).items()}
    return conclude(snapshot, added, tracked, rules, now, first=frozenset())


def conclude(
    snapshot: Snapshot,
    added: Sequence[Event],
    tracked: Mapping[str, Claim],
    rules: Rules,
    now: datetime,
    *,
    first: frozenset[str],
) -> Outcome:
    """Where the tracked claims stand after `added`, the alerts for what moved, and the summary."""
    replayed = ledger.replay([*snapshot.events, *added])
    states = {slug: state for slug, state in replayed.items() if slug in tracked and not state.removed}
    verdicts = {slug: policy.judge(state, rules.policy, now) for slug, state in states.items()}
    moves = tuple(event.change for event in added if isinstance(event, StatusChanged))
    mails = alerts.messages(moves, tracked, verdicts, rules.subscribers, now, first_reading=first)
    held = {old.id for old in snapshot.outbox}
    changes = Changes(
        events=tuple(added),
        alerts=tuple(mail for mail in mails if mail.id not in held),
        summary={slug: summarise(states[slug], verdicts[slug]) if slug in states else {} for slug in tracked},
    )
    return Outcome(changes, moves, states, verdicts, first)


def fresh_claims(claims: Sequence[Claim], known: Mapping[str, ClaimState]) -> dict[str, Claim]:
    """The claims that the ledger does not hold in these very words."""
    return {claim.slug: claim for claim in claims if claim.slug not in known or known[claim.slug].claim != claim}


def _read_all(
    tracked: Sequence[Claim], fresh: Mapping[str, Claim], states: Mapping[str, ClaimState], found: Found, now: datetime
) -> list[ItemRead]:
    """Read new items for every claim, and all that is there for new or edited ones; known readings are left out."""
    known = {(event.claim, event.item.id) for state in states.values() for event in state.readings}
    out: dict[str, ItemRead] = {}
    newcomers = [claim for claim in tracked if claim.slug in fresh]
    for pool, wanted in ((found.items, tracked), (found.backlog, newcomers)):
        index = ClaimIndex(wanted)
        by_slug = {claim.slug: claim for claim in wanted}
        revised: dict[str, list[str]] = {}
        for slug, item_id in known:
            revised.setdefault(item_id, []).append(slug)
        for item in pool:
            for claim, answer in _readings(item, index, by_slug, revised):
                if answer.stance is not Stance.NONE or (claim.slug, item.id) in known:
                    event = ledger.read_event(item, answer, now)
                    out[event.id] = event
    written = {event.id for state in states.values() for event in state.readings}
    return [event for event in out.values() if event.id not in written]


def _readings(
    item: Item, index: ClaimIndex, by_slug: Mapping[str, Claim], revised: Mapping[str, Sequence[str]]
) -> Iterable[tuple[Claim, Reading]]:
    """Each claim the item may concern, read; an item that counted once is read again even where it now says nothing."""
    met: set[str] = set()
    for match in index.matches(item):
        met.add(match.claim.slug)
        yield match.claim, reading.read(match)
    for slug in revised.get(item.id, ()):
        if slug in by_slug and slug not in met:
            yield by_slug[slug], reading.read_claim(by_slug[slug], item)


def _group(events: Iterable[E]) -> dict[str, list[E]]:
    groups: dict[str, list[E]] = {}
    for event in events:
        groups.setdefault(event.claim, []).append(event)
    return groups


def judge_in_steps(own: Sequence[Event], fresh: Sequence[ItemRead], rules: Policy, now: datetime) -> list[Event]:
    """The fresh readings and what they move, judged at the end of each day they tell of and then now.

    Items of one date are judged together. Days before the claim's last change are not reopened: what arrives
    late is judged with today's.
    """
    state = ledger.replay(own)[own[0].claim]
    last_change = max((change.at for change in state.changes), default=None)
    days = sorted({event.item.published.date() for event in fresh})
    steps = [_end_of(day) for day in days]
    steps = [step for step in steps if step < now and (last_change is None or step > last_change)]
    added: list[Event] = []
    pending = sorted(fresh, key=lambda event: (event.item.published, event.id))
    for step in [*steps, now]:
        added += [event for event in pending if event.item.published <= step or step == now]
        pending = [event for event in pending if event.item.published > step and step != now]
        state = ledger.replay([*own, *added])[own[0].claim]
        added += [move.model_copy(update={"recorded_at": now}) for move in policy.advance(state, rules, step)]
    return added


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def lend_tier(item: Item, feed: Feed, hosts: Mapping[str, Tier]) -> Item:
    """An aggregator's item with the tier its linked host has in the feed list; never `authority`."""
    if not feed.aggregator:
        return item
    tier = hosts.get(item.host, feed.tier)
    return item.model_copy(update={"tier": Tier.AGENCY if tier is Tier.AUTHORITY else tier})
