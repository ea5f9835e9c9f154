"""Who is told of beside a claim's subjects and speaks for none of them: offices of others, kin, who once was one."""

from __future__ import annotations

from tracker.languages import given_names
from tracker.languages.patterns import Hit
from tracker.reading.view import View
from tracker.text import Sentence

OFFICE = 4
"""How many tokens an office takes between the verb and the name, or a firm after the name."""
_REST = 9
"""Tokens behind the office of an outsider within which the colon stands."""
GENITIVE = frozenset({"'s", "’s", "'", "’", "s", "-"})
"""What may stand between a name and whom it tells."""
OF_OFFICE = 3
"""How many tokens the word for kin or for what one was takes at most before "of" ("ex-presidente")."""


def outsiders_in(
    view: View, sentence: Sentence, places: list[tuple[int, int]], roles: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The offices that speak for nobody the claim is about, each with what stands between it and a colon ("Union boss:
    ..."); none that is part of a subject's own name, none that is spoken to ("Name ai sindacati: ...")."""
    words, folded, found = view.tokens.words, view.tokens.folded, list[tuple[int, int]]()
    for at in range(sentence.first, sentence.last):
        heard = at > sentence.first and folded[at - 1] in view.language.audience
        outsider = (
            folded[at] in view.language.outsiders and not heard and not _met(view, sentence, [*places, *roles], at)
        )
        named = at + 1 < sentence.last and (words[at + 1] == "," or folded[at + 1] in given_names())
        outsider = outsider and not any(0 < first - at <= 1 + named for first, _ in places)
        if outsider and not any(first <= at < last for first, last in places):
            ahead = range(at + 1, min(at + 1 + OFFICE, sentence.last))
            colon = next((one for one in ahead if words[one] == ":"), at + 1)
            found.append((at, colon if all(words[one][0].isalnum() for one in range(at, colon)) else at + 1))
    return found


def _met(view: View, sentence: Sentence, places: list[tuple[int, int]], at: int) -> bool:
    """Whether an office is whom a subject met or wrote to, and says what follows a colon ("Name reassures the fans:
    «...»", "the chief met the unions and called it a success: «...»"); behind a comma it goes on itself."""
    words = view.tokens.words
    before = min((place[1] for place in places if place[1] < at), default=None)
    colon = next((one for one in range(at + 1, min(at + _REST, sentence.last)) if words[one] in (":", ",")), None)
    if before is None or colon is None or words[colon] != ":":
        return False
    clause = next((one + 1 for one in range(at - 1, before - 1, -1) if not words[one][0].isalnum()), before)
    return any(word not in view.language.stopwords for word in words[clause:at])


def related_in(view: View, sentence: Sentence, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those who are told by a subject's name and speak for themselves, each with that name: "Name's former chief",
    "l'ex presidente del Name", "Name-Betriebsrat"."""
    found = []
    for first, last in places:
        behind = next((at for at in range(last, sentence.last) if view.tokens.words[at] not in GENITIVE), sentence.last)
        if behind < sentence.last and is_relation(view, behind):
            found.append((first, behind + 1))
            continue
        before = first
        while before > sentence.first and view.tokens.folded[before - 1] in view.language.stopwords:
            before -= 1
        ahead = range(before - 1, max(before - 1 - OF_OFFICE, sentence.first - 1), -1)
        start = next((at for at in ahead if is_relation(view, at)), None) if before < first else None
        if start is not None and all(
            view.tokens.words[at][0].isalnum() or view.tokens.words[at] == "-" for at in range(start, before)
        ):
            found.append((start, last))
    return found


def relation_speaking(
    view: View,
    sentence: Sentence,
    saying: list[Hit],
    related: list[tuple[int, int]],
    places: list[tuple[int, int]],
) -> tuple[int, int] | None:
    """Who is told as somebody's kin or as what he was, and stands right before a verb of saying or right behind it."""
    words = view.tokens.words
    behind = _told_by_relation(view, sentence, places)
    for hit in saying:
        for one in related:
            if 0 <= hit.first - one[1] <= OFFICE and all(word[0].isalnum() for word in words[one[1] : hit.first]):
                return one
        found = next((one for one in (*related, *behind) if 0 <= one[0] - hit.last <= 1), None)
        if found:
            return found
    return None


def _told_by_relation(view: View, sentence: Sentence, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where somebody is told as kin or as what he was, with no subject's name behind ("l'ancien directeur du festival",
    not "former minister Name")."""
    return [
        (at, at + 1)
        for at in range(sentence.first, sentence.last)
        if view.tokens.folded[at] in view.language.relations
        and at not in view.quoted
        and not any(at <= last and first <= at + OF_OFFICE for first, last in places)
    ]


def is_relation(view: View, at: int) -> bool:
    """Whether token `at` is a word for kin, for what somebody was, or for who speaks for others."""
    word = view.tokens.folded[at]
    return word in view.language.relations or word in view.language.outsiders


def is_no_more(view: View, at: int) -> bool:
    """Whether a word tells of kin, of outsiders, or of what somebody was or would be."""
    return is_relation(view, at) or view.tokens.folded[at] in _ONCE


RIVALS = frozenset({"rival", "rivals", "rivale", "rivali", "competitor"})
"""What stands before an office of another house's ("rival chief")."""
_ONCE = RIVALS | frozenset(
    {"once", "past", "ousted", "would-be", "self-styled", "one-time", "until", "erstwhile", "late", "anti"}
    | {"gia", "fino", "hasta", "jusqu", "jusque", "bis"}
)
"""Words that make an office no more, or none of the house's."""
