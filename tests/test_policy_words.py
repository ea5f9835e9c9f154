"""Whose word it is, which word is the latest, and where it moves a plan."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import (
    HOSTS,
    RULES,
    day,
    evening,
    event_claim,
    item,
    noon,
    plan_claim,
    read,
    reading,
    said,
    state,
    status,
    took_place,
    verdict,
    when,
    words,
)

from tracker import ledger, policy
from tracker.model import UNNAMED_AUTHORITY, Flag, Quote, Quoted, Stance, Status, Tense, Tier, When, Window
from tracker.policy.speakers import (
    called,
    channel_of,
    channel_speaker,
    groups,
    speaker_of,
    speakers_together,
)
from tracker.policy.words import overlap, wholly_after

EVENT, PLAN = event_claim(), plan_claim()


# --- speakers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words_of_item", "speaker"),
    [
        ("Anna Verdi", "Casa Rossa"),
        ("l'ad Anna Verdi", "Casa Rossa"),
        ("un portavoce di Casa Rossa", "Casa Rossa"),
        ("LI WEN, fondatore", "Lin Motori"),
        ("Verdi", "Casa Rossa"),
        ("Verdigris", None),
        ("Ugo Neri", None),
        ("il rivale Ugo Neri", None),
    ],
)
def test_a_name_is_matched_to_its_speaker_by_whole_words(words_of_item: str, speaker: str | None) -> None:
    """Aliases and spokespersons are one speaker; a stranger's name is nobody's."""
    own = item("gazzetta.example", 1, title="Senza nomi")
    assert speaker_of(EVENT, own, reading(own, speaker=words_of_item), RULES) == speaker


def test_the_longest_alias_wins() -> None:
    """ "Li Wen on Verdi" is Li Wen's; of two aliases the more telling one speaks."""
    own = item("gazzetta.example", 1)
    assert speaker_of(EVENT, own, reading(own, speaker="Li Wen a Verdi"), RULES) == "Lin Motori"
    assert speaker_of(EVENT, own, reading(own, speaker="Anna Verdi su Li Wen"), RULES) == "Casa Rossa"


def test_a_title_alone_is_looked_up_in_the_text() -> None:
    """ "l'ad" is whoever the sentence, else the item, names; of two it cannot be told; of none it is nobody."""
    cases = [
        ("Parla Anna Verdi", "Casa Rossa"),
        ("Casa Rossa e Lin Motori", UNNAMED_AUTHORITY),
        ("Nessuno dei due", None),
    ]
    for title, speaker in cases:
        own = item("gazzetta.example", 1, title=title)
        assert speaker_of(EVENT, own, reading(own, speaker="l'ad"), RULES) == speaker
    own = item("gazzetta.example", 1, title="Casa Rossa e Lin Motori", summary="Lo dice Li Wen")
    near = Quote(text="Lo dice Li Wen", start=24, end=38)
    assert speaker_of(EVENT, own, reading(own, speaker=None, quote=near), RULES) == "Lin Motori"


def test_an_office_is_not_of_the_one_name_the_claim_lists_where_another_speaker_is_named_by_surname() -> None:
    """ "the premier" in a text on Verdi and Blunt is whoever the headline names first, be it by the surname of "Mara
    Blunt", whom the claim writes in full only; a word of a place ("Palazzo Rosso") or a short one is no surname."""
    group = (("Anna Verdi", "Verdi"), ("Mara Blunt", "Palazzo Rosso", "governo Blunt"), ("Ugo Po",))
    claim = EVENT.model_copy(update={"subjects": group, "speakers": ()})
    told = {}
    for title in ("Blunt: il caso Verdi è chiuso", "Verdi al palazzo", "Verdi sul Po"):
        own = item("gazzetta.example", 1, title=title)
        told[title] = speaker_of(claim, own, reading(own, speaker="la premier"), RULES)
    assert list(told.values()) == ["Mara Blunt", "Anna Verdi", "Anna Verdi"]
    german = claim.model_copy(update={"language": "de"})
    own = item("gazzetta.example", 1, title="Blunt: il caso Verdi è chiuso")
    assert speaker_of(german, own, reading(own, speaker="la premier"), RULES) == "Anna Verdi"


def test_a_house_speaks_for_who_bears_its_name_and_is_called_by_its_own() -> None:
    """ "Rossa nega" is Anna Verdi's word, "head of Rossa", with the authority rossa.example, and the report says Rossa."""
    group = (("Anna Verdi", "head of Rossa"), ("Lin Motori",))
    claim = EVENT.model_copy(update={"subjects": group, "speakers": (), "authorities": ("rossa.example",)})
    own = item("gazzetta.example", 1, title="Anna Verdi e Lin Motori")
    told = reading(own, "denies", speaker="Rossa")
    assert speaker_of(claim, own, told, RULES) == "Anna Verdi"
    assert called(claim, told, "Anna Verdi", quoted=True) == "Rossa"
    car = claim.model_copy(update={"subjects": (("Rossa Duna", "the Rossa Duna"), ("Lin Motori",))})
    assert groups(car)["Rossa Duna"] == ("rossa duna", "the rossa duna")
    stranger = claim.model_copy(update={"authorities": ()})
    assert called(stranger, told, "Anna Verdi", quoted=True) == "Anna Verdi"


def test_of_two_who_are_named_and_not_quoted_a_sure_yes_is_somebodys() -> None:
    """ "The two sides said": whose it is cannot be told; below the bound it is nobody's, unless others tell the same news,
    and a no is always somebody's."""
    own = item("gazzetta.example", 1, title="Casa Rossa e Lin Motori")
    unquoted = {"speaker": None, "quoted": Quoted.NOBODY}

    def told(stance: str, record: float, seconded: float = 0.0) -> str | None:
        return speaker_of(EVENT, own, reading(own, stance, **unquoted, record=record, seconded=seconded), RULES)

    assert told("supports", 0.9) == told("denies", 0.7) == UNNAMED_AUTHORITY
    assert told("supports", 0.8) is told("supports", 0.8, 0.96) is None
    assert told("supports", 0.8, 0.97) == UNNAMED_AUTHORITY


def test_a_no_to_a_rumour_ends_with_anothers_first_yes_a_week_later() -> None:
    """Sooner, or where a yes came before the no, or where the yes is unsure, the two contradict each other."""
    no = read(EVENT, "gazzetta.example", 5, "denies", **said("Li Wen"))
    yes = {"sure": said("Anna Verdi") | {"confidence": 0.9}, "unsure": said("Anna Verdi") | {"confidence": 0.7}}

    def after(days: int, how: str = "sure", *before: object) -> Status:
        return status(EVENT, [*before, no, read(EVENT, "filo.example", 5 + days, **yes[how])], 30)

    assert after(7) is Status.CONFIRMED
    assert after(6) is after(7, "unsure") is Status.CONTESTED
    assert after(7, "sure", read(EVENT, "corriera.example", 3, **yes["sure"])) is Status.CONTESTED
    assert after(7, "sure", read(EVENT, "corriera.example", 7, **yes["sure"])) is Status.CONTESTED


def test_an_act_is_not_undone_by_talking_of_it_again() -> None:
    """Who cancelled a plan and denies it once more has still ended what another had announced; who has said yes since
    has not."""
    yes = read(PLAN, "gazzetta.example", 2, **said())
    off = read(PLAN, "filo.example", 5, "denies", called_off=True, **said("Li Wen"))
    again = read(PLAN, "corriera.example", 9, "denies", **said("Li Wen"))
    assert status(PLAN, [yes, off, again], 12) is Status.DENIED
    assert status(PLAN, [yes, again], 12) is Status.CONTESTED
    back = read(PLAN, "corriera.example", 7, **said("Li Wen"))
    assert status(PLAN, [yes, off, back, again], 12) is Status.CONTESTED


def test_a_cancellation_and_a_vague_yes_end_no_denial() -> None:
    """Who cancels answers no rumour; of a speaker who cannot be told, two outlets must carry the yes."""
    off = read(PLAN, "gazzetta.example", 5, "denies", called_off=True, **said("Li Wen"))
    assert status(PLAN, [off, read(PLAN, "filo.example", 15, **said(), confidence=0.95)], 16) is not Status.ANNOUNCED
    no = read(EVENT, "gazzetta.example", 5, "denies", **said("Li Wen"))
    both = {"item": {"title": "Casa Rossa e Lin Motori"}, **said("le due case"), "confidence": 0.95}
    vague = [
        read(EVENT, host, 15, **{**both, "item": dict(both["item"])}) for host in ("filo.example", "corriera.example")
    ]
    assert status(EVENT, [no, vague[0]], 16) is not Status.CONFIRMED
    assert status(EVENT, [no, *vague], 16) is Status.CONFIRMED


def test_named_speakers_close_the_list() -> None:
    """Where the claim says who may be quoted, other subjects may not, and a further name is its own speaker."""
    claim = event_claim(speakers=("Casa Rossa", "Mara Blu"))
    assert list(groups(claim)) == ["Casa Rossa", "Mara Blu"]
    own = item("gazzetta.example", 1, title="x")
    told = [speaker_of(claim, own, reading(own, speaker=name), RULES) for name in ("Li Wen", "Mara Blu", "Verdi")]
    assert told == [None, "Mara Blu", "Casa Rossa"]


