"""Dates in the sentences that count, set against the claim's window."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import NamedTuple

from tracker.model import Claim, Item, Kind, When, Window
from tracker.reading.spans import Direction
from tracker.text import Sentence


class Dates(NamedTuple):
    """The dates of one sentence, by where they fall from the claim's window."""

    later: tuple[When, ...] = ()
    """Wholly after the window's last day."""
    inside: tuple[When, ...] = ()
    """Overlapping the window."""
    earlier: tuple[When, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    """[start, end) of each date within the item's text."""


NOTHING = Dates()


def _found(text: str, language: str, reference: date, offset: int, lean: Direction) -> list[tuple[When, int, int]]:
    from tracker.reading.dates import find_dates

    dates = find_dates(text, language, reference, lean)
    return [(found.when, found.start + offset, found.end + offset) for found in dates]


_TO_COME = frozenset({"future", "expected", "modal", "postpone", "on_time"})


def lean_of(kinds: Set[str], claim: Claim) -> Direction:
    """Which way a sentence with these cues points a date that leaves its year open ("in spring", in August): a plan's
    sentence to the future as soon as anything in it does, however much is told in the past ("it will come in April, he
    has said"); an event's sentence only where all of it does."""
    to_come, told = bool(kinds & _TO_COME), "past" in kinds
    if to_come and (claim.kind is Kind.PLAN or not told):
        return "future"
    return "past" if told and not to_come else "open"


def place(when: When, window: Window | None) -> str:
    """ "later", "inside" or "earlier", as `when` lies from `window`; a side left open reaches for ever."""
    if window is None:
        return "inside"
    if window.end is not None and when.start is not None and when.start > window.end:
        return "later"
    if window.start is not None and when.end is not None and when.end < window.start:
        return "earlier"
    return "inside"


def dates_of(item: Item, claim: Claim, sentence: Sentence, language: str, kinds: Set[str] = frozenset()) -> Dates:
    """The dates `sentence` means, read on the item's day; `kinds` are those of its cues."""
    text = item.text[sentence.start : sentence.end]
    found = _found(text, language, item.published.date(), sentence.start, lean_of(kinds, claim))
    if not found:
        return NOTHING
    sorted_by: dict[str, list[When]] = {"later": [], "inside": [], "earlier": []}
    for when, _, _ in found:
        sorted_by[place(when, claim.expected)].append(when)
    return Dates(
        tuple(sorted_by["later"]),
        tuple(sorted_by["inside"]),
        tuple(sorted_by["earlier"]),
        tuple((start, end) for _, start, end in found),
    )
