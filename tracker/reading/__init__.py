"""From an item to its reading, in one line:

    item -> tokens, sentences, cues (view) -> what of it is the claim's matter (matter)
         -> each sentence judged (judge, speech, window) -> every fact by name (relevance, stance, nearest)
         -> what its very words amount to (runs) -> how likely each stance is by its facts (trees)
         -> and by its words in order, each with what is known of it (strip, layers)
         -> and, of a yes or an unsure one, by every word of it beside every other and the claim's (sheet, encoder)
         -> one stance and the sentence that carries it (decide)
         -> how likely an authority says so on the record (record)

Pure: the same item and claim give the same reading, offline; dates are relative to the item's own day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tracker.matching import ClaimIndex
from tracker.model import VOICES, Claim, Item, Kind, Match, Quoted, Reading, Stance
from tracker.reading import record, runs, trees
from tracker.reading.decide import FIRM, NEVER, corrects, corrects_detail, settle
from tracker.reading.names import own_channel
from tracker.reading.outcome import reading_of
from tracker.reading.seen import Look, look
from tracker.reading.sheet import Sheet
from tracker.reading.strip import Strip
from tracker.reading.trees import Forest, Odds
from tracker.reading.view import view_of
from tracker.text import fold

if TYPE_CHECKING:
    from tracker.reading.layers import Layers


def read(match: Match) -> Reading:
    """What the item of `match` says of its claim; stance `none` where it is about another matter."""
    from tracker.reading.layers import layers  # and numpy, which what reads nothing need not wait for

    if not view_of(match.item).sentences:
        return unrelated(match.claim, match.item, 1.0)  # an authority's own entry without a word
    seen = look(match)
    signs, laid = seen.signs() | runs.words().facts(seen.runs()), seen.strip()
    odds = closer(likely(signs, laid, trees.forest(), layers()), seen.sheet)
    told = conclude(seen, signs, odds)
    if not _rests_on_headline(match.item, told):
        return told
    return told.model_copy(update={"below": read(_below_headline(match)).stance is told.stance})


def _rests_on_headline(item: Item, told: Reading) -> bool:
    """Whether a position rests on a headline above a body."""
    above = told.quote is not None and told.quote.end <= len(item.title)
    return bool(item.body) and above and told.stance in FIRM


def _below_headline(match: Match) -> Match:
    """The item without its headline: the first sentence below heads the others, and there is no body."""
    item = match.item
    below = [one for one in view_of(item).sentences if one.part != "title"]
    if not below:
        return match.model_copy(update={"item": item.model_copy(update={"title": "", "summary": "", "body": ""})})
    first, rest = item.text[below[0].start : below[0].end], item.text[below[0].end :].strip()
    return match.model_copy(update={"item": item.model_copy(update={"title": first, "summary": rest, "body": ""})})


IN_ORDER = 0.4
"""What the odds of the words in order weigh beside those of the facts. Of 1,714 and 1,422 items of stories left out,
macro-F1 is 0.860 and 0.740 by the facts alone, 0.834 and 0.709 by the order alone, 0.872 and 0.759 with this."""


def likely(signs: Mapping[str, float], strip: Strip, forest: Forest, readers: Layers) -> Odds:
    """The odds of an item with these facts and this strip, as trees and readers see it together."""
    return forest.odds(signs).beside(readers.odds(strip), IN_ORDER)


SURE = dict.fromkeys(Stance, 0.9) | {Stance.SUPPORTS: NEVER, Stance.DENIES: 0.96, Stance.POSTPONES: 0.96}
"""From here on an item's likeliest stance stands as it is, and the encoder, which takes longer than all the rest of a
reading, is not asked. A yes, which alone promotes, is always read twice, and a no or a delay unless it is as plain as
"the news was denied", which trees and words know best. Of 1,053 dated statuses of stories in no fit of the readers 968
were right with this and five promotions false when it was chosen, 958 and six where only the unsure (below 0.9) and
every yes are read twice, 957 and eleven where a sure yes stands too (the last two before `[reading] own_channel` was
0.8)."""
BESIDE = 0.6
"""What the encoder's odds weigh beside those of facts and words in order. Of those 1,053 statuses, every yes, no and
delay read twice, 964 are right with this, 958 with 0.5, 943 with 0.75 (all items read twice); five, four and ten
promotions are false."""


def closer(odds: Odds, asked: Callable[[], Sheet]) -> Odds:
    """The odds of an item, the encoder's beside where they are not sure enough without."""
    likeliest = max(odds.stances, key=lambda stance: odds.stances[stance])
    if odds.stances[likeliest] >= SURE[likeliest]:
        return odds
    from tracker.reading.encoder import encoder

    return odds.beside(encoder().odds(asked()), BESIDE)


OWN_WORD = 0.95
"""How likely, at least, what is said on an authority's own channel is said by it on the record, which is so by what an
authority's word is; what remains is whether it says it of the claim."""


