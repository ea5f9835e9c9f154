"""Could an entry, still as the feed wrote it, name any of the subjects? A look that costs a fraction of cleaning it.

Of a thousand new entries a handful concern a claim. The look may err on the side of yes only: where odd markup, an
invisible character or a broken charset could hide a name, the answer is yes, and the entry is cleaned and matched.
"""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from tracker import texts
from tracker.items.entries import Entry
from tracker.text import fold

_NON_ASCII = re.compile("[^\x00-\x7f]+")
_MARKUP = re.compile(r"<[a-z/!?]", re.IGNORECASE)
"""What may begin a tag, a comment or a declaration; "5 < 6" does not."""
_MISREAD = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""UTF-8 that was read as latin-1, which cleaning mends."""
_LEADS_OR_FOLLOWS = bytes(
    ord("L") if 0xC2 <= code <= 0xF4 else ord("F") if 0x80 <= code <= 0xBF else ord(" ") for code in range(256)
)
"""The same in windows-1252, where more looks like it: a byte that leads, and one that follows; no search of a pattern
is as quick as finding the two side by side."""
_SIGNS = "nbsp|[lr][sd]quo|[lr]aquo|[mn]dash|hellip|#0*(?:160|82(?:1[1267]|2[01]|30))"
"""Entities that are neither a letter nor invisible, nor begin another or a tag: no name runs through one."""
_LETTERS = "|".join(name for name in html.entities.html5 if name[-1] != ";")
"""Entities that need no semicolon; most of them are letters."""
_HIDING_ENTITY = re.compile(
    rf"&(?!(?:amp|lt|gt|quot|apos|{_SIGNS});)[#\w]|&amp;(?!(?:{_SIGNS});)(?:#|\w+;|{_LETTERS})|&(?:amp;)?(?:<|&lt;)".encode()
)
_LETTER = r"[^\x00-/:-@\[-`{-\x7f]"
_JOINS = frozenset(code for code in range(256) if re.match(f"(?:{_LETTER}|&)".encode(), bytes([code])))
"""Bytes beside which a section would begin or end within a word."""
_TAG = re.compile(rb"<[^<>]*>")
_KNOWN_TAG = re.compile(rf"/?(?:({texts.INLINE})|{texts.BLOCK}){texts.REST_OF_TAG}".encode(), re.IGNORECASE)
_ESCAPED_TAG = re.compile(rb"&lt;[a-z/!?]", re.IGNORECASE)
_FIELDS = re.compile(rb"(?:\s*<([^\s<>!?/]+)(?:\s[^<>]*)?>\s*[^<>\s][^<>]*</\1\s*>|\s*<[^<>!?][^<>]*>)*\s*")
"""Elements with text and nothing else in them, or tags alone: no word runs from one into another. What can be taken one
way only takes no more time than it has bytes."""
_TAGS_BEHIND = re.compile(rf"<(?<={_LETTER}<)([^<>]*(?:><[^<>]*)*>?)({_LETTER}?)".encode())
"""Tags that follow a letter, without the first bracket, and the letter right behind them."""
_HIDING_QUOTES = re.compile(rb"""=\s*(?:"[^"<>]*|'[^'<>]*)[<>]""")
"""Brackets in an attribute."""
_MEANT = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"))
_LONGEST = 200_000
"""Bytes of an entry that are looked at as they stand; the longest articles have 100,000."""
_HIDES = "\0"
"""Stands for whatever could hide a name."""


class Glance:
    """Looks for folded words, and knows the ids of items that are wanted whatever they say now."""

    def __init__(self, words: Iterable[str], known: Container[str] = frozenset()) -> None:
        self.known = known
        each = {one for word in words for one in (word, word + "s")}
        forms = {_bytes(word) for word in each} | {word.encode("cp1252", "replace") for word in each}
        self._words = BytesAhoCorasick(sorted(forms - {b""}), MatchKind.LeftmostLongest, Implementation.DFA)

    def __call__(self, entry: Entry) -> bool:
        """Whether the entry's title, summary or body could hold one of the words, alone or with a final "s"."""
        text = _without_markup(f"{entry.title}\n{entry.summary}\n{entry.body}")
        return text is None or self._held(text)

    def passes(self, piece: bytes) -> bool:
        """Whether an entry, UTF-8 as it stands in its feed, surely holds none of the words.

        For most entries of most feeds nothing else is asked, so it parses nothing.
        """
        text = _text_of(piece)
        if text is None or _HIDING_QUOTES.search(text):
            return False
        for tags, letter in _TAGS_BEHIND.findall(text):
            if _run_through(tags, letter):
                return False
        return not (
            self._found(text.translate(_WESTERN)) if text.isascii() else self._held(text.decode(errors="replace"))
        )

    def _held(self, text: str) -> bool:
        simple = _western(text)
        if simple is None:
            if texts.PILED.search(text):
                return True
            simple = _bytes(_NON_ASCII.sub(_folded, unicodedata.normalize("NFC", text)))
        return self._found(simple)

    def _found(self, simple: bytes) -> bool:
        found = self._words.find_matches_as_indexes(simple)
        return _HIDES.encode() in simple or any(_is_word(simple, start, end) for _, start, end in found)


