"""The languages the reader knows: one TOML file each, checked on loading and kept.

A language file holds its cues in groups (a `kind`, a `why`, word `patterns`, see `tracker.languages.patterns`, and
`examples`, at least one for every pattern), its words for what news is about (table `matters`; `matters.toml` names
them all, so that a French item meets an Italian claim, and `opposites.toml` those that exclude each other), its dates
and what it looks like. A further language is one more file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from tracker.errors import ConfigError
from tracker.languages.patterns import PatternError, PatternSet
from tracker.text import fold


def _codes() -> tuple[str, ...]:
    names = (entry.name for entry in resources.files(__package__).iterdir())
    return tuple(sorted(name[:2] for name in names if len(name) == len("xx.toml") and name.endswith(".toml")))


CODES = _codes()
"""The languages there are: those with a file of their own."""

SIDES = ("done", "after", "toward", "against")
"""What a matter's phrase may say beyond that the matter is spoken of: it has happened, it is taken as known, a step is
made towards it, its contrary holds."""

KINDS = frozenset(
    {
        *("conditional", "modal", "expected", "hearsay", "unnamed", "outlet", "question", "counterfactual", "weak"),
        *("denial", "not_denial", "negation", "shield", "called_off", "so_far", "ended", "believed", "retold"),
        *("postpone", "on_time", "confirm", "not_confirm", "speech", "spokes", "self_official", "no_comment", "truth"),
        *("says_so", "wait", "opinion", "correction", "put_right", "satire", "another", "past", "future", "fulfilled"),
        *("leaked", "unchanged", "taken_back"),
    }
)
"""What a cue may be; the reading's rules know each by name."""


class CueGroup(NamedTuple):
    """Patterns of one kind that share a reason."""

    kind: str
    why: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


class Language(NamedTuple):
    """What reading needs to know of one language; its dates are for `tracker.reading.dates`."""

    code: str
    name: str
    abbreviations: frozenset[str]
    breakers: frozenset[str]
    suffixes: tuple[str, ...]
    """Endings for the light stem, longest first."""
    name_endings: tuple[str, ...]
    """What a sentence may put behind a name's words, longest first."""
    stopwords: frozenset[str]
    rubrics: frozenset[str]
    """What stands before a headline's colon and is nobody who speaks ("Official:", "Italy:")."""
    objects: frozenset[str]
    """Words behind which a name is spoken of rather than speaking ("denies a contact with Name")."""
    outsiders: frozenset[str]
    """Offices that speak for others than whom a claim is about, whatever they say ("the union", "analysts"); folded."""
    relations: frozenset[str]
    """Who is told by somebody's name and speaks for nobody but himself ("Name's son", "the former chief of Name");
    folded."""
    talk: frozenset[str]
    """Names for what is told of something ("rumours")."""
    untrue: frozenset[str]
    """What is said of that by who denies it ("fiction")."""
    pairs: frozenset[str]
    """Words that make two of whoever speaks ("the two groups")."""
    joins: frozenset[str]
    """Words that make one voice of two names ("Name and Name announce")."""
    content: frozenset[str]
    """Words behind which stands what is said, and no more who says it ("confirmed that Name ...")."""
    finite: frozenset[str]
    """Verbs behind a name that make it the subject of what is said ("said Name has ...")."""
    passive: frozenset[str]
    """What makes a verb of saying passive, right before it; in German right behind."""
    agents: frozenset[str]
    """Words behind a passive that name who did it ("by")."""
    audience: frozenset[str]
    """Words behind a name, before a colon and a quotation, for where and to whom it is said."""
    addressed: frozenset[str]
    """Words before a name and a colon that make it who is spoken to ("Union warns Name: ...")."""
    floor: frozenset[str]
    """Folded words before a preposition of these where the name speaks all the same ("Over to Name: ...")."""
    articles: frozenset[str]
    """What may stand between a preposition and the name it governs, where that is told apart."""
    cues: PatternSet
    """Over lower-cased tokens."""
    matters: PatternSet
    """Over folded tokens; a hit's kind is the matter's name, or "matter.side" with one of SIDES."""
    capitals: bool
    """Whether every noun has a capital, which then makes no name."""
    own_words: frozenset[str]
    """Moods that reported speech puts on a verb: with an authority speaking they are its own words, no doubt."""
    that: frozenset[str]
    """Where it is not empty, the same for any conditional, but only after one of these words."""
    by: frozenset[str] = frozenset()
    """Words before how long something is put off ("by two years")."""
    mouths: frozenset[str] = frozenset()
    """Offices that speak for the house an item is about, whoever holds them ("company spokeswoman Name")."""
    officers: frozenset[str] = frozenset()
    """Offices that many houses have; without a house they are in that of which the sentence tells, where it tells of no
    other name."""
    ranks: frozenset[str] = frozenset()
    """What may stand before an officer ("managing", "vice")."""
    interviews: frozenset[str] = frozenset()
    """What an interview is called."""
    asking: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    """Labels of an interview's questions and of its answers, a colon behind them ("Q:", "Answer:"); folded."""
    hearers: frozenset[str] = frozenset()
    """Verbs of saying right behind which stands who hears it, and not who says it ("told")."""
    pronouns: frozenset[str] = frozenset()
    """What stands for a person who speaks ("he said"); folded."""
    drops_pronouns: bool = False
    """Whether a verb of saying needs none (ha detto, dijo)."""
    adding: frozenset[str] = frozenset()
    """Verbs with which whoever spoke before goes on ("he added"); folded."""
    who: frozenset[str] = frozenset()
    leading: frozenset[str] = frozenset()
    """Behind a name and a comma, whom it leads ("who chairs Subject"); folded."""
    they: frozenset[str] = frozenset()
    """What stands for a house, or for several, that goes on speaking ("it added"); folded."""
    therein: frozenset[str] = frozenset()
    """What stands for papers told of before ("Name y reconnaît"); folded."""
    according: frozenset[str] = frozenset()
    """What a phrase of hearsay begins with that hedges whatever is told ("according to rumours")."""
    bounds: frozenset[str] = frozenset()
    """Words before a number of units that make it a bound ("up to")."""
    more: frozenset[str] = frozenset()
    """Words behind a unit with which the number goes on ("and six months")."""
    participles: tuple[str, ...] = ()
    """What a participle ends in."""
    plans: frozenset[str] = frozenset()
    """Verbs of hearsay that in an authority's own words tell what it plans: "soll"."""
    shifted: frozenset[str] = frozenset()
    """Auxiliaries with which reported speech tells what is so now: "said she had turned it down"."""

    @property
    def groups(self) -> tuple[CueGroup, ...]:
        """The cues with their reasons and examples, read anew: what finding them needs is in `cues`."""
        return _groups(self.code)


