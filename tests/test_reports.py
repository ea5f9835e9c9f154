"""Reports say what is known, in every format, and nothing from a feed gets out of its place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import judge_kit as kit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.events import ClaimState
from tracker.labels import label, languages
from tracker.model import (
    Change,
    Claim,
    Evidence,
    Flag,
    Item,
    Kind,
    Missing,
    Quote,
    Quoted,
    Reading,
    Root,
    Slip,
    Stance,
    Status,
    Tier,
    Verdict,
    Window,
)
from tracker.reports import Book, formats, make_book, render
from tracker.reports.dossier import as_json, as_lines

DAY = datetime(2025, 2, 4, 12, tzinfo=UTC)
NOW = datetime(2025, 3, 1, tzinfo=UTC)
AUTUMN = Window(start=date(2025, 10, 1), end=date(2025, 10, 31))
SPRING = Window(start=date(2026, 4, 1), end=None)


def item(title: str = "Un titolo", link: str | None = "https://a.example/1", key: str = "i1") -> Item:
    """An item with this title and link."""
    return Item(
        id=key, text_id=f"{key}-t", host="a.example", outlet="Gazzetta", tier=Tier.PRESS, title=title, link=link,
        published=DAY, seen_at=DAY,
    )  # fmt: skip


def state_and_verdict(one: Item, status: Status = Status.ANNOUNCED) -> tuple[ClaimState, Verdict]:
    """A claim that one item moved, and the verdict on it."""
    claim = Claim(
        slug="luce", text="La prima elettrica", kind=Kind.PLAN, subjects=(("Ferrari",),), opened=date(2025, 1, 1),
        expected=AUTUMN,
    )  # fmt: skip
    change = Change(
        claim="luce",
        at=DAY,
        before=Status.SPECULATION,
        after=status,
        rule="AUTHORITY_CONFIRMS",
        because="Lo dice l'ad.",
    )
    state = ClaimState(
        claim=claim, status=status, since=DAY, rule=change.rule, because=change.because, changes=(change,)
    )
    reading = Reading(
        claim="luce", item=one.id, text_id=one.text_id, stance=Stance.SUPPORTS, confidence=0.9,
        quote=Quote(text="La frase che conta", start=0, end=5),
    )  # fmt: skip
    copy = item("Una copia", key="i2")
    evidence = (
        Evidence(item=one, reading=reading, counts=True, rule="COUNTS", because="conta", root="i1"),
        Evidence(
            item=copy, reading=reading.model_copy(update={"item": "i2"}), counts=False, rule="HEDGE_BLOCKS",
            because="al condizionale", root="i1",
        ),
    )  # fmt: skip
    verdict = Verdict(
        claim="luce", at=NOW, status=status, rule="AUTHORITY_CONFIRMS", because="Lo dice l'ad.", evidence=evidence,
        window=SPRING, slips=(Slip(previous=AUTUMN, window=SPRING, moved_by="l'ad", item="i1", at=DAY, days=182),),
        roots=(Root(id="i1", items=("i1", "i2"), origin="Gazzetta", tier=Tier.PRESS, first_at=DAY, copied_from={"i2": "i1"}),),
        missing=(Missing(rule="HAPPENED", leads_to=Status.CONFIRMED, text="serve che accada"),),
        flags={Flag.OVERDUE: "la finestra è chiusa"},
    )  # fmt: skip
    return state, verdict


def book(one: Item | None = None, **options: object) -> Book:
    """A book with that one claim."""
    state, verdict = state_and_verdict(one or item())
    return make_book({"luce": state}, {"luce": verdict}, NOW, language="it", **options)  # type: ignore[arg-type]


class Page(HTMLParser):
    """Collects the tags and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.mark.parametrize("style", formats())
def test_every_format_tells_the_claim_its_status_reason_window_and_sources(style: str) -> None:
    """Claim, status since when, the reason and its rule, the window, and each linked and dated source are there."""
    text = render(book(), style)
    for piece in (
        "La prima elettrica",
        "Annunciato",
        "2025-02-04",
        "Lo dice l",
        "AUTHORITY",
        "2026-04-01",
        "https://a.example/1",
    ):
        assert piece in text.replace("\\", ""), piece


def test_the_formats_are_the_four_that_are_promised() -> None:
    """Text, Markdown, HTML and JSON, and an unknown one is an error."""
    assert set(formats()) == {"text", "md", "html", "json"}
    with pytest.raises(KeyError):
        render(book(), "docx")


def test_changes_come_before_the_claims() -> None:
    """What changed since the last report is told first."""
    text = render(book(), "text")
    assert text.index("Speculazione -> Annunciato") < text.index("ANNUNCIATO (1)")


def test_a_report_without_changes_says_so() -> None:
    """An empty list of recent changes is told in words."""
    assert label("word", "no_changes", "it") in render(book(recent=()), "text")


def test_the_html_report_is_one_file_that_fetches_nothing() -> None:
    """No script, no image, no stylesheet, no address but the sources' links and inner anchors."""
    page = Page(render(book(), "html"))
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert set(page.links) == {"https://a.example/1", "#luce"}


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_of_a_feed_becomes_markup(title: str, scheme: str) -> None:
    """Whatever a title and a link hold, the page has the same tags and only http links."""
    plain = Page(render(book(item("x", None)), "html")).tags
    assert Page(render(book(item(f"<b>{title}", f"{scheme}:x")), "html")).tags == plain


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//b.example/x", "HTTP:x"]
)
def test_only_http_links_are_clickable(link: str) -> None:
    """A link of another scheme is not shown as one in any format."""
    for style in formats():
        assert link not in render(book(item(link=link)), style)


