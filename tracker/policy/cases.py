"""Cases: each item's wording in force, dated by its text, with whose word it carries; and what was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker import hosts, origins
from tracker.events import ClaimState, ItemRead, ReadingCorrected
from tracker.model import UNNAMED_AUTHORITY, Claim, Item, Quoted, Reading, Stance, Tier
from tracker.origins import Entry
from tracker.policy.settings import Policy, rank
from tracker.policy.speakers import (
    channel_of,
    channel_speaker,
    speaker_named,
    speaker_of,
    speakers_together,
)

_FOR = frozenset({Stance.SUPPORTS, Stance.REPORTS, Stance.MENTIONS})
_SELF_OFFICIAL = "self_official"
"""The cue kind for "ufficiale", "here we go", "affare fatto" in an outlet's own mouth (see the language files)."""


@dataclass(frozen=True)
class Case:
    """One item's current wording on trial."""

    item: Item
    reading: Reading
    at: datetime
    """From when it counts: its date, for a copy its text's."""
    channel: str | None = None
    """The authority whose own channel it came through."""
    word_of: str | None = None
    """The speaker whose own word it carries."""
    leans_on: str | None = None
    """The speaker of the claim whom it names as its source, on the record or off."""
    rule: str = "COUNTS"
    because: str = ""
    text: str = ""
    """The item whose text it passes on; its own id where the text is its own."""
    together: bool = False
    """It is an authority's word only because other texts carry it too."""

    @property
    def counts(self) -> bool:
        """Whether no rule objects."""
        return self.rule == "COUNTS"

    @property
    def day(self) -> date:
        """Items of one UTC date are judged together."""
        return self.at.date()


@dataclass(frozen=True)
class Gone:
    """A wording that was taken back."""

    item: Item
    stances: frozenset[Stance]
    """What it said, by itself and in company."""
    why: str


def _since(event: ItemRead, first: ItemRead, rules: Policy) -> datetime:
    """From when a wording counts: its item's date; where it says something new, from when we saw the edit.

    A date later than the day we saw the item is not believed.
    """
    item = event.item
    if item.text_id != first.item.text_id and meaning_of(event.reading) != meaning_of(first.reading):
        return max(item.seen_at, first.item.seen_at)
    return min(item.published, item.seen_at) if rules.on("DATES_ARE_CHECKED") else item.published


def in_force(state: ClaimState, rules: Policy, now: datetime) -> tuple[list[Case], list[Gone]]:
    """The wording in force of each item, and the wordings that a later one took back."""
    wordings: dict[tuple[str, str], list[ItemRead]] = {}
    for event in state.readings:
        own = hosts.site(event.item.host) if rules.on("OWN_HOST_ONLY") else ""
        known = wordings.setdefault((event.item.id, own), [])
        if _since(event, known[0] if known else event, rules) <= now:
            known.append(event)
    cases, older, met = list[Case](), list[Gone](), set[str]()
    for (name, site), events in wordings.items():
        item_id = f"{name}@{site}" if name in met else name
        met.add(name)
        if not events:
            continue
        last = events[-1] if rules.on("CORRECTION_REOPENS") else events[0]
        cases.append(_case(state, last, events[0], item_id, rules))
        older += [Gone(e.item, stances_of(e.reading), "revised") for e in _taken_wordings(events, last)]
    return cases, older


def _taken_wordings(events: Sequence[ItemRead], last: ItemRead) -> list[ItemRead]:
    """The earlier wordings that say something else than the one in force; a trivial edit takes nothing back."""
    return [
        event
        for event in events
        if event.item.text_id != last.item.text_id and meaning_of(event.reading) != meaning_of(last.reading)
    ]


def _case(state: ClaimState, event: ItemRead, first: ItemRead, item_id: str, rules: Policy) -> Case:
    item = event.item.model_copy(update={"id": item_id}) if item_id != event.item.id else event.item
    reading = _as_corrected(event.reading, state.corrected.get(item_id))
    channel = channel_of(state.claim, item, rules)
    if channel is None:
        item = item.model_copy(update={"tier": _tier_here(item, state.claim)})
    at = _since(event, first, rules)
    word_of = speaker_heard(state.claim, item, reading, channel, rules)
    return Case(item, reading, at, channel, word_of, speaker_named(state.claim, reading.speaker or ""))


