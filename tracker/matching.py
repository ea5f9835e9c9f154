"""Claims x items -> matches: a keyed index over the claims' subjects, so that cost does not grow with their number.

An item may concern a claim when an alias of one of the claim's subjects stands in it, whole words, capitals and accents
set aside; when two words of its longer aliases do ("the lets bill" of "short lets", "Lets Bill"; "Carla and Hugo"); or
when it comes from one of the claim's authorities. Whether it speaks of the claim's matter is for `tracker.reading`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tracker import hosts
from tracker.languages import CODES, family_names_first, kinds, load, no_surnames, of_offices
from tracker.model import Claim, Item, Match, Span
from tracker.text import Tokens, fold, folded_tokens, parts_of, sentences, tokenise, tokens_of

_WORD = re.compile(r"[^\W_]+")


_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}


def _runs_of(text: str) -> list[str]:
    """What _WORD finds in `text`, sooner."""
    if not text.isascii():
        for char in {char for char in text if not (char.isascii() or char.isalnum())}:
            text = text.replace(char, " ")
    return text.translate(_GAPS).split()


class _Alias(NamedTuple):
    rest: tuple[str, ...]
    claim: int


def alias_words(alias: str) -> tuple[str, ...]:
    """The folded words of an alias, its punctuation dropped: "Take-Two" is ("take", "two")."""
    return tuple(word for word in folded_tokens(alias) if word[0].isalnum())


@lru_cache(maxsize=8_192)
def aliases_of(group: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The words of each alias of one subject, and a person's surname by itself where the full name is given."""
    known = [(alias, found) for alias in group if (found := alias_words(alias))]
    words = [found for _, found in known]
    product = any(
        any(char.isdigit() for char in alias) or alias.split()[-1].isupper() for alias in group if alias.strip()
    )
    surnames = [] if product else [_surname(found) for alias, found in known if is_person(alias, found)]
    bearers = [found[-1:] for alias, found in known if _bearer(alias, found)]
    return tuple(dict.fromkeys([*words, *surnames, *bearers, *_shared(words)]))


