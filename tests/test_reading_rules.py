"""What a reading says of an item: stance, speaker, quote, cues, dates - and the laws it keeps."""

from __future__ import annotations

import json
import math
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import stories
from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Quoted, Stance, Tense, Tier, Window, fingerprint
from tracker.reading import _both, _is_pair, look, read, read_claim, record
from tracker.reading.decide import corrects, settle
from tracker.reading.language import detect
from tracker.reading.outcome import reading_of
from tracker.reading.trees import GROUPS, STANCES, Odds, forest, forest_of
from tracker.reading.view import language_of
from tracker.text import LONGEST_SENTENCE

SENTENCES = Path(__file__).parent / "data" / "sentences"
CLAIMS = {slug: Claim(slug=slug, **raw) for slug, raw in json.loads((SENTENCES / "claims.json").read_text()).items()}
WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)


def own_sentences():
    """(language, claim, expected stance, text) for each of our own sentences."""
    return [
        (path.stem, row["claim"], row["stance"], row["text"])
        for path in sorted(SENTENCES.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def item(text, language="it", host="giornale.example", tier=Tier.PRESS):
    """An item whose title and summary are parted by " | "."""
    title, _, summary = text.partition(" | ")
    return Item(
        id=fingerprint(text),
        text_id=fingerprint(title, summary),
        host=host,
        outlet=host,
        tier=tier,
        language=language,
        title=title,
        summary=summary,
        published=WHEN,
        seen_at=WHEN,
    )


def seen_of(text, code, **changes):
    """What is seen of a press item of this text for the claim of a meeting, with these fields of the claim changed."""
    (match,) = ClaimIndex([CLAIMS["meeting"].model_copy(update=changes)]).matches(item(text, code))
    return look(match)


def reading(text, claim="meeting", language="it", **more):
    """The reading of a text for one of the three claims."""
    return read_claim(CLAIMS[claim], item(text, language, **more))


def rank(found):
    """How sure a reading makes the claim: 3 on the record, 2 stated, 1 anything less that is no denial, 0 the rest."""
    if found.stance is Stance.SUPPORTS:
        return 3 if found.on_record else 2
    return int(found.stance in (Stance.REPORTS, Stance.MENTIONS, Stance.POSTPONES))


@pytest.mark.parametrize("code", ["it", "en", "fr", "de", "es"])
def test_plain_sentences_are_read_as_meant(code):
    """Of the plain sentences in each language at least nineteen in twenty get their stance."""
    rows = [row for row in own_sentences() if row[0] == code]
    right = sum(str(reading(text, claim, code).stance) == stance for _, claim, stance, text in rows)
    assert len(rows) >= 26
    assert right / len(rows) >= 0.92


def test_no_plain_sentence_is_promoted():
    """No hedged, denying or unrelated sentence of ours is read as support on the record."""
    wrong = [
        text
        for code, claim, stance, text in own_sentences()
        if stance != "supports" and rank(reading(text, claim, code)) == 3
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Brandt conferma l'incontro con Lentini | «Ci siamo visti a Zurigo», ha detto Olga Brandt."),
        ("en", 'Brandt confirms Zurich meeting with Lentini | "We met in Zurich," Olga Brandt said.'),
        ("de", "Brandt bestätigt Treffen mit Lentini | «Wir haben uns in Zürich getroffen», sagte Olga Brandt."),
        ("es", "Brandt confirma la reunión con Lentini | «Nos vimos en Zúrich», dijo Olga Brandt."),
        ("fr", "Brandt confirme la rencontre avec Lentini | « Nous nous sommes vus à Zurich », a déclaré Olga Brandt."),
    ],
)
def test_named_subject_who_confirms_is_on_the_record(code, text):
    """A subject quoted by name who confirms the matter is an authority on the record."""
    found = reading(text, language=code)
    assert (found.stance, found.on_record, found.hedged) == (Stance.SUPPORTS, True, False)


def test_own_channel_is_on_the_record():
    """What the claim's own authority publishes is its word, also on a subdomain."""
    text = "Lentini ha incontrato Brandt a Zurigo | Il colloquio fra Dario Lentini e Olga Brandt si è tenuto lunedì."
    assert reading(text, host="press.caldera.example").on_record
    assert not reading(text, host="notcaldera.example").on_record


def test_nameless_sources_are_never_on_the_record():
    """Whoever is quoted without a name makes the reading hedged and unnamed."""
    found = reading("Lentini e Brandt si sarebbero visti a Zurigo | Lo raccontano fonti vicine al dossier.")
    assert found.hedged and not found.on_record
    assert Quoted.UNNAMED in {found.quoted, reading("Fonti vicine a Caldera: Lentini ha incontrato Brandt").quoted}


def test_denial_of_a_denial_is_no_denial():
    """ "Non ha smentito" leaves the story where it was."""
    found = reading("Lentini non ha smentito l'incontro con Brandt | Il colloquio di Zurigo resta un'ipotesi.")
    assert found.stance is not Stance.DENIES


def test_denied_delay_keeps_the_plan():
    """Who denies a delay does not deny the launch."""
    found = reading(
        "Novara Motors: nessun ritardo per la Kestrel | Sandri smentisce il rinvio: il lancio resta a ottobre 2025.",
        "launch",
    )
    assert found.stance is Stance.SUPPORTS


def test_later_date_postpones_and_is_told():
    """A date beyond the window that is still to come postpones, and the reading carries it."""
    found = reading(
        "Novara Motors rinvia la Kestrel | Il lancio slitta a marzo 2026, ha annunciato Rita Sandri.", "launch"
    )
    assert found.stance is Stance.POSTPONES
    assert found.when is not None and found.when.start is not None and found.when.start.year == 2026


def test_cancelled_plan_is_called_off():
    """A plan that is scrapped is denied as called off, not as never true."""
    found = reading("Novara Motors cancella la Kestrel | L'azienda ha cancellato il lancio della Kestrel.", "launch")
    assert (found.stance, found.called_off) == (Stance.DENIES, True)


def test_not_so_far_is_said():
    """A denial that covers only the past is marked so."""
    found = reading("Caldera: finora nessun incontro tra Lentini e Brandt", "meeting")
    assert (found.stance, found.so_far) == (Stance.DENIES, True)


def test_past_event_has_happened():
    """A plain past tense on the matter itself says that it happened."""
    found = reading("Lentini ha incontrato Brandt | Dario Lentini ha incontrato Olga Brandt a Zurigo lunedì.")
    assert found.happened and found.tense is Tense.PAST


def test_correction_is_said():
    """An outlet that takes back its own report is read as a correction."""
    found = reading(
        "Rettifica: Lentini non ha incontrato Brandt | Avevamo scritto di un incontro a Zurigo: non è vero."
    )
    assert found.correction and found.stance is Stance.DENIES


def test_headline_alone_is_said():
    """Where there is only a headline, the reading says so."""
    assert reading("Lentini ha incontrato Brandt a Zurigo").headline_only
    assert not reading("Lentini ha incontrato Brandt | A Zurigo, lunedì.").headline_only


def test_language_is_found_where_the_feed_is_silent():
    """Without a declared language the text's own is used."""
    text = "Brandt denies meeting Lentini | Olga Brandt denied she had met Dario Lentini in Zurich."
    assert read_claim(CLAIMS["meeting"], item(text, None)).stance is Stance.DENIES


def test_unknown_language_promotes_nothing():
    """A language without a file is read safely: never on the record."""
    found = reading("Brandt potwierdza spotkanie z Lentini | Olga Brandt powiedziała.", language="pl")
    assert not found.on_record


def test_other_people_concern_nobody():
    """An item without any subject is about another matter, surely."""
    found = reading("Il governo approva la manovra | Il voto finale è atteso domani.")
    assert (found.stance, found.quote, found.cues) == (Stance.NONE, None, ())


@pytest.mark.parametrize(("code", "claim", "stance", "text"), own_sentences())
def test_offsets_point_at_what_they_quote(code, claim, stance, text):
    """Quote and cues are the item's own words at their offsets."""
    whole = item(text, code)
    found = read_claim(CLAIMS[claim], whole)
    assert found.stance is Stance.NONE or found.quote is not None
    for part in (*found.cues, *([found.quote] if found.quote else [])):
        assert whole.text[part.start : part.end] == part.text


HEDGES = {
    "it": ("Secondo indiscrezioni, ", "Pare che sia vero: ", "Stando a fonti anonime, "),
    "en": ("Reportedly, ", "According to rumours, ", "Sources say "),
    "fr": ("Selon des rumeurs, ", "Selon une source anonyme, "),
    "de": ("Angeblich: ", "Gerüchten zufolge: "),
    "es": ("Según los rumores, ", "Al parecer, "),
}


@pytest.mark.parametrize(("code", "claim", "stance", "text"), [row for row in own_sentences() if row[2] == "supports"])
def test_hedge_never_raises_certainty(code, claim, stance, text):
    """Putting a hedge before title and summary never makes a reading surer, and never leaves it on the record."""
    plain = rank(reading(text, claim, code))
    title, bar, summary = text.partition(" | ")
    for hedge in HEDGES[code]:
        found = reading(f"{hedge}{title}{bar}{hedge}{summary}" if bar else f"{hedge}{title}", claim, code)
        assert rank(found) <= min(plain, 2)


@pytest.mark.parametrize(("code", "claim", "stance", "text"), own_sentences())
def test_swapping_names_changes_nothing(code, claim, stance, text):
    """The same story of other people is read alike."""
    swapped = {"Lentini": "Orsenna", "Brandt": "Kivela", "Kestrel": "Ondina", "Reyes": "Tardon", "Sandri": "Bassi"}
    raw = CLAIMS[claim].model_dump_json(by_alias=True)
    for old, new in swapped.items():
        raw, text = raw.replace(old, new), text.replace(old, new)
    before = reading(next(row[3] for row in own_sentences() if _renamed(row[3], swapped) == text), claim, code)
    after = read_claim(Claim.model_validate_json(raw), item(text, code))
    assert (after.stance, after.on_record, after.quoted) == (before.stance, before.on_record, before.quoted)


def _renamed(text, names):
    for old, new in names.items():
        text = text.replace(old, new)
    return text


FORGED = Claim(
    slug="forged",
    text="The Lindenau painting is a fake.",
    language="en",
    kind="event",
    subjects=(("Lindenau museum", "Lindenau"),),
    authorities=("lindenau.example",),
    opened=date(2025, 1, 1),
)


def test_what_the_claim_itself_calls_false_denies_nothing():
    """In a claim about a forgery "fake" is its own matter; in any other it denies."""
    told = read_claim(FORGED, item("Lindenau museum says its painting is a fake", "en"))
    assert told.stance is Stance.SUPPORTS and "denial" not in {cue.kind for cue in told.cues}
    sold = FORGED.model_copy(update={"text": "The Lindenau painting has been sold."})
    other = read_claim(sold, item("Lindenau museum says news of the sale is fake", "en"))
    assert other.stance is Stance.DENIES and "denial" in {cue.kind for cue in other.cues}


IDLE = {
    "it": " Intanto piove.",
    "en": " It is raining.",
    "fr": " Il pleut.",
    "de": " Es regnet.",
    "es": " Llueve mucho.",
}


@pytest.mark.parametrize(("code", "claim", "stance", "text"), [row for row in own_sentences() if " | " in row[3]])
def test_unrelated_sentence_changes_nothing(code, claim, stance, text):
    """A sentence that names nobody and says nothing of the matter leaves stance and record as they were, and where two
    stances are as likely as each other leaves them so."""
    before, after = reading(text, claim, code), reading(text + IDLE[code], claim, code)
    assert after.on_record is before.on_record
    first, second = sorted(before.odds, reverse=True)[:2]
    assert after.stance is before.stance or (
        first - second < 0.03 and before.odds[list(Stance).index(after.stance)] == second
    )


def test_same_item_is_read_the_same_again():
    """Reading twice gives the same reading, whatever was read in between."""
    first = [reading(text, claim, code) for code, claim, _, text in own_sentences()]
    assert first == [reading(text, claim, code) for code, claim, _, text in reversed(own_sentences())][::-1]


@pytest.mark.parametrize("title", ["", "\u200b", " \n "])
def test_an_authoritys_entry_without_a_word_concerns_nothing(title):
    """Feeds have entries that are a picture and a link; from the claim's own authority they are matched all the same."""
    bare = item(title).model_copy(update={"host": "lentini.example", "tier": Tier.AUTHORITY})
    own = CLAIMS["meeting"].model_copy(update={"authorities": ("lentini.example",)})
    assert read_claim(own, bare).stance is Stance.NONE


def test_read_and_read_claim_agree():
    """Reading a match is reading its claim and item."""
    whole = item("Lentini ha incontrato Brandt a Zurigo")
    (match,) = ClaimIndex([CLAIMS["meeting"]]).matches(whole)
    assert read(match) == read_claim(CLAIMS["meeting"], whole)


@given(st.dictionaries(st.sampled_from(["about_first", "about_main", "title_denial", "unknown"]), st.floats(0, 1)))
def test_likelihoods_are_likelihoods(found):
    """Whatever is seen, the stances share out 1, and the record's likelihood lies between 0 and 1."""
    odds = forest().odds(found)
    assert set(odds.stances) == set(STANCES)
    assert sum(odds.stances.values()) == pytest.approx(1)
    assert 0 <= odds.record <= 1
    assert 0 <= odds.happened <= 1
    assert 0 <= odds.about <= 1


def grown(**trees):
    """A forest over the facts "delay" and "no" in which only these stances have trees that vote."""
    return forest_of(["delay", "no"], {name: [[[], [0.0]]] for name in GROUPS} | trees)


def lead(forest, found):
    """By how much the votes for `supports` exceed those for `reports`."""
    odds = forest.odds(found).stances
    return math.log(odds[Stance.SUPPORTS] / odds[Stance.REPORTS])


def test_a_tree_goes_left_up_to_its_bound_and_right_beyond():
    """A missing fact is nought, one that no tree knows changes nothing; the leaf that is reached votes."""
    forest = grown(supports=[[[[0, 0.5, 1, -1], [1, 0.0, -2, -3]], [5.0, 1.0, 2.0]]])
    assert lead(forest, {"delay": 1.0}) == pytest.approx(5.0)
    assert lead(forest, {"delay": 0.5}) == pytest.approx(1.0) == lead(forest, {"strange": 1.0})
    assert lead(forest, {"no": 0.1}) == pytest.approx(2.0)


@pytest.mark.parametrize("leaves", [2, 8, 9, 33, 64])
def test_a_tree_may_have_many_leaves(leaves):
    """Of a chain of bounds, some below nought, the leaf that is reached votes, with few leaves or many."""
    bounds = [at - 2.0 for at in range(leaves - 1)]
    chain = [[0, bound, -1 - at, at + 1 if at + 2 < leaves else -leaves] for at, bound in enumerate(bounds)]
    forest = grown(supports=[[chain, [float(at) for at in range(leaves)]]])
    for value in (-3.0, -2.0, -1.5, 0.5, 1.0, 40.0):
        assert lead(forest, {"delay": value}) == pytest.approx(sum(value > bound for bound in bounds))
    assert lead(forest, {}) == lead(forest, {"delay": 0.0}) == pytest.approx(sum(bound < 0 for bound in bounds))


def test_the_trees_of_a_stance_add_up():
    """Votes for one stance are summed before they are shared out, and the record is counted apart."""
    forest = grown(supports=[[[[0, 0.5, -1, -2]], [0.0, 1.5]], [[], [0.5]]], record=[[[], [math.log(3)]]])
    assert lead(forest, {"delay": 1.0}) == pytest.approx(2.0)
    assert forest.odds({}).record == pytest.approx(0.75)
    assert forest.odds({}).happened == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "against"), [("Rossi si è dimesso.", True), ("Rossi si è dimesso ma resta ministro.", False)]
)
def test_what_a_claim_itself_says_is_not_held_against_it(text, against):
    """That he stays speaks against a resignation, and not against one by which he stays something else."""
    claim = Claim(slug="rossi", text=text, kind="event", opened=WHEN.date(), subjects=(("Mario Rossi", "Rossi"),))
    (match,) = ClaimIndex((claim,)).matches(item("Mario Rossi resta ministro"))
    assert any(one.against for one in look(match).judged) is against


