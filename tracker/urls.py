"""Links: which are safe to keep, and which of them name the same article."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = """
fbclid gclid gclsrc dclid wbraid gbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok
oly_anon_id oly_enc_id vero_id vero_conv _hsenc _hsmi __hssc __hstc __hsfp hsctatracking _ga _gl ref_src
ref_url s_cid icid ncid cmpid campaign_id xtor at_medium at_campaign at_custom1 at_custom2 at_custom3
at_custom4 at_link_id at_link_type at_link_origin at_format at_bbc_team guccounter guce_referrer
guce_referrer_sig spm ns_mchannel ns_source ns_campaign ns_linkname ns_fee mbid sr_share smid smtyp wt_mc
wtmc wt.mc_id echobox share rss soc_src soc_trk ocid srnd trk trkcampaign piano_t amp
"""
"""Query parameters that say how the reader came, not what is read (the lists of Firefox, Brave and ClearURLs)."""
TRACKING = frozenset(_TRACKING.split())
_TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "stm_", "itm_", "fb_", "at_")
_NOISE_FRAGMENT = re.compile(r"^(?:$|:~:|xtor=|utm_|comments?$|respond$|ref=|rss|echobox=|top$|amp)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_MIRROR_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp(?:\.html?)?$|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_AMP_QUERY = ("outputtype=amp", "amp=1", "amp=true", "view=amp", "m=amp")
_CACHE_HOST = re.compile(r"^[^.]+\.cdn\.ampproject\.org$")
_CACHE_PATH = re.compile(r"^/(?:[a-z]/)?(s/)?([^/]+\.[^/]+)(/.*)?$")
_WRAPPERS = {
    ("www.google.", "/url"): ("url", "q"),
    ("news.google.", "/url"): ("url", "q"),
    ("www.bing.com", "/news/apiclick.aspx"): ("url",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
}
"""Redirectors that carry the article's address in a parameter: Google Alerts, Bing News, Facebook."""
_LOGIN = re.compile(r"//[^/?#]*@")
_AFTER_HOST = re.compile(r"(?::\d+)?(?:[/?#].*)?$", re.DOTALL)
_LONGEST = 2_000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\\<>\"`{}|^]")


def safe(link: str, base: str | None = None) -> str | None:
    """An absolute http or https address without credentials or tracking, or None for whatever else `link` is.

    `base` resolves relative links. Redirectors that carry the address in a parameter are unwrapped.
    """
    try:
        absolute = link.strip()
        if base and not absolute.startswith(("https://", "http://")):
            absolute = urljoin(base, absolute)
        parts = urlsplit(_UNSAFE.sub(_quoted, absolute))
        host = host_name(parts.hostname or "")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or len(absolute) > _LONGEST:
        return None
    inner = _unwrapped(host, parts.path, parts.query)
    if inner:
        return safe(inner)
    netloc = _netloc(host, port, parts.scheme)
    return urlunsplit(
        (parts.scheme, netloc, parts.path or "/", _kept_query(parts.query), _kept_fragment(parts.fragment))
    )


def canonical(link: str) -> str:
    """One name for the addresses of one article: "example.com/path?query". `link` is what `safe` gave.

    http and https, `www.`, `m.` and AMP variants, index pages, trailing slashes, tracking parameters and the order
    of the others make no difference.
    """
    parts = urlsplit(_out_of_cache(link))
    host = _MIRROR_HOST.sub("", host_name(parts.hostname or ""))
    path = _INDEX.sub(
        "/", quote(unquote(parts.path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~", errors="surrogateescape")
    )
    path = _AMP_PATH.sub("", path.rstrip("/")).rstrip("/")
    query = sorted(pair for pair in _pairs(parts.query) if not _is_tracking(pair[0]) and not _is_amp(pair))
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    tail = ("?" + urlencode(query) if query else "") + ("#" + parts.fragment if _kept_fragment(parts.fragment) else "")
    return host + port + path + tail


def joined(base: str, link: str) -> str:
    """`link` resolved against `base`, or as it is where that cannot be."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def without_login(link: str) -> str:
    """An address as it may be shown and written down: without the name and password that it may carry."""
    return _LOGIN.sub("//", link, count=1)


def host_of(link: str) -> str:
    """The host of an address, lower case and in ASCII; "" where it has none."""
    try:
        return host_name(urlsplit(link).hostname or "")
    except ValueError:
        return ""


def host_name(host: str) -> str:
    """A host's one spelling: lower case, IDNA, no dot at the end; "" for what cannot be a host."""
    host = host.strip().rstrip(".").lower()
    if host.isascii():
        return "" if _UNSAFE.search(host) or "%" in host else host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def is_front_page(name: str) -> bool:
    """Whether a canonical name is a site's front page, so that it cannot tell one article from another."""
    return "/" not in name and "?" not in name and "#" not in name


def host_in(name: str) -> str:
    """The host of a canonical name, without `www.` or a mirror's prefix."""
    return _AFTER_HOST.sub("", name)


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0], errors="replace")


def _unwrapped(host: str, path: str, query: str) -> str | None:
    for (start, wanted), names in _WRAPPERS.items():
        if path.lower() == wanted and host.startswith(start):
            values = dict(_pairs(query))
            return next((values[name] for name in names if values.get(name, "").startswith("http")), None)
    return None


def _out_of_cache(link: str) -> str:
    """AMP caches carry the address in the path: google.com/amp/s/HOST/PATH, cdn.ampproject.org/c/s/HOST/PATH."""
    parts = urlsplit(link)
    host, path = parts.hostname or "", parts.path
    if re.match(r"^(?:www\.)?google\.[a-z.]+$", host) and path.startswith("/amp/"):
        path = path[4:]
    elif not _CACHE_HOST.match(host):
        return link
    found = _CACHE_PATH.match(path)
    return f"https://{found[2]}{found[3] or '/'}" + ("?" + parts.query if parts.query else "") if found else link


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return [(query, "")]


def _kept_query(query: str) -> str:
    """The query as written, without tracking parameters."""
    if not query:
        return query
    parts = query.split("&")
    kept = [part for part in parts if not _is_tracking(unquote(part.partition("=")[0]))]
    return query if len(kept) == len(parts) else "&".join(kept)


def _kept_fragment(fragment: str) -> str:
    return "" if _NOISE_FRAGMENT.match(fragment) else fragment


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in TRACKING or name.startswith(_TRACKING_PREFIXES)


def _is_amp(pair: tuple[str, str]) -> bool:
    return f"{pair[0]}={pair[1]}".lower() in _AMP_QUERY


def _netloc(host: str, port: int | None, scheme: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port in {None, {"http": 80, "https": 443}[scheme]} else f"{shown}:{port}"
