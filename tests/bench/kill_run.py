"""Kill the real `tracker run`, again and again: `python tests/bench/kill_run.py [KILLS] [HISTORY] [SEED]`.

A feed on loopback tells something new each day that turns three claims, for two subscribers each, and a mail server
counts what it accepts. The home folder begins with HISTORY days behind it. Four in five kills are aimed at the commit
(a feed's body was just kept) or at a random moment of a random mail; where each hit is read from what it left. A
twin home lives through the same days and is never killed: at the end both hold the same ledger and sent the same
mails. Prints the figures as JSON and exits with 1 where the store or the outbox law was broken. Needs the extra
`test`; 200 kills take some ten minutes.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from kill_kit import gone_bodies, leftovers, never_left, numbers, repeats, tell

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support import Entry, record, rss
from tracker.cli.desk import open_desk, utc_now
from tracker.cli.polling import poll_desk
from tracker.errors import TrackerError
from tracker.events import ItemRead, StatusChanged
from tracker.recorded import LOOPBACK, Playback, Recording, playing
from tracker.stores import Snapshot, open_store

TRACKER = Path(sys.executable).with_name("tracker")
FIRST = date(2024, 1, 1)
SHOWN = 30
"""Entries a claim in the feed: more than the runs in a row that a kill may leave without a commit."""
TWIN_EVERY = 5
"""Days between two polls of the twin: how often a home is polled decides nothing either."""
SUBJECTS = {
    "aurea": ("Valmont Aurea", "Carla Ferri"),
    "brezza": ("Ostera Brezza", "Dario Lunardi"),
    "cometa": ("Tarvini Cometa", "Elisa Monforte"),
}
SUBSCRIBERS = ("desk@paper.example", "night@paper.example")
AIMS = ("anywhere", "commit", "commit", "mail", "mail")
STAGES = ("recipient", "message", "goodbye")


@dataclass
class Figures:
    """What was counted, and every broken promise in words."""

    kills: int = 0
    missed: int = 0
    """Runs that ended before their kill."""
    phases: dict[str, int] = field(default_factory=dict)
    inside: int = 0
    """Kills inside the commit or the delivery."""
    accepted: int = 0
    unmarked: int = 0
    """Kills that fell between a mail's acceptance and its mark."""
    repeats: int = 0
    lost: int = 0
    leftovers: int = 0
    events: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)


# --- the feed ----------------------------------------------------------------------------------------------------


def entry(number: int, slug: str) -> Entry:
    """What day `number` brings for a claim: its authority confirms and denies by turns, in texts unlike each other."""
    model, speaker = SUBJECTS[slug]
    chance = random.Random(f"{slug} {number}")
    guests = ", ".join(
        "".join(chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(4)).capitalize()
        for _ in range(30)
    )
    titles = (f"{model}, arriva la conferma", f"{model}, {speaker} frena")
    words = ("ha confermato", "ha smentito")
    said = f"{speaker} {words[number % 2]} che la {model} entrerà in produzione nello stabilimento di Borgofermo."
    link = f"http://{LOOPBACK}/{slug}/{number}"
    return Entry(titles[number % 2], f"{said} Tra i presenti: {guests}.", FIRST + timedelta(days=number), link)


def record_days(folder: Path, days: int) -> Recording:
    """A feed that gains an entry a claim each day, and forgets the oldest."""
    for day in range(days):
        last = range(day, max(-1, day - SHOWN), -1)
        shown = [entry(number, slug) for number in last for slug in SUBJECTS]
        record(folder, FIRST + timedelta(days=day), LOOPBACK, rss(*shown))
    return Recording(folder)


# --- the mail server ---------------------------------------------------------------------------------------------


class Mailroom:
    """Counts accepted Message-IDs, and says when a chosen mail of a run has come to a chosen stage."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.open = 0
        self.reached = threading.Event()
        self._wanted = ("", 0)

    def expect(self, stage: str, mail: int) -> None:
        """From now on wait for the stage of the run's mail of this number, from 1."""
        self._wanted = (stage, mail)
        self.reached.clear()

    def _at(self, stage: str) -> None:
        wanted, left = self._wanted
        if stage == wanted:
            self._wanted = (wanted, left - 1)
            if left == 1:
                self.reached.set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _s: Any, _n: Session, env: Envelope, address: str, _o: list[str]
    ) -> str:
        """Accept a recipient."""
        self._at("recipient")
        env.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _s: Any, _n: Session, env: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept a message: from here on it counts, whether the sender hears of it or not."""
        assert isinstance(env.content, bytes)
        _, _, after = env.content.partition(b"Message-ID: <")
        self.accepted[after.partition(b"@")[0].decode()] += 1
        self._at("message")
        return "250 accepted"

    async def handle_QUIT(self, _s: Any, _n: Session, _e: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Say goodbye: the sender has heard of the acceptance."""
        self._at("goodbye")
        return "221 bye"


