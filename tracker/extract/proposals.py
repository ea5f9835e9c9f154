"""Clauses -> proposals, each with its score; told twice is told once; the best come first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.extract.article import Article
from tracker.extract.clauses import Clause
from tracker.extract.leaning import Leaning, kind_of, leaning_of
from tracker.extract.names import Cast, Mention
from tracker.extract.phrasing import phrase
from tracker.extract.sources import NOBODY, Source, source_of
from tracker.model import Kind, Quoted, Window
from tracker.reading.dates import FoundDate, find_dates
from tracker.reading.spans import Direction
from tracker.text import Tokens, fold, stem

LEAST = 4.0
"""Score below which a clause is talk, not a claim."""
_MOST_SUBJECTS = 4
_LOOSE_MATTERS = frozenset(
    {"electric", "election", "production", "delay", "talks", "investment", "price", "listing", "opening"}
)
"""Matters whose words are met in any news: sharing one of them does not make two sentences one claim."""


@dataclass(frozen=True)
class Draft:
    """A clause on its way to being a proposal."""

    clause: Clause
    source: Source
    leaning: Leaning
    kind: Kind
    text: str
    dates: tuple[FoundDate, ...]
    """Offsets into the clause's text."""
    subjects: tuple[int, ...]
    things: tuple[str, ...]
    """New products named in it, folded: "prima ferrari elettrica"."""
    matters: frozenset[str]
    triggers: frozenset[str]
    """Stems of the words that say what it is about."""
    stems: frozenset[str]
    keywords: tuple[str, ...]
    score: float
    window: Window | None = None
    also: tuple[Clause, ...] = field(default=())
    """Other clauses that tell the same."""


def draft(clause: Clause, article: Article, cast: Cast, before: Sequence[int], last: Source) -> Draft:
    """A draft of one clause; `before` are the subjects of the sentence before, meant where none
    is named, and `last` whoever spoke last: "she added"."""
    table = article.words
    source = source_of(clause, cast, table, last)
    leaning = leaning_of(clause, source)
    dates = _meant(clause, find_dates(clause.text, table.code, article.reference, _lean(clause)), article)
    ahead = any(one.when.start is not None and one.when.start > article.reference for one in dates)
    kind = kind_of(clause, leaning, ahead)
    own = _subjects(clause.mentions, cast, source)
    company = own or _subjects(clause.company, cast, source)
    matters, triggers, keywords = _matter(clause)
    names = frozenset(
        fold(word)
        for number in range(len(cast.entities))
        for name in cast.entities[number].names
        for word in name.split()
    )
    return Draft(
        clause=clause,
        source=source,
        leaning=leaning,
        kind=kind,
        text=phrase(clause, source, dates, _called(clause, company or before, cast), table),
        dates=tuple(dates),
        subjects=company or tuple(before),
        things=tuple(fold(m.thing) for m in clause.mentions if m.thing),
        matters=matters,
        triggers=triggers,
        stems=_stems(clause) - {stem(name, clause.paragraph.view.language.suffixes) for name in names},
        keywords=keywords,
        score=_score(clause, own, company, before, matters, source, leaning, dates),
        window=_window(dates, article.reference) if kind is Kind.PLAN else None,
    )


def _of_the_saying(clause: Clause, found: FoundDate) -> bool:
    """Whether the date follows a verb of saying with at most one word between."""
    tokens, offset = clause.paragraph.tokens, clause.paragraph.tokens.starts[clause.first]
    begins = [
        tokens.starts[min(hit.last + gap, len(tokens) - 1)] - offset
        for hit in clause.cues
        for gap in (0, 1)
        if hit.kind == "speech"
    ]
    return found.start in begins


def _lean(clause: Clause) -> Direction:
    """Which Friday is meant, by the clause's tense."""
    kinds = clause.kinds()
    if kinds & {"future", "modal", "expected"} or clause.may_come:
        return "future"
    return "past" if "past" in kinds else "open"


