"""Fit the pair weights on the training half of Emergent and write them as a small readable file.

    pip install scikit-learn
    python tests/bench/fit_pairs.py path/to/emergent/train.csv [--out tracker/reading/weights/pairs.json]

scikit-learn is needed here and nowhere else. Two linear models are fitted: `about_the_claim` tells true pairs from a
headline set beside another claim of its fold, from what the two share; `stance` tells denies, observing and supports.
A feature is kept if it occurs with at least CLAIMS different claims, so that no story's own words are learnt.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from tracker.reading.pair_features import align, features, shared
from tracker.reading.pairs import Weights

CLASSES = ("denies", "observing", "supports")
LABELS = {"against": "denies", "observing": "observing", "for": "supports"}
CLAIMS = 4
STRENGTH = 0.07
"""Inverse of the L2 penalty; anything from 0.05 to 0.1 does as well under ten folds."""
THRESHOLD = 0.1
"""Under it a headline only mentions: 0.05 to 0.3 trade half a point of macro-F1 for five of the swap control."""
SWAPS = 3
OUT = Path(__file__).parents[2] / "tracker/reading/weights/pairs.json"


class Row(NamedTuple):
    """One labelled pair, and the fold that its claim is in."""

    claim: str
    headline: str
    label: str
    fold: int
    claim_id: str


def rows_of(path: Path) -> list[Row]:
    """The rows of an Emergent CSV file with columns claim, headline, stance, fold, claim_id."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["claim"], row["headline"], LABELS[row["stance"]], int(row["fold"]), row["claim_id"])
            for row in csv.DictReader(file)
        ]


def swapped(rows: Sequence[Row], salt: str, many: int = SWAPS) -> list[Row]:
    """Each headline beside `many` other claims of its own fold, chosen by a hash: about another thing by design."""
    claims: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        claims[row.fold].add(row.claim)
    return [
        row._replace(claim=claim, label="observing")
        for row in rows
        for claim in sorted(claims[row.fold] - {row.claim}, key=lambda each: _order(salt, each, row.headline))[:many]
    ]


def _order(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


class Featured(NamedTuple):
    """Rows with their features, worked out once."""

    rows: list[Row]
    stance: list[dict[str, float]]
    about: list[dict[str, float]]

    def pick(self, wanted: Iterable[int]) -> Featured:
        """The rows at the indices `wanted`."""
        chosen = list(wanted)
        return Featured(*([column[at] for at in chosen] for column in self))


def featured(rows: list[Row]) -> Featured:
    """Work out the features of `rows`, from claim and headline alone."""
    pairs = [align(row.claim, row.headline) for row in rows]
    return Featured(rows, [features(pair) for pair in pairs], [shared(pair) for pair in pairs])


def fit(true: Featured, false: Featured, strength: float = STRENGTH, threshold: float = THRESHOLD) -> Weights:
    """Both models from true pairs and from swapped ones."""
    bias, stance = _fit_stance(true, strength)
    about_bias, about = _fit_about(true, false)
    return Weights(threshold, about_bias, about, bias, stance)


def _fit_stance(true: Featured, strength: float) -> tuple[tuple[float, ...], dict[str, tuple[float, ...]]]:
    claims: dict[str, set[str]] = defaultdict(set)
    for row, found in zip(true.rows, true.stance, strict=True):
        for name in found:
            claims[name].add(row.claim)
    kept = [{name: value for name, value in found.items() if len(claims[name]) >= CLAIMS} for found in true.stance]
    columns = DictVectorizer()
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit(columns.fit_transform(kept), [row.label for row in true.rows])
    assert tuple(model.classes_) == CLASSES
    named = {
        name: tuple(round(float(each), 3) for each in model.coef_[:, at]) for name, at in columns.vocabulary_.items()
    }
    return tuple(round(float(each), 4) for each in model.intercept_), {n: w for n, w in named.items() if any(w)}


def _fit_about(true: Featured, false: Featured) -> tuple[float, dict[str, float]]:
    columns = DictVectorizer()
    matrix = columns.fit_transform([*true.about, *false.about])
    labels = [1] * len(true.rows) + [0] * len(false.rows)
    balance = [len(false.rows) / len(true.rows)] * len(true.rows) + [1.0] * len(false.rows)
    model = LogisticRegression(C=0.5, max_iter=5000).fit(matrix, labels, sample_weight=balance)
    named = {name: round(float(model.coef_[0][at]), 3) for name, at in columns.vocabulary_.items()}
    return round(float(model.intercept_[0]), 4), named


def written(model: Weights) -> str:
    """The weights as JSON, one feature a line, in the order of their names."""
    head = {
        "about": "Weights of tracker.reading.pairs, fitted by tests/bench/fit_pairs.py on the training half of Emergent"
        " (Ferreira and Vlachos 2016). about_the_claim: log-odds that the headline concerns the claim. stance: one"
        " weight each for denies, observing, supports. A word stands as its stem.",
    }
    about = f'{{"threshold": {model.threshold}, "bias": {model.about_bias}, "weights": {_lines(model.about)}}}'
    stance = f'{{"bias": {json.dumps(model.bias)}, "weights": {_lines(model.stance)}}}'
    return json.dumps(head)[:-1] + f',\n"about_the_claim": {about},\n"stance": {stance}}}\n'


def _lines(named: Mapping[str, object]) -> str:
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value)}" for name, value in sorted(named.items()))
    return "{\n" + ",\n".join(lines) + "\n}"


def main() -> None:
    """Read the command line, fit on every row, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    rows = rows_of(given.csv)
    model = fit(featured(rows), featured(swapped(rows, "fit")))
    given.out.write_text(written(model), encoding="utf-8")
    print(f"{len(rows)} pairs, {len(model.stance)} stance features, {given.out.stat().st_size} bytes -> {given.out}")


if __name__ == "__main__":
    main()
