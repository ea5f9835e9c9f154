"""One claim beside one headline: the stance, its cues, the languages, the laws, and the shipped weights."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import LanguageError
from tracker.model import Stance
from tracker.reading import pair_features as features
from tracker.reading import pairs
from tracker.reading.pairs import Odds, Weights, by_rules, decide, judge_pair, languages_of, odds_from, odds_of, weights

OWN = list(csv.DictReader((Path(__file__).parent / "data/pairs.csv").open(encoding="utf-8", newline="")))
ENGLISH = [row for row in OWN if row["language"] == "en"]
FACTORY = "Norvella will open a factory in Turin"
WEIGHTS = Path(pairs.__file__).parent / "weights"
CLASS = {
    Stance.SUPPORTS: "supports",
    Stance.DENIES: "denies",
    Stance.REPORTS: "observing",
    Stance.MENTIONS: "observing",
}
ANSWERS = set(CLASS)
TEXT = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [
            "No",
            "Norvella",
            "denies",
            "hoax",
            "reportedly",
            "factory",
            "Turin",
            "?",
            ":",
            '"',
            "n't",
            "isn't",
            "the",
            "400",
            "l'usine",
            "não",
            "東京",
            "😀",
        ]
    ),
    max_size=14,
).map(" ".join)


def said(row: dict[str, str], language: str | None = None) -> str:
    """The class of one of our own rows."""
    return CLASS[judge_pair(row["claim"], row["headline"], language=language).stance]


# --- our own sentences


@pytest.mark.parametrize("language", ["en", "it", "fr", "de", "es"])
@pytest.mark.parametrize("told", [True, False])
def test_our_own_sentences_are_read_in_each_language(language: str, told: bool) -> None:
    """At least nine in ten of our own pairs get their stance, whether or not the language is told."""
    rows = [row for row in OWN if row["language"] == language]
    right = [said(row, language if told else None) == row["stance"] for row in rows]
    assert len(rows) >= 10
    assert sum(right) / len(right) >= 0.9


def test_our_own_sentences_cover_every_class_in_each_language() -> None:
    """Each language's rows hold all three classes, so that no constant answer passes."""
    classes: dict[str, set[str]] = defaultdict(set)
    for row in OWN:
        classes[row["language"]].add(row["stance"])
    assert all(found == {"supports", "denies", "observing"} for found in classes.values())


def test_the_worst_confusion_is_rare() -> None:
    """None of our own denials is read as support, and no support as a denial."""
    crossed = [row for row in OWN if {said(row), row["stance"]} == {"supports", "denies"}]
    assert crossed == []


# --- English, phenomenon by phenomenon


@pytest.mark.parametrize(
    ("headline", "stance"),
    [
        ("Norvella opens Turin factory with 400 jobs", Stance.SUPPORTS),
        ("Norvella denies it will open a factory in Turin", Stance.DENIES),
        ("No, Norvella is not opening a factory in Turin", Stance.DENIES),
        ("Norvella factory in Turin is a hoax", Stance.DENIES),
        ("Is Norvella about to open a factory in Turin?", Stance.REPORTS),
        ("Norvella reportedly planning a factory in Turin", Stance.REPORTS),
        ("Ten recipes for the autumn", Stance.MENTIONS),
    ],
)
def test_a_headline_gets_its_stance(headline: str, stance: Stance) -> None:
    """Plain statement, denial, refusal, hoax, question, hearsay and another matter are told apart."""
    assert judge_pair(FACTORY, headline).stance is stance


def test_a_negated_claim_is_supported_by_its_own_words() -> None:
    """Claim and headline that both say no agree; a headline that says yes does not support a negated claim."""
    claim = "The president has not met the ambassador"
    assert judge_pair(claim, "The president has not met the ambassador").stance is not Stance.DENIES
    assert by_rules(features.align(claim, "President met the ambassador")) is Stance.DENIES
    assert by_rules(features.align(claim, "President has not met ambassador")) is Stance.SUPPORTS


@pytest.mark.parametrize("hedge", ["Reportedly, {}", "Rumor: {}", "{}, sources say", "{}: report"])
def test_a_hedge_never_raises_support(hedge: str) -> None:
    """A hedge added to a headline of ours never makes support likelier."""
    for row in ENGLISH:
        if row["stance"] == "supports":
            plain = odds_of(features.align(row["claim"], row["headline"]), weights())
            held = odds_of(features.align(row["claim"], hedge.format(row["headline"])), weights())
            assert held.supports < plain.supports, row["headline"]


