"""Whose words a quotation is, or what follows a colon: "Name: what they say", «what they say», says Name."""

from __future__ import annotations

from tracker.languages.patterns import Hit
from tracker.reading.outsiders import GENITIVE
from tracker.reading.view import EITHER, ENDS, STARTS, View
from tracker.text import Sentence


def title_speaker(view: View, sentence: Sentence, places: list[tuple[int, int]]) -> tuple[int, int] | None:
    """ "Name: what they say", as headlines have it, "Name before the court: «what they say»", and «what they say», says
    Name."""
    for place in places:
        if _is_in_brackets(view, sentence, place):
            return place
        ahead = place[0] - sentence.first
        near = ahead <= 4 or (ahead <= _HEADED and view.tokens.words[place[0] - 1] == ",")
        near = near and not _is_joined(view, sentence, place, places)
        if near and _before_colon(view, sentence, place):
            teller = _talks_to(view, sentence, place, places)
            if teller or not _is_spoken_to(view, sentence, place):
                return teller or place
    return None


_HEADED = 9
"""Tokens that tell who somebody is, before a comma and his name ("the brother of the chief of Name, Tom: «...»")."""


def _is_joined(view: View, sentence: Sentence, place: tuple[int, int], places: list[tuple[int, int]]) -> bool:
    """Whether a stroke joins a name to another before it: what a headline is about ("Merger Name-Name: signed")."""
    before = place[0] - 1
    joined = before > sentence.first and view.tokens.words[before] in ("-", "–", "/")
    return joined and any(one[1] == before for one in places)


def _is_in_brackets(view: View, sentence: Sentence, place: tuple[int, int]) -> bool:
    """Whether a headline gives whose somebody is in brackets: "Name (Subject): «...»"."""
    words = view.tokens.words
    first, last = place[0] - 1, place[1]
    if first - sentence.first not in (1, 2) or last + 1 >= sentence.last:
        return False
    return (words[first], words[last], words[last + 1]) == ("(", ")", ":") and quoted_from(view, sentence, last + 2)


