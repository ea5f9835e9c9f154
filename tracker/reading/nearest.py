"""What is said in the one clause that holds most of the claim: its subjects and its own matter.

A sentence may hold a meeting as a fact and an alliance as a rumour; what counts is the clause of the meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.languages import KINDS
from tracker.reading.judge import HEDGES, NOES, Judged
from tracker.reading.matter import Marks
from tracker.reading.view import View
from tracker.reading.window import Dates

_SEEN = KINDS - {"shield", "spokes"}
_DOUBTS = HEDGES | NOES


class _Clause(NamedTuple):
    score: float
    row: int
    first: int
    last: int
    subjects: int
    core: int


def features(view: View, found: Marks, judged: Sequence[Judged], dates: Sequence[Dates]) -> dict[str, float]:
    """Every fact by name: the cues inside the clause and in front of it, how much of the claim it holds, and the date
    nearest to the matter, in the clause or in its sentence."""
    best = _clause(view, found, dates)
    kinds = {hit.kind for hit in judged[best.row].cues if best.first <= hit.first < best.last} & _SEEN
    before = {hit.kind for hit in judged[best.row].cues if hit.first < best.first} & _SEEN
    span = range(best.first, best.last)
    sides = {side for side, places in found.sides.items() if not places.isdisjoint(span)}
    return {
        **{f"near_{kind}": 1.0 for kind in kinds},
        **{f"near_after_{kind}": 1.0 for kind in before - kinds},
        **{f"near_{side}": 1.0 for side in sides},
        **_dated(view, found, best, dates[best.row]),
        "near_subjects": best.subjects / len(found.subjects),
        "near_core": min(best.core, 3) / 3,
        "near_plain": float(not kinds & _DOUBTS),
        "near_plainly": float(not (kinds | before) & _DOUBTS),
        "near_body": float(view.sentences[best.row].part != "title"),
        "near_question": float(any(view.tokens.words[at] == "?" for at in span)),
    }


def _dated(view: View, found: Marks, best: _Clause, dates: Dates) -> dict[str, float]:
    """The month that the claim itself names is its matter too, and no measure of what is near it."""
    sentence = view.sentences[best.row]
    tokens = dates.tokens(view.tokens.starts, sentence.first, sentence.last)
    if not tokens:
        return {}
    core = [at for at in found.main | found.own_words if best.first <= at < best.last and at not in tokens]
    nearest = min(tokens, key=lambda token: (min(abs(token - at) for at in core or [best.first]), token))
    side, tense, *bound = tokens[nearest].split(".")
    return {
        f"near_date_{side}": 1.0,
        f"near_date_{tense}": 1.0,
        f"near_date_{side}_{tense}": 1.0,
        "near_date_bound": float(bool(bound)),
        "near_date_here": float(best.first <= nearest < best.last),
    }


def _clause(view: View, found: Marks, dates: Sequence[Dates]) -> _Clause:
    """The clause that holds most of the claim, the body's before the headline's, the first before the next. A date is
    no part of it: another thing may happen in the claim's own month."""
    best, groups = _Clause(-1.0, 0, 0, 0, 0, 0), [frozenset(group) for group in found.subjects]
    for row, sentence in enumerate(view.sentences):
        dated = dates[row].tokens(view.tokens.starts, sentence.first, sentence.last)
        core = {at for at in range(sentence.first, sentence.last) if at in found.core and at not in dated}
        body = 0.25 * (sentence.part != "title")
        for first, last in view.clauses[row]:
            span = range(first, last)
            subjects = sum(not group.isdisjoint(span) for group in groups)
            held = len({view.tokens.folded[at][:5] for at in core if at in span})
            score = 2 * min(subjects, 2) + 2 * bool(held) + min(held, 3) / 2 + body
            if score > best.score:
                best = _Clause(score, row, first, last, subjects, held)
    return best
