"""What `tracker doctor` finds, each with its way out, against real files, feeds and a real mail server."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from click.testing import Result
from filelock import FileLock
from typer.testing import CliRunner

from tracker import ledger
from tracker.cli import app
from tracker.config import load_settings
from tracker.doctor import Finding, Severity, examine
from tracker.model import Claim, FeedState
from tracker.stores import Changes, open_store

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


@dataclass
class Site:
    """A web server on loopback: path -> (status, body)."""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that answers until the test ends."""
    shown = Site()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = shown.pages.get(self.path, (404, "nothing here"))
            self.send_response(status)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    shown.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield shown
    server.shutdown()
    server.server_close()


def rss(text: str, day: datetime) -> str:
    """A feed of one entry."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><item>'
        f"<title>{text}</title><link>http://a.example/1</link><pubDate>{format_datetime(day)}</pubDate>"
        "</item></channel></rss>"
    )


def opml(*lines: str) -> str:
    """A feed list."""
    outlines = "".join(f'<outline type="rss" text="F" xmlUrl="{line}/>' for line in lines)
    return (
        '<?xml version="1.0"?><opml version="2.0" xmlns:tracker="urn:claim-tracker:feeds"><head/>'
        f"<body>{outlines}</body></opml>"
    )


CLAIM = """[[claim]]
slug = "harbour"
text = "Northwind buys Blue Harbour"
language = "en"
kind = "plan"
subjects = [["Northwind"], ["Blue Harbour"]]
keywords = ["buys"]
authorities = ["northwind.com"]
expected = { from = 2026-01-01, to = 2026-12-31 }
opened = 2026-01-01
"""
TIERED = 'https://a.example/rss" tracker:tier="press"'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which nothing is wrong, offline."""
    (tmp_path / "claims.toml").write_text(CLAIM, encoding="utf-8")
    (tmp_path / "feeds.opml").write_text(opml(TIERED), encoding="utf-8")
    (tmp_path / "tracker.toml").write_text(
        'timezone = "Europe/Rome"\n[fetch]\nallow_hosts = ["127.0.0.1"]\nper_host_delay = 0\n'
        '[[subscribers]]\naddress = "anna@example.org"\n',
        encoding="utf-8",
    )
    store = open_store(tmp_path / "store.json")
    with store.exclusive() as transaction:
        transaction.commit(Changes(meta={"made": "yes"}))
    return tmp_path


def look(home: Path, *, offline: bool = True, env: dict[str, str] | None = None, now: datetime = NOW) -> list[Finding]:
    """Everything found in the home."""
    return examine(load_settings(home, {}, {}), now, env or {}, offline=offline)


def the_one(findings: list[Finding], said: str) -> Finding:
    """The one finding that says so; it names a way out."""
    found = [one for one in findings if said in f"{one.where} {one.trouble}"]
    assert len(found) == 1, f"{said}: {findings}"
    assert found[0].way_out
    return found[0]


def claim(home: Path, old: str, new: str) -> None:
    """Change the claims file."""
    assert old in CLAIM
    (home / "claims.toml").write_text(CLAIM.replace(old, new), encoding="utf-8")


# --- files, store, clock -----------------------------------------------------------------------------------


def test_a_healthy_home_has_no_findings(home: Path) -> None:
    """Nothing wrong, nothing said."""
    assert look(home) == []


def test_a_broken_claims_file_is_named_with_its_line(home: Path) -> None:
    """The finding carries the file, the line and the nearest valid word; the rest is looked at all the same."""
    claim(home, '"plan"', '"plann"')
    found = the_one(look(home), "plann")
    assert "line 5" in found.trouble and '"plan"' in found.trouble and found.severity is Severity.ERROR


@pytest.mark.parametrize("name", ["claims.toml", "feeds.opml"])
def test_a_missing_file_is_an_error(home: Path, name: str) -> None:
    """Without its claims or feeds a home does nothing, and the way out is `tracker init`."""
    (home / name).unlink()
    found = the_one([one for one in look(home) if name in one.where], name)
    assert found.severity is Severity.ERROR and "init" in found.way_out


def test_a_damaged_store_is_left_alone(home: Path) -> None:
    """A store that cannot be read is an error, and its bytes stay as they are."""
    (home / "store.json").write_bytes(b'{"half')
    found = the_one(look(home), "store.json")
    assert found.severity is Severity.ERROR
    assert (home / "store.json").read_bytes() == b'{"half'


