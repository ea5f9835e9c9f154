"""Who copied whom: copies, sources and owners make one root, nothing else does."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_kit import item, noon, words

from tracker import hosts
from tracker.model import Tier
from tracker.origins import (
    Entry,
    Habits,
    Trail,
    alike,
    bare_name,
    fold,
    outlet_owner,
    outlets,
    owner,
    roots,
    said_at,
    same_text,
    shown_name,
    trace,
)


def bench() -> ModuleType:
    """The measuring script, so that the figures it prints are the ones that are held here."""
    path = Path(__file__).parent / "bench" / "origins.py"
    spec = importlib.util.spec_from_file_location("bench_origins", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry(host: str, number: int, text: str = "", source: str = "", sense: str = "for", **changes: object) -> Entry:
    """What `host` says on that day, in its own words unless a text is given."""
    own = item(host, number, **({"summary": text} if text else {}), **changes)
    return Entry(own, own.published, source, sense)


def count(*entries: Entry, habits: Habits = Habits()) -> int:  # noqa: B008
    """How many roots these entries have."""
    return len(set(trace(entries, habits).root.values()))


WIRE = words("wire", 40)
CUT = " ".join(WIRE.split()[:20])


# --- figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("half", ["tuning", "held"])
def test_origins_are_told_on_both_halves(half: str) -> None:
    """Of 100 pairs a half, one root is said rightly and found in at least 95 of 100 cases."""
    found = bench().measure(half)
    assert found.precision >= 0.95 and found.recall >= 0.95, found.wrong


def test_there_are_two_hundred_pairs_of_three_kinds() -> None:
    """Rewrites, translations, two reporters: a hundred pairs a half, no event in both."""
    sets = {half: list(bench().pairs(half)) for half in ("tuning", "held")}
    assert [len(pairs) for pairs in sets.values()] == [100, 100]
    assert {pair.kind for pair in sets["held"]} == {"rewrite", "translation", "two reporters"}
    titles = [{pair.one.item.title for pair in pairs} for pairs in sets.values()]
    assert titles[0].isdisjoint(titles[1])


def test_sets_of_words_alone_miss_rewrites() -> None:
    """The yardstick, Jaccard 0.55, finds fewer roots than phrases do."""
    module = bench()
    assert module.measure("held", module.jaccard).recall < module.measure("held").recall


# --- one text passed on ------------------------------------------------------------------------------------


def test_a_new_headline_does_not_hide_a_copy() -> None:
    """The text below decides."""
    assert count(entry("filo.example", 1, WIRE), entry("gazzetta.example", 2, WIRE, title="Tutt'altro titolo")) == 1


def test_a_cut_and_an_added_paragraph_do_not_hide_a_copy() -> None:
    """Half of the wire, or the wire and as much again."""
    half = " ".join(WIRE.split()[:20])
    assert count(entry("filo.example", 1, WIRE), entry("gazzetta.example", 2, half)) == 1
    assert count(entry("filo.example", 1, WIRE), entry("gazzetta.example", 2, f"{WIRE} {words('more', 40)}")) == 1


def test_a_short_line_under_other_headlines_is_no_shared_text() -> None:
    """Below six words of substance two texts under different headlines are compared as wholes alone."""
    line = "Il ministro ha parlato ieri sera."
    one, other = (item(host, 1, title=words(host, 12), summary=line) for host in ("a.example", "b.example"))
    assert not same_text(one, other)
    longer = f"{line} Davanti a trecento delegati arrivati apposta da Bruxelles."
    one, other = (item(host, 1, title=words(host, 12), summary=longer) for host in ("a.example", "b.example"))
    assert same_text(one, other)


def test_shared_names_are_not_a_shared_text() -> None:
    """Two accounts with the same ten names in other phrases are two."""
    names = words("names", 10).split()
    one, other = (" ".join(f"{name} {words(seed + name, 2)}" for name in names) for seed in ("a", "b"))
    assert 0 < alike(one, other) < 0.5
    assert count(entry("filo.example", 1, one), entry("gazzetta.example", 2, other)) == 2


def test_short_texts_are_compared_by_their_headlines() -> None:
    """A title alone is a copy only where the titles are nearly one."""
    short = [item(host, 1, title=title, summary="") for host, title in (
        ("a.example", "Casa Rossa vede Lin"), ("b.example", "Casa Rossa vede Lin!"), ("c.example", "Lin vola da Rossa"))]  # fmt: skip
    assert same_text(short[0], short[1]) and not same_text(short[0], short[2])
    assert not same_text(short[0], item("d.example", 1, title="", summary="Casa"))
    six, five = "alfa1 beta2 gamma3 delta4 epsilon5 zeta6", "alfa1 beta2 gamma3 delta4 epsilon5"
    for text, same in ((six, True), (five, False)):
        one, other = (
            item(host, 1, title=title, summary=text) for host, title in (("a.example", ""), ("b.example", "Ecco"))
        )
        assert same_text(one, other) is same


def test_the_threshold_itself_is_near_enough() -> None:
    """A likeness equal to the threshold makes a copy, one above it does not."""
    one, other = (
        item("a.example", 1, title="", summary=WIRE),
        item("b.example", 1, title="", summary=f"{CUT} {words('z', 20)}"),
    )
    share = alike(one.text, other.text)
    assert 0 < share < 1 and same_text(one, other, near=share) and not same_text(one, other, near=share + 0.01)


def test_short_texts_find_each_other() -> None:
    """Two words shared are enough to compare two headlines; the threshold itself is near enough."""
    one, other = entry("a.example", 1, title="Rossa vede Lin"), entry("b.example", 1, title="Rossa vede Lin!")
    bare = [part._replace(item=part.item.model_copy(update={"summary": ""})) for part in (one, other)]
    assert count(*bare) == 1 and same_text(bare[0].item, bare[1].item, headline=1.0)
    same = [item(host, 1, title="", summary="Lo dice") for host in ("a.example", "b.example")]
    assert same_text(*same)


def test_a_flood_of_posts_hides_no_copy() -> None:
    """However many posts share a text's words, a newspaper's copy of it is still found."""
    text = words("wire", 40)
    first, copy = entry("gazzetta.example", 1, text), entry("corriera.example", 6, text, title="Altro")
    flood = [
        entry(f"b{n}.example", 3, " ".join(sorted([*text.split()[n % 10 : n % 10 + 30], *words(f"j{n}", 80).split()])),
              tier=Tier.BLOG)
        for n in range(200)
    ]  # fmt: skip
    trail = trace([first, *flood, copy])
    assert trail.text_of[copy.item.id] == first.item.id


def test_words_of_three_letters_are_no_content() -> None:
    """They count in phrases alone, so a text of nothing else is at most half like its copy; a number is content."""
    assert alike("uno due tre", "uno due tre") == 0.5
    assert alike("uno due 300", "uno due 300") == 1.0


def test_whole_texts_and_what_stands_below_the_headlines_have_one_threshold() -> None:
    """Either likeness, equal to the threshold, makes a copy."""
    line = words("line", 14)
    one, other = (
        item("a.example", 1, title=f"{line} {words('q', 9)}", summary="Ieri sera."),
        item("b.example", 1, title=f"{line} {words('z', 9)}", summary="Oggi."),
    )
    whole = alike(one.text, other.text)
    assert 0 < whole < 1 and same_text(one, other, near=whole) and not same_text(one, other, near=whole + 0.01)
    one, other = (
        item("a.example", 1, title=words("q", 9), summary=f"{line} {words('r', 9)}"),
        item("b.example", 1, title=words("z", 9), summary=f"{line} {words('s', 9)}"),
    )
    below = alike(one.summary, other.summary)
    assert alike(one.text, other.text) < below
    assert same_text(one, other, near=below) and not same_text(one, other, near=below + 0.01)


def test_a_line_that_a_long_report_quotes_is_not_its_text() -> None:
    """What stands below one headline is too short to compare, however long the other's text is."""
    line = "Il ministro ha parlato ieri."
    one = item("a.example", 1, title=words("a", 12), summary=line)
    other = item("b.example", 1, title=words("b", 12), summary=f"{line} {words('c', 40)}")
    assert alike(one.summary, other.summary) == 1.0 and not same_text(one, other)


