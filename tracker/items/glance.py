"""Could an entry, still as the feed wrote it, name any of the subjects? A look that costs a fraction of cleaning it.

Of a thousand new entries a handful concern a claim. The look may err on the side of yes only: where markup, an
invisible character or a broken charset could hide a name, the answer is yes, and the entry is cleaned and matched.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container, Iterable

from tracker.items.entries import Entry
from tracker.text import fold

_WORD = re.compile(r"[^\W_]+")
_NON_ASCII = re.compile("[^\x00-\x7f]+")
_BREAKS = r"/?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|figcaption|section|img|hr)"
_JOINS = re.compile(rf"<(?<=\w<)(?!{_BREAKS}[\s/>])[^<>]*>(?:<[^<>]*>)*(?=[^\s.,;:!?)])", re.IGNORECASE)
"""A tag within a word, as in "<b>V</b>almont": cleaned, the parts are one word. Tags that break the line are none."""
_HIDING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u00c2\u00c3\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Invisible characters, and letters with which UTF-8 begins that was read as latin-1."""
_FEW = 60
"""So many words are looked for one by one; more of them as a set."""
_ROUNDS = 4


class Glance:
    """Looks for folded words, and knows the ids of items that are wanted whatever they say now."""

    def __init__(self, words: Iterable[str], known: Container[str] = frozenset()) -> None:
        self.known = known
        self._words = frozenset(words)
        self._few = tuple(self._words) if len(self._words) <= _FEW else ()

    def __call__(self, entry: Entry) -> bool:
        """Whether the entry's title, summary or body could hold one of the words, alone or with a final "s"."""
        text = _unescaped(f"{entry.title}\n{entry.summary}\n{entry.body}")
        if text is None or _JOINS.search(text) or _HIDING.search(text):
            return True
        if not text.isascii():
            text = _NON_ASCII.sub(_folded, unicodedata.normalize("NFC", text))
        return self._holds(text.lower())

    def _holds(self, folded: str) -> bool:
        if self._few:
            return any(word in folded for word in self._few)
        words = self._words
        return any(word in words or (word[-1] == "s" and word[:-1] in words) for word in _WORD.findall(folded))


def _folded(found: re.Match[str]) -> str:
    return fold(found[0])


def _unescaped(text: str) -> str | None:
    """`text` with its entities as characters; None where they are nested deeper than anybody writes."""
    for _ in range(_ROUNDS):
        if "&" not in text:
            return text
        plain = html.unescape(text)
        if plain == text:
            return text
        text = plain
    return None
