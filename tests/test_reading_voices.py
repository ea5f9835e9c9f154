"""Whose words a sentence carries: the names of places and works, short names, quotations over several sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.matching import ClaimIndex, short_names
from tracker.model import Claim, Item, Kind, Quoted, Stance, Tier, Window, fingerprint
from tracker.reading import conclude, look, read
from tracker.reading.seen import Look
from tracker.reading.trees import Odds

WHEN = datetime(2025, 4, 10, 12, tzinfo=UTC)
SUBJECTS = (("Orsola Venti", "Venti"), ("Caldera", "Rino Sarti", "Sarti"))
SHIP = (("Stella Alba",), ("Porto Vento",), ("Caldera",))


def claim(text: str = "Orsola Venti lascia la Caldera.", language: str = "it", **more: object) -> Claim:
    """Somebody leaves a firm, unless `more` tells of something else."""
    known = {"subjects": SUBJECTS, "authorities": ("caldera.example",), "kind": Kind.EVENT, "opened": date(2025, 1, 1)}
    return Claim(slug="one", text=text, language=language, **{**known, **more})  # type: ignore[arg-type]


def item(title: str, summary: str = "", language: str = "it") -> Item:
    """A press item."""
    return Item(
        id=fingerprint(title), text_id=fingerprint(title, summary), host="press.example", outlet="Press",
        tier=Tier.PRESS, language=language, title=title, summary=summary, published=WHEN, seen_at=WHEN,
    )  # fmt: skip


def seen(about: Claim, title: str, summary: str = "", language: str = "it") -> Look:
    """What is seen of it for the claim."""
    return look(ClaimIndex((about,)).matches(item(title, summary, language))[0])


def voices(about: Claim, title: str, summary: str = "", language: str = "it") -> list[tuple[Quoted, str | None]]:
    """Who is quoted in each sentence, and by which words."""
    return [one.voice[:2] for one in seen(about, title, summary, language).judged]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("GVD-Sekretärin Regula Zoll", ("Regula Zoll", "GVD-Sekretärin Regula")),
        ("Autoridad de Aviación Civil", ("Aviación Civil",)),
        ("Orsola Venti", ()),
        ("Caldera", ()),
    ],
)
def test_a_long_name_has_short_ones(name: str, short: tuple[str, ...]) -> None:
    """Its last capitalised words or its first, two at least."""
    assert short_names(name) == short


@pytest.mark.parametrize("words", ["Sekretärin Regula Zoll", "Regula Zoll"])
def test_a_speaker_is_known_by_a_short_name(words: str) -> None:
    """Whoever the claim lets speak under a title speaks without it, or with another."""
    about = claim("Die Gewerkschaft bestreikt die Caldera.", "de", speakers=("GVD-Sekretärin Regula Zoll",))
    quoted, speaker = voices(about, "Streik bei Caldera", f"»Wir streiken«, sagte {words}.", "de")[-1]
    assert quoted is Quoted.AUTHORITY
    assert speaker is not None and "Regula" in speaker


def test_a_place_of_the_claim_is_nobody_who_speaks() -> None:
    """Behind a preposition a subject that may not speak is where something happens; without one it may be anybody."""
    about = claim("Caldera moves the Stella Alba from Porto Vento.", "en", subjects=SHIP, speakers=("Caldera",))
    assert voices(about, "Caldera moves its ship", "It will shift from Porto Vento in May, it said.", "en")[1] == (
        Quoted.NOBODY,
        None,
    )
    assert voices(about, "Caldera moves its ship", "Porto Vento said it will be in May.", "en")[1][0] is Quoted.NAMED


def test_no_reply_is_no_word() -> None:
    """ "Did not reply" makes nobody the speaker of what stands beside it."""
    told = "Venti left Caldera in February; the maker did not immediately reply to a request for comment."
    assert voices(claim(), "Talks at Caldera", told, "en")[1] == (Quoted.NOBODY, None)


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Rino Sarti ha incontrato i sindacati: «Venti resta in Caldera»", Quoted.NOBODY),
        ("Sarti, i sindacati: «Venti lascia la Caldera»", Quoted.NAMED),
        ("I sindacati: «Venti lascia la Caldera»", Quoted.NAMED),
    ],
)
def test_whom_somebody_met_does_not_speak(title: str, quoted: Quoted) -> None:
    """An office before the colon that a subject does something to is not who says it; behind a comma it is."""
    assert voices(claim(), title)[0][0] is quoted


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("Sarti (Caldera): «Venti se ne va»", "Sarti"),
        ("Venti gela la Caldera: «Me ne vado»", "Venti"),
        ("Caldera, Sarti: «Venti se ne va»", "Sarti"),
    ],
)
def test_who_opens_a_headline_speaks(title: str, speaker: str) -> None:
    """Brackets may stand between a name and the colon; who does something to another name says what follows."""
    assert voices(claim(), title)[0] == (Quoted.AUTHORITY, speaker)


@pytest.mark.parametrize("marks", ["''", '""', "«»", "‘’"])
def test_a_quotation_is_one_speakers_over_all_its_sentences(marks: str) -> None:
    """Whatever names stand in it, and whatever marks it has; who says it stands behind it or before it."""
    first, last = marks
    quote = f"{first}This is wrong. I have not left Caldera. I will not leave,{last}"
    assert voices(claim(), "Venti stays", f"{quote} Orsola Venti wrote.", "en")[2] == (Quoted.AUTHORITY, "Orsola Venti")
    behind = voices(claim(), "A denial", f"Orsola Venti contradicted the board. {quote} she wrote.", "en")
    assert [speaker for _, speaker in behind[2:]] == ["Orsola Venti"] * 3
    strange = voices(claim(), "A denial", f"Union leader Tom Reddy shrugged it off, he said. {quote} he added.", "en")
    assert (Quoted.AUTHORITY, "Caldera") not in strange


def test_an_apostrophe_closes_no_quotation() -> None:
    """ "The workers' plant" ends nothing where a comma and a mark do later; one word in marks is no quotation."""
    text = "'The workers' plant will not be left by Venti,' Rino Sarti said. The 'deal' is Caldera's."
    quoted = seen(claim(), "Caldera stays", text, "en").view
    inside = [quoted.tokens.words[at] for at in sorted(quoted.quoted)]
    assert inside[:3] == ["'", "the", "workers"]
    assert inside[-2:] == ["venti", ","]


def test_kin_within_a_quotation_do_not_say_it() -> None:
    """«I give my daughter away», says the mother: the daughter has not spoken."""
    assert voices(claim(), "Venti: «Lascio la Caldera a mia figlia»")[0] == (Quoted.AUTHORITY, "Venti")


def test_an_office_of_the_claims_own_is_no_outsiders() -> None:
    """A mayor of whom the claim tells speaks for it; of any other it is somebody else."""
    told = "La sindaca: «Orsola Venti non si ricandida»"
    assert voices(claim(), told)[0][0] is Quoted.NAMED
    assert voices(claim("La sindaca Orsola Venti non si ricandida."), told)[0][0] is not Quoted.NAMED


def test_who_is_told_in_an_apposition_does_not_speak() -> None:
    """However long what the commas enclose goes on behind the name."""
    text = "Mario Neri, procuratore della Caldera nelle ultime sette vertenze, esclude l'addio di Venti."
    assert voices(claim(), "Un addio", text)[1][1] != "Caldera"


def test_a_department_is_not_who_heads_it() -> None:
    """Behind a preposition a name is part of an office, and whose it is stands beside it."""
    about = claim("Orsola Venti deja Caldera.", "es", speakers=("Amparo Gala",))
    text = "«Venti se va», comunicó la directora de Recursos Humanos, Amparo Gala, a la plantilla de Caldera."
    assert voices(about, "Un adiós", text, "es")[1] == (Quoted.AUTHORITY, "Amparo Gala")


PLAN = claim(
    "Die Caldera liefert den Lumo im Jahr 2024 aus.",
    "de",
    kind=Kind.PLAN,
    subjects=(("Caldera",), ("Lumo",)),
    expected=Window(start=date(2024, 1, 1), end=date(2024, 12, 31)),
)


def day_of(title: str, summary: str, language: str = "de") -> tuple[date | None, date | None] | None:
    """The date meant by a delay of the plan."""
    found = read(ClaimIndex((PLAN,)).matches(item(title, summary, language))[0])
    assert found.stance == "postpones"
    return (found.when.start, found.when.end) if found.when else None


def test_a_delay_is_to_the_day_that_a_later_sentence_names() -> None:
    """Where the sentence that counts names none, a day to come in another of the claim's matter is meant."""
    summary = "Der Lumo werde 2026 zu den Händlern rollen, bestätigte ein Caldera-Sprecher auf Anfrage."
    assert day_of("Caldera verschiebt den Lumo erneut", summary) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_day_that_would_have_been_is_not_meant() -> None:
    """ "In December we would have had to sail untested": the day stands in the headline."""
    title = "Mit Verspätung: Caldera liefert den Lumo erst ab Juni aus"
    summary = "»Im Dezember hätten wir den Lumo ungeprüft ausliefern müssen«, begründete die Caldera den Aufschub."
    found = day_of(title, summary)
    assert found is not None and found[0] == date(2025, 6, 1)