def test_three_words_in_common_are_enough_to_be_compared() -> None:
    """Texts that share three content words, and the small ones between them, are found and are one."""
    phrase = "primo il lo la di secondo a da in terzo"
    texts = f"{phrase} quarto quinto sesto", f"{phrase} settimo ottavo decimo"
    one, other = (
        entry(host, number, text, title="")
        for host, number, text in zip(("a.example", "b.example"), (1, 2), texts, strict=True)
    )
    assert alike(*texts) >= 0.5
    assert trace([one, other]).text_of[other.item.id] == one.item.id
    bare = [entry(host, 1, title="Rossa sì") for host in ("a.example", "b.example")]
    bare = [part._replace(item=part.item.model_copy(update={"summary": ""})) for part in bare]
    assert count(*bare) == 1


def test_six_words_are_enough_to_compare_and_five_are_not() -> None:
    """Below six content words only the headlines are compared."""
    five, six = "ministro parlato ieri sera Roma", "ministro parlato ieri sera Roma treno"
    for text, same in ((five, False), (six, True)):
        one, other = (
            item("a.example", 1, title="", summary=text),
            item("b.example", 1, title="", summary=f"{text} davvero, pare, ormai, certo"),
        )
        assert same_text(one, other) is same


def test_every_copy_is_tied_to_the_first() -> None:
    """Of three printings the second and the third are the first one's."""
    first, second, third = (entry(host, n, WIRE) for n, host in enumerate(("c.example", "b.example", "a.example")))
    assert trace([third, second, first]).copied_from == {second.item.id: first.item.id, third.item.id: first.item.id}


