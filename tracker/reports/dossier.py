"""`explain`: all that is known of one claim, with the quote, the cues, the root and the rule for each piece. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.alerts import web_link
from tracker.events import ClaimState
from tracker.labels import label
from tracker.model import Evidence, Quoted, Root, Tier, Verdict
from tracker.reports.book import by_date, slip_text, window_text


def as_lines(state: ClaimState, verdict: Verdict, language: str) -> Iterator[str]:
    """The dossier as lines of plain text."""
    claim = state.claim
    yield f"{claim.text}  [{claim.slug}]"
    yield f"  {label('status', state.status, language)} {label('word', 'since', language)} {state.since:%Y-%m-%d}"
    yield f"  {state.because or verdict.because} [{state.rule}]"
    if verdict.window:
        yield f"  {label('word', 'window', language)}: {window_text(verdict.window, language)}"
    for flag, why in sorted(verdict.flags.items()):
        yield f"  ! {label('flag', flag, language)}: {why}"
    if verdict.status is not state.status:
        today = f"{label('word', 'today', language)} {label('status', verdict.status, language)}"
        yield f"  ! {today}: {verdict.because} [{verdict.rule}]"
    if verdict.recheck:
        yield f"  {label('word', 'recheck', language)} {verdict.recheck.isoformat()}"
    yield from _changes(state, language)
    yield from _slips(verdict, language)
    yield from _missing(verdict, language)
    yield from _roots(verdict, language)
    yield ""
    yield f"{label('word', 'sources', language)} ({len(verdict.evidence)})"
    for one in by_date(verdict.evidence):
        yield from _piece(one, language)


def _changes(state: ClaimState, language: str) -> Iterator[str]:
    if state.changes:
        yield ""
        yield label("word", "changes", language)
    for change in state.changes:
        before, after = (label("status", side, language) for side in (change.before, change.after))
        yield f"  {change.at:%Y-%m-%d}  {before} -> {after}: {change.because} [{change.rule}]"


def _slips(verdict: Verdict, language: str) -> Iterator[str]:
    if verdict.slips:
        yield ""
        yield label("word", "slips", language)
    for slip in verdict.slips:
        yield f"  {slip_text(slip, language)}"


def _missing(verdict: Verdict, language: str) -> Iterator[str]:
    if verdict.missing:
        yield ""
        yield label("word", "missing", language)
    for missing in verdict.missing:
        yield f"  -> {label('status', missing.leads_to, language)}: {missing.text} [{missing.rule}]"


def _roots(verdict: Verdict, language: str) -> Iterator[str]:
    """Each root with its lead, marked `+` where something of it counts, and who took it from whom."""
    names = {one.item.id: one.item for one in verdict.evidence}
    counting = {one.item.id for one in verdict.evidence if one.counts}
    if verdict.roots:
        yield ""
        yield f"{label('word', 'roots', language)} ({len(verdict.roots)}; {label('word', 'signs', language)})"
    for root in verdict.roots:
        lead = "" if root.lead_hours is None else f", {_lead(root.lead_hours, language)}"
        mark = "+" if counting & set(root.items) else "-"
        yield f"{mark} @ {root.origin} ({root.tier}), {root.first_at:%Y-%m-%d}{lead}"
        yield from _tree(root, {item_id: f"{item.published:%Y-%m-%d} {item.outlet}" for item_id, item in names.items()})


_HOURS = 72
"""Up to so many hours a lead is told in hours."""


def _lead(hours: float, language: str) -> str:
    if hours <= _HOURS:
        return f"{hours:.0f} {label('word', 'ahead', language)}"
    return f"{hours / 24:.0f} {label('word', 'ahead_days', language)}"


def _tree(root: Root, names: dict[str, str]) -> Iterator[str]:
    """Who copied whom below one root, each copy under the item it was copied from."""
    below: dict[str, list[str]] = {}
    for item in root.items:
        below.setdefault(root.copied_from.get(item, ""), []).append(item)
    todo = [(item, 1) for item in reversed(below.get("", []))]
    done: set[str] = set()
    while todo:
        item, depth = todo.pop()
        if item in done:
            continue
        done.add(item)
        yield f"{'  ' * depth}- {names.get(item, item)}"
        todo += [(copy, depth + 1) for copy in reversed(below.get(item, []))]


def _piece(one: Evidence, language: str) -> Iterator[str]:
    item, reading = one.item, one.reading
    mark = "+" if one.counts else "-"
    stance = label("stance", reading.stance, language)
    yield ""
    sure = f"{reading.confidence:.2f}"
    yield f"  {mark} {item.published:%Y-%m-%d} {item.outlet} ({item.tier}), {stance} ({sure})  [{item.id}]"
    yield f"    {item.title}"
    if link := web_link(item.link):
        yield f"    {link}"
    if reading.quote:
        yield f"    « {reading.quote.text} »"
    if reading.cues:
        yield "    " + ", ".join(f"{cue.text} = {cue.kind}" for cue in reading.cues)
    off = reading.quoted is Quoted.AUTHORITY and not reading.on_record and item.tier is not Tier.AUTHORITY
    who = label("quoted", "off_record" if off else reading.quoted, language)
    speaker = f" ({reading.speaker})" if reading.speaker else ""
    yield f"    {who}{speaker}; {label('word', 'root', language)} {one.root or '-'}; {one.rule}: {one.because}"


def as_json(state: ClaimState, verdict: Verdict) -> dict[str, Any]:
    """The dossier as JSON values: the claim's state beside the verdict of this moment."""
    return {
        "state": state.model_dump(mode="json", by_alias=True, exclude={"readings"}),
        "verdict": verdict.model_dump(mode="json", by_alias=True),
    }