def test_an_outlet_that_a_subject_speaks_for_is_none() -> None:
    """ "According to what Name told first" is Name's word; with an outlet's name it is the outlet's."""
    about = claim("Caldera renueva a Orsola Venti.", "es")
    assert voices(about, "Habrá más, según adelantó este jueves la directora de ficción, Orsola Venti", "", "es")[
        0
    ] == (
        Quoted.AUTHORITY,
        "Orsola Venti",
    )
    assert voices(about, "Habrá más en Caldera, según ha adelantado La Onda", "", "es")[0][0] is not Quoted.AUTHORITY


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Venti si arrende: «È vero, lascio la Caldera»", Quoted.AUTHORITY),
        ("Venti rompe il silenzio: «È vero, lascio la Caldera»", Quoted.AUTHORITY),
        ("Venti nel caos: «È vero, lascia la Caldera»", Quoted.NOBODY),
        ("Venti contestata: «È vero, lascia la Caldera»", Quoted.NOBODY),
    ],
)
def test_what_a_name_does_may_stand_before_its_words(title: str, quoted: Quoted) -> None:
    """A verb and what belongs to it; not a place, and not what is done to the name."""
    assert voices(claim(), title)[0][0] is quoted


def test_an_office_goes_by_the_name_that_the_headline_quotes() -> None:
    """Where only "the manager" says it below, it is whom the headline quotes; with no name there it is the office."""
    about = claim("Orsola Venti lascia la Caldera.", authorities=("caldera.example",))
    said = "«Lascio la Caldera a giugno, è deciso», ha confermato la dirigente ai cronisti."
    found = read(ClaimIndex((about,)).matches(item("Venti: «Lascio la Caldera»", said))[0])
    assert (found.on_record, found.speaker) == (True, "Venti")


