"""LONE_NO_WAITS: after an authority's yes was well carried, a no that one outlet alone reports, and hardly surely or as
one of before ("had denied it"), waits for another. Most such noes are the old denial told once more, or the denial of
something beside the claim. Where its words say that it was so at first, any yes of an authority is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from tracker import origins
from tracker.model import Stance
from tracker.policy.cases import Case, apart, may_quote
from tracker.policy.objections import Bench, set_aside
from tracker.policy.settings import Policy


def lone_noes_wait(cases: Sequence[Case], bench: Bench) -> list[Case]:
    """The cases, those of a lone no set aside."""
    rules = bench.rules
    words = [case for case in cases if case.counts and case.word_of and may_quote(case, rules)]
    noes = [case for case in words if case.reading.stance is Stance.DENIES]
    if not noes:
        return list(cases)
    yes = [case for case in words if case.reading.stance is Stance.SUPPORTS]
    lone = {case.item.id for case in _lone(noes, yes, rules)}
    return [
        set_aside(case, "LONE_NO_WAITS", _why(case, rules), bench) if case.item.id in lone else case for case in cases
    ]


def _why(no: Case, rules: Policy) -> str:
    """The key of the reason why a no waits."""
    return "old_no" if _is_told_again(no) or _is_of_at_first(no, rules) else "lone_no"


def _well_carried(yes: Sequence[Case], rules: Policy) -> Iterator[date]:
    """The days, oldest first, by which an authority's yes was carried by two texts of two owners within a few days."""
    days = _by_day(yes)
    for day in days:
        if apart(_within(days, day - _span(rules), day)) >= rules.authority.quotes_to_return:
            yield day


def _lone(noes: Sequence[Case], yes: Sequence[Case], rules: Policy) -> Iterator[Case]:
    """The noes that wait, each alone for days before and after (what was denied before any yes is no company to it) and
    no authority's own channel: those that are hardly sure or told again, after a well carried yes that no sound no has
    answered; those of at first, after any yes."""
    carried, first = list(_well_carried(yes, rules)), min((case.day for case in yes), default=date.max)
    days, sound = _by_day(noes), date.min
    for day, today in days.items():
        answered = not any(sound < since < day for since in carried)
        near = _within(days, day - _span(rules), day + _span(rules))
        owners = {origins.owner(case.item.host) for case in near if (case.day > first) is (day > first)}
        alone = len(owners) < rules.authority.quotes_to_return
        waiting = [
            case
            for case in today
            if alone
            and case.channel is None
            and ((not answered and _is_hardly_sure(case, rules)) or (day > first and _is_of_at_first(case, rules)))
        ]
        yield from waiting
        if len(waiting) < len(today):
            sound = day


def _is_hardly_sure(no: Case, rules: Policy) -> bool:
    """Whether a no is read with doubt, or tells one of before."""
    return _is_doubtful(no, rules) or _is_told_again(no)


def _is_doubtful(no: Case, rules: Policy) -> bool:
    return (no.reading.record or no.reading.confidence) < rules.reading.lone_no


def _is_told_again(no: Case) -> bool:
    """Whether the sentence that counts tells a no of before ("had denied it"), and nothing is denied or off now."""
    return "retold" in _kinds_that_count(no) and not _denies_now(no)


def _is_of_at_first(no: Case, rules: Policy) -> bool:
    """Whether it is told besides that it was so at first ("at first she had refused"): in the sentence that counts, or
    anywhere where that is read with doubt."""
    kinds = frozenset(cue.kind for cue in no.reading.cues) if _is_doubtful(no, rules) else _kinds_that_count(no)
    return kinds >= {"retold", "believed"} and not _denies_now(no)


def _denies_now(no: Case) -> bool:
    return any(cue.kind in ("denial", "called_off") for cue in no.reading.cues)


def _kinds_that_count(no: Case) -> frozenset[str]:
    """The kinds of the cues in the sentence that counts."""
    quote = no.reading.quote
    return frozenset(cue.kind for cue in no.reading.cues if quote and quote.start <= cue.start < quote.end)


def _span(rules: Policy) -> timedelta:
    return timedelta(days=rules.reading.together_days)


def _by_day(cases: Iterable[Case]) -> dict[date, list[Case]]:
    days: defaultdict[date, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: case.day):
        days[case.day].append(case)
    return dict(days)


def _within(days: Mapping[date, Sequence[Case]], first: date, last: date) -> list[Case]:
    return [case for day, today in days.items() if first <= day <= last for case in today]