def test_a_store_that_another_holds_is_told_of(home: Path) -> None:
    """The lock is tried, not waited for."""
    with FileLock(home / "store.json.lock"):
        assert "holds the store" in the_one(look(home), "store.json").trouble


def test_a_store_from_the_future_means_a_wrong_clock(home: Path) -> None:
    """Events written after now are an error; a few minutes ahead are another machine's clock."""
    definition = Claim.model_validate({"slug": "harbour", "text": "t", "subjects": [["N"]], "opened": "2026-01-01"})
    store = open_store(home / "store.json")
    with store.exclusive() as transaction:
        transaction.commit(Changes(events=(ledger.define(definition, NOW),)))
    assert look(home, now=NOW - timedelta(minutes=5)) == []
    assert the_one(look(home, now=NOW - timedelta(days=1)), "clock").severity is Severity.ERROR


def test_a_new_home_only_gets_notes(home: Path) -> None:
    """No store yet and nobody to tell are notes: nothing has to be done."""
    (home / "store.json").unlink()
    (home / "tracker.toml").write_text('timezone = "UTC"\n', encoding="utf-8")
    findings = look(home)
    assert {one.severity for one in findings} == {Severity.NOTE}
    assert [the_one(findings, said).where for said in ("no store", "UTC", "nobody")]


# --- mail --------------------------------------------------------------------------------------------------


