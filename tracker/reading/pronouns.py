"""Who speaks by no more than a pronoun, or in Italian and Spanish by none: "..., she said", «...», ha detto."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.languages.patterns import Hit
from tracker.reading.dates import names_a_day
from tracker.reading.names import Names, places_of
from tracker.reading.outsiders import GENITIVE, is_relation
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
_STROKES = frozenset({"-", "–", "—"})


def somebody_before(view: View, row: int, saying: Sequence[Hit], names: Names) -> tuple[int, int] | None:
    """Where the person stands for whom the pronoun of a sentence speaks: one of the claim's that opens that sentence or
    the one before ("Lukas Amrein handed over the key. 'It came,' he said"); None where nobody has that name there."""
    sentence = view.sentences[row]
    hit = next((one for one in saying if one.first not in view.quoted and _has_pronoun(view, sentence, one)), None)
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


def _has_pronoun(view: View, sentence: Sentence, hit: Hit) -> bool:
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
    language, at = view.language, hit.last
    closed = any(one in view.quoted for one in range(max(hit.first - 2 - _BESIDE, sentence.first), hit.first))
    if not closed or at >= sentence.last:
        return closed
    rest = view.tokens.folded[at : sentence.last]
    word = rest[0]
    subject = any(
        one in _DETERMINERS | language.articles and (not at or rest[at - 1] not in language.objects)
        for at, one in enumerate(rest)
    )
    return not word[0].isalnum() or (word in language.stopwords and not subject)


def _opens(view: View, row: int, end: int, names: Names) -> tuple[int, int] | None:
    """The person of the claim's that a sentence begins with before token `end`, behind a dateline and an office ("ROMA
    - Il sindaco Mazzeo"), or who has the only name in it; not somebody of his ("Mazzeo's brother"), nor where anybody
    else is told of by an office or as kin ("Mazzeo met the union's leader")."""
    tokens, sentence, language = view.tokens, view.sentences[row], view.language
    ahead = range(sentence.first + 1, min(sentence.first + _DATELINE, end - 1))
    strokes = (at for at in ahead if tokens.words[at] in _STROKES and tokens.starts[at] > tokens.ends[at - 1])
    starts = {sentence.first, *(at + 1 for at in strokes)}
    roles = {at for hit in view.cues[row] if hit.kind == "spokes" for at in range(hit.first, hit.last)}
    office = roles | {at for at in range(sentence.first, end) if tokens.folded[at] in language.articles}
    known = places_of(view, sentence.first, sentence.last, (*names.speaking, *names.silent))
    alone = language.capitals or _none_else(view, max(starts), end, known)
    for first, last in places_of(view, sentence.first, end, tuple(names.people)):
        before = first
        while before - 1 in office:
            before -= 1
        owns = last < sentence.last and (tokens.words[last] in GENITIVE - _STROKES or is_relation(view, last))
        governed = first > sentence.first and tokens.folded[first - 1] in language.objects
        sure = names.people.get(tuple(tokens.folded[first:last]), False)
        others = any(
            is_relation(view, at)
            or tokens.folded[at] in _POSSESSIVES
            or (at in roles and at not in range(before, last))
            for at in range(sentence.first, end)
        )
        stands = (sure and before in starts) or not language.capitals
        if not owns and not governed and not others and first not in view.quoted and alone and stands:
            return first, last
    return None


def _none_else(view: View, first: int, last: int, known: list[tuple[int, int]]) -> bool:
    """Whether no word but these names and days has a capital, behind the first of the sentence."""
    named = {at for place in known for at in range(*place)}
    other = [at for at in range(first + 1, last) if view.tokens.raw[at][0].isupper() and at not in named]
    return all(names_a_day(view.tokens.words[at], view.language.code) for at in other)
