"""One sentence of an item, judged: does it speak of the matter, does it deny, hedge, move or tell it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.languages import Language
from tracker.languages.patterns import Hit
from tracker.model import Quoted
from tracker.reading.matter import RIGHT_AFTER, Marks
from tracker.reading.speech import Voice
from tracker.reading.view import View
from tracker.text import Sentence

HEDGES = frozenset({"conditional", "modal", "expected", "hearsay", "unnamed", "counterfactual", "question"})
"""Kinds that make a sentence hedged wherever they govern the matter."""
NOES = frozenset({"denial", "negation", "called_off", "not_confirm", "no_comment"})
"""Kinds that say no to something, or no word at all."""

_SCOPE = 12
"""Tokens after a denial among which its object is looked for: about one clause of news prose."""
_CLOSE = 6
"""Tokens after a negation that it may govern."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence's part in the item's reading."""

    sentence: Sentence
    weight: float
    """How much of the claim's matter stands in it."""
    own: bool
    """Whether the claim's own matter (not only its wider words) stands in it."""
    named: bool
    """Whether one of the claim's subjects stands in it."""
    voice: Voice
    kinds: frozenset[str]
    """Kinds of cue in the clauses that hold the matter (all of them where none does)."""
    core: frozenset[str]
    """Kinds of cue in the one clause that holds most of the claim's own matter."""
    elsewhere: frozenset[str]
    """Kinds of cue in the sentence's other clauses."""
    denied: bool
    contrary: bool
    """The claim's contrary is denied: the delay, the collapse. Where the claim is the collapse, it is denied itself."""
    denied_other: bool
    """Something else is denied: a delay, a rift, another's business."""
    off: bool
    against: bool
    question: bool
    dismissed: bool = False
    """Whether all hearsay in it is what is denied."""
    aims: frozenset[str] = frozenset()
    """ "kind@own", "kind@wider" or "kind@other": what the cues that turn a sentence stand nearest to."""
    said: frozenset[str] = frozenset()
    """What is said of the claim's own matter ("done", "after", "toward", "against"), and "opposed" of one that excludes
    it; with "plain " before it where no hedge and no negation stands in the same clause, with "beside " where a subject
    of the claim does; "last " before that which the sentence ends with, where it says several of them."""
    cues: tuple[Hit, ...] = field(default=())

    @property
    def bears(self) -> bool:
        """Whether it has anything to say: it is a title, names a subject or the matter, or denies, hedges, moves."""
        return self.sentence.part == "title" or self.named or self.weight > 0 or bool(self.kinds - IDLE)


IDLE = frozenset(
    {
        *("past", "future", "fulfilled", "another", "wait", "spokes", "speech", "expected", "believed", "retold"),
        *("outlet", "question"),
    }
)
"""Kinds of cue that say nothing without a subject or a matter beside them."""


def _clause_of(view: View, index: int, at: int) -> tuple[int, int]:
    for first, last in view.clauses[index]:
        if first <= at < last:
            return first, last
    sentence = view.sentences[index]
    return sentence.first, sentence.last


def _in(marks: frozenset[int], first: int, last: int) -> bool:
    return any(at in marks for at in range(first, last))


def _is_question(view: View, first: int, last: int) -> bool:
    return any(view.tokens.words[at] == "?" for at in range(first, min(last + 1, len(view.tokens))))


_CONTRARY = frozenset({"postpone", "called_off", "on_time"})
"""What, denied, leaves the claim standing: who denies a delay or a collapse keeps the plan."""


def _target(view: View, index: int, hit: Hit, hits: list[Hit], found: Marks) -> str:
    """What a denial governs: "contrary", "matter", "other", or "context" where it says nothing of its object."""
    first, last = _clause_of(view, index, hit.first)
    end = min(view.sentences[index].last, hit.last + _SCOPE)
    matter = found.matter
    if _contraries(view, index, hit):
        return "contrary"
    if _is_anothers(view, hit, hits, found, end):
        return "other"
    if _in(matter, hit.last, end) or _in(matter, hit.first, hit.last):
        return "matter"
    if _in(found.other, hit.last, min(end, last)):
        return "other"
    if _in(matter, first, hit.first):
        return "matter"
    return "other" if _object_of_its_own(view, index, hit, min(end, last), found) else "context"


