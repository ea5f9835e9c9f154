"""A person's acts through the command line, and the ledger they leave."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tracker import ledger, policy
from tracker.claimfile import read_claims
from tracker.cli import acting, app
from tracker.cli.desk import open_desk
from tracker.errors import TrackerError
from tracker.events import ClaimState, Event, ItemRead
from tracker.model import Claim, Item, Quoted, Reading, Stance, Status, Tier
from tracker.policy import load_policy
from tracker.stores import open_store

SESSION = Path(__file__).parent / "data" / "session.toml"
OFFICIAL = "Northwind annuncia l'acquisizione di Blue Harbour\nNorthwind ha completato l'acquisizione di Blue Harbour."
HEDGED = "Secondo indiscrezioni Northwind avrebbe comprato Blue Harbour"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new user's home with one claim, two where the second is asked for."""
    folder = tmp_path / "claims"
    monkeypatch.setenv("TRACKER_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    run("init")
    (folder / "claims.toml").write_text("# mine\n", encoding="utf-8")
    add("Northwind compra Blue Harbour", "northwind-blue-harbour")
    return folder


def run(*arguments: str, stdin: str | None = None) -> Result:
    """Run a command in this process; a TrackerError is its outcome."""
    return CliRunner().invoke(app, list(arguments), input=stdin)


def ok(*arguments: str, stdin: str | None = None) -> str:
    """Run a command that must succeed; what it printed."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, f"{arguments}: {result.output} {result.exception}"
    return result.output


def add(text: str, slug: str) -> None:
    ok(
        "claim",
        "add",
        text,
        "-s",
        "Northwind",
        "-s",
        "Blue Harbour",
        "-k",
        "compra",
        "-a",
        "northwind.example",
        "--slug",
        slug,
    )


def evidence(text: str = HEDGED, outlet: str = "gazzettino.example", slug: str = "northwind-blue-harbour") -> str:
    """Put in evidence; its id."""
    output = ok("evidence", "add", slug, text, "--outlet", outlet)
    return output.split()[0]


def state(home: Path, slug: str = "northwind-blue-harbour") -> ClaimState:
    """The claim as the ledger tells it."""
    return ledger.replay(open_store(home / "store.json").read().events)[slug]


# --- decide and undo ---------------------------------------------------------------------------------------


def test_a_person_decides_and_takes_it_back(home: Path) -> None:
    """`decide` pins the status with its reason; `undo` brings back what the machine would say."""
    output = ok("claim", "decide", "northwind-blue-harbour", "confirmed", "--reason", "seen the contract")
    assert "speculation -> confirmed" in output and "PERSON_DECIDES" in output
    decision = state(home).decision
    assert decision is not None and decision.reason == "seen the contract"
    assert "undone: person decided" in ok("claim", "undo", "northwind-blue-harbour")
    assert state(home).status is Status.SPECULATION and state(home).decision is None


def test_undo_twice_takes_back_two_acts(home: Path) -> None:
    """Each `undo` takes back the last act that stands; with none left it says so."""
    for status in ("confirmed", "denied"):
        ok("claim", "decide", "northwind-blue-harbour", status, "--reason", "r")
    ok("claim", "undo", "northwind-blue-harbour")
    assert state(home).status is Status.CONFIRMED
    ok("claim", "undo", "northwind-blue-harbour")
    assert state(home).status is Status.SPECULATION
    assert "left to undo" in str(run("claim", "undo", "northwind-blue-harbour").exception)


def test_a_reason_is_compulsory(home: Path) -> None:
    """A decision without a reason, or with a blank one, is refused."""
    assert run("claim", "decide", "northwind-blue-harbour", "confirmed").exit_code == 2
    assert run("claim", "decide", "northwind-blue-harbour", "confirmed", "--reason", " ").exit_code == 2


def test_a_decision_may_expire(home: Path) -> None:
    """`--until` keeps the last day of the decision."""
    ok("claim", "decide", "northwind-blue-harbour", "denied", "--reason", "r", "--until", "2099-12-31")
    decision = state(home).decision
    assert decision is not None and decision.expires == date(2099, 12, 31)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("claim", "decide", "northwind-blue-harbour", "confirmd", "--reason", "r"), "confirmed"),
        (("claim", "decide", "northwind-blu-harbour", "denied", "--reason", "r"), "northwind-blue-harbour"),
        (("reading", "correct", "00", "--stance", "suports", "--reason", "r"), "begins so"),
        (("claim", "decide", "northwind-blue-harbour", "denied", "--reason", "r", "--until", "tomorrow"), "2025-02-17"),
    ],
)
def test_a_slip_is_answered_with_the_nearest_word(home: Path, arguments: tuple[str, ...], said: str) -> None:
    """A misspelt status or slug is answered with the one that was meant, a date with how to write it."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert said in f"{result.output} {result.exception}"


# --- remove, merge, link -----------------------------------------------------------------------------------


def test_removing_asks_and_keeps_the_ledger(home: Path) -> None:
    """A removed claim leaves the file, not the ledger, and comes back by `undo` as it was."""
    before = read_claims(home / "claims.toml")
    evidence()
    assert run("claim", "remove", "northwind-blue-harbour", stdin="n\n").exit_code == 1
    assert read_claims(home / "claims.toml") == before
    ok("claim", "remove", "northwind-blue-harbour", stdin="y\n")
    assert read_claims(home / "claims.toml") == () and state(home).removed and state(home).readings
    ok("claim", "undo", "northwind-blue-harbour")
    assert read_claims(home / "claims.toml") == before and not state(home).removed


def test_merging_reads_the_items_for_the_other_claim(home: Path) -> None:
    """The claim that goes lives on: its items are read for the one that stays."""
    add("Northwind ha comprato Blue Harbour", "northwind-compra")
    evidence()
    output = ok("claim", "merge", "northwind-blue-harbour", "northwind-compra")
    assert "1 items read for it" in output
    assert len(state(home, "northwind-compra").readings) == 1
    assert state(home).superseded_by == "northwind-compra"
    assert "itself" in str(run("claim", "merge", "northwind-compra", "northwind-compra").exception)


def test_linked_claims_know_of_each_other(home: Path) -> None:
    """A link is in the ledger and can be undone."""
    add("Blue Harbour cambia nome", "blue-harbour-nome")
    ok("claim", "link", "northwind-blue-harbour", "blue-harbour-nome")
    assert state(home).links == ("blue-harbour-nome",)
    ok("claim", "undo", "northwind-blue-harbour")
    assert state(home).links == ()


# --- evidence and readings ---------------------------------------------------------------------------------


def test_evidence_by_hand_is_judged_like_any_other(home: Path) -> None:
    """The authority's own word, put in by hand, confirms the claim; an outlet's that only quotes it does not."""
    evidence()
    assert state(home).status is Status.SPECULATION
    evidence(OFFICIAL, "northwind.example.gazzettino.example")
    assert state(home).status is Status.SPECULATION
    output = ok("evidence", "add", "northwind-blue-harbour", OFFICIAL, "--outlet", "northwind.example")
    assert "speculation -> confirmed" in output


def test_a_few_words_are_read_in_the_claims_language(home: Path) -> None:
    """Too short to tell its language by, a text is in the claim's, unless it is said to be in another."""
    slug, outlet = "northwind-blue-harbour", ("--outlet", "northwind.example")
    assert "supports" in ok("evidence", "add", slug, "Northwind ha comprato Blue Harbour", *outlet)
    assert "supports" in ok("evidence", "add", slug, "Northwind rachète Blue Harbour", *outlet, "--language", "fr")
    assert "none of those that are read: " in ok(
        "evidence", "add", slug, "Northwind kupuje Blue Harbour", *outlet, "--language", "pl"
    )


def test_a_files_name_is_never_the_evidence(home: Path) -> None:
    """What is called like a file and is none is told, and nothing is written."""
    evidence()
    before = state(home)
    done = run("evidence", "add", "northwind-blue-harbour", "nothere.txt", "--outlet", "northwind.example")
    assert done.exit_code != 0 and "nothere.txt: no such file" in done.output
    assert state(home) == before


@pytest.mark.parametrize(
    ("what", "more", "told"),
    [
        (".", (), ".: a folder; give a file in it"),
        (OFFICIAL, ("--date", "2999-01-01"), "lies ahead"),
    ],
)
def test_a_folder_and_a_day_to_come_are_no_evidence(home: Path, what: str, more: tuple[str, ...], told: str) -> None:
    """Either is told with the way out, and nothing is written."""
    evidence()
    before = state(home)
    done = run("evidence", "add", "northwind-blue-harbour", what, "--outlet", "northwind.example", *more)
    assert done.exit_code != 0
    assert told in " ".join(done.output.replace("│", " ").split())
    assert state(home) == before


def test_evidence_says_whether_it_is_on_the_record(home: Path) -> None:
    """At once, and not only in `explain`."""
    slug = "northwind-blue-harbour"
    assert "), on the record: " in ok("evidence", "add", slug, OFFICIAL, "--outlet", "northwind.example")
    assert ", on the record" not in ok("evidence", "add", slug, HEDGED, "--outlet", "gazzettino.example")


def test_the_same_evidence_is_put_in_once(home: Path) -> None:
    """A second time it is told and nothing is written, on whatever day, unless a day is said; of another day or tier it
    is put in."""
    command = ("evidence", "add", "northwind-blue-harbour", HEDGED, "--outlet", "gazzettino.example")
    past = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011
    ok(*command, "--date", past)
    before = state(home)
    told = f"put in before, on {before.readings[-1].item.seen_at:%Y-%m-%d}: nothing is added"
    assert told in ok(*command) and told in ok(*command, "--date", past)
    assert state(home) == before
    assert "put in before" not in ok(*command, "--tier", "press")
    assert state(home).readings[-1].item.tier is Tier.PRESS
    assert "put in before" not in ok(*command, "--tier", "press", "--date", past)


def test_evidence_that_does_not_count_says_why(home: Path) -> None:
    """A hedged item, and one older than the claim, are told by the rule that keeps them; one that counts says nothing."""
    slug = "northwind-blue-harbour"
    assert "HEDGE_BLOCKS: " in ok("evidence", "add", slug, HEDGED, "--outlet", "gazzettino.example", "--tier", "press")
    past = (date.today() - timedelta(days=9)).isoformat()  # noqa: DTZ011
    old = ok(
        "evidence", "add", slug, f"{HEDGED} ieri", "--outlet", "corriere.example", "--tier", "press", "--date", past
    )
    assert "BEFORE_OPENING: " in old and "`opened` in the claims file" in old
    counts = ok("evidence", "add", slug, OFFICIAL, "--outlet", "northwind.example")
    assert counts.splitlines()[-1].startswith(f"{slug}: speculation -> confirmed")


def test_a_claim_may_have_been_opened_before(home: Path) -> None:
    """`claim add --opened` takes the day from which on items count, and a day in words is refused by name."""
    known = ("claim", "add", "Northwind vende Grey Harbour", "-s", "Northwind", "-a", "northwind.example")
    ok(*known, "--slug", "grey", "--opened", "2025-03-01")
    (claim,) = [one for one in read_claims(home / "claims.toml") if one.slug == "grey"]
    assert claim.opened == date(2025, 3, 1)
    wrong = run(*known, "--slug", "red", "--opened", "domani")
    assert wrong.exit_code == 2 and "domani: write the day as" in wrong.output


def test_evidence_by_hand_says_what_it_moves_and_why_not(home: Path) -> None:
    """A second official word counts and moves nothing, and the status's reason is given; what is about something else is
    said to be once; whose word it is must be a host."""
    slug = "northwind-blue-harbour"
    assert "northwind-blue-harbour: speculation -> " in ok(
        "evidence", "add", slug, OFFICIAL, "--outlet", "northwind.example"
    )
    again = ok("evidence", "add", slug, f"{OFFICIAL} Oggi.", "--outlet", "https://www.northwind.example/news")
    assert "no status changed\nit counts, and " in again and "[AUTHORITY_CONFIRMS]" in again
    other = ok("evidence", "add", slug, "Il derby finisce in parità.", "--outlet", "calcio.example", "--tier", "press")
    assert "It does not seem to concern the claim" in other and "OTHER_MATTER" not in other
    wrong = run("evidence", "add", slug, OFFICIAL, "--outlet", "La Stampa")
    assert wrong.exit_code == 2 and "--outlet La Stampa: write whose word it is as a host" in wrong.output


def test_explain_gives_its_reasons_in_the_language_asked_for(home: Path) -> None:
    """An Italian claim explained in English has English reasons, and Italian ones where nothing is asked."""
    slug = "northwind-blue-harbour"
    ok("evidence", "add", slug, HEDGED, "--outlet", "gazzettino.example", "--tier", "press")
    assert "HEDGE_BLOCKS: It is told with reserve" in ok("explain", slug, "--language", "en")
    assert "HEDGE_BLOCKS: È detto con riserva" in ok("explain", slug)


def test_a_page_fetched_elsewhere_is_not_the_authoritys(home: Path) -> None:
    """Text said to be the authority's has its tier; a page fetched from another host has not, whatever is said."""
    desk, claim = open_desk(home), read_claims(home / "claims.toml")[0]
    links = {None: Tier.AUTHORITY, "https://www.northwind.example/a": Tier.AUTHORITY, "https://b.example/a": Tier.BLOG}
    for link, tier in links.items():
        assert acting._listed_tier(desk, claim, "northwind.example", link) is tier


def test_two_texts_of_one_outlet_are_two_items(home: Path) -> None:
    """Another text is other evidence; the same text put in twice is there once."""
    names = {evidence(), evidence(f"{HEDGED} in marzo"), evidence()}
    assert len(names) == 2 == len({event.item.id for event in state(home).readings})


def test_evidence_is_tied_to_its_feed_lists_tier(home: Path) -> None:
    """Without --tier an outlet has the tier your feeds give its host, else blog."""
    ok("feeds", "add", "https://gazzettino.example/rss", "--tier", "press")
    for outlet, tier in (("gazzettino.example", Tier.PRESS), ("altro.example", Tier.BLOG)):
        name = ok("evidence", "add", "northwind-blue-harbour", f"{HEDGED} ({outlet})", "--outlet", outlet).split()[0]
        (item,) = [event.item for event in state(home).readings if event.item.id == name]
        assert item.tier is tier


def test_rejected_evidence_no_longer_counts(home: Path) -> None:
    """Ruling out the item that confirmed a claim reopens it; undoing that confirms it again."""
    item = evidence(OFFICIAL, "northwind.example")
    assert state(home).status is Status.CONFIRMED
    ok("evidence", "reject", item[:8], "--reason", "a forged page")
    assert state(home).status is Status.SPECULATION and item in state(home).rejected
    ok("claim", "undo", "northwind-blue-harbour")
    assert state(home).status is Status.CONFIRMED


def test_a_corrected_reading_is_judged_again(home: Path) -> None:
    """A stance put right by a person moves the claim, and undoing it moves it back."""
    item = evidence(OFFICIAL, "northwind.example")
    ok("reading", "correct", item, "--stance", "mentions", "--reason", "it is a question")
    assert state(home).status is Status.SPECULATION
    assert state(home).corrected[item].stance is Stance.MENTIONS
    ok("claim", "undo", "northwind-blue-harbour")
    assert state(home).status is Status.CONFIRMED


# --- claim edit --------------------------------------------------------------------------------------------


def test_editing_by_options_changes_only_what_is_given(home: Path) -> None:
    """`claim edit` writes the options' values and leaves comments and the rest alone."""
    ok(
        "claim",
        "edit",
        "northwind-blue-harbour",
        "--kind",
        "plan",
        "--window",
        "2026-01-01..2026-06-30",
        "-k",
        "acquista",
    )
    (claim,) = read_claims(home / "claims.toml")
    assert claim.expected is not None and claim.expected.end == date(2026, 6, 30)
    assert claim.keywords == ("acquista",) and claim.text == "Northwind compra Blue Harbour"
    assert (home / "claims.toml").read_text(encoding="utf-8").startswith("# mine")
    ok("claim", "edit", "northwind-blue-harbour", "--window", "none")
    assert read_claims(home / "claims.toml")[0].expected is None


def test_those_who_may_be_quoted_are_given_and_changed_by_options(home: Path) -> None:
    """`--speaker` of `claim add` and `claim edit`, which may be repeated, is the claim's `speakers`."""
    ok("claim", "add", "Northwind vende Grey Harbour", "-s", "Northwind", "--speaker", "Ida Neri", "--slug", "grey")
    ok("claim", "edit", "northwind-blue-harbour", "--speaker", "Northwind", "--speaker", "Ida Neri")
    found = {claim.slug: claim.speakers for claim in read_claims(home / "claims.toml")}
    assert found == {"grey": ("Ida Neri",), "northwind-blue-harbour": ("Northwind", "Ida Neri")}


def test_editing_without_options_opens_the_editor(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the editor leaves is the claim; one that cannot be used changes nothing and says why."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/compra/acquista/g")
    ok("claim", "edit", "northwind-blue-harbour")
    assert read_claims(home / "claims.toml")[0].text == "Northwind acquista Blue Harbour"
    for editor, said in (
        ("sed -i s/event/evnt/", "event"),
        ("sed -i s/northwind-blue/other/", "slug"),
        ("false", "EDITOR"),
    ):
        monkeypatch.setenv("EDITOR", editor)
        assert said in str(run("claim", "edit", "northwind-blue-harbour").exception)
    assert read_claims(home / "claims.toml")[0].slug == "northwind-blue-harbour"


def test_a_wrong_kind_is_answered_with_the_right_one(home: Path) -> None:
    """`--kind evnt` is told of `event`."""
    assert "event" in run("claim", "edit", "northwind-blue-harbour", "--kind", "evnt").output


# --- completion --------------------------------------------------------------------------------------------


def complete(line: str, home: Path) -> list[str]:
    """What a bash shell is offered for the last word of `line`."""
    env = {
        **os.environ,
        "_TRACKER_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'tracker'; from tracker.cli import main; main()"]
    env["TRACKER_HOME"] = str(home)
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def test_a_shell_completes_slugs_statuses_and_stances(home: Path) -> None:
    """Slugs, statuses, stances and tiers are completed; a broken claims file offers nothing and says nothing."""
    assert complete("tracker claim show north", home) == ["northwind-blue-harbour"]
    assert complete("tracker explain nor", home) == ["northwind-blue-harbour"]
    assert complete("tracker claim decide northwind-blue-harbour conf", home) == ["confirmed"]
    assert complete("tracker reading correct x --stance supp", home) == ["supports"]
    assert complete("tracker evidence add x y --tier pre", home) == ["press"]
    (home / "claims.toml").write_text("[[claim", encoding="utf-8")
    assert complete("tracker claim show nor", home) == []


# --- the session of a new user -----------------------------------------------------------------------------


def test_the_session_of_a_new_user(tmp_path: Path) -> None:
    """From `init` to a decided claim and back by `undo`, each command prints what the session says."""
    steps = tomllib.loads(SESSION.read_text(encoding="utf-8"))["step"]
    env = {**os.environ, "TRACKER_HOME": str(tmp_path / "claims"), "COLUMNS": "200"}
    item = ""
    for step in steps:
        words = shlex.split(step["command"].replace("{item}", item))
        assert words[0] == "tracker"
        command = [sys.executable, "-c", "from tracker.cli import main; main()", *words[1:]]
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
        said = done.stdout + done.stderr
        assert done.returncode == step.get("exit", 0), f"{step['command']}: {said}"
        for fragment in step["prints"]:
            assert fragment in said, f"{step['command']}: {fragment!r} is not in {said}"
        found = re.match(r"([0-9a-f]{20})  ", said)
        item = found[1] if found else item
    assert item


# --- laws --------------------------------------------------------------------------------------------------

CLAIM = Claim(
    slug="c", text="Northwind ha comprato Blue Harbour", subjects=(("Northwind",), ("Blue Harbour",)),
    keywords=("comprato",), authorities=("northwind.example",), opened=date(2026, 1, 1),
)  # fmt: skip
DAY = datetime(2026, 1, 2, 12, tzinfo=UTC)
POLICY = load_policy(None)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["read", "read", "decide", "reject", "correct", "undo", "link", "judge", "judge"]),
        st.integers(0, 3),
        st.sampled_from(list(Stance)),
        st.sampled_from(list(Status)),
    ),
    max_size=12,
)


