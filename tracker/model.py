"""The nouns, in the order data flows: Feed Item Claim Match Reading Evidence StatusChange Alert.

Everything here is a frozen value. Times are timezone-aware UTC; dates are calendar dates.
Identifiers are fingerprints of content (see `fingerprint`), so the same thing met twice is one thing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def fingerprint(*parts: str) -> str:
    """A stable 20-hex-digit name for `parts` (BLAKE2b, parts separated so that they cannot run together)."""
    digest = hashlib.blake2b(digest_size=10)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


class Tier(StrEnum):
    """What the user's feed list says of a source, best first; never the item's own word."""

    AUTHORITY = "authority"
    AGENCY = "agency"
    PRESS = "press"
    TRADE = "trade"
    BLOG = "blog"
    SOCIAL = "social"


class Kind(StrEnum):
    """`event`: it happened, it is so. `plan`: it will happen, in a window."""

    EVENT = "event"
    PLAN = "plan"


class Stance(StrEnum):
    """What one item does to one claim (LIFECYCLE: stance of one item towards one claim)."""

    SUPPORTS = "supports"
    REPORTS = "reports"
    DENIES = "denies"
    POSTPONES = "postpones"
    MENTIONS = "mentions"
    NONE = "none"


class Status(StrEnum):
    """Where a claim stands."""

    SPECULATION = "speculation"
    CORROBORATED = "corroborated"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    POSTPONED = "postponed"
    CONTESTED = "contested"
    LAPSED = "lapsed"


class Flag(StrEnum):
    """Said beside the status, never instead of it."""

    OVERDUE = "overdue"
    DORMANT = "dormant"
    NEEDS_REVIEW = "needs_review"
    PINNED = "pinned"
    SUPERSEDED = "superseded_by"


class Quoted(StrEnum):
    """Who is quoted in the sentence that counts."""

    AUTHORITY = "authority"
    NAMED = "named"
    UNNAMED = "unnamed"
    OUTLET = "outlet"
    NOBODY = "nobody"


class Tense(StrEnum):
    """`past`: it has happened. `future`: it will. `open`: the sentence does not say."""

    PAST = "past"
    FUTURE = "future"
    OPEN = "open"


class Feed(Frozen):
    """One line of the user's feed list."""

    url: str
    title: str = ""
    tier: Tier = Tier.BLOG
    language: str | None = None
    aggregator: bool = False
    """Only such a feed lends an item the tier of the outlet it links to, and never `authority`."""
    category: str = ""


class Item(Frozen):
    """One entry of a feed, cleaned: plain text without markup or control characters.

    `id` names the item across edits; `text_id` names this wording of it, so a revision is the same `id` with
    another `text_id`.
    """

    id: str
    text_id: str
    feed: str = ""
    """Address of the feed it came from ("" for a story or a person's evidence)."""
    host: str
    """The host whose word this is: the one the feed was fetched from, or for an aggregator the linked outlet's."""
    outlet: str
    """The outlet's name for people; the host where nothing better is known."""
    tier: Tier
    language: str | None = None
    title: str
    summary: str = ""
    body: str = ""
    link: str | None = None
    published: datetime
    """UTC. Where the feed gives none, or one that cannot be, the time it was first seen."""
    published_raw: str = ""
    date_note: str = ""
    """Empty, or why `published` is not what the feed said: "none", "future", "unreadable", "implausible"."""
    seen_at: datetime
    author: str = ""

    @property
    def text(self) -> str:
        """Title, summary and body, one a line: the text that every offset in a reading points into."""
        return "\n".join(part for part in (self.title, self.summary, self.body) if part)


class Window(Frozen):
    """A span of days, both included; an open side is None. In files its keys are `from` and `to`."""

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")


