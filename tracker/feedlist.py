"""The feed list: OPML <-> Feed. Our own words ride in a namespace of their own, which other readers pass over.

    <opml version="2.0" xmlns:tracker="urn:claim-tracker:feeds">
      <outline text="Cars">
        <outline type="rss" text="Name" xmlUrl="https://outlet.example/rss" language="it"
                 tracker:tier="press" tracker:aggregator="true"/>

`tier` and `aggregator` are read without the prefix too. A folder is the category of the feeds in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring as checked_fromstring
from lxml import etree

from tracker.errors import FeedListError
from tracker.files import replace_file
from tracker.model import Feed, Tier
from tracker.tomlfile import did_you_mean

NAMESPACE = "urn:claim-tracker:feeds"

_STRAY_AMPERSAND = re.compile(rb"&(?![a-zA-Z][a-zA-Z0-9]*;|#[0-9]+;|#x[0-9a-fA-F]+;)")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]+)*")
_YES = {"true", "yes", "1"}
_NO = {"", "false", "no", "0"}


@dataclass(frozen=True)
class FeedList:
    """The usable feeds, in the file's order, each address once; and a problem for each line that is not usable."""

    feeds: tuple[Feed, ...]
    problems: tuple[FeedListError, ...] = ()


def parse_feeds(raw: bytes, name: str, default_tier: Tier = Tier.BLOG) -> FeedList:
    """Read OPML; `name` is what problems call it, `default_tier` the tier of feeds that state none.

    A line that cannot be used is left out and told of. Raises FeedListError where the whole is no OPML, or
    declares entities. Bare ampersands, which many programs export, are taken as they are meant.
    """
    root = _tree(raw, name)
    feeds: dict[str, Feed] = {}
    lines: dict[str, object] = {}
    problems: list[FeedListError] = []
    for outline in _subscriptions(root):
        line = outline.sourceline or 0
        try:
            feed = _feed(outline, default_tier)
            if feed.url in feeds:
                raise FeedListError(f"{feed.url} is listed twice (first on line {lines[feed.url]})")
        except FeedListError as error:
            problems.append(FeedListError(f"{name}, line {line}: {error}"))
            continue
        feeds[feed.url] = feed
        lines[feed.url] = line
    return FeedList(tuple(feeds.values()), tuple(problems))


def _tree(raw: bytes, name: str) -> etree._Element:
    mended = _STRAY_AMPERSAND.sub(b"&amp;", raw)
    try:
        checked_fromstring(mended)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(mended, parser)
    except ParseError as error:
        line, column = (int(number) for number in error.position)
        reason = str(error).split(":")[0]
        raise FeedListError(
            f"{name}, line {line}: not XML: {reason} (column {column}); export the list again"
        ) from error
    except DefusedXmlException as error:
        raise FeedListError(
            f"{name}: declares entities, which a feed list has no use for; remove its DOCTYPE"
        ) from error
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FeedListError(f"{name}: not XML: {error}") from error
    if etree.QName(root).localname != "opml":
        raise FeedListError(
            f"{name}: not OPML: it begins with <{etree.QName(root).localname}>, a feed list with <opml>"
        )
    return root


def _subscriptions(root: etree._Element) -> Iterator[etree._Element]:
    """Every outline that is a feed: it has an address, or calls itself one."""
    for outline in root.iter("outline"):
        if _attribute(outline, "xmlUrl") or (outline.get("type") or "").lower() in {"rss", "atom"}:
            yield outline


def _feed(outline: etree._Element, default_tier: Tier) -> Feed:
    url = _attribute(outline, "xmlUrl").strip()
    text = _attribute(outline, "text")
    title = _attribute(outline, "title") or ("" if text == url else text)
    return Feed(
        url=_address(url, title),
        title=title,
        tier=tier_of(_attribute(outline, "tier").strip(), default_tier),
        language=_language(_attribute(outline, "language").strip()),
        aggregator=_yes_or_no(_attribute(outline, "aggregator").strip()),
        category=_category(outline),
    )


def _attribute(outline: etree._Element, key: str) -> str:
    """An attribute by its name in any case, ours with or without its prefix."""
    wanted = {key.lower(), f"{{{NAMESPACE}}}{key}".lower()}
    return next((str(value) for name, value in outline.attrib.items() if str(name).lower() in wanted), "")


def _address(url: str, title: str) -> str:
    if not url:
        raise FeedListError(f'"{title}" has no xmlUrl: give the feed\'s address, or remove the line')
    try:
        parts = urlsplit(url)
        good = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or re.search(r"[\s\x00-\x1f]", url):
        raise FeedListError(f'"{url}" is no web address: it has to begin with http:// or https://')
    return url


def tier_of(word: str, default: Tier) -> Tier:
    """The tier of this name, `default` for none. Raises FeedListError with the nearest one for another word."""
    if not word:
        return default
    if word.lower() not in set(Tier):
        raise FeedListError(f'"{word}" is no tier{did_you_mean(word, [str(tier) for tier in Tier])}')
    return Tier(word.lower())