def test_an_english_line_full_of_italian_names_is_read_as_english():
    """Where the language is not declared and not certain, the likeliest one's words are looked for."""
    text = "Lentini di Lentini will not meet Brandt di Zurigo | Lentini di Lentini said in a statement: no talks with Brandt."
    assert detect(text.replace(" | ", "\n")) is None
    assert reading(text, language="").stance is Stance.DENIES


@pytest.mark.parametrize(("text", "claim"), [(text, claim) for code, claim, _, text in own_sentences() if code == "it"])
def test_nothing_is_on_the_record_in_a_language_that_is_not_ours(text, claim):
    """Without words to look for nobody's yes or no is certain."""
    assert not reading(text, claim, language="ro").on_record


@pytest.mark.parametrize(
    "text",
    [
        "Vertice a Zurigo | «Lentini ha incontrato Brandt a Zurigo», ha detto il segretario del sindacato Aldo Neri.",
        "Incontro Lentini-Brandt | Lentini ha incontrato Brandt a Zurigo, ha confermato l'avvocata Livia Serra.",
        "Lentini e Brandt a Zurigo | Carlo Lentini ha incontrato Brandt a Zurigo, ha annunciato lo youtuber Max Tondi.",
    ],
)
def test_somebody_else_puts_nothing_on_the_record(text):
    """A union's, a lawyer's or a stranger's word for it is reported, but nobody who decides has said it."""
    found = reading(text)
    assert found.quoted is not Quoted.AUTHORITY
    assert not found.on_record


