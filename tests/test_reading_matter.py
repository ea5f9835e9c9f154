"""What a claim is about, which of it is called off, and where the dates of an item lie from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.languages.patterns import Hit
from tracker.matching import ClaimIndex
from tracker.model import Claim, Item, Kind, Quoted, Stance, Tense, Tier, Window
from tracker.reading import Look, conclude, look
from tracker.reading.matter import OPPOSED, _outright, profile
from tracker.reading.trees import Odds

WHEN = datetime(2026, 2, 10, 12, tzinfo=UTC)
WINDOW = Window(start=date(2025, 10, 1), end=date(2025, 10, 31))


def claim(text: str, language: str, *subjects: str, window: Window | None = None) -> Claim:
    return Claim(
        slug="one", text=text, language=language, kind=Kind.PLAN if window else Kind.EVENT, opened=date(2025, 1, 1),
        subjects=tuple((name,) for name in subjects), expected=window,
    )  # fmt: skip


def seen(one: Claim, title: str, summary: str = "") -> Look:
    item = Item(
        id="i", text_id="", host="press.example", outlet="Press", tier=Tier.PRESS, title=title, summary=summary,
        language=one.language, published=WHEN, seen_at=WHEN,
    )  # fmt: skip
    return look(ClaimIndex((one,)).matches(item)[0])


@pytest.mark.parametrize(
    ("language", "text", "matter"),
    [
        ("it", "Il gruppo Altea ha rotto l'accordo con la Bressan.", "deal"),
        ("it", "Il ministro Sartor ha ritirato il decreto sulle spiagge.", "law"),
        ("en", "Larkfield and Penn have called off the sale of Oakes.", "sale"),
        ("en", "Prosecutors have dropped the manslaughter charges against Ned Farrow.", "trial"),
        ("fr", "Vautrin et Sorel ont renoncé à leur fusion.", "merger"),
        ("de", "Rotfels hat die Zusammenarbeit mit Kern beendet.", "deal"),
        ("es", "El fondo Alcor ha renunciado a comprar Hidrasa.", "sale"),
        ("it", "Il sindacato Altea ha revocato lo sciopero.", "strike"),
        ("en", "The Larkfield union has called off the strike.", "strike"),
    ],
)
def test_a_claim_that_something_is_off_says_so_of_the_matter(language: str, text: str, matter: str) -> None:
    """What speaks for the matter speaks against such a claim, and the other way round."""
    assert matter in profile(claim(text, language, "Altea"), language).undone


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "La Torvena ha ceduto la Bressan."), ("en", "Larkfield has agreed to buy Oakes."), ("en", "The Selby line will open in fall 2027."),
        ("en", "Rathmore will build a battery factory in Leeds."), ("en", "Ruth Penhale will run for mayor."), ("fr", "Vautrin a fermé son usine de Lens."),
        ("de", "Jutta Sielaff ist zurückgetreten."), ("es", "Marta Reoyo ha dejado el partido."), ("en", "The premier met bin Rashid in Leeds."),
    ],
)  # fmt: skip
def test_a_claim_that_something_is_done_or_ends_has_nothing_undone(language: str, text: str) -> None:
    """An end is a matter like another: who leaves has not called anything off."""
    assert not profile(claim(text, language, "bin Rashid"), language).undone


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("it", "Il tecnico Altea lascia il Portomare.", "Altea rinnova il contratto fino al 2028"),
        ("en", "Coach Altea will quit Portomare.", "Altea extends his contract with Portomare"),
        ("fr", "L'entraîneur Altea a quitté Portomare.", "Altea prolonge son contrat à Portomare"),
        ("de", "Trainer Altea verlässt Portomare.", "Altea verlängert seinen Vertrag in Portomare"),
        ("es", "El técnico Altea ha dimitido.", "Altea renueva su contrato hasta 2028"),
    ],
)
def test_what_is_done_of_a_matter_that_excludes_the_claims_is_opposed_to_it(language, text, title) -> None:
    """Who signs on does not leave; told of a claim about the signing, or not done, it is opposed to nothing."""
    assert seen(claim(text, language, "Altea"), title).found.sides[OPPOSED]
    assert not seen(claim(title + ".", language, "Altea"), title).found.sides[OPPOSED]
    assert not seen(claim(text, language, "Altea"), text).found.sides[OPPOSED]


def test_what_excludes_a_matter_and_is_not_done_is_opposed_to_nothing() -> None:
    """He has not renewed; or the claim's own matter is done in the same sentence, and what else he did is not against
    it."""
    one = claim("Coach Altea has quit Portomare.", "en", "Altea")
    assert not seen(one, "Altea has not renewed his contract").found.sides[OPPOSED]
    assert seen(one, "Altea extends his contract with Portomare").found.sides[OPPOSED]
    assert not seen(one, "Altea quits Portomare a month after he extended his contract").found.sides[OPPOSED]


def test_what_is_done_contradicts_a_claim_that_it_is_off() -> None:
    """The sale goes through: against a claim that it was called off, and done for one that it was made."""
    off = seen(claim("Larkfield has called off the sale of Oakes.", "en", "Larkfield"), "Larkfield has sold Oakes")
    made = seen(claim("Larkfield has sold Oakes.", "en", "Larkfield"), "Larkfield has sold Oakes")
    assert off.found.sides["against"] and not off.found.sides["done"]
    assert made.found.sides["done"] and not made.found.sides["against"]


PLAN = claim("La Lumen elettrica sarà svelata nell'ottobre 2025.", "it", "Lumen", window=WINDOW)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("La Lumen elettrica sarà svelata in maggio.", "later.ahead"),
        ("La Lumen elettrica è stata svelata il 20 gennaio 2026.", "later.gone"),
        ("La Lumen elettrica è stata svelata nell'ottobre 2025.", "inside.gone"),
        ("La Lumen elettrica doveva essere svelata nel giugno 2025.", "earlier.gone"),
    ],
)
def test_a_date_is_placed_from_the_window_and_from_the_day_it_is_told(text: str, place: str) -> None:
    """What comes after the window and is over has come late; what is still ahead is put off."""
    found = seen(PLAN, text)
    assert [name for _, _, name in found.dates[0].places] == [place]
    assert found.dates[0].ahead is (place == "later.ahead")
    assert f"DATE.{place}" in found.runs()
    assert found.signs()[f"near_date_{place.replace('.', '_')}"] == 1.0


def test_the_date_that_counts_is_the_one_beside_the_matter() -> None:
    """Of two dates the nearest to what the claim is about is told apart."""
    found = seen(
        PLAN, "Lumen", "Lumen assume a ottobre 2025 altri tecnici, e la nuova elettrica sarà svelata in maggio."
    )
    assert found.signs()["near_date_later"] == 1.0 and "near_date_inside" not in found.signs()


def test_a_title_takes_its_tense_from_the_whole_item() -> None:
    """A headline's participle does not put a coming month into last year."""
    found = seen(
        PLAN, "Lumen fissa il giorno: svelata a Roma in maggio", "L'elettrica si vedrà per la prima volta a Roma."
    )
    assert [when.start for when in found.dates[0].later] == [date(2026, 5, 1)]


