"""Each rule has a story of its own: with the rule the status is right, without it the status is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest
from judge_kit import (
    RULES,
    event_claim,
    item,
    noon,
    plainly,
    plan_claim,
    read,
    said,
    status,
    took_place,
    two_ways,
    verdict,
    when,
    words,
)

from tracker import ledger, policy
from tracker.events import Event
from tracker.model import Claim, Cue, Quote, Quoted, Status, Tense, Tier


class Story(NamedTuple):
    """A claim, what is read of it, the day it is judged, and its status with the rule and without it."""

    claim: Claim
    events: Sequence[Event]
    on: Status
    off: Status
    at: int = 20


STORIES: dict[str, Callable[[], Story]] = {}


def story(rule: str) -> Callable[[Callable[[], Story]], Callable[[], Story]]:
    """Files a story under the rule it is about."""

    def keep(tell: Callable[[], Story]) -> Callable[[], Story]:
        STORIES[rule] = tell
        return tell

    return keep


@story("PERSON_DECIDES")
def _() -> Story:
    """A person who knows better sets the status; the two newspapers do not move it."""
    claim = event_claim()
    events = [read(claim, "gazzetta.example", 1), read(claim, "filo.example", 2)]
    decided = ledger.decide(claim.slug, Status.DENIED, "I called both", noon(3), "Piera")
    return Story(claim, [*events, decided], Status.DENIED, Status.CORROBORATED)


@story("BOTH_SIDES")
def _() -> Story:
    """One maker says yes, the other says no: contested, whoever spoke last."""
    claim = event_claim()
    yes = read(claim, "gazzetta.example", 1, **said("Anna Verdi"))
    no = read(claim, "filo.example", 2, "denies", **said("Li Wen"))
    return Story(claim, [yes, no], Status.CONTESTED, Status.DENIED)


@story("AUTHORITY_DENIES")
def _() -> Story:
    """Two newspapers state it, then the maker denies it on the record."""
    claim = event_claim()
    told = [read(claim, "gazzetta.example", 1), read(claim, "filo.example", 2)]
    return Story(
        claim, [*told, read(claim, "corriera.example", 3, "denies", **said())], Status.DENIED, Status.CORROBORATED
    )


@story("HAPPENED")
def _() -> Story:
    """The car was shown in its window, says the maker: the plan is confirmed and cannot lapse."""
    claim = plan_claim()
    shown = read(claim, "gazzetta.example", 110, **said(), **took_place())
    return Story(claim, [shown], Status.CONFIRMED, Status.LAPSED, at=200)


@story("LAPSE")
def _() -> Story:
    """Announced, the window and its grace over, nothing shown."""
    claim = plan_claim()
    return Story(claim, [read(claim, "gazzetta.example", 5, **said())], Status.LAPSED, Status.ANNOUNCED, at=145)


@story("OUTSIDE_THE_WINDOW")
def _() -> Story:
    """The maker moves the car wholly beyond the first window."""
    claim = plan_claim()
    moved = read(claim, "gazzetta.example", 50, "postpones", **said(), when=when(200, 220))
    return Story(claim, [read(claim, "filo.example", 5, **said()), moved], Status.POSTPONED, Status.ANNOUNCED, at=60)


@story("AUTHORITY_CONFIRMS")
def _() -> Story:
    """The maker itself says yes."""
    claim = event_claim()
    return Story(claim, [read(claim, "casarossa.example", 1)], Status.CONFIRMED, Status.SPECULATION)


@story("TWO_ROOTS")
def _() -> Story:
    """An agency and a trade paper state it, each by itself."""
    claim = event_claim()
    return Story(
        claim,
        [read(claim, "filo.example", 1), read(claim, "motori.example", 2)],
        Status.CORROBORATED,
        Status.SPECULATION,
    )


@story("HEDGE_BLOCKS")
def _() -> Story:
    """Two newspapers in the conditional, one of them quoting the maker."""
    claim = event_claim()
    events = [read(claim, "filo.example", 1, hedged=True), read(claim, "gazzetta.example", 2, hedged=True)]
    return Story(claim, events, Status.SPECULATION, Status.CORROBORATED)


@story("BODY_NOT_HEADLINE")
def _() -> Story:
    """The headline says that the maker confirms, the article below does not."""
    claim = event_claim()
    loud = {"title": "Casa Rossa conferma", "body": words("below", 60)}
    shouted = read(claim, "gazzetta.example", 1, item=loud, quote=Quote(text=loud["title"], start=0, end=19), **said())
    return Story(claim, [shouted], Status.SPECULATION, Status.CONFIRMED)


@story("ATTRIBUTION_INHERITS")
def _() -> Story:
    """Two newspapers state it, both after the same magazine: one root."""
    claim = event_claim()
    events = [
        read(claim, "gazzetta.example", 1, attributed_to="Autorama"),
        read(claim, "corriera.example", 2, attributed_to="autorama"),
    ]
    return Story(claim, events, Status.SPECULATION, Status.CORROBORATED)


@story("COUNT_ROOTS_NOT_COPIES")
def _() -> Story:
    """A newspaper prints the agency's text under a headline of its own: one root."""
    claim, wire = event_claim(), words("wire", 40)
    events = [
        read(claim, "filo.example", 1, item={"title": "Incontro avvenuto", "summary": wire}),
        read(claim, "gazzetta.example", 2, item={"title": "Clamoroso a Torino", "summary": f"Ieri {wire} infine"}),
    ]
    return Story(claim, events, Status.SPECULATION, Status.CORROBORATED)