def test_who_speaks_for_a_subject_is_not_somebody_else():
    """A name behind a subject's own, which follows the verb of saying, speaks for it."""
    found = reading("Lentini ha incontrato Brandt a Zurigo, ha detto per Caldera la portavoce Ida Neri")
    assert found.quoted is Quoted.AUTHORITY


def voice_of(text, code):
    """Who is quoted, and by which words, in the title of an item about the meeting."""
    (match,) = ClaimIndex([CLAIMS["meeting"]]).matches(item(text, code))
    voice = look(match).judged[0].voice
    return voice.quoted, voice.speaker


@pytest.mark.parametrize(
    ("code", "text", "speaker"),
    [
        ("it", "Lentini e Brandt annunciano di essersi incontrati", "Lentini; Brandt"),
        ("it", "Si sono visti a Zurigo, hanno confermato Lentini e Brandt", "Lentini; Brandt"),
        ("it", "Lentini e Brandt: «Ci siamo incontrati a Zurigo»", "Lentini; Brandt"),
        ("en", "Lentini and Brandt have confirmed that they met", "Lentini; Brandt"),
        ("fr", "Lentini et Brandt ont annoncé leur rencontre", "Lentini; Brandt"),
        ("de", "Lentini und Brandt bestätigen das Treffen", "Lentini; Brandt"),
        ("es", "Lentini y Brandt anunciaron que se reunieron", "Lentini; Brandt"),
        ("it", "Lentini ha annunciato che Brandt verrà a Zurigo", "Lentini"),
        ("it", "Lentini e Brandt: «L'incontro c'è stato», dice Lentini", "Brandt"),
        ("it", "Il ministro ha confermato che Lentini e Brandt si sono incontrati", "ministro"),
        ("en", "Emails confirm Lentini and Brandt met in Zurich", None),
        ("en", "Lentini and Brandt never met, the chief executive said", "Brandt"),
        ("es", "Lentini se reunió con Brandt y Caldera confirma la reunión", "Caldera"),
        ("de", "Der Anwalt von Lentini und Brandt dementiert das Treffen", "Brandt"),
    ],
)
def test_two_speak_with_one_voice(code, text, speaker):
    """Two names that open their clause at the verb of saying, or end it behind, or head a quotation, speak together;
    names that are spoken of, and names that "and" only happens to stand between, do not."""
    assert voice_of(text, code)[1] == speaker