SAYS_SO = "Torvena ha confermato che lascia la Borsa di Milano"
SAYS = claim("Torvena lascerà la Borsa di Milano.", "it", "Torvena")


@pytest.mark.parametrize(
    ("text", "stance", "record", "on_record"),
    [
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.95, 0.8, True),
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.8, 0.65, False),
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.6, 0.95, False),
        ("Torvena annuncia l'addio alla Borsa di Milano", 0.9, 0.67, False),
        ("Torvena ha confermato che lascia la Borsa di Milano", 0.95, 0.9, True),
        ("Torvena ha confermato che lascia la Borsa di Milano", 0.8, 0.62, False),
        ("Secondo indiscrezioni Torvena lascia la Borsa di Milano", 0.99, 0.99, False),
        ("Torvena lascia la Borsa di Milano, ha detto il sindacalista Renzo Dalla Costa", 0.95, 0.85, False),
    ],
)  # fmt: skip
def test_the_record_takes_both_likelihoods(text: str, stance: float, record: float, on_record: bool) -> None:
    """The stance and the record must be likely together; hearsay and a stranger's word are never on record however
    likely."""
    found = seen(SAYS, text)
    rest = (1 - stance) / (len(Stance) - 1)
    odds = Odds({name: stance if name is Stance.SUPPORTS else rest for name in Stance}, record)
    assert conclude(found, found.signs(), odds).on_record is on_record


