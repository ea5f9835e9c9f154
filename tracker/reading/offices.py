"""Whose office somebody holds: "Name, chief executive of Subject", "company spokeswoman Name", "the lawyer of kin"."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.languages.patterns import Hit
from tracker.reading.outsiders import GENITIVE, OF_OFFICE, OFFICE, is_relation
from tracker.reading.view import View
from tracker.text import Sentence


def has_office(view: View, place: tuple[int, int], roles: Sequence[Hit]) -> bool:
    """Whether an office of that house stands right behind its name, in small letters and no kin's or outsider's."""
    tokens, stopwords = view.tokens, view.language.stopwords
    for role in roles:
        between = range(place[1], role.first)
        plain = all(tokens.raw[at].islower() or tokens.words[at] in GENITIVE for at in between)
        plain = plain and stopwords.isdisjoint(tokens.folded[at] for at in between)
        if 0 <= len(between) <= OFFICE and plain and not any(is_relation(view, at) for at in (*between, role.first)):
            return True
    return False


def in_office(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """The subject whose office a name is told to hold, behind a comma: "Name, chief executive of Subject"; not its kin,
    not what he was."""
    words, at = view.tokens.words, run[1]
    if at >= sentence.last or words[at] != ",":
        return None
    for role in (one for one in roles if at < one.first <= at + 2):
        for place in places:
            between = range(at + 1, place[0])
            near = role.last <= place[0] <= role.last + OFFICE and all(words[one][0].isalnum() for one in between)
            if near and not any(is_relation(view, one) for one in between):
                return place
    return None


def mouth(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """The office of a house's spokesman or chief in front of a name, where nobody else is told whose: "company
    spokeswoman Name", "Konzernsprecherin Name", "chief executive Name", not "union spokesman Name", "Other's spokesman
    Name", "spokesman Name for Other"."""
    tokens, language = view.tokens, view.language
    at = run[0] if tokens.folded[run[0]] in language.mouths else run[0] - 1
    if at > sentence.first and tokens.words[at] == ",":
        back = range(at - 1, max(at - 1 - OFFICE, sentence.first - 1), -1)
        lower = (one for one in back if all(word.islower() for word in tokens.raw[one:at]))
        at = next((one for one in lower if tokens.words[one] in language.mouths), at)
    if at < sentence.first or (tokens.words[at] not in language.mouths and tokens.folded[at] not in language.mouths):
        return None
    ahead = range(max(at - OF_OFFICE, sentence.first), at)
    known = {one for place in (*places, *((role.first, role.last) for role in roles)) for one in range(*place)}
    capital = (one for one in ahead if tokens.raw[one][0].isupper() and tokens.folded[one] not in language.stopwords)
    owned = any(one not in known for one in capital)
    outside = any(is_relation(view, one) for one in ahead)
    behind = tokens.folded[run[1]] if run[1] < sentence.last else ""
    of = behind in language.objects and run[1] + 1 < sentence.last and tokens.raw[run[1] + 1][0].isupper()
    return None if owned or outside or of else (at, at + 1)


def of_kin(view: View, sentence: Sentence, at: int) -> bool:
    """Whether kin stand behind an office that ends before token `at`, with no more than an article or a preposition
    between ("the lawyer of Name's sister")."""
    folded, language = view.tokens.folded, view.language
    while at < sentence.last and (folded[at] in language.stopwords or folded[at] in language.articles):
        at += 1
    return at < sentence.last and folded[at] in language.relations
