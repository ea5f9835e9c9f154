"""Status change -> alerts, one per subscriber and channel. Pure: what is written is a matter of its arguments alone."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from tracker.labels import label
from tracker.model import Alert, Change, Claim, Evidence, Frozen, Verdict, Window, fingerprint

if TYPE_CHECKING:
    from jinja2 import Environment

BY_MAIL = frozenset({"email", "eml"})
"""Channels whose recipient is a mail address."""

FALLBACK = "en"

_SUBJECT_LENGTH = 150
"""Characters of a subject; mail programs show some 70 and no line of a header may pass 998 bytes (RFC 5322)."""

_QUOTES_SHOWN = 12
"""Quotes in one mail; beyond that the report is the better place."""

_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn the direction of what is shown: with them a quote could look like something it is not."""


class Subscriber(Frozen):
    """Who is told, where, in which language and of what."""

    name: str = ""
    channel: str = "email"
    """Name of the notifier: "email", "eml", "console", "apprise"."""
    address: str = Field(min_length=1)
    """What the channel calls its recipient: a mail address, for Apprise a URL."""
    language: str = "it"
    claims: tuple[str, ...] = ()
    """Slugs, or patterns such as "ferrari-*"; empty means every claim."""

    @field_validator("address")
    @classmethod
    def _fits_the_channel(cls, value: str, info: ValidationInfo) -> str:
        return cls.is_address(value) if info.data.get("channel") in BY_MAIL else value

    @staticmethod
    def is_address(value: str) -> str:
        """The value, if it is one mail address (`local@domain`). Raises ValueError otherwise."""
        try:
            parsed = Address(addr_spec=value)
        except (MessageError, ValueError, IndexError) as error:
            raise ValueError('not a mail address; write it as in "name@example.org"') from error
        if not parsed.username or not parsed.domain or re.search(r"[\s,;<>\x00-\x1f\x7f]", value):
            raise ValueError('not a mail address; write it as in "name@example.org"')
        return value

    def wants(self, slug: str) -> bool:
        """Whether this subscriber follows the claim."""
        return not self.claims or any(fnmatchcase(slug, pattern) for pattern in self.claims)


def messages(
    changes: Sequence[Change],
    claims: Mapping[str, Claim],
    verdicts: Mapping[str, Verdict],
    subscribers: Sequence[Subscriber],
    now: datetime,
    first_reading: AbstractSet[str] = frozenset(),
) -> tuple[Alert, ...]:
    """One alert for each change and subscriber; for the claims of `first_reading` one summary instead.

    `claims` and `verdicts` are by slug. An alert's id depends on its channel, its recipient and the changes in it,
    so the same change never makes a second one.
    """
    alerts: dict[str, Alert] = {}
    for subscriber in subscribers:
        mine = [change for change in changes if change.claim in claims and subscriber.wants(change.claim)]
        first = sorted(slug for slug in first_reading if slug in claims and subscriber.wants(slug))
        for alert in _for(subscriber, mine, first, claims, verdicts, now):
            alerts.setdefault(alert.id, alert)
    return tuple(alerts.values())


def _for(
    subscriber: Subscriber,
    changes: Sequence[Change],
    first: Sequence[str],
    claims: Mapping[str, Claim],
    verdicts: Mapping[str, Verdict],
    now: datetime,
) -> Iterator[Alert]:
    """One subscriber's alerts: the summary of first readings, then the changes in their order."""
    language = _spoken(subscriber.language)
    if first:
        begun = [change for change in changes if change.claim in first]
        stories = [_story(claims[slug], begun, verdicts.get(slug), language) for slug in first]
        ids = ("first", *first, *(change_id(change) for change in begun))
        yield _alert(subscriber, ids, first, "summary", {"stories": stories}, now)
    for change in changes:
        if change.claim not in first:
            step = _step(claims[change.claim], change, verdicts.get(change.claim), language)
            yield _alert(subscriber, (change_id(change),), [change.claim], "change", step, now)


def change_id(change: Change) -> str:
    """The fingerprint of a change: the claim, the moment, from what to what and by which rule."""
    return fingerprint("change", change.claim, change.at.isoformat(), change.before, change.after, change.rule)