def test_who_is_met_after_speaking_does_not_speak() -> None:
    """ "Declared after meeting Name" is not Name's word."""
    about = claim("Orsola Venti deja Caldera.", "es")
    text = "«Mi respuesta no cambia», declaró tras reunirse con Rino Sarti."
    assert voices(about, "Un adiós en Caldera", text, "es")[1][1] != "Rino Sarti"


@pytest.mark.parametrize(
    ("language", "text", "quoted", "speaker"),
    [
        ("de", "»Wir bleiben«, sagte Konzernsprecherin Han Moser.", Quoted.AUTHORITY, "Konzernsprecherin"),
        ("en", "'We are staying,' company spokeswoman Ann Moser said.", Quoted.AUTHORITY, "spokeswoman"),
        ("en", "'We are staying,' said union spokesman Tom Reddy.", Quoted.NAMED, None),
        ("en", "'We are staying,' said spokesman Tom Reddy for Zolfer.", Quoted.NAMED, None),
        ("it", "«Restiamo», ha detto il portavoce Ugo Moser.", Quoted.AUTHORITY, "portavoce"),
    ],
)
def test_a_spokeswoman_speaks_for_the_house_whatever_her_name(
    language: str, text: str, quoted: Quoted, speaker: str | None
) -> None:
    """By her office; not one who is told to be another's."""
    found = voices(claim(), "Orsola Venti", text, language)[-1]
    assert found[0] is quoted
    assert speaker is None or found[1] == speaker


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Mario Venti ha detto che Orsola resta alla Caldera.", Quoted.NAMED),
        ("Orsola Venti ha detto che resta alla Caldera.", Quoted.AUTHORITY),
        ("Ieri Venti ha detto che resta alla Caldera.", Quoted.AUTHORITY),
        ("Il padre di Venti: «Orsola resta alla Caldera»", Quoted.NAMED),
        ("L'ex difensore ha detto che Venti resta.", Quoted.NAMED),
    ],
)
def test_kin_and_namesakes_speak_for_themselves(text: str, quoted: Quoted) -> None:
    """Another given name before the family name is somebody else; so are kin before a colon, and who was something."""
    assert voices(claim(), "Un addio alla Caldera", text)[1][0] is quoted


def test_a_governed_name_yields_to_the_office_that_speaks() -> None:
    """ "After Name's refusal the president insists": the president does."""
    text = "Dopo il rifiuto di Caldera il presidente della Lega ribadisce che Venti resta."
    assert voices(claim(), "Venti e la Lega", text)[1] == (Quoted.AUTHORITY, "presidente")


def test_what_was_awaited_and_has_come_is_no_forecast() -> None:
    """A yes read surely is not hedged by a word of waiting; by a conditional it is."""
    tour = claim(
        "Il tour di Orsola Venti parte a giugno 2024.",
        kind=Kind.PLAN,
        expected=Window(start=date(2024, 6, 1), end=date(2024, 6, 30)),
    )

    def hedged(text: str) -> bool:
        look_ = seen(tour, text)
        rest = 0.04 / 5
        odds = Odds({one: 0.96 if one is Stance.SUPPORTS else rest for one in Stance}, 0.1, 0.9)
        return conclude(look_, look_.signs(), odds).hedged

    assert not hedged("Dopo tre anni di attesa il tour di Venti è cominciato ieri sera.")
    assert hedged("Dopo tre anni di attesa il tour di Venti sarebbe cominciato ieri sera.")


def test_a_headline_that_names_its_matter_is_below_whoever_speaks() -> None:
    """ "Caldera : ..." may be what it is about; the text lets somebody speak by name."""
    about = claim("Orsola Venti quitte la Caldera.", "fr", authorities=("caldera.example", "venti.example"))
    body = "« Je quitte la Caldera en juin, c'est décidé », a annoncé vendredi matin Orsola Venti."
    found = read(ClaimIndex((about,)).matches(item("Caldera : un départ en juin", body, "fr"))[0])
    assert (found.on_record, found.speaker) == (True, "Orsola Venti")


def test_a_towns_mayor_speaks_where_the_town_may() -> None:
    """Beside the town's name among who may speak, or with a name of the claim's behind the office; of any other place
    the mayor is somebody else."""
    text = "«Il festival non si farà», ha detto il sindaco."
    town = claim(
        "Il festival lascia Rocca Alta.",
        subjects=(("Comune di Rocca Alta",), ("Caldera",)),
        authorities=("caldera.example", "roccaalta.example"),
    )
    assert voices(town, "Un addio a Rocca Alta", text.replace(".", ", lo sa la Caldera."))[1][0] is Quoted.AUTHORITY
    assert voices(claim(), "Venti e il festival", text)[1][0] is Quoted.NAMED
    assert voices(claim(), "Il festival", "«Non si farà», ha detto il sindaco, Orsola Venti.")[1] == (
        Quoted.AUTHORITY,
        "Orsola Venti",
    )