def test_a_reading_keeps_what_it_says_instead() -> None:
    """How likely each stance is, and the second likeliest as a reading of its own, at its own likelihood and without
    the cues; none where it is as good as sure. What may yet concern the claim says so."""
    found = seen(SAYS, SAYS_SO)
    shares = {Stance.SUPPORTS: 0.55, Stance.DENIES: 0.37}
    odds = Odds({name: shares.get(name, 0.02) for name in Stance}, 0.9)
    whole = conclude(found, found.signs(), odds)
    assert whole.odds == (0.55, 0.02, 0.37, 0.02, 0.02, 0.02)
    assert whole.instead is not None
    assert (whole.instead.stance, whole.instead.confidence, whole.instead.cues) == (Stance.DENIES, 0.37, ())
    assert whole.instead.quote is not None and whole.instead.instead is None and whole.cues
    sure = Odds({name: 0.95 if name is Stance.SUPPORTS else 0.01 for name in Stance}, 0.9)
    assert conclude(found, found.signs(), sure).instead is None
    other = Odds({name: {Stance.NONE: 0.55, Stance.DENIES: 0.37}.get(name, 0.02) for name in Stance}, 0.9)
    unclear = conclude(found, found.signs(), other)
    assert unclear.stance is Stance.NONE and unclear.may_concern
    assert not conclude(
        found, found.signs(), Odds({n: 0.95 if n is Stance.NONE else 0.01 for n in Stance}, 0.9)
    ).may_concern


def test_a_reading_keeps_how_sure_it_must_be() -> None:
    """The record from which it is on the record; above certainty where it cannot be, as in hearsay."""
    odds = Odds({name: 0.8 if name is Stance.SUPPORTS else 0.04 for name in Stance}, 0.95)
    for text, likely in ((SAYS_SO, True), ("Secondo indiscrezioni Torvena lascia la Borsa di Milano", False)):
        found = seen(SAYS, text)
        reading = conclude(found, found.signs(), odds)
        assert (reading.enough <= 1.0) is likely
        assert reading.on_record is (reading.record >= reading.enough)


@pytest.mark.parametrize(
    ("said", "on_record"),
    [("Lentini smentisce l'incontro con Brandt", True), ("Lentini e Brandt smentiscono: nessun accordo", False)],
)
def test_who_denies_the_alliance_has_not_denied_the_meeting(said: str, on_record: bool) -> None:
    """However likely a no on the record is, short of certainty: where something else is denied, it is not meant."""
    found = seen(claim("Lentini ha incontrato Brandt a Zurigo.", "it", "Lentini", "Brandt"), said)
    odds = Odds({name: 0.95 if name is Stance.DENIES else 0.01 for name in Stance}, 0.8)
    reading = conclude(found, found.signs(), odds)
    assert reading.stance is Stance.DENIES
    assert reading.on_record is on_record


@pytest.mark.parametrize(("verb", "on_record"), [("conferma", True), ("annulla", False)])
def test_a_yes_that_calls_the_plan_off_is_nobodys_word(verb: str, on_record: bool) -> None:
    """However likely a yes on the record is: where its own sentence calls the claim's matter off, it is not."""
    found = seen(
        claim("La Torvena aprirà un impianto a Bari.", "it", "Torvena"),
        f"Torvena {verb} l'apertura dell'impianto di Bari",
    )
    odds = Odds({name: 0.95 if name is Stance.SUPPORTS else 0.01 for name in Stance}, 0.95)
    reading = conclude(found, found.signs(), odds)
    assert reading.stance is Stance.SUPPORTS
    assert reading.on_record is on_record


@pytest.mark.parametrize(
    ("language", "text", "main"),
    [
        ("en", "Golfer Joaquín Rahn has signed for the Saudi-funded Lux League.", {"transfer"}),
        ("it", "Il gruppo Altea ha venduto lo stabilimento di Fabriasca.", {"sale"}),
        ("fr", "Massimo Doria quitte la direction générale de Rochambeau.", {"resignation"}),
    ],
)
def test_a_claim_is_about_what_it_asserts(language: str, text: str, main: set[str]) -> None:
    """What else its sentence names, money or a plant, is its wider matter."""
    found = profile(claim(text, language, "Altea"), language)
    assert found.main == main
    assert not found.main & {"investment", "production"}


def test_a_claim_that_tells_no_matter_takes_what_most_keywords_speak_of() -> None:
    """One keyword that may mean something else does not make it the claim's matter."""
    one = claim("Zarbo e Brunate, una sola storia.", "it", "Zarbo").model_copy(
        update={"keywords": ("fusione", "fondere", "cessione", "fusioni")}
    )
    assert profile(one, "it").main == {"merger"}
    assert "sale" in profile(one, "it").wider


@pytest.mark.parametrize(
    "text",
    [
        "Lumen precisa che il progetto dell'elettrica non è stato cancellato",
        "Respinta la proroga, la Lumen elettrica arriva a ottobre",
    ],
)
def test_a_collapse_or_a_delay_that_is_denied_leaves_the_plan(text: str) -> None:
    """ "Not cancelled", "not put off" and "the delay was rejected" call nothing off."""
    found = seen(PLAN, text)
    assert found.judged[0].contrary and not found.judged[0].off and not found.judged[0].denied


