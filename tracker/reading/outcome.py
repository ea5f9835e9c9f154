"""The reading's last page: quote, cues, who speaks, tense and date of the sentence that counts."""

from __future__ import annotations

from tracker.matching import alias_words
from tracker.model import Claim, Cue, Item, Kind, Quote, Quoted, Reading, Stance, Tense, When
from tracker.reading.dates import so_long
from tracker.reading.decide import Decision, corrects, corrects_detail
from tracker.reading.judge import HEDGES, Judged
from tracker.reading.names import names_in, own_channel, speaker_aliases
from tracker.reading.spans import move, shift
from tracker.reading.speech import SPEAKING, Voice
from tracker.reading.view import View
from tracker.reading.window import Dates, dates_of


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
    counting = judged[decision.row]
    kinds = counting.kinds
    happened = _happened(claim, decision, counting)
    said = _said(decision, judged, dates)
    voice = _by_name(claim, view, said.voice, judged)
    sentence = (counting if said.sentence.part == "title" else said).sentence
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
        detail=corrects_detail(judged, view),
        tense=Tense.PAST if happened else _tense_of(claim, decision, judged),
        when=_when(decision, claim, item, view, judged, dates) or _put_off(decision, claim, view, judged),
        headline_only=not (item.summary or item.body),
        enough=decision.enough,
        wavers=decision.wavers,
    )


def _said(decision: Decision, judged: tuple[Judged, ...], dates: tuple[Dates, ...]) -> Judged:
    """The sentence where it is said: the one that counts; of what is on the record and has no speaker there, that in
    which the authority speaks of the claim's own matter; of a plan told as fulfilled, speaks at all ("On sale today.
    Spain follows, the maker said."); else speaks of nothing else and of no day gone by."""
    counting = judged[decision.row]
    if not decision.authority or decision.hedged or counting.voice.quoted is Quoted.AUTHORITY:
        return counting
    speaking = [(one, when) for one, when in zip(judged, dates, strict=True) if one.voice.quoted is Quoted.AUTHORITY]
    own = (one for one, _ in speaking if one.own or decision.fulfilled)
    other = (one for one, when in speaking if not _of_something_else(one, when))
    return next(own, None) or next(other, None) or counting


def _by_name(claim: Claim, view: View, voice: Voice, judged: tuple[Judged, ...]) -> Voice:
    """The voice; where only an office is said to speak, whom the headline quotes by name ("Name: «It is true»", says
    the actor), else whom the text does."""
    if voice.quoted is not Quoted.AUTHORITY:
        return voice
    if _is_named(claim, voice):
        return _quoted_above(claim, view, voice, judged) or _below(claim, voice, judged)
    others = sorted(judged, key=lambda one: one.sentence.part != "title")
    named = (one for one in others if one.voice.quoted is Quoted.AUTHORITY and _is_named(claim, one.voice))
    return next((one.voice for one in named if one.sentence.part == "title" or one.kinds & SPEAKING), voice)


def _quoted_above(claim: Claim, view: View, voice: Voice, judged: tuple[Judged, ...]) -> Voice | None:
    """The person whose words the headline quotes by name, where below no more than his house is named ("Name: «I go»",
    insists the club's coach)."""
    title = next((one for one in judged if one.sentence.part == "title"), None)
    if title is None or title.voice.quoted is not Quoted.AUTHORITY or title.voice == voice:
        return None
    quotes = any(at in view.quoted for at in range(title.sentence.first, title.sentence.last))
    people = names_in(claim).people
    above, below = (alias_words(one.speaker or "") for one in (title.voice, voice))
    return title.voice if quotes and above in people and below not in people else None


def _below(claim: Claim, voice: Voice, judged: tuple[Judged, ...]) -> Voice:
    """The voice; where it is only the name before a headline's colon, which may be what it is about ("Firm: strike at
    New Year"), whom the text below lets speak by name."""
    title = next((one for one in judged if one.sentence.part == "title"), None)
    if title is None or title.voice != voice or title.kinds & SPEAKING or title.elsewhere & SPEAKING:
        return voice
    told = (one.voice for one in judged if one.sentence.part != "title" and one.voice.quoted is Quoted.AUTHORITY)
    return next((one for one in told if one.speaker and _is_named(claim, one)), voice)


