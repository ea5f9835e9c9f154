"""One poll, from feeds to alerts, against a real server and a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.support import ANNOUNCED, HEDGED, Entry, electric, feed, record, rss, run
from tracker import ledger, reading
from tracker.cycle import Basket, Concern, Rules, verdicts_of
from tracker.events import ItemRead
from tracker.fetch import Fetched
from tracker.model import FeedState, Flag, Item, Match, Reading, Status, Tier
from tracker.policy import load_policy
from tracker.recorded import Playback, Recording, playing
from tracker.stores import Changes, Store, open_store
from tracker.summary import disagreements, holds

RULES = Rules(load_policy(None))
FIRST, SECOND = date(2025, 2, 4), date(2025, 2, 6)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on disk."""
    opened = open_store(tmp_path / "store.json")
    yield opened
    opened.close()


@pytest.fixture
def tape(tmp_path: Path) -> Iterator[Playback]:
    """A recording: rumour on the first day, the announcement on the second."""
    folder = tmp_path / "tape"
    record(folder, FIRST, "a.example", rss(HEDGED))
    record(folder, SECOND, "a.example", rss(ANNOUNCED, HEDGED))
    record(folder, FIRST, "b.example", rss(Entry("Tutt'altro", "Di tutt'altro si parla.")))
    with playing(Recording(folder)) as playback:
        yield playback


def mails(tmp_path: Path) -> list[str]:
    """Names of the mails left so far."""
    return sorted(path.name for path in (tmp_path / "out").glob("*.eml"))


def test_a_rumour_stays_speculation_and_an_announcement_moves_the_claim(
    store: Store, tape: Playback, tmp_path: Path
) -> None:
    """The hedged item moves nothing; the authority's word, two days later, announces the plan and says by which rule."""
    assert run(store, tape, tmp_path / "out", day=FIRST).outcome.moves == ()
    (change,) = run(store, tape, tmp_path / "out", day=SECOND).outcome.moves
    assert (change.before, change.after, change.rule) == (Status.SPECULATION, Status.ANNOUNCED, "AUTHORITY_CONFIRMS")
    assert change.because


def test_a_poll_repeated_changes_nothing_and_sends_nothing(store: Store, tape: Playback, tmp_path: Path) -> None:
    """With every feed forced due again, events, summary and mails stay as they are."""
    run(store, tape, tmp_path / "out", day=FIRST)
    run(store, tape, tmp_path / "out", day=SECOND)
    before, sent = store.read(), mails(tmp_path)
    again = run(store, tape, tmp_path / "out", day=SECOND)
    after = store.read()
    assert again.outcome.moves == ()
    assert (after.events, after.summary, after.outbox) == (before.events, before.summary, before.outbox)
    assert mails(tmp_path) == sent


def test_a_claims_first_reading_is_one_mail_and_a_change_another(store: Store, tape: Playback, tmp_path: Path) -> None:
    """The first poll of a claim sends one summary; a later change sends one mail."""
    run(store, tape, tmp_path / "out", day=FIRST)
    assert len(mails(tmp_path)) == 1
    run(store, tape, tmp_path / "out", day=SECOND)
    assert len(mails(tmp_path)) == 2


def test_a_dry_run_shows_and_writes_nothing(store: Store, tape: Playback, tmp_path: Path) -> None:
    """What would change is told; the store, the mails and a later real run know nothing of it."""
    shown = run(store, tape, tmp_path / "out", day=SECOND, dry_run=True)
    assert [change.after for change in shown.outcome.moves] == [Status.ANNOUNCED]
    assert not (tmp_path / "store.json").exists()
    assert mails(tmp_path) == []
    assert len(run(store, tape, tmp_path / "out", day=SECOND).outcome.moves) == 1


def test_a_new_claim_is_read_against_what_feeds_already_gave(store: Store, tape: Playback, tmp_path: Path) -> None:
    """A claim added when every feed answers 304 still finds the item in the body that was kept."""
    other = electric().model_copy(update={"slug": "altra", "subjects": (("Nessuno",),)})
    run(store, tape, tmp_path / "out", day=SECOND, claims=(other,))
    later = run(store, tape, tmp_path / "out", day=SECOND, claims=(other, electric()))
    assert {one.outcome for one in later.found.fetched} <= {"not_modified", "same"}
    assert [(change.claim, change.after) for change in later.outcome.moves] == [("elettrica", Status.ANNOUNCED)]


