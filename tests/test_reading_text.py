"""Tokens and sentences keep their places in the item's text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.languages import CODES, load
from tracker.model import Item, Tier
from tracker.text import clauses, fold, lowered, parts_of, sentences, stem, tokenise

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)
PROSE = st.lists(
    st.sampled_from(["Vigna", "dice", "no", ".", "!", "?", "«", "»", ";", ":", "l'accordo", "3.5", "dott."])
)
WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)


def words(text):
    """The tokens of a text as they are matched."""
    return list(tokenise(text).words)


@given(TEXT)
def test_folding_keeps_every_offset(text):
    """Folded and lower-cased texts are as long as the text itself."""
    assert len(fold(text)) == len(lowered(text)) == len(text)


@given(TEXT)
def test_folding_takes_one_character_at_a_time(text):
    """What a character is folded into does not depend on its neighbours."""
    assert fold(text) == "".join(map(fold, text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đđ", "đd"),
        ("ẞß", "ßs"),
        ("Ǿø", "øo"),
        ("ǿø", "øo"),
        ("\u1fef`", "`'"),
        ("ÀⅧ", "aⅧ"),
        ("ÈὈ«É’", "eο«e'"),
        ("Ça `va`", "ca 'va'"),
    ],
)
def test_folding_in_one_text_what_alone_folds_otherwise(text, folded):
    """Characters that fold into others' and those that are left alone are told apart in any company."""
    assert fold(text) == folded and fold(text[::-1]) == folded[::-1]


@given(TEXT)
def test_tokens_are_slices_of_the_text(text):
    """Every token is the text between its two offsets, in order, with nothing but space left out."""
    tokens = tokenise(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == list(tokens.raw)
    assert list(tokens.starts) == sorted(tokens.starts)
    kept = {at for a, b in zip(tokens.starts, tokens.ends, strict=True) for at in range(a, b)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in kept)


@given(PROSE, st.sampled_from(CODES))
def test_sentences_cut_a_text_without_loss(pieces, code):
    """Sentences follow each other over all the tokens, none empty, none twice."""
    text = " ".join(pieces)
    tokens = tokenise(text)
    found = sentences(tokens, [("title", 0, len(text))], load(code).abbreviations)
    assert [at for one in found for at in range(one.first, one.last)] == list(range(len(tokens)))


@given(PROSE)
def test_clauses_cut_a_sentence_without_loss(pieces):
    """Clauses follow each other over all the tokens of their sentence."""
    tokens = tokenise(" ".join(pieces))
    spans = clauses(tokens, 0, len(tokens), frozenset({"no"}))
    assert [at for a, b in spans for at in range(a, b)] == list(range(len(tokens)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'accordo dell’anno", ["l'", "accordo", "dell'", "anno"]),
        ("Rockstar's game", ["rockstar", "'s", "game"]),
        ("they didn't", ["they", "didn't"]),
        ("I'd go", ["i", "'d", "go"]),
        ("qu'il n'a", ["qu'", "il", "n'", "a"]),
        ("14.900 euro, 3,5%", ["14.900", "euro", ",", "3,5", "%"]),
        ("GTA VI", ["gta", "vi"]),
    ],
)
def test_tokens_of_each_language(text, expected):
    """Elided articles stand apart, English contractions and numbers hold together."""
    assert words(text) == expected


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("it", "Il dott. Rossi tace. Nessun commento.", 2),
        ("it", "Davvero? Sì, dice l'ad.", 2),
        ("en", "Mr. Smith left. He said so.", 2),
        ("en", "Sales rose 3.5 per cent to $2.1bn.", 1),
        ("de", "Er kommt am 14. November. Das ist fix.", 2),
        ("es", "«¡Nos vamos!» Lo dijo ayer.", 2),
        ("fr", "M. Dupont part. C'est fait !", 2),
        ("it", "«Ci siamo visti.» Così Brandt.", 2),
        ("it", "«Non vendo.», ha detto Brandt. Poi è uscito.", 2),
        ("fr", "« Rien n'est vendu. », dit-il. Il sort.", 2),
        ("en", "“Are you leaving?” she asked him.", 1),
    ],
)
def test_sentences_end_where_readers_end_them(code, text, count):
    """Abbreviations and decimals end nothing; questions, shouts and closing quotes do."""
    tokens = tokenise(text)
    assert len(sentences(tokens, [("title", 0, len(text))], load(code).abbreviations)) == count


def test_parts_never_share_a_sentence():
    """A title without a full stop does not run into the summary."""
    item = Item(
        id="i", text_id="t", host="a.example", outlet="A", tier=Tier.PRESS, language="it", title="Vigna tace",
        summary="Nessun commento", body="Fine.", published=WHEN, seen_at=WHEN,
    )  # fmt: skip
    found = sentences(tokenise(item.text), parts_of(item), load("it").abbreviations)
    assert [(one.part, item.text[one.start : one.end]) for one in found] == [
        ("title", "Vigna tace"),
        ("summary", "Nessun commento"),
        ("body", "Fine."),
    ]


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("it", "incontro", "incontrato"),
        ("it", "presentazione", "presentata"),
        ("en", "released", "releases"),
        ("fr", "annulation", "annule"),
        ("de", "verschiebung", "verschieben"),
        ("es", "cancelado", "cancelacion"),
    ],
)
def test_light_stem_holds_noun_and_verb_together(code, one, other):
    """Two forms of one word share their stem."""
    suffixes = load(code).suffixes
    assert stem(one, suffixes) == stem(other, suffixes)


@given(st.sampled_from(CODES), st.text(alphabet="abcdeilmnorstuz", min_size=1, max_size=14))
def test_stem_is_the_beginning_of_the_word(code, word):
    """A stem is a beginning of its word, of three letters at least where the word has them."""
    cut = stem(word, load(code).suffixes)
    assert word.startswith(cut) and len(cut) >= min(3, len(word))
