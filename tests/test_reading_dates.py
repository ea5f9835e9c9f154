"""Dates in text: the table of tests/data/dates.toml, the rules' fine print, and the laws."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.errors import LanguageError
from tracker.reading import date_rules, dates, grammar, spans
from tracker.reading.dates import FoundDate, Grammar, compile_grammar, find_dates, grammar_for, load_table

DATA = tomllib.loads((Path(__file__).parent / "data" / "dates.toml").read_text(encoding="utf-8"))
LANGUAGES = ("it", "en", "fr", "de", "es")
ON = date(2025, 2, 17)
NEUTRAL = {
    "it": ["piattaforma", "cavallo", "tavolo", "Maranello", "attore", "rosso"],
    "en": ["platform", "horse", "table", "Maranello", "actor", "red"],
    "fr": ["plateforme", "cheval", "table", "Maranello", "acteur", "rouge"],
    "de": ["Plattform", "Pferd", "Tisch", "Maranello", "Schauspieler", "rot"],
    "es": ["plataforma", "caballo", "mesa", "Maranello", "actor", "rojo"],
}


def rows() -> Iterator[tuple[str, date, str, tuple[str, str, str, str]]]:
    for table in DATA["table"]:
        for text, *meaning in table["rows"]:
            yield table["language"], table["on"], text, tuple(meaning)


def said(found: list[FoundDate]) -> list[tuple[str, str, str, str]]:
    return [
        (str(one.when.start or ""), str(one.when.end or ""), one.when.precision, one.when.direction) for one in found
    ]


ROWS = list(rows())


@pytest.mark.parametrize(("language", "on", "text", "meaning"), ROWS, ids=[f"{r[0]}-{r[2][:40]}" for r in ROWS])
def test_the_table(language: str, on: date, text: str, meaning: tuple[str, str, str, str]) -> None:
    """Each expression means exactly its span of days, with its precision and direction."""
    assert said(find_dates(text, language, on)) == [meaning]


def test_the_table_is_large_enough() -> None:
    """At least 160 expressions in Italian and English and 60 in the other three."""
    two = sum(language[:2] in ("it", "en") for language, *_ in ROWS)
    assert two >= 160
    assert len(ROWS) - two >= 60


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in DATA["nothing"].items() for text in texts]
)
def test_what_is_no_date(language: str, text: str) -> None:
    """Prices, scores, models, modal verbs and names are not dates."""
    assert said(find_dates(text, language, ON)) == []


@pytest.mark.parametrize("row", DATA["several"], ids=lambda row: row["text"][:40])
def test_several_dates_in_one_text(row: dict[str, Any]) -> None:
    """Each of several dates is found, in order; a date moved from one day to another is two dates."""
    found = find_dates(row["text"], row["language"], row["on"])
    assert [[first, last] for first, last, *_ in said(found)] == row["dates"]


def words_for(template: grammar.Template, found: Grammar, pick: int) -> str:
    """Words that a template matches: of each of its places one that may stand there."""
    said_words = []
    for element in grammar._ELEMENT.finditer(template.source):
        if element["body"] in "()" or element["look"] in ("<!", ">!"):
            continue
        members = grammar._members(element["body"])
        slot, _, literals = members[pick % len(members)].strip("{}").partition(":")
        known = next((found.lexicon.values[name] for name in slot.split("|") if found.lexicon.values.get(name)), {})
        said_words.append(literals.split("|")[0] or next(iter(known), slot))
    return " ".join(said_words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_of_a_language_file_raises(language: str) -> None:
    """Whatever words a template takes, its rule can make something of them, or nothing."""
    found = grammar_for(language)
    for template in (template for level in found.levels for template in level):
        for pick in range(3):
            find_dates(words_for(template, found, pick), language, ON)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_language_file_is_shown_by_the_table(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rule stands in a language file without an expression that proves it."""
    used: set[str] = set()

    def recording(rule: str, captured: Any, context: Any) -> Any:
        made = date_rules.build(rule, captured, context)
        if made:
            used.add(rule)
        return made

    monkeypatch.setattr(dates, "build", recording)
    for name, on, text, _ in ROWS:
        if name[:2] == language:
            find_dates(text, name, on)
    table = load_table(language)
    named = {rule for level in ("cores", "parts", "ranges", "bounds") for rule in table[level]}
    assert named - used == set()


