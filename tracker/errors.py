"""Every error the program raises on purpose; the cause is always chained."""

from __future__ import annotations


class TrackerError(Exception):
    """Something the user can mend: the message names the file, line or feed and the way out."""


class ConfigError(TrackerError):
    """`tracker.toml`, the claims file, a policy file or an environment variable cannot be used."""


class ClaimError(TrackerError):
    """A claim or a story is not usable as written."""


class FeedListError(TrackerError):
    """An OPML file cannot be read, or a feed in it cannot be used."""


class StoreError(TrackerError):
    """The store cannot be opened, locked, read or written. It is never overwritten on this error."""


class NotifyError(TrackerError):
    """A notifier could not deliver; the alert stays in the outbox and is tried again at the next run."""


class LanguageError(TrackerError):
    """A language file is wrong: an unknown key, or a cue that its own example does not prove."""
