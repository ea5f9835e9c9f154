"""READ_IN_COMPANY: what could be read two ways is read as others tell the same news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker import origins
from tracker.events import ClaimState
from tracker.model import Reading
from tracker.origins import Trail
from tracker.policy.cases import Case, speaker_heard
from tracker.policy.settings import Policy, rank
from tracker.policy.speakers import speaker_named
from tracker.reading.company import Told, in_company


def read_in_company(
    cases: Sequence[Case], trail: Trail, silent: Iterable[str], state: ClaimState, rules: Policy
) -> list[Case]:
    """The cases, each read in the company of the others."""
    return [
        case if reading is case.reading else _with(case, reading, state, rules)
        for case, reading in zip(cases, in_company(told_of(cases, trail, silent, rules)), strict=True)
    ]


def told_of(cases: Iterable[Case], trail: Trail, silent: Iterable[str], rules: Policy) -> list[Told]:
    """Each case as company sees it. Nobody is read by blogs and posts, nor by the items in `silent`: withdrawn,
    corrected since, or ruled out by a person."""
    mute = frozenset(silent)
    return [
        Told(
            case.at,
            origins.owner(case.item.host),
            trail.text_of[case.item.id],
            rank(case.item.tier) <= rank(rules.corroboration.lowest_tier) and case.item.id not in mute,
            case.reading,
        )
        for case in cases
    ]


def _with(case: Case, reading: Reading, state: ClaimState, rules: Policy) -> Case:
    word_of = speaker_heard(state.claim, case.item, reading, case.channel, rules)
    leans_on = speaker_named(state.claim, reading.speaker or "")
    return replace(case, reading=reading, word_of=word_of, leans_on=leans_on)
