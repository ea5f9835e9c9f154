"""Do we read feeds as feedparser does? Every parsable fixture of feedparser and gofeed, entry counts and titles.

    python tests/bench/differential.py feed-fixtures.tar.gz [--all]

The archive holds `feedparser/` and `gofeed/` with their test feeds. A feed counts as parsable where feedparser finds
an entry in it. Prints how many agree, who read them, and every exception with both answers.
"""

from __future__ import annotations

import argparse
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple

import feedparser

from tracker import items, texts
from tracker.items import quick
from tracker.items.charset import to_utf8
from tracker.model import Feed

NOW = datetime(2025, 6, 1, tzinfo=UTC)
BASE = "http://127.0.0.1:8097/"
HEADER = re.compile(rb"^Header:\s*([^:\s]+):\s*(.+?)\s*$", re.MULTILINE | re.IGNORECASE)


class Compared(NamedTuple):
    """One fixture, read twice."""

    name: str
    theirs: list[str]
    ours: list[str]
    by: str

    @property
    def agree(self) -> bool:
        """Same count, same titles; where there is no title ours is the beginning of the text."""
        return len(self.theirs) == len(self.ours) and all(
            one in {other, ""} for one, other in zip(self.theirs, self.ours, strict=True)
        )


def fixtures(archive: str) -> Iterator[tuple[str, bytes]]:
    """The XML files of the archive, by name."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".xml"):
                content = tar.extractfile(member)
                if content is not None:
                    yield member.name.removeprefix("./"), content.read()


def compare(name: str, body: bytes) -> Compared:
    """feedparser's titles, cleaned as ours are, beside ours."""
    headers = {key.decode().lower(): value.decode("latin-1") for key, value in HEADER.findall(body[:2_000])}
    headers.setdefault(
        "content-type", "application/xml; charset=utf-8" if b"encoding" not in body[:200] else "application/xml"
    )
    theirs = _theirs(body, headers)
    feed = Feed(url=BASE)
    parsed = items.parse(body, feed, host="127.0.0.1", content_type=headers["content-type"], now=NOW)
    by = "quick" if quick.read(to_utf8(body, headers["content-type"]).data, ()) else "feedparser"
    return Compared(name, theirs, [item.title for item in parsed.items], by)


def _theirs(body: bytes, headers: dict[str, str]) -> list[str]:
    try:
        found = feedparser.parse(BytesIO(body), response_headers=headers)
    except Exception as error:
        return [f"feedparser raises {type(error).__name__}"]
    return [texts.line(entry.get("title") or "") for entry in found.entries]


def main() -> int:
    """Exit 1 where a fixture is read otherwise than feedparser reads it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("archive")
    options.add_argument("--all", action="store_true", help="also list the feeds without entries")
    args = options.parse_args()
    compared = [compare(name, body) for name, body in fixtures(args.archive)]
    if not compared:
        sys.exit(f"no feeds in {args.archive}")
    parsable = [one for one in compared if one.theirs]
    apart = [one for one in parsable if not one.agree]
    print(f"feedparser {feedparser.__version__}: {len(compared)} feeds, {len(parsable)} with entries")
    print(f"same entries and titles: {len(parsable) - len(apart)}; read by {dict(Counter(one.by for one in parsable))}")
    for one in apart + [one for one in compared if args.all and not one.theirs and one.ours]:
        print(f"  {one.name} ({one.by}): feedparser {one.theirs[:3]}, ours {one.ours[:3]}")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main())
