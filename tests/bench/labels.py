"""The judge over true labels: how far the rules alone go on a story, with readings made from its labels.

    python tests/bench/labels.py STORY.json [STORY.json ...]

Labels carry no tense, date or speaker. Those are the reader's where its stance is the label's, and what `hints.json`
beside this script says in any case, item by item: {"index": {"happened": true, "when": ["2026-05-26", "2026-05-26"],
"speaker": "..."}}. For development only: the product never sees a label.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker import rehearse, scoring, stories
from tracker.model import Item, Quoted, Reading, Stance, Tense, When
from tracker.policy import Policy, load_policy
from tracker.stories import Story

HINTS = Path(__file__).with_name("hints.json")
_FIRM = {"supports", "denies", "postpones"}


@lru_cache(maxsize=1)
def hints() -> dict[str, dict[str, dict[str, Any]]]:
    """Slug -> item index -> what labels leave out."""
    return dict(json.loads(HINTS.read_text(encoding="utf-8")))


def reading_from(slug: str, item: Item, label: Mapping[str, Any], hint: Mapping[str, Any]) -> Reading:
    """The reading that a perfect reader would give, as far as the label and the hint tell."""
    stance, on_record = Stance(label["stance"]), bool(label.get("on_record"))
    firm = label["stance"] in _FIRM
    own_voice = stance is Stance.SUPPORTS or item.tier.value == "authority"
    when = hint.get("when")
    return Reading(
        claim=slug,
        item=item.id,
        text_id=item.text_id,
        stance=stance,
        confidence=0.9,
        quoted=Quoted(hint.get("quoted", "authority" if on_record and firm else "nobody")),
        speaker=hint.get("speaker"),
        attributed_to=hint.get("attributed_to"),
        on_record=on_record and firm,
        hedged=bool(hint.get("hedged", stance is Stance.REPORTS or (firm and not on_record and not own_voice))),
        so_far=bool(hint.get("so_far")),
        called_off=bool(hint.get("called_off")),
        happened=bool(hint.get("happened")),
        correction=bool(hint.get("correction")),
        tense=Tense.PAST if hint.get("happened") else Tense(hint.get("tense", "open")),
        when=When(start=_day(when[0]), end=_day(when[1]), precision="span") if when else None,
    )


def details(reading: Reading, label: Mapping[str, Any]) -> dict[str, Any]:
    """What the reader says beside the stance, as a hint; {} where its stance is not the label's."""
    if reading.stance.value != label["stance"]:
        return {}
    on_record = bool(label.get("on_record"))
    found: dict[str, Any] = {"tense": reading.tense.value, "quoted": "authority" if on_record else reading.quoted.value}
    if found["quoted"] == "authority" and not on_record:
        found["quoted"] = "named"
    for key in ("happened", "so_far", "called_off", "correction", "speaker", "attributed_to"):
        if getattr(reading, key):
            found[key] = getattr(reading, key)
    if reading.when and reading.when.precision != "ambiguous":
        found["when"] = [str(day) if day else None for day in (reading.when.start, reading.when.end)]
    return found


def true_readings(story: Story, raw: Mapping[str, Any]) -> list[tuple[int, Item, Reading]]:
    """(index, item, reading) of each usable item, as a reader that never errs on a stance would read it."""
    hint = hints().get(story.slug, {})
    read: list[tuple[int, Item, Reading]] = []
    for index, item, reading in rehearse.readings(story):
        label = raw["items"][index]
        known = {**details(reading, label), **hint.get(str(index), {})}
        read.append((index, item, reading_from(story.slug, item, label, known)))
    return read


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def judged(path: Path, rules: Policy) -> list[tuple[date, tuple[str, ...], str, str]]:
    """(day, accepted statuses, answer, rule) of each expected row of a story, its readings made from the labels."""
    text = path.read_text(encoding="utf-8")
    story, marks, raw = stories.parse(text, path.name), scoring.labels(text), json.loads(text)
    read = true_readings(story, raw)
    done = rehearse.rehearse(story, rules, read)
    answers = dict(done.as_of)
    rule = done.changes[-1].rule if done.changes else "OTHERWISE"
    return [(day, accepted, answers[day].value, rule) for day, accepted in marks.statuses]


def main(paths: Iterable[str]) -> int:
    """Print each wrong row and the share of right ones; 1 where a promotion is false."""
    rules, rows = load_policy(None), list[tuple[tuple[str, ...], str]]()
    for path in map(Path, paths):
        for day, accepted, answer, rule in judged(path, rules):
            rows.append((accepted, answer))
            if answer not in accepted:
                print(f"{path.stem} {day} wanted {'/'.join(accepted)} got {answer} (last rule {rule})")
    score = scoring.status_score(rows)
    print(json.dumps(score))
    return int(score["false_promotions"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
