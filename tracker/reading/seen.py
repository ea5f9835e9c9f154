"""Everything seen of one item for one claim, before a stance is put on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tracker.model import Claim, Item, Match
from tracker.reading import nearest, relevance, runs, stance, straight
from tracker.reading.casing import in_capitals, plain
from tracker.reading.decide import Decision, Local, decide, locals_of
from tracker.reading.judge import HEDGES, NOES, Judged, judge
from tracker.reading.matter import Marks, Profile, marks, profile
from tracker.reading.names import names_in, own_channel
from tracker.reading.passages import quoted_by
from tracker.reading.sheet import Sheet, sheet
from tracker.reading.speech import voice
from tracker.reading.strip import Strip, item_traits, strip
from tracker.reading.view import View, language_of, view_of
from tracker.reading.window import NOTHING, Dates, dates_of

_LIGHT = frozenset(
    {"ab", "seit", "da", "dal", "des", "from", "desde", "is", "are", "e", "est", "ist", "sind", "esta", "available"}
    | {"erhaltlich", "verfugbar", "disponible", "disponibles", "disponibile", "disponibili"}
)
"""Words that add nothing to what has come about: to be, to be had, what stands before the day since when it is so."""


@dataclass(frozen=True)
class Look:
    """Everything seen of one item for one claim, before a stance is put on it."""

    claim: Claim
    item: Item
    view: View
    own: Profile
    found: Marks
    judged: tuple[Judged, ...]
    dates: tuple[Dates, ...]
    local: tuple[Local, ...]
    decision: Decision
    """The rules' own answer."""

    def signs(self) -> dict[str, float]:
        """Every fact by name, what `tracker.reading.trees` asks: of relevance as "about_...", then of stance."""
        about = relevance.features(self.item, self.view, self.claim, self.own, self.found)
        said = stance.features(self.claim, self.item, self.judged, self.dates, self.local, self.decision, self.own)
        close = nearest.features(self.view, self.found, self.judged, self.dates)
        apart = straight.features(self.view, self.found, self.judged)
        return {**{f"about_{name}": value for name, value in about.items()}, **said, **close, **apart}

    def runs(self) -> set[str]:
        """The item's runs of words, what `tracker.reading.runs` weighs."""
        return runs.grams(self.view, self.found, self.judged, self.dates)

    def strip(self) -> Strip:
        """The item's words in order, what `tracker.reading.layers` reads."""
        return strip(self.claim, self.item, self.view, self.own, self.found, self.judged, self.dates)

    @property
    def denies_its_end(self) -> bool:
        """Whether all that is denied is the claim's collapse or delay ("has not been cancelled"): whoever says only
        that does not deny the claim."""
        against = any(one.denied or one.off or one.against for one in self.judged)
        return any(one.contrary for one in self.judged) and not against

    @property
    def is_bare_news(self) -> bool:
        """Whether an authority's own item says that the claim's matter has come about and nothing besides ("Name is out
        now"): no part, no machine and no country is told of, and nothing below it."""
        if len(self.judged) != 1 or not own_channel(self.claim, self.item):
            return False
        one, tokens = self.judged[0], self.view.tokens
        come = one.own and one.named and "fulfilled" in one.kinds and not (one.kinds | one.elsewhere) & (HEDGES | NOES)
        if not come or one.question:
            return False
        told = self.found.named | {at for hit in one.cues for at in range(hit.first, hit.last)}
        light = self.view.language.stopwords | names_in(self.claim).offices | _LIGHT
        rest = (tokens.folded[at] for at in range(one.sentence.first, one.sentence.last) if at not in told)
        return all(word in light for word in rest if word[0].isalnum())

    def sheet(self) -> Sheet:
        """The item's words beside the claim's, what `tracker.reading.encoder` reads."""
        about = frozenset(item_traits(self.claim, self.item, self.view, self.own))
        return sheet(self.claim, self.view, self.found, self.judged, about)


def look(match: Match) -> Look:
    """Judge every sentence of the item, whether or not it is about the claim."""
    claim, item = match.claim, match.item
    view = view_of(_in_plain_letters(claim, item))
    own = profile(claim, view.language.code)
    found = marks(view, own)
    judged = _judged(view, claim, found, own_channel(claim, item))
    dates = tuple(_dates(item, claim, view, one) for one in judged)
    local = tuple(locals_of(claim, item, judged, dates, own.main))
    return Look(claim, item, view, own, found, judged, dates, local, decide(claim, item, judged, local))


def _in_plain_letters(claim: Claim, item: Item) -> Item:
    """The item; a headline of capitals is set in plain letters, at the same places."""
    if not in_capitals(item.title):
        return item
    below = " ".join(part for part in (item.summary, item.body) if part)
    title = plain(item.title, below, _capitals_of(claim), language_of(item)[0].code)
    return item.model_copy(update={"title": title})


@lru_cache(maxsize=512)
def _capitals_of(claim: Claim) -> frozenset[str]:
    """The claim's words that have a capital: of its text, its names, its speakers."""
    said = (claim.text, *claim.speakers, *(alias for group in claim.subjects for alias in group))
    words = (word.strip(".,;:!?\"'«»“”()") for text in said for word in text.replace("-", " ").split())
    return frozenset(word for word in words if word[:1].isupper())


def _judged(view: View, claim: Claim, found: Marks, own_words: bool) -> tuple[Judged, ...]:
    names = names_in(claim)
    title = [s for s in view.sentences if s.part == "title"]
    end = title[-1].last if title else 0
    inherits = any(at < end for group in found.subjects for at in group)
    voices = [voice(view, sentence, view.cues[index], names) for index, sentence in enumerate(view.sentences)]
    return tuple(
        judge(view, index, found, one, inherits, own_words) for index, one in enumerate(quoted_by(view, voices, names))
    )


def _dates(item: Item, claim: Claim, view: View, judged: Judged) -> Dates:
    if not judged.bears:
        return NOTHING
    return dates_of(item, claim, judged.sentence, view.language.code, judged.kinds | judged.elsewhere)