def _language(word: str) -> str | None:
    """`it-IT` and `it_it` are `it`; anything that is no language code is left unsaid, as readers export it freely."""
    return re.split("[-_]", word.lower())[0] if _LANGUAGE.fullmatch(word) else None


def _yes_or_no(word: str) -> bool:
    if word.lower() not in _YES | _NO:
        raise FeedListError(f'aggregator="{word}": write "true" or "false"')
    return word.lower() in _YES


def _category(outline: etree._Element) -> str:
    """The names of the folders around a feed, outermost first."""
    folders = [_attribute(parent, "text") or _attribute(parent, "title") for parent in outline.iterancestors("outline")]
    return "/".join(name for name in reversed(folders) if name)


# --- writing -----------------------------------------------------------------------------------------------------


def to_opml(feeds: Iterable[Feed], title: str = "Feeds") -> str:
    """A new OPML 2.0 list with these feeds; `parse_feeds` gives them back as they were, grouped by category."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"tracker": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        _place(body, feed)
    return _written(root)


def with_feeds(raw: bytes, feeds: Iterable[Feed], name: str) -> str:
    """The list with these feeds at its end; what is there stays, comments and other programs' attributes included.

    A feed whose address is there already is left as it is. Raises FeedListError.
    """
    root = _tree(raw, name)
    known = {_attribute(outline, "xmlUrl").strip() for outline in _subscriptions(root)}
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for feed in feeds:
        if feed.url not in known:
            known.add(feed.url)
            _place(body, feed)
    return _written(root)


def without_feed(raw: bytes, url: str, name: str) -> str | None:
    """The list without the feed of this address, or None where it is not there. Raises FeedListError."""
    root = _tree(raw, name)
    found = [outline for outline in _subscriptions(root) if _attribute(outline, "xmlUrl").strip() == url]
    for outline in found:
        _detach(outline)
    return _written(root) if found else None


def _place(body: etree._Element, feed: Feed) -> None:
    try:
        _address(feed.url, feed.title)
        etree.SubElement(_folder(body, feed.category), "outline", _attributes(feed))
    except ValueError as error:
        raise FeedListError(f"{feed.url}: control characters cannot stand in OPML ({error})") from error


def _folder(body: etree._Element, category: str) -> etree._Element:
    """The top folder of that name, made where it is missing; the body itself for no name."""
    if not category:
        return body
    for outline in body.iterchildren("outline"):
        if not _attribute(outline, "xmlUrl") and _attribute(outline, "text") == category:
            return outline
    return etree.SubElement(body, "outline", {"text": category})


def _attributes(feed: Feed) -> dict[str, str]:
    out = {"type": "rss", "text": feed.title or feed.url}
    if feed.title:
        out["title"] = feed.title
    out["xmlUrl"] = feed.url
    if feed.language:
        out["language"] = feed.language
    out[f"{{{NAMESPACE}}}tier"] = feed.tier.value
    if feed.aggregator:
        out[f"{{{NAMESPACE}}}aggregator"] = "true"
    return out


def _detach(outline: etree._Element) -> None:
    """Remove an element and keep what follows it."""
    parent = outline.getparent()
    if parent is not None:
        before = outline.getprevious()
        if outline.tail and outline.tail.strip():
            if before is not None:
                before.tail = (before.tail or "") + outline.tail
            else:
                parent.text = (parent.text or "") + outline.tail
        parent.remove(outline)


def _written(root: etree._Element) -> str:
    etree.indent(root)
    xml: bytes = etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
    return xml.decode() + "\n"


# --- the file itself ---------------------------------------------------------------------------------------------


def read_feeds(
    path: Path, default_tier: Tier = Tier.BLOG, on_problem: Callable[[FeedListError], None] | None = None
) -> tuple[Feed, ...]:
    """The usable feeds of a file. Each line that is not goes to `on_problem`; without one, the first is raised.

    Raises FeedListError for a file that cannot be read at all.
    """
    found = parse_feeds(_bytes(path), str(path), default_tier)
    for problem in found.problems:
        if on_problem is None:
            raise problem
        on_problem(problem)
    return found.feeds


def add_feeds(path: Path, feeds: Iterable[Feed]) -> None:
    """Write the feeds that are not there yet at the end of the list, which is made where it is missing."""
    _write(path, with_feeds(_bytes(path), feeds, str(path)) if path.exists() else to_opml(feeds))


def remove_feed(path: Path, url: str) -> bool:
    """Take the feed of this address off the list; False where it is not on it."""
    text = without_feed(_bytes(path), url, str(path))
    if text is None:
        return False
    _write(path, text)
    return True


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FeedListError(f"{path}: no such file; `tracker init` writes one to begin with") from error
    except OSError as error:
        raise FeedListError(f"{path}: cannot be read ({error.strerror or error})") from error


def _write(path: Path, text: str) -> None:
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise FeedListError(f"{path}: cannot write the feed list ({error.strerror or error})") from error