COME_LATE = 0.7
"""From here on what happened late is told as come about, and no more as put off ("two years late, the maker builds its
first"). Of 328 delays so read of stories that joined no fit five are above, four of them rightly."""


NEARLY = 0.08
"""From here on the second likeliest stance of an item is kept as what it may say instead: 3,480 of 7,703 left-out items
have one. With 0.03 stances and statuses come out the same but for a few items."""


def conclude(seen: Look, signs: Mapping[str, float], odds: Odds) -> Reading:
    """The reading of what was seen, with its facts by name, at these odds; and what it says if it does not say that."""
    odds = possible(seen, odds)
    first, second = sorted(odds.stances, key=lambda stance: (odds.stances[stance], stance), reverse=True)[:2]
    told = _concluded(seen, signs, odds)
    instead = None
    if odds.stances[second] >= NEARLY:
        other = _concluded(seen, signs, odds._replace(stances={**odds.stances, first: 0.0}))
        instead = other.model_copy(update={"cues": ()})
    shares = tuple(round(odds.stances[stance], 3) for stance in Stance)
    return told.model_copy(update={"odds": shares, "instead": instead})


def possible(seen: Look, odds: Odds) -> Odds:
    """The odds without what cannot be: an authority's own words that are none of its own, a no where only the claim's
    collapse or delay is denied, a delay of what has come about, another matter where the title tells only that."""
    if own_channel(seen.claim, seen.item):
        odds = odds._replace(record=max(odds.record, OWN_WORD))
    if seen.denies_its_end:
        odds = odds.without(Stance.DENIES)
    if seen.is_bare_news:
        odds = _come_about(odds)
    if seen.claim.kind is Kind.PLAN and odds.happened >= COME_LATE:
        odds = odds.without(Stance.POSTPONES)
    return odds


def _come_about(odds: Odds) -> Odds:
    """The odds of a title that tells only that the claim's matter has come about: what else it may be is a yes."""
    idle = (Stance.NONE, Stance.MENTIONS, Stance.REPORTS)
    yes = odds.stances[Stance.SUPPORTS] + sum(odds.stances[stance] for stance in idle)
    stances = {**odds.stances, **dict.fromkeys(idle, 0.0), Stance.SUPPORTS: yes}
    return odds._replace(stances=stances, happened=max(odds.happened, COME_LATE))


def _concluded(seen: Look, signs: Mapping[str, float], odds: Odds) -> Reading:
    """The reading as its likeliest stance."""
    claim, item = seen.claim, seen.item
    if max(odds.stances, key=lambda stance: odds.stances[stance]) is Stance.NONE:
        plain = unrelated(claim, item, odds.stances[Stance.NONE], correction=corrects(seen.judged))
        return plain.model_copy(update={"detail": corrects_detail(seen.judged, seen.view)})
    decision = settle(claim, item, seen.judged, seen.local, seen.decision, odds)
    if record.may_be(seen, decision):
        share = record.likely(decision.stance, record.signs(seen, decision, odds, signs))
        decision = decision.heard(share, record.enough(seen, decision, signs))
    reading = reading_of(claim, item, seen.view, seen.judged, seen.dates, decision, seen.own.changes)
    if decision.stance is Stance.SUPPORTS and reading.quoted is Quoted.AUTHORITY and record.leaked(seen, decision):
        return reading.model_copy(update={"quoted": Quoted.NOBODY, "speaker": None})  # the outlet says what it has read
    return reading.model_copy(update={"speaker": _both(seen)}) if _is_pair(seen, reading) else reading


def _is_pair(seen: Look, reading: Reading) -> bool:
    """Whether "the two groups" speak in an item that names the claim's two subjects."""
    words = set(fold(reading.speaker or "").split())
    two = len(seen.claim.subjects) == len(seen.found.subjects) == 2 and all(seen.found.subjects)
    return reading.quoted is Quoted.AUTHORITY and two and not words.isdisjoint(seen.view.language.pairs)


def _both(seen: Look) -> str:
    """The two subjects as one voice."""
    return VOICES.join(group[0] for group in seen.claim.subjects)


def unrelated(claim: Claim, item: Item, confidence: float, *, correction: bool = False) -> Reading:
    """The reading of an item that does not concern the claim; it may still take an earlier wording back."""
    return Reading(
        claim=claim.slug,
        item=item.id,
        text_id=item.text_id,
        stance=Stance.NONE,
        confidence=round(min(max(confidence, 0.0), 1.0), 3),
        correction=correction,
        headline_only=not (item.summary or item.body),
    )


def read_claim(claim: Claim, item: Item) -> Reading:
    """The reading of `item` for `claim` whether or not it names a subject (then stance `none`)."""
    found = ClaimIndex((claim,)).matches(item)
    return read(found[0]) if found else unrelated(claim, item, 0.95)