@story("ANON_CEILING")
def _() -> Story:
    """Unnamed officials tell two agencies, in the indicative."""
    claim = event_claim()
    events = [read(claim, host, 1, quoted=Quoted.UNNAMED) for host in ("filo.example", "gazzetta.example")]
    return Story(claim, events, Status.SPECULATION, Status.CORROBORATED)


@story("AGREED_IS_NOT_OFFICIAL")
def _() -> Story:
    """A newspaper shouts "ufficiale" in its own voice."""
    claim = event_claim()
    cue = Cue(text="Ufficiale", start=0, end=9, kind="self_official")
    return Story(claim, [read(claim, "gazzetta.example", 1, cues=(cue,))], Status.SPECULATION, Status.CONFIRMED)


@story("AUTHORITY_SPEAKS")
def _() -> Story:
    """A blog quotes the maker by name; no outlet that we trust with a quotation carries it."""
    claim = event_claim()
    return Story(claim, [read(claim, "bloggo.example", 1, **said())], Status.SPECULATION, Status.CONFIRMED)


@story("LATEST_WORD")
def _() -> Story:
    """One maker said "not so far" in January; in February the other says that they have met."""
    claim = event_claim()
    not_yet = read(claim, "filo.example", 1, "denies", so_far=True, **said("Li Wen"))
    return Story(claim, [not_yet, read(claim, "casarossa.example", 15)], Status.CONFIRMED, Status.CONTESTED)


@story("RETRACTION_MEMORY")
def _() -> Story:
    """The newspaper withdrew its story; a paper that still carries the text brings nothing back."""
    claim, text = event_claim(), words("withdrawn", 40)
    first = read(claim, "gazzetta.example", 1, item={"summary": text}, **said())
    stale = read(claim, "corriera.example", 8, item={"summary": text}, **said())
    notice = ledger.withdraw(claim.slug, first.item.id, "gazzetta.example", "ritirato", noon(5))
    return Story(claim, [first, notice, stale], Status.SPECULATION, Status.CONFIRMED)


@story("BEFORE_OPENING")
def _() -> Story:
    """Last year's yes is background to this year's claim."""
    claim = event_claim()
    return Story(claim, [read(claim, "gazzetta.example", -200, **said())], Status.SPECULATION, Status.CONFIRMED)


