"""An entry as a feed wrote it -> an item: cleaned, dated, named."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from tracker import hosts, texts, urls
from tracker.items import dates
from tracker.model import Feed, Item, fingerprint

_LONGEST_AUTHOR = 200
_LONGEST_RAW_DATE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """What a parser found, as written: markup, dates and links are not yet trusted."""

    key: str
    """Fingerprint of the entry's own bytes or fields, by which it is known at the next poll."""
    title: str = ""
    link: str = ""
    guid: str = ""
    summary: str = ""
    body: str = ""
    published: str = ""
    author: str = ""
    source_title: str = ""
    source_link: str = ""
    base: str = ""
    """What relative links are relative to; "" for the feed's own address."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a feed's entries come from, and when."""

    feed: Feed
    host: str
    base: str
    outlet: str
    """The outlet's name for people, cleaned."""
    language: str | None
    now: datetime


def to_item(entry: Entry, origin: Origin, shared: Container[str] = ()) -> Item:
    """The item of one entry. `shared` holds the links that several entries of the feed have in common."""
    link = _link(entry, origin.base)
    host, outlet = _speaker(entry, origin, link)
    title = texts.line(entry.title)
    summary, body = _wording(texts.plain(entry.summary), texts.plain(entry.body))
    published, note = dates.read(entry.published, origin.now)
    own_name = identify(entry, origin, shared)
    return Item(
        id=own_name or fingerprint("words", origin.host, title, summary or body, entry.published),
        text_id=fingerprint("text", title, summary, body),
        feed=origin.feed.url,
        host=host,
        outlet=outlet,
        tier=origin.feed.tier,
        language=origin.language,
        title=title or texts.line(summary or body, 120),
        summary=summary,
        body=body,
        link=link,
        published=published,
        published_raw=texts.line(entry.published, _LONGEST_RAW_DATE),
        date_note=note,
        seen_at=origin.now,
        author=texts.line(entry.author, _LONGEST_AUTHOR),
    )


def identify(entry: Entry, origin: Origin, shared: Container[str] = ()) -> str:
    """The item's name across edits: its link, else its guid; "" where its words are all it has.

    A link to the feed's own site, or any link of an aggregator, names the article wherever it is met. A link to
    somebody else's site names only what this feed says of it: no feed can take the name of another's article.
    A guid is the feed's own, and with a new date it is a new story: feeds do use guids again.
    """
    link = None if entry.link in shared else _link(entry, origin.base)
    name = urls.canonical(link) if link else ""
    if name and not urls.is_front_page(name):
        own = origin.feed.aggregator or hosts.same_site(urls.host_in(name), origin.host)
        return fingerprint("link", name) if own else fingerprint("link", name, origin.host)
    if entry.guid:
        return fingerprint("guid", origin.host, urls.joined(origin.base, entry.guid), entry.published)
    return ""


def _link(entry: Entry, base: str) -> str | None:
    """The entry's safe link; ampersands are often escaped twice."""
    return urls.safe(entry.link.replace("&amp;", "&"), entry.base or base) if entry.link.strip() else None


def _speaker(entry: Entry, origin: Origin, link: str | None) -> tuple[str, str]:
    """Whose word the item is: (host, outlet). A feed speaks for its own host, an aggregator for the linked one.

    Aggregators that hide the article behind a link of their own name the outlet in the entry's `source`.
    """
    if not origin.feed.aggregator:
        return origin.host, origin.outlet
    host = urls.host_of(link or "")
    source = urls.host_of(urls.safe(entry.source_link) or "")
    if source and (not host or hosts.same_site(host, origin.host)):
        host = source
    host = host or origin.host
    return host, texts.line(entry.source_title, 120) or host


def _wording(summary: str, body: str) -> tuple[str, str]:
    """Summary and body without saying the same twice: a summary that the body begins with is dropped."""
    if not (body and summary):
        return summary, body
    start = " ".join(summary.rstrip("….[] ").split())
    beginning = " ".join(body[: len(start) * 2].split())
    return ("" if beginning.startswith(start) else summary), body
