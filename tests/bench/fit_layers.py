"""Fit the readers of `tracker.reading.layers` over labelled strips; what tests/bench/fit_reader.py calls for them.

PyTorch is needed here only (pip install torch, on one core or two about a minute and a half for each reader).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from tracker.reading.layers import FINENESS, REACH, SPREAD
from tracker.reading.strip import Strip
from tracker.reading.trees import STANCES

WIDE, WORD, HIDDEN, VIEWS = 64, 24, 128, 4
"""Numbers a row, numbers stored for each word, numbers of the whole item, views of it."""
ROUNDS, AT_ONCE, FASTEST, DECAY = 8, 64, 2e-3, 0.02
"""How often each strip is seen, how many at once, and how far a step goes (the one-cycle rule of Smith and Topin)."""
LEFT_OUT, UNKNOWN, SOFT = 0.2, 0.12, 0.03
"""The share of numbers left out, that of words made unknown, and how unsure a label is, all while learning."""
OFTEN = 5
"""A word seen in fewer strips is unknown."""
BESIDE = 0.3
"""What the record and what is fulfilled count beside the stance."""


class Lesson(NamedTuple):
    """A strip with its label: the stance's number, what it counts, and whether it is on the record and fulfilled; None
    where that says nothing."""

    strip: Strip
    stance: int
    share: float
    record: bool | None
    fulfilled: bool | None


class _Reader(nn.Module):
    def __init__(self, words: int, traits: int, about: int) -> None:
        super().__init__()
        self.word = nn.Embedding(words, WORD, padding_idx=0)
        self.embed = nn.Linear(WORD, WIDE, bias=False)
        self.trait = nn.Linear(traits, WIDE)
        self.about = nn.Linear(about, WIDE)
        self.level = nn.LayerNorm(WIDE)
        width = 2 * REACH + 1
        self.steps = nn.ModuleList(
            nn.Conv1d(WIDE, WIDE, width, padding=REACH * spread, dilation=spread) for spread in SPREAD
        )
        self.levels = nn.ModuleList(nn.LayerNorm(WIDE) for _ in SPREAD)
        self.views = nn.Linear(WIDE, VIEWS, bias=False)
        self.hidden = nn.Linear(WIDE * (VIEWS + 2) + about, HIDDEN)
        self.answers = nn.Linear(HIDDEN, len(STANCES) + 2)
        self.out = nn.Dropout(LEFT_OUT)

    def forward(self, words, traits, about, title):
        there = (words > 0)[..., None]
        rows = self.embed(self.word(words)) + self.trait(traits) + self.about(about)[:, None]
        rows = torch.relu(self.level(rows)) * there
        for step, level in zip(self.steps, self.levels, strict=True):
            rows = self.out(rows)
            rows = rows + torch.relu(step(rows.transpose(1, 2)).transpose(1, 2))
            rows = level(rows) * there
        shares = self.views(rows).masked_fill(~there, -1e9).softmax(1)
        views = torch.einsum("bnk,bnh->bkh", shares, rows).flatten(1)
        parts = [_most(rows, there & title[..., None]), _most(rows, there & ~title[..., None])]
        hidden = torch.relu(self.hidden(self.out(torch.cat([views, *parts, about], 1))))
        return self.answers(self.out(hidden))


def _most(rows, there):
    most = rows.masked_fill(~there, -1e9).amax(1)
    return torch.where(there.any(1), most, torch.zeros_like(most))


class _Names(NamedTuple):
    words: dict[str, int]
    traits: dict[str, int]
    about: dict[str, int]


def _names(lessons: Sequence[Lesson]) -> _Names:
    often = Counter(word for one in lessons for word in set(one.strip.words))
    words = sorted(word for word, count in often.items() if count >= OFTEN)
    traits = sorted({trait for one in lessons for _, trait in one.strip.traits})
    about = sorted({name for one in lessons for name in one.strip.about})
    return _Names(
        {word: at for at, word in enumerate(words, start=2)},
        {trait: at for at, trait in enumerate(traits)},
        {name: at for at, name in enumerate(about)},
    )


class _Put(NamedTuple):
    """A lesson in numbers."""

    words: np.ndarray
    traits: np.ndarray
    """Places and traits, two rows."""
    about: list[int]
    title: int


def _put(strip: Strip, names: _Names) -> _Put:
    traits = [(place, names.traits[trait]) for place, trait in strip.traits if trait in names.traits]
    return _Put(
        np.array([names.words.get(word, 1) for word in strip.words], dtype=np.int64),
        np.array(traits, dtype=np.int64).reshape(-1, 2).T,
        [names.about[name] for name in strip.about if name in names.about],
        strip.title,
    )


def _batch(some: Sequence[_Put], names: _Names):
    long = max(len(one.words) for one in some)
    words = np.zeros((len(some), long), dtype=np.int64)
    traits = np.zeros((len(some), long, len(names.traits)), dtype=np.float32)
    about = np.zeros((len(some), len(names.about)), dtype=np.float32)
    title = np.zeros((len(some), long), dtype=bool)
    for at, one in enumerate(some):
        words[at, : len(one.words)] = one.words
        traits[at, one.traits[0], one.traits[1]] = 1
        about[at, one.about] = 1
        title[at, : one.title] = True
    return words, *map(torch.from_numpy, (traits, about, title))


def _rounds(puts: Sequence[_Put], lot: random.Random) -> Iterator[list[int]]:
    """Which lessons come together, in an order drawn by lot, those of a length together."""
    for _ in range(ROUNDS):
        order = list(range(len(puts)))
        lot.shuffle(order)
        groups = []
        for first in range(0, len(order), AT_ONCE * 40):
            near = sorted(order[first : first + AT_ONCE * 40], key=lambda at: len(puts[at].words))
            groups += [near[at : at + AT_ONCE] for at in range(0, len(near), AT_ONCE)]
        lot.shuffle(groups)
        yield from groups


def fit(lessons: Sequence[Lesson], raised: Sequence[float], seed: int) -> list[str]:
    """A reader learnt from `lessons`, as it is stored; `raised` is how far each stance is raised."""
    torch.manual_seed(seed)
    chance, lot, names = np.random.RandomState(seed), random.Random(seed), _names(lessons)
    puts = [_put(one.strip, names) for one in lessons]
    model = _Reader(len(names.words) + 2, len(names.traits), len(names.about))
    groups = list(_rounds(puts, lot))
    learn = torch.optim.AdamW(model.parameters(), lr=FASTEST, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(learn, FASTEST, total_steps=len(groups) + 1, pct_start=0.15)
    factor = torch.tensor(np.asarray(raised), dtype=torch.float32)
    for group in groups:
        words, *rest = _batch([puts[at] for at in group], names)
        words[(chance.rand(*words.shape) < UNKNOWN) & (words > 1)] = 1
        answers = model(torch.from_numpy(words), *rest)
        learn.zero_grad()
        loss(answers, [lessons[at] for at in group], factor).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        learn.step()
        pace.step()
    return _stored(model, names)


def loss(answers, lessons, factor):
    """How far answers (the stances, the record, what is fulfilled) are from their lessons, each stance raised so far."""
    stance = torch.tensor([one.stance for one in lessons])
    share = torch.tensor([one.share for one in lessons], dtype=torch.float32) * factor[stance]
    wrong = nn.functional.cross_entropy(answers[:, : len(STANCES)], stance, reduction="none", label_smoothing=SOFT)
    flags = [(one.record, one.fulfilled) for one in lessons]
    told = torch.tensor([[float(bool(flag)) for flag in pair] for pair in flags])
    asked = torch.tensor([[float(flag is not None) for flag in pair] for pair in flags])
    beside = nn.functional.binary_cross_entropy_with_logits(answers[:, len(STANCES) :], told, reduction="none") * asked
    return (wrong * share).mean() + BESIDE * beside.sum(1).mean()


def _stored(model, names: _Names) -> list[str]:
    """A line a row: its part, its name, its numbers."""
    of = {name: value.detach().numpy() for name, value in model.named_parameters()}
    parts = {
        "word": (["", *names.words], of["word.weight"][1:]),
        "embed": (None, of["embed.weight"].T),
        "trait": (list(names.traits), of["trait.weight"].T),
        "about": (list(names.about), of["about.weight"].T),
        "plus": (None, (of["trait.bias"] + of["about.bias"])[None]),
        "level": (None, np.stack([of["level.weight"], of["level.bias"]])),
        "views": (None, of["views.weight"].T),
        "hidden": (None, of["hidden.weight"].T),
        "hidden_plus": (None, of["hidden.bias"][None]),
        "answers": (None, of["answers.weight"].T),
        "answers_plus": (None, of["answers.bias"][None]),
    }
    for at in range(len(SPREAD)):
        weight = of[f"steps.{at}.weight"].transpose(2, 1, 0)
        parts |= {
            f"step{at}": (None, weight.reshape(-1, WIDE)),
            f"step{at}_plus": (None, of[f"steps.{at}.bias"][None]),
            f"step{at}_level": (None, np.stack([of[f"levels.{at}.weight"], of[f"levels.{at}.bias"]])),
        }
    lines = []
    for part, (rows, table) in parts.items():
        steps = np.round(table * FINENESS.get(part, FINENESS[""])).astype(int)
        given = rows or [str(at) for at in range(len(steps))]
        lines += ["\t".join((part, name, *map(str, row))) for name, row in zip(given, steps, strict=True)]
    return lines
