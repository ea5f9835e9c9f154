"""One feed, asked for: conditional GET, redirects one by one, every failure turned into words."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from tracker import texts, urls
from tracker.fetch.addresses import AddressRefusedError, Gate, is_public
from tracker.fetch.bodies import EncodingError, TooBigError, collect
from tracker.fetch.terms import Limits, name_of
from tracker.fetch.turns import Slots, Turns
from tracker.model import Feed, FeedState

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
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


class Client:
    """Asks for feeds over one aiohttp session, within the limits."""

    def __init__(self, session: aiohttp.ClientSession, gate: Gate, limits: Limits) -> None:
        self._session = session
        self._gate = gate
        self._limits = limits
        self._slots = Slots(limits)
        self._turns = Turns(limits)
        self.asked: set[str] = set()
        """Addresses of the feeds whose turn has come."""

    async def ask(self, feed: Feed, state: FeedState, now: datetime, last_of_host: bool) -> Answer:
        """Raises FeedRefusedError, ValueError (TooBigError, EncodingError), aiohttp.ClientError or OSError."""
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
        host = self._checked(url)
        async with self._turns.turn(host, at_once), self._slots.place():
            self.asked.add(feed.url)
            headers = self._headers(state, last_of_host)
            async with self._session.get(URL(url), headers=headers, allow_redirects=False) as response:
                answer = Answer(url, host, response.status, headers=_kept(response.headers))
                answer.retry_after = retry_after(response.headers.get("Retry-After"), now)
                if 200 <= response.status < 300 and response.status != 204:
                    await self._body(response, answer)
                elif response.status not in _REDIRECTS and response.status != 304:
                    response.close()  # an error page is not worth its bytes
                return answer

    async def _body(self, response: aiohttp.ClientResponse, answer: Answer) -> None:
        most = self._limits.max_bytes
        if (response.content_length or 0) > most:
            response.close()
            raise TooBigError
        out = bytearray()
        encoding = response.headers.get("Content-Encoding", "")
        try:
            if not await collect(response.content.iter_any(), encoding, most, out):
                answer.cut_short = "its compression does not end"
        except (TooBigError, EncodingError, TimeoutError):
            response.close()
            raise
        except (aiohttp.ClientError, OSError) as error:
            if not out:
                raise
            answer.cut_short = texts.line(str(error), 120) or "the connection ended early"
        answer.body = bytes(out)

    def _checked(self, url: str) -> str:
        """The host of an address that may be asked. Raises FeedRefusedError."""
        try:
            parts = urlsplit(url)
            host, port = urls.host_name(parts.hostname or ""), parts.port
        except ValueError as error:
            raise FeedRefusedError(f"{texts.line(urls.without_login(url), 200)!r} is no address ({error})") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise FeedRefusedError(f"{texts.line(urls.without_login(url), 200)!r} is no http or https address")
        if host.replace(".", "").isdigit() or ":" in host:
            self._gate.permit(host, port or (443 if parts.scheme == "https" else 80))
            if not is_public(host) and host not in self._limits.allow_hosts:
                raise AddressRefusedError(f"the address {host} is not public")
        return host

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
    cause = _inner(error)
    reasons: list[tuple[type[BaseException] | tuple[type[BaseException], ...], str]] = [
        (TooBigError, f"larger than {limits.max_bytes:,} bytes: raise max_bytes if you trust it, or remove the feed"),
        (EncodingError, f"its compression is broken ({cause}): it will be tried again"),
        (AddressRefusedError, f"refused, {cause}: if this is your own server, add its host to allow_hosts"),
        (FeedRefusedError, str(cause)),
        (TimeoutError, "did not answer in time: it will be tried again"),
        ((aiohttp.ClientSSLError, ssl.SSLError), f"its certificate cannot be trusted ({cause}): check the address"),
        (aiohttp.InvalidURL, f"the address cannot be used ({cause}): correct it in the feed list"),
        (aiohttp.ServerDisconnectedError, "the server hung up without an answer: it will be tried again"),
        (aiohttp.ClientPayloadError, f"the answer broke off ({cause}): it will be tried again"),
        (aiohttp.ClientResponseError, f"the answer is not proper HTTP ({cause}): it will be tried again"),
        (OSError, f"cannot be reached ({cause}): check the address and the network"),
    ]
    found = next((words for kind, words in reasons if isinstance(cause, kind)), None)
    return found or f"failed ({type(error).__name__}: {error}): it will be tried again"


def _inner(error: BaseException) -> BaseException:
    """What aiohttp wrapped: the operating system's or the gate's own word."""
    inner = getattr(error, "os_error", None)
    return inner if isinstance(inner, OSError) and not isinstance(error, aiohttp.ClientSSLError) else error


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
    kept = {}
    for name in ("ETag", "Last-Modified", "Content-Type", "Location"):
        value = headers.get(name)
        if value and value.isprintable():
            kept[name.lower()] = value
    return kept
