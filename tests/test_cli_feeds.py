"""`feeds list` and `feeds check`: each feed's health and history, after real polls of a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.hostile import Server, conditional, entry, redirect, response, rss
from tracker.cli import app
from tracker.cli.polling import SOME_FEEDS_FAILED
from tracker.errors import FeedListError

BODY = rss([entry(1), entry(2)])
PATHS = ("good", "captcha", "gone", "old")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        routes = {
            "good": conditional(BODY), "captcha": response(b"<!doctype html><html>robot?</html>"), "gone": response(b"", "410 Gone"),
            "old": redirect("/new", "301 Moved Permanently"), "new": response(BODY),
        }  # fmt: skip
        for path, answer in routes.items():
            running.route("127.0.0.1", answer, path=f"/{path}")
        yield running


@pytest.fixture
def home(tmp_path: Path, server: Server) -> Path:
    """A home whose feeds are these, on a server that the user allows."""
    folder = tmp_path / "home"
    (CliRunner().invoke(app, ["init", str(folder)]))
    lines = "".join(f'<outline type="rss" xmlUrl="{url(server, path)}"/>' for path in PATHS)
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{lines}</body></opml>', encoding="utf-8")
    settings = folder / "tracker.toml"
    allowed = '[fetch]\nallow_hosts = ["127.0.0.1"]\nper_host_delay = 0.0\n'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[fetch]\n", allowed), encoding="utf-8")
    return folder


def url(server: Server, path: str) -> str:
    return f"http://127.0.0.1:{server.port}/{path}"


def tracker(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)])


def test_the_list_says_how_each_feed_is(home: Path, server: Server) -> None:
    """After two runs each feed's health is told, and with --history what each poll brought."""
    assert "never polled" in tracker(home, "feeds", "list").output
    assert tracker(home, "run").exit_code == SOME_FEEDS_FAILED
    tracker(home, "run", "--force")
    shown = tracker(home, "feeds", "list", "--history").output
    blocks = {path: shown.split(f"/{path}")[1].split("http://")[0] for path in PATHS}
    assert "a web page, not a feed" in shown and "next try 2" in shown
    assert "200 2 new" in blocks["good"] and "304 not modified" in blocks["good"]
    assert "200 html" in blocks["captcha"] and "410 gone" in blocks["gone"] and "200 2 new" in blocks["old"]
    assert "failing, 2 in a row" in shown and "gone (410)" in shown and shown.count("ok 20") == 2
    rows = [json.loads(line) for line in tracker(home, "feeds", "list", "--json").output.splitlines()]
    assert rows[0]["state"]["etag"] == '"v1"' and rows[3]["state"]["moved_to"] == url(server, "new")


def test_the_check_asks_each_feed_now_and_writes_nothing(home: Path, server: Server) -> None:
    """A line a feed: well, no feed, gone, moved; exit 3 where one is in trouble, 0 where none is."""
    checked = tracker(home, "feeds", "check")
    lines = checked.output.splitlines()
    assert checked.exit_code == SOME_FEEDS_FAILED and not (home / "store.json").exists()
    assert any(line.startswith(f"ok   {url(server, 'good')}  2 entries, newest 2025-02-04") for line in lines)
    assert any(line.startswith(f"BAD  {url(server, 'captcha')}") for line in lines) and "a web page" in checked.output
    assert any(line.startswith(f"BAD  {url(server, 'gone')}") and "410" in line for line in lines)
    assert f"moved for good to {url(server, 'new')}" in checked.output
    assert tracker(home, "feeds", "check", url(server, "good")).exit_code == 0


@pytest.mark.parametrize("command", [("add", "https://giornale.example/rss"), ("import", "feeds.opml")])
def test_a_tier_that_is_none_is_told_with_the_nearest(home: Path, command: tuple[str, str]) -> None:
    """A word that is no tier is an error of one line, and the list stays as it was."""
    before = (home / "feeds.opml").read_bytes()
    what = str(home / command[1]) if command[0] == "import" else command[1]
    failed = tracker(home, "feeds", command[0], what, "--tier", "pres")
    assert isinstance(failed.exception, FeedListError) and '"pres" is no tier' in str(failed.exception)
    assert "press" in str(failed.exception) and (home / "feeds.opml").read_bytes() == before
