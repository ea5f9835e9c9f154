"""Claims proposed from articles: what they say, who says it, how sure it is, and when."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tracker.claimfile import read_claims
from tracker.cli import app, extracting
from tracker.errors import LanguageError, TrackerError
from tracker.extract import Leaning, Proposal, dated, extract, language_of, to_claim
from tracker.extract.phrasing import indicative
from tracker.extract.words import CODES, words
from tracker.model import Claim, Kind, Quoted, Status

ITALIAN = """date 2025-03 Secondo quanto riporterebbero alcuni giornali coreani, ci sarebbe stato un incontro fra il CEO di \
Valmont, Carla Ferri, e quello di Hansung, Park Jiwoo, tenutosi fra il 6 e il 7 marzo scorsi. Un incontro di cui nessuno \
conosce i dettagli, sebbene le ipotesi conducano all'eventualità di avviare una collaborazione fra le parti.

Sulla base di tre fotografie emerse in rete, Carla Ferri avrebbe visitato lo stabilimento del costruttore coreano nella \
città portuale di Busan. L'incontro arriverebbe pochi giorni dopo che la stessa Ferri aveva annunciato la data di \
presentazione della prima Valmont elettrica.

Carla Ferri con Park Jiwoo

Hansung è nata solamente nel 2014; a fine 2024 le consegne di batterie segnavano un incremento superiore al 100%. \
Ricordiamo poi che Orione ha annunciato un accordo con la stessa Hansung, per un valore di 2 miliardi di euro, \
divenendone azionista al 15%.

Quale potrebbe essere il senso dell'incontro

D'altronde la prima Valmont elettrica arriverà già a novembre di quest'anno e non è escluso che in futuro la casa \
presenterà altri modelli Valmont a batteria. Bisognerà capire adesso se ci saranno altre notizie.
"""

ENGLISH = """Northwind in talks over rival as chief hints at autumn launch

Northwind chief executive Maria Keller said on Tuesday that the company would open its second plant in Tampere in June \
2027. The factory will employ 1,200 people, she added.

According to two people familiar with the matter, Northwind is also close to buying Blue Harbour, a smaller rival. \
Reports that Keller would step down after the deal were denied by a spokesman for the company.

The Orion 7, Northwind's next camera, may arrive as early as September. Delivery of the older model was postponed to \
November 2026, Northwind said.

Revenue at Northwind rose 18% to $2.1bn in 2025. Is this the end of the line? Read more in our newsletter.
"""
DAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def italian() -> tuple[Proposal, ...]:
    """The claims of the Italian article."""
    days = dated(ITALIAN)
    assert days == (date(2025, 3, 1), date(2025, 3, 31))
    return extract(ITALIAN, days[1], "it")


@pytest.fixture(scope="module")
def english() -> tuple[Proposal, ...]:
    """The claims of the English article."""
    return extract(ENGLISH, DAY, "en")


def about(proposals: tuple[Proposal, ...], *said: str) -> Proposal:
    """The one proposal whose sentence and text hold all of these."""
    found = [one for one in proposals if all(word in f"{one.text} {one.clause.text}" for word in said)]
    assert len(found) == 1, f"{said}: {[one.text for one in found]} of {[one.text for one in proposals]}"
    return found[0]


# --- what an article says ----------------------------------------------------------------------------------


def test_a_hedged_meeting_with_its_source_and_days(italian: tuple[Proposal, ...]) -> None:
    """The conditional and the foreign papers make it hedged; the days are those of the article's own month."""
    meeting = about(italian, "incontro", "Hansung")
    assert (meeting.leaning, meeting.kind, meeting.status) == (Leaning.HEDGED, Kind.EVENT, Status.SPECULATION)
    assert meeting.source == "alcuni giornali coreani"
    assert [(when.start, when.end) for when in meeting.dates] == [(date(2025, 3, 6), date(2025, 3, 7))]
    assert meeting.text.startswith("C'è stato un incontro") and "marzo 2025" in meeting.text
    assert "conditional" in {cue.kind for cue in meeting.cues}


def test_names_surnames_and_offices_are_one_subject(italian: tuple[Proposal, ...]) -> None:
    """A person's full name, surname and office are aliases of one subject, also where the office is only repeated."""
    subjects = about(italian, "incontro", "Hansung").subjects
    assert ("Carla Ferri", "Ferri", "CEO di Valmont") in subjects
    assert ("Park Jiwoo", "CEO di Hansung") in subjects


