"""What a claim is about, and how far an item is about the same: subjects, matter, words, numbers.

Same people and another matter is another story, so two things are asked: is the first subject there (or all of a
longer alias's words), and is the matter there - as a word of the shared lexicon, as a keyword, or as enough of the
claim's own words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from tracker.languages import CODES, SIDES, Language, load, matters, opposites
from tracker.languages.patterns import Hit
from tracker.matching import alias_words, aliases_of
from tracker.model import Claim, Kind
from tracker.reading.view import View
from tracker.text import Tokens, stem, stems_by, tokenise


@dataclass(frozen=True, slots=True)
class Profile:
    """A claim seen from one language."""

    aliases: tuple[tuple[tuple[str, ...], ...], ...]
    """By subject: the folded words of each alias."""
    main: frozenset[str]
    """What the claim's own sentence is about; what its keywords speak of where the sentence tells nothing."""
    undone: frozenset[str]
    """Those of the main ones whose contrary the claim asserts: a deal in a claim that one was called off."""
    ends: bool
    """Whether its sentence tells an end: that something was called off, closed, put off, left."""
    changes: bool
    """Whether all it tells is that something changed: until then, whoever denied it was right."""
    wider: frozenset[str]
    """Matters of its keywords, and those its sentence names besides."""
    keywords: frozenset[str]
    """Stems of the keywords."""
    phrases: tuple[tuple[str, ...], ...]
    """Keywords of several words, as stems."""
    content: frozenset[str]
    """Stems of the claim's own words; subjects and common words left out, and an event's dates."""
    numbers: frozenset[str]
    names: frozenset[str]
    """Folded capitalised words of the claim that are no subject ("Hangzhou")."""
    head: frozenset[str]
    """The folded words of the first subject that the claim's sentence names, by the name it has there."""
    told: frozenset[str]
    """The folded words of all of them."""


@lru_cache(maxsize=4_096)
def profile(claim: Claim, code: str) -> Profile:
    """`claim` as an item in language `code` would speak of it."""
    language, own = load(code), load(claim.language if claim.language in CODES else "en")
    aliases = tuple(aliases_of(group) for group in claim.subjects)
    subject_words = {word for group in aliases for alias in group for word in alias}
    tokens = tokenise(claim.text)
    taken = {at for group in aliases for at in _alias_tokens(list(tokens.folded), list(range(len(tokens))), group)}
    told = tuple(hit for hit in own.matters.find(tokens.folded) if not taken.issuperset(range(hit.first, hit.last)))
    cues = [hit for hit in own.cues.find(tokens.words) if not taken.issuperset(range(hit.first, hit.last))]
    hits = [hit for hit in _outright(told) if not ("." in hit.kind and hit.first in _kept(cues).begin)]
    content, names, numbers = set(), set(), set()
    dated = _dated(claim, tokens) if claim.kind is Kind.EVENT else frozenset()
    for at, word in enumerate(tokens.folded):
        if word in subject_words or word in own.stopwords or not word[0].isalnum() or len(word) < 2:
            continue
        if word[0].isdigit():
            numbers.add(word)
        elif at and tokens.raw[at][0].isupper() and not own.capitals:
            names.add(word)
        if at not in dated:
            content.add(stem(word, own.suffixes))
    keywords, phrases, wider = _keywords(claim, own, language)
    main, undone = _main(hits, _own_matters(wider, cues)), _undone(hits, cues)
    return Profile(
        aliases=aliases,
        main=main,
        undone=undone,
        ends=bool(undone) or any(hit.kind in main & _ENDS for hit in hits),
        changes=bool(main) and main <= _CHANGES,
        wider=frozenset(wider) | {hit.kind for hit in hits if "." not in hit.kind},
        keywords=frozenset(keywords),
        phrases=tuple(phrases),
        content=frozenset(content),
        numbers=frozenset(numbers),
        names=frozenset(names),
        head=_head(tokens.folded, sorted(taken)),
        told=frozenset(tokens.folded[at] for at in taken),
    )


def _dated(claim: Claim, tokens: Tokens) -> frozenset[int]:
    """The tokens that say when. Whatever else happened that year is not an event's matter; a plan's day is half of it
    ("the window narrowed to autumn 2025")."""
    from tracker.reading.dates import find_dates

    spans = [(found.start, found.end) for found in find_dates(claim.text, claim.language, claim.opened)]
    return frozenset(
        at
        for at, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
        if any(first <= start and end <= last for first, last in spans)
    )


