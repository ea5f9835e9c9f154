"""Dates in running text: "il 14 e il 15 febbraio scorsi" on 17 February 2025 is 14 to 15 February 2025, past.

The words are in `tracker/languages/<language>.toml`, table `dates`; the calendar is in
`spans`, the matching in `grammar`. Nothing is guessed: two readings that are as good as each other come back as
`ambiguous`, spanning both. Bounds are spans: "entro X" and "by X" run from the reference to the end of X (from nowhere
where X is already over), "before X" to the day before it, "after X" from the day after it without end, "from X" and
"since X" from its first day to the reference where X is past and without end where it is to come.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tracker.errors import LanguageError
from tracker.model import When
from tracker.reading import grammar, spans
from tracker.reading.date_rules import MEMBERS, RULES, Context, Year, build
from tracker.reading.grammar import Level, Lexicon, Node
from tracker.reading.spans import Days, Direction, Known, Recurring

_LEVELS = ("never", "phrases", "years", "cores", "parts", "ranges", "bounds")
_MEANINGS = (Known, Recurring)
_Source = tuple[str, str, Any]
_ANCHORS = (
    *("month", "weekday", "season", "year", "day_word", "unit", "feast", "quarter_code", "half_code", "decade"),
    *("short_decade", "compound", "weekend", "numeric"),
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date that the text means: text[start:end] says it; `readings` are both where `when` is ambiguous."""

    when: When
    start: int
    end: int
    readings: tuple[Days, ...] = ()
    bound: Days | None = None
    """Of "until X" and "since X" the days of X."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's tables, compiled."""

    lexicon: Lexicon
    lexer: re.Pattern[str]
    anchors: re.Pattern[str]
    levels: tuple[Level, ...]
    order: str
    moves: frozenset[str]
    negations: frozenset[str]
    records: frozenset[str]
    then: frozenset[str]
    to: frozenset[str]
    lower: frozenset[str]
    capital: frozenset[str]


def find_dates(text: str, language: str, reference: date, lean: Direction = "open") -> list[FoundDate]:
    """Every date in `text`, in order and without overlap, relative to `reference` (the item's own date).

    `language` is a tag such as "it" or "en-US"; an unknown one still gives ISO dates. `lean` is what the sentence's
    tense says of a date whose own words leave the year or the week open. Never raises on any text.
    """
    found = grammar_for(language)
    plain = text.replace("’", "'")
    words = found.lexer.findall(plain.lower())
    code = found.lexicon.code_of(words)
    if not found.anchors.search(code):
        return []
    context = Context(reference, lean, found.order, found.moves, found.negations, found.records)
    read = _read(plain, found, words, code)
    nodes = grammar.reduce(read, found.levels, partial(build, context=context), found.lexicon)
    return [_found(text, node, known) for node, known in _settled(nodes, context, found)]


def _settled(nodes: list[Node], context: Context, found: Grammar) -> Iterator[tuple[Node, Known]]:
    """Every date with its year; one that is said to come after another is the first after it."""
    last: Known | None = None
    between: list[str] = []
    for node in nodes:
        if not isinstance(node.value, _MEANINGS):
            between.append(node.word)
            continue
        known = _after(node.value, last, between, found) or spans.settle(node.value, context.reference, context.lean)
        if known:
            yield node, known
        last, between = known, []


def names_a_day(word: str, language: str) -> bool:
    """Whether it is the name of a weekday or a month."""
    slots = _compiled(language, "").lexicon.values
    return word in slots.get("weekday", {}) or word in slots.get("month", {})


def so_long(words: Sequence[str], language: str, bounds: Set[str], more: Set[str]) -> tuple[int, str] | None:
    """How many of which unit the words begin with ("two years", "rund sechs Monate"), after two other words at most;
    None for a bound ("up to two years"), and where the number is told in several words ("dix-huit mois") or goes on
    behind its unit ("two years and six months")."""
    slots = _compiled(language, "").lexicon.values
    counts, units = slots.get("n", {}), slots.get("unit", {})
    for at in range(min(_LEAD + 1, len(words) - 1)):
        if words[at] in counts and words[at + 1] in units:
            lead, behind = words[:at], words[at + 2 : at + 3]
            plain = all(word[0].isalpha() and word not in counts for word in lead)
            whole = plain and bounds.isdisjoint(lead) and more.isdisjoint(behind)
            return (counts[words[at]], units[words[at + 1]]) if whole else None
    return None