def test_an_edited_claim_is_read_again(store: Store, tape: Playback, tmp_path: Path) -> None:
    """A claim that missed the item for want of a subject finds it once the subject is added."""
    narrow = electric().model_copy(update={"subjects": (("Qualcun altro",),)})
    assert run(store, tape, tmp_path / "out", day=SECOND, claims=(narrow,)).outcome.moves == ()
    assert len(run(store, tape, tmp_path / "out", day=date(2025, 2, 7)).outcome.moves) == 1


def test_one_feeds_failure_is_told_and_the_rest_goes_on(store: Store, tape: Playback, tmp_path: Path) -> None:
    """A feed without a server is among the failures, and the good feed's news still counts."""
    feeds = (feed("a.example"), feed("nowhere.invalid"))
    result = run(store, tape, tmp_path / "out", day=SECOND, feeds=feeds)
    assert [one.feed.url for one in result.found.failed] == ["http://nowhere.invalid/feed.xml"]
    assert "nowhere.invalid" in result.found.failed[0].error
    assert len(result.outcome.moves) == 1


def test_only_matched_items_are_kept_whole(store: Store, tape: Playback, tmp_path: Path) -> None:
    """Of an item about nothing we follow, the store keeps a fingerprint and no word."""
    run(store, tape, tmp_path / "out", day=SECOND, feeds=(feed("a.example"), feed("b.example")))
    text = (tmp_path / "store.json").read_text(encoding="utf-8")
    assert "Tutt'altro" not in text
    assert "c'è la data" in text
    assert len(store.read().seen["http://b.example/feed.xml"]) == 1


def test_the_summary_agrees_with_the_ledger(store: Store, tape: Playback, tmp_path: Path) -> None:
    """The derived summary is what the events replay to, and a summary that is not is found out."""
    run(store, tape, tmp_path / "out", day=SECOND)
    snapshot = store.read()
    states = ledger.replay(snapshot.events)
    assert snapshot.summary["elettrica"]["status"] == "announced"
    assert disagreements(snapshot.summary, states) == []
    wrong = {"elettrica": {**snapshot.summary["elettrica"], "status": "denied"}}
    assert disagreements(wrong, states) == ["elettrica"]


def test_a_claim_without_news_is_judged_when_its_day_has_come_and_not_before(
    store: Store, tape: Playback, tmp_path: Path
) -> None:
    """Nothing is published after the announcement: the plan rests until its window is over, and is overdue then."""
    run(store, tape, tmp_path / "out", day=FIRST)
    run(store, tape, tmp_path / "out", day=SECOND)
    quiet = run(store, tape, tmp_path / "out", day=date(2025, 10, 31))
    assert (quiet.outcome.verdicts, quiet.outcome.changes.summary) == ({}, {})
    shown = verdicts_of(quiet.outcome, RULES, quiet.at)
    assert [one.status for one in shown.values()] == [Status.ANNOUNCED]
    late = run(store, tape, tmp_path / "out", day=date(2025, 11, 1))
    assert late.outcome.states["elettrica"].flags.keys() == {Flag.OVERDUE}
    (lapsed,) = run(store, tape, tmp_path / "out", day=date(2026, 3, 1)).outcome.moves
    assert (lapsed.after, lapsed.rule) == (Status.LAPSED, "LAPSE")


def test_another_policy_judges_every_claim_again(store: Store, tape: Playback, tmp_path: Path) -> None:
    """A changed threshold holds at the next poll, with no news and no day come."""
    run(store, tape, tmp_path / "out", day=FIRST)
    kept = store.read().summary["elettrica"]
    state = ledger.replay(store.read().events)["elettrica"]
    assert holds(kept, state, RULES.policy.stamp, FIRST)
    assert not holds(kept, state, load_policy("[time]\ngrace_days = 3").stamp, FIRST)


