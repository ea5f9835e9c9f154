"""Who copied whom: items on one claim -> independent roots. Pure.

Three things make two items one root: one text passed on (near-copies), one source named by both (attribution), one
owner behind both outlets (`data/groups.toml`, and always one site). A translation is not recognised by its words: it
joins its root through the source it names.

Every item is tied to exactly one earlier thing, so no item can glue two others together, and a blog or social post is
dated by when we saw it, so nobody can claim an older text than the outlet he copied.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib import resources
from itertools import chain, pairwise
from sys import intern
from typing import Any, NamedTuple

from tracker import hosts
from tracker.model import Item, Root, Tier

_WORD = re.compile(r"[^\W_]+")
_ENOUGH_WORDS = 6
"""Content words below which a text is too short to compare by its words; then only the headlines are compared."""
_LONGEST = 400
"""Words of a text that are compared; what follows is boilerplate and comments more often than news."""
_CROWD = 120
"""A word that stands in more texts than this finds no candidates: it is a word of the matter, not of one text."""
_SHELVED_COPIES = 3
"""Copies of one text that later items are compared with, beside the text itself."""
_SEEN_NOT_SAID = frozenset({Tier.BLOG, Tier.SOCIAL})
_ORDER = {tier: rank for rank, tier in enumerate(Tier)}


class Entry(NamedTuple):
    """An item in hand: when it counts from, and the source its counting sentence names ("" where it speaks itself)."""

    item: Item
    at: datetime
    source: str = ""
    """`said:NAME` for a speaker, `outlet:NAME` for another outlet, in the item's words."""
    sense: str = ""
    """What it says (stance and date meant): two texts that say different things are not one text passed on."""


class Habits(NamedTuple):
    """How origins are told: thresholds from 0 to 1, and which of the ties hold."""

    near: float = 0.5
    headline: float = 0.9
    collapse: bool = True
    inherit: bool = True
    trust_dates: bool = False


class Trail(NamedTuple):
    """Where each item comes from, by item id."""

    root: Mapping[str, str]
    """The id of the root's first item."""
    text_of: Mapping[str, str]
    """The item whose text this one passes on; itself where the text is its own."""
    copied_from: Mapping[str, str]
    """The item it was taken from, by text or by attribution; the first of a root is not in here."""


# --- texts -------------------------------------------------------------------------------------------------


class _Text(NamedTuple):
    """A text to be compared, each word and pair once; thousands are kept, so without the room that sets take."""

    words: tuple[str, ...]
    pairs: array[int]
    """Of each two words in a row, their hash."""


def fold(text: str) -> str:
    """Lower case without accents, one space between words and no other marks."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = plain.translate({ord(mark): None for mark in set(plain) if unicodedata.combining(mark)})
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=16384)
def _text(text: str) -> _Text:
    words = fold(text).split()[:_LONGEST]
    content = frozenset(intern(word) for word in words if len(word) > 3 or word.isdigit())
    return _Text(tuple(content), array("q", set(map(hash, pairwise(words)))))


@lru_cache(maxsize=32)
def _sets(text: str) -> tuple[frozenset[str], frozenset[int]]:
    """The same to look things up in, for the few texts that are being compared with the others."""
    found = _text(text)
    return frozenset(found.words), frozenset(found.pairs)


def alike(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer, from 0 to 1: the mean over content words and word pairs.

    Shared words alone are two reports of one event; shared phrases too are one text passed on.
    """
    words, pairs = _sets(one)
    others, other_pairs = _sets(other)
    return (_share(words, others) + _share(pairs, other_pairs)) / 2


