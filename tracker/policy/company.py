"""READ_IN_COMPANY: what could be read two ways is read as others tell the same news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from tracker import hosts, origins
from tracker.events import ClaimState
from tracker.model import Reading
from tracker.origins import Trail
from tracker.policy.cases import Case, speaker_heard
from tracker.policy.settings import Policy, rank
from tracker.policy.speakers import speaker_named
from tracker.reading.company import Told, in_company


def read_in_company(cases: Sequence[Case], trail: Trail, state: ClaimState, rules: Policy) -> list[Case]:
    """The cases, each read in the company of the others."""
    return [
        case if reading is case.reading else _with(case, reading, state, rules)
        for case, reading in zip(cases, in_company(told_of(cases, trail, state, rules)), strict=True)
    ]


def told_of(cases: Sequence[Case], trail: Trail, state: ClaimState, rules: Policy) -> list[Told]:
    """Each case as company sees it. Nobody is read by blogs and posts, by what is older than the claim, nor by what was
    taken back or ruled out, and whatever passes the same text on."""
    gone = {trail.text_of[case.item.id] for case in _taken_back(cases, state)}
    opened = datetime.combine(state.claim.opened, time(0), tzinfo=UTC)
    lowest = rank(rules.corroboration.lowest_tier)
    return [
        Told(
            at=case.at,
            owner=origins.owner(case.item.host),
            text=trail.text_of[case.item.id],
            heard=rank(case.item.tier) <= lowest and case.at >= opened and trail.text_of[case.item.id] not in gone,
            reading=case.reading,
            settled=case.item.id in state.corrected,
        )
        for case in cases
    ]


def _taken_back(cases: Iterable[Case], state: ClaimState) -> Iterator[Case]:
    """The cases that were withdrawn, that a person ruled out, or that are older than a correction on their own site,
    whatever it corrects."""
    cases = list(cases)
    notices: dict[str, datetime] = {}
    for case in cases:
        if case.reading.correction and not case.reading.detail:
            site = hosts.site(case.item.host)
            notices[site] = max(case.at, notices.get(site, case.at))
    for case in cases:
        notice = notices.get(hosts.site(case.item.host))
        corrected = notice is not None and case.at < notice
        if corrected or case.item.id in state.withdrawn or case.item.id in state.rejected:
            yield case


def _with(case: Case, reading: Reading, state: ClaimState, rules: Policy) -> Case:
    word_of = speaker_heard(state.claim, case.item, reading, case.channel, rules)
    leans_on = speaker_named(state.claim, reading.speaker or "")
    return replace(case, reading=reading, word_of=word_of, leans_on=leans_on)
