"""How well the reader agrees with single labelled sentences: python -m tests.bench.sentences FILE.jsonl ...

A line has `text` ("title | summary") or an `item`, `lang`, `stance`, `on_record`, and `claim`: a name of
tests/data/sentences/claims.json or a claim in full.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.stories import macro_f1, relevance_f1
from tracker.model import Claim, Item, Tier, fingerprint
from tracker.reading import read_claim

KNOWN = json.loads((Path(__file__).resolve().parents[1] / "data" / "sentences" / "claims.json").read_text())
WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)


def claim_of(said):
    """The claim a line is about."""
    raw = KNOWN[said] if isinstance(said, str) else said
    return Claim(slug="claim", **{key: value for key, value in raw.items() if key != "text_en"})


def reading_of(row):
    """The reading of one line."""
    whole = row.get("item", {})
    text = row.get("text") or f"{whole['title']} | {whole['summary']}"
    title, _, summary = text.partition(" | ")
    when = datetime.fromisoformat(f"{whole['date']}T12:00:00+00:00") if whole else WHEN
    item = Item(
        id=fingerprint(text), text_id="", host="press.example", outlet="Press", tier=Tier.PRESS, title=title,
        summary=summary, language=row["lang"], published=when, seen_at=when,
    )  # fmt: skip
    return read_claim(claim_of(row["claim"]), item)


def main():
    for name in sys.argv[1:]:
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        read = [reading_of(row) for row in rows]
        pairs = [(row["stance"], str(one.stance)) for row, one in zip(rows, read, strict=True)]
        costly = sum(a != "supports" == b and one.on_record for (a, b), one in zip(pairs, read, strict=True))
        macro, each = macro_f1(pairs)
        right = sum(a == b for a, b in pairs) / len(pairs)
        print(
            f"{Path(name).name}: {len(rows)} sentences accuracy {right:.3f} macro-F1 {macro:.3f} "
            f"relevance-F1 {relevance_f1(pairs):.3f} costly {costly}  "
            + " ".join(f"{stance} {value:.2f}" for stance, value in each.items())
        )


if __name__ == "__main__":
    main()