class Matter(NamedTuple):
    """One thing news may be about, in one language."""

    words: tuple[str, ...]
    sides: Mapping[str, tuple[str, ...]]
    example: str


@lru_cache(maxsize=1)
def table(name: str) -> dict[str, Any]:
    """The file `name` of this folder, kept for a moment. Raises ConfigError naming it where it cannot be used."""
    try:
        return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"languages/{name}: no such language file; known are {', '.join(CODES)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"languages/{name}: not readable as TOML: {error}") from error


def _group(raw: Mapping[str, Any], where: str) -> CueGroup:
    kind = str(raw.get("kind", ""))
    if kind not in KINDS:
        raise ConfigError(f"{where}: unknown kind {kind!r}; one of {', '.join(sorted(KINDS))}")
    for key in ("why", "patterns", "examples"):
        if not raw.get(key):
            raise ConfigError(f"{where} ({kind}): `{key}` is missing or empty")
    return CueGroup(kind, str(raw["why"]), tuple(raw["patterns"]), tuple(raw["examples"]))


def _compiled(patterns: list[tuple[str, str, int]], common: frozenset[str], where: str) -> PatternSet:
    try:
        return PatternSet(patterns, common)
    except PatternError as error:
        raise ConfigError(f"{where}: {error}") from error


@cache
def no_surnames() -> frozenset[str]:
    """Words that make a name a company's, a club's, a product's or a place's rather than a person's."""
    return frozenset(table("names.toml")["no_surnames"])


@cache
def kinds() -> frozenset[str]:
    """Words that are no part of a person's name, `no_surnames` among them: kinds of houses, trades, sports, places."""
    return no_surnames() | frozenset(table("names.toml")["kinds"])


@cache
def family_names_first() -> frozenset[str]:
    """Family names that stand before the given one ("Zhu Jiangming" is Mr Zhu)."""
    return frozenset(table("names.toml")["first_names_last"])


@cache
def given_names() -> frozenset[str]:
    """Common given names."""
    return frozenset(table("names.toml")["given_names"])


@cache
def towns() -> frozenset[str]:
    """Words of a town's own names ("Comune di ...")."""
    return frozenset(table("names.toml")["towns"])


@cache
def mayors() -> frozenset[str]:
    """Who heads a town."""
    return frozenset(table("names.toml")["mayors"])


@cache
def place_heads() -> frozenset[str]:
    """Words with which a place's name or a ship's begins, and nobody's."""
    return frozenset(table("names.toml")["place_heads"])


@cache
def of_offices() -> frozenset[str]:
    """Words that stand between an office and the house it is in ("chief executive of Caldera")."""
    return frozenset(table("names.toml")["offices"])


@cache
def matters() -> Mapping[str, str]:
    """What news may be about: name -> why."""
    return {name: str(why) for name, why in table("matters.toml").items()}


@cache
def opposites() -> Mapping[str, frozenset[str]]:
    """The matters that exclude a matter, where they are told as done. Raises ConfigError naming one that is none."""
    found = {name: frozenset(others) for name, others in table("opposites.toml").items()}
    strange = sorted(frozenset(found).union(*found.values()) - matters().keys())
    if strange:
        raise ConfigError(f"opposites.toml: unknown matter {strange[0]!r}; add it to matters.toml or mend its name")
    return found


