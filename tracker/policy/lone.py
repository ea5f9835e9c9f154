"""LONE_NO_WAITS: after an authority's yes was well carried, a no that one outlet alone reports, and hardly surely,
waits for another. Most such noes are the old denial told once more, or the denial of something beside the claim. Where
its words say that it is of before ("had denied it"), any yes of an authority is enough."""

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
    first = min((case.day for case in yes), default=date.max)
    old = [no for no in noes if no.day > first and _is_told_again(no)]
    fresh = [no for no in noes if no not in old]
    lone = _lone(fresh, list(_well_carried(yes, rules)), rules)
    why = {**{no.item.id: "lone_no" for no in lone}, **{no.item.id: "old_no" for no in old}}
    return [
        set_aside(case, "LONE_NO_WAITS", why[case.item.id], bench) if case.item.id in why else case for case in cases
    ]


def _well_carried(yes: Sequence[Case], rules: Policy) -> Iterator[date]:
    """The days, oldest first, by which an authority's yes was carried by two texts of two owners within a few days."""
    days = _by_day(yes)
    for day in days:
        if apart(_within(days, day - _span(rules), day)) >= rules.authority.quotes_to_return:
            yield day


def _lone(noes: Sequence[Case], carried: Sequence[date], rules: Policy) -> Iterator[Case]:
    """The noes that wait: each after a well carried yes that no sound no has answered, alone for days before and
    after, and hardly sure. An authority's own channel is never alone."""
    days, sound = _by_day(noes), date.min
    for day, today in days.items():
        answered = not any(sound < since < day for since in carried)
        near = _within(days, day - _span(rules), day + _span(rules))
        owners = {origins.owner(case.item.host) for case in near}
        alone = len(owners) < rules.authority.quotes_to_return
        waiting = [case for case in today if alone and not answered and _is_hardly_sure(case, rules)]
        yield from waiting
        if len(waiting) < len(today):
            sound = day


def _is_hardly_sure(no: Case, rules: Policy) -> bool:
    """Whether a no that is no channel's is read with doubt."""
    reading = no.reading
    return no.channel is None and (reading.record or reading.confidence) < rules.reading.lone_no


def _is_told_again(no: Case) -> bool:
    """Whether a no that is no channel's is told as one of before ("had denied it")."""
    return no.channel is None and any(cue.kind == "retold" for cue in no.reading.cues)


def _span(rules: Policy) -> timedelta:
    return timedelta(days=rules.reading.together_days)


def _by_day(cases: Iterable[Case]) -> dict[date, list[Case]]:
    days: defaultdict[date, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: case.day):
        days[case.day].append(case)
    return dict(days)


def _within(days: Mapping[date, Sequence[Case]], first: date, last: date) -> list[Case]:
    return [case for day, today in days.items() if first <= day <= last for case in today]