def _is_anothers(view: View, hit: Hit, hits: list[Hit], found: Marks, end: int) -> bool:
    """Whether what is denied is another of the same kind ("denies a rival bid"); not where a subject of the claim
    stands in it or right behind ("denies another sacking: Name stays")."""
    at = next((at for at in range(hit.last, end) if at in found.matter), None)
    if at is None:
        return False
    beside = next(
        (one for one in range(at, min(at + _BESIDE + 1, end)) if view.tokens.words[one] == ","), at + _BESIDE + 1
    )
    named = _in(found.named, hit.last, beside)
    return not named and any(
        one.kind == "another" and one.first >= hit.last and 0 <= at - one.last <= 1 for one in hits
    )


_BESIDE = 2
"""Tokens behind what is denied within which its own name stands."""


_ABOUT_TALK = frozenset({"hearsay", "denial", "outlet", "speech", "truth", "confirm", "weak", "modal", "unnamed"})


def _object_of_its_own(view: View, index: int, hit: Hit, end: int, found: Marks) -> bool:
    """Whether a denial is followed by two words of content that are neither the matter, a subject nor talk of talk."""
    talk = {at for cue in view.cues[index] if cue.kind in _ABOUT_TALK for at in range(cue.first, cue.last)}
    words = [view.tokens.folded[at] for at in range(hit.last, end) if at not in talk and at not in found.named]
    return sum(len(word) > 3 and word.isalpha() and word not in view.language.stopwords for word in words) > 1


def _contraries(view: View, index: int, hit: Hit) -> list[Hit]:
    """The delays and collapses that stand where the denial looks for its object (its own words aside)."""
    first = max(_clause_of(view, index, hit.first)[0], hit.first - _CLOSE)
    end = min(view.sentences[index].last, hit.last + _SCOPE)
    return [
        other
        for other in view.cues[index]
        if other.kind in _CONTRARY
        and first <= other.first < end
        and (other.last <= hit.first or other.first >= hit.last)
    ]


def _denied_ends(view: View, index: int, hits: list[Hit]) -> tuple[frozenset[Hit], frozenset[int]]:
    """Collapses and delays that a denial before them denies ("denies that the deal has collapsed"), and the tokens from
    the denial to their ends: nothing there is said of the claim, but that it stands."""
    undone, places = set[Hit](), set[int]()
    for hit in hits:
        if hit.kind == "denial":
            behind = [one for one in _contraries(view, index, hit) if one.first >= hit.last and one.kind != "on_time"]
            undone |= set(behind)
            places.update(at for one in behind for at in range(hit.first, one.last))
    return frozenset(undone), frozenset(places)


def _kept(view: View, index: int, hits: list[Hit]) -> frozenset[Hit]:
    """Negations that undo a collapse or a delay, rejections of a delay, and what they undo: the plan is kept."""
    undone: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.kind in ("called_off", "postpone"):
            undone.setdefault(hit.first, []).append(hit)
    kept: set[Hit] = set()
    for hit in hits if undone else ():
        undoes = {"negation": ("called_off", "postpone"), "called_off": ("postpone",)}.get(hit.kind, ())
        if undoes:
            reach = RIGHT_AFTER if hit.kind == "negation" else _CLOSE
            near = range(hit.last, min(_clause_of(view, index, hit.first)[1], hit.last + reach))
            found = [other for at in near for other in undone.get(at, ()) if other.kind in undoes]
            kept.update((hit, *found) if found else ())
    return frozenset(kept)


def _negated(view: View, index: int, hit: Hit, core: frozenset[int]) -> bool:
    """Whether a grammatical negation governs the claim's own matter."""
    _, last = _clause_of(view, index, hit.first)
    return _in(core, hit.last, min(last, hit.last + _CLOSE))


