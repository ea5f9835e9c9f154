"""An item's words in order: the strip they are laid on, and the arithmetic that reads it."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from by_hand import above, added, times
from by_hand import stored as drawn
from hypothesis import given
from hypothesis import strategies as st
from torvena import claim, item, seen

from tracker.errors import LanguageError
from tracker.matching import ClaimIndex
from tracker.model import Kind, Stance
from tracker.reading import IN_ORDER, look
from tracker.reading.layers import REACH, SPREAD, layers, layers_of
from tracker.reading.strip import LONGEST, Strip
from tracker.reading.trees import STANCES, Odds

WIDE, WORD, HIDDEN, VIEWS = 3, 2, 4, 2
TRAITS, ABOUT, WORDS = ("main", "title"), ("en", "plan"), ("", "S1", "en:sai")


def traits_at(strip: Strip, word: str) -> set[str]:
    """The traits of the first such word."""
    return {trait for place, trait in strip.traits if place == strip.words.index(word)}


def test_a_strip_has_the_words_in_order_without_the_names() -> None:
    """Subjects are S1 and S2, whoever else is named is X, all other words their stems in their language."""
    strip = seen("Torvena quits", "Harrowgate stays, said Ida Belcastro, after 3 votes.").strip()
    assert strip.words[:2] == ("S1", "en:quit")
    assert strip.title == 2
    assert strip.words[2:] == ("en:harrowga", "en:stay", "en:,", "en:said", "S2", "S2", "en:,", "en:aft", "en:0",
        "en:vot", "en:.")  # fmt: skip
    assert "X" in seen("Torvena quits", "Ida Belcastro said Harrowgate stays on.").strip().words


def test_a_strip_says_what_is_known_of_each_word() -> None:
    """Cues, matters, dates, names and the title's place are traits of the words they stand on."""
    strip = seen("Torvena denies exit", "It will reportedly leave the stock exchange in January 2026.").strip()
    assert {"first subject", "title", "opening", "head"} <= traits_at(strip, "S1")
    assert "cue denial" in traits_at(strip, "en:deni")
    assert "cue hearsay" in traits_at(strip, "en:reported")
    assert {"later", "ahead"} <= traits_at(strip, "en:0")
    assert not {"title", "first subject"} & traits_at(strip, "en:0")


def test_a_strip_says_what_is_known_of_the_item() -> None:
    """Kind, window, tier, language and how late it comes are told of the whole item."""
    strip = seen("Torvena quits").strip()
    assert {"en", "press", "plan", "bare", "before the window", "within a month"} <= strip.about
    late = item("Torvena quits", "Gone.").model_copy(update={"published": datetime(2026, 2, 1, tzinfo=UTC)})
    about = look(ClaimIndex((claim(),)).matches(late)[0]).strip().about
    assert {"after the window", "later"} <= about
    assert "bare" not in about


@given(st.text("abcdefghij", min_size=4, max_size=12).map(str.capitalize))
def test_a_strip_is_the_same_by_any_name(name: str) -> None:
    """What stands on a strip does not hang on what a subject is called."""
    texts = ("{0} at a turn", "Sources close to {0} say it will leave the stock exchange in Milan.")
    one, other = (
        seen(*(text.format(who) for text in texts), of=claim(who)).strip() for who in ("Torvena", f"Zz{name}")
    )
    assert one == other


def test_of_an_article_a_strip_has_what_bears_on_the_claim() -> None:
    """A long body is cut to the sentences that name the claim's subjects or matter, and to so many words."""
    idle = "Tables were red and chairs were green. " * 30
    strip = seen("Torvena quits", body=idle + "Torvena will leave the stock exchange.").strip()
    assert strip.words.count("S1") == 2
    assert "en:green" not in strip.words and "en:green" not in seen("Torvena quits", "Tables were green.").strip().words
    assert len(seen("Torvena quits", body="Torvena will leave the stock exchange. " * 60).strip().words) == LONGEST