def _called(clause: Clause, subjects: Sequence[int], cast: Cast) -> str:
    """The subjects' names for a clause that has none of its own; empty where it has."""
    return "" if clause.mentions else ", ".join(cast.entities[number].names[0] for number in subjects[:2])


def _meant(clause: Clause, dates: Iterable[FoundDate], article: Article) -> list[FoundDate]:
    """The dates of what is told: "the cars of tomorrow" names none, and "said on Tuesday" dates only the saying."""
    text = clause.text
    of, months = article.words["of"], article.words["months"]
    kept = []
    for found in dates:
        before = text[: found.start].replace("’", "'").lower().split()[-1:]
        vague = found.when.precision == "day" and not any(char.isdigit() for char in found.when.text)
        named = set(found.when.text.lower().split()) & months
        bare = vague and not named
        if not (bare and (_of_the_saying(clause, found) or (before and before[0] in of))):
            kept.append(found)
    return kept


def _subjects(mentions: Iterable[Mention], cast: Cast, source: Source) -> tuple[int, ...]:
    """Subjects in the order they are named; one who is only quoted comes last, places not at all."""
    numbers = dict.fromkeys(m.entity for m in mentions if not cast.entities[m.entity].place)
    ordered = sorted(numbers, key=lambda number: number == source.entity and bool(cast.entities[number].roles))
    if source.quoted is Quoted.OUTLET and source.entity is not None:
        ordered = [number for number in ordered if number != source.entity]
    return tuple(ordered[:_MOST_SUBJECTS])


def _matter(clause: Clause) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The matters in the clause, the stems of their words, and those words as written.

    Only a matter's own words say what a clause is about: the phrases of its sides ("will .3 open") begin with any verb.
    """
    view = clause.paragraph.view
    named = {at for mention in clause.mentions for at in range(mention.first, mention.last)}
    hits = [
        hit
        for hit in view.matters()
        if "." not in hit.kind
        and clause.first <= hit.first < clause.last
        and not named & set(range(hit.first, hit.last))
    ]
    firm = [hit for hit in hits if hit.kind not in _LOOSE_MATTERS]
    words = [clause.paragraph.tokens.folded[hit.first] for hit in firm or hits]
    written = dict.fromkeys(clause.paragraph.tokens.words[hit.first] for hit in firm or hits)
    triggers = frozenset(stem(word, view.language.suffixes) for word in words)
    return frozenset(hit.kind for hit in hits), triggers, tuple(word for word in written if len(word) > 2)


def _stems(clause: Clause) -> frozenset[str]:
    language = clause.paragraph.view.language
    return frozenset(
        stem(word, language.suffixes)
        for word in clause.paragraph.tokens.folded[clause.first : clause.last]
        if word[0].isalpha() and len(word) > 3 and word not in language.stopwords
    )


def _window(dates: Sequence[FoundDate], reference: date) -> Window | None:
    """The first date that is not over: where the plan is expected."""
    open_ones = [one.when for one in dates if one.when.precision != "ambiguous"]
    ahead = [when for when in open_ones if when.start is not None and when.start > reference]
    not_over = [when for when in open_ones if when.end is None or when.end >= reference]
    chosen = next(iter(ahead or not_over), None)
    return Window(start=chosen.start, end=chosen.end) if chosen else None


# --- how much of a claim a clause is -----------------------------------------------------------------------


def _score(
    clause: Clause,
    own: tuple[int, ...],
    company: tuple[int, ...],
    before: Sequence[int],
    matters: frozenset[str],
    source: Source,
    leaning: Leaning,
    dates: Sequence[FoundDate],
) -> float:
    kinds = clause.kinds()
    points = 3.0 if own else 2.0 if company else 1.0 if before else 0.0
    points += _verb(kinds) + (1.5 if matters - _LOOSE_MATTERS else 0.5 if matters else 0.0)
    points += 1.0 if leaning not in (Leaning.FACT,) else 0.0
    points += 0.5 if source.quoted is not Quoted.NOBODY else 0.0
    points += 1.0 if dates else 0.0
    points += 1.5 if "measure" in kinds and _number(clause.paragraph.tokens, clause) else 0.0
    return points - _against(clause, kinds)


def _verb(kinds: frozenset[str]) -> float:
    if kinds & {"future", "conditional", "past", "modal", "expected", "postpone", "called_off", "denial"}:
        return 1.5
    return 0.5 if "finite" in kinds else -2.0


def _number(tokens: Tokens, clause: Clause) -> bool:
    return any(tokens.words[at][0].isdigit() for at in range(clause.first, clause.last))


def _against(clause: Clause, kinds: frozenset[str]) -> float:
    words = clause.words
    points = 3.0 if "vague" in kinds else 0.0
    points += 4.0 if clause.paragraph.tokens.words[clause.sentence.last - 1] == "?" else 0.0
    points += 2.0 if len(words) < 5 else 0.0
    points += 1.0 if kinds & {"wait", "no_comment", "satire"} else 0.0
    points += 1.5 if "believed" in kinds and not kinds & {"speech", "confirm"} else 0.0
    return points + (1.5 if clause.mentions else 3.0) * ("not_confirm" in kinds)


# --- one claim, told several times -------------------------------------------------------------------------


def merged(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts that are claims, best first; one that tells the same as a better one is folded into it."""
    ranked = sorted(
        (one for one in drafts if one.score >= LEAST and one.subjects and one.text),
        key=lambda one: (-one.score, one.clause.number, one.clause.first),
    )
    kept: list[Draft] = []
    for one in ranked:
        at = next((index for index, other in enumerate(kept) if same(other, one)), None)
        if at is None:
            kept.append(one)
        else:
            kept[at] = _folded(kept[at], one)
    return sorted(kept, key=lambda one: (-one.score, one.clause.number, one.clause.first))


