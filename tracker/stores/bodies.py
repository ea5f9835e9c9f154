"""The feeds' last bodies, each a gzip file named by its content in one folder beside the store."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tracker.errors import StoreError
from tracker.files import replace_file, sync_folder
from tracker.stores.base import Packed, pack, unpack

_WRITERS = 16
"""Files written at a time: a disk serves sixteen flushes in little more than the time of one."""
_NAME = re.compile(r"[0-9a-f]{8,64}")


class Bodies:
    """A folder of bodies; written before the commit that names them, removed after the one that forgets them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """The body, or None where it is gone or damaged."""
        try:
            return unpack(self._path(name).read_bytes())
        except (OSError, EOFError, zlib.error):
            return None

    def put(self, bodies: Mapping[str, bytes]) -> None:
        """Write the bodies that are not there yet. Raises StoreError."""
        missing = {self._path(name): body for name, body in bodies.items() if not self._holds(name, body)}
        if not missing:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(_WRITERS) as pool:
                list(pool.map(_write, missing, missing.values()))
            sync_folder(self._folder)
        except OSError as error:
            raise StoreError(f"{self._folder}: cannot keep the feeds' bodies ({error}); nothing was written") from error

    def keep_only(self, names: frozenset[str]) -> None:
        """Remove every other file of ours, and what interrupted writers left."""
        for path in self._folder.glob("*"):
            if path.name.removesuffix(".gz") not in names and (path.suffix == ".gz" or path.name.startswith(".")):
                path.unlink(missing_ok=True)

    def _holds(self, name: str, body: bytes) -> bool:
        kept = self.get(name)
        return kept is not None and kept == (unpack(body) if isinstance(body, Packed) else body)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise StoreError(f"{name!r} is no body's name: 8 to 64 hexadecimal digits are")
        return self._folder / f"{name}.gz"


def _write(path: Path, body: bytes) -> None:
    replace_file(path, pack(body), sync_names=False)