# ---- the year that no word gives


@pytest.mark.parametrize(
    ("on", "text", "first"),
    [
        ("2025-03-15", "9 ottobre", "2025-10-09"),
        ("2025-02-04", "9 ottobre", "2025-10-09"),
        ("2025-12-28", "9 gennaio", "2026-01-09"),
        ("2026-01-05", "20 dicembre", "2025-12-20"),
        ("2025-10-09", "9 ottobre", "2025-10-09"),
        ("2024-03-01", "29 febbraio", "2024-02-29"),
    ],
)
def test_a_bare_date_takes_the_nearest_sensible_year(on: str, text: str, first: str) -> None:
    """Without a word for it the year is the item's own, or the neighbouring one across New Year."""
    assert said(find_dates(text, "it", date.fromisoformat(on))) == [(first, first, "day", "open")]


def test_two_equally_good_years_are_ambiguous() -> None:
    """In October "in February" may be the last or the next: both readings are kept and the span covers them."""
    (found,) = find_dates("The watch launches in February", "en", date(2014, 10, 3))
    assert found.when.precision == "ambiguous"
    assert found.readings == ((date(2014, 2, 1), date(2014, 2, 28)), (date(2015, 2, 1), date(2015, 2, 28)))
    assert (found.when.start, found.when.end) == (date(2014, 2, 1), date(2015, 2, 28))


@pytest.mark.parametrize(
    ("lean", "month", "weekday"),
    [("past", "2014-02-01", "2014-10-02"), ("future", "2015-02-01", "2014-10-09")],
)
def test_the_tense_settles_what_the_words_leave_open(lean: Any, month: str, weekday: str) -> None:
    """With the sentence's tense given, an ambiguous month or weekday falls on that side."""
    found = find_dates("in February, on Thursday", "en", date(2014, 10, 3), lean)
    assert [(str(one.when.start), one.when.direction) for one in found] == [(month, lean), (weekday, lean)]


@given(st.sampled_from([row for row in ROWS if row[3][3] != "open" and row[3][2] != "span"]))
def test_the_tense_never_overrules_the_words(row: Any) -> None:
    """Where the words say past or future, the tense changes nothing about it."""
    language, on, text, meaning = row
    for lean in ("past", "future"):
        assert said(find_dates(text, language, on, lean))[0][3] == meaning[3]


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 12), st.integers(1, 28))
def test_a_bare_date_is_the_right_day_of_some_year_or_of_two(on: date, month: int, day: int) -> None:
    """Whatever the reference, a bare day of a month comes back as that day, within the reading's bounds."""
    names = {number: name for name, number in load_table("it")["words"]["month"].items() if len(name) > 4}
    (found,) = find_dates(f"il {day} {names[month]}", "it", on)
    for reading in found.readings or ((found.when.start, found.when.end),):
        first = reading[0]
        assert first is not None
        assert (first.month, first.day) == (month, day)
        assert abs((first - on).days) <= spans.OTHER_YEAR_DAYS


# ---- figures


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from([*LANGUAGES, "zh", "", "x/../y"]))
def test_an_iso_date_is_read_in_any_language(day: date, language: str) -> None:
    """ISO dates need no language file."""
    assert said(find_dates(f"({day})", language, ON)) == [(str(day), str(day), "day", "open")]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("/.-"))