_LEAD = 2
"""How many words may stand before the number ("by at least two years")."""


def _after(meaning: Known | Recurring, last: Known | None, between: list[str], found: Grammar) -> Known | None:
    if (
        last is None
        or last.start is None
        or last.precision == "ambiguous"
        or isinstance(meaning, Known)
        or meaning.side
    ):
        return None
    moved = len(between) <= 2 and between[:1] and between[0] in found.to
    then = not found.then.isdisjoint(between) and not grammar.SENTENCE_END.intersection(between)
    return spans.first_from(meaning, last.start) if moved or then else None


def _found(text: str, node: Node, known: Known) -> FoundDate:
    words = text[node.start : node.end]
    when = When(start=known.start, end=known.end, precision=known.precision, direction=known.direction, text=words)
    return FoundDate(when, node.start, node.end, known.readings, known.bound)


def _read(text: str, found: Grammar, words: list[str], code: str) -> list[Node]:
    """The tokens of `text`; `words` and `code` are those of its lower case, which is cut at the same places unless a
    character has none of its own length."""
    written, where = words, text.lower()
    if len(where) != len(text):
        written, where = found.lexer.findall(text), text
        words = [word.lower() for word in written]
        code = found.lexicon.code_of(words)
    nodes: list[Node] = []
    end = 0
    for own, word, character in zip(written, words, code, strict=True):
        start = where.index(own, end)
        end = start + len(own)
        known = character != grammar.OTHER
        nodes.append(
            Node(_cased(character, word, text[start:end], found, nodes) if known else character, start, end, word)
        )
    return nodes


def _cased(code: str, word: str, written: str, found: Grammar, nodes: list[Node]) -> str:
    """A name's capital weakens a word that has none ("Sabato"); a small letter takes away one that needs it ("may")."""
    if word in found.capital and written == word:
        return grammar.OTHER
    if word in found.lower and written != word and not (written.isupper() and len(written) > 2):
        return code if grammar.starts_sentence(nodes) else found.lexicon.weak[word]
    return code


def grammar_for(language: str) -> Grammar:
    """The compiled tables of a language tag; of none where there is no such language."""
    base, _, region = language.replace("_", "-").lower().partition("-")
    known = base if base in languages() else ""
    return _compiled(known, region if known == "en" and region in ("us", "gb") else "")


@cache
def languages() -> frozenset[str]:
    """The languages with tables of dates."""
    names = (entry.name.split(".") for entry in resources.files("tracker").joinpath("languages").iterdir())
    return frozenset(parts[0] for parts in names if len(parts[0]) == 2 and parts[-1] == "toml")


@cache
def _compiled(language: str, region: str) -> Grammar:
    table = load_table(language) if language else {}
    order = {"us": "mdy", "gb": "dmy"}.get(region, table.get("order", "either"))
    return compile_grammar({**table, "order": order})


def load_table(language: str, folder: Traversable | None = None) -> dict[str, Any]:
    """The table `dates` of `<language>.toml`, empty where there is none; LanguageError where it is unreadable."""
    name = f"{language}.toml"
    path = (folder or resources.files("tracker").joinpath("languages")).joinpath(name)
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise LanguageError(f"tracker/languages/{name}: not readable as TOML: {cause}; mend that line") from cause
    return dict(content.get("dates", {}))


def compile_grammar(table: Mapping[str, Any]) -> Grammar:
    """Compile a `dates` table; LanguageError where it names a rule, level or slot that does not exist."""
    lexer = grammar.lexer(bool(table.get("elision")))
    vocabularies = _vocabularies(table)
    phrases = list(_phrases(vocabularies, lexer))
    lexicon = Lexicon({slot: _single(words, lexer) for slot, words in vocabularies.items()})
    levels = [phrases if level == "phrases" else list(_sources(level, table)) for level in _LEVELS]
    lexicon.learn(_literals(levels) | set(table.get("moves", ())))
    for members in (*MEMBERS, *(frozenset({slot}) for slot in lexicon.values)):
        lexicon.code_for(members)
    compiled = tuple(Level([grammar.compile_template(*source, lexicon) for source in level]) for level in levels)
    anchors = lexicon.characters([*_ANCHORS, *_anchor_words(phrases)])
    return Grammar(
        lexicon=lexicon,
        lexer=lexer,
        anchors=re.compile(f"[{anchors}]"),
        levels=compiled,
        order=table.get("order", "either"),
        moves=frozenset(table.get("moves", ())),
        negations=frozenset(table.get("negations", ())),
        records=frozenset(table.get("records", ())),
        then=frozenset(table.get("then", ())),
        to=frozenset(table.get("to", ())),
        lower=frozenset(table.get("lower_only", ())),
        capital=frozenset(table.get("capital_only", ())),
    )