def judge(view: View, index: int, found: Marks, voice: Voice, inherits: bool, own_words: bool = False) -> Judged:
    """Sentence `index` of `view`; `inherits` where the title already named subject and matter, `own_words` where the
    item is an authority's own."""
    sentence = view.sentences[index]
    span = range(sentence.first, sentence.last)
    core = found.core
    saying = min((hit.first for hit in view.cues[index] if hit.kind in ("speech", "confirm")), default=None)
    here = [at for at in span if at in found.broad]
    spans = [c for c in view.clauses[index] if any(c[0] <= at < c[1] for at in here)] or list(view.clauses[index])
    hits = [
        hit
        for hit in view.cues[index]
        if not _own_word(hit, found)
        and not _backshift(view, hit, voice, saying)
        and not _plans(view, hit, own_words)
        and not found.named.issuperset(range(hit.first, hit.last))
    ]
    inside = [hit for hit in hits if any(first <= hit.first < last for first, last in spans)]
    undone, within = _denied_ends(view, index, hits)
    kept = _kept(view, index, hits) | undone
    targets = [_target(view, index, hit, hits, found) for hit in hits if hit.kind == "denial"]
    stands = bool(kept) or "contrary" in targets
    negated = [hit for hit in hits if hit.kind == "negation" and hit not in kept and _negated(view, index, hit, core)]
    off = [hit for hit in inside if hit.kind == "called_off" and hit not in kept]
    named = not found.named.isdisjoint(span)
    own = any(at in core for at in here)
    set_apart = within | _before(hits)
    context = own or named or inherits
    return Judged(
        sentence=sentence,
        weight=float(len({view.tokens.folded[at][:5] for at in here})),
        own=own,
        named=named,
        voice=voice,
        kinds=frozenset(hit.kind for hit in inside),
        core=_core_kinds(view.clauses[index], core, hits) if own else frozenset(),
        elsewhere=frozenset(hit.kind for hit in hits) - frozenset(hit.kind for hit in inside),
        denied="matter" in targets or ("context" in targets and context) or bool(negated) or (stands and found.ends),
        contrary=stands and not found.ends,
        denied_other="other" in targets,
        off=bool(off) and context and not found.undone,
        against=any(at in found.sides["against"] and at not in core for at in span if at not in set_apart),
        question=_is_question(view, spans[0][0], spans[-1][1]),
        dismissed=_dismissed(view, index, hits, found),
        aims=_aims(view, index, hits, core, found),
        said=_said(view.clauses[index], hits, found),
        cues=tuple(hits),
    )


def _dismissed(view: View, index: int, hits: list[Hit], found: Marks) -> bool:
    """Whether all hearsay is what is denied: it follows the denial ("dismissed reports that it had sold"), or what is
    said begins with it and calls it false ("Name: claims that he left are fiction"). In front of who denies, the denial
    itself is hearsay ("according to rumours, the club denies it")."""
    denials = [hit.first for hit in hits if hit.kind == "denial"]
    talk = [hit for hit in hits if hit.kind == "hearsay"]
    return bool(denials) and all(hit.first > denials[0] or _called_false(view, index, hit, hits, found) for hit in talk)


def _called_false(view: View, index: int, hit: Hit, hits: list[Hit], found: Marks) -> bool:
    """Whether talk of the claim's matter, by its name, heads what somebody says, behind a colon or a verb of saying or
    at the beginning of a sentence, and is called false. Behind a colon nobody else may end the clause ("..., says an
    analyst"); at the beginning somebody must speak behind."""
    sentence, language = view.sentences[index], view.language
    words, folded = view.tokens.words, view.tokens.folded
    if not any(words[at] in language.talk for at in range(hit.first, hit.last)):
        return False
    false = next((at for at in range(hit.last, sentence.last) if words[at] in language.untrue), None)
    if false is None or not _in(found.matter, hit.first, false):
        return False
    before = (
        at for at in range(hit.first - 1, sentence.first - 1, -1) if words[at] == ":" or _tells(folded[at], language)
    )
    at = next(before, None)
    behind = [one for one in hits if one.kind in _SPEAKERS and one.first > false]
    if at is None:
        return bool(behind)
    headed = words[at] == ":" or any(one.last == at + 1 for one in hits if one.kind == "speech")
    return headed and not any(one.kind == "outlet" or words[one.first - 1] == "," for one in behind)


_SPEAKERS = frozenset({"speech", "confirm", "outlet"})
"""Kinds that show somebody speaking."""


def _tells(word: str, language: Language) -> bool:
    """Whether it is a word of content."""
    return word[0].isalnum() and word not in language.stopwords


def _before(hits: Iterable[Hit]) -> frozenset[int]:
    """Where a refusal or a denial of before is told again, which is none of now ("had turned the offer down")."""
    return frozenset(at for hit in hits if hit.kind == "retold" for at in range(hit.first, hit.last))