@pytest.mark.parametrize("refusal", ["Hoax: {}", "Fake report: {}", "{}: not true", "Debunked: {}"])
def test_a_refusal_raises_denial(refusal: str) -> None:
    """Calling a headline of ours a hoax, fake, untrue or debunked makes denial likelier."""
    for row in ENGLISH:
        if row["stance"] == "supports" and "not" not in row["headline"]:
            plain = odds_of(features.align(row["claim"], row["headline"]), weights())
            refused = odds_of(features.align(row["claim"], refusal.format(row["headline"])), weights())
            assert refused.denies > plain.denies, row["headline"]


def test_a_headline_beside_another_claim_falls_to_observing() -> None:
    """At least nine in ten of our English headlines, set beside the other claims, are neither for nor against them."""
    claims = sorted({row["claim"] for row in ENGLISH})
    swapped = [
        {**row, "claim": claim}
        for row in ENGLISH
        for claim in claims
        if claim != row["claim"] and "minister" not in claim
    ]
    calm = [said(row) == "observing" for row in swapped]
    assert sum(calm) / len(calm) >= 0.9


# --- cues


def test_cues_speak_for_the_stance_and_quote_the_headline() -> None:
    """The cues of a denial are its refusals, each verbatim at its offsets."""
    headline = "Norvella denies it will open a factory in Turin"
    (cue,) = judge_pair(FACTORY, headline).cues
    assert (cue.text, cue.kind) == ("denies", "deny")
    assert headline[cue.start : cue.end] == cue.text


def test_a_question_mark_is_a_cue() -> None:
    """A question headline shows its question mark among the cues."""
    answer = judge_pair(FACTORY, "Is Norvella about to open a factory in Turin?")
    assert ("?", "question") in {(cue.text, cue.kind) for cue in answer.cues}


def test_a_word_of_the_claim_is_no_cue() -> None:
    """A cue word that the claim itself uses says nothing of the headline's stance."""
    answer = judge_pair("Norvella reveals a confirmed recall", "Norvella confirmed recall")
    assert "confirmed" not in {cue.text for cue in answer.cues}


def test_other_matters_show_no_cues() -> None:
    """A headline about another thing has nothing to show for it."""
    assert judge_pair(FACTORY, "Ten recipes for the autumn").cues == ()


@settings(max_examples=150, deadline=None)
@given(
    claim=TEXT,
    headline=TEXT,
    body=TEXT,
    language=st.none() | st.sampled_from(["en", "it", "fr", "de", "es", "pt", "en-GB"]),
)
def test_any_words_get_an_answer(claim: str, headline: str, body: str, language: str | None) -> None:
    """Whatever the words, the answer is one of four stances, its confidence in range, its cues verbatim, and stable."""
    answer = judge_pair(claim, headline, body, language)
    assert answer.stance in ANSWERS
    assert 0 <= answer.confidence <= 1
    assert all(headline[cue.start : cue.end] == cue.text != "" for cue in answer.cues)
    assert judge_pair(claim, headline, body, language) == answer


# --- body


def test_the_body_speaks_where_the_headline_does_not() -> None:
    """Under a headline about nothing, the body's sentence on the claim decides."""
    body = "It was a busy day. Norvella denies it will open a factory in Turin. The weather was fine."
    assert judge_pair(FACTORY, "What we know so far").stance is Stance.MENTIONS
    assert judge_pair(FACTORY, "What we know so far", body).stance is Stance.DENIES


def test_a_body_about_another_thing_changes_nothing() -> None:
    """Sentences that do not concern the claim leave the headline's answer as it was."""
    headline = "Norvella opens Turin factory with 400 jobs"
    assert judge_pair(FACTORY, headline, "Rain fell all night. Trains ran late.") == judge_pair(FACTORY, headline)


def test_a_denial_in_the_body_lowers_support() -> None:
    """Where headline and body differ, the answer is less sure than the headline alone."""
    headline = "Norvella opens Turin factory with 400 jobs"
    alone = judge_pair(FACTORY, headline)
    both = judge_pair(FACTORY, headline, "Norvella denies it will open a factory in Turin.")
    assert both.stance is not Stance.SUPPORTS or both.confidence < alone.confidence


# --- languages


