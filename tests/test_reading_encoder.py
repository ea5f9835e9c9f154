"""The encoder: what it is given in pieces, the arithmetic behind its odds, and who is asked."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import above, added, times
from hypothesis import given, settings
from hypothesis import strategies as st
from torvena import seen

from tracker.errors import LanguageError
from tracker.model import Stance
from tracker.reading import SURE, closer, encoder
from tracker.reading.encoder import (
    BLOCK,
    HEADS,
    LEARNT,
    LETTERS,
    MOST,
    MOST_OF_CLAIM,
    PIECES,
    START,
    STOP,
    Arrays,
    encoder_of,
    laid,
    split,
    stored,
)
from tracker.reading.layers import TINY
from tracker.reading.sheet import BEARING, CLAIM, OTHER, TITLE, Run, Sheet, Word
from tracker.reading.trees import STANCES, Odds

WIDE, INNER, HIDDEN, TURNS = 3 * BLOCK, 5, 3, 2
"""A small encoder: its rows are as wide as HEADS questions of eight numbers."""
ABOUT = ("en", "plan")
ANSWERS = len(STANCES) + 2

Table = list[list[float]]


def sheet(claim: str, title: str, rest: str = "", about: Sequence[str] = ()) -> Sheet:
    """A sheet of words."""
    runs = [
        Run(part, tuple(Word(word, True) for word in text.split()))
        for part, text in ((CLAIM, claim), (TITLE, title), (BEARING, rest))
    ]
    return Sheet(runs[0], tuple(runs[1:]), frozenset(about))


def test_a_sheet_is_laid_out_in_pieces() -> None:
    """The claim, the title and the rest each end with a stop, in one row that starts with the start; every piece knows
    its part."""
    found = laid(sheet("Alpha", "no", "unbelievableness"))
    no, long = split("no", apart=True), split("unbelievableness", apart=True)
    assert len(long) > 1
    assert found.pieces == (START, *split("Alpha", apart=True), STOP, *no, STOP, *long, STOP)
    assert found.parts == (CLAIM, CLAIM, CLAIM, *[TITLE] * (len(no) + 1), *[BEARING] * len(long), OTHER)


def test_no_sheet_is_endless() -> None:
    """A claim and an item of any length leave room for each other."""
    found = laid(sheet("word " * 900, "other " * 900))
    assert len(found.pieces) == len(found.parts) == MOST
    assert found.parts.count(CLAIM) <= MOST_OF_CLAIM + 2


@pytest.mark.parametrize(
    "word", ["", "\ud800", "a\udfffb", "\x00", "x" * 10_000, "☃", "שלום", "你好", "?" * 400, "ﬁne", " a b"]
)
def test_any_word_is_split(word: str) -> None:
    """Feeds are written by strangers: nothing that a word can hold stops it, and no word is endless."""
    assert len(split(word, apart=True)) <= LETTERS + 1
    assert all(piece < len(stored(PIECES)["steps"]) for piece in split(word, apart=False))


def test_a_word_is_split_as_the_model_learnt_it() -> None:
    """A common word is one piece, with a gap before it another one, and what looks the same counts the same."""
    assert len(split("officiel", apart=True)) == len(split("conferma", apart=True)) == 1
    assert split("the", apart=True) != split("the", apart=False)
    assert split("ﬁne", apart=True) == split("fine", apart=True)


# --- the arithmetic -----------------------------------------------------------------------------------------


def drawn(lot: random.Random) -> tuple[Arrays, Arrays, dict[str, Any]]:
    """A small encoder as it is stored, for the shipped pieces' first numbers, and its numbers by part."""
    pieces = len(stored(PIECES)["steps"])
    source = np.random.default_rng(lot.randrange(1_000))
    steps = source.integers(0, 256, (pieces, WIDE // 2), dtype=np.uint8)
    scales = source.choice(np.float16([0.125, 0.25]), (pieces, WIDE // BLOCK))
    squares = {
        **{f"turn{at}.ask": (3 * WIDE, WIDE) for at in range(TURNS)},
        **{f"turn{at}.hear": (WIDE, WIDE) for at in range(TURNS)},
        **{f"turn{at}.widen": (INNER, WIDE) for at in range(TURNS)},
        **{f"turn{at}.narrow": (WIDE, INNER) for at in range(TURNS)},
        "hidden": (HIDDEN, 2 * WIDE), "answers": (ANSWERS, HIDDEN),
    }  # fmt: skip
    learnt: dict[str, np.ndarray] = {"about_names": np.array(ABOUT)}
    numbers: dict[str, Any] = {"steps": steps, "scales": scales}
    for name, (out, into) in squares.items():
        learnt[name] = source.integers(-127, 128, (out, into)).astype(np.int8)
        learnt[f"{name}_scales"] = source.choice(np.float32([1 / 512, 1 / 256]), out)
        learnt[f"{name}_plus"] = source.integers(-8, 9, out).astype(np.float32) / 16
        numbers[name] = (learnt[name].astype(float) * learnt[f"{name}_scales"][:, None]).T.tolist()
        numbers[f"{name}_plus"] = learnt[f"{name}_plus"].tolist()
    rows = {"places": (MOST, WIDE), "parts": (4, WIDE), "about": (len(ABOUT), HIDDEN)}
    levels = {
        "level": (2, WIDE),
        **{f"turn{at}.{name}": (2, WIDE) for at in range(TURNS) for name in ("heard", "done")},
    }
    for name, shape in {**rows, **levels}.items():
        learnt[name] = source.integers(-16, 17, shape).astype(np.float32) / 16
        numbers[name] = learnt[name].tolist()
    return {"steps": steps, "scales": scales}, learnt, numbers


def levelled(row: Sequence[float], of: Table) -> list[float]:
    mean = sum(row) / len(row)
    spread = math.sqrt(sum((value - mean) ** 2 for value in row) / len(row) + TINY)
    return [(value - mean) / spread * by + plus for value, by, plus in zip(row, *of, strict=True)]


def shares(row: Sequence[float]) -> list[float]:
    powers = [math.exp(value - max(row)) for value in row]
    return [power / sum(powers) for power in powers]


def bent(value: float) -> float:
    return value * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3))) / 2


def dense(row: Sequence[float], of: dict[str, Any], name: str) -> list[float]:
    return added(times(row, of[name]), of[f"{name}_plus"])


def turned(rows: Table, of: dict[str, Any], name: str) -> Table:
    """The rows after one turn: every row asks all of them, question by question."""
    three = [dense(row, of, f"{name}ask") for row in rows]
    wide = WIDE // HEADS
    after = []
    for row, mine in zip(rows, three, strict=True):
        heard: list[float] = []
        for first in range(0, WIDE, wide):
            ask = mine[first : first + wide]
            fits = [
                sum(a * b for a, b in zip(ask, other[WIDE + first : WIDE + first + wide], strict=True))
                / math.sqrt(wide)
                for other in three
            ]
            says = [other[2 * WIDE + first : 2 * WIDE + first + wide] for other in three]
            heard += added(*([share * value for value in said] for share, said in zip(shares(fits), says, strict=True)))
        row = levelled(added(row, dense(heard, of, f"{name}hear")), of[f"{name}heard"])
        inner = [bent(value) for value in dense(row, of, f"{name}widen")]
        after.append(levelled(added(row, dense(inner, of, f"{name}narrow")), of[f"{name}done"]))
    return after


def by_hand(one: Sheet, of: dict[str, Any]) -> list[float]:
    """The stances' shares, the record and what is fulfilled, number by number, as the module's docstring tells it."""
    seen = laid(one)
    rows = []
    for place, (piece, part) in enumerate(zip(seen.pieces, seen.parts, strict=True)):
        numbers: list[float] = []
        for block, scale in enumerate(of["scales"][piece].tolist()):
            steps = of["steps"][piece].tolist()[block * BLOCK // 2 : (block + 1) * BLOCK // 2]
            numbers += [((step & 15) - 8) * scale for step in steps] + [((step >> 4) - 8) * scale for step in steps]
        rows.append(levelled(added(numbers, of["places"][place], of["parts"][part]), of["level"]))
    for at in range(TURNS):
        rows = turned(rows, of, f"turn{at}.")
    whole = [*rows[0], *(sum(values) / len(rows) for values in zip(*rows, strict=True))]
    known = [of["about"][at] for at, name in enumerate(ABOUT) if name in one.about]
    answers = dense(above(added(dense(whole, of, "hidden"), *known)), of, "answers")
    return [*shares(answers[: len(STANCES)]), *(1 / (1 + math.exp(-flag)) for flag in answers[len(STANCES) :])]


WORDS = st.lists(st.sampled_from(["Alpha", "no", "denied", "in", "2026", "smentisce"]), max_size=3).map(" ".join)


@settings(max_examples=15)  # a case takes a second, worked out number by number
@given(WORDS, WORDS, WORDS, st.sets(st.sampled_from([*ABOUT, "strange"])), st.integers(0, 5))
def test_odds_are_what_the_numbers_come_to(claim: str, title: str, rest: str, about: set[str], seed: int) -> None:
    """The odds are those worked out number by number; what was never met while learning changes nothing."""
    one = sheet(claim, title, rest, sorted(about))
    pieces, learnt, numbers = drawn(random.Random(seed))
    odds = encoder_of(pieces, learnt).odds(one)
    found = [*(odds.stances[stance] for stance in STANCES), odds.record, odds.happened]
    assert found == pytest.approx(by_hand(one, numbers), rel=5e-3, abs=1e-3)
    assert sum(odds.stances.values()) == pytest.approx(1)


# --- what comes with the program ----------------------------------------------------------------------------


def test_a_file_without_a_part_is_refused() -> None:
    """What another version left behind is one clear error."""
    pieces, learnt, _ = drawn(random.Random(1))
    with pytest.raises(LanguageError, match=r"has no 'turn0\.widen': install the package again"):
        encoder_of(pieces, {name: value for name, value in learnt.items() if name != "turn0.widen"})


@pytest.mark.parametrize("content", [b"", b"no numbers", b"PK\x03\x04"])
def test_a_broken_file_is_refused(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that a copy cut short is named, with the way out; one that is missing too."""
    monkeypatch.setattr(encoder, "_WEIGHTS", tmp_path)
    (tmp_path / LEARNT).write_bytes(content)
    with pytest.raises(LanguageError, match=rf"{LEARNT} cannot be read .*: install the package again"):
        stored(LEARNT)
    with pytest.raises(LanguageError, match=rf"{PIECES} cannot be read .*: install the package again"):
        stored(PIECES)


def odds_with(share: float, likeliest: Stance = Stance.SUPPORTS) -> Odds:
    left = (1.0 - share) / (len(STANCES) - 1)
    return Odds({stance: share if stance is likeliest else left for stance in STANCES}, 0.7, 0.3)


def unasked() -> Sheet:
    raise AssertionError("asked")


@pytest.mark.parametrize("stance", [stance for stance in STANCES if stance is not Stance.SUPPORTS])
def test_what_is_sure_is_not_asked(stance: Stance) -> None:
    """The encoder takes its time: where the rest of the reader is sure, it is not asked and the odds stand."""
    assert closer(odds_with(SURE[stance], stance), unasked) == odds_with(SURE[stance], stance)
    with pytest.raises(AssertionError, match="asked"):
        closer(odds_with(SURE[stance] - 0.01, stance), unasked)


def test_a_yes_is_always_read_twice() -> None:
    """Only a yes promotes: however sure the rest of the reader is, the encoder is asked."""
    with pytest.raises(AssertionError, match="asked"):
        closer(odds_with(1.0), unasked)


def test_the_unsure_move_towards_what_is_read() -> None:
    """Beside a plain no a yes that is a guess gets less likely, and the odds stay odds."""
    before, one = odds_with(0.3), seen("Torvena denies it", "Torvena will stay on the stock exchange.")
    after = closer(before, one.sheet)
    assert sum(after.stances.values()) == pytest.approx(1)
    assert after.stances[Stance.DENIES] / after.stances[Stance.SUPPORTS] > (
        before.stances[Stance.DENIES] / before.stances[Stance.SUPPORTS]
    )
    assert 0 < after.record < 1 and 0 < after.happened < 1


@pytest.mark.parametrize(
    ("stance", "title", "summary"),
    [
        (Stance.SUPPORTS, "Torvena bids farewell to Milan", "Torvena was traded in Milan for the last time on Friday."),
        (Stance.DENIES, "Torvena denies it", "Torvena will stay on the stock exchange."),
        (Stance.NONE, "Torvena opens a factory in Milan", "The plant of Torvena will make tyres."),
        (Stance.REPORTS, "Torvena may leave Milan", "Torvena is weighing a farewell to the exchange, sources say."),
        (
            Stance.POSTPONES,
            "Torvena needs more time",
            "Torvena will leave the stock exchange in March 2026 at the earliest.",
        ),
    ],
)
def test_the_encoder_by_itself_tells_stances_apart(stance: Stance, title: str, summary: str) -> None:
    """A yes in words of its own, a no, another matter of the same company, hearsay, and a delay."""
    stances = encoder.encoder().odds(seen(title, summary).sheet()).stances
    assert max(stances, key=lambda one: stances[one]) is stance


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Torvena denies alliance with Brandt", "No talks on a common platform were ever opened, Torvena said."),
        ("«Falso»: Torvena smentisce la collaborazione con Brandt", "Nessun accordo sui motori, dice la casa."),
        ("Torvena dément tout projet avec Brandt", "Le constructeur assure n'avoir engagé aucune négociation."),
    ],
)
def test_a_denial_of_another_matter_is_none_of_the_claim(title: str, summary: str) -> None:
    """Who denies something else of the same people says nothing of the claim, however plain the denial."""
    stances = encoder.encoder().odds(seen(title, summary).sheet()).stances
    assert max(stances, key=lambda one: stances[one]) is Stance.NONE


def test_what_comes_with_the_program_is_whole() -> None:
    """All parts are there and fit each other, and what is known of an item has its number."""
    known = encoder.encoder()
    assert known.answers.times.shape[1] == ANSWERS
    assert len(known.turns) == 12
    assert known.places.shape[0] == MOST
    assert {"plan", "press", "it", "later"} <= known.about.number.keys()
