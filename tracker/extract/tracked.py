"""Whether a proposal is followed already: the same subjects, and enough of the same words."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.extract.proposals import Draft
from tracker.matching import alias_words
from tracker.model import Claim
from tracker.text import stem, tokenise

ALIKE = 0.34
"""Least share of words in common, of the shorter of the two, that makes a proposal a duplicate."""


def already_tracked(
    drafts: Sequence[Draft], subjects: Sequence[Sequence[tuple[str, ...]]], tracked: Sequence[Claim]
) -> dict[int, str]:
    """Draft number -> the slug of the tracked claim that tells the same; the most alike first, each claim once."""
    pairs = []
    for number, (one, groups) in enumerate(zip(drafts, subjects, strict=True)):
        names = {alias_words(alias) for group in groups for alias in group}
        pairs += [(-_alike(one, claim), number, claim.slug) for claim in tracked if _shares(names, claim)]
    found: dict[int, str] = {}
    for likeness, number, slug in sorted(pairs):
        if -likeness >= ALIKE and number not in found and slug not in found.values():
            found[number] = slug
    return found


def _shares(names: set[tuple[str, ...]], claim: Claim) -> bool:
    theirs = {alias_words(alias) for group in claim.subjects for alias in group}
    return any(set(one) <= set(other) or set(other) <= set(one) for one in names for other in theirs if one and other)


def _alike(one: Draft, claim: Claim) -> float:
    """Words of the matter in common, names apart; a keyword of the claim counts like a word of its sentence."""
    suffixes = one.clause.paragraph.view.language.suffixes
    names = {word for group in claim.subjects for alias in group for word in alias_words(alias)}

    def stems(text: str) -> set[str]:
        words = tokenise(text).folded
        return {stem(word, suffixes) for word in words if word[0].isalnum() and len(word) > 2 and word not in names}

    stops = one.clause.paragraph.view.language.stopwords
    mine = {
        stem(word, suffixes)
        for word in tokenise(one.text).folded
        if len(word) > 2 and word[0].isalnum() and word not in stops
    }
    own = stems(claim.text) - {stem(word, suffixes) for word in stops}
    key = {part for keyword in claim.keywords for part in stems(keyword)}
    mine -= {stem(word, suffixes) for word in names}
    smaller = min(len(mine), len(own))
    if not smaller:
        return 0.0
    return (len(mine & own) + len(mine & (key - own))) / smaller
