"""What subscribers are told: one mail a change, one summary for what is read the first time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tracker.alerts import Subscriber, change_id, clean, messages, one_line, web_link
from tracker.labels import label
from tracker.model import (
    Alert,
    Change,
    Claim,
    Evidence,
    Item,
    Kind,
    Missing,
    Quote,
    Quoted,
    Reading,
    Stance,
    Status,
    Tier,
    Verdict,
    Window,
)
from tracker.notifiers import to_message

NOW = datetime(2025, 10, 10, 6, tzinfo=UTC)
ANNA = Subscriber(name="Anna", address="anna@example.org", language="it")
BEN = Subscriber(name="Ben", address="ben@example.org", language="en")
OCTOBER = Window(start=date(2025, 10, 1), end=date(2025, 10, 31))
SPRING = Window(start=date(2026, 3, 1), end=None)


def claim(slug: str = "visit", text: str = "Anna Rossi visiterà Oslo") -> Claim:
    """A plan."""
    return Claim(slug=slug, text=text, kind=Kind.PLAN, subjects=(("Anna Rossi",),), opened=date(2025, 2, 17))


def evidence(
    number: int, quote: str = "La visita si farà", link: str | None = "https://press.example/a", **item: object
) -> Evidence:
    """A counted item with its quote."""
    values = {
        "id": f"item{number}", "text_id": f"text{number}", "host": "press.example", "outlet": "Il Giornale di Prova",
        "tier": Tier.PRESS, "title": "Titolo", "summary": quote, "link": link, "seen_at": NOW,
        "published": datetime(2025, 10, number, 9, tzinfo=UTC), **item,
    }  # fmt: skip
    reading = Reading(
        claim="visit", item=f"item{number}", text_id=f"text{number}", stance=Stance.SUPPORTS, confidence=0.9,
        quote=Quote(text=quote, start=7, end=7 + len(quote)), quoted=Quoted.AUTHORITY,
    )  # fmt: skip
    return Evidence(item=Item.model_validate(values), reading=reading, counts=True, rule="COUNTS", because="conta")


def change(
    slug: str = "visit", after: Status = Status.ANNOUNCED, *, ids: tuple[str, ...] = ("item1",), **values: object
) -> Change:
    """A move out of speculation."""
    fields = {
        "claim": slug, "at": NOW - timedelta(hours=3), "before": Status.SPECULATION, "after": after,
        "rule": "AUTHORITY_CONFIRMS", "because": "Il comune lo dice a verbale.", "evidence": ids, **values,
    }  # fmt: skip
    return Change.model_validate(fields)


def verdict(*pieces: Evidence, slug: str = "visit", missing: str = "") -> Verdict:
    """Where the claim stands now."""
    needed = (Missing(rule="HAPPENED", leads_to=Status.CONFIRMED, text=missing),) if missing else ()
    return Verdict(
        claim=slug, at=NOW, status=Status.ANNOUNCED, rule="AUTHORITY_CONFIRMS", because="Il comune lo dice.",
        carried_by=tuple(one.item.id for one in pieces), evidence=pieces, missing=needed,
    )  # fmt: skip


def told(
    *changes: Change,
    to: tuple[Subscriber, ...] = (ANNA,),
    first: frozenset[str] = frozenset(),
    facts: Verdict | None = None,
) -> tuple[Alert, ...]:
    """The alerts of these changes, for two claims."""
    claims = {"visit": claim(), "sale": claim("sale", "Acme è in vendita")}
    verdicts = {"visit": facts or verdict(evidence(1)), "sale": verdict(slug="sale")}
    return messages(changes, claims, verdicts, to, NOW, first)


class Links(HTMLParser):
    """The links and the words of a page, as a browser would see them; and any element that should not be there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.words += data


# --- who is told of what -----------------------------------------------------------------------------------------


def test_one_mail_a_change_and_subscriber() -> None:
    """Two changes and two subscribers make four alerts, each for one recipient and one claim."""
    alerts = told(change(), change("sale"), to=(ANNA, BEN))
    assert [(one.recipient, one.claims) for one in alerts] == [
        ("anna@example.org", ("visit",)), ("anna@example.org", ("sale",)),
        ("ben@example.org", ("visit",)), ("ben@example.org", ("sale",)),
    ]  # fmt: skip
    assert {(one.created_at, one.sent_at, one.attempts) for one in alerts} == {(NOW, None, 0)}


def test_a_subscriber_hears_of_what_they_follow() -> None:
    """Slugs and patterns choose the claims; without them every claim is followed."""
    alerts = told(change(), change("sale"), to=(ANNA.model_copy(update={"claims": ("sa*",)}),))
    assert [one.claims for one in alerts] == [("sale",)]
    assert told(change(), to=(ANNA.model_copy(update={"claims": ("other",)}),)) == ()


