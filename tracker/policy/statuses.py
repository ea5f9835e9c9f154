"""The rules that give a status, in their order: the first that holds. Each is a small function of the same facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat

from tracker import wording
from tracker.events import ClaimState, PersonDecided
from tracker.model import Claim, Kind, Stance, Status, Tier
from tracker.origins import Trail
from tracker.policy.cases import Case, apart
from tracker.policy.settings import Policy, rank
from tracker.policy.words import Course, Side, Word, has_happened, is_doubtful, told_happened


@dataclass(frozen=True)
class Facts:
    """Everything a rule may look at."""

    state: ClaimState
    rules: Policy
    now: datetime
    cases: Sequence[Case]
    trail: Trail
    words: Sequence[Word]
    standing: Sequence[Word]
    course: Course
    decision: PersonDecided | None = field(default=None)

    @property
    def claim(self) -> Claim:
        """The claim judged."""
        return self.state.claim

    @property
    def language(self) -> str:
        """The language reasons are given in."""
        return self.claim.language


@dataclass(frozen=True)
class Finding:
    """A rule that holds: the status, one sentence, what carries it and since when."""

    status: Status
    because: str
    carried_by: tuple[str, ...] = ()
    known_at: datetime | None = None


@dataclass(frozen=True)
class Support:
    """The roots that state something as fact."""

    cases: tuple[Case, ...]
    roots: tuple[str, ...]
    strong: int
    likely: float = 0.0
    """How likely so many of them as are needed do state it, by the confidence of each one's surest text."""


# --- helpers -----------------------------------------------------------------------------------------------


def end_of(day: date) -> datetime:
    """The last second of a UTC day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def grace_after(day: date, rules: Policy) -> date:
    """The last day of grace for a window that ends on this day; the last there is where it would lie beyond."""
    return day + min(timedelta(days=rules.time.grace_days), date.max - day)


def support(facts: Facts, cases: Iterable[Case]) -> Support:
    """The roots of tier `lowest_tier` or better among these cases, in the order in which they appeared."""
    policy = facts.rules.corroboration
    best: dict[str, Tier] = {}
    first: dict[str, Case] = {}
    surest: dict[str, float] = {}
    for case in cases:
        root = facts.trail.root[case.item.id]
        if rank(case.item.tier) <= rank(policy.lowest_tier):
            first.setdefault(root, case)
            best[root] = min(best.get(root, case.item.tier), case.item.tier, key=rank)
            surest[root] = max(surest.get(root, 0.0), case.reading.confidence)
    strong = sum(rank(tier) <= rank(Tier.PRESS) for tier in best.values())
    return Support(tuple(first.values()), tuple(first), strong, at_least(policy.roots, surest.values()))


def at_least(count: int, likely: Iterable[float]) -> float:
    """How likely it is that `count` or more of independent things, each as likely as this, are so."""
    shares = [1.0, *repeat(0.0, count)]
    for one in likely:
        beside = [share * (1 - one) for share in shares[:-1]]
        shares = [
            beside[0],
            *(beside[at] + shares[at - 1] * one for at in range(1, count)),
            shares[-1] + shares[-2] * one,
        ]
    return shares[-1]


def stating(facts: Facts) -> list[Case]:
    """The counting cases that state the claim as fact, oldest first."""
    return [case for case in facts.cases if case.counts and case.reading.stance in (Stance.SUPPORTS, Stance.REPORTS)]


def enough(facts: Facts, found: Support, strong: int | None = None) -> bool:
    """Whether there are roots enough, and strong ones enough among them."""
    policy = facts.rules.corroboration
    return len(found.roots) >= policy.roots and found.strong >= (policy.strong_roots if strong is None else strong)


def sure(facts: Facts, found: Support) -> bool:
    """Whether so many roots likely do state it, all readings taken together: on doubt nothing is promoted."""
    return found.likely >= facts.rules.corroboration.confidence or not facts.rules.on("DOUBT_IS_SAFE")


def who_says(facts: Facts, word: Word) -> str:
    """Whose word it is, in a sentence."""
    return wording.speaker(word.called(facts.claim), facts.language)


def _outlets(cases: Iterable[Case], language: str) -> str:
    return wording.names([case.item.outlet for case in cases], language)


def _run(facts: Facts, sides: frozenset[Side]) -> list[Word]:
    """The words of these sides since the last word of another side, oldest first."""
    run: list[Word] = []
    for word in facts.words:
        if word.side in sides:
            run.append(word)
        else:
            run = []
    return run


def _since(facts: Facts, words: Sequence[Word], sides: frozenset[Side]) -> datetime:
    run = _run(facts, sides)
    return min(word.case.at for word in (run or words))


def _ids(cases: Iterable[Case]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.item.id for case in cases))


_YES = frozenset({Side.YES, Side.LATER})
_NO = frozenset({Side.NO})


# --- the rules ---------------------------------------------------------------------------------------------


def person_decides(facts: Facts) -> Finding | None:
    """A person set it, with a reason: that status, pinned."""
    decision = facts.decision
    if decision is None:
        return None
    person = decision.actor.removeprefix("person:")
    because = wording.status("PERSON_DECIDES", facts.language, person=person, reason=decision.reason)
    return Finding(decision.status, because, (), decision.known_at)


def both_sides(facts: Facts) -> Finding | None:
    """Different authorities, each by its latest word, disagree: contested."""
    yes = [word for word in facts.standing if word.side is not Side.NO]
    no = [word for word in facts.standing if word.side is Side.NO]
    if not yes or not no or {word.speaker for word in yes} == {word.speaker for word in no}:
        return None
    latest_yes, latest_no = yes[-1], no[-1]
    names = {"yes": who_says(facts, latest_yes), "no": who_says(facts, latest_no)}
    because = wording.status("BOTH_SIDES", facts.language, **names)
    since = max(min(word.case.at for word in yes), min(word.case.at for word in no))
    return Finding(Status.CONTESTED, because, _ids(word.case for word in (*yes, *no)), since)


def authority_denies(facts: Facts) -> Finding | None:
    """The authorities' latest word is no, or called off: denied."""
    no = [word for word in facts.standing if word.side is Side.NO]
    yes = [word for word in facts.standing if word.side is not Side.NO]
    if not no or any(word.day > no[-1].day for word in yes):
        return None
    last = no[-1]
    key = "CALLED_OFF" if any(word.called_off for word in no) else "AUTHORITY_DENIES"
    because = wording.status(key, facts.language, who=who_says(facts, last), outlet=last.case.item.outlet)
    return Finding(Status.DENIED, because, _ids(word.case for word in no), _since(facts, no, _NO))


