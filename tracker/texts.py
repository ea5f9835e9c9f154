"""Whatever a feed wrote -> plain text: no markup, no control characters, no terminal or bidi tricks.

Every text of an item passes through here whatever parsed it, so nothing downstream has to trust a parser.
"""

from __future__ import annotations

import html
import re
import unicodedata
from contextlib import suppress

import nh3

TITLE_LIMIT = 500
"""Characters of a title that are kept; the longest headlines of news agencies stay under 200."""
TEXT_LIMIT = 50_000
"""Characters of a summary or a body that are kept: a long read has 30,000."""

INLINE = "a|abbr|acronym|b|big|cite|code|em|font|i|mark|nobr|q|s|small|span|strike|strong|sub|sup|time|tt|u|wbr"
BLOCK = (
    "address|article|aside|blockquote|br|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h1|h2|h3|h4"
    "|h5|h6|header|hr|img|li|main|nav|ol|p|picture|pre|section|source|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
"""Elements that leave nothing behind, and those that part words."""
_DROPPED = {"script", "style", "iframe", "template", "svg", "math"}
"""Elements whose content is no text of the article."""

REST_OF_TAG = r"""(?=[\s/>])[^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*>"""
_INLINE_TAG = re.compile(f"</?(?:{INLINE}){REST_OF_TAG}")
_BLOCK_TAG = re.compile(f"</?(?:{BLOCK}){REST_OF_TAG}")
_INLINE_TAG_LOUD = re.compile(_INLINE_TAG.pattern, re.IGNORECASE)
_BLOCK_TAG_LOUD = re.compile(_BLOCK_TAG.pattern, re.IGNORECASE)
"""Tags in capitals are rare, and looking for them takes nearly twice as long."""
_ANY_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(
    rf"</?(?:{INLINE}|{BLOCK}|{'|'.join(_DROPPED)}|body|head|html|input|link|meta|object)(?=[\s/>])", re.IGNORECASE
)
_ESCAPED_TAG = re.compile(r"&(?:lt|#0*60|#x0*3c);/?[a-z]", re.IGNORECASE)
_IS_PLAIN = re.compile("[!-%'-;=?-~]*(?: [!-%'-;=?-~]+)*")
"""ASCII words with single spaces between them and no markup: nothing to clean."""
_MOST_TAGS = 1_000
"""nh3 builds a tree, and its time grows with the square of the depth: beyond this many tags they are cut out unseen."""
_ROUNDS = 4
"""How often escaped markup is unpacked: a script escaped twice once survived in a title."""

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_HIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
"""Control and format characters: C0, C1, soft hyphen, zero widths, bidi marks and overrides, tags, noncharacters."""
INVISIBLE = re.compile(f"[{_HIDDEN}]")
_MARKS = (
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
PILED = re.compile(rf"({_MARKS}{{30}}){_MARKS}+")
"""More marks over one letter than any writing has (UAX #15 has the same bound): to put them in order takes a time that
grows with the square of their number."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("[\n\r\v\f\x85\u2028\u2029]+")
_ODD = re.compile(f"[\r\v\f\u2028\u2029\ud800-\udfff{_HIDDEN}]")
_WINDOWS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
"""C1 codes are Windows punctuation in feeds that call cp1252 latin-1 (WHATWG Encoding: latin-1 means windows-1252)."""


def plain(markup: str, limit: int = TEXT_LIMIT) -> str:
    """HTML, escaped HTML or plain text -> plain text of at most `limit` characters, one line a paragraph."""
    text = markup[: limit * 8]
    for _ in range(_ROUNDS):
        text = _unpack(text)
        if not _ESCAPED_TAG.search(text) and ("<" not in text or not _MARKUP.search(text)):
            break
    else:
        text = _ANY_TAG.sub(" ", text).replace("<", "‹")
    return _tidy(scrub(text), limit)


def line(markup: str, limit: int = TITLE_LIMIT) -> str:
    """As `plain`, on one line."""
    if len(markup) <= limit and _IS_PLAIN.fullmatch(markup):
        return markup.lstrip()
    return " ".join(plain(markup, limit).split())


def scrub(text: str) -> str:
    """`text` without control characters, terminal escapes, invisible and bidi characters; lines end with a newline.

    Safe to print to a terminal; not escaped for HTML. Text decoded with the wrong single-byte charset is mended.
    """
    if text.isascii():
        if text.isprintable():
            return text
    else:
        with suppress(UnicodeError):  # the ordinary case: it was decoded well
            text = text.encode("latin-1").decode("utf-8")
    if _ODD.search(text):
        text = _LINE_ENDS.sub("\n", _TERMINAL.sub("", text.translate(_WINDOWS)))
        text = _SURROGATE.sub("�", INVISIBLE.sub("", text))
    text = PILED.sub(r"\1", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _unpack(text: str) -> str:
    if "<" in text:
        text = _strip(text)
    return html.unescape(text) if "&" in text else text


def _strip(text: str) -> str:
    """Markup -> escaped text. Plain tags go first, by pattern; whatever is still odd is nh3's to judge."""
    text = without_tags(text)
    count = text.count("<")
    if not count:
        return text
    if count > _MOST_TAGS:
        return _ANY_TAG.sub(" ", text).replace("<", "&lt;")
    return nh3.clean(_SURROGATE.sub("�", text), tags=set(), attributes={}, clean_content_tags=_DROPPED)


def without_tags(markup: str) -> str:
    """`markup` without its plain tags: inline ones leave nothing behind, the others break the line.

    Not safe by itself: what is written oddly stays.
    """
    text = _BLOCK_TAG.sub("\n", _INLINE_TAG.sub("", markup))
    return _BLOCK_TAG_LOUD.sub("\n", _INLINE_TAG_LOUD.sub("", text)) if "<" in text else text


def _tidy(text: str, limit: int) -> str:
    lines = [" ".join(part.split()) for part in text.split("\n")] if "\n" in text else [" ".join(text.split())]
    kept = "\n".join(filter(None, lines))
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"
