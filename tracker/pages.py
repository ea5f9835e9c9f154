"""An article by hand: an address, a file or the text itself -> title, text and date. The world's edge."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from tracker.fetch import Limits

_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|p)\b", re.IGNORECASE)
_LONGEST_NAME = 255


class Page(NamedTuple):
    """What there is to read."""

    title: str
    text: str
    link: str | None = None
    published: date | None = None
    source: str = ""
    """The text as it was given, where it was plain text."""

    @property
    def whole(self) -> str:
        """Everything there is to read, as given where it was plain text: offsets point into this."""
        return self.source or "\n".join(part for part in (self.title, self.text) if part)


def load(what: str, limits: Limits) -> Page:
    """Read an http(s) address, an existing file, or take `what` as the text.

    Raises TrackerError naming the address or file, and what would help.
    """
    if re.match(r"https?://", what, re.IGNORECASE):
        return _from_bytes(_fetched(what, limits), what, what)
    if len(what.encode("utf-8", "replace")) <= _LONGEST_NAME and not {"\n", "\0"} & set(what) and Path(what).is_file():
        try:
            return _from_bytes(Path(what).read_bytes(), what, None)
        except OSError as error:
            raise TrackerError(f"{what}: cannot be read: {error.strerror}") from error
    return from_text(what)


def from_text(text: str) -> Page:
    """Plain text: its first line is the title where more follows a blank line or a line break."""
    from tracker.texts import plain

    lines = [line.strip() for line in text.strip().splitlines()]
    first, rest = (lines[0], "\n".join(lines[1:]).strip()) if lines else ("", "")
    if not first:
        raise TrackerError("nothing to read: the text is empty")
    cleaned = "\n".join(plain(line) for line in rest.splitlines() if line)
    return Page(plain(first), cleaned, source=text)


def _fetched(url: str, limits: Limits) -> bytes:
    from tracker import fetch
    from tracker.model import Feed

    (one,) = fetch.gather(
        [Feed(url=url)], {}, now=datetime.now(UTC), limits=limits, deadline_seconds=limits.total_timeout
    )
    if one.body is None:
        raise TrackerError(f"{url}: {one.error or one.outcome}: paste the text instead")
    return one.body


def _from_bytes(raw: bytes, name: str, link: str | None) -> Page:
    if not _HTML.search(raw[:4096]):
        try:
            return from_text(raw.decode("utf-8-sig"))._replace(link=link)
        except UnicodeDecodeError as error:
            raise TrackerError(f"{name}: not UTF-8 text (byte {error.start}): save it as UTF-8") from error
    return _from_html(raw, name, link)


def _from_html(raw: bytes, name: str, link: str | None) -> Page:
    try:
        import trafilatura
    except ImportError as error:
        raise TrackerError(f"{name}: reading HTML pages needs `pip install 'claim-tracker[fulltext]'`") from error
    document = trafilatura.bare_extraction(raw, url=link, with_metadata=True)
    found = document if isinstance(document, dict) else document.as_dict() if document is not None else {}
    text = (found.get("text") or "").strip()
    if not text:
        raise TrackerError(f"{name}: no article text found in the page: paste the text instead")
    return Page(found.get("title") or "", text, link, _date(found.get("date")))


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