class Conversation(SMTP):
    """One conversation, counted while it lasts."""

    def connection_made(self, transport: Any) -> None:
        """A client is here."""
        self.event_handler.open += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """It is gone; what it had not said in whole is never accepted."""
        super().connection_lost(error)
        self.event_handler.open -= 1


class Counting(Controller):
    """A controller whose conversations are counted."""

    def factory(self) -> SMTP:
        """A conversation."""
        return Conversation(self.handler, hostname=LOOPBACK)


@contextmanager
def serving(room: Mailroom) -> Iterator[int]:
    """The room's server on a free port of loopback, which is given."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
    controller = Counting(room, hostname=LOOPBACK, port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


# --- a home folder -----------------------------------------------------------------------------------------------

SETTINGS = """
language = "it"
[email]
host = "{host}"
port = {mail}
security = "none"
sender = "tracker@paper.example"
[fetch]
allow_hosts = ["{host}"]
per_host_delay = 0
"""
CLAIM = """
[[claim]]
slug = "{slug}"
text = "La {model} entrerà in produzione nello stabilimento di Borgofermo."
language = "it"
kind = "event"
subjects = [["{model}"]]
speakers = ["{speaker}"]
keywords = ["produzione", "stabilimento", "Borgofermo"]
authorities = ["{slug}.example"]
opened = 2023-12-01
"""
FEEDS = """<opml xmlns:tracker="urn:claim-tracker:feeds" version="2.0"><head/><body>
<outline type="rss" text="Feed" xmlUrl="http://{host}:{feed}/feed.xml" language="it" tracker:tier="press"/>
</body></opml>
"""


@dataclass
class House:
    """A home folder, its mail server, and what is known of its store from before."""

    home: Path
    room: Mailroom
    before: Snapshot = field(default_factory=Snapshot)
    unmarked: Counter[str] = field(default_factory=Counter)
    """How often a kill left an alert accepted and not marked: as often it may be sent again."""

    @property
    def path(self) -> Path:
        """The store's file."""
        return self.home / "store.json"

    @property
    def waiting(self) -> int:
        """How many alerts earlier kills left unsent."""
        return sum(not alert.sent_at for alert in self.before.outbox)

    def bodies(self) -> frozenset[str]:
        """The names in the folder of bodies."""
        return frozenset(path.name for path in self.home.glob("store-bodies/*"))

    def poll(self) -> None:
        """A whole run, in this process."""
        poll_desk(open_desk(self.home), utc_now(), quiet=True)


def write_settings(home: Path, mail: int) -> None:
    """The settings of a home folder whose mails go to this port."""
    people = "".join(f'[[subscribers]]\naddress = "{one}"\n' for one in SUBSCRIBERS)
    (home / "tracker.toml").write_text(SETTINGS.format(host=LOOPBACK, mail=mail) + people)


def write_home(home: Path, feed: int, mail: int) -> None:
    """A home folder that follows the feed at this port."""
    home.mkdir()
    write_settings(home, mail)
    claims = [CLAIM.format(slug=slug, model=model, speaker=who) for slug, (model, who) in SUBJECTS.items()]
    (home / "claims.toml").write_text("".join(claims), encoding="utf-8")
    (home / "feeds.opml").write_text(FEEDS.format(host=LOOPBACK, feed=feed))


def populate(house: House, playback: Playback, days: int) -> None:
    """Live through the first days in peace."""
    for day in {0, *range(SHOWN - 1, days, SHOWN), days - 1}:
        playback.day = FIRST + timedelta(days=day)
        house.poll()


# --- kills -------------------------------------------------------------------------------------------------------


def started(home: Path) -> subprocess.Popen[bytes]:
    """The genuine command, with nothing of this process's environment but the search path. A file takes what it says:
    in a pipe that nobody empties a long report would get stuck.
    """
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    with (home / "said").open("wb") as out:
        return subprocess.Popen(
            [str(TRACKER), "run", "--home", str(home)], env=env, stdout=out, stderr=subprocess.STDOUT
        )