def _share(one: frozenset[Any], other: frozenset[Any]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def same_text(one: Item, other: Item, near: float = 0.5, headline: float = 0.9) -> bool:
    """Whether one of two items passes the other's text on; a new headline over the old text does not hide it."""
    if one.text_id == other.text_id:
        return True
    texts = one.text, other.text
    if min(len(_text(text).words) for text in texts) < _ENOUGH_WORDS:
        return _same_headline(one.title, other.title, headline)
    if alike(*texts) >= near:
        return True
    below = _below(one), _below(other)
    return min(len(_text(part).words) for part in below) >= _ENOUGH_WORDS and alike(*below) >= near


def _below(item: Item) -> str:
    return "\n".join(part for part in (item.summary, item.body) if part)


def _same_headline(one: str, other: str, least: float) -> bool:
    from rapidfuzz import fuzz

    first, second = fold(one), fold(other)
    return bool(first) and fuzz.token_sort_ratio(first, second) >= least * 100


class _Shelf:
    """Texts already seen, found again by the words they share: no text is compared with all others."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._entries: list[Entry] = []

    def candidates(self, item: Item, least: int = 3, most: int = 25) -> list[Entry]:
        """The earlier entries that share the most words with the item."""
        words = _text(item.text).words
        least = min(least, max(1, len(words) // 2))
        if len(self._entries) <= most:  # all of them may be: each by itself is quicker than by its words
            own = frozenset(words)
            return [old for old in self._entries if len(own.intersection(_text(old.item.text).words)) >= least]
        holders = (self._by_word.get(word, ()) for word in words)
        shared = Counter(chain.from_iterable(some for some in holders if len(some) <= _CROWD))
        return [self._entries[index] for index, count in shared.most_common(most) if count >= least]

    def add(self, entry: Entry) -> None:
        for word in _text(entry.item.text).words:
            self._by_word[word].append(len(self._entries))
        self._entries.append(entry)


# --- owners ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    """Site -> owner, from `data/groups.toml`."""
    table = tomllib.loads(resources.files("tracker").joinpath("data/groups.toml").read_text("utf-8"))
    return {hosts.site(host): group["owner"] for group in table["group"] for host in group["sites"]}


@lru_cache(maxsize=8192)
def owner(host: str) -> str:
    """Who publishes the host: its group's name, else its site."""
    own = hosts.site(host) or host
    return _groups().get(own, own)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Folded outlet name -> site, for outlets whose host does not tell their name."""
    table = tomllib.loads(resources.files("tracker").joinpath("data/groups.toml").read_text("utf-8"))
    return {fold(name).replace(" ", ""): hosts.site(host) for name, host in table.get("names", {}).items()}


class _LeadIns(NamedTuple):
    """Words before a source's name that are no part of it, and articles, which may be."""

    words: frozenset[str]
    articles: frozenset[str]


@lru_cache(maxsize=1)
def _lead_ins() -> _LeadIns:
    table = tomllib.loads(resources.files("tracker").joinpath("data/groups.toml").read_text("utf-8"))["lead_ins"]
    return _LeadIns(frozenset(table["words"]), frozenset(table["articles"]))


def _ever_barer(name: str) -> list[str]:
    """The name, and what is left of it as one lead-in after the other goes; never nothing."""
    words = name.split()
    led, leads = 0, frozenset[str]().union(*_lead_ins())
    while led < len(words) - 1 and leads.issuperset(fold(words[led]).split()):
        led += 1
    return [" ".join(words[cut:]) for cut in range(led + 1)]


def bare_name(name: str) -> str:
    """The name without what leads up to it: "scrive Reuters" is "Reuters"."""
    return _ever_barer(name)[-1]


def _is_office(name: str) -> bool:
    """Whether nothing but an article has a capital: "La ministra", "l'ad"."""
    parts = re.split(r"[\s'’]+", name, maxsplit=1)
    article = len(parts) > 1 and _lead_ins().articles.issuperset(fold(parts[0]).split())
    return (parts[1] if article else name).islower()


def _leads_up(word: str, kind: str) -> bool:
    """Whether a first word is no part of the name behind it: an article or a lead-in in small letters; with a capital
    one that cites an outlet, which no name begins with ("Secondo", not "Da Vinci")."""
    parts, leads = frozenset(fold(word).split()), _lead_ins()
    if word[0].islower():
        return bool(parts) and (leads.articles | leads.words).issuperset(parts)
    cites = kind == "outlet" and len(word) >= _SHORTEST_CITING
    return cites and bool(parts) and leads.words.issuperset(parts)


_SHORTEST_CITING = 4
"""Letters of a word that cites with a capital; shorter ones begin names too ("Al Jazeera", "Da Vinci")."""


def shown_name(source: str, outlet: str) -> str:
    """What a root is called whose first item, of `outlet`, leans on `source` (see `Entry`): the source as it calls
    itself, "La Stampa" of "secondo La Stampa"; the outlet where there is none, or where it is an office without a name
    ("the chief executive said")."""
    kind, _, name = source.partition(":")
    words = name.split()
    if kind == "said" and _is_office(name):
        return outlet
    while len(words) > 1 and _leads_up(words[0], kind):
        words.pop(0)
    shown = " ".join(words)
    return outlet if not shown or (shown.islower() and _leads_up(shown, kind)) else shown


@lru_cache(maxsize=4096)
def _squeezed(name: str) -> str:
    return fold(re.sub(r"\.[a-z]{2,}$", "", name.strip().lower())).replace(" ", "")


def outlets(entries: Iterable[Entry]) -> dict[str, str]:
    """What people may call each outlet among the entries, squeezed -> its owner; the best tier has the name.

    A blog or a post is called by its host alone, whatever name it gives itself.
    """
    called: dict[str, str] = {}
    for entry in sorted(entries, key=lambda one: (_ORDER[one.item.tier], one.item.host)):
        brand, low = hosts.site(entry.item.host).partition(".")[0], entry.item.tier in _SEEN_NOT_SAID
        for name in (brand,) if low else (brand, entry.item.outlet):
            called.setdefault(_squeezed(name), owner(entry.item.host))
    return called


def outlet_owner(name: str, called: Mapping[str, str]) -> str | None:
    """The owner of the outlet that people call `name`, where it is known or among those met."""
    for wanted in map(_squeezed, _ever_barer(name)):
        if wanted in _names():
            return owner(_names()[wanted])
        if wanted and wanted in called:
            return called[wanted]
    return None


# --- roots -------------------------------------------------------------------------------------------------


def said_at(entry: Entry, trust_dates: bool = False) -> datetime:
    """From when the entry may be somebody's origin: its date, for blogs and social posts not before we saw it."""
    if trust_dates or entry.item.tier not in _SEEN_NOT_SAID:
        return entry.at
    return max(entry.at, entry.item.seen_at)


def trace(entries: Sequence[Entry], habits: Habits = Habits()) -> Trail:  # noqa: B008
    """Tie every entry to its origin. The result does not depend on the order of `entries`."""
    ordered = sorted(entries, key=lambda one: _place(one, habits))
    parents = _text_parents(ordered, habits) if habits.collapse else {}
    text_of: dict[str, str] = {}
    for entry in ordered:
        parent = parents.get(entry.item.id)
        text_of[entry.item.id] = text_of[parent] if parent else entry.item.id
    ties = _ties(ordered, text_of, habits)
    root: dict[str, str] = {}
    first: dict[str, str] = {}
    for entry in ordered:
        root[entry.item.id] = first.setdefault(ties[entry.item.id], entry.item.id)
    return Trail(root, text_of, {**_taken_from(ordered, text_of, habits), **parents})


def _place(entry: Entry, habits: Habits) -> tuple[datetime, int, datetime, str]:
    return said_at(entry, habits.trust_dates), _ORDER[entry.item.tier], entry.item.seen_at, entry.item.id


def _text_parents(ordered: Sequence[Entry], habits: Habits) -> dict[str, str]:
    """For each near-copy the earliest item whose text it passes on.

    Blogs and posts stand on a shelf of their own: no flood of them hides a newspaper's text behind theirs.
    """
    parents = dict[str, str]()
    shelves = {low: _Shelf() for low in (False, True)}
    place = {entry.item.id: index for index, entry in enumerate(ordered)}
    copies: Counter[str] = Counter()
    for entry in ordered:
        met = [old for shelf in shelves.values() for old in shelf.candidates(entry.item) if old.sense == entry.sense]
        met.sort(key=lambda old: place[old.item.id])
        same = (old for old in met if same_text(old.item, entry.item, habits.near, habits.headline))
        first = next((old.item.id for old in same), "")
        if first:
            parents[entry.item.id] = first
            copies[first] += 1
        if copies[first] <= _SHELVED_COPIES:
            shelves[entry.item.tier in _SEEN_NOT_SAID].add(entry)
    return parents


class _Forest:
    """Union-find over names; the smaller name of two tops becomes the top, so the order of unions does not matter."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def top(self, name: str) -> str:
        while self._up.get(name, name) != name:
            name = self._up[name]
        return name

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.top(one), self.top(other)))
        self._up[high] = low


def _ties(ordered: Sequence[Entry], text_of: Mapping[str, str], habits: Habits) -> dict[str, str]:
    """Item id -> the name of what it is tied to: a text, a source or an owner.

    A source that we did not fetch ourselves from an outlet worth the name is vouched for by the best one that names it,
    and is no source beside that one. A post's text that a better outlet passes on is tied by that outlet's source or
    owner: whoever posts first what papers print ties no two of them together.
    """
    forest = _Forest()
    carriers: dict[str, list[Entry]] = defaultdict(list)
    called, voices = outlets(ordered), _voices(ordered, text_of, habits)
    for entry in ordered:
        name = entry.item.id
        voice = voices.get(name, entry)
        if text_of[name] != name:
            forest.join(f"item:{name}", f"item:{text_of[name]}")
        elif voice.source and habits.inherit:
            key = _source_key(voice.source, called)
            carriers[key].append(voice)
            forest.join(f"item:{name}", key)
        elif habits.collapse:
            forest.join(f"item:{name}", f"owner:{owner(voice.item.host)}")
    fetched = {f"owner:{owner(entry.item.host)}" for entry in ordered if entry.item.tier not in _SEEN_NOT_SAID}
    for key, entries in carriers.items():
        if key not in fetched:
            best = min(entries, key=lambda one: (_ORDER[one.item.tier], _place(one, habits)))
            forest.join(key, f"owner:{owner(best.item.host)}")
    return {entry.item.id: forest.top(f"item:{entry.item.id}") for entry in ordered}


def _voices(ordered: Sequence[Entry], text_of: Mapping[str, str], habits: Habits) -> dict[str, Entry]:
    """For each text that a blog or a post had first, the first better outlet that passes it on."""
    voices: dict[str, Entry] = {}
    for entry in ordered if not habits.trust_dates else ():
        if entry.item.tier not in _SEEN_NOT_SAID:
            voices.setdefault(text_of[entry.item.id], entry)
    return voices


def _source_key(source: str, called: Mapping[str, str]) -> str:
    kind, _, name = source.partition(":")
    known = outlet_owner(name, called) if kind == "outlet" else None
    return f"owner:{known}" if known else f"{kind}:{fold(bare_name(name))}"


def _taken_from(ordered: Sequence[Entry], text_of: Mapping[str, str], habits: Habits) -> dict[str, str]:
    """For each item that names an outlet: that outlet's latest earlier item."""
    taken: dict[str, str] = {}
    called = outlets(ordered)
    latest: dict[str, str] = {}
    for entry in ordered:
        if habits.inherit and entry.source.startswith("outlet:"):
            known = outlet_owner(entry.source.partition(":")[2], called)
            if known in latest:
                taken[entry.item.id] = latest[known]
        latest[owner(entry.item.host)] = entry.item.id
    return taken


def roots(entries: Sequence[Entry], trail: Trail, saying: Iterable[str]) -> tuple[Root, ...]:
    """The roots of `entries`, earliest first. `saying` are the ids of the items whose tier a root may take.

    A root's tier is the best among those we fetched saying it; its lead time is the hours to the next root.
    """
    known = {entry.item.id: entry for entry in entries}
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: (said_at(one), _ORDER[one.item.tier], one.item.id)):
        members[trail.root[entry.item.id]].append(entry)
    voices = frozenset(saying)
    found = sorted((said_at(known[name]), name) for name in members)
    lead = {name: later for (_, name), (later, _) in pairwise(found)}
    return tuple(_root(name, known[name], members[name], trail, voices, at, lead.get(name)) for at, name in found)


def _root(
    name: str,
    first: Entry,
    own: Sequence[Entry],
    trail: Trail,
    voices: frozenset[str],
    at: datetime,
    next_at: datetime | None,
) -> Root:
    tiers = [entry.item.tier for entry in own if entry.item.id in voices] or [entry.item.tier for entry in own]
    return Root(
        id=name,
        items=(name, *(entry.item.id for entry in own if entry.item.id != name)),
        origin=shown_name(first.source, first.item.outlet),
        tier=min(tiers, key=_ORDER.__getitem__),
        first_at=at,
        lead_hours=(next_at - at).total_seconds() / 3600 if next_at else None,
        copied_from={
            entry.item.id: trail.copied_from[entry.item.id]
            for entry in own
            if trail.copied_from.get(entry.item.id) in trail.root and entry.item.id != name
        },
    )
