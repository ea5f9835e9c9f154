"""Who a host is: its site, what an authority covers, which hosts only lend their name, which ones look alike.

The public suffix list is the copy bundled with publicsuffixlist: no network, no cache on disk. Hosting platforms that
the list does not know stand in `data/platforms.toml`.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LOOKS = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "-": "", "_": ""})
_HOMOGLYPHS = str.maketrans("асеорхуіѕјһԁԛԝқӏɡɑιοαρνεκтмвнгп", "aceopxyisjhdqwklgaioapvektmbhrn")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    """The bundled copy of the public suffix list (publicsuffix.org), private section included."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=1)
def _platforms() -> tuple[frozenset[str], frozenset[str]]:
    """Platforms whose tenants are subdomains, and platforms whose tenants share the platform's own host."""
    table = tomllib.loads(resources.files("tracker").joinpath("data/platforms.toml").read_text("utf-8"))
    return frozenset(table["by_subdomain"]), frozenset(table["by_path"])


@lru_cache(maxsize=8192)
def normal(host: str) -> str:
    """The host in lower-case ASCII without `www.`, port or trailing dot; "" where it is no host at all.

    An address (`https://host/path`) gives its host. Unicode labels become punycode, so that two spellings of one host
    are equal and two hosts that only look equal are not.
    """
    text = host.strip()
    if _SCHEME.match(text):
        try:
            text = urlsplit(text).hostname or ""
        except ValueError:
            return ""
    text = _without_port(text.split("/", 1)[0].rstrip(".").lower())
    labels = [_ascii_label(label) for label in re.split("[.。．｡]", text)]
    if not text or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    return ".".join(labels[1:] if labels[0] == "www" and len(labels) > 2 else labels)


def _without_port(text: str) -> str:
    head, colon, tail = text.rpartition(":")
    return head if colon and tail.isdigit() else text


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    import idna

    try:
        return idna.alabel(unicodedata.normalize("NFKC", label)).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def is_address(host: str) -> bool:
    """Whether the host is a bare IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_platform(host: str) -> bool:
    """Whether strangers publish under this host: a hosting platform or a public suffix."""
    name = normal(host)
    by_subdomain, by_path = _platforms()
    return name in by_subdomain or name in by_path or _is_suffix(name)


def _is_suffix(name: str) -> bool:
    return bool(name) and "." in name and _suffixes().publicsuffix(name) == name


@lru_cache(maxsize=8192)
def site(host: str) -> str:
    """The name under which one owner publishes: the registrable domain, or the tenant's own host on a platform.

    All tenants of a platform that keeps them under paths are one site: they cannot be told apart by host.
    """
    name = normal(host)
    if not name or is_address(name):
        return name
    by_subdomain, by_path = _platforms()
    parts = name.split(".")
    parents = {".".join(parts[cut:]) for cut in range(1, len(parts))}
    for platform in by_path & ({name} | parents):
        return platform
    for platform in by_subdomain & parents:
        return ".".join(parts[-len(platform.split(".")) - 1 :])
    return str(_suffixes().privatesuffix(name) or "") or ".".join(parts[-2:])


def has_known_suffix(host: str) -> bool:
    """Whether the host ends in a public suffix that the list knows: `ferrari.com` does, `ferrari.con` does not."""
    name = normal(host)
    return bool(name) and not is_address(name) and bool(_suffixes().publicsuffix(name))


def same_site(one: str, other: str) -> bool:
    """Whether both hosts are known and belong to one site."""
    return bool(site(one)) and site(one) == site(other)


@lru_cache(maxsize=8192)
def covers(authority: str, host: str) -> bool:
    """Whether `host` speaks for `authority`: the same host or a subdomain of it.

    A public suffix or a hosting platform never covers its tenants; a platform that keeps its tenants under paths covers
    nothing. Anything unreadable covers nothing and is covered by nothing.
    """
    owner, name = normal(authority), normal(host)
    if not owner or not name or owner in _platforms()[1]:
        return False
    if owner == name:
        return not _is_suffix(owner)
    numbers = is_address(owner) or is_address(name)
    return name.endswith("." + owner) and "." in owner and not numbers and not is_platform(owner)


def covered_by(host: str, authorities: tuple[str, ...]) -> str | None:
    """The first of `authorities` that covers `host`, or None."""
    return next((authority for authority in authorities if covers(authority, host)), None)


def _skeleton(text: str) -> str:
    """What the eye reads: homoglyphs, digits for letters and letter pairs folded together."""
    plain = unicodedata.normalize("NFKD", text.lower()).translate(_HOMOGLYPHS)
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).translate(_LOOKS)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain


def _unicode(name: str) -> str:
    import idna

    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return name


def _brand(name: str) -> str:
    return site(name).split(".", 1)[0]


@lru_cache(maxsize=4096)
def look_alike(host: str, authorities: tuple[str, ...]) -> str | None:
    """The authority whose name `host` wears without being covered by it, or None.

    Caught: homoglyphs and punycode, digits for letters, one letter more, less, changed or swapped, the authority's name
    as one part of another (`ferrari-press.example`), its host as a subdomain of a stranger.
    """
    name = normal(host)
    if not name or covered_by(host, authorities):
        return None
    return next((authority for authority in authorities if normal(authority) and _wears(name, normal(authority))), None)


def _wears(name: str, authority: str) -> bool:
    brand = _brand(authority)
    if len(brand) < 4:
        return f".{authority}." in f".{name}."
    shown = _skeleton(_unicode(_brand(name)))
    parts = {part for label in _unicode(name).split(".") for part in (label, *label.split("-"))}
    return (
        _near(shown, _skeleton(brand)) or brand in parts or any(_skeleton(part) == _skeleton(brand) for part in parts)
    )


def _near(one: str, other: str) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1
