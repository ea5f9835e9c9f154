"""The figures that `replay --score` prints."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Stance, Status
from tracker.scoring import Answer, Tally, f1, is_false_promotion, labels, macro_f1, misses, stance_score, status_score

stances = st.sampled_from([stance.value for stance in Stance])


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    """Two of three found, one invented: precision 2/3, recall 2/3."""
    table = Counter({("a", "a"): 2, ("a", "b"): 1, ("b", "a"): 1})
    assert f1(table, "a") == pytest.approx(2 / 3)
    assert f1(table, "c") == 0.0


@given(st.lists(stances, min_size=1))
def test_right_answers_score_one(answers: list[str]) -> None:
    """An answer equal to its label throughout has accuracy and macro-F1 of one."""
    score = stance_score([(one, one) for one in answers])
    assert score["accuracy"] == 1.0
    assert score["macro_f1"] == 1.0


@given(st.lists(st.tuples(stances, stances)))
def test_macro_f1_stays_between_nothing_and_one(pairs: list[tuple[str, str]]) -> None:
    """Whatever is answered, macro-F1 is from 0 to 1."""
    assert 0.0 <= macro_f1(pairs) <= 1.0


def test_matter_missed_and_invented_are_told_apart() -> None:
    """`none` against the rest is counted in both directions."""
    score = stance_score([("supports", "none"), ("none", "reports"), ("denies", "supports"), ("none", "none")])
    assert (score["matter_found"], score["matter_missed"], score["matter_invented"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("answer", "accepted", "false"),
    [
        (Status.CONFIRMED, [Status.SPECULATION], True),
        (Status.CORROBORATED, [Status.DENIED], True),
        (Status.CORROBORATED, [Status.CONFIRMED], False),
        (Status.DENIED, [Status.CONFIRMED], False),
        (Status.CORROBORATED, [Status.SPECULATION, Status.CORROBORATED], False),
    ],
)
def test_a_false_promotion_ranks_above_every_accepted_status(answer: str, accepted: list[str], false: bool) -> None:
    """Only a status higher than all accepted ones is a false promotion."""
    assert is_false_promotion(answer, accepted) is false


def test_status_rows_accept_what_the_label_also_accepts() -> None:
    """`also_ok` counts as right."""
    score = status_score([(("speculation", "corroborated"), "corroborated"), (("denied",), "confirmed")])
    assert score == {"rows": 2, "right": 1, "accuracy": 0.5, "false_promotions": 1}


def test_doubtful_items_are_scored_apart() -> None:
    """A doubtful label counts among the doubtful only, and a row nobody answered for is left out."""
    raw = {
        "items": [{"stance": "supports"}, {"stance": "denies", "doubtful": "arguable"}, {}],
        "expected_status": [{"as_of": "2025-01-02", "status": "denied"}, {"as_of": "2025-01-03"}],
    }
    tally = Tally()
    tally.add(
        labels(json.dumps(raw)),
        {0: Answer("supports"), 1: Answer("none"), 2: Answer("none")},
        {date(2025, 1, 2): "denied"},
    )
    summary = tally.summary()
    assert summary["stance"]["items"] == 1
    assert summary["doubtful"]["items"] == 1
    assert summary["status"] == {"rows": 1, "right": 1, "accuracy": 1.0, "false_promotions": 0}


def test_what_is_no_label_is_named_and_scored_nowhere() -> None:
    """A stance or a status that does not exist, and rows of another shape, are problems; a day alone is none."""
    raw = {
        "items": [{"stance": "report"}, {"stance": "denies"}, "not an item"],
        "expected_status": [{"date": "2025-01-02", "status": "denied"}, {"as_of": "2025-01-03", "status": "maybe"}, "denied", {"as_of": "2025-01-04"}],
    }  # fmt: skip
    found = labels(json.dumps(raw))
    assert dict(found.stances) == {1: "denies"} and found.statuses == ()
    assert len(found.problems) == 4 and "'report'" in found.problems[0] and "supports" in found.problems[0]
    assert labels(json.dumps({"items": [], "expected_status": {"2025-01-02": "denied"}})).statuses == ()


def test_a_story_without_labels_scores_nothing_and_says_so() -> None:
    """One label of either kind is enough."""
    (said,) = labels(json.dumps({"items": [{"title": "x"}], "expected_status": [{"as_of": "2025-01-04"}]})).problems
    assert said.startswith("no labels")
    assert not labels(json.dumps({"items": [{"stance": "denies"}]})).problems
    assert not labels(json.dumps({"expected_status": [{"as_of": "2025-01-04", "status": "denied"}]})).problems


def test_misses_are_the_firm_labels_answered_otherwise() -> None:
    """Each with its title or its day; doubtful labels and accepted statuses are none."""
    raw = {
        "items": [{"stance": "supports"}, {"stance": "denies", "doubtful": "arguable"}, {"stance": "none"}],
        "expected_status": [{"as_of": "2025-01-02", "status": "denied", "also_ok": ["contested"]}, {"as_of": "2025-01-03", "status": "denied"}],
    }  # fmt: skip
    days = {date(2025, 1, 2): "contested", date(2025, 1, 3): "contested"}
    found = list(
        misses(
            labels(json.dumps(raw)), {0: "Title"}, {0: Answer("reports"), 1: Answer("none"), 2: Answer("none")}, days
        )
    )
    assert found == ["item 0: supports, read as reports: Title", "2025-01-03: denied, judged contested"]


RECORD = {
    "items": [
        {"stance": "supports", "on_record": True},
        {"stance": "denies", "on_record": False},
        {"stance": "denies", "on_record": True},
        {"stance": "postpones", "on_record": True},
        {"stance": "supports", "on_record": True, "doubtful": "arguable"},
        {"stance": "mentions", "on_record": True},
        {"stance": "supports"},
    ],
}
HEARD = {
    0: Answer("supports", False),
    1: Answer("denies", True),
    2: Answer("denies", True),
    3: Answer("supports", False),
    4: Answer("supports", False),
    5: Answer("mentions", False),
    6: Answer("supports", True),
}


def test_what_is_on_the_record_is_scored_where_the_stance_is_right() -> None:
    """Found, missed and invented of yeses, noes and delays whose label tells; no doubtful one, and no other stance."""
    tally = Tally()
    tally.add(labels(json.dumps(RECORD)), HEARD, {})
    assert tally.summary()["record"] == {"items": 3, "found": 1, "missed": 1, "invented": 1}


def test_misses_name_what_is_read_off_or_on_the_record_wrongly() -> None:
    """Of an item whose stance is wrong only that is said."""
    assert list(misses(labels(json.dumps(RECORD)), {0: "Title"}, HEARD, {})) == [
        "item 0: supports on the record, read off the record: Title",
        "item 1: denies off the record, read on the record: ",
        "item 3: postpones, read as supports: ",
    ]
