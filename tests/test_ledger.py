"""The ledger: the same events, in any order and however often, replay to the same state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import RULES, day, evening, event_claim, item, live, noon, plan_claim, read, reading, said, state, when

from tracker import ledger, policy
from tracker.events import Event, FlagRaised, ItemRead, StatusChanged
from tracker.model import Change, Flag, Stance, Status

CLAIM = event_claim()


def book() -> list[Event]:
    """A long life: rumour, two newspapers, a yes, a withdrawal, a person's acts and their undoing."""
    first = read(CLAIM, "gazzetta.example", 3)
    assert isinstance(first, ItemRead)
    pinned = ledger.decide(CLAIM.slug, Status.DENIED, "I know", noon(9), "Piera", day(12))
    out = ledger.reject(CLAIM.slug, "nothing", "typo", noon(10), "Piera")
    events: list[Event] = [
        read(CLAIM, "bloggo.example", 1, "reports"),
        first,
        read(CLAIM, "filo.example", 4),
        read(CLAIM, "casarossa.example", 6),
        ledger.withdraw(CLAIM.slug, first.item.id, "gazzetta.example", "errore", noon(7)),
        pinned,
        out,
        ledger.undo(CLAIM.slug, out.id, noon(11), "Piera"),
        ledger.link(CLAIM.slug, "altro", noon(12), "Piera"),
        ledger.correct(CLAIM.slug, first.item.id, Stance.MENTIONS, "misread", noon(13), "Piera"),
    ]
    return live(CLAIM, events, 20)


BOOK = book()
END = ledger.replay(BOOK)


@given(st.permutations(BOOK))
def test_order_does_not_matter(events: list[Event]) -> None:
    """However the events are stored or read, the state is the same."""
    assert ledger.replay(events) == END


@given(st.lists(st.sampled_from(BOOK), max_size=30))
def test_repetition_does_not_matter(again: list[Event]) -> None:
    """An event met twice is one event."""
    assert ledger.replay([*again, *BOOK, *again]) == END


@given(st.data())
def test_late_items_end_where_punctual_ones_do(data: st.DataObject) -> None:
    """Items that arrive in any order, on any days, end in the same status, rule and window once all are in."""
    claim = plan_claim()
    punctual = [
        read(claim, "filo.example", 5, **said()),
        read(claim, "gazzetta.example", 40, "postpones", when=when(200, 210), **said()),
        read(claim, "corriera.example", 60, "denies", **said("Li Wen"), so_far=True),
        read(claim, "motori.example", 70, "reports"),
        read(claim, "filo.example", 80, "postpones", when=when(300, 310), **said()),
    ]
    days = data.draw(st.lists(st.integers(80, 89), min_size=5, max_size=5))
    late = [
        event.model_copy(update={"recorded_at": noon(number)}) for event, number in zip(punctual, days, strict=True)
    ]
    ends = [ledger.replay(live(claim, events, 95))[claim.slug] for events in (punctual, late)]
    assert ends[0].status == ends[1].status == Status.POSTPONED and ends[0].rule == ends[1].rule
    assert ends[0].flags == ends[1].flags
    assert ends[0].changes[-1].window == ends[1].changes[-1].window


def test_of_two_copies_of_an_event_the_first_written_counts() -> None:
    """Two runs that wrote the same reading at different times are one reading, first written then."""
    event = read(CLAIM, "filo.example", 2)
    again = event.model_copy(update={"recorded_at": noon(9)})
    assert ledger.replay([*BOOK[:1], again, event])[CLAIM.slug].readings == (event,)


def test_the_same_reading_of_the_same_wording_is_the_same_event() -> None:
    """Polling twice adds nothing, whenever the second poll is and whatever it says of when it saw the item."""
    seen = item("filo.example", 2)
    later = seen.model_copy(update={"seen_at": noon(8)})
    first = ledger.read_event(seen, reading(seen), noon(2))
    assert ledger.read_event(later, reading(later), noon(8)).id == first.id


@pytest.mark.parametrize(
    "other",
    [
        lambda: read(CLAIM, "filo.example", 2, "denies"),
        lambda: read(CLAIM, "filo.example", 2, item={"summary": "another wording"}),
        lambda: read(CLAIM, "filo.example", 3),
        lambda: read(plan_claim(), "filo.example", 2),
        lambda: read(CLAIM, "gazzetta.example", 2, item={"id": read_id()}),
    ],
)
def test_another_reading_is_another_event(other: Callable[[], Event]) -> None:
    """Another stance, wording, item, claim or host is news."""
    assert other().id != read(CLAIM, "filo.example", 2).id


def read_id() -> str:
    """The id of the item that the test above compares with."""
    return item("filo.example", 2).id


def test_an_undefined_claim_has_no_state() -> None:
    """Readings that come before their claim wait for it."""
    assert ledger.replay([read(CLAIM, "filo.example", 2)]) == {}


