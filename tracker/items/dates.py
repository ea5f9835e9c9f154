"""The dates of entries: RFC 822, ISO 8601, epochs, months in five languages, zones as they are really written.

feedparser reads CET and CEST as UTC and no Italian month at all; email.utils and dateutil do the rest well once
names are in English and zones are offsets.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Note = Literal["", "none", "future", "unreadable", "implausible"]

EARLIEST = datetime(1991, 8, 6, tzinfo=UTC)
"""The first public web page: nothing on the web is older, so an older date is a fault (1970, year 1)."""

_HOURS = {
    -10: "hst", -9: "akst", -8: "pst", -7: "mst pdt", -6: "cst mdt", -5: "est cdt", -4: "ast edt clt",
    -3: "adt brt art", 0: "utc gmt ut z wet", 1: "cet met mez hnec west bst",
    2: "cest mest mesz hec eet", 3: "eest msk",
    9: "jst kst", 10: "aest", 11: "aedt",
}  # fmt: skip
_OFFSETS = {name: f"{hours:+03}00" for hours, names in _HOURS.items() for name in names.split()} | {"ist": "+0530"}
"""Zones by name; email.utils knows only the American ones, dateutil only the machine's own."""

_MONTHS = {
    "jan": "gennaio gen gennaro january janvier janv jan januar jänner jän enero ene",
    "feb": "febbraio feb february février fevrier févr fevr fév februar febrero",
    "mar": "marzo mar march mars märz maerz mär mrz",
    "apr": "aprile apr april avril avr abril abr",
    "may": "maggio mag may mai mayo",
    "jun": "giugno giu june jun juin juni junio",
    "jul": "luglio lug july jul juillet juil juli julio",
    "aug": "agosto ago august aug août aout agosto",
    "sep": "settembre set sett september sep sept septembre septiembre setiembre",
    "oct": "ottobre ott october oct octobre oktober okt octubre",
    "nov": "novembre nov november noviembre",
    "dec": "dicembre dic december dec décembre decembre déc dezember dez diciembre",
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}
_KEPT = frozenset(["am", "pm", "t", "z", "mon", "tue", "wed", "thu", "fri", "sat", "sun"])
_WORD = re.compile(r"[^\W\d_]+\.?")
_PLACE = re.compile(r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_/-]+")
_EPOCH = re.compile(r"^\d{9,10}(?:\.\d+)?$|^\d{13}$|^\d{16}$")
"""Seconds, milliseconds or microseconds."""
_ISO = re.compile(r"^\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d)")
_YEAR_FIRST = re.compile(r"^\d{4}\D")
_OFFSET_COLON = re.compile(r"(?<=[+-]\d\d):(?=\d\d$)")
_ZONE_BESIDE_OFFSET = re.compile(r"(?<=[Z\d])\[[A-Za-z_/+-]+\]$")
"""As Java writes it: "2025-02-04T10:00:00+01:00[Europe/Rome]"."""
_MIDNIGHT = re.compile(r"(?<=[\sT])24:00(?=:00|\D|$)")
_LEAP_SECOND = re.compile(r"(?<=:\d\d):60(?!\d)")
_FRACTION = re.compile(r"([.,]\d{6})\d+")
_GMT_OFFSET = re.compile(r"\b(?:gmt|utc)\s*([+-])(\d{1,2})(?::?(\d\d))?\b")
_PROPER = re.compile(r"^[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT)$")
_HALF_DAY = re.compile(r"\b[ap]m\b")
_DEFAULTS = (datetime(1, 1, 1), datetime(2, 2, 2))  # noqa: DTZ001
"""dateutil fills what is missing from a default: where two defaults give two dates, something is missing."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST = 100


def read(raw: str, now: datetime) -> tuple[datetime, Note]:
    """An entry's date as written -> (UTC, note); `now` stands in for a date that is missing or cannot be."""
    if not raw.strip():
        return now, "none"
    found = parse(raw)
    if found is None:
        return now, "unreadable"
    if found < EARLIEST:
        return now, "implausible"
    return (now, "future") if found > now else (found, "")


def parse(raw: str) -> datetime | None:
    """The moment that `raw` names, in UTC, or None. A date without a zone is UTC, without a time midnight."""
    text = _LEAP_SECOND.sub(":59", _ZONE_BESIDE_OFFSET.sub("", raw.strip()[:_LONGEST]))
    try:
        if _MIDNIGHT.search(text):
            found = parse(_MIDNIGHT.sub("00:00", text))
            return found + timedelta(days=1) if found else None
        place = _PLACE.search(text)
        if place:
            return _local(text.replace(place[0], " "), place[0])
        found = _epoch(text) or _iso(text) or _rfc822(text) or _any(text)
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _local(text: str, place: str) -> datetime | None:
    """A date with a zone of the IANA database: "4 Feb 2025 10:00 Europe/Rome"."""
    found = parse(text)
    try:
        return found.replace(tzinfo=ZoneInfo(place)).astimezone(UTC) if found else None
    except ZoneInfoNotFoundError:
        return found


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.match(text):
        return None
    return datetime.fromtimestamp(float(text) / {13: 1e3, 16: 1e6}.get(len(text) if text.isdigit() else 0, 1), UTC)


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text):
        return None
    try:
        return _aware(datetime.fromisoformat(_FRACTION.sub(r"\1", text)))
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    words = text if _PROPER.match(text) else _english(text)
    parts = None if _HALF_DAY.search(words) else parsedate_tz(words)
    if parts is None or len(str(parts[0])) != 4:
        return None
    return datetime(*parts[:6], tzinfo=timezone(timedelta(seconds=parts[9] or 0)))


def _any(text: str) -> datetime | None:
    """Everything else, days before months; year, month and day have to be there, so that none is pasted on."""
    from dateutil import parser  # 20 ms to import, and rarely needed

    words = _english(text)
    if not _YEAR.search(words):
        return None
    one, two = (
        parser.parse(words, dayfirst=not _YEAR_FIRST.match(words), default=default, tzinfos=_zone)
        for default in _DEFAULTS
    )
    return _aware(one) if one == two else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    return timezone(timedelta(seconds=offset or 0))


def _aware(found: datetime) -> datetime:
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _english(text: str) -> str:
    """Months in English, zones as offsets, other words dropped: "mar 4 febbraio 2025 ore 10:00 CET"."""
    lowered = _GMT_OFFSET.sub(_offset, _OFFSET_COLON.sub("", text).lower().replace("º", "").replace("°", ""))
    return " ".join(_WORD.sub(_word, lowered).replace(" ,", ",").split())


def _word(found: re.Match[str]) -> str:
    word = found[0].rstrip(".")
    if word in _OFFSETS:
        return f" {_OFFSETS[word]}"
    if _is_weekday(word, found.string[found.end() :]):
        return " "
    return _MONTH_OF.get(word) or (word if word in _KEPT else " ")


def _is_weekday(word: str, rest: str) -> bool:
    """ "mar" is Tuesday in Italian and French where another month follows, else March."""
    return word == "mar" and any(name.rstrip(".") in _MONTH_OF for name in _WORD.findall(rest))


def _offset(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]):02}{found[3] or '00'}"
