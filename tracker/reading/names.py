"""The names of a claim: whom it lets speak, what else it tells of, and where they stand in a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tracker.languages import CODES, given_names, kinds, load, mayors, towns
from tracker.matching import alias_words, aliases_of, house_of, short_names
from tracker.model import Claim, Item
from tracker.reading.view import View
from tracker.speaking import channel_of, speaking

_STEM = 3
"""How many letters a name's word keeps at least."""


def own_channel(claim: Claim, item: Item) -> bool:
    """Whether the item comes from one of the claim's authorities: its host or a subdomain of it."""
    host = item.host.lower()
    return any(host == name or host.endswith("." + name) for name in (a.lower() for a in claim.authorities))


class Names(NamedTuple):
    """Whom a claim lets speak, and what else it names; all folded."""

    speaking: tuple[tuple[str, ...], ...]
    """`speaker_aliases`."""
    silent: tuple[tuple[str, ...], ...]
    """Subjects that do not speak: a place, a product."""
    offices: frozenset[str]
    """Every word of the claim and its names: a mayor of whom it tells is no outsider."""
    surnames: frozenset[str]
    """Names of one word that may be somebody's family name, whatever the given name: `_surnames`."""
    houses: frozenset[str]
    """Words of `speaking` that tell what kind of house one is: the "airport" of Kaldava Airport."""
    people: Mapping[tuple[str, ...], bool]
    """Those of `speaking` that may be a person's, a family name or more, and whether it surely is: by a common given
    name, or `surnames`."""


@lru_cache(maxsize=4_096)
def names_in(claim: Claim) -> Names:
    """The names of a claim, as `voice` asks for them."""
    speaking = speaker_aliases(claim)
    every = [words for group in claim.subjects for words in aliases_of(group)]
    words = (alias_words(text) for text in (claim.text, *claim.speakers))
    offices = frozenset(word for some in (*every, *speaking, *words) for word in some)
    if any(not towns().isdisjoint(alias) for alias in speaking):
        offices |= mayors()
    surnames = _surnames(claim, speaking)
    return Names(
        speaking,
        tuple(one for one in every if one not in speaking),
        offices,
        surnames,
        frozenset(word for words in speaking for word in words) & (kinds() | towns()),
        _people(claim, speaking, surnames),
    )


def _people(
    claim: Claim, speaking: tuple[tuple[str, ...], ...], surnames: frozenset[str]
) -> dict[tuple[str, ...], bool]:
    """The aliases that may be a person's, and whether each surely is: no house's ("Air", "Bank"), no "the festival"."""
    none = kinds() | (load(claim.language).stopwords if claim.language in CODES else frozenset())
    longer = (words for words in speaking if len(words) > 1 and all(word.isalpha() for word in words))
    whole = {words: words[0] in given_names() for words in longer if none.isdisjoint((words[0], words[-1]))}
    last = {(name,): True for name in surnames} | {words[-1:]: sure for words, sure in whole.items()}
    return whole | {words: last[words] for words in speaking if words in last}


def _surnames(claim: Claim, speaking: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """Names of one word beside that of a house, of whose bearer the claim tells no given name ("Kessel" of
    "Jade-Norvan"): no subject's first name, unless it is listed among the speakers, nothing that an authority's host
    is called after, and no part of a longer name."""
    first = {alias_words(group[0]) for group in claim.subjects} - {alias_words(name) for name in claim.speakers}
    whole = {word for words in speaking if len(words) > 1 for word in words}
    alone = {words[0] for words in speaking if len(words) == 1 and words not in first} - whole
    return frozenset(name for name in alone if all(channel_of([[name]], host) is None for host in claim.authorities))


@lru_cache(maxsize=4_096)
def speaker_aliases(claim: Claim) -> tuple[tuple[str, ...], ...]:
    """The folded words of everybody who may be quoted for the claim's authorities."""
    groups: list[tuple[str, ...]] = list(speaking(claim))
    if claim.speakers:
        named = {alias_words(name) for name in claim.speakers}
        groups = [group for group in claim.subjects if any(alias_words(alias) in named for alias in group)]
        groups += [(name, *short_names(name)) for name in claim.speakers]
    houses = ((name,) for group in groups for name in house_of(group, claim.authorities))
    return tuple(dict.fromkeys((*(words for group in groups for words in aliases_of(group)), *houses)))


@lru_cache(maxsize=4_096)
def _bare(word: str, endings: tuple[str, ...]) -> str:
    """A name's word without the ending that a sentence may give it ("Auswärtigen Amts")."""
    ending = next((one for one in endings if word.endswith(one) and len(word) - len(one) >= _STEM), "")
    return word[: len(word) - len(ending)]


def places_of(view: View, first: int, last: int, aliases: tuple[tuple[str, ...], ...]) -> list[tuple[int, int]]:
    """Where the aliases stand among the tokens from `first` to before `last`, the longest of each, in their order."""
    tokens, endings = view.tokens, view.language.name_endings
    words = [at for at in range(first, last) if tokens.folded[at][0].isalnum()]
    bare = [_bare(tokens.folded[at], endings) for at in words]
    names = [tuple(_bare(word, endings) for word in alias) for alias in aliases]
    firsts = {name[0] for name in names}
    found = []
    for index in [index for index, word in enumerate(bare) if word in firsts]:
        ends = (index + len(name) for name in names if tuple(bare[index : index + len(name)]) == name)
        found += [(words[index], words[end - 1] + 1) for end in ends]
    return _longest(found)


def _longest(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places that stand in no longer one, in their order."""
    kept: list[tuple[int, int]] = []
    for place in sorted(set(places), key=lambda one: (one[0], -one[1])):
        if not kept or place[1] > kept[-1][1]:
            kept.append(place)
    return kept
