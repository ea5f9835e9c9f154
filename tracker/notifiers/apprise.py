"""Alerts to whatever Apprise reaches: chats, phones, webhooks. Needs the optional package `apprise`."""

from __future__ import annotations

from tracker.alerts import clean, one_line
from tracker.errors import NotifyError
from tracker.model import Alert
from tracker.notifiers.base import ChannelDownError


class AppriseNotifier:
    """The subscriber's address is an Apprise URL, e.g. `ntfy://topic`."""

    name = "apprise"

    def deliver(self, alert: Alert) -> None:
        """Hand the alert to the service behind the URL. Raises NotifyError; the URL, which may hold secrets, unsaid."""
        try:
            import apprise
        except ImportError as error:
            raise ChannelDownError("apprise is not installed: pip install 'claim-tracker[apprise]'") from error
        service = apprise.Apprise()
        if not service.add(alert.recipient):
            raise NotifyError("a subscriber's address is no Apprise URL; see the subscribers in tracker.toml")
        if not service.notify(title=one_line(alert.subject), body=clean(alert.text)):
            raise NotifyError("the service did not accept the message; check the subscriber's Apprise URL")
