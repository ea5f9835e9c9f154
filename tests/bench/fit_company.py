"""Fit how the company of other outlets' readings tells what an item means (`tracker/reading/company.py`).

    python -m tests.bench.fit_company STORY.json ... [--halves 2] [--write]

The weights must learn from readings of stories that the reader never saw, as it will meet them: the stories are dealt
into parts, and the items of each are read with weights learnt on the rest (`tests/bench/fit_reader.py`, some eight
minutes a part). Stories in tests/stories/dev are always learnt from and never read. Printed: accuracy and macro-F1 alone
and in company, by folds that never split a story; `--write` stores the weights fitted on all of them. LightGBM,
scikit-learn and PyTorch are needed here only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.stories import macro_f1
from tracker import ledger, origins, stories
from tracker.model import Item, Reading, Stance
from tracker.policy import Policy, load_policy
from tracker.policy.cases import entry_of, habits_of, in_force
from tracker.policy.company import told_of
from tracker.reading import company
from tracker.reading.company import NEWS, Weights, centred, company_of
from tracker.rehearse import end_of
from tracker.stories import Story

WEIGHTS = Path(company.__file__).with_name("weights") / "company.json"
STANCES = list(Stance)
SOFT = 1e-3
"""What the squares of the weights' distances from doing nothing add to the mean loss."""

Read = Sequence[tuple[int, Item, Reading]]


class Lesson(NamedTuple):
    """One item that has company."""

    slug: str
    own: tuple[float, ...]
    others: tuple[float, ...]
    label: int
    alone: int


def lessons_of(story: Story, read: Read, labels: Mapping[int, Mapping[str, Any]], rules: Policy) -> Iterator[Lesson]:
    """The firm items of a story that have company, with their own log odds and their company's."""
    days = [item.published for _, item, _ in read]
    if not days:
        return
    events = [ledger.define(story.claim, end_of(story.claim.opened))]
    kept = [(index, item, reading) for index, item, reading in read if reading.may_concern]
    events += [ledger.read_event(item, reading, end_of(item.published.date())) for _, item, reading in kept]
    state = ledger.replay(events)[story.claim.slug]
    cases, _ = in_force(state, rules, end_of(max(days).date()))
    trail = origins.trace([entry_of(case) for case in cases], habits_of(rules))
    means = dict(zip([case.item.id for case in cases], company_of(told_of(cases, trail, state, rules)), strict=True))
    for index, item, reading in kept:
        others = means.get(item.id)
        if others and not labels[index].get("doubtful"):
            label = STANCES.index(Stance(labels[index]["stance"]))
            yield Lesson(story.claim.slug, centred(reading.odds), others, label, STANCES.index(reading.stance))


def weights_of(lessons: Sequence[Lesson]) -> Weights:
    """The weights learnt from these."""
    own, others = (torch.tensor([one[at] for one in lessons]) for at in (1, 2))
    labels = torch.tensor([one.label for one in lessons])
    news = torch.tensor([float(stance in NEWS) for stance in STANCES])
    found = [torch.ones(len(STANCES)), torch.zeros(len(STANCES)), torch.zeros(len(STANCES))]
    for one in found:
        one.requires_grad_(True)
    fitter = torch.optim.LBFGS(found, max_iter=300)

    def loss() -> torch.Tensor:
        fitter.zero_grad()
        sums = found[0] * own + found[1] * news * others + found[2]
        far = ((found[0] - 1) ** 2 + found[1] ** 2 + found[2] ** 2).sum()
        total = torch.nn.functional.cross_entropy(sums, labels) + SOFT * far
        total.backward()
        return total

    fitter.step(loss)
    found[1] = found[1] * news
    return Weights(*(tuple(round(value, 3) for value in one.tolist()) for one in found))


def part_of(slug: str, parts: int) -> int:
    """Which part a story is dealt into."""
    return crc32(slug.encode()) % parts


def told(lessons: Sequence[Lesson], folds: int = 10) -> None:
    """Print how the items that have company come out alone and by weights that never saw their story."""
    pairs: dict[str, list[tuple[str, str]]] = {"alone": [], "in company": []}
    for number in range(folds):
        weights = weights_of([one for one in lessons if part_of(one.slug, folds) != number])
        for one in lessons:
            if part_of(one.slug, folds) == number:
                best = max(range(len(STANCES)), key=weights.odds(one.own, one.others).__getitem__)
                pairs["alone"].append((STANCES[one.label], STANCES[one.alone]))
                pairs["in company"].append((STANCES[one.label], STANCES[best]))
    for name, found in pairs.items():
        right = sum(label == answer for label, answer in found) / len(found)
        print(f"{name}: items with company {len(found)} accuracy {right:.3f} macro-F1 {macro_f1(found)[0]:.3f}")


def read_apart(paths: Sequence[str], parts: int) -> Iterator[tuple[Path, Story, Read]]:
    """Every story outside tests/stories/dev, read with weights that never saw it."""
    from tests.bench import fit_reader

    rows = {path: list(fit_reader.rows_of(path)) for path in paths}
    own = [row for folder in (fit_reader.SENTENCES, fit_reader.LEADS) for row in fit_reader.sentence_rows(folder)]
    own += [*fit_reader.plain_rows(paths), *fit_reader.own_site_rows(paths)]
    asked = {path: stories.parse(Path(path).read_text(encoding="utf-8"), path) for path in paths}
    dealt = {asked[path].claim.slug: part_of(asked[path].claim.slug, parts) for path in paths if not _learnt(path)}
    for part in range(parts):
        left = [path for path in paths if dealt.get(asked[path].claim.slug) == part]
        slugs = {asked[path].claim.slug for path in left}
        rest = [row for path in paths if path not in left for row in rows[path]]
        raw = fit_reader.fit([*rest, *(row for row in own if row.slug not in slugs)])
        for path in left:
            yield Path(path), asked[path], list(fit_reader.readings_with(raw, asked[path]))


def _learnt(path: str) -> bool:
    return Path(path).parent.name == "dev"


def labels_in(path: Path) -> dict[int, Mapping[str, Any]]:
    """The labelled items of a story by their index."""
    return dict(enumerate(json.loads(path.read_text(encoding="utf-8"))["items"]))


def main(arguments: Iterable[str] | None = None) -> None:
    """Read the stories apart, fit, print, and store where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--halves", type=int, default=2, help="into how many parts the stories are dealt")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(None if arguments is None else list(arguments))
    rules = load_policy(None)
    found = [
        lesson
        for path, story, read in read_apart(sorted(set(options.paths)), options.halves)
        for lesson in lessons_of(story, read, labels_in(path), rules)
    ]
    told(found)
    if options.write:
        WEIGHTS.write_text(written(weights_of(found)), encoding="utf-8")


def written(weights: Weights) -> str:
    """The weights as they are stored: a line a stance for each kind."""
    named = {name: dict(zip(STANCES, values, strict=True)) for name, values in weights._asdict().items()}
    return json.dumps(named, indent=1) + "\n"


if __name__ == "__main__":
    main()
