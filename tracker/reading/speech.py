"""Who is quoted in a sentence: an authority of the claim, another named person, nameless sources, an outlet, nobody."""

from __future__ import annotations

from typing import NamedTuple

from tracker.languages.patterns import Hit
from tracker.model import VOICES, Quoted
from tracker.reading.dates import names_a_day
from tracker.reading.names import Names, places_of
from tracker.reading.namesakes import is_namesake
from tracker.reading.offices import GENITIVES, elsewhere_in, houses_in, of_kin, office_of, offices_in
from tracker.reading.outsiders import OFFICE, is_no_more, is_relation, outsiders_in, related_in, relation_speaking
from tracker.reading.quotations import heading, introducing, is_within_quotation, quoted_from, quoting, title_speaker
from tracker.reading.told_of import AUXILIARY, REACH, is_agentless, is_governed, is_in_content, is_told_of
from tracker.reading.view import EITHER, ENDS, View
from tracker.text import Sentence, Tokens

SPEAKING = frozenset({"speech", "confirm", "denial"})
"""Cues by which somebody says something."""


class Voice(NamedTuple):
    """Who speaks in one sentence, with the words that say so."""

    quoted: Quoted
    speaker: str | None = None
    outlet: str | None = None


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _distance(place: tuple[int, int], hit: Hit) -> int:
    return hit.first - place[1] if hit.first >= place[1] else place[0] - hit.last


def _near(
    view: View, places: list[tuple[int, int]], hits: list[Hit], roles: list[Hit]
) -> tuple[int, tuple[int, int]] | None:
    """The place nearest to a verb of saying, within reach of it, and how far off it is."""
    close = [
        (off, place, hit)
        for hit in hits
        for place in places
        if -2 <= (off := _past_apposition(view, place, hit)) <= REACH and not is_within_quotation(view, place, hit)
    ]
    near = [
        (off, place)
        for off, place, hit in close
        if not any(is_told_of(view, one, hit, roles) for one in _joined(view, place, places))
        and not any(is_in_content(view, one, hit) for one in places if hit.last <= one[0] < place[0])
    ]
    return min(near, default=None)


def _past_apposition(view: View, place: tuple[int, int], hit: Hit) -> int:
    """How far off a verb a name is; what stands between commas behind it, the second right before the verb, does not
    count ("Name, who has no part in it, wrote")."""
    words, off = view.tokens.words, _distance(place, hit)
    if off <= REACH or hit.first < place[1] or words[place[1]] != ",":
        return off
    closes = next((at for at in range(hit.first - 1, place[1], -1) if not words[at][0].isalnum()), place[1])
    plain = closes > place[1] and all(words[at].isalpha() or words[at] == "'" for at in range(place[1] + 1, closes))
    near = words[closes] == "," and hit.first - closes <= 2 + AUXILIARY
    return hit.first - closes if plain and near else off