def test_a_contrary_that_is_negated_is_none() -> None:
    """ "Has not been cancelled" does not say that it was; "will not be shown" still does."""
    kept = seen(PLAN, "Il progetto della Lumen elettrica non è stato cancellato")
    dropped = seen(PLAN, "Il progetto della Lumen elettrica è stato cancellato")
    never = seen(PLAN, "La Lumen elettrica non sarà presentata")
    assert not kept.judged[0].against and not kept.found.sides["against"]
    assert dropped.found.sides["against"] and never.found.sides["against"]


def test_a_name_is_no_cue() -> None:
    """A surname that ends like a past tense tells nothing."""
    found = seen(claim("Bardò vende la Torvena.", "it", "Bardò"), "Bardò in vendita?")
    assert "past" not in found.judged[0].kinds | found.judged[0].elsewhere


def test_the_month_of_the_claim_is_no_matter() -> None:
    """Of two clauses the one with the matter counts, not the one with the claim's own month."""
    found = seen(
        PLAN, "Lumen", "Il piano di Lumen: motore a ottobre 2025, interni a fine 2025 e la presentazione in primavera."
    )
    assert found.signs()["near_date_later"] == 1.0 and "near_date_inside" not in found.signs()


def test_what_an_authority_puts_right_is_its_word() -> None:
    """An outlet that corrects itself says neither yes nor no; an authority that corrects what was written does."""
    one = claim("Torvena lascerà la Borsa di Milano.", "it", "Torvena").model_copy(
        update={"authorities": ("torvena.example",)}
    )
    rest = 0.3 / (len(Stance) - 1)
    odds = Odds({name: 0.7 if name is Stance.DENIES else rest for name in Stance}, 0.9)
    text = "Torvena, rettifica: nessun addio alla Borsa di Milano"
    own, paper = (
        look(ClaimIndex((one,)).matches(seen(one, text).item.model_copy(update={"host": host}))[0])
        for host in ("torvena.example", "press.example")
    )
    assert conclude(own, own.signs(), odds).stance is Stance.DENIES
    assert conclude(paper, paper.signs(), odds).stance is Stance.MENTIONS


def test_a_plan_is_fulfilled_in_whatever_tense_a_headline_has() -> None:
    """What most likely tells it as done has happened; what supports no plan, or is likelier to promise it, has not."""
    found = seen(PLAN, "Lumen svela a Roma la sua prima elettrica")
    rest = 0.1 / (len(Stance) - 1)
    odds = Odds({name: 0.9 if name is Stance.SUPPORTS else rest for name in Stance}, 0.9, 0.9)
    told, promised = (conclude(found, found.signs(), odds._replace(happened=share)) for share in (0.45, 0.35))
    assert (told.happened, told.tense) == (True, Tense.PAST)
    assert not promised.happened and promised.tense is not Tense.PAST
    denies = odds._replace(stances=odds.stances | {Stance.SUPPORTS: rest, Stance.DENIES: 0.9})
    assert not conclude(found, found.signs(), denies).happened


def test_what_came_late_is_not_put_off() -> None:
    """A delay that tells the plan as come about is a yes of what has happened; a delay in doubt stays one."""
    found = seen(PLAN, "Lumen svela la sua prima elettrica, con due anni di ritardo")
    rest = 0.05 / (len(Stance) - 2)
    likely = {Stance.POSTPONES: 0.6, Stance.SUPPORTS: 0.35}
    odds = Odds({name: likely.get(name, rest) for name in Stance}, 0.9)
    late, told = (conclude(found, found.signs(), odds._replace(happened=share)) for share in (0.65, 0.75))
    assert (late.stance, late.happened) == (Stance.POSTPONES, False)
    assert (told.stance, told.happened) == (Stance.SUPPORTS, True)


def test_a_contrary_wins_over_the_same_words() -> None:
    """Where the same words are told as done and as the contrary, the contrary is meant; a longer phrase settles it."""
    done, against, longer = Hit("deal.done", 1, 4), Hit("deal.against", 1, 4), Hit("deal.done", 1, 5)
    assert list(_outright((done, against))) == [against]
    assert list(_outright((longer, against))) == [longer]


def test_a_plan_without_a_window_must_be_told_more_surely() -> None:
    """Where no date helps, what is as likely told as done as not is not taken as done."""
    dated, open_ended = PLAN, PLAN.model_copy(update={"expected": None})
    rest = 0.1 / (len(Stance) - 1)
    odds = Odds({name: 0.9 if name is Stance.SUPPORTS else rest for name in Stance}, 0.9, 0.45)
    for one, told in ((dated, True), (open_ended, False)):
        found = seen(one, "Lumen svela a Roma la sua prima elettrica")
        assert conclude(found, found.signs(), odds).happened is told
    assert not conclude(found, found.signs(), odds._replace(happened=0.65)).happened
    assert conclude(found, found.signs(), odds._replace(happened=0.75)).happened