def test_what_pictures_suggest_is_hedged_by_the_pictures(italian: tuple[Proposal, ...]) -> None:
    """The source may be pictures; a place is no subject."""
    visit = about(italian, "ha visitato")
    assert (visit.leaning, visit.source) == (Leaning.HEDGED, "tre fotografie emerse in rete")
    assert {names[0] for names in visit.subjects} == {"Carla Ferri"}


def test_told_twice_is_one_claim_with_the_announcers_word(italian: tuple[Proposal, ...]) -> None:
    """The date stands in one sentence, who announced it in another: one plan, announced, with its window."""
    first = about(italian, "prima Valmont elettrica", "arriverà")
    assert (first.leaning, first.kind, first.status) == (Leaning.ANNOUNCED, Kind.PLAN, Status.ANNOUNCED)
    assert first.source == "Ferri" and len(first.also) == 1
    assert first.window is not None
    assert (first.window.start, first.window.end) == (date(2025, 11, 1), date(2025, 11, 30))
    assert first.subjects[0] == ("prima Valmont elettrica",)
    assert first.text == "La prima Valmont elettrica arriverà a novembre 2025."


def test_what_is_not_excluded_is_possible(italian: tuple[Proposal, ...]) -> None:
    """ "Non è escluso che" makes a clause possible, though the clause before it is announced."""
    more = about(italian, "altri modelli")
    assert (more.leaning, more.kind) == (Leaning.POSSIBLE, Kind.PLAN)
    assert "escluso" not in more.text


def test_a_collaboration_that_is_only_supposed(italian: tuple[Proposal, ...]) -> None:
    """Suppositions are possible; "the parties" are the subjects named before."""
    together = about(italian, "collaborazione")
    assert together.leaning is Leaning.POSSIBLE
    assert {"Valmont", "Hansung"} <= {names[0] for names in together.subjects}


def test_a_party_that_announces_and_a_bare_figure(italian: tuple[Proposal, ...]) -> None:
    """A deal announced by a party is announced by it; growth with a number is a fact about who was named before it."""
    deal = about(italian, "15%")
    assert (deal.leaning, deal.source, deal.kind) == (Leaning.ANNOUNCED, "Orione", Kind.EVENT)
    growth = about(italian, "100%")
    assert (growth.leaning, growth.source) == (Leaning.FACT, None)
    assert [names[0] for names in growth.subjects] == ["Hansung"]
    assert "(Hansung)" in growth.text


def test_talk_is_no_claim(italian: tuple[Proposal, ...], english: tuple[Proposal, ...]) -> None:
    """Questions, captions, headings and advice to readers are not proposed."""
    told = " ".join(one.clause.text for one in (*italian, *english))
    for talk in (
        "Bisognerà capire",
        "con Park Jiwoo",
        "Quale potrebbe",
        "end of the line",
        "Read more",
        "hints at autumn",
    ):
        assert talk not in told


def test_english_reported_speech_is_announced(english: tuple[Proposal, ...]) -> None:
    """ "She said that it would" announces what will be; "she added" is still her word."""
    plant = about(english, "plant", "Tampere")
    assert (plant.leaning, plant.source, plant.kind) == (Leaning.ANNOUNCED, "Maria Keller", Kind.PLAN)
    assert plant.text == "The company will open its second plant in Tampere in June 2027."
    assert plant.window is not None and plant.window.start == date(2027, 6, 1)
    jobs = about(english, "1,200")
    assert (jobs.quoted, jobs.source) == (Quoted.NAMED, "Maria Keller")


def test_nameless_sources_hedge(english: tuple[Proposal, ...]) -> None:
    """Nameless people hedge whatever they say, and are the source in the article's words."""
    deal = about(english, "Blue Harbour")
    assert (deal.leaning, deal.quoted) == (Leaning.HEDGED, Quoted.UNNAMED)
    assert deal.source == "two people familiar with the matter"
    assert deal.status is Status.SPECULATION


def test_denied_postponed_possible_and_fact(english: tuple[Proposal, ...]) -> None:
    """A spokesman's denial, a move of the date, a mere possibility and a figure each keep their leaning."""
    denied = about(english, "step down")
    assert (denied.leaning, denied.source, denied.status) == (
        Leaning.DENIED,
        "a spokesman for the company",
        Status.DENIED,
    )
    assert about(english, "November").leaning is Leaning.POSTPONED
    assert about(english, "Orion 7").leaning is Leaning.POSSIBLE
    assert about(english, "18%").leaning is Leaning.FACT


def test_the_best_come_first_and_not_too_many(italian: tuple[Proposal, ...]) -> None:
    """Proposals come by score; none of the seven is beyond the tenth place."""
    assert [one.score for one in italian] == sorted((one.score for one in italian), reverse=True)
    assert len(italian) <= 10


