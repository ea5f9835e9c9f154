"""Who answers in an interview: "A conversation with Name", "Intervista all'ad di Subject", "Name im Gespräch"."""

from __future__ import annotations

from tracker.reading.names import Names, places_of
from tracker.reading.offices import offices_in
from tracker.reading.outsiders import related_in
from tracker.reading.view import EITHER, STARTS, View

_INTRODUCED = 2
"""Sentences in which an interview says whom it is with: its headline, and one below."""


def interviewee(view: View, names: Names) -> tuple[int, int] | None:
    """The person of the claim's, or the office of one of its houses, whom the first sentences call interviewed; None
    where they name two, or nobody."""
    for row, sentence in enumerate(view.sentences[:_INTRODUCED]):
        if view.language.interviews.isdisjoint(view.tokens.folded[sentence.first : sentence.last]):
            continue
        places = places_of(view, sentence.first, sentence.last, names.speaking)
        places = [
            one for one in places if not any(at <= one[0] < end for at, end in related_in(view, sentence, places))
        ]
        roles = [hit for hit in view.cues[row] if hit.kind == "spokes"]
        people = [one for one in places if view.tokens.folded[slice(*one)] in names.people]
        found = people or offices_in(view, sentence, places, roles)
        return found[0] if len(found) == 1 else None
    return None


def answers(view: View, row: int) -> bool:
    """Whether a sentence stands in a quotation, or begins with one and goes on with the next question."""
    sentence = view.sentences[row]
    opened = view.tokens.words[sentence.first] in STARTS | EITHER and sentence.first + 1 in view.quoted
    return opened or sentence.first in view.quoted