def _read(number: int, stance: Stance, now: datetime) -> ItemRead:
    item = Item(
        id=f"i{number}", text_id=f"t{stance}", host=("northwind.example", "a.example", "b.example", "c.example")[number],
        outlet="o", tier=Tier.PRESS, title=f"item {number}", published=DAY + timedelta(days=number), seen_at=now,
    )  # fmt: skip
    reading = Reading(
        claim="c", item=item.id, text_id=item.text_id, stance=stance, confidence=0.9,
        quoted=Quoted.AUTHORITY if number == 0 else Quoted.NOBODY, on_record=number == 0,
    )  # fmt: skip
    return ledger.read_event(item, reading, now)


def _lived(acts: list[tuple[str, int, Stance, Status]]) -> list[Event]:
    """The ledger after these acts, one an hour, as persons and the machine would write it."""
    events: list[Event] = [ledger.define(CLAIM, DAY)]
    for hour, (act, number, stance, status) in enumerate(acts, 1):
        now = DAY + timedelta(days=5, hours=hour)
        last = ledger.last_act(events, "c")
        made: dict[str, list[Event]] = {
            "read": [_read(number, stance, now)],
            "decide": [ledger.decide("c", status, "r", now, "anna")],
            "reject": [ledger.reject("c", f"i{number}", "r", now, "anna")],
            "correct": [ledger.correct("c", f"i{number}", stance, "r", now, "anna")],
            "link": [ledger.link("c", f"other{number}", now, "anna")],
            "undo": [ledger.undo("c", last.id, now, "anna")] if last else [],
        }
        if act == "judge":
            moves = policy.advance(ledger.replay(events)["c"], POLICY, now)
            made["judge"] = [move.model_copy(update={"recorded_at": now}) for move in moves]
        events += made[act]
    return events


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS, data=st.data())
def test_any_life_replays_to_the_same_state(acts: list[tuple[str, int, Stance, Status]], data: st.DataObject) -> None:
    """Persons' acts, machine runs and undos replay to one state, in whatever order and however often they are given."""
    events = _lived(acts)
    shuffled = data.draw(st.permutations(events))
    twice = data.draw(st.lists(st.sampled_from(events), max_size=5))
    assert ledger.replay([*shuffled, *twice]) == ledger.replay(events)
    assert ledger.last_act([*shuffled, *twice], "c") == ledger.last_act(events, "c")