def _tier_here(item: Item, claim: Claim) -> Tier:
    """What a source that is not this claim's authority is worth here: the feed list's word, with three exceptions.

    An authority on other matters is a source like a newspaper. A look-alike is anybody, and so is a host to which an
    authority's feed was led away. A page said to be the authority's own, by whoever links to it, is no source at all.
    """
    if item.tier is not Tier.AUTHORITY:
        return Tier.BLOG if hosts.covered_by(item.host, claim.authorities) else item.tier
    led_away = bool(item.feed) and not hosts.same_site(item.feed, item.host)
    return Tier.BLOG if led_away or hosts.look_alike(item.host, claim.authorities) else Tier.PRESS


def _as_corrected(reading: Reading, by_person: ReadingCorrected | None) -> Reading:
    if by_person is None:
        return reading
    hedged = by_person.stance is Stance.REPORTS
    on_record = reading.on_record if by_person.on_record is None else by_person.on_record
    quoted = Quoted.AUTHORITY if on_record else reading.quoted
    return reading.model_copy(
        update={
            "stance": by_person.stance,
            "on_record": on_record,
            "quoted": quoted,
            "hedged": hedged,
            "confidence": 1.0,
            "headline_only": False,
            "below": True,
            "record": 0.0,
            "odds": tuple(float(stance is by_person.stance) for stance in Stance),
            "alone": None,
            "instead": None,
        }
    )


def meaning_of(reading: Reading) -> tuple[object, ...]:
    """What a reading does to the claim, leaving out where in the text it stands."""
    when = (reading.when.start, reading.when.end) if reading.when else None
    return (reading.stance, reading.hedged, reading.on_record, reading.happened, reading.called_off, when)


def stances_of(reading: Reading) -> frozenset[Stance]:
    """Its stance, and the one it has by itself where company changed that."""
    return frozenset({reading.stance, reading.alone or reading.stance})


def speaker_heard(claim: Claim, item: Item, reading: Reading, channel: str | None, rules: Policy) -> str | None:
    """Whose own word the reading carries, if anybody's with authority; whether it counts is decided later."""
    if channel is not None:
        own = reading.quoted not in (Quoted.UNNAMED, Quoted.OUTLET)
        return channel_speaker(claim, channel) if own else None
    if reading.on_record:
        return speaker_of(claim, item, reading, rules)
    if not rules.on("AUTHORITY_SPEAKS") and _leans_on_somebody(reading):
        return UNNAMED_AUTHORITY
    if not rules.on("AGREED_IS_NOT_OFFICIAL") and any(cue.kind == _SELF_OFFICIAL for cue in reading.cues):
        return UNNAMED_AUTHORITY
    return None


def tellers(claim: Claim, case: Case) -> tuple[str, ...]:
    """Whose word it is, and who says it together with that one; nobody where it carries no word."""
    if case.word_of is None:
        return ()
    together = [] if case.channel else speakers_together(claim, case.reading)
    return tuple(together) if case.word_of in together else (case.word_of,)


def _leans_on_somebody(reading: Reading) -> bool:
    """What only an authority's word could carry: a no, a date, a named person's yes."""
    return reading.stance in (Stance.DENIES, Stance.POSTPONES) or reading.quoted is Quoted.NAMED


def entry_of(case: Case) -> Entry:
    """The case as the origins see it."""
    return Entry(case.item, case.at, _source(case), _sense(case.reading))


def _source(case: Case) -> str:
    """The source that the counting sentence leans on; a speaker of the claim goes by one name, on the record or off."""
    reading = case.reading
    if case.channel is not None:
        return ""
    if reading.attributed_to:
        return f"outlet:{reading.attributed_to}"
    if case.word_of and case.word_of != UNNAMED_AUTHORITY:
        return f"said:{case.word_of}"
    named = reading.quoted in (Quoted.NAMED, Quoted.AUTHORITY) and reading.speaker
    return f"said:{case.leans_on or reading.speaker}" if named else ""


