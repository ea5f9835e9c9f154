"""Articles by somebody who had not seen the cue files, with the claims a reader takes from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tracker.extract import Proposal, extract
from tracker.text import fold

FOLDER = Path(__file__).parent / "data" / "articles"
ARTICLES = sorted(FOLDER.glob("*.json"))
ENOUGH_WORDS = 0.6
"""Share of an expected claim's words that a proposal, with its sentences, must hold."""
NEAR = {
    "announced": {"announced", "fact"},
    "fact": {"fact", "announced"},
    "hedged": {"hedged", "possible"},
    "possible": {"possible", "hedged"},
}


@dataclass
class Score:
    """What was found of one article's expectations."""

    expected: int = 0
    found: int = 0
    leaning: int = 0
    leaning_near: int = 0
    kind: int = 0
    source: int = 0
    dates: int = 0
    dated: int = 0
    nonsense: int = 0


def holds(proposal: Proposal, words: list[str]) -> float:
    """The share of `words` in the proposal and the sentences it was taken from."""
    text = fold(" ".join([proposal.text, proposal.clause.text, *(quote.text for quote in proposal.also)]))
    return sum(fold(word) in text for word in words) / len(words)


def assigned(proposals: tuple[Proposal, ...], claims: list[dict[str, Any]]) -> dict[int, Proposal]:
    """Each expected claim with the proposal that holds most of its words, no proposal for two claims."""
    pairs = sorted(
        (
            (-holds(one, claim["words"]), rank, index)
            for rank, one in enumerate(proposals)
            for index, claim in enumerate(claims)
        ),
    )
    taken: dict[int, int] = {}
    for share, rank, index in pairs:
        if -share >= ENOUGH_WORDS and index not in taken and rank not in taken.values():
            taken[index] = rank
    return {index: proposals[rank] for index, rank in taken.items()}


def source_fits(proposal: Proposal, expected: str | None) -> bool:
    """No source for none; else a word of four letters or more in common."""
    if expected is None or proposal.source is None:
        return expected is None and proposal.source is None
    mine = {word for word in fold(proposal.source).split() if len(word) > 3}
    return bool(mine & {word.strip(",.") for word in fold(expected).split()})


def date_fits(proposal: Proposal, expected: list[str]) -> bool:
    """Every expected span is one of the proposal's dates or its window."""
    spans = {f"{one.start}..{one.end}" for one in proposal.dates}
    if proposal.window:
        spans.add(f"{proposal.window.start}..{proposal.window.end}")
    return all(one in spans for one in expected)


def score(path: Path) -> tuple[Score, list[str]]:
    """The score of one article's first ten proposals, and what was missed."""
    wanted = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    proposals = extract(text, date.fromisoformat(wanted["date"]), wanted["language"])[:10]
    claims = wanted["claims"]
    matched = assigned(proposals, claims)
    total, misses = Score(expected=len(claims), found=len(matched)), []
    for index, claim in enumerate(claims):
        one = matched.get(index)
        if one is None:
            misses.append(f"not found: {claim}")
            continue
        total.leaning += one.leaning == claim["leaning"]
        total.leaning_near += one.leaning in NEAR.get(claim["leaning"], {claim["leaning"]})
        total.kind += one.kind == claim["kind"]
        total.source += source_fits(one, claim["source"])
        total.dated += bool(claim["dates"])
        total.dates += bool(claim["dates"]) and date_fits(one, claim["dates"])
        if (
            one.leaning != claim["leaning"]
            or not source_fits(one, claim["source"])
            or not date_fits(one, claim["dates"])
        ):
            misses.append(f"{claim} <> {one.leaning} {one.kind} {one.source} {one.window} {one.text}")
    total.nonsense = len(proposals) - len(matched)
    return total, misses


def test_there_are_articles() -> None:
    """Four articles, two of them English, each with its expectations."""
    assert len(ARTICLES) == 4
    assert sum(".en." in path.name for path in ARTICLES) == 2


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_a_readers_claims_are_among_the_first_ten(path: Path) -> None:
    """Every claim a reader takes from the article is proposed, nearly all with the reader's leaning, kind and date."""
    result, misses = score(path)
    told = "\n".join(misses)
    assert result.found == result.expected, told
    assert result.leaning >= result.expected - 1, told
    assert result.kind >= result.expected - 1, told
    assert result.dates == result.dated, told
    assert result.source >= result.expected - 2, told
