"""How likely an item is to concern a claim, from the features of `tracker.reading.matter`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def weights() -> Mapping[str, float]:
    """Feature -> weight, "bias" among them; fitted by tests/bench/fit_reader.py."""
    raw = (resources.files(__package__) / "weights" / "relevance.json").read_text(encoding="utf-8")
    return {str(name): float(value) for name, value in json.loads(raw)["weights"].items()}


def relevance(found: Mapping[str, float]) -> float:
    """Probability, 0 to 1, that an item with these features concerns the claim; 0 without any subject."""
    known = weights()
    total = known["bias"] + sum(known.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
