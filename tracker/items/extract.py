"""The fields of an entry from its parsed element, or `UnsureError` where feedparser might read it otherwise.

What feedparser does was read off its handlers (`namespaces/_base.py`, `dc.py`, `itunes.py`, `mediarss.py`) and is
held to by a differential test over its own fixtures.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from lxml import etree

from tracker.items.entries import Entry

Element = etree._Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_BURNER = "{http://rssnamespace.org/feedburner/ext/1.0}"
_MEDIA = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
_CAPTIONS = tuple(f"{namespace}description" for namespace in _MEDIA)
_SILENT = (
    "{http://purl.org/rss/1.0/modules/slash/}",
    "{http://purl.org/rss/1.0/modules/syndication/}",
    "{http://wellformedweb.org/CommentAPI/}",
    "{http://purl.org/syndication/thread/1.0}",
    "{http://www.georss.org/georss}",
    "{http://www.w3.org/2003/01/geo/wgs84_pos#}",
    "{http://madskills.com/public/xml/rss/module/trackback/}",
    "{http://schemas.google.com/g/2005}",
    "{http://www.youtube.com/xml/schemas/2015}",
    "{http://www.w3.org/2007/app}",
    _BURNER,
)
"""Namespaces none of whose elements changes an entry's title, link, texts or dates."""
_KNOWN_PREFIXES = frozenset(
    [
        "",
        "atom",
        "cc",
        "content",
        "dc",
        "dcterms",
        "feedburner",
        "georss",
        "gml",
        "itunes",
        "media",
        "psc",
        "rdf",
        "xhtml",
    ]
)
"""An unknown namespace under one of these names would be taken for the known one."""


class UnsureError(Exception):
    """The element is unusual: feedparser has to judge."""


class Format(Enum):
    """The three shapes of feeds that the quick reader takes, each with the namespace of its elements."""

    RSS = ""
    RSS1 = _RSS1
    ATOM = _ATOM


_RSS_ROLES = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "description": "summary",
    "pubDate": "published",
    "author": "author",
    "source": "source",
    f"{_DC}creator": "author",
    f"{_DC}date": "updated",
    f"{_TERMS}created": "created",
    f"{_TERMS}issued": "issued",
    f"{_TERMS}modified": "updated",
    f"{_CONTENT}encoded": "body",
    f"{_ITUNES}author": "author",
    f"{_ITUNES}summary": "summary",
    f"{_BURNER}origLink": "original",
    **dict.fromkeys(("category", "comments", "enclosure", "{http://www.w3.org/2005/Atom}category"), ""),
    **{f"{_DC}{name}": "" for name in ("subject", "rights", "publisher", "language", "identifier", "type", "format")},
}
_ATOM_ROLES = {
    **{f"{_ATOM}{name}": name for name in ("title", "summary", "published", "updated", "link", "author", "source")},
    f"{_ATOM}id": "guid",
    f"{_ATOM}content": "body",
    f"{_ITUNES}summary": "abstract",
    f"{_BURNER}origLink": "original",
    **{f"{_ATOM}{name}": "" for name in ("category", "rights", "contributor")},
}
_ROLES = {
    Format.RSS: _RSS_ROLES,
    Format.RSS1: {(_RSS1 + name if name.isalpha() else name): role for name, role in _RSS_ROLES.items()},
    Format.ATOM: _ATOM_ROLES,
}
_PERSON = frozenset(f"{_ATOM}{part}" for part in ("name", "email", "uri"))
_TEXT_TYPES = frozenset(["", "text", "html", "text/plain", "text/html"])
_PAGE_TYPES = frozenset(["", "text/html", "application/xhtml+xml", "html", "xhtml"])


def format_of(root: Element) -> tuple[Format, list[Element]]:
    """The feed's format and its entries' elements, in order. Raises UnsureError."""
    if root.tag == "rss" and len(root) == 1 and root[0].tag == "channel":
        return Format.RSS, _entries(root[0], "item")
    if root.tag == f"{_RDF}RDF":
        return Format.RSS1, _entries(root, f"{_RSS1}item")
    if root.tag == f"{_ATOM}feed":
        return Format.ATOM, _entries(root, f"{_ATOM}entry")
    raise UnsureError


