"""Proposes claims out of an article in Italian or English: what a person would otherwise type into `claims.toml`.

    text -> paragraphs, names -> clauses -> drafts (source, leaning, kind, dates) -> merged, ranked -> proposals

Pure: the article's day is an argument. The cues are the reader's own; only what an article needs beyond a feed item
(names, clauses, wording) is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.extract.article import dated, language_of, lay_out
from tracker.extract.authorities import authorities_for
from tracker.extract.clauses import Clause, clauses_of
from tracker.extract.leaning import Leaning, status_for
from tracker.extract.names import Cast, find_names
from tracker.extract.proposals import Draft, draft, merged
from tracker.extract.sources import NOBODY
from tracker.extract.tracked import already_tracked
from tracker.model import Claim, Cue, Frozen, Kind, Quote, Quoted, Status, When, Window

__all__ = ["Leaning", "Proposal", "dated", "extract", "language_of", "to_claim"]

_MOST_KEYWORDS = 8


class Proposal(Frozen):
    """A claim that the article makes. Every offset points into the article's text as it was given."""

    text: str
    """The claim as one sentence, without hedges and with its years."""
    language: str
    sentence: Quote
    clause: Quote
    """The part of the sentence that tells it."""
    also: tuple[Quote, ...] = ()
    """Other sentences that tell the same."""
    cues: tuple[Cue, ...] = ()
    leaning: Leaning
    status: Status
    """What this one article suggests; never more than its source can bear."""
    quoted: Quoted
    source: str | None = None
    """Whose word it is, in the article's words; None for the article's own."""
    kind: Kind
    subjects: tuple[tuple[str, ...], ...]
    keywords: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    """Hosts that your own claims already give these subjects."""
    guesses: tuple[str, ...] = ()
    """Hosts made up from a subject's name, to be checked by hand."""
    dates: tuple[When, ...] = ()
    window: Window | None = None
    tracked: str | None = None
    """The slug of the claim that follows this already."""
    score: float


def extract(text: str, reference: date, language: str, tracked: Sequence[Claim] = ()) -> tuple[Proposal, ...]:
    """The claims of an article of the day `reference`, best first; `language` is "it" or "en".

    Raises LanguageError for a language whose table is missing.
    """
    article = lay_out(text, language, reference)
    cast = find_names(article)
    drafts: list[Draft] = []
    before: tuple[int, ...] = ()
    last = NOBODY
    for clause in clauses_of(article, cast):
        one = draft(clause, article, cast, before, last)
        before = one.subjects or before
        last = one.source if one.source.quoted is Quoted.NAMED else last
        drafts.append(one)
    kept = merged(drafts)
    known = already_tracked(kept, [_subjects(one, cast) for one in kept], tracked)
    return tuple(
        _proposal(text, one, cast, language, tracked).model_copy(update={"tracked": known.get(number)})
        for number, one in enumerate(kept)
    )


def to_claim(proposal: Proposal, slug: str, opened: date) -> Claim:
    """The claim to write into the claims file. A guessed authority is only told of in its note."""
    guessed = f"authority to be checked: {', '.join(proposal.guesses)}" if proposal.guesses else ""
    return Claim(
        slug=slug,
        text=proposal.text,
        language=proposal.language,
        kind=proposal.kind,
        subjects=proposal.subjects,
        keywords=proposal.keywords,
        authorities=proposal.authorities,
        expected=proposal.window if proposal.kind is Kind.PLAN else None,
        opened=opened,
        note=guessed,
    )


def _proposal(text: str, one: Draft, cast: Cast, language: str, tracked: Sequence[Claim]) -> Proposal:
    clause = one.clause
    known, guesses = authorities_for(one.subjects, cast, tracked)
    return Proposal(
        text=one.text,
        language=language,
        sentence=_quote(text, clause, clause.sentence.first, clause.sentence.last),
        clause=_quote(text, clause, clause.first, clause.last),
        also=tuple(_quote(text, other, other.sentence.first, other.sentence.last) for other in one.also),
        cues=_cues(text, clause),
        leaning=one.leaning,
        status=status_for(one.leaning, one.kind, one.source),
        quoted=one.source.quoted,
        source=one.source.words,
        kind=one.kind,
        subjects=_subjects(one, cast),
        keywords=one.keywords[:_MOST_KEYWORDS],
        authorities=known,
        guesses=guesses,
        dates=tuple(found.when for found in one.dates),
        window=one.window,
        score=round(one.score, 2),
    )


def _subjects(one: Draft, cast: Cast) -> tuple[tuple[str, ...], ...]:
    """New products first, by the article's own phrase, then people and bodies with their aliases."""
    things = dict.fromkeys(m.thing for m in one.clause.mentions if m.thing)
    return (*((thing,) for thing in things if thing), *(cast.entities[number].aliases for number in one.subjects))


def _quote(text: str, clause: Clause, first: int, last: int) -> Quote:
    tokens, offset = clause.paragraph.tokens, clause.paragraph.start
    start, end = offset + tokens.starts[first], offset + tokens.ends[last - 1]
    return Quote(text=text[start:end], start=start, end=end)


def _cues(text: str, clause: Clause) -> tuple[Cue, ...]:
    found = []
    for hit in clause.cues:
        quote = _quote(text, clause, hit.first, hit.last)
        found.append(Cue(text=quote.text, start=quote.start, end=quote.end, kind=hit.kind))
    return tuple(sorted(found, key=lambda cue: (cue.start, cue.end, cue.kind)))
