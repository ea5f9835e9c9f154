"""Fit the reader's small weights from labelled stories; folds never split a story.

    python -m tests.bench.fit_reader relevance STORY.json ... [--write]

Prints the figures of the folds; `--write` stores the weights fitted on everything. scikit-learn is needed here only.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tracker import stories  # noqa: E402
from tracker.matching import ClaimIndex  # noqa: E402
from tracker.reading.matter import marks, profile
from tracker.reading.relevance import features  # noqa: E402
from tracker.reading.view import view_of  # noqa: E402

WEIGHTS = Path(__file__).resolve().parents[2] / "tracker" / "reading" / "weights"


def relevance_rows(paths):
    """(slug, features, label) for each item that names a subject; and how many labelled relevant ones do not."""
    missed = 0
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        story, labels = stories.parse(text, Path(path).name), json.loads(text)["items"]
        for item, label in zip(story.items, labels, strict=True):
            if item is None or label.get("doubtful"):
                continue
            if not ClaimIndex((story.claim,)).matches(item):
                missed += label["stance"] != "none"
                continue
            view = view_of(item)
            own = profile(story.claim, view.language.code)
            yield story.slug, features(item, view, story.claim, own, marks(view, own)), int(label["stance"] != "none"), label, item
    print("relevant items that name no subject:", missed)


def fit_relevance(paths, write, strength, show):
    """Logistic regression on the features of `tracker.reading.relevance`."""
    rows = list(relevance_rows(paths))
    names = sorted(rows[0][1])
    x = np.array([[row[1][name] for name in names] for row in rows])
    y = np.array([row[2] for row in rows])
    groups = np.array([row[0] for row in rows])
    for c in strength:
        said = np.zeros(len(y))
        for train, test in GroupKFold(min(10, len(set(groups)))).split(x, y, groups):
            said[test] = LogisticRegression(C=c, max_iter=3000).fit(x[train], y[train]).predict_proba(x[test])[:, 1]
        cuts = {cut: round(f1_score(y, said > cut), 3) for cut in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6)}
        print(f"C={c} F1 over folds by cut {cuts}; all relevant {f1_score(y, np.ones(len(y))):.3f}")
    if show:
        for row, p in zip(rows, said, strict=True):
            if (p > 0.5) != row[2]:
                on = {k: round(v, 2) for k, v in row[1].items() if v}
                print(f"{row[0]} {p:.2f} {row[3]['stance']} {row[4].title} | {row[4].summary}\n     {on} WHY {row[3].get('why')}")
    model = LogisticRegression(C=strength[-1], max_iter=3000).fit(x, y)
    weights = {"bias": round(float(model.intercept_[0]), 3)}
    weights |= {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    print(weights)
    if write:
        (WEIGHTS / "relevance.json").write_text(json.dumps({"weights": weights}, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["relevance"])
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--strength", type=float, nargs="+", default=[0.1, 1.0])
    options = parser.parse_args()
    fit_relevance(options.paths, options.write, options.strength, options.show)


if __name__ == "__main__":
    main()