def _entries(parent: Element, tag: str) -> list[Element]:
    """The entries; none at all, or some that are spelled otherwise, are for feedparser to see."""
    found = parent.findall(tag)
    others = (str(child.tag).rpartition("}")[2].lower() for child in parent if child.tag != tag)
    if not found or any(name in {"item", "entry"} for name in others):
        raise UnsureError
    return found


def channel(root: Element, kind: Format) -> tuple[str, str]:
    """The feed's title and language."""
    top = root if kind is Format.ATOM else root.find(kind.value + "channel")
    if top is None:
        raise UnsureError
    language = top.findtext(kind.value + "language") or top.findtext(f"{_DC}language") or ""
    return (top.findtext(kind.value + "title") or "").strip(), language or root.get(_LANG) or ""


class _Texts:
    """An entry's summary and contents, set element by element as feedparser sets them.

    A second description becomes a content; a content is the summary too where none came before it.
    """

    def __init__(self) -> None:
        self.summary: str | None = None
        self.contents: list[str] = []
        self._depth: int | None = None

    def description(self, text: str, depth: int = 0) -> None:
        """A description, so deep within the entry's children; a deeper one does not replace another."""
        if self.summary is not None and not self.contents:
            self.content(text)
        elif self._depth is None or depth <= self._depth:
            self.summary, self._depth = text, depth

    def content(self, text: str) -> None:
        """One of the entry's contents."""
        self.contents.append(text)
        if self.summary is None:
            self.summary = text

    def taken(self) -> tuple[str, str]:
        """Summary and body, which is the longest content; a summary that is the body says nothing more."""
        body = max(self.contents, key=len, default="")
        summary = self.summary or ""
        return ("" if summary == body else summary), body


def entry(element: Element, key: str, kind: Format) -> Entry:
    """Raises UnsureError."""
    found: dict[str, str] = {}
    texts = _Texts()
    if kind is Format.RSS1:
        found["guid"] = element.get(f"{_RDF}about") or ""
    elif element.attrib and set(element.attrib) - {_LANG}:
        raise UnsureError
    roles = _ROLES[kind]
    for child in element:
        role = roles.get(child.tag)
        if role is None:
            _ignore(child, found, texts)
        elif role:
            _take(role, child, found, texts, kind)
        elif len(child):
            raise UnsureError
    return _entry(found, texts, key)


def _entry(found: dict[str, str], texts: _Texts, key: str) -> Entry:
    if not found.get("title") and "media" in found:
        raise UnsureError
    dates = (found.get(name) for name in ("published", "issued", "updated", "created"))
    summary, body = texts.taken()
    return Entry(
        key=key,
        title=found.get("title", ""),
        link=found.get("original") or found.get("link") or found.get("permalink") or "",
        guid=found.get("guid", ""),
        summary=summary,
        body=body,
        published=next((date for date in dates if date), ""),
        author=found.get("author", ""),
        source_title=found.get("source_title", ""),
        source_link=found.get("source_link", ""),
    )


def _take(role: str, child: Element, found: dict[str, str], texts: _Texts, kind: Format) -> None:
    if kind is Format.ATOM and role in _ATOM_READERS:
        if role == "title" and role in found:
            raise UnsureError
        found.update(_ATOM_READERS[role](child))
    elif kind is Format.ATOM and role == "summary":
        texts.description(_atom_text(child))
    elif kind is Format.ATOM and role == "body":
        if child.get("src"):
            raise UnsureError
        texts.content(_atom_text(child))
    else:
        _take_text(role, child, found, texts)


def _take_text(role: str, child: Element, found: dict[str, str], texts: _Texts) -> None:
    if len(child) or (role in found and role != "author"):
        raise UnsureError
    if role == "source":
        found["source_link"] = child.get("url") or ""
        role = "source_title"
    elif child.attrib:
        _attributes(role, child, found)
    text = (child.text or "").strip()
    if role == "guid" and text.startswith("http") and (child.get("isPermaLink") or "true") == "true":
        found["permalink"] = text
    if role in {"summary", "abstract"}:
        texts.description(text)
    elif role == "body":
        texts.content(text)
    else:
        found[role] = text


