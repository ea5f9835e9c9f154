"""Who goes on speaking, who leads a house, and what a preposition keeps from speaking."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from test_reading_voices import claim, item, seen, voices

from tracker.matching import ClaimIndex
from tracker.model import Kind, Window
from tracker.reading import read
from tracker.stories import parse

AUTHORITY, NAMED, NOBODY = "authority", "named", "nobody"


@pytest.mark.parametrize(
    ("language", "text", "quoted", "speaker"),
    [
        ("en", '"It is over," said Tom Reed, who chairs Caldera.', AUTHORITY, "Caldera"),
        ("en", '"It is over," said Tom Reed, who chairs a club near Caldera.', NAMED, "Tom Reed"),
        ("en", '"It is over," said Tom Reed, who left Caldera.', NAMED, "Tom Reed"),
        ("it", "«È finita», ha detto Ugo Neri, che guida la Caldera.", AUTHORITY, "Caldera"),
        ("fr", "« C'est fini », a dit Luc Morel, qui dirige Caldera.", AUTHORITY, "Caldera"),
        ("es", "«Se acabó», dijo Luis Gil, que preside Caldera.", AUTHORITY, "Caldera"),
        ("de", "«Es ist vorbei», sagte Udo Maas, der Caldera leitet.", AUTHORITY, "Caldera"),
        ("de", "«Es ist vorbei», sagte Udo Maas, der Caldera verließ.", NAMED, "Udo Maas"),
        ("fr", "Venti part en mai, a détaillé Luc Morel, directeur territorial de Caldera.", AUTHORITY, "Caldera"),
        ("fr", "Venti part en mai, a détaillé Luc Morel, directeur honoraire de Caldera.", NAMED, "Luc Morel"),
        ("it", "Il direttore dello stabilimento Caldera, Ugo Neri: «Venti va via».", AUTHORITY, "Caldera"),
        ("it", "Il direttore dello chalet Caldera, Ugo Neri: «Venti va via».", NAMED, "Ugo Neri"),
        ("en", '"It is over," said Tom Reed, who leads Stop Caldera.', NAMED, "Tom Reed"),
        ("en", '"It is over," said Tom Reed, who runs Caldera, a pub in Leeds.', NAMED, "Tom Reed"),
        ("it", "«È finita», ha detto Ugo Neri, che guida il sindacato Caldera.", NAMED, "Ugo Neri"),
        ("de", "«Es ist vorbei», sagte Udo Maas, der den Betriebsrat Caldera leitet.", NAMED, "Udo Maas"),
        ("it", "«Venti va via», ha confermato Ugo Neri, presidente storico di Caldera.", NAMED, "Ugo Neri"),
        ("es", "«Venti se va», confirmó Paco Gil, agente comercial de Caldera.", NAMED, "Paco Gil"),
        ("it", "«Venti va via», ha confermato Ugo Neri, direttore commerciale di Caldera.", AUTHORITY, "Caldera"),
        ("it", "«Venti va via», ha confermato Ugo Neri, portiere dello stabilimento Caldera.", NAMED, "Ugo Neri"),
    ],
)
def test_who_leads_a_house_speaks_for_it(language: str, text: str, quoted: str, speaker: str) -> None:
    """By a verb behind the name, or by an office that an adjective or a part of the house tells apart; who leads
    something near it, or an honorary one, speaks for himself."""
    told = voices(claim(language=language), text, "", language)[0]
    assert (told[0].value, told[1]) == (quoted, speaker)


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("it", "La Caldera spiega che Venti resta. «Non l'abbiamo mai cercata», aggiunge.", AUTHORITY),
        ("it", "La Caldera spiega che Venti resta. «Non l'abbiamo mai cercata», aggiunge un tifoso.", NAMED),
        ("es", "Caldera explica que Venti se queda. «Nunca la buscamos», añade.", AUTHORITY),
        ("en", 'Caldera said Venti is staying. "We never looked for her," it added.', AUTHORITY),
        ("fr", "Caldera explique que Venti reste. « Nous ne l'avons jamais cherchée », ajoute-t-il.", AUTHORITY),
        ("it", "Ugo Neri ha detto che Venti va via. «Non tornerà», ha aggiunto.", NAMED),
        ("it", "La Caldera ha una sede nuova. «Venti non tornerà», ha aggiunto.", NOBODY),
    ],
)
def test_who_adds_something_spoke_before(language: str, text: str, quoted: str) -> None:
    """A verb of adding without a subject goes on with the voice of the sentence before, whosever that is."""
    assert voices(claim(language=language), text, "", language)[1][0].value == quoted


def test_what_a_german_preposition_governs_does_not_speak() -> None:
    """Neither within a verb's two halves nor behind "he said"; a name that stands free within them does."""
    german = claim("Orsola Venti verlässt Caldera.", "de", subjects=(("Orsola Venti", "Venti"), ("Caldera", "Altenau")))
    free = "Berichte über ihren Abschied wies Caldera am Montag zurück."
    met = "Die Chefin der Bank weist Berichte über ein Treffen mit Orsola Venti zurück."
    where = "»Das ist vorbei«, sagte er am Donnerstag in Altenau."
    from_it = "Udo Maas hat Angaben aus Altenau zurückgewiesen."
    assert voices(german, free, "", "de")[0][1] == "Caldera"
    assert voices(german, met, "", "de")[0][1] != "Orsola Venti"
    assert voices(german, where, "", "de")[0][1] is None
    assert voices(german, from_it, "", "de")[0][1] != "Altenau"