def _main(hits: Sequence[Hit], wider: Mapping[str, int]) -> frozenset[str]:
    """The matters of a claim's own sentence: those of which it asserts something new, else what is known of them
    ("resigned after the charges" is about the resignation), else those it names; where it names none, those of which it
    asserts something and a keyword speaks, else those that most keywords speak of."""
    told = {hit.kind for hit in hits if "." not in hit.kind}
    sided = {(name, side) for name, _, side in (hit.kind.partition(".") for hit in hits) if side}
    news = {name for name, side in sided if side != "after"}
    asserted = news if told & news - _OF_ANOTHER else {name for name, _ in sided}
    most = max(wider.values(), default=0)
    return frozenset(
        told & asserted or told or asserted & wider.keys() or {name for name, count in wider.items() if count == most}
    )


_OF_ANOTHER = frozenset({"delay", "withdrawal"})
"""Matters that another one has: a launch that is put off is still about the launch."""


def _own_matters(wider: Mapping[str, int], cues: Iterable[Hit]) -> dict[str, int]:
    """Those of the keywords' matters that may be the claim's own: its delay is not, of which the keywords of a plan
    often speak; nor that it is withdrawn, where its sentence calls nothing off."""
    strange = {"delay"} if any(cue.kind == "called_off" for cue in cues) else {"delay", "withdrawal"}
    return {name: count for name, count in wider.items() if name not in strange}


def _head(folded: Sequence[str], taken: Sequence[int]) -> frozenset[str]:
    """The first run of words among those at `taken`."""
    return frozenset(folded[at] for step, at in enumerate(taken) if at - taken[0] == step)


_ENDS = frozenset(
    {"withdrawal", "closure", "separation", "resignation", "retirement", "delay", "layoffs", "bankruptcy"}
)
"""Matters that are an end themselves: a claim that tells an end does not contradict them."""


_CHANGES = _ENDS | {
    *("deal", "transfer", "sale", "merger", "appointment", "renewal", "return", "cast", "candidacy", "relocation"),
    *("presenting", "law", "listing", "ban", "freedom", "opening", "start", "investment", "strike"),
}
"""Matters that change how things stand; a meeting, talks, a wedding, a death took place or did not."""


def _undone(hits: Sequence[Hit], cues: Iterable[Hit]) -> frozenset[str]:
    """The claim's matters of which it says the contrary: in so many words, or because it calls off what is no end
    itself."""
    said = {hit.kind for hit in hits}
    against = {
        hit.kind
        for hit in hits
        if f"{hit.kind}.against" in said and said.isdisjoint((f"{hit.kind}.done", f"{hit.kind}.toward"))
    }
    calls = [hit for hit in (*hits, *cues) if hit.kind in ("withdrawal", "called_off")]
    for hit in hits:
        if calls and hit.kind not in _ENDS and "." not in hit.kind and not any(_meet(hit, other) for other in calls):
            against.add(hit.kind)
    return frozenset(against)


def _meet(one: Hit, other: Hit) -> bool:
    return one.first < other.last and other.first < one.last


@lru_cache(maxsize=4_096)
def _matters_of(words: tuple[str, ...], code: str) -> frozenset[str]:
    """The matters that a keyword's folded words speak of in language `code`."""
    return frozenset(hit.kind for hit in load(code).matters.find(words) if "." not in hit.kind)


def _keywords(
    claim: Claim, own: Language, language: Language
) -> tuple[set[str], list[tuple[str, ...]], Mapping[str, int]]:
    """Their stems, those of several words, and the matters they speak of with how many speak of each."""
    stems: set[str] = set()
    phrases: list[tuple[str, ...]] = []
    wider: Counter[str] = Counter()
    for keyword in claim.keywords:
        words = alias_words(keyword)
        wider.update(frozenset().union(*(_matters_of(words, code) for code in {own.code, language.code, "en"})))
        cut = tuple(stem(word, language.suffixes) for word in words if word not in language.stopwords)
        if len(cut) == 1:
            stems.add(cut[0])
        elif cut:
            phrases.append(cut)
    return stems, phrases, wider


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a claim shows in a view, as token indices."""

    subjects: tuple[tuple[int, ...], ...]
    """By subject: tokens at which an alias stands (all its tokens)."""
    named: frozenset[int]
    """All of these."""
    soft: tuple[bool, ...]
    """By subject: all words of one longer alias stand somewhere in the item."""
    main: frozenset[int]
    """Tokens of the claim's own matters."""
    wider: frozenset[int]
    words: frozenset[int]
    """Tokens that share a stem with a keyword or with the claim's own words."""
    own_words: frozenset[int]
    core: frozenset[int]
    """Tokens of the claim's own matters or words."""
    matter: frozenset[int]
    """These, and those that share a stem with a keyword."""
    broad: frozenset[int]
    """These, and those of its wider matters."""
    other: frozenset[int]
    """Tokens of matters that are not the claim's."""
    stems: frozenset[str]
    kinds: frozenset[str]
    sides: Mapping[str, frozenset[int]]
    """What is said of the claim's own matters: tokens by one of `tracker.languages.SIDES`; and as OPPOSED what is told
    as done of matters that exclude them."""
    undone: bool
    """Whether the claim is that something was called off."""
    ends: bool
    """Whether the claim tells an end of whatever kind."""
    spoken: tuple[Hit, ...]
    """Every phrase of a matter, the claim's own or another's."""