@story("NOT_TOO_EARLY")
def _() -> Story:
    """A leader of the opposition has it in the future tense, and so has the agency: nothing has happened."""
    claim = event_claim()
    events = [read(claim, host, 1, tense=Tense.FUTURE) for host in ("filo.example", "gazzetta.example")]
    return Story(claim, events, Status.SPECULATION, Status.CORROBORATED)


@story("CORRECTION_REOPENS")
def _() -> Story:
    """The newspaper rewrote its story: it takes no position any more."""
    claim = event_claim()
    first = read(claim, "gazzetta.example", 1, **said())
    own = {"id": first.item.id, "summary": words("rewritten"), "seen_at": noon(4)}
    edited = read(claim, "gazzetta.example", 1, "mentions", item=own)
    return Story(claim, [first, edited], Status.SPECULATION, Status.CONFIRMED)


@story("HOST_COVERS")
def _() -> Story:
    """A host one letter away from the maker's, which the user took for the maker's, speaks for nobody."""
    claim = event_claim()
    fake = read(claim, "casar0ssa.example", 1, item={"tier": Tier.AUTHORITY})
    return Story(claim, [fake], Status.SPECULATION, Status.CONFIRMED)


@story("PLATFORMS_SPEAK_FOR_NOBODY")
def _() -> Story:
    """The maker writes on a hosting platform; so does anybody."""
    claim = event_claim(authorities=("substack.com",))
    tenant = read(claim, "casarossa.substack.com", 1, item={"tier": Tier.AUTHORITY})
    return Story(claim, [tenant], Status.SPECULATION, Status.CONFIRMED)


@story("TIER_IS_THE_LISTS")
def _() -> Story:
    """An aggregator's item says that it leads to the maker's site."""
    claim = event_claim()
    lent = read(claim, "casarossa.example", 1, item={"tier": Tier.BLOG})
    return Story(claim, [lent], Status.SPECULATION, Status.CONFIRMED)


@story("OWN_HOST_ONLY")
def _() -> Story:
    """A stranger's feed carries the newspaper's item id with another text: the newspaper's stands."""
    claim = event_claim()
    first = read(claim, "gazzetta.example", 1, **said())
    forged = read(claim, "bloggo.example", 1, "mentions", item={"id": first.item.id, "seen_at": noon(2)})
    return Story(claim, [first, forged], Status.CONFIRMED, Status.SPECULATION)


@story("KNOWN_SPEAKER")
def _() -> Story:
    """A newspaper quotes an analyst about Casa Rossa, and the reader took him for the authority."""
    claim = event_claim()
    text = {"summary": f"Casa Rossa {words('analyst')}"}
    quoted = read(claim, "gazzetta.example", 1, item=text, **said("l'analista Ugo Neri"))
    return Story(claim, [quoted], Status.SPECULATION, Status.CONFIRMED)


@story("DATES_ARE_CHECKED")
def _() -> Story:
    """A newspaper's denial, dated far ahead by its feed, is not the latest word for ever."""
    claim = event_claim()
    ahead = read(claim, "gazzetta.example", 2, "denies", item={"published": noon(19), "seen_at": noon(2)}, **said())
    return Story(claim, [ahead, read(claim, "filo.example", 10, **said())], Status.CONFIRMED, Status.DENIED)


@story("LOWER_TIER_MOVES_NOBODY")
def _() -> Story:
    """A blog prints the newspaper's text with a date before the claim: the newspaper does not become old news."""
    claim, text = event_claim(), words("backdated", 40)
    genuine = read(claim, "gazzetta.example", 3, item={"summary": text}, **said())
    backdated = {"summary": text, "published": noon(-30), "seen_at": noon(4)}
    return Story(
        claim,
        [genuine, read(claim, "bloggo.example", 4, item=backdated, **said())],
        Status.CONFIRMED,
        Status.SPECULATION,
    )