def test_figures_are_day_first_and_ambiguous_in_plain_english(day: date, mark: str) -> None:
    """09/10/2025 is 9 October, except in English of no country, where it is also 10 September."""
    text = f"{day:%d}{mark}{day:%m}{mark}{day:%Y}"
    for language in ("it", "fr", "de", "es", "en-GB"):
        assert said(find_dates(text, language, ON)) == [(str(day), str(day), "day", "open")]
    swapped = spans.safe(day.year, day.day, day.month)
    (found,) = find_dates(text, "en", ON)
    assert (found.when.precision == "ambiguous") == (swapped is not None and swapped != day)


@pytest.mark.parametrize("text", ["31/02/2025", "2025-13-40", "30 febbraio", "32 marzo 2025", "99/99/9999", "0 maggio"])
def test_days_that_no_calendar_has(text: str) -> None:
    """An impossible day is no day."""
    assert all(found.when.precision != "day" for found in find_dates(text, "it", ON))


# ---- laws

WORDS = sorted({word for name in LANGUAGES for slot in load_table(name)["words"].values() for word in slot})
MARKS = [
    " ",
    " ",
    " ",
    ", ",
    ". ",
    "\n",
    "-",
    "'",
    "’",
    "/",
    " al ",
    " to ",
    " e il ",
    " from ",
    " 9 ",
    " 31 ",
    " 2026 ",
]
salads = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=25).map(
    lambda pairs: "".join(word + mark for word, mark in pairs)
)


@given(
    st.one_of(st.text(), salads),
    st.sampled_from([*LANGUAGES, "en-US", "xx", ""]),
    st.dates(),
    st.sampled_from(["open", "past", "future"]),
)
@example("İİİ 9 ottobre 2025", "it", ON, "open")
@example("9 ottobre dell'anno scorso", "it", date.min, "past")
@example("fra nove anni", "it", date.max, "future")
@example("١٢ marzo ２０２５ ²", "it", ON, "open")
def test_any_text_gives_ordered_spans_that_slice_to_it(text: str, language: str, on: date, lean: Any) -> None:
    """It never raises; offsets slice to the text, in order without overlap; starts come before ends; always the same."""
    found = find_dates(text, language, on, lean)
    place = 0
    for one in found:
        assert place <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.when.text
        assert one.when.start is None or one.when.end is None or one.when.start <= one.when.end
        assert one.when.start or one.when.end
        assert bool(one.readings) == (one.when.precision == "ambiguous")
        place = one.end
    assert found == find_dates(text, language, on, lean)


@given(st.sampled_from(ROWS), st.data())
def test_unrelated_words_around_change_nothing(row: Any, data: Any) -> None:
    """A date means the same wherever it stands in a sentence."""
    language, on, text, meaning = row
    words = st.lists(st.sampled_from(NEUTRAL[language[:2]]), min_size=1, max_size=6).map(" ".join)
    before, after = data.draw(words), data.draw(words)
    (found,) = find_dates(f"{before} {text} {after}", language, on)
    assert said([found]) == [meaning]
    (alone,) = find_dates(text, language, on)
    assert found.when.text == alone.when.text


@given(st.sampled_from(ROWS), st.data())
def test_another_line_changes_nothing(one: Any, data: Any) -> None:
    """Two lines, title and summary, are read apart."""
    other = data.draw(st.sampled_from([row for row in ROWS if row[:2] == one[:2]]))
    assert said(find_dates(f"{one[2]}\n{other[2]}", one[0], one[1])) == [one[3], other[3]]


def test_a_day_later_a_relative_date_is_a_day_later() -> None:
    """Relative days move with the reference."""
    first, second = (find_dates("domani", "it", on)[0].when.start for on in (ON, date(2025, 2, 18)))
    assert first and second
    assert (second - first).days == 1


