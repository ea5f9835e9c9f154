"""From judged sentences to one stance: the body counts over the headline, the surer matter over the passing word."""

from __future__ import annotations

from typing import NamedTuple

from tracker.model import Claim, Item, Kind, Quoted, Stance
from tracker.reading.judge import HEDGES, Judged
from tracker.reading.names import own_channel
from tracker.reading.trees import Odds
from tracker.reading.view import View
from tracker.reading.window import Dates

NEVER = 2.0
"""No likelihood is so much."""


class Local(NamedTuple):
    """One sentence's own stance."""

    row: int
    """Which of the judged sentences."""
    stance: Stance
    hedged: bool
    strength: float


class Decision(NamedTuple):
    """The item's stance, and the sentence that carries it."""

    stance: Stance
    row: int
    """Which of the judged sentences."""
    hedged: bool
    authority: bool
    confidence: float
    fulfilled: bool = False
    """A plan is told as fulfilled."""
    told: float = 1.0
    """How likely it is."""
    record: float = 0.0
    """How likely an authority says it on the record; nought where somebody else does, or nobody with a name."""
    enough: float = NEVER
    """The record from which that is enough; NEVER where it cannot be."""
    wavers: bool = False
    """The counting sentence is hedged, and only the record makes it firm."""

    def heard(self, likely: float, bound: float) -> Decision:
        """The same where it is so likely that an authority says it on the record: from `bound` on, where that is
        enough, a hedged sentence is firm; below it a hedge stands, and nobody's word is told by it."""
        firm = likely >= bound
        if self.hedged and not firm:
            return self
        return self._replace(hedged=False, authority=firm, record=likely, enough=bound, wavers=self.hedged)


def _moves(judged: Judged, dates: Dates, claim: Claim) -> bool:
    if claim.kind is not Kind.PLAN:
        return False
    if dates.ahead and "past" not in judged.kinds:
        return True
    if dates.ahead and ("postpone" in judged.kinds | judged.elsewhere or not dates.inside):
        return True
    return "postpone" in judged.kinds and not dates.inside


def hedged(judged: Judged, channel: bool) -> bool:
    """Whether the counting sentence is conditional, anonymous, a question or another outlet's word."""
    if judged.question or judged.voice.quoted is Quoted.UNNAMED:
        return True
    sure = judged.voice.quoted is Quoted.AUTHORITY or channel
    loose = judged.kinds & HEDGES
    if sure and {"truth", "confirm"} <= judged.kinds:
        return False  # "of which one had heard, and which he has in fact confirmed"
    if sure and loose <= {"expected", "modal"} and judged.kinds & {"confirm", "speech"}:
        return False
    vouched = "truth" in judged.kinds and "past" in judged.kinds
    return bool(loose) or (not sure and not vouched and "outlet" in judged.kinds)


def _local(judged: Judged, dates: Dates, claim: Claim, channel: bool, main: frozenset[str], at: int) -> Local:
    unsure = hedged(judged, channel)
    strength = judged.weight + (1.0 if judged.own else 0.0) + (0.5 if judged.sentence.part != "title" else 0.0)
    if _moves(judged, dates, claim) and not (judged.contrary and not dates.later):
        return Local(at, Stance.POSTPONES, unsure, strength + 2)
    if judged.contrary and not judged.denied:
        return Local(at, Stance.POSTPONES if dates.later else Stance.SUPPORTS, unsure, strength + 1)
    if judged.denied or judged.off or (judged.against and judged.named):
        return Local(at, Stance.DENIES, unsure, strength + 1)
    return Local(at, _positive(judged, unsure, main), unsure, strength)


def _positive(judged: Judged, unsure: bool, main: frozenset[str]) -> Stance:
    if unsure:
        return Stance.REPORTS
    if judged.kinds & {"no_comment", "not_confirm"}:
        return Stance.MENTIONS
    if "weak" in judged.kinds and "talks" not in main:
        return Stance.REPORTS
    if not judged.own or ("wait" in judged.kinds and judged.voice.quoted is not Quoted.AUTHORITY):
        return Stance.MENTIONS
    return Stance.SUPPORTS


_ORDER = {
    Stance.POSTPONES: 5.0,
    Stance.DENIES: 4.0,
    Stance.REPORTS: 2.0,
    Stance.SUPPORTS: 2.0,
    Stance.MENTIONS: 0.0,
}


def locals_of(
    claim: Claim, item: Item, judged: tuple[Judged, ...], dates: tuple[Dates, ...], main: frozenset[str]
) -> list[Local]:
    """Every sentence's own stance."""
    channel = own_channel(claim, item)
    return [
        _local(one, when, claim, channel, main, at) for at, (one, when) in enumerate(zip(judged, dates, strict=True))
    ]


def decide(claim: Claim, item: Item, judged: tuple[Judged, ...], found: tuple[Local, ...]) -> Decision:
    """The rules' stance for the whole item."""
    speaking = [one for one in found if judged[one.row].weight > 0 or judged[one.row].denied] or list(found)
    best = max(speaking, key=lambda one: (_ORDER[one.stance] + one.strength, -one.row))
    authority = own_channel(claim, item) or judged[best.row].voice.quoted is Quoted.AUTHORITY
    return Decision(best.stance, best.row, best.hedged, authority, 0.6)


AWAITED = 0.85
"""From here on what is told in the words of something awaited is no forecast ("after three years of waiting the tour
has begun", "it has closed as planned"): of eight such yeses of stories in no fit six are one."""

FULFILLED = 0.4
"""From here on what supports a plan with a window tells it as fulfilled. Of 536 such items of stories that joined no
fit, 98 of the 112 told after the day and 42 of 58 told around it are above, none of the 366 told before it."""

