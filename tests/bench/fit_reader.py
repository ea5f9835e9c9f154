"""Fit the reader's small weights from labelled stories; folds never split a story.

    python -m tests.bench.fit_reader STORY.json ... [--folds 10] [--mistakes] [--write]

For each fold both sets of weights (relevance, stance) are fitted on the other stories and the fold's items are read
with them: the figures are those of unseen stories. `--write` stores the weights fitted on everything.
scikit-learn is needed here only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.stories import STANCES, macro_f1, relevance_f1
from tracker import stories
from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Tier, fingerprint
from tracker.reading import CUT, about, look, record
from tracker.reading.stance import READ

WEIGHTS = Path(__file__).resolve().parents[2] / "tracker" / "reading" / "weights"
SENTENCES = Path(__file__).resolve().parents[1] / "data" / "sentences"
ORDER = [str(stance) for stance in READ]


class Row(NamedTuple):
    slug: str
    index: int
    label: dict
    item: object
    named: bool
    about: dict
    stance: dict
    look: object


def rows_of(path):
    """One Row for each item that is not doubtful."""
    text = Path(path).read_text(encoding="utf-8")
    story, labels = stories.parse(text, Path(path).name), json.loads(text)["items"]
    index = ClaimIndex((story.claim,))
    for at, (item, label) in enumerate(zip(story.items, labels, strict=True)):
        if item is None or label.get("doubtful"):
            continue
        match = index.matches(item)
        seen = look(match[0]) if match else None
        first = about(seen) if match else {}
        yield Row(story.slug, at, label, item, bool(match), first, seen.features() if match else {}, seen)


def sentence_rows(folder):
    """One Row for each of our own sentences (tests/data/sentences): plain cases, always in the training part."""
    claims = {slug: Claim(slug=slug, **raw) for slug, raw in json.loads((folder / "claims.json").read_text()).items()}
    when = datetime(2025, 4, 10, 12, tzinfo=UTC)
    for path in sorted(folder.glob("*.jsonl")):
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            raw = json.loads(line)
            title, _, summary = raw["text"].partition(" | ")
            item = Item(
                id=fingerprint(line),
                text_id="",
                host="press.example",
                outlet="Press",
                tier=Tier.PRESS,
                title=title,
                language=path.stem,
                summary=summary,
                published=when,
                seen_at=when,
            )
            match = ClaimIndex((claims[raw["claim"]],)).matches(item)
            if match:
                seen = look(match[0])
                yield Row("own", at, raw, item, True, about(seen), seen.features(), seen)


def recorded(label):
    """Whether the label says that an authority is quoted on the claim itself."""
    return label["stance"] in ("supports", "denies", "postpones") and bool(label.get("on_record"))


def matrix(dicts, names):
    return np.array([[row.get(name, 0.0) for name in names] for row in dicts])


class Model:
    """Both logistic regressions, fitted on `rows`."""

    def __init__(self, rows, soft, hard, weight=0.6):
        """`weight` is what one of our own sentences counts beside an item of a story."""
        named = [row for row in rows if row.named]
        shares = [weight if row.slug == "own" else 1.0 for row in named]
        self.about_names = sorted({name for row in named for name in row.about})
        self.about = LogisticRegression(C=soft, max_iter=800)
        truth = [row.label["stance"] != "none" for row in named]
        self.about.fit(matrix([r.about for r in named], self.about_names), truth, sample_weight=shares)
        relevant = [row for row in named if row.label["stance"] != "none"]
        shares = [weight if row.slug == "own" else 1.0 for row in relevant]
        self.names = sorted({name for row in relevant for name in row.stance})
        self.stance = LogisticRegression(C=hard, max_iter=800, class_weight="balanced")
        truth = [ORDER.index(row.label["stance"]) for row in relevant]
        self.stance.fit(matrix([r.stance for r in relevant], self.names), truth, sample_weight=shares)

        signs = [record.features(r.about, r.stance) for r in named]
        self.record_names = sorted({name for row in signs for name in row})
        self.record = LogisticRegression(C=0.1, max_iter=600)
        self.record.fit(matrix(signs, self.record_names), [recorded(r.label) for r in named])

    def recorded(self, row):
        """The probability that an authority says it on the record."""
        signs = record.features(row.about, row.stance)
        return self.record.predict_proba(matrix([signs], self.record_names))[0, 1] if row.named else 0.0

    def read(self, row, cut=CUT):
        """(stance, probability of relevance, probability by stance) of one row."""
        if not row.named:
            return "none", 0.0, {}
        p = self.about.predict_proba(matrix([row.about], self.about_names))[0, 1]
        q = self.stance.predict_proba(matrix([row.stance], self.names))[0]
        best = ORDER[int(np.argmax(q))]
        return (best if p >= cut else "none"), p, dict(zip(ORDER, q.round(2), strict=True))

    def write(self):
        weights = {"bias": round(float(self.about.intercept_[0]), 3)}
        weights |= {n: round(float(w), 3) for n, w in zip(self.about_names, self.about.coef_[0], strict=True)}
        (WEIGHTS / "relevance.json").write_text(json.dumps({"weights": weights}, indent=1) + "\n")
        signs = {"bias": round(float(self.record.intercept_[0]), 3)}
        signs |= {n: round(float(w), 3) for n, w in zip(self.record_names, self.record.coef_[0], strict=True)}
        (WEIGHTS / "record.json").write_text(json.dumps({"weights": signs}, indent=1) + "\n")
        table = {"bias": [round(float(w), 3) for w in self.stance.intercept_]}
        for at, name in enumerate(self.names):
            table[name] = [round(float(w), 3) for w in self.stance.coef_[:, at]]
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in table.items())
        (WEIGHTS / "stance.json").write_text(f'{{"stances": {json.dumps(ORDER)},\n "weights": {{\n{lines}\n}}}}\n')


def told(title, pairs):
    macro, each = macro_f1(pairs)
    right = sum(a == b for a, b in pairs) / len(pairs)
    print(
        f"{title}: items {len(pairs)} accuracy {right:.3f} macro-F1 {macro:.3f} relevance-F1 {relevance_f1(pairs):.3f}  "
        + " ".join(f"{name} {value:.2f}" for name, value in each.items())
    )


def folds(rows, count, soft, hard, own=()):
    """Each row with what a model that never saw its story reads."""
    groups = np.array([row.slug for row in rows])
    said = [None] * len(rows)
    for train, test in GroupKFold(count).split(rows, groups=groups):
        model = Model([*(rows[at] for at in train), *own], soft, hard)
        for at in test:
            said[at] = model.read(rows[at])
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--soft", type=float, default=0.5, help="C of the relevance weights")
    parser.add_argument("--hard", type=float, nargs="+", default=[0.05], help="C of the stance weights")
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--across", default="", help="also: fit on the stories whose path lacks this, score the others")
    parser.add_argument("--own", action="store_true", help="our own sentences join the training part")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [row for path in options.paths for row in rows_of(path)]
    own = list(sentence_rows(SENTENCES)) if options.own else []
    relevant = [
        (r.label["stance"], str(r.look.decision.stance)) for r in rows if r.named and r.label["stance"] != "none"
    ]
    told("rules alone, relevant", relevant)
    for hard in options.hard:
        said = folds(rows, options.folds, options.soft, hard, own)
        pairs = [(row.label["stance"], one[0]) for row, one in zip(rows, said, strict=True)]
        told(f"folds C={hard}", pairs)
        inner = [
            (row.label["stance"], max(one[2], key=one[2].get))
            for row, one in zip(rows, said, strict=True)
            if row.named and row.label["stance"] != "none"
        ]
        told("   stance of the relevant", inner)
    for code in ("it", "en", "fr", "de", "es"):
        told("  " + code, [pair for row, pair in zip(rows, pairs, strict=True) if row.item.language == code])
    if options.across:
        there = {path for path in options.paths if options.across in path}
        test = [row for path in there for row in rows_of(path)]
        slugs = {row.slug for row in test}
        model = Model([row for row in rows if row.slug not in slugs], options.soft, options.hard[-1])
        told(f"fitted without {options.across}", [(row.label["stance"], model.read(row)[0]) for row in test])
    counts = Counter(pairs)
    print(f"{'':>10}" + "".join(f"{name:>10}" for name in STANCES))
    for label in STANCES:
        print(f"{label:>10}" + "".join(f"{counts[label, name]:>10}" for name in STANCES))
    if options.mistakes:
        for row, one in zip(rows, said, strict=True):
            if one[0] != row.label["stance"]:
                print(
                    f"{row.slug}#{row.index} {row.label['stance']} <- {one[0]} about {one[1]:.2f} {one[2]} [{row.item.language}]\n"
                    f"   {row.item.title} | {row.item.summary}  WHY {row.label.get('why')}"
                )
                if row.named:
                    print("   ", " ".join(f"{n}" for n, v in sorted(row.stance.items()) if v))
    if options.write:
        Model([*rows, *own], options.soft, options.hard[-1]).write()


if __name__ == "__main__":
    main()
