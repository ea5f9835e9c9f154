"""A fortnight of faults, the clock set."""

from __future__ import annotations

from tests.bench.fortnight import live


def test_a_fortnight_of_faults_loses_and_doubles_nothing() -> None:
    """Four polls a day for two weeks, three feeds in ten failing each time: every story is seen, under one name."""
    result = live(feeds=40, days=14, seed=7)
    assert result.outcomes["error"] > 100 and result.outcomes["new"] > 500 and result.revisions > 50
    assert len(result.seen) == result.published > 400
    assert not result.wrong
