"""What a sheet amounts to, each word read beside all others: how likely each stance is, that an authority says it on
the record, and that it tells a plan as fulfilled.

The encoder is a small transformer (Vaswani et al. 2017) that others have taught a hundred languages: multilingual E5
small (Wang et al. 2024, MIT licence), a BERT of twelve turns with 384 numbers a piece of a word. tests/bench/
fit_encoder.py teaches it further, on labelled stories, to read an item beside its claim. Each piece of the sheet is a
row of numbers, the sum of those of the piece, of its place and of its part; in each turn every row asks all others,
then goes on by itself; the sheet is what its first row and the mean of all rows come to.

Of the 250,000 pieces there are those that occur in the languages that are read (tests/bench/base_model.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor
from threadpoolctl import threadpool_limits

from tracker.errors import LanguageError
from tracker.reading.layers import Level, Named, Numbers, odds_of
from tracker.reading.sheet import OTHER, TITLE, Run, Sheet
from tracker.reading.trees import Odds

HEADS = 12
"""Questions that each row asks at once in a turn, as in the model it is made from."""
BLOCK = 32
"""Numbers of a piece that share a scale, as they come from the 4-bit form of the model."""
MOST, MOST_OF_CLAIM = 256, 60
"""Pieces of a sheet that are read at most, which only long articles have more of, and of the claim."""
LETTERS = 60
"""Letters of a word that are read at most; what is longer is no word."""
START, PAD, STOP = 0, 1, 2
"""The pieces that begin a sheet, fill it up while learning, and end each of its parts."""
GAP = "▁"
"""What stands for a gap before a word, as in SentencePiece (Kudo and Richardson 2018)."""
PIECES, SPLIT, LEARNT = "pieces.npz", "pieces.model", "encoder.npz"
"""Files of the weights: each piece's numbers; how words are split into pieces; what was learnt."""

Arrays = Mapping[str, NDArray[Any]]


class Laid(NamedTuple):
    """A sheet in pieces: their numbers, and the part that each belongs to."""

    pieces: tuple[int, ...]
    parts: tuple[int, ...]


def laid(sheet: Sheet) -> Laid:
    """The pieces of a sheet: START, the claim, STOP, the title, STOP, the sentences, STOP; of endless ones the first
    MOST, and a claim's words up to MOST_OF_CLAIM."""
    pieces, parts = [START], [sheet.claim.part]

    def stop(part: int) -> None:
        pieces.append(STOP)
        parts.append(part)

    def lay(run: Run, most: int) -> None:
        for word in run.words:
            if len(pieces) >= most:
                return
            pieces.extend(split(word.text, word.apart))
            parts.extend([run.part] * (len(pieces) - len(parts)))

    lay(sheet.claim, MOST_OF_CLAIM)
    stop(sheet.claim.part)
    for run in sheet.sentences:
        if parts[-1] == TITLE and run.part != TITLE:
            stop(TITLE)
        lay(run, MOST)
    stop(OTHER)
    return Laid(tuple(pieces[:MOST]), tuple(parts[:MOST]))


@cache
def _splitter() -> SentencePieceProcessor:
    return SentencePieceProcessor(model_proto=(_WEIGHTS / SPLIT).read_bytes())


@lru_cache(maxsize=65_536)
def split(word: str, apart: bool) -> tuple[int, ...]:
    """The pieces of a word, which a gap stands before or not; half a pair of code units counts as a question mark."""
    text = unicodedata.normalize("NFKC", word[:LETTERS]).encode(errors="replace").decode()
    return tuple(_splitter().encode((GAP if apart else "") + "".join(text.split())))


