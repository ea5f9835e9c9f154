"""What a headline makes of a claim, as named numbers: words they share, cues, form, negation.

A name is a group and a detail ("cue: hoax first", "word: debunk", "shared: names all"), so that the weights beside it
can be read. Only the claim and the headline go in; nothing here knows a source, a date or another headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import snowballstemmer

from tracker.errors import LanguageError

NEGATING = frozenset({"hoax", "false", "deny", "negation"})
"""Groups of cues that turn a headline against what they govern."""
HOLDING = frozenset({"modal", "hearsay", "report", "claim", "doubt", "probe"})
"""Groups of cues that hold a story at a distance without turning against it."""
_STEMMERS = {"en": "english", "it": "italian", "fr": "french", "de": "german", "es": "spanish"}
_MEMORY = 50_000
"""How many texts or words are remembered: a bound, not a tuning."""
_NEAR = 3
"""Words after a negation that it may govern."""

_TOKEN = re.compile(r"[^\W_]+(?:[.'’][^\W_]+|(?<=\d),\d{3}(?!\d))*|[?!:;,\"“”«»…]|--+|(?<=\s)[-–—](?=\s)")
_NUMBER = re.compile(r"(\d[\d,.]*)(?:st|nd|rd|th|m|k|bn|b)?")
_QUESTION_WORDS = """is are was were did does do has have had can could will would should what who why how which where
when"""
_QUESTIONS = frozenset(_QUESTION_WORDS.split())
_SPLIT_NEGATIONS = frozenset({"can't", "won't", "ain't", "cannot"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at [start, end) of its text: as written, lower-cased, and its stem."""

    raw: str
    low: str
    stem: str
    start: int
    end: int
    content: bool = False
    """Whether sharing this word means something: not a mark, not a small word of its language."""

    @property
    def number(self) -> str:
        """The number's digits ("19m" is "19"), or nothing."""
        found = _NUMBER.fullmatch(self.low)
        return found.group(1).replace(",", "").rstrip(".") if found else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A cue of `group` on the tokens [first, last) of a headline."""

    group: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Aligned:
    """A claim and a headline side by side; `links` leads from a headline's word to the claim's."""

    claim: tuple[Token, ...]
    headline: tuple[Token, ...]
    links: Mapping[int, int]
    cues: tuple[Found, ...]
    claim_cues: tuple[Found, ...]

    @property
    def groups(self) -> frozenset[str]:
        """Groups of cue in the headline."""
        return frozenset(cue.group for cue in self.cues)


@cache
def lexicon() -> Mapping[str, Any]:
    """`weights/pair_words.json`. Raises LanguageError where it cannot be read."""
    try:
        data: dict[str, Any] = json.loads(
            (resources.files("tracker") / "reading/weights/pair_words.json").read_text("utf-8")
        )
    except (OSError, ValueError) as error:
        raise LanguageError(f"weights/pair_words.json: not readable: {error}; install the package again") from error
    return data


@lru_cache(maxsize=_MEMORY)
def stem(word: str, language: str = "en") -> str:
    """The Snowball stem of a lower-cased word; of an unknown language, the word itself."""
    name = _STEMMERS.get(language)
    return str(_stemmer(name).stemWord(word)) if name else word


@cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=_MEMORY)
def tokens(text: str, language: str = "en") -> tuple[Token, ...]:
    """The words and marks of `text`; English "n't" stands alone, and "'s" stays with its word unread."""
    return tuple(token for match in _TOKEN.finditer(text) for token in _split(match.group(), match.start(), language))


def _split(raw: str, start: int, language: str) -> Iterator[Token]:
    low = raw.lower().replace("’", "'")
    end = start + len(raw)
    if low in _SPLIT_NEGATIONS:
        yield Token(raw, "n't", "n't", start, end)
    elif low.endswith("n't") and len(low) > 3:
        yield _token(raw[:-3], low[:-3], start, "")
        yield Token(raw[-3:], "n't", "n't", end - 3, end)
    elif language in ("it", "fr") and "'" in low.rstrip("'"):
        cut = low.rindex("'") + 1
        yield Token(raw[:cut], low[:cut], low[:cut], start, start + cut)
        yield _token(raw[cut:], low[cut:], start + cut, language)
    else:
        yield _token(raw, low.removesuffix("'s") or low, start, language)


def _token(raw: str, low: str, start: int, language: str) -> Token:
    content = low[0].isalnum() and low not in small_words(language)
    return Token(raw, low, stem(low.replace(".", ""), language), start, start + len(raw), content)


@cache
def small_words(language: str) -> frozenset[str]:
    """Words of a language that carry no matter of their own, so that sharing them means nothing."""
    return frozenset(lexicon()["small_words"].get(language or "en", "").split())


@cache
def _cue_index(language: str) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for group, entry in lexicon()["cues"].get(language, {}).items():
        for phrase in [*entry["words"].split(), *entry["phrases"]]:
            words = tuple(token.low for token in tokens(phrase, language))
            index.setdefault(words[0], []).append((words, group))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


@cache
def cue_words(language: str) -> frozenset[str]:
    """The single words among a language's cues."""
    return frozenset(word for entry in lexicon()["cues"].get(language, {}).values() for word in entry["words"].split())


