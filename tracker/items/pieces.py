"""Where the entries lie in a feed's bytes, found without parsing it."""

from __future__ import annotations

from hashlib import blake2b

_AFTER_NAME = b" \t\r\n>"
Piece = tuple[int, int]
"""[start, end) of one entry, from its opening tag to its closing one."""


def pieces(data: bytes, tag: bytes | None = None) -> list[Piece]:
    """The entries `<tag ...>...</tag>` in order, none inside another; `tag` is guessed where it is not given.

    Only a guess: the markers may stand in a comment or in CDATA. Whoever uses it checks, or loses little.
    """
    if tag is None:
        tag = b"entry" if data.count(b"</entry>") > data.count(b"</item>") else b"item"
    opening, closing = b"<" + tag, b"</" + tag + b">"
    found: list[Piece] = []
    at = data.find(opening)
    while at >= 0:
        if data[at + len(opening) : at + len(opening) + 1] not in _AFTER_NAME:
            at = data.find(opening, at + 1)
            continue
        end = data.find(closing, at)
        if end < 0:
            break
        end += len(closing)
        found.append((at, end))
        at = data.find(opening, end)
    return found


def key_of(piece: bytes) -> str:
    """The fingerprint by which an entry is known at the next poll: of its bytes, 20 hex digits."""
    return blake2b(piece, digest_size=10).hexdigest()
