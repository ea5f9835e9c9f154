"""The derived summary kept beside the ledger, one claim a key: what a person finds when opening the store. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.events import ClaimState
from tracker.model import Verdict


def summarise(state: ClaimState, verdict: Verdict) -> dict[str, Any]:
    """Status, since when, why, window, flags, and each source with its date, stance and link: JSON values only."""
    window = verdict.window
    return {
        "text": state.claim.text,
        "status": state.status.value,
        "since": state.since.isoformat(),
        "rule": state.rule,
        "because": state.because,
        "window": window.model_dump(mode="json", by_alias=True) if window else None,
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


def disagreements(summary: Mapping[str, Mapping[str, Any]], states: Mapping[str, ClaimState]) -> list[str]:
    """Slugs whose kept summary is not what the ledger replays to, in order."""
    return sorted(
        slug
        for slug, kept in summary.items()
        if slug in states
        and (kept.get("status"), kept.get("since")) != (states[slug].status.value, states[slug].since.isoformat())
    )