def _attributes(role: str, child: Element, found: dict[str, str]) -> None:
    """Attributes that change nothing pass."""
    known = {"isPermaLink", "permaLink"} if role == "guid" else {_LANG}
    if role not in {"published", "updated"} and set(child.attrib) - known:
        raise UnsureError


def _atom_text(child: Element) -> str:
    kind = (child.get("type") or "").lower()
    if kind == "xhtml":
        return "".join(_markup(child)).strip()
    if kind not in _TEXT_TYPES or len(child) or child.get("mode"):
        raise UnsureError
    return (child.text or "").strip()


def _markup(child: Element) -> Iterator[str]:
    yield child.text or ""
    for inner in child:
        yield etree.tostring(inner, encoding="unicode")


def _atom_title(child: Element) -> Iterator[tuple[str, str]]:
    yield "title", _atom_text(child)


def _atom_link(child: Element) -> Iterator[tuple[str, str]]:
    is_page = (child.get("type") or "").lower() in _PAGE_TYPES
    if (child.get("rel") or "alternate").lower() == "alternate" and is_page:
        yield "link", child.get("href") or ""


def _atom_author(child: Element) -> Iterator[tuple[str, str]]:
    if any(part.tag not in _PERSON for part in child):
        raise UnsureError
    name, mail = ((child.findtext(_ATOM + part) or "").strip() for part in ("name", "email"))
    yield "author", f"{name} ({mail})" if name and mail else name or mail


def _atom_source(child: Element) -> Iterator[tuple[str, str]]:
    yield "source_title", (child.findtext(f"{_ATOM}title") or "").strip()
    for link in child.findall(f"{_ATOM}link"):
        for _, href in _atom_link(link):
            yield "source_link", href


_ATOM_READERS = {
    "title": _atom_title,
    "link": _atom_link,
    "author": _atom_author,
    "source": _atom_source,
}


def _ignore(child: Element, found: dict[str, str], texts: _Texts) -> None:
    """An element without a role. Raises UnsureError unless it certainly changes nothing but a text."""
    tag = str(child.tag)
    verdicts = {_verdict(tag, child.prefix or "")}
    verdicts |= {_verdict(str(inner.tag), inner.prefix or "") for inner in child.iterdescendants()}
    mixed = {"media", "silent"} <= verdicts  # feedparser may take the outer element's text for the inner one's
    if mixed or "unsure" in verdicts or (not found.get("title") and tag.endswith("}title")):
        raise UnsureError
    if "media" in verdicts:
        found["media"] = "yes"
        for caption in child.iter(*_CAPTIONS):
            _caption(caption, child, texts)


def _caption(caption: Element, child: Element, texts: _Texts) -> None:
    """A media:description, which feedparser takes for a description like any other."""
    if len(caption) or (caption.get("type") or "").lower() not in _TEXT_TYPES | {"plain"}:
        raise UnsureError
    depth = (
        0
        if caption is child
        else 1 + sum(1 for _ in itertools.takewhile(lambda outer: outer is not child, caption.iterancestors()))
    )
    texts.description((caption.text or "").strip(), depth)


@lru_cache(maxsize=1024)
def _verdict(tag: str, prefix: str) -> str:
    namespace, _, name = tag.rpartition("}")
    namespace += "}"
    if namespace in _MEDIA:
        return "media"
    if namespace in _SILENT or (namespace == _ITUNES and name not in {"name", "email", "author", "summary"}):
        return "silent"
    if not tag.startswith("{") or prefix.lower() in _KNOWN_PREFIXES or namespace.lower() in _FAMILIAR:
        return "unsure"
    return "silent"


_FAMILIAR = frozenset(name.lower() for name in (_ATOM, _RSS1, _RDF, _CONTENT, _DC, _TERMS, _ITUNES, *_MEDIA))