def test_a_summary_changed_by_hand_is_told_of_and_put_right(store: Store, tape: Playback, tmp_path: Path) -> None:
    """Somebody edits the status in the summary: the next run says so, and the ledger's word is written again."""
    run(store, tape, tmp_path / "out", day=SECOND)
    with store.exclusive() as held:
        row = {**store.read().summary["elettrica"], "status": "denied"}
        held.commit(Changes(summary={"elettrica": row}))
    again = run(store, tape, tmp_path / "out", day=date(2025, 2, 7))
    assert any("elettrica" in problem for problem in again.found.problems)
    assert store.read().summary["elettrica"]["status"] == "announced"


def test_days_missed_are_judged_in_their_order(store: Store, tape: Playback, tmp_path: Path) -> None:
    """A first poll that finds a week of news dates the change by the day of its item, not by the day of the poll."""
    result = run(store, tape, tmp_path / "out", day=date(2025, 2, 20))
    (change,) = result.outcome.moves
    assert change.at.date() == ANNOUNCED.day


def test_an_edit_that_takes_the_word_back_reopens_the_claim(store: Store, tape: Playback, tmp_path: Path) -> None:
    """When the outlet rewrites its item into a rumour, what rested on it alone falls back to speculation."""
    run(store, tape, tmp_path / "out", day=SECOND)
    soft = Entry(
        ANNOUNCED.title,
        "La prima Valmont elettrica potrebbe essere svelata in ottobre, secondo indiscrezioni.",
        link=ANNOUNCED.link,
    )
    record(tape.recording.folder, date(2025, 2, 9), "a.example", rss(soft, HEDGED))
    tape.recording = Recording(tape.recording.folder)
    (change,) = run(store, tape, tmp_path / "out", day=date(2025, 2, 9)).outcome.moves
    assert (change.before, change.after) == (Status.ANNOUNCED, Status.SPECULATION)


def test_an_item_that_becomes_a_retraction_notice_is_withdrawn_for_good_and_alerted(
    store: Store, tape: Playback, tmp_path: Path
) -> None:
    """Its copies elsewhere fall with it, one mail says so, and the old text printed again brings nothing back."""
    folder, third, fourth = tape.recording.folder, date(2025, 2, 9), date(2025, 2, 11)
    copy = Entry(ANNOUNCED.title, ANNOUNCED.summary, link="http://b.example/copia")
    record(folder, SECOND, "b.example", rss(copy))
    gone = Entry("Rettifica", "Abbiamo tolto il pezzo sulla Valmont elettrica. Le nostre scuse.", link=ANNOUNCED.link)
    record(folder, third, "a.example", rss(gone, HEDGED))
    again = Entry(ANNOUNCED.title, ANNOUNCED.summary, link="http://b.example/di-nuovo")
    record(folder, fourth, "b.example", rss(again))
    tape.recording = Recording(folder)
    feeds = (feed("a.example", Tier.AGENCY), feed("b.example", Tier.PRESS))
    ends = []
    for day in (FIRST, SECOND, third, fourth):
        result = run(store, tape, tmp_path / "out", day=day, feeds=feeds)
        ends.append(store.read().summary["elettrica"]["status"])
        if day == third:
            (change,) = result.outcome.moves
            assert (change.before, change.after) == (Status.ANNOUNCED, Status.SPECULATION)
            assert len(result.outcome.changes.alerts) == 1
    assert ends == ["speculation", "announced", "speculation", "speculation"]
    (state,) = ledger.replay(store.read().events).values()
    assert list(state.withdrawn.values()) == ["Rettifica"]


def test_an_aggregator_lends_the_linked_outlets_tier_but_never_authority(
    store: Store, tape: Playback, tmp_path: Path
) -> None:
    """An item of an aggregator has the tier that the list gives the linked host, at best agency."""
    folder = tape.recording.folder
    linked = Entry(ANNOUNCED.title, ANNOUNCED.summary, link="http://press.example/1")
    from_maker = Entry(ANNOUNCED.title, ANNOUNCED.summary, link="http://valmont.example/1")
    record(folder, SECOND, "many.example", rss(linked, from_maker))
    tape.recording = Recording(folder)
    feeds = (
        feed("many.example", Tier.BLOG, aggregator=True),
        feed("press.example", Tier.PRESS),
        feed("valmont.example", Tier.AUTHORITY),
    )
    result = run(store, tape, tmp_path / "out", day=SECOND, feeds=feeds)
    tiers = {item.host: item.tier for item in result.found.items}
    assert tiers["press.example"] is Tier.PRESS
    assert tiers["valmont.example"] is not Tier.AUTHORITY