def test_a_no_and_a_delay_need_less_surety_than_a_yes() -> None:
    """A mistaken no promotes nothing."""
    found = seen(PLAN, "Il ministro non dirà altro sulla Lumen elettrica", "Lumen annuncia che la presenterà a Roma.")

    def heard(stance: Stance, share: float) -> bool:
        rest = (1 - share) / (len(Stance) - 1)
        odds = Odds({name: share if name is stance else rest for name in Stance}, 0.8)
        return conclude(found, found.signs(), odds).on_record

    assert not heard(Stance.SUPPORTS, 0.75) and heard(Stance.SUPPORTS, 0.95)
    assert heard(Stance.DENIES, 0.75) and heard(Stance.POSTPONES, 0.75)


@pytest.mark.parametrize(
    ("text", "language", "now"),
    [
        ("Torvena ha ceduto la Bressan.", "it", True), ("Torvena has left the board.", "en", True),
        ("Torvena hat Bressan getroffen.", "de", False), ("Torvena ha incontrato il ministro.", "it", False),
    ],
)  # fmt: skip
def test_what_is_denied_for_now(text: str, language: str, now: bool) -> None:
    """A sale or a resignation may come yet; a meeting took place or did not."""
    one = claim(text, language, "Torvena")
    found = seen(one, text)
    rest = 0.1 / (len(Stance) - 1)
    for stance in (Stance.DENIES, Stance.SUPPORTS):
        odds = Odds({name: 0.9 if name is stance else rest for name in Stance}, 0.9)
        assert conclude(found, found.signs(), odds).for_now is (now and stance is Stance.DENIES)


def test_what_may_befall_a_plan_is_not_its_matter() -> None:
    """Keywords of a plan speak of its delay and its end; where its own sentence names no matter they are not it."""
    one = claim("Torvena sarà a Genova in ottobre.", "it", "Torvena", window=WINDOW)
    keyed = one.model_copy(update={"keywords": ("rinvio", "slitta", "ritardo", "annullato", "inaugurazione")})
    assert profile(keyed, "it").main == {"opening"}
    undone = keyed.model_copy(update={"text": "Torvena ha cancellato Genova.", "keywords": ("annullato", "rinvio")})
    assert "delay" not in profile(undone, "it").main


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("In Genoa announced Falk the purchase of Bressan by Torvena", None), ("The Genoese announced the purchase of Bressan", None),
        ("Ada Falk announced the purchase of Bressan", "Ada Falk"), ("Purchase of Bressan announced by The Genoese", "The Genoese"),
    ],
)  # fmt: skip
def test_an_article_is_no_first_name(title: str, speaker: str | None) -> None:
    """ "In Genoa" and "The Genoese", where they open a sentence, are nobody, though both words have a capital."""
    found = seen(claim("Torvena has bought Bressan.", "en", "Torvena", "Bressan"), title).judged[0].voice
    named = found.speaker if found.quoted is Quoted.NAMED else None
    assert named == speaker


@pytest.mark.parametrize(
    ("text", "sure"),
    [("Torvena dismissed reports that it had bought Bressan", True), ("Torvena had bought Bressan, according to rumours, its chief said", False), ("According to rumours, Torvena denied that it had bought Bressan", False)],
)  # fmt: skip
def test_hearsay_that_an_authority_refutes_is_no_doubt(text: str, sure: bool) -> None:
    """What was rumoured is what the no is about; a rumour of a yes is no yes."""
    found = seen(claim("Torvena has bought Bressan.", "en", "Torvena", "Bressan"), text)
    stance = Stance.DENIES if "denied" in text or "dismissed" in text else Stance.SUPPORTS
    rest = 0.04 / (len(Stance) - 1)
    odds = Odds({name: 0.96 if name is stance else rest for name in Stance}, 0.96)
    assert conclude(found, found.signs(), odds).on_record is sure


def test_a_stranger_to_the_claim_is_a_stranger_in_its_runs() -> None:
    """Names that are no subject are one word, so that what is learnt of one holds for all; a headline in capitals, and
    German nouns, are no names."""
    one = claim("Torvena buys Bressan.", "en", "Torvena")
    assert "X OWN.done" in seen(one, "Now rival Harrowgate has bought Torvena").runs()
    assert not any(run.startswith("X ") for run in seen(one, "Rival Firm Harrowgate Buys Torvena").runs())
    german = claim("Torvena kauft Bressan.", "de", "Torvena")
    assert "X" not in seen(german, "Der Konkurrent Harrowgate kauft Torvena").runs()


