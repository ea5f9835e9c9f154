"""Fit the reader's weights from labelled stories; folds never split a story.

    python -m tests.bench.fit_reader STORY.json ... [--folds 10] [--test STORY.json ...] [--mistakes] [--write]

For each fold the weights are fitted on the other stories, and the fold's items are read with them through the reader's
own code: the figures are those of unseen stories. `--test` stories join no fit; `--write` stores the weights fitted on
everything else. Each fit is the mean of `--seeds` networks. PyTorch is needed here only (pip install torch).
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
import torch
from torch.nn import Linear, Module
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, dropout

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.stories import STANCES, macro_f1, relevance_f1
from tracker import stories
from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Tier, fingerprint
from tracker.reading import conclude, look
from tracker.reading.network import STANCES as ORDER
from tracker.reading.network import weights_of

WEIGHTS = Path(__file__).resolve().parents[2] / "tracker" / "reading" / "weights" / "reader.json"
SENTENCES = Path(__file__).resolve().parents[1] / "data" / "sentences"
UNITS, EPOCHS, RATE, DECAY = 32, 20, 2e-3, 0.2
LOSE_FACTS, LOSE_UNITS, SMOOTH, BALANCE, RECORD_SHARE = 0.3, 0.4, 0.05, 0.5, 0.5
"""Dropout of facts and of units, label smoothing, how far rare stances are raised (1: to the others' weight), and what
the record's loss counts beside the stance's. Chosen by folds over the development stories."""
RARE = 8
"""A fact seen in fewer items gets no weight."""
OWN = "own"


class Row(NamedTuple):
    """One labelled item with what was seen of it; `seen` is None where no subject is named."""

    slug: str
    index: int
    label: dict
    item: Item
    seen: object
    signs: dict


def _row(slug, at, label, item, index):
    match = index.matches(item)
    seen = look(match[0]) if match else None
    return Row(slug, at, label, item, seen, seen.signs() if seen else {})


def rows_of(path):
    """One Row for each item that is not doubtful."""
    text = Path(path).read_text(encoding="utf-8")
    story, labels = stories.parse(text, Path(path).name), json.loads(text)["items"]
    index = ClaimIndex((story.claim,))
    for at, (item, label) in enumerate(zip(story.items, labels, strict=True)):
        if item is not None and not label.get("doubtful"):
            yield _row(story.slug, at, label, item, index)


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
            yield _row(OWN, at, raw, item, ClaimIndex((claims[raw["claim"]],)))


def recorded(label):
    """Whether the label says that an authority is quoted on the claim itself."""
    return label["stance"] in ("supports", "denies", "postpones") and bool(label.get("on_record"))


class Net(Module):
    """Two layers, and a straight way past the first."""

    def __init__(self, facts):
        super().__init__()
        self.hidden, self.direct = Linear(facts, UNITS), Linear(facts, len(ORDER) + 1, bias=False)
        self.out = Linear(UNITS, len(ORDER) + 1)

    def forward(self, facts):
        """Stance scores, the record's last; some facts and units are lost on the way, so that none is relied on."""
        facts = dropout(facts, LOSE_FACTS)
        return self.out(dropout(torch.relu(self.hidden(facts)), LOSE_UNITS)) + self.direct(facts)


def train(facts, stances, records, shares, seed):
    """One network."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net, order = Net(facts.shape[1]), np.random.RandomState(seed)
    counts = np.bincount(stances, minlength=len(ORDER)) + 1
    raised = torch.tensor((counts.sum() / len(ORDER) / counts) ** BALANCE, dtype=torch.float32)
    x, y, z, w = torch.tensor(facts), torch.tensor(stances), torch.tensor(records), torch.tensor(shares)
    steps = EPOCHS * -(-len(y) // 32)
    best = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(best, RATE, steps)
    for _ in range(EPOCHS):
        for rows in np.array_split(order.permutation(len(y)), -(-len(y) // 32)):
            score = net(x[rows])
            loss = cross_entropy(score[:, :-1], y[rows], weight=raised, label_smoothing=SMOOTH, reduction="none")
            loss = loss + RECORD_SHARE * binary_cross_entropy_with_logits(score[:, -1], z[rows], reduction="none")
            best.zero_grad()
            (loss * w[rows]).mean().backward()
            best.step()
            rate.step()
    return net


def fit(rows, seeds):
    """The weights fitted on `rows`, as they are stored: the mean of one network a seed."""
    rows = [row for row in rows if row.seen]
    seen = Counter(name for row in rows for name, value in row.signs.items() if value)
    names = sorted(name for name, count in seen.items() if count >= RARE)
    facts = np.array([[row.signs.get(name, 0.0) for name in names] for row in rows], dtype=np.float32)
    middle, spread = facts.mean(0), np.maximum(facts.std(0), 0.12)
    stances = np.array([[str(stance) for stance in ORDER].index(row.label["stance"]) for row in rows])
    records = np.array([recorded(row.label) for row in rows], dtype=np.float32)
    shares = np.array([0.6 if row.slug == OWN else 1.0 for row in rows], dtype=np.float32)
    nets = [train((facts - middle) / spread, stances, records, shares, seed) for seed in range(seeds)]

    def stacked(part):
        return [part(net).detach().numpy().astype(np.float64) for net in nets]

    hidden = np.concatenate(stacked(lambda net: net.hidden.weight)) / spread
    direct = np.mean(stacked(lambda net: net.direct.weight), axis=0) / spread
    out = np.concatenate(stacked(lambda net: net.out.weight.T)) / seeds
    bias = np.mean(stacked(lambda net: net.out.bias), axis=0) - direct @ middle
    inner = np.concatenate(stacked(lambda net: net.hidden.bias)) - hidden @ middle

    def plain(values):
        return [float(f"{value:.3g}") for value in values]

    table = {name: plain([*hidden[:, at], *direct[:, at]]) for at, name in enumerate(names)}
    return {"features": table, "hidden_bias": plain(inner), "out": [plain(row) for row in out], "bias": plain(bias)}


def stored(raw):
    """The file of weights: a line a feature."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in raw["features"].items())
    rest = ",\n".join(f" {json.dumps(key)}: {json.dumps(raw[key])}" for key in ("hidden_bias", "out", "bias"))
    return f'{{"stances": {json.dumps([*ORDER, "record"])},\n "features": {{\n{lines}\n }},\n{rest}}}\n'


def read_with(raw, rows):
    """(stance, on record, odds) of each row, read with these weights by the reader's own code."""
    known = weights_of(raw)
    for row in rows:
        odds = known.odds(row.signs) if row.seen else None
        reading = conclude(row.seen, row.signs, odds) if row.seen else None
        yield (str(reading.stance), reading.on_record, odds) if reading else ("none", False, None)


def told(title, rows, said):
    """Print one line of figures."""
    pairs = [(row.label["stance"], one[0]) for row, one in zip(rows, said, strict=True)]
    if not pairs:
        return
    macro, each = macro_f1(pairs)
    right = sum(a == b for a, b in pairs) / len(pairs)
    firm = [(row, one) for row, one in zip(rows, said, strict=True) if row.label["stance"] != "supports"]
    costly = sum(one[0] == "supports" and one[1] for _, one in firm)
    sure = [(recorded(row.label), one[1]) for row, one in zip(rows, said, strict=True) if row.label["stance"] == one[0]]
    print(
        f"{title}: items {len(pairs)} accuracy {right:.3f} macro-F1 {macro:.3f} relevance-F1 {relevance_f1(pairs):.3f} "
        f"costly {costly}/{len(firm)} record found {sum(a and b for a, b in sure)}/{sum(a for a, _ in sure)}  "
        + " ".join(f"{name} {value:.2f}" for name, value in each.items())
    )


def folds(rows, count, seeds, own):
    """Each row with what weights that never saw its story read."""
    slugs = sorted({row.slug for row in rows})
    np.random.RandomState(0).shuffle(slugs)
    fold = {slug: at % count for at, slug in enumerate(slugs)}
    said = {}
    for number in range(count):
        raw = fit([*(row for row in rows if fold[row.slug] != number), *own], seeds)
        test = [at for at, row in enumerate(rows) if fold[row.slug] == number]
        said |= dict(zip(test, read_with(raw, [rows[at] for at in test]), strict=True))
    return [said[at] for at in range(len(rows))]


def confusion(rows, said):
    """Print labels down, readings across."""
    counts = Counter((row.label["stance"], one[0]) for row, one in zip(rows, said, strict=True))
    print(f"{'':>10}" + "".join(f"{name:>10}" for name in STANCES))
    for label in STANCES:
        print(f"{label:>10}" + "".join(f"{counts[label, name]:>10}" for name in STANCES))


def mistakes(rows, said):
    """Print every item read otherwise than its label, with what was seen."""
    for row, one in zip(rows, said, strict=True):
        if one[0] != row.label["stance"]:
            odds = {str(name): round(value, 2) for name, value in one[2].stances.items()} if one[2] else {}
            print(f"{row.slug}#{row.index} {row.label['stance']} <- {one[0]} {odds} [{row.item.language}]")
            print(f"   {row.item.title} | {row.item.summary}  WHY {row.label.get('why')}")
            print("   ", " ".join(name for name, value in sorted(row.signs.items()) if value))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--folds", type=int, default=10, help="0: none")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--test", nargs="*", default=[], help="stories that join no fit, scored apart")
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [row for path in sorted(set(options.paths) - set(options.test)) for row in rows_of(path)]
    own = list(sentence_rows(SENTENCES))
    if options.folds:
        said = folds(rows, options.folds, options.seeds, own)
        told(f"{options.folds} folds", rows, said)
        for code in sorted({row.item.language for row in rows}):
            part = [at for at, row in enumerate(rows) if row.item.language == code]
            told("  " + code, [rows[at] for at in part], [said[at] for at in part])
        confusion(rows, said)
        if options.mistakes:
            mistakes(rows, said)
    if options.test or options.write:
        raw = fit([*rows, *own], options.seeds)
        test = [row for path in options.test for row in rows_of(path)]
        told("stories that joined no fit", test, list(read_with(raw, test)))
        if options.write:
            WEIGHTS.write_text(stored(raw))


if __name__ == "__main__":
    main()
