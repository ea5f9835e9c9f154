"""What an item says of the claim's matter, fact by fact: the cues of title, body and the sentence that counts.

Every feature is a fact a person can check: a denial in the body's clause that holds the matter, a later date in the
title, an authority speaking. `tracker.reading.trees` says what they amount to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.languages import KINDS
from tracker.model import Claim, Item, Kind, Quoted
from tracker.reading.decide import Decision, Local
from tracker.reading.judge import HEDGES, Judged
from tracker.reading.matter import Profile
from tracker.reading.names import own_channel
from tracker.reading.window import Dates

_SEEN = KINDS - {"shield", "spokes", "speech"}


def features(
    claim: Claim,
    item: Item,
    judged: Sequence[Judged],
    dates: Sequence[Dates],
    local: Sequence[Local],
    decision: Decision,
    own: Profile,
) -> dict[str, float]:
    """Every feature by name; those that are nought may be left out."""
    channel = own_channel(claim, item)
    found: dict[str, float] = {
        f"rule_{decision.stance}": 1.0,
        "channel": float(channel),
        "plan": float(claim.kind is Kind.PLAN),
        "bare": float(not (item.summary or item.body)),
        "rule_hedged": float(decision.hedged),
        "rule_authority": float(decision.authority),
    }
    for name, inside in (("title", True), ("body", False)):
        rows = [at for at, one in enumerate(judged) if (one.sentence.part == "title") is inside and one.bears]
        found |= _part(name, [judged[at] for at in rows], [dates[at] for at in rows], [local[at] for at in rows])
    found |= _focus(judged, dates, local) | _calendar(claim, item)
    found |= {f"of_{matter}": 1.0 for matter in own.main}
    return found | _crossed(found, own)


def _part(name: str, judged: list[Judged], dates: list[Dates], local: list[Local]) -> dict[str, float]:
    kinds = frozenset().union(*(one.kinds for one in judged)) & _SEEN
    around = frozenset().union(*(one.elsewhere for one in judged)) & _SEEN - kinds
    found = {f"{name}_{kind}": 1.0 for kind in kinds} | {f"{name}_{kind}": 0.5 for kind in around}
    found |= {f"{name}_says_{one.stance}": 1.0 for one in local}
    found |= {f"{name}_voice_{one.voice.quoted}": 1.0 for one in judged}
    found |= {f"{name}_{aim}": 1.0 for one in judged for aim in one.aims}
    found |= {f"{name}_{said}": 1.0 for one in judged for said in one.said}
    for mark in ("denied", "contrary", "denied_other", "off", "against", "question", "own", "named"):
        found[f"{name}_{mark}"] = float(any(getattr(one, mark) for one in judged))
    for side in ("later", "inside", "earlier"):
        found[f"{name}_date_{side}"] = float(any(getattr(one, side) for one in dates))
    found |= {f"{name}_date_{place}": 1.0 for one in dates for _, _, place in one.places}
    return found


ENDING = frozenset({"resignation", "separation", "closure", "retirement"})
"""Matters that end something: there "no longer" affirms, and "stays" denies."""


def _focus(judged: Sequence[Judged], dates: Sequence[Dates], local: Sequence[Local]) -> dict[str, float]:
    """The sentence that holds most of the claim's own matter, the body's before the headline's."""
    at = max(
        range(len(judged)),
        key=lambda row: (
            judged[row].own,
            judged[row].named,
            judged[row].sentence.part != "title",
            judged[row].weight,
            -row,
        ),
    )
    one = judged[at]
    found = {f"focus_{kind}": 1.0 for kind in one.core & _SEEN}
    found |= {f"focus_{aim}": 1.0 for aim in one.aims} | {f"focus_{said}": 1.0 for said in one.said}
    found |= {f"focus_says_{local[at].stance}": 1.0, f"focus_voice_{one.voice.quoted}": 1.0}
    around = frozenset().union(*(other.kinds | other.elsewhere for other in judged if other is not one and other.bears))
    found |= {f"far_{kind}": 1.0 for kind in (around & _SEEN) - one.kinds - one.elsewhere}
    found["focus_question"] = float(one.question)
    for mark in ("denied", "contrary", "off", "own", "named"):
        found[f"focus_{mark}"] = float(getattr(one, mark))
    for side in ("later", "inside", "earlier"):
        found[f"focus_date_{side}"] = float(bool(getattr(dates[at], side)))
    found |= {f"focus_date_{place}": 1.0 for _, _, place in dates[at].places}
    found["focus_bare_past"] = float("past" in one.core and not one.core & HEDGES)
    found["focus_true"] = float("truth" in one.core and "past" in one.core)
    return found