@story("HISTORY_MOVES_NOTHING")
def _() -> Story:
    """After the car was moved twice, a report names the first new date, which has passed: it moves nothing back."""
    claim = plan_claim()
    events = [
        read(claim, "gazzetta.example", 50, "postpones", **said(), when=when(200, 210)),
        read(claim, "gazzetta.example", 190, "postpones", **said(), when=when(300, 310)),
        read(claim, "filo.example", 230, "postpones", **said(), when=when(200, 210)),
        read(claim, "corriera.example", 230, "postpones", **said(), when=when(200, 210)),
    ]
    return Story(claim, events, Status.POSTPONED, Status.LAPSED, at=240)


@story("RETURN_NEEDS_TWO")
def _() -> Story:
    """One trade paper goes on naming the first window after the maker moved the car."""
    claim = plan_claim()
    events = [
        read(claim, "gazzetta.example", 50, "postpones", **said(), when=when(200, 210)),
        read(claim, "motori.example", 60, **said(), when=when(100, 130)),
    ]
    return Story(claim, events, Status.POSTPONED, Status.ANNOUNCED, at=70)


@story("DOUBT_IS_SAFE")
def _() -> Story:
    """A reading that the reader itself does not trust."""
    claim = event_claim()
    return Story(
        claim, [read(claim, "gazzetta.example", 1, confidence=0.1, **said())], Status.SPECULATION, Status.CONFIRMED
    )


@story("HEARD_TOGETHER")
def _() -> Story:
    """A newspaper and a trade paper quote the maker in words that, each alone, could be read otherwise."""
    claim = event_claim()
    half = {"quoted": Quoted.AUTHORITY, "speaker": "Anna Verdi", "record": 0.65}
    events = [read(claim, "gazzetta.example", 2, **half), read(claim, "motori.example", 3, **half)]
    return Story(claim, events, Status.CONFIRMED, Status.SPECULATION)


@story("READ_IN_COMPANY")
def _() -> Story:
    """A newspaper quotes the maker in words that are a yes or a no; two others plainly have the no."""
    claim = event_claim()
    fields = two_ways(item("gazzetta.example", 2), "supports", "denies", 0.6, **said(), record=0.6, enough=0.4)
    no = [read(claim, host, 2, "denies", **plainly("denies")) for host in ("filo.example", "motori.example")]
    return Story(claim, [read(claim, "gazzetta.example", 2, **fields), *no], Status.DENIED, Status.CONFIRMED)


@story("LONE_NO_WAITS")
def _() -> Story:
    """Weeks after two outlets had the maker's yes, one alone has what may be its no."""
    claim = event_claim()
    yes = [read(claim, host, 2, **said()) for host in ("gazzetta.example", "motori.example")]
    no = read(claim, "corriera.example", 15, "denies", **said(), confidence=0.55)
    return Story(claim, [*yes, no], Status.CONFIRMED, Status.DENIED)


ALWAYS = {"OTHERWISE"}
"""Nothing holds below it: switching it off leaves the same answer."""


def test_every_rule_has_its_story() -> None:
    """No rule is in force without a story that shows what it is for."""
    assert set(STORIES) | ALWAYS == set(policy.RULES)


@pytest.mark.parametrize("rule", sorted(STORIES))
def test_with_the_rule_the_status_is_right(rule: str) -> None:
    """The judge as it ships gives the story's status."""
    told = STORIES[rule]()
    assert status(told.claim, told.events, told.at) is told.on


@pytest.mark.parametrize("rule", sorted(STORIES))
def test_without_the_rule_the_status_is_wrong(rule: str) -> None:
    """The story fails when its rule is switched off: the rule does the work."""
    told = STORIES[rule]()
    assert status(told.claim, told.events, told.at, RULES.without(rule)) is told.off is not told.on


def test_otherwise_is_speculation() -> None:
    """A claim nobody has spoken of is speculation by the last rule."""
    found = verdict(event_claim(), [], 3)
    assert (found.status, found.rule) == (Status.SPECULATION, "OTHERWISE")