def test_a_collapse_that_is_denied_denies_the_claim_of_it() -> None:
    """What leaves a plan standing speaks against a claim that it fell, of whichever matter the claim is."""
    one = claim("Northlake has called off the sale of Oakes.", "en", "Northlake")
    found = seen(one, "Northlake has not called off the sale of Oakes")
    assert found.judged[0].denied and not found.judged[0].contrary
    assert found.found.sides["against"] and not found.found.sides["done"]
    found = seen(one, "Northlake denies that the sale of Oakes was cancelled")
    assert found.judged[0].denied and not found.judged[0].contrary
    game = claim("Parallax has cancelled the game Drakebound.", "en", "Parallax", "Drakebound")
    found = seen(game, "Parallax: Drakebound has not been cancelled")
    assert found.found.sides["against"] and not found.found.sides["done"]


def test_who_puts_it_on_the_record_may_speak_in_another_sentence() -> None:
    """The counting sentence quotes nobody; the authority that speaks of the matter elsewhere in the item is named."""
    found = seen(
        PLAN, "Svelata a Roma la prima Lumen elettrica", "La nuova elettrica costa 30 mila euro, ha detto Lumen."
    )
    rest = 0.04 / (len(Stance) - 1)
    odds = Odds({name: 0.96 if name is Stance.SUPPORTS else rest for name in Stance}, 0.95, 0.1)
    reading = conclude(found, found.signs(), odds)
    assert (reading.on_record, reading.quoted, reading.speaker) == (True, Quoted.AUTHORITY, "Lumen")


def test_who_only_denies_a_collapse_does_not_deny_the_claim() -> None:
    """However likely a denial seems, what is denied is that it fell through; with any other denial beside it, it may
    be one."""
    one = claim("Morvane va racheter Tellis.", "fr", "Morvane", "Tellis")
    rest = 0.1 / (len(Stance) - 1)
    odds = Odds({name: 0.9 if name is Stance.DENIES else rest for name in Stance}, 0.1)
    kept = seen(one, "Le rachat de Tellis par Morvane n'est pas annulé")
    refused = seen(one, "Morvane dément le rachat de Tellis")
    assert conclude(kept, kept.signs(), odds).stance is not Stance.DENIES
    assert conclude(refused, refused.signs(), odds).stance is Stance.DENIES
    assert sum(odds.without(Stance.DENIES).stances.values()) == pytest.approx(1.0)


def test_a_claim_that_somebody_no_longer_holds_an_office_ends_it() -> None:
    """ "Will no longer be the coach" promises no office."""
    one = claim("Dario Vallesi non sarà più l'allenatore del Portomare.", "it", "Dario Vallesi", "Portomare")
    assert "appointment" in profile(one, "it").undone
    assert not seen(one, "Dario Vallesi non è più l'allenatore del Portomare").found.sides["against"]


def test_an_end_that_is_denied_denies_the_claim_of_it() -> None:
    """A game that "has not been cancelled" speaks against the claim that it was, however its matter is called."""
    one = claim("Parallax has cancelled the game Drakebound.", "en", "Parallax", "Drakebound")
    assert profile(one, "en").ends and not profile(PLAN, "it").ends
    found = seen(one, "Parallax: Drakebound has not been cancelled")
    assert not found.judged[0].contrary
    rest = 0.1 / (len(Stance) - 1)
    odds = Odds({name: 0.9 if name is Stance.DENIES else rest for name in Stance}, 0.1)
    assert conclude(found, found.signs(), odds).stance is Stance.DENIES


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("«Non intendiamo chiudere il sito», mette a verbale Torvena.", "Torvena"), ("«Da soli si corre molto meglio»: Torvena tira dritto", "Torvena"),
        ("“Siamo tutti molto stanchi”, scherza ancora Torvena.", "Torvena"), ("«La grande nevicata», firmato Torvena", None),
        ("«Siamo stati comprati per davvero», brinda Ugo Neri contro Torvena.", None), ("«Siamo stati comprati per davvero»: striscione davanti a Torvena", None),
        ("«Siamo stati comprati per davvero», striscione per Torvena.", None), ("«Non intendiamo chiudere il sito»", None), ("«Non intendiamo chiudere il sito», legge la folla davanti al palazzo di Torvena", None),
    ],
)  # fmt: skip
def test_a_quotation_is_whoever_stands_behind_it(text: str, speaker: str | None) -> None:
    """Whatever the verb; the title of a work is nobody's word, and a name far behind is not whose it is."""
    found = seen(claim("Torvena chiude la Bressan.", "it", "Torvena"), "Torvena", text).judged[1].voice
    assert found.speaker == speaker


