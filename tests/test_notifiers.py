"""One conformance suite over every notifier, against real servers and files; and the outbox that drives them."""

from __future__ import annotations

import io
import json
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from tracker.config import load_settings
from tracker.errors import NotifyError
from tracker.model import Alert
from tracker.notifiers import ChannelDownError, Notifier, mail_server, notifiers_for, to_message
from tracker.notifiers.apprise import AppriseNotifier
from tracker.notifiers.console import ConsoleNotifier
from tracker.notifiers.eml import EmlNotifier
from tracker.notifiers.smtp import Server, SmtpNotifier
from tracker.outbox import deliver_outbox
from tracker.stores import Changes
from tracker.stores.memory import MemoryStore

NOON = datetime(2025, 2, 17, 12, tzinfo=UTC)
SENDER = "tracker@example.org"


def alert(number: int = 1, **values: object) -> Alert:
    """An alert with letters of several alphabets."""
    fields = {
        "id": f"{number:020x}", "channel": "email", "recipient": "anna@example.org", "claims": ("visit",),
        "subject": "Speculazione → Confermato: perché no?", "text": "Però: «sì» ☃\n", "html": "<p>Però: «sì» ☃</p>\n",
        "created_at": NOON + timedelta(minutes=number),
    }  # fmt: skip
    return Alert.model_validate({**fields, **values})


# --- a real mail server ------------------------------------------------------------------------------------------


@dataclass
class Mailroom:
    """An aiosmtpd handler that keeps what it accepts and refuses what it is told to."""

    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refuse_recipient: str = ""
    refuse_data: str = ""
    quit_with: str = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _s: Any, _n: Session, env: Envelope, address: str, _o: list[str]
    ) -> str:
        """Accept a recipient, or say why not."""
        if self.refuse_recipient:
            return self.refuse_recipient
        env.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _s: Any, session: Session, env: Envelope
    ) -> str:
        """Keep the message, or say why not."""
        if self.refuse_data:
            return self.refuse_data
        assert isinstance(env.content, bytes)
        self.accepted.append(message_from_bytes(env.content, policy=default))  # type: ignore[arg-type]
        self.recipients += env.rcpt_tos
        self.over_tls.append(session.ssl is not None)
        return "250 accepted"

    async def handle_QUIT(  # noqa: N802 - aiosmtpd's name
        self, _s: Any, _n: Session, _e: Envelope
    ) -> str:
        """Say goodbye, or something odd."""
        return self.quit_with or "221 bye"

    def authenticate(self, _s: Any, _n: Session, _e: Envelope, _m: str, data: Any) -> AuthResult:
        """One account is known."""
        pair = (data.login.decode(), data.password.decode())
        self.logins.append(pair)
        return AuthResult(success=pair == ("anna", "sesamo"), handled=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority of this test run."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is one that this machine trusts."""
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))