def stored(lot: random.Random) -> tuple[list[str], dict[str, list[list[float]]]]:
    """A small reader as it is stored, and its numbers by part."""
    width = 2 * REACH + 1
    shapes = {
        "word": (len(WORDS), WORD), "embed": (WORD, WIDE), "trait": (len(TRAITS), WIDE), "about": (len(ABOUT), WIDE),
        "plus": (1, WIDE), "level": (2, WIDE), "views": (WIDE, VIEWS),
        "hidden": (WIDE * (VIEWS + 2) + len(ABOUT), HIDDEN), "hidden_plus": (1, HIDDEN),
        "answers": (HIDDEN, len(STANCES) + 2), "answers_plus": (1, len(STANCES) + 2),
    }  # fmt: skip
    for at in range(len(SPREAD)):
        shapes |= {f"step{at}": (width * WIDE, WIDE), f"step{at}_plus": (1, WIDE), f"step{at}_level": (2, WIDE)}
    return drawn(shapes, {"word": WORDS, "trait": TRAITS, "about": ABOUT}, lot)


def levelled(row: Sequence[float], level: Sequence[Sequence[float]]) -> list[float]:
    mean = sum(row) / len(row)
    spread = math.sqrt(sum((value - mean) ** 2 for value in row) / len(row) + 1e-5)
    return [(value - mean) / spread * by + plus for value, by, plus in zip(row, *level, strict=True)]


def by_hand(strip: Strip, of: dict[str, list[list[float]]]) -> list[float]:
    """The answers, number by number, as the module's docstring tells it."""
    about = [of["about"][at] for at, name in enumerate(ABOUT) if name in strip.about]
    rows = []
    for place, word in enumerate(strip.words):
        start = times(of["word"][WORDS.index(word) if word in WORDS else 0], of["embed"])
        marks = [of["trait"][TRAITS.index(trait)] for at, trait in strip.traits if at == place and trait in TRAITS]
        rows.append(above(levelled(added(start, *marks, *about, of["plus"][0]), of["level"])))
    for number, spread in enumerate(SPREAD):
        told = []
        for place, row in enumerate(rows):
            said = of[f"step{number}_plus"][0]
            for at in range(2 * REACH + 1):
                near = place + (at - REACH) * spread
                if 0 <= near < len(rows):
                    said = added(said, times(rows[near], of[f"step{number}"][at * WIDE : at * WIDE + WIDE]))
            told.append(levelled(added(row, above(said)), of[f"step{number}_level"]))
        rows = told
    seen_as: list[float] = []
    for view in range(VIEWS):
        weights = [math.exp(times(row, of["views"])[view]) for row in rows]
        seen_as += added(
            *([weight / sum(weights) * value for value in row] for weight, row in zip(weights, rows, strict=True))
        )
    for part in (rows[: strip.title], rows[strip.title :]):
        seen_as += [max(values) for values in zip(*part, strict=True)] if part else [0.0] * WIDE
    seen_as += [float(name in strip.about) for name in ABOUT]
    hidden = above(added(times(seen_as, of["hidden"]), of["hidden_plus"][0]))
    return added(times(hidden, of["answers"]), of["answers_plus"][0])


WORDS_OF = st.lists(st.sampled_from(["S1", "en:sai", "en:unheard"]), min_size=1, max_size=9)


@given(WORDS_OF, st.sets(st.tuples(st.integers(0, 8), st.sampled_from(["main", "title", "strange"]))), st.integers(0, 9),
    st.sets(st.sampled_from(["en", "plan", "strange"])), st.integers(0, 5))  # fmt: skip
def test_a_reader_answers_what_its_numbers_come_to(
    words: list[str], traits: set[tuple[int, str]], title: int, about: set[str], seed: int
) -> None:
    """The answers are those worked out number by number; words and traits that it never met change nothing else."""
    lines, numbers = stored(random.Random(seed))
    marks = tuple((place, trait) for place, trait in sorted(traits) if place < len(words))
    strip = Strip(tuple(words), marks, min(title, len(words)), frozenset(about))
    assert layers_of([lines]).answer(strip)[0].tolist() == pytest.approx(by_hand(strip, numbers), rel=1e-3, abs=1e-3)