def test_a_declined_name_is_the_same_speaker() -> None:
    """German declines names: "eine Sprecherin des Auswärtigen Amts" speaks for the "Auswärtiges Amt"."""
    one = claim("Das Auswärtige Amt hat Falk getroffen.", "de", "Auswärtiges Amt", "Falk")
    found = seen(
        one, "Treffen mit Falk", "Das Auswärtige Amt bestätigte das; so die Worte des Auswärtigen Amts."
    ).judged
    assert found[1].voice.quoted is Quoted.AUTHORITY
    genitive = seen(
        one, "Treffen mit Falk", "Eine Sprecherin des Auswärtigen Amts bestätigte das Treffen mit Falk."
    ).judged
    assert (genitive[1].voice.quoted, genitive[1].voice.speaker) == (Quoted.AUTHORITY, "Auswärtigen Amts")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Torvena denies that the takeover of Bressan had fallen through", "en"),
        ("Torvena denies the Bressan deal has collapsed", "en"),
        ("Torvena smentisce che l'acquisto della Bressan sia saltato", "it"),
        ("Torvena: falso che l'accordo con la Bressan sia naufragato", "it"),
    ],
)
def test_who_denies_the_collapse_does_not_deny_the_deal(text: str, language: str) -> None:
    """What stands behind a denial is denied: nothing is called off, and nothing is said against the claim."""
    sold = {"en": "Torvena has agreed to buy Bressan.", "it": "Torvena ha raggiunto l'accordo per comprare la Bressan."}
    found = seen(claim(sold[language], language, "Torvena", "Bressan"), text)
    judged = found.judged[0]
    assert judged.contrary and not (judged.off or judged.denied or judged.against)
    rest = 0.1 / (len(Stance) - 1)
    odds = Odds({name: 0.9 if name is Stance.DENIES else rest for name in Stance}, 0.9)
    assert conclude(found, found.signs(), odds).stance is not Stance.DENIES


@pytest.mark.parametrize(
    ("text", "language", "speaks"),
    [
        ("La vedova nega ogni contatto con Torvena", "it", False), ("Lo ha confermato il portavoce della Torvena", "it", True),
        ("La società conferma la ristampa dei libri di Torvena", "it", False), ("Lo ha detto il leader di Torvena", "it", True),
        ("The regulator confirmed a new complaint against Torvena", "en", False), ("The sale was confirmed by Torvena", "en", True),
        ("Le tribunal confirme la condamnation de Torvena", "fr", False), ("Un porte-parole de Torvena l'a confirmé", "fr", True),
        ("Der Verband bestätigt ein langes Treffen mit Torvena", "de", False), ("Torvena bestätigt ein langes Treffen mit Falk", "de", True),
        ("El juez confirma la multa de Torvena", "es", False), ("Lo confirmó un portavoz de Torvena", "es", True),
    ],
)  # fmt: skip
def test_whoever_is_spoken_of_does_not_speak(text: str, language: str, speaks: bool) -> None:
    """A name behind a preposition, some way behind the verb, is part of what is said; an office makes it who says it."""
    found = seen(claim("Torvena.", language, "Torvena"), text).judged[0].voice
    assert (found.quoted is Quoted.AUTHORITY and found.speaker is not None and "Torvena" in found.speaker) is speaks


def test_the_year_of_an_event_is_not_its_matter() -> None:
    """The accounts of 2025 say nothing of a meeting in 2025; the autumn a plan is promised for is half of the plan."""
    met = claim("Falk ha incontrato a metà febbraio 2025 Bressan a Genova.", "it", "Falk", "Bressan")
    assert not seen(met, "Falk presenta i conti 2025").judged[0].own
    assert seen(met, "Falk, l'incontro con Bressan").judged[0].own
    plan = claim("Torvena will be out in autumn 2025.", "en", "Torvena", window=WINDOW)
    assert seen(plan, "Torvena narrowed to autumn 2025").judged[0].own