@pytest.mark.parametrize(
    ("claim", "headline", "expected"),
    [
        ("Norvella apre una fabbrica a Torino", "Norvella smentisce", ("it", "it")),
        ("Norvella eröffnet ein Werk in Köln", "Das Werk kommt nicht", ("de", "de")),
        ("The company will open its factory", "La società smentisce l'apertura della fabbrica", ("en", "it")),
        (FACTORY, "Norvella Turin", ("en", "en")),
        ("", "", ("en", "en")),
    ],
)
def test_languages_are_told_apart(claim: str, headline: str, expected: tuple[str, str]) -> None:
    """Each text by its own words; a headline too short to tell is in the claim's language, and English is the last resort."""
    assert languages_of(claim, headline) == expected


def test_a_language_we_do_not_read_only_mentions() -> None:
    """A headline in an unknown language promotes nothing, and the answer says how unsure it is."""
    answer = judge_pair(FACTORY, "Norvella otwiera fabrykę w Turynie", language="pl")
    assert answer.stance is Stance.MENTIONS
    assert answer.confidence < 0.5


def test_a_region_is_no_other_language() -> None:
    """`en-GB` and `EN` are English."""
    answers = {judge_pair(FACTORY, "Norvella opens Turin factory", language=code) for code in ("en", "en-GB", "EN")}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("language", "claim", "headline"),
    [
        ("it", "Norvella apre una fabbrica a Torino", "Norvella aprirebbe una fabbrica a Torino"),
        ("fr", "Norvella ouvre une usine à Lyon", "Norvella ouvrirait une usine à Lyon"),
        ("de", "Norvella eröffnet ein Werk in Köln", "Norvella soll ein Werk in Köln eröffnen"),
        ("es", "Norvella abre una fábrica en Bilbao", "Norvella habría abierto una fábrica en Bilbao"),
    ],
)
def test_the_mood_of_hearsay_is_heard(language: str, claim: str, headline: str) -> None:
    """The conditional (in German `soll`) makes a report of what would be a plain statement."""
    assert judge_pair(claim, headline, language=language).stance is Stance.REPORTS


# --- the parts


@given(TEXT, st.sampled_from(["en", "it", "fr", "de", "es", ""]))
def test_tokens_quote_their_text(text: str, language: str) -> None:
    """Every token stands verbatim at its offsets, in order and without overlap."""
    words = features.tokens(text, language)
    assert all(text[word.start : word.end] == word.raw for word in words)
    assert all(one.end <= two.start for one, two in pairwise(words))


def test_a_contracted_negation_is_a_word_of_its_own() -> None:
    """ "n't" is cut off, and "can't" and "won't" are negations whole."""
    lows = [[word.low for word in features.tokens(text)] for text in ("didn't go", "can't go", "won’t go")]
    assert lows == [["did", "n't", "go"], ["n't", "go"], ["n't", "go"]]


def test_elided_articles_are_cut_off_in_italian_and_french() -> None:
    """ "l'usine" is "usine" after its article; English keeps its apostrophes."""
    assert [word.low for word in features.tokens("l'usine d'Ivry", "fr")] == ["l'", "usine", "d'", "ivry"]
    assert [word.low for word in features.tokens("O'Neill's car")] == ["o'neill", "car"]


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("opening", "opens", 1.0, 1.0),
        ("arrested", "detained", 0.8, 0.8),
        ("afghan", "afghani", 0.6, 0.8),
        ("2,000", "2000", 1.0, 1.0),
        ("19m", "19", 1.0, 1.0),
        ("2015", "2014", 0.0, 0.0),
        ("factory", "bakery", 0.0, 0.0),
    ],
)
def test_likeness_orders_sameness(one: str, other: str, least: float, most: float) -> None:
    """Same word or number, synonym, spelling, nothing: in that order, and the same both ways."""
    (a,), (b,) = features.tokens(one), features.tokens(other)
    assert least <= features.likeness(a, b) <= most
    assert features.likeness(a, b) == features.likeness(b, a)


def test_alignment_links_content_words_only() -> None:
    """Small words link nothing; each linked word leads to its like in the claim."""
    pair = features.align(FACTORY, "In a week Norvella opens the Turin works")
    linked = {pair.headline[at].low: pair.claim[to].low for at, to in pair.links.items()}
    assert linked == {"norvella": "norvella", "opens": "open", "turin": "turin"}


