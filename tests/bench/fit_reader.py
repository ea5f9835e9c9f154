"""Grow the reader's trees from labelled stories; folds never split a story.

    python -m tests.bench.fit_reader STORY.json ... [--folds 10] [--test STORY.json ...] [--mistakes] [--write]
        [--only happened]

For each fold the trees are grown on the other stories, and the fold's items are read with them through the reader's own
code: the figures are those of unseen stories. `--test` stories join no fit (tests/stories/exam/ei-* to ep-*, es-*, fa-*
to mc-*, affairs/va-* to wt-*, bare, near and facts_held have joined none; every other story is in the fit that comes
with the program); `--write` stores the trees grown on everything else, with `--only` those of these groups, and leaves
the words, the layers and the other trees as they are. What the encoder says (tests/bench/fit_encoder.py) is no part of
it nor of its figures. LightGBM, scikit-learn and PyTorch are needed here only (pip install lightgbm scikit-learn
torch).

Words are weighed first (`weigh`), and what they amount to is a fact for the trees; of the items that the trees learn
from it is what words weighed on other stories say, for those weighed on an item itself know its label.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tomllib
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import lightgbm
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import fit_layers
from tests.bench.stories import STANCES, macro_f1, relevance_f1
from tracker import stories
from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Tier, fingerprint
from tracker.reading import conclude, likely, look, unrelated
from tracker.reading.layers import layers_of
from tracker.reading.runs import SCALE, words_of
from tracker.reading.trees import GROUPS, forest_of
from tracker.reading.trees import STANCES as ORDER

WEIGHTS = Path(__file__).resolve().parents[2] / "tracker" / "reading" / "weights" / "trees.jsonl"
WORDS = WEIGHTS.with_name("words.tsv")
READERS = 2
"""How many readers of the words in order are fitted, each begun from other numbers."""
SENTENCES = Path(__file__).resolve().parents[1] / "data" / "sentences"
LEADS = SENTENCES.with_name("leads")
PLAIN = tomllib.loads(SENTENCES.with_name("plain.toml").read_text(encoding="utf-8"))
TREES, RECORD_TREES, HAPPENED_TREES = 320, 300, 100
GROWTH = {
    "num_leaves": 16,
    "learning_rate": 0.1,
    "min_child_samples": 15,
    "subsample": 0.7,
    "subsample_freq": 1,
    "colsample_bytree": 0.15,
    "reg_lambda": 2.0,
    "extra_trees": True,
    "max_bin": 32,
    "verbose": -1,
    "n_jobs": 2,
    "deterministic": True,
}
BALANCE = 0.5
"""How far rare stances are raised (1: to the others' weight). The trees' size was chosen on the stories that the fit
then left out, 1,347 items: macro-F1 0.801 with 350 trees a stance of seven leaves each; with bounds drawn by lot 0.813
with 330 of sixteen, 0.815 with 300 of thirty-one, which take 4 MB more.

Of the record, learnt from yes, no and delay alone: the average precision of its odds times those of the stance, over
3,968 items left out, was 0.959, 0.954 and 0.933 for the three with 300 trees; with 150 learnt from every item 0.950,
0.947 and 0.919."""
DOUBTED = {"reports": 0.5}
"""What the odds of a stance are multiplied by: who hedges a denial or a delay still denies or delays, and the trees
take some of these for reports. Chosen among 1, 0.7, 0.5, 0.35 and 0.25 on left-out items with four sets of facts: macro-F1
0.828, 0.836, 0.837 and 0.837 became 0.832, 0.841, 0.840 and 0.840."""
GATHERED = {"about_all": (0.75, 0.2), "about_first": (0.9, 0.45)}
"""How often an item that concerns its claim, and one that does not, names all subjects, and the first one: between
the open stories, gathered by searching for the names (0.88 and 0.05, 0.93 and 0.32), and our own, whose writers left
them out more often. Items are weighed until the shares are these, one fact after the other."""
PLAINLY = -1
"""The index of the simplest items in their story."""
ELSEWHERE, ON_OWN_SITE = -2, 3
"""The index of the items that are moved to an authority's site, and how many of each story are."""
RARE = 8
"""A fact seen in fewer items is left out."""
OWN, OWN_SHARE = "own", 1.5
"""What our own sentences are called, and what each counts beside an item of a story."""
PLAIN_SHARE, PLAIN_STEP = 0.25, 5
"""What one of the simplest items (tests/data/plain.toml) counts; there are fourteen for each story, all much alike.
The readers of words in order learn from every fifth of them, which counts for five."""
OFTEN = 3
"""A run of words seen in fewer items is not weighed."""
FREEDOM, ENOUGH = 60.0, 1e-4
"""The inverse strength of what holds the words' weights near nought, and how flat the fit is when it is done."""
WORD_FOLDS = 5
"""Parts into which stories are put to weigh the words that the trees learn from."""
FIRM = ("supports", "denies", "postpones")
"""The stances that an authority can give on the record."""
FAINT = 0.5
"""A run none of whose weights is greater is left out of the file."""


class Row(NamedTuple):
    """One labelled item with what was seen of it; `seen` is None where no subject is named.

    `dateless` is what would be seen of a yes or a delay if its plan had no window: {} where there is nothing to learn
    from it.
    """

    slug: str
    index: int
    label: dict
    item: Item
    seen: object
    signs: dict
    runs: frozenset
    dateless: dict
    strip: object
    sheet: object


def _row(slug, at, label, item, index, open_ended=None):
    match = index.matches(item)
    seen = look(match[0]) if match else None
    told = seen and open_ended and fulfils(label) is not None
    dateless = look(open_ended.matches(item)[0]).signs() if told else {}
    signs, runs = seen.signs() if seen else {}, frozenset(seen.runs() if seen else ())
    laid, read = (seen.strip(), seen.sheet()) if seen else (None, None)
    return Row(slug, at, label, item, seen, signs, runs, dateless, laid, read)


def rows_of(path):
    """One Row for each item that is not doubtful."""
    text = Path(path).read_text(encoding="utf-8")
    raw = json.loads(text)
    story, labels = stories.parse(text, Path(path).name), raw["items"]
    index, fulfilled = ClaimIndex((story.claim,)), fulfilment(raw)
    open_ended = ClaimIndex((story.claim.model_copy(update={"expected": None}),)) if story.claim.expected else None
    for at, (item, label) in enumerate(zip(story.items, labels, strict=True)):
        if item is not None and not label.get("doubtful"):
            told = {"fulfilled": fulfilled(label["date"][:10])} if story.claim.kind is Kind.PLAN else {}
            yield _row(story.slug, at, label | told, item, index, open_ended)


def fulfilment(raw):
    """Of a day, whether a story's plan had been fulfilled by then; None where its rows leave it open, or for an event.

    A row of `expected_status` says so of its day, and what it says holds until the next row says otherwise. Between the
    last row that denies it and the first that tells it, the last day on which anything supports the plan tells it: the
    row was written for that news.
    """
    rows = sorted((row["as_of"], row.get("status") == "confirmed") for row in raw.get("expected_status") or ())
    first = min((day for day, done in rows if done), default="9999")
    before = max((day for day, done in rows if not done and day < first), default="")
    if raw["claim"]["kind"] != "plan" or any(day > first and not done for day, done in rows):
        return lambda day: None
    news = [item["date"][:10] for item in raw["items"] if item["stance"] == "supports" and not item.get("doubtful")]
    since = max((day for day in news if before < day < first), default=first) if first != "9999" else first
    return lambda day: True if day >= since else False if day <= before or first == "9999" else None


def fulfils(label):
    """Whether an item of a story's plan tells it as fulfilled; a delay does not, and of what is neither yes nor delay,
    or of no plan, it is None."""
    if label["stance"] == "postpones" and "fulfilled" in label:
        return False
    return label.get("fulfilled") if label["stance"] == "supports" else None


def _item(title, summary, language, when):
    """An item of no outlet in particular."""
    return Item(
        id=fingerprint(title + summary),
        text_id="",
        host="press.example",
        outlet="Press",
        tier=Tier.PRESS,
        title=title,
        language=language,
        summary=summary,
        published=when,
        seen_at=when,
    )


def sentence_rows(folder):
    """One Row for each of our own sentences (tests/data/sentences and leads), always in the training part."""
    known = json.loads((SENTENCES / "claims.json").read_text())
    claims = {slug: Claim(slug=slug, **raw) for slug, raw in known.items()}
    when = datetime(2025, 4, 10, 12, tzinfo=UTC)
    for path in sorted(folder.glob("*.jsonl")):
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            raw = json.loads(line)
            title, _, summary = raw["text"].partition(" | ")
            yield _row(OWN, at, raw, _item(title, summary, path.stem, when), ClaimIndex((claims[raw["claim"]],)))


def plain_rows(paths):
    """A Row for each of the simplest items, filled in with each story's claim; they go with their story."""
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        claim = stories.parse(text, Path(path).name).claim
        subject, index = claim.subjects[0][0], ClaimIndex((claim,))
        words = {"claim": claim.text, "subject": subject, "who": (*claim.speakers, claim.subjects[-1][0])[0]}
        when = datetime.combine(claim.opened, time(12), tzinfo=UTC) + timedelta(days=20)
        for kind in PLAIN.get(claim.language, ()):
            for title, summary in kind["items"]:
                item = _item(title.format(**words), summary.format(**words), claim.language, when)
                yield _row(claim.slug, PLAINLY, kind, item, index)


def own_site_rows(paths):
    """A Row for some unrelated items of each story, as if they stood on its authority's own site.

    There most of what is told is about something else; in stories, which were gathered for their claim, one item in
    twenty of an authority's is.
    """
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        story, labels = stories.parse(text, Path(path).name), json.loads(text)["items"]
        index = ClaimIndex((story.claim,))
        pairs = [(item, label) for item, label in zip(story.items, labels, strict=True) if item is not None]
        other = [pair for pair in pairs if pair[1]["stance"] == "none" and not pair[1].get("doubtful")]
        for item, label in other[:ON_OWN_SITE] if story.claim.authorities else ():
            moved = item.model_copy(update={"host": story.claim.authorities[0], "tier": Tier.AUTHORITY})
            yield _row(story.slug, ELSEWHERE, label, moved, index)


def recorded(label):
    """Whether the label says that an authority is quoted on the claim itself."""
    return label["stance"] in FIRM and bool(label.get("on_record"))


def _node(raw, nodes, leaves):
    """Put a subtree into `nodes` and `leaves`; where it begins."""
    if "leaf_value" in raw:
        leaves.append(float(f"{raw['leaf_value']:.3g}"))
        return -len(leaves)
    at = len(nodes)
    nodes.append(None)
    bound = float(f"{raw['threshold']:.4g}")
    sides = [_node(raw[side], nodes, leaves) for side in ("left_child", "right_child")]
    nodes[at] = [raw["split_feature"], bound, *sides]
    return at


def trees_of(model):
    """The model's trees as they are stored, [nodes, leaves] each."""
    found = []
    for info in model.booster_.dump_model()["tree_info"]:
        nodes, leaves = [], []
        _node(info["tree_structure"], nodes, leaves)
        found.append([nodes, leaves])
    return found


def classes_of(rows):
    """The number of each row's stance, what each row counts, and how far each stance is raised."""
    stances = np.array([[str(stance) for stance in ORDER].index(row.label["stance"]) for row in rows])
    counts = np.bincount(stances, minlength=len(ORDER)) + 1
    raised = (counts.sum() / len(ORDER) / counts) ** BALANCE
    return stances, shares_of(rows, stances == [*ORDER].index("none")), raised


def shares_of(rows, foreign):
    """What each row counts: our own sentences more, and items as they come up in a search (GATHERED)."""
    shares = np.array([OWN_SHARE if row.slug == OWN else PLAIN_SHARE if row.index == PLAINLY else 1.0 for row in rows])
    for name, wanted in GATHERED.items():
        has = np.array([row.signs.get(name, 0.0) > 0 for row in rows])
        for part, share in zip((~foreign, foreign), wanted, strict=True):
            if not part.any():
                continue
            now = shares[part & has].sum() / shares[part].sum()
            shares[part & has] *= share / now
            shares[part & ~has] *= (1 - share) / (1 - now)
    return shares / shares.mean()


def weigh(rows):
    """The words' weights learnt from `rows`, as they are stored; for the record, from those with a firm stance."""
    often = Counter(run for row in rows for run in row.runs)
    vectors = DictVectorizer(dtype=np.float32)
    facts = normalize(vectors.fit_transform([{run: 1 for run in row.runs if often[run] >= OFTEN} for row in rows]))
    stances, shares, raised = classes_of(rows)
    model = LogisticRegression(C=FREEDOM, max_iter=500, tol=ENOUGH)
    model.fit(facts, stances, sample_weight=shares * raised[stances])
    firm = np.array([row.label["stance"] in FIRM for row in rows])
    record = LogisticRegression(C=FREEDOM, max_iter=500, tol=ENOUGH)
    record.fit(facts[firm], [recorded(row.label) for row in rows if row.label["stance"] in FIRM], shares[firm])
    weights = np.vstack([model.coef_, record.coef_]).T
    kept = {
        name: row
        for name, row in zip(vectors.get_feature_names_out(), weights, strict=True)
        if np.abs(row).max() > FAINT
    }
    rows = {"": [*model.intercept_, *record.intercept_], **dict(sorted(kept.items()))}
    return ["\t".join((name, *(str(round(float(weight) * SCALE)) for weight in row))) for name, row in rows.items()]


def _part(row, at):
    """Which part of WORD_FOLDS a row is in; a story is never split."""
    return (at if row.slug == OWN else crc32(row.slug.encode())) % WORD_FOLDS


def worded(rows):
    """What the words of each row amount to by weights that never saw its story."""
    parts = [_part(row, at) for at, row in enumerate(rows)]
    said = {}
    for part in range(WORD_FOLDS):
        known = words_of(weigh([row for row, its in zip(rows, parts, strict=True) if its != part]))
        said |= {at: known.facts(rows[at].runs) for at, its in enumerate(parts) if its == part}
    return [said[at] for at in range(len(rows))]


def fit(rows):
    """The words' weights and the trees learnt from `rows`, as they are stored."""
    rows = [row for row in rows if row.seen]
    words = worded(rows)
    signs = [row.signs | said for row, said in zip(rows, words, strict=True)]
    seen = Counter(name for one in signs for name, value in one.items() if value)
    names = sorted(name for name, count in seen.items() if count >= RARE)

    def table(of):
        return np.array([[one.get(name, 0.0) for name in names] for one in of])

    facts = table(signs)
    stances, shares, raised = classes_of(rows)
    model = lightgbm.LGBMClassifier(n_estimators=TREES, random_state=0, **GROWTH)
    model.fit(facts, stances, sample_weight=shares * raised[stances])
    record = lightgbm.LGBMClassifier(n_estimators=RECORD_TREES, random_state=0, **GROWTH)
    firm = [at for at, row in enumerate(rows) if row.label["stance"] in FIRM]
    record.fit(facts[firm], [recorded(rows[at].label) for at in firm], sample_weight=shares[firm])
    told = [fulfils(row.label) for row in rows]
    plans = [at for at, fulfilled in enumerate(told) if fulfilled is not None]
    happened = lightgbm.LGBMClassifier(n_estimators=HAPPENED_TREES, random_state=0, **GROWTH)
    dateless = [at for at in plans if rows[at].dateless]
    both = np.vstack([facts[plans], table([rows[at].dateless | words[at] for at in dateless])])
    happened.fit(both, [told[at] for at in (*plans, *dateless)])
    grown = trees_of(model)
    groups = {str(stance): grown[at :: len(ORDER)] for at, stance in enumerate(ORDER)}
    for name, factor in DOUBTED.items():
        leaves = groups[name][0][1]
        leaves[:] = [float(f"{leaf + math.log(factor):.3g}") for leaf in leaves]
    groups |= {"record": trees_of(record), "happened": trees_of(happened)}
    used = sorted({node[0] for trees in groups.values() for nodes, _ in trees for node in nodes})
    number = {fact: at for at, fact in enumerate(used)}
    for trees in groups.values():
        for nodes, _ in trees:
            for node in nodes:
                node[0] = number[node[0]]
    lessons = list(lessons_of(rows, stances, shares))
    readers = [fit_layers.fit(lessons, raised, seed) for seed in range(1, READERS + 1)]
    facts = [names[fact] for fact in used]
    return {"facts": facts, "trees": groups, "words": weigh(rows), "layers": readers}


def lessons_of(rows, stances, shares):
    """The rows as the readers of words in order learn from them."""
    plain = 0
    for row, stance, share in zip(rows, stances, shares, strict=True):
        plain += row.index == PLAINLY
        if row.index != PLAINLY or plain % PLAIN_STEP == 0:
            share = float(share * (PLAIN_STEP if row.index == PLAINLY else 1))
            yield fit_layers.Lesson(row.strip, int(stance), share, *flags(row))


def flags(row):
    """Whether a row is on the record, and tells a plan as fulfilled; None where that says nothing."""
    return recorded(row.label) if row.label["stance"] in FIRM else None, fulfils(row.label)


def stored(raw):
    """The file of trees: what they are, then a line a tree."""
    trees = [tree for name in GROUPS for tree in raw["trees"][name]]
    counts = {name: len(raw["trees"][name]) for name in GROUPS}
    head = {"trees": counts, "leaves": max(len(leaves) for _, leaves in trees), "facts": raw["facts"]}
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in (head, *trees))