# ---- the calendar


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("early", "2026-01-01", "2026-04-30"),
        ("mid", "2026-05-01", "2026-08-31"),
        ("late", "2026-09-01", "2026-12-31"),
        ("end", "2026-10-01", "2026-12-31"),
        ("first_half", "2026-01-01", "2026-06-30"),
        ("second_half", "2026-07-01", "2026-12-31"),
    ],
)
def test_parts_of_a_year_are_whole_months(part: str, first: str, last: str) -> None:
    """A year's thirds, halves and last quarter begin and end with a month."""
    whole = (date(2026, 1, 1), date(2026, 12, 31))
    assert spans.part_of(whole, part) == (date.fromisoformat(first), date.fromisoformat(last))


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(0, 800),
    st.sampled_from(["early", "mid", "late", "end", "first_half", "second_half"]),
)
def test_a_part_lies_within_its_whole(start: date, length: int, part: str) -> None:
    """No part of a span reaches outside it, and none is empty."""
    whole = (start, spans.shift(start, length))
    first, last = spans.part_of(whole, part)
    assert whole[0] <= first <= last <= whole[1]


@given(
    st.dates(),
    st.integers(-500_000, 500_000),
    st.sampled_from(["day", "week", "month", "quarter", "half", "year", "decade"]),
)
def test_moving_a_day_stays_in_the_calendar(day: date, count: int, unit: str) -> None:
    """However far a day is moved, it stays a day."""
    moved = spans.move(day, unit, count)
    assert date.min <= moved <= date.max
    assert spans.unit_around(moved, unit)[0] <= moved


# ---- language files


def test_dates_are_a_table_of_the_language_file(tmp_path: Path) -> None:
    """The table `dates` of `<language>.toml` is read; without it, or without a file, there are no dates."""
    (tmp_path / "xx.toml").write_text('name = "x"\n', encoding="utf-8")
    assert load_table("xx", tmp_path) == {}
    (tmp_path / "xx.toml").write_text('[dates]\norder = "dmy"\n', encoding="utf-8")
    assert load_table("xx", tmp_path) == {"order": "dmy"}
    assert load_table("yy", tmp_path) == {}


def test_an_unreadable_language_file_names_itself(tmp_path: Path) -> None:
    """A file that is no TOML is reported by its name."""
    (tmp_path / "xx.toml").write_text("[dates\n", encoding="utf-8")
    with pytest.raises(LanguageError, match=r"xx\.toml"):
        load_table("xx", tmp_path)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"cores": {"fortnight": ["x"]}}, "no rule 'fortnight'"),
        ({"cores": {"month": ["{moon}"]}}, "no words"),
        ({"cores": {"month": ["( {year}"]}}, "cannot be read"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(table: dict[str, Any], message: str) -> None:
    """An unknown rule, a slot without words or a broken template is named, not passed over."""
    with pytest.raises(LanguageError, match=message):
        compile_grammar(table)


def test_a_sixth_language_is_a_table() -> None:
    """A grammar of three lines reads its language: nothing in the code knows the words."""
    table = {
        "order": "dmy",
        "words": {"month": {"outubro": 10}},
        "cores": {"day_month": ["{day} de {month} ( de {year} )?"]},
    }
    found = compile_grammar(table)
    assert found.order == "dmy"
    assert any(found.anchors.search(found.lexicon.code_of([word])) for word in ("outubro",))
    assert [template.rule for template in found.levels[3]] == ["day_month", "numeric"]


@given(st.sampled_from(LANGUAGES), st.data())
def test_no_template_is_left_out_where_it_matches(language: str, data: st.DataObject) -> None:
    """Whatever a text is made of, the templates that are tried are among others all that match."""
    found = dates.grammar_for(language)
    level = data.draw(st.sampled_from([level for level in found.levels if level.templates]))
    wanted = data.draw(st.sampled_from(level.templates))
    places = [st.sampled_from(sorted(needed)) for needed in wanted.needs]
    code = "".join(data.draw(st.tuples(*places))) + data.draw(st.text(sorted(found.lexicon.codes.values()), max_size=5))
    matching = {rank for rank, template in enumerate(level) if template.regex.search(code)}
    assert matching <= set(level.likely(frozenset(code)))
