"""From an item to its reading, in one line:

    item -> tokens, sentences, cues (view) -> what of it is the claim's matter (matter)
         -> each sentence judged (judge, speech, window) -> one stance (decide)

Pure: the same item and claim give the same reading, offline; dates are relative to the item's own day.
"""

from __future__ import annotations

from tracker.model import Claim, Item, Match, Quoted, Reading, Stance
from tracker.reading.decide import Decision, decide
from tracker.reading.judge import Judged, judge
from tracker.reading.matter import Marks, marks, profile
from tracker.reading.relevance import features, relevance
from tracker.reading.speech import own_channel, speaker_aliases, voice
from tracker.reading.view import View, view_of
from tracker.reading.outcome import reading_of
from tracker.reading.window import NOTHING, Dates, dates_of


def read(match: Match) -> Reading:
    """What the item of `match` says of its claim; stance `none` where it is about another matter."""
    claim, item = match.claim, match.item
    view = view_of(item)
    own = profile(claim, view.language.code)
    found = marks(view, own)
    about = relevance(features(item, view, claim, own, found))
    if about < 0.5:
        return unrelated(claim, item, 1 - about)
    judged = _judged(view, claim, found)
    dates = tuple(_dates(item, claim, view, one) for one in judged)
    decision = decide(claim, item, view, judged, dates, own.main)
    return reading_of(claim, item, view, judged, dates, decision, about)


def unrelated(claim: Claim, item: Item, confidence: float) -> Reading:
    """The reading of an item that does not concern the claim."""
    return Reading(
        claim=claim.slug,
        item=item.id,
        text_id=item.text_id,
        stance=Stance.NONE,
        confidence=round(min(max(confidence, 0.0), 1.0), 3),
        headline_only=not (item.summary or item.body),
    )


def read_claim(claim: Claim, item: Item) -> Reading:
    """The reading of `item` for `claim` whether or not it names a subject (then stance `none`)."""
    from tracker.matching import ClaimIndex  # which itself needs tracker.text

    found = ClaimIndex((claim,)).matches(item)
    return read(found[0]) if found else unrelated(claim, item, 0.95)


def _judged(view: View, claim: Claim, found: Marks) -> tuple[Judged, ...]:
    aliases = speaker_aliases(claim)
    title = [s for s in view.sentences if s.part == "title"]
    end = title[-1].last if title else 0
    inherits = any(at < end for group in found.subjects for at in group)
    return tuple(
        judge(view, index, found, voice(view, sentence, view.cues[index], aliases), inherits)
        for index, sentence in enumerate(view.sentences)
    )


def _dates(item: Item, claim: Claim, view: View, judged: Judged) -> Dates:
    if not any(view.tokens.words[at][0].isalnum() for at in range(judged.sentence.first, judged.sentence.last)):
        return NOTHING
    return dates_of(item, claim, judged.sentence, view.language.code)
