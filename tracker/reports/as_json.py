"""The report as JSON: the same values, keys as in the code, dates ISO 8601."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tracker.reports.book import Book


def render(book: Book) -> str:
    """One JSON object: at, since, language, changes, claims."""
    content = {
        "at": book.at,
        "since": book.since,
        "language": book.language,
        "changes": [move._asdict() for move in book.moves],
        "claims": [_plain(entry._asdict()) for _, _, entries in book.groups for entry in entries],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_iso) + "\n"


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        **entry,
        "sources": [source._asdict() for source in entry["sources"]],
        "life": [stretch._asdict() for stretch in entry["life"]],
        "flags": [{"flag": flag, "because": why} for flag, why in entry["flags"]],
        "missing": [{"rule": rule, "text": text} for rule, text in entry["missing"]],
    }


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