@lru_cache(maxsize=_MEMORY)
def cues_of(text: str, language: str = "en") -> tuple[Found, ...]:
    """The cues in `text`, of each group the longest at each place."""
    words = tokens(text, language)
    index = _cue_index(language)
    found: list[Found] = []
    for at, token in enumerate(words):
        seen: set[str] = set()
        for phrase, group in index.get(token.low, ()):
            if group not in seen and tuple(word.low for word in words[at : at + len(phrase)]) == phrase:
                seen.add(group)
                found.append(Found(group, at, at + len(phrase)))
        found += [Found(group, at, at + 1) for ending, group in _endings(language) if token.low.endswith(ending)]
    return tuple(found)


@cache
def _endings(language: str) -> Sequence[tuple[str, str]]:
    """Verb endings that are cues in themselves: the Italian conditional "-erebbe"."""
    entries = lexicon()["cues"].get(language, {})
    return [(ending, group) for group, entry in entries.items() for ending in entry.get("endings", "").split()]


@cache
def _synonyms() -> Mapping[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for number, group in enumerate(lexicon()["synonyms"]):
        for word in group.split():
            table.setdefault(word, set()).add(number)
            table.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in table.items()}


def _meanings(token: Token) -> frozenset[int]:
    table = _synonyms()
    return table.get(token.low, frozenset()) | table.get(token.stem, frozenset())


@lru_cache(maxsize=4 * _MEMORY)
def likeness(one: Token, other: Token) -> float:
    """How far two words say the same: 1 same word or number, 0.8 synonyms, 0.7 same beginning, 0.6 one in the other."""
    if one.stem == other.stem or one.low == other.low:
        return 1.0
    if one.number and other.number:
        return 1.0 if one.number == other.number else 0.0
    if _meanings(one) & _meanings(other):
        return 0.8
    return _spelling(one.low, other.low)


def _spelling(one: str, other: str) -> float:
    shorter = min(len(one), len(other))
    if shorter < 5:
        return 0.0
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shorter)
    if same >= 5 or (same == 4 and shorter <= 6):
        return 0.7
    return 0.6 if shorter > 5 and (one in other or other in one) else 0.0


def align(claim: str, headline: str, language: str = "en", claim_language: str | None = None) -> Aligned:
    """Lay `headline` beside `claim`: each content word is linked to the claim's most similar one, if any."""
    words, heads = tokens(claim, claim_language or language), tokens(headline, language)
    content = [at for at, token in enumerate(words) if token.content]
    links: dict[int, int] = {}
    for at, token in enumerate(heads):
        if token.content and content:
            best = max(content, key=lambda other: likeness(words[other], token))
            if likeness(words[best], token) > 0:
                links[at] = best
    return _agreed(
        Aligned(words, heads, links, cues_of(headline, language), cues_of(claim, claim_language or language))
    )


def _agreed(pair: Aligned) -> Aligned:
    """The pair with the headline's first negation laid beside the claim's own, so that neither counts: both say no."""
    own = [cue for cue in pair.claim_cues if cue.group == "negation"]
    same = next((cue for cue in pair.cues if cue.group == "negation" and negates(pair, cue)), None)
    if same is None or len(own) % 2 == 0:
        return pair
    claim_cues = tuple(cue for cue in pair.claim_cues if cue is not own[0])
    cues = tuple(cue for cue in pair.cues if cue is not same)
    return replace(pair, links={**pair.links, same.first: own[0].first}, cues=cues, claim_cues=claim_cues)