def _shared(aliases: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Two or three words in a row that two longer aliases share: "short lets" of "short lets law", "... bill"."""
    counts = Counter(run for alias in set(aliases) for run in _runs(alias))
    return [run for run, count in counts.items() if count > 1 and all(len(word) > 3 for word in (run[0], run[-1]))]


def _runs(alias: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The runs of two or three words in a longer alias."""
    return {alias[at : at + size] for size in (2, 3) for at in range(len(alias) - size + 1) if size < len(alias)}


def _surname(words: tuple[str, ...]) -> tuple[str, ...]:
    """The family name of a person of two names, last with us and first where such names stand first."""
    return words[:1] if words[0] in family_names_first() and words[1] not in family_names_first() else words[-1:]


def short_names(name: str) -> tuple[str, ...]:
    """What somebody with a name of three words or more is called for short: its last capitalised words or its first,
    two at least ("Regula Zollinger" and "GVD-Sekretärin Regula" of "GVD-Sekretärin Regula Zollinger", "Aviación Civil"
    of "Autoridad de Aviación Civil")."""
    words = name.split()
    capital = [word[:1].isupper() for word in words]
    ends = [words[at:] for at in range(1, len(words) - 1) if all(capital[at:])]
    heads = [words[:at] for at in range(2, len(words)) if all(capital[:at])]
    return tuple(" ".join(part) for part in (*ends, *heads))


def names_of(claim: Claim) -> frozenset[str]:
    """Folded proper names in the claim's own sentence that are no subject's: a place, an affair, a product."""
    known = {word for group in claim.subjects for alias in group for word in alias_words(alias)}
    if claim.language not in CODES or load(claim.language).capitals:
        return frozenset()
    tokens = tokenise(claim.text)
    found = {
        word
        for at, word in enumerate(tokens.folded)
        if at and tokens.raw[at][0].isupper() and len(word) > 4 and tokens.words[at - 1] not in (".", ":")
    }
    return frozenset(found - known - load(claim.language).stopwords - no_surnames())


def is_person(alias: str, words: tuple[str, ...]) -> bool:
    """Whether an alias looks like a first name and a surname."""
    parts = alias.split()
    if len(parts) != 2 or len(words) != 2 or not all(part[0].isupper() and part.isalpha() for part in parts):
        return False
    return len(words[1]) >= 4 and not kinds().intersection(words)


def _bearer(alias: str, words: tuple[str, ...]) -> bool:
    """Whether an alias looks like an office or a kind and a name: "minister Vigna", "loi Riverains"."""
    parts = alias.split()
    return len(parts) == len(words) == 2 and parts[0].islower() and parts[1][:1].isupper() and len(words[1]) >= 5


@lru_cache(maxsize=8_192)
def house_of(group: tuple[str, ...], authorities: tuple[str, ...]) -> tuple[str, ...]:
    """The folded names of the houses whose offices are among a subject's aliases and that are an authority of the
    claim: with the authority caldera.example "Caldera" is one of "chief executive of Caldera", not of the "Caldera
    Duna". Never a state's sites, which are called after their matter ("cultura.gov.it")."""
    brands = {site.partition(".")[0] for host in authorities if not _STATE.search(site := hosts.site(host))}
    parts = [alias.split() for alias in group]
    led = (word for own in parts for before, word in pairwise(own) if before in of_offices())
    words = (word for word in led if word[0].isupper())
    return tuple(dict.fromkeys(name for word in words if len(name := fold(word)) >= _SHORTEST_HOUSE and name in brands))


_STATE = re.compile(r"\.(gov|gob|gouv|govt|go|gv|bund)(\.|$)")
_SHORTEST_HOUSE = 5


def hints_of(claim: Claim) -> frozenset[str]:
    """Words of the claim's longer aliases that say something by themselves; two of them together hint at the claim."""
    common = load(claim.language).stopwords if claim.language in CODES else frozenset()
    longer = [words for group in claim.subjects for alias in group if len(words := alias_words(alias)) > 1]
    return frozenset(word for words in longer for word in words if len(word) > 3 and word.isalpha()) - common


_TOO_COMMON = 20
"""A word of so many claims hints at none of them: "minister", "president"."""


class ClaimIndex:
    """Every alias of every claim by its first word, its hints and its authorities' hosts; built once."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.claims = tuple(claims)
        self._by_word: dict[str, list[_Alias]] = {}
        for number, claim in enumerate(self.claims):
            subjects = {words for group in claim.subjects for words in aliases_of(group)}
            for words in subjects | {(name,) for name in names_of(claim)}:
                self._by_word.setdefault(words[0], []).append(_Alias(words[1:], number))
        self._hints = _hints(self.claims)
        self.hosts = _by_host(self.claims)
        """Host of an authority -> the numbers of the claims over which it has a word."""
        self.telling = frozenset(
            _telling((word, *alias.rest)) for word, aliases in self._by_word.items() for alias in aliases
        ) | frozenset(self._hints)
        """Of each alias its longest word, and every hint: a text with none of them, nor one with an "s" more, matches
        no claim but for its host."""
        self._telling = self.telling | {word + "s" for word in self.telling}

    def matches(self, item: Item) -> tuple[Match, ...]:
        """One match for each claim whose subject the item names, in the claims' order."""
        places = self._met(item)
        if not places:
            return ()
        tokens = tokens_of(item)
        spans = _sentence_spans(item, tokens)
        return tuple(self._match(number, places[number], item, tokens, spans) for number in sorted(places))

    def concerns(self, item: Item) -> bool:
        """Whether there is a match, without looking for its sentences."""
        return bool(self._met(item))

    def _met(self, item: Item) -> dict[int, list[int]]:
        """Claim number -> the tokens at which it is named or hinted at; none where its authority speaks."""
        own = self.over(item.host)
        if not own and self._telling.isdisjoint(_runs_of(fold(item.text))):
            return {}  # before tokenising, which costs more
        tokens = tokens_of(item)
        places = self._places(tokens)
        for number, hinted in (self._hinted(tokens) | {number: [] for number in own}).items():
            places.setdefault(number, hinted)
        return places

    def _places(self, tokens: Tokens) -> dict[int, list[int]]:
        """Claim number -> the tokens at which one of its aliases begins."""
        words = [(word, at) for at, word in enumerate(tokens.folded) if word[0].isalnum()]
        plain = [word for word, _ in words]
        found: dict[int, list[int]] = {}
        known = self._by_word
        for index, (word, at) in enumerate(words):
            if word not in known and word[-1] != "s":
                continue
            for alias in self._candidates(word):
                if _follows(alias.rest, plain, index + 1):
                    found.setdefault(alias.claim, []).append(at)
        return found

    def over(self, host: str) -> frozenset[int]:
        """The numbers of the claims over which `host`, or a host that it is a subdomain of, has the word."""
        if not self.hosts:
            return frozenset()
        labels = host.lower().split(".")
        return frozenset().union(*(self.hosts.get(".".join(labels[at:]), ()) for at in range(len(labels))))

    def _hinted(self, tokens: Tokens) -> dict[int, list[int]]:
        """Claim number -> the tokens of its hints, where two different ones stand in the text."""
        found: dict[int, dict[str, int]] = {}
        for at, word in enumerate(tokens.folded):
            for number in self._hints.get(word, ()):
                found.setdefault(number, {}).setdefault(word, at)
        return {number: sorted(words.values()) for number, words in found.items() if len(words) > 1}

    def _candidates(self, word: str) -> list[_Alias]:
        known = self._by_word.get(word)
        if known is not None:
            return known
        if word[-1] == "s":  # German and English genitives: "Ferraris", "Vignas"
            return [alias for alias in self._by_word.get(word[:-1], ()) if not alias.rest]
        return []

    def _match(self, number: int, places: list[int], item: Item, tokens: Tokens, spans: tuple[Span, ...]) -> Match:
        offsets = [tokens.starts[at] for at in places]
        own = tuple(span for span in spans if any(span.start <= offset < span.end for offset in offsets))
        return Match(claim=self.claims[number], item=item, sentences=own)


def _hints(claims: tuple[Claim, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, claim in enumerate(claims):
        for word in hints_of(claim):
            found.setdefault(word, []).append(number)
    return {word: numbers for word, numbers in found.items() if len(numbers) < _TOO_COMMON}


def _by_host(claims: tuple[Claim, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, claim in enumerate(claims):
        for host in claim.authorities:
            found.setdefault(host.lower(), []).append(number)
    return found


def _telling(alias: tuple[str, ...]) -> str:
    """The longest run of letters and digits in an alias."""
    return str(max(_WORD.findall(" ".join(alias)), key=len))


def _follows(rest: tuple[str, ...], words: list[str], at: int) -> bool:
    if not rest:
        return True
    here = words[at : at + len(rest)]
    if len(here) < len(rest) or here[:-1] != list(rest[:-1]):
        return False
    return here[-1] == rest[-1] or here[-1] == rest[-1] + "s"


def _sentence_spans(item: Item, tokens: Tokens) -> tuple[Span, ...]:
    language = load(item.language if item.language in CODES else "en")
    return tuple(Span(start=s.start, end=s.end) for s in sentences(tokens, parts_of(item), language.abbreviations))
