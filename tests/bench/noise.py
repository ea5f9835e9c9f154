"""How the judge stands up to a reader that errs: python tests/bench/noise.py STORY.json ... [--share 0.1] [--draws 200]

Every item gets its true reading (see labels.py), with a confidence that the reader has for readings it gets right. Then
that share of the items, drawn at random, gets a misreading instead: one that the reader really made, on another item
with the same label. A line for each share: mean and tenth-percentile status accuracy, and mean false promotions, a draw.
`--pivots` counts which misreading, taken back alone, puts a wrong row right. The draws are seeded: the same every time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import labels

from tracker import ledger, policy, rehearse, scoring, stories
from tracker.model import Item, Quoted, Reading, Stance, Tier
from tracker.policy import Policy, load_policy
from tracker.stories import Story

Kind = tuple[str, bool, bool]
Row = tuple[date, tuple[str, ...], str]


class Case(NamedTuple):
    """A story with its labels, its true readings by item index and the reader's own."""

    story: Story
    marks: scoring.Labels
    kinds: Mapping[int, Kind]
    true: Mapping[int, Reading]
    read: Mapping[int, Reading]


class Pool(NamedTuple):
    """What the reader does, by kind of item: its misreadings (with their item's day), its confidence where right."""

    wrong: Mapping[Kind, Sequence[tuple[date, Reading]]]
    sure: Mapping[Kind, Sequence[float]]


def load(path: Path) -> Case:
    """One story file."""
    text = path.read_text(encoding="utf-8")
    story, raw = stories.parse(text, path.name), json.loads(text)
    true = {index: reading for index, _, reading in labels.true_readings(story, raw)}
    read = {index: reading for index, _, reading in rehearse.readings(story)}
    kinds = {index: _kind(raw["items"][index], item) for index, item in enumerate(story.items) if item is not None}
    return Case(story, scoring.labels(text), kinds, true, read)


def _kind(label: Mapping[str, Any], item: Item) -> Kind:
    firm = label["stance"] in ("supports", "denies", "postpones")
    return label["stance"], firm and bool(label.get("on_record")), item.tier is Tier.AUTHORITY


def pool(cases: Iterable[Case]) -> Pool:
    """The reader's errors and confidences over the firm labels of these stories."""
    wrong: dict[Kind, list[tuple[date, Reading]]] = defaultdict(list)
    sure: dict[Kind, list[float]] = defaultdict(list)
    for case in cases:
        for index, kind in case.kinds.items():
            true, read, item = case.true[index], case.read[index], case.story.items[index]
            if item is None or index in case.marks.doubtful:
                continue
            if _errs(read, true, kind):
                wrong[kind].append((item.published.date(), read))
            elif read.on_record == true.on_record:
                sure[kind].append(read.confidence)
    return Pool(wrong, sure)


def _errs(read: Reading, true: Reading, kind: Kind) -> bool:
    """Whether the reading does something else to the claim than the true one."""
    stance, _, channel = kind
    if read.stance is not true.stance or (read.happened, read.called_off) != (true.happened, true.called_off):
        return True
    heard = stance in ("supports", "denies", "postpones") and not channel
    return heard and (read.on_record, read.hedged) != (true.on_record, true.hedged)


def draw(case: Case, kit: Pool, share: float, seed: object) -> dict[int, Reading]:
    """The story's readings with that share of them replaced by misreadings."""
    rng = random.Random(f"{seed}/{case.story.slug}")
    readings: dict[int, Reading] = {}
    for index, true in case.true.items():
        kind, lot = case.kinds[index], rng.random()
        sure = rng.choice(kit.sure.get(kind) or [0.7])
        misread = _misread(case, index, kit, rng)
        readings[index] = misread if lot < share and misread else true.model_copy(update={"confidence": sure})
    return readings


