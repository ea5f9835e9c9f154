"""Bodies, unpacked as they arrive and never beyond a size: a gigabyte of zeros packed into a megabyte stops early."""

from __future__ import annotations

import re
import zlib
from typing import Protocol

import brotli

_STEP = 65_536
_GZIP = b"\x1f\x8b"
_GZIPS = frozenset(["gzip", "x-gzip"])
_NO_PACKING = frozenset(["", "identity", "none", "utf-8", "binary", "8bit"])
_IS_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf:RDF|!DOCTYPE|!--|html)", re.IGNORECASE)
_START = 16
"""So many bytes of a body are waited for before it is decided how it is packed."""
_MOST_MEMBERS = 1_000
_MOST_LAYERS = 3


class TooBigError(ValueError):
    """The body is larger than allowed, as sent or as unpacked."""


class EncodingError(ValueError):
    """The body is not packed as its header says."""


class Unpacker(Protocol):
    """Takes pieces of a body as sent, appends what is in them to `out`."""

    @property
    def whole(self) -> bool:
        """Whether what came so far may be all there is."""

    def feed(self, data: bytes, out: bytearray, most: int) -> None:
        """Raises TooBigError or EncodingError."""


class Plain:
    """Not packed."""

    whole = True

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

    @property
    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self._stream.eof

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

    @property
    def whole(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._stream.is_finished())

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


class Layered:
    """What is in a packed body; where that is gzip again (a server behind a server), what is in that."""

    def __init__(self, outer: Unpacker, depth: int) -> None:
        self._outer = outer
        self._depth = depth
        self._inner: Unpacker | None = None
        self._passed = 0

    @property
    def whole(self) -> bool:
        """Whether both layers have ended."""
        return self._outer.whole and (self._inner is None or self._inner.whole)

    def feed(self, data: bytes, out: bytearray, most: int) -> None:
        """As `Unpacker.feed`."""
        piece = bytearray()
        self._outer.feed(data, piece, most)
        self._passed += len(piece)
        if self._passed > most:
            raise TooBigError
        if self._inner is None and piece:
            again = piece.startswith(_GZIP) and self._depth > 1
            self._inner = Layered(Zlib(gzip=True), self._depth - 1) if again else Plain()
        if self._inner is not None:
            self._inner.feed(bytes(piece), out, most)


def unpacker(encoding: str, start: bytes) -> Unpacker:
    """What unpacks a body with this Content-Encoding that begins with `start`. The bytes have the last word: many
    servers send gzip without saying so, and some say so without doing it. Raises EncodingError."""
    names = [name for name in encoding.lower().replace(" ", "").split(",") if name not in _NO_PACKING]
    name = names[-1] if names else ""
    if start.startswith(_GZIP):
        return Layered(Zlib(gzip=True), _MOST_LAYERS)
    if not name or _IS_PLAIN.match(start):
        return Plain()
    if name == "deflate" or (name in _GZIPS and _is_zlib(start)):
        return Zlib(gzip=False)
    if name in _GZIPS:
        return Plain()
    if name == "br":
        return Layered(Brotli(), _MOST_LAYERS)
    raise EncodingError(f"packed as {name[:40]!r}, which was not asked for")


def _is_zlib(start: bytes) -> bool:
    """Whether a zlib stream may begin so (RFC 1950); no text does."""
    return start[:1] == b"x" and len(start) > 1 and int.from_bytes(start[:2], "big") % 31 == 0


class Body:
    """A body as it arrives, unpacked into `out`, which keeps what came so far when `feed` raises."""

    def __init__(self, encoding: str, most: int) -> None:
        self.out = bytearray()
        self._encoding = encoding
        self._most = most
        self._taken = 0
        self._waiting = b""
        self._unpack: Unpacker | None = None

    def feed(self, data: bytes) -> None:
        """Take a piece as sent. Raises TooBigError or EncodingError."""
        self._taken += len(data)
        if self._taken > self._most:
            raise TooBigError
        if self._unpack is None:
            data = self._waiting = self._waiting + data
            if len(data) < _START:
                return
            self._unpack, self._waiting = unpacker(self._encoding, data), b""
        self._unpack.feed(data, self.out, self._most)

    def end(self) -> bool:
        """Nothing more comes: whether it was all of it. Raises EncodingError."""
        if self._waiting:
            self._unpack = unpacker(self._encoding, self._waiting)
            self._unpack.feed(self._waiting, self.out, self._most)
            self._waiting = b""
        return self._unpack is None or self._unpack.whole
