"""The Notifier protocol, and an alert as the e-mail message that it is everywhere."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from tracker.alerts import clean, one_line
from tracker.errors import NotifyError
from tracker.model import Alert


class ChannelDownError(NotifyError):
    """The channel itself cannot be reached or refuses us; other alerts on it would fare no better now."""


class Notifier(Protocol):
    """One way to reach people."""

    @property
    def name(self) -> str:
        """What subscribers call this channel."""

    def deliver(self, alert: Alert) -> None:
        """Hand the alert over, and return once it was accepted. Raises NotifyError; then nothing was accepted."""


def to_message(alert: Alert, sender: str) -> EmailMessage:
    """The alert as a multipart message, text and HTML; its Message-ID and boundary are made of the alert's id alone.

    Raises NotifyError where sender or recipient is no address. No text of the alert can add a header.
    """
    message = EmailMessage(policy=SMTP)
    try:
        origin = _address(sender)
        message["From"] = origin
        message["To"] = _address(alert.recipient)
    except (MessageError, ValueError, IndexError) as error:
        raise NotifyError(f"{alert.recipient}: cannot be addressed ({error}); mend it in tracker.toml") from error
    message["Subject"] = one_line(alert.subject)
    message["Date"] = format_datetime(alert.created_at)
    message["Message-ID"] = f"<{alert.id}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(clean(alert.text), cte="quoted-printable")
    message.add_alternative(clean(alert.html), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{alert.id}")
    return message


def _address(spec: str) -> Address:
    """One address, its domain in the ASCII form that every mail server takes. Raises ValueError or MessageError."""
    given = Address(addr_spec=spec)
    return Address(username=given.username, domain=given.domain.encode("idna").decode("ascii"))
