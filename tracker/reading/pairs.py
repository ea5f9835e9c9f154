"""One claim beside one headline: for it, against it, or merely passing it on.

    claim, headline -> aligned words and cues (features) -> is it about the claim? -> three weighted sums -> stance

English is weighed: `weights/pairs.json` holds two small linear models, fitted by `tests/bench/fit_pairs.py` on the
training half of Emergent (Ferreira and Vlachos 2016), and each weight has a name a person can read. The other
languages, for which there is no such set, go by rules over the cues in `weights/pair_words.json`. Pure and offline:
the answer depends on nothing but the words given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from math import exp
from typing import Any, NamedTuple

from pydantic import Field

from tracker.errors import LanguageError
from tracker.model import Cue, Frozen, Stance
from tracker.reading.language import detect
from tracker.reading.pair_features import (
    HOLDING,
    NEGATING,
    Aligned,
    Found,
    align,
    cue_words,
    features,
    negates,
    shared,
    small_words,
    tokens,
)

LANGUAGES = ("en", "it", "fr", "de", "es")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_SENTENCES = 20
"""Sentences of a body that are looked at: a story's matter stands in its first paragraphs."""
_BY_RULES = 0.7
"""Confidence of an answer by rules: near their accuracy on English pairs, where it can be measured (0.75)."""
_UNREAD = 0.3
"""Confidence of an answer about a headline in a language that is not read."""

_SPEAKING = {
    Stance.DENIES: NEGATING | {"doubt", "alive"},
    Stance.REPORTS: HOLDING | {"plan", "says"},
    Stance.SUPPORTS: frozenset({"confirm"}),
    Stance.MENTIONS: frozenset(),
}
"""The groups of cue that are shown for a stance."""


class PairReading(Frozen):
    """What a headline does to a claim that it is given with; never `none` and never `postpones`."""

    stance: Stance
    confidence: float = Field(ge=0, le=1)
    cues: tuple[Cue, ...] = ()
    """The words that speak for this stance, at [start, end) of the headline."""


class Weights(NamedTuple):
    """The two fitted models, as in `weights/pairs.json`."""

    threshold: float
    """Under this probability of being about the claim, a headline only mentions it."""
    about_bias: float
    about: Mapping[str, float]
    bias: tuple[float, float, float]
    """Of the classes denies, observing, supports; as are the weights."""
    stance: Mapping[str, tuple[float, float, float]]


class Odds(NamedTuple):
    """Probabilities: that the headline is about the claim, and of the three classes if it is."""

    about: float
    denies: float
    observing: float
    supports: float


def judge_pair(claim: str, headline: str, body: str = "", language: str | None = None) -> PairReading:
    """The stance of `headline` towards `claim`: supports, denies, reports, or mentions where it hardly speaks of it.

    `language` is the headline's ("en", "it", "fr", "de", "es"); None has it guessed. A headline in any other language
    only mentions. Where claim and headline are English, the sentence of `body` nearest to the claim is heard beside
    the headline, and alone where the headline is about another thing. Raises LanguageError where the installed
    weights cannot be read.
    """
    of_claim, of_headline = languages_of(claim, headline, language)
    pair = align(claim, headline, of_headline, of_claim)
    if (of_claim, of_headline) == ("en", "en"):
        stance, confidence = decide(_heard(claim, pair, body), weights().threshold)
    elif of_headline in LANGUAGES:
        stance, confidence = by_rules(pair), _BY_RULES
    else:
        stance, confidence = Stance.MENTIONS, _UNREAD
    return PairReading(stance=stance, confidence=round(confidence, 3), cues=_shown(headline, pair, stance))


def decide(odds: Odds, threshold: float) -> tuple[Stance, float]:
    """The likeliest stance and its probability; `mentions` where the headline is likely about another thing."""
    if odds.about < threshold:
        return Stance.MENTIONS, 1 - odds.about
    stances = (Stance.DENIES, Stance.REPORTS, Stance.SUPPORTS)
    return max(zip(stances, odds[1:], strict=True), key=lambda each: each[1])


def odds_of(pair: Aligned, model: Weights) -> Odds:
    """Apply the two linear models to a pair."""
    return odds_from(shared(pair), features(pair), model)


