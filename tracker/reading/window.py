"""Dates in the sentences that count, set against the claim's window."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.model import Claim, Item, When, Window
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


def _found(text: str, language: str, reference: date, offset: int) -> list[tuple[When, int, int]]:
    from tracker.reading.dates import find_dates

    return [(found.when, found.start + offset, found.end + offset) for found in find_dates(text, language, reference)]


def place(when: When, window: Window | None) -> str:
    """ "later", "inside" or "earlier", as `when` lies from `window`; a side left open reaches for ever."""
    if window is None:
        return "inside"
    if window.end is not None and when.start is not None and when.start > window.end:
        return "later"
    if window.start is not None and when.end is not None and when.end < window.start:
        return "earlier"
    return "inside"


def dates_of(item: Item, claim: Claim, sentence: Sentence, language: str) -> Dates:
    """The dates `sentence` means, read on the item's day."""
    text = item.text[sentence.start : sentence.end]
    found = _found(text, language, item.published.date(), sentence.start)
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
