"""The reading's last page: quote, cues, who speaks, tense and date of the sentence that counts."""

from __future__ import annotations

from tracker.model import Claim, Cue, Item, Kind, Quote, Quoted, Reading, Stance, Tense, When
from tracker.reading.decide import Decision, corrects
from tracker.reading.judge import Judged
from tracker.reading.speech import Voice
from tracker.reading.view import View
from tracker.reading.window import Dates


def reading_of(
    claim: Claim,
    item: Item,
    view: View,
    judged: tuple[Judged, ...],
    dates: tuple[Dates, ...],
    decision: Decision,
    changes: bool,
) -> Reading:
    """Everything a reading tells of the item, from the decision and the sentence it rests on; `changes` is whether all
    the claim tells is that something changed."""
    counting, when = judged[decision.row], dates[decision.row]
    sentence = counting.sentence
    kinds = counting.kinds
    happened = _happened(claim, decision, counting)
    voice = _voice(decision, counting, judged)
    return Reading(
        claim=claim.slug,
        item=item.id,
        text_id=item.text_id,
        stance=decision.stance,
        confidence=round(min(1.0, decision.confidence), 3),
        quote=Quote(text=item.text[sentence.start : sentence.end], start=sentence.start, end=sentence.end),
        cues=_cues(view, judged),
        quoted=voice.quoted,
        speaker=voice.speaker,
        attributed_to=counting.voice.outlet,
        on_record=decision.authority and not decision.hedged,
        record=round(min(1.0, decision.record), 3),
        hedged=decision.hedged,
        so_far=decision.stance is Stance.DENIES and "so_far" in kinds,
        for_now=decision.stance is Stance.DENIES and claim.kind is Kind.EVENT and changes,
        called_off=decision.stance is Stance.DENIES and counting.off,
        happened=happened,
        told=round(decision.told, 3),
        correction=corrects(judged),
        tense=Tense.PAST if happened else _tense(kinds),
        when=_when(decision, when),
        headline_only=not (item.summary or item.body),
    )


def _voice(decision: Decision, counting: Judged, judged: tuple[Judged, ...]) -> Voice:
    """Who is quoted where it counts; of what is on the record and has no speaker there, the authority that speaks of
    the claim's own matter elsewhere in the item; of a plan told as fulfilled, that speaks at all ("On sale today. Spain
    follows, the maker said.")."""
    if not decision.authority or decision.hedged or counting.voice.quoted is not Quoted.NOBODY:
        return counting.voice
    speaking = (one for one in judged if one.voice.quoted is Quoted.AUTHORITY)
    return next((one.voice for one in speaking if one.own or decision.fulfilled), counting.voice)


def _cues(view: View, judged: tuple[Judged, ...]) -> tuple[Cue, ...]:
    tokens = view.tokens
    found = []
    for one in judged:
        for hit in one.cues:
            start, end = tokens.starts[hit.first], tokens.ends[hit.last - 1]
            found.append(Cue(text=tokens.text[start:end], start=start, end=end, kind=hit.kind))
    return tuple(sorted(found, key=lambda cue: (cue.start, cue.end, cue.kind)))


def _tense(kinds: frozenset[str]) -> Tense:
    if "future" in kinds and "past" not in kinds:
        return Tense.FUTURE
    if "past" in kinds and "future" not in kinds:
        return Tense.PAST
    return Tense.OPEN


def _happened(claim: Claim, decision: Decision, counting: Judged) -> bool:
    """Whether it is told as done: a plan in whatever tense a headline has ("X opens today"), an event in the past."""
    if decision.stance is not Stance.SUPPORTS or decision.hedged:
        return False
    if claim.kind is Kind.PLAN:
        return decision.fulfilled
    return counting.own and _tense(counting.kinds) is Tense.PAST


def _when(decision: Decision, dates: Dates) -> When | None:
    order = dates.later + dates.inside + dates.earlier
    if decision.stance is not Stance.POSTPONES:
        order = dates.inside + dates.later + dates.earlier
    return order[0] if order else None
