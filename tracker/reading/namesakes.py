"""Whether "Tom Name" is the Name of whom a claim tells, or somebody else of the family name, and who is meant by it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.languages import given_names
from tracker.languages.patterns import Hit
from tracker.reading.names import Names, places_of
from tracker.reading.outsiders import GENITIVE, OF_OFFICE, is_relation
from tracker.reading.view import View
from tracker.text import Sentence


def is_namesake(
    view: View,
    sentence: Sentence,
    place: tuple[int, int],
    own: list[tuple[int, int]],
    hits: tuple[Hit, ...],
    names: Names,
) -> bool:
    """Whether a family name by itself stands behind a given name that is none of the claim's: "Tom Name", of whom the
    claim knows Cole, is his father or nobody of his. Where it knows the family name only, he is "Tom Name" in an office
    of the house, and nobody else of that name ("Tom Name, who runs a pub")."""
    before = place[0] - 1
    if place[1] - place[0] != 1 or before < sentence.first or not view.tokens.raw[before][0].isupper():
        return False
    given, surname = view.tokens.folded[before : place[1]]
    if given not in given_names() or any(given in alias for alias in names.speaking):
        return False
    return surname not in names.surnames or not _holds_office(view, sentence, (before, place[1]), own, hits)


def bearers(view: View, names: Names) -> list[tuple[int, str, bool]]:
    """The sentences that tell somebody's whole name, the family name in it and whether he is the claim's own, whose
    given name it knows; in the order of the text."""
    found = []
    for row, sentence in enumerate(view.sentences):
        own = places_of(view, sentence.first, sentence.last, names.speaking)
        for place in own:
            words = view.tokens.folded[slice(*place)]
            if words[-1] in names.surnames:
                continue
            if is_namesake(view, sentence, place, own, view.cues[row], names):
                found.append((row, words[-1], False))
            elif len(words) > 1 and words in names.people:
                found.append((row, words[-1], True))
    return found


def is_borne_by_another(row: int, surname: str, known: Sequence[tuple[int, str, bool]]) -> bool:
    """Whether a family name by itself, in sentence `row`, is a namesake's: that of the last whole name told up to its
    end, else of the first behind; `known` are `bearers`."""
    same = [(at, own) for at, name, own in known if name == surname]
    before = [own for at, own in same if at <= row]
    behind = [own for at, own in same if at > row]
    return not (before[-1] if before else behind[0] if behind else True)


def _holds_office(
    view: View, sentence: Sentence, whole: tuple[int, int], own: list[tuple[int, int]], hits: tuple[Hit, ...]
) -> bool:
    """Whether an office stands beside somebody's whole name, before it or behind a comma, and no one's else: "the chief
    executive of Caldera, Cole Name", "Cole Name, chief executive", not "Cole Name, the chief's son"."""
    words, house = view.tokens.words, {at for first, last in own for at in range(first, last)}
    for role in (hit for hit in hits if hit.kind == "spokes"):
        before = role.last <= whole[0]
        between = range(role.last, whole[0]) if before else range(whole[1], role.first)
        comma = before or words[whole[1] : whole[1] + 1] == (",",)
        inside = between[:-1] if before and words[whole[0] - 1] == "," else between if before else between[1:]
        plain = all(view.tokens.raw[at].islower() or words[at] in GENITIVE or at in house for at in inside)
        around = range(max(role.first - OF_OFFICE, sentence.first), min(role.last + OF_OFFICE, sentence.last))
        kin = any(is_relation(view, at) for at in (*around, *between))
        if 0 <= len(between) <= _APPOSED and comma and plain and not kin:
            return True
    return False


_APPOSED = 10
"""Tokens between an office and the name of who holds it."""
