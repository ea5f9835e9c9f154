"""What every command that works on a home folder needs: settings, claims, feeds, rules, store; opened once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.cycle import Rules, World
    from tracker.errors import TrackerError
    from tracker.model import Claim, Feed
    from tracker.policy import Policy
    from tracker.stores import Store

Home = Annotated[
    Path | None,
    typer.Option("--home", help="The folder with tracker.toml, claims.toml and feeds.opml.", envvar="TRACKER_HOME"),
]


def utc_now() -> datetime:
    """The clock of the world; decisions get it as an argument."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """An opened home folder. What in its files cannot be used is told of on standard error; the rest goes on."""

    settings: Settings
    problems: list[TrackerError] = field(default_factory=list)

    def _problem(self, problem: TrackerError) -> None:
        self.problems.append(problem)
        typer.echo(f"tracker: {problem}", err=True)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The usable claims in the user's file."""
        from tracker.claimfile import read_claims

        return read_claims(self.settings.claims, self._problem)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds in the user's lists, each address once."""
        from tracker.feedlist import read_feeds

        found: dict[str, Feed] = {}
        for path in self.settings.feeds:
            for feed in read_feeds(path, on_problem=self._problem):
                found.setdefault(feed.url, feed)
        return tuple(found.values())

    @cached_property
    def policy(self) -> Policy:
        """The user's policy file, or the one that ships."""
        from tracker.cli.measure import text_of
        from tracker.policy import load_policy

        path = self.settings.policy
        return load_policy(text_of(str(path)) if path else None)

    @cached_property
    def rules(self) -> Rules:
        """What decisions need beside claims and ledger."""
        from tracker.cycle import Rules

        return Rules(self.policy, tuple(self.settings.subscribers))

    @cached_property
    def store(self) -> Store:
        """The store; opening it checks it."""
        from tracker.stores import open_store

        return open_store(self.settings.store)

    def world(self) -> World:
        """The edges a poll touches, as configured."""
        from tracker.cycle import World
        from tracker.notifiers import notifiers_for

        return World(self.store, notifiers_for(self.settings), self.settings.fetch.limits())


def open_desk(home: Path | None, **flags: object) -> Desk:
    """Read the settings of a home folder; flags win over the environment, and that over the file."""
    from tracker.config import load_settings

    given = {key: value for key, value in flags.items() if value is not None}
    return Desk(load_settings(home, os.environ, given))