def known():
    """The words and the trees that come with the program, as `fit` gives them."""
    head, *trees = map(json.loads, WEIGHTS.read_text().splitlines())
    ends = list(accumulate((head["trees"][name] for name in GROUPS), initial=0))
    groups = {name: trees[first:last] for name, (first, last) in zip(GROUPS, pairwise(ends), strict=True)}
    readers = [path.read_text(encoding="utf-8").splitlines() for path in sorted(WEIGHTS.parent.glob("layers*.tsv"))]
    words = WORDS.read_text(encoding="utf-8").splitlines()
    return {"facts": head["facts"], "trees": groups, "words": words, "layers": readers}


def replaced(old, new, names):
    """`old` with the groups of trees in `names` taken from `new`."""
    facts = list(old["facts"])
    number = {fact: at for at, fact in enumerate(facts)}
    taken = {name: new["trees"][name] for name in names}
    for trees in taken.values():
        for nodes, _ in trees:
            for node in nodes:
                fact = new["facts"][node[0]]
                node[0] = number.setdefault(fact, len(facts))
                facts += [fact] if node[0] == len(facts) else []
    return {**old, "facts": facts, "trees": {**old["trees"], **taken}}


def reads(raw):
    """What reads an item by these weights and trees: of its facts, runs and strip, all facts and the odds."""
    known, words, readers = forest_of(raw["facts"], raw["trees"]), words_of(raw["words"]), layers_of(raw["layers"])

    def odds(signs, runs, strip):
        signs = signs | words.facts(runs)
        return signs, likely(signs, strip, known, readers)

    return odds


