"""Which parts of an item say no, which are unsure, and which say what they say straight; and in what order they come.

Who confirms a plan denies much else beside it ("denies a rival bid: the agreement stands"), and who denies it confirms
much else ("we buy the player, not the club"): the same words of denial stand in both. What tells them apart is whether
something is said of the claim in a part of the text that no denial touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.languages import KINDS
from tracker.model import Quoted
from tracker.reading.judge import HEDGES, NOES, Judged
from tracker.reading.matter import Marks
from tracker.reading.view import View

NO, UNSURE, STRAIGHT = "no", "unsure", "straight"
_TOLD = KINDS - {"shield", "spokes"} - NOES - HEDGES
"""The cues that say how a part is told which says it straight."""


class Part(NamedTuple):
    """A sentence, or a clause of one: how it says what it says, what of the claim stands in it, and how it is told."""

    manner: str
    """NO, UNSURE or STRAIGHT."""
    title: bool
    own: bool
    named: bool
    spoken: bool
    """An authority speaks in its sentence."""
    told: frozenset[str]

    @property
    def about(self) -> str:
        """How much of the claim stands in it."""
        return {(True, True): "claim", (True, False): "matter", (False, True): "name"}.get((self.own, self.named), "")


def features(view: View, found: Marks, judged: Sequence[Judged]) -> dict[str, float]:
    """Every fact by name, of sentences ("row_") and of clauses ("part_")."""
    bearing = [row for row, one in enumerate(judged) if one.bears]
    rows = [_row(judged[row]) for row in bearing]
    parts = [part for row in bearing for part in _parts(view, found, judged[row], view.clauses[row])]
    return {**dict.fromkeys(_facts("row", rows), 1.0), **dict.fromkeys(_facts("part", parts), 1.0)}


def _manner(kinds: Iterable[str], question: bool) -> str:
    known = frozenset(kinds)
    return NO if known & NOES else UNSURE if question or known & HEDGES else STRAIGHT


def _row(one: Judged) -> Part:
    kinds = one.kinds | one.elsewhere
    told = frozenset({*(kinds & _TOLD), *(f"says {said}" for said in one.said if " " not in said)})
    return Part(
        _manner(kinds, one.question),
        one.sentence.part == "title",
        one.own,
        one.named,
        one.voice.quoted is Quoted.AUTHORITY,
        told,
    )


def _parts(view: View, found: Marks, one: Judged, clauses: Iterable[tuple[int, int]]) -> Iterator[Part]:
    for first, last in clauses:
        span = range(first, last)
        kinds = {hit.kind for hit in one.cues if first <= hit.first < last}
        sides = {f"says {side}" for side, places in found.sides.items() if not places.isdisjoint(span)}
        yield Part(
            _manner(kinds, any(view.tokens.words[at] == "?" for at in span)),
            one.sentence.part == "title",
            not found.core.isdisjoint(span),
            not found.named.isdisjoint(span),
            one.voice.quoted is Quoted.AUTHORITY,
            frozenset(kinds & _TOLD | sides),
        )


def _facts(level: str, parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield f"{level}_{part.manner}_{part.about}"
        yield f"{level}_{'title' if part.title else 'body'}_{part.manner}"
        if part.about:
            yield f"{level}_{'title' if part.title else 'body'}_{part.manner}_{part.about}"
        if part.spoken:
            yield f"{level}_{part.manner}_spoken"
        if part.manner == STRAIGHT:
            yield from (f"{level}_straight_{kind}" for kind in part.told)
    if parts:
        last = parts[-1]
        yield f"{level}_last_{last.manner}_{last.about}"
    for before, after in ((NO, STRAIGHT), (STRAIGHT, NO), (UNSURE, STRAIGHT), (STRAIGHT, UNSURE)):
        first = next((at for at, part in enumerate(parts) if part.manner == before), len(parts))
        behind = [part for part in parts[first + 1 :] if part.manner == after]
        yield from {f"{level}_{before}_then_{after}_{part.about}" for part in behind}
    noes = sum(part.manner == NO for part in parts)
    yield f"{level}_noes_{min(noes, 3)}"
    if noes and all(part.manner == NO for part in parts if part.about):
        yield f"{level}_no_throughout"