def test_the_latest_definition_counts() -> None:
    """An edited claim is judged as it stands now, and its evidence stays."""
    edited = CLAIM.model_copy(update={"text": "Si sono visti."})
    events = [ledger.define(CLAIM, noon(0)), read(CLAIM, "filo.example", 1), ledger.define(edited, noon(3))]
    now = ledger.replay(events)[CLAIM.slug]
    assert now.claim == edited and len(now.readings) == 1


def test_status_follows_the_last_change() -> None:
    """Status, since, rule and reason are the last change's."""
    last = END[CLAIM.slug].changes[-1]
    now = END[CLAIM.slug]
    assert (now.status, now.since, now.rule, now.because) == (last.after, last.at, last.rule, last.because)


def change(before: Status, after: Status, number: int) -> Change:
    """A change known on that day."""
    return Change(claim=CLAIM.slug, at=noon(number), before=before, after=after, rule="X", because="x")


def test_changes_written_at_one_moment_follow_from_each_other() -> None:
    """Of several changes in one run each starts where the one before it ended, whatever their dates."""
    steps = [
        change(Status.SPECULATION, Status.CORROBORATED, 5),
        change(Status.CORROBORATED, Status.CONFIRMED, 3),
        change(Status.CONFIRMED, Status.CONTESTED, 1),
    ]
    events = [ledger.change_event(one, noon(9), ordinal=n) for n, one in enumerate(steps)]
    now = ledger.replay([*reversed(events), ledger.define(CLAIM, noon(0))])[CLAIM.slug]
    assert now.status is Status.CONTESTED and list(now.changes) == steps


def test_the_same_move_made_again_is_another_event() -> None:
    """Up, down, up again: three changes, though the first and the last are alike."""
    one = change(Status.SPECULATION, Status.CONFIRMED, 1)
    assert ledger.change_event(one, noon(2), ordinal=0).id != ledger.change_event(one, noon(2), ordinal=2).id
    assert ledger.change_event(one, noon(2), ordinal=1).id == ledger.change_event(one, noon(7), ordinal=1).id


def test_only_the_items_own_site_withdraws_it() -> None:
    """A notice on a stranger's host takes nothing back; one on the outlet's other subdomain does."""
    event = read(CLAIM, "gazzetta.example", 1)
    assert isinstance(event, ItemRead)
    name = event.item.id
    for host, heeded in (("bloggo.example", False), ("auto.gazzetta.example", True), ("", False)):
        notice = ledger.withdraw(CLAIM.slug, name, host, "ritirato", noon(2))
        assert (name in state(CLAIM, [event, notice]).withdrawn) is heeded


@pytest.mark.parametrize(
    ("host", "text", "stance", "correction", "taken_back"),
    [
        ("gazzetta.example", "nuovo", "mentions", True, True),
        ("gazzetta.example", "nuovo", "none", True, True),
        ("news.gazzetta.example", "nuovo", "none", True, True),
        ("gazzetta.example", "nuovo", "none", False, False),
        ("gazzetta.example", "nuovo", "denies", True, False),
        ("gazzetta.example", "nuovo", "supports", True, False),
        ("gazzetta.example", "vecchio", "mentions", True, False),
        ("bloggo.example", "nuovo", "mentions", True, False),
    ],
)
def test_a_wording_that_corrects_and_falls_silent_is_a_notice(
    host: str, text: str, stance: str, correction: bool, taken_back: bool
) -> None:
    """On its own site, in other words than before: then the item is withdrawn, with its new title for a reason."""
    first = read(CLAIM, "gazzetta.example", 3, item={"summary": "vecchio"})
    assert isinstance(first, ItemRead)
    fresh = read(CLAIM, host, 3, stance, item={"id": first.item.id, "summary": text, "title": first.item.title},
                 correction=correction)  # fmt: skip
    assert isinstance(fresh, ItemRead)
    (found, *more) = [*ledger.notices(state(CLAIM, [first]), [fresh], noon(5)), None]
    assert (found is not None) is taken_back and len(more) == taken_back
    if found is not None:
        assert (found.item, found.host, found.reason, found.known_at) == (
            first.item.id, host, first.item.title, noon(5)
        )  # fmt: skip
    assert ledger.notices(state(CLAIM, []), [fresh], noon(5)) == []


def test_a_withdrawal_of_an_unknown_item_is_nothing() -> None:
    """Nothing that was not read can be withdrawn."""
    assert state(CLAIM, [ledger.withdraw(CLAIM.slug, "?", "gazzetta.example", "x", noon(2))]).withdrawn == {}


def test_flags_go_up_and_down() -> None:
    """A flag stands with its latest reason until it is taken down."""
    up = ledger.flag_event(CLAIM.slug, Flag.DORMANT, True, "quiet", noon(1))
    down = ledger.flag_event(CLAIM.slug, Flag.DORMANT, False, "", noon(2))
    assert state(CLAIM, [up]).flags == {Flag.DORMANT: "quiet"}
    assert state(CLAIM, [down, up]).flags == {}
    assert state(CLAIM, [down]).flags == {}


