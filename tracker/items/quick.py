"""The quick reader: RSS 2.0, RSS 1.0 and Atom as almost every feed writes them.

Entries that are known by their bytes, or that surely name nobody, are cut out before anything is parsed, so the cost
follows what is new and wanted. It is
sure of nothing unusual: whatever could mean something else to feedparser (markup inside a title, two titles, a
namespace used oddly, `xml:base`, a DOCTYPE, anything not well-formed) is left to feedparser by answering None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from tracker.items import extract
from tracker.items.entries import Entry
from tracker.items.extract import Format, UnsureError
from tracker.items.judged import Reading
from tracker.items.pieces import Piece, key_of, pieces

MOST_ENTRIES = 2_000
"""Entries of one feed that are looked at, the first ones; the largest archives of news feeds hold 500."""

_ROOT = re.compile(
    rb"\s*(?:<\?xml[^<>]*\?>\s*)?(?:(?:<!--(?:[^-]|-(?!-))*-->|<\?xml-stylesheet[^<>]*\?>)\s*)*<(rss|feed|rdf:RDF)(?=[\s>])"
)
_TAGS = {b"rss": (b"item", b"<entry"), b"rdf:RDF": (b"item", b"<entry"), b"feed": (b"entry", b"<item")}
"""What an entry is called, and what feedparser takes for an entry too."""
_RSS_LINK = re.compile(rb"<link>\s*(?:<!\[CDATA\[\s*)?([^<\s\]]+)")
_RSS_GUID = re.compile(rb"<guid(?![^>]*=[\"']false)[^>]*>\s*(?:<!\[CDATA\[\s*)?(http[^<\s\]]+)")
_ATOM_ID = re.compile(rb"<id>\s*(http[^<\s]+)")
_ATOM_LINK = re.compile(rb"<link\b(?![^>]*rel=[\"'](?!alternate))[^>]*href=[\"']([^\"'<>]*)")


@dataclass(frozen=True, slots=True)
class _Cut:
    """The feed with the entries that are known emptied."""

    data: bytes
    keys: list[str]
    """Of every entry, in order."""
    new: list[int]
    """Which of them are still whole."""
    total: int
    passed_over: int
    """How many of the emptied ones are new."""


def read(data: bytes, seen: Container[str], passes: Callable[[bytes], bool] | None = None) -> Reading | None:
    """UTF-8 `data` -> its entries that are not in `seen`, and that do not pass; None where feedparser has to judge."""
    root_tag = _ROOT.match(data)
    if not root_tag:
        return None
    tag, other = _TAGS[root_tag[1]]
    if b"xml:base" in data or other in data:
        return None
    found = pieces(data, tag)
    try:
        cut = _cut(data, found, seen, tag, passes)
        root = etree.fromstring(cut.data, _parser())
        kind, elements = extract.format_of(root)
        if len(elements) != len(cut.keys):
            return None
        entries = tuple(extract.entry(elements[index], cut.keys[index], kind) for index in cut.new)
        title, language = extract.channel(root, kind)
    except (etree.XMLSyntaxError, UnsureError):
        return None
    left_out = cut.total - len(cut.keys)
    return Reading(
        title=title,
        language=language,
        entries=entries,
        known=frozenset(cut.keys) - {entry.key for entry in entries},
        shared=_shared(data, found, cut, entries, kind) if entries else frozenset(),
        passed_over=cut.passed_over,
        left_out=left_out,
        problem=f"{cut.total} entries: the first {MOST_ENTRIES} were read" if left_out else "",
    )


def _cut(
    data: bytes, found: list[Piece], seen: Container[str], tag: bytes, passes: Callable[[bytes], bool] | None
) -> _Cut:
    """Entries that are known or pass become empty elements, so that their places can be counted; those beyond go.

    Raises UnsureError where an entry seems to hold another one.
    """
    out, keys, new, at, passed_over = [], [], [], 0, 0
    for start, end in found[:MOST_ENTRIES]:
        if data.find(b"<" + tag, start + 1, end) >= 0:
            raise UnsureError
        piece = data[start:end]
        key = key_of(piece)
        keys.append(key)
        known = key in seen
        if known or (passes and passes(piece)):
            passed_over += not known
            out += [data[at:start], b"<", tag, b"/>"]
            at = end
        else:
            new.append(len(keys) - 1)
    if len(found) > MOST_ENTRIES:
        out.append(data[at : found[MOST_ENTRIES - 1][1]])
        at = found[-1][1]
    out.append(data[at:])
    return _Cut(b"".join(out), keys, new, len(found), passed_over)


def _shared(data: bytes, found: list[Piece], cut: _Cut, entries: tuple[Entry, ...], kind: Format) -> frozenset[str]:
    """Links that several entries have in common, known entries too: such a link names no article."""
    link, guid = (_ATOM_LINK, _ATOM_ID) if kind is Format.ATOM else (_RSS_LINK, _RSS_GUID)
    counts = Counter(entry.link for entry in entries)
    new = set(cut.new)
    for index, (start, end) in enumerate(found[:MOST_ENTRIES]):
        address = None if index in new else link.search(data, start, end) or guid.search(data, start, end)
        if address:
            counts[address[1].decode().replace("&amp;", "&")] += 1
    return frozenset(address for address, count in counts.items() if address and count > 1)


@lru_cache(maxsize=1)
def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
