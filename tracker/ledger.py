"""Append-only events -> the state of every claim. The ledger is the truth; a status is never stored by itself. Pure.

`replay` gives the same states for the same set of events, whatever their order and however often each is given:
events carry fingerprint ids, repeated ids are one event, and what follows from order is taken from the times written in
the events themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar, get_args

from tracker import hosts
from tracker.events import (
    ClaimDefined,
    ClaimLinked,
    ClaimRemoved,
    ClaimState,
    Event,
    EvidenceRejected,
    FlagRaised,
    ItemRead,
    ItemWithdrawn,
    PersonDecided,
    PersonUndid,
    ReadingCorrected,
    StatusChanged,
)
from tracker.model import Change, Claim, Flag, Item, Reading, Stance, Status, fingerprint

T = TypeVar("T")

# --- events ------------------------------------------------------------------------------------------------


def define(claim: Claim, now: datetime, actor: str = "tracker") -> ClaimDefined:
    """The claim as it stands from `now` on."""
    opened = datetime.combine(claim.opened, time(0), tzinfo=UTC)
    name = fingerprint("claim_defined", claim.model_dump_json(), now.isoformat())
    return ClaimDefined(
        id=name, claim=claim.slug, known_at=min(opened, now), recorded_at=now, actor=actor, definition=claim
    )


def read_event(item: Item, reading: Reading, now: datetime) -> ItemRead:
    """This wording of this item was read so; the same wording read the same way again is the same event."""
    name = fingerprint(
        "item_read", reading.claim, item.id, item.text_id, item.host, item.tier, reading.model_dump_json()
    )
    known = min(item.published, item.seen_at, now)
    return ItemRead(id=name, claim=reading.claim, known_at=known, recorded_at=now, item=item, reading=reading)


def withdraw(
    claim: str, item: str, host: str, reason: str, now: datetime, known_at: datetime | None = None
) -> ItemWithdrawn:
    """`host` took the item back, with the notice's words; `replay` heeds it only where it is the item's own site."""
    name = fingerprint("item_withdrawn", claim, item, hosts.site(host), reason)
    return ItemWithdrawn(
        id=name, claim=claim, known_at=known_at or now, recorded_at=now, item=item, reason=reason, host=host
    )


def notices(state: ClaimState, fresh: Iterable[ItemRead], now: datetime) -> list[ItemWithdrawn]:
    """The items whose new wording, on their own site, is a notice that takes the old one back.

    That is a wording which corrects and no longer says anything of the claim.
    """
    known = {(event.item.id, hosts.site(event.item.host)): event.item.text_id for event in state.readings}
    return [
        withdraw(event.claim, event.item.id, event.item.host, event.item.title, now)
        for event in fresh
        if event.reading.correction
        and event.reading.stance in (Stance.NONE, Stance.MENTIONS)
        and known.get((event.item.id, hosts.site(event.item.host)), event.item.text_id) != event.item.text_id
    ]


def change_event(change: Change, now: datetime, actor: str = "tracker", ordinal: int = 0) -> StatusChanged:
    """The judge moved the claim; `ordinal`, the number of changes before, makes a repeated move its own event."""
    name = fingerprint("status_changed", str(ordinal), change.model_dump_json())
    return StatusChanged(id=name, claim=change.claim, known_at=change.at, recorded_at=now, actor=actor, change=change)


def flag_event(claim: str, flag: Flag, on: bool, because: str, now: datetime) -> FlagRaised:
    """A flag went up or down at `now`."""
    name = fingerprint("flag_raised", claim, flag, str(on), because, now.isoformat())
    return FlagRaised(id=name, claim=claim, known_at=now, recorded_at=now, flag=flag, on=on, because=because)


def _act(kind: str, claim: str, person: str, now: datetime, *parts: object) -> dict[str, Any]:
    """What every act of a person has in common; `person` is a name, written as `person:NAME`."""
    actor = person if person.startswith("person:") else f"person:{person}"
    name = fingerprint(kind, claim, actor, now.isoformat(), *(str(part) for part in parts))
    return {"id": name, "claim": claim, "known_at": now, "recorded_at": now, "actor": actor}


def decide(
    claim: str, status: Status, reason: str, now: datetime, person: str, expires: date | None = None
) -> PersonDecided:
    """A person sets the status, until `expires` (that day included) where given."""
    act = _act("person_decided", claim, person, now, status, reason, expires)
    return PersonDecided(**act, status=status, reason=reason, expires=expires)


def undo(claim: str, undone: str, now: datetime, person: str, reason: str = "") -> PersonUndid:
    """A person takes back a person's act, by that act's id; undoing an undo brings the act back."""
    return PersonUndid(**_act("person_undid", claim, person, now, undone, reason), undone=undone, reason=reason)


def reject(claim: str, item: str, reason: str, now: datetime, person: str) -> EvidenceRejected:
    """A person rules an item out for this claim."""
    return EvidenceRejected(**_act("evidence_rejected", claim, person, now, item, reason), item=item, reason=reason)


def correct(
    claim: str, item: str, stance: Stance, reason: str, now: datetime, person: str, on_record: bool | None = None
) -> ReadingCorrected:
    """A person puts another stance on an item for this claim."""
    act = _act("reading_corrected", claim, person, now, item, stance, reason, on_record)
    return ReadingCorrected(**act, item=item, stance=stance, on_record=on_record, reason=reason)


def remove(claim: str, now: datetime, person: str, superseded_by: str | None = None, reason: str = "") -> ClaimRemoved:
    """The claim is no longer tracked, or lives on in another."""
    act = _act("claim_removed", claim, person, now, superseded_by, reason)
    return ClaimRemoved(**act, superseded_by=superseded_by, reason=reason)


def link(claim: str, other: str, now: datetime, person: str, relation: str = "related") -> ClaimLinked:
    """A person says that two claims belong together."""
    return ClaimLinked(**_act("claim_linked", claim, person, now, other, relation), other=other, relation=relation)


# --- replay ------------------------------------------------------------------------------------------------


def replay(events: Iterable[Event]) -> dict[str, ClaimState]:
    """The state of every claim that has been defined, by slug in alphabetical order."""
    by_claim: dict[str, list[Event]] = defaultdict(list)
    for event in _unique(events):
        by_claim[event.claim].append(event)
    states = {slug: _state(own) for slug, own in sorted(by_claim.items())}
    return {slug: state for slug, state in states.items() if state is not None}


def _unique(events: Iterable[Event]) -> list[Event]:
    """One event an id, oldest first; of two copies the earlier written one."""
    kept: dict[str, Event] = {}
    for event in events:
        old = kept.get(event.id)
        if old is None or (event != old and _tie(event) < _tie(old)):
            kept[event.id] = event
    return sorted(kept.values(), key=_when)


def _when(event: Event) -> tuple[datetime, datetime, str]:
    return event.recorded_at, event.known_at, event.id


def _tie(event: Event) -> tuple[datetime, datetime, str]:
    return event.recorded_at, event.known_at, event.model_dump_json()


def _state(events: Sequence[Event]) -> ClaimState | None:
    definitions = _of(events, ClaimDefined)
    if not definitions:
        return None
    live = _not_undone(events)
    changes = _chain(_of(events, StatusChanged))
    last = changes[-1] if changes else None
    readings = _of(live, ItemRead)
    removal = _last(_of(live, ClaimRemoved))
    return ClaimState(
        claim=definitions[-1].definition,
        status=last.after if last else Status.SPECULATION,
        since=last.at if last else definitions[0].known_at,
        rule=last.rule if last else "OTHERWISE",
        because=last.because if last else "",
        readings=tuple(readings),
        withdrawn=_withdrawn(_of(live, ItemWithdrawn), readings),
        rejected={event.item: event.reason for event in _of(live, EvidenceRejected)},
        corrected={event.item: event for event in _of(live, ReadingCorrected)},
        decision=_last(_of(live, PersonDecided)),
        changes=tuple(changes),
        flags=_flags(_of(live, FlagRaised)),
        links=tuple(dict.fromkeys(event.other for event in _of(live, ClaimLinked))),
        removed=removal is not None,
        superseded_by=removal.superseded_by if removal else None,
        known_to=max((event.known_at for event in events if _is_news(event)), default=None),
        recorded_to=events[-1].recorded_at,
    )


def _of(events: Sequence[Event], kind: type[T]) -> list[T]:
    return [event for event in events if isinstance(event, kind)]


def _last(events: Sequence[T]) -> T | None:
    return events[-1] if events else None


def _is_news(event: Event) -> bool:
    return not isinstance(event, StatusChanged | FlagRaised)


Act = PersonDecided | EvidenceRejected | ReadingCorrected | ClaimRemoved | ClaimLinked
"""What a person does to a claim and may take back."""
_UNDOABLE = (*get_args(Act), PersonUndid)


def _not_undone(events: Sequence[Event]) -> list[Event]:
    """The events that no standing undo names. Only persons' acts can be undone, and an undo can itself be undone."""
    by_id = {event.id: event for event in events}
    undone: set[str] = set()
    for event in reversed(events):  # an undo is written after what it undoes, so the last word is settled first
        if isinstance(event, PersonUndid) and event.id not in undone and _may_undo(event, by_id.get(event.undone)):
            undone.add(event.undone)
    return [event for event in events if event.id not in undone]


