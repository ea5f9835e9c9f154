"""How likely an authority is quoted on the record, saying what the item's stance says: everything seen, weighed.

The rules find a speaker beside a verb of saying; who is meant by "the president" or by a surname in a headline, and
whether the outlet stands behind the words, is a matter of many small signs. The weights are fitted over stories by
tests/bench/fit_reader.py, on items of every stance: a hedged, denied or unrelated item on the record is the mistake
that costs most.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

LIKELY = 0.62
"""From here on the weights alone put an item on the record: nine in ten of unseen stories' items are then right."""

POSSIBLE = 0.35
"""Below this even a speaker beside a verb of saying does not: most such items quoted somebody on another matter."""


@cache
def weights() -> Mapping[str, float]:
    """Feature -> weight, "bias" among them."""
    raw = (resources.files(__package__) / "weights" / "record.json").read_text(encoding="utf-8")
    return {str(name): float(value) for name, value in json.loads(raw)["weights"].items()}


def features(about: Mapping[str, float], stance: Mapping[str, float]) -> dict[str, float]:
    """The features of relevance, each as `about_...`, beside those of stance."""
    return {**{f"about_{name}": value for name, value in about.items()}, **stance}


def probability(found: Mapping[str, float]) -> float:
    """0 to 1 that an authority says it on the record."""
    known = weights()
    total = known["bias"] + sum(known.get(name, 0.0) * value for name, value in found.items() if value)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def on_record(spoken: bool, likely: float) -> bool:
    """The rules' word and the weights' together."""
    return likely >= LIKELY or (spoken and likely >= POSSIBLE)
