"""The outbox law: alerts were committed with the change that caused them; here they leave, each marked on its own.

An alert is marked once its channel has accepted it. Killed in between, it goes once more with the same
Message-ID; nothing else is sent twice, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import NotifyError
from tracker.model import Alert
from tracker.notifiers.base import ChannelDownError, Notifier
from tracker.stores import Changes, Store


@dataclass(frozen=True)
class DeliveryReport:
    """What left, what did not and why, and how many wait because their channel was down."""

    sent: int = 0
    failures: tuple[str, ...] = ()
    """One line an alert or channel, naming the way out."""
    waiting: int = 0
    """Alerts that are still in the outbox afterwards; the next run tries them again."""


def deliver_outbox(store: Store, notifiers: Sequence[Notifier], now: datetime) -> DeliveryReport:
    """Send every alert that waits, oldest first, holding the store while each is on its way.

    A channel that is down is not asked again in this run. Raises StoreError; delivery's own failures are values.
    """
    by_name = {notifier.name: notifier for notifier in notifiers}
    down: set[str] = set()
    failures: list[str] = []
    sent = 0
    pending = [alert for alert in store.read().outbox if alert.sent_at is None]
    if not pending:
        return DeliveryReport()
    for alert in pending:
        if alert.channel in down:
            continue
        failure = _send(store, alert, by_name.get(alert.channel), now)
        if failure is None:
            sent += 1
            continue
        failures.append(f"{alert.channel} to {alert.recipient}: {failure}")
        if isinstance(failure, ChannelDownError):
            down.add(alert.channel)
    waiting = sum(alert.sent_at is None for alert in store.read().outbox)
    return DeliveryReport(sent, tuple(failures), waiting)


def _send(store: Store, alert: Alert, notifier: Notifier | None, now: datetime) -> NotifyError | None:
    """Deliver one alert and mark it, unless another process has; the failure, marked as well, is returned.

    The attempt is written before it is made: a store that cannot be written sends nothing, rather than the same
    alert at every run.
    """
    with store.exclusive() as held:
        current = next((one for one in held.read().outbox if one.id == alert.id), None)
        if current is None or current.sent_at is not None:
            return None
        tried = current.model_copy(update={"attempts": current.attempts + 1})
        held.commit(Changes(alerts=(tried,)))
        failure = _deliver(tried, notifier)
        held.commit(Changes(alerts=(_marked(tried, failure, now),)))
    return failure


def _deliver(alert: Alert, notifier: Notifier | None) -> NotifyError | None:
    if notifier is None:
        return ChannelDownError(f'no channel is called "{alert.channel}"; see the subscribers in tracker.toml')
    try:
        notifier.deliver(alert)
    except NotifyError as error:
        return error
    return None


def _marked(alert: Alert, failure: NotifyError | None, now: datetime) -> Alert:
    return alert.model_copy(update={"last_error": str(failure)} if failure else {"last_error": "", "sent_at": now})
