"""Whether a name beside a verb of saying is only told of: part of what is said, in a passive, in what another name is
said to be, or the object of another's verb."""

from __future__ import annotations

from tracker.languages.patterns import Hit
from tracker.reading.dates import names_a_day
from tracker.reading.outsiders import is_no_more
from tracker.reading.view import View

REACH = 9
"""How many tokens may stand between a speaker and the verb: a name, an office and an apposition."""


def is_told_of(view: View, place: tuple[int, int], hit: Hit, roles: list[Hit]) -> bool:
    """Whether a name is part of what is said: some way behind the verb, behind a preposition, and with no office that
    would make it who speaks ("denies a contact with Name", but "said a spokesman for Name"); in German, where the verb
    comes last, in front of it too ("hat einen Kontakt mit Name ausgeschlossen")."""
    at, folded, language = place[0] - 1, view.tokens.folded, view.language
    if place[0] < hit.first:
        return (
            _passive(view, hit)
            or _in_apposition(view, place, hit, roles)
            or _others_verb(view, place, hit, roles)
            or (language.capitals and is_governed(view, at, roles))
        )
    if is_in_content(view, place, hit):
        return True
    if at == hit.last and hit.kind == "speech" and folded[at] in language.audience - language.agents:
        return True
    if at < hit.last or any(hit.last <= role.first < place[1] for role in roles):
        return False
    by_pronoun = not language.pronouns.isdisjoint(folded[hit.first : hit.last + 1])
    return (by_pronoun and is_governed(view, at, roles)) or _is_governed_behind(view, at, hit)


def _is_governed_behind(view: View, at: int, hit: Hit) -> bool:
    """Whether the preposition at `at`, behind a verb, makes the name behind it part of what is said; in German who does
    what is said too ("bestätigte den Kauf durch Name")."""
    folded, language = view.tokens.folded, view.language
    if folded[at] not in language.objects:
        return language.capitals and at > hit.last and folded[at] in language.agents and not _passive(view, hit)
    between = [one for one in range(hit.last, at) if folded[one][0].isalnum()]
    led = between and folded[between[0]] not in language.objects
    led = led and view.tokens.words[between[0]] not in language.breakers
    led = led and not names_a_day(view.tokens.words[between[0]], language.code)
    if hit.kind == "speech" and len(between) <= _INVERTED and led:
        return False
    return any(folded[one] not in language.stopwords for one in between)


_INVERTED = 4
"""How many tokens the office of somebody who speaks takes behind "said", where it is not one of the offices known
("ha detto il leader di Name")."""


def _in_apposition(view: View, place: tuple[int, int], hit: Hit, roles: list[Hit]) -> bool:
    """Whether a comma before the verb closes what another name was said to do ("Julian Hurst, who replaces Name,
    said"); whoever has an office there speaks for it ("Karl Brandt, head of Name, said")."""
    tokens = view.tokens
    closes = next((at for at in range(hit.first - 1, place[1] - 1, -1) if not tokens.words[at][0].isalnum()), 0)
    if not closes or tokens.words[closes] != "," or hit.first - closes > 1 + AUXILIARY:
        return False
    opens = next((at for at in range(place[0] - 1, max(place[0] - REACH, 0), -1) if tokens.words[at] == ","), 0)
    if (opens + 1, closes) == place:
        return False  # "the head of Human Resources, Name, said"
    office = any(opens < role.first < place[0] for role in roles)
    office = office and not any(is_no_more(view, at) for at in range(opens, closes))
    office = office and (place[1] == closes or tokens.folded[place[1]] in view.language.stopwords)
    return opens >= 2 and not office and all(tokens.raw[at][0].isupper() for at in (opens - 2, opens - 1))


def is_governed(view: View, at: int, roles: list[Hit]) -> bool:
    """Whether a preposition governs the name behind token `at`, with an article between them or without."""
    folded, language = view.tokens.folded, view.language
    while at >= 0 and folded[at] in language.articles and folded[at] not in language.objects:
        at -= 1
    return at >= 0 and folded[at] in language.objects and all(role.last != at for role in roles)


def is_in_content(view: View, place: tuple[int, int], hit: Hit) -> bool:
    """Whether a name behind the verb stands in what is said: behind "that" or a colon, as the subject of another verb
    ("said Name has ..."), in German behind a comma ("sagte, Name habe ...")."""
    words, folded, language = view.tokens.words, view.tokens.folded, view.language
    between = range(max(hit.last - 1, 0), place[0])
    if any(words[at] == ":" or folded[at] in language.content for at in between):
        return True
    comma = language.capitals and hit.last < len(words) and words[hit.last] == "," and place[0] == hit.last + 1
    goes_on = place[1] < len(folded) and folded[place[1]] in language.finite
    return comma or (place[0] == hit.last and (goes_on or _led(view, hit)))


def _led(view: View, hit: Hit) -> bool:
    """In English, where who says it may stand on either side, whether it stands before the verb ("the union has
    confirmed Name bought ...")."""
    words, folded, language = view.tokens.words, view.tokens.folded, view.language
    at = hit.first - 1
    while at >= 0 and folded[at] in language.finite:
        at -= 1
    return bool(language.finite) and at >= 0 and words[at][0].isalnum() and folded[at] not in language.stopwords


def _others_verb(view: View, place: tuple[int, int], hit: Hit, roles: list[Hit]) -> bool:
    """Whether the verb that ends a sentence has another subject behind the last comma, who is no name and no office
    ("Name and Name met, both newspapers said")."""
    words, folded = view.tokens.words, view.tokens.folded
    if hit.last < len(words) and words[hit.last][0].isalnum():
        return False
    comma = next((at for at in range(hit.first - 1, place[1] - 1, -1) if words[at] == ","), None)
    if comma is None or any(comma < role.first < hit.first for role in roles):
        return False
    return any(
        folded[at][0].isalnum() and folded[at] not in view.language.stopwords for at in range(comma + 1, hit.first)
    )


def is_agentless(view: View, hit: Hit) -> bool:
    """Whether a verb of saying is passive and nobody is named who does it ("it was announced on Monday")."""
    agents = view.language.agents
    return _passive(view, hit) and not any(word in agents for word in view.tokens.folded[hit.last : hit.last + _BY])


def _passive(view: View, hit: Hit) -> bool:
    folded, language = view.tokens.folded, view.language
    if folded[max(hit.first - 1, 0)] in language.passive or folded[hit.first] in language.passive:
        return True
    return language.capitals and hit.last < len(folded) and folded[hit.last] in language.passive


_BY = 3
"""How many tokens behind a passive the word may stand that names who did it."""


AUXILIARY = 1
"""How many tokens may stand between a name and the verb of saying: "have", "hanno"."""