def test_a_product_named_after_its_maker_does_not_speak() -> None:
    """The subject that is called as the speaker is speaks, and not one whose longer name begins so; where none is
    called so, the longer name is meant."""
    product = (("Duna", "Telyon Duna"), ("Telyon", "Marina Echegaray"))
    assert list(groups(event_claim(subjects=product, speakers=("Telyon",)))) == ["Telyon"]
    assert list(groups(event_claim(subjects=product[:1], speakers=("Telyon",)))) == ["Duna"]


def test_who_speaks_with_one_voice() -> None:
    """All whom the reading names, by surname too; none where one of them is a stranger, or there is but one."""
    claim, own = event_claim(), item("gazzetta.example", 1, title="x")

    def together(words: str) -> list[str]:
        return speakers_together(claim, reading(own, speaker=words))

    assert together("Casa Rossa; Lin Motori") == ["Casa Rossa", "Lin Motori"]
    assert together("Li Wen; Verdi") == ["Lin Motori", "Casa Rossa"]
    assert not together("Anna Verdi") and not together("Anna Verdi; Ugo Neri")
    assert together("Anna Verdi; Casa Rossa") == ["Casa Rossa"]
    claim = event_claim(subjects=(("Ada Drechsel",), ("Casa Rossa",)))
    assert together("Ulf Drechsel; Casa Rossa") == ["Ada Drechsel", "Casa Rossa"]


def test_a_statement_of_two_is_the_word_of_both() -> None:
    """It ends what either of them said before; a statement of one leaves the other's word."""
    noes = [
        read(EVENT, "gazzetta.example", 1, "denies", **said(name), item={"title": f"{name} smentisce"})
        for name in ("Anna Verdi", "Li Wen")
    ]
    both = read(EVENT, "filo.example", 5, **said("Casa Rossa; Lin Motori"))
    assert status(EVENT, [*noes, both], 9) is Status.CONFIRMED
    assert status(EVENT, [*noes, read(EVENT, "filo.example", 5, **said("Anna Verdi"))], 9) is Status.CONTESTED


@pytest.mark.parametrize(
    ("words_of_item", "speaker"),
    [
        ("des Verkehrsministeriums", "Verkehrsministerium"),
        ("des Verkehrs", None),
        ("Regula Zoll", "GVD-Sekretärin Regula Zoll"),
        ("die Sekretärin", "GVD-Sekretärin Regula Zoll"),
    ],
)
def test_a_speaker_is_known_by_its_cases_its_office_and_its_short_name(words_of_item: str, speaker: str | None) -> None:
    """The genitive of a name, an office among its words, and its last words alone are the same speaker."""
    claim = event_claim(
        language="de", subjects=(), authorities=(), speakers=("Verkehrsministerium", "GVD-Sekretärin Regula Zoll")
    )
    own = item("gazzetta.example", 1, title="Es ist so", language="de")
    assert speaker_of(claim, own, reading(own, speaker=words_of_item), RULES) == speaker


def test_a_show_among_the_subjects_is_not_who_speaks() -> None:
    """Of what a text names, it is whoever has a channel of its own or is a person."""
    claim = event_claim(subjects=(("Il Cerchio dei Sette",), ("Casa Rossa",)), authorities=("casarossa.example",))
    own = item(
        "gazzetta.example", 1, title="Casa Rossa rinnova Il Cerchio dei Sette", summary="Lo ha detto la direttrice."
    )
    assert speaker_of(claim, own, reading(own, speaker="la direttrice"), RULES) == "Casa Rossa"
    both = event_claim(subjects=(("Lin Motori",), ("Casa Rossa",)), authorities=HOSTS)
    torn = own.model_copy(update={"title": "Casa Rossa e Lin Motori rinnovano"})
    assert speaker_of(both, torn, reading(torn, speaker="la direttrice"), RULES) == UNNAMED_AUTHORITY


@pytest.mark.parametrize(
    ("title", "summary", "speaker"),
    [
        ("Lin Motori rinnova con Casa Rossa", "Lo ha detto la direttrice.", "Lin Motori"),
        ("Casa Rossa rinnova con Lin Motori", "Lo ha detto la direttrice.", "Casa Rossa"),
        ("«Lin Motori sbaglia»: Casa Rossa rinnova", "Lo ha detto la direttrice.", "Casa Rossa"),
        ("Casa Rossa, Lin Motori: rinnovo vicino", "Lo ha detto la direttrice.", UNNAMED_AUTHORITY),
        ("Casa Rossa comprata da Lin Motori", "Lo ha detto la direttrice.", UNNAMED_AUTHORITY),
        ("Rinnovo vicino", "Lin Motori ha chiesto tempo, Casa Rossa no: lo ha detto la direttrice.", "Lin Motori"),
    ],
)
def test_who_speaks_without_a_name_is_whom_the_headline_names_first(title: str, summary: str, speaker: str) -> None:
    """Outside of what it quotes; of two names joined, which stand for both, or in a passive, it cannot be told; where the headline names
    nobody the text does."""
    claim = event_claim(subjects=(("Lin Motori",), ("Casa Rossa",)), authorities=HOSTS)
    own = item("gazzetta.example", 1, title=title, summary=summary)
    assert speaker_of(claim, own, reading(own, speaker="la direttrice"), RULES) == speaker


@pytest.mark.parametrize(
    ("words_of_item", "speaker"),
    [
        ("Drechsel", "Lin Motori"),  # the surname of one alias of several
        ("Reed", "Lin Motori"),
        ("the head", "Lin Motori"),  # four letters of an office
        ("the cap", "Casa Rossa"),  # three are none: whom the headline names first
        ("Stechsel", "Casa Rossa"),
    ],
)
def test_a_surname_or_an_office_of_one_alias_tells_who_speaks(words_of_item: str, speaker: str) -> None:
    """However many other aliases the speaker has, and whoever else the headline names."""
    group = (("Lin Motori", "Ulf Drechsel", "Tom Reed", "Lin Motori's head", "cap di Lin"), ("Casa Rossa", "Rossa"))
    claim = event_claim(subjects=group, authorities=HOSTS)
    own = item("gazzetta.example", 1, title="Casa Rossa risponde a Lin Motori")
    assert speaker_of(claim, own, reading(own, speaker=words_of_item), RULES) == speaker


def test_a_speaker_is_called_by_the_longest_name_that_stands_there() -> None:
    """ "Dame Helen Strake", where the claim knows her with and without the title."""
    claim = event_claim(subjects=(("Casa Rossa", "Helen Strake", "Dame Helen Strake"), ("Lin Motori",)))
    own = item("gazzetta.example", 1, title="Parla Strake")
    told = reading(own, speaker="la presidente Dame Helen Strake")
    assert called(claim, told, "Casa Rossa", quoted=True) == "Dame Helen Strake"


def test_two_names_of_one_speaker_are_no_pair() -> None:
    """ "Lin Motori e LM rinnovano": one speaker, however often he is named before the other."""
    claim = event_claim(subjects=(("Lin Motori", "LM"), ("Casa Rossa",)), authorities=HOSTS)
    own = item("gazzetta.example", 1, title="Lin Motori e LM rinnovano con Casa Rossa")
    assert speaker_of(claim, own, reading(own, speaker="la direttrice"), RULES) == "Lin Motori"


@pytest.mark.parametrize(
    ("host", "speaker"),
    [
        ("casarossa.example", "Casa Rossa"),
        ("press.linmotori.example", "Lin Motori"),
        ("verdi.example", "Casa Rossa"),
        ("ministero.example", "ministero.example"),
        ("linmotors.example", "Lin Motori"),
        ("casa.example", "Casa Rossa"),
        ("cas.example", "cas.example"),
        ("clubrossa.example", "Casa Rossa"),
        ("linmotorz.example", "Lin Motori"),
        ("linmozzzz.example", "linmozzzz.example"),
    ],
)
def test_a_channel_speaks_for_the_subject_its_name_resembles(host: str, speaker: str) -> None:
    """An authority's host and its people are one speaker; a host like no subject speaks for itself."""
    assert channel_speaker(event_claim(authorities=(host,)), host) == speaker


def test_a_lone_speakers_channel_may_be_called_otherwise() -> None:
    """A ministry's people and its site are one speaker where nobody else may speak; beside a site of its name another
    is somebody else's."""
    lone = event_claim(authorities=("trade.gov.example",), speakers=("Lin Motori",))
    assert channel_speaker(lone, "trade.gov.example") == "Lin Motori"
    beside = event_claim(authorities=("linmotori.example", "trade.gov.example"), speakers=("Lin Motori",))
    assert channel_speaker(beside, "trade.gov.example") == "trade.gov.example"
    person = event_claim(authorities=("governo.example",), subjects=(("Nora Kessel",),), speakers=("Nora Kessel",))
    assert channel_speaker(person, "governo.example") == "governo.example"