@pytest.mark.parametrize(
    ("code", "text", "quoted", "speaker"),
    [
        ("it", "Banche: a Zurigo Lentini ha incontrato Brandt", Quoted.NOBODY, None),
        ("fr", "Automobile : Lentini a rencontré Brandt à Zurich", Quoted.NOBODY, None),
        ("en", "F1: Lentini met Brandt in Zurich", Quoted.NOBODY, None),
        ("it", "Rossi: «Lentini ha incontrato Brandt a Zurigo»", Quoted.NAMED, "Rossi"),
        ("it", "Lentini a Zurigo: «Con Brandt non ci siamo mai visti»", Quoted.AUTHORITY, "Lentini"),
        ("fr", "Lentini devant les députés : « Je n'ai jamais rencontré Brandt »", Quoted.AUTHORITY, "Lentini"),
        ("en", "Lentini before the committee: “We have not met, Brandt and I”", Quoted.AUTHORITY, "Lentini"),
        ("it", "Caldera, Lentini ai sindacati: «Ho incontrato Brandt»", Quoted.AUTHORITY, "Lentini"),
        ("it", "Caldera, Lentini frena: «Non ho incontrato Brandt»", Quoted.AUTHORITY, "Lentini"),
        ("de", "Lentini warnt: „Ich habe Brandt nie getroffen“", Quoted.AUTHORITY, "Lentini"),
        ("it", "Caldera, Lentini frena sull'incontro con Brandt", Quoted.NOBODY, None),
        ("it", "Lentini accusato: «Ha incontrato Brandt tre volte»", Quoted.NOBODY, None),
        ("es", "Lentini abucheado: «Se reunió con Brandt»", Quoted.NOBODY, None),
        ("fr", "Caldera, Lentini aux syndicats : « J'ai rencontré Brandt »", Quoted.AUTHORITY, "Lentini"),
        ("it", "Da Zurigo Lentini guarda oltre Brandt: «Un bell'affare»", Quoted.NOBODY, None),
        (
            "de",
            "Lentini hat vor 300 Millionen Zuschauern ein Treffen mit Brandt ausgeschlossen",
            Quoted.AUTHORITY,
            "Lentini",
        ),
    ],
)
def test_one_word_before_a_colon_is_what_it_is_about(code, text, quoted, speaker):
    """It says something where a quotation follows; between a name and its quotation a place or an audience may stand;
    a German noun that is counted is nobody's name."""
    assert voice_of(text, code) == (quoted, speaker)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Analysts tell Lentini: meet Brandt in Zurich"),
        ("it", "Rossi a Lentini: incontri Brandt a Zurigo"),
        ("it", "I sindacati a Lentini: incontri Brandt a Zurigo"),
        ("fr", "Marc Dubois interpelle Lentini : rencontrez Brandt à Zurich"),
        ("de", "Die Gewerkschaft warnt Lentini: Treffen mit Brandt in Zürich"),
        ("es", "Rossi a Lentini: reúnase con Brandt en Zúrich"),
    ],
)
def test_who_is_spoken_to_does_not_speak(code, text):
    """What follows the colon is said to the name behind somebody else and a preposition or a verb of address."""
    quoted, speaker = voice_of(text, code)
    assert quoted is not Quoted.AUTHORITY
    assert speaker not in {"Lentini", "Brandt"}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Under pressure Lentini: «I met Brandt in Zurich»"),
        ("en", "Over to Lentini: «I met Brandt in Zurich»"),
        ("it", "Intervista a Lentini: «Ho incontrato Brandt a Zurigo»"),
        ("es", "Entrevista a Lentini: «Me reuní con Brandt en Zúrich»"),
        ("de", "Nun warnt Lentini: «Ich habe Brandt in Zürich getroffen»"),
        ("fr", "Et accuse Lentini : « J'ai rencontré Brandt à Zurich »"),
        ("it", "Avvisa Lentini: «Ho incontrato Brandt a Zurigo»"),
    ],
)
def test_who_speaks_behind_a_verb_or_has_the_floor_is_not_spoken_to(code, text):
    """Nobody stands before the verb, or the name is interviewed."""
    assert voice_of(text, code) == (Quoted.AUTHORITY, "Lentini")


@pytest.mark.parametrize(
    ("code", "text", "quoted", "speaker"),
    [
        ("it", "Un azionista ha confermato che Lentini ha incontrato Brandt", Quoted.NOBODY, None),
        ("it", "Confermato: Lentini ha incontrato Brandt", Quoted.NOBODY, None),
        ("en", "It has been confirmed that Lentini met Brandt", Quoted.NOBODY, None),
        ("en", "Lentini met Brandt in Zurich, it was announced on Monday", Quoted.NOBODY, None),
        ("en", "The meeting with Brandt was confirmed by Lentini", Quoted.AUTHORITY, "Lentini"),
        ("en", "Tom Reddy has said Lentini has met Brandt", Quoted.NAMED, "Tom Reddy"),
        ("en", "Guests have confirmed Lentini met Brandt", Quoted.NOBODY, None),
        ("en", "Lentini and Brandt met in Zurich, both newspapers said.", Quoted.NOBODY, None),
        ("en", "«I met Brandt», said Lentini on Monday", Quoted.AUTHORITY, "Lentini"),
        ("de", "Caldera hat bestätigt, dass Lentini Brandt getroffen hat", Quoted.AUTHORITY, "Caldera"),
        ("de", "Lentini hat ein Treffen mit Olga Brandt dementiert", Quoted.AUTHORITY, "Lentini"),
        ("fr", "Un actionnaire a confirmé que Lentini a rencontré Brandt", Quoted.NOBODY, None),
        ("it", "Lentini nel caos: «Ha incontrato Brandt a Zurigo»", Quoted.NOBODY, None),
        ("it", "Lentini e Brandt si sono incontrati a Zurigo, conferma la Zolfer", Quoted.NAMED, "Zolfer"),
        ("it", "«Confermo, ho incontrato Brandt», ha detto l'ad della Caldera", Quoted.AUTHORITY, "Caldera"),
        ("en", "Julian Hurst, who replaces Lentini, said they met", Quoted.NAMED, "Julian Hurst"),
        ("en", "Julian Hurst, once a partner of Brandt, said they met", Quoted.NAMED, "Julian Hurst"),
        ("fr", "Karl Morel, PDG de Caldera, a annoncé la rencontre", Quoted.AUTHORITY, "Caldera"),
        ("it", "Olaf Berg, presidente di Caldera, ha confermato l'incontro", Quoted.AUTHORITY, "Caldera"),
        ("en", "Lentini met Brandt, confirms CEO", Quoted.AUTHORITY, "Brandt"),
        ("en", "«The meeting took place», said Morel, chief executive of Caldera", Quoted.AUTHORITY, "Caldera"),
        ("en", "Lentini and Brandt met in Zurich, confirms Zolfer", Quoted.NAMED, "Zolfer"),
        ("fr", "Lentini et Brandt se sont rencontrés à Zurich, affirme Zolfer", Quoted.NAMED, "Zolfer"),
        ("en", "They met in Zurich, says Brandt", Quoted.AUTHORITY, "Brandt"),
        ("es", "Lentini y Brandt se reunieron, según explicó en Lugano", Quoted.AUTHORITY, "Brandt"),
    ],
)
def test_who_is_told_of_does_not_speak(code, text, quoted, speaker):
    """Behind "that" or a colon, as the subject of what is said, where nobody says it, where others do."""
    assert voice_of(text, code) == (quoted, speaker)


