"""Feed bytes that no parser should see as they are -> bytes that are safe to parse, and what was done.

Works on UTF-8. Nothing here understands a feed; it removes what breaks parsers or makes them slow.
"""

from __future__ import annotations

import re

from tracker.items.pieces import Piece

MOST_BYTES = 4_000_000
"""What feedparser is given at most: a feed of 1,000 long entries is half of it."""
MOST_TAGS = 20_000
"""What feedparser is given at most: it needs 50 microseconds a tag, so about a second."""
MOST_TAGS_OF_ENTRY = 2_000
"""An entry with more is left out: 200,000 nested tags cost feedparser 11 s."""

_HEAD = b"<?xml version='1.0' encoding='utf-8'?><rss><channel>"
"""Stands for all that is not entries where that is too much; feedparser needs no more to see entries."""
_ILLEGAL = bytes(code for code in range(32) if code not in {9, 10, 13})
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
_NO_REFERENCE = re.compile(rb"&#(?![0-9xX])")
"""A million of them cost feedparser four seconds."""
_ENDLESS_REFERENCE = re.compile(rb"&#[xX]?[0-9a-fA-F]{13,};")
_TERMINAL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b<]{0,200}(?:\x07|\x1b\\))")
_FEED_START = re.compile(rb"<(?:\?xml\s|rss[\s>]|feed[\s>]|rdf:RDF[\s>]|channel[\s>])", re.IGNORECASE)
_END = re.compile(rb"</(?:item|entry|channel|rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
_FIRST_TAG = re.compile(rb"<[A-Za-z]")
_INNER_ENTITY = re.compile(rb"<!ENTITY\s+(\w{1,60})\s+(\"[^\"&%<]{0,200}\"|'[^'&%<]{0,200}'|\"&#\w{1,10};\")\s*>")
_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
_NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")


def mend(data: bytes) -> tuple[bytes, list[str]]:
    """UTF-8 `data` without characters that XML forbids, junk before the feed or dangerous entities; and notes."""
    notes: list[str] = []
    steps = (
        (_characters, "characters that XML forbids were removed"),
        (_start, "text before the feed was skipped"),
        (_prolog, "its DOCTYPE was cut down to plain entities"),
        (_whole, "it ends within an entry, which is left for when it comes whole"),
    )
    for step, note in steps:
        mended = step(data)
        if mended != data:
            notes.append(note)
        data = mended
    return data, notes


def fit(data: bytes, pieces: list[Piece]) -> tuple[bytes, list[str]]:
    """`data` with so few entries that feedparser reads it in about a second; `pieces` says where entries lie.

    The entries that stay are the first ones: feeds put the newest first. What is too much even so becomes b"".
    """
    if _fits(*_cost(data)) and not any(_cost(data[a:b])[0] > MOST_TAGS_OF_ENTRY for a, b in pieces):
        return data, []
    edges = [0, *(edge for piece in pieces for edge in piece), len(data)]
    between = [data[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    tags, size = _cost(b"".join(between))
    if not _fits(tags, size):
        between = [_HEAD, *([b""] * len(pieces))]
        tags, size = _cost(_HEAD)
    out, kept = [between[0]], 0
    for (start, end), after in zip(pieces, between[1:], strict=True):
        more, longer = _cost(data[start:end])
        if more <= MOST_TAGS_OF_ENTRY and _fits(tags + more, size + longer):
            tags, size, kept = tags + more, size + longer, kept + 1
            out.append(data[start:end])
        out.append(after)
    note = f"{len(pieces) - kept} of {len(pieces)} entries were left out: too big or too many"
    return (b"".join(out), [note]) if kept else (b"", ["too much markup to be read safely"])


def _cost(part: bytes) -> tuple[int, int]:
    """Tags and bytes. Two attributes count as a tag: feedparser's time grows with the square of a tag's attributes."""
    return part.count(b"<") + part.count(b"=") // 2, len(part)


def _fits(tags: int, size: int) -> bool:
    return tags <= MOST_TAGS and size <= MOST_BYTES


def _characters(data: bytes) -> bytes:
    if b"&#" in data:
        data = _NO_REFERENCE.sub(b"&amp;#", data)
        data = _ENDLESS_REFERENCE.sub(b"\xef\xbf\xbd", _REFERENCE.sub(_reference, data))
    if b"\x1b" in data:
        data = _TERMINAL.sub(b"", data)
    if b"\xef\xbf" in data:
        data = _NONCHARACTER.sub(b"", data)
    return data.translate(None, _ILLEGAL)


def _reference(found: re.Match[bytes]) -> bytes:
    """A character reference as it is, or what stands for one that XML forbids: surrogates, controls, too big."""
    code = int(found[1], 16) if found[1] else int(found[2])
    if code == 0x1B:
        return b"\x1b"
    if code < 32 and code not in {9, 10, 13}:
        return b""
    legal = code < 0xD800 or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return found[0] if legal else b"\xef\xbf\xbd"


def _start(data: bytes) -> bytes:
    """From the XML declaration or the root tag on; as it is where neither is found."""
    if data.startswith((b"<?xml", b"<rss", b"<feed")):
        return data
    found = _FEED_START.search(data[:50_000])
    return data[found.start() :] if found and b"<html" not in data[: found.start()].lower() else data.lstrip()


def _whole(data: bytes) -> bytes:
    """Without the entry in which a feed that was cut off ends: half a link would name another article."""
    opened = max(data.rfind(opening) for opening in (b"<item>", b"<item ", b"<entry>", b"<entry "))
    closed = opened >= 0 and _END.search(data, opened)
    return data if opened < 0 or closed else data[:opened]


def _prolog(data: bytes) -> bytes:
    """The DOCTYPE goes; entities with plain text stay. External ones and entities of entities are not kept.

    Patterns of feedparser need quadratic time on a long prolog, so a new short one is written.
    """
    if not _DOCTYPE.search(data[:100_000]):
        return data
    first = _FIRST_TAG.search(data)
    if not first:
        return b""
    head = data[: first.start()]
    entities = [b"<!ENTITY %s %s>" % found for found in _INNER_ENTITY.findall(head)][:200]
    doctype = b"<!DOCTYPE feed [\n" + b"\n".join(entities) + b"\n]>\n" if entities else b""
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + doctype + data[first.start() :]