def test_an_own_channel_takes_host_and_tier() -> None:
    """The host is covered and the user's feed list says authority; either alone is not enough."""
    own = item("press.casarossa.example", 1, tier=Tier.AUTHORITY)
    assert channel_of(EVENT, own, RULES) == HOSTS[0]
    assert channel_of(EVENT, own.model_copy(update={"tier": Tier.PRESS}), RULES) is None
    assert channel_of(EVENT, own.model_copy(update={"host": "rossa.example"}), RULES) is None


def test_an_authority_on_other_matters_is_a_source_like_others() -> None:
    """A ministry's feed counts as one root of two, not as this claim's authority."""
    ministry = read(EVENT, "ministero.example", 1, item={"tier": Tier.AUTHORITY})
    assert status(EVENT, [ministry], 3) is Status.SPECULATION
    assert status(EVENT, [ministry, read(EVENT, "motori.example", 2)], 3) is Status.CORROBORATED


def test_an_own_channel_passing_on_what_others_say_is_not_its_word() -> None:
    """A press review, or unnamed voices, on the authority's site confirm nothing."""
    for quoted in (Quoted.OUTLET, Quoted.UNNAMED):
        assert status(EVENT, [read(EVENT, HOSTS[0], 1, quoted=quoted)], 3) is Status.SPECULATION
    assert status(EVENT, [read(EVENT, HOSTS[0], 1, hedged=True)], 3) is Status.SPECULATION
    assert status(EVENT, [read(EVENT, HOSTS[0], 1, "mentions")], 3) is Status.SPECULATION


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("filo.example", Status.CONFIRMED),
        ("gazzetta.example", Status.CONFIRMED),
        ("motori.example", Status.CONFIRMED),
        ("bloggo.example", Status.SPECULATION),
    ],
)
def test_a_quotation_counts_from_trade_upwards(host: str, expected: Status) -> None:
    """One agency, newspaper or trade paper that quotes the authority by name is enough, a blog is not."""
    assert status(EVENT, [read(EVENT, host, 1, **said())], 3) is expected


def test_a_blogs_quotation_counts_once_it_is_carried() -> None:
    """The blog had it first; when a newspaper carries the same speaker's same word, both count."""
    events = [read(EVENT, "bloggo.example", 1, **said()), read(EVENT, "gazzetta.example", 2, **said("Verdi"))]
    found = verdict(EVENT, events, 3)
    assert found.status is Status.CONFIRMED and [one.counts for one in found.evidence] == [True, True]
    other = [events[0], read(EVENT, "gazzetta.example", 2, "denies", **said("Verdi"))]
    assert [one.counts for one in verdict(EVENT, other, 3).evidence] == [False, True]


def test_a_named_outsider_is_no_authority() -> None:
    """An opposition leader's prediction neither confirms nor makes a root."""
    events = [
        read(EVENT, host, 1, quoted=Quoted.NAMED, speaker="Ugo Neri") for host in ("filo.example", "motori.example")
    ]
    assert {one.rule for one in verdict(EVENT, events, 3).evidence} == {"AUTHORITY_SPEAKS"}


# --- the latest word ---------------------------------------------------------------------------------------


def test_a_later_word_replaces_an_earlier_one() -> None:
    """Denied in winter, admitted in spring, denied again: each evening the latest word holds."""
    events = [
        read(EVENT, "gazzetta.example", 1, "denies", **said()),
        read(EVENT, "filo.example", 30, **said("Verdi")),
        read(EVENT, HOSTS[0], 60, "denies"),
    ]
    assert [status(EVENT, events, number) for number in (2, 31, 61)] == [
        Status.DENIED,
        Status.CONFIRMED,
        Status.DENIED,
    ]


def test_not_so_far_yields_to_any_authoritys_later_yes() -> None:
    """A "not to date" of one maker does not contest the other's later yes; an earlier yes it does contest."""
    not_yet = read(EVENT, "gazzetta.example", 5, "denies", so_far=True, **said("Li Wen"))
    assert status(EVENT, [not_yet, read(EVENT, HOSTS[0], 9)], 10) is Status.CONFIRMED
    assert status(EVENT, [not_yet, read(EVENT, HOSTS[0], 5)], 10) is Status.CONFIRMED
    assert status(EVENT, [not_yet, read(EVENT, HOSTS[0], 2)], 10) is Status.CONTESTED


def test_a_no_to_a_change_holds_until_it_has_changed() -> None:
    """Who denies a sale is right until it is sold: another authority's yes of a later day ends it, one of the same day or
    before contests it; so does any yes to what took place or did not."""

    def yes(number: int) -> object:
        return read(EVENT, "filo.example", number, **said())

    no = read(EVENT, HOSTS[1], 5, "denies", for_now=True)
    assert status(EVENT, [no, yes(6)], 9) is Status.CONFIRMED
    assert status(EVENT, [no, yes(5)], 9) is Status.CONTESTED
    assert status(EVENT, [no, yes(2)], 9) is Status.CONTESTED
    assert status(EVENT, [read(EVENT, HOSTS[1], 5, "denies"), yes(6)], 9) is Status.CONTESTED
    held = read(EVENT, HOSTS[0], 2, for_now=True)
    assert status(EVENT, [held, read(EVENT, HOSTS[1], 5, "denies")], 9) is Status.CONTESTED


def test_a_yes_said_again_after_the_no_to_a_change_is_the_old_quarrel() -> None:
    """One maker says it has sold, the other denies it, the first says so again, or is quoted again: contested; a third
    speaker who had not spoken may end it."""
    claim = event_claim(subjects=(("Casa Rossa", "Verdi"), ("Lin Motori", "Li Wen"), ("Mara Blu",)))
    first = read(claim, "gazzetta.example", 2, **said("Li Wen"))
    no = read(claim, HOSTS[0], 5, "denies", for_now=True)
    again = read(claim, "filo.example", 7, **said("Li Wen"))
    assert status(claim, [first, no, again], 9) is Status.CONTESTED
    assert status(claim, [no, again], 9) is Status.CONFIRMED
    assert status(claim, [first, no, read(claim, "filo.example", 7, **said("Mara Blu"))], 9) is Status.CONFIRMED


def test_what_a_year_gone_by_saw_changes_no_more() -> None:
    """A denied sale of 2019 took place then or did not; one of this year may still come."""
    for year, expected in ((2019, Status.CONTESTED), (2025, Status.CONFIRMED)):
        claim = event_claim(text=f"Casa Rossa ha venduto la Lin Motori nel {year}.")
        no = read(claim, HOSTS[1], 5, "denies", for_now=True)
        assert status(claim, [no, read(claim, "filo.example", 6, **said("Verdi"))], 9) is expected


def test_items_of_one_date_are_judged_together() -> None:
    """The order within a day does not matter: the own channel settles it, then the greater number, a tie nothing."""
    yes = read(EVENT, "gazzetta.example", 5, item={"published": noon(5)}, **said())
    no = read(EVENT, "filo.example", 5, "denies", item={"published": evening(5)}, **said())
    more = read(EVENT, "motori.example", 5, "denies", **said())
    own = read(EVENT, HOSTS[0], 5)
    earlier = read(EVENT, "corriera.example", 1, **said())
    assert status(EVENT, [yes, no], 6) is Status.SPECULATION
    assert status(EVENT, [earlier, yes, no], 6) is Status.CONFIRMED
    assert status(EVENT, [yes, no, more], 6) is Status.DENIED
    assert status(EVENT, [yes, no, more, own], 6) is Status.CONFIRMED
    assert Flag.NEEDS_REVIEW in verdict(EVENT, [yes, no], 6).flags
    assert Flag.NEEDS_REVIEW not in verdict(EVENT, [yes, more, read(EVENT, HOSTS[0], 8)], 9).flags


def test_both_sides_names_them() -> None:
    """Contested says who says yes and who says no, from the day of the second word."""
    events = [read(EVENT, HOSTS[0], 1), read(EVENT, HOSTS[1], 4, "denies")]
    found = verdict(EVENT, events, 9)
    assert found.status is Status.CONTESTED and "Casa Rossa conferma" in found.because
    assert "Lin Motori nega" in found.because and found.known_at == noon(4) and len(found.carried_by) == 2
    agreed = [*events, read(EVENT, HOSTS[1], 8)]
    assert status(EVENT, agreed, 9) is Status.CONFIRMED


def test_an_unknown_authority_is_not_taken_for_the_one_that_denied() -> None:
    """Where the text does not tell who speaks, its yes stands beside a known no; its later no ends a known yes."""
    told = {"title": "Casa Rossa e Lin Motori"}
    no = read(EVENT, HOSTS[1], 1, "denies")
    assert status(EVENT, [no, read(EVENT, "filo.example", 4, item=told, **said("l'ad"))], 9) is Status.CONTESTED
    yes = read(EVENT, HOSTS[1], 1)
    later = read(EVENT, "filo.example", 4, "denies", item=told, **said("l'ad"))
    assert status(EVENT, [yes, later], 9) is Status.DENIED


def test_a_named_authority_ends_no_other_ones_word() -> None:
    """Though its text names that one: then they disagree."""
    told = {"title": "Casa Rossa e Lin Motori"}
    yes = read(EVENT, HOSTS[1], 1)
    assert status(EVENT, [yes, read(EVENT, "filo.example", 4, "denies", item=told, **said())], 9) is Status.CONTESTED