# --- what is known already ---------------------------------------------------------------------------------


def tracked(**values: object) -> Claim:
    """A claim on the meeting that is followed already."""
    fields = {
        "slug": "ferri-park", "text": "Carla Ferri ha incontrato Park Jiwoo.", "opened": "2025-03-08",
        "subjects": [["Carla Ferri", "Ferri"], ["Park Jiwoo"]], "keywords": ["incontro", "colloquio"],
        "authorities": ["valmont.example"],
    }  # fmt: skip
    return Claim.model_validate({**fields, **values})


def test_a_tracked_claim_is_pointed_out() -> None:
    """The proposal that tells a tracked claim names it; others about the same people do not."""
    found = extract(ITALIAN, date(2025, 3, 31), "it", [tracked()])
    assert about(found, "incontro", "Hansung").tracked == "ferri-park"
    assert [one.tracked for one in found].count("ferri-park") == 1


def test_authorities_come_from_the_users_own_claims() -> None:
    """A host that the user's claims give a subject is taken; a name's own host is only a guess, told apart."""
    found = extract(ITALIAN, date(2025, 3, 31), "it", [tracked()])
    meeting = about(found, "incontro", "Hansung")
    assert meeting.authorities == ("valmont.example",)
    assert meeting.guesses == ("hansung.com",)
    claim = to_claim(meeting, "x", date(2025, 3, 1))
    assert claim.authorities == ("valmont.example",) and "hansung.com" in claim.note


def test_a_person_is_settled_by_the_body_whose_office_she_holds() -> None:
    """The authority over a chief executive's doings is her company's host."""
    found = extract(ITALIAN, date(2025, 3, 31), "it", [tracked()])
    assert about(found, "ha visitato").authorities == ("valmont.example",)


# --- the text's own day and language -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("date 2025-02 Secondo", (date(2025, 2, 1), date(2025, 2, 28))),
        (" Date: 2025-02-17\nTesto", (date(2025, 2, 17), date(2025, 2, 17))),
        ("data 2024-02-31", (date(2024, 2, 29), date(2024, 2, 29))),
        ("date 2025-13", None),
        ("Nel 2025-02 è successo", None),
    ],
)
def test_the_first_line_may_give_the_day(line: str, days: tuple[date, date] | None) -> None:
    """A date line gives a day or a month's first and last day; a date within a sentence does not."""
    assert dated(line) == days


def test_the_language_is_seen() -> None:
    """Italian and English are told apart; another language is neither."""
    assert (language_of(ITALIAN), language_of(ENGLISH)) == ("it", "en")
    assert language_of("Der Vorstand hat am Dienstag beschlossen, dass das Werk nicht geschlossen wird.") is None


def test_an_unknown_language_is_a_named_error() -> None:
    """A language without a table is refused by its file's name."""
    with pytest.raises(LanguageError, match=r"extract/xx\.toml"):
        extract("Testo", DAY, "xx")


@pytest.mark.parametrize("code", CODES)
def test_every_table_is_complete(code: str) -> None:
    """Each language's table loads, and its patterns find something in their own language."""
    text = {"it": "secondo il comunicato la casa aprirà", "en": "according to the statement it opened"}[code]
    assert {"attribution", "finite"} <= {hit.kind for hit in words(code).marks.find(text.split())}


@pytest.mark.parametrize(
    ("code", "hedged", "plain"),
    [
        ("it", "avrebbe visitato la sede", "ha visitato la sede"),
        ("it", "potrebbe fornire le batterie", "fornirà le batterie"),
        ("it", "potrebbero essere due", "saranno due"),
        ("it", "arriverebbe a maggio", "arriverà a maggio"),
        ("it", "sia Anna sia Bruno", "sia Anna sia Bruno"),
        ("en", "the firm may have signed", "the firm has signed"),
        ("en", "it is expected to open in May", "it will open in May"),
    ],
)
def test_a_conditional_becomes_what_would_be_true(code: str, hedged: str, plain: str) -> None:
    """The claim's text says what would be so if it were true; months and other words stay."""
    assert indicative(hedged, words(code)) == plain


# --- laws --------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["Anna Bruni", "Northwind", "avrebbe", "ha annunciato", "secondo", "fonti", "said", "will open", "in May", "e", "che",
     ",", ".", ";", "\n\n", "«", "?", "15%", "2026", "non è escluso", "according to", "denied", "🙂", "d'", "'s"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join)), code=st.sampled_from(CODES))
