"""How well readings and statuses agree with a story's labels. Only `replay --score` and the benchmarks come here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from tracker.model import Stance, Status

FIRM = (Stance.SUPPORTS, Stance.DENIES, Stance.POSTPONES)
RANK: Mapping[str, int] = {Status.CORROBORATED: 1, Status.ANNOUNCED: 2, Status.CONFIRMED: 3}
"""How far up a status promotes; every other status ranks 0 (FORMATS: false promotions)."""


class Answer(NamedTuple):
    """How an item is read."""

    stance: str
    on_record: bool = False


class Labels(NamedTuple):
    """A story's labels: stance and on-record by item index, the doubtful indices, the accepted statuses by day."""

    stances: Mapping[int, str]
    on_record: Mapping[int, bool]
    """Of a yes, a no or a delay, whether an authority says so on the record, where the file tells."""
    doubtful: frozenset[int]
    statuses: tuple[tuple[date, tuple[str, ...]], ...]
    problems: tuple[str, ...] = ()
    """What looks like a label and is none, one line each."""


def labels(text: str) -> Labels:
    """The labels in a story's JSON; rows without one are left out, and so are those that name no stance or status."""
    raw = json.loads(text)
    items = [(index, item) for index, item in enumerate(raw.get("items") or []) if isinstance(item, dict)]
    given = {index: item["stance"] for index, item in items if item.get("stance")}
    stances = {index: stance for index, stance in given.items() if stance in tuple(Stance)}
    doubtful = frozenset(index for index, item in items if item.get("doubtful"))
    told = {index: item for index, item in items if stances.get(index) in FIRM and "on_record" in item}
    on_record = {index: bool(item["on_record"]) for index, item in told.items()}
    problems = [
        f"item {index}: {stance!r} is no stance: one of {', '.join(Stance)}"
        for index, stance in given.items()
        if index not in stances
    ]
    expected = raw.get("expected_status") or []
    accepted = []
    for row in expected if isinstance(expected, list) else []:
        if isinstance(row, dict) and not row.get("status"):
            continue  # a day to look at, and no label
        try:
            statuses = tuple(Status(name).value for name in (row["status"], *row.get("also_ok", ())))
            accepted.append((date.fromisoformat(str(row["as_of"])[:10]), statuses))
        except (ValueError, TypeError, KeyError) as error:
            problems.append(f'expected_status: a row is {{"as_of": day, "status": {"|".join(Status)}}}: {error}')
    if not (stances or accepted or problems):
        problems.append("no labels to score by: give items a `stance`, or `expected_status` rows")
    return Labels(stances, on_record, doubtful, tuple(accepted), tuple(problems))


def misses(
    marks: Labels, titles: Mapping[int, str], answers: Mapping[int, Answer], statuses: Mapping[date, str]
) -> Iterator[str]:
    """One line for every firm label and every accepted status that was answered otherwise."""
    for index, stance in marks.stances.items():
        if index not in answers or index in marks.doubtful:
            continue
        answer, title = answers[index], titles.get(index, "")
        if answer.stance != stance:
            yield f"item {index}: {stance}, read as {answer.stance}: {title}"
        elif answer.on_record is not marks.on_record.get(index, answer.on_record):
            yield f"item {index}: {stance} {_ON[not answer.on_record]}, read {_ON[answer.on_record]}: {title}"
    for day, accepted in marks.statuses:
        if day in statuses and statuses[day] not in accepted:
            yield f"{day.isoformat()}: {' or '.join(accepted)}, judged {statuses[day]}"


_ON = ("off the record", "on the record")


def macro_f1(pairs: Iterable[tuple[str, str]], classes: Sequence[str] | None = None) -> float:
    """Mean F1 over `classes` (default: those the labels use) of (label, answer) pairs; 0.0 without pairs."""
    table = Counter(pairs)
    names = list(classes) if classes is not None else sorted({label for label, _ in table})
    return sum(f1(table, name) for name in names) / len(names) if names else 0.0


def f1(table: Mapping[tuple[str, str], int], name: str) -> float:
    """F1 of one class in a (label, answer) -> count table; 0.0 where the class was neither meant nor answered."""
    hit = table.get((name, name), 0)
    meant = sum(count for (label, _), count in table.items() if label == name)
    said = sum(count for (_, answer), count in table.items() if answer == name)
    return 2 * hit / (meant + said) if meant + said else 0.0


def stance_score(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Accuracy, macro-F1 over the six stances that occur, and matter found or missed, of (label, answer) pairs."""
    matter = Counter((_matter(label), _matter(answer)) for label, answer in pairs)
    table = Counter(pairs)
    return {
        "items": len(pairs),
        "accuracy": _share(sum(label == answer for label, answer in pairs), len(pairs)),
        "macro_f1": round(macro_f1(pairs), 4),
        "matter_f1": round(f1(matter, "matter"), 4),
        "matter_found": matter["matter", "matter"],
        "matter_missed": matter["matter", "none"],
        "matter_invented": matter["none", "matter"],
        "f1": {stance.value: round(f1(table, stance), 4) for stance in Stance},
        "confusion": {f"{label}>{answer}": count for (label, answer), count in sorted(table.items())},
    }


def _matter(stance: str) -> str:
    return "none" if stance == Stance.NONE else "matter"


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def is_false_promotion(answer: str, accepted: Sequence[str]) -> bool:
    """True where the answer ranks above every accepted status."""
    return RANK.get(answer, 0) > max(RANK.get(status, 0) for status in accepted)


def record_score(pairs: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    """What is on the record and found, missed or invented, of (label, answer) pairs."""
    table = Counter(pairs)
    found, missed, invented = table[True, True], table[True, False], table[False, True]
    return {"items": len(pairs), "found": found, "missed": missed, "invented": invented}


def status_score(rows: Sequence[tuple[tuple[str, ...], str]]) -> dict[str, Any]:
    """Accuracy (any accepted status counts) and false promotions of (accepted statuses, answer) rows."""
    right = sum(answer in accepted for accepted, answer in rows)
    false = sum(is_false_promotion(answer, accepted) for accepted, answer in rows)
    return {"rows": len(rows), "right": right, "accuracy": _share(right, len(rows)), "false_promotions": false}


class Tally:
    """Adds up stories; `summary()` is what `replay --score` prints."""

    def __init__(self) -> None:
        self.firm: list[tuple[str, str]] = []
        self.doubtful: list[tuple[str, str]] = []
        self.record: list[tuple[bool, bool]] = []
        self.rows: list[tuple[tuple[str, ...], str]] = []

    def add(self, marks: Labels, answers: Mapping[int, Answer], statuses: Mapping[date, str]) -> None:
        """Score one story's answers: by item index, and status by day."""
        for index, stance in marks.stances.items():
            if index in answers:
                side = self.doubtful if index in marks.doubtful else self.firm
                side.append((stance, answers[index].stance))
        told = {index: on for index, on in marks.on_record.items() if index not in marks.doubtful and index in answers}
        right = [index for index in told if answers[index].stance == marks.stances[index]]
        self.record += [(told[index], answers[index].on_record) for index in right]
        self.rows += [(accepted, statuses[day]) for day, accepted in marks.statuses if day in statuses]

    def summary(self) -> dict[str, Any]:
        """Stance figures on firm labels, the same on doubtful ones, what is on the record of yeses, noes and delays
        that are read as such, and status figures."""
        return {
            "stance": stance_score(self.firm),
            "doubtful": stance_score(self.doubtful),
            "record": record_score(self.record),
            "status": status_score(self.rows),
        }
