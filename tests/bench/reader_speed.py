"""Items a second on one core: a keyed index over many claims, one item in ten matching and read in full.

python -m tests.bench.reader_speed [--claims 1000 10000 100000] [--items 3000]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Tier, Window, fingerprint
from tracker.reading import read

SYLLABLES = (
    "ba",
    "co",
    "de",
    "fi",
    "gu",
    "la",
    "mo",
    "ne",
    "pi",
    "ru",
    "sa",
    "te",
    "vo",
    "zu",
    "bra",
    "cle",
    "dri",
    "fro",
)
FILLER = {
    "it": "il governo ha presentato ieri una relazione sui conti della sanità e il mercato ha reagito con cautela mentre "
    "le famiglie attendono i nuovi prezzi dell'energia e la squadra torna in campo domani sera allo stadio comunale",
    "en": "the council published a report on local transport yesterday and residents reacted with caution while shops "
    "wait for the holiday season and the team returns to the pitch tomorrow night in front of a full crowd",
}
TELL = {
    "it": "{a} avrebbe incontrato {b} a Milano, secondo fonti vicine al dossier; l'accordo potrebbe arrivare entro fine anno.",
    "en": "{a} is in talks with {b} over a merger, sources say; a deal could be announced by the end of the year.",
}


def name(rng):
    return " ".join("".join(rng.choice(SYLLABLES) for _ in range(5)).capitalize() for _ in range(2))


def claims_of(count, rng):
    """`count` claims, each about two invented companies."""
    found = []
    for number in range(count):
        a, b = name(rng), name(rng)
        found.append(
            Claim(
                slug=f"c{number}",
                text=f"{a} e {b} si fondono.",
                kind="plan",
                subjects=((a,), (b,)),
                keywords=("fusione", "accordo", "merger", "deal"),
                opened=date(2025, 1, 1),
                expected=Window(start=date(2025, 1, 1), end=date(2025, 12, 31)),
            )
        )
    return found


def items_of(count, claims, rng):
    """`count` items, one in ten about a claim; a title of ten words and a summary of forty."""
    found = []
    for number in range(count):
        code = rng.choice(("it", "en"))
        words = FILLER[code].split()
        rng.shuffle(words)
        title, summary = " ".join(words[:9]).capitalize(), " ".join(words * 2).capitalize() + "."
        if number % 10 == 0:
            (a,), (b,) = rng.choice(claims).subjects
            title, summary = f"{a}: {title}", TELL[code].format(a=a, b=b) + " " + summary
        when = datetime(2025, 3, 1 + number % 28, tzinfo=UTC)
        found.append(
            Item(
                id=fingerprint(str(number)),
                text_id=fingerprint(title, summary),
                host="a.example",
                outlet="A",
                tier=Tier.PRESS,
                language=code,
                title=title,
                summary=summary,
                published=when,
                seen_at=when,
            )
        )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--items", type=int, default=3000)
    options = parser.parse_args()
    for count in options.claims:
        rng = random.Random(7)
        claims = claims_of(count, rng)
        items = items_of(options.items, claims, rng)
        started = time.process_time()
        index = ClaimIndex(claims)
        built = time.process_time() - started
        for item in items[:50]:
            for match in index.matches(item):
                read(match)
        started = time.process_time()
        matched = [match for item in items for match in index.matches(item)]
        matching = time.process_time() - started
        started = time.process_time()
        stances = [read(match).stance for match in matched]
        reading = time.process_time() - started
        rate = len(items) / (matching + reading)
        print(
            f"{count} claims: {rate:,.0f} items/s (matching {len(items) / matching:,.0f} items/s, "
            f"{len(stances)} read at {reading / max(len(stances), 1) * 1000:.2f} ms); index built in {built:.2f} s"
        )


if __name__ == "__main__":
    main()