def test_what_heads_a_quotation_that_somebody_says_is_its_matter() -> None:
    """ "Culture: «...», says the minister": the minister does."""
    assert voices(claim(), "Cultura: «Venti resta alla Caldera fino a giugno», dice il portavoce")[0] == (
        Quoted.AUTHORITY,
        "portavoce",
    )
    assert voices(claim(), "Bressan: «Venti resta alla Caldera fino a giugno»")[0] == (Quoted.NAMED, "Bressan")


@pytest.mark.parametrize(
    ("language", "text", "quoted", "speaker"),
    [
        ("it", "«È fatta», ha detto l'amministratore delegato Marco Berti.", Quoted.AUTHORITY, "delegato"),
        ("it", "«È fatta», ha detto Marco Berti, amministratore delegato di Caldera.", Quoted.AUTHORITY, "Caldera"),
        ("it", "«È fatta», ha detto la portavoce della compagnia, Ilaria Desio.", Quoted.AUTHORITY, "portavoce"),
        ("en", "'It is done,' said Marion Voss, chief executive of Caldera.", Quoted.AUTHORITY, "Caldera"),
        ("en", "'It is done,' said chief executive Marion Voss.", Quoted.AUTHORITY, "executive"),
        ("en", "Zolfer chief executive Marion Voss said Venti leaves Caldera.", Quoted.NAMED, None),
        (
            "en",
            "Tom Reed, a nephew of the founder with no role at the company, told radio so.",
            Quoted.NAMED,
            "Tom Reed",
        ),
        (
            "it",
            "Luca Berti, che non ha incarichi in Caldera, ha scritto che Venti resta.",
            Quoted.NAMED,
            "Luca Berti",
        ),
    ],
)
def test_whose_office_it_is_decides(language: str, text: str, quoted: Quoted, speaker: str | None) -> None:
    """Who heads the claim's house speaks for it, in whatever order name and office stand; who heads another does not,
    nor do kin and whoever is told to have no part in it."""
    found = voices(claim(), "Orsola Venti", text, language)[-1]
    assert found[0] is quoted
    assert speaker is None or found[1] == speaker


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("Berti (Caldera): «Venti se ne va»", True),
        ("Berti (Zolfer): «Venti lascia la Caldera»", False),
        ("Luca Berti, fratello dell'ad: «Venti lascia la Caldera»", False),
        ("La vicepresidente incontra i sindacati e si dice sicura: «Venti resta»", True),
        ("La vicepresidente incontra i sindacati, che avvertono: «Venti deve restare»", False),
    ],
)
def test_a_headline_says_whose_words_it_quotes(title: str, own: bool) -> None:
    """In brackets, by a kinship, by whom somebody met."""
    assert (voices(claim(), title)[0][0] is Quoted.AUTHORITY) is own


@pytest.mark.parametrize(
    ("language", "title", "summary", "quoted"),
    [
        (
            "en",
            "Caldera chief executive Marion Voss was asked about Venti.",
            "'She stays. That is settled.'",
            "authority",
        ),
        (
            "en",
            "Caldera's product director talks about the rumour.",
            "So is she leaving? 'No. She stays on.'",
            "authority",
        ),
        ("en", "Caldera union leader Tom Reed was asked about Venti.", "'She stays. That is settled.'", "nobody"),
        ("it", "La Caldera ha un direttore tecnico nuovo.", "Venti se ne va? «No, resta con noi.»", "nobody"),
        ("it", "A Orsola Venti è stato chiesto del suo futuro.", "Lascia la Caldera? «No, resto qui.»", "nobody"),
    ],
)
def test_whoever_is_asked_gives_the_answers(language: str, title: str, summary: str, quoted: str) -> None:
    """Quotations that nobody is said to say are of whoever stands in the sentence before them with an office of the
    house, questions in between; not of those who speak for others, nor of just anybody it names."""
    told = voices(claim(), "Venti", f"{title} {summary}", language)
    assert told[-1][0].value == quoted


SURNAMED = (("Caldera", "Sarti"), ("Duna",))


