"""The quick reader (for now: it is sure of nothing)."""

from __future__ import annotations

from collections.abc import Container

from tracker.items.judged import Reading


def read(data: bytes, seen: Container[str]) -> Reading | None:
    """None: feedparser's turn."""
    return None


def pieces(data: bytes) -> list[tuple[int, int]]:
    """Where the entries lie in `data`: (start, end) of each, in order, none inside another."""
    tag = b"entry" if data.count(b"</entry>") >= data.count(b"</item>") else b"item"
    found: list[tuple[int, int]] = []
    at = 0
    while (start := data.find(b"<" + tag, at)) >= 0:
        end = data.find(b"</" + tag + b">", start)
        if end < 0:
            break
        at = end + len(tag) + 3
        if data[start + 1 + len(tag) : start + 2 + len(tag)] in b" \t\r\n>":
            found.append((start, at))
        else:
            at = start + 1 + len(tag)
    return found