@settings(max_examples=40, deadline=None)
@given(acts=ACTS)
def test_undoing_everything_leaves_no_act(acts: list[tuple[str, int, Stance, Status]]) -> None:
    """Undone one by one, a person's acts leave the state that the readings alone make."""
    events = _lived(acts)
    now = DAY + timedelta(days=30)
    while (last := ledger.last_act(events, "c")) is not None:
        now += timedelta(hours=1)
        events.append(ledger.undo("c", last.id, now, "anna"))
    end = ledger.replay(events)["c"]
    assert (end.decision, end.rejected, end.corrected, end.links) == (None, {}, {}, ())
    assert len(end.readings) == len({event.id for event in events if isinstance(event, ItemRead)})


def test_last_act_overlooks_machines_and_what_is_undone() -> None:
    """The last act is the person's latest that stands; readings are none, and another claim's do not count."""
    events: list[Event] = [ledger.define(CLAIM, DAY), _read(1, Stance.SUPPORTS, DAY)]
    assert ledger.last_act(events, "c") is None
    first = ledger.decide("c", Status.DENIED, "r", DAY + timedelta(hours=1), "anna")
    second = ledger.reject("c", "i1", "r", DAY + timedelta(hours=2), "anna")
    events += [first, second]
    assert ledger.last_act(events, "c") == second and ledger.last_act(events, "other") is None
    events.append(ledger.undo("c", second.id, DAY + timedelta(hours=3), "anna"))
    assert ledger.last_act(events, "c") == first


def test_what_is_wrong_is_one_named_error(home: Path) -> None:
    """A claims file that cannot be read is told of with its line, and nothing is written."""
    (home / "claims.toml").write_text('[[claim]]\nslug = "x"\nkind = "evnt"\n', encoding="utf-8")
    before = (home / "claims.toml").read_bytes()
    result = run("claim", "edit", "x", "--text", "y")
    assert isinstance(result.exception, TrackerError) or "line" in result.output
    assert (home / "claims.toml").read_bytes() == before