def _talks_to(
    view: View, sentence: Sentence, place: tuple[int, int], places: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Whoever opens the headline and does something to the name before the colon: "Name chills the club: «...»"."""
    tokens, stopwords = view.tokens, view.language.stopwords
    opens = next((one for one in places if one[0] == sentence.first and one[1] < place[0]), None)
    if opens is None:
        return None
    between = tokens.folded[opens[1] : place[0]]
    verb = between[0] not in stopwords and between[0].isalpha()
    return opens if verb and all(word in stopwords for word in between[1:]) else None


def _is_spoken_to(view: View, sentence: Sentence, place: tuple[int, int]) -> bool:
    """Whether what follows the colon is said to the name, not by it: behind a verb or a preposition of address and
    somebody else ("Union warns Name: ...", "Rossi a Nome: ..."). A capital at the beginning of the sentence is no sign
    of somebody before a verb ("Nun warnt Name: ...")."""
    tokens, language, at = view.tokens, view.language, place[0] - 1
    if at <= sentence.first or tokens.words[at] not in language.addressed:
        return False
    if not language.outsiders.isdisjoint(tokens.folded[max(sentence.first, at - _ADDRESSING) : at]):
        return True
    somebody = tokens.raw[at - 1][0].isupper()
    to = tokens.folded[at] in language.stopwords and tokens.folded[at - 1] not in language.floor
    return somebody and (to or at - 1 > sentence.first)


_ADDRESSING = 3
"""Tokens before the verb among which an outsider stands: an article, an adjective and itself."""


def _before_colon(view: View, sentence: Sentence, place: tuple[int, int]) -> bool:
    """Whether a colon follows the name; where a quotation follows the colon, a place or an audience may stand between
    ("Name a Venezia: «...»", "Name aux députés : « ... »")."""
    words, language = view.tokens.words, view.language
    behind = _behind_brackets(view, sentence, _behind_commas(view, sentence, place[1]))
    last = next((at for at in range(behind, min(behind + _AUDIENCE + 1, sentence.last)) if words[at] == ":"), None)
    if last is None or last == behind:
        return last is not None
    first = place[0] == sentence.first or words[place[0] - 1] == ","
    opens = first and (_does(view, place[1], last) or view.tokens.folded[place[1]] in language.audience)
    plain = all(words[at][0].isalnum() for at in range(place[1], last))
    return opens and plain and quoted_from(view, sentence, last + 1)


def _behind_commas(view: View, sentence: Sentence, at: int) -> int:
    """The colon behind whose kin a comma says a name is, where a quotation follows it, else `at` ("Name, brother of the
    chief: «...»")."""
    words, folded, relations = view.tokens.words, view.tokens.folded, view.language.relations
    if at >= sentence.last or words[at] != "," or relations.isdisjoint(folded[at + 1 : at + _ADDED]):
        return at
    behind = range(at + 1, min(at + _ADDED, sentence.last))
    colon = next((one for one in behind if not words[one][0].isalnum() and words[one] not in GENITIVE), at)
    return colon if words[colon] == ":" and quoted_from(view, sentence, colon + 1) else at


_ADDED = 8
"""Tokens from the comma to the colon."""


def _does(view: View, first: int, last: int) -> bool:
    """Whether tokens [first, last) between a name and a colon may be what the name does, without another name: "warns",
    "si arrende", "breaks his silence"; no participle of what is done to it and no place it is in."""
    raw, folded, language = view.tokens.raw, view.tokens.folded, view.language
    at = first + (folded[first] in _REFLEXIVE)
    if at >= last or folded[at] in language.stopwords or not all(word[0].islower() for word in raw[first:last]):
        return False
    return not raw[at].endswith(language.participles) and not (language.capitals and last > first + 1)


_REFLEXIVE = frozenset({"si", "se", "s'", "ci", "vi", "non", "ne", "no"})
"""What may stand before a verb: a pronoun, a no."""


def _behind_brackets(view: View, sentence: Sentence, at: int) -> int:
    """The token behind what stands in brackets at `at`, else `at` ("Name (Firm): «...»")."""
    words = view.tokens.words
    if at >= sentence.last or words[at] != "(":
        return at
    return next((one + 1 for one in range(at, sentence.last) if words[one] == ")"), at)


_AUDIENCE = 4
"""How many tokens a place or an audience takes between a name and the colon."""


def quoted_from(view: View, sentence: Sentence, at: int) -> bool:
    return at < sentence.last and view.tokens.words[at] in _OPENING


_OPENING = STARTS | EITHER | frozenset("»‘'‚‹›")
"""All that may stand before somebody's words."""


def quoting(view: View, sentence: Sentence, places: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Whose words a quotation is, with whatever verb: «We are worn out», joked Name; «We keep to it»: Name stays calm.

    Behind a preposition or another name it is not said whose they are ("graffiti on Name's walls", "cheers Jo against
    Name").
    """
    tokens = view.tokens
    opened: int | None = None
    for at in range(sentence.first, sentence.last - 1):
        word = tokens.words[at]
        if word in ENDS or (word in EITHER and opened is not None):
            begun = sentence.first if opened is None else opened + 1
            said = sum(tokens.words[one][0].isalnum() for one in range(begun, at))
            if said >= _QUOTED and tokens.words[at + 1] in (",", ":"):
                reach = _OWNED if tokens.words[at + 1] == "," else 0
                own = min((place for place in places if at < place[0] <= at + 2 + reach), default=None)
                return own if own and not _in_between(view, at + 2, own[0]) else None
            opened = None
        elif word in STARTS or word in EITHER:
            opened = at
    return None


_QUOTED = 4
"""How many words a quotation has at least that is somebody's and not the title of a work."""


_OWNED = 3
"""How many tokens may stand between a quotation's end and whose it is: a verb and its adverbs."""


def heading(view: View, sentence: Sentence, people: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The person whose name stands right before a quotation, a comma between or none, as agencies have it ("Football:
    Name, «I never said yes»"), and heads its clause."""
    tokens = view.tokens
    for first, last in people:
        at = last + (last < sentence.last and tokens.words[last] == ",")
        opens = at < sentence.last and tokens.words[at] in (*STARTS, *EITHER) and at + 1 in view.quoted
        said = sum(one in view.quoted and tokens.words[one][0].isalnum() for one in range(at + 1, sentence.last))
        heads = first == sentence.first or not tokens.words[first - 1][0].isalnum()
        if opens and said >= _QUOTED and heads and first not in view.quoted:
            return first, last
    return None


def introducing(view: View, sentence: Sentence, people: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The person before the other half of a German verb of insisting, a colon and a quotation ("Am Zeitplan hält Name
    fest: «...»"); no headline, and no preposition before the name."""
    words, folded, language = view.tokens.words, view.tokens.folded, view.language
    if not language.capitals or sentence.part == "title":
        return None
    for first, last in people:
        insists = last + 1 < sentence.last and words[last] in _INSISTS and words[last + 1] == ":"
        governed = first > sentence.first and folded[first - 1] in language.objects
        if insists and not governed and first not in view.quoted and quoted_from(view, sentence, last + 2):
            return first, last
    return None


_INSISTS = frozenset({"fest", "klar"})
"""The halves of "hält fest" and "stellt klar"."""


def _in_between(view: View, first: int, last: int) -> bool:
    """Whether a name stands in tokens [first, last), or a preposition at their end."""
    named = any(word[:1].isupper() for word in view.tokens.raw[first:last])
    return named or (last > first and view.tokens.folded[last - 1] in view.language.stopwords)


def is_quoted(view: View, sentence: Sentence) -> bool:
    """Whether a sentence stands in a quotation as a whole."""
    words = [at for at in range(sentence.first, sentence.last) if view.tokens.words[at][0].isalnum()]
    return bool(words) and view.quoted.issuperset(words)


def is_within_quotation(view: View, place: tuple[int, int], hit: Hit) -> bool:
    """Whether a name stands in a quotation and the verb outside of it: who is spoken of («I met Name», said ...)."""
    return place[0] in view.quoted and hit.first not in view.quoted