def happened(facts: Facts) -> Finding | None:
    """Plan: an authority or two roots say in the past tense that it happened: confirmed."""
    if facts.claim.kind is not Kind.PLAN:
        return None
    said = [word for word in told_happened(facts.words) if _in_time(facts, word.case, word)]
    if said and _surely_told(facts, [word.case for word in said]):
        first = said[0]
        who, outlet, late = who_says(facts, first), first.case.item.outlet, _late(facts, first.day)
        because = wording.status("HAPPENED", facts.language, who=who, outlet=outlet, late=late)
        return Finding(Status.CONFIRMED, because, _ids(word.case for word in said), first.case.at)
    return _happened_by_roots(facts)


def _happened_by_roots(facts: Facts) -> Finding | None:
    told = [case for case in stating(facts) if has_happened(facts.claim, case, facts.rules)]
    told = [case for case in told if _in_time(facts, case, None)]
    found = support(facts, told)
    if not (enough(facts, found, strong=0) and sure(facts, found) and _surely_told(facts, found.cases)):
        return None
    late, count = _late(facts, found.cases[0].day), len(found.roots)
    outlets = _outlets(found.cases, facts.language)
    because = wording.status("HAPPENED_ROOTS", facts.language, count=count, outlets=outlets, late=late)
    return Finding(Status.CONFIRMED, because, _ids(found.cases), _enough_at(facts, told, strong=0))


def _surely_told(facts: Facts, cases: Iterable[Case]) -> bool:
    """Whether one text at least, of these or of the others that count, surely tells it: what unveils a part or a
    prelude sounds like it."""
    worth = rank(facts.rules.corroboration.lowest_tier)
    worthy = (case for case in stating(facts) if rank(case.item.tier) <= worth)
    told = (case for case in worthy if has_happened(facts.claim, case, facts.rules))
    surest = max((case.reading.told for case in (*cases, *told)), default=0.0)
    return surest >= facts.rules.reading.fulfilled or not facts.rules.on("DOUBT_IS_SAFE")


def _in_time(facts: Facts, case: Case, word: Word | None) -> bool:
    """Whether nothing an authority said speaks against it: no later date given since, not before the date it moved to.
    What its own channel tells as done, and another outlet with it, is undone by an own channel alone: what others call
    late then is something else ("the merger is done, its computers follow in May").

    An authority's own channel, or two outlets of different owners on one day, of which one quotes an authority, may say
    that it came earlier than it had been moved to.
    """
    if not facts.rules.on("NOT_TOO_EARLY"):
        return True
    later = [other for other in facts.words if other.window and other.window.start and other.window.start > other.day]
    settled = case.channel is not None and apart(_telling(facts, case)) >= facts.rules.corroboration.roots
    if any(other.day > case.day and (other.case.channel or not settled) for other in later):
        return False
    current = facts.course.current
    if not facts.course.slips or current.start is None or case.day >= current.start:
        return True
    if word is None:
        return False
    worth = rank(facts.rules.corroboration.lowest_tier)
    today = [other for other in stating(facts) if other.day == word.day and rank(other.item.tier) <= worth]
    told = [
        other for other in today if has_happened(facts.claim, other, facts.rules) and not other.reading.attributed_to
    ]
    return case.channel is not None or apart(told) >= facts.rules.authority.quotes_to_return


