"""How likely it is that an authority says it on the record: what the odds tell of that, and what the rules found around
the sentence that counts, weighed together.

    what was seen, the stance and its sentence, the odds -> signs, each a number by name -> one likelihood

`weights/record.json` holds what each sign weighs, by stance, fitted by tests/bench/fit_record.py over stories that the
rest of the reader never saw. Some things no weight outdoes (`may_be`): on doubt, nobody's word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import orjson

from tracker.errors import LanguageError
from tracker.model import Quoted, Stance
from tracker.reading.decide import FIRM, Decision, another, corrects, doubted, plainly, spoken_by
from tracker.reading.judge import Judged
from tracker.reading.matter import Marks
from tracker.reading.names import own_channel
from tracker.reading.seen import Look
from tracker.reading.speech import SPEAKING
from tracker.reading.trees import Odds

FOR = (
    "stance",
    "record",
    "both",
    "an authority speaks",
    "an authority says it",
    "it says so of what stands before",
    "it says it plainly",
    "by the rules",
    "quotes authority",
)
AGAINST = (
    "another matter",
    "another says it",
    "the outlet corrects",
    "hedged",
    "doubted",
    "denies another matter",
    "its end is denied",
    "called off",
    "not meant",
    "leaves one out",
    "own channel",
    "quotes named",
    "quotes unnamed",
    "quotes outlet",
    "quotes nobody",
)
"""Signs that may only weigh for or against a word on the record. An own channel, whose every word is one, tells much
else of the same people; where it is called off, a yes is none."""
_LEAST = 1e-3
"""How near to nought or one a likelihood may come."""


def may_be(seen: Look, decision: Decision) -> bool:
    """Whether what is said so can be on the record at all: a yes, a no or a delay, in a language that is known, without
    nameless sources, hearsay or a question in its sentence, and not the word of somebody else with a name; no yes in
    which nobody is heard who may be an authority, whatever is "official" or "confirmed", that papers say which the
    outlet has seen, or that calls the claim's matter off; no no of an outlet that takes back its own report."""
    stance, one = decision.stance, seen.judged[decision.row]
    if stance not in FIRM or not seen.view.known or _is_hearsay(seen, one):
        return False
    if another(seen.judged, decision.row) and not _speaks_too(seen, decision):
        return False
    if stance is Stance.DENIES and _only_corrects(seen):
        return False
    if stance is Stance.SUPPORTS:
        heard = _heard(seen) and not leaked(seen, decision)
        return heard and not doubted(one, stance) and not _called_off(seen, one)
    return True


def enough(seen: Look, decision: Decision, facts: Mapping[str, float]) -> float:
    """From which likelihood on that is enough: a no that seems to be meant for something else (the alliance, not the
    meeting) must be surer."""
    stance = decision.stance
    if stance is Stance.DENIES and _denies_another(seen.judged[decision.row]) and not _meant(stance, seen.found, facts):
        return UNMEANT
    return ENOUGH[stance]


ENOUGH = {Stance.SUPPORTS: 0.8, Stance.DENIES: 0.5, Stance.POSTPONES: 0.5}
"""From here on, by how likely it is, an authority's word is on the record. A no and a delay may be less sure, whose
mistakes promote nothing. Of 2,033 dated statuses of stories in no fit of the readers 1,858 come out right with these,
23 promotions false; where a yes outside own channels must be from 0.9 on 1,852 and 22, from 0.95 on 1,846 and 16."""
UNMEANT = 0.75
"""The same for a no that denies something else too."""


def _is_hearsay(seen: Look, one: Judged) -> bool:
    """Whether the sentence asks, leans on nameless sources, or tells "according to rumours" what somebody said."""
    words, according = seen.view.tokens.words, seen.view.language.according
    rumoured = any(hit.kind == "hearsay" and words[hit.first] in according for hit in one.cues)
    return one.question or one.voice.quoted is Quoted.UNNAMED or rumoured


def _speaks_too(seen: Look, decision: Decision) -> bool:
    """Whether an authority says it beside somebody else: on its own channel, or in another sentence; a title in which
    it seems to does not outweigh who is named below ("Name is bought, confirms a lawyer")."""
    speaking = (seen.judged[row].sentence.part for row in spoken_by(seen.judged, seen.local, decision.stance))
    told = seen.judged[decision.row].sentence.part
    return own_channel(seen.claim, seen.item) or any(part != "title" or told == "title" for part in speaking)


def _only_corrects(seen: Look) -> bool:
    """Whether an outlet takes its own report back, and no authority says anything in another sentence ("On Monday we
    reported that Name had signed. That was wrong.")."""
    if own_channel(seen.claim, seen.item) or not corrects(seen.judged):
        return False
    saying = (one for one in seen.judged if one.voice.quoted is Quoted.AUTHORITY)
    kinds = (one.kinds | one.elsewhere for one in saying)
    return not any(found & SPEAKING and "correction" not in found for found in kinds)


def leaked(seen: Look, decision: Decision) -> bool:
    """Whether a yes is what papers say that the outlet has seen, in its sentence or, where that goes on with them ("The
    letter, a copy of which ..."), in the next; wherever it stands, if authorities say nothing but what stands in the
    papers ("Name y reconnaît ..."). Not where one says it in another sentence."""
    if own_channel(seen.claim, seen.item):
        return False
    rows = {row for row, one in enumerate(seen.judged) if any(hit.kind == "leaked" for hit in one.cues)}
    inside = {row for row, one in enumerate(seen.judged) if any(row > at for at in rows) and _in_papers(seen, one)}
    told = rows | inside | {row - 1 for row in rows if _begins_with_papers(seen, row)}
    heard = {row for row, one in enumerate(seen.judged) if one.voice.quoted is Quoted.AUTHORITY}
    above = {row for row in heard if rows and _tells_only_what_is_done(seen, seen.judged[row])}
    only_papers = bool(rows) and heard <= rows | inside | above
    speaking = set(spoken_by(seen.judged, seen.local, decision.stance)) - told - above
    return (only_papers or decision.row in told) and not speaking


