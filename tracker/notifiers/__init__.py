"""How alerts reach people: e-mail, .eml files, the console, and whatever Apprise reaches."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.notifiers.base import ChannelDownError, Notifier, to_message

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.notifiers.smtp import SmtpNotifier

__all__ = ["ChannelDownError", "Notifier", "mail_server", "notifiers_for", "to_message"]

USER = "TRACKER_SMTP_USER"
PASSWORD = "TRACKER_SMTP_PASSWORD"  # noqa: S105 - the variable's name


def notifiers_for(settings: Settings, env: Mapping[str, str] = os.environ) -> tuple[Notifier, ...]:
    """The channels of these settings. Without a mail server "email" writes .eml files into the outbox folder."""
    from tracker.notifiers.apprise import AppriseNotifier
    from tracker.notifiers.console import ConsoleNotifier
    from tracker.notifiers.eml import EmlNotifier

    sender = settings.email.sender
    mail = mail_server(settings, env) or EmlNotifier(settings.outbox, sender, name="email")
    return mail, EmlNotifier(settings.outbox, sender), ConsoleNotifier(), AppriseNotifier()


def mail_server(settings: Settings, env: Mapping[str, str] = os.environ) -> SmtpNotifier | None:
    """The configured mail server, or None. Its credentials come from TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD."""
    from tracker.notifiers.smtp import Server, SmtpNotifier

    email = settings.email
    if email.host is None:
        return None
    server = Server(
        host=email.host,
        port=email.port,
        security=email.security.value,
        timeout=email.timeout,
        user=env.get(USER, ""),
        password=env.get(PASSWORD, ""),
    )
    return SmtpNotifier(server, email.sender)
