"""Bodies, unpacked as they arrive and never beyond a size: a gigabyte of zeros packed into a megabyte stops early."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Protocol

import brotli

_STEP = 65_536
_GZIP = b"\x1f\x8b"
_MOST_MEMBERS = 1_000


class TooBigError(ValueError):
    """The body is larger than allowed, as sent or as unpacked."""


class EncodingError(ValueError):
    """The body is not packed as its header says."""


class Unpacker(Protocol):
    """Takes pieces of a body as sent, appends what is in them to `out`."""

    def feed(self, data: bytes, out: bytearray, most: int) -> None:
        """Raises TooBigError or EncodingError."""


class Plain:
    """Not packed."""

    def feed(self, data: bytes, out: bytearray, most: int) -> None:
        """As `Unpacker.feed`."""
        if len(out) + len(data) > most:
            raise TooBigError
        out += data


class Zlib:
    """gzip, of any number of members; deflate, with or without its header."""

    def __init__(self, gzip: bool) -> None:
        self._bits = 31 if gzip else 15
        self._stream = zlib.decompressobj(self._bits)
        self._members = 1
        self._started = gzip

    def feed(self, data: bytes, out: bytearray, most: int) -> None:
        """As `Unpacker.feed`."""
        while data and self._members <= _MOST_MEMBERS:
            data = self._some(data, out, most)

    def _some(self, data: bytes, out: bytearray, most: int) -> bytes:
        piece = self._unpacked(data)
        self._started = True
        if len(out) + len(piece) > most:
            raise TooBigError
        out += piece
        if not self._stream.eof:
            return self._stream.unconsumed_tail
        rest = self._stream.unused_data
        if not rest.startswith(_GZIP):
            return b""  # padding after the last member
        self._stream = zlib.decompressobj(self._bits)
        self._members += 1
        return rest

    def _unpacked(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data, _STEP)
        except zlib.error as error:
            if self._started:
                raise EncodingError(str(error)) from error
            self._stream = zlib.decompressobj(-15)  # deflate without its header, as old servers send it
        try:
            return self._stream.decompress(data, _STEP)
        except zlib.error as error:
            raise EncodingError(str(error)) from error


class Brotli:
    """br."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, out: bytearray, most: int) -> None:
        """As `Unpacker.feed`."""
        try:
            while data or not self._stream.can_accept_more_data():
                piece = self._stream.process(data, output_buffer_limit=_STEP)
                if len(out) + len(piece) > most:
                    raise TooBigError
                out += piece
                data = b""
        except brotli.error as error:
            raise EncodingError(str(error)) from error


def unpacker(encoding: str, start: bytes) -> Unpacker:
    """What unpacks a body with this Content-Encoding that begins with `start`. The bytes have the last word: many
    servers send gzip without saying so, and some say so without doing it. Raises EncodingError."""
    name = encoding.strip().lower()
    if start.startswith(_GZIP):
        return Zlib(gzip=True)
    if name in {"", "identity", "gzip", "x-gzip", "none", "utf-8"}:
        return Plain()
    if name == "deflate":
        return Zlib(gzip=False)
    if name == "br":
        return Brotli()
    raise EncodingError(f"packed as {name[:40]!r}, which was not asked for")


async def collect(chunks: AsyncIterator[bytes], encoding: str, most: int, out: bytearray) -> None:
    """Append the whole body, unpacked, to `out`, which keeps what came so far when this raises."""
    taken = 0
    unpack: Unpacker | None = None
    async for chunk in chunks:
        taken += len(chunk)
        if taken > most:
            raise TooBigError
        unpack = unpack or unpacker(encoding, chunk)
        unpack.feed(chunk, out, most)
