"""An item beside its claim as one sheet of words; what `tracker.reading.encoder` reads.

The claim stands first, then the title, then some sentences, such as bear on the claim sooner than others. Subjects are
called NAMES, and who else may speak for them VOICE, so that the same story of other people is the same sheet; all other
words stand as they were written. Of
what the rules found nothing else is told: where they were misled, the words still stand there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.languages import CODES
from tracker.model import Claim
from tracker.reading.judge import Judged
from tracker.reading.matter import Marks, numbered, profile, subjects_in
from tracker.reading.names import speaker_aliases
from tracker.reading.view import View
from tracker.text import Tokens, tokenise

NAMES = ("Alpha", "Beta", "Gamma", "Delta")
"""What subjects are called, so that the same story of other people means the same; the last for any further one."""
VOICE = "Omega"
"""What anybody else is called who may be quoted for the claim's authorities."""
NOBODY = "X"
"""What stands for a word that is no subject's and yet like a name that this claim's subjects have here."""
SENTENCES = 8
"""Sentences of an item that are asked of at most, those that bear on the claim before others."""
CLAIM, TITLE, BEARING, OTHER = range(4)
"""The parts of a sheet: the claim, the title, sentences that bear on the claim, and others."""


class Word(NamedTuple):
    """A word as it stands, and whether a gap stands before it."""

    text: str
    apart: bool


class Run(NamedTuple):
    """One sentence's words, and the part it belongs to."""

    part: int
    words: tuple[Word, ...]


class Sheet(NamedTuple):
    """What is read of one item: the claim first, then its sentences; and what is known of the whole (`Strip.about`)."""

    claim: Run
    sentences: tuple[Run, ...]
    about: frozenset[str]


def sheet(claim: Claim, view: View, found: Marks, judged: Sequence[Judged], about: frozenset[str]) -> Sheet:
    """The sheet of an item for one claim."""
    names, taken = _named(claim, view.tokens, found.subjects), _taken(claim)
    runs = (Run(_part(judged[row]), _words(view.tokens, *_span(judged[row]), names, taken)) for row in _rows(judged))
    return Sheet(_claimed(claim), tuple(runs), about)


def _named(claim: Claim, tokens: Tokens, subjects: Sequence[Sequence[int]]) -> Mapping[int, str]:
    """What the tokens are called at which a subject or a voice stands."""
    voices = subjects_in(tokens.folded, (speaker_aliases(claim),))[0]
    names = {at: NAMES[min(number, len(NAMES) - 1)] for at, number in numbered(subjects).items()}
    return {**dict.fromkeys(voices, VOICE), **names}


def _taken(claim: Claim) -> tuple[str, ...]:
    """The beginnings of names that somebody of this claim is called, folded."""
    return tuple(name.lower() for name in (*NAMES[: len(claim.subjects)], VOICE))


def _part(judged: Judged) -> int:
    return TITLE if judged.sentence.part == "title" else BEARING if judged.bears else OTHER


def _span(judged: Judged) -> tuple[int, int]:
    return judged.sentence.first, judged.sentence.last


def _rows(judged: Sequence[Judged]) -> Sequence[int]:
    """The sentences on the sheet, by number."""
    bearing = [row for row, one in enumerate(judged) if one.bears]
    others = [row for row, one in enumerate(judged) if not one.bears]
    return sorted([*bearing, *others][:SENTENCES])


@lru_cache(maxsize=4_096)
def _claimed(claim: Claim) -> Run:
    tokens, code = tokenise(claim.text), claim.language if claim.language in CODES else "en"
    subjects = subjects_in(tokens.folded, profile(claim, code).aliases)
    return Run(CLAIM, _words(tokens, 0, len(tokens), _named(claim, tokens, subjects), _taken(claim)))


def _words(tokens: Tokens, first: int, last: int, names: Mapping[int, str], taken: tuple[str, ...]) -> tuple[Word, ...]:
    """The words of tokens [first, last), each run of tokens with one name as that name. Nobody passes for a subject or
    a voice by being called so: a word that begins like a name in `taken` is NOBODY."""
    words: list[Word] = []
    before = None
    for at in range(first, last):
        name = names.get(at)
        if name is None or name != before:
            text = tokens.text[tokens.starts[at] : tokens.ends[at]]
            if name is not None:
                text = name
            elif tokens.folded[at].startswith(taken):
                text = NOBODY
            apart = at == first or tokens.ends[at - 1] < tokens.starts[at]
            words.append(Word(text, apart))
        before = name
    return tuple(words)