def _misread(case: Case, index: int, kit: Pool, rng: random.Random) -> Reading | None:
    """Another item's misreading, told of this one: its date moved along, its speaker one of this claim's."""
    errors, item, true = kit.wrong.get(case.kinds[index]), case.story.items[index], case.true[index]
    if not errors or item is None:
        return None
    day, other = rng.choice(errors)
    own, stranger = rng.choice(case.story.claim.subjects)[0], "Fulano Zutano"
    heard = (true.speaker if true.speaker and rng.random() < 0.6 else own) if other.speaker else None
    speaker = stranger if other.speaker and other.quoted is not Quoted.AUTHORITY else heard
    away, when = item.published.date() - day, other.when
    if when is not None:
        start, end = (side + away if side else None for side in (when.start, when.end))
        when = when.model_copy(update={"start": start, "end": end})
    here = {"claim": true.claim, "item": true.item, "text_id": true.text_id}
    return other.model_copy(
        update={**here, "speaker": speaker, "when": when, "attributed_to": None, "quote": None, "cues": ()}
    )


def rows(case: Case, readings: Mapping[int, Reading], rules: Policy) -> list[Row]:
    """(day, accepted statuses, answer) of each expected row; the judge needs no day between them."""
    events = [
        (item.published.date(), ledger.read_event(item, readings[index], rehearse.end_of(item.published.date())))
        for index, item in enumerate(case.story.items)
        if item is not None and readings[index].stance is not Stance.NONE
    ]
    first = rehearse.end_of(min([case.story.claim.opened, *(day for day, _ in events)]))
    found: list[Row] = []
    for day, accepted in case.marks.statuses:
        known = [ledger.define(case.story.claim, first), *(event for seen, event in events if seen <= day)]
        state = ledger.replay(known)[case.story.claim.slug]
        found.append((day, accepted, policy.judge(state, rules, rehearse.end_of(day)).status.value))
    return found


def measure(cases: Sequence[Case], kit: Pool, share: float, draws: int, rules: Policy) -> dict[str, Any]:
    """The figures of one share of errors."""
    scores = [
        scoring.status_score([row[1:] for case in cases for row in rows(case, draw(case, kit, share, seed), rules)])
        for seed in range(draws)
    ]
    right = sorted(score["accuracy"] for score in scores)
    false = statistics.mean(score["false_promotions"] for score in scores)
    return {
        "share": share,
        "draws": draws,
        "rows": scores[0]["rows"],
        "accuracy": round(statistics.mean(right), 4),
        "tenth_percentile": right[len(right) // 10],
        "false_promotions": round(false, 2),
    }


def pivots(cases: Sequence[Case], kit: Pool, share: float, draws: int, rules: Policy) -> Counter[str]:
    """How often one misreading alone is to blame: "wanted > got: label read as stance" -> wrong rows."""
    blame: Counter[str] = Counter()
    for seed in range(draws):
        for case in cases:
            readings = draw(case, kit, share, seed)
            for day, accepted, answer in rows(case, readings, rules):
                if answer not in accepted:
                    blame[f"{accepted[0]} > {answer}: {_culprit(case, readings, rules, day, accepted)}"] += 1
    return blame


def _culprit(
    case: Case, readings: Mapping[int, Reading], rules: Policy, day: date, accepted: tuple[str, ...]
) -> str:  # fmt: skip
    for index, reading in readings.items():
        true = case.true[index]
        if reading.stance is true.stance and reading.on_record == true.on_record and reading.hedged == true.hedged:
            continue
        mended = {found: answer for found, _, answer in rows(case, {**readings, index: true}, rules)}
        if mended[day] in accepted:
            record, hedged = "*" * reading.on_record, "~" * reading.hedged
            return f"{case.kinds[index][0]}{'*' * true.on_record} read as {reading.stance.value}{record}{hedged}"
    return "more than one"


def main() -> None:
    """Print one JSON line a share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--share", type=float, action="append", help="of items misread; may be given more than once")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--pivots", action="store_true")
    parser.add_argument("--policy", type=Path, help="a policy file of one's own")
    asked = parser.parse_args()
    rules = load_policy(asked.policy.read_text(encoding="utf-8") if asked.policy else None)
    cases = [load(path) for path in asked.stories]
    kit = pool(cases)
    for share in asked.share or [0.0, 0.1, 0.2]:
        print(json.dumps(measure(cases, kit, share, asked.draws, rules)), flush=True)
        if asked.pivots:
            for what, count in pivots(cases, kit, share, min(asked.draws, 12), rules).most_common(30):
                print(f"{count:5} {what}")


if __name__ == "__main__":
    main()
