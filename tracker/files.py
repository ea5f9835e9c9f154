"""Replacing a file whole: after a crash, a kill or a full disk it is the old one or the new one, never between."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from tracker.errors import TrackerError

_TEMPORARY = ".tmp"


def read_text(path: Path, error_type: type[TrackerError]) -> str:
    """The file's text in UTF-8, with or without a mark. Raises `error_type` with the name and the way out."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise error_type(f"{path}: no such file; `tracker init` writes one to begin with") from error
    except UnicodeDecodeError as error:
        raise error_type(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise error_type(f"{path}: cannot be read ({error.strerror or error})") from error


def replace_file(path: Path, data: bytes, *, sync_names: bool = True) -> None:
    """Write `data` to a temporary file beside `path`, force it to disk, and put it in the place of `path`.

    A link is followed; the permissions of an older file are kept. With `sync_names` off the caller forces the
    folder to disk, once for many files. Raises OSError with `path` untouched.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}{_TEMPORARY}")
    try:
        _write_through(temporary, data, _mode_of(target))
        os.replace(temporary, target)  # noqa: PTH105 - the very call whose atomicity is meant
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    if sync_names:
        sync_folder(target.parent)


def _mode_of(path: Path) -> int:
    """The permissions of the file that is there; what the umask leaves of 0666 where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0o666


def _write_through(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def sync_folder(folder: Path) -> None:
    """Force the folder's list of names to disk, where the system lets a folder be opened (Windows does not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(path: Path) -> None:
    """Remove what interrupted writers of `path` left behind. Only for whoever holds the lock on it."""
    target = path.resolve()
    for leftover in target.parent.glob(f".{target.name}.*{_TEMPORARY}"):
        with contextlib.suppress(OSError):
            leftover.unlink()
