"""What the ledger keeps, event by event, and what a claim is once they are replayed.

The ledger is append-only: nothing here is ever changed, and all that is known of a claim follows from its events.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from tracker.model import Change, Claim, Flag, Frozen, Item, Reading, Stance, Status


class _Event(Frozen):
    """What the ledger keeps: append-only, each with the time it was true and the time it was written."""

    id: str
    claim: str
    known_at: datetime
    recorded_at: datetime
    actor: str = "tracker"
    """"tracker", or "person:NAME"."""


class ClaimDefined(_Event):
    """The claim was added or edited; the latest definition counts."""

    type: Literal["claim_defined"] = "claim_defined"
    definition: Claim


class ItemRead(_Event):
    """An item (or a new wording of one) was read for this claim."""

    type: Literal["item_read"] = "item_read"
    item: Item
    reading: Reading


class ItemWithdrawn(_Event):
    """The item's own host took it back, with the notice's words."""

    type: Literal["item_withdrawn"] = "item_withdrawn"
    item: str
    reason: str
    host: str = ""
    """The host that took it back; only the item's own site may."""


class StatusChanged(_Event):
    """The judge moved the claim."""

    type: Literal["status_changed"] = "status_changed"
    change: Change


class FlagRaised(_Event):
    """A flag went up or down."""

    type: Literal["flag_raised"] = "flag_raised"
    flag: Flag
    on: bool = True
    because: str = ""


class PersonDecided(_Event):
    """A person set the status; the machine only asks for a review after that."""

    type: Literal["person_decided"] = "person_decided"
    status: Status
    reason: str
    expires: date | None = None


class PersonUndid(_Event):
    """A person took back one of their own acts."""

    type: Literal["person_undid"] = "person_undid"
    undone: str
    reason: str = ""


class EvidenceRejected(_Event):
    """A person ruled an item out for this claim."""

    type: Literal["evidence_rejected"] = "evidence_rejected"
    item: str
    reason: str


class ReadingCorrected(_Event):
    """A person put another stance on an item for this claim."""

    type: Literal["reading_corrected"] = "reading_corrected"
    item: str
    stance: Stance
    on_record: bool | None = None
    reason: str


class ClaimRemoved(_Event):
    """The claim is no longer tracked, or lives on in another; its ledger stays."""

    type: Literal["claim_removed"] = "claim_removed"
    superseded_by: str | None = None
    reason: str = ""


class ClaimLinked(_Event):
    """A person said that two claims belong together."""

    type: Literal["claim_linked"] = "claim_linked"
    other: str
    relation: str = "related"


Event = Annotated[
    ClaimDefined
    | ItemRead
    | ItemWithdrawn
    | StatusChanged
    | FlagRaised
    | PersonDecided
    | PersonUndid
    | EvidenceRejected
    | ReadingCorrected
    | ClaimRemoved
    | ClaimLinked,
    Field(discriminator="type"),
]


class ClaimState(Frozen):
    """`replay(events)` for one claim: everything known of it, derived from the ledger alone."""

    claim: Claim
    status: Status = Status.SPECULATION
    since: datetime
    rule: str = "OTHERWISE"
    because: str = ""
    readings: tuple[ItemRead, ...] = ()
    """Every wording read, oldest first; the last one of an item is its current wording."""
    withdrawn: dict[str, str] = Field(default_factory=dict)
    """Item id -> the notice's words."""
    rejected: dict[str, str] = Field(default_factory=dict)
    """Item id -> the person's reason."""
    corrected: dict[str, ReadingCorrected] = Field(default_factory=dict)
    decision: PersonDecided | None = None
    changes: tuple[Change, ...] = ()
    flags: dict[Flag, str] = Field(default_factory=dict)
    links: tuple[str, ...] = ()
    removed: bool = False
    superseded_by: str | None = None
    known_to: datetime | None = None
    """The latest moment of the world that the ledger tells of (publication, withdrawal, a person's act)."""
    recorded_to: datetime | None = None
    """When the last of these events was written."""