class Claim(Frozen):
    """A sentence that may turn out true, and what is needed to recognise news about it."""

    slug: str
    text: str
    language: str = "it"
    kind: Kind = Kind.EVENT
    subjects: tuple[tuple[str, ...], ...]
    """One tuple a subject: its name first, then its aliases. One tuple is one speaker."""
    keywords: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    """Hosts whose own word decides; each covers its subdomains."""
    speakers: tuple[str, ...] = ()
    """Who may be quoted for the authorities; empty means the subjects that `tracker.speaking` says."""
    expected: Window | None = None
    opened: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that decided something, at [start, end) of `Item.text`. A reading has dozens: no model each."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    text: str
    start: int
    end: int
    kind: str


class Quote(Frozen):
    """The sentence a reading rests on, verbatim, at [start, end) of `Item.text`."""

    text: str
    start: int
    end: int


class When(Frozen):
    """A date that is meant: an interval of days, both included, as precise as the words were."""

    start: date | None
    end: date | None
    precision: Literal["day", "days", "month", "quarter", "season", "half", "year", "span", "shift", "ambiguous"]
    direction: Literal["past", "future", "open"] = "open"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of `Item.text`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    start: int
    end: int


class Match(Frozen):
    """An item that may concern a claim, and the sentences of it that speak of the claim's subjects."""

    claim: Claim
    item: Item
    sentences: tuple[Span, ...] = ()


VOICES = "; "
"""What stands between the names of those whom a reading quotes with one voice."""

UNNAMED_AUTHORITY = "?"
"""An authority of the claim speaks and the text does not let us tell which: it can be any of them."""


class Reading(Frozen):
    """What one wording of one item says of one claim."""

    claim: str
    item: str
    text_id: str
    stance: Stance
    confidence: float = Field(ge=0, le=1)
    quote: Quote | None = None
    cues: tuple[Cue, ...] = ()
    quoted: Quoted = Quoted.NOBODY
    speaker: str | None = None
    """Whoever is quoted, in the item's words ("Benedetto Vigna", "un portavoce di Ferrari"), several who speak with one
    voice with VOICES between them; None for nobody."""
    attributed_to: str | None = None
    """The outlet that the counting sentence leans on, in the item's words ("Reuters"); None where it leans on none."""
    on_record: bool = False
    """A named authority speaks of the claim itself, in words an outlet stands behind."""
    record: float = Field(default=0.0, ge=0, le=1)
    """How likely it is, all in all, that it says this and says it on the record; `on_record` where that is enough."""
    hedged: bool = False
    """The counting sentence is conditional, anonymous or a question: it confirms, refutes and moves nothing."""
    so_far: bool = False
    """A denial that only covers the past ("to date", "finora"): any later word that it happened replaces it."""
    for_now: bool = False
    """A denial of something that changes how things stand (a resignation, a sale): true of its day, so that any later
    word that it has happened replaces it."""
    called_off: bool = False
    """The denial says a plan was cancelled, not that it was never so."""
    happened: bool = False
    """The item tells the claim's matter itself as having taken place; `tense` is then `past`."""
    told: float = 1.0
    """How likely a plan is told as fulfilled; `happened` where that is enough for a text among others."""
    correction: bool = False
    """The item corrects or withdraws its own outlet's earlier report."""
    detail: bool = False
    """The correction is of a detail, and leaves the report standing."""
    tense: Tense = Tense.OPEN
    when: When | None = None
    headline_only: bool = False
    below: bool | None = None
    """Whether the text below the headline, read by itself, says so too; None where the counting sentence is no headline
    above a body."""
    odds: tuple[Annotated[float, Field(ge=0, le=1)], ...] = ()
    """How likely each stance is by the item alone, in the order of `Stance`; empty where that is not known."""
    enough: float = 2.0
    """The `record` from which it is on the record; above 1 where it cannot be."""
    wavers: bool = False
    """The counting sentence is hedged in its words, and only being on the record makes it firm."""
    instead: Reading | None = None
    """What it says if it does not say this, where that is nearly as likely; without the cues, which are the same."""
    seconded: float = 0.0
    """How likely its stance is in the company of others; nought where it has none."""
    alone: Stance | None = None
    """Its stance by itself, where the company of others changed it (`tracker.reading.company`)."""

    @property
    def may_concern(self) -> bool:
        """Whether it concerns the claim, or may in the company of others."""
        return self.stance is not Stance.NONE or self.instead is not None