@pytest.mark.parametrize(
    ("code", "text", "both"),
    [
        ("fr", "Les deux groupes l'ont annoncé mardi. Caldera rachète Brandt.", True),
        ("it", "Lo hanno annunciato le due società. Caldera compra Brandt.", True),
        ("fr", "Le groupe l'a annoncé mardi. Caldera rachète Brandt.", False),
        ("fr", "Les deux groupes l'ont annoncé mardi. Caldera se vend.", False),
    ],
)
def test_the_two_groups_are_the_claims_two_subjects(code, text, both):
    """Who speaks as two in an item that names both is both of them; one alone, or two of whom one is not named, is not."""
    subjects = (("Caldera",), ("Brandt",))
    claim = CLAIMS["meeting"].model_copy(
        update={"subjects": subjects, "speakers": (), "text": "Caldera compra Brandt."}
    )
    (match,) = ClaimIndex([claim]).matches(item(text, code))
    seen = look(match)
    row = next(at for at, one in enumerate(seen.judged) if one.voice.quoted is Quoted.AUTHORITY)
    said = seen.judged[row].voice
    reading = read(match).model_copy(update={"quoted": said.quoted, "speaker": said.speaker})
    assert _is_pair(seen, reading) is both
    assert _both(seen) == "Caldera; Brandt"


@pytest.mark.parametrize(
    ("code", "text", "speaker"),
    [
        ("it", "Il sindacato: «Lentini non ha incontrato Brandt»", "sindacato"),
        ("en", "Union boss: Lentini has not met Brandt", "Union boss"),
        ("de", "Gewerkschaft: Lentini hat Brandt nicht getroffen", "Gewerkschaft"),
        ("fr", "Les syndicats : « Lentini n'a pas rencontré Brandt »", "syndicats"),
        ("es", "El sindicato: «Lentini no se ha reunido con Brandt»", "sindicato"),
    ],
)
def test_who_speaks_for_others_is_no_authority(code, text, speaker):
    """A union, analysts, fans: their word is theirs, whomever the sentence is about."""
    assert voice_of(text, code) == (Quoted.NAMED, speaker)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "L'ex presidente di Caldera Aldo Neri ha confermato che Lentini ha incontrato Brandt"),
        ("it", "Lentini ha incontrato Brandt, ha confermato l'ex portavoce del gruppo, Rita Sala"),
        ("it", "La curva di Lentini ha annunciato l'incontro con Brandt"),
        ("en", "Lentini's wife denied that he met Brandt"),
        ("en", "Lentini's former chief of staff said he met Brandt"),
        ("de", "Brandt-Betriebsrat dementiert ein Treffen mit Lentini"),
        ("fr", "L'ancien directeur de Brandt a annoncé la rencontre avec Lentini"),
        ("fr", "Lentini a rencontré Brandt, a annoncé l'ancien directeur du groupe, Yves Lamour"),
        ("es", "El expresidente de Brandt confirmó la reunión con Lentini"),
        ("de", "Der frühere Chef von Brandt bestätigte ein Treffen mit Lentini"),
        ("fr", "Le frère de Lentini a confirmé la rencontre avec Brandt"),
        ("es", "El tío de Lentini confirmó la reunión con Brandt"),
    ],
)
def test_who_is_told_by_a_subjects_name_speaks_for_himself(code, text):
    """Kin, who was something, supporters, works councils: whoever they are told by has not spoken."""
    quoted, _ = voice_of(text, code)
    assert quoted is Quoted.NAMED


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "L'ex ministro Lentini ha confermato l'incontro con Brandt"),
        ("en", "Former minister Lentini confirmed he met Brandt"),
        ("en", "Lentini, a former minister, confirmed he met Brandt"),
        ("de", "Der frühere Minister Lentini bestätigte ein Treffen mit Brandt"),
        ("fr", "L'ancien ministre Lentini a confirmé la rencontre avec Brandt"),
        ("es", "El exministro Lentini confirmó la reunión con Brandt"),
    ],
)
def test_a_subject_that_was_something_speaks_all_the_same(code, text):
    """ "Former" before the subject's own name tells of the subject."""
    assert voice_of(text, code)[0] is Quoted.AUTHORITY


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "La radio annonce après la visite de Brandt une rencontre avec Lentini"),
        ("it", "La radio ha detto però nel caso di Brandt che Lentini parte"),
        ("de", "Das Radio sagte während der Feier bei Brandt, dass Lentini gehe"),
    ],
)
def test_a_clause_that_begins_behind_the_verb_holds_no_speaker(code, text):
    """Behind a conjunction or a preposition of time, with an accent too, a name is part of what is said."""
    assert voice_of(text, code)[0] is Quoted.NOBODY


def test_an_outsider_who_is_a_speaker_of_the_claim_is_its_authority():
    """Where the claim lets the union speak, the union speaks for it."""
    claim = CLAIMS["meeting"].model_copy(update={"speakers": ("sindacato",)})
    (match,) = ClaimIndex([claim]).matches(item("Il sindacato: «Lentini non ha incontrato Brandt»"))
    assert look(match).judged[0].voice.quoted is Quoted.AUTHORITY