def _tells_only_what_is_done(seen: Look, one: Judged) -> bool:
    """Whether a headline tells what an authority does ("The board of Name approved it"), and quotes nobody."""
    said = any(hit.kind == "speech" for hit in one.cues)
    quoted = any(at in seen.view.quoted for at in range(one.sentence.first, one.sentence.last))
    return one.sentence.part == "title" and not said and not quoted


def _in_papers(seen: Look, one: Judged) -> bool:
    """Whether a sentence tells what stands in the papers told of before."""
    words, therein = seen.view.tokens.words, seen.view.language.therein
    return any(
        hit.kind in SPEAKING and not therein.isdisjoint(words[max(hit.first - 1, one.sentence.first) : hit.first])
        for hit in one.cues
    )


def _begins_with_papers(seen: Look, row: int) -> bool:
    """Whether a sentence tells of papers at once ("The letter, a copy of which ...")."""
    one = seen.judged[row]
    return any(hit.kind == "leaked" and hit.first - one.sentence.first <= _AT_ONCE for hit in one.cues)


_AT_ONCE = 4
"""Tokens before the papers where a sentence begins with them."""


def _denies_another(one: Judged) -> bool:
    return one.denied_other or not one.aims.isdisjoint(("denial@other", "negation@other"))


def _called_off(seen: Look, one: Judged) -> bool:
    """Whether the sentence calls the claim's matter off, in a claim that tells no end; not where all that is off is
    something else ("the licence is suspended, but we will fly again in June")."""
    elsewhere = "called_off@other" in one.aims and one.aims.isdisjoint(("called_off@own", "called_off@wider"))
    return one.off and not seen.own.ends and not elsewhere


def likely(stance: Stance, found: Mapping[str, float]) -> float:
    """How likely these signs make it, from 0 to 1."""
    known = weights()[stance]
    return 1.0 / (1.0 + math.exp(-sum(known.get(name, 0.0) * value for name, value in found.items())))


def signs(seen: Look, decision: Decision, odds: Odds, facts: Mapping[str, float]) -> dict[str, float]:
    """Every sign by name: log odds, and 1 for what holds. `facts` are `seen.signs()`."""
    share = odds.stances[decision.stance]
    logs = {
        "always": 1.0,
        "stance": _log_odds(share),
        "record": _log_odds(odds.record),
        "both": _log_odds(share * odds.record),
        "another matter": _log_odds(odds.stances[Stance.NONE]),
    }
    return logs | dict.fromkeys(_holding(seen, decision, facts), 1.0)


def _log_odds(likely: float) -> float:
    return math.log((likely + _LEAST) / (1.0 - likely + _LEAST))


def _holding(seen: Look, decision: Decision, facts: Mapping[str, float]) -> Iterator[str]:
    """The names of what holds."""
    judged, stance = seen.judged, decision.stance
    one, own = judged[decision.row], seen.local[decision.row]
    channel, speaking = own_channel(seen.claim, seen.item), spoken_by(judged, seen.local, stance)
    told = {
        "own channel": channel,
        "an authority speaks": _heard(seen),
        "an authority says it": bool(speaking),
        "it says so of what stands before": any("says_so" in judged[r].kinds | judged[r].elsewhere for r in speaking),
        "it says it plainly": plainly(one, own, stance),
        "another says it": another(judged, decision.row),
        "the outlet corrects": not channel and corrects(judged),
        "hedged": own.hedged,
        "doubted": doubted(one, stance),
        "by the rules": seen.decision.stance is stance,
        "denies another matter": _denies_another(one),
        "its end is denied": seen.denies_its_end,
        "called off": _called_off(seen, one),
        "not meant": not _meant(stance, seen.found, facts),
        "leaves one out": stance is Stance.SUPPORTS and not channel and not facts["about_all"],
        f"quotes {one.voice.quoted}": True,
    }
    return (name for name, holds in told.items() if holds)


def _heard(seen: Look) -> bool:
    """Whether an authority speaks anywhere in the item, or it is on its own channel."""
    voices = (one.voice.quoted for one in seen.judged)
    return own_channel(seen.claim, seen.item) or Quoted.AUTHORITY in voices


def _meant(stance: Stance, found: Marks, facts: Mapping[str, float]) -> bool:
    """Whether names and matter stand near enough for an authority's yes or no to be meant for this claim. An authority
    that denies the alliance has not denied the meeting, however much the same people are named; and one that announces
    something has not announced what another of the claim's subjects, not even named, would have to do with it."""
    if stance is Stance.DENIES:
        near = bool(facts["about_first_soft"] or facts["about_main"])
        return near and (bool(found.main or found.words) or not found.other)
    if stance is Stance.SUPPORTS:
        return bool(facts["about_all"]) or bool(facts["about_first_soft"] and facts["about_main"])
    return True


@cache
def weights() -> Mapping[Stance, Mapping[str, float]]:
    """What each sign weighs, by stance. Raises LanguageError where the program's own file cannot be read."""
    try:
        raw = orjson.loads((resources.files(__package__) / "weights" / "record.json").read_bytes())
        return {stance: {name: float(value) for name, value in raw[stance].items()} for stance in FIRM}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LanguageError(f"weights/record.json: not readable: {error!r}; install the package again") from error