def _matters(raw: Mapping[str, Any], where: str) -> dict[str, Matter]:
    """A language's words for every matter there is. Raises ConfigError naming the first that cannot be used."""
    strange = sorted(set(raw) - set(matters()))
    if strange:
        raise ConfigError(f"{where}: unknown matter {strange[0]!r}; add it to matters.toml or mend its name")
    found = {}
    for name in matters():
        entry = raw.get(name, {})
        if not entry.get("words") or not entry.get("example"):
            raise ConfigError(f"{where} [matters.{name}]: `words` or `example` is missing or empty")
        sides = {side: tuple(entry[side]) for side in SIDES if entry.get(side)}
        found[name] = Matter(tuple(entry["words"]), sides, str(entry["example"]))
    return found


def _matter_patterns(own: Mapping[str, Matter]) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for index, (name, matter) in enumerate(own.items()):
        found += [(name, pattern, index) for pattern in matter.words]
        found += [(f"{name}.{side}", pattern, index) for side, words in matter.sides.items() for pattern in words]
    return found


def matters_in(code: str) -> Mapping[str, Matter]:
    """The words of language `code` for every matter."""
    name = f"{code}.toml"
    return _matters(table(name).get("matters", {}), f"languages/{name}")


def _groups(code: str) -> tuple[CueGroup, ...]:
    name = f"{code}.toml"
    return tuple(_group(entry, f"languages/{name}: cue {at}") for at, entry in enumerate(table(name).get("cue", ()), 1))


@cache
def load(code: str) -> Language:
    """The language `code`, one of CODES. Raises ConfigError naming the file and the group that cannot be used."""
    name = f"{code}.toml"
    raw = table(name)
    stopwords = frozenset(raw.get("stopwords", ()))
    patterns = [(group.kind, pattern, at) for at, group in enumerate(_groups(code)) for pattern in group.patterns]
    return Language(
        code=code,
        name=str(raw.get("name", code)),
        abbreviations=frozenset(raw.get("abbreviations", ())),
        breakers=frozenset(raw.get("breakers", ())),
        suffixes=tuple(sorted(raw.get("suffixes", ()), key=len, reverse=True)),
        name_endings=tuple(sorted(raw.get("name_endings", ("s",)), key=len, reverse=True)),
        stopwords=stopwords,
        rubrics=frozenset(raw.get("rubrics", ())),
        objects=frozenset(raw.get("objects", ())),
        outsiders=frozenset(map(fold, raw.get("outsiders", ()))),
        relations=frozenset(map(fold, raw.get("relations", ()))),
        talk=frozenset(raw.get("talk", ())),
        untrue=frozenset(raw.get("untrue", ())),
        pairs=frozenset(raw.get("pairs", ())),
        joins=frozenset(raw.get("joins", ())),
        content=frozenset(raw.get("content", ())),
        finite=frozenset(raw.get("finite", ())),
        passive=frozenset(raw.get("passive", ())),
        agents=frozenset(raw.get("agents", ())),
        audience=frozenset(raw.get("audience", ())),
        addressed=frozenset(raw.get("addressed", ())),
        floor=frozenset(raw.get("floor", ())),
        articles=frozenset(raw.get("articles", ())),
        cues=_compiled(patterns, stopwords, f"languages/{name}"),
        matters=_compiled(_matter_patterns(matters_in(code)), stopwords, f"languages/{name}, table matters"),
        capitals=bool(raw.get("capitals", False)),
        own_words=frozenset(raw.get("own_words", ())),
        that=frozenset(raw.get("that", ())),
        plans=frozenset(raw.get("plans", ())),
        by=frozenset(raw.get("by", ())),
        mouths=frozenset(raw.get("mouths", ())),
        officers=frozenset(raw.get("officers", ())),
        ranks=frozenset(raw.get("ranks", ())),
        interviews=frozenset(raw.get("interviews", ())),
        asking=frozenset(raw.get("asking", ())),
        answering=frozenset(raw.get("answering", ())),
        hearers=frozenset(raw.get("hearers", ())),
        pronouns=frozenset(raw.get("pronouns", ())),
        drops_pronouns=bool(raw.get("drops_pronouns", False)),
        adding=frozenset(fold(word) for word in raw.get("adding", ())),
        who=frozenset(fold(word) for word in raw.get("who", ())),
        leading=frozenset(fold(word) for word in raw.get("leading", ())),
        they=frozenset(fold(word) for word in raw.get("they", ())),
        therein=frozenset(fold(word) for word in raw.get("therein", ())),
        according=frozenset(raw.get("according", ())),
        bounds=frozenset(raw.get("bounds", ())),
        more=frozenset(raw.get("more", ())),
        participles=tuple(raw.get("participles", ())),
        shifted=frozenset(raw.get("shifted", ())),
    )