ACTS: dict[str, Callable[[], Event]] = {
    "decide": lambda: ledger.decide(CLAIM.slug, Status.CONFIRMED, "seen", noon(5), "Piera"),
    "reject": lambda: ledger.reject(CLAIM.slug, read_id(), "satire", noon(5), "Piera"),
    "correct": lambda: ledger.correct(CLAIM.slug, read_id(), Stance.DENIES, "misread", noon(5), "Piera"),
    "remove": lambda: ledger.remove(CLAIM.slug, noon(5), "Piera", superseded_by="other"),
    "link": lambda: ledger.link(CLAIM.slug, "other", noon(5), "Piera"),
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_of_a_person_can_be_undone_and_redone(act: str) -> None:
    """Undoing leaves the state as it was; undoing the undo brings the act back."""
    done = ACTS[act]()
    undone = ledger.undo(CLAIM.slug, done.id, noon(6), "Piera")
    redone = ledger.undo(CLAIM.slug, undone.id, noon(7), "Piera")
    one = read(CLAIM, "filo.example", 2)

    def bare(events: list[Event]) -> object:
        return state(CLAIM, events).model_copy(update={"known_to": None, "recorded_to": None})

    assert bare([one, done]) != bare([one])
    assert bare([one, done, undone]) == bare([one])
    assert bare([one, done, undone, redone]) == bare([one, done])


@given(st.lists(st.tuples(st.sampled_from(["undo", *sorted(ACTS)]), st.integers(0, 50)), max_size=14), st.randoms())
def test_any_acts_and_undos_in_any_order_give_one_state(steps: list[tuple[str, int]], random: object) -> None:
    """Whatever persons do and undo, replay gives one answer, advance settles, and undoing all leaves no trace."""
    events: list[Event] = [read(CLAIM, "filo.example", 2)]
    acts: list[Event] = []
    for number, (step, target) in enumerate(steps):
        at = noon(5) + timedelta(minutes=number)
        if step == "undo" and acts:
            act: Event = ledger.undo(CLAIM.slug, acts[target % len(acts)].id, at, "Piera")
        elif step == "undo":
            continue
        else:
            act = ACTS[step]()
            act = act.model_copy(update={"id": f"{act.id}{number}", "recorded_at": at, "known_at": at})
        acts.append(act)
    now = state(CLAIM, [*events, *acts])
    assert state(CLAIM, [*reversed(acts), *events]) == now
    moved = policy.advance(now, RULES, evening(6))
    assert policy.advance(state(CLAIM, [*events, *acts, *moved]), RULES, evening(6)) == []


def test_the_machines_own_events_cannot_be_undone() -> None:
    """A person undoes a person's act; a reading or a change stays in the book."""
    one = read(CLAIM, "filo.example", 2)
    moved = ledger.change_event(change(Status.SPECULATION, Status.CONFIRMED, 2), noon(2))
    undos = [ledger.undo(CLAIM.slug, event.id, noon(3), "Piera") for event in (one, moved)]
    now = state(CLAIM, [one, moved, *undos])
    assert len(now.readings) == 1 and now.status is Status.CONFIRMED


def test_an_undo_written_before_the_act_undoes_nothing() -> None:
    """Nobody undoes what has not been done."""
    act = ACTS["decide"]()
    early = ledger.undo(CLAIM.slug, act.id, noon(1), "Piera")
    assert state(CLAIM, [early, act]).decision == act


def test_a_person_is_written_as_one() -> None:
    """The actor is `person:NAME`, however the name was given."""
    plain = ledger.decide(CLAIM.slug, Status.DENIED, "x", noon(1), "Piera")
    assert plain.actor == "person:Piera"
    assert ledger.decide(CLAIM.slug, Status.DENIED, "x", noon(1), "person:Piera").id == plain.id


def test_a_removed_claim_is_told_where_it_lives_on() -> None:
    """Removal and its successor are in the state; its evidence stays."""
    now = state(CLAIM, [read(CLAIM, "filo.example", 2), ACTS["remove"]()])
    assert now.removed and now.superseded_by == "other" and now.readings
    assert policy.advance(now, RULES, evening(9)) == []


def test_known_at_is_the_worlds_time_and_recorded_at_ours() -> None:
    """A reading is known since its item appeared, and written when we read it."""
    own = item("filo.example", 2)
    event = ledger.read_event(own, reading(own), noon(30))
    assert (event.known_at, event.recorded_at) == (own.published, noon(30))
    opened = ledger.define(CLAIM, noon(4))
    assert opened.known_at.date() == CLAIM.opened and opened.recorded_at == noon(4)


def test_a_crash_between_two_steps_changes_nothing() -> None:
    """Readings written, the judge's events lost: the next run writes the same ones."""
    events = [read(CLAIM, "filo.example", 1), read(CLAIM, "gazzetta.example", 2)]
    whole = live(CLAIM, events, 4)
    crashed = [event for event in whole if not isinstance(event, StatusChanged | FlagRaised)]
    again = [*crashed, *policy.advance(ledger.replay(crashed)[CLAIM.slug], RULES, evening(4))]
    assert ledger.replay(again)[CLAIM.slug].changes == ledger.replay(whole)[CLAIM.slug].changes
