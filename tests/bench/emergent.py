"""Ten folds by claim on the training half of Emergent, the weights refitted for each; higher is better.

    pip install scikit-learn
    python tests/bench/emergent.py path/to/emergent/train.csv [--nested] [--ablation] [--worst 20]

Printed: accuracy and macro-F1 by fold, their mean, pooled; the confusion matrix; the claim-swap control (each headline
beside three other claims of its fold must fall to observing); the worst mistakes, by claim id and hash of the headline.
--nested chooses the penalty within each fold's own training claims; --ablation scores rules and weights alone.
Texts of mistakes go to the terminal only with --texts. The paper's classifier has macro-F1 0.723 on the test half.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from statistics import mean, stdev

from fit_pairs import CLASSES, STRENGTH, THRESHOLD, Featured, Row, featured, fit, rows_of, swapped

from tracker.model import Stance
from tracker.reading.pair_features import align
from tracker.reading.pairs import Odds, Weights, by_rules, decide, odds_from

LABEL = {
    Stance.DENIES: "denies",
    Stance.SUPPORTS: "supports",
    Stance.REPORTS: "observing",
    Stance.MENTIONS: "observing",
}
RULES = ("cue: ", "said: ", "negation: ", "crossed: ", "form: ")
Keep = Callable[[str], bool]


def macro_f1(gold: Sequence[str], said: Sequence[str]) -> float:
    """The mean of the three classes' F1."""
    return mean(class_f1(gold, said, label) for label in CLASSES)


def class_f1(gold: Sequence[str], said: Sequence[str], label: str) -> float:
    """F1 of one class; 0 where it was neither given nor said."""
    both = sum(a == b == label for a, b in zip(gold, said, strict=True))
    return 2 * both / max(1, sum(a == label for a in gold) + sum(b == label for b in said))


def accuracy(gold: Sequence[str], said: Sequence[str]) -> float:
    """The share of rows whose class is right."""
    return mean(float(a == b) for a, b in zip(gold, said, strict=True))


def apply(model: Weights, data: Featured) -> list[Odds]:
    """The odds of every row, through the code that ships."""
    return [odds_from(about, stance, model) for about, stance in zip(data.about, data.stance, strict=True)]


def answers(odds: Sequence[Odds], threshold: float) -> list[str]:
    """The class of every row."""
    return [LABEL[decide(each, threshold)[0]] for each in odds]


def split(data: Featured, fold: int) -> tuple[Featured, Featured]:
    """The other folds, and this one."""
    inside = [at for at, row in enumerate(data.rows) if row.fold == fold]
    outside = [at for at, row in enumerate(data.rows) if row.fold != fold]
    return data.pick(outside), data.pick(inside)


def folds_of(data: Featured) -> list[int]:
    """The folds that occur, in order."""
    return sorted({row.fold for row in data.rows})


def chosen_strength(train: Featured, false: Featured) -> float:
    """The penalty that does best within the training claims alone."""

    def score(strength: float) -> float:
        gold: list[str] = []
        said: list[str] = []
        for fold in folds_of(train):
            inner, held = split(train, fold)
            said += answers(apply(fit(inner, split(false, fold)[0], strength), held), THRESHOLD)
            gold += [row.label for row in held.rows]
        return macro_f1(gold, said)

    return max((0.03, 0.05, 0.07, 0.1, 0.2), key=score)


class Run:
    """Ten folds of one variant: what was said of each row and of each swapped pair."""

    def __init__(self, true: Featured, false: Featured, control: Featured, nested: bool = False) -> None:
        self.rows: list[Row] = []
        self.odds: list[Odds] = []
        self.swapped: list[Odds] = []
        for fold in folds_of(true):
            train, held = split(true, fold)
            wrong = split(false, fold)[0]
            model = fit(train, wrong, chosen_strength(train, wrong) if nested else STRENGTH)
            self.rows += held.rows
            self.odds += apply(model, held)
            self.swapped += apply(model, split(control, fold)[1])

    def said(self, threshold: float = THRESHOLD) -> list[str]:
        """The class of every row, in the order of `rows`."""
        return answers(self.odds, threshold)

    def control(self, threshold: float = THRESHOLD) -> float:
        """The share of swapped pairs that fall to observing."""
        return mean(float(each == "observing") for each in answers(self.swapped, threshold))


