"""Who says it: "alcuni media cinesi", "two people familiar with the plan", "Vigna", nobody."""

from __future__ import annotations

from typing import NamedTuple

from tracker.extract.clauses import Clause
from tracker.extract.names import Cast, Mention
from tracker.extract.words import Words
from tracker.languages.patterns import Hit
from tracker.model import Quoted

_SAYING = frozenset({"speech", "confirm", "denial", "no_comment"})
_LONGEST = 12
"""Words of a source's description at most."""
_REACH = 9
"""Tokens that may stand between a speaker and the verb of saying: an office and an apposition."""
_STOPS = frozenset({",", ".", ";", ":", "(", ")", "«", "»", "“", "”", '"', "–", "—", "?", "!"})
_CUT_BEFORE = frozenset({"finite", "past", "future", "conditional", "expected"})
_PEOPLE = frozenset({"unnamed", "hearsay"})


class Source(NamedTuple):
    """Who is quoted and in what words; `entity` where it is one of the article's subjects."""

    quoted: Quoted
    words: str | None = None
    entity: int | None = None
    paper: bool = False
    """It is a statement, a filing, official figures."""


NOBODY = Source(Quoted.NOBODY)


def source_of(clause: Clause, cast: Cast, table: Words, last: Source = NOBODY) -> Source:
    """The source of one clause: its own speaker, else what its sentence is attributed to; `last` spoke before it."""
    speaker = _speaker(clause, clause.cues, clause.mentions, table)
    unnamed = _phrase_at(clause, [hit for hit in clause.around if hit.kind == "unnamed"], table)
    attributed = _attributed(clause, cast, table)
    if attributed is not None:
        return attributed
    if unnamed:
        return Source(Quoted.UNNAMED, unnamed)
    if speaker is None:
        speaker = _around(clause, table)
    if speaker is not None:
        return Source(Quoted.NAMED, _name(clause, speaker), speaker.entity)
    role = _by_role(clause, table)
    if role is not None:
        return Source(Quoted.NAMED, role)
    if last.quoted is Quoted.NAMED and (_says_pronoun(clause, table) or _goes_on_saying(clause, table)):
        return last
    outlet = _phrase_at(clause, [hit for hit in clause.around if hit.kind == "outlet"], table)
    return Source(Quoted.OUTLET, outlet) if outlet else NOBODY


def says(hit: Hit, clause: Clause, table: Words) -> bool:
    """Whether a cue is somebody's saying. Of the denials only "denied", "ruled out": "is going nowhere" says nobody."""
    within = clause.paragraph.tokens.words[hit.first : hit.last]
    return hit.kind in _SAYING and (hit.kind != "denial" or not table["denying"].isdisjoint(within))


def _says_pronoun(clause: Clause, table: Words) -> bool:
    """ "she added": the pronoun stands beside a verb of saying."""
    words = clause.paragraph.tokens.words
    beside = {at for hit in clause.cues if hit.kind == "speech" for at in (hit.first - 1, hit.last)}
    return any(clause.first <= at < clause.last and words[at] in table["pronouns"] for at in beside)


def _goes_on_saying(clause: Clause, table: Words) -> bool:
    """ "... and denied that", "Ha aggiunto che": the clause begins with a verb of saying and names nobody before it."""
    tokens, at = clause.paragraph.tokens, clause.first
    while at < clause.last and (not tokens.words[at][0].isalnum() or tokens.words[at] in table["clause_openers"]):
        at += 1
    return any(at <= hit.first <= at + 1 and says(hit, clause, table) for hit in clause.cues)


def _by_role(clause: Clause, table: Words) -> str | None:
    """ "a spokesman for the company", "la società": somebody who speaks, said without a name, beside the verb."""
    saying = [hit for hit in clause.cues if says(hit, clause, table)]
    for hit in clause.cues:
        near = any(0 <= one.first - hit.last <= 3 or 0 <= hit.first - one.last <= 2 for one in saying)
        if hit.kind == "spokes" and near and clause.paragraph.tokens.words[hit.first - 1] in table["quantities"]:
            first, last = _noun_phrase(clause, hit.first, table)
            beyond = [one.first for one in saying if first < one.first < last]
            return _phrase_to(clause, first, min([last, *beyond]), table)
    return None


def _phrase_to(clause: Clause, first: int, last: int, table: Words) -> str:
    while first > clause.sentence.first and clause.paragraph.tokens.words[first - 1] in table["quantities"]:
        first -= 1
    return clause.said(first, last)


def _name(clause: Clause, mention: Mention) -> str:
    return clause.said(mention.first, mention.last)


def _attributed(clause: Clause, cast: Cast, table: Words) -> Source | None:
    """The words after "secondo", "according to"."""
    hits = [hit for hit in clause.around if hit.kind == "attribution"]
    if not hits:
        return None
    hit = min(hits, key=lambda one: (one.first, -one.last))
    first, last = _noun_phrase(clause, hit.last, table)
    if last <= first:
        return None
    words = clause.said(first, last)
    small = set(clause.paragraph.tokens.words[first:last])
    if small & table["papers"]:
        return Source(Quoted.NAMED, words, None, paper=True)
    if (
        any(first <= cue.first < last + 1 for cue in clause.around if cue.kind == "unnamed")
        or small & table["bystanders"]
    ):
        return Source(Quoted.UNNAMED, words)
    within = [mention for mention in clause.company if first <= mention.first < last]
    if within and _is_subject(within[0], cast, clause, first, last):
        return Source(Quoted.NAMED, words, within[0].entity)
    return Source(Quoted.OUTLET, words)


