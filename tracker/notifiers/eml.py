"""Alerts as .eml files that any mail program opens: for those without a mail server, and for rehearsals."""

from __future__ import annotations

from pathlib import Path

from tracker.files import replace_file
from tracker.model import Alert
from tracker.notifiers.base import ChannelDownError, to_message


class EmlNotifier:
    """One file an alert in `folder`, named by its day and id: the same alert again is the same file."""

    def __init__(self, folder: Path, sender: str, name: str = "eml") -> None:
        self.name = name
        self._folder = folder
        self._sender = sender

    def deliver(self, alert: Alert) -> None:
        """Write the file whole. Raises ChannelDownError where the folder cannot be written."""
        raw = to_message(alert, self._sender).as_bytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._folder / f"{alert.created_at:%Y-%m-%d}-{alert.id}.eml", raw)
        except OSError as error:
            raise ChannelDownError(f"{self._folder}: cannot write mails here ({error.strerror or error})") from error
