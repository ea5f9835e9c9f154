"""Whose office somebody holds: "Name, chief executive of Subject", "company spokeswoman Name", "the lawyer of kin"."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.languages import kinds, mayors
from tracker.languages.patterns import Hit
from tracker.reading.dates import names_a_day
from tracker.reading.outsiders import GENITIVE, OF_OFFICE, OFFICE, RIVALS, is_no_more, is_relation
from tracker.reading.told_of import is_governed
from tracker.reading.view import View
from tracker.text import Sentence


def has_office(view: View, place: tuple[int, int], roles: Sequence[Hit]) -> bool:
    """Whether an office of that house stands right behind its name, in small letters and no kin's or outsider's."""
    return any(
        place[1] <= role.first
        and _plain(view, place[1], role.first)
        and not any(is_relation(view, at) for at in range(place[1], role.first + 1))
        for role in roles
    )


def office_of(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """What tells that a name speaks for a subject: its office, or the subject whose office it is told to hold; `places`
    are the subjects', `roles` the offices of its sentence."""
    for told in (_mouth, _behind_comma, _leads, _in_front, _officer):
        found = told(view, sentence, run, places, roles)
        if found:
            return found
    return None


def offices_in(
    view: View, sentence: Sentence, places: list[tuple[int, int]], roles: list[Hit]
) -> list[tuple[int, int]]:
    """The subjects' offices, each with the subject it is told by, an article before it or none: "Subject chief",
    "Subject-Chef", "le patron de Subject"."""
    tokens, found = view.tokens, list[tuple[int, int]]()
    for role in roles:
        for place in places:
            of = tokens.folded[role.last : place[0]]
            if place[1] <= role.first and _plain(view, place[1], role.first) and role.first - place[1] <= 1:
                span = (place[0], role.last)
            elif 0 < len(of) <= OFFICE and of[0] in GENITIVES and set(of[1:]) <= view.language.articles | GENITIVE:
                span = (role.first, place[1])
            else:
                continue
            if not any(is_relation(view, at) for at in range(max(span[0] - OF_OFFICE, sentence.first), span[1])):
                begins = span[0] - (span[0] > sentence.first and tokens.folded[span[0] - 1] in view.language.articles)
                found.append((begins, span[1]))
    return found


def houses_in(view: View, sentence: Sentence, words: frozenset[str]) -> list[tuple[int, int]]:
    """The words in small letters for the kind of house that a subject is ("airport director Name", of the airport of
    which the claim tells)."""
    tokens = view.tokens
    at = range(sentence.first, sentence.last)
    small = (one for one in at if one == sentence.first or tokens.raw[one].islower())
    return [(one, one + 1) for one in small if tokens.folded[one] in words]