def _sense(reading: Reading) -> str:
    """Texts that say opposite things, or name other dates, are not one text passed on, however alike."""
    if reading.stance in _FOR:
        return "for"
    when = f"{reading.when.start}/{reading.when.end}" if reading.when else ""
    return f"{reading.stance.value} {when}"


def apart(cases: Sequence[Case]) -> int:
    """How many of these say it for themselves: texts that are no copies, and of different owners."""
    return min(len({case.text for case in cases}), len({origins.owner(case.item.host) for case in cases}))


def habits_of(rules: Policy) -> origins.Habits:
    """How copies are told under these rules."""
    return origins.Habits(
        near=rules.copies.near,
        headline=rules.copies.headline,
        collapse=rules.on("COUNT_ROOTS_NOT_COPIES"),
        inherit=rules.on("ATTRIBUTION_INHERITS"),
        trust_dates=not rules.on("LOWER_TIER_MOVES_NOBODY"),
    )


def dated_by_text(cases: Sequence[Case], rules: Policy) -> list[Case]:
    """A copy carries its text's date: that of the earliest item which passes it on and says the same thing.

    A blog or a post, whatever day it names, dates nobody but others of its kind.
    """
    first: dict[tuple[object, ...], datetime] = {}
    for case in cases:
        key = (*_saying(case), _is_low(case))
        first[key] = min(first.get(key, case.at), case.at)
    trusting = not rules.on("LOWER_TIER_MOVES_NOBODY")

    def dated(case: Case) -> datetime:
        tiers = (True, False) if trusting or _is_low(case) else (False,)
        return min(first[key] for low in tiers if (key := (*_saying(case), low)) in first)

    return [replace(case, at=dated(case)) for case in cases]


def _saying(case: Case) -> tuple[object, ...]:
    return case.text, case.reading.stance, case.reading.on_record


def _is_low(case: Case) -> bool:
    return rank(case.item.tier) >= rank(Tier.BLOG)


def carried_words(cases: Iterable[Case], rules: Policy) -> frozenset[tuple[str, str]]:
    """(speaker, stance) of every word that an outlet good enough to quote an authority carries, or its own channel."""
    return frozenset(
        (case.word_of, case.reading.stance.value)
        for case in cases
        if case.word_of and not case.reading.hedged and may_quote(case, rules)
    )


def may_quote(case: Case, rules: Policy) -> bool:
    """Whether the outlet is good enough to make an authority's word heard, or the channel is its own."""
    if not rules.on("AUTHORITY_SPEAKS"):
        return True
    return case.channel is not None or rank(case.item.tier) <= rank(rules.authority.quoted_by)


def corrections_among(cases: Iterable[Case]) -> dict[str, Item]:
    """Item id -> the later item in which the same site corrects it."""
    cases = list(cases)
    found: dict[str, Item] = {}
    for notice in cases:
        if notice.reading.correction:
            for case in cases:
                if _corrects(notice, case):
                    found[case.item.id] = notice.item
    return found


def _corrects(notice: Case, case: Case) -> bool:
    """Whether the notice takes the earlier item of its own site back: it says the opposite, or no longer says it, and
    puts more right than a detail.

    Whoever reports a plan and later its delay was not wrong the first time.
    """
    earlier = case.at < notice.at and not case.reading.correction and not notice.reading.detail
    sides = {_side(notice.reading.stance), _side(case.reading.stance)}
    return earlier and hosts.same_site(notice.item.host, case.item.host) and len(sides) > 1


def _side(stance: Stance) -> str:
    """`yes` also for a delay: it takes nothing back."""
    return {Stance.DENIES: "no", Stance.MENTIONS: "none", Stance.NONE: "none"}.get(stance, "yes")


def gone_among(cases: Iterable[Case], state: ClaimState, corrected: dict[str, Item]) -> list[Gone]:
    """The wordings that were withdrawn, or that their own site has corrected."""
    return [
        Gone(case.item, stances_of(case.reading), "withdrawn")
        for case in cases
        if case.item.id in state.withdrawn or case.item.id in corrected
    ]
