"""How well the reader agrees with labelled stories, with a confusion matrix and the mistakes.

    python -m tests.bench.stories STORY.json ... [--mistakes] [--split] [--json]

`--split` scores the half of the stories whose slug hashes even apart from the other half: rules written while looking
at one half show there how they do on the other.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tracker import stories
from tracker.reading import read_claim

STANCES = ("supports", "reports", "denies", "postpones", "mentions", "none")


def rows(path):
    """(slug, index, label row, item, reading) for each usable item of a story file."""
    text = Path(path).read_text(encoding="utf-8")
    story, labels = stories.parse(text, Path(path).name), json.loads(text)["items"]
    for index, (item, label) in enumerate(zip(story.items, labels, strict=True)):
        if item is not None:
            yield story.slug, index, label, item, read_claim(story.claim, item)


def macro_f1(pairs, names=STANCES):
    """Mean F1 over the `names` that occur among labels; with each name's F1."""
    by_name = {}
    for name in names:
        true = sum(a == name == b for a, b in pairs)
        said, meant = sum(b == name for _, b in pairs), sum(a == name for a, _ in pairs)
        if meant:
            by_name[name] = 2 * true / (said + meant)
    return sum(by_name.values()) / max(len(by_name), 1), by_name


def relevance_f1(pairs):
    """F1 of "concerns the claim" (every stance but none)."""
    true = sum(a != "none" and b != "none" for a, b in pairs)
    return 2 * true / max(sum(a != "none" for a, _ in pairs) + sum(b != "none" for _, b in pairs), 1)


def costly(found):
    """Items hedged, denied or unrelated by label that were read as supports on the record."""
    bad = ("reports", "denies", "none", "mentions", "postpones")
    own = [row for row in found if row[2]["stance"] in bad]
    wrong = [row for row in own if row[4].stance == "supports" and row[4].on_record]
    return len(wrong), len(own)


def report(title, found):
    """Print one block of figures."""
    pairs = [(row[2]["stance"], str(row[4].stance)) for row in found]
    if not pairs:
        return
    macro, by_name = macro_f1(pairs)
    wrong, own = costly(found)
    accuracy = sum(a == b for a, b in pairs) / len(pairs)
    print(
        f"{title}: items {len(pairs)} accuracy {accuracy:.3f} macro-F1 {macro:.3f} relevance-F1 {relevance_f1(pairs):.3f} "
        f"costly {wrong}/{own} = {wrong / max(own, 1):.4f}"
    )
    print("   " + " ".join(f"{name} {value:.2f}" for name, value in by_name.items()))


def confusion(found):
    """Print labels down, readings across."""
    counts = Counter((row[2]["stance"], str(row[4].stance)) for row in found)
    print(f"{'':>10}" + "".join(f"{name:>10}" for name in STANCES))
    for label in STANCES:
        print(f"{label:>10}" + "".join(f"{counts[label, name]:>10}" for name in STANCES))


def even(slug):
    return hashlib.sha256(slug.encode()).digest()[0] % 2 == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--split", action="store_true")
    parser.add_argument("--stories", action="store_true")
    options = parser.parse_args()
    found = [row for path in options.paths for row in rows(path)]
    clear = [row for row in found if not row[2].get("doubtful")]
    report("clear", clear)
    report("doubtful", [row for row in found if row[2].get("doubtful")])
    confusion(clear)
    record = [
        (bool(r[2].get("on_record")), r[4].on_record) for r in clear if r[2]["stance"] == str(r[4].stance) != "none"
    ]
    print(
        f"on_record agrees {sum(a == b for a, b in record)}/{len(record)}; said but not so {sum(b and not a for a, b in record)}"
    )
    if options.split:
        report("even half", [row for row in clear if even(row[0])])
        report("odd half", [row for row in clear if not even(row[0])])
    for code in ("it", "en", "fr", "de", "es"):
        report(code, [row for row in clear if row[3].language == code])
    if options.stories:
        for slug in sorted({row[0] for row in clear}):
            report(slug, [row for row in clear if row[0] == slug])
    if options.mistakes:
        for slug, index, label, item, reading in clear:
            if label["stance"] != str(reading.stance):
                kinds = " ".join(f"{cue.kind}:{cue.text}" for cue in reading.cues)
                print(
                    f"{slug}#{index} {label['stance']} <- {reading.stance} [{item.language}] {item.title} | {item.summary}\n      {kinds}  WHY {label.get('why')}"
                )


if __name__ == "__main__":
    main()
