"""The reading's last page: quote, cues, who speaks, tense and date of the sentence that counts."""

from __future__ import annotations

from tracker.model import Claim, Cue, Item, Quote, Reading, Stance, Tense, When
from tracker.reading.decide import Decision, corrects
from tracker.reading.judge import Judged
from tracker.reading.view import View
from tracker.reading.window import Dates


def reading_of(
    claim: Claim,
    item: Item,
    view: View,
    judged: tuple[Judged, ...],
    dates: tuple[Dates, ...],
    decision: Decision,
) -> Reading:
    """Everything a reading tells of the item, from the decision and the sentence it rests on."""
    counting, when = judged[decision.row], dates[decision.row]
    sentence = counting.sentence
    kinds = counting.kinds
    return Reading(
        claim=claim.slug,
        item=item.id,
        text_id=item.text_id,
        stance=decision.stance,
        confidence=round(min(1.0, decision.confidence), 3),
        quote=Quote(text=item.text[sentence.start : sentence.end], start=sentence.start, end=sentence.end),
        cues=_cues(view, judged),
        quoted=counting.voice.quoted,
        speaker=counting.voice.speaker,
        attributed_to=counting.voice.outlet,
        on_record=decision.authority and not decision.hedged,
        hedged=decision.hedged,
        so_far=decision.stance is Stance.DENIES and "so_far" in kinds,
        called_off=decision.stance is Stance.DENIES and counting.off,
        happened=_happened(decision, counting),
        correction=corrects(judged),
        tense=_tense(kinds),
        when=_when(decision, when),
        headline_only=not (item.summary or item.body),
    )


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


def _happened(decision: Decision, counting: Judged) -> bool:
    return (
        decision.stance is Stance.SUPPORTS
        and not decision.hedged
        and counting.own
        and _tense(counting.kinds) is Tense.PAST
    )


def _when(decision: Decision, dates: Dates) -> When | None:
    order = dates.later + dates.inside + dates.earlier
    if decision.stance is not Stance.POSTPONES:
        order = dates.inside + dates.later + dates.earlier
    return order[0] if order else None