def test_a_no_of_one_of_two_ends_when_both_have_said_yes_since() -> None:
    """A no whose text names two and does not tell who speaks is nobody's once each of them has said yes on a later day;
    while one of them has not, said no again, or said yes before it, it stands."""
    no = read(EVENT, "gazzetta.example", 2, "denies", item={"title": "Casa Rossa e Lin Motori"}, **said("l'ad"))

    def word(name: str, day: int, stance: str = "supports") -> object:
        return read(EVENT, "filo.example", day, stance, item={"title": f"{name} {day}"}, **said(name))

    one, other = word("Anna Verdi", 5), word("Li Wen", 6)
    assert status(EVENT, [no, one], 9) is Status.CONTESTED
    assert status(EVENT, [no, one, other], 9) is Status.CONFIRMED
    assert status(EVENT, [no, one, word("Li Wen", 1)], 9) is Status.CONTESTED
    assert status(EVENT, [no, one, word("Li Wen", 2)], 9) is Status.CONTESTED
    assert status(EVENT, [no, one, other, word("Li Wen", 7, "denies")], 9) is Status.CONTESTED


def test_two_outlets_carry_a_yes_of_whoever_denied() -> None:
    """A yes of an authority that the text does not name ends the named no of the one that it mentions, if two owners'
    outlets carry it that day; one outlet twice does not."""
    told = {"title": "Casa Rossa e Lin Motori"}
    no = read(EVENT, HOSTS[1], 1, "denies")

    def heard(*hosts: str) -> list[object]:
        return [
            read(EVENT, host, 4, item=told | {"summary": words(f"{at}")}, **said("l'ad"))
            for at, host in enumerate(hosts)
        ]

    assert status(EVENT, [no, *heard("filo.example", "gazzetta.example")], 9) is Status.CONFIRMED
    assert status(EVENT, [no, *heard("filo.example", "filo.example")], 9) is Status.CONTESTED


def test_what_one_outlet_surely_tells_as_done_another_may_have_told_so() -> None:
    """A yes that tells it as done by little counts so beside one of another owner that surely does, within days; not
    by itself, beside the same owner, weeks later, in the future tense, nor by less."""
    sure = read(PLAN, "gazzetta.example", 105, **took_place(), told=0.7)
    little = {"told": 0.25, "tense": Tense.OPEN}
    assert status(PLAN, [sure], 110) is not Status.CONFIRMED
    assert status(PLAN, [sure, read(PLAN, "filo.example", 106, **little)], 110) is Status.CONFIRMED
    assert status(PLAN, [read(PLAN, "filo.example", 106, **little)], 110) is not Status.CONFIRMED
    assert status(PLAN, [sure, read(PLAN, "gazzetta.example", 106, **little)], 110) is not Status.CONFIRMED
    assert status(PLAN, [sure, read(PLAN, "filo.example", 120, **little)], 125) is not Status.CONFIRMED
    ahead = {"told": 0.25, "tense": Tense.FUTURE}
    assert status(PLAN, [sure, read(PLAN, "filo.example", 106, **ahead)], 110) is not Status.CONFIRMED
    assert status(PLAN, [sure, read(PLAN, "filo.example", 106, told=0.1)], 110) is not Status.CONFIRMED
    trade = read(PLAN, "motori.example", 105, **took_place(), told=0.7)
    assert status(PLAN, [trade, read(PLAN, "filo.example", 106, **little)], 110) is Status.CONFIRMED
    half = read(PLAN, "gazzetta.example", 105, **took_place(), told=0.5)
    assert status(PLAN, [half, read(PLAN, "filo.example", 106, **little)], 110) is not Status.CONFIRMED
    no = read(PLAN, "filo.example", 106, "denies", **little, **said())
    assert not any(
        one.reading.happened for one in verdict(PLAN, [sure, no], 110).evidence if one.item.host == "filo.example"
    )


def test_what_a_channel_and_an_outlet_tell_as_done_no_outlet_puts_off() -> None:
    """A delay that an outlet quotes later is of something else; one on the own channel is not, and undoes also it."""
    done = [read(PLAN, HOSTS[0], 105, **took_place()), read(PLAN, "filo.example", 106, **took_place())]
    late = read(PLAN, "gazzetta.example", 120, "postpones", when=when(200, 210), **said())
    assert status(PLAN, [*done, late], 125) is Status.CONFIRMED
    assert status(PLAN, [done[0], late], 125) is Status.POSTPONED
    own = read(PLAN, HOSTS[0], 120, "postpones", when=when(200, 210))
    assert status(PLAN, [*done, own], 125) is Status.POSTPONED
    blog = read(PLAN, "bloggo.example", 106, **took_place(), item={"tier": Tier.BLOG})
    assert status(PLAN, [done[0], blog, late], 125) is Status.POSTPONED


def test_a_move_within_the_last_window_is_told_as_a_change() -> None:
    """Postponed once more, to an end after the one told last, though the days overlap: a change of its own."""
    events = [read(PLAN, HOSTS[0], 90, "postpones", when=when(200, 230))]
    events += policy.advance(state(PLAN, events), RULES, evening(91))
    further = [*events, read(PLAN, HOSTS[0], 205, "postpones", when=when(205, 260))]
    assert any(event.type == "status_changed" for event in policy.advance(state(PLAN, further), RULES, evening(206)))
    within = [*events, read(PLAN, HOSTS[0], 205, "postpones", when=when(205, 220))]
    assert not any(event.type == "status_changed" for event in policy.advance(state(PLAN, within), RULES, evening(206)))


def test_a_delay_that_reaches_further_moves_the_window() -> None:
    """ "By 30 June", said in the window in force, moves its end; the same from a yes, an earlier end, or days to come that
    only overlap the window, do not; how far is counted from end to end."""
    first = read(PLAN, HOSTS[0], 90, "postpones", when=when(200, 210))
    further = read(PLAN, HOSTS[0], 205, "postpones", when=when(205, 260))
    found = verdict(PLAN, [first, further], 240)
    assert found.status is Status.POSTPONED and [slip.days for slip in found.slips][-1] == 50
    within = read(PLAN, HOSTS[0], 205, "postpones", when=when(201, 208))
    assert verdict(PLAN, [first, within], 240).status is Status.LAPSED
    agreed = read(PLAN, HOSTS[0], 205, when=when(205, 260))
    assert verdict(PLAN, [first, agreed], 240).status is Status.LAPSED
    season = read(PLAN, HOSTS[0], 95, "postpones", when=when(205, 260))
    assert len(verdict(PLAN, [first, season], 100).slips) == 1


def test_a_plans_new_date_may_be_whoevers_no_it_follows() -> None:
    """A sure new date of an authority that the text does not name ends the no of the one it mentions, as outlets told
    it; not what stands on that one's own channel, not without a date, and not where another one there has said yes."""
    told = {"title": "Casa Rossa e Lin Motori"}
    no = read(PLAN, "gazzetta.example", 1, "denies", **said("Li Wen"))

    def later(**changes: object) -> object:
        return read(PLAN, "filo.example", 4, "postpones", item=told, **said("l'ad"), **changes)

    dated = later(when=when(300))
    assert status(PLAN, [no, dated], 9) is Status.POSTPONED
    assert status(PLAN, [no, later()], 9) is Status.CONTESTED
    assert status(PLAN, [no, later(when=when(3, 200))], 9) is Status.CONTESTED
    assert status(PLAN, [read(PLAN, HOSTS[1], 1, "denies"), dated], 9) is Status.CONTESTED
    assert status(PLAN, [read(PLAN, HOSTS[0], 0), no, dated], 9) is Status.CONTESTED


def test_no_quotation_takes_back_a_cancellation_on_an_own_channel() -> None:
    """Nor do two outlets that lean on another one carry anything, nor any where two authorities have said no."""
    told = {"title": "Casa Rossa e Lin Motori"}
    off = read(PLAN, HOSTS[1], 1, "denies", called_off=True)
    yes = [
        read(PLAN, host, 4, item=told | {"summary": words(host)}, **said("l'ad"))
        for host in ("filo.example", "gazzetta.example")
    ]
    assert status(PLAN, [off, *yes], 9) is Status.CONTESTED
    quoted = read(PLAN, "corriera.example", 1, "denies", called_off=True, **said("Li Wen"))
    assert status(PLAN, [quoted, *yes], 9) is Status.ANNOUNCED
    assert status(PLAN, [read(PLAN, HOSTS[1], 1, "denies"), *yes], 9) is Status.ANNOUNCED
    both = [read(PLAN, host, 1, "denies") for host in HOSTS]
    assert status(PLAN, [*both, *yes], 9) is not Status.ANNOUNCED
    leaning = [
        read(PLAN, host, 4, item=told | {"summary": words(host)}, **said("l'ad", attributed_to="Bloggo"))
        for host in ("filo.example", "gazzetta.example")
    ]
    assert status(PLAN, [read(PLAN, HOSTS[1], 1, "denies"), *leaning], 9) is not Status.ANNOUNCED