def elsewhere_in(
    view: View, sentence: Sentence, known: list[tuple[int, int]], roles: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The spokesmen, chiefs and mayors who are told to be somebody's whom the claim does not name: "the chief executive
    of Other", "Other boss", "rival chief", "il sindaco di Altrove", not "il sindaco di Altrove, Subject". In German,
    where every noun has a capital, it cannot be told."""
    subjects = {at for place in known for at in range(*place)}
    told = (_is_rivals, _is_others, _is_of_another)
    return [
        role
        for role in (roles if not view.language.capitals else ())
        if any(is_so(view, sentence, role, subjects) for is_so in told)
    ]


def _is_rivals(view: View, sentence: Sentence, role: tuple[int, int], _: set[int]) -> bool:
    return role[0] > sentence.first and view.tokens.folded[role[0] - 1] in RIVALS


def _is_of_another(view: View, sentence: Sentence, role: tuple[int, int], subjects: set[int]) -> bool:
    """Whether a name that the claim has not stands behind a chief's office and "of", and no subject's name behind that;
    a kind of house may be the claim's own."""
    tokens, language, at = view.tokens, view.language, role[1]
    chief = tokens.folded[at - 1] in language.mouths | mayors()
    if not chief or at >= sentence.last or tokens.folded[at] not in GENITIVES:
        return False
    at += 1
    while at < sentence.last and (tokens.folded[at] in language.articles or tokens.words[at] in GENITIVE):
        at += 1
    end = next((one for one in range(at, sentence.last) if not tokens.raw[one][0].isupper()), sentence.last)
    behind = end + (end < sentence.last and tokens.words[end] == ",")
    return end > at and subjects.isdisjoint((*range(at, end), behind)) and kinds().isdisjoint(tokens.folded[at:end])


def _is_others(view: View, sentence: Sentence, role: tuple[int, int], subjects: set[int]) -> bool:
    """Whether an unknown name stands right before a chief's office, as English has it ("Other boss confirms"); not what
    tells a nation, a day, a matter or a kind of house ("Italian boss", "Finance chief")."""
    tokens, at = view.tokens, role[0] - 1
    if at <= sentence.first:
        return False
    chief = tokens.folded[role[1] - 1] in _CHIEFS | view.language.mouths and bool(view.language.finite)
    name = tokens.raw[at][0].isupper() and at not in subjects and len(tokens.raw[at]) > _SHORT
    known = tokens.folded[at] in kinds() | view.language.stopwords | view.language.ranks
    return chief and name and not known and not tokens.folded[at].endswith(_OF_NATIONS)


_CHIEFS = frozenset({"boss", "chief", "chairman", "chairwoman"})
_SHORT = 3
"""Letters up to which a word before an office is a nation's or a house's own short name ("US", "BMW")."""
_OF_NATIONS = ("ish", "ian", "ese", "ch", "can", "ine", "wiss", "reek", "utch")
"""What words for a nation end in."""


GENITIVES = frozenset({"of", "di", "del", "dello", "della", "dell", "de", "du", "d"})
"""What stands between a chief and his house; "in" and its like give a place."""


_FORMS = frozenset({"inc", "corp", "ltd", "plc", "llc", "co", "ag", "se", "spa", "srl", "sa", "sas", "gmbh"})
"""What tells how a house is set up."""


def _officer(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """The office that many houses have ("vice president Name"), right before a name, where the sentence tells of a
    subject and no other name, and nothing says which house's it is ("museum director Name")."""
    tokens, language = view.tokens, view.language
    first = run[0] - 2 if " ".join(tokens.folded[max(run[0] - 2, 0) : run[0]]) in language.officers else run[0] - 1
    if first < sentence.first or (first == run[0] - 1 and tokens.folded[first] not in language.officers):
        return None
    begins = first
    while begins > sentence.first and tokens.folded[begins - 1] in language.ranks:
        begins -= 1
    before = tokens.folded[begins - 1] if begins > sentence.first else ","
    bare = (not before[0].isalnum() or before in language.articles) and not _is_of_many(view, begins)
    known = {at for place in places for at in range(*place)} | set(range(*run))
    others = any(
        tokens.raw[at][0].isupper() and at not in known and not names_a_day(tokens.words[at], language.code)
        for at in range(sentence.first + 1, sentence.last)
        if at not in view.quoted and tokens.words[at - 1][0].isalnum() and tokens.folded[at] not in _FORMS
    )
    return (begins, run[0]) if bare and places and not others else None


def _in_front(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """The subject whose office stands right before a name: "Subject chairman Name", "Subject-Chef Name", "the head of
    Subject, Name, said"; not its kin, not what he was, and no other verb between them ("Subject's chief met Name").
    Behind a preposition the comma may end the clause ("after a talk with the head of Subject, Name said")."""
    words, offices = view.tokens.words, {at for role in roles for at in range(role.first, role.last)}
    for role in roles:
        first = role.last if run[0] <= role.first and role.last < run[1] else run[0]
        for place in places:
            begins = min(place[0], role.first)
            around = range(max(begins - OF_OFFICE, sentence.first), first)
            if place[1] <= role.first < first:
                near = _ranked(view, place[1], role.first) and all(at in offices for at in range(role.last, first))
            else:
                near = role.last <= place[0] and place[1] <= first and words[place[1] : first] in ((), (",",))
                near = near and _of(view, role.last, place[0]) and not is_governed(view, role.first - 1, roles)
            if near and not any(is_no_more(view, at) for at in around):
                return place
    return None


def _ranked(view: View, first: int, last: int) -> bool:
    """Whether no more than a genitive and what ranks an office stand in [first, last): "Subject's deputy chief"."""
    tokens, language = view.tokens, view.language
    return all(
        tokens.words[at] in GENITIVE or tokens.folded[at] in language.ranks | language.mouths | language.officers
        for at in range(first, last)
    )


def _of(view: View, first: int, last: int) -> bool:
    """Whether [first, last) puts an office into a house: "of", "of the", "general of", "de programas de"; no other
    house stands there ("of the bar of")."""
    tokens, language = view.tokens, view.language
    words = [word for word in tokens.folded[first:last] if word not in language.articles | GENITIVE]
    heads = first > 0 and tokens.folded[first - 1].startswith(_HEADS)
    if len(words) > 1 and words[-1] in _SITES and heads:
        words.pop()
    if not words or words[-1] not in GENITIVES | _AT:
        return False
    inner = [word for word in words[:-1] if word not in GENITIVES]
    known = _DEPARTMENTS | language.mouths | (_FIELDS if heads else frozenset())
    return len(inner) <= 1 and all(word in known for word in inner)


_HEADS = ("direct", "dirett", "direkt", "respons", "leiter", "head", "manager")
"""What the offices begin with that lead a house's part or field ("direttore commerciale", "director of the plant")."""
_FIELDS = frozenset(
    {"commerciale", "sportivo", "sportiva", "tecnico", "tecnica", "editoriale", "artistico", "artistica"}
    | {"finanziario", "finanziaria", "operativo", "operativa", "scientifico", "scientifica", "industriale"}
    | {"commercial", "sportif", "sportive", "technique", "editorial", "artistique"}
    | {"financier", "financiere", "scientifique", "industriel", "industrielle", "territorial", "territoriale"}
    | {"comercial", "deportivo", "deportiva", "financiero", "financiera", "cientifico", "industrial"}
)
"""What such an office may be of, behind it, in Romance languages; folded."""
_SITES = frozenset(
    {"stabilimento", "fabbrica", "divisione", "plant", "factory", "division", "usine", "planta", "fabrica", "werk"}
)
"""Parts of a house right before its name ("director of the plant Name")."""


_AT = frozenset({"at", "for", "von", "der", "des", "vom", "bei"})
"""What puts an office into a house besides the genitives."""
_DEPARTMENTS = frozenset(
    {"general", "generale", "executive", "programmes", "programs", "programas", "programmi", "communications"}
    | {"comunicazione", "comunicacion", "communication", "marketing", "operations", "production", "produzione"}
    | {"produccion", "ventas", "vendite", "sales", "finance", "finanze", "finanzas", "ejecutivo", "esecutivo", "europa"}
)
"""What an officer is head of, within a house."""


def _plain(view: View, first: int, last: int) -> bool:
    """Whether no more than a genitive and words in small letters, few and no stopwords, stand in [first, last)."""
    tokens, between = view.tokens, range(first, last)
    plain = all(tokens.raw[at].islower() or tokens.words[at] in GENITIVE for at in between)
    return len(between) <= OFFICE and plain and view.language.stopwords.isdisjoint(tokens.folded[first:last])


def _behind_comma(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """The subject whose office a name is told to hold, behind a comma: "Name, chief executive of Subject"; not its kin,
    not what he was, nor what only has its name ("head of Subject customers")."""
    words, at = view.tokens.words, run[1]
    if at >= sentence.last or words[at] != ",":
        return None
    for role in (one for one in roles if at < one.first <= at + 2):
        for place in places:
            near = role.last <= place[0] and _of(view, role.last, place[0])
            over = place[1] >= sentence.last or not words[place[1]][0].isalnum()
            over = over and (place[1] >= sentence.last or words[place[1]] not in GENITIVE)
            if near and over and not any(is_no_more(view, one) for one in range(at + 1, place[0])):
                return place
    return None


def _leads(
    view: View, sentence: Sentence, run: tuple[int, int], places: list[tuple[int, int]], roles: list[Hit]
) -> tuple[int, int] | None:
    """The subject that a name is told to lead, behind a comma: "Name, who chairs Subject", "Name, der Subject führt"
    (in German the verb comes last)."""
    tokens, language, at = view.tokens, view.language, run[1]
    if at + 2 >= sentence.last or tokens.words[at] != "," or tokens.folded[at + 1] not in language.who:
        return None
    for place in places:
        between, end = tokens.folded[at + 2 : place[0]], place[1]
        verb = tokens.folded[end : end + 1] if language.capitals and end < sentence.last else between[:1]
        inner = set(between if language.capitals else between[1:]) - language.articles - GENITIVE - _KIND_OF_HOUSE
        over = language.capitals or end >= sentence.last or not tokens.words[end][0].isalnum()
        over = over and (end >= sentence.last or tokens.words[end] not in GENITIVE)
        apart = end < sentence.last and tokens.words[end] == "," and end + 1 < sentence.last
        other = apart and tokens.folded[end + 1] in _INDEFINITE
        if place[0] > at and not inner and over and not other and not language.leading.isdisjoint(verb):
            return place
    return None


_KIND_OF_HOUSE = frozenset(
    {"gruppo", "societa", "azienda", "casa", "club", "group", "company", "groupe", "societe", "maison", "grupo"}
    | {"compania", "empresa", "konzern", "verein", "national", "nationale", "nazionale", "nacional", "nationalen"}
)
"""What may stand between "who leads" and the house, an article aside."""
_INDEFINITE = frozenset({"a", "an", "un", "una", "uno", "une", "ein", "eine"})
"""What tells behind a name and a comma that it is another thing of that name ("Name, a club in the town")."""


def _mouth(
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
    begins = max(at - OF_OFFICE, sentence.first)
    stop = next((one + 1 for one in range(at - 1, begins - 1, -1) if not tokens.words[one][0].isalnum()), begins)
    ahead = [one for one in range(stop, at) if not names_a_day(tokens.words[one], language.code)]
    known = {one for place in (*places, *((role.first, role.last) for role in roles)) for one in range(*place)}
    capital = (one for one in ahead if tokens.raw[one][0].isupper() and tokens.folded[one] not in language.stopwords)
    owned = any(one not in known for one in capital) or _is_of_many(view, at)
    outside = any(is_relation(view, one) for one in (*ahead, *range(at + 1, run[0])))
    behind = tokens.folded[run[1]] if run[1] < sentence.last else ""
    of = behind in language.objects and run[1] + 1 < sentence.last and tokens.raw[run[1] + 1][0].isupper()
    return None if owned or outside or of else (at, at + 1)


def _is_of_many(view: View, at: int) -> bool:
    """Whether the office at token `at` is that of several who have no name ("the supporters' chairman Name")."""
    tokens, owner = view.tokens, at - 2
    many = owner >= 0 and tokens.words[at - 1] in ("'", "’") and tokens.raw[owner].islower()
    return many and tokens.words[owner].endswith("s")


def of_kin(view: View, sentence: Sentence, at: int) -> bool:
    """Whether kin stand behind an office that ends before token `at`, with no more than an article or a preposition
    between ("the lawyer of Name's sister")."""
    folded, language = view.tokens.folded, view.language
    while at < sentence.last and (folded[at] in language.stopwords or folded[at] in language.articles):
        at += 1
    return at < sentence.last and folded[at] in language.relations