def _backshift(view: View, hit: Hit, voice: Voice, saying: int | None) -> bool:
    """Whether a conditional only reports an authority's own words, said at token `saying`."""
    if hit.kind != "conditional" or saying is None or voice.quoted is not Quoted.AUTHORITY or voice.outlet:
        return False
    words, language = view.tokens.words, view.language
    if language.that:
        return any(words[at] in language.that for at in range(saying, hit.first))
    return words[hit.first] in language.own_words


def _plans(view: View, hit: Hit, own_words: bool) -> bool:
    """Whether a verb of hearsay tells what an authority plans, in its own words ("die Produktion soll anlaufen")."""
    single = hit.kind == "hearsay" and hit.last == hit.first + 1
    return own_words and single and view.tokens.words[hit.first] in view.language.plans


def _core_kinds(clauses: tuple[tuple[int, int], ...], core: frozenset[int], hits: list[Hit]) -> frozenset[str]:
    first, last = max(clauses, key=lambda clause: sum(at in core for at in range(*clause)))
    return frozenset(hit.kind for hit in hits if first <= hit.first < last)


_TURNING = frozenset(
    {
        *("denial", "negation", "called_off", "postpone", "on_time", "confirm", "not_confirm", "no_comment", "ended"),
        *("conditional", "modal", "expected", "hearsay", "weak", "another", "believed", "past", "future", "fulfilled"),
    }
)
"""Cues that mean different things of different matters."""


def _aims(view: View, index: int, hits: list[Hit], core: frozenset[int], found: Marks) -> frozenset[str]:
    aims = set()
    for hit in hits:
        if hit.kind in _TURNING:
            first, last = _clause_of(view, index, hit.first)
            target = _nearest(hit, first, last, core, found)
            if target:
                aims.add(f"{hit.kind}@{target}")
    return frozenset(aims)


def _nearest(hit: Hit, first: int, last: int, core: frozenset[int], found: Marks) -> str:
    """Which kind of matter stands nearest to a cue in tokens [first, last); what follows it is nearer by one."""
    best, answer = 99, ""
    for at in range(first, last):
        off = at - hit.last + 1 if at >= hit.last else hit.first - at + 1 if at < hit.first else 0
        if off < best:
            name = "own" if at in core else "wider" if at in found.wider else "other" if at in found.other else ""
            if name:
                best, answer = off, name
    return answer


_DOUBTS = HEDGES | {"negation", "denial", "called_off"}
"""Cues that make what is said of a matter unsure, unless they are how it is said ("which she has rejected")."""


def _said(clauses: tuple[tuple[int, int], ...], hits: list[Hit], found: Marks) -> frozenset[str]:
    said = set()
    for side, places in found.sides.items():
        for first, last in clauses:
            if places.isdisjoint(range(first, last)):
                continue
            doubt = any(
                first <= hit.first < last and hit.kind in _DOUBTS and places.isdisjoint(range(hit.first, hit.last))
                for hit in hits
            )
            said |= {side} if doubt else {side, f"plain {side}"}
            if not found.named.isdisjoint(range(first, last)):
                said.add(f"beside {side}")
    return frozenset(said | _last(found, clauses[0][0], clauses[-1][1]))


def _last(found: Marks, first: int, last: int) -> set[str]:
    """Where a sentence says different things of the matter, the one it ends with ("offered to go, which she
    refused")."""
    ends = {
        side: next((at for at in range(last - 1, first - 1, -1) if at in places), -1)
        for side, places in found.sides.items()
    }
    told = [side for side, at in ends.items() if at >= 0]
    most = [side for side in told if ends[side] == max(ends.values())]
    return {f"last {most[0]}"} if len(told) > 1 and len(most) == 1 else set()


def _own_word(hit: Hit, found: Marks) -> bool:
    """Whether the cue is the claim's own matter: in a claim about a closure, "chiude" calls nothing off; in one about a
    resignation, "no longer minister" negates nothing; in one about a forgery, "a fake" denies nothing."""
    if hit.kind in ("ended", "negation"):
        done, after = found.sides["done"], found.sides["after"]
        return all(at in done or at in after for at in (hit.first, hit.last - 1))
    if hit.kind == "denial":
        return all(at in found.own_words for at in range(hit.first, hit.last))
    if hit.kind not in ("called_off", "weak", "postpone", "expected", "wait", "speech"):
        return False
    return any(at in found.core for at in range(hit.first, hit.last))