def test_the_mail_servers_log_in_is_tried(home: Path) -> None:
    """A server that answers is no finding; one that is not there is an error; offline neither is asked."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    settings = (home / "tracker.toml").read_text(encoding="utf-8")
    mail = f'{settings}[email]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\ntimeout = 5\n'
    (home / "tracker.toml").write_text(mail, encoding="utf-8")
    (home / "feeds.opml").write_text(opml(), encoding="utf-8")
    try:
        assert not [one for one in look(home, offline=False) if one.where == "email"]
        user = {"TRACKER_SMTP_USER": "anna", "TRACKER_SMTP_PASSWORD": "wrong"}
        assert the_one(look(home, offline=False, env=user), "email").severity is Severity.ERROR
    finally:
        controller.stop()
    assert the_one(look(home, offline=False), "email").severity is Severity.ERROR
    assert not [one for one in look(home, offline=True) if one.where == "email"]


# --- feeds -------------------------------------------------------------------------------------------------


def test_every_feed_is_asked(home: Path, site: Site) -> None:
    """A live feed is no finding; one that is missing, is a page, or has ended is, each with its own trouble."""
    site.pages = {
        "/good": (200, rss("Northwind buys Blue Harbour", NOW - timedelta(days=1))),
        "/old": (200, rss("Northwind", NOW - timedelta(days=400))),
        "/page": (200, "<!doctype html><html><body>Sign in</body></html>"),
    }
    lines = [f'{site.url(path)}" tracker:tier="press"' for path in ("/good", "/old", "/page", "/none")]
    (home / "feeds.opml").write_text(opml(*lines), encoding="utf-8")
    findings = look(home, offline=False)
    assert not [one for one in findings if one.where == site.url("/good")]
    assert "2025-02-05" in the_one(findings, site.url("/old")).trouble
    assert the_one(findings, site.url("/page")).severity is Severity.ERROR
    assert "404" in the_one(findings, site.url("/none")).trouble
    assert look(home) == []


def test_a_feed_without_a_tier_is_told_of(home: Path) -> None:
    """Where the list gives no tier the feed counts as a blog; one that is said to be a blog is well."""
    blog = 'https://b.example/rss" tracker:tier="blog"'
    (home / "feeds.opml").write_text(opml('https://c.example/rss"', blog), encoding="utf-8")
    found = the_one(look(home), "no tier")
    assert found.where == "https://c.example/rss" and "tracker:tier" in found.way_out


def test_failing_and_gone_feeds_are_remembered(home: Path) -> None:
    """Offline, what the last runs met is told: failures in a row, and 410 Gone."""
    url = "https://a.example/rss"
    for state, said in (
        (FeedState(url=url, failures=4, last_error="no answer"), "4 failures"),
        (FeedState(url=url, gone=True), "410"),
    ):
        store = open_store(home / "store.json")
        with store.exclusive() as transaction:
            transaction.commit(Changes(feeds={url: state}))
        assert the_one(look(home), said).severity is Severity.ERROR


# --- claims that can never be confirmed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said", "severity"),
    [
        ('authorities = ["northwind.com"]\n', "", "no authority", Severity.WARNING),
        ("northwind.com", "northwind.con", "top-level", Severity.WARNING),
        ("northwind.com", "blogspot.com", "platform", Severity.ERROR),
        ("to = 2026-12-31", "to = 2026-02-01", "ended on 2026-02-01", Severity.NOTE),
        (
            "from = 2026-01-01, to = 2026-12-31",
            "from = 2025-01-01, to = 2025-12-31",
            "before it was opened",
            Severity.ERROR,
        ),
    ],
)
def test_a_claim_that_cannot_be_confirmed(home: Path, old: str, new: str, said: str, severity: Severity) -> None:
    """No authority, one that is no site, a window that is over: each is told with the command that mends it."""
    claim(home, old, new)
    found = the_one(look(home), said)
    assert found.where == "claim harbour" and found.severity is severity
    assert "tracker claim edit harbour" in found.way_out


@pytest.mark.parametrize(
    ("old", "new", "said", "way_out"),
    [
        ('language = "en"', 'language = "pt"', 'language "pt" is not read', "`language` in the claims file"),
        ("Northwind buys", "Northwind will not buy", 'it says "not"', "tracker claim edit harbour --text"),
    ],
)
def test_a_claim_that_is_hard_to_read(home: Path, old: str, new: str, said: str, way_out: str) -> None:
    """A language that is not read, and a claim said with "not", which who says so may seem to deny."""
    claim(home, old, new)
    assert way_out in the_one(look(home), said).way_out


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Southwind buys a boat", "none of its subjects"),
        ("Northwind sells shoes", "none of its keywords"),
        ("NORTHWIND buys Blue Harbour", ""),
    ],
)
def test_words_that_no_feed_ever_gave(home: Path, site: Site, told: str, said: str) -> None:
    """A claim whose subjects or keywords stand nowhere in the feeds is told of; capitals do not matter."""
    site.pages = {"/rss": (200, rss(told, NOW - timedelta(days=1)))}
    (home / "feeds.opml").write_text(opml(f'{site.url("/rss")}" tracker:tier="press"'), encoding="utf-8")
    findings = [one for one in look(home, offline=False) if one.where == "claim harbour"]
    assert [said in one.trouble for one in findings] == ([True] if said else [])


# --- the command -------------------------------------------------------------------------------------------


def run(home: Path, *arguments: str) -> Result:
    """`tracker doctor --offline` in this process."""
    return CliRunner().invoke(app, ["doctor", "--offline", "--home", str(home), *arguments])


def test_the_exit_code_says_whether_something_needs_doing(home: Path) -> None:
    """0 where only notes are left, 1 where a warning or an error is."""
    claim(home, "from = 2026-01-01, to = 2026-12-31", "from = 2999-01-01")
    assert run(home).exit_code == 0 and "nothing to be done" in run(home).output
    claim(home, 'authorities = ["northwind.com"]\n', "")
    result = run(home)
    assert result.exit_code == 1 and "no authority" in result.output and "1 to be done" in result.output


def test_findings_as_json(home: Path) -> None:
    """One object a finding, with its four fields, and nothing else on standard output."""
    claim(home, "northwind.com", "blogspot.com")
    rows = [json.loads(line) for line in run(home, "--json").stdout.splitlines()]
    assert rows and all(set(row) == {"where", "trouble", "way_out", "severity"} for row in rows)


def test_settings_that_cannot_be_read_are_the_first_finding(home: Path) -> None:
    """A slip in tracker.toml is a finding with its line and the word that was meant, not a crash."""
    (home / "tracker.toml").write_text('timezon = "Europe/Rome"\n', encoding="utf-8")
    result = run(home)
    assert result.exit_code == 1
    assert "line 1" in result.output and "timezone" in result.output


def test_looking_changes_nothing(home: Path) -> None:
    """The files are the same, byte for byte, after the doctor has been."""
    names = ("claims.toml", "feeds.opml", "tracker.toml", "store.json")
    before = {name: (home / name).read_bytes() for name in names}
    run(home)
    assert {name: (home / name).read_bytes() for name in names} == before