def same(one: Draft, other: Draft) -> bool:
    """Whether two clauses tell the same claim: of one product the same matter, of one subject the same words."""
    if set(one.things) & set(other.things) and (one.matters & other.matters) - {"electric", "election"}:
        return True
    if not set(one.subjects) & set(other.subjects):
        return False
    if one.triggers & other.triggers and not _apart(one, other):
        return True
    smaller = min(len(one.stems), len(other.stems))
    return smaller >= 3 and len(one.stems & other.stems) / smaller >= 0.6


def _apart(one: Draft, other: Draft) -> bool:
    """Different products, different people and bodies beside the one they share, or a further matter otherwise sure."""
    if one.leaning is not other.leaning and (other.matters - one.matters) - _LOOSE_MATTERS and other.source == NOBODY:
        return True
    if bool(one.things) != bool(other.things) and one.triggers & other.triggers <= {""}:
        return True
    mine, theirs = set(one.subjects), set(other.subjects)
    return bool(mine - theirs) and bool(theirs - mine)


_WORD_OF_A_PARTY = (Leaning.ANNOUNCED, Leaning.DENIED, Leaning.POSTPONED)


def _folded(leader: Draft, other: Draft) -> Draft:
    """The leader with what the other adds: a party's own word, a date, further subjects' words."""
    stronger = other.leaning in _WORD_OF_A_PARTY and other.source.quoted is Quoted.NAMED
    weaker = leader.leaning in (Leaning.FACT, Leaning.HEDGED, Leaning.POSSIBLE)
    if stronger and weaker:
        leader = replace(leader, leaning=other.leaning, source=other.source)
        if other.leaning is Leaning.ANNOUNCED and leader.window is None and other.kind is Kind.PLAN:
            leader = replace(leader, kind=Kind.PLAN)
    if leader.source.quoted is Quoted.NOBODY and other.leaning is leader.leaning:
        leader = replace(leader, source=other.source)
    return replace(
        leader,
        window=leader.window or (other.window if leader.kind is Kind.PLAN else None),
        subjects=tuple(dict.fromkeys([*leader.subjects, *other.subjects]))[:_MOST_SUBJECTS],
        also=(*leader.also, other.clause),
        keywords=tuple(dict.fromkeys([*leader.keywords, *other.keywords])),
        triggers=leader.triggers,
    )