def _alert(
    subscriber: Subscriber,
    ids: Sequence[str],
    slugs: Sequence[str],
    kind: str,
    values: Mapping[str, Any],
    now: datetime,
) -> Alert:
    language = _spoken(subscriber.language)
    shown = {**values, "words": _words()[language], "language": language, "name": one_line(subscriber.name)}
    return Alert(
        id=fingerprint("alert", subscriber.channel, subscriber.address, *ids),
        channel=subscriber.channel,
        recipient=subscriber.address,
        claims=tuple(slugs),
        subject=one_line(_render(f"{kind}.subject", shown), _SUBJECT_LENGTH),
        text=clean(_render(f"{kind}.txt", shown)).strip() + "\n",
        html=clean(_render(f"{kind}.html", shown)).strip() + "\n",
        created_at=now,
    )


# --- what a mail shows -------------------------------------------------------------------------------------------


def _step(claim: Claim, change: Change, verdict: Verdict | None, language: str) -> dict[str, Any]:
    """One change as the templates show it."""
    sources = _sources(change.evidence, verdict, language)
    return {
        "slug": claim.slug,
        "claim": one_line(claim.text),
        "before": label("status", change.before, language),
        "after": label("status", change.after, language),
        "status": change.after.value,
        "date": change.at.date().isoformat(),
        "because": one_line(change.because),
        "rule": change.rule,
        "sources": sources[:_QUOTES_SHOWN],
        "more": len(sources[_QUOTES_SHOWN:]),
        "window": _window(change.window, language),
        "previous_window": _window(change.previous_window, language),
        "missing": [one_line(one.text) for one in verdict.missing] if verdict else [],
    }


def _story(claim: Claim, changes: Sequence[Change], verdict: Verdict | None, language: str) -> dict[str, Any]:
    """A claim read for the first time: where it stands now, and the steps that led there."""
    steps = [_step(claim, change, verdict, language) for change in changes if change.claim == claim.slug]
    carried = _sources(verdict.carried_by, verdict, language) if verdict else []
    return {
        "slug": claim.slug,
        "claim": one_line(claim.text),
        "after": label("status", verdict.status, language) if verdict else "",
        "status": verdict.status.value if verdict else "",
        "because": one_line(verdict.because) if verdict else "",
        "steps": steps,
        "sources": carried[:_QUOTES_SHOWN],
        "more": len(carried[_QUOTES_SHOWN:]),
        "missing": [one_line(one.text) for one in verdict.missing] if verdict else [],
    }


def _sources(ids: Sequence[str], verdict: Verdict | None, language: str) -> list[dict[str, Any]]:
    """The items of these ids, by date: outlet, quote, link."""
    by_id = {one.item.id: one for one in verdict.evidence} if verdict else {}
    chosen = sorted((by_id[one] for one in ids if one in by_id), key=lambda one: (one.item.published, one.item.id))
    return [_source(one, language) for one in chosen]


def _source(evidence: Evidence, language: str) -> dict[str, Any]:
    item, quote = evidence.item, evidence.reading.quote
    return {
        "date": item.published.date().isoformat(),
        "outlet": one_line(item.outlet),
        "title": one_line(item.title),
        "quote": one_line(quote.text) if quote else "",
        "quoted": label("quoted", evidence.reading.quoted, language),
        "link": web_link(item.link),
    }


def _window(window: Window | None, language: str) -> str:
    if window is None:
        return ""
    sides = (side.isoformat() if side else label("word", "open_side", language) for side in (window.start, window.end))
    return " – ".join(sides)


def web_link(link: str | None) -> str:
    """The link, if a browser may be sent there: http or https with a host, in one word; "" otherwise."""
    try:
        parts = urlsplit(link or "")
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    return link if link and good and not re.search(r"[\s<>\"\x00-\x1f\x7f]", link) else ""


def clean(text: str) -> str:
    """The text without control characters (line ends and tabs stay), lone surrogates and marks of direction."""
    kept = (c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return _INVISIBLE.sub("", "".join(kept))


def one_line(text: str, longest: int | None = None) -> str:
    """The text cleaned, on one line, at most `longest` characters."""
    line = " ".join(clean(text.replace("\r", " ")).split())
    return line if longest is None or len(line) <= longest else line[: longest - 1].rstrip() + "…"


# --- words and templates that ship with the package --------------------------------------------------------------


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(_template("words.toml"))


def _spoken(language: str) -> str:
    """The language, if mails can be written in it; English otherwise."""
    return language if language in _words() else FALLBACK


def _template(name: str) -> str:
    return resources.files("tracker").joinpath("templates", "mail", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Strict templates; those in HTML escape whatever they are given."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FunctionLoader(_template),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(name: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(f"{name}.j2").render(values)