def test_a_sentence_ends_with_what_holds() -> None:
    """Of several things said of a matter the last holds."""
    left = claim("La ministra Falk si è dimessa.", "it", "Falk")
    said = seen(left, "Falk si è dimessa lunedì, ma oggi resta al suo posto").judged[0].said
    assert "last against" in said and "last done" not in said
    assert "last done" in seen(left, "Falk resta ministra fino a domenica, poi si è dimessa").judged[0].said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Falk ha offerto le dimissioni al premier, che le ha rifiutate", "it"), ("Falk offered her resignation, which the premier rejected", "en"),
        ("Falk offered to quit, but the premier turned her down", "en"), ("Premier turns down Falk's offer to resign", "en"),
        ("Falk a proposé sa démission, que le premier ministre a refusée", "fr"), ("Falk bot ihren Rücktritt an, den der Kanzler ablehnte", "de"),
        ("Falk puso su cargo a disposición, pero el presidente lo rechazó", "es"),
    ],
)  # fmt: skip
def test_who_offers_to_go_and_is_refused_stays(text: str, language: str) -> None:
    """The refusal speaks against the resignation, and is no doubt about itself."""
    left = {"it": "si è dimessa", "en": "has resigned", "fr": "a démissionné", "de": "ist zurückgetreten"}
    said = seen(claim(f"Falk {left.get(language, 'ha dimitido')}.", language, "Falk"), text).judged[0].said
    assert "plain against" in said and "plain done" not in said


@pytest.mark.parametrize(
    ("title", "summary", "stance", "days"),
    [
        ("Torvena will open later", "We are moving Torvena from October 2025 to a later day.", Stance.POSTPONES, None),
        ("Torvena to open in June 2026", "The studio moved Torvena from October 2025, it said today.", Stance.POSTPONES, ("2026-06-01", "2026-06-30")),
        ("Torvena will open on 9 October 2025", "A second hall follows in May 2026.", Stance.SUPPORTS, ("2025-10-09", "2025-10-09")),
        ("Torvena keeps its day", "Nothing slips to the spring of 2026.", Stance.SUPPORTS, None),
    ],
)  # fmt: skip
def test_the_date_meant_goes_with_the_stance(title: str, summary: str, stance: Stance, days: object) -> None:
    """A delay means a day after the window, wherever in the item it stands, and not the old one it names first. A yes means a day in the window: another beside it is another matter's."""
    found = seen(claim("Torvena will open in October 2025.", "en", "Torvena", window=WINDOW), title, summary)
    rest = 0.04 / (len(Stance) - 1)
    odds = Odds({name: 0.96 if name is stance else rest for name in Stance}, 0.96)
    when = conclude(found, found.signs(), odds).when
    assert (when and (str(when.start), str(when.end))) == days


def test_until_a_day_after_the_window_means_what_is_left_behind_it() -> None:
    """What goes on until mid-April, where it was to end in March, ends in April and not from now on."""
    window = Window(start=date(2026, 3, 1), end=date(2026, 3, 31))
    found = seen(
        claim("Torvena will close in March 2026.", "en", "Torvena", window=window), "Torvena open until 15 April"
    )
    rest = 0.04 / (len(Stance) - 1)
    odds = Odds({name: 0.96 if name is Stance.POSTPONES else rest for name in Stance}, 0.96)
    when = conclude(found, found.signs(), odds).when
    assert when is not None and (when.start, when.end) == (date(2026, 4, 1), date(2026, 4, 15))


def test_a_sure_yes_is_whoevers_speaks_in_the_item() -> None:
    """Where the sentence that counts quotes nobody, the authority that speaks beside it says so; not one that speaks of
    another matter, or spoke last week."""
    one = claim("Torvena has bought Bressan.", "en", "Torvena", "Bressan")
    rest = 0.01 / (len(Stance) - 1)
    sure = Odds({name: 0.99 if name is Stance.SUPPORTS else rest for name in Stance}, 0.99)

    def speaker(summary: str, odds: Odds = sure) -> str | None:
        found = seen(one, "Torvena buys Bressan for 3bn", summary)
        return conclude(found, found.signs(), odds).speaker

    assert speaker("The workers are safe, Torvena said.") == "Torvena"
    assert speaker("The workers are safe, Torvena said.", sure._replace(record=0.3)) is None
    assert speaker("Bressan said last week that the strike was over.") is None
    assert speaker("The strike is over, Bressan said.") is None


@pytest.mark.parametrize(
    ("text", "language", "main"),
    [
        ("Ada Falk will become NASA administrator.", "en", {"appointment"}), ("La ministra Falk si è dimessa dopo l'inchiesta sul porto.", "it", {"resignation"}),
        ("Der Minister Falk ist zurückgetreten.", "de", {"resignation"}), ("El ministro Falk ha dimitido tras su imputación.", "es", {"resignation"}),
        ("The launch of Torvena has been put off to the summer.", "en", {"delay", "launch"}),
    ],
)  # fmt: skip
def test_a_claims_matter_is_what_it_asserts(text: str, language: str, main: set[str]) -> None:
    """Not the cause it names besides, nor what an ambiguous word may mean; what is put off is still the matter."""
    assert profile(claim(text, language, "Falk"), language).main == main