FULFILLED_SOMETIME = 0.7
"""The same for a plan without a window, where no date helps: of thirteen told after the day eleven are above, of 83
told before it four."""

CORRECTED = 0.88
"""Below this a yes or a no of an outlet that puts right what it wrote is neither; an authority that puts right what
others wrote says what it says."""


def corrects(judged: tuple[Judged, ...]) -> bool:
    """Whether the outlet puts right or takes back what it wrote."""
    return any("correction" in one.kinds | one.elsewhere for one in judged)


def corrects_detail(judged: tuple[Judged, ...], view: View) -> bool:
    """Whether an outlet puts no more than a detail right: it says that the rest stands, or gives a number for another,
    and takes nothing back ("said 41 pages; it has 47")."""
    kinds = frozenset().union(*(one.kinds | one.elsewhere for one in judged))
    if "correction" not in kinds or "taken_back" in kinds:
        return False
    numbers = sum(word[0].isdigit() for word in view.tokens.words)
    return "unchanged" in kinds or numbers >= _ONE_FOR_ANOTHER


_ONE_FOR_ANOTHER = 2
"""So many numbers has a notice that puts one right."""


def doubted(one: Judged, stance: Stance) -> bool:
    """Whether hearsay or nameless sources stand anywhere in the sentence, or a hedge in front of a colon or a turn;
    not where the sentence itself settles it ("of which one had heard, and which he has in fact confirmed"), nor where
    the hearsay is what an authority denies ("dismissed reports that it had sold")."""
    kinds = one.kinds | one.elsewhere
    if {"truth", "confirm"} <= kinds:
        return False
    refuted = (stance is Stance.DENIES or one.contrary) and one.voice.quoted is Quoted.AUTHORITY and one.dismissed
    talk = frozenset({"hearsay"}) if refuted else frozenset()
    return bool((kinds & {"hearsay", "unnamed"} | one.elsewhere & (HEDGES - _PLANNED)) - talk)


_PLANNED = frozenset({"expected", "modal"})
"""Hedges that may be what somebody plans ("told MPs as he laid out a plan")."""


def _speaks(one: Judged, local: Local, stance: Stance) -> bool:
    """Whether an authority says it in this sentence, in words nobody hedges."""
    if one.voice.quoted is not Quoted.AUTHORITY or local.hedged or doubted(one, stance):
        return False
    saying = one.kinds & {"speech", "confirm", "denial"} or one.elsewhere & {"speech", "confirm"}
    return bool(saying) and local.stance in (stance, Stance.MENTIONS)


def plainly(one: Judged, local: Local, stance: Stance) -> bool:
    """Whether the counting sentence itself has an authority confirm or deny the claim's own matter by name."""
    return one.own and one.named and bool(one.kinds & {"confirm", "denial"}) and _speaks(one, local, stance)


def another(judged: tuple[Judged, ...], index: int) -> bool:
    """Whether somebody with a name, who is no authority, says it: in the sentence that counts, or where that quotes
    nobody in another one that has the claim's own matter, with no authority speaking anywhere."""
    if judged[index].voice.quoted is not Quoted.NOBODY:
        return judged[index].voice.quoted is Quoted.NAMED
    if any(one.voice.quoted is Quoted.AUTHORITY for one in judged):
        return False
    return any(one.own and one.named and one.voice.quoted is Quoted.NAMED for one in judged)


def settle(
    claim: Claim,
    item: Item,
    judged: tuple[Judged, ...],
    local: tuple[Local, ...],
    rule: Decision,
    odds: Odds,
) -> Decision:
    """The likeliest stance, resting on the sentence that says it best; the rules' sentence where none does."""
    channel = own_channel(claim, item)
    stance = max(odds.stances, key=lambda name: (odds.stances[name], name))
    taken_back = not channel and odds.stances[stance] < CORRECTED and corrects(judged)
    if taken_back and stance in (Stance.SUPPORTS, Stance.DENIES):
        stance = Stance.MENTIONS  # an outlet that takes its word back says neither yes nor no
    own = [one for one in local if one.stance is stance]
    if stance is rule.stance or not own:
        index, unsure = rule.row, rule.hedged
    else:
        best = max(own, key=lambda one: (one.strength, -one.row))
        index, unsure = best.row, best.hedged
    plain = spoken_by(judged, local, stance)
    if plain and stance in (Stance.DENIES, Stance.POSTPONES) and nameless(judged[index], stance):
        index, unsure = plain[0], False  # "says the maker" in one sentence, and hearsay it dismissed in the next
    if stance is Stance.SUPPORTS and odds.stances[stance] >= AWAITED and judged[index].kinds & HEDGES <= _PLANNED:
        unsure = False
    unsure = unsure or stance is Stance.REPORTS
    plan = claim.kind is Kind.PLAN
    done = FULFILLED if claim.expected else FULFILLED_SOMETIME
    fulfilled = plan and stance is Stance.SUPPORTS and odds.happened >= done
    told = odds.happened if plan else 1.0
    return Decision(stance, index, unsure, False, odds.stances[stance], fulfilled, told)


def spoken_by(judged: tuple[Judged, ...], local: tuple[Local, ...], stance: Stance) -> list[int]:
    """The sentences, by number, in which an authority says this."""
    return [at.row for one, at in zip(judged, local, strict=True) if _speaks(one, at, stance)]


FIRM = frozenset({Stance.SUPPORTS, Stance.DENIES, Stance.POSTPONES})


def nameless(one: Judged, stance: Stance) -> bool:
    """Whether the counting sentence is a question, or leans on nameless sources or hearsay."""
    return one.question or one.voice.quoted is Quoted.UNNAMED or doubted(one, stance)