def test_a_fact_after_the_denial_overtakes_it() -> None:
    """What is said to have happened after another authority's no is news, what was before it is a contradiction."""
    no = read(EVENT, HOSTS[1], 5, "denies")
    after = read(EVENT, HOSTS[0], 9, when=when(8), **took_place())
    before = read(EVENT, HOSTS[0], 9, when=when(2), **took_place())
    assert status(EVENT, [no, after], 10) is Status.CONFIRMED
    assert status(EVENT, [no, before], 10) is Status.CONTESTED
    quoted = read(EVENT, "gazzetta.example", 9, **said("Verdi"), when=when(8))
    assert status(EVENT, [no, quoted], 10) is Status.CONTESTED


def test_an_own_channels_undated_yes_overtakes_unless_the_claim_is_dated() -> None:
    """The decree after "he stays" is news; where the claim names its year, or the yes is only quoted, it is a quarrel."""
    for claim, end in (
        (EVENT, Status.CONFIRMED),
        (event_claim(text="Si sono visti nel 2025."), Status.CONTESTED),
        (event_claim(expected=Window(start=day(1), end=day(2))), Status.CONTESTED),
    ):
        no = read(claim, HOSTS[1], 5, "denies")
        assert status(claim, [no, read(claim, HOSTS[0], 9)], 10) is end
        assert status(claim, [no, read(claim, "gazzetta.example", 9, **said("Verdi"))], 10) is Status.CONTESTED
        assert status(claim, [read(claim, HOSTS[0], 2), no], 10) is Status.CONTESTED


def test_an_open_date_is_no_date() -> None:
    """ "Until May" does not say that it was after the denial: as good as undated."""
    no = read(EVENT, HOSTS[1], 5, "denies")
    until = When(start=None, end=day(8), precision="span")
    assert status(EVENT, [no, read(EVENT, HOSTS[0], 9, when=until)], 10) is Status.CONFIRMED
    assert status(EVENT, [no, read(EVENT, "gazzetta.example", 9, **said("Verdi"), **took_place(when=until))], 10) is (
        Status.CONTESTED
    )


def test_where_nobody_is_quoted_a_yes_is_nobodys_word() -> None:
    """Two subjects named, no speaker: on record or not, it is the paper's own word; a no or a date is heard all the same."""
    told = {"title": "Casa Rossa e Lin Motori"}
    nobody = {"on_record": True, "quoted": Quoted.NOBODY, "item": told}
    assert status(EVENT, [read(EVENT, "gazzetta.example", 1, **nobody)], 3) is Status.SPECULATION
    assert status(EVENT, [read(EVENT, "gazzetta.example", 1, "denies", **nobody)], 3) is Status.DENIED
    assert verdict(EVENT, [read(EVENT, "gazzetta.example", 1, **nobody)], 3).evidence[0].counts


def test_calling_a_plan_off_ends_it_whoever_announced_it() -> None:
    """A cancellation is an act: the partner's older yes does not contest it, a newer one does."""
    yes = read(PLAN, HOSTS[0], 5)
    off = read(PLAN, HOSTS[1], 20, "denies", called_off=True)
    found = verdict(PLAN, [yes, off], 25)
    assert found.status is Status.DENIED and "annullato" in found.because
    assert status(PLAN, [off, read(PLAN, HOSTS[0], 22)], 25) is Status.CONTESTED
    assert status(EVENT, [read(EVENT, HOSTS[0], 5), read(EVENT, HOSTS[1], 20, "denies", called_off=True)], 25) is (
        Status.CONTESTED
    )


def test_a_no_comment_is_not_a_word() -> None:
    """Whoever declines to answer after a denial has not taken it back."""
    events = [read(EVENT, HOSTS[0], 1, "denies"), read(EVENT, "gazzetta.example", 4, "mentions", **said())]
    assert status(EVENT, events, 9) is Status.DENIED


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("l'ad Anna Verdi", "Anna Verdi"),
        ("Verdi", "Casa Rossa"),
        ("Ugo Neri, portavoce", "Ugo Neri, portavoce"),
        ("Ugo Neri; Lin Motori", "Ugo Neri"),
        ("Lin Motori; Anna Verdi", "Anna Verdi"),
        (None, "Casa Rossa"),
    ],
)
def test_a_reason_names_whom_the_item_quotes(words: str | None, name: str) -> None:
    """By the claim's whole name, or by the one that stands there; else by the claim's name for the speaker."""
    quoting = reading(item("gazzetta.example", 5), speaker=words)
    assert called(EVENT, quoting, "Casa Rossa", quoted=True) == name
    assert called(EVENT, quoting, "Casa Rossa", quoted=False) == "Casa Rossa"
    assert called(EVENT, quoting, UNNAMED_AUTHORITY, quoted=True) == UNNAMED_AUTHORITY


def test_a_reason_names_nobody_whom_the_claim_does_not_let_speak() -> None:
    """Where a subject speaks by a part of its name alone, the part is named."""
    claim = EVENT.model_copy(
        update={"subjects": (("La nomina di Anna Verdi", "nomina Verdi"),), "speakers": ("Anna Verdi",)}
    )
    quoting = reading(item("gazzetta.example", 5), speaker=None)
    assert called(claim, quoting, "La nomina di Anna Verdi", quoted=False) == "Anna Verdi"


# --- plans -------------------------------------------------------------------------------------------------


def moved(host: str, number: int, start: int, end: int, **changes: object) -> object:
    """A word of Casa Rossa that puts the plan between two days."""
    return read(PLAN, host, number, "postpones", **said(), when=when(start, end), **changes)


def test_every_move_is_in_the_slip_ledger() -> None:
    """Who moved it, from where, to where, when, by which item, how many days."""
    events = [read(PLAN, HOSTS[0], 5), moved("gazzetta.example", 50, 200, 210), moved("filo.example", 150, 300, 310)]
    found = verdict(PLAN, events, 160)
    assert [(slip.previous.start, slip.window.start, slip.days) for slip in found.slips] == [
        (day(100), day(200), 100),
        (day(200), day(300), 100),
    ]
    assert found.slips[0].moved_by == "Anna Verdi" and found.slips[0].at == noon(50)
    assert found.slips[1].item == events[2].item.id
    assert found.window == Window(start=day(300), end=day(310)) and found.status is Status.POSTPONED


def test_a_date_inside_the_window_or_before_it_stays_announced() -> None:
    """A narrower date, or an earlier one, is no delay."""
    for start, end in ((110, 110), (80, 90), (125, 160)):
        events = [read(PLAN, HOSTS[0], 5), moved("gazzetta.example", 10, start, end)]
        assert status(PLAN, events, 15) is Status.ANNOUNCED


def test_a_yes_with_a_later_date_is_a_delay() -> None:
    """ "It will come, in autumn" moves a spring plan, whatever the reader called it."""
    assert status(PLAN, [read(PLAN, HOSTS[0], 5, when=when(200, 210))], 9) is Status.POSTPONED


def test_a_more_precise_new_date_is_no_second_delay() -> None:
    """From a season to a day within it: one slip, the window narrowed."""
    events = [moved("gazzetta.example", 50, 200, 290), moved("filo.example", 60, 250, 250)]
    found = verdict(PLAN, events, 70)
    assert len(found.slips) == 1 and found.window == Window(start=day(250), end=day(250))


def test_a_delay_without_a_date_is_after_the_first_window() -> None:
    """ "Later" moves the plan behind its window while that runs, and says nothing new once it is over."""
    later = read(PLAN, HOSTS[0], 50, "postpones")
    found = verdict(PLAN, [later], 60)
    assert found.status is Status.POSTPONED and found.window == Window(start=day(131), end=None)
    assert status(PLAN, [read(PLAN, HOSTS[0], 150, "postpones")], 160) is Status.LAPSED
    assert status(PLAN, [later], 900) is Status.POSTPONED


def test_a_window_to_the_end_of_days_never_lapses() -> None:
    """A plan's last day may be the last there is."""
    plan = PLAN.model_copy(update={"expected": Window(start=day(100), end=date.max)})
    assert status(plan, [read(plan, "gazzetta.example", 1, **said())], 999) is Status.ANNOUNCED


def test_by_how_much_moves_a_plan_once() -> None:
    """ "By two years" moves the first window; told of a plan that was moved already it moves nothing."""
    by_so_much = when(200, 210).model_copy(update={"precision": "shift"})
    first = read(PLAN, "gazzetta.example", 1, "postpones", **said(), when=by_so_much)
    assert verdict(PLAN, [first], 9).window == Window(start=day(200), end=day(210))
    dated = read(PLAN, "gazzetta.example", 1, "postpones", **said(), when=when(150, 160))
    again = read(PLAN, "gazzetta.example", 3, "postpones", **said(), when=by_so_much)
    assert verdict(PLAN, [dated, again], 9).window == Window(start=day(150), end=day(160))