def test_features_have_readable_names_of_known_groups() -> None:
    """Every feature is named "group: detail", and shared ones tell relevance alone."""
    pair = features.align(FACTORY, "Norvella denies it will open a factory in Turin?")
    names = {name.split(": ", 1)[0] for name in features.features(pair)}
    assert names == {"word", "said", "cue", "form", "negation", "crossed"}
    assert {name.split(": ", 1)[0] for name in features.shared(pair)} == {"shared"}


def test_numbers_agree_differ_or_miss() -> None:
    """A claim's number is compared with the headline's."""
    claim = "The phone will cost 799 dollars"
    for headline, outcome in [("Phone at 799", "agrees"), ("Phone at 899", "differs"), ("Phone price", "missing")]:
        assert f"shared: number {outcome}" in features.shared(features.align(claim, headline))


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3), st.floats(-50, 50))
def test_odds_are_probabilities(bias: list[float], about: float) -> None:
    """The three classes' odds sum to one and relevance lies in [0, 1], whatever the weights."""
    model = Weights(0.1, about, {}, (bias[0], bias[1], bias[2]), {})
    odds = odds_from({}, {"unknown": 1.0}, model)
    assert math.isclose(odds.denies + odds.observing + odds.supports, 1.0)
    assert 0 <= odds.about <= 1


def test_decide_takes_the_likeliest_unless_it_is_about_another_thing() -> None:
    """The largest of the three, and `mentions` under the threshold however large it is."""
    assert decide(Odds(0.9, 0.1, 0.2, 0.7), 0.1) == (Stance.SUPPORTS, 0.7)
    assert decide(Odds(0.9, 0.5, 0.2, 0.3), 0.1) == (Stance.DENIES, 0.5)
    stance, confidence = decide(Odds(0.05, 0.9, 0.05, 0.05), 0.1)
    assert (stance, round(confidence, 2)) == (Stance.MENTIONS, 0.95)


# --- what ships


def test_the_weights_are_small_and_readable() -> None:
    """Both files together stay under 300 KB; every weight is a finite number of at most three decimals."""
    assert sum(file.stat().st_size for file in WEIGHTS.glob("pair*.json")) < 300_000
    raw = json.loads((WEIGHTS / "pairs.json").read_text(encoding="utf-8"))
    values = [value for three in raw["stance"]["weights"].values() for value in three]
    assert len(values) > 1000
    assert all(math.isfinite(value) and round(value, 3) == value for value in values)


def test_the_weights_say_what_they_should() -> None:
    """The named weights have the sign a person expects."""
    stance = weights().stance
    assert stance["cue: hoax"][0] > 0 > stance["cue: hoax"][2]
    assert stance["cue: hearsay"][1] > 0 > stance["cue: hearsay"][2]
    assert stance["form: question"][2] < 0


def test_every_list_of_cues_says_why() -> None:
    """Each English group of cues has its reason, and none is empty."""
    for name, entry in features.lexicon()["cues"]["en"].items():
        assert entry["why"].strip(), name
        assert entry["words"].split() + entry["phrases"], name


def test_no_number_cruncher_is_loaded_at_run_time() -> None:
    """Judging a pair imports neither numpy nor scikit-learn, and neither does what only names the reader."""
    code = (
        "import sys; from tracker.reading.pairs import judge_pair; judge_pair('a b', 'a b');"
        "import tracker.reading;"
        "print([name for name in ('numpy', 'scipy', 'sklearn') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_pairs_and_stories_are_read_in_one_process() -> None:
    """No module of the pairs' takes the place of a name that the reader of items uses."""
    code = (
        "import tracker.reading as reader; before = dict(vars(reader)); import tracker.reading.pairs;"
        "print([name for name, value in before.items() if name[0] != '_' and vars(reader)[name] is not value])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("content", ["", "{", "{}", '{"about_the_claim": 3, "stance": {}}'])
def test_broken_weights_are_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """An unreadable weights file names itself and the way out."""
    folder = tmp_path / "reading/weights"
    folder.mkdir(parents=True)
    (folder / "pairs.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(pairs.resources, "files", lambda _: tmp_path)
    weights.cache_clear()
    try:
        with pytest.raises(LanguageError, match=r"weights/pairs\.json.*install the package again") as caught:
            weights()
        assert caught.value.__cause__ is not None
    finally:
        weights.cache_clear()
