"""One claim, and items beside it, for the tests of what reads an item's words in order and its sentences' meaning."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Tier
from tracker.reading import Look, look

WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)


def claim(subject: str = "Torvena", **changes: object) -> Claim:
    values = {
        "slug": "one",
        "text": f"{subject} will leave the stock exchange in Milan by the end of 2025.",
        "language": "en",
        "kind": Kind.PLAN,
        "subjects": ((subject,), ("Ida Belcastro", "Belcastro")),
        "expected": {"from": "2025-05-01", "to": "2025-12-31"},
        "opened": date(2025, 4, 1),
    }
    return Claim(**{**values, **changes})


def item(title: str, summary: str = "", body: str = "") -> Item:
    return Item(
        id="i", text_id="", host="press.example", outlet="Press", tier=Tier.PRESS, title=title, summary=summary,
        body=body, language="en", published=WHEN, seen_at=WHEN,
    )  # fmt: skip


def seen(title: str, summary: str = "", body: str = "", of: Claim | None = None) -> Look:
    return look(ClaimIndex((of or claim(),)).matches(item(title, summary, body))[0])