_FAR = 365
"""Days from the window that are told apart."""


def _far(days: int) -> float:
    return max(-1.0, min(1.0, days / _FAR))


def _calendar(claim: Claim, item: Item) -> dict[str, float]:
    """Where the item's own day lies from the claim's window."""
    window, day = claim.expected, item.published.date()
    if window is None:
        return {"no_window": 1.0}
    return {
        "to_window": _far((window.start - day).days if window.start else 0),
        "to_window_end": _far((window.end - day).days if window.end else 0),
        "before_window": float(window.start is not None and day < window.start),
        "in_window": float((window.start is None or day >= window.start) and (window.end is None or day <= window.end)),
        "after_window": float(window.end is not None and day > window.end),
    }


def _crossed(found: Mapping[str, float], own: Profile) -> dict[str, float]:
    def either(name: str) -> float:
        return max(found.get(f"title_{name}", 0.0), found.get(f"body_{name}", 0.0))

    authority = max(either(f"voice_{Quoted.AUTHORITY}"), found["channel"])
    sure = 1.0 - max(either(kind) for kind in ("conditional", "modal", "hearsay", "unnamed", "expected"))
    ending, undone = float(bool(own.main & ENDING)), float(bool(own.undone))
    return {
        "ending": ending,
        "ending_ended": ending * either("ended"),
        "ending_negation": ending * either("negation"),
        "ending_off": ending * either("called_off"),
        "undone": undone,
        "undone_off": undone * either("called_off"),
        "undone_ended": undone * either("ended"),
        "undone_denied": undone * either("denied"),
        "undone_negation": undone * either("negation"),
        "lasting_ended": (1 - ending) * either("ended"),
        "after_window_past": found.get("after_window", 0.0) * either("past"),
        "in_window_past": found.get("in_window", 0.0) * either("past"),
        "before_window_later": found.get("before_window", 0.0) * either("date_later"),
        "on_time_denied": either("on_time") * either("denial") * found["plan"],
        "on_time_inside": either("on_time") * either("date_inside"),
        "on_time_not_later": either("on_time") * (1 - either("date_later")),
        "late_but_there": either("postpone") * either("past") * (1 - either("date_later")),
        "contrary_later": either("contrary") * either("date_later"),
        "no_hedge": sure,
        "sure_authority": sure * authority,
        "authority_denied": authority * either("denied"),
        "authority_conditional": authority * either("conditional"),
        "authority_postpone": authority * either("postpone"),
        "later_plan": either("date_later") * found["plan"],
        "later_ahead": max(either("date_later.ahead"), either("date_later.ahead.bound")) * found["plan"],
        "later_gone": either("date_later.gone") * (1 - either("date_later.ahead")) * found["plan"],
        "later_not_inside": either("date_later") * (1 - either("date_inside")),
        "inside_sure": either("date_inside") * sure * found["plan"],
        "past_plan": either("past") * found["plan"],
        "event_denied": (1 - found["plan"]) * either("denied"),
        "event_negation": (1 - found["plan"]) * either("negation"),
        "postpone_denied": either("postpone") * max(either("denial"), either("on_time"), either("negation")),
    }