def _is_subject(mention: Mention, cast: Cast, clause: Clause, first: int, last: int) -> bool:
    """Whether the one named is a party of the story, not an outlet: it holds an office or is named elsewhere too."""
    if any(cue.kind == "outlet" and first - 3 <= cue.first < last for cue in clause.around):
        return False
    everywhere = sum(one.entity == mention.entity for found in cast.mentions for one in found)
    return bool(cast.entities[mention.entity].roles) or everywhere > 1


def _noun_phrase(clause: Clause, at: int, table: Words) -> tuple[int, int]:
    tokens, end = clause.paragraph.tokens, clause.sentence.last
    verbs = {hit.first for hit in clause.around if hit.kind in _CUT_BEFORE}
    last = at
    while last < end and last - at < _LONGEST and tokens.words[last] not in _STOPS and last not in verbs:
        if tokens.words[last] in table["that"] or (last > at and tokens.words[last] in table["joiners"]):
            break
        last += 1
    return at, last


def _phrase_at(clause: Clause, hits: list[Hit], table: Words) -> str | None:
    """A cue's words with the quantity before them: "alcuni media cinesi", "two people familiar with the matter"."""
    if not hits:
        return None
    hit = min(hits, key=lambda one: (one.first, -one.last))
    tokens, first, last = clause.paragraph.tokens, hit.first, hit.last
    last = max(other.last for other in hits if other.first <= last and other.last >= hit.first)
    while first > clause.sentence.first and tokens.words[first - 1] in table["quantities"]:
        first -= 1
    while last < clause.sentence.last and last - first < _LONGEST and _goes_on(tokens.words[last]):
        last += 1
    return clause.said(first, last)


def _goes_on(word: str) -> bool:
    return word in (
        "with",
        "to",
        "the",
        "matter",
        "plans",
        "plan",
        "talks",
        "situation",
        "deal",
        "dossier",
        "trattativa",
    )


def _speaker(clause: Clause, cues: tuple[Hit, ...], mentions: tuple[Mention, ...], table: Words) -> Mention | None:
    """The name nearest to a verb of saying, before it rather than after."""
    best: tuple[int, Mention] | None = None
    for hit in cues:
        if not says(hit, clause, table):
            continue
        for mention in mentions:
            distance = _distance(clause, mention, hit, table)
            if distance is not None and (best is None or distance < best[0]):
                best = distance, mention
    if best is None or _bystander(clause, best[1], table):
        return None
    return best[1]


def _distance(clause: Clause, mention: Mention, hit: Hit, table: Words) -> int | None:
    """Tokens between; a name right after the verb ("said X") counts, one further on is an object."""
    if hit.first <= mention.first < hit.last:
        return None
    if mention.last <= hit.first:
        between = clause.around
        verbs = [one for one in between if one.kind == "finite" and mention.last <= one.first < hit.first - 2]
        return hit.first - mention.last if hit.first - mention.last <= _REACH and not verbs else None
    gap = mention.first - hit.last
    if hit.kind == "speech" and 0 <= gap <= 1:
        return gap
    return 0 if _inverted(clause, hit, mention, table) else None


def _inverted(clause: Clause, hit: Hit, mention: Mention, table: Words) -> bool:
    """ "..., ha annunciato il capogruppo della maggioranza Ettore Bassi": an article or office leads to the name."""
    words = clause.paragraph.tokens.words
    between = words[hit.last : mention.first]
    if not 0 < len(between) <= _REACH - 3 or words[hit.first - 1] != "," or not says(hit, clause, table):
        return False
    offices = {one.first for one in clause.around if one.kind == "role"}
    plain = all(word[0].isalpha() and word not in table["that"] for word in between)
    return plain and (between[0] in table["quantities"] or hit.last in offices)


def _bystander(clause: Clause, mention: Mention, table: Words) -> bool:
    near = clause.paragraph.tokens.words[max(mention.first - 4, 0) : mention.last + 5]
    return bool(set(near) & table["bystanders"])


def _around(clause: Clause, table: Words) -> Mention | None:
    """The speaker of the whole sentence, where its verb of saying stands at the sentence's end: "..., said X"."""
    hits = tuple(hit for hit in clause.around if hit.first >= clause.last and says(hit, clause, table))
    before = tuple(hit for hit in clause.around if hit.last <= clause.first and says(hit, clause, table))
    return _speaker(clause, hits, clause.company, table) if hits else _led(clause, before, table)


def _led(clause: Clause, hits: tuple[Hit, ...], table: Words) -> Mention | None:
    """ "X said that A and that B": a clause that goes on with "that" is still X's."""
    tokens = clause.paragraph.tokens
    head = tokens.words[clause.first : clause.first + 2]
    return _speaker(clause, hits, clause.company, table) if set(head) & table["that"] else None
