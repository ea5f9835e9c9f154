"""Whatever strangers put together from every trick at once, the status stays what the others make it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from judge_kit import HOSTS, event_claim, item, noon, plan_claim, read, reading, said, status, took_place, verdict, when

from tracker import ledger
from tracker.events import Event, ItemRead
from tracker.model import Claim, Flag, Quoted, Tier

CLAIMS = (event_claim(), plan_claim())
GOOD = ("gazzetta.example", "corriera.example", "filo.example", "motori.example", *HOSTS)
BAD = (
    "bloggo.example",
    "casar0ssa.example",
    "gazzetta.example.evil.example",
    "spazio.blogspot.com",
    "filo-news.example",
)
NAMES = ("Gazzetta", "Filo", "Casa Rossa", "Reuters", "Filovento", "Bloggo")
STANCES = ("supports", "reports", "denies", "postpones", "mentions")
SPEAKERS = ("Anna Verdi", "Li Wen", "l'ad", "Ugo Neri", None)


@st.composite
def word(draw: st.DrawFn) -> dict[str, Any]:
    """What a reading says, beside its stance."""
    fields: dict[str, Any] = {"confidence": draw(st.sampled_from([0.2, 0.5, 0.9]))}
    if draw(st.booleans()):
        fields |= said(draw(st.sampled_from(SPEAKERS)))
    if draw(st.booleans()):
        fields["when"] = when(draw(st.sampled_from([5, 105, 200, 300])))
    if draw(st.integers(0, 3)) == 0:
        fields |= took_place()
    if draw(st.integers(0, 3)) == 0:
        fields |= {"quoted": Quoted.OUTLET, "attributed_to": draw(st.sampled_from(NAMES))}
    return fields


@st.composite
def honest(draw: st.DrawFn, claim: Claim) -> list[Event]:
    """Up to six items of known outlets and own channels."""
    events: list[Event] = []
    for number in range(draw(st.integers(0, 6))):
        host, on = draw(st.sampled_from(GOOD)), draw(st.sampled_from([2, 3, 4, 9, 20, 107]))
        own = {"title": f"onesto {number}"}
        events.append(read(claim, host, on, draw(st.sampled_from(STANCES)), item=own, **draw(word())))
    return events


@st.composite
def forged(draw: st.DrawFn, claim: Claim, good: list[Event]) -> list[Event]:
    """A stranger's post: its own or another's text, id, outlet name and date; corrected or withdrawn by himself."""
    host, on = draw(st.sampled_from(BAD)), draw(st.integers(1, 110))
    own: dict[str, Any] = {"title": f"falso {draw(st.integers(0, 99))}", "outlet": draw(st.sampled_from(NAMES))}
    own["tier"] = draw(st.sampled_from([Tier.BLOG, Tier.SOCIAL]))
    items = [event.item for event in good if isinstance(event, ItemRead)]
    if items and draw(st.booleans()):
        victim = draw(st.sampled_from(items))
        stolen = draw(st.sets(st.sampled_from(["id", "text", "date"])))
        own |= {"id": victim.id} if "id" in stolen else {}
        own |= {"title": victim.title, "summary": victim.summary} if "text" in stolen else {}
        own |= {"published": victim.published - timedelta(days=3), "seen_at": noon(on)} if "date" in stolen else {}
    made = item(host, on, **own)
    read_as = reading(made, draw(st.sampled_from(STANCES)), claim.slug, correction=draw(st.booleans()), **draw(word()))
    events: list[Event] = [ledger.read_event(made, read_as, made.seen_at)]
    if draw(st.booleans()):
        events.append(ledger.withdraw(claim.slug, made.id, host, "scusate", noon(on + 1)))
    return events


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_strangers_move_nothing_by_any_mixture_of_tricks(data: st.DataObject) -> None:
    """Blogs and posts, look-alikes and tenants among them: the status of every day is the one without them."""
    claim = data.draw(st.sampled_from(CLAIMS))
    good = data.draw(honest(claim))
    bad = [event for group in data.draw(st.lists(forged(claim, good), max_size=4)) for event in group]
    for number in (8, 40, 112):
        assert status(claim, [*good, *bad], number) is status(claim, good, number), number


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_strangers_raise_no_review_and_wake_nobody(data: st.DataObject) -> None:
    """The flags, too, are the ones without them, and so is the window."""
    claim = data.draw(st.sampled_from(CLAIMS))
    good = data.draw(honest(claim))
    bad = [event for group in data.draw(st.lists(forged(claim, good), max_size=4)) for event in group]
    with_them, without = verdict(claim, [*good, *bad], 112), verdict(claim, good, 112)
    assert with_them.window == without.window
    for flag in (Flag.NEEDS_REVIEW, Flag.DORMANT, Flag.OVERDUE):
        assert (flag in with_them.flags) == (flag in without.flags), flag
