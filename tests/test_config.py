"""Settings: file, environment, flags; every slip is named with its place and the nearest valid word."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import time
from pathlib import Path

import pytest
import tzlocal

from tracker.alerts import Subscriber
from tracker.claimfile import read_claims
from tracker.config import (
    STARTERS,
    Daily,
    Email,
    Fetching,
    Security,
    Settings,
    default_home,
    load_settings,
    write_starter_files,
)
from tracker.errors import ConfigError
from tracker.feedlist import read_feeds
from tracker.fetch import Limits

FULL = """\
language = "en"
timezone = "Europe/Rome"
claims = "mine/claims.toml"
feeds = ["a.opml", "/srv/b.opml"]
policy = "~/policy.toml"

[schedule]
at = "06:30"

[email]
host = "smtp.example.org"
port = 2525
security = "tls"
sender = "tracker@example.org"
timeout = 5

[[subscribers]]
name = "Anna"
address = "anna@example.org"
claims = ["ferrari-*"]

[[subscribers]]
address = "json://localhost"
channel = "apprise"
language = "en"

[fetch]
connections = 4
allow_hosts = ["intranet.example"]
"""


def settings_of(home: Path, text: str, env: dict[str, str] | None = None, **flags: object) -> Settings:
    """The settings with this file."""
    (home / "tracker.toml").write_text(text, encoding="utf-8")
    return load_settings(home, env or {}, flags)


def test_everything_has_a_default(tmp_path: Path) -> None:
    """An empty folder gives usable settings with its own paths, and no file is made."""
    settings = load_settings(tmp_path, {}, {})
    assert settings.claims == tmp_path / "claims.toml"
    assert settings.feeds == (tmp_path / "feeds.opml",)
    assert settings.store == tmp_path / "store.json"
    assert settings.outbox == tmp_path / "outbox"
    assert settings.policy is None
    assert (settings.language, settings.subscribers) == ("it", ())
    assert (settings.schedule, settings.email, settings.fetch) == (Daily(), Email(), Fetching())
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_read(tmp_path: Path) -> None:
    """Each key of the file reaches its setting; paths are meant from the file's folder on."""
    settings = settings_of(tmp_path, FULL)
    assert settings.claims == tmp_path / "mine" / "claims.toml"
    assert settings.feeds == (tmp_path / "a.opml", Path("/srv/b.opml"))
    assert settings.policy == Path.home() / "policy.toml"
    assert settings.schedule.at == time(6, 30)
    assert settings.zone.key == "Europe/Rome"
    assert settings.email == Email(
        host="smtp.example.org", port=2525, security=Security.TLS, sender="tracker@example.org", timeout=5
    )
    assert settings.subscribers == (
        Subscriber(name="Anna", address="anna@example.org", claims=("ferrari-*",)),
        Subscriber(channel="apprise", address="json://localhost", language="en"),
    )
    assert (settings.fetch.connections, settings.fetch.allow_hosts) == (4, ("intranet.example",))


def test_later_words_win(tmp_path: Path) -> None:
    """A variable wins over the file, a flag over the variable; what neither names stays the file's."""
    env = {"TRACKER_LANGUAGE": "fr", "TRACKER_EMAIL_PORT": "26", "TRACKER_FETCH_CONNECTIONS": "7"}
    settings = settings_of(tmp_path, FULL, env, language="de", **{"email.timeout": 9, "store": None})
    assert settings.language == "de"
    assert (settings.email.port, settings.email.timeout, settings.email.host) == (26, 9, "smtp.example.org")
    assert settings.fetch.connections == 7
    assert settings.store == tmp_path / "store.json"


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    """A variable set to nothing leaves the file's word."""
    assert settings_of(tmp_path, 'language = "en"', {"TRACKER_LANGUAGE": ""}).language == "en"


def test_variables_hold_lists(tmp_path: Path) -> None:
    """Paths are parted as in PATH, words by commas; relative paths are meant from the working folder."""
    env = {"TRACKER_FEEDS": f"one.opml{os.pathsep}/two.opml", "TRACKER_FETCH_ALLOW_HOSTS": "a.example, b.example"}
    settings = load_settings(tmp_path, env, {})
    assert settings.feeds == (Path.cwd() / "one.opml", Path("/two.opml"))
    assert settings.fetch.allow_hosts == ("a.example", "b.example")


