"""Fit how likely an authority says it on the record, by what is seen of an item (`tracker/reading/record.py`).

    python -m tests.bench.fit_record STORY.json ... [--write]

The stories must be in no other fit: the weights must learn from odds as the reader gives them to what it never saw.
Printed: how the likelihoods come out by folds that never split a story, beside what is on the record in truth; `--write`
stores the weights fitted on all of them. No sign that speaks for a word on the record may weigh against one, and none
that speaks against it for one. SciPy is needed here only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tracker import stories
from tracker.matching import ClaimIndex
from tracker.model import Stance
from tracker.reading import closer, likely, look, possible, record, runs, trees
from tracker.reading.decide import FIRM, settle
from tracker.reading.layers import layers

WEIGHTS = Path(record.__file__).with_name("weights") / "record.json"
FREEDOM = 0.3
"""The inverse strength of what holds the weights near nought."""
FOLDS = 8
BOUNDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)


class Lesson(NamedTuple):
    """An item that is read as a yes, a no or a delay, and whether that is so and on the record."""

    slug: str
    stance: Stance
    signs: Mapping[str, float]
    true: bool


def lessons_of(path: Path) -> Iterator[Lesson]:
    """The items of a story from which there is something to learn."""
    text = path.read_text(encoding="utf-8")
    story, labels = stories.parse(text, path.name), json.loads(text)["items"]
    index = ClaimIndex((story.claim,))
    for item, label in zip(story.items, labels, strict=True):
        if item is None or label.get("doubtful") or not (found := index.matches(item)):
            continue
        seen = look(found[0])
        facts = seen.signs() | runs.words().facts(seen.runs())
        odds = possible(seen, closer(likely(facts, seen.strip(), trees.forest(), layers()), seen.sheet))
        decision = settle(seen.claim, item, seen.judged, seen.local, seen.decision, odds)
        if decision.stance in FIRM and record.may_be(seen, decision):
            true = label["stance"] == decision.stance and bool(label.get("on_record"))
            yield Lesson(story.claim.slug, decision.stance, record.signs(seen, decision, odds, facts), true)


def fit(lessons: Sequence[Lesson]) -> dict[str, float]:
    """What each sign weighs, for lessons of one stance: a logistic regression within those bounds."""
    names = sorted({name for one in lessons for name in one.signs} - {"always"})
    table = np.column_stack([np.ones(len(lessons)), _table(lessons, names)])
    side = np.array([1.0 if one.true else -1.0 for one in lessons])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = side * (table @ weights)
        held = np.append(0.0, weights[1:])
        slope = -side / (1.0 + np.exp(margins))
        return np.logaddexp(0.0, -margins).sum() + held @ held / (2 * FREEDOM), table.T @ slope + held / FREEDOM

    bounds = [
        (None, None),
        *((0.0 if name in record.FOR else None, 0.0 if name in record.AGAINST else None) for name in names),
    ]
    found = minimize(loss, np.zeros(table.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B")
    return {"always": float(found.x[0])} | dict(zip(names, found.x[1:].tolist(), strict=True))


def _table(lessons: Sequence[Lesson], names: Sequence[str]) -> np.ndarray:
    return np.array([[one.signs.get(name, 0.0) for name in names] for one in lessons])


def told(lessons: Sequence[Lesson]) -> None:
    """Print how many come out above each bound by weights that never saw their story, and how many of them truly."""
    found: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights = fit([one for one in lessons if crc32(one.slug.encode()) % FOLDS != fold])
        for one in lessons:
            if crc32(one.slug.encode()) % FOLDS == fold:
                total = sum(weights.get(name, 0.0) * value for name, value in one.signs.items())
                found.append((1 / (1 + np.exp(-total)), one.true))
    above = [[true for share, true in found if share >= bound] for bound in BOUNDS]
    counts = ", ".join(f"{bound}: {sum(one)} of {len(one)}" for bound, one in zip(BOUNDS, above, strict=True))
    print(f"{lessons[0].stance}: {sum(one.true for one in lessons)} of {len(lessons)} on the record; from {counts}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lessons: dict[Stance, list[Lesson]] = defaultdict(list)
    for path in options.paths:
        for one in lessons_of(path):
            lessons[one.stance].append(one)
    for some in lessons.values():
        told(some)
    if options.write:
        weights = {stance: {name: round(value, 3) for name, value in fit(lessons[stance]).items()} for stance in FIRM}
        kept = {stance: {name: value for name, value in some.items() if value} for stance, some in weights.items()}
        text = json.dumps(kept, indent=1, sort_keys=True)
        WEIGHTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