def read_with(raw, rows):
    """(stance, on record, odds) of each row, read with these weights and trees by the reader's own code."""
    odds_of = reads(raw)
    for row in rows:
        if not row.seen:
            yield "none", False, None
            continue
        signs, odds = odds_of(row.signs, row.runs, row.strip)
        reading = conclude(row.seen, signs, odds)
        yield str(reading.stance), reading.on_record, odds


def readings_with(raw, story):
    """(index, item, reading) of each usable item of a story, read with these weights and trees."""
    odds_of, index = reads(raw), ClaimIndex((story.claim,))
    for at, item in enumerate(story.items):
        if item is None:
            continue
        found = index.matches(item)
        if not found:
            yield at, item, unrelated(story.claim, item, 0.95)
            continue
        seen = look(found[0])
        yield at, item, conclude(seen, *odds_of(seen.signs(), seen.runs(), seen.strip()))


def told(title, rows, said):
    """Print one line of figures."""
    pairs = [(row.label["stance"], one[0]) for row, one in zip(rows, said, strict=True)]
    if not pairs:
        return
    macro, each = macro_f1(pairs)
    right = sum(a == b for a, b in pairs) / len(pairs)
    firm = [(row, one) for row, one in zip(rows, said, strict=True) if row.label["stance"] != "supports"]
    costly = sum(one[0] == "supports" and one[1] for _, one in firm)
    sure = [(recorded(row.label), one[1]) for row, one in zip(rows, said, strict=True) if row.label["stance"] == one[0]]
    print(
        f"{title}: items {len(pairs)} accuracy {right:.3f} macro-F1 {macro:.3f} relevance-F1 {relevance_f1(pairs):.3f} "
        f"costly {costly}/{len(firm)} record found {sum(a and b for a, b in sure)}/{sum(a for a, _ in sure)}  "
        + " ".join(f"{name} {value:.2f}" for name, value in each.items())
    )


