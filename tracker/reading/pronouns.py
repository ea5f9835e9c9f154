"""Who speaks by no more than a pronoun, or in Italian and Spanish by none: "..., she said", «...», ha detto."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from tracker.languages.patterns import Hit
from tracker.reading.dates import names_a_day
from tracker.reading.names import Names, places_of
from tracker.reading.outsiders import GENITIVE, OFFICE, is_relation
from tracker.reading.quotations import is_quoted
from tracker.reading.view import View
from tracker.text import Sentence

_BESIDE = 2
"""Tokens between a pronoun and its verb of saying: an auxiliary, an adverb, the strokes of "a-t-il"."""
_DATELINE = 8
"""Tokens within which the stroke behind a place and an agency stands."""
_DETERMINERS = frozenset({"un", "uno", "una", "suo", "sua"})
"""What begins a subject behind the verb, as an article does («...», ha detto ieri un consigliere)."""
_POSSESSIVES = frozenset({"suo", "sua", "his", "her", "su", "son", "sa", "seinem", "seiner", "ihrem", "ihrer"})
"""What tells of somebody of the person's, who may speak next ("was there with his agent")."""
_WHERE = frozenset(
    {"in", "en", "of", "di", "del", "della", "dello", "de", "du", "des"}
    | {"via", "viale", "piazza", "corso", "rue", "calle"}
)
"""Behind which a place stands, or whose something is, and nobody who says or does anything."""
_HEADS = frozenset({"president", "chief", "premier", "minister", "mayor", "chancellor", "governor", "senator"})
"""Offices that English writes with a capital before a name."""
_STROKES = frozenset({"-", "–", "—"})


def somebody_before(view: View, row: int, saying: Sequence[Hit], names: Names) -> tuple[int, int] | None:
    """Where the person stands for whom the pronoun of a sentence speaks: one of the claim's that opens that sentence or
    the one before ("Lukas Amrein handed over the key. 'It came,' he said"); None where nobody has that name there."""
    sentence = view.sentences[row]
    hit = next((one for one in saying if one.first not in view.quoted and has_pronoun(view, sentence, one)), None)
    if hit is None or _tells_of_himself(view, sentence, names):
        return None
    own = _opens(view, row, hit.first, names)
    before = next((one for one in range(row - 1, -1, -1) if not is_quoted(view, view.sentences[one])), -1)
    if own or before < 0 or view.sentences[before].part != sentence.part:
        return own
    return _opens(view, before, view.sentences[before].last, names)


def _tells_of_himself(view: View, sentence: Sentence, names: Names) -> bool:
    """Whether what is said names the person who would have to say it, or begins with a pronoun for somebody («Mazzeo
    leaves», he said; "She resigned", he said)."""
    quoted, folded = view.quoted, view.tokens.folded
    named = any(place[0] in quoted for place in places_of(view, sentence.first, sentence.last, tuple(names.people)))
    words = (at for at in range(sentence.first, sentence.last) if at in quoted and folded[at][0].isalnum())
    first = next(words, None)
    return named or (first is not None and folded[first] in view.language.pronouns)


def has_pronoun(view: View, sentence: Sentence, hit: Hit) -> bool:
    """Whether a personal pronoun is all that says who speaks: beside the verb, or where the language needs none nothing
    at all behind a quotation."""
    folded, language = view.tokens.folded, view.language
    around = range(max(hit.first - _BESIDE, sentence.first), min(hit.last + 2 * _BESIDE, sentence.last))
    if any(folded[at] in language.pronouns and at not in view.quoted for at in around):
        return True
    return language.drops_pronouns and _is_alone(view, sentence, hit)


def _is_alone(view: View, sentence: Sentence, hit: Hit) -> bool:
    """Whether a verb stands right behind a quotation, and behind it the end or an adverbial: «...», ha detto ieri in
    aula."""
    closed = any(one in view.quoted for one in range(max(hit.first - 2 - _BESIDE, sentence.first), hit.first))
    if not closed or hit.last >= sentence.last:
        return closed
    behind = view.tokens.folded[hit.last]
    adverbial = behind in view.language.stopwords and not _has_subject(view, hit.last, sentence.last)
    return not behind[0].isalnum() or adverbial


def _has_subject(view: View, first: int, last: int) -> bool:
    """Whether an article or its like stands in tokens [first, last) that no preposition governs ("ieri il capogruppo",
    "ai cronisti un consigliere")."""
    folded, begin = view.tokens.folded, _DETERMINERS | view.language.articles
    return any(
        folded[at] in begin and (at == first or folded[at - 1] not in view.language.objects)
        for at in range(first, last)
    )


