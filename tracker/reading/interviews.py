"""Who answers in an interview: "A conversation with Name", "Intervista all'ad di Subject, Name", "Name im Gespräch";
and what he answers."""

from __future__ import annotations

from tracker.reading.names import Names, places_of
from tracker.reading.offices import offices_in
from tracker.reading.outsiders import GENITIVE, related_in
from tracker.reading.view import EITHER, STARTS, View
from tracker.text import Sentence

_INTRODUCED = 2
"""Sentences in which an interview says whom it is with: its headline, and one below."""
_WITH = frozenset({"with", "a", "al", "alla", "all", "allo", "con", "mit", "avec", "'", "the", "dem", "der", "im"})
"""What stands between the word for it and whom it is with; "about" and its like tell of somebody else."""


def interviewee(view: View, names: Names) -> tuple[int, int] | None:
    """The person of the claim's, or the office of one of its houses, whom the first sentences call interviewed: right
    behind the word for it, which heads the line, or right before it ("Name im Gespräch"), and nobody of theirs."""
    for row, sentence in enumerate(view.sentences[:_INTRODUCED]):
        places = places_of(view, sentence.first, sentence.last, names.speaking)
        related = related_in(view, sentence, places)
        places = [one for one in places if not any(at <= one[0] < end for at, end in related)]
        roles = [hit for hit in view.cues[row] if hit.kind == "spokes"]
        people = [one for one in places if view.tokens.folded[slice(*one)] in names.people]
        for one in (*people, *offices_in(view, sentence, places, roles)):
            if _is_with(view, sentence, one, places):
                return one
    return None


def _is_with(view: View, sentence: Sentence, one: tuple[int, int], places: list[tuple[int, int]]) -> bool:
    """Whether the word for an interview stands before somebody, at the head of its clause, or closes the clause behind
    him, and no more than that; not with two."""
    tokens, called = view.tokens, view.language.interviews
    before = one[0] - 1
    while before > sentence.first and tokens.folded[before] in _WITH:
        before -= 1
    heads = before - (tokens.folded[max(before - 1, 0)] in ("ein", "eine", "a", "an", "un", "una", "une"))
    led = before >= sentence.first and before < one[0] - 1 and tokens.folded[before] in called
    led = led and (heads <= sentence.first or not tokens.words[heads - 1][0].isalnum())
    next_ = tokens.words[one[1]] if one[1] < sentence.last else "."
    over = not next_[0].isalnum() and next_ not in GENITIVE
    apposed = one[1] + 1 if next_ == "," and one not in places else -1  # "the chief of Subject, Name"
    alone = not any(other[0] > one[1] and other[0] != apposed for other in places)
    behind = tokens.folded[one[1] : min(one[1] + 2, sentence.last)]
    return (led and over and alone) or (len(behind) == 2 and behind[0] == "im" and behind[1] in called)


def answers(view: View, row: int, names: Names) -> bool:
    """Whether a sentence stands in a quotation, or begins with one and goes on with the next question, or stands behind
    "Answer:"; not where it tells of somebody of the claim's by name ("Name has resigned")."""
    sentence = view.sentences[row]
    opened = view.tokens.words[sentence.first] in STARTS | EITHER and sentence.first + 1 in view.quoted
    told = places_of(view, sentence.first, sentence.last, tuple(names.people))
    if _labelled(view, row):
        return not told
    return (opened or sentence.first in view.quoted) and not any(place[0] in view.quoted for place in told)


def _labelled(view: View, row: int) -> bool:
    """Whether the last label up to a sentence opens an answer, and one before it a question: a line of an answer may
    begin with no label."""
    tokens, known = view.tokens, view.language
    heads = (one.first for one in view.sentences[: row + 1] if one.first + 1 < one.last)
    labels = [tokens.folded[at] for at in heads if tokens.words[at + 1] == ":"]
    labels = [label for label in labels if label in known.asking | known.answering]
    return bool(labels) and labels[-1] in known.answering and not known.asking.isdisjoint(labels)