def _literals(levels: Iterable[Iterable[_Source]]) -> set[str]:
    return {word for level in levels for _, source, _ in level for word in grammar.literals_of(source)}


def _sources(level: str, table: Mapping[str, Any]) -> Iterator[_Source]:
    """(rule, template, constant) of one level, its macros spelled out."""
    rules = table.get(level, {})
    if level == "never":
        rules = {"never": rules or []}
    for rule, templates in rules.items():
        name = "year_words" if level == "years" else rule
        if name not in RULES and name not in ("never", "year_words"):
            raise LanguageError(f"table dates.{level}: no rule {rule!r}; there are {', '.join(sorted(RULES))}")
        for template in templates:
            yield name, _spelled_out(template, table.get("macros", {})), rule if level == "years" else None
    if level == "cores":
        yield "numeric", "{numeric}", None


def _spelled_out(template: str, macros: Mapping[str, str]) -> str:
    words = (macros.get(word[1:], word) if word.startswith("@") else word for word in template.split())
    return " ".join(words)


def _phrases(vocabularies: Mapping[str, Mapping[str, Any]], lexer: re.Pattern[str]) -> Iterator[_Source]:
    """Entries of several words, as templates that make a node of their slot."""
    for slot, words in vocabularies.items():
        for entry, value in words.items():
            tokens = lexer.findall(entry)
            if len(tokens) > 1:
                yield "phrase", " ".join(tokens), (slot, value)


def _single(words: Mapping[str, Any], lexer: re.Pattern[str]) -> dict[str, Any]:
    return {word: value for word, value in words.items() if len(lexer.findall(word)) == 1}


def _anchor_words(phrases: Iterable[_Source]) -> set[str]:
    """The longest word of each phrase that can stand for a date alone."""
    return {"=" + max(source.split(), key=len) for _, source, (slot, _) in phrases if slot in _ANCHORS}


def _vocabularies(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Slot -> word -> value: the language's own words, and the numbers as it writes them."""
    found: dict[str, dict[str, Any]] = {"numeric": {}}
    for slot, words in _number_words(table).items():
        found.setdefault(slot, {}).update(words)
    for slot, words in table.get("words", {}).items():
        entries = words if isinstance(words, dict) else {word: word for word in words}
        found.setdefault(slot, {}).update(entries)
    months = found.get("month", {})
    weak = set(table.get("weak", ()))
    found["full_month"] = {word: value for word, value in months.items() if word not in weak}
    found["sure_month"] = found["full_month"]
    found["sure_weekday"] = {word: value for word, value in found.get("weekday", {}).items() if word not in weak}
    return found


def _number_words(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    suffixes = table.get("day_suffixes", ())
    days = {f"{day}{end}": day for day in range(1, 32) for end in suffixes} | {f"0{day}": day for day in range(1, 10)}
    decade_suffixes = table.get("decade_suffixes", ())
    decades = {f"{year}{end}": year for year in range(1900, 2100, 10) for end in decade_suffixes}
    return {
        "n": {str(number): number for number in range(1, 1000)},
        "day": {str(day): day for day in range(1, 32)} | days,
        "nth": {f"{number}{end}": number for number in range(1, 5) for end in suffixes},
        "year": {str(year): Year(year) for year in spans.YEARS},
        "short_year": {f"{year:02}": year for year in range(100)},
        "decade": decades,
        "short_decade": {f"{year % 100:02}{end}": year for year in range(1930, 2000, 10) for end in decade_suffixes},
        "decade_of": {f"{year:02}": 1900 + year for year in range(30, 100, 10)},
    }
