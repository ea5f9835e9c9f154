"""Which parts of an item say no, which are unsure, and which say what they say straight."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Tier, fingerprint
from tracker.reading import look, straight

MERGER = Claim(
    slug="merger",
    text="Torvena will buy Bressan.",
    language="en",
    kind=Kind.PLAN,
    subjects=(("Torvena",), ("Bressan",)),
    keywords=("takeover",),
    opened=date(2025, 1, 1),
)


def facts(title: str, summary: str = "") -> set[str]:
    """The facts of an item about the merger."""
    when = datetime(2025, 4, 10, 12, tzinfo=UTC)
    item = Item(
        id=fingerprint(title), text_id="", host="press.example", outlet="Press", tier=Tier.PRESS, title=title,
        summary=summary, language="en", published=when, seen_at=when,
    )  # fmt: skip
    (match,) = ClaimIndex([MERGER]).matches(item)
    seen = look(match)
    return set(straight.features(seen.view, seen.found, seen.judged))


def test_what_stands_beside_a_denial_is_told_from_what_it_denies() -> None:
    """A sentence of the claim that no denial touches is straight, and comes behind the one that says no."""
    found = facts("Torvena denies a rift with the unions", "Torvena will buy Bressan in May.")
    assert {"row_no_name", "row_straight_claim", "row_no_then_straight_claim", "row_last_straight_claim"} <= found
    assert "row_no_throughout" not in found and "row_noes_1" in found
    against = facts("Torvena has a new chief", "Torvena denies that it will buy Bressan.")
    assert {"row_no_claim", "row_straight_then_no_claim", "row_last_no_claim"} <= against
    assert "row_straight_claim" not in against


def test_a_denial_throughout_leaves_nothing_straight() -> None:
    """Where every part that names anybody says no."""
    found = facts("Torvena denies it will buy Bressan")
    assert "row_no_throughout" in found and not {name for name in found if name.startswith("row_straight")}


def test_clauses_are_told_apart_where_sentences_are_not() -> None:
    """ "X, but Y": the sentence says no, and its other clause says it straight."""
    found = facts("Torvena has no plans for a plant, but it will buy Bressan")
    assert "row_no_claim" in found and {"part_straight_claim", "part_no_then_straight_claim"} <= found


def test_a_hedge_or_a_question_is_unsure() -> None:
    """Neither no nor straight; a no beside a hedge is a no."""
    assert "row_unsure_claim" in facts("Torvena is reportedly to buy Bressan")
    assert "row_unsure_claim" in facts("Will Torvena buy Bressan?")
    assert "row_no_claim" in facts("Torvena reportedly denies it will buy Bressan")
