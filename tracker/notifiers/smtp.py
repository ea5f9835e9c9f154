"""Alerts as e-mail through an SMTP server, with STARTTLS, TLS or in the clear."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from tracker.errors import NotifyError
from tracker.model import Alert
from tracker.notifiers.base import ChannelDownError, to_message

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""RFC 8314 and RFC 6409: submission with STARTTLS, submission over TLS, plain SMTP."""


@dataclass(frozen=True)
class Server:
    """Where mail goes. `timeout` is in seconds, for each step; `password` never shows in a repr."""

    host: str
    port: int | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    timeout: float = 20.0
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port or PORTS[self.security]}, {self.security})"


class SmtpNotifier:
    """One conversation a message; certificates are checked against the system's."""

    def __init__(self, server: Server, sender: str, name: str = "email") -> None:
        self.name = name
        self._server = server
        self._sender = sender

    def deliver(self, alert: Alert) -> None:
        """Send, and return once the server has answered for the message.

        Raises NotifyError for a refused recipient or message, ChannelDownError for the server itself.
        """
        message = to_message(alert, self._sender)
        with self._conversation() as smtp:
            try:
                smtp.send_message(message)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
                raise NotifyError(f"the mail server refused the message ({said(error)})") from error

    def check(self) -> None:
        """Connect, secure and log in, sending nothing. Raises ChannelDownError."""
        with self._conversation() as smtp:
            smtp.noop()

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        where = f"{self._server.host}:{self._server.port or PORTS[self._server.security]}"
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._connected()
            yield smtp
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelDownError(
                f"{where}: the log-in was refused ({said(error)}); check TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD"
            ) from error
        except ssl.SSLError as error:
            raise ChannelDownError(
                f"{where}: no secure connection ({error.reason or error}); check `security` and `port` under [email]"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDownError(f"{where}: the mail server cannot be used ({said(error)})") from error
        finally:
            if smtp is not None:
                _leave(smtp)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        port = server.port or PORTS[server.security]
        if server.security == "tls":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, port, timeout=server.timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye. What the server answers to that changes nothing: the message is accepted or it is not."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


def said(error: BaseException) -> str:
    """A server's or system's words in one line, without the message itself."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {_text(words)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return " ".join(str(error).split()) or type(error).__name__


def _text(words: bytes | str) -> str:
    plain = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(plain.split())