def _settled(text, stance, likely=0.5, code="it", **changes):
    """What a text is settled as at these odds, of the stance and of an authority on the record."""
    seen = seen_of(text, code, **changes)
    odds = Odds({name: 0.95 if name is stance else 0.01 for name in Stance}, likely)
    decision = settle(seen.claim, seen.item, seen.judged, seen.local, seen.decision, odds)
    if not record.may_be(seen, decision):
        return decision
    share = record.likely(decision.stance, record.signs(seen, decision, odds, seen.signs()))
    return decision.heard(share, record.enough(seen, decision, seen.signs()))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "UFFICIALE: Lentini ha incontrato Brandt | È confermato, ve l'avevamo detto."),
        ("en", "OFFICIAL: Lentini met Brandt | Told you so."),
        ("de", "Jetzt offiziell: Lentini hat Brandt getroffen | Unsere Informationen stimmten."),
        ("fr", "C'est officiel : Lentini a rencontré Brandt | On vous l'avait dit."),
        ("es", "OFICIAL: Lentini se ha reunido con Brandt | Lo adelantamos nosotros."),
    ],
)
def test_an_outlets_own_official_is_nobodys_word(code, text):
    """However sure the record: where the outlet itself says "official" and no authority speaks, it is off the record; a
    no, or an authority that speaks beside it, is not touched."""
    yes = _settled(text, Stance.SUPPORTS, 0.99, code)
    assert (yes.authority, yes.record) == (False, 0.0)
    assert _settled(text, Stance.DENIES, 0.99, code).authority
    assert _settled(
        "Ufficiale: Lentini ha incontrato Brandt | Lo ha annunciato Lentini.", Stance.SUPPORTS, 0.99
    ).authority


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Lentini ha incontrato Brandt | Lo ha annunciato Lentini."),
        ("en", "Lentini met Brandt | Lentini announced it on Monday."),
        ("de", "Lentini hat Brandt getroffen | Das teilte Lentini am Montag mit."),
        ("fr", "Lentini a rencontré Brandt | Lentini l'a annoncé mardi."),
        ("es", "Lentini se ha reunido con Brandt | Lo anunció Lentini."),
    ],
)
def test_who_says_so_says_what_stands_before(code, text):
    """An authority that says so makes the record no less likely than one that merely speaks, and likelier than nobody;
    the sign is there to be weighed."""
    so = _settled(text, Stance.SUPPORTS, 0.5, code).record
    assert so >= _settled("Lentini ha incontrato Brandt | È un bene, ha detto Lentini.", Stance.SUPPORTS).record
    assert so > _settled("Lentini ha incontrato Brandt | È un bene.", Stance.SUPPORTS).record


def test_a_no_that_nobody_says_is_no_surer():
    """At the same odds a no in an item in which no authority speaks is never likelier on the record than one that it
    says, and one that somebody else says is on nobody's."""
    unsaid = _settled("Lentini non ha incontrato Brandt", Stance.DENIES).record
    assert unsaid <= _settled("Lentini nega di aver incontrato Brandt", Stance.DENIES).record
    assert not _settled("Aldo Neri: «Lentini non ha incontrato Brandt»", Stance.DENIES, 0.99).authority


def test_a_plain_denial_is_not_undone_by_the_hearsay_it_dismisses():
    """A sentence in which the authority denies counts before one that names the reports."""
    told = "Lentini denies he met Brandt | He said reports that Lentini met Brandt were untrue."
    no = _settled(told, Stance.DENIES, 0.9, "en")
    assert (no.row, no.authority, no.hedged) == (0, True, False)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Un mese fa Lentini assicurava di non aver incontrato Brandt"),
        ("en", "In May Lentini insisted he had not met Brandt"),
        ("de", "Noch im Januar wollte Lentini von einem Treffen mit Brandt nichts wissen"),
        ("fr", "En mars, Lentini jurait ne pas avoir rencontré Brandt"),
        ("es", "En marzo Lentini negaba la reunión con Brandt"),
    ],
)
def test_an_older_denial_told_again_denies_nothing_now(code, text):
    """What was insisted or sworn before is shown as told again, and is no denial of the sentence's own."""
    one = seen_of(text, code).judged[0]
    assert "retold" in one.kinds | one.elsewhere
    assert not one.denied


@pytest.mark.parametrize(
    ("code", "before", "now"),
    [
        (
            "it",
            "Lentini: in un primo momento non avevo accettato l'incontro con Brandt",
            "Lentini non accetta l'incontro",
        ),
        ("en", "Lentini had refused a meeting with Brandt", "Lentini said he had refused a meeting with Brandt"),
        (
            "fr",
            "Lentini avait refusé la rencontre avec Brandt",
            "Lentini dit qu'il avait refusé la rencontre avec Brandt",
        ),
        ("de", "Lentini hatte das Treffen mit Brandt nicht akzeptiert", "Lentini lehnt das Treffen mit Brandt ab"),
        ("en", "Lentini had rejected a meeting", "Lentini had rejected a meeting with Brandt, Caldera said on Monday"),
        ("de", "Zunächst lehnte Lentini das Treffen ab", "Lentini hatte das Treffen abgelehnt, teilte Caldera mit"),
        ("fr", "Dans un premier temps, Lentini a refusé la rencontre", "Lentini refuse la rencontre"),
        ("es", "En un principio Lentini rechazó la reunión", "Lentini rechazó la reunión"),
        ("it", "In un primo momento, Lentini ha rifiutato l'incontro", "Lentini rifiuta l'incontro"),
        (
            "es",
            "Lentini había rechazado la reunión con Brandt",
            "Lentini dijo que había rechazado la reunión con Brandt",
        ),
    ],
)
def test_a_refusal_of_before_is_none_of_now(code, before, now):
    """What had been refused is told as of before, unless that is how what somebody says is told."""
    kinds = []
    for text in (before, now):
        one = seen_of(text, code).judged[0]
        kinds.append("retold" in one.kinds | one.elsewhere)
    assert kinds == [True, False]


@pytest.mark.parametrize(
    ("code", "text", "correction"),
    [
        ("it", "Rettifica: Lentini non ha incontrato Brandt", True),
        ("it", "Rettifica | Lentini non ha incontrato Brandt", True),
        ("it", "Lentini e Brandt | Correzione: non si sono incontrati.", True),
        ("en", "Lentini and Brandt | Correction (14 May): they have not met, as we said.", True),
        ("en", "[Correction] Lentini has not met Brandt", True),
        ("de", "++ KORREKTUR ++ Lentini hat Brandt nicht getroffen", True),
        ("de", "Unsere Meldung »Lentini trifft Brandt« war falsch, wir bitten um Entschuldigung", True),
        ("en", 'Lentini and Brandt | "We tried. We got it wrong. We apologise," Lentini said.', False),
        ("en", 'Lentini buys a 12" screen from Brandt: we got it wrong', True),
        ("fr", "Correction des copies : Lentini a rencontré Brandt", True),
        ("it", "Precisazione di Lentini su Brandt", False),
        ("it", "Lentini corregge Brandt: si sono incontrati e ci sarà una correzione dei prezzi", False),
        ("it", "Lentini: «Abbiamo sbagliato a incontrare Brandt»", False),
        ("it", "Lentini non ha incontrato Brandt: abbiamo sbagliato", True),
        ("en", "Lentini corrected Brandt at the meeting", False),
        ("en", "Caldera: correction to the report on Lentini's meeting with Brandt", True),
        ("en", '"We made a mistake and I apologise," Lentini said of the meeting with Brandt', False),
        ("en", '"They met," Lentini said of Brandt. We got it wrong.', True),
        ("fr", "Lentini rectifie ses propos sur la rencontre avec Brandt", False),
        ("de", "Korrektur: Lentini hat Brandt nicht getroffen", True),
        ("de", "Lentini verlangt von Brandt eine Korrektur", False),
        ("es", "Lentini rectifica y se reúne con Brandt", False),
    ],
)
def test_a_correction_is_the_outlets_own(code, text, correction):
    """What heads the title or a sentence, or what the outlet says itself; not what somebody puts right or is quoted."""
    assert corrects(seen_of(text, code).judged) is correction


