"""What counts, before any status is thought of:

events -> cases (cases) -> each read in the company of the others (company) -> the first rule that objects to each
(objections) -> words half heard (together), a lone no (lone)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tracker import origins
from tracker.events import ClaimState
from tracker.model import Evidence, Reading, Stance
from tracker.origins import Entry, Trail
from tracker.policy.cases import (
    Case,
    carried_words,
    corrections_among,
    dated_by_text,
    entry_of,
    gone_among,
    habits_of,
    in_force,
)
from tracker.policy.company import read_in_company
from tracker.policy.lone import lone_noes_wait
from tracker.policy.objections import Bench, try_case
from tracker.policy.settings import Policy
from tracker.policy.together import heard_together, told_together


def weigh(state: ClaimState, rules: Policy, now: datetime) -> tuple[list[Case], Trail]:
    """Every item known at `now`, oldest first, each with the rule that spoke on it; and who copied whom."""
    cases, older = in_force(state, rules, now)
    trail = origins.trace([entry_of(case) for case in cases], habits_of(rules))
    if rules.on("READ_IN_COMPANY"):
        cases, trail = _in_company(cases, trail, state, rules)
    cases = [replace(case, text=trail.text_of[case.item.id]) for case in cases]
    cases = dated_by_text(cases, rules)
    corrected = corrections_among(cases) if rules.on("CORRECTION_REOPENS") else {}
    gone = (*older, *gone_among(cases, state, corrected))
    bench = Bench(state.claim, rules, state, trail, gone, carried_words(cases, rules), corrected, state.claim.language)
    tried = [try_case(case, bench) for case in cases]
    if rules.on("HEARD_TOGETHER"):
        tried = told_together(heard_together(tried, bench), rules)
    if rules.on("LONE_NO_WAITS"):
        tried = lone_noes_wait(tried, bench)
    return sorted(tried, key=lambda case: (case.at, case.item.id)), trail


def _in_company(cases: list[Case], trail: Trail, state: ClaimState, rules: Policy) -> tuple[list[Case], Trail]:
    """The cases as they are read in company, and who copied whom by what they say then."""
    again = read_in_company(cases, trail, state, rules)
    if [entry_of(case) for case in again] != [entry_of(case) for case in cases]:
        trail = origins.trace([entry_of(case) for case in again], habits_of(rules))
    return again, trail


def shown(cases: Iterable[Case], state: ClaimState) -> list[Case]:
    """The cases without what a feed brought that only might have concerned the claim: it is kept for what company may
    make of it, and shown once it has, once a person acted on it, or where another wording did concern the claim."""
    unclear = {event.item.id for event in state.readings if _is_unclear(event.reading) and event.item.feed}
    clear = {event.item.id for event in state.readings if not _is_unclear(event.reading)}
    hidden = unclear - clear - set(state.corrected) - set(state.rejected)
    return [case for case in cases if case.reading.stance is not Stance.NONE or case.item.id not in hidden]


def _is_unclear(reading: Reading) -> bool:
    return reading.stance is Stance.NONE and reading.may_concern


def evidence(cases: Iterable[Case], trail: Trail) -> tuple[Evidence, ...]:
    """The cases as the verdict shows them."""
    return tuple(
        Evidence(
            item=case.item,
            reading=case.reading,
            counts=case.counts,
            rule=case.rule,
            because=case.because,
            root=trail.root[case.item.id],
            word_of=case.word_of if case.counts else None,
        )
        for case in cases
    )


def entries(cases: Iterable[Case]) -> list[Entry]:
    """The cases as the origins see them."""
    return [entry_of(case) for case in cases]