def test_texts_that_say_opposite_things_are_not_one() -> None:
    """A copy with the sense turned round is nobody's copy."""
    assert count(entry("filo.example", 1, WIRE), entry("gazzetta.example", 2, WIRE, sense="denies")) == 2


def test_accents_case_and_marks_do_not_count() -> None:
    """Folding leaves words."""
    assert fold("Perché? «L'Élysée», 3,5%!") == "perche l elysee 3 5"
    assert alike("È così, dice lei", "e cosi dice LEI") == 1.0 and alike("", "qualcosa") == 0.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    """Between 0 and 1, the same from either side, and whole for a text and itself."""
    assert 0 <= alike(one, other) == alike(other, one) <= 1


def test_the_earliest_is_the_origin_and_a_better_tier_before_a_worse_at_one_time() -> None:
    """Of copies at one hour the agency's is the text; otherwise the first in time."""
    agency, paper = entry("filo.example", 1, WIRE), entry("gazzetta.example", 1, WIRE)
    trail = trace([paper, agency])
    assert trail.text_of[paper.item.id] == agency.item.id and trail.copied_from == {paper.item.id: agency.item.id}
    earlier = entry("gazzetta.example", 0, WIRE)
    assert trace([agency, earlier]).text_of[agency.item.id] == earlier.item.id


def test_a_blog_is_dated_by_when_we_saw_it() -> None:
    """A backdated copy is not the origin; a scoop that we held before the others printed it is."""
    paper = entry("gazzetta.example", 5, WIRE)
    backdated = entry("bloggo.example", 1, WIRE, seen_at=noon(6))
    assert trace([backdated, paper]).text_of[paper.item.id] == paper.item.id
    trusting = trace([backdated, paper], Habits(trust_dates=True))
    assert trusting.text_of[paper.item.id] == backdated.item.id
    scoop = entry("bloggo.example", 1, WIRE)
    assert trace([scoop, paper]).text_of[paper.item.id] == scoop.item.id


def test_no_item_glues_two_texts_together() -> None:
    """A post made of both papers' texts is tied to one of them; the papers stay two roots."""
    one, other = entry("gazzetta.example", 1, words("one")), entry("corriera.example", 2, words("two"))
    glue = entry("bloggo.example", 3, f"{words('one')} {words('two')}")
    trail = trace([one, other, glue])
    assert trail.root[one.item.id] != trail.root[other.item.id]
    assert trail.root[glue.item.id] in {one.item.id, other.item.id}


# --- one source --------------------------------------------------------------------------------------------


