"""The claims file: read with every slip named, written with every remark kept."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import tomlfile
from tracker.claimfile import (
    add_claim,
    change_claim,
    check,
    dump_claims,
    parse_claims,
    read_claims,
    remove_claim,
    slug_for,
    with_changed,
    with_claim,
    without_claim,
)
from tracker.errors import ClaimError
from tracker.model import Claim, Kind, Window

MINE = """\
# My claims.

[[claim]]                      # the first
slug = "visit"
text = "Anna visits Oslo"      # as I heard it
language = "en"
kind = "plan"
subjects = [
  ["Anna Rossi", "Rossi"],     # herself
  ["Oslo"],
]
authorities = ["oslo.example"]
expected = { from = 2025-10-01, to = 2025-10-31 }
opened = 2025-02-17

# The second one came by letter.
[[claim]]
slug = "sale"
text = '''Acme è "in vendita"'''
subjects = [["Acme"]]
opened = 2025-02-18
note = "ask again"

# the end
"""

VISIT = Claim(
    slug="visit",
    text="Anna visits Oslo",
    language="en",
    kind=Kind.PLAN,
    subjects=(("Anna Rossi", "Rossi"), ("Oslo",)),
    authorities=("oslo.example",),
    expected=Window(start=date(2025, 10, 1), end=date(2025, 10, 31)),
    opened=date(2025, 2, 17),
)
SALE = Claim(
    slug="sale", text='Acme è "in vendita"', subjects=(("Acme",),), opened=date(2025, 2, 18), note="ask again"
)  # fmt: skip


def parsed(text: str) -> tuple[Claim, ...]:
    """The claims of a text without problems."""
    found = parse_claims(text, "claims.toml")
    assert found.problems == ()
    return found.claims


def remarks(text: str) -> list[str]:
    """Every remark in the text, in order."""
    return [line[line.index("#") :].strip() for line in text.splitlines() if "#" in line]


# --- reading -----------------------------------------------------------------------------------------------------


def test_the_file_is_read() -> None:
    """Each claim comes back with its keys, in the file's order, defaults where it says nothing."""
    assert parsed(MINE) == (VISIT, SALE)


def test_an_empty_file_has_no_claims() -> None:
    """Nothing, or remarks alone, is a file of no claims."""
    assert parsed("") == parsed("# nothing yet\n") == ()


GOOD = 'slug = "good"\ntext = "t"\nsubjects = [["A"]]\nopened = 2025-01-01\n'

WRONG = {
    "unknown key": (f'{GOOD}kinds = "plan"', 6, 'unknown key "kinds"; did you mean "kind"?'),
    "kind": (f'{GOOD}kind = "plam"', 6, '"kind" cannot be "plam"; did you mean "plan"?'),
    "far kind": (f'{GOOD}kind = "xyz"', 6, '"kind" cannot be "xyz"; valid: event, plan'),
    "no subjects": (
        'slug = "a"\ntext = "t"\nopened = 2025-01-01',
        1,
        '"subjects" is missing; for example subjects = [[',
    ),
    "empty subjects": (GOOD.replace('[["A"]]', "[]"), 4, "a claim needs a subject"),
    "blank subject": (GOOD.replace('[["A"]]', '[["A"], [" "]]'), 4, "a subject without a name"),
    "subject without names": (GOOD.replace('[["A"]]', "[[]]"), 4, "a subject without a name"),
    "flat subjects": (GOOD.replace('[["A"]]', '["A"]'), 4, "it is a list, in square brackets; for example subjects"),
    "blank text": (GOOD.replace('"t"', '" "'), 3, "the claim's sentence is empty"),
    "no opened": ('slug = "a"\ntext = "t"\nsubjects = [["A"]]', 1, '"opened" is missing; for example opened = 2025'),
    "opened": (GOOD.replace("2025-01-01", '"soon"'), 5, "\"opened\" cannot be 'soon'"),
    "slug": (GOOD.replace('"good"', '"Not a slug"'), 2, '"Not a slug" is no slug'),
    "language": (f'{GOOD}language = "italian"', 6, '"italian" is no language code'),
    "authority": (f'{GOOD}authorities = ["a.example", "https://b.example/x"]', 6, 'write it as in "b.example"'),
    "authority that is a person": (
        f'{GOOD}authorities = ["Castagneri"]',
        6,
        'as in "ferrari.com"; people are `speakers`',
    ),
    "authority of blanks": (f'{GOOD}authorities = ["?"]', 6, 'write it as in "ferrari.com"'),
    "window": (f"{GOOD}expected = {{ from = 2025-10-31, to = 2025-10-01 }}", 6, "ends (2025-10-01) before it begins"),
    "window key": (f"{GOOD}expected = {{ form = 2025-10-31 }}", 6, 'unknown key "form"; did you mean "from"?'),
    "window of several lines": (
        f"{GOOD}[claim.expected]\nfrom = 2025-01-01\nuntil = 2025-01-02",
        8,
        'unknown key "until"',
    ),
}