@pytest.mark.parametrize(
    ("subjects", "speakers", "text", "quoted"),
    [
        (SURNAMED, (), "«La Duna esce in autunno», ha detto l'ad di Caldera, Mario Sarti.", "authority"),
        (SURNAMED, (), "«La Duna esce in autunno», ha detto Mario Caldera.", "named"),
        (SURNAMED, ("Caldera", "Benassi"), "«La Duna esce in autunno», ha detto Carla Benassi.", "named"),
        (
            SURNAMED,
            ("Caldera", "Benassi"),
            "«La Duna esce in autunno», ha detto la vicepresidente Carla Benassi.",
            "authority",
        ),
        (
            SURNAMED,
            (),
            "«La Duna esce in autunno», ha detto Mario Sarti, amministratore delegato di Caldera.",
            "authority",
        ),
        (SURNAMED, (), "«La Duna esce in autunno», ha detto Mario Sarti, che gestisce un bar.", "named"),
        (SURNAMED, (), "«La Duna esce in autunno», scrive sui social Marta Sarti, figlia dell'ad.", "named"),
        (SURNAMED, (), "Il concessionario Mario Sarti assicura: «La Duna esce in autunno».", "named"),
        (SURNAMED, (), "«La Duna esce in autunno», ha detto l'ex direttore Mario Sarti.", "named"),
        (SUBJECTS, (), "«La Duna esce in autunno», ha detto Mario Sarti.", "named"),
        ((("Sarti",), ("Duna",)), (), "«La Duna esce in autunno», ha detto Mario Sarti.", "named"),
    ],
)
def test_a_family_name_alone_is_anybodys_of_it(
    subjects: tuple[tuple[str, ...], ...], speakers: tuple[str, ...], text: str, quoted: str
) -> None:
    """Where a claim knows a person of a house by the family name only, any given name will do that stands with an office
    of the house; not kin, not who was one, not where it knows a given name, nor with the house's or subject's name."""
    about = claim("La Duna di Caldera esce in autunno.", subjects=subjects, speakers=speakers)
    assert voices(about, "Caldera, la Duna", text)[-1][0].value == quoted


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", 'Marco Sarti handed Vera Lindt the first key. "I nearly missed the moment," he said.', "nobody"),
        ("en", 'Marco Sarti handed over the first key. "I nearly missed the moment," he said.', "authority"),
        ("en", 'Marco Sarti met a union leader. "I nearly missed the moment," he said.', "nobody"),
        ("en", 'Marco Sarti left the building. "Sarti is gone for good," he said.', "nobody"),
        ("en", 'Marco Sarti left the building. "He is gone for good," he said.', "nobody"),
        ("it", "Marco Sarti non c'era. «Adesso tocca a voi», ha detto ieri il capogruppo.", "nobody"),
        ("it", "Marco Sarti non c'era. «Adesso tocca a voi», ha detto ai cronisti un consigliere.", "nobody"),
        ("it", "Marco Sarti era con il suo procuratore. «Adesso tocca a voi», ha detto.", "nobody"),
        ("en", 'Caldera hired Vera Lindt. "I nearly missed the moment," she said.', "nobody"),
        ("en", "TURIN - Marco Sarti will step down in May, he said on Thursday.", "authority"),
        ("en", 'Nobody knows, but Marco Sarti will not wait. "It is now. Put it on the fridge," he said.', "authority"),
        ("en", 'Marco Sarti\'s brother handed over the key. "I nearly missed the moment," he said.', "nobody"),
        ("en", 'The keys went to Marco Sarti. "I nearly missed the moment," he said.', "nobody"),
        ("it", "Marco Sarti ha consegnato le chiavi. «Adesso tocca a voi», ha detto.", "authority"),
        ("it", "ROMA - Il direttore Sarti ha consegnato le chiavi. «Adesso tocca a voi», ha detto ieri.", "authority"),
        ("it", "Marco Sarti ha consegnato le chiavi. «Adesso tocca a voi», ha detto il meccanico.", "nobody"),
        ("de", "Marco Sarti übergab die Schlüssel. »Jetzt seid ihr dran«, sagte er.", "authority"),
    ],
)
def test_a_pronoun_is_whoever_the_sentence_began_with(language: str, text: str, quoted: str) -> None:
    """ "..., he said" is said by the person who has the only name in the sentence or the one before; not by a house,
    somebody's kin, whom a preposition governs, nor where somebody else is told of there, is said to say it, or what is
    said names him."""
    about = claim("Caldera consegna la Duna.", language, subjects=(("Caldera", "Marco Sarti", "Sarti"), ("Duna",)))
    assert voices(about, "Duna", text, language)[-1][0].value == quoted


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Calcio: Venti, «al Caldera non ho mai detto di sì»", "authority"),
        ("Calcio, Venti «resto dove sono per ora»", "authority"),
        ("Dura risposta a Venti «una giornata da ricordare per tutti»", "nobody"),
        ("Calcio, Venti «una giornata da ricordare per tutti»", "authority"),
        ("Un regista elogia Venti, «una giornata da ricordare per tutti»", "nobody"),
        ("Calcio, Caldera «perla del campionato del nord»", "nobody"),
    ],
)
def test_a_persons_name_may_head_a_quotation(title: str, quoted: str) -> None:
    """A comma between or nothing, as agencies have it, whatever is said inside; not behind a preposition, nor a house's."""
    assert voices(claim(), title)[0][0].value == quoted


def test_whom_one_tells_something_does_not_say_it() -> None:
    """ "Caldera told Motor Ledger": the paper hears it; turned round, "told Tom Reed", nobody can say."""
    about = claim("Caldera closes its works.", "en", subjects=(("Caldera",), ("works",)))
    assert voices(about, "Works", "The works will close, Caldera told Motor Ledger.", "en")[1][:2] == (
        Quoted.AUTHORITY,
        "Caldera",
    )
    assert voices(about, "Works", "The works will close, a Caldera spokesman told Motor Ledger.", "en")[1][0] is (
        Quoted.AUTHORITY
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "La fusión está cerrada, ha informado Caldera."),
        ("es", "El presidente, Rino Sarti, ha situado el cierre «antes de que acabe el verano»."),
        ("it", "«Adesso mi è passata», ha scherzato il direttore Rino Sarti."),
        ("en", 'Rino Sarti, the Caldera chief, called it "not a marriage of convenience".'),
        ("fr", "« C'est fait », glisse Rino Sarti."),
        ("de", "»Im Mai bin ich wieder da«, rief Rino Sarti."),
    ],
)
def test_people_say_things_with_many_verbs(language: str, text: str) -> None:
    """What is joked, shouted, slipped in or called something is said."""
    assert voices(claim(language=language), "Caldera", text, language)[-1][0] is Quoted.AUTHORITY


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("it", "Lo comunica l'avvocato della sorella di Orsola.", "named"),
        ("it", "Lo comunica l'avvocato di Orsola.", "authority"),
        ("en", "They asked five banks for money, a memorandum reviewed by the paper shows.", "nobody"),
        ("es", "Lo acredita el análisis de la cadena de bloques realizado por esta revista.", "nobody"),
        ("es", "Lo confirma la cadena.", "authority"),
        ("de", "Das teilte der Privatsender am Abend mit.", "authority"),
    ],
)
def test_an_office_is_the_houses_unless_it_is_told_whose(language: str, text: str, quoted: str) -> None:
    """The lawyer of somebody's sister, any five banks and a chain of blocks speak for nobody of the claim's; the
    broadcaster does."""
    assert voices(claim(language=language), "Orsola Venti, Caldera", text, language)[-1][0].value == quoted