def odds_from(about: Mapping[str, float], stance: Mapping[str, float], model: Weights) -> Odds:
    """Apply the two linear models to features by name; names without a weight count for nothing."""
    logit = model.about_bias + sum(model.about.get(name, 0.0) * value for name, value in about.items())
    sums = list(model.bias)
    for name, value in stance.items():
        for at, weight in enumerate(model.stance.get(name, ())):
            sums[at] += weight * value
    top = max(sums)
    raised = [exp(each - top) for each in sums]
    total = sum(raised)
    return Odds(1 / (1 + exp(-logit)), raised[0] / total, raised[1] / total, raised[2] / total)


def _heard(claim: str, pair: Aligned, body: str) -> Odds:
    """The odds of the headline, joined by those of the body's nearest sentence where that is about the claim."""
    model = weights()
    head = odds_of(pair, model)
    near = [odds_of(align(claim, each), model) for each in _SENTENCE.split(body.strip())[:_SENTENCES] if each]
    best = max(near, key=lambda odds: odds.about, default=head)
    if best.about < model.threshold:
        return head
    if head.about < model.threshold:
        return best
    return Odds(head.about, *((one + two) / 2 for one, two in zip(head[1:], best[1:], strict=True)))


def by_rules(pair: Aligned) -> Stance:
    """The stance by cues alone: what turns against the claim, then what holds it at a distance; else it is told."""
    near = shared(pair)
    if near["shared: claim"] < 0.2 and near["shared: names"] < 0.34:
        return Stance.MENTIONS
    if _against(pair):
        return Stance.DENIES
    asked = any(token.low == "?" for token in pair.headline)
    return Stance.REPORTS if asked or pair.groups & HOLDING else Stance.SUPPORTS


def _against(pair: Aligned) -> bool:
    """Whether an odd number of refusals, in claim and headline together, stands against the claim."""
    heads = [cue for cue in pair.cues if cue.group in NEGATING]
    turns = sum(negates(pair, cue) for cue in heads if cue.group == "negation")
    denied = any(cue.group == "deny" for cue in heads)
    called = any(cue.group in ("hoax", "false") for cue in heads)
    claimed = any(cue.group in NEGATING for cue in pair.claim_cues)
    return (min(turns, 1) + denied + called + claimed) % 2 == 1


def _shown(headline: str, pair: Aligned, stance: Stance) -> tuple[Cue, ...]:
    """The stance's own cues, but none that merely repeats a word of the claim."""
    own = (cue for cue in pair.cues if not any(at in pair.links for at in range(cue.first, cue.last)))
    return tuple(_cue(headline, pair, cue) for cue in own if cue.group in _SPEAKING[stance]) + tuple(
        Cue(text=token.raw, start=token.start, end=token.end, kind="question")
        for token in pair.headline
        if token.low == "?" and stance is Stance.REPORTS
    )


def _cue(headline: str, pair: Aligned, found: Found) -> Cue:
    start, end = pair.headline[found.first].start, pair.headline[found.last - 1].end
    return Cue(text=headline[start:end], start=start, end=end, kind=found.group)


@lru_cache(maxsize=10_000)
def languages_of(claim: str, headline: str, language: str | None = None) -> tuple[str, str]:
    """The claim's language and the headline's. `language` is what is known of the headline's.

    A headline too short to tell is taken to be in the claim's language, and both to be English where neither tells.
    """
    of_claim = _language_of(claim)
    if language:
        code = language.lower()[:2]
        return of_claim or code, code
    own = of_claim or _language_of(f"{claim} {headline}") or "en"
    return own, _language_of(headline) or own


def _language_of(text: str) -> str | None:
    """The detected language, if `text` has a word or cue proper to it: names and borrowed words prove nothing."""
    guess = detect(text)
    if guess is None or guess == "en":
        return guess
    proper = (small_words(guess) | cue_words(guess)) - small_words("en") - cue_words("en")
    return guess if any(token.low in proper for token in tokens(text, guess)) else None


@cache
def weights() -> Weights:
    """`weights/pairs.json`. Raises LanguageError where it cannot be read."""
    try:
        raw = json.loads((resources.files("tracker") / "reading/weights/pairs.json").read_text("utf-8"))
        return _weights(raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LanguageError(f"weights/pairs.json: not readable: {error!r}; install the package again") from error


def _weights(raw: Mapping[str, Any]) -> Weights:
    about, stance = raw["about_the_claim"], raw["stance"]
    return Weights(
        threshold=float(about["threshold"]),
        about_bias=float(about["bias"]),
        about={str(name): float(value) for name, value in about["weights"].items()},
        bias=_three(stance["bias"]),
        stance={str(name): _three(values) for name, values in stance["weights"].items()},
    )


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    one, two, three = values
    return float(one), float(two), float(three)
