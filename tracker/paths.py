"""Where the files that ship with the program lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import TrackerError


def shipped(name: str) -> Path:
    """The folder `seeds` or `feeds`. Raises TrackerError where the installation lacks it."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise TrackerError(f"{package}: the folder `{name}` that ships with the program is missing: install it again")
