"""What everything seen of an item amounts to: how likely each stance is, and that an authority says it on the record.

Two layers over named facts a person can check (a denial beside the claim's own matter in the body, a later date in the
title, an authority speaking ...). The first lets facts qualify each other - a delay beside "no", a signature beside
"would" - the second adds them up. tests/bench/fit_reader.py fits the weights over labelled stories; applying them
needs no more than a multiplication.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from tracker.model import Stance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STANCES = tuple(Stance)
"""The order of the weights' columns; the last column after them is that of the record."""


class Odds(NamedTuple):
    """How likely each stance is (they sum to 1), and how likely an authority says it on the record (0 to 1)."""

    stances: Mapping[Stance, float]
    record: float

    @property
    def about(self) -> float:
        """How likely the item concerns the claim."""
        return 1.0 - self.stances[Stance.NONE]


class Weights(NamedTuple):
    """Fitted weights: `hidden` and `direct` have a row for each feature, in the order of `rows`."""

    rows: Mapping[str, int]
    hidden: NDArray[np.float64]
    hidden_bias: NDArray[np.float64]
    direct: NDArray[np.float64]
    out: NDArray[np.float64]
    bias: NDArray[np.float64]

    def odds(self, found: Mapping[str, float]) -> Odds:
        """The odds of an item with these features; a feature the weights do not know counts nothing."""
        import numpy as np

        known = [(self.rows[name], value) for name, value in found.items() if value and name in self.rows]
        at = np.fromiter((row for row, _ in known), dtype=np.intp, count=len(known))
        values = np.fromiter((value for _, value in known), dtype=np.float64, count=len(known))
        inner = np.maximum(values @ self.hidden[at] + self.hidden_bias, 0.0)
        total = inner @ self.out + values @ self.direct[at] + self.bias
        powers = np.exp(total[:-1] - total[:-1].max())
        shares = powers / powers.sum()
        record = 1.0 / (1.0 + np.exp(-np.clip(total[-1], -30.0, 30.0)))
        return Odds(dict(zip(STANCES, map(float, shares), strict=True)), float(record))


def weights_of(raw: Mapping[str, object]) -> Weights:
    """Weights as they are stored: "features" (name -> hidden, then direct weights), "hidden_bias", "out", "bias"."""
    import numpy as np

    features: Mapping[str, list[float]] = raw["features"]  # type: ignore[assignment]
    out = np.array(raw["out"], dtype=np.float64)
    table = np.array(list(features.values()), dtype=np.float64)
    return Weights(
        rows={name: row for row, name in enumerate(features)},
        hidden=table[:, : len(out)],
        hidden_bias=np.array(raw["hidden_bias"], dtype=np.float64),
        direct=table[:, len(out) :],
        out=out,
        bias=np.array(raw["bias"], dtype=np.float64),
    )


@cache
def weights() -> Weights:
    """The weights that come with the program."""
    import orjson

    return weights_of(orjson.loads((resources.files(__package__) / "weights" / "reader.json").read_bytes()))
