"""The derived summary kept beside the ledger, one claim a key: what a person finds when opening the store. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.events import ClaimState
from tracker.model import Verdict


def summarise(state: ClaimState, verdict: Verdict, stamp: str) -> dict[str, Any]:
    """Status, since when, why, window, flags, each source with its date, stance and link, the policy's `stamp`, and the
    next day on which time alone may change something: JSON values only."""
    window = verdict.window
    return {
        "text": state.claim.text,
        "status": state.status.value,
        "since": state.since.isoformat(),
        "rule": state.rule,
        "because": state.because,
        "window": window.model_dump(mode="json", by_alias=True) if window else None,
        "policy": stamp,
        "recheck": verdict.recheck.isoformat() if verdict.recheck else None,
        "flags": {flag.value: why for flag, why in sorted(verdict.flags.items())},
        "sources": [
            {
                "date": one.item.published.date().isoformat(),
                "outlet": one.item.outlet,
                "title": one.item.title,
                "link": one.item.link,
                "stance": one.reading.stance.value,
                "counts": one.counts,
            }
            for one in verdict.evidence
        ],
    }


def holds(kept: Mapping[str, Any], state: ClaimState, stamp: str, today: date) -> bool:
    """Whether a claim without news needs no judging: its summary was made by this policy, agrees with the ledger, and
    no day has come on which time alone may change something."""
    if "recheck" not in kept or kept.get("policy") != stamp or not _agrees(kept, state):
        return False
    return kept["recheck"] is None or today < date.fromisoformat(kept["recheck"])


def _agrees(kept: Mapping[str, Any], state: ClaimState) -> bool:
    return (kept.get("status"), kept.get("since")) == (state.status.value, state.since.isoformat())


def disagreements(summary: Mapping[str, Mapping[str, Any]], states: Mapping[str, ClaimState]) -> list[str]:
    """Slugs whose kept summary is not what the ledger replays to, in order."""
    return sorted(slug for slug, kept in summary.items() if slug in states and not _agrees(kept, states[slug]))