def test_a_post_that_was_first_has_the_credit_and_ties_nobody() -> None:
    """What papers print after a blog is its root, and still the papers' own: neither joined with others nor split."""
    text, more = words("leak", 40), words("more", 40)
    posts = [entry("bloggo.example", 1, text, source="outlet:Corriera"), entry("bloggo.example", 1, more, title="due")]
    printed = [entry("gazzetta.example", 3, text, title="stampa"), entry("corriera.example", 4, more, title="stampa")]
    own = entry("gazzetta.example", 2)
    trail = trace([*posts, *printed, own])
    assert trail.root[printed[0].item.id] != trail.root[printed[1].item.id]
    assert trail.root[own.item.id] == trail.root[printed[0].item.id] == posts[0].item.id
    trusting = trace([*posts, *printed, own], Habits(trust_dates=True))
    assert trusting.root[own.item.id] != trusting.root[printed[0].item.id]


def test_who_names_one_source_speaks_with_one_voice() -> None:
    """The same magazine, in whatever spelling, is one root; another magazine another."""
    after = [
        entry("gazzetta.example", 1, source="outlet:Autorama"),
        entry("corriera.example", 2, source="outlet:AUTORAMA"),
        entry("filo.example", 3, source="outlet:Motorama"),
    ]
    assert count(*after) == 2
    assert count(*after, habits=Habits(inherit=False)) == 3


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("scrive Reuters", "Reuters"),
        ("Secondo la stampa cinese", "stampa cinese"),
        ("d'après Le Fil", "Fil"),
        ("according to Northwire", "Northwire"),
        ("Reuters secondo", "Reuters secondo"),
        ("laut", "laut"),
        ("", ""),
    ],
)
def test_what_leads_up_to_a_name_is_no_part_of_it(name: str, bare: str) -> None:
    """Prepositions, articles and verbs of reporting before a name go; a name of nothing else stays."""
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("said:ad", "Il Foglio"),
        ("said:l'azienda", "Il Foglio"),
        ("", "Il Foglio"),
        ("said:il ministro Rossi", "ministro Rossi"),
        ("said:La Caldera", "La Caldera"),
        ("said:iCaldera", "iCaldera"),
        ("outlet:secondo La Stampa", "La Stampa"),
        ("outlet:Secondo media cinesi", "media cinesi"),
        ("outlet:According to the Guardian", "Guardian"),
        ("outlet:D'après Le Monde", "Le Monde"),
        ("outlet:scrive", "Il Foglio"),
        ("said:La ministra", "Il Foglio"),
        ("said:Da Vinci", "Da Vinci"),
        ("outlet:laut dem Spiegel", "Spiegel"),
        ("outlet:Al Jazeera", "Al Jazeera"),
    ],
)
def test_a_root_has_the_name_of_its_source(source, shown):
    """Without what leads up to it, but with an article that is part of it; an office without a name is none."""
    assert shown_name(source, "Il Foglio") == shown


def test_one_source_in_other_words_is_one_root() -> None:
    """ "Reuters writes" here and "according to Reuters" there are one source, also where we never fetched it."""
    told = [
        entry("gazzetta.example", 1, source="outlet:scrive Filovento"),
        entry("corriera.example", 2, source="outlet:secondo il Filovento"),
        entry("motori.example", 3, source="outlet:Filovento"),
    ]
    trail = trace(told)
    assert len({trail.root[one.item.id] for one in told}) == 1
    assert [root.origin for root in roots(told, trail, [])] == ["Filovento"]


def test_a_source_we_fetched_is_found_behind_its_lead_in() -> None:
    """What "scrive Gazzetta" passes on was taken from the Gazette's latest item."""
    told = [entry("gazzetta.example", 1), entry("corriera.example", 2, source="outlet:scrive Gazzetta")]
    assert trace(told).copied_from == {told[1].item.id: told[0].item.id}


def test_a_source_that_we_fetched_is_its_own_items_root() -> None:
    """ "Filo writes" joins what filo.example wrote, by its host or by its name, and says from which item."""
    wire, after = entry("filo.example", 1), entry("gazzetta.example", 2, source="outlet:Filo")
    trail = trace([after, wire])
    assert trace([after, wire], Habits(inherit=False)).copied_from == {}
    assert trail.root[after.item.id] == wire.item.id and trail.copied_from == {after.item.id: wire.item.id}


def test_a_person_who_is_called_like_an_outlet_is_not_that_outlet() -> None:
    """Only an attribution to an outlet is traced to that outlet's items."""
    wire, after = entry("filo.example", 1), entry("gazzetta.example", 2, source="said:Filo")
    assert trace([wire, after]).copied_from == {} and count(wire, after) == 2