def _is_named(claim: Claim, voice: Voice) -> bool:
    words = f" {' '.join(alias_words(voice.speaker or ''))} "
    return any(f" {' '.join(alias)} " in words for alias in speaker_aliases(claim))


def _of_something_else(one: Judged, dates: Dates) -> bool:
    """Whether a sentence tells of another matter, or of a day that is over ("the strike ended, it said last week")."""
    gone = any("gone" in name for _, _, name in dates.places)
    return gone or any(aim.endswith("@other") for aim in one.aims)


def _cues(view: View, judged: tuple[Judged, ...]) -> tuple[Cue, ...]:
    tokens = view.tokens
    spans = {(tokens.starts[hit.first], tokens.ends[hit.last - 1], hit.kind) for one in judged for hit in one.cues}
    return tuple(
        Cue(text=tokens.text[start:end], start=start, end=end, kind=kind) for start, end, kind in sorted(spans)
    )


def _tense(kinds: frozenset[str]) -> Tense:
    if "future" in kinds and "past" not in kinds:
        return Tense.FUTURE
    if "past" in kinds and "future" not in kinds:
        return Tense.PAST
    return Tense.OPEN


SETTLED = 0.85
"""From here on a yes to an event tells it as settled, and what its sentence says of days to come is what follows from
it ("the maker told the workers of the closure: production ends in December"): on the record by how likely it is that,
off it by its confidence. Of 34 yeses to events in the future tense, of 379 left-out stories, nine of ten on the record
above this are rightly a yes, and 17 of 24 below; off it, in 351 stories in no fit, six of six above and four of eight
below."""


def _tense_of(claim: Claim, decision: Decision, judged: tuple[Judged, ...]) -> Tense:
    """The counting sentence's; an event that another sentence plainly tells as past, or that is surely told as settled,
    is not to come, whatever follows from it ("I have chosen Italy", and so he will play for it)."""
    tense = _tense(judged[decision.row].kinds)
    if tense is not Tense.FUTURE or claim.kind is Kind.PLAN:
        return tense
    told = any(
        one.own and _is_told_as_so(one) and not one.kinds & (HEDGES | {"negation", "denial", "believed"})
        for one in judged
    )
    likely = decision.record if decision.authority else decision.confidence
    settled = decision.stance is Stance.SUPPORTS and not decision.hedged and likely >= SETTLED
    return Tense.OPEN if told or settled else tense


def _is_told_as_so(one: Judged) -> bool:
    """Whether a sentence tells it as past, or of a subject by name in the tense of headlines ("Name takes over as
    coach")."""
    return _tense(one.kinds) is Tense.PAST or (one.named and "future" not in one.kinds)


def _happened(claim: Claim, decision: Decision, counting: Judged) -> bool:
    """Whether it is told as done: a plan in whatever tense a headline has ("X opens today"), an event in the past."""
    if decision.stance is not Stance.SUPPORTS or decision.hedged:
        return False
    if claim.kind is Kind.PLAN:
        return decision.fulfilled
    return counting.own and _tense(counting.kinds) is Tense.PAST


