"""Who may speak for a claim: of its subjects those that have a channel of their own, or are somebody. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

from tracker import hosts
from tracker.languages import no_surnames, place_heads
from tracker.matching import alias_words
from tracker.model import Claim
from tracker.text import fold

_ALIKE = 80
"""Least likeness, of 100, between a host's name and an alias for the host to be that subject's channel."""
_SHORTEST_BRAND = 4


@lru_cache(maxsize=4_096)
def speaking(claim: Claim) -> tuple[tuple[str, ...], ...]:
    """The subjects that speak where the claim names no speakers: whoever an authority's host is called after, and
    persons. A show, a car or a place that stands beside them says nothing. Where a host is called after none of the
    subjects, a government's, or none is given, it cannot be told, and each may."""
    channels = {channel_of(claim.subjects, authority) for authority in claim.authorities}
    if not channels or None in channels:
        return claim.subjects
    return tuple(
        group
        for at, group in enumerate(claim.subjects)
        if at in channels or _is_somebody(group, _brands(claim.subjects, at))
    )


def _brands(subjects: Sequence[Sequence[str]], but: int) -> frozenset[str]:
    """The one word, folded, that another subject goes by: "Caldera Duna" is Caldera's car, and nobody's name."""
    others = (alias_words(alias) for at, group in enumerate(subjects) if at != but for alias in group)
    return frozenset(words[0] for words in others if len(words) == 1)


def channel_of(subjects: Sequence[Sequence[str]], authority: str) -> int | None:
    """Which of the subjects, by number, an authority's host is called after; None where it is like none.

    "comune.caldera.example" is that of "Comune di Caldera" rather than of the club "Caldera"."""
    site = hosts.site(authority)
    brand = fold(site.partition(".")[0]).replace(" ", "")
    under = set(fold(authority.removesuffix(site)).split("."))
    scores = [max((_resembles(brand, fold(alias), under) for alias in group), default=0.0) for group in subjects]
    best = max(range(len(scores)), key=lambda at: scores[at], default=None)
    return best if best is not None and scores[best] >= _ALIKE else None


def _resembles(brand: str, alias: str, under: Set[str]) -> float:
    """100 for the same letters, less for a name inside the other, by its share; more where the alias has one of
    the labels `under` the site as well."""
    from rapidfuzz import fuzz

    joined = alias.replace(" ", "")
    if brand == joined:
        return 100.0
    if min(len(brand), len(joined)) < _SHORTEST_BRAND:
        return 0.0
    words = [word for word in alias.split() if len(word) >= _SHORTEST_BRAND]
    if any(brand.startswith(word) or brand.endswith(word) for word in (*words, joined)):
        return 95.0 if under.isdisjoint(words) else 105.0
    return float(fuzz.ratio(brand, joined))


def _is_somebody(group: Sequence[str], brands: frozenset[str]) -> bool:
    """Whether an alias looks like a person's whole name and none like a product's ("Iron Road 5"), and it is no place
    ("Porto Vento") that goes by no other name."""
    if any(char.isdigit() for alias in group for char in alias):
        return False
    words = [alias_words(alias) for alias in group]
    people = [
        own for alias, own in zip(group, words, strict=True) if _is_whole_name(alias, own) and brands.isdisjoint(own)
    ]
    lasts = [own[-1:] for own in words]
    return any(own[0] not in place_heads() or lasts.count(own[-1:]) > 1 for own in people)


def _is_whole_name(alias: str, words: tuple[str, ...]) -> bool:
    """Two names that are no firm's, club's or work's, with a particle between them or none: "Jean-Luc Sarti", "Nasser
    al-Dahri", "Carla von Stein"."""
    first, *middle, last = alias.split() if " " in alias else (alias, alias)
    named = " " in alias and first[0].isupper() and any(char.isupper() for char in last)
    letters = all(part.replace("-", "").replace("’", "").replace("'", "").isalpha() for part in (first, last))
    return named and letters and all(part in _PARTICLES for part in middle) and no_surnames().isdisjoint(words)


_PARTICLES = frozenset(
    {"al", "bin", "d'", "da", "de", "de'", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ter"}
    | {"van", "von", "zu", "De", "Del", "Della", "Di", "Van", "Von"}
)
"""What stands between a given name and a family name."""