def features(pair: Aligned) -> dict[str, float]:
    """The features that tell the stance, by name; a name that is missing counts as nought."""
    found: dict[str, float] = {}
    for group in (_words, _cues, _form, _negation, _crossed):
        found.update(group(pair))
    return found


def _level(value: float, edges: Sequence[float]) -> int:
    return sum(value > edge for edge in edges)


def _words(pair: Aligned) -> Iterator[tuple[str, float]]:
    """Words of the headline's own, by stem."""
    for at, token in enumerate(pair.headline):
        if at not in pair.links:
            yield f"word: {token.stem}", 1.0


def _cues(pair: Aligned) -> Iterator[tuple[str, float]]:
    """Each cue's words, its group, and where it stands: first, last, before, inside or after what is shared."""
    first, last = min(pair.links, default=10_000), max(pair.links, default=-1)
    for cue in pair.cues:
        name = f"cue: {cue.group}"
        yield name, 1.0
        yield "said: " + " ".join(token.low for token in pair.headline[cue.first : cue.last]), 1.0
        if not any(at in pair.links for at in range(cue.first, cue.last)):
            yield f"{name} of its own", 1.0
        if cue.first == 0:
            yield f"{name} first", 1.0
        if cue.last >= len(pair.headline) - 1:
            yield f"{name} last", 1.0
        yield f"{name} {'before' if cue.last <= first else 'after' if cue.first > last else 'inside'}", 1.0


_TALK = ("say", "report", "sourc", "claim")


def _form(pair: Aligned) -> Iterator[tuple[str, float]]:
    """How the headline is built: question, label before or after a colon, length, capitals."""
    lows = [token.low for token in pair.headline]
    yield from _marks(lows)
    if lows and lows[0] in _QUESTIONS:
        yield "form: begins like a question", 1.0
        yield f"form: begins with {lows[0]}", 1.0
    if lows and lows[0] in ("no", "sorry", "nope"):
        yield "form: begins with a refusal", 1.0
    for word in _TALK:
        if any(token.stem == word for token in pair.headline[-3:]):
            yield f"form: {word} at the end", 1.0
        if any(token.stem == word for token in pair.headline[:3]):
            yield f"form: {word} at the beginning", 1.0
    count = sum(low[0].isalnum() for low in lows)
    yield f"form: length {_level(count, (5, 8, 11, 14, 18, 25))}", 1.0
    yield "form: length", min(count, 30) / 30
    loud = sum(token.raw.isupper() and len(token.raw) > 3 for token in pair.headline)
    yield "form: capitals", min(loud, 5) / 5


def _marks(lows: Sequence[str]) -> Iterator[tuple[str, float]]:
    if "?" in lows:
        yield "form: question", 1.0
        yield f"form: question {'at the end' if lows[-1] == '?' else 'inside'}", 1.0
    if ":" in lows:
        at = lows.index(":")
        yield "form: colon", 1.0
        if at <= 3:
            yield "form: colon early", 1.0
        if at >= len(lows) - 4:
            yield "form: colon late", 1.0
    for name, marks in (("exclamation", "!"), ("quotation", '"“«'), ("dash", "-–—")):
        if any(low in marks for low in lows):
            yield f"form: {name}", 1.0


def shared(pair: Aligned) -> dict[str, float]:
    """The features that tell whether the headline is about the claim: how much it repeats, and how freely."""
    return dict(_shared(pair))


def _share(wanted: Sequence[int], met: Iterable[int]) -> float:
    have = set(met)
    return sum(at in have for at in wanted) / len(wanted) if wanted else -1.0


def _shared(pair: Aligned) -> Iterator[tuple[str, float]]:
    content = [at for at, token in enumerate(pair.claim) if token.content]
    names = [at for at in content if pair.claim[at].raw[0].isupper() or pair.claim[at].raw[0].isdigit()]
    rest = [at for at in content if at not in names]
    met = set(pair.links.values())
    thirds = (-1, 0, 0.34, 0.67, 0.99)
    for label, wanted in (("names", names), ("other words", rest)):
        share = _share(wanted, met)
        yield f"shared: {label}", max(0.0, share)
        yield f"shared: {label} level {_level(share, thirds)}", 1.0
    cover = max(0.0, _share(content, met))
    yield "shared: claim", cover
    yield f"shared: claim level {_level(cover, (0, 0.2, 0.4, 0.6, 0.8, 0.99))}", 1.0
    yield f"shared: {min(6, len(met))} words", 1.0
    if names and not met.intersection(names):
        yield f"shared: no name, {min(3, len(met))} words", 1.0
    if content:
        yield "shared: first word", float(content[0] in met)
        yield "shared: last word", float(content[-1] in met)
        yield "shared: event word", float(bool(rest) and rest[0] in met)
    yield from _own(pair)
    yield from _numbers(pair)