def test_a_return_takes_two_outlets_or_the_own_channel() -> None:
    """The old date comes back when two outlets quote it on one day, or the authority's channel says so."""
    away = moved("gazzetta.example", 50, 200, 210)
    back = [read(PLAN, host, 60, **said(), when=when(100, 130)) for host in ("motori.example", "filo.example")]
    assert status(PLAN, [away, back[0]], 70) is Status.POSTPONED
    assert status(PLAN, [away, *back], 70) is Status.ANNOUNCED
    assert status(PLAN, [away, read(PLAN, HOSTS[0], 60, when=when(100, 130))], 70) is Status.ANNOUNCED


def test_only_an_authority_moves_a_plan() -> None:
    """Sources who expect a delay, and a newspaper that states one, move nothing."""
    events = [
        read(PLAN, HOSTS[0], 5),
        read(PLAN, "gazzetta.example", 20, "postpones", when=when(200, 210)),
        read(PLAN, "filo.example", 21, "postpones", hedged=True, when=when(200, 210), **said()),
        read(PLAN, "corriera.example", 22, "postpones", when=when(200, 210), quoted=Quoted.UNNAMED, on_record=True),
    ]
    assert status(PLAN, events, 30) is Status.ANNOUNCED


def test_a_plan_without_a_window_never_lapses_and_is_never_postponed() -> None:
    """Without a promised date there is nothing to be late for."""
    open_plan = plan_claim(expected=None)
    events = [
        read(open_plan, HOSTS[0], 5),
        read(open_plan, "gazzetta.example", 50, "postpones", **said(), when=when(200, 210)),
    ]
    found = verdict(open_plan, events, 5000)
    assert (found.status, found.slips, found.window) == (Status.ANNOUNCED, (), None)


def test_an_open_window_never_ends() -> None:
    """ "From day 100 on" has no last day: no lapse, no delay."""
    claim = plan_claim(expected=Window(start=day(100), end=None))
    assert status(claim, [read(claim, HOSTS[0], 5)], 5000) is Status.ANNOUNCED


def test_grace_ends_on_its_last_day() -> None:
    """Overdue from the day after the window, lapsed from the day after the grace."""
    events = [read(PLAN, HOSTS[0], 5)]
    assert [status(PLAN, events, number) for number in (130, 144, 145)] == [
        Status.ANNOUNCED,
        Status.ANNOUNCED,
        Status.LAPSED,
    ]
    flags = [Flag.OVERDUE in verdict(PLAN, events, number).flags for number in (130, 131, 144, 145)]
    assert flags == [False, True, True, False]
    assert verdict(PLAN, events, 150).known_at == evening(144)


def test_what_happened_late_is_confirmed_and_says_so() -> None:
    """After a lapse, the past tense still confirms, with the days it was late."""
    found = verdict(PLAN, [read(PLAN, HOSTS[0], 150, **took_place())], 160)
    assert found.status is Status.CONFIRMED and "20 giorni dopo" in found.because


def test_two_roots_may_say_that_it_happened() -> None:
    """Two trade papers in the past tense are enough for a plan, one of them is not."""
    shown = [read(PLAN, host, 110, **took_place()) for host in ("motori.example", "officina.example")]
    assert status(PLAN, shown, 111) is Status.CONFIRMED
    assert status(PLAN, shown[:1], 111) is Status.SPECULATION


@pytest.mark.parametrize(
    "wrong",
    [
        {"tense": Tense.FUTURE},
        {"tense": Tense.OPEN},
        {"happened": False},
        {"when": when(90, 95)},
    ],
)
def test_not_by_the_future_nor_before_the_window(wrong: dict[str, object]) -> None:
    """A sentence in another tense, or about an earlier day, does not make it happen."""
    claim = PLAN
    shown = read(claim, HOSTS[0], 110, **{**took_place(), **wrong})
    assert status(claim, [shown], 111) is Status.ANNOUNCED
    assert status(claim, [read(claim, HOSTS[0], 99, **took_place())], 111) is Status.ANNOUNCED


def test_what_could_not_have_happened_yet_supports_nothing() -> None:
    """Two papers call a plan done long before its window: misread, and no roots for the plan either."""
    done = [read(PLAN, host, 20, **took_place()) for host in ("filo.example", "motori.example")]
    assert {one.rule for one in verdict(PLAN, done, 21).evidence} == {"NOT_TOO_EARLY"}
    assert status(PLAN, done, 21) is Status.SPECULATION
    assert status(PLAN, [read(PLAN, HOSTS[0], 20, **took_place())], 21) is Status.ANNOUNCED
    opening = [read(PLAN, host, 100, **took_place()) for host in ("filo.example", "motori.example")]
    assert status(PLAN, opening, 101) is Status.CONFIRMED
    assert (
        status(PLAN, [read(PLAN, host, 20) for host in ("filo.example", "motori.example")], 21) is Status.CORROBORATED
    )


def test_roots_do_not_make_it_happen_before_the_date_an_authority_gave() -> None:
    """Moved to autumn, two papers say in spring that it was shown; the authority's date stands, its own word does not."""
    away = moved("gazzetta.example", 50, 200, 210)
    shown = [read(PLAN, host, 110, **took_place()) for host in ("motori.example", "filo.example")]
    assert status(PLAN, [away, *shown], 120) is Status.POSTPONED
    late = [read(PLAN, host, 205, **took_place()) for host in ("motori.example", "filo.example")]
    assert status(PLAN, [away, *late], 206) is Status.CONFIRMED
    quoted = read(PLAN, "motori.example", 110, **said(), **took_place())
    assert status(PLAN, [away, quoted], 120) is Status.POSTPONED
    assert status(PLAN, [away, read(PLAN, HOSTS[0], 110, **took_place())], 120) is Status.CONFIRMED


def test_a_date_given_later_takes_a_premature_report_back() -> None:
    """Said to have happened, then the authority gives a date still to come: it has not."""
    shown = read(PLAN, "gazzetta.example", 110, **said(), **took_place())
    assert status(PLAN, [shown, moved("filo.example", 115, 200, 210)], 120) is Status.POSTPONED
    assert status(PLAN, [shown, moved("filo.example", 115, 60, 70)], 120) is Status.CONFIRMED


def test_what_happened_stays_so_while_its_authority_talks_on() -> None:
    """Sales figures, praise, an old delay recalled: the plan stays confirmed until its authority says no."""
    shown = read(PLAN, HOSTS[0], 110, **took_place())
    talk = [
        read(PLAN, "gazzetta.example", 112, **said()),
        read(PLAN, "filo.example", 113, "postpones", **said()),
        read(PLAN, HOSTS[0], 114),
    ]
    assert [status(PLAN, [shown, *talk], number) for number in (110, 112, 113, 300)] == [Status.CONFIRMED] * 4
    assert status(PLAN, [shown, *talk, read(PLAN, HOSTS[0], 116, "denies")], 117) is Status.DENIED
    taken = [shown, read(PLAN, HOSTS[0], 112, "denies", item={"title": "No"}), read(PLAN, HOSTS[0], 114)]
    assert status(PLAN, taken, 116) is Status.ANNOUNCED
    disputed = [shown, read(PLAN, HOSTS[0], 110, "denies", item={"title": "Smentita"})]
    assert status(PLAN, disputed, 112) is Status.SPECULATION


def test_happening_overtakes_the_forecast_that_it_would_not() -> None:
    """Another authority's old no does not contest what has taken place since."""
    events = [read(PLAN, HOSTS[1], 5, "denies"), read(PLAN, HOSTS[0], 110, **took_place())]
    assert status(PLAN, events, 111) is Status.CONFIRMED
    assert status(PLAN, [*events, read(PLAN, HOSTS[1], 112, "denies")], 113) is Status.CONTESTED


DAYS = st.one_of(st.none(), st.integers(0, 400).map(day))


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_windows_overlap_or_lie_apart(a: object, b: object, c: object, d: object) -> None:
    """Of two windows one is wholly after the other, or they share days; never both."""
    one, other = Window(start=a, end=b), Window(start=c, end=d)
    if (a and b and a > b) or (c and d and c > d):
        return
    apart = wholly_after(one, other) or wholly_after(other, one)
    assert apart == (overlap(one, other) is None)


# --- what is shown -----------------------------------------------------------------------------------------


def test_evidence_tells_whose_word_counted_and_what_did_not() -> None:
    """Each item has the rule that spoke, one sentence, and the speaker where it carries a word that counts."""
    events = [
        read(EVENT, "bloggo.example", 1, "reports"),
        read(EVENT, "gazzetta.example", 2, **said()),
        read(EVENT, "filo.example", 3, "none"),
        read(EVENT, "motori.example", 4, "mentions"),
    ]
    found = {one.item.host: one for one in verdict(EVENT, events, 5).evidence}
    assert (found["gazzetta.example"].rule, found["gazzetta.example"].word_of) == ("COUNTS", "Casa Rossa")
    assert {host: one.rule for host, one in found.items() if not one.counts} == {
        "bloggo.example": "HEDGE_BLOCKS",
        "filo.example": "OTHER_MATTER",
        "motori.example": "NO_POSITION",
    }
    assert all(one.because and one.root for one in found.values())


def test_a_look_alike_is_pointed_out() -> None:
    """The reader of the report is warned of a host that wears the authority's name."""
    found = verdict(EVENT, [read(EVENT, "casar0ssa.example", 1, **said())], 2)
    assert "casar0ssa.example somiglia a casarossa.example" in found.evidence[0].because