def test_what_takes_long_to_read_waits_and_is_never_lost(store: Store) -> None:
    """A feed that only the slow reader can take is put by; read later it gives its items, out of time it stays due."""
    body = rss(ANNOUNCED).replace("</item>", "<x></item>", 1).encode()
    state = FeedState(url="http://a.example/feed.xml")
    came = Fetched(
        feed("a.example"), "new", state, state.model_copy(update={"etag": "x"}), body, "ab" * 10, host="a.example"
    )
    for until, outcome, found in ((float("inf"), "new", 1), (0.0, "skipped", 0)):
        basket = Basket([feed("a.example")], Concern([electric()], {}), store.read(), datetime(2025, 2, 7, tzinfo=UTC))
        assert basket.take(came) is None
        (settled,) = basket.heavy(until)
        assert (settled.outcome, settled.body, len(basket.found(()).items)) == (outcome, None, found)
        assert settled.state.etag == ("x" if found else None)


def test_only_what_may_concern_a_claim_becomes_an_item(store: Store, tape: Playback, tmp_path: Path) -> None:
    """Entries about nothing we follow are counted as new, known afterwards, and kept nowhere."""
    result = run(store, tape, tmp_path / "out", day=SECOND, feeds=(feed("a.example"), feed("b.example")))
    assert (result.found.entries, len(result.found.items)) == (3, 2)
    assert run(store, tape, tmp_path / "out", day=SECOND, feeds=(feed("b.example"),)).found.entries == 0


def test_an_item_that_cannot_be_read_is_told_and_read_at_the_next_poll(
    store: Store, tape: Playback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody foresaw costs one item: the others count, and once it is mended the item is read after all."""
    genuine = reading.read

    def broken(match: Match) -> Reading:
        if match.item.title == ANNOUNCED.title:
            raise ZeroDivisionError("no such word")
        return genuine(match)

    monkeypatch.setattr(reading, "read", broken)
    result = run(store, tape, tmp_path / "out", day=SECOND)
    (problem,) = result.problems
    assert "http://a.example/feed.xml" in problem and "ZeroDivisionError: no such word" in problem
    assert [event.item.title for event in store.read().events if isinstance(event, ItemRead)] == [HEDGED.title]
    monkeypatch.undo()
    again = run(store, tape, tmp_path / "out", day=SECOND)
    assert again.problems == ()
    assert [change.after for change in again.outcome.moves] == [Status.ANNOUNCED]


def test_a_feed_that_cannot_be_read_is_told_and_the_rest_goes_on(
    store: Store, tape: Playback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same of an error while a feed's entries are sorted: that feed has failed, the others are read."""
    genuine = Concern.__call__

    def broken(self: Concern, item: Item) -> bool:
        if item.host == "b.example":
            raise KeyError("b")
        return genuine(self, item)

    monkeypatch.setattr(Concern, "__call__", broken)
    record(tape.recording.folder, SECOND, "b.example", rss(HEDGED))
    tape.recording = Recording(tape.recording.folder)
    result = run(store, tape, tmp_path / "out", day=SECOND, feeds=(feed("a.example"), feed("b.example")))
    (failed,) = result.found.failed
    assert failed.feed.url == "http://b.example/feed.xml" and "KeyError" in failed.error
    assert [change.after for change in result.outcome.moves] == [Status.ANNOUNCED]


def test_a_guid_used_again_keeps_the_old_text(store: Store, tape: Playback, tmp_path: Path) -> None:
    """A feed that gives each day's story the same guid has two items in the ledger, each with its own words."""
    for day, entry in ((date(2025, 3, 1), HEDGED), (date(2025, 3, 2), ANNOUNCED)):
        record(tape.recording.folder, day, "c.example", rss(entry).replace("</item>", "<guid>oggi</guid></item>"))
        tape.recording = Recording(tape.recording.folder)
        run(store, tape, tmp_path / "out", day=day, feeds=(feed("c.example"),))
    read = [event.item for event in store.read().events if isinstance(event, ItemRead)]
    assert len({item.id for item in read}) == 2
    assert {item.title for item in read} == {HEDGED.title, ANNOUNCED.title}