def _when(
    decision: Decision, claim: Claim, item: Item, view: View, judged: tuple[Judged, ...], dates: tuple[Dates, ...]
) -> When | None:
    """The date meant. Of a plan with a window a delay means a day after it, in the counting sentence, in the title or
    where something is put off, whatever old day it names first ("moved from March"), and rather one not over on the day
    it is told ("announced today that it will open in April"); where all its days are in the window, the last. A yes
    means a day in the window or before it: a later one beside it is another matter's, or the stance would be a
    delay. Where none of these names a day, it is one to come that another sentence of the claim's matter names, else
    one of an authority's."""
    counting = dates[decision.row]
    if claim.expected is None or decision.stance not in (Stance.POSTPONES, Stance.SUPPORTS):
        order = counting.inside + counting.later + counting.earlier
        return order[0] if order else None
    if decision.stance is Stance.SUPPORTS:
        order = counting.inside + counting.earlier
        return order[0] if order else None
    told, pairs = item.published.date(), list(zip(judged, dates, strict=True))
    real = "counterfactual" not in judged[decision.row].kinds
    off = [when for one, when in pairs if one.sentence.part == "title" or "postpone" in one.kinds | one.elsewhere]
    later = [day for when in ((counting, *off) if real else (*off, counting)) for day in when.later]
    if not later and not counting.inside:
        bearing = [day for one, when in pairs if one.bears and not one.kinds & _UNREAL for day in when.later]
        later = [day for day in bearing if day.start is not None and day.start > told]
    if later or len(counting.inside) < _FROM_AND_TO:
        ahead = (day for day in later if day.end is None or day.end > told)
        return next(ahead, later[0]) if later else _told_besides(claim, view, item, judged)
    return counting.inside[-1]


def _told_besides(claim: Claim, view: View, item: Item, judged: tuple[Judged, ...]) -> When | None:
    """The first day to come after the window that an authority names in a sentence without the claim's own words ("It
    takes six months more. We shall be there in spring 2024")."""
    channel = own_channel(claim, item)
    spoken = (one for one in judged if channel or one.voice.quoted is Quoted.AUTHORITY)
    for one in spoken:
        if not one.bears and not (one.kinds | one.elsewhere) & _UNREAL:
            days = dates_of(item, claim, one.sentence, view.language.code, one.kinds | one.elsewhere).later
            ahead = [day for day in days if day.start is not None and day.start > item.published.date()]
            if ahead:
                return ahead[0]
    return None


def _put_off(decision: Decision, claim: Claim, view: View, judged: tuple[Judged, ...]) -> When | None:
    """The window as long after the claim's as a delay without a date is said to be ("postponed by two years"), in the
    counting sentence, else where something is put off."""
    window = claim.expected
    if decision.stance is not Stance.POSTPONES or window is None or window.end is None:
        return None
    off = [one for one in judged if "postpone" in one.kinds | one.elsewhere]
    for one in (judged[decision.row], *off):
        long = _how_long(view, one)
        if long is not None:
            (count, unit), text = long
            behind = shift(window.end, 1)
            start = move(window.start, unit, count) if window.start else behind
            end = shift(move(behind, unit, count), -1)
            if start <= window.end:
                return None  # less than the window is long: after it, nobody knows when
            return When(start=start, end=end, precision="shift", direction="future", text=text)
    return None


def _how_long(view: View, one: Judged) -> tuple[tuple[int, str], str] | None:
    """By how many of which unit a sentence puts off, near the word that does, and the words that say so."""
    tokens, last = view.tokens, one.sentence.last
    cues = [(hit.first, hit.last) for hit in one.cues if hit.kind == "postpone"]
    for at in range(one.sentence.first, last - 1):
        between = [(end, at) for _, end in cues] + [(at, first) for first, _ in cues if view.language.capitals]
        near = any(0 <= end - start <= _NEAR_CUE and "," not in tokens.words[start:end] for start, end in between)
        if near and tokens.words[at] in view.language.by:
            language = view.language
            long = so_long(tokens.words[at + 1 : last], language.code, language.bounds, language.more)
            if long is not None and long[1] in _LONG:
                return long, tokens.text[tokens.starts[at] : tokens.ends[min(at + 4, last) - 1]]
    return None


_NEAR_CUE = 8
"""Tokens between what puts off and by how long, at most, no comma among them; in German, where the verb may end the
clause, on either side."""
_LONG = frozenset({"week", "month", "quarter", "half", "year"})
"""Units in which a delay is told; what is put off by days is as good as dated."""


_UNREAL = frozenset({"counterfactual", "conditional", "unnamed", "hearsay", "question"})
"""Kinds of a sentence whose day nobody promises."""
_FROM_AND_TO = 2
"""So many days in the window make a move within it ("from 2 to 30 October")."""
