"""feedparser's reading of a feed: the judge of what a feed means, and the one place that imports it."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tracker.items.entries import Entry
from tracker.model import fingerprint


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole feed as a parser found it."""

    title: str
    language: str
    entries: tuple[Entry, ...]
    known: frozenset[str] = frozenset()
    """Keys of entries that were recognised and not read again."""
    shared: frozenset[str] = frozenset()
    """Links that several entries have in common."""
    passed_over: int = 0
    """Entries among the known ones that are new, and not wanted."""
    left_out: int = 0
    """Entries beyond the limit."""
    is_feed: bool = True
    problem: str = ""


def read(data: bytes) -> Reading:
    """UTF-8 `data`, mended and fitted (see `repair`) -> its entries. Never raises."""
    import feedparser  # 60 ms to import, and most feeds never need it

    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # A stream: feedparser takes bytes for a file's name first. Our own cleaning comes later, and so do relative
        # links: without the feed's address a guid stays as it was written.
        found = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        entries = tuple(_entry(entry) for entry in found.entries)
    except Exception as error:  # it raises whatever its handlers raise; the feed's trouble stays the feed's
        return Reading(
            "", "", (), is_feed=False, problem=f"feedparser cannot read it ({type(error).__name__}: {error})"
        )
    problem = f"not well-formed ({_first_line(found.get('bozo_exception'))})" if found.bozo else ""
    feed = found.feed
    return Reading(
        title=_text(feed, "title"),
        language=_text(feed, "language"),
        entries=entries,
        shared=_repeated([entry.link for entry in entries]),
        is_feed=bool(found.version or entries),
        problem=problem,
    )


def _entry(found: Any) -> Entry:
    source = found.get("source") or {}
    guid = _text(found, "id")
    link = _text(found, "feedburner_origlink") or _text(found, "link")
    if link == guid and not guid.startswith("http"):
        link = ""  # feedparser takes a guid for the link unless it says otherwise, and many do not say so
    fields = {
        "title": _text(found, "title"),
        "link": link,
        "guid": guid,
        "summary": _text(found, "summary"),
        "body": _content(found),
        "published": _text(found, "published") or _text(found, "updated") or _text(found, "created"),
        "author": _text(found, "author"),
        "source_title": _text(source, "title"),
        "source_link": _text(source, "href") or _text(source, "link"),
    }
    return Entry(key=fingerprint("fields", *fields.values()), **fields)


def _text(found: Any, name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _content(found: Any) -> str:
    """The longest of the entry's contents."""
    contents = found.get("content") or ()
    values = [content.get("value") or "" for content in contents if isinstance(content, dict)]
    return max((value for value in values if isinstance(value, str)), key=len, default="")


def _repeated(links: list[str]) -> frozenset[str]:
    return frozenset(link for link, count in Counter(links).items() if link and count > 1)


def _first_line(error: object) -> str:
    return str(error).partition("\n")[0][:120]
