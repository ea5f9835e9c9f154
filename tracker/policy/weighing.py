"""What counts, before any status is thought of:

events -> cases (cases) -> the first rule that objects to each (objections) -> words half heard (together)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tracker import origins
from tracker.events import ClaimState
from tracker.model import Evidence
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
from tracker.policy.objections import Bench, try_case
from tracker.policy.settings import Policy
from tracker.policy.together import heard_together


def weigh(state: ClaimState, rules: Policy, now: datetime) -> tuple[list[Case], Trail]:
    """Every item known at `now`, oldest first, each with the rule that spoke on it; and who copied whom."""
    cases, older = in_force(state, rules, now)
    trail = origins.trace([entry_of(case) for case in cases], habits_of(rules))
    cases = [replace(case, text=trail.text_of[case.item.id]) for case in cases]
    cases = dated_by_text(cases, rules)
    corrected = corrections_among(cases) if rules.on("CORRECTION_REOPENS") else {}
    gone = (*older, *gone_among(cases, state, corrected))
    bench = Bench(state.claim, rules, state, trail, gone, carried_words(cases, rules), corrected, state.claim.language)
    tried = [try_case(case, bench) for case in cases]
    if rules.on("HEARD_TOGETHER"):
        tried = heard_together(tried, bench)
    return sorted(tried, key=lambda case: (case.at, case.item.id)), trail


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