@pytest.mark.parametrize(
    ("language", "title", "quoted"),
    [
        ("fr", "Départ avorté de Venti : Caldera jette l'éponge", NOBODY),
        ("fr", "Le patron de Caldera : « Venti s'en va »", AUTHORITY),
        ("it", "Caso di Venti: si va in tribunale", NOBODY),
        ("it", "Venti: si va in tribunale", AUTHORITY),
    ],
)
def test_what_a_headline_is_about_does_not_speak(language: str, title: str, quoted: str) -> None:
    """A name behind a preposition, before a colon and no quotation."""
    assert voices(claim(language=language), title, "", language)[0][0].value == quoted


def test_an_outsiders_office_before_a_subjects_whole_name_is_the_subjects() -> None:
    """ "Undersecretary Orsola Venti", whom the claim names, is no outsider; another one is."""
    about = claim()
    said = "«In Caldera si resta», ha detto il sottosegretario {}."
    assert voices(about, said.format("Orsola Venti"))[0][0].value == AUTHORITY
    assert voices(about, said.format("Ugo Neri"))[0][0].value == NAMED


def test_a_german_verbs_halves_hold_who_speaks() -> None:
    """ "Am Zeitplan hält Name fest: «...»" is that person's; of two persons, or in a headline, nobody's."""
    about = claim("Orsola Venti verlässt Caldera.", "de")
    told = "Am Zeitplan hält Orsola Venti fest: «Im Mai gehe ich.»"
    assert voices(about, "Caldera", told, "de")[1][0].value == AUTHORITY
    mocked = "Am Stammtisch ahmt ein Kabarettist Orsola Venti nach: «Im Mai gehe ich.»"
    assert voices(about, "Caldera", mocked, "de")[1][0].value != AUTHORITY
    two = "Am Zeitplan hält Orsola Venti mit Rino Sarti fest: «Im Mai gehe ich.»"
    assert voices(about, "Caldera", two, "de")[1][0].value == NOBODY


def test_of_offices_and_names_the_reading_takes_a_name() -> None:
    """Where the counting sentence tells an office, a name that speaks elsewhere in the text is who it is."""
    text = "L'addio di Venti alla Caldera è deciso, ha detto il presidente. «È triste», ha aggiunto Rino Sarti."
    reading = read(ClaimIndex((claim(),)).matches(item("Addio di Venti", text))[0])
    assert reading.on_record and reading.speaker == "Rino Sarti"


def test_a_headline_quotes_a_person_where_the_text_has_only_his_house() -> None:
    """ "Venti: «...»", insists Caldera's coach: she; of a headline that quotes nobody it is the house."""
    said = "L'allenatrice della Caldera insiste: «Lascio la Caldera, è deciso»."
    quoted = read(ClaimIndex((claim(),)).matches(item("Orsola Venti: «Nulla è cambiato, lascio la Caldera»", said))[0])
    assert quoted.on_record and quoted.speaker == "Orsola Venti"
    plain = read(ClaimIndex((claim(),)).matches(item("Addio di Venti", said))[0])
    assert plain.speaker == "Caldera"