def test_no_change_no_mail() -> None:
    """Where nothing moved and nothing is new, nobody is told anything; nor without subscribers."""
    assert told() == ()
    assert told(change(), to=()) == ()


def test_a_claim_that_is_gone_is_not_told_of() -> None:
    """A change of a claim that nobody tracks any more makes no alert."""
    assert told(change("removed")) == ()


def test_a_first_reading_is_one_summary() -> None:
    """All steps of all claims read the first time are one mail; other claims' changes keep theirs."""
    steps = (change(), change(after=Status.CONFIRMED, before=Status.ANNOUNCED), change("sale"))
    alerts = told(*steps, first=frozenset({"visit"}))
    assert [one.claims for one in alerts] == [("visit",), ("sale",)]
    assert "Prima lettura" in alerts[0].subject
    assert "Speculazione -> Annunciato" in alerts[0].text
    assert "Annunciato -> Confermato" in alerts[0].text
    both = told(*steps, first=frozenset({"visit", "sale"}))
    assert [one.claims for one in both] == [("sale", "visit")]
    assert "2 nuove affermazioni" in both[0].subject


def test_a_first_reading_without_a_change_is_told_too() -> None:
    """A new claim that stays speculation is confirmed to its owner, once."""
    alerts = told(first=frozenset({"sale"}))
    assert [one.claims for one in alerts] == [("sale",)]
    assert "Nessuna fonte la sostiene ancora" in alerts[0].text


# --- ids ---------------------------------------------------------------------------------------------------------


def test_the_same_change_is_the_same_alert() -> None:
    """Told again later, in other words or with more known, a change keeps its alert's id."""
    first = told(change())[0]
    again = messages([change(because="Altre parole.")], {"visit": claim()}, {}, [ANNA], NOW + timedelta(days=1))[0]
    assert again.id == first.id


def test_ids_differ_by_change_channel_and_recipient() -> None:
    """Another moment, status, channel or recipient is another alert."""
    by_file = ANNA.model_copy(update={"channel": "eml"})
    later = change(at=NOW)
    alerts = told(change(), later, change(after=Status.DENIED), to=(ANNA, BEN, by_file))
    assert len({one.id for one in alerts}) == len(alerts) == 9
    assert change_id(later) != change_id(change())


def test_a_subscriber_listed_twice_is_told_once() -> None:
    """The same address on the same channel gets one alert a change."""
    assert len(told(change(), to=(ANNA, ANNA.model_copy(update={"name": "Annina"})))) == 1


# --- what it says ------------------------------------------------------------------------------------------------


def test_an_italian_mail() -> None:
    """Subject, both statuses in words, reason, rule, quote, outlet, date, link and what is missing, in text and HTML."""
    facts = verdict(evidence(1), missing="Serve la prova che sia avvenuta.")
    [alert] = told(change(), facts=facts)
    assert alert.subject == "Speculazione → Annunciato: Anna Rossi visiterà Oslo"
    shown = Links(alert.html)
    for said in (
        "Ciao Anna", "Anna Rossi visiterà Oslo", "Il comune lo dice a verbale.", "AUTHORITY_CONFIRMS", "La visita si farà",
        "Il Giornale di Prova", "2025-10-01", "un'autorità a verbale", "Serve la prova che sia avvenuta.", "explain visit",
    ):  # fmt: skip
        assert said in alert.text
        assert said in shown.words
    assert "Speculazione -> Annunciato  (2025-10-10)" in alert.text
    assert "https://press.example/a" in alert.text
    assert shown.links == ["https://press.example/a"]


def test_an_english_mail() -> None:
    """In English the same change has English words around the sources' own."""
    [alert] = told(change(), to=(BEN,))
    assert alert.subject == "Speculation → Announced: Anna Rossi visiterà Oslo"
    assert "Hello Ben" in alert.text
    assert "an authority on the record" in alert.text
    assert 'lang="en"' in alert.html


def test_other_languages_get_english() -> None:
    """A language without words of ours is written to in English."""
    [alert] = told(change(), to=(ANNA.model_copy(update={"language": "pt"}),))
    assert alert.subject.startswith("Speculation → Announced")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("reader", [ANNA, BEN])
def test_every_status_has_its_words(status: Status, reader: Subscriber) -> None:
    """Each status is told in the reader's language, by its label."""
    [alert] = told(change(after=status), to=(reader,))
    assert f"→ {label('status', status, reader.language)}:" in alert.subject


def test_a_move_of_the_window_is_told() -> None:
    """A postponement shows the new window and the one before it, an open side in words."""
    moved = change(after=Status.POSTPONED, window=SPRING, previous_window=OCTOBER)
    [alert] = told(moved)
    assert "Finestra: 2026-03-01 – aperta (era 2025-10-01 – 2025-10-31)" in alert.text
    assert "2026-03-01 – aperta" in Links(alert.html).words


