"""A lone no: after an authority's yes was well carried, a no that one outlet alone reports, and that is hardly sure,
waits for another. Most such noes are the old denial told once more, or the denial of something beside the claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tracker import wording
from tracker.model import Stance
from tracker.policy.cases import Case, apart, may_quote
from tracker.policy.objections import Bench
from tracker.policy.settings import Policy


def lone_noes_wait(cases: Sequence[Case], bench: Bench) -> list[Case]:
    """The cases, those of a lone no set aside. An authority's own channel is never alone."""
    rules = bench.rules
    words = [case for case in cases if case.counts and case.word_of and may_quote(case, rules)]
    noes = [case for case in words if case.reading.stance is Stance.DENIES]
    since = _well_carried(words, rules)
    if since is None or not noes:
        return list(cases)
    why = wording.evidence("lone_no", bench.language)
    alone = {case.item.id for case in noes if case.day > since and _is_lone(case, noes, rules)}
    return [replace(case, rule="DOUBT_IS_SAFE", because=why) if case.item.id in alone else case for case in cases]


def _well_carried(words: Iterable[Case], rules: Policy) -> date | None:
    """The first day on which an authority's yes was carried by two texts of two owners, within a few days."""
    yes = [case for case in words if case.reading.stance is not Stance.DENIES]
    days = [
        case.day
        for case in yes
        if case.reading.stance is Stance.SUPPORTS and apart(_near(case, yes, rules)) >= rules.authority.quotes_to_return
    ]
    return min(days, default=None)


def _is_lone(no: Case, noes: Sequence[Case], rules: Policy) -> bool:
    sure = (no.reading.record or no.reading.confidence) >= rules.reading.lone_no
    return no.channel is None and not sure and apart(_near(no, noes, rules)) < rules.authority.quotes_to_return


def _near(one: Case, cases: Iterable[Case], rules: Policy) -> list[Case]:
    days = timedelta(days=rules.reading.together_days)
    return [case for case in cases if abs(case.day - one.day) <= days]