def test_a_sport_is_no_family_name() -> None:
    """ "Calcio:" before a headline does not stand for the club Alba Calcio, nor is it who speaks."""
    about = claim("Venti allena l'Alba.", subjects=(("Orsola Venti", "Venti"), ("Alba Calcio", "Alba")))
    assert voices(about, "Calcio: Venti nuovo tecnico dell'Alba")[0][1] != "Calcio"
    assert not ClaimIndex((claim(subjects=(("Fiumana Calcio",),)),)).matches(item("Calcio: il programma di domenica"))


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("it", "L'amministratore delegato della Caldera, Paolo Bini, ha detto che Venti resta.", "authority"),
        ("it", "L'ex amministratore delegato della Caldera, Paolo Bini, ha detto che Venti resta.", "named"),
        ("it", "Dopo l'incontro con il presidente della Caldera, Paolo Bini ha detto che Venti resta.", "named"),
        ("en", "Caldera chairman Aldo Bini said Venti stays.", "authority"),
        ("en", "Caldera's chief met Tom Reed, and Tom Reed said Venti stays.", "named"),
        ("es", "«Se queda», celebró Julia Meca, directora de programas de Caldera.", "authority"),
        ("de", "Venti bleibt, sagte Caldera-Chef Paul Kern.", "authority"),
        ("en", "Caldera keeps Venti, vice president Tom Reed said.", "authority"),
        ("en", "Caldera keeps Venti, not Morrow, vice president Tom Reed said.", "named"),
        ("en", "Caldera keeps Venti, museum director Tom Reed said.", "named"),
    ],
)
def test_whose_office_a_name_holds(language: str, text: str, quoted: str) -> None:
    """Whoever is told as a subject's chief speaks for it, by whatever name; not who was, who met one, or who is another
    house's; one of an office that many houses have only where the sentence tells of no other name."""
    assert voices(claim(language=language), "Orsola Venti, Caldera", text, language)[-1][0].value == quoted


@pytest.mark.parametrize(("kind", "quoted"), [("airport", "authority"), ("museum", "named")])
def test_a_house_may_be_told_by_its_kind(kind: str, quoted: str) -> None:
    """The airport's director is that of the airport that the claim tells of; no museum's is."""
    about = claim(
        "Flights to Rocca begin.", "en", subjects=(("Rocca Airport",),), authorities=("rocca-airport.example",)
    )
    assert (
        voices(about, "Rocca Airport", f"'We are ready,' {kind} director Ilse Kern said.", "en")[-1][0].value == quoted
    )


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", "The chief executive of Morrow confirmed it.", "named"),
        ("en", "The chief executive of Caldera confirmed it.", "authority"),
        ("en", "The chief executive confirmed it.", "authority"),
        ("it", "Lo ha detto il sindaco di Ortale.", "named"),
        ("it", "Lo ha annunciato il portavoce della Casa.", "authority"),
        ("it", "Lo ha annunciato l'ad di Morrow, Rino Sarti.", "authority"),
    ],
)
def test_another_houses_chief_speaks_for_none_of_ours(language: str, text: str, quoted: str) -> None:
    """Where the house behind "of" has a name that the claim has not; not with a subject's name behind it, and a house by
    its kind may be the claim's own."""
    assert voices(claim(language=language), "Orsola Venti, Caldera", text, language)[-1][0].value == quoted


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", '"We signed," manager Rino Sarti said at Le Mans.', "authority"),
        ("it", "Il manager della Caldera ai microfoni dopo Assen: «La firma c'è, l'ho vista».", "authority"),
        ("fr", "Le patron Rino Sarti l'a dit à l'agence Nouvelle Presse : elle part.", "authority"),
        ("es", "El director de Recursos Humanos, Rino Sarti, ha dicho que se va.", "authority"),
        ("it", "Il tecnico racconta la nuova Caldera.", "authority"),
    ],
)
def test_where_and_to_whom_something_is_said_is_nobody_who_says_it(language: str, text: str, quoted: str) -> None:
    """Behind a preposition stands a place, a race, an agency, a department; whoever is named beside it speaks."""
    found = voices(claim(language=language), "Orsola Venti, Caldera", text, language)[1]
    assert found[0].value == quoted
    assert found[1] in ("Rino Sarti", "Il manager della Caldera", "Il tecnico", "tecnico")


