"""Alerts as lines on a terminal or in a log."""

from __future__ import annotations

import sys
from typing import TextIO

from tracker.alerts import clean, one_line
from tracker.model import Alert
from tracker.notifiers.base import ChannelDownError


class ConsoleNotifier:
    """Prints the subject, the text and a line under it."""

    name = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def deliver(self, alert: Alert) -> None:
        """Print and flush. Raises ChannelDownError where nobody reads any more."""
        stream = self._stream or sys.stdout
        try:
            stream.write(f"{one_line(alert.subject)}\n\n{clean(alert.text).rstrip()}\n{'-' * 72}\n")
            stream.flush()
        except (OSError, ValueError) as error:
            raise ChannelDownError(f"console: cannot be written to ({error})") from error
