"""HEARD_TOGETHER: a word that no one quotation gives surely is heard where several texts carry it, and a plan that one
outlet does not surely tell as done is where another surely does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import prod

from tracker import origins
from tracker.model import UNNAMED_AUTHORITY, Quoted, Reading, Stance, Tense, Window
from tracker.policy.cases import Case, speaker_heard
from tracker.policy.objections import Bench, try_case
from tracker.policy.settings import Policy, rank
from tracker.policy.words import overlap


def heard_together(cases: Sequence[Case], bench: Bench) -> list[Case]:
    """The cases, those on the record that no quotation by itself is surely: several texts of several owners, no copies
    of each other, that likely quote one speaker with the same word within a few days are misread together less often
    than one. Only what nothing else speaks against is heard at all."""
    half = {
        case.item.id: case
        for case in (try_case(_on_record(case, bench), bench) for case in cases if _half_heard(case, bench.rules))
        if case.counts and case.word_of
    }
    floor = bench.rules.reading.together

    def heard(case: Case) -> bool:
        likeliest: dict[tuple[str, str], float] = {}
        for other in half.values():
            if _same_word(case, other, bench.rules):
                key = (other.text, origins.owner(other.item.host))
                likeliest[key] = max(likeliest.get(key, 0.0), other.reading.record)
        apart = _apart(likeliest)
        return len(apart) > 1 and 1 - prod(1 - share for share in apart) >= floor

    return [half[case.item.id] if case.item.id in half and heard(half[case.item.id]) else case for case in cases]


def told_together(cases: Sequence[Case], rules: Policy) -> list[Case]:
    """The cases; a yes that may tell a plan as done, though not surely by itself, does where one of another owner, no
    copy of it, surely tells it so within a few days ("launches flights", and "aboard the first flight")."""
    sure = [case for case in cases if _tells_it_done(case, rules)]

    def told(case: Case) -> bool:
        return _may_tell_it_done(case, rules) and any(
            abs(case.at - other.at) <= timedelta(days=rules.reading.together_days)
            and len(_apart({(one.text, origins.owner(one.item.host)): 1.0 for one in (case, other)})) > 1
            for other in sure
        )

    return [replace(case, reading=_as_done(case.reading)) if told(case) else case for case in cases]


def _may_tell_it_done(case: Case, rules: Policy) -> bool:
    """Whether it may be told as done, and is not to come, in a yes that counts and does not tell it so by itself."""
    reading, floors = case.reading, rules.reading
    yes = case.counts and reading.stance is Stance.SUPPORTS and not reading.happened
    return yes and reading.tense is not Tense.FUTURE and floors.told_least <= reading.told < floors.fulfilled


def _tells_it_done(case: Case, rules: Policy) -> bool:
    """Whether an outlet good enough tells it as done, and surely."""
    good = rank(case.item.tier) <= rank(rules.corroboration.lowest_tier)
    return good and case.counts and case.reading.happened and case.reading.told >= rules.reading.told_surely


def _as_done(reading: Reading) -> Reading:
    return reading.model_copy(update={"happened": True, "tense": Tense.PAST})


def _apart(likeliest: Mapping[tuple[str, str], float]) -> list[float]:
    """The likelihoods, surest first, of texts and owners that none before had."""
    texts, owners, found = set[str](), set[str](), list[float]()
    for (text, owner), share in sorted(likeliest.items(), key=lambda entry: (-entry[1], entry[0])):
        if text not in texts and owner not in owners:
            found.append(share)
            texts.add(text)
            owners.add(owner)
    return found


def _half_heard(case: Case, rules: Policy) -> bool:
    """Whether an outlet good enough to quote an authority likely does, not through another one, and not surely enough
    by itself."""
    reading = case.reading
    voiced = reading.quoted in (Quoted.AUTHORITY, Quoted.NOBODY) and not reading.hedged and not reading.on_record
    own = case.channel is None and reading.attributed_to is None and not reading.correction
    likely = reading.record >= rules.reading.together_least
    return voiced and own and likely and rank(case.item.tier) <= rank(rules.authority.quoted_by)


def _same_word(one: Case, other: Case, rules: Policy) -> bool:
    """Whether two quotations may be of one word: within days of each other, one stance, one speaker as far as both are
    known, and nothing that only one of them says has happened or dates otherwise."""
    close = abs(one.at - other.at) <= timedelta(days=rules.reading.together_days)
    speakers = {one.word_of, other.word_of} - {UNNAMED_AUTHORITY}
    says = one.reading.stance is other.reading.stance and one.reading.happened == other.reading.happened
    return close and says and len(speakers) < 2 and _dates_agree(one.reading, other.reading)


def _dates_agree(one: Reading, other: Reading) -> bool:
    """Whether the dates they mean overlap; one that names none agrees with any."""
    if one.when is None or other.when is None:
        return True
    first, second = (Window(start=when.start, end=when.end) for when in (one.when, other.when))
    return overlap(first, second) is not None


def _on_record(case: Case, bench: Bench) -> Case:
    reading = case.reading.model_copy(update={"on_record": True, "quoted": Quoted.AUTHORITY})
    word_of = speaker_heard(bench.claim, case.item, reading, case.channel, bench.rules)
    return replace(case, reading=reading, word_of=word_of, together=True, rule="COUNTS", because="")