class Pieces(NamedTuple):
    """Each piece's numbers in 16 steps, two to a byte, with a scale for each BLOCK of them."""

    steps: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def rows(self, pieces: tuple[int, ...]) -> Numbers:
        """The numbers of some pieces, a row a piece."""
        steps = self.steps[list(pieces)].reshape(len(pieces), -1, BLOCK // 2)
        both = np.concatenate([steps & 15, steps >> 4], axis=2).astype(np.float32) - 8
        rows: Numbers = (both * self.scales[list(pieces)][..., None].astype(np.float32)).reshape(len(pieces), -1)
        return rows


class Dense(NamedTuple):
    """A square, and what is added."""

    times: Numbers
    plus: Numbers

    def of(self, rows: Numbers) -> Numbers:
        """What rows come to."""
        after: Numbers = rows @ self.times + self.plus
        return after


class Turn(NamedTuple):
    """What a row asks, what it answers to, and what it then says, side by side; what becomes of what was heard; and how
    a row then goes on by itself."""

    ask: Dense
    hear: Dense
    heard: Level
    widen: Dense
    narrow: Dense
    done: Level

    def of(self, rows: Numbers) -> Numbers:
        """The rows after this turn."""
        count = len(rows)
        asks, answers, says = self.ask.of(rows).reshape(count, 3, HEADS, -1).transpose(1, 2, 0, 3)
        fit = asks @ np.swapaxes(answers, -1, -2) / np.float32(asks.shape[-1] ** 0.5)
        shares = np.exp(fit - fit.max(axis=-1, keepdims=True))
        told = shares / shares.sum(axis=-1, keepdims=True) @ says
        rows = self.heard.of(rows + self.hear.of(np.swapaxes(told, 0, 1).reshape(count, -1)))
        return self.done.of(rows + self.narrow.of(_bent(self.widen.of(rows))))


_CURVE = np.float32((2 / np.pi) ** 0.5)


def _bent(rows: Numbers) -> Numbers:
    """Each number times how likely a normal one is below it (Hendrycks and Gimpel 2016, in their quick form)."""
    bent: Numbers = rows * (1 + np.tanh(_CURVE * (rows + np.float32(0.044715) * rows * rows * rows))) / 2
    return bent


class Encoder(NamedTuple):
    """All that is known: of pieces, of places and parts, the turns, and what their rows come to."""

    pieces: Pieces
    places: Numbers
    parts: Numbers
    level: Level
    turns: tuple[Turn, ...]
    hidden: Dense
    about: Named
    answers: Dense
    """A column an answer: the stances in their order, the record, what is told as fulfilled."""

    def odds(self, sheet: Sheet) -> Odds:
        """The odds of an item with this sheet."""
        return odds_of(self.answer(sheet)[None])

    def answer(self, sheet: Sheet) -> Numbers:
        """The logarithm of each answer, the stances' up to what they have in common."""
        seen = laid(sheet)
        rows = self.pieces.rows(seen.pieces) + self.places[: len(seen.pieces)] + self.parts[list(seen.parts)]
        rows = self.level.of(rows)
        with threadpool_limits(1, "blas"):
            for turn in self.turns:
                rows = turn.of(rows)
        about = self.about.rows[self.about.places(sorted(sheet.about))].sum(axis=0)
        hidden = self.hidden.of(np.concatenate([rows[0], rows.mean(axis=0)])) + about
        return self.answers.of(np.maximum(hidden, 0))


def encoder_of(pieces: Arrays, learnt: Arrays) -> Encoder:
    """The encoder from what is stored of it. LanguageError where a part is missing."""
    try:
        turns = sum(name.endswith(".ask") for name in learnt)
        return Encoder(
            Pieces(pieces["steps"], pieces["scales"]),
            _plain(learnt, "places"),
            _plain(learnt, "parts"),
            _level(learnt, "level"),
            tuple(_turn(learnt, f"turn{number}.") for number in range(turns)),
            _dense(learnt, "hidden"),
            _named(learnt, "about"),
            _dense(learnt, "answers"),
        )
    except KeyError as error:
        raise LanguageError(f"{PIECES} or {LEARNT} has no {error}: install the package again") from error


def _plain(learnt: Arrays, name: str) -> Numbers:
    """A part; its steps times each row's scale where it is stored in steps."""
    scales = learnt.get(f"{name}_scales")
    rows: Numbers = learnt[name].astype(np.float32)
    return rows if scales is None else rows * scales[:, None]


def _named(learnt: Arrays, name: str) -> Named:
    return Named({str(one): at for at, one in enumerate(learnt[f"{name}_names"])}, _plain(learnt, name))


def _level(learnt: Arrays, name: str) -> Level:
    return Level(*_plain(learnt, name))


def _dense(learnt: Arrays, name: str) -> Dense:
    """A part that is stored with a row for each number that comes out of it."""
    return Dense(np.ascontiguousarray(_plain(learnt, name).T), _plain(learnt, f"{name}_plus"))


def _turn(learnt: Arrays, name: str) -> Turn:
    return Turn(
        _dense(learnt, name + "ask"),
        _dense(learnt, name + "hear"),
        _level(learnt, name + "heard"),
        _dense(learnt, name + "widen"),
        _dense(learnt, name + "narrow"),
        _level(learnt, name + "done"),
    )


_WEIGHTS = resources.files(__package__) / "weights"


def stored(name: str) -> Arrays:
    """One file of the weights. LanguageError where it is none."""
    try:
        with (_WEIGHTS / name).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        raise LanguageError(f"{name} cannot be read ({error}): install the package again") from error


@cache
def encoder() -> Encoder:
    """What comes with the program; it takes a quarter of a second and 130 MB."""
    return encoder_of(stored(PIECES), stored(LEARNT))