@pytest.mark.parametrize(
    ("title", "summary", "quoted"),
    [
        ("Venti, «lascio la Caldera domani»", "Lo ha detto Giulia Venti, sindaca di Ortale.", "named"),
        ("Venti, «lascio la Caldera domani»", "Lo ha detto Orsola Venti ai giornalisti.", "authority"),
        ("Orsola Venti lascia", "Il fratello Pietro Venti era in radio. «Va via lunedì», ha detto Venti.", "named"),
        ("Pietro Venti al bar", "Orsola Venti era in radio. «Vado via lunedì», ha detto Venti.", "authority"),
    ],
)
def test_a_family_name_is_that_of_who_was_named_last(title: str, summary: str, quoted: str) -> None:
    """A name by itself is a namesake's where his whole name stands before it, or behind it where none stands before."""
    told = voices(claim(), title, summary)
    assert next(one for one in (told[0], told[-1]) if one[1])[0].value == quoted


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        (
            "es",
            "El consejero delegado, Rino Sarti, lo presentó en Mérida. «Se van en junio», ha asegurado.",
            "authority",
        ),
        ("es", "El consejero delegado, Rino Sarti, habló con Paco Gil. «Se van en junio», ha asegurado.", "nobody"),
        ("en", 'Many turned when President Rino Sarti rose. "We leave in June," he told them.', "authority"),
        ("fr", "Après sa nomination, Rino Sarti a parlé. « Nous partons », a-t-il dit.", "authority"),
        ("it", "La presidente ha lasciato ieri. «Mancano le condizioni», scrive nel messaggio.", "authority"),
        ("it", "La portavoce ha lasciato ieri. «Mancano le condizioni», scrive nel messaggio.", "nobody"),
    ],
)
def test_a_pronoun_stands_for_an_office_and_its_holder(language: str, text: str, quoted: str) -> None:
    """Whoever opens the sentence before with an office, a comma between, or by an office alone that the claim tells of;
    a place in it is nobody, another name is."""
    about = claim(
        "Orsola Venti lascia la presidenza.", language, subjects=(("Orsola Venti", "presidente Venti"), *SUBJECTS[1:])
    )
    assert voices(about, "Caldera, Orsola Venti", text, language)[-1][0].value == quoted


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", "Caldera chief: Venti stays", "authority"),
        ("de", "Caldera-Chef: Venti bleibt", "authority"),
        ("fr", "Le patron de Caldera au Sénat : « Elle reste avec nous, c'est dit »", "authority"),
        ("en", "Former Caldera chief: Venti stays", "nobody"),
        ("it", "Caldera ha scelto, scrive Borsa e Difesa: Venti resta.", "named"),
        ("it", "Venti resta alla Caldera, scrive la Voce", "named"),
        ("it", "Fusione Venti-Caldera: c'è la firma", "nobody"),
        ("en", "Venti and Caldera sell their cars in the United States, Rino Sarti said.", "authority"),
        ("en", "Caldera Keeps Venti, Owner Confirms Today", "authority"),
        ("en", "Venti leaves on 8 November, chief executive Tom Reed said.", "authority"),
        ("en", "Venti leaves Caldera, publishing director Tom Reed said.", "authority"),
        ("en", '"We have a deal," Rino Sarti, the Caldera chief, told Gulfwire.', "authority"),
    ],
)
def test_an_office_heads_a_line_and_a_paper_ends_one(language: str, text: str, quoted: str) -> None:
    """Before a colon a subject's office speaks, not who once held it; behind ", writes" a paper does. A day before an
    office is nobody's house, and "States" in a name no verb."""
    assert voices(claim(language=language), text, "", language)[0][0].value == quoted


@pytest.mark.parametrize(
    ("title", "summary", "told"),
    [
        (
            "Intervista a Orsola Venti",
            "Lascia? «Sì. A giugno.» E poi? «Vedremo.»",
            "nobody authority authority nobody authority",
        ),
        ("Intervista al presidente della Caldera, Ugo Bini", "Lascia? «Sì. A giugno.»", "nobody authority authority"),
        ("Intervista al padre di Orsola Venti", "Lascia? «Sì. A giugno.»", "nobody nobody nobody"),
        ("Intervista a Orsola Venti", "«Lascia a giugno», ha detto il padre.", "named"),
        ("Intervista a Orsola Venti e Rino Sarti", "Lascia? «Sì. A giugno.»", "nobody nobody nobody"),
        ("Orsola Venti e la Caldera", "Lascia? «Sì. A giugno.»", "nobody nobody nobody"),
        ("Intervista a Orsola Venti", "Domanda: Lascia? Risposta: Sì. Parto a giugno. D: E poi? R: Vedremo.",
         "nobody authority authority nobody authority"),
        ("Intervista a Orsola Venti", "Domanda: Lascia? Risposta: Orsola Venti lascia.", "nobody nobody"),
        ("Intervista a Orsola Venti", "Lascia? Risposta: Sì.", "nobody nobody"),
        ("Orsola Venti e la Caldera", "Domanda: Lascia? Risposta: Sì.", "nobody nobody"),
        ("Intervista alla presidente della Caldera, Orsola Venti", "Lascia? «Sì.»", "nobody authority"),
    ],
)  # fmt: skip
def test_an_interview_quotes_whom_it_is_with(title: str, summary: str, told: str) -> None:
    """Between questions, where nobody is said to say it, or behind labels of which both are there; of two nobody can
    tell which, and kin are none of the claim's."""
    assert [quoted.value for quoted, _ in voices(claim(), title, summary)[1:]] == told.split()