def _joined(view: View, place: tuple[int, int], places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The place, and those before it with which it makes one list ("between A and B")."""
    found = [place]
    for other in sorted((one for one in places if one[0] <= place[0]), reverse=True):
        between = view.tokens.folded[other[1] : found[-1][0]]
        if (
            other[1] <= found[-1][0]
            and len(between) == 1
            and (between[0] == "," or between[0] in view.language.stopwords)
        ):
            found.append(other)
    return found


def _runs(view: View, sentence: Sentence) -> list[tuple[int, int]]:
    """Two or more capitalised words in a row, or one that heads a quotation: somebody with a name. An article or a
    preposition that opens the sentence is no part of it ("The French", "In Essen").

    One word before a colon is what it is about, not who says it ("F1: ...", "Lunettes : ..."): of 693 such headlines of
    our stories without a quotation 233 have an authority's word behind it, and two of forty looked at a person's. In
    German, where nouns have capitals, what is counted or stands behind a preposition is no name ("vor elf Millionen
    Zuschauern").
    """
    runs: list[tuple[int, int]] = []
    tokens, german = view.tokens, view.language.capitals
    at = sentence.first
    if tokens.folded[at] in view.language.stopwords:
        at += 1
    capital = [word[:1].isupper() and word[0].isalpha() for word in tokens.raw[sentence.first : sentence.last]]
    while at < sentence.last:
        end = at
        while end < sentence.last and capital[end - sentence.first]:
            end += 1
        if end - at >= (2 if german else 3) and tokens.folded[at] in view.language.articles:
            at += 1
        colon = end < sentence.last and tokens.words[end] == ":" and quoted_from(view, sentence, end + 1)
        heads = end - at == 1 and colon and not german and tokens.words[at] not in view.language.rubrics
        if heads or (end - at >= 2 and not (german and _counted(view, sentence, at))):
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _counted(view: View, sentence: Sentence, at: int) -> bool:
    """Whether a number or a preposition stands right before token `at`."""
    before = view.tokens.folded[at - 1] if at > sentence.first else ""
    return before[:1].isdigit() or before in view.language.objects


def voice(view: View, sentence: Sentence, hits: tuple[Hit, ...], names: Names) -> Voice:
    """Who is quoted in `sentence`; `names` are those of `names_in`."""
    tokens = view.tokens
    outlets = [hit for hit in hits if hit.kind == "outlet"]
    outlet = told_in(tokens, outlets[0].first, outlets[0].last) if outlets else None
    if any(hit.kind == "unnamed" for hit in hits):
        return Voice(Quoted.UNNAMED, None, outlet)
    own = places_of(view, sentence.first, sentence.last, names.speaking)
    places = [place for place in own if not is_namesake(view, sentence, place, own, hits, names)]
    outlets = [one for one in outlets if not _ends_in(view, one, places)]
    outlet = outlet if outlets else None
    silence = [hit for hit in hits if hit.kind == "no_comment"]
    saying = [
        hit
        for hit in hits
        if hit.kind in SPEAKING
        and not _inside(hit, outlets)
        and not (hit.kind == "speech" and _inside(hit, silence))
        and not is_agentless(view, hit)
        and not any(_holds(place, (hit.first, hit.last)) for place in places)
        and not _in_name(view, sentence, hit)
    ]
    outside = [hit for hit in saying if hit.first not in view.quoted]
    saying = outside or saying  # what is said within a quotation is said by whoever says the quotation
    related = related_in(view, sentence, places)
    places = [place for place in places if not any(_holds(one, place) for one in related)]
    roles = [(hit.first, hit.last) for hit in hits if hit.kind == "spokes"]
    strangers = _strangers(view, sentence, places, names, roles)
    quoted, place = _speaker(view, sentence, hits, saying, places, strangers)
    people = [one for one in places if tuple(tokens.folded[slice(*one)]) in names.people]
    if not outside and place not in people:
        headed = heading(view, sentence, people)
        quoted, place = (Quoted.AUTHORITY, headed) if headed else (quoted, place)
    relation = relation_speaking(view, sentence, saying, related, [*places, *_offices(view, sentence, names)])
    relation = relation or title_speaker(view, sentence, related)
    if relation is not None:
        return Voice(Quoted.NAMED, told_in(tokens, *relation), outlet)
    others = (one for one in (*strangers.runs, *strangers.outsiders) if one[0] not in view.quoted)
    if place is None and quoted is not Quoted.NAMED and next(others, None) is None:
        quoted, place = Quoted.AUTHORITY, introducing(view, sentence, people)
    if place is not None:
        voices = _voices(view, sentence, place, places, saying)
        return Voice(quoted, VOICES.join(told_in(tokens, *one) for one in voices), outlet)
    return Voice(Quoted.OUTLET if outlet else Quoted.NOBODY, None, outlet)


def _in_name(view: View, sentence: Sentence, hit: Hit) -> bool:
    """Whether a verb is part of a name ("United States"): with a capital beside another, in a sentence that is no
    headline of capitals."""
    raw, folded = view.tokens.raw, view.tokens.folded
    if hit.first == sentence.first or not raw[hit.first][0].isupper() or not raw[hit.first - 1][0].isupper():
        return False
    span = range(sentence.first, sentence.last)
    small = (at for at in span if raw[at][0].islower() and folded[at] not in view.language.stopwords)
    return sum(len(raw[at]) >= _LONG for at in small) > 1


_LONG = 4
"""Letters of a word that a headline of capitals writes with one."""


def _voices(
    view: View, sentence: Sentence, place: tuple[int, int], places: list[tuple[int, int]], saying: list[Hit]
) -> list[tuple[int, int]]:
    """Those who speak with one voice, where `place` is one of them: "Name and Name announce", "..., said Name and
    Name", "Name and Name: ..."."""
    pairs = ((one, other) for one in places for other in places if place in (one, other))
    return list(next((pair for pair in pairs if _one_voice(view, sentence, *pair, places, saying)), (place,)))


def _one_voice(
    view: View,
    sentence: Sentence,
    one: tuple[int, int],
    other: tuple[int, int],
    places: list[tuple[int, int]],
    saying: list[Hit],
) -> bool:
    """Whether a conjunction stands between two names, and they open their clause at the verb, end it behind the verb,
    or head what is quoted.

    "The mayor confirms that Name and Name met" is nobody's word of these, and in "he saw Name and Name confirms it" the
    clauses are joined. Where something is said besides, "never" is no verb of saying ("Name and Name never met, the
    court said").
    """
    words = view.tokens.words
    if one[1] + 1 != other[0] or words[one[1]] not in view.language.joins:
        return False
    verbs = [hit for hit in saying if hit.kind != "denial"] or saying
    opens = one[0] == sentence.first or not words[one[0] - 1][0].isalnum()
    ends = other[1] >= sentence.last or not words[other[1]][0].isalnum()
    behind = ends and any(0 <= one[0] - hit.last <= AUXILIARY for hit in verbs)
    at_verb = any(0 <= hit.first - other[1] <= AUXILIARY for hit in verbs)
    last_named = all(first <= other[0] for first, _ in places)
    heads = last_named and other[1] < sentence.last and words[other[1]] == ":"
    return behind or (opens and (at_verb or heads))


def _ends_in(view: View, outlet: Hit, places: list[tuple[int, int]]) -> bool:
    """Whether what may be an outlet's is said by a subject right behind it, with nothing but an office between them
    ("según adelantó la directora de ficción, Name")."""
    return any(
        0 <= place[0] - outlet.last <= REACH
        and all(word.islower() or word == "," for word in view.tokens.raw[outlet.last : place[0]])
        for place in places
    )


def _inside(hit: Hit, outlets: list[Hit]) -> bool:
    return any(outlet.first <= hit.first and hit.last <= outlet.last for outlet in outlets)


class Strangers(NamedTuple):
    """Who in a sentence may speak and is no authority."""

    runs: list[tuple[int, int]]
    """By name."""
    outsiders: list[tuple[int, int]]
    """By an office that speaks for nobody the claim is about."""
    houses: list[tuple[int, int]]
    """The claim's own, by a word for what kind they are: a stranger may be one's director."""


def _strangers(
    view: View, sentence: Sentence, places: list[tuple[int, int]], names: Names, roles: list[tuple[int, int]]
) -> Strangers:
    """Names of nobody that the claim names: neither an authority's nor, behind an article or a preposition, that of a
    place or a product it tells of ("shifts from Name, it said")."""
    folded, language = view.tokens.folded, view.language
    governs = language.stopwords - language.content - language.that
    silent = [
        place
        for place in places_of(view, sentence.first, sentence.last, names.silent)
        if place[0] > sentence.first and folded[place[0] - 1] in governs
    ]
    known = [*places, *silent]
    runs = [
        run
        for run in _runs(view, sentence)
        if not any(run[0] < one[1] and one[0] < run[1] for one in known)
        and not _hears(view, sentence, run)
        and not _is_part(folded[run[0] : run[1]], names)
    ]
    outsiders = outsiders_in(view, sentence, [*places, *_offices(view, sentence, names)], roles)
    outsiders += elsewhere_in(view, sentence, known, roles)
    return Strangers(runs, outsiders, houses_in(view, sentence, names.houses))


def _is_part(words: tuple[str, ...], names: Names) -> bool:
    """Whether words are part of the longer name of what the claim tells of ("Salt Kingdom" of "The Salt Kingdom")."""
    return any(
        words == alias[at : at + len(words)]
        for alias in names.silent
        if len(words) < len(alias)
        for at in range(len(alias) - len(words) + 1)
    )


def _hears(view: View, sentence: Sentence, run: tuple[int, int]) -> bool:
    """Whether somebody is whom the verb right before tells something ("Subject told Sunday Courier"), an article
    between or none; at the sentence's beginning the verb is turned round ("told Tom Reed")."""
    before = run[0] - 1 - (view.tokens.folded[run[0] - 1] in view.language.articles)
    return before > sentence.first and view.tokens.words[before] in view.language.hearers


def _offices(view: View, sentence: Sentence, names: Names) -> list[tuple[int, int]]:
    """The words of offices and kin that the claim itself has of its people."""
    folded = view.tokens.folded
    span = range(sentence.first, sentence.last)
    return [(at, at + 1) for at in span if folded[at] in names.offices and is_relation(view, at)]


def _speaker(
    view: View,
    sentence: Sentence,
    hits: tuple[Hit, ...],
    saying: list[Hit],
    places: list[tuple[int, int]],
    strangers: Strangers,
) -> tuple[Quoted, tuple[int, int] | None]:
    """Whoever stands nearest to the verb of saying: an alias, another name, or a role that stands for the subject."""
    runs, outsiders, houses = strangers
    owners = [*places, *houses]
    if not saying:
        whose = quoting(view, sentence, places)
        if whose:
            return Quoted.AUTHORITY, whose
    roles = [hit for hit in hits if hit.kind == "spokes"]
    loose = [one for one in places if not is_governed(view, one[0] - 1, roles)]
    headline = title_speaker(view, sentence, _heading(view, sentence, places, loose)) or _between(saying, loose)
    headline = headline or title_speaker(view, sentence, offices_in(view, sentence, places, roles))
    heading = [run for run in runs if not any(_in_adverbial(view, hit, run) for hit in saying)]
    other = None if _told_behind(view, saying) else title_speaker(view, sentence, [*heading, *outsiders])
    if headline or other:
        office = headline or (office_of(view, sentence, other, owners, roles) if other in runs else None)
        return (Quoted.AUTHORITY, office) if office else (Quoted.NAMED, other)
    teller = _teller(view, sentence, saying, runs, places, roles)
    if teller:
        office = office_of(view, sentence, teller, owners, roles)
        return (Quoted.AUTHORITY, office) if office else (Quoted.NAMED, teller)
    alias, named = _near(view, places, saying, roles), _near(view, [*runs, *outsiders], saying, roles)
    offices = [(hit.first, hit.last) for hit in roles if not _is_owned(view, hit, saying)]
    role = _near(view, offices, saying, roles)
    if role is None and (inside := _between(saying, offices)):
        role = 0, inside
    if alias and role and _yields(view, alias[1], role[1], saying, roles):
        alias = None
    if alias and (
        named is None or alias[0] <= named[0] + 1 or (named[1] in runs and _only_governed(view, named[1], alias[1]))
    ):
        return Quoted.AUTHORITY, alias[1]
    if named and role and role[0] < named[0] and named[1] in runs and is_governed(view, named[1][0] - 1, roles):
        named = None  # "said the owner to Name"
    if named:
        office = office_of(view, sentence, named[1], owners, roles)
        return (Quoted.AUTHORITY, office) if office else (Quoted.NAMED, named[1])
    outside = role and (
        any(first < role[1][1] and role[1][0] < last for first, last in outsiders)
        or (role[1][0] > sentence.first and is_no_more(view, role[1][0] - 1))
        or of_kin(view, sentence, role[1][1])
    )
    return Quoted.NAMED if outside else Quoted.AUTHORITY, role[1] if role else None


def _heading(
    view: View, sentence: Sentence, places: list[tuple[int, int]], loose: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The names that may head a headline: those that no preposition governs, and where words are quoted behind its
    colon any ("Transfer of Name: the club gives up" is nobody's word, "Le patron de Name : « ... »" is)."""
    words = view.tokens.words
    colons = (at for at in range(sentence.first, sentence.last) if words[at] == ":")
    return places if any(quoted_from(view, sentence, at + 1) for at in colons) else loose


def _in_adverbial(view: View, hit: Hit, run: tuple[int, int]) -> bool:
    """Whether a preposition stands right behind a verb and before a name: where, when or to whom somebody says it
    ("said at Le Mans", "a dit à l'agence Name")."""
    between, language = view.tokens.folded[hit.last : run[0]], view.language
    if not 0 < len(between) <= OFFICE or not all(word[0].isalnum() or word == "'" for word in between):
        return False
    return between[0] in language.stopwords and between[0] not in language.articles | language.agents


def _is_owned(view: View, role: Hit, saying: list[Hit]) -> bool:
    """Whether an office behind a verb belongs to what another word tells: "signed the purchase of the game's maker",
    "said the head of the firm" (the head says it)."""
    words = view.tokens.folded
    verb = max((hit.last for hit in saying if hit.last <= role.first), default=role.first)
    between = words[verb : role.first]
    behind = any(0 <= hit.first - role.last <= AUXILIARY for hit in saying)
    return len(between) <= REACH and "," not in between and not behind and not GENITIVES.isdisjoint(between)


def _told_behind(view: View, saying: list[Hit]) -> bool:
    """Whether a verb of saying stands right behind a quotation: what heads that is what it is about ("Culture: «...»,
    says the minister")."""
    closed = {at for at in view.quoted if at + 1 not in view.quoted}
    return any(0 < hit.first - at <= _BEHIND for hit in saying for at in closed)


_BEHIND = 4
"""Tokens from the last word of a quotation to the verb: the mark, a comma, a pronoun."""


def _yields(view: View, alias: tuple[int, int], role: tuple[int, int], saying: list[Hit], roles: list[Hit]) -> bool:
    """Whether a name that a preposition governs stands before the office that speaks ("after the refusal of Name the
    president insists"), or behind the verb before which that stands ("the host tells of Name")."""
    words = view.tokens.words
    behind = any(
        0 <= hit.first - role[1] <= AUXILIARY and words[role[1]][0].isalnum() and hit.last <= alias[0] for hit in saying
    )
    return behind or (alias[1] < role[0] and is_governed(view, alias[0] - 1, roles))


def _only_governed(view: View, named: tuple[int, int], alias: tuple[int, int]) -> bool:
    """Whether the stranger stands behind a preposition and the authority does not ("the head of Human Resources,
    Name")."""
    objects, folded = view.language.objects, view.tokens.folded
    return folded[max(named[0] - 1, 0)] in objects and folded[max(alias[0] - 1, 0)] not in objects


def _between(saying: list[Hit], places: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Who stands between the halves of a verb of saying ("teilte Name am Montag mit")."""
    inside = (place for hit in saying for place in places if hit.first < place[0] and place[1] < hit.last)
    return next(inside, None)


def _teller(
    view: View,
    sentence: Sentence,
    saying: list[Hit],
    runs: list[tuple[int, int]],
    places: list[tuple[int, int]],
    roles: list[Hit],
) -> tuple[int, int] | None:
    """Somebody else whose name, with an office, follows the verb of saying and ends the clause: "..., said union leader
    Tom Reddy." What he is said to have said goes on behind the name ("said Tom Reddy will go").

    Where a subject's name stands between or close behind ("said Caldera chief Ida Neri") it is for `_near` to say.
    """
    stranger = _inverted(view, sentence, saying, [*places, *((role.first, role.last) for role in roles)])
    if stranger:
        return stranger
    for hit in saying:
        for run in runs:
            between = view.tokens.words[hit.last : run[0]]
            if not 0 <= run[0] - hit.last <= OFFICE or any(
                not word[0].isalnum() or word in view.language.that for word in between
            ):
                continue
            if _in_adverbial(view, hit, run) or view.tokens.folded[run[0] - 1] in view.language.audience:
                continue
            if _ends(view, sentence, run[1]) and not any(hit.last <= at <= run[1] + OFFICE for at, _ in places):
                return run
    return None


def _inverted(
    view: View, sentence: Sentence, saying: list[Hit], places: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Somebody whose name a verb of saying has right behind it, itself behind a comma or a quotation, and that ends the
    clause: "..., confirms Toyota", "..., nega la Roma", "..., scrive Borsa e Difesa: ..."; no office and no day ("...,
    it confirmed Sunday"). In German, where every noun has a capital, it cannot be told."""
    tokens, language = view.tokens, view.language
    for hit in saying:
        at = hit.last + (hit.last < sentence.last and tokens.folded[hit.last] in language.articles)
        cut = hit.first > sentence.first and tokens.words[hit.first - 1] in (",", *ENDS, *EITHER)
        if language.capitals or not cut or at >= sentence.last or not tokens.raw[at][0].isupper():
            continue
        end = next((one for one in range(at, sentence.last) if not tokens.words[one][0].isalnum()), sentence.last)
        name = all(tokens.raw[one][0].isupper() or tokens.folded[one] in language.stopwords for one in range(at, end))
        over = name and (end == sentence.last or tokens.words[end] in (":", *ENDS, ".", "!"))
        over = over and tokens.words[hit.last - 1] not in language.hearers
        day = names_a_day(tokens.words[at], language.code)
        if over and not day and not any(first < end and at < last for first, last in places):
            return at, end
    return None


def _ends(view: View, sentence: Sentence, at: int) -> bool:
    """Whether a clause ends before token `at`, but for the other half of a German verb ("teilte ... mit")."""
    rest = view.tokens.words[at : min(at + 2, sentence.last)]
    if not rest or not rest[0][0].isalnum():
        return True
    return view.language.capitals and (len(rest) == 1 or not rest[1][0].isalnum())


def told_in(tokens: Tokens, first: int, last: int) -> str:
    """The words of tokens [first, last), as they stand."""
    return tokens.text[tokens.starts[first] : tokens.ends[last - 1]]