def only(data: Featured, keep: Keep) -> Featured:
    """The same rows with fewer stance features."""
    return data._replace(stance=[{n: v for n, v in found.items() if keep(n)} for found in data.stance])


def line(name: str, rows: Sequence[Row], said: Sequence[str], more: str = "") -> None:
    """One line of figures."""
    gold = [row.label for row in rows]
    each = "  ".join(f"{label} {class_f1(gold, said, label):.3f}" for label in CLASSES)
    print(f"{name:34} accuracy {accuracy(gold, said):.4f}  macro-F1 {macro_f1(gold, said):.4f}  F1: {each}  {more}")


def report(run: Run) -> None:
    """Folds, pooled figures, confusion matrix, control."""
    said = run.said()
    scores = []
    for fold in sorted({row.fold for row in run.rows}):
        at = [i for i, row in enumerate(run.rows) if row.fold == fold]
        rows, given = [run.rows[i] for i in at], [said[i] for i in at]
        gold = [row.label for row in rows]
        scores.append((accuracy(gold, given), macro_f1(gold, given)))
        line(f"fold {fold} ({len(rows)} rows)", rows, given)
    print(
        f"mean of folds: accuracy {mean(a for a, _ in scores):.4f}, macro-F1 {mean(f for _, f in scores):.4f}", end=""
    )
    print(f" (standard deviation {stdev(f for _, f in scores):.4f})")
    line("pooled", run.rows, said)
    counts = Counter(zip((row.label for row in run.rows), said, strict=True))
    print("confusion (rows: label; columns: said " + ", ".join(CLASSES) + ")")
    for label in CLASSES:
        print(f"  {label:10}" + "".join(f"{counts[label, other]:6}" for other in CLASSES))
    print(f"claim-swap control: {run.control():.4f} of {len(run.swapped)} swapped pairs fall to observing")
    for threshold in (0.0, 0.05, 0.1, 0.2, 0.3, 0.5):
        line(f"  threshold {threshold}", run.rows, run.said(threshold), f"control {run.control(threshold):.4f}")


def worst(run: Run, many: int, texts: bool) -> None:
    """The mistakes made with most confidence."""
    said = run.said()
    wrong = [at for at, row in enumerate(run.rows) if row.label != said[at]]
    wrong.sort(key=lambda at: run.odds[at][1 + CLASSES.index(run.rows[at].label)])
    for at in wrong[:many]:
        row = run.rows[at]
        mark = blake2b(row.headline.encode(), digest_size=4).hexdigest()
        given = dict(zip(CLASSES, run.odds[at][1:], strict=True))
        text = f"  {row.claim} | {row.headline}" if texts else ""
        print(f"{row.claim_id} {mark} is {row.label} ({given[row.label]:.2f}), said {said[at]}{text}")


def ablation(true: Featured, false: Featured, control: Featured) -> None:
    """Rules alone, weights over words alone, weights over rules' cues alone, all."""
    line("always supports", true.rows, ["supports"] * len(true.rows))
    ruled = [LABEL[by_rules(align(row.claim, row.headline))] for row in true.rows]
    line("rules alone", true.rows, ruled)
    variants: list[tuple[str, Keep]] = [
        ("weights, words alone", lambda name: not name.startswith(RULES)),
        ("weights, cues and form alone", lambda name: name.startswith(RULES)),
        ("all but words", lambda name: not name.startswith("word: ")),
        ("all but cues", lambda name: not name.startswith(("cue: ", "said: "))),
        ("all but form", lambda name: not name.startswith("form: ")),
        ("all but negation", lambda name: not name.startswith("negation: ")),
        ("all but crossed", lambda name: not name.startswith("crossed: ")),
    ]
    for name, keep in variants:
        run = Run(only(true, keep), only(false, keep), only(control, keep))
        line(name, run.rows, run.said(), f"control {run.control():.4f}")


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path)
    parser.add_argument("--nested", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    parser.add_argument("--texts", action="store_true")
    given = parser.parse_args()
    rows = rows_of(given.csv)
    true, false, control = (featured(each) for each in (rows, swapped(rows, "fit"), swapped(rows, "control")))
    run = Run(true, false, control, given.nested)
    report(run)
    worst(run, given.worst, given.texts)
    if given.ablation:
        ablation(true, false, control)


if __name__ == "__main__":
    main()