def test_markdown_keeps_a_title_in_its_place() -> None:
    """Brackets, pipes and line breaks in a title do not break the list."""
    text = render(book(item("a](https://evil.example)\n# [b|c")), "md")
    assert "\n# [b" not in text
    assert r"a\](https://evil.example)" in text


def test_json_is_json_with_dates_as_text() -> None:
    """The JSON report parses, and holds the claim with its sources."""
    data = json.loads(render(book(), "json"))
    (claim,) = data["claims"]
    assert claim["since"] == "2025-02-04"
    assert [source["counts"] for source in claim["sources"]] == [False, True]


def test_claims_are_grouped_with_reversals_first() -> None:
    """A denied claim stands before a confirmed one, and that before speculation."""
    pairs = [state_and_verdict(item(), status) for status in (Status.SPECULATION, Status.CONFIRMED, Status.DENIED)]
    states = {str(number): state for number, (state, _) in enumerate(pairs)}
    verdicts = {str(number): verdict for number, (_, verdict) in enumerate(pairs)}
    groups = make_book(states, verdicts, NOW).groups
    assert [group[0] for group in groups] == ["denied", "confirmed", "speculation"]


def test_a_claims_life_adds_up_to_its_whole() -> None:
    """The stretches of a claim's life follow each other and their shares make one."""
    life = book().groups[0][2][0].life
    assert [stretch.status for stretch in life] == ["speculation", "announced"]
    assert life[0].end == life[1].start
    assert sum(stretch.share for stretch in life) == pytest.approx(1.0)


def test_the_dossier_shows_every_piece_with_quote_root_and_rule() -> None:
    """`explain` gives each item's quote, who is quoted, its root and the rule that spoke, and what is missing."""
    text = "\n".join(as_lines(*state_and_verdict(item()), "it"))
    for piece in ("La frase che conta", label("quoted", Quoted.NOBODY, "it"), "HEDGE_BLOCKS", "al condizionale",
                  "serve che accada", "+182", "la finestra è chiusa"):  # fmt: skip
        assert piece in text, piece
    assert "    - 2025-02-04 Gazzetta" in text, "the copy stands below its origin in the tree"
    assert label("word", "roots", "it") in text


def test_the_dossier_says_which_roots_count_how_far_ahead_they_were_and_when_to_look_again() -> None:
    """A root is marked by whether anything of it counts, and credited with its lead; time's next day is named."""
    claim = kit.plan_claim(language="en")
    events = [
        kit.read(claim, "motori.example", 1, "reports"),
        kit.read(claim, "gazzetta.example", 3, **kit.said()),
        kit.read(claim, "bloggo.example", 6, "reports"),
    ]
    text = "\n".join(as_lines(kit.state(claim, events), kit.verdict(claim, events, 20), "en")) + "\n"
    assert "Independent roots (3; + counts, - does not)" in text
    assert "- @ Motori (trade), 2025-01-11, 48 h before the next root\n" in text
    assert "+ @ Casa Rossa (press), 2025-01-13, 72 h before the next root\n" in text
    assert "- @ Bloggo (blog), 2025-01-16\n" in text
    later = [*events[:2], kit.read(claim, "bloggo.example", 7, "reports")]
    told = as_lines(kit.state(claim, later), kit.verdict(claim, later, 20), "en")
    assert "+ @ Casa Rossa (press), 2025-01-13, 4 days before the next root" in told
    assert f"Time alone may change this on {kit.day(131).isoformat()}\n" in text
    assert (
        "! Judged today it would be Announced: Anna Verdi says so on the record (Gazzetta). [AUTHORITY_CONFIRMS]"
        in text
    )
    denied = kit.event_claim(language="en"), [kit.read(kit.event_claim(), kit.HOSTS[0], 1, "denies")]
    settled = kit.state(claim, kit.live(claim, events, 20)[1:])
    assert "Judged today" not in "\n".join(as_lines(settled, kit.verdict(claim, events, 20), "en"))
    assert "Time alone" not in "\n".join(as_lines(kit.state(*denied), kit.verdict(*denied, 20), "en"))


def test_the_dossier_tells_on_the_record_from_off_it() -> None:
    """Who is quoted is said to be on the record only where the reading has it so; an own channel always is."""
    claim = kit.event_claim()
    for host, fields, who in (
        ("gazzetta.example", kit.said(), "authority"),
        ("gazzetta.example", {"quoted": Quoted.AUTHORITY}, "off_record"),
        (kit.HOSTS[0], {"quoted": Quoted.AUTHORITY}, "authority"),
    ):
        events = [kit.read(claim, host, 1, **fields)]
        text = "\n".join(as_lines(kit.state(claim, events), kit.verdict(claim, events, 2), "it"))
        assert f"    {label('quoted', who, 'it')}" in text


def test_the_dossier_as_json_holds_state_and_verdict() -> None:
    """The JSON dossier can be written out and holds both halves."""
    data = json.loads(json.dumps(as_json(*state_and_verdict(item()))))
    assert data["state"]["status"] == "announced"
    assert len(data["verdict"]["evidence"]) == 2


@pytest.mark.parametrize("language", languages())
def test_every_word_of_the_product_has_a_label(language: str) -> None:
    """Each status, stance, flag and kind of quoted has a word in each language."""
    for kind, words in (("status", Status), ("stance", Stance), ("quoted", Quoted), ("flag", Flag)):
        for word in words:
            assert label(kind, word, language) != word or language == "en", (kind, word)


def test_a_language_without_labels_is_shown_english() -> None:
    """An unknown language falls back."""
    assert label("status", "denied", "xx") == label("status", "denied", "en")
