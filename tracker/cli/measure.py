"""`classify` and `replay`: the commands that measurements rely on. They read nothing but their input."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.errors import ClaimError, TrackerError

if TYPE_CHECKING:
    from tracker.model import Reading
    from tracker.rehearse import Rehearsal
    from tracker.stories import Story

STDIN = "-"


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(classify)
    app.command()(replay)


def classify(
    story: Annotated[
        list[str] | None, typer.Option("--story", help="A story file (JSON); - is standard input. May be repeated.")
    ] = None,
    pairs: Annotated[
        str | None, typer.Option("--pairs", help="A CSV with columns claim, headline [, body]; - is standard input.")
    ] = None,
) -> None:
    """Read items against their claim: one JSON line an item, or a row.

    Exit 0 done, 1 some input was unusable (said on standard error), 2 wrong usage.

    Example: tracker classify --story story.json
    """
    if bool(story) == bool(pairs):
        raise typer.BadParameter("give either --story (once or more) or --pairs")
    failed = _classify_pairs(pairs) if pairs else _classify_stories(story or [])
    raise typer.Exit(1 if failed else 0)


def _classify_stories(names: list[str]) -> bool:
    from tracker.policy import load_policy
    from tracker.rehearse import in_company, readings

    failed, rules = False, load_policy(None)
    for name in names:
        one = _story(name)
        if one is None:
            failed = True
            continue
        failed |= bool(one.problems)
        for index, _, reading in in_company(one, rules, list(readings(one))):
            emit({"slug": one.slug, "index": index, **_reading(reading)})
    return failed


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "stance": reading.stance.value,
        "confidence": round(reading.confidence, 4),
        "quote": reading.quote.text if reading.quote else None,
        "cues": [asdict(cue) for cue in reading.cues],
        "quoted": reading.quoted.value,
        "on_record": reading.on_record,
        "tense": reading.tense.value,
        "when": reading.when.model_dump(mode="json") if reading.when else None,
        "hedged": reading.hedged,
        "speaker": reading.speaker,
    }


def _classify_pairs(name: str) -> bool:
    from tracker.reading.pairs import judge_pair

    failed = False
    for row, entry in enumerate(_rows(name)):
        claim, headline = (entry.get("claim") or "").strip(), (entry.get("headline") or "").strip()
        if not claim or not headline:
            complain(f"{name}: row {row}: claim or headline is empty")
            failed = True
            continue
        answer = judge_pair(claim, headline, (entry.get("body") or "").strip())
        cues = [asdict(cue) for cue in answer.cues]
        emit({"row": row, "stance": answer.stance.value, "confidence": round(answer.confidence, 4), "cues": cues})
    return failed


def _rows(name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(16 * 1024 * 1024)
    reader = csv.DictReader(io.StringIO(text_of(name), newline=""))
    missing = {"claim", "headline"} - set(reader.fieldnames or ())
    if missing:
        raise ClaimError(f"{name}: line 1: no column {' and no column '.join(sorted(missing))}")
    try:
        yield from reader
    except csv.Error as error:
        raise ClaimError(f"{name}: line {reader.line_num}: not CSV: {error}") from error


def replay(
    stories: Annotated[list[str], typer.Argument(metavar="STORY...", help="Story files (JSON); - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a story.")] = False,
    score: Annotated[bool, typer.Option("--score", help="Compare with the labels in the files.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="With --score: say on standard error what differs.")] = False,
    policy: Annotated[Path | None, typer.Option("--policy", help="A policy file to judge by.")] = None,
) -> None:
    """Walk each story through the same code as a live run, the clock set by its items.

    Exit 0 done, 1 some input was unusable (said on standard error), 2 wrong usage.

    Example: tracker replay story.json --json
    """
    from tracker import scoring
    from tracker.policy import load_policy
    from tracker.rehearse import in_company, readings, rehearse

    if misses and not score:
        raise typer.BadParameter("--misses says what --score finds: give both")
    rules = load_policy(text_of(str(policy)) if policy else None)
    tally, failed = scoring.Tally(), False
    for name in stories:
        text = _text_or_none(name)
        one = _parsed(text, name) if text is not None else None
        if one is None or text is None:
            failed = True
            continue
        failed |= bool(one.problems)
        read = list(readings(one))
        result = rehearse(one, rules, read)
        if as_json:
            emit(_replayed(result))
        elif not score:
            _print_story(result)
        if score:
            marks = scoring.labels(text)
            answers = {
                index: scoring.Answer(reading.stance.value, reading.on_record)
                for index, _, reading in in_company(one, rules, read)
            }
            statuses = {day: status.value for day, status in result.as_of}
            tally.add(marks, answers, statuses)
            failed |= bool(marks.problems)
            titles = {index: item.title for index, item, _ in read}
            missed = scoring.misses(marks, titles, answers, statuses) if misses else ()
            for line in (*marks.problems, *missed):
                complain(f"{one.slug}: {line}")
    if score:
        emit({"score": tally.summary()})
    raise typer.Exit(1 if failed else 0)


def _replayed(result: Rehearsal) -> dict[str, Any]:
    changes = [
        {"at": c.at.isoformat(), "from": c.before.value, "to": c.after.value, "rule": c.rule, "because": c.because}
        for c in result.changes
    ]
    rows = [{"as_of": day.isoformat(), "status": status.value} for day, status in result.as_of]
    return {"slug": result.slug, "changes": changes, "as_of": rows}


def _print_story(result: Rehearsal) -> None:
    typer.echo(f"{result.slug}: {result.state.status.value}")
    for change in result.changes:
        typer.echo(f"  {change.at:%Y-%m-%d}  {change.before} -> {change.after}  {change.because} [{change.rule}]")


# --- input and output --------------------------------------------------------------------------------------


def emit(value: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def complain(line: str) -> None:
    """One line on standard error."""
    typer.echo(f"tracker: {line}", err=True)


def text_of(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises TrackerError naming what cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise TrackerError(f"{name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TrackerError(f"{name}: not UTF-8 (byte {error.start}): save it as UTF-8") from error


def _text_or_none(name: str) -> str | None:
    try:
        return text_of(name)
    except TrackerError as error:
        complain(str(error))
        return None


def _parsed(text: str, name: str) -> Story | None:
    from tracker.stories import parse

    try:
        one = parse(text, name if name != STDIN else "standard input")
    except TrackerError as error:
        complain(str(error))
        return None
    for problem in one.problems:
        complain(problem)
    return one


def _story(name: str) -> Story | None:
    text = _text_or_none(name)
    return _parsed(text, name) if text is not None else None