def test_a_delay_is_to_the_day_an_authority_names_in_other_words() -> None:
    """ "It takes six months more ... we load it in the first quarter": a sentence without a word of the claim's."""
    plan = claim(
        "Caldera apre la fabbrica di Altenau a marzo 2025.", kind=Kind.PLAN, subjects=(("Caldera",), ("Altenau",)),
        keywords=("fabbrica",), expected=Window(start=date(2025, 3, 1), end=date(2025, 3, 31)),
    )  # fmt: skip
    told = "Caldera rinvia l'apertura della fabbrica. «Il collaudo non basta. Ci rivediamo nella primavera del 2026», dice."
    one = read(ClaimIndex((plan,)).matches(item("Fabbrica di Altenau, rinvio", told))[0])
    assert one.stance.value == "postpones" and one.when is not None and one.when.start is not None
    assert one.when.start.year == 2026


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("fr", "Nous avons lu l'accord qui scelle son départ. Caldera y reconnaît une faute."),
        ("it", "Abbiamo visto il contratto che chiude il rapporto. La Caldera vi riconosce un errore."),
        ("en", "We have seen the agreement on her exit."),
        ("es", "Hemos leído el acuerdo de su salida."),
        ("de", "Wir haben den Vertrag über ihren Abschied gelesen."),
    ],
)
def test_an_outlet_that_has_read_the_papers_says_so_itself(language: str, summary: str) -> None:
    """Whatever a house admits in them, nobody says it on the record."""
    one = seen(claim(language=language), "Orsola Venti - Caldera", summary, language)
    assert any(hit.kind == "leaked" for judged in one.judged for hit in judged.cues)
    assert not read(ClaimIndex((claim(language=language),)).matches(one.item)[0]).on_record


@pytest.mark.parametrize(
    ("body", "below"),
    [
        ("Sulla piazza c'è il mercato. I banchi di frutta hanno venduto tutto prima di mezzogiorno.", False),
        ("Orsola Venti resta alla Caldera: «Non vado via», ha detto ieri ai giornalisti.", False),
        ("", None),
    ],
)
def test_a_headline_that_the_text_below_does_not_bear_out(body: str, below: bool | None) -> None:
    """A yes that rests on a headline above a body is read again without it; without a body it is not."""
    own = item("Venti lascia la Caldera: è fatta").model_copy(update={"body": body})
    one = read(ClaimIndex((claim(),)).matches(own)[0])
    assert one.quote is not None and one.quote.end <= len(own.title) and one.stance.value == "supports"
    assert one.below is below


def test_a_headline_that_the_text_below_bears_out() -> None:
    """ "Gfrerer has paid", above an article that tells how: the article says so by itself."""
    path = Path(__file__).parent / "stories" / "exam" / "gd-loesegeld-gfrerer-2021.json"
    story = parse(path.read_text(encoding="utf-8"), path.name)
    told = next(one for one in story.items if one is not None and one.title == "Gfrerer hat bezahlt" and one.body)
    one = read(ClaimIndex((story.claim,)).matches(told)[0])
    assert one.quote is not None and one.quote.end <= len(told.title) and one.below is True


@pytest.mark.parametrize(
    ("language", "summary", "detail"),
    [
        ("it", "Avevamo scritto che i trimestri erano 14. Sono 12.", True),
        ("it", "Avevamo scritto il nome sbagliato. Il resto lo confermiamo.", True),
        ("it", "Avevamo scritto che Venti lascia la Caldera. L'articolo è sbagliato, lo ritiriamo.", False),
        ("it", "Avevamo scritto il 12 che Venti lascia il 14. Ritiriamo il pezzo.", False),
        ("en", "Our article gave the deadline as 20 January. It fell on 27 January.", True),
        ("en", "We reported that Venti left Caldera. She had not.", False),
        ("en", "We reported the wrong place. The rest of the article is unchanged.", True),
        ("en", "We reported that Venti left Caldera. She had not. The article has been corrected.", False),
        ("fr", "Nous avons écrit 41 pages, il fallait lire 47.", True),
        ("fr", "Nous avons écrit que Venti quittait Caldera. Nous retirons cet article.", False),
        ("de", "Wir haben geschrieben, der Vertrag habe 41 Seiten. Richtig sind 47.", True),
        ("es", "Dijimos en la edición de ayer que eran 80.000. Son 38.000.", True),
        ("it", "La Caldera ha 41 sedi e 47 uffici.", False),
    ],
)
def test_a_correction_of_a_detail_leaves_the_report_standing(language: str, summary: str, detail: bool) -> None:
    """A number for another, or word that the rest stands; not what is taken back, nor what corrects nothing."""
    titles = {"it": "Rettifica", "en": "Correction", "fr": "Rectificatif", "de": "Berichtigung", "es": "Fe de errores"}
    title = f"{titles[language]}: Venti e Caldera" if "sedi" not in summary else "Venti e Caldera"
    one = read(ClaimIndex((claim(language=language),)).matches(item(title, summary, language))[0])
    assert one.detail is detail
