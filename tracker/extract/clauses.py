"""Sentences cut where one tells two things: "it opens in October and a second one is not ruled out"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.extract.article import Article, Paragraph
from tracker.extract.names import Cast, Mention
from tracker.languages.patterns import Hit
from tracker.text import Sentence

_VERBS = frozenset({"finite", "past", "future", "conditional", "modal", "expected", "negation"})
_NEAR = 6
"""Within so many tokens of "and" a new clause has its verb or its "not"."""
_SHORTEST = 4
"""A clause of fewer words belongs to its neighbour."""


@dataclass(frozen=True)
class Clause:
    """Tokens [first, last) of one sentence, with what was found in them."""

    paragraph: Paragraph
    number: int
    """The sentence's place in the article, from 0."""
    sentence: Sentence
    first: int
    last: int
    cues: tuple[Hit, ...]
    marks: tuple[Hit, ...]
    around: tuple[Hit, ...]
    """The whole sentence's cues and marks: an attribution covers all of it."""
    mentions: tuple[Mention, ...]
    company: tuple[Mention, ...]
    """The whole sentence's mentions."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, lower-cased, without punctuation."""
        return tuple(word for word in self.paragraph.tokens.words[self.first : self.last] if word[0].isalnum())

    @property
    def may_come(self) -> bool:
        """Whether a verb of what is to come stands in it that no cue names: "would cost", "should open"."""
        return bool(
            {"will", "would", "should", "shall", "'ll"} & set(self.paragraph.tokens.words[self.first : self.last])
        )

    def kinds(self) -> frozenset[str]:
        """The kinds of cue and mark in it."""
        return frozenset(hit.kind for hit in (*self.cues, *self.marks))

    def said(self, first: int, last: int) -> str:
        """The text of tokens [first, last)."""
        tokens = self.paragraph.tokens
        return tokens.text[tokens.starts[first] : tokens.ends[last - 1]]

    @property
    def text(self) -> str:
        """The clause, verbatim."""
        return self.said(self.first, self.last)


def clauses_of(article: Article, cast: Cast) -> Iterator[Clause]:
    """Every clause of the article's sentences, headings left out, in order."""
    number = 0
    for paragraph, mentions in zip(article.paragraphs, cast.mentions, strict=True):
        if paragraph.heading:
            continue
        for index, sentence in enumerate(paragraph.sentences):
            for first, last in _cut(article, paragraph, index):
                yield _clause(paragraph, number, index, sentence, first, last, mentions)
            number += 1


def _clause(
    paragraph: Paragraph, number: int, index: int, sentence: Sentence, first: int, last: int, found: tuple[Mention, ...]
) -> Clause:
    cues, marks = paragraph.view.cues[index], paragraph.marks[index]
    company = tuple(mention for mention in found if sentence.first <= mention.first < sentence.last)
    return Clause(
        paragraph=paragraph,
        number=number,
        sentence=sentence,
        first=first,
        last=last,
        cues=tuple(hit for hit in cues if first <= hit.first < last),
        marks=tuple(hit for hit in marks if first <= hit.first < last),
        around=(*cues, *marks),
        mentions=tuple(mention for mention in company if first <= mention.first < last),
        company=company,
    )


def _cut(article: Article, paragraph: Paragraph, index: int) -> list[tuple[int, int]]:
    sentence = paragraph.sentences[index]
    verbs = sorted({hit.first for hit in (*paragraph.view.cues[index], *paragraph.marks[index]) if hit.kind in _VERBS})
    finite = sorted({hit.first for hit in paragraph.marks[index] if hit.kind == "finite"})
    cuts = [sentence.first]
    for at in range(sentence.first + 1, sentence.last - 1):
        if _turns(article, paragraph, at, verbs) and _both(finite, cuts[-1], at, sentence.last):
            cuts.append(at)
    return _long_enough(list(zip(cuts, [*cuts[1:], sentence.last], strict=True)))


def _turns(article: Article, paragraph: Paragraph, at: int, verbs: list[int]) -> bool:
    """Whether a new clause begins at `at`: after a semicolon, with "but", or with "and" close before a verb."""
    word = paragraph.tokens.words[at]
    if word in article.words["of_time"]:
        return paragraph.tokens.words[at - 1] == "," or _opens(article, paragraph.tokens.words[at + 1])
    if word in (";", ":") or word in article.words["breakers"]:
        return True
    return word in article.words["joiners"] and any(at < verb <= at + _NEAR for verb in verbs)


def _opens(article: Article, word: str) -> bool:
    return word in article.words["that"] or word in article.words["pronouns"]


def _both(finite: list[int], left: int, at: int, right: int) -> bool:
    return any(left <= verb < at for verb in finite) and any(at <= verb < right for verb in finite)


def _long_enough(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for first, last in spans:
        if whole and (last - first < _SHORTEST or whole[-1][1] - whole[-1][0] < _SHORTEST):
            whole[-1] = (whole[-1][0], last)
        else:
            whole.append((first, last))
    return whole