def test_several_readers_count_as_their_mean() -> None:
    """The odds of two readers are the mean of each one's."""
    one, other = (stored(random.Random(seed))[0] for seed in (1, 2))
    strip = Strip(("S1", "en:sai"), ((0, "main"),), 1, frozenset({"en"}))

    def shares(*of: list[str]) -> list[float]:
        found = layers_of(of).odds(strip)
        return [*(found.stances[stance] for stance in STANCES), found.record, found.happened]

    each = zip(shares(one), shares(other), strict=True)
    assert shares(one, other) == pytest.approx([(a + b) / 2 for a, b in each])
    assert sum(shares(one, other)[: len(STANCES)]) == pytest.approx(1.0)


def test_readers_that_know_other_words_are_refused() -> None:
    """Files of several versions are one clear error."""
    lines = stored(random.Random(1))[0]
    with pytest.raises(LanguageError, match="are missing: install the package again"):
        layers_of([])
    with pytest.raises(LanguageError, match=r"differ in the names of 'word'.*install the package again"):
        layers_of([lines, [line.replace("en:sai", "en:said") for line in lines]])


def odds_with(yes: float, record: float) -> Odds:
    left = (1.0 - yes) / (len(STANCES) - 1)
    return Odds({stance: yes if stance is Stance.SUPPORTS else left for stance in STANCES}, record, record)


LIKELY = st.floats(0.0, 1.0)


@given(LIKELY, LIKELY, LIKELY, LIKELY)
def test_odds_beside_others_lie_between_them(yes: float, no: float, record: float, other: float) -> None:
    """With no weight the first stay as they are, with all of it the others; in between every likelihood of a stance is
    one and sums to one, and the record lies between the two."""
    one, two = odds_with(yes, record), odds_with(no, other)
    assert one.beside(two, 0.0).stances[Stance.SUPPORTS] == pytest.approx(yes, abs=1e-6)
    assert one.beside(two, 1.0).stances[Stance.SUPPORTS] == pytest.approx(no, abs=1e-6)
    both = one.beside(two, IN_ORDER)
    assert sum(both.stances.values()) == pytest.approx(1.0)
    assert min(record, other) - 1e-6 <= both.record <= max(record, other) + 1e-6
    assert min(yes, no) - 1e-6 <= both.stances[Stance.SUPPORTS] <= max(yes, no) + 1e-6


def test_the_readers_that_come_with_the_program_know_words_and_traits() -> None:
    """They have words of every language, the cues that turn a sentence, and what is known of an item."""
    known = layers()
    codes = {word.partition(":")[0] for word in known.words.number if ":" in word}
    assert {"it", "en", "fr", "de", "es"} <= codes
    assert {"cue denial", "cue postpone", "main", "first subject", "later"} <= known.traits.number.keys()
    assert {"plan", "channel", "press", "after the window"} <= known.about.number.keys()


def test_numpy_is_loaded_where_something_is_read() -> None:
    """What reads no item need not wait for it."""
    code = "import sys, tracker.reading, tracker.cli; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_who_does_it_is_told_by_the_order_of_words() -> None:
    """A yes is less likely where somebody else does what the claim says of its subject, who stands there too."""
    resigned = claim(
        "Torvena", text="Ida Belcastro has resigned as head of Torvena.", kind=Kind.EVENT, expected=None,
        subjects=(("Ida Belcastro", "Belcastro"), ("Torvena",)),
    )  # fmt: skip

    def yes(title: str, summary: str) -> float:
        return layers().odds(seen(title, summary, of=resigned).strip()).stances[Stance.SUPPORTS]

    own = yes("Torvena: Belcastro resigns", "Ida Belcastro resigned on Monday. Marco Neri thanked Belcastro.")
    other = yes("Torvena: Neri resigns", "Marco Neri resigned on Monday. Ida Belcastro thanked Neri.")
    assert other < own