def test_where_home_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The argument wins over TRACKER_HOME, that over the system's folder for a user's data."""
    env = {"TRACKER_HOME": str(tmp_path / "env")}
    assert load_settings(tmp_path / "arg", env, {}).home == tmp_path / "arg"
    assert load_settings(None, env, {}).home == tmp_path / "env"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert load_settings(None, {}, {}).home == default_home()
    assert default_home().name == "claim-tracker"


def test_the_machines_time_zone_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key the time zone is this machine's."""
    with monkeypatch.context() as here:
        here.setenv("TZ", "Asia/Tokyo")
        tzlocal.reload_localzone()
        assert load_settings(tmp_path, {}, {}).timezone == "Asia/Tokyo"
    tzlocal.reload_localzone()


WRONG = {
    "unknown key": ('\nlangage = "it"', 'line 2: unknown key "langage"; did you mean "language"?'),
    "unknown key in a section": ('[email]\nhots = "a"', 'line 2: unknown key "hots"; did you mean "host"?'),
    "nothing near": ("\n\nzzz = 1", 'line 3: unknown key "zzz"; valid: claims, email, feeds'),
    "slip in a block": (
        '[[subscribers]]\naddress = "a@b.org"\n\n[[subscribers]]\nadress = "c@d.org"',
        'line 5: unknown key "adress"; did you mean "address"? (and 1 more)',
    ),
    "missing": ('[[subscribers]]\nname = "a"', 'line 1: "address" is missing'),
    "no toml": ('language = "it"\nfeeds = [\n', "line 3: not TOML:"),
    "no toml inside": ("a = 1\nb = = 2\nc = 3", "line 2: not TOML: invalid value"),
    "word of a list": (
        '[email]\nsecurity = "startls"',
        'line 2: "security" cannot be "startls"; did you mean "starttls"?',
    ),
    "no number": ('[email]\nport = "a"', "line 2: \"port\" cannot be 'a': it is a whole number"),
    "too big": ("[email]\nport = 70000", 'line 2: "port" cannot be 70000: input should be less than or equal to 65535'),
    "no section": ('email = "a"', "line 1: \"email\" cannot be 'a': it is a section with keys of its own"),
    "no list": ("feeds = 3", 'line 1: "feeds" cannot be 3: it is a list, in square brackets'),
    "no zone": ('timezone = "Europe/Rma"', 'not a time zone; did you mean "Europe/Rome"?'),
    "a path as zone": ('timezone = "../../etc/passwd"', "not a time zone"),
    "no zone near": ('timezone = "qqqqqqq"', "not a time zone; for example Europe/Rome"),
    "no hour": ('[schedule]\nat = "25:00"', 'line 2: "at" cannot be'),
    "seconds": ("[schedule]\nat = 07:00:30", "write hours and minutes"),
    "no address": ('[[subscribers]]\naddress = "anna"', "not a mail address"),
    "two addresses": ('[[subscribers]]\naddress = "a@b.org, c@d.org"', "not a mail address"),
    "address with a header": ('[[subscribers]]\naddress = "a@b.org\\r\\nBcc: c@d.org"', "not a mail address"),
    "no sender": ('[email]\nsender = "me"', 'line 2: "sender" cannot be'),
    "password": ('[email]\npassword = "x"', "set the variable TRACKER_SMTP_PASSWORD"),
    "home": ('home = "x"', "set TRACKER_HOME or --home instead"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_slip_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    """What cannot be used is one line with the file, the line, the key and the way out."""
    with pytest.raises(ConfigError) as told:
        settings_of(tmp_path, text)
    assert str(told.value).startswith(f"{tmp_path / 'tracker.toml'}, line ")
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_password_in_the_file_is_not_repeated(tmp_path: Path) -> None:
    """The error about a secret does not print the secret."""
    with pytest.raises(ConfigError) as told:
        settings_of(tmp_path, '[email]\npassword = "geheim"')
    assert "geheim" not in str(told.value)


def test_a_slip_in_a_variable_is_named(tmp_path: Path) -> None:
    """A bad value names the variable; a misspelt variable of ours is refused, another program's is let be."""
    with pytest.raises(ConfigError, match=r"^TRACKER_EMAIL_PORT: .*whole number"):
        load_settings(tmp_path, {"TRACKER_EMAIL_PORT": "many"}, {})
    with pytest.raises(ConfigError, match='TRACKER_TIMEZON is not known; did you mean "TRACKER_TIMEZONE"'):
        load_settings(tmp_path, {"TRACKER_TIMEZON": "Europe/Rome"}, {})
    assert load_settings(tmp_path, {"TRACKER_VERBOSITY_OF_ANOTHER_PROGRAM": "3"}, {}).language == "it"


def test_a_slip_in_a_flag_is_named(tmp_path: Path) -> None:
    """A bad value names the flag, an unknown flag the nearest one."""
    with pytest.raises(ConfigError, match=r"^--email-port: "):
        load_settings(tmp_path, {}, {"email.port": 0})
    with pytest.raises(ConfigError, match=r'unknown flag "email\.prt"; did you mean "email\.port"'):
        load_settings(tmp_path, {}, {"email.prt": 25})


def test_secrets_are_no_settings(tmp_path: Path) -> None:
    """User and password are taken from the environment by who needs them; settings, which are shown, lack them."""
    settings = load_settings(tmp_path, {"TRACKER_SMTP_USER": "anna", "TRACKER_SMTP_PASSWORD": "geheim"}, {})
    assert "geheim" not in repr(settings)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """A file in another encoding is named with the way out."""
    (tmp_path / "tracker.toml").write_bytes("# perché\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load_settings(tmp_path, {}, {})


def test_the_fetcher_gets_the_limits(tmp_path: Path) -> None:
    """What is set under [fetch] reaches the fetcher; the contact goes into the user agent, on one line."""
    usual = load_settings(tmp_path, {}, {}).fetch.limits()
    assert usual == Limits(user_agent=usual.user_agent)
    assert "example.org" in usual.user_agent
    settings = settings_of(
        tmp_path, '[fetch]\ncontact = "anna@example.org"\nmax_bytes = 5000\nallow_hosts = ["a.example"]'
    )
    limits = settings.fetch.limits()
    assert (limits.max_bytes, limits.allow_hosts) == (5000, {"a.example"})
    assert "(anna@example.org" in limits.user_agent
    with pytest.raises(ConfigError, match="contact"):
        settings_of(tmp_path, '[fetch]\ncontact = "a\\r\\nCookie: b"')


# --- the starter files -------------------------------------------------------------------------------------------


def test_starter_files_work_as_they_are(tmp_path: Path) -> None:
    """What `init` writes is read without a problem: settings, a claim, feeds with their tiers."""
    written = write_starter_files(tmp_path / "new" / "home")
    assert [(path.name, new) for path, new in written] == [(name, True) for name in STARTERS]
    settings = load_settings(tmp_path / "new" / "home", {}, {})
    assert [claim.kind for claim in read_claims(settings.claims)] == ["plan"]
    assert {feed.tier for feed in read_feeds(settings.feeds[0])} == {"agency", "press", "trade"}


def test_starter_files_never_overwrite(tmp_path: Path) -> None:
    """A file that is there is kept, and the others are written."""
    (tmp_path / "claims.toml").write_text("# mine")
    assert dict(write_starter_files(tmp_path)) == {
        tmp_path / "tracker.toml": True, tmp_path / "claims.toml": False, tmp_path / "feeds.opml": True,
    }  # fmt: skip
    assert (tmp_path / "claims.toml").read_text() == "# mine"


def test_each_remark_in_the_starter_file_is_a_setting(tmp_path: Path) -> None:
    """With every `# key = value` uncommented the file is still valid, and says what the defaults are."""
    write_starter_files(tmp_path)
    path = tmp_path / "tracker.toml"
    text = re.sub(r"(?m)^# ((?:[a-z_]+ = |\[\[).*)$", r"\1", path.read_text("utf-8"))
    document = tomllib.loads(text)
    assert set(Settings.model_fields) - {"home"} == set(document)
    assert set(Email.model_fields) == set(document["email"])
    assert set(Fetching.model_fields) == set(document["fetch"])
    assert set(Subscriber.model_fields) == set(document["subscribers"][0])
    settings = settings_of(tmp_path, text)
    assert settings.schedule == Daily()
    assert settings.fetch.model_copy(update={"contact": ""}) == Fetching()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the folder's place gives one clear line."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot write here"):
        write_starter_files(tmp_path / "file" / "home")
