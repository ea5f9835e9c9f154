"""Precision and recall of "one root": python tests/bench/origins.py [STORY.json ...]

Over tests/data/pairs_origins (100 pairs a half; held.toml was never used to choose a threshold) and, for stories given,
over every pair of items in one language against their `copy_of` labels.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from tracker.model import Item, Tier, fingerprint
from tracker.origins import Entry, fold, same_text, trace

PAIRS = Path(__file__).parents[1] / "data" / "pairs_origins"
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


class Pair(NamedTuple):
    """Two accounts, whether they are one root, and what kind of pair it is."""

    one: Entry
    other: Entry
    same: bool
    kind: str


class Score(NamedTuple):
    """How often "one root" was right, how much of it was found, and what was got wrong."""

    precision: float
    recall: float
    wrong: tuple[str, ...]


def entry(text: list[str], host: str, hours: int, source: str = "") -> Entry:
    """An account as an item of `host`, so many hours after noon."""
    language, title, summary = text
    at = NOON.replace(hour=12 + hours)
    item = Item(
        id=fingerprint(host, title), text_id=fingerprint(title, summary), host=host, outlet=host, tier=Tier.PRESS,
        language=language, title=title, summary=summary, published=at, seen_at=at,
    )  # fmt: skip
    return Entry(item, at, source)


def pairs(half: str) -> Iterator[Pair]:
    """The pairs of `tuning` or `held`: of each event two that are one root and two that are not."""
    for event in tomllib.loads((PAIRS / f"{half}.toml").read_text("utf-8"))["event"]:
        wire_host = event["source"].lower().replace(" ", "") + ".example"
        wire = entry(event["wire"], wire_host, 0)
        rewrite = entry(event.get("deep", event["rewrite"]), "gazzetta.example", 1)
        translation = entry(event["translation"], "courier.example", 2, f"outlet:{event['source']}")
        other = entry(event["other"], "corriera.example", 3)
        rival = entry(event.get("rival", event["other"]), "corriera.example", 4)
        yield Pair(wire, rewrite, True, "rewrite")
        yield Pair(wire, translation, True, "translation")
        yield Pair(wire, other, False, "two reporters")
        yield Pair(rewrite, rival, False, "two reporters")


def is_one_root(pair: Pair) -> bool:
    """What the program says of the pair."""
    root = trace([pair.one, pair.other]).root
    return root[pair.one.item.id] == root[pair.other.item.id]


def jaccard(pair: Pair, least: float = 0.55) -> bool:
    """The yardstick: sets of words alone."""
    one, other = (frozenset(fold(part.item.text).split()) for part in (pair.one, pair.other))
    return len(one & other) / len(one | other) >= least


def score(found: Iterable[tuple[bool, bool, str]]) -> Score:
    """Precision and recall of (label, answer, name) rows."""
    rows = list(found)
    hits = sum(label and answer for label, answer, _ in rows)
    said = sum(answer for _, answer, _ in rows)
    meant = sum(label for label, _, _ in rows)
    wrong = tuple(name for label, answer, name in rows if label != answer)
    return Score(hits / said if said else 0.0, hits / meant if meant else 0.0, wrong)


def measure(half: str, judge: Callable[[Pair], bool] = is_one_root) -> Score:
    """The score of one half."""
    return score((pair.same, judge(pair), f"{pair.kind}: {pair.other.item.title}") for pair in pairs(half))


def of_stories(paths: Iterable[Path]) -> Score:
    """The score of near-copies over stories: every two items in one language, against `copy_of`."""
    return score(row for path in paths for row in _rows(json.loads(path.read_text("utf-8"))))


def _rows(story: dict[str, Any]) -> Iterator[tuple[bool, bool, str]]:
    items = story["items"]
    texts = [entry([it.get("lang", ""), it["title"], it.get("summary", "")], it["outlet"], 0).item for it in items]
    origin = list(range(len(items)))
    for index, it in enumerate(items):
        if isinstance(it.get("copy_of"), int) and it["copy_of"] < index:
            origin[index] = origin[it["copy_of"]]
    for a, b in combinations(range(len(items)), 2):
        if items[a].get("lang") == items[b].get("lang"):
            yield origin[a] == origin[b], same_text(texts[a], texts[b]), f"{story['slug']} {a} {b}"


def main(paths: list[str]) -> None:
    """Print one JSON line a set."""
    for half in ("tuning", "held"):
        found = measure(half)
        print(json.dumps({"set": half, "pairs": 100, **found._asdict()}, ensure_ascii=False))
        plain = measure(half, jaccard)
        print(json.dumps({"set": f"{half}, Jaccard 0.55", "precision": plain.precision, "recall": plain.recall}))
    if paths:
        print(json.dumps({"set": "copy_of", **of_stories(map(Path, paths))._asdict()}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