def server_context(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    """TLS as a server of that name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


Serving = Callable[..., tuple[Mailroom, int]]


class Implicit(Controller):
    """A controller that waits for the port only: its own trial connection would want our certificate."""

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.port), timeout=5):
            pass


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Start a mail server on a free port of loopback; it stops with the test."""
    running: list[Controller] = []

    def start(kind: type[Controller] = Controller, **options: Any) -> tuple[Mailroom, int]:
        room = Mailroom()
        if options.pop("auth", False):
            options |= {"authenticator": room.authenticate, "auth_required": True}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = kind(room, hostname="127.0.0.1", port=port, server_hostname="localhost", **options)
        controller.start()
        running.append(controller)
        return room, port

    yield start
    for controller in running:
        controller.stop()


def plain(port: int, **values: Any) -> SmtpNotifier:
    """A notifier for a server in the clear."""
    options = {"host": "localhost", "port": port, "security": "none", "timeout": 5.0, **values}
    return SmtpNotifier(Server(**options), SENDER)


# --- what every notifier does ------------------------------------------------------------------------------------


@dataclass
class Channel:
    """A notifier and a way to see what arrived: subject and text of each message, repeats of one id as one."""

    notifier: Notifier
    arrived: Callable[[], list[tuple[str, str]]]
    recipient: str = "anna@example.org"


def _parts(message: EmailMessage) -> tuple[str, str]:
    body = message.get_body(("plain",))
    assert body is not None
    return str(message["Subject"]), body.get_content().replace("\r\n", "\n")


class Hook(BaseHTTPRequestHandler):
    """A web hook that keeps the JSON it is given."""

    def do_POST(self) -> None:
        """Keep the body."""
        kept: list[bytes] = self.server.kept  # type: ignore[attr-defined]
        kept.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    """A web server on loopback that keeps what is posted."""
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.kept = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["smtp", "eml", "console", "apprise"])
def channel(request: pytest.FixtureRequest, tmp_path: Path, serving: Serving, hook: HTTPServer) -> Channel:
    """Each kind of notifier, working."""
    if request.param == "apprise":

        def posted() -> list[tuple[str, str]]:
            kept = [json.loads(raw) for raw in hook.kept]  # type: ignore[attr-defined]
            return [(one["title"], one["message"] + "\n") for one in kept]

        return Channel(AppriseNotifier(), posted, f"json://127.0.0.1:{hook.server_port}/")
    if request.param == "smtp":
        room, port = serving()
        return Channel(plain(port), lambda: [_parts(one) for one in room.accepted])
    if request.param == "eml":
        folder = tmp_path / "outbox"

        def mails() -> list[tuple[str, str]]:
            found = sorted(folder.glob("*.eml"))
            return [_parts(message_from_bytes(one.read_bytes(), policy=default)) for one in found]  # type: ignore[arg-type]

        return Channel(EmlNotifier(folder, SENDER), mails)
    stream = io.StringIO()

    def lines() -> list[tuple[str, str]]:
        blocks = [block for block in stream.getvalue().split("-" * 72 + "\n") if block]
        return [(block.split("\n\n", 1)[0], block.split("\n\n", 1)[1]) for block in blocks]

    return Channel(ConsoleNotifier(stream), lines)


def test_an_alert_arrives_whole(channel: Channel) -> None:
    """Subject and text arrive as they are, accents, quotes and snowman included."""
    channel.notifier.deliver(alert(recipient=channel.recipient))
    assert channel.arrived() == [(alert().subject, alert().text)]


def test_alerts_arrive_in_order(channel: Channel) -> None:
    """Each alert is a message of its own."""
    for number in (1, 2, 3):
        channel.notifier.deliver(alert(number, subject=f"s{number}", recipient=channel.recipient))
    assert [subject for subject, _ in channel.arrived()] == ["s1", "s2", "s3"]


def test_a_notifier_has_a_name(channel: Channel) -> None:
    """The name is what subscribers call the channel."""
    assert channel.notifier.name in {"email", "eml", "console", "apprise"}


@pytest.mark.parametrize(
    "poison", ["\r\nBcc: all@example.org", "\nX: y", "\r", "\x0b\x0c\x1c\x85\u2028", "\ud800", "\0"]
)
def test_no_text_adds_a_line_to_the_head(channel: Channel, poison: str) -> None:
    """Line ends and control characters in a subject become spaces or nothing."""
    channel.notifier.deliver(alert(subject=f"one{poison} two", recipient=channel.recipient))
    [(subject, _)] = channel.arrived()
    assert subject.splitlines() == [subject]
    assert subject.startswith("one")
    assert subject.endswith("two")


# --- the message -------------------------------------------------------------------------------------------------


def test_the_message_is_an_alternative_of_text_and_html() -> None:
    """Mail programs choose between text and HTML; both are UTF-8 and say the same."""
    message = to_message(alert(), SENDER)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    raw = message.as_bytes()
    again = message_from_bytes(raw, policy=default)
    assert [part.get_content().strip() for part in again.iter_parts()] == [alert().text.strip(), alert().html.strip()]  # type: ignore[attr-defined]
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_the_message_id_is_the_alerts() -> None:
    """The same alert has the same Message-ID at every attempt; another alert has another."""
    first = to_message(alert(1), SENDER)["Message-ID"]
    tried = alert(1, attempts=3, last_error="421", subject="another")
    assert to_message(tried, SENDER)["Message-ID"] == first == f"<{alert(1).id}@example.org>"
    assert to_message(alert(2), SENDER)["Message-ID"] != first


def test_the_same_alert_is_the_same_message() -> None:
    """Written twice, an alert is the same to the byte."""
    assert to_message(alert(), SENDER).as_bytes() == to_message(alert(), SENDER).as_bytes()