def test_a_speaker_quoted_by_two_is_one_source() -> None:
    """Two papers that quote one person are not two roots."""
    said = [entry(host, 1, source="said:Ugo Neri") for host in ("gazzetta.example", "filo.example")]
    assert count(*said) == 1


def test_an_invented_source_does_not_make_a_second_root() -> None:
    """A paper's own story and its story "according to X" are one paper."""
    own, again = entry("gazzetta.example", 1), entry("gazzetta.example", 2, source="outlet:Agenzia Ombra")
    assert count(own, again) == 1


def test_a_blog_that_names_two_sources_does_not_join_them() -> None:
    """The best outlet that names a source vouches for it, not the first."""
    entries = [
        entry("bloggo.example", 1, source="outlet:Autorama"),
        entry("bloggo.example", 1, source="outlet:Motorama", title="x"),
        entry("gazzetta.example", 2, source="outlet:Autorama"),
        entry("corriera.example", 3, source="outlet:Motorama"),
    ]
    trail = trace(entries)
    assert trail.root[entries[2].item.id] != trail.root[entries[3].item.id]


def test_a_blog_that_calls_itself_what_papers_cite_neither_splits_nor_joins() -> None:
    """One paper stays one root and two stay two, whatever names a blog gives itself or its host."""
    once = [entry("gazzetta.example", 1), entry("gazzetta.example", 3, source="outlet:Filovento")]
    two = [
        entry("gazzetta.example", 3, source="outlet:Autorama"),
        entry("corriera.example", 4, source="outlet:Motorama"),
    ]
    for host, names in (("bloggo.example", ("Filovento", "Autorama", "Motorama")), ("filovento.example", ("x",) * 3)):
        posts = [entry(host, 2, title=f"post {name} {n}", outlet=name) for n, name in enumerate(names)]
        trail = trace([*once, *posts])
        assert len({trail.root[one.item.id] for one in once}) == 1
        trail = trace([*two, *posts])
        assert len({trail.root[one.item.id] for one in two}) == 2


def test_a_known_agency_that_we_did_not_fetch_is_no_second_source_of_one_paper() -> None:
    """ "Reuters says" in the paper that said so itself adds nothing; in another paper it does; fetched, it is a root."""
    paper = entry("gazzetta.example", 1)
    again, other = (entry(host, 3, source="outlet:Reuters") for host in ("gazzetta.example", "corriera.example"))
    assert count(paper, again) == 1
    assert count(paper, other) == 2
    assert count(paper, again, entry("reuters.com", 2, tier=Tier.AGENCY)) == 2


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("Reuters", "reuters.com"),
        ("la Gazzetta dello Sport", "RCS MediaGroup"),
        ("Corriere della Sera", "RCS MediaGroup"),
        ("AP", "apnews.com"),
        ("Gazzetta", "gazzetta.example"),
        ("gazzetta.example", "gazzetta.example"),
        ("scrive Reuters", "reuters.com"),
        ("Secondo la Gazzetta", "gazzetta.example"),
        ("La Stampa", "GEDI"),
        ("secondo La Stampa", "GEDI"),
        ("Nessuno", None),
        ("", None),
    ],
)
def test_outlets_are_found_by_the_names_people_use(name: str, whose: str | None) -> None:
    """Known names from the file, the others from what we fetched."""
    assert outlet_owner(name, outlets([entry("gazzetta.example", 1)])) == whose


# --- one owner ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("corriere.it", "gazzetta.it", True),
        ("motori.ilmessaggero.it", "ilgazzettino.it", True),
        ("ign.com", "eurogamer.net", True),
        ("a.gazzetta.example", "b.gazzetta.example", True),
        ("corriere.it", "repubblica.it", False),
        ("anna.substack.com", "bruno.substack.com", False),
    ],
)
def test_outlets_of_one_owner_are_one_root(one: str, other: str, same: bool) -> None:
    """Groups from the file, and always one site; tenants of a platform are strangers."""
    assert (owner(one) == owner(other)) is same
    assert (count(entry(one, 1), entry(other, 2)) == 1) is same
    assert count(entry(one, 1), entry(other, 2), habits=Habits(collapse=False)) == 2