def failure(process: subprocess.Popen[bytes], home: Path) -> str:
    """Wait for the end of the run; what it said where it failed by itself, else nothing."""
    return (home / "said").read_text(errors="replace") if process.wait(300) > 0 else ""


@dataclass
class Windows:
    """Seconds of a quiet run: until it ends, and from the feed's body being kept to the first mail's recipient."""

    whole: float
    commit: float


def quiet_run(house: House) -> Windows:
    """Measure a run that nobody disturbs and that has something to tell."""
    house.room.expect("recipient", 1)
    known, begun = house.bodies(), time.monotonic()
    process = started(house.home)
    until(process, lambda: house.bodies() != known)
    kept = time.monotonic()
    until(process, house.room.reached.is_set)
    mailed = time.monotonic()
    if said := failure(process, house.home):
        raise SystemExit(f"a quiet run failed: {said}")
    return Windows(time.monotonic() - begun, mailed - kept)


def until(process: subprocess.Popen[bytes], holds: Callable[[], bool]) -> None:
    """Look again and again whether it holds; give up once the process has ended."""
    while not holds() and process.poll() is None:
        time.sleep(0.0003)


def aim(house: House, process: subprocess.Popen[bytes], windows: Windows, chance: random.Random) -> None:
    """Wait for a random moment of the running process."""
    target = chance.choice(AIMS)
    if target == "anywhere":
        time.sleep(chance.uniform(0, windows.whole))
    elif target == "commit":
        known = house.bodies()
        until(process, lambda: house.bodies() != known)
        time.sleep(chance.uniform(0, windows.commit))
    else:
        house.room.expect(chance.choice(STAGES), chance.randint(1, house.waiting + len(SUBJECTS) * len(SUBSCRIBERS)))
        until(process, house.room.reached.is_set)
        time.sleep(chance.choice((0.0, chance.uniform(0, windows.commit))))


def one_kill(house: House, windows: Windows, chance: random.Random, figures: Figures) -> None:
    """Start a run, kill it, and hold what it left against what was there before."""
    accepted, raw, bodies = Counter(house.room.accepted), house.path.read_bytes(), house.bodies()
    ended = killed(house, windows, chance, figures)
    rests = leftovers(house.path)
    figures.leftovers += len(rests)
    touched = bool(rests) or house.bodies() != bodies
    try:
        store = open_store(house.path)
        now = store.read()
    except TrackerError as error:
        figures.broken.append(f"after kill {figures.kills} the store does not open: {error}")
        return
    figures.broken += gone_bodies(store)
    if not ended:
        hit = phase(house.before, now, unchanged=house.path.read_bytes() == raw, touched=touched)
        figures.phases[hit] = figures.phases.get(hit, 0) + 1
        figures.inside += hit in {"commit", "delivery"}
    judge(house, now, house.room.accepted - accepted, figures)


def killed(house: House, windows: Windows, chance: random.Random, figures: Figures) -> bool:
    """Start a run and kill it; whether it ended by itself before that. No conversation goes on afterwards."""
    process = started(house.home)
    aim(house, process, windows, chance)
    ended = process.poll() is not None
    process.kill()
    said = failure(process, house.home)
    while house.room.open:
        time.sleep(0.001)
    figures.missed += ended
    figures.kills += not ended
    if said:
        figures.broken.append(f"the run after kill {figures.kills} failed by itself: {said}")
    return ended


def phase(before: Snapshot, now: Snapshot, *, unchanged: bool, touched: bool) -> str:
    """Where a kill hit, told by what it left. `commit` is from the first file written to the first mail tried."""
    if unchanged:
        return "commit" if touched else "before"
    if all(alert.sent_at for alert in now.outbox):
        return "after"
    waiting = [alert for alert in now.outbox if not alert.sent_at]
    old = {alert.id: alert for alert in before.outbox}
    tried = any(alert.attempts for alert in waiting if old.get(alert.id) != alert)
    left = any(alert.sent_at for alert in now.outbox if alert.id not in old or not old[alert.id].sent_at)
    return "delivery" if tried or left else "commit"


