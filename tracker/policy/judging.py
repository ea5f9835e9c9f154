"""The judge: a claim's state and a moment -> the verdict, and the events that the verdict asks for. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tracker import ledger, origins, wording
from tracker.events import ClaimState, Event, PersonDecided
from tracker.model import Change, Flag, Kind, Missing, Root, Status, Verdict, Window
from tracker.policy.settings import Policy, rank
from tracker.policy.statuses import (
    Facts,
    Finding,
    end_of,
    enough,
    first_that_holds,
    grace_after,
    stating,
    support,
    who_says,
)
from tracker.policy.weighing import entries, evidence, shown, weigh
from tracker.policy.words import Side, course, overlap, standing, words_of

_OPEN = frozenset({Status.SPECULATION, Status.CORROBORATED, Status.ANNOUNCED, Status.POSTPONED, Status.CONTESTED})
"""Statuses in which a plan's window still runs."""


def judge(state: ClaimState, rules: Policy, now: datetime) -> Verdict:
    """What the evidence known at `now` makes of the claim. The claim's present status plays no part in it."""
    facts = gather(state, rules, now)
    rule, finding = first_that_holds(facts)
    roots = _roots(facts)
    return Verdict(
        claim=state.claim.slug,
        at=now,
        status=finding.status,
        rule=rule,
        because=finding.because,
        carried_by=finding.carried_by,
        evidence=evidence(shown(facts.cases, state), facts.trail),
        roots=roots,
        window=facts.course.current if state.claim.expected else None,
        slips=facts.course.slips,
        missing=_missing(facts, finding.status),
        flags=_flags(facts, finding, roots),
        known_at=finding.known_at,
        recheck=_recheck(facts, finding.status, roots),
    )


def gather(state: ClaimState, rules: Policy, now: datetime) -> Facts:
    """The facts that the rules look at: what counts, whose words, which still stand, where the window is."""
    cases, trail = weigh(state, rules, now)
    words = words_of(state.claim, cases, rules)
    decision = _in_force(state.decision, now)
    path = course(state.claim, words, rules)
    return Facts(state, rules, now, cases, trail, words, standing(state.claim, words, rules), path, decision)


def _in_force(decision: PersonDecided | None, now: datetime) -> PersonDecided | None:
    if decision is None or decision.known_at > now:
        return None
    return decision if decision.expires is None or now.date() <= decision.expires else None


def _roots(facts: Facts) -> tuple[Root, ...]:
    """The roots of everything said on the matter; a root's tier is the best among those that state or refute it."""
    background = ("OTHER_MATTER", "BEFORE_OPENING", "PERSON_DECIDES")
    told = [case for case in shown(facts.cases, facts.state) if case.rule not in background]
    ids = {case.item.id for case in told}
    trail = facts.trail._replace(root={**facts.trail.root, **_first_told(facts, ids)})
    return origins.roots(entries(told), trail, [case.item.id for case in told if case.counts])


def _first_told(facts: Facts, ids: set[str]) -> dict[str, str]:
    """Root by item, where a root's first item is background and the next one stands for it."""
    first: dict[str, str] = {}
    for case in facts.cases:
        if case.item.id in ids:
            root = facts.trail.root[case.item.id]
            first.setdefault(root, root if root in ids else case.item.id)
    return {name: first[facts.trail.root[name]] for name in ids}


# --- events ------------------------------------------------------------------------------------------------


def advance(state: ClaimState, rules: Policy, now: datetime, verdict: Verdict | None = None) -> list[Event]:
    """The events that bring the claim to its verdict (given where it is known); [] where it is there already, or no
    longer tracked."""
    if state.removed:
        return []
    verdict = verdict or judge(state, rules, now)
    written = max(now, state.recorded_to + timedelta(microseconds=1)) if state.recorded_to else now
    events: list[Event] = []
    if verdict.status is not state.status or _moved_again(state, verdict):
        events.append(ledger.change_event(_change(state, verdict, rules), written, ordinal=len(state.changes)))
    for flag in Flag:
        if (flag in verdict.flags) != (flag in state.flags):
            because = verdict.flags.get(flag, "")
            event = ledger.flag_event(state.claim.slug, flag, flag in verdict.flags, because, now)
            events.append(event.model_copy(update={"recorded_at": written}))
    return events


