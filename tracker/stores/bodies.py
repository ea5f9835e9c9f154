"""The feeds' last bodies, each a gzip file named by its content in one folder beside the store."""

from __future__ import annotations

import os
import re
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock

from tracker.errors import StoreError
from tracker.files import put_files
from tracker.stores.base import Packed, pack, unpack

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
        missing = [name for name in bodies if not self._holds(name, bodies)]
        if not missing:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            put_files(self._folder, ((self._path(name).name, pack(bodies[name])) for name in missing))
        except OSError as error:
            raise StoreError(f"{self._folder}: cannot keep the feeds' bodies ({error}); nothing was written") from error

    def keep_only(self, names: frozenset[str]) -> None:
        """Remove every other file of ours, and what interrupted writers left."""
        for path in self._folder.glob("*"):
            if path.name.removesuffix(".gz") not in names and (path.suffix == ".gz" or path.name.startswith(".")):
                path.unlink(missing_ok=True)

    def _holds(self, name: str, bodies: Mapping[str, bytes]) -> bool:
        kept = self.get(name)
        return kept is not None and pack(kept) == pack(bodies[name])

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise StoreError(f"{name!r} is no body's name: 8 to 64 hexadecimal digits are")
        return self._folder / f"{name}.gz"


class Waiting(Mapping[str, Packed]):
    """A run's bodies until the commit, packed into a file that goes when nobody holds it: so a run's memory does not
    grow with its feeds."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last reader lets go
        self._places: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def add(self, name: str, raw: bytes) -> None:
        """Take a body, once."""
        if name not in self._places:
            packed = pack(raw)
            with self._lock:
                self._places[name] = self._file.seek(0, os.SEEK_END), self._file.write(packed)

    def __getitem__(self, name: str) -> Packed:
        start, length = self._places[name]
        with self._lock:
            self._file.seek(start)
            return Packed(self._file.read(length))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