def folds(rows, count, own):
    """Each row with what trees that never saw its story read."""
    slugs = sorted({row.slug for row in rows})
    np.random.RandomState(0).shuffle(slugs)
    fold = {slug: at % count for at, slug in enumerate(slugs)}
    said = {}
    for number in range(count):
        raw = fit([row for row in (*rows, *own) if fold.get(row.slug) != number])
        test = [at for at, row in enumerate(rows) if fold[row.slug] == number]
        said |= dict(zip(test, read_with(raw, [rows[at] for at in test]), strict=True))
    return [said[at] for at in range(len(rows))]


def confusion(rows, said):
    """Print labels down, readings across."""
    counts = Counter((row.label["stance"], one[0]) for row, one in zip(rows, said, strict=True))
    print(f"{'':>10}" + "".join(f"{name:>10}" for name in STANCES))
    for label in STANCES:
        print(f"{label:>10}" + "".join(f"{counts[label, name]:>10}" for name in STANCES))


def mistakes(rows, said):
    """Print every item read otherwise than its label, with what was seen."""
    for row, one in zip(rows, said, strict=True):
        if one[0] != row.label["stance"]:
            odds = {str(name): round(value, 2) for name, value in one[2].stances.items()} if one[2] else {}
            print(f"{row.slug}#{row.index} {row.label['stance']} <- {one[0]} {odds} [{row.item.language}]")
            print(f"   {row.item.title} | {row.item.summary}  WHY {row.label.get('why')}")
            print("   ", " ".join(name for name, value in sorted(row.signs.items()) if value))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--folds", type=int, default=10, help="0: none")
    parser.add_argument("--test", nargs="*", default=[], help="stories that join no fit, scored apart")
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", nargs="+", choices=sorted(GROUPS), help="groups of trees to take from the fit")
    options = parser.parse_args()
    rows = [row for path in sorted(set(options.paths) - set(options.test)) for row in rows_of(path)]
    own = [row for folder in (SENTENCES, LEADS) for row in sentence_rows(folder)]
    own += [*plain_rows(fitted := sorted(set(options.paths) - set(options.test))), *own_site_rows(fitted)]
    if options.folds:
        said = folds(rows, options.folds, own)
        told(f"{options.folds} folds", rows, said)
        for code in sorted({row.item.language for row in rows}):
            part = [at for at, row in enumerate(rows) if row.item.language == code]
            told("  " + code, [rows[at] for at in part], [said[at] for at in part])
        confusion(rows, said)
        if options.mistakes:
            mistakes(rows, said)
    if options.test or options.write:
        raw = fit([*rows, *own])
        raw = replaced(known(), raw, options.only) if options.only else raw
        test = [row for path in options.test for row in rows_of(path)]
        told("stories that joined no fit", test, list(read_with(raw, test)))
        if options.write:
            WEIGHTS.write_text(stored(raw))
            WORDS.write_text("\n".join(raw["words"]) + "\n", encoding="utf-8")
            for number, lines in enumerate(raw["layers"], start=1):
                WEIGHTS.with_name(f"layers{number}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