def _telling(facts: Facts, case: Case) -> list[Case]:
    """The outlets good enough that tell it as done with this one, on its day or the next days."""
    worth, days = rank(facts.rules.corroboration.lowest_tier), facts.rules.reading.together_days
    near = (other for other in stating(facts) if 0 <= (other.day - case.day).days <= days)
    return [other for other in near if rank(other.item.tier) <= worth and has_happened(facts.claim, other, facts.rules)]


def _late(facts: Facts, day: date) -> str:
    end = facts.claim.expected.end if facts.claim.expected else None
    return wording.bit("late", facts.language, days=(day - end).days) if end and day > end else ""


def lapse(facts: Facts) -> Finding | None:
    """Plan: the current window and its grace are over: lapsed."""
    window = facts.course.current
    if window.end is None or facts.claim.kind is Kind.EVENT:
        return None
    last = grace_after(window.end, facts.rules)
    if facts.now.date() <= last:
        return None
    grace = facts.rules.time.grace_days
    because = wording.status("LAPSE", facts.language, end=wording.day(window.end), grace=grace)
    return Finding(Status.LAPSED, because, facts.course.carried_by, end_of(last))


def outside_the_window(facts: Facts) -> Finding | None:
    """Plan: an authority's date lies wholly after the first window: postponed."""
    course = facts.course
    if not course.outside:
        return None
    outlets = [case for case in facts.cases if case.item.id in course.carried_by]
    because = wording.status(
        "OUTSIDE_THE_WINDOW",
        facts.language,
        who=wording.speaker(course.speaker, facts.language),
        window=wording.window(course.current, facts.language),
        outlet=_outlets(outlets, facts.language),
        first=wording.window(course.first, facts.language),
    )
    return Finding(Status.POSTPONED, because, course.carried_by, course.moved_at)


def authority_confirms(facts: Facts) -> Finding | None:
    """An authority's latest word is yes: confirmed (event), announced (plan)."""
    yes = [word for word in facts.standing if word.side is not Side.NO]
    if not yes or all(word.side is Side.NO or is_doubtful(word, facts.rules) for word in facts.words):
        return None  # what may be the denial of a delay announces nothing by itself
    last = yes[-1]
    because = wording.status(
        "AUTHORITY_CONFIRMS", facts.language, who=who_says(facts, last), outlet=last.case.item.outlet
    )
    status = Status.CONFIRMED if facts.claim.kind is Kind.EVENT else Status.ANNOUNCED
    return Finding(status, because, _ids(word.case for word in yes), _since(facts, yes, _YES))


def two_roots(facts: Facts) -> Finding | None:
    """Two independent roots of tier trade or better, one of them press or agency, state it as fact: corroborated."""
    told = stating(facts)
    found = support(facts, told)
    if not enough(facts, found) or not sure(facts, found):
        return None
    outlets, count = _outlets(found.cases, facts.language), len(found.roots)
    because = wording.status("TWO_ROOTS", facts.language, count=count, outlets=outlets)
    return Finding(Status.CORROBORATED, because, _ids(found.cases), _enough_at(facts, told))


def _enough_at(facts: Facts, cases: Sequence[Case], strong: int | None = None) -> datetime:
    """When the roots of these cases, oldest first, became enough, a strong one among them, and likely enough."""
    for size in range(facts.rules.corroboration.roots, len(cases) + 1):
        some = support(facts, cases[:size])
        if enough(facts, some, strong) and sure(facts, some):
            return cases[size - 1].at
    return cases[-1].at


def otherwise(facts: Facts) -> Finding | None:
    """Nothing else holds: speculation."""
    because = wording.status("OTHERWISE", facts.language)
    return Finding(Status.SPECULATION, because, (), facts.state.known_to)


Rule = Callable[[Facts], Finding | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("PERSON_DECIDES", person_decides),  # people know what feeds do not
    ("BOTH_SIDES", both_sides),  # before either side may win
    ("AUTHORITY_DENIES", authority_denies),  # a no is not undone by two newspapers
    ("HAPPENED", happened),  # what happened is not overdue, not late, not merely announced
    ("LAPSE", lapse),  # a window that is over is over, wherever it had been moved
    ("OUTSIDE_THE_WINDOW", outside_the_window),  # a yes with a later date is not the promised yes
    ("AUTHORITY_CONFIRMS", authority_confirms),
    ("TWO_ROOTS", two_roots),  # only where no authority has spoken
    ("OTHERWISE", otherwise),
)
"""The order is part of the meaning (LIFECYCLE)."""


def first_that_holds(facts: Facts, but: frozenset[str] = frozenset()) -> tuple[str, Finding]:
    """The name and the finding of the first rule in force that holds, leaving out those in `but`."""
    for name, rule in RULES:
        finding = rule(facts) if name not in but and facts.rules.on(name) else None
        if finding is not None:
            return name, finding
    return "OTHERWISE", Finding(Status.SPECULATION, wording.status("OTHERWISE", facts.language))