@pytest.mark.parametrize(
    ("code", "text", "dismissed"),
    [
        ("en", "Lentini: claims that he met Brandt are pure fiction", True),
        ("en", "Lentini said rumours that he met Brandt were false", True),
        ("en", "Lentini denied rumours that he met Brandt", True),
        ("en", "Rumours that he met Brandt are untrue, Lentini said", True),
        ("it", "Lentini: «Le voci su un incontro con Brandt sono infondate»", True),
        ("en", "According to rumours, Lentini denied he met Brandt", False),
        ("en", "Lentini: rumours of a meeting with Brandt false, says analyst", False),
        ("it", "Lentini incontra Brandt: «Le voci di tagli sono false»", False),
        ("it", "Lentini: le voci su un incontro sono false, l'azienda conferma i conti", True),
        ("es", "Lentini: los rumores sobre mi reunión con Brandt son falsos", True),
        ("it", "Lentini: voci su un incontro con Brandt, l'agente smentisce", False),
        ("de", "Lentini: Gerüchten zufolge dementiert Brandt ein Treffen", False),
        ("it", "Lentini: le indiscrezioni su un incontro con Brandt sono false", True),
        ("it", "Secondo indiscrezioni Lentini smentisce l'incontro con Brandt", False),
    ],
)
def test_hearsay_that_is_called_false_is_what_is_denied(code, text, dismissed):
    """Behind the denial, or as the beginning of what somebody says; in front of who denies, it is who says so."""
    one = seen_of(text, code).judged[0]
    assert "hearsay" in one.kinds | one.elsewhere
    assert one.dismissed is dismissed


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Caldera smentisce un altro incontro, Lentini tace su Brandt"),
        ("en", "Caldera denies another meeting, Lentini silent on Brandt"),
        ("de", "Caldera dementiert ein weiteres Treffen, Lentini schweigt zu Brandt"),
    ],
)
def test_who_denies_another_of_its_kind_does_not_deny_the_claim(code, text):
    """What is denied is not the claim's matter but another, and the judged sentence says so."""
    one = seen_of(text, code).judged[0]
    assert (one.denied, one.denied_other) == (False, True)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Caldera smentisce un altro incontro: Lentini non vede Brandt"),
        ("es", "Caldera niega otra reunión con Brandt, Lentini calla"),
    ],
)
def test_who_denies_another_by_the_claims_own_name_denies_the_claim(code, text):
    """Where a subject stands in what is denied or right behind, "another" is the claim's own."""
    assert seen_of(text, code).judged[0].denied


def test_the_house_that_an_office_is_of_speaks_where_it_is_an_authority():
    """ "Zolfer" of "chief of Zolfer" is one of the claim's voices with the authority zolfer.example; without it, with a
    state's site called so, or as a word of no office, it is a stranger."""

    def told(subject, authority):
        update = {"subjects": (("Lentini", subject), ("Brandt",)), "speakers": (), "authorities": (authority,)}
        claim = CLAIMS["meeting"].model_copy(update=update)
        text = "Lentini and Brandt met in Zurich, confirms Zolfer"
        (match,) = ClaimIndex([claim]).matches(item(text, "en"))
        return look(match).judged[0].voice

    assert told("chief of Zolfer", "zolfer.example") == (Quoted.AUTHORITY, "Zolfer", None)
    for subject, authority in (
        ("chief of Zolfer", "caldera.example"),
        ("chief of Zolfer", "zolfer.gov.uk"),
        ("chief of zolfer", "zolfer.example"),
        ("Ada", "zolfer.example"),
    ):
        assert told(subject, authority).quoted is Quoted.NAMED


def test_what_a_maker_plans_is_no_hearsay_in_its_own_words():
    """ "Soll" on an authority's own site is its plan; in an outlet's mouth it is hearsay, whomever it quotes."""
    claim = CLAIMS["meeting"].model_copy(update={"speakers": (), "authorities": ("brandt.example",)})
    kinds = []
    for text, host in (
        ("Lentini soll Brandt im Mai treffen", "brandt.example"),
        ("Lentini soll Brandt im Mai treffen, teilte Brandt mit", "giornale.example"),
        ("Lentini soll Brandt im Mai treffen", "giornale.example"),
    ):
        (match,) = ClaimIndex([claim]).matches(item(text, "de", host))
        one = look(match).judged[0]
        kinds.append("hearsay" in one.kinds | one.elsewhere)
    assert kinds == [False, True, True]


def put_off(text, code):
    """The date meant where a text puts off a meeting planned for March 2025."""
    window = Window(start=date(2025, 3, 1), end=date(2025, 3, 31))
    seen = seen_of(text, code, kind=Kind.PLAN, expected=window)
    later = seen.decision._replace(row=0, stance=Stance.POSTPONES, hedged=False)
    page = reading_of(seen.claim, seen.item, seen.view, seen.judged, seen.dates, later, seen.own.changes)
    return page.when


def test_a_delay_announced_today_is_not_to_today():
    """Of two days after the window the one that is not over counts; where there is none but today, today."""
    told = []
    for text in (
        "Lentini said today that the meeting with Brandt is postponed to 2 May 2025",
        "Lentini said today that the meeting with Brandt is postponed",
    ):
        when = put_off(text, "en")
        told.append(when.start if when else None)
    assert told == [date(2025, 5, 2), date(2025, 4, 10)]


