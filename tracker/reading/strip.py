"""An item as a strip of words, each with what is known of it: whose name it is, whose matter, which cue, which date.

`tracker.reading.layers` reads the strip in order, so that it learns who does what: "Rival leaves Torvena" has the same
names and the same matter as "Torvena's chief leaves", in another order. Traits are the same in all languages, and the
claim's own names are not on the strip: what was learnt of one claim holds for any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from tracker.model import Claim, Item, Kind, Window
from tracker.reading.judge import Judged
from tracker.reading.matter import Marks, Profile, numbered
from tracker.reading.names import own_channel
from tracker.reading.runs import cut, strangers
from tracker.reading.view import View
from tracker.reading.window import Dates

LONGEST = 100
"""Words on a strip at most, which nearly every title and summary has no more of; of an article, those that come first
in the sentences that bear on the claim."""
_LAGS = ((0, "at once"), (30, "within a month"), (180, "within half a year"))
"""Days since the claim was opened, and what an item is called that is no later."""


class Strip(NamedTuple):
    """The words of an item in order, the traits of each, and what is known of the claim and of the whole item."""

    words: tuple[str, ...]
    traits: tuple[tuple[int, str], ...]
    """(place on the strip, trait), each once."""
    title: int
    """So many of the words are the title's; they come first."""
    about: frozenset[str]


def strip(
    claim: Claim, item: Item, view: View, own: Profile, found: Marks, judged: Sequence[Judged], dates: Sequence[Dates]
) -> Strip:
    """The strip of an item for one claim."""
    rows = _rows(view, judged)
    tokens = [at for row in rows for at in range(view.sentences[row].first, view.sentences[row].last)][:LONGEST]
    names = numbered(found.subjects)
    foreign = {at for row in rows for at in strangers(view, view.sentences[row])} - names.keys()
    place = {at: number for number, at in enumerate(tokens)}
    end = _title_end(view)
    traits = (*_sentence_traits(view, rows, dates), *_claim_traits(view, tokens, own, found, names, foreign))
    return Strip(
        words=tuple(_word(view, at, names, foreign) for at in tokens),
        traits=tuple(dict.fromkeys((place[at], trait) for at, trait in traits if at in place)),
        title=sum(at < end for at in tokens),
        about=frozenset(item_traits(claim, item, view, own)),
    )


def _title_end(view: View) -> int:
    return next((one.first for one in view.sentences if one.part != "title"), len(view.tokens))


def _rows(view: View, judged: Sequence[Judged]) -> Sequence[int]:
    """The sentences on the strip, by number: those that bear on the claim, all where none does."""
    return [row for row, one in enumerate(judged) if one.bears] or range(len(view.sentences))


def _word(view: View, at: int, names: Mapping[int, int], foreign: Set[int]) -> str:
    """What stands on the strip for a token: its stem in its language, a subject, or somebody else."""
    if at in names:
        return "S2" if names[at] else "S1"
    if at in foreign:
        return "X"
    return f"{view.language.code}:{cut(view.tokens.folded[at], view.language.suffixes)}"


def _sentence_traits(view: View, rows: Iterable[int], dates: Sequence[Dates]) -> Iterator[tuple[int, str]]:
    """(token, trait) by sentence: where it stands, its cues, its dates."""
    for row in rows:
        sentence = view.sentences[row]
        spots = [name for name, there in (("title", sentence.part == "title"), ("opening", row <= 1)) if there]
        yield from ((at, name) for at in range(sentence.first, sentence.last) for name in spots)
        for hit in view.cues[row]:
            yield from ((at, f"cue {hit.kind}") for at in range(hit.first, hit.last))
        for at, name in dates[row].tokens(view.tokens.starts, sentence.first, sentence.last).items():
            yield from ((at, part) for part in name.split("."))


def _claim_traits(
    view: View, tokens: Iterable[int], own: Profile, found: Marks, names: Mapping[int, int], foreign: Iterable[int]
) -> Iterator[tuple[int, str]]:
    """(token, trait) by what the claim has to do with it."""
    yield from ((at, "another subject" if number else "first subject") for at, number in names.items())
    yield from ((at, "stranger") for at in foreign)
    matters = {
        "main": found.main,
        "own": found.own_words,
        "wider": found.wider,
        "words": found.words,
        "other": found.other,
        **found.sides,
    }
    for trait, places in matters.items():
        yield from ((at, trait) for at in places)
    for hit in found.spoken:
        yield from ((at, f"matter {hit.kind.partition('.')[0]}") for at in range(hit.first, hit.last))
    known = {"number": own.numbers, "name": own.names, "head": own.head}
    for at in tokens:
        yield from ((at, trait) for trait, words in known.items() if view.tokens.folded[at] in words)


def item_traits(claim: Claim, item: Item, view: View, own: Profile) -> Iterator[str]:
    """What is known of the claim and of the item as a whole."""
    yield view.language.code
    yield item.tier.value
    flags = {
        "plan": claim.kind is Kind.PLAN,
        "ends": own.ends,
        "undone": bool(own.undone),
        "changes": own.changes,
        "channel": own_channel(claim, item),
        "bare": not (item.summary or item.body),
    }
    yield from (name for name, holds in flags.items() if holds)
    yield from (f"of {matter}" for matter in own.main)
    if claim.expected:
        yield _from_window(claim.expected, item)
    days = (item.published.date() - claim.opened).days
    yield next((name for most, name in _LAGS if days <= most), "later")


def _from_window(window: Window, item: Item) -> str:
    """Where an item's own day lies from the claim's window."""
    day = item.published.date()
    if window.start and day < window.start:
        return "before the window"
    return "after the window" if window.end and day > window.end else "in the window"