def test_a_change_by_time_alone_has_no_sources() -> None:
    """A lapse rests on no item: the mail has a reason and no empty heading."""
    [alert] = told(change(after=Status.LAPSED, ids=()))
    assert "Fonti" not in alert.text + alert.html


def test_quotes_are_in_order_of_date() -> None:
    """The sources of a change are told oldest first, and only those that carried it."""
    facts = verdict(evidence(3, "terza"), evidence(1, "prima"), evidence(2, "seconda"))
    [alert] = told(change(ids=("item3", "item1")), facts=facts)
    assert alert.text.index("prima") < alert.text.index("terza")
    assert "seconda" not in alert.text


def test_a_flood_of_sources_is_cut() -> None:
    """Beyond twelve quotes the mail says how many more there are."""
    pieces = tuple(evidence(day) for day in range(1, 21))
    [alert] = told(change(ids=tuple(one.item.id for one in pieces)), facts=verdict(*pieces))
    assert alert.text.count("«") == 12
    assert "e altre 8: vedi il rapporto" in alert.text
    assert "e altre 8: vedi il rapporto" in Links(alert.html).words


def test_a_source_without_a_quote_shows_its_title() -> None:
    """Where a reading rests on no sentence the headline stands for it."""
    piece = evidence(1)
    bare = piece.model_copy(update={"reading": piece.reading.model_copy(update={"quote": None})})
    [alert] = told(change(), facts=verdict(bare))
    assert "Titolo" in alert.text
    assert "«" not in alert.text


# --- what feeds cannot do ----------------------------------------------------------------------------------------


def test_markup_in_a_feed_stays_text() -> None:
    """Tags in a quote, an outlet or a claim are shown, not obeyed."""
    facts = verdict(evidence(1, '<script>alert(1)</script> <img src=x onerror="x">', outlet="<b>Out</b>"))
    [alert] = told(change(because="<i>perché</i> & così"), facts=facts)
    shown = Links(alert.html)
    assert shown.tags.isdisjoint({"script", "img", "i"})
    assert "<script>alert(1)</script>" in shown.words
    assert "<i>perché</i> & così" in shown.words


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "https://a b/", 'https://a.example/"><script>', "//x", None, "https://[::1"]
)  # fmt: skip
def test_only_web_links_are_links(link: str | None) -> None:
    """A link that is not plainly http or https is left out; the source is told all the same."""
    [alert] = told(change(), facts=verdict(evidence(1, link=link)))
    assert web_link(link) == ""
    assert Links(alert.html).links == []
    assert "La visita si farà" in alert.text


def test_a_subject_is_one_short_line() -> None:
    """A claim of many lines and words becomes one line of at most 150 characters."""
    text = "Prima riga\r\nBcc: tutti@example.org\n" + "parola " * 60
    [alert] = messages([change()], {"visit": claim(text=text)}, {}, [ANNA], NOW)
    assert len(alert.subject) <= 150
    assert alert.subject.splitlines() == [alert.subject]
    assert alert.subject.endswith("…")
    assert to_message(alert, "tracker@example.org")["Bcc"] is None


def test_marks_of_direction_are_removed() -> None:
    """Characters that turn text around, with which a quote could show something else, do not pass."""
    assert clean("a\u202eb\u2066c\ufeffd\x07e\x9bf\r\ng\ud800") == "abcdef\ng"
    assert one_line("a\r\n b\tc\x0bd") == "a b cd"


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_no_word_of_a_feed_breaks_a_mail(text: str, quote: str, because: str, outlet: str) -> None:
    """Whatever stands in claim, quote, reason and outlet, the mail can be sent, and its HTML holds no foreign element."""
    facts = verdict(evidence(1, quote, outlet=outlet))
    [alert] = messages([change(because=because)], {"visit": claim(text=text)}, {"visit": facts}, [ANNA], NOW)
    assert to_message(alert, "tracker@example.org").as_bytes()
    assert Links(alert.html).tags <= {
        "html", "head", "meta", "title", "body", "div", "p", "h1", "span", "b", "ul", "li", "br", "q", "a", "code",
    }  # fmt: skip
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f]", alert.text + alert.html + alert.subject) is None


# --- subscribers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["", "anna", "@example.org", "anna@", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "Anna <a@b.org>", "a b@c.org"],
)
def test_a_subscriber_needs_one_address(address: str) -> None:
    """What is not exactly one mail address is refused for a mail channel."""
    with pytest.raises(ValidationError):
        Subscriber(address=address)


@pytest.mark.parametrize("address", ["anna@example.org", "a.b+c@sub.example.org", "o'hara@example.org"])
def test_usual_addresses_pass(address: str) -> None:
    """Addresses as people have them are taken as they are."""
    assert Subscriber(address=address).address == address


def test_other_channels_have_other_addresses() -> None:
    """For Apprise the address is a URL, for the console anything."""
    assert Subscriber(channel="apprise", address="ntfy://topic").address == "ntfy://topic"
    assert Subscriber(channel="console", address="me").address == "me"