def subjects_in(folded: Sequence[str], aliases: Iterable[tuple[tuple[str, ...], ...]]) -> tuple[tuple[int, ...], ...]:
    """By subject: tokens at which an alias stands (all its tokens), whatever marks stand between its words."""
    places = [at for at, word in enumerate(folded) if word[0].isalnum()]
    words = [folded[at] for at in places]
    return tuple(_alias_tokens(words, places, group) for group in aliases)


def numbered(subjects: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """The number of the subject that each token names, the first where it names several."""
    return {at: number for number, group in reversed(tuple(enumerate(subjects))) for at in group}


def _alias_tokens(words: list[str], places: list[int], aliases: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    """The tokens of every alias among `words`, which stand at `places`."""
    found: set[int] = set()
    firsts = {alias[0] + end for alias in aliases if alias for end in ("", "s")}
    for index in [index for index, word in enumerate(words) if word in firsts]:
        for alias in aliases:
            here = words[index : index + len(alias)]
            if len(here) == len(alias) and _same(here, alias):
                found.update(places[index : index + len(alias)])
    return tuple(sorted(found))


def _same(here: list[str], alias: tuple[str, ...]) -> bool:
    return here[:-1] == list(alias[:-1]) and here[-1] in (alias[-1], alias[-1] + "s")


def _soft(aliases: tuple[tuple[str, ...], ...], stems: frozenset[str], language: Language) -> bool:
    for alias in aliases:
        cut = {stem(word, language.suffixes) for word in alias if word not in language.stopwords}
        if len(cut) > 1 and cut <= stems:
            return True
    return False


def _outright(hits: tuple[Hit, ...]) -> Iterable[Hit]:
    """The phrases that no longer one on the same matter holds with another meaning: "no longer together" ends what
    "together" goes on with. A contrary need not hold all of it ("no customer's data have been stolen"), and wins where
    the two are the same words."""
    sided: dict[str, list[Hit]] = {}
    for hit in hits:
        name, _, side = hit.kind.partition(".")
        if side:
            sided.setdefault(name, []).append(hit)
    longest = max((hit.last - hit.first for own in sided.values() for hit in own), default=0)
    for hit in hits:
        name, _, side = hit.kind.partition(".")
        if not side or not any(_within(hit, other) for other in _around(hit, sided[name], longest)):
            yield hit


def _around(hit: Hit, hits: Sequence[Hit], longest: int) -> Sequence[Hit]:
    """Those of the hits, in the order of the text and none longer than that, which may have a token of this one."""
    first = bisect_left(hits, hit.first - longest, key=_FIRST)
    return hits[first : bisect_right(hits, hit.last, key=_FIRST)]


_FIRST = attrgetter("first")


def _within(hit: Hit, other: Hit) -> bool:
    longer = (other.last - other.first) - (hit.last - hit.first)
    contrary = other.kind.endswith(".against")
    if other.kind == hit.kind or longer < 0 or (longer == 0 and not contrary):
        return False
    whole = other.first <= hit.first and hit.last <= other.last
    return whole or (longer > 0 and contrary and _meet(hit, other))


def _words_of(hit: Hit) -> Iterable[int]:
    """The tokens of a phrase; of a longer one its ends, between which other words may stand."""
    return range(hit.first, hit.last) if hit.last - hit.first < 4 else (hit.first, hit.last - 1)


@lru_cache(maxsize=4_096)
def _sought(own: frozenset[str]) -> frozenset[str]:
    """The kinds that are looked for: every matter, what is said of these, and whether what excludes them is done."""
    said = {f"{name}.{side}" for name in own for side in SIDES}
    others = {f"{other}.{side}" for name in own for other in opposites().get(name, ()) for side in ("done", "against")}
    return frozenset({*matters(), *said, *others})


OPPOSED = "opposed"
"""The side of what is told as done of a matter that excludes the claim's."""


class _Kept(NamedTuple):
    """The tokens where what is negated begins, and those of a collapse that is."""

    begin: frozenset[int]
    end: frozenset[int]


RIGHT_AFTER = 3
"""Tokens between a negation and what it undoes: "non è stato cancellato", "has not been dropped"."""


def _kept(hits: Iterable[Hit]) -> _Kept:
    """Right behind each negation among the cues; and a collapse right behind it, wherever the phrase that tells it
    began."""
    cues = [cue for cue in hits if cue.kind in ("negation", "called_off")]
    begin = {cue.last + step for cue in cues if cue.kind == "negation" for step in range(RIGHT_AFTER)}
    fallen = {at for cue in cues if cue.kind == "called_off" for at in range(cue.first, cue.last)}
    return _Kept(frozenset(begin), frozenset(begin & fallen))


_TURNED = {"done": "against", "after": "against", "against": "done"}
"""What is said of a matter whose contrary is claimed."""


class _Spoken(NamedTuple):
    """The tokens of the matters that an item speaks of, as they are the claim's; and what is said of its own."""

    main: set[int]
    wider: set[int]
    other: set[int]
    kinds: set[str]
    sides: dict[str, set[int]]


def _sorted(view: View, own: Profile, spoken: Iterable[Hit], taken: Set[int]) -> _Spoken:
    """The phrases of `spoken` by whose matter they are, but for the tokens `taken` by names."""
    found = _Spoken(set(), set(), set(), set(), {side: set() for side in (*SIDES, OPPOSED)})
    opposed = frozenset[str]().union(*(opposites().get(name, ()) for name in own.main)) - own.main
    kept = _kept(cue for cues in view.cues for cue in cues)
    for hit in spoken:
        name, _, side = hit.kind.partition(".")
        span = [at for at in _words_of(hit) if at not in taken]
        if name in own.undone:
            side = _TURNED.get(side, side)
        if hit.first in kept.begin or not kept.end.isdisjoint(range(hit.first, hit.last)):
            if side == "against":
                continue
            side = "against" if side == "done" else side
        if side and name in own.main:
            found.sides[side].update(span)
        if side == "done" and name in opposed:
            found.sides[OPPOSED].update(span)
        if side == "against":
            continue
        whose = found.main if name in own.main else found.wider if name in own.wider else found.other
        whose.update(span)
        if whose is not found.other:
            found.kinds.add(name)
    return found


def _worded(stems: Sequence[str], own: Profile, taken: Set[int]) -> set[int]:
    """The tokens that share a stem with a keyword or with the claim's own words, or stand in one of its phrases."""
    free = [at for at in range(len(stems)) if stems[at] and at not in taken]
    words = {at for at in free if stems[at] in own.keywords or stems[at] in own.content}
    for phrase in own.phrases:
        words |= {
            at + step for at in free if tuple(stems[at : at + len(phrase)]) == phrase for step in range(len(phrase))
        }
    return words


def _unless_done(view: View, sides: Mapping[str, set[int]]) -> set[int]:
    """What excludes the claim's matter, in sentences that tell nothing of that as done: who has joined signs until
    2029, and replaces one who retired."""
    spans = (range(one.first, one.last) for one in view.sentences)
    return sides[OPPOSED].difference(*(span for span in spans if not sides["done"].isdisjoint(span)))


def marks(view: View, own: Profile) -> Marks:
    """Where the claim behind `own` shows in `view`."""
    language, folded = view.language, view.tokens.folded
    stem_of = stems_by(language.suffixes)
    stems = [stem_of[word] if word[0].isalnum() else "" for word in folded]
    known = frozenset(stems)
    subjects = subjects_in(folded, own.aliases)
    taken = {at for group in subjects for at in group}
    spoken = tuple(_outright(view.matters(_sought(frozenset(own.main | own.wider)))))
    main, wider, other, kinds, sides = _sorted(view, own, spoken, taken)
    sides[OPPOSED] = _unless_done(view, sides)
    words = _worded(stems, own, taken)
    own_words = {at for at in words if stems[at] in own.content}
    return Marks(
        subjects=subjects,
        named=frozenset(taken),
        soft=tuple(_soft(group, known, language) for group in own.aliases),
        main=frozenset(main),
        wider=frozenset(wider),
        words=frozenset(words),
        own_words=frozenset(own_words),
        core=frozenset(main | own_words),
        matter=frozenset(main | words),
        broad=frozenset(main | words | wider),
        other=frozenset(other - main - wider),
        stems=known,
        kinds=frozenset(kinds),
        sides={side: frozenset(at) for side, at in sides.items()},
        undone=bool(own.undone),
        ends=own.ends,
        spoken=spoken,
    )