def judge(house: House, now: Snapshot, came: Counter[str], figures: Figures) -> None:
    """What was there is there, what is marked stays so, and one mail at most was accepted and not marked."""
    number = figures.kills
    marks = {alert.id: alert.sent_at for alert in now.outbox}
    lost = {event.id for event in house.before.events} - {event.id for event in now.events}
    figures.broken += [f"after kill {number} the event {one} is lost" for one in sorted(lost)]
    for old in house.before.outbox:
        if old.id not in marks or (old.sent_at and marks[old.id] != old.sent_at):
            figures.broken.append(f"after kill {number} the alert {old.id} is lost, or its mark")
    figures.broken += [f"kill {number}: {one} was mailed and never committed" for one in came if one not in marks]
    unmarked = [one for one in came if one in marks and not marks[one]]
    figures.unmarked += len(unmarked)
    house.unmarked.update(unmarked)
    if len(unmarked) > 1 or any(times > 1 for times in came.values()):
        figures.broken.append(
            f"kill {number}: {len(unmarked)} mails accepted and not marked, {max(came.values())} times"
        )
    house.before = now


# --- the end -----------------------------------------------------------------------------------------------------


def settle(house: House, twin: House, figures: Figures) -> None:
    """One undisturbed run; then both homes hold the same, sent the same, and no mail went out oftener than it may."""
    if said := failure(started(house.home), house.home):
        figures.broken.append(f"the last run failed: {said}")
    now, peaceful = open_store(house.path).read(), open_store(twin.path).read()
    accepted = house.room.accepted
    figures.events, figures.accepted = len(now.events), len(accepted)
    figures.repeats = repeats(accepted)
    for one, times in accepted.items():
        if times - 1 > house.unmarked[one]:
            figures.broken.append(f"{one} was accepted {times} times for {house.unmarked[one]} kills before its mark")
    missing = never_left(now.outbox, accepted)
    figures.lost = len(missing) + len(twin.room.accepted.keys() - accepted.keys())
    figures.broken += missing
    figures.broken += [f"alert {alert.id} is not marked" for alert in now.outbox if not alert.sent_at]
    for name, mine, other in zip(
        ("events", "seen", "mails"), told(now, house.room), told(peaceful, twin.room), strict=True
    ):
        if mine != other:
            figures.broken.append(f"{name} differ from those of the twin: {sorted(map(str, mine ^ other))[:3]}")
    if now.summary != peaceful.summary:
        figures.broken.append("the summary differs from the twin's")
    if repeats(twin.room.accepted):
        figures.broken.append("the twin sent a mail twice")


def told(now: Snapshot, room: Mailroom) -> tuple[frozenset[Any], ...]:
    """What two homes share that lived through the same days: readings and changes, texts seen, mails."""
    events: list[Any] = []
    for event in now.events:
        if isinstance(event, ItemRead):
            events.append((event.claim, event.item.id, event.reading.stance))
        elif isinstance(event, StatusChanged):
            change = event.change
            events.append((event.claim, change.at, change.before, change.after, change.rule, change.evidence))
    seen = frozenset((url, text) for url, texts in now.seen.items() for text in texts)
    return frozenset(events), seen, frozenset(room.accepted)


def rehearse(folder: Path, playback: Playback, kills: int, history: int, seed: int) -> Figures:
    """Populate, copy the twin, kill day after day, settle."""
    begun, chance, figures = time.monotonic(), random.Random(seed), Figures()
    house, twin = House(folder / "home", Mailroom()), House(folder / "twin", Mailroom())
    with serving(house.room) as mail, serving(twin.room) as quiet:
        write_home(house.home, playback.port, mail)
        populate(house, playback, history)
        shutil.copytree(house.home, twin.home)
        write_settings(twin.home, quiet)
        twin.room.accepted.update(house.room.accepted)
        days = iter(playback.recording.days()[history:])
        playback.day = next(days)
        windows = quiet_run(house)
        house.before = open_store(house.path).read()
        while figures.kills < kills:
            playback.day = next(days)
            if figures.kills % TWIN_EVERY == 0:
                twin.poll()
            one_kill(house, windows, chance, figures)
        twin.poll()
        settle(house, twin, figures)
    figures.seconds = round(time.monotonic() - begun, 1)
    return figures


def main(kills: int, history: int, seed: int) -> Figures:
    """A recording with days enough for the kills that miss, played from a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as name:
        recording = record_days(Path(name) / "tape", history + kills * 2 + 10)
        with playing(recording) as playback:
            return rehearse(Path(name), playback, kills, history, seed)


if __name__ == "__main__":
    tell(main(*numbers(200, 40, 1)))