def test_a_persons_correction_is_the_reading() -> None:
    """A person's stance replaces the reader's, with full confidence, until undone."""
    one = read(EVENT, "gazzetta.example", 1, "denies", confidence=0.2, hedged=True)
    name = one.item.id
    put = ledger.correct(EVENT.slug, name, Stance.SUPPORTS, "it says so", noon(3), "Piera", on_record=True)
    own = {"title": "Parla Anna Verdi"}
    named = read(EVENT, "gazzetta.example", 1, "denies", item={**own, "id": name}, confidence=0.2, hedged=True)
    assert status(EVENT, [named], 5) is Status.SPECULATION
    assert status(EVENT, [named, put], 5) is Status.CONFIRMED
    assert status(EVENT, [named, put, ledger.undo(EVENT.slug, put.id, noon(4), "Piera")], 5) is Status.SPECULATION


def test_a_rejected_item_counts_for_nothing() -> None:
    """What a person ruled out is shown as such."""
    one = read(EVENT, "gazzetta.example", 1, **said())
    out = ledger.reject(EVENT.slug, one.item.id, "satire", noon(2), "Piera")
    found = verdict(EVENT, [one, out], 3)
    assert found.status is Status.SPECULATION and found.evidence[0].rule == "PERSON_DECIDES"


def test_items_after_the_moment_are_not_known_yet() -> None:
    """Judged as of an earlier evening, later items do not exist."""
    events = [read(EVENT, "gazzetta.example", 5, **said())]
    assert verdict(EVENT, events, 4).evidence == ()
    assert policy.judge(state(EVENT, events), RULES, noon(5)).status is Status.CONFIRMED


def test_words_are_unlike_each_other() -> None:
    """The test kit's texts do not copy each other by accident."""
    assert words("a") != words("b") and len(words("a").split()) == 24


# --- edges -------------------------------------------------------------------------------------------------


def test_without_both_sides_the_later_word_holds() -> None:
    """The rule taken out, the later of two authorities is believed."""
    loose = RULES.without("BOTH_SIDES")
    yes, no = read(EVENT, HOSTS[0], 9, when=when(2)), read(EVENT, HOSTS[1], 5, "denies")
    assert status(EVENT, [yes, no], 12, loose) is Status.CONFIRMED
    assert status(EVENT, [yes, read(EVENT, HOSTS[1], 11, "denies")], 12, loose) is Status.DENIED


def test_two_authorities_that_agree_carry_it_together() -> None:
    """A second yes does not push the first one out."""
    found = verdict(EVENT, [read(EVENT, HOSTS[0], 1), read(EVENT, HOSTS[1], 9)], 12)
    assert found.status is Status.CONFIRMED and len(found.carried_by) == 2


def test_the_edges_of_a_window() -> None:
    """A date that touches the window is inside it; the last day is not late; the first day is not early."""
    assert status(PLAN, [moved("gazzetta.example", 10, 130, 140)], 15) is Status.ANNOUNCED
    assert status(PLAN, [moved("gazzetta.example", 10, 131, 140)], 15) is Status.POSTPONED
    last = verdict(PLAN, [read(PLAN, HOSTS[0], 130, **took_place())], 131)
    assert last.status is Status.CONFIRMED and "giorni dopo" not in last.because
    first = read(PLAN, HOSTS[0], 105, **took_place(when=when(95, 100)))
    assert status(PLAN, [first], 106) is Status.CONFIRMED


def test_open_sides_of_a_date() -> None:
    """ "From then on" is a date, "until then" too, and neither breaks the judge."""
    since = When(start=day(200), end=None, precision="span")
    found = verdict(PLAN, [read(PLAN, HOSTS[0], 9, "postpones", when=since)], 10)
    assert found.window == Window(start=day(200), end=None) and found.slips[0].days == 100
    until = When(start=None, end=day(120), precision="span")
    assert status(PLAN, [read(PLAN, HOSTS[0], 9, when=until)], 10) is Status.ANNOUNCED
    neither = When(start=None, end=None, precision="ambiguous")
    assert verdict(PLAN, [read(PLAN, HOSTS[0], 9, "postpones", when=neither)], 10).window == Window(start=day(131))
    vague = When(start=day(200), end=day(210), precision="ambiguous")
    assert verdict(PLAN, [read(PLAN, HOSTS[0], 9, "postpones", when=vague)], 10).window == Window(start=day(131))


def test_open_sides_do_not_break_what_happened() -> None:
    """A word with half a date takes no premiere back, and half a window has no days to slip."""
    until = When(start=None, end=day(125), precision="span")
    events = [
        read(PLAN, HOSTS[0], 110, **took_place()),
        read(PLAN, "gazzetta.example", 112, **said("Li Wen"), when=until),
    ]
    assert status(PLAN, events, 113) is Status.CONFIRMED
    assert status(PLAN, [read(PLAN, HOSTS[0], 9, "postpones", when=until)], 10) is Status.ANNOUNCED
    empty = When(start=None, end=None, precision="span")
    assert verdict(PLAN, [read(PLAN, HOSTS[0], 9, "postpones", when=empty)], 10).window == Window(start=day(131))
    claim = plan_claim(expected=Window(start=None, end=day(130)))
    found = verdict(claim, [read(claim, HOSTS[0], 9, "postpones", when=when(200, 210))], 10)
    assert found.status is Status.POSTPONED and found.slips[0].days is None


def test_a_plan_without_a_window_happens_whenever_it_does() -> None:
    """Nothing is too early for it, and a date makes no delay of a yes."""
    claim = plan_claim(expected=None)
    assert status(claim, [read(claim, HOSTS[0], 9, **took_place())], 10) is Status.CONFIRMED
    assert status(claim, [read(claim, HOSTS[0], 9, when=when(200, 210))], 10) is Status.ANNOUNCED


def test_an_event_does_not_lapse() -> None:
    """A window on an event says when it would have been; it is not a promise."""
    claim = event_claim(expected=Window(start=day(1), end=day(2)))
    assert status(claim, [], 400) is Status.SPECULATION


def test_before_the_date_it_was_moved_to_two_quotations_of_one_day_are_needed() -> None:
    """Two papers quote the authority on one day: it came early. On two days, each stands alone. On the day it is due, one will do."""
    away = moved("gazzetta.example", 50, 200, 210)

    def shown(host: str, number: int) -> object:
        return read(PLAN, host, number, **said(), **took_place())

    assert status(PLAN, [away, shown("motori.example", 110), shown("filo.example", 110)], 112) is Status.CONFIRMED
    assert status(PLAN, [away, shown("motori.example", 110), shown("filo.example", 111)], 112) is Status.POSTPONED
    assert status(PLAN, [away, shown("motori.example", 200)], 201) is Status.CONFIRMED
    due = [read(PLAN, host, 200, **took_place()) for host in ("motori.example", "filo.example")]
    assert status(PLAN, [away, *due], 201) is Status.CONFIRMED


def test_before_the_date_it_was_moved_to_one_quotation_and_another_paper_will_do() -> None:
    """A paper quotes the authority that it is here and another, that day, tells it in its own voice: it came early. A
    blog beside it, the same paper twice, or one that leans on it adds nothing; two papers that quote nobody do not speak for the authority."""
    away = moved("gazzetta.example", 50, 200, 210)
    quoted = read(PLAN, "filo.example", 110, **said(), **took_place())
    assert status(PLAN, [away, quoted, read(PLAN, "motori.example", 110, **took_place())], 112) is Status.CONFIRMED
    for other in ("blog.example", "filo.example"):
        more = read(PLAN, other, 110, item={"title": "Un altro testo"}, **took_place())
        assert status(PLAN, [away, quoted, more], 112) is Status.POSTPONED
    passed = read(PLAN, "motori.example", 110, attributed_to="filo.example", **took_place())
    assert status(PLAN, [away, quoted, passed], 112) is Status.POSTPONED
    own = [read(PLAN, host, 110, **took_place()) for host in ("motori.example", "filo.example")]
    assert status(PLAN, [away, *own], 112) is Status.POSTPONED
    assert status(PLAN, [away, quoted, read(PLAN, "motori.example", 109, **took_place())], 112) is Status.POSTPONED
    assert status(PLAN, [away, quoted, read(PLAN, "motori.example", 110)], 112) is Status.POSTPONED


def test_contested_since_the_second_side_spoke() -> None:
    """A third authority that joins one side later does not move the date; a no on the yes's day still overtakes nothing."""
    claim = event_claim(subjects=(("Casa Rossa",), ("Lin Motori",), ("Mara Blu",)))
    events = [
        read(claim, HOSTS[0], 1),
        read(claim, HOSTS[1], 5, "denies"),
        read(claim, "gazzetta.example", 8, **said("Mara Blu")),
    ]
    assert verdict(claim, events, 9).known_at == noon(5)


def test_one_cancellation_among_denials_is_told() -> None:
    """Two noes, one of them calling it off."""
    events = [
        read(PLAN, "gazzetta.example", 5, "denies", **said()),
        read(PLAN, "filo.example", 5, "denies", called_off=True, **said()),
    ]
    assert "annullato" in verdict(PLAN, events, 6).because