def test_quotes_are_verbatim_whatever_the_text(text: str, code: str) -> None:
    """Any text is read without an error; every quote and cue stands in it word for word at its offsets."""
    for one in extract(text, DAY, code):
        for piece in (one.sentence, one.clause, *one.also, *one.cues):
            assert text[piece.start : piece.end] == piece.text
        assert one.sentence.start <= one.clause.start and one.clause.end <= one.sentence.end
        assert one.subjects and one.text


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(ENGLISH.strip().split("\n\n")[1:]))
def test_a_source_never_lends_its_name_to_nameless_people(order: list[str]) -> None:
    """However the paragraphs stand, the nameless stay nameless and suggest no more than speculation."""
    found = extract("\n\n".join(order), DAY, "en")
    deal = about(found, "buying Blue Harbour")
    assert (deal.quoted, deal.status) == (Quoted.UNNAMED, Status.SPECULATION)


# --- the command -------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new home with no claims, and the Italian article beside it."""
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))
    CliRunner().invoke(app, ["init"])
    (tmp_path / "home" / "claims.toml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "article.txt").write_text(ITALIAN, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    """`tracker extract` in this process."""
    return CliRunner().invoke(app, ["extract", *arguments], input=stdin)


def test_json_is_one_object_a_claim(home: Path) -> None:
    """`--json` gives every field, numbered, and writes nothing."""
    rows = [json.loads(line) for line in run(str(home / "article.txt"), "--json").stdout.splitlines()]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert {"text", "leaning", "status", "source", "subjects", "window", "sentence", "cues", "tracked"} <= set(rows[0])
    assert read_claims(home / "home" / "claims.toml") == ()


def test_writing_picked_claims_and_only_once(home: Path) -> None:
    """`--write --pick` adds those claims, opened when the article's month began; a second time they are known."""
    article = str(home / "article.txt")
    assert run(article, "--write", "--pick", "1,2").exit_code == 0
    claims = read_claims(home / "home" / "claims.toml")
    assert len(claims) == 2 and {claim.opened for claim in claims} == {date(2025, 3, 1)}
    again = run(article, "--write", "--pick", "1,2")
    assert again.output.count("already tracked") == 2 and "nothing new" in again.output
    assert read_claims(home / "home" / "claims.toml") == claims
    assert (home / "home" / "claims.toml").read_text(encoding="utf-8").startswith("# mine")


def test_writing_everything(home: Path) -> None:
    """`--write` alone adds every claim, each with a slug of its own, and the file reads back."""
    output = run("-", "--write", stdin=ITALIAN).output
    claims = read_claims(home / "home" / "claims.toml")
    assert len(claims) == output.count("added ") >= 7


def test_a_terminal_asks_for_each(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept takes the proposal, edit asks for text, authorities and window, skip and quit take nothing."""
    monkeypatch.setattr(extracting, "on_a_terminal", lambda: True)
    edited = "e\nPark e Ferri si sono visti.\nvalmont.example\nnone\n"
    result = run(str(home / "article.txt"), stdin=f"a\n{edited}s\nq\n")
    assert result.exit_code == 0, result.output
    claims = read_claims(home / "home" / "claims.toml")
    assert [claim.text for claim in claims][1:] == ["Park e Ferri si sono visti."]
    assert claims[1].authorities == ("valmont.example",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.txt",), "no such file"),
        (("-", "--pick", "99", "--write"), "there are claims 1 to"),
        (("-", "--date", "yesterday"), "2025-02-17"),
        (("-", "--language", "fr"), "Italian or English"),
    ],
)
def test_wrong_use_is_told_with_the_way_out(home: Path, arguments: tuple[str, ...], said: str) -> None:
    """A missing file, a wrong number, day or language is one clear error."""
    result = run(*arguments, stdin=ITALIAN)
    assert result.exit_code != 0
    assert said in f"{result.output} {result.exception}"
    assert result.exception is None or isinstance(result.exception, (TrackerError, SystemExit))


def test_an_article_without_claims_says_so(home: Path) -> None:
    """Exit 1 where nothing can be proposed."""
    result = run("-", stdin="Oggi piove e nessuno sa perché, ma va bene così.\n")
    assert result.exit_code == 1 and "no claim found" in result.output


def test_the_day_given_wins(home: Path) -> None:
    """`--date` counts before the article's own line."""
    rows = [json.loads(line) for line in run("-", "--json", "--date", "2024-03-31", stdin=ITALIAN).stdout.splitlines()]
    assert "2024-03-06" in json.dumps(rows) and "2025-03-06" not in json.dumps(rows)