def last_act(events: Iterable[Event], slug: str) -> Act | None:
    """The last thing a person did to the claim that still stands, undos aside; None where nothing is left to undo.

    A removal by merging and a link are acts like any other; putting in evidence is not one, it is rejected instead.
    """
    own = _not_undone([event for event in _unique(events) if event.claim == slug])
    return _last([event for event in own if isinstance(event, Act)])


def _may_undo(event: PersonUndid, target: Event | None) -> bool:
    return target is not None and isinstance(target, _UNDOABLE) and _when(target) < _when(event)


def _chain(events: Sequence[StatusChanged]) -> list[Change]:
    """The changes in the order they were made; among those written at one moment each follows from the one before."""
    changes: list[Change] = []
    waiting = list(events)
    while waiting:
        now = [event for event in waiting if event.recorded_at == waiting[0].recorded_at]
        status = changes[-1].after if changes else Status.SPECULATION
        following = [event for event in now if event.change.before == status] or now
        chosen = min(following, key=lambda event: (event.known_at, event.id))
        changes.append(chosen.change)
        waiting.remove(chosen)
    return changes


def _withdrawn(notices: Sequence[ItemWithdrawn], readings: Sequence[ItemRead]) -> dict[str, str]:
    """Which items their own sites took back, and the notices' words.

    Where strangers use an item's id for theirs, the first site to use it has the id, any other `ID@SITE`.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for event in readings:
        sites[event.item.id].append(hosts.site(event.item.host))
    taken: dict[str, str] = {}
    for notice in notices:
        site, own = hosts.site(notice.host), sites[notice.item]
        if site and site in own:
            taken[notice.item if site == own[0] else f"{notice.item}@{site}"] = notice.reason
    return taken


def _flags(events: Sequence[FlagRaised]) -> dict[Flag, str]:
    flags: dict[Flag, str] = {}
    for event in events:
        if event.on:
            flags[event.flag] = event.because
        else:
            flags.pop(event.flag, None)
    return flags
