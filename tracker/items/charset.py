"""Feed bytes -> UTF-8, whatever the headers claim.

A byte order mark is believed first, then the bytes themselves (what decodes as UTF-8 and is not plain ASCII is
UTF-8), then the XML declaration, which travels with the feed, then the HTTP header, which is the server's guess.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
_OPENINGS = (
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<\0", "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"<\0r\0", "utf-16-le"),
    (b"<\0f\0", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
"""How `<?xml` begins in encodings that are no superset of ASCII (XML 1.0, appendix F)."""
_ZEROS: dict[tuple[bool, ...], str] = {
    (True, False, True, False): "utf-16-be",
    (False, True, False, True): "utf-16-le",
    (True, True, True, False): "utf-32-be",
    (False, True, True, True): "utf-32-le",
}
"""Which of four bytes are nearly always zero."""
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_SUPERSETS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}
"""What is meant when these are claimed (WHATWG Encoding Standard)."""
_REFUSED = re.compile(
    r"^(?:utf-?7|u7|unicode-1-1-utf-7|idna|punycode|.*escape.*|rot.?13|.*codec|hex|base64|zlib|bz2|uu|quopri)$"
)
"""Codecs of Python that are no text encoding, and UTF-7, with which ASCII text can hide markup."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The feed as UTF-8 bytes without a byte order mark."""

    data: bytes
    charset: str
    note: str = ""
    """Empty, or what was wrong with the feed's own word on its charset."""


def to_utf8(body: bytes, content_type: str | None = None) -> Decoded:
    """`body` as UTF-8; what cannot be decoded becomes U+FFFD. Never raises."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name)
    for opening, name in _OPENINGS:
        if body.startswith(opening):
            return _decoded(body, name)
    if wide := _wide(body):
        return _decoded(body, wide)
    claims = _claims(body, content_type)
    if body.isascii():
        return _stateful(body, claims) or Decoded(body, "ascii")
    if _is_utf8(body):
        wrong = [claim for claim in claims if claim != "utf-8"]
        return Decoded(body, "utf-8", f"declared {wrong[0]}, but written in UTF-8" if wrong else "")
    return _single_byte(body, claims)


def _wide(body: bytes) -> str:
    """UTF-16 or UTF-32 by where the zero bytes of its markup lie; "" where they are few, or lie anywhere."""
    sample = body[: len(body) // 4 * 4][:400]
    zeros = [sample[at::4].count(0) * 4 > len(sample) // 4 * 3 for at in range(4)] if len(sample) >= 8 else []
    return _ZEROS.get(tuple(zeros), "")


def _claims(body: bytes, content_type: str | None) -> list[str]:
    """The charsets named by the XML declaration and by the header, in that order, as Python knows them."""
    declared = _DECLARED.match(body[:300])
    header = _HEADER.search(content_type or "")
    named = [declared[1].decode("ascii") if declared else "", header[1] if header else ""]
    return [known for known in map(_known, named) if known]


def _known(name: str) -> str:
    """Python's name of a charset, or "" where it is none that a feed may use."""
    name = name.lower()
    if not name or _REFUSED.match(name):
        return ""
    try:
        known = codecs.lookup(_SUPERSETS.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return "cp1252" if known == "iso8859-1" else known


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _stateful(body: bytes, claims: list[str]) -> Decoded | None:
    """ISO-2022 and HZ write other scripts in ASCII bytes: there the claim is all there is."""
    for claim in claims:
        if claim.startswith(("iso2022", "hz", "utf-16", "utf-32", "cp037")) and claim[:4] in {"iso2", "hz"}:
            return _decoded(body, claim)
    return None


def _single_byte(body: bytes, claims: list[str]) -> Decoded:
    """Not UTF-8 throughout: a damaged UTF-8 feed, or whatever else it claims to be, or windows-1252."""
    if _mostly_utf8(body):
        return Decoded(
            body.decode("utf-8", "replace").encode(), "utf-8", "some bytes are not UTF-8; they were replaced"
        )
    for claim in [*claims, "cp1252"]:
        if claim == "utf-8":
            continue
        try:
            text = body.decode(claim)
        except (UnicodeError, LookupError):
            continue
        note = f"declared {claims[0]}, but written in {claim}" if claims and claims[0] != claim else ""
        return Decoded(text.encode("utf-8", "replace"), claim, note)
    return Decoded(body.decode("cp1252", "replace").encode(), "cp1252", "some bytes are no text; they were replaced")


def _mostly_utf8(body: bytes) -> bool:
    """Whether stray bytes are rare beside well-formed UTF-8 sequences: one in four at most."""
    text = body.decode("utf-8", "replace")
    strays = text.count("�")
    sequences = sum(1 for char in text if char > "\x7f") - strays
    return sequences > 3 * strays


def _decoded(body: bytes, name: str) -> Decoded:
    return Decoded(body.decode(name, "replace").encode("utf-8", "replace"), name)
