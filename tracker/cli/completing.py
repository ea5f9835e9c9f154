"""Shell completion: what may stand for a claim's slug, a status, a stance. It never raises: a shell is waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

Complete = Callable[[typer.Context, str], list[tuple[str, str]]]


def claim_slugs(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The slugs in the home folder's claims file, each with its sentence."""
    from tracker.claimfile import read_claims
    from tracker.cli.desk import open_desk
    from tracker.errors import TrackerError

    home = context.params.get("home")
    try:
        claims = read_claims(open_desk(Path(home) if home else None).settings.claims, on_problem=lambda _: None)
    except TrackerError:
        return []
    return [(claim.slug, claim.text) for claim in claims if claim.slug.startswith(incomplete)]


def statuses(incomplete: str) -> list[str]:
    """The statuses of a claim."""
    from tracker.model import Status

    return [status.value for status in Status if status.value.startswith(incomplete)]


def stances(incomplete: str) -> list[str]:
    """The stances of an item."""
    from tracker.model import Stance

    return [stance.value for stance in Stance if stance.value.startswith(incomplete)]


def tiers(incomplete: str) -> list[str]:
    """The tiers of a source."""
    from tracker.model import Tier

    return [tier.value for tier in Tier if tier.value.startswith(incomplete)]