def _moved_again(state: ClaimState, verdict: Verdict) -> bool:
    """Whether a postponed plan has been moved once more since its last change."""
    if verdict.status is not Status.POSTPONED or verdict.rule == "PERSON_DECIDES":
        return False
    told, now = state.changes[-1].window, verdict.window
    if told is None or now is None:
        return False
    further = told.end is not None and now.end is not None and now.end > told.end
    return further or overlap(told, now) is None


def _change(state: ClaimState, verdict: Verdict, rules: Policy) -> Change:
    return Change(
        claim=state.claim.slug,
        at=min(verdict.known_at or verdict.at, verdict.at),
        before=state.status,
        after=verdict.status,
        rule=verdict.rule,
        because=verdict.because,
        evidence=verdict.carried_by,
        policy=rules.stamp,
        window=verdict.window,
        previous_window=_previous(state, verdict),
    )


def _previous(state: ClaimState, verdict: Verdict) -> Window | None:
    if verdict.status is not Status.POSTPONED:
        return None
    told = [change.window for change in state.changes if change.window]
    return told[-1] if told else state.claim.expected


# --- flags and time ----------------------------------------------------------------------------------------


def _flags(facts: Facts, finding: Finding, roots: tuple[Root, ...]) -> dict[Flag, str]:
    raised = {
        Flag.OVERDUE: _overdue(facts, finding.status),
        Flag.DORMANT: _dormant(facts, finding.status, roots),
        Flag.NEEDS_REVIEW: _needs_review(facts, finding),
        Flag.PINNED: finding.because if facts.decision and facts.rules.on("PERSON_DECIDES") else None,
        Flag.SUPERSEDED: _superseded(facts),
    }
    return {flag: why for flag, why in raised.items() if why}


def _superseded(facts: Facts) -> str | None:
    other = facts.state.superseded_by
    return wording.flag("superseded_by", facts.language, other=other) if other else None


def _window_end(facts: Facts) -> date | None:
    return facts.course.current.end if facts.claim.kind is Kind.PLAN else None


def _overdue(facts: Facts, status: Status) -> str | None:
    end = _window_end(facts)
    late = end is not None and facts.now.date() > end and status in _OPEN
    return wording.flag("overdue", facts.language, end=wording.day(end)) if end and late else None


def _last_root_day(facts: Facts, roots: tuple[Root, ...]) -> date:
    """When the youngest root was first carried by an outlet worth counting; blogs neither wake a claim nor age it."""
    worth = rank(facts.rules.corroboration.lowest_tier)
    carried = {case.item.id: case.day for case in facts.cases if rank(case.item.tier) <= worth}
    firsts = [min(days) for root in roots if (days := [carried[name] for name in root.items if name in carried])]
    return max([facts.claim.opened, *firsts])


def _dormant(facts: Facts, status: Status, roots: tuple[Root, ...]) -> str | None:
    """A speculation without a new root for so many days. Repetitions of old roots do not wake it, nor do blogs."""
    since = _last_root_day(facts, roots)
    asleep = (facts.now.date() - since).days > facts.rules.time.dormant_days and status is Status.SPECULATION
    return wording.flag("dormant", facts.language, since=wording.day(since)) if asleep else None


def _needs_review(facts: Facts, finding: Finding) -> str | None:
    return _machine_differs(facts) or _roots_against(facts, finding) or _two_minds(facts)


def _machine_differs(facts: Facts) -> str | None:
    if facts.decision is None or not facts.rules.on("PERSON_DECIDES"):
        return None
    _, machine = first_that_holds(facts, but=frozenset({"PERSON_DECIDES"}))
    if machine.status is facts.decision.status:
        return None
    return wording.flag("machine_differs", facts.language, status=machine.status.value, because=machine.because)


def _roots_against(facts: Facts, finding: Finding) -> str | None:
    """Roots never override an authority's no; where they go on stating it afterwards, a person should look."""
    no = [word for word in facts.standing if word.side is Side.NO]
    if finding.status is not Status.DENIED:
        return None
    against = support(facts, [case for case in stating(facts) if case.day > no[-1].day and not case.word_of])
    if not enough(facts, against):
        return None
    return wording.flag("roots_against", facts.language, count=len(against.roots))