class Change(Frozen):
    """One change of a claim's status, and why."""

    claim: str
    at: datetime
    """When it was true in the world (`known_at`)."""
    before: Status
    after: Status
    rule: str
    because: str
    """One sentence, in the claim's language (Italian, else English)."""
    evidence: tuple[str, ...] = ()
    """Ids of the readings' items that carried it."""
    policy: str = ""
    window: Window | None = None
    previous_window: Window | None = None


class Evidence(Frozen):
    """A reading in the judge's hands: whether it counts, under which filter rule it does not, and its root."""

    item: Item
    reading: Reading
    counts: bool
    rule: str
    """The filter rule that spoke last (LIFECYCLE: "what counts"), e.g. "HEDGE_BLOCKS"; "COUNTS" where none objects."""
    because: str
    root: str = ""
    """Id of the root it descends from: the id of that root's first item."""
    word_of: str | None = None
    """The speaker (first alias of a subject) whose own word this evidence carries; None for nobody's."""


class Root(Frozen):
    """One independent origin and whoever repeated it."""

    id: str
    items: tuple[str, ...]
    """Item ids, the origin first, then by date."""
    origin: str
    """The outlet or source the root is credited to, for people."""
    tier: Tier
    """The best tier among the outlets that we ourselves fetched saying it."""
    first_at: datetime
    lead_hours: float | None = None
    """Hours between this root and the next independent one; None while it stands alone."""
    copied_from: dict[str, str] = Field(default_factory=dict)
    """For each item but the first: the item it was copied from."""


class Missing(Frozen):
    """A condition that would move the claim, by rule name."""

    rule: str
    leads_to: Status
    text: str


class Slip(Frozen):
    """One move of a plan's window."""

    previous: Window
    window: Window
    moved_by: str
    item: str
    at: datetime
    days: int | None
    """Days between the first day of the two windows; None where a side is open."""


class Verdict(Frozen):
    """What the judge says of a claim at one moment."""

    claim: str
    at: datetime
    status: Status
    rule: str
    because: str
    carried_by: tuple[str, ...] = ()
    """Ids of the items that carry the verdict."""
    evidence: tuple[Evidence, ...] = ()
    roots: tuple[Root, ...] = ()
    window: Window | None = None
    slips: tuple[Slip, ...] = ()
    missing: tuple[Missing, ...] = ()
    flags: dict[Flag, str] = Field(default_factory=dict)
    """Each raised flag with its reason."""
    known_at: datetime | None = None
    """When what carries the verdict became true in the world: an item's publication, the end of a window's grace."""
    recheck: date | None = None
    """The next day on which time alone may change something; None where only news can."""


class Alert(Frozen):
    """One message for one subscriber on one channel; its id makes the Message-ID, so it never changes."""

    id: str
    channel: str
    """Name of the notifier that carries it: "email", "eml", "console", ..."""
    recipient: str
    claims: tuple[str, ...]
    subject: str
    text: str
    html: str
    created_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    last_error: str = ""


class FeedState(Frozen):
    """What we remember of a feed between runs: validators byte-exact, health, when it is due."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_id: str | None = None
    """Fingerprint of the last body that parsed; the store keeps that body."""
    body_host: str = ""
    """The host that body really came from, after redirects: whose word it is."""
    moved_to: str | None = None
    gone: bool = False
    last_tried: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None
    next_due: datetime | None = None
    failures: int = 0
    last_error: str = ""
    history: tuple[str, ...] = ()
    """The last outcomes, newest last: "2025-02-04T06:00:00Z 200 3 new"."""
