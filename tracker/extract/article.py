"""An article laid out: its date line set apart, its paragraphs read by the same view as feed items."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tracker.extract.words import CODES, Words, words
from tracker.languages.patterns import Hit
from tracker.model import Item, Tier
from tracker.reading.language import detect
from tracker.reading.view import View, view_of
from tracker.text import Sentence, Tokens

_DATE_LINE = re.compile(r"\s*(?:date|data|published)\s*:?\s*(\d{4})-(\d{2})(?:-(\d{2}))?\b[\s.:,–-]*", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?…][\"'»”’)\]]*$")


@dataclass(frozen=True)
class Paragraph:
    """One line of the article at `start` of its text; offsets in `view` count from there."""

    start: int
    view: View
    marks: tuple[tuple[Hit, ...], ...]
    """The extractor's own marks, one tuple a sentence."""
    heading: bool
    """A title, subtitle or caption: it ends without a full stop."""

    @property
    def tokens(self) -> Tokens:
        """The paragraph's tokens."""
        return self.view.tokens

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The paragraph's sentences."""
        return self.view.sentences


@dataclass(frozen=True)
class Article:
    """What claims are proposed from."""

    text: str
    words: Words
    reference: date
    """The day that its relative dates count from."""
    paragraphs: tuple[Paragraph, ...]


def dated(text: str) -> tuple[date, date] | None:
    """The days that a first line like "date 2025-02" gives: the same day twice, or a month's first and last.

    Relative dates count from the last one, so that the month's own days are behind. None where there is no such line.
    """
    found = _DATE_LINE.match(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12 or not 1900 <= year <= 2100:
        return None
    last = monthrange(year, month)[1]
    first, end = (max(min(int(found[3]), last), 1),) * 2 if found[3] else (1, last)
    return date(year, month, first), date(year, month, end)


def language_of(text: str) -> str | None:
    """ "it" or "en", or None where the text is in neither or too short to tell."""
    found = detect(text)
    return found if found in CODES else None


def lay_out(text: str, language: str, reference: date) -> Article:
    """The article's paragraphs, each tokenised, cut into sentences and searched for cues. The date line is left out."""
    table = words(language)
    head = _DATE_LINE.match(text) if dated(text) else None
    paragraphs = tuple(_paragraphs(text, head.end() if head else 0, table, reference))
    return Article(text=text, words=table, reference=reference, paragraphs=paragraphs)


def _paragraphs(text: str, begin: int, table: Words, reference: date) -> Iterator[Paragraph]:
    for match in re.finditer(r"[^\n]+", text[begin:]):
        line = match[0].strip()
        if not line:
            continue
        start = begin + match.start() + len(match[0]) - len(match[0].lstrip())
        view = view_of(_as_item(line, table.code, reference))
        marks = tuple(
            tuple(table.marks.find(view.tokens.words, sentence.first, sentence.last)) for sentence in view.sentences
        )
        yield Paragraph(start, view, marks, heading=not _TERMINAL.search(line))


def _as_item(line: str, language: str, reference: date) -> Item:
    day = datetime(reference.year, reference.month, reference.day, 12, tzinfo=UTC)
    return Item(
        id="article",
        text_id="article",
        host="",
        outlet="",
        tier=Tier.BLOG,
        language=language,
        title="",
        summary=line,
        published=day,
        seen_at=day,
    )