def _two_minds(facts: Facts) -> str | None:
    """A speaker quoted with yes and no on its latest day, so that the day before stands."""
    for speaker in sorted({word.speaker for word in facts.words}):
        own = [word for word in facts.words if word.speaker == speaker]
        today = [word for word in own if word.day == max(other.day for other in own)]
        if len({word.side is Side.NO for word in today}) == 2:
            return wording.flag("of_two_minds", facts.language, who=who_says(facts, today[-1]))
    return None


def _recheck(facts: Facts, status: Status, roots: tuple[Root, ...]) -> date | None:
    """The next day on which time alone may change something: overdue, lapse, dormancy, a decision's end."""
    today, end = facts.now.date(), _window_end(facts)
    days: list[date] = []
    if end is not None and (status in _OPEN or status is Status.LAPSED):
        ends = (end, grace_after(end, facts.rules))
        days += [day + timedelta(days=1) for day in ends if day < date.max]
    if status is Status.SPECULATION:
        days.append(_last_root_day(facts, roots) + timedelta(days=facts.rules.time.dormant_days + 1))
    if facts.decision and facts.decision.expires:
        days.append(facts.decision.expires + timedelta(days=1))
    return min((day for day in days if day > today), default=None)


# --- what it would take ------------------------------------------------------------------------------------


def _missing(facts: Facts, status: Status) -> tuple[Missing, ...]:
    """The conditions that would move the claim on, by rule name."""
    if facts.decision is not None and facts.rules.on("PERSON_DECIDES"):
        return (_one(facts, "PERSON_DECIDES", status),)
    wanted: list[Missing] = []
    if status in (Status.SPECULATION, Status.CORROBORATED):
        wanted += _authority_missing(facts)
    if status is Status.SPECULATION:
        wanted += _roots_missing(facts)
    if status is Status.CONTESTED:
        no = [who_says(facts, word) for word in facts.standing if word.side is Side.NO]
        wanted.append(_one(facts, "BOTH_SIDES", _after_yes(facts), who=wording.names(no, facts.language)))
    if status is Status.DENIED:
        wanted += _authority_missing(facts)
    if status in (Status.ANNOUNCED, Status.POSTPONED, Status.LAPSED):
        wanted += _plan_missing(facts, status)
    return tuple(wanted)


def _one(facts: Facts, rule: str, leads_to: Status, key: str = "", **known: object) -> Missing:
    return Missing(rule=rule, leads_to=leads_to, text=wording.missing(key or rule, facts.language, **known))


def _after_yes(facts: Facts) -> Status:
    return Status.CONFIRMED if facts.claim.kind is Kind.EVENT else Status.ANNOUNCED


def _authority_missing(facts: Facts) -> list[Missing]:
    names = facts.claim.speakers or tuple(group[0] for group in facts.claim.subjects)
    return [_one(facts, "AUTHORITY_CONFIRMS", _after_yes(facts), who=wording.names(list(names), facts.language))]


def _roots_missing(facts: Facts) -> list[Missing]:
    found, policy = support(facts, stating(facts)), facts.rules.corroboration
    more, wanted = policy.roots - len(found.roots), list[Missing]()
    if more > 0:
        key = "TWO_ROOTS_ONE" if more == 1 else "TWO_ROOTS_MORE"
        wanted.append(_one(facts, "TWO_ROOTS", Status.CORROBORATED, key, count=more))
    if found.strong < policy.strong_roots:
        wanted.append(_one(facts, "TWO_ROOTS", Status.CORROBORATED, "TWO_ROOTS_STRONG"))
    if not wanted:
        wanted.append(_one(facts, "DOUBT_IS_SAFE", Status.CORROBORATED, "TWO_ROOTS_SURE"))
    return wanted


def _plan_missing(facts: Facts, status: Status) -> list[Missing]:
    expected = facts.claim.expected
    opens = expected.start if expected and expected.start and expected.start > facts.now.date() else None
    not_before = wording.bit("opens", facts.language, day=wording.day(opens)) if opens else ""
    count = facts.rules.corroboration.roots
    wanted = [_one(facts, "HAPPENED", Status.CONFIRMED, count=count, opens=not_before)]
    end = _window_end(facts)
    if end is not None and status is not Status.LAPSED:
        last = grace_after(end, facts.rules)
        wanted.append(_one(facts, "LAPSE", Status.LAPSED, day=wording.day(end_of(last).date())))
    return wanted