def test_a_copy_takes_its_texts_owner_not_its_own() -> None:
    """The paper that printed the wire may still have a story of its own: that is a second root."""
    wire, printed = entry("filo.example", 1, WIRE), entry("gazzetta.example", 2, WIRE)
    assert count(wire, printed, entry("gazzetta.example", 3)) == 2


# --- roots -------------------------------------------------------------------------------------------------


def test_roots_are_told_with_origin_tier_and_lead() -> None:
    """First item, members by date, best tier of those saying it, hours to the next root."""
    blog, paper = entry("bloggo.example", 1, WIRE), entry("gazzetta.example", 2, WIRE)
    rival = entry("motori.example", 4, source="outlet:Autorama")
    entries = [rival, paper, blog]
    first, second = roots(entries, trace(entries), [paper.item.id, rival.item.id])
    assert (first.id, first.items) == (blog.item.id, (blog.item.id, paper.item.id))
    assert (first.origin, first.tier, first.lead_hours) == ("Bloggo", Tier.PRESS, 72.0)
    assert (second.origin, second.tier, second.lead_hours) == ("Autorama", Tier.TRADE, None)
    assert roots(entries, trace(entries), [])[0].tier is Tier.PRESS
    assert roots(entries, trace(entries), [blog.item.id])[0].tier is Tier.BLOG


def test_a_newspaper_is_dated_by_itself_and_an_unreadable_host_owns_itself() -> None:
    """Only blogs and posts wait for our eyes."""
    late = entry("gazzetta.example", 1, seen_at=noon(9))
    assert said_at(late) == noon(1) and said_at(entry("bloggo.example", 1, seen_at=noon(9))) == noon(9)
    assert owner("no host at all") == "no host at all"


def test_no_items_no_roots() -> None:
    """An empty claim has an empty tree."""
    assert trace([]) == Trail({}, {}, {}) and roots([], trace([]), []) == ()


@given(st.permutations(range(8)))
def test_the_trail_does_not_depend_on_the_order_given(order: list[int]) -> None:
    """However the items arrive, the tree is the same."""
    entries = [
        entry("bloggo.example", 1, WIRE),
        entry("filo.example", 1, WIRE),
        entry("gazzetta.example", 2, WIRE, source="outlet:Filo"),
        entry("corriera.example", 3, source="outlet:Gazzetta"),
        entry("motori.example", 3, source="said:Ugo Neri"),
        entry("officina.example", 4, source="said:ugo neri"),
        entry("corriere.it", 5),
        entry("gazzetta.it", 6, words("other")),
    ]
    assert trace([entries[index] for index in order]) == trace(entries)


def test_hundreds_of_copies_are_one_root() -> None:
    """However often a text is passed on, with edits, it stays one root."""
    crowd = [entry(f"blog{n}.example", 1 + n % 20, f"{WIRE} {words(str(n), 8)}") for n in range(300)]
    assert count(*crowd) == 1


def test_two_thousand_items_are_traced_in_seconds(time_limit: float = 10.0) -> None:
    """No item is compared with all others."""
    import time

    many = [
        entry(
            f"o{n % 300}.example",
            n % 60,
            words(f"story {n // 4}") if n % 2 else "",
            source="outlet:Filo" if n % 7 == 0 else "",
            title=f"title {n}",
        )
        for n in range(2000)
    ]
    begun = time.perf_counter()
    assert len(trace(many).root) == 2000
    assert time.perf_counter() - begun < time_limit


def test_the_owners_file_names_sites() -> None:
    """Every site in the file is a host that can be read, and stands in one group only."""
    import tomllib

    path = Path(hosts.__file__).parent / "data" / "groups.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    sites = [hosts.normal(site) for group in table["group"] for site in group["sites"]]
    assert all(sites) and len(sites) == len(set(sites))
    assert all(hosts.normal(host) for host in table["names"].values())


def test_lead_counts_from_what_we_could_know() -> None:
    """A backdated post leads nobody."""
    late = entry("bloggo.example", 1, seen_at=noon(5))
    paper = entry("gazzetta.example", 2)
    first, second = roots([late, paper], trace([late, paper]), [])
    assert (first.id, second.first_at) == (paper.item.id, noon(5))
    assert first.lead_hours == timedelta(days=3).total_seconds() / 3600
