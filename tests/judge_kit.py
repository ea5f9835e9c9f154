"""Small made-up claims, items and readings for the judge's tests. Subject: Casa Rossa and Lin Motori, two makers of cars."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import settings

from tracker import ledger, policy
from tracker.events import ClaimState, Event
from tracker.model import (
    Claim,
    Item,
    Kind,
    Quote,
    Quoted,
    Reading,
    Stance,
    Status,
    Tense,
    Tier,
    Verdict,
    When,
    Window,
    fingerprint,
)
from tracker.policy import Policy, load_policy

settings.register_profile("judge", deadline=None)
settings.register_profile("mutants", deadline=None, max_examples=8)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "judge"))

RULES = load_policy()
SUBJECTS = (("Casa Rossa", "Anna Verdi", "Verdi"), ("Lin Motori", "Li Wen"))
HOSTS = ("casarossa.example", "linmotori.example")
D0 = date(2025, 1, 10)
TIERS = {
    "casarossa.example": Tier.AUTHORITY,
    "linmotori.example": Tier.AUTHORITY,
    "filo.example": Tier.AGENCY,
    "gazzetta.example": Tier.PRESS,
    "corriera.example": Tier.PRESS,
    "motori.example": Tier.TRADE,
    "officina.example": Tier.TRADE,
}
"""The user's feed list; every other host is a blog."""


def day(number: int) -> date:
    """The day so many days after the claim was opened."""
    return D0 + timedelta(days=number)


def noon(number: int) -> datetime:
    """Noon of that day, UTC."""
    return datetime.combine(day(number), time(12), tzinfo=UTC)


def evening(number: int) -> datetime:
    """The end of that day, UTC."""
    return datetime.combine(day(number), time(23, 59, 59), tzinfo=UTC)


def event_claim(**changes: Any) -> Claim:
    """Did they meet? An event."""
    known: dict[str, Any] = {
        "slug": "incontro",
        "text": "Casa Rossa ha incontrato Lin Motori.",
        "kind": Kind.EVENT,
        "subjects": SUBJECTS,
        "keywords": ("incontro",),
        "authorities": HOSTS,
        "opened": D0,
    }
    return Claim(**{**known, **changes})


def plan_claim(**changes: Any) -> Claim:
    """Will it come between day 100 and day 130? A plan."""
    window = Window(start=day(100), end=day(130))
    return event_claim(
        **{"slug": "auto", "text": "Casa Rossa presenterà l'auto.", "kind": Kind.PLAN, "expected": window, **changes}
    )


def words(seed: str, count: int = 24) -> str:
    """That many made-up words which no other seed shares."""
    return " ".join(hashlib.blake2b(f"{seed}{n}".encode(), digest_size=4).hexdigest() for n in range(count))


def item(host: str, number: int, **changes: Any) -> Item:
    """An item of `host` on that day; its text is its own unless `title` or `summary` are given."""
    title = changes.pop("title", f"{host} {number}")
    summary = changes.pop("summary", words(f"{host}{number}{title}"))
    at = changes.pop("published", noon(number))
    name = changes.pop("id", fingerprint(host, str(number), title))
    known: dict[str, Any] = {
        "id": name,
        "text_id": fingerprint(title, summary, changes.get("body", "")),
        "host": host,
        "outlet": host.removesuffix(".example").title(),
        "tier": TIERS.get(host, Tier.BLOG),
        "language": "it",
        "title": title,
        "summary": summary,
        "published": at,
        "seen_at": at,
    }
    return Item(**{**known, **changes})


def when(start: int, end: int | None = None) -> When:
    """A date meant, in days after the opening."""
    return When(start=day(start), end=day(start if end is None else end), precision="span")


def reading(of: Item, stance: str = "supports", claim: str = "incontro", **changes: Any) -> Reading:
    """What is read from an item: its own voice, firm, unless changed."""
    known: dict[str, Any] = {
        "claim": claim,
        "item": of.id,
        "text_id": of.text_id,
        "stance": Stance(stance),
        "confidence": 0.9,
        "hedged": stance == "reports",
        "quote": Quote(text=of.summary or of.title, start=len(of.title) + 1, end=len(of.text)),
    }
    return Reading(**{**known, **changes})


def said(speaker: str | None = "Anna Verdi", **changes: Any) -> dict[str, Any]:
    """The fields of a reading that quotes an authority on the record."""
    return {"quoted": Quoted.AUTHORITY, "on_record": True, "speaker": speaker, **changes}


def odds(**shares: float) -> tuple[float, ...]:
    """How likely each stance is: these, and the rest shared among the others."""
    others = [stance for stance in Stance if stance not in shares]
    rest = (1.0 - sum(shares.values())) / len(others)
    return tuple(shares.get(stance, rest) for stance in Stance)


def two_ways(
    of: Item, first: str, second: str, likely: float, claim: str = "incontro", **changes: Any
) -> dict[str, Any]:
    """The fields of a reading that is the first stance with this likelihood, and the second nearly."""
    shares = odds(**{first: likely, second: 0.95 - likely})
    instead = reading(of, second, claim, confidence=0.95 - likely, **changes)
    return {"confidence": likely, "odds": shares, "instead": instead, **changes}


def plainly(stance: str, likely: float = 0.95) -> dict[str, Any]:
    """The fields of a reading that can hardly be read otherwise."""
    return {"confidence": likely, "odds": odds(**{stance: likely})}


def took_place(**changes: Any) -> dict[str, Any]:
    """The fields of a reading that says the matter has taken place."""
    return {"happened": True, "tense": Tense.PAST, **changes}


def read(claim: Claim, host: str, number: int, stance: str = "supports", **changes: Any) -> Event:
    """The event of an item read: fields of the item under `item`, of the reading as they are."""
    own = item(host, number, **changes.pop("item", {}))
    at = changes.pop("recorded", own.seen_at)
    return ledger.read_event(own, reading(own, stance, claim.slug, **changes), at)


def state(claim: Claim, events: Sequence[Event]) -> ClaimState:
    """The claim's state after these events."""
    opened = datetime.combine(claim.opened, time(0), tzinfo=UTC)
    return ledger.replay([ledger.define(claim, opened), *events])[claim.slug]


def verdict(claim: Claim, events: Sequence[Event], number: int, rules: Policy = RULES) -> Verdict:
    """The verdict at the end of that day."""
    return policy.judge(state(claim, events), rules, evening(number))


def status(claim: Claim, events: Sequence[Event], number: int, rules: Policy = RULES) -> Status:
    """The status at the end of that day."""
    return verdict(claim, events, number, rules).status


def live(claim: Claim, events: Sequence[Event], until: int, rules: Policy = RULES) -> list[Event]:
    """The whole ledger of a claim whose events arrive when they were recorded, judged every evening."""
    book: list[Event] = [ledger.define(claim, datetime.combine(claim.opened, time(0), tzinfo=UTC))]
    for number in range(until + 1):
        book += [event for event in events if event.recorded_at.date() == day(number)]
        book += policy.advance(ledger.replay(book)[claim.slug], rules, evening(number))
    return book