def test_what_is_dated_on_the_day_of_the_denial_overtakes_it() -> None:
    """Denied in the morning, done by the evening."""
    no = read(EVENT, HOSTS[1], 5, "denies")
    assert status(EVENT, [no, read(EVENT, HOSTS[0], 9, when=when(5), **took_place())], 10) is Status.CONFIRMED


def test_a_speakers_name_may_be_longer_or_shorter_than_the_alias() -> None:
    """ "Rossa" and "Casa Rossa SpA" are Casa Rossa."""
    for name in ("Rossa", "Casa Rossa SpA"):
        assert list(groups(event_claim(speakers=(name,)))) == ["Casa Rossa"]


def test_without_the_host_rule_only_look_alikes_pass() -> None:
    """The rule taken out, a host that looks like nobody still speaks for nobody."""
    stranger = item("ministero.example", 1, tier=Tier.AUTHORITY)
    assert channel_of(EVENT, stranger, RULES.without("HOST_COVERS")) is None


def test_an_authority_quoted_without_a_name_is_heard_and_is_no_single_source() -> None:
    """Quoted but not told which: its yes counts; two such quotations by different titles are two roots."""
    told = {"title": "Casa Rossa e Lin Motori"}
    assert status(EVENT, [read(EVENT, "filo.example", 1, item=told, **said(None))], 2) is Status.CONFIRMED
    titles = (("filo.example", "l'ad"), ("gazzetta.example", "il presidente"))
    events = [read(EVENT, host, 1, item={"title": f"{told['title']} {host}"}, **said(title)) for host, title in titles]
    assert len(verdict(EVENT, events, 2).roots) == 2


def test_only_a_no_can_be_so_far() -> None:
    """A yes that happens to carry the words "so far" does not yield to another authority's no."""
    events = [read(EVENT, HOSTS[0], 1, so_far=True), read(EVENT, HOSTS[1], 5, "denies")]
    assert status(EVENT, events, 6) is Status.CONTESTED


def test_denials_are_no_roots_of_what_they_deny() -> None:
    """With AUTHORITY_DENIES taken out two denials leave a speculation, not a corroboration."""
    events = [
        read(EVENT, "filo.example", 1, "denies", **said()),
        read(EVENT, "gazzetta.example", 1, "denies", **said("Li Wen")),
    ]
    assert status(EVENT, events, 2, RULES.without("AUTHORITY_DENIES")) is Status.SPECULATION


def test_a_yes_of_that_day_does_not_back_a_premature_premiere() -> None:
    """One paper quotes that it has happened, another only that it will: the date it was moved to stands."""
    events = [
        moved("gazzetta.example", 50, 200, 210),
        read(PLAN, "motori.example", 110, **said(), **took_place()),
        read(PLAN, "filo.example", 110, **said()),
    ]
    assert status(PLAN, events, 112) is Status.POSTPONED


def test_a_copy_that_drops_the_hedge_is_still_a_copy() -> None:
    """A wire in the conditional and a paper that prints it in the indicative are one root."""
    text = {"summary": words("wire", 40)}
    events = [read(EVENT, "filo.example", 1, "reports", item=text), read(EVENT, "gazzetta.example", 2, item=text)]
    assert len(verdict(EVENT, events, 3).roots) == 1


def test_a_date_that_ends_today_is_not_over() -> None:
    """Named on its own last day it still moves the plan."""
    assert status(PLAN, [moved("gazzetta.example", 205, 200, 205)], 206) is Status.POSTPONED
    assert status(PLAN, [moved("gazzetta.example", 206, 200, 205)], 207) is Status.LAPSED


def test_a_delay_to_today_takes_no_premiere_back() -> None:
    """Only a date still to come does."""
    events = [read(PLAN, HOSTS[0], 110, **took_place()), moved("gazzetta.example", 112, 112, 120)]
    assert status(PLAN, events, 113) is Status.CONFIRMED


def test_the_own_channel_settles_a_premiere_denied_on_its_day() -> None:
    """A newspaper's quoted no on the day of the show does not undo what the channel says."""
    shown = read(PLAN, HOSTS[0], 110, **took_place())
    assert status(PLAN, [shown, read(PLAN, "gazzetta.example", 110, "denies", **said())], 112) is Status.CONFIRMED


def test_other_dates_named_that_day_do_not_back_a_return() -> None:
    """One paper names the old window, another a still later date: one delay more, no return."""
    events = [
        moved("gazzetta.example", 50, 200, 210),
        read(PLAN, "motori.example", 60, **said(), when=when(100, 130)),
        moved("filo.example", 60, 300, 310),
    ]
    found = verdict(PLAN, events, 70)
    assert (
        found.status is Status.POSTPONED
        and len(found.slips) == 2
        and found.window == Window(start=day(300), end=day(310))
    )


def test_a_correction_of_a_detail_takes_nothing_back() -> None:
    """The outlet's report goes on counting; one that corrects the matter reopens the claim."""
    told = [read(EVENT, host, n) for host, n in (("gazzetta.example", 1), ("filo.example", 2))]
    put_right = {"correction": True, "item": {"title": "Rettifica", "summary": words("note")}}
    notice = read(EVENT, "gazzetta.example", 4, "mentions", **put_right, detail=True)
    assert status(EVENT, [*told, notice], 5) is Status.CORROBORATED
    put_right = {"correction": True, "item": {"title": "Rettifica", "summary": words("note")}}
    assert status(EVENT, [*told, read(EVENT, "gazzetta.example", 4, "mentions", **put_right)], 5) is Status.SPECULATION


def test_a_headline_counts_where_the_text_below_bears_it_out() -> None:
    """Above a body, only if the body read by itself says so too; where that was not asked or is not so, it does not."""
    loud = {"title": "Casa Rossa conferma", "body": words("below", 60)}
    top = Quote(text=loud["title"], start=0, end=19)

    def shouted(below: bool | None) -> Status:
        return status(EVENT, [read(EVENT, "gazzetta.example", 1, item=dict(loud), quote=top, below=below, **said())], 2)

    assert [shouted(below) for below in (True, False, None)] == [
        Status.CONFIRMED, Status.SPECULATION, Status.SPECULATION,
    ]  # fmt: skip


def test_a_headline_alone_counts_where_there_is_no_text() -> None:
    """Feeds that give titles only are believed as far as they go, and so is a person about any item."""
    assert status(EVENT, [read(EVENT, "gazzetta.example", 1, headline_only=True, **said())], 2) is Status.CONFIRMED
    body = {"body": words("body"), "title": "Parla Verdi"}
    one = read(EVENT, "gazzetta.example", 1, "mentions", headline_only=True, quote=None, item=body)
    put = ledger.correct(EVENT.slug, one.item.id, Stance.SUPPORTS, "read it", noon(2), "Piera", on_record=True)
    assert status(EVENT, [one, put], 3) is Status.CONFIRMED


def test_the_past_tense_alone_is_not_done_too_early() -> None:
    """ "They have decided to build it" states a plan."""
    told = [read(PLAN, host, 20, tense=Tense.PAST) for host in ("filo.example", "motori.example")]
    assert status(PLAN, told, 21) is Status.CORROBORATED


def test_several_subjects_and_a_stranger_may_be_named_as_speakers() -> None:
    """Each name is one of the subjects', or its own."""
    claim = event_claim(speakers=("Casa Rossa", "Li Wen", "Mara Blu"))
    assert list(groups(claim)) == ["Casa Rossa", "Lin Motori", "Mara Blu"]


def test_of_a_plan_what_has_happened_overtakes_anothers_forecast() -> None:
    """Whatever day is named, or none; a mere yes a day later does not."""
    no = read(PLAN, "gazzetta.example", 110, "denies", **said("Li Wen"))
    told = read(PLAN, "filo.example", 112, **said(), **took_place())
    promised = read(PLAN, "filo.example", 112, **said())
    assert status(PLAN, [no, told], 113) is Status.CONFIRMED
    assert status(PLAN, [no, promised], 113) is Status.CONTESTED


def test_only_a_yes_tells_that_something_has_happened() -> None:
    """A delay or a no that speaks of what took place confirms nothing."""
    for stance in ("postpones", "denies", "mentions"):
        assert status(PLAN, [read(PLAN, HOSTS[0], 110, stance, **took_place())], 111) is not Status.CONFIRMED
    delayed = [read(PLAN, host, 110, "postpones", **took_place()) for host in ("filo.example", "gazzetta.example")]
    assert status(PLAN, delayed, 111) is not Status.CONFIRMED


def test_a_delay_ends_no_denial_of_anothers() -> None:
    """Who puts a plan off has not said that it will be: of two authorities one says no."""
    no = read(PLAN, "gazzetta.example", 5, "denies", **said("Li Wen"))
    put_off = moved("filo.example", 20, 200, 210, confidence=0.95)
    assert status(PLAN, [no, put_off], 21) is Status.CONTESTED
    assert status(PLAN, [no, read(PLAN, "filo.example", 20, **said(), confidence=0.95)], 21) is Status.ANNOUNCED