@pytest.mark.parametrize(
    ("language", "title", "summary"),
    [
        ("en", "Interview with Orsola Venti", "Question: Leaving? Answer: Yes. In June."),
        ("fr", "Entretien avec Orsola Venti", "Question : Partez-vous ? Réponse : Oui. En juin."),
        ("de", "Interview mit Orsola Venti", "Frage: Gehen Sie? Antwort: Ja. Im Juni."),
        ("es", "Entrevista a Orsola Venti", "P: ¿Se va? R: Sí. En junio."),
    ],
)
def test_questions_and_answers_have_labels(language: str, title: str, summary: str) -> None:
    """What stands behind the label of an answer, up to the next question, is said by whom the interview is with."""
    told = voices(claim(language=language), title, summary, language)[1:]
    assert [quoted.value for quoted, _ in told] == ["nobody", "authority", "authority"]


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", 'The giant signed the purchase of the "Alba" maker last week.', "nobody"),
        ("en", "Venti is leaving, said the head of the firm.", "authority"),
        ("it", "Interpellata sulle voci di ieri, la società ha detto che Venti resta.", "authority"),
    ],
)
def test_an_office_in_what_is_done_says_nothing(language: str, text: str, quoted: str) -> None:
    """Behind "of" it belongs to what is bought; before a verb of its own, or with the head of it named, it speaks."""
    assert voices(claim(language=language), "Orsola Venti, Caldera", text, language)[1][0].value == quoted


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("it", "Il fratello della presidente, Luca Bini: «Orsola non lascia la Caldera, sono invenzioni»", "named"),
        ("en", "The chief executive's brother, Martin Bini: 'She stays at Caldera, it is all made up'", "named"),
        ("en", "Martin Bini, the chief executive's brother: 'She stays at Caldera, it is all made up'", "named"),
        ("en", "The chief executive's brother, Martin Bini, said: 'She stays at Caldera.'", "named"),
        ("en", "The chief executive of Caldera, Martin Bini: 'She stays with us, it is all made up'", "authority"),
        ("en", "Giles Orme, once chairman of Caldera, confirmed that Venti stays.", "named"),
        ("en", "Giles Orme, chairman of Caldera until March, confirmed that Venti stays.", "named"),
        ("en", "Mick Dolan, head of Caldera customers, confirmed that Venti stays.", "named"),
        ("en", "Mick Dolan, chairman of Caldera's biggest rival, confirmed that Venti stays.", "named"),
        ("es", "El dueño del bar de Caldera, Luis Gil, confirmó que Venti se queda.", "named"),
        ("it", "Sergio Landi, fino al 2020 presidente della Caldera, ha confermato che Venti resta.", "named"),
        ("de", "Udo Maas, Wirt in Altenau, bestätigte die Übernahme durch Caldera.", "named"),
        ("en", "Venti leaves Caldera, Clearspring boss confirms", "named"),
        ("en", "Venti leaves Caldera, Italian boss confirms", "authority"),
        ("en", "Venti leaves Caldera, rival boss confirms", "named"),
        ("en", "Caldera supporters' chairman Mick Dolan confirmed that Venti stays.", "named"),
        ("en", "Caldera's chairman Mick Dolan confirmed that Venti stays.", "authority"),
        ("es", "El exagente de Venti confirma que deja la Caldera.", "named"),
    ],
)
def test_kin_of_an_office_and_who_once_held_it_speak_for_themselves(language: str, text: str, quoted: str) -> None:
    """However near the office stands; so does whoever heads something that only has the house's name in it."""
    assert voices(claim(language=language), text, "", language)[0][0].value == quoted


@pytest.mark.parametrize(
    "title",
    [
        "Intervista su Orsola Venti", "Intervista al rivale di Venti", "Venti, intervista al biografo",
        "Nessuna intervista con Orsola Venti", "L'intervista a Venti che non c'è", "Interview with Orsola Venti's rival",
    ],
)  # fmt: skip
def test_an_interview_about_somebody_is_not_with_him(title: str) -> None:
    """Whom it is with stands right behind the word that heads the line, and nothing is his there."""
    assert voices(claim(), title, "«È finita. Lo so da tempo.»")[1][0] is not Quoted.AUTHORITY


def test_an_answer_that_names_its_giver_is_somebody_elses() -> None:
    """In an interview nobody tells of himself by name."""
    found = voices(claim(), "Intervista a Orsola Venti", "«Orsola Venti lascia la Caldera.»")
    assert found[1][0] is not Quoted.AUTHORITY


def test_a_quotation_that_names_who_opens_the_sentence_before_is_not_his() -> None:
    """ "Venti walked past. «Venti leaves»": somebody else says so; in the first person it may be hers."""
    assert voices(claim(), "La Caldera", "Orsola Venti è uscita. «Venti lascia la Caldera.»")[2][0] is Quoted.NOBODY
    assert voices(claim(), "La Caldera", "Orsola Venti è uscita. «Lascio la Caldera.»")[2][0] is Quoted.AUTHORITY
