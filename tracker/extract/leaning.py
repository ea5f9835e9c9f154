"""How an article tells a clause: as fact, announced, hedged, merely possible, denied, postponed; and event or plan."""

from __future__ import annotations

from enum import StrEnum

from tracker.extract.clauses import Clause
from tracker.extract.sources import Source
from tracker.model import Kind, Quoted, Status


class Leaning(StrEnum):
    """What the article itself makes of the claim."""

    HEDGED = "hedged"
    ANNOUNCED = "announced"
    FACT = "fact"
    POSSIBLE = "possible"
    DENIED = "denied"
    POSTPONED = "postponed"


_FUTURE_IN_PAST = frozenset({"would", "sarebbe", "sarebbero", "avrebbe", "avrebbero"})
_PERFECT = ("avrebbe", "avrebbero", "sarebbe", "sarebbero")
_HEDGING = frozenset({"conditional", "hearsay", "unnamed", "expected", "counterfactual"})
_SPOKEN = frozenset({"speech", "confirm"})


def leaning_of(clause: Clause, source: Source) -> Leaning:
    """The clause's leaning. A nameless or second-hand source hedges whatever it says; a named one announces."""
    kinds = _kinds(clause, source)
    named = source.quoted is Quoted.NAMED
    off = "called_off" in kinds and not kinds & {"modal", "conditional", "expected"}
    if (off or "denial" in kinds) and source.quoted is not Quoted.UNNAMED:
        return Leaning.DENIED
    if "postpone" in kinds and "on_time" not in kinds:
        return Leaning.POSTPONED
    if source.quoted in (Quoted.UNNAMED, Quoted.OUTLET) or kinds & {"hearsay"}:
        return Leaning.HEDGED
    if "modal" in kinds:
        return Leaning.POSSIBLE
    if kinds & _HEDGING and not (named and kinds <= _NAMED_MAY):
        return Leaning.HEDGED
    return Leaning.ANNOUNCED if named else Leaning.FACT


_NAMED_MAY = frozenset(
    {"expected", "speech", "confirm", "past", "future", "spokes", "outlet", "weak", "wait", "believed", "another"}
    | {"truth", "so_far", "on_time", "self_official", "finite", "measure", "role", "vague", "attribution", "negation"}
    | {"not_denial"}
)
"""What a named speaker's sentence may hold and still be an announcement: "we plan to", "we expect to"."""


def _kinds(clause: Clause, source: Source) -> frozenset[str]:
    """The clause's kinds; after "he said that", "would" is only the past of "will"."""
    words = clause.paragraph.tokens.words
    spoken = [hit.first for hit in clause.around if hit.kind in _SPOKEN]
    kept = []
    for hit in (*clause.cues, *clause.marks):
        before = hit.first if words[hit.first] != "would" else clause.sentence.last
        reported = source.quoted is Quoted.NAMED and any(at < before for at in spoken)
        if hit.kind == "conditional" and reported and words[hit.first] in _FUTURE_IN_PAST:
            continue
        kept.append(hit.kind)
    return frozenset(kept)


def kind_of(clause: Clause, leaning: Leaning, ahead: bool) -> Kind:
    """Event or plan; `ahead` says that it names a day still to come."""
    kinds = clause.kinds()
    perfect = _is_perfect(clause)
    if perfect and not ahead:
        return Kind.EVENT
    if (
        ahead
        or clause.may_come
        or leaning in (Leaning.POSSIBLE, Leaning.POSTPONED)
        or kinds & {"future", "conditional", "expected"}
    ):
        return Kind.PLAN
    return Kind.EVENT


def _is_perfect(clause: Clause) -> bool:
    """ "avrebbe visitato", "may have met": a conditional of what is past already."""
    words = clause.paragraph.tokens.words
    for hit in clause.cues:
        if hit.kind != "conditional":
            continue
        after = words[hit.first + 1 : hit.first + 4]
        if words[hit.first] in _PERFECT and any(word.endswith(_PARTICIPLES) for word in after):
            return True
        if "have" in words[hit.first : hit.last + 2]:
            return True
    return False


_PARTICIPLES = (
    "ato",
    "ata",
    "ati",
    "ate",
    "uto",
    "uta",
    "uti",
    "ute",
    "ito",
    "ita",
    "iti",
    "ite",
    "sso",
    "ssa",
    "tto",
    "tta",
    "rso",
    "rsa",
    "sto",
    "sta",
    "nto",
    "nta",
)


def status_for(leaning: Leaning, kind: Kind, source: Source) -> Status:
    """The status that one article suggests; without a named source on the record it stays speculation."""
    if source.quoted is not Quoted.NAMED:
        return Status.SPECULATION
    if leaning is Leaning.ANNOUNCED:
        return Status.ANNOUNCED if kind is Kind.PLAN else Status.CONFIRMED
    if leaning is Leaning.DENIED:
        return Status.DENIED
    return Status.POSTPONED if leaning is Leaning.POSTPONED else Status.SPECULATION
