"""Fit what `tracker.reading.meaning` knows over labelled items; what tests/bench/fit_reader.py calls for it.

PyTorch is needed here only (pip install torch); encoding 230,000 sentences takes some two minutes on two cores, once in
a process, and learning from 60,000 items a minute and a half on one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import Pool
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from tests.bench.fit_layers import loss
from tracker.reading.layers import FINENESS
from tracker.reading.meaning import Said, Sentence, encoded
from tracker.reading.trees import STANCES

WIDE, HIDDEN, VIEWS, ENCODED = 128, 128, 2, 512
"""Numbers a row, numbers of the whole item, views of it, and the encoder's numbers of a sentence. With 64 a row, and
eight rounds, the loss on items left out is 0.462 and 0.457 in two halves, with these 0.454 and 0.449."""
ROUNDS, AT_ONCE, FASTEST, DECAY = 10, 128, 2e-3, 0.02
"""How often each item is seen, how many at once, and how far a step goes (the one-cycle rule of Smith and Topin)."""
LEFT_OUT = 0.2
"""The share of numbers left out while learning."""
BARE = 0.5
"""How often an item's sentences that do not bear on the claim are left out while learning, so that one more or less of
them says little."""
FLAGS = 3
"""Whether a sentence stands in the title, stands behind it, and bears on the claim."""
CHUNK = 4_000


class Lesson(NamedTuple):
    """What is said, and known, with its label: the stance's number, what it counts, and whether it is on the record and
    fulfilled; None where that says nothing."""

    said: Said
    about: frozenset[str]
    stance: int
    share: float
    record: bool | None
    fulfilled: bool | None


class _Meanings(nn.Module):
    def __init__(self, about: int) -> None:
        super().__init__()
        self.sentence, self.claim = nn.Linear(ENCODED, WIDE), nn.Linear(ENCODED, WIDE)
        self.beside = nn.Linear(3 * WIDE + 1 + FLAGS, WIDE)
        self.beside_about = nn.Linear(about, WIDE, bias=False)
        self.again = nn.Linear(WIDE, WIDE)
        self.views = nn.Linear(WIDE, VIEWS, bias=False)
        self.hidden = nn.Linear((VIEWS + 2) * WIDE, HIDDEN)
        self.hidden_about = nn.Linear(about, HIDDEN, bias=False)
        self.answers = nn.Linear(HIDDEN, len(STANCES) + 2)
        self.out = nn.Dropout(LEFT_OUT)

    def forward(self, claim, texts, there, flags, about):
        alike = (claim[:, None] * texts).sum(-1, keepdim=True)
        own, other = self.sentence(texts), self.claim(claim)[:, None]
        facts = torch.cat([own, own * other, (own - other).abs(), alike, flags], -1)
        known = self.out(about)
        rows = torch.relu(self.beside(self.out(facts)) + self.beside_about(known)[:, None])
        rows = rows + torch.relu(self.again(self.out(rows)))
        weights = self.views(rows).masked_fill(~there[..., None], -1e9).softmax(1)
        views = torch.einsum("bnk,bnh->bkh", weights, rows).flatten(1)
        parts = [_most(rows, there & (flags[..., at] > 0)) for at in (0, 1)]
        seen = self.hidden(self.out(torch.cat([views, *parts], 1))) + self.hidden_about(known)
        return self.answers(self.out(torch.relu(seen)))


def _most(rows, there):
    most = rows.masked_fill(~there[..., None], -1e9).amax(1)
    return torch.where(there.any(1, keepdim=True), most, torch.zeros_like(most))


class _Encoded:
    """The encoder's numbers of every text ever asked for in this process, in halves of a float."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}
        self.rows = torch.zeros((0, ENCODED), dtype=torch.float16)

    def learn(self, texts: Iterable[str]) -> None:
        new = sorted(set(texts) - self.at.keys())
        chunks = [new[first : first + CHUNK] for first in range(0, len(new), CHUNK)]
        with Pool() as pool:
            parts = [torch.from_numpy(rows).half() for rows in pool.map(encoded, chunks)]
        self.at |= {text: number for number, text in enumerate(new, start=len(self.at))}
        self.rows = torch.cat([self.rows, *parts])

    def of(self, texts: Sequence[str]) -> torch.Tensor:
        return self.rows[[self.at[text] for text in texts]].float()


_ENCODED = _Encoded()


def _batch(some: Sequence[tuple[Said, Sequence[Sentence], frozenset[str]]], names: dict[str, int]):
    long = max(len(sentences) for _, sentences, _ in some)
    texts = torch.zeros((len(some), long, ENCODED))
    flags, about = torch.zeros((len(some), long, FLAGS)), torch.zeros((len(some), len(names)))
    there = torch.zeros((len(some), long), dtype=torch.bool)
    for at, (_, sentences, known) in enumerate(some):
        texts[at, : len(sentences)] = _ENCODED.of([one.text for one in sentences])
        told = [(one.title, not one.title, one.bears) for one in sentences]
        flags[at, : len(sentences)] = torch.tensor(told, dtype=torch.float32)
        there[at, : len(sentences)] = True
        about[at, [names[name] for name in known]] = 1
    return _ENCODED.of([said.claim for said, _, _ in some]), texts, there, flags, about


def _bearing(said: Said) -> Sequence[Sentence]:
    return [one for one in said.sentences if one.bears] or said.sentences


def fit(lessons: Sequence[Lesson], raised: Sequence[float], seed: int = 1) -> list[str]:
    """What is learnt from `lessons`, as it is stored; `raised` is how far each stance is raised."""
    _ENCODED.learn(text for one in lessons for text in (one.said.claim, *(part.text for part in one.said.sentences)))
    torch.manual_seed(seed)
    lot = np.random.RandomState(seed)
    names = {name: at for at, name in enumerate(sorted({name for one in lessons for name in one.about}))}
    model = _Meanings(len(names))
    steps = ROUNDS * -(-len(lessons) // AT_ONCE)
    learn = torch.optim.AdamW(model.parameters(), lr=FASTEST, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(learn, FASTEST, total_steps=steps + 1, pct_start=0.15)
    factor = torch.tensor(np.asarray(raised), dtype=torch.float32)
    for group in _rounds(len(lessons), lot):
        some = [lessons[at] for at in group]
        bare = lot.rand(len(some)) < BARE
        heard = [_bearing(one.said) if less else one.said.sentences for one, less in zip(some, bare, strict=True)]
        answers = model(*_batch([(one.said, part, one.about) for one, part in zip(some, heard, strict=True)], names))
        learn.zero_grad()
        loss(answers, some, factor).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        learn.step()
        pace.step()
    return _stored(model, list(names))


def _rounds(count: int, lot: np.random.RandomState) -> Iterator[np.ndarray]:
    """Which lessons come together, in an order drawn by lot."""
    for _ in range(ROUNDS):
        order = lot.permutation(count)
        yield from (order[first : first + AT_ONCE] for first in range(0, count, AT_ONCE))


def _stored(model: _Meanings, names: Sequence[str]) -> list[str]:
    """A line a row: its part, its name, its numbers."""
    lines = []
    for name, value in model.named_parameters():
        part, _, kind = name.rpartition(".")
        table = value.detach().numpy().T if kind == "weight" else value.detach().numpy()[None]
        part += "" if kind == "weight" else "_plus"
        rows = names if part.endswith("_about") else [str(at) for at in range(len(table))]
        steps = np.round(table * FINENESS.get(part, FINENESS[""])).astype(int)
        lines += ["\t".join((part, row, *map(str, numbers))) for row, numbers in zip(rows, steps, strict=True)]
    return lines