@pytest.mark.parametrize(("body", "line", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_bad_claim_is_named_and_the_rest_is_read(body: str, line: int, said: str) -> None:
    """A claim that cannot be used is told of with file, line and way out; its neighbours are read."""
    text = f"{MINE}\n[[claim]]\n{body}\n\n[[claim]]\n{GOOD.replace('good', 'last')}"
    found = parse_claims(text, "claims.toml")
    assert [claim.slug for claim in found.claims] == ["visit", "sale", "last"]
    told = [str(one) for one in found.problems]
    assert len(told) == 1
    assert told[0].startswith(f"claims.toml, line {MINE.count(chr(10)) + 1 + line}: claim ")
    assert said in told[0]
    assert "\n" not in told[0]


def test_a_slug_is_taken_once() -> None:
    """Of two claims with one slug the first counts; the second is told of at its own line."""
    found = parse_claims(f"[[claim]]\n{GOOD}\n[[claim]]\n{GOOD}", "claims.toml")
    assert len(found.claims) == 1
    assert [str(one).split(":")[0] for one in found.problems] == ["claims.toml, line 8"]


NO_CLAIMS = {
    "no toml": ("[[claim]]\nslug = ", r"^claims\.toml, line 2: not TOML: invalid value"),
    "never closed": ('[[claim]]\nsubjects = [["A"\n', r"^claims\.toml, line 3: not TOML"),
    "another table": (
        "[[claims]]\n",
        r'^claims\.toml, line 1: unknown table "claims": each claim begins with a line \[\[claim\]\]',
    ),
    "single brackets": ('\n[claim]\nslug = "a"', r"^claims\.toml, line 2: write \[\[claim\]\]"),
    "a stray key": ('slug = "a"', r'line 1: unknown table "slug"'),
}


@pytest.mark.parametrize(("text", "said"), NO_CLAIMS.values(), ids=NO_CLAIMS.keys())
def test_what_is_no_claims_file_is_refused(text: str, said: str) -> None:
    """A text that is not TOML, or holds something else, is one clear line."""
    with pytest.raises(ClaimError, match=said) as told:
        parse_claims(text, "claims.toml")
    assert "\n" not in str(told.value)


def test_a_claim_that_is_no_table() -> None:
    """A list of something else than tables is told of, one problem each."""
    found = parse_claims("claim = [1, 'a']", "claims.toml")
    assert [str(one)[:26] for one in found.problems] == ["claims.toml, line 1: claim"] * 2


# --- writing -----------------------------------------------------------------------------------------------------

letters = st.characters(codec="utf-8", exclude_categories=["Cs"])
texts = st.text(letters, min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
windows = st.tuples(days, days).map(sorted).map(lambda pair: Window(start=pair[0], end=pair[1]))
claims_made = st.builds(
    Claim,
    slug=st.from_regex("[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True),
    text=texts,
    language=st.sampled_from(["it", "en", "fr"]),
    kind=st.sampled_from(Kind),
    subjects=st.lists(st.lists(texts, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
    keywords=st.lists(texts, max_size=3).map(tuple),
    authorities=st.lists(st.sampled_from(["a.example", "b.it", "perché.example"]), max_size=2).map(tuple),
    speakers=st.lists(texts, max_size=2).map(tuple),
    expected=st.none() | windows | st.builds(Window, start=days) | st.builds(Window, end=days) | st.just(Window()),
    opened=days,
    note=st.text(letters, max_size=20),
)


@given(st.lists(claims_made, max_size=4, unique_by=lambda claim: claim.slug))
def test_nothing_is_lost_on_the_way_out_and_back(claims: list[Claim]) -> None:
    """Whatever a claim says, in whatever letters, what was written is read back the same."""
    assert parsed(dump_claims(claims)) == tuple(claims)


@settings(max_examples=50, deadline=None)
@given(claims_made)
def test_adding_keeps_the_file_to_the_letter(claim: Claim) -> None:
    """A new claim comes after all that was there, of which not a letter changes."""
    text = with_claim(MINE, claim)
    assert text.startswith(MINE)
    assert parsed(text) == (VISIT, SALE, claim)


@settings(max_examples=50, deadline=None)
@given(claims_made)
def test_changing_keeps_the_other_claims(claim: Claim) -> None:
    """A claim that is changed takes its new values; the other claim and its remarks stay."""
    text = with_changed(MINE, claim.model_copy(update={"slug": "visit"}))
    assert parsed(text) == (claim.model_copy(update={"slug": "visit"}), SALE)
    assert {"# My claims.", "# The second one came by letter.", "# the end"} <= set(remarks(text))


def test_changing_one_key_changes_one_line() -> None:
    """What stays the same keeps its layout and its remark."""
    text = with_changed(MINE, VISIT.model_copy(update={"text": "Anna visits Bergen"}))
    assert text == MINE.replace("Anna visits Oslo", "Anna visits Bergen")


def test_changing_nothing_changes_nothing() -> None:
    """A claim written over itself leaves the file as it was."""
    assert with_changed(MINE, VISIT) == MINE


def test_removing_keeps_the_rest() -> None:
    """The claim goes, the other stays as it is."""
    assert parsed(without_claim(MINE, "visit")) == (SALE,)
    assert parsed(without_claim(MINE, "sale")) == (VISIT,)
    assert "# herself" in without_claim(MINE, "sale")


def test_adding_to_a_file_without_a_last_line_end() -> None:
    """A file that does not end in a line end gets one before the new claim."""

    assert parsed(with_claim(f"[[claim]]\n{GOOD}".rstrip(), VISIT))[1] == VISIT


def test_what_cannot_be_written_is_refused() -> None:
    """A taken slug, an unknown one, a claim that would not be read back: each is an error, and nothing is written."""
    with pytest.raises(ClaimError, match='the slug "visit" is there already'):
        with_claim(MINE, VISIT)
    with pytest.raises(ClaimError, match='no claim has the slug "vist"; did you mean "visit"'):
        with_changed(MINE, VISIT.model_copy(update={"slug": "vist"}))
    with pytest.raises(ClaimError, match='did you mean "sale"'):
        without_claim(MINE, "sales")
    with pytest.raises(ClaimError, match="is no slug"):
        with_claim(MINE, VISIT.model_copy(update={"slug": "No Slug"}))
    with pytest.raises(ClaimError, match="not TOML"):
        with_claim("[[claim", VISIT)


def test_the_slug_of_a_sentence() -> None:
    """A slug is made of the sentence's first words in plain letters, and is always a valid one."""
    assert (
        slug_for("La prima Ferrari elettrica sarà svelata in ottobre, pare")
        == "la-prima-ferrari-elettrica-sara-svelata-in"
    )
    assert slug_for("«…»") == "claim"


@given(st.text())
def test_any_sentence_has_a_slug(text: str) -> None:
    """Whatever the sentence, its slug passes the file's own check and is at most 48 characters."""
    slug = slug_for(text)
    assert list(check(VISIT.model_copy(update={"slug": slug}))) == []
    assert len(slug) <= 48


# --- the file ----------------------------------------------------------------------------------------------------


def test_the_file_is_made_changed_and_emptied(tmp_path: Path) -> None:
    """Adding makes the file, changing and removing work on it; reading a missing one says how to begin."""
    path = tmp_path / "claims.toml"
    with pytest.raises(ClaimError, match="tracker init"):
        read_claims(path)
    add_claim(path, VISIT)
    add_claim(path, SALE)
    change_claim(path, SALE.model_copy(update={"note": ""}))
    remove_claim(path, "visit")
    assert read_claims(path) == (SALE.model_copy(update={"note": ""}),)


def test_errors_name_the_file_and_leave_it(tmp_path: Path) -> None:
    """Where an edit is refused the message begins with the path, and the file is as it was."""
    path = tmp_path / "claims.toml"
    path.write_text(MINE, encoding="utf-8")
    with pytest.raises(ClaimError, match=f"^{path}: a claim with the slug"):
        add_claim(path, VISIT)
    with pytest.raises(ClaimError, match=f"^{path}: no claim has the slug"):
        remove_claim(path, "nobody")
    assert path.read_text(encoding="utf-8") == MINE


def test_problems_go_to_whoever_asks(tmp_path: Path) -> None:
    """With a listener the usable claims come back; without one the first problem is raised."""
    path = tmp_path / "claims.toml"
    path.write_text(f'{MINE}\n[[claim]]\nslug = "bad"\n', encoding="utf-8")
    heard: list[ClaimError] = []
    assert read_claims(path, heard.append) == (VISIT, SALE)
    assert len(heard) == 3
    with pytest.raises(ClaimError, match=r"claims\.toml, line 26"):
        read_claims(path)


def test_no_text_at_all(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, or a folder, are one clear line."""
    path = tmp_path / "claims.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ClaimError, match="not UTF-8"):
        read_claims(path)
    with pytest.raises(ClaimError, match="cannot be read"):
        read_claims(tmp_path)


# --- lines -------------------------------------------------------------------------------------------------------

LINES = {
    ("claim", 0): 3, ("claim", 0, "slug"): 4, ("claim", 0, "subjects"): 8, ("claim", 0, "subjects", 1): 8,
    ("claim", 0, "expected", "to"): 13, ("claim", 1): 17, ("claim", 1, "note"): 22, ("claim", 1, "missing"): 17,
}  # fmt: skip


@pytest.mark.parametrize(("path", "line"), LINES.items(), ids=str)
def test_the_line_of_a_value(path: tuple[str | int, ...], line: int) -> None:
    """A value's line is where it begins, however it is laid out; a missing one has the line of its table."""
    assert tomlfile.line_of(MINE, path) == line


def test_no_line_for_what_is_not_there() -> None:
    """Nothing of the path, or no path: no line, and the place is the file."""
    assert tomlfile.line_of(MINE, ("other",)) is None
    assert tomlfile.line_of(MINE, ()) is None
    assert tomlfile.place("claims.toml", MINE, ("other",)) == "claims.toml"


def test_lines_are_found_in_long_files() -> None:
    """In a file of 4,000 lines a value's line is found in well under a second."""
    text = "".join(f'[[claim]]\nslug = "c{n}"\nsubjects = [\n  ["A"],\n]\n' for n in range(800))
    assert tomlfile.line_of(text, ("claim", 799, "subjects")) == 799 * 5 + 3


@given(st.text("abc", min_size=1), st.lists(st.text("abcdef", min_size=1), min_size=1))
def test_the_nearest_word_is_a_valid_one(word: str, valid: list[str]) -> None:
    """What is suggested can be written; a valid word is its own nearest."""
    near = tomlfile.nearest(word, valid)
    assert near is None or near in valid
    assert tomlfile.nearest(valid[0], valid) == valid[0]


def test_the_temporary_folder_is_clean_after_an_edit() -> None:
    """An edit leaves nothing beside the file."""
    with tempfile.TemporaryDirectory() as folder:
        add_claim(Path(folder) / "claims.toml", VISIT)
        assert [path.name for path in Path(folder).iterdir()] == ["claims.toml"]
