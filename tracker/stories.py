"""A story file (one claim and its dated items) -> the program's own values.

Labels live in the same file. They are never handed on: only the keys named here are read, and the
scorer reads its labels by itself (`tracker.scoring`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import ValidationError

from tracker.errors import ClaimError
from tracker.model import Claim, Item, Tier, fingerprint

_CLAIM_KEYS = ("text", "language", "kind", "subjects", "keywords", "authorities", "speakers", "expected", "opened")

_HALF = r"\ud"
"""How JSON begins half of a pair of code units."""
_ALIKE = 0.8
"""How alike an unknown key is to a missing one that it is taken for: "authority" just is, "text_en" is not."""


class Story(NamedTuple):
    """One claim and its items in file order; `items[i]` is None where item `i` could not be used."""

    slug: str
    claim: Claim
    items: tuple[Item | None, ...]
    as_of: tuple[date, ...]
    problems: tuple[str, ...]


def parse(text: str, name: str) -> Story:
    """Read one story's JSON; `name` is the file's name for messages. Raises ClaimError when nothing can be read."""
    try:
        raw = _whole(json.loads(text)) if _HALF in text.lower() else json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ClaimError(f"{name}: not JSON: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("claim"), dict):
        raise ClaimError(f"{name}: a story is a JSON object with a `claim` object and an `items` list")
    slug = str(raw.get("slug") or name.rsplit("/", 1)[-1].removesuffix(".json"))
    items, problems = _items(raw.get("items"), name)
    claim = _claim(slug, raw["claim"], [item for item in items if item], name)
    days, bad_days = _as_of(raw.get("expected_status"), name)
    return Story(slug, claim, items, days, (*_misspelt(raw["claim"], name), *problems, *bad_days))


def _whole(raw: Any) -> Any:
    """The same with U+FFFD for half a pair, which JSON can write and no text can hold."""
    return json.loads(json.dumps(raw, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _misspelt(raw: Mapping[str, Any], name: str) -> list[str]:
    """What looks like a key of the claim, one that is not there, and is none; any other key is the writer's own."""
    absent = [key for key in _CLAIM_KEYS if key not in raw]
    others = [key for key in raw if key not in _CLAIM_KEYS]
    near = [(key, meant[0]) for key in others if (meant := get_close_matches(key, absent, 1, _ALIKE))]
    return [f"{name}: claim.{key} is not read: did you mean {meant!r}?" for key, meant in near]


def _claim(slug: str, raw: Mapping[str, Any], items: list[Item], name: str) -> Claim:
    fields = {key: raw[key] for key in _CLAIM_KEYS if raw.get(key) is not None}
    if "opened" not in fields:
        if not items:
            raise ClaimError(f"{name}: claim.opened is missing and no item gives a date: add the day it was opened")
        fields["opened"] = min(item.published for item in items).date()
    named = [group if isinstance(group, list) else [group] for group in fields.get("subjects") or []]
    subjects = [names for group in named if (names := [name for name in group if str(name).strip()])]
    if not subjects:
        raise ClaimError(f"{name}: claim.subjects is empty: name at least one subject, each a list with its aliases")
    fields["subjects"] = subjects
    try:
        claim = Claim(slug=slug, **fields)
    except ValidationError as error:
        raise ClaimError(f"{name}: claim.{_plain(error)}") from error
    window = claim.expected
    if window and window.start and window.end and window.end < window.start:
        raise ClaimError(f"{name}: claim.expected ends on {window.end}, before it begins on {window.start}: swap them")
    return claim


def _items(raw: object, name: str) -> tuple[tuple[Item | None, ...], list[str]]:
    if not isinstance(raw, list):
        return (), [f"{name}: `items` is not a list: nothing to read"]
    items: list[Item | None] = []
    problems: list[str] = []
    for index, entry in enumerate(raw):
        try:
            items.append(_item(entry))
        except (ValueError, TypeError, KeyError) as error:
            items.append(None)
            problems.append(f"{name}: item {index}: {_plain(error)}")
    return tuple(items), problems


def _plain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where, given = ".".join(str(part) for part in first["loc"]), first["input"]
        if first["type"].startswith("date"):
            return f"{where}: {given!r} is no day like 2026-02-28"
        return f"{where}: {given!r} is no list" if first["type"] == "tuple_type" else f"{where}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"`{error.args[0]}` is missing"
    return str(error)


def _item(raw: object) -> Item:
    if not isinstance(raw, dict):
        raise TypeError("not an object")
    day = _day(raw["date"])
    published = datetime.combine(day, time(12), tzinfo=UTC)
    outlet = str(raw["outlet"]).strip()
    title, summary, body = (str(raw.get(key) or "") for key in ("title", "summary", "body"))
    if not (title or summary or body):
        raise ValueError("no title, summary or body: nothing to read")
    return Item(
        id=fingerprint("story", outlet, day.isoformat(), title),
        text_id=fingerprint(title, summary, body),
        host=outlet.lower(),
        outlet=outlet,
        tier=_tier(raw["tier"]),
        language=raw.get("lang"),
        title=title,
        summary=summary,
        body=body,
        link=raw.get("link"),
        published=published,
        published_raw=str(raw["date"]),
        seen_at=published,
    )


def _day(raw: object) -> date:
    try:
        return date.fromisoformat(str(raw)[:10])
    except ValueError as error:
        raise ValueError(f"{str(raw)!r} is no day like 2026-02-28") from error


def _tier(name: object) -> Tier:
    if name not in tuple(Tier):
        raise ValueError(f"{name!r} is no tier: one of {', '.join(Tier)}")
    return Tier(str(name))


def _as_of(raw: object, name: str) -> tuple[tuple[date, ...], list[str]]:
    """Only the dates of the expected rows: at which days to look. Their statuses are labels and stay in the file."""
    days: list[date] = []
    problems: list[str] = []
    if raw is not None and not isinstance(raw, list):
        problems.append(
            f'{name}: `expected_status` is not a list of rows like {{"as_of": "2026-03-31", "status": "denied"}}'
        )
    for row in raw if isinstance(raw, list) else []:
        try:
            days.append(_day(row["as_of"]))
        except (ValueError, TypeError, KeyError) as error:
            problems.append(f"{name}: expected_status: a row has no usable as_of: {error}")
    return tuple(days), problems
