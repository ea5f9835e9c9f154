"""Dates in the sentences that count, set against the claim's window."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tracker.model import Claim, Item, Kind, When, Window
from tracker.reading.spans import Direction
from tracker.text import Sentence

if TYPE_CHECKING:
    from tracker.reading.dates import FoundDate


class Dates(NamedTuple):
    """The dates of one sentence, by where they fall from the claim's window."""

    later: tuple[When, ...] = ()
    """Wholly after the window's last day."""
    inside: tuple[When, ...] = ()
    """Overlapping the window."""
    earlier: tuple[When, ...] = ()
    places: tuple[tuple[int, int, str], ...] = ()
    """[start, end) of each date within the item's text, with its side and its tense, and whether it is only a bound:
    "later.ahead", "inside.gone", "later.ahead.bound" ("until March")."""

    @property
    def ahead(self) -> bool:
        """Whether a date after the window is still to come; one that is over tells what came late."""
        return any(name.startswith("later.ahead") for _, _, name in self.places)

    def tokens(self, starts: Sequence[int], first: int, last: int) -> dict[int, str]:
        """Of tokens [first, last), which begin at `starts`, those that say a date, with its side and its tense."""
        found = {}
        for start, end, name in self.places:
            at = bisect_left(starts, start, first, last)
            while at < last and starts[at] < end:
                found[at] = name
                at += 1
        return found


NOTHING = Dates()


def _found(text: str, language: str, reference: date, offset: int, lean: Direction) -> list[FoundDate]:
    from tracker.reading.dates import find_dates

    return [
        replace(found, start=found.start + offset, end=found.end + offset)
        for found in find_dates(text, language, reference, lean)
    ]


def _tense(start: date | None, end: date | None, day: date) -> str:
    """ "ahead", "gone" or "now", as a date lies from the item's own day."""
    if start is not None and start > day:
        return "ahead"
    return "gone" if end is not None and end < day else "now"


_TO_COME = frozenset({"future", "expected", "modal"})
_MOVED = frozenset({"postpone", "on_time"})


def lean_of(kinds: Set[str], claim: Claim, day: date) -> Direction:
    """Which way a sentence with these cues, told on `day`, points a date that leaves its year open ("in August").

    A plan's sentence points to the future as soon as anything in it does, however much is told in the past ("it will
    come in April, he has said"), and as long as its window is open where nothing but the saying is past; never to the
    past: what is told of a plan may be when it was to come, when it came late, or a headline's participle. An event's
    sentence points either way only where all of it does.
    """
    told, to_come = "past" in kinds, bool(kinds & _TO_COME)
    if claim.kind is not Kind.PLAN:
        to_come = to_come or bool(kinds & _MOVED)
        return "open" if told == to_come else "past" if told else "future"
    if to_come if not told else kinds & {"future", "modal"}:
        return "future"
    waiting = claim.expected is not None and claim.expected.end is not None and day <= claim.expected.end
    saying = told and bool(kinds & {"speech", "confirm"})
    if waiting and (saying or not told):
        return "future"
    return "future" if kinds & _MOVED and not told else "open"


def place(start: date | None, end: date | None, window: Window | None) -> str:
    """ "later", "inside" or "earlier", as these days lie from `window`; a side left open reaches for ever."""
    if window is None:
        return "inside"
    if window.end is not None and start is not None and start > window.end:
        return "later"
    if window.start is not None and end is not None and end < window.start:
        return "earlier"
    return "inside"


def _beyond(found: FoundDate, claim: Claim) -> When:
    """Of a date after the window that reaches back into it ("until 15 April", said in March of what was to end then)
    the part after the window."""
    window = claim.expected
    if window is None or window.end is None or place(found.when.start, found.when.end, window) == "later":
        return found.when
    end = found.bound[1] if found.bound else found.when.end
    return found.when.model_copy(update={"start": window.end + timedelta(days=1), "end": end})


def dates_of(item: Item, claim: Claim, sentence: Sentence, language: str, kinds: Set[str] = frozenset()) -> Dates:
    """The dates `sentence` means, read on the item's day; `kinds` are those of its cues."""
    text = item.text[sentence.start : sentence.end]
    day = item.published.date()
    found = _found(text, language, day, sentence.start, lean_of(kinds, claim, day))
    if not found:
        return NOTHING
    sorted_by: dict[str, list[When]] = {"later": [], "inside": [], "earlier": []}
    places = []
    for one in found:
        days = one.bound or (one.when.start, one.when.end)
        side = place(*days, claim.expected)
        sorted_by[side].append(_beyond(one, claim) if side == "later" else one.when)
        places.append((one.start, one.end, f"{side}.{_tense(*days, day)}" + ".bound" * bool(one.bound)))
    return Dates(
        tuple(sorted_by["later"]),
        tuple(sorted_by["inside"]),
        tuple(sorted_by["earlier"]),
        tuple(places),
    )
