"""What speaks for an item's concerning a claim, and what against it.

Same people and another matter is another story: a namesake, the next model, another company's deal, last year's event.
So beside "are the subjects and the matter there" it is asked whether they stand together, whether strangers do what the
claim says of its subjects, and whether a subject's name is worn by somebody or something else.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tracker.model import Claim, Item
from tracker.reading.matter import Marks, Profile
from tracker.reading.view import View
from tracker.text import Tokens, stem

_LIGHT = frozenset({"production", "electric", "investment", "talks", "return", "cast", "deal"})
"""Matters that colour a story without being it."""


def features(item: Item, view: View, claim: Claim, own: Profile, found: Marks) -> dict[str, float]:
    """Every feature by name, from 0 to about 1."""
    title_end = next((s.first for s in view.sentences if s.part != "title"), len(view.tokens))
    return {
        **_who(view, own, found, title_end),
        **_what(view, own, found, title_end),
        **_together(view, found, title_end),
        **_strangers(view, claim, own, found, title_end),
        **_when(item, claim),
        **_rumour(view),
        "same_language": float(claim.language == view.language.code),
        "known": float(view.known),
        "bare": float(not (item.summary or item.body)),
    }


def _share(count: int, most: int) -> float:
    return min(count, most) / most


def _who(view: View, own: Profile, found: Marks, title_end: int) -> dict[str, float]:
    exact = [bool(group) for group in found.subjects]
    soft = [a or b for a, b in zip(exact, found.soft, strict=True)]
    words = sum(len(group) for group in found.subjects)
    there = set(view.tokens.folded)
    return {
        "first": float(exact[0]),
        "first_soft": float(soft[0]),
        "first_title": float(any(at < title_end for at in found.subjects[0])),
        "first_often": _share(len(found.subjects[0]), 4),
        "others": sum(soft[1:]) / len(soft[1:]) if soft[1:] else 1.0,
        "all": float(all(soft)),
        "all_title": float(all(any(at < title_end for at in group) for group in found.subjects)),
        "any_title": float(any(at < title_end for group in found.subjects for at in group)),
        "said_often": _share(words, 6),
        "head": len(own.head & there) / max(len(own.head), 1),
        "head_title": len(own.head & set(view.tokens.folded[:title_end])) / max(len(own.head), 1),
        "told": len(own.told & there) / max(len(own.told), 1),
    }


def _what(view: View, own: Profile, found: Marks, title_end: int) -> dict[str, float]:
    stems = {stem(view.tokens.folded[at], view.language.suffixes) for at in found.words}
    strong = (found.kinds & own.main) - _LIGHT
    wide = found.kinds - own.main - _LIGHT
    numbers = {word for word in view.tokens.folded if word[0].isdigit()}
    return {
        "main": _share(len(strong), 2),
        "main_all": len(strong) / max(len(own.main - _LIGHT), 1),
        "main_title": float(any(at < title_end for at in found.main)),
        "main_often": _share(len(found.main), 4),
        "wider": _share(len(wide), 2),
        "wider_title": float(any(at < title_end for at in found.wider)),
        "light": float(bool(found.kinds & _LIGHT)),
        "keywords": _share(len(stems & own.keywords), 4),
        "keywords_title": float(any(at < title_end for at in found.words - found.own_words)),
        "content": len(stems & own.content) / max(len(own.content), 1),
        "content_title": float(any(at < title_end for at in found.own_words)),
        "names": float(bool(own.names & set(view.tokens.folded))),
        "numbers": float(bool(own.numbers & numbers)),
        **{side: float(bool(places)) for side, places in found.sides.items()},
        **{f"{side}_title": float(any(at < title_end for at in places)) for side, places in found.sides.items()},
        "other": _share(len(found.other), 4),
        "other_title": _share(sum(at < title_end for at in found.other), 2),
        "marks": _share(len(found.main | found.words | found.wider), 6),
        "nothing": float(not found.main and not found.words and not found.wider),
    }


def _together(view: View, found: Marks, title_end: int) -> dict[str, float]:
    core = found.main | found.own_words
    wide = core | found.words | found.wider
    beside = pair = first_core = 0.0
    for sentence in view.sentences:
        span = set(range(sentence.first, sentence.last))
        present = [bool(span.intersection(group)) for group in found.subjects]
        pair = max(pair, float(sum(present) > 1))
        first_core = max(first_core, float(present[0] and bool(span & core)))
        beside = max(beside, float(any(present) and bool(span & wide)))
    near = _nearest(found.subjects[0], sorted(core))
    return {
        "pair": pair,
        "first_core": first_core,
        "beside": beside,
        "near": float(near <= 4),
        "nearish": float(near <= 9),
    }


def _nearest(places: Iterable[int], others: Sequence[int]) -> int:
    """The least distance between any of the places and any of the others, which rise."""
    around = ((bisect_left(others, at), at) for at in places)
    return min((abs(at - other) for rank, at in around for other in others[max(0, rank - 1) : rank + 1]), default=99)


def _strangers(view: View, claim: Claim, own: Profile, found: Marks, title_end: int) -> dict[str, float]:
    taken = {at for group in found.subjects for at in group}
    known = {word for group in own.aliases for alias in group for word in alias} | own.names
    cues = [hit for hits in view.cues for hit in hits]
    another = [hit for hit in cues if hit.kind == "another"]
    german = view.language.capitals
    new = _new_names(view.tokens, taken, known, view)
    return {
        "another": _share(len(another), 2),
        "another_title": float(any(hit.first < title_end for hit in another)),
        "namesake": float(_namesake(view, own, taken, known)),
        "other_model": float(_other_model(view, own, found, known)),
        **_longer(view, found, known),
        "strangers": 0.0 if german else _share(len(new), 4),
        "strangers_title": 0.0 if german else _share(sum(at < title_end for at in new), 2),
        "strangers_german": _share(len(new), 4) if german else 0.0,
    }


def _longer(view: View, found: Marks, known: set[str]) -> dict[str, float]:
    """How often each subject's name is part of a longer one that is not the claim's: "Tom Halden", "Brightmere RFC"."""
    starts = {sentence.first for sentence in view.sentences}
    offices = {at for hits in view.cues for hit in hits if hit.kind == "spokes" for at in range(hit.first, hit.last)}
    taken = {at for group in found.subjects for at in group}

    def part(at: int, step: int) -> bool:
        """Whether a name's token at `at` goes on with a stranger's word one `step` further."""
        near = at + step
        if not 0 <= near < len(view.tokens) or near in taken or near in offices:
            return False
        word, gap = view.tokens.folded[near], view.tokens.starts[max(at, near)] - view.tokens.ends[min(at, near)]
        own = word in known or word in view.language.stopwords or (step < 0 and near in starts)
        return gap == 1 and not own and view.tokens.raw[near][:1].isupper() and word.isalpha()

    if view.language.capitals:
        return {}
    shares = {}
    for name, groups in (("first", found.subjects[:1]), ("others", found.subjects[1:])):
        places = [at for group in groups for at in group]
        for side, step in (("before", -1), ("after", 1)):
            edges = [at for at in places if at + step not in taken]
            shares[f"longer_{name}_{side}"] = sum(part(at, step) for at in edges) / len(edges) if edges else 0.0
    return shares


def _new_names(tokens: Tokens, taken: set[int], known: set[str], view: View) -> list[int]:
    """Tokens at which an unknown name of two capitalised words begins (sentence starts aside)."""
    starts = {sentence.first for sentence in view.sentences}
    found = []
    for at in range(len(tokens) - 1):
        here = tokens.raw[at][0].isupper() and at not in taken and tokens.folded[at] not in known
        after = tokens.raw[at + 1][0].isupper() and at + 1 not in taken and tokens.folded[at + 1] not in known
        if here and after and at not in starts and tokens.folded[at] not in view.language.stopwords:
            found.append(at)
    return found


def _namesake(view: View, own: Profile, taken: set[int], known: set[str]) -> bool:
    """Whether a surname of the claim is worn with another first name ("Luca Ferrandi" for Marco)."""
    tokens, surnames = view.tokens, {alias[-1] for group in own.aliases for alias in group if len(alias) > 1}
    starts = {sentence.first for sentence in view.sentences}
    offices = {at for hits in view.cues for hit in hits if hit.kind == "spokes" for at in range(hit.first, hit.last)}
    for at in sorted(taken):
        before = at - 1
        if tokens.folded[at] not in surnames or before < 0 or before in taken or at in starts or before in offices:
            continue
        word = tokens.raw[before]
        if not (word[0].isupper() and word[1:].islower()) or tokens.ends[before] + 1 != tokens.starts[at]:
            continue
        plain = tokens.folded[before] not in known and tokens.folded[before] not in view.language.stopwords
        if plain and before not in starts and not view.language.capitals:
            return True
    return False


def _other_model(view: View, own: Profile, found: Marks, known: set[str]) -> bool:
    """Whether a longer alias' first word goes on otherwise: "GTA 5", "Brightwell Books", "Valmont Aurora"."""
    tokens, firsts = view.tokens, {alias[0] for group in own.aliases for alias in group if len(alias) > 1}
    for at in range(len(tokens) - 1):
        if tokens.folded[at] not in firsts or tokens.ends[at] + 1 != tokens.starts[at + 1]:
            continue
        after = tokens.raw[at + 1]
        other = tokens.folded[at + 1] not in known
        if other and (after[0].isdigit() or (after[0].isupper() and not view.language.capitals)):
            return True
    return False


_TALK = (
    "denial",
    "hearsay",
    "unnamed",
    "conditional",
    "modal",
    "postpone",
    "confirm",
    "not_confirm",
    "no_comment",
    "wait",
)
"""Kinds of cue that go with a rumour's life: whoever denies, confirms or wonders speaks of something in the air."""


def _rumour(view: View) -> dict[str, float]:
    kinds = {hit.kind for hits in view.cues for hit in hits}
    question = any(word == "?" for word in view.tokens.words)
    return {f"says_{kind}": float(kind in kinds) for kind in _TALK} | {"question": float(question)}


_OLD = 1_000
"""Days after which a claim's age is 1, on a scale of logarithms: a rumour is hedged in its first days, and told as
known after months."""


def _when(item: Item, claim: Claim) -> dict[str, float]:
    day = item.published.date()
    after = (day - claim.opened).days
    end = claim.expected.end if claim.expected else None
    return {
        "age": math.log1p(max(after, 0)) / math.log1p(_OLD),
        "early": float(after < 0),
        "very_early": float(after < -45),
        "long_after": float(after > 180),
        "past_window": float(end is not None and (day - end).days > 30),
    }
