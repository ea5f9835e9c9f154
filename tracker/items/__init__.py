"""Feed bytes -> items.

Unknown entries only: an entry whose fingerprint is in `seen` is neither parsed nor cleaned again. A quick reader
takes the feeds it is sure of; feedparser, the judge of what a feed means, takes every other one, after whatever
would break or stall it was removed.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tracker import texts
from tracker.items import judged, quick, repair
from tracker.items.charset import to_utf8
from tracker.items.entries import Entry, Origin, identify, to_item
from tracker.items.glance import Glance
from tracker.items.judged import Reading
from tracker.items.pieces import pieces
from tracker.items.quick import MOST_ENTRIES
from tracker.model import Feed, Item

__all__ = ["MOST_ENTRIES", "Glance", "Parsed", "parse"]


Looks = Literal["feed", "html", "empty", "other"]
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
_JSON_FEED = re.compile(rb"\s*\{.{0,1000}?jsonfeed\.org/version", re.DOTALL)
_LARGE = 1_000_000
_MANY = 300
"""A body of more bytes, or of more new entries, can wait: it takes 20 ms and more."""
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_]|$)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One body, read."""

    items: tuple[Item, ...] = ()
    """Items of the entries whose fingerprint was not in `seen`, in the feed's order."""
    fingerprints: frozenset[str] = frozenset()
    """Of all entries that are in the feed now and were read, now or before: the next `seen`."""
    problems: tuple[str, ...] = ()
    """What was salvaged or left out, a line each."""
    title: str = ""
    entries: int = 0
    looks_like: Looks = "feed"
    passed_over: int = 0
    """New entries that `wanted` had no use for."""
    deferred: bool = False
    """The body takes long to read, and `patient` was False: nothing was read, call again later."""


def parse(
    body: bytes,
    feed: Feed,
    *,
    host: str,
    content_type: str | None = None,
    now: datetime,
    seen: Container[str] = (),
    base_url: str | None = None,
    most_entries: int = MOST_ENTRIES,
    patient: bool = True,
    wanted: Glance | None = None,
) -> Parsed:
    """Read `body`, which was fetched from `host` (`base_url`: its final address) at `now`. Never raises.

    With `patient=False` a body that is large, or that only feedparser can read (up to a second), comes back `deferred`,
    so that the ordinary feeds of a run need not wait for the odd ones. With `wanted` only those entries become items
    that could name one of its words, or whose id it knows; the others are known from now on, and counted.
    """
    if not body.strip():
        return Parsed(looks_like="empty", problems=("the body is empty",))
    decoded = to_utf8(body, content_type)
    base = base_url or feed.url
    notes = [decoded.note] if decoded.note else []
    if not patient and len(body) > _LARGE:
        return Parsed(deferred=True)
    reading = quick.read(decoded.data, seen, wanted.passes if wanted and not wanted.known else None)
    if not patient and (reading is None or len(reading.entries) > _MANY):
        return Parsed(deferred=True)
    if reading is None:
        reading, more = _slowly(decoded.data, seen)
        notes += more
    if reading.problem:
        notes.append(reading.problem)
    origin = _origin(feed, host, base, reading, now)
    return _parsed(reading, notes, decoded.data, origin, seen, most_entries, wanted)


def _slowly(data: bytes, seen: Container[str]) -> tuple[Reading, list[str]]:
    mended, notes = repair.mend(data)
    reading = quick.read(mended, seen) if mended != data else None
    if reading is None:
        fitted, more = repair.fit(mended, pieces(mended))
        reading = judged.read(fitted) if fitted else Reading("", "", (), is_feed=False)
        notes += more
    return reading, notes


def _origin(feed: Feed, host: str, base: str, reading: Reading, now: datetime) -> Origin:
    said = _LANGUAGE.match(reading.language.strip().lower())
    outlet = texts.line(feed.title or reading.title, 120) or host
    return Origin(feed, host, base, outlet, feed.language or (said[1] if said else None), now)


def _parsed(
    reading: Reading,
    notes: list[str],
    data: bytes,
    origin: Origin,
    seen: Container[str],
    most: int,
    wanted: Glance | None,
) -> Parsed:
    new = [entry for entry in reading.entries if entry.key not in seen]
    left = {entry.key for entry in new[most:]}
    if left:
        notes.append(f"{len(new)} new entries: the first {most} were read, the next ones will be at the next polls")
    chosen = [entry for entry in new[:most] if _is_wanted(entry, wanted, origin, reading.shared)]
    count = len(reading.known) + len(reading.entries) + reading.left_out
    looks: Looks = "feed" if reading.is_feed else "html" if _PAGE.search(data[:20_000]) else "other"
    if looks != "feed":
        notes = [_no_feed(looks, data)]
    return Parsed(
        items=tuple(to_item(entry, origin, reading.shared) for entry in chosen),
        passed_over=reading.passed_over + len(new[:most]) - len(chosen),
        fingerprints=reading.known | {entry.key for entry in reading.entries} - left,
        problems=tuple(texts.line(note, 300) for note in notes),
        title=texts.line(reading.title, 200),
        entries=count,
        looks_like=looks,
    )


def _is_wanted(entry: Entry, wanted: Glance | None, origin: Origin, shared: Container[str]) -> bool:
    if wanted is None or wanted(entry):
        return True
    name = identify(entry, origin, shared) if wanted.known else "none"
    return not name or name in wanted.known


def _no_feed(looks: Looks, data: bytes) -> str:
    if looks == "html":
        return "a web page, not a feed (a login, a captcha or a moved feed): open the address in a browser"
    if _JSON_FEED.match(data[:2_000]):
        return "a JSON Feed, which is not read: look for the site's RSS or Atom feed"
    return "neither RSS nor Atom: check the address"