def _text_of(piece: bytes) -> bytes | None:
    """What an entry writes into its elements, markup of pages and all; None where a parser has to say what it means."""
    if len(piece) > _LONGEST or b"base64" in piece or b"octet-stream" in piece:
        return None
    raw, sections = _parted(piece)
    if not _FIELDS.fullmatch(raw):
        return None
    written = b"\n".join(_TAG.split(raw))
    if b"&" in written:
        if _HIDING_ENTITY.search(written):
            return None
        for sign, meant in _MEANT:
            written = written.replace(sign, meant)
    text = b"\n".join((written, *sections))
    if b"&" in text and (_HIDING_ENTITY.search(text) or _ESCAPED_TAG.search(text)):
        return None
    return text


def _parted(piece: bytes) -> tuple[bytes, list[bytes]]:
    """What stands outside the CDATA sections, and the sections; "<" alone where one begins or ends within a word."""
    first, *rest = piece.split(b"<![CDATA[")
    outside, sections = [first], []
    for part in rest:
        section, _, after = part.partition(b"]]>")
        if (outside[-1] and outside[-1][-1] in _JOINS) or (after and after[0] in _JOINS):
            return b"<", []
        sections.append(section)
        outside.append(after)
    return b"".join(outside), sections


def _simple(char: str) -> str:
    """A character as it stands in folded words; a space for what parts them."""
    if texts.INVISIBLE.match(char) or char in "\v\f":
        return _HIDES
    return fold(char).lower() if char.isalnum() else " "


_WESTERN = bytes(
    _simple(bytes([code]).decode("cp1252", "replace")).encode("cp1252", "replace")[0] for code in range(256)
)
_ASCII = bytes(_simple(chr(code)).encode()[0] if code < 128 else code for code in range(256))


def _western(text: str) -> bytes | None:
    """Folded words in windows-1252, as most feeds have no others; None where that is not certain."""
    if text.isascii():
        return text.encode().translate(_WESTERN)
    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError:
        return None
    return None if b"LF" in data.translate(_LEADS_OR_FOLLOWS) else data.translate(_WESTERN)


def _bytes(folded: str) -> bytes:
    """Folded words in UTF-8."""
    return folded.lower().encode("utf-8", "replace").translate(_ASCII)


def _without_markup(text: str) -> str | None:
    """`text` without tags and entities; None where only cleaning can tell what it says."""
    if "<" in text:
        text = texts.without_tags(text)
    plain = html.unescape(text) if "&" in text else text
    if _MARKUP.search(text) or (plain != text and (_MARKUP.search(plain) or html.unescape(plain) != plain)):
        return None
    return plain


def _is_word(simple: bytes, start: int, end: int) -> bool:
    return simple[max(0, start - 1) : start] in b" " and simple[end : end + 1] in b" "


@lru_cache(maxsize=1024)
def _run_through(tags: bytes, letter: bytes) -> bool:
    """Whether a word may go on behind these tags: one of them is inline, or is for cleaning to judge."""
    known = [_KNOWN_TAG.fullmatch(tag + b">") for tag in tags.removesuffix(b">").split(b"><")]
    return not (tags.endswith(b">") and all(known)) or bool(letter and any(tag and tag[1] for tag in known))


def _folded(found: re.Match[str]) -> str:
    return _folded_run(found[0])


@lru_cache(maxsize=4096)
def _folded_run(run: str) -> str:
    if texts.INVISIBLE.search(run) or _MISREAD.search(run):
        return _HIDES
    return "".join(char if char.isalnum() else " " for char in fold(run))