@pytest.mark.parametrize(
    ("code", "text", "days"),
    [
        ("it", "L'incontro di Lentini e Brandt è rinviato di sei mesi", (date(2025, 9, 1), date(2025, 9, 30))),
        ("en", "Lentini's meeting with Brandt is postponed by two years", (date(2027, 3, 1), date(2027, 3, 31))),
        ("de", "Das Treffen von Lentini und Brandt wird um ein Jahr verschoben", (date(2026, 3, 1), date(2026, 3, 31))),
        ("fr", "La rencontre de Lentini et Brandt est reportée de deux ans", (date(2027, 3, 1), date(2027, 3, 31))),
        ("fr", "La rencontre de Lentini et Brandt est reportée de dix-huit mois", None),
        ("fr", "La rencontre de Lentini et Brandt est reportée, au terme de deux ans de travail", None),
        ("en", "Lentini's meeting with Brandt is postponed by two years and six months", None),
        ("en", "Lentini's meeting with Brandt is postponed by up to two years", None),
        ("it", "L'incontro di Lentini e Brandt è rinviato di un anno e mezzo", None),
        ("en", "Lentini's meeting with Brandt is postponed by two weeks", None),
        ("es", "La reunión de Lentini y Brandt se aplaza en un año", (date(2026, 3, 1), date(2026, 3, 31))),
        ("en", "Lentini's meeting with Brandt is postponed by two days", None),
        ("en", "Lentini's meeting with Brandt is postponed to 2 May 2025", (date(2025, 5, 2), date(2025, 5, 2))),
    ],
)
def test_a_delay_of_so_long_is_to_so_long_after_the_window(code, text, days):
    """Where no date is named, the claim's window so much later; a number in several words is not read in part."""
    when = put_off(text, code)
    assert (when and (when.start, when.end)) == days


def test_a_word_of_a_name_is_no_verb():
    """The "States" of "United States" say nothing."""
    claim = CLAIMS["meeting"].model_copy(update={"subjects": (("United States",), ("Brandt",)), "speakers": ()})
    (match,) = ClaimIndex([claim]).matches(item("Rossi and the United States met Brandt", "en"))
    assert look(match).judged[0].voice.quoted is Quoted.NOBODY


def test_what_follows_from_an_event_does_not_put_it_off():
    """An event that one sentence tells as past is not to come because the sentence that counts looks ahead."""
    (match,) = ClaimIndex([CLAIMS["meeting"]]).matches(
        item("Lentini ha incontrato Brandt | Domani Lentini incontrerà Brandt a Zurigo un'altra volta, dice Lentini.")
    )
    seen = look(match)
    ahead = seen.decision._replace(row=1, stance=Stance.SUPPORTS, hedged=False)
    page = reading_of(seen.claim, seen.item, seen.view, seen.judged, seen.dates, ahead, seen.own.changes)
    assert page.tense is Tense.OPEN
    alone = reading_of(seen.claim, seen.item, seen.view, seen.judged[1:], seen.dates[1:], ahead._replace(row=0), False)
    assert alone.tense is Tense.FUTURE


@pytest.mark.parametrize(
    ("record", "authority", "tense"), [(0.85, True, Tense.OPEN), (0.84, True, Tense.FUTURE), (0.9, False, Tense.FUTURE)]
)
def test_what_an_authority_surely_says_is_settled(record, authority, tense):
    """A sure yes on the record tells an event as settled, whatever days to come its sentence speaks of."""
    (match,) = ClaimIndex([CLAIMS["meeting"]]).matches(item("Domani Lentini incontrerà Brandt a Zurigo, dice Lentini."))
    seen = look(match)
    yes = seen.decision._replace(stance=Stance.SUPPORTS, hedged=False, authority=authority, record=record)
    assert reading_of(seen.claim, seen.item, seen.view, seen.judged, seen.dates, yes, seen.own.changes).tense is tense


def test_who_is_spoken_of_is_not_who_speaks():
    """A stranger's name behind "that" is what the authority speaks of."""
    (match,) = ClaimIndex([CLAIMS["meeting"]]).matches(
        item("Lentini ha confermato che Carlo Bassi era a Zurigo con lui")
    )
    assert look(match).judged[0].voice.quoted is Quoted.AUTHORITY


def test_a_surrogate_on_its_own_is_read_like_any_odd_sign():
    """Half a character, as JSON may hold one, stops no reading."""
    assert reading("Lentini ha incontrato Brandt \ud800 a Zurigo").stance is Stance.SUPPORTS


def test_a_word_of_any_length_is_looked_up_in_little_room():
    """Of a token longer than every pattern only the beginning is looked up: memory grows with the text, not its square."""
    tracemalloc.start()
    try:
        reading("Lentini ha incontrato Brandt | " + "²③½٣" * 5_000)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


BARE = sorted((Path(__file__).parent / "stories" / "bare").glob("*.json"))


@pytest.mark.parametrize("path", BARE, ids=lambda path: path.stem)
def test_the_plainest_denial_is_no_confirmation(path):
    """Of the plainest items, in sets that joined no fit, none that denies is read as an authority's yes."""
    text = path.read_text(encoding="utf-8")
    story, labels = stories.parse(text, path.name), json.loads(text)["items"]
    denied = [one for one, label in zip(story.items, labels, strict=True) if label["stance"] == "denies"]
    assert denied
    found = [read_claim(story.claim, one) for one in denied]
    assert not [one for one in found if one.stance is Stance.SUPPORTS and one.on_record]


@pytest.mark.parametrize("declared", ["en-US", "fr", "de"])
def test_a_text_is_read_in_its_own_language_whatever_its_feed_declares(declared):
    """A blog's software that declares another language does not hide a denial."""
    text = "Brandt smentisce l'incontro con Lentini | Olga Brandt nega di aver incontrato Dario Lentini a Zurigo."
    assert reading(text, language=declared) == reading(text, language="it")
    assert reading(text, language=declared).stance is Stance.DENIES


@pytest.mark.parametrize("code", ["it", "en", "fr", "de", "es"])
def test_a_declared_language_is_believed_of_its_own_sentences(code):
    """No sentence of ours is taken for one of another language."""
    texts = [text.replace(" | ", ". ") for language, _, _, text in own_sentences() if language == code]
    assert all(language_of(item(text, code))[0].code == code for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "Casa Rossa: no meeting Lin Motori",
        "Verdi, Casa Rossa, Lin Motori, pasta, pizza, gelato, mozzarella denied",
        "Casa Rossa vs Lin Motori: Verdi no, Li Wen si",
    ],
)
def test_names_of_another_language_are_not_its_words(text):
    """A short line full of Italian names is read in the language its feed declares."""
    assert language_of(item(text, "en"))[0].code == "en"


def test_a_text_without_an_end_is_read_in_a_time_that_grows_with_its_length():
    """However long a sentence goes on, it is cut: no reading looks at every pair of its words."""
    text = "Brandt not cancelled delayed " * 1_500
    found = look(ClaimIndex((CLAIMS["meeting"],)).matches(item(text, "en"))[0])
    assert max(one.sentence.last - one.sentence.first for one in found.judged) <= LONGEST_SENTENCE