def test_domains_in_any_letters() -> None:
    """A domain with letters beyond ASCII goes into the head in its ASCII form."""
    raw = to_message(alert(recipient="anna@perché.example"), "tracker@perché.example").as_bytes()
    assert raw.startswith(b"From: tracker@xn--perch-fsa.example\r\nTo: anna@xn--perch-fsa.example\r\n")


def test_the_message_says_that_no_person_wrote_it() -> None:
    """Out-of-office programs keep silent (RFC 3834), and the date is the alert's, not the sending's."""
    message = to_message(alert(), SENDER)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == alert().created_at


@given(subject=st.text(), text=st.text(), html=st.text())
def test_no_content_breaks_a_message(subject: str, text: str, html: str) -> None:
    """Whatever a feed says, the headers stay these six and two parts follow."""
    raw = to_message(alert(subject=subject, text=text, html=html), SENDER).as_bytes()
    message = message_from_bytes(raw, policy=default)
    names = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
    assert [name for name in message.keys() if name not in {"MIME-Version", "Content-Type"}] == names  # noqa: SIM118
    assert message["To"].addresses[0].addr_spec == "anna@example.org"
    assert message.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize("recipient", ["", "a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "no address", "a@"])
def test_a_bad_recipient_is_refused(recipient: str) -> None:
    """What is not one address is an error of delivery, not a message to somebody else."""
    with pytest.raises(NotifyError, match=r"tracker\.toml"):
        to_message(alert(recipient=recipient), SENDER)


# --- SMTP --------------------------------------------------------------------------------------------------------


def test_mail_in_the_clear(serving: Serving) -> None:
    """Without TLS the message goes to the one recipient, if the user says so."""
    room, port = serving()
    plain(port).deliver(alert())
    assert (room.recipients, room.over_tls) == (["anna@example.org"], [False])


@pytest.mark.usefixtures("trusted")
def test_mail_over_starttls(serving: Serving, authority: trustme.CA) -> None:
    """With STARTTLS the credentials and the message go over the secured connection."""
    room, port = serving(tls_context=server_context(authority), require_starttls=True, auth=True)
    plain(port, security="starttls", user="anna", password="sesamo").deliver(alert())
    assert (room.over_tls, room.logins) == ([True], [("anna", "sesamo")])


@pytest.mark.usefixtures("trusted")
def test_mail_over_tls(serving: Serving, authority: trustme.CA) -> None:
    """With TLS the connection is secure from its first byte."""
    room, port = serving(Implicit, ssl_context=server_context(authority))
    plain(port, security="tls").deliver(alert())
    assert len(room.accepted) == 1


def test_an_unknown_certificate_is_refused(serving: Serving, authority: trustme.CA) -> None:
    """A server that cannot prove itself gets neither credentials nor message."""
    room, port = serving(tls_context=server_context(authority), auth=True)
    with pytest.raises(ChannelDownError, match="no secure connection"):
        plain(port, security="starttls", user="anna", password="sesamo").deliver(alert())
    assert (room.accepted, room.logins) == ([], [])


@pytest.mark.usefixtures("trusted")
def test_another_hosts_certificate_is_refused(serving: Serving, authority: trustme.CA) -> None:
    """A certificate for another name is no proof."""
    room, port = serving(Implicit, ssl_context=server_context(authority, "other.example"))
    with pytest.raises(ChannelDownError, match="no secure connection"):
        plain(port, security="tls").deliver(alert())
    assert room.accepted == []


def test_a_server_without_starttls_is_refused(serving: Serving) -> None:
    """Where STARTTLS is asked for and not offered, nothing is sent in the clear."""
    room, port = serving()
    with pytest.raises(ChannelDownError, match="STARTTLS"):
        plain(port, security="starttls").deliver(alert())
    assert room.accepted == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_names_the_variables(serving: Serving, authority: trustme.CA) -> None:
    """A refused log-in says where the credentials come from, and does not repeat them."""
    _, port = serving(tls_context=server_context(authority), auth=True)
    with pytest.raises(ChannelDownError, match="TRACKER_SMTP_PASSWORD") as told:
        plain(port, security="starttls", user="anna", password="geheim").deliver(alert())
    assert "geheim" not in str(told.value)


def test_a_refused_recipient_concerns_this_alert_only(serving: Serving) -> None:
    """550 for a recipient is an error of the alert, not of the channel."""
    room, port = serving()
    room.refuse_recipient = "550 no such\tuser"
    with pytest.raises(NotifyError, match="550 no such user") as told:
        plain(port).deliver(alert())
    assert not isinstance(told.value, ChannelDownError)


def test_a_refused_message_concerns_this_alert_only(serving: Serving) -> None:
    """552 for the message itself is an error of the alert."""
    room, port = serving()
    room.refuse_data = "552 too large"
    with pytest.raises(NotifyError, match="552 too large") as told:
        plain(port).deliver(alert())
    assert not isinstance(told.value, ChannelDownError)


def test_a_bad_goodbye_does_not_undo_acceptance(serving: Serving) -> None:
    """Once the server has taken the message it is delivered, whatever is answered to QUIT."""
    room, port = serving()
    room.quit_with = "421 closing in anger"
    plain(port).deliver(alert())
    assert len(room.accepted) == 1


def test_nobody_listening_is_a_channel_down() -> None:
    """A refused connection names host and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ChannelDownError, match=f"localhost:{port}: the mail server cannot be used"):
        plain(port).deliver(alert())


def test_a_silent_server_is_given_up() -> None:
    """A server that accepts the connection and says nothing is left after the timeout."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(ChannelDownError, match="timed out"):
            plain(silent.getsockname()[1], host="127.0.0.1", timeout=0.3).deliver(alert())


def test_a_server_that_hangs_up_is_a_channel_down() -> None:
    """A connection closed in the middle of the talk is an error of the channel."""
    with socket.socket() as rude:
        rude.bind(("127.0.0.1", 0))
        rude.listen()

        def hang_up() -> None:
            visitor, _ = rude.accept()
            visitor.sendall(b"220 hello\r\n")
            visitor.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(ChannelDownError):
            plain(rude.getsockname()[1], host="127.0.0.1").deliver(alert())
        thread.join()


@pytest.mark.usefixtures("trusted")
def test_checking_sends_nothing(serving: Serving, authority: trustme.CA) -> None:
    """A check connects and logs in, and no message goes."""
    room, port = serving(tls_context=server_context(authority), auth=True)
    plain(port, security="starttls", user="anna", password="sesamo").check()
    assert (room.logins, room.accepted) == ([("anna", "sesamo")], [])


def test_secrets_do_not_show() -> None:
    """Printing a server shows no credentials."""
    assert "sesamo" not in repr(Server("localhost", user="anna", password="sesamo"))


# --- files, the console, Apprise ---------------------------------------------------------------------------------


def test_the_same_alert_is_the_same_file(tmp_path: Path) -> None:
    """Delivered twice, an alert is one .eml, named by its day and id."""
    notifier = EmlNotifier(tmp_path, SENDER)
    notifier.deliver(alert())
    notifier.deliver(alert())
    assert [path.name for path in tmp_path.iterdir()] == [f"2025-02-17-{alert().id}.eml"]


def test_an_outbox_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is a channel down, by name."""
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(ChannelDownError, match="outbox: cannot write mails here"):
        EmlNotifier(tmp_path / "outbox", SENDER).deliver(alert())


def test_a_closed_console_is_a_channel_down() -> None:
    """Where nobody reads any more the alert stays undelivered."""
    stream = io.StringIO()
    stream.close()
    with pytest.raises(ChannelDownError, match="console"):
        ConsoleNotifier(stream).deliver(alert())


def test_the_console_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stream of its own the console prints."""
    ConsoleNotifier().deliver(alert())
    assert alert().subject in capsys.readouterr().out


def test_apprise_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the channel is down, and the message says what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ChannelDownError, match=r"pip install 'claim-tracker\[apprise\]'"):
        AppriseNotifier().deliver(alert())


@pytest.mark.parametrize("url", ["nonsense", "json://user:geheim@127.0.0.1:1/"])
def test_apprise_failures_keep_the_url_secret(url: str) -> None:
    """A URL that is none, or whose service does not answer, fails the alert without being repeated."""
    with pytest.raises(NotifyError) as told:
        AppriseNotifier().deliver(alert(recipient=url))
    assert "geheim" not in str(told.value)


# --- which notifiers there are -----------------------------------------------------------------------------------


def test_without_a_server_mail_becomes_files(tmp_path: Path) -> None:
    """The channel "email" writes into the outbox folder until a host is set."""
    settings = load_settings(tmp_path, {}, {})
    by_name = {one.name: one for one in notifiers_for(settings, {})}
    assert set(by_name) == {"email", "eml", "console", "apprise"}
    by_name["email"].deliver(alert())
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    assert mail_server(settings, {}) is None


@pytest.mark.usefixtures("trusted")
def test_with_a_server_mail_goes_there(tmp_path: Path, serving: Serving, authority: trustme.CA) -> None:
    """Host, port and security come from the settings, the credentials from the environment."""
    room, port = serving(tls_context=server_context(authority), auth=True)
    settings = load_settings(tmp_path, {}, {"email.host": "localhost", "email.port": port})
    secrets = {"TRACKER_SMTP_USER": "anna", "TRACKER_SMTP_PASSWORD": "sesamo"}
    mail = next(one for one in notifiers_for(settings, secrets) if one.name == "email")
    mail.deliver(alert())
    assert room.logins == [("anna", "sesamo")]
    assert len(room.accepted) == 1


# --- the outbox --------------------------------------------------------------------------------------------------


def waiting(*alerts: Alert) -> MemoryStore:
    """A store with these alerts in its outbox."""
    store = MemoryStore()
    with store.exclusive() as held:
        held.commit(Changes(alerts=alerts))
    return store


def test_delivery_marks_what_left(serving: Serving) -> None:
    """Every waiting alert is sent once, marked with the time, and not sent again."""
    room, port = serving()
    store = waiting(alert(1), alert(2))
    report = deliver_outbox(store, [plain(port)], NOON)
    assert (report.sent, report.failures, report.waiting) == (2, (), 0)
    assert [(one.sent_at, one.attempts) for one in store.read().outbox] == [(NOON, 1), (NOON, 1)]
    assert deliver_outbox(store, [plain(port)], NOON).sent == 0
    assert [one["Message-ID"] for one in room.accepted] == [f"<{alert(n).id}@example.org>" for n in (1, 2)]


def test_a_refused_alert_waits_and_the_rest_goes_on(serving: Serving, tmp_path: Path) -> None:
    """An alert that fails is noted and tried at the next run; others leave meanwhile."""
    room, port = serving()
    store = waiting(alert(1), alert(2, channel="eml"))
    room.refuse_recipient = "450 try later"
    notifiers = [plain(port), EmlNotifier(tmp_path, SENDER)]
    report = deliver_outbox(store, notifiers, NOON)
    assert (report.sent, report.waiting) == (1, 1)
    assert report.failures == ("email to anna@example.org: the mail server refused the message (450 try later)",)
    failed = store.read().outbox[0]
    assert (failed.attempts, failed.sent_at) == (1, None)
    assert "450 try later" in failed.last_error
    room.refuse_recipient = ""
    assert deliver_outbox(store, notifiers, NOON).sent == 1
    assert store.read().outbox[0].last_error == ""
    assert store.read().outbox[0].attempts == 2


def test_a_channel_that_is_down_is_asked_once() -> None:
    """Five alerts for a dead server cost one timeout, not five, and all wait."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        dead = plain(silent.getsockname()[1], host="127.0.0.1", timeout=0.2)
        store = waiting(*(alert(number) for number in range(5)))
        report = deliver_outbox(store, [dead], NOON)
    assert (report.sent, len(report.failures), report.waiting) == (0, 1, 5)
    assert [one.attempts for one in store.read().outbox] == [1, 0, 0, 0, 0]


def test_a_channel_nobody_knows_is_told_of() -> None:
    """An alert for a channel that does not exist waits, and the report says where to look."""
    report = deliver_outbox(waiting(alert(1, channel="pigeon")), [], NOON)
    assert report.failures == (
        'pigeon to anna@example.org: no channel is called "pigeon"; see the subscribers in tracker.toml',
    )


def test_two_deliveries_at_once_send_once(serving: Serving) -> None:
    """Two runs that deliver the same outbox at the same time send each alert one time."""
    room, port = serving()
    store = waiting(*(alert(number) for number in range(6)))
    threads = [threading.Thread(target=deliver_outbox, args=(store, [plain(port)], NOON)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(room.accepted) == 6
    assert len({one["Message-ID"] for one in room.accepted}) == 6
