"""One feed, asked for: conditional GET, redirects one by one, every failure turned into words."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from tracker import texts, urls
from tracker.fetch.addresses import AddressRefusedError, Gate, is_public
from tracker.fetch.bodies import EncodingError, TooBigError
from tracker.fetch.terms import Limits, name_of
from tracker.fetch.turns import Slots, Turns
from tracker.fetch.wire import BrokeOffError, HttpError, HungUpError, Target, Wire
from tracker.model import Feed, FeedState

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_SECONDS = re.compile(r"[0-9]+(?=[.,;\s]|$)")
_TRIES_AT_NEW_ADDRESS = 3
"""After so many failures at the address a feed moved to, the one in the feed list is tried again."""


class FeedRefusedError(Exception):
    """The feed cannot be had this way; the message says why and what to do."""


@dataclass(slots=True)
class Answer:
    """What a server said, redirects followed."""

    url: str
    host: str = ""
    status: int = 0
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    moved_to: str | None = None
    """The feed's new permanent address."""
    retry_after: float | None = None
    cut_short: str = ""
    """Empty, or how the connection ended before the body did; the body is what came."""
    elapsed: float = 0.0


class Client:
    """Asks for feeds, within the limits."""

    def __init__(self, gate: Gate, limits: Limits) -> None:
        self._wire = Wire(gate, limits)
        self._limits = limits
        self._slots = Slots(limits)
        self._turns = Turns(limits)
        self.asked: set[str] = set()
        """Addresses of the feeds whose turn has come."""

    async def ask(self, feed: Feed, state: FeedState, now: datetime, last_of_host: bool) -> Answer:
        """Raises FeedRefusedError, HttpError, ValueError (TooBigError, EncodingError) or OSError."""
        url, permanent = start_address(feed, state), True
        answer = Answer(url)
        seen = {url}
        for hop in range(self._limits.max_redirects + 1):
            answer = await self._hop(url, feed, state, now, last_of_host, at_once=hop > 0)
            if answer.status not in _REDIRECTS:
                answer.moved_to = url if permanent and hop else None
                return answer
            permanent = permanent and answer.status in _PERMANENT
            url = _next(url, answer.headers.get("location", ""), seen)
            seen.add(url)
        raise FeedRefusedError(
            f"it redirects more than {self._limits.max_redirects} times: look for the feed's present address"
        )

    async def _hop(
        self, url: str, feed: Feed, state: FeedState, now: datetime, last_of_host: bool, at_once: bool
    ) -> Answer:
        target = self._checked(url)
        async with self._turns.turn(target.host, at_once), self._slots.place():
            self.asked.add(feed.url)
            reply = await self._wire.get(target, self._headers(state, last_of_host))
        answer = Answer(url, target.host, reply.status, headers=_kept(reply.headers), cut_short=reply.cut_short)
        answer.retry_after = retry_after(reply.headers.get("retry-after"), now)
        if reply.body is not None:
            if not reply.body.end() and not answer.cut_short:
                answer.cut_short = "its compression does not end"
            answer.body = bytes(reply.body.out)
        return answer

    async def close(self) -> None:
        """Let go of every connection."""
        await self._wire.close()

    def _checked(self, url: str) -> Target:
        """What to ask for at an address that may be asked. Raises FeedRefusedError."""
        try:
            parts = urlsplit(url)
            host, port = urls.host_name(parts.hostname or ""), parts.port
        except ValueError as error:
            raise FeedRefusedError(f"{texts.line(urls.without_login(url), 200)!r} is no address ({error})") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise FeedRefusedError(f"{texts.line(urls.without_login(url), 200)!r} is no http or https address")
        written = host.replace(".", "").isdigit() or ":" in host
        if written and not is_public(host) and host not in self._limits.allow_hosts:
            raise AddressRefusedError(f"the address {host} is not public")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        login = parts.netloc.rpartition("@")[0]
        return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path, login)

    def _headers(self, state: FeedState, last_of_host: bool) -> dict[str, str]:
        headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        kept = {name: value for name, value in headers.items() if value}
        return kept | {"Connection": "close"} if last_of_host else kept


def start_address(feed: Feed, state: FeedState) -> str:
    """Where to ask: the address the feed moved to, unless that has failed too often."""
    return state.moved_to if state.moved_to and state.failures < _TRIES_AT_NEW_ADDRESS else feed.url


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to stay away, from a Retry-After header: a number, or a date (RFC 9110, 10.2.3)."""
    text = (value or "").strip()
    seconds = _SECONDS.match(text)
    if seconds:
        return float(seconds[0][:10])
    try:
        until = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError):
        return None
    if until is None:
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())


def explain(error: BaseException, feed: Feed, limits: Limits) -> str:
    """One line: which feed, what happened, the way out."""
    return f"{texts.line(name_of(feed), 120)}: {texts.line(_reason(error, limits), 300)}"


def _reason(error: BaseException, limits: Limits) -> str:
    reasons: list[tuple[type[BaseException], str]] = [
        (TooBigError, f"larger than {limits.max_bytes:,} bytes: raise max_bytes if you trust it, or remove the feed"),
        (EncodingError, f"its compression is broken ({error}): it will be tried again"),
        (AddressRefusedError, f"refused, {error}: if this is your own server, add its host to allow_hosts"),
        (FeedRefusedError, str(error)),
        (TimeoutError, "did not answer in time: it will be tried again"),
        (ssl.SSLError, f"its certificate cannot be trusted ({error}): check the address"),
        (HungUpError, "the server hung up without an answer: it will be tried again"),
        (BrokeOffError, f"the answer broke off ({error}): it will be tried again"),
        (HttpError, f"the answer is not proper HTTP ({error}): it will be tried again"),
        (OSError, f"cannot be reached ({error}): check the address and the network"),
    ]
    found = next((words for kind, words in reasons if isinstance(error, kind)), None)
    return found or f"failed ({type(error).__name__}: {error}): it will be tried again"


def _next(url: str, location: str, seen: set[str]) -> str:
    """Where a redirect leads. Raises FeedRefusedError."""
    try:
        target = urljoin(url, location.strip())
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise FeedRefusedError(f"it redirects to {texts.line(location, 200)!r}, which is no address") from error
    if not location.strip() or target in seen:
        raise FeedRefusedError("it redirects in a circle or to nowhere: look for the feed's present address")
    if scheme not in {"http", "https"}:
        raise FeedRefusedError(f"it redirects to {texts.line(target, 200)!r}, which is no http or https address")
    return target


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that matter, as sent: validators are given back byte for byte, or not at all."""
    return {name: value for name, value in headers.items() if value and value.isprintable()}