def _own(pair: Aligned) -> Iterator[tuple[str, float]]:
    """How much of the headline is new, and how freely it retells what is not."""
    content = [at for at, token in enumerate(pair.headline) if token.content]
    new = max(0.0, 1 - _share(content, pair.links)) if content else 0.0
    yield "shared: new", new
    yield f"shared: new level {_level(new, (0, 0.2, 0.4, 0.6, 0.8))}", 1.0
    order = [pair.links[at] for at in sorted(pair.links)]
    many = max(1, len(order))
    yield "shared: turned round", sum(a > b for a, b in pairwise(order)) / many
    exact = sum(likeness(pair.claim[to], pair.headline[at]) == 1.0 for at, to in pair.links.items())
    yield "shared: word for word", exact / many


def _numbers(pair: Aligned) -> Iterator[tuple[str, float]]:
    wanted = {token.number for token in pair.claim} - {""}
    given = {token.number for token in pair.headline} - {""}
    if wanted:
        yield f"shared: number {'agrees' if wanted & given else 'differs' if given else 'missing'}", 1.0
        if given - wanted:
            yield "shared: number besides", 1.0


def _negation(pair: Aligned) -> Iterator[tuple[str, float]]:
    """What is negated: the claim, a denial of it, or another thing; and whether the claim is itself a negation."""
    turned = sum(cue.group == "negation" for cue in pair.claim_cues) % 2
    against = [cue for cue in pair.cues if cue.group in NEGATING]
    yield f"negation: {min(len(against), 2)} against a {'negated' if turned else 'plain'} claim", 1.0
    for cue in against:
        if cue.group in ("negation", "deny"):
            yield f"negation: {cue.group} of {_object(pair, cue, against)}", 1.0
    if _opposed(pair):
        yield "negation: opposite", 1.0


def negates(pair: Aligned, cue: Found) -> bool:
    """Whether a negation stands before a word shared with the claim, or before a denial of it."""
    return _object(pair, cue, [other for other in pair.cues if other.group in NEGATING]) != "another thing"


def _object(pair: Aligned, cue: Found, against: Sequence[Found]) -> str:
    if any(cue.last <= other.first < cue.last + _NEAR for other in against if other.group in ("hoax", "false", "deny")):
        return "a denial"
    governed = range(cue.last, cue.last + _NEAR)
    return "the claim" if any(at in pair.links for at in governed) else "another thing"


@cache
def _opposites() -> frozenset[tuple[str, str]]:
    pairs = [tuple(stem(word) for word in line.split()) for line in lexicon()["opposites"]]
    return frozenset([(one, two) for one, two in pairs] + [(two, one) for one, two in pairs])


def _opposed(pair: Aligned) -> bool:
    heads = {token.stem for token in pair.headline}
    return any(one in heads for token in pair.claim for two, one in _opposites() if two == token.stem)


def _tense(pair: Aligned) -> str:
    lows = {token.low for token in pair.claim}
    return "will" if "will" in lows else "is" if lows & {"is", "are"} else "was"


def _crossed(pair: Aligned) -> Iterator[tuple[str, float]]:
    """The claim's tense beside the headline's cues; holding and turning cues beside how much is shared."""
    groups, tense = pair.groups, _tense(pair)
    for group in sorted(groups & {"modal", "hearsay", "plan", "confirm", "report", "says", "claim", "negation"}):
        yield f"crossed: {tense} claim, {group}", 1.0
    held = bool(groups & HOLDING) or any(token.low == "?" for token in pair.headline)
    tone = ("held" if held else "bare") + (" and against" if groups & (NEGATING | {"doubt"}) else "")
    yield f"crossed: {tense} claim, {tone}", 1.0
    content = [at for at, token in enumerate(pair.claim) if token.content]
    level = _level(_share(content, pair.links.values()), (0.3, 0.6, 0.9))
    yield f"crossed: {tone}, shared level {level}", 1.0
    if {"says", "claim"} & {cue.group for cue in pair.claim_cues} and {"says", "claim", "hearsay"} & groups:
        yield "crossed: a claim of words, told as words", 1.0