def _opens(view: View, row: int, end: int, names: Names) -> tuple[int, int] | None:
    """The person of the claim's that a sentence begins with before token `end`, behind a dateline and an office ("ROMA
    - Il sindaco Mazzeo"), or, but in German, who has the only name in it; not somebody of his ("Mazzeo's brother"), nor
    where anybody else is told of by name, by an office or as kin ("Mazzeo met the union's leader")."""
    sentence, german = view.sentences[row], view.language.capitals
    starts = _starts(view, sentence, end)
    if not german and not _none_else(view, sentence, max(starts), end, names):
        return None
    for first, last in places_of(view, sentence.first, end, tuple(names.people)):
        before = _office_before(view, row, first)
        opens = before in starts and names.people.get(tuple(view.tokens.folded[first:last]), False)
        if (opens or not german) and _speaks_himself(view, row, (before, first, last), end):
            return first, last
    return None if german else _office_alone(view, row, starts, end, names)


def _office_alone(view: View, row: int, starts: set[int], end: int, names: Names) -> tuple[int, int] | None:
    """The office that a sentence begins with, where the claim tells of one such and nobody else is told of ("Il
    presidente ha lasciato ieri")."""
    folded = view.tokens.folded
    for role in _roles(view, row):
        before = _office_before(view, row, role.first)
        known = folded[role.last - 1] in names.offices and before in starts and before < role.first
        if known and _speaks_himself(view, row, (before, role.first, role.last), end):
            return role.first, role.last
    return None


def _starts(view: View, sentence: Sentence, end: int) -> set[int]:
    """Where a sentence may begin before token `end`: at its first token, behind a dateline."""
    tokens = view.tokens
    ahead = range(sentence.first + 1, min(sentence.first + _DATELINE, end - 1))
    strokes = (at for at in ahead if tokens.words[at] in _STROKES and tokens.starts[at] > tokens.ends[at - 1])
    return {sentence.first, *(at + 1 for at in strokes)}


def _roles(view: View, row: int) -> list[Hit]:
    return [hit for hit in view.cues[row] if hit.kind == "spokes"]


def _office_before(view: View, row: int, first: int) -> int:
    """Where an office and its article begin that stand before a name ("El consejero delegado, Name"), else where the
    name does."""
    tokens, begin = view.tokens, first
    for role in _roles(view, row):
        between = tokens.raw[role.last : first - (tokens.words[first - 1] == ",")]
        if role.last <= first and len(between) <= OFFICE and all(word.islower() for word in between):
            begin = min(begin, role.first)
    while begin > view.sentences[row].first and tokens.folded[begin - 1] in view.language.articles:
        begin -= 1
    return begin


def _speaks_himself(view: View, row: int, place: tuple[int, int, int], end: int) -> bool:
    """Whether a name with the office before it is not governed, owns nobody, and nobody else is told of by an office or
    as kin before token `end`."""
    folded, (before, first, last) = view.tokens.folded, place
    roles = {at for hit in _roles(view, row) for at in range(hit.first, hit.last)}
    if first in view.quoted or (first > view.sentences[row].first and folded[first - 1] in view.language.objects):
        return False
    if last < end and folded[last] in GENITIVE - _STROKES:
        return False
    return not any(
        is_relation(view, at)
        or (at >= last and folded[at] in _POSSESSIVES)
        or (at in roles and not before <= at < last)
        for at in range(view.sentences[row].first, end)
    )


def _none_else(view: View, sentence: Sentence, first: int, end: int, names: Names) -> bool:
    """Whether no word has a capital between tokens `first` and `end` but the claim's names, an office, a day, where it
    was and what is of somebody's ("in Essen", "in via Po", "at the court of Rome")."""
    tokens = view.tokens
    known = places_of(view, sentence.first, sentence.last, (*names.speaking, *names.silent))
    named = {at for place in known for at in range(*place)}
    offices = view.language.mouths | view.language.officers | _HEADS
    for at in range(first + 1, end):
        if not tokens.raw[at][0].isupper() or at in named:
            continue
        if not (names_a_day(tokens.words[at], view.language.code) or tokens.folded[at] in offices):
            if tokens.folded[at - 1] not in _WHERE:
                return False
            named.update(_run(view, at, end))
    return True


def _run(view: View, at: int, end: int) -> Iterator[int]:
    """The tokens from `at` on that have a capital, before `end`."""
    return takewhile(lambda one: view.tokens.raw[one][0].isupper(), range(at, end))
