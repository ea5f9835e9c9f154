"""Links: which are safe, and which name the same article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.urls import canonical, host_name, host_of, is_front_page, safe

ARTICLE = "https://www.giornale.example/2025/02/auto-elettrica?id=7&p=2"


@pytest.mark.parametrize(
    "link",
    [
        "http://www.giornale.example/2025/02/auto-elettrica?id=7&p=2",
        "https://giornale.example/2025/02/auto-elettrica/?p=2&id=7",
        "https://m.giornale.example/2025/02/auto-elettrica?id=7&p=2",
        "https://amp.giornale.example/2025/02/auto-elettrica?id=7&p=2",
        "https://www.giornale.example/amp/2025/02/auto-elettrica?id=7&p=2",
        "https://www.giornale.example/2025/02/auto-elettrica/amp/?id=7&p=2",
        "https://www.giornale.example/2025/02/auto-elettrica/index.html?id=7&p=2",
        "https://www.giornale.example:443/2025/02/auto%2Delettrica?id=7&p=2",
        "HTTPS://WWW.GIORNALE.EXAMPLE/2025/02/auto-elettrica?id=7&p=2",
        ARTICLE + "&utm_source=rss&utm_medium=feed&fbclid=x&gclid=y",
        ARTICLE + "&at_medium=RSS&xtor=RSS-1&amp=1",
        ARTICLE + "#xtor=RSS-4",
        ARTICLE + "#comments",
        ARTICLE + "#:~:text=auto",
        "https://www.google.com/amp/s/www.giornale.example/2025/02/auto-elettrica?id=7&p=2",
        "https://www-giornale-example.cdn.ampproject.org/c/s/www.giornale.example/2025/02/auto-elettrica?id=7&p=2",
        "https://www.google.com/url?rct=j&sa=t&url=https://giornale.example/2025/02/auto-elettrica%3Fid%3D7%26p%3D2&ct=ga",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fgiornale.example%2F2025%2F02%2Fauto-elettrica%3Fid%3D7%26p%3D2",
        "https://utente:segreto@www.giornale.example/2025/02/auto-elettrica?id=7&p=2",
    ],
)
def test_one_article_has_one_name(link: str) -> None:
    """Scheme, mirrors, AMP, index pages, slashes, tracking, order, redirectors and credentials make no difference."""
    kept = safe(link)
    assert kept is not None and canonical(kept) == canonical(ARTICLE)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.giornale.example/2025/02/auto-elettrica?id=8&p=2",
        "https://www.giornale.example/2025/02/auto-elettrica?id=7",
        "https://www.giornale.example/2025/02/Auto-Elettrica?id=7&p=2",
        "https://altro.example/2025/02/auto-elettrica?id=7&p=2",
        "https://sport.giornale.example/2025/02/auto-elettrica?id=7&p=2",
        "https://www.giornale.example:8080/2025/02/auto-elettrica?id=7&p=2",
        ARTICLE + "#aggiornamento-3",
    ],
)
def test_different_articles_have_different_names(link: str) -> None:
    """Another path, parameter, host, port or post of a live page is another article."""
    kept = safe(link)
    assert kept is not None and canonical(kept) != canonical(ARTICLE)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.example/",
        "mailto:a@b.example",
        "//",
        "http://",
        "http://[",
        "http://a b.example/",
        "vbscript:x",
        "http://a.example:99999/",
        "\x00",
        "http://" + "a" * 3_000 + ".example/",
        "\u202ehttp://a.example",
    ],
)
def test_unsafe_links_are_dropped(link: str) -> None:
    """Whatever is no http or https address with a host is no link."""
    assert safe(link) is None


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        ("/a", "https://b.example/feed", "https://b.example/a"),
        ("c?x=1", "https://b.example/d/feed", "https://b.example/d/c?x=1"),
        ("//c.example/a", "https://b.example/feed", "https://c.example/a"),
        (" https://c.example/a ", "https://b.example/", "https://c.example/a"),
        ("https://c.example/a?utm_source=x&b=1", None, "https://c.example/a?b=1"),
        ("https://c.example/a?b=%26&c", None, "https://c.example/a?b=%26&c"),
        ("https://caffè.example/più", None, "https://xn--caff-8oa.example/più"),
        ("https://c.example/a\u202eb", None, "https://c.example/a%E2%80%AEb"),
        ("https://c.example/<script>", None, "https://c.example/%3Cscript%3E"),
    ],
)
def test_what_a_link_becomes(link: str, base: str | None, expected: str) -> None:
    """Relative links are resolved, hosts put into ASCII, dangerous characters escaped, tracking dropped."""
    assert safe(link, base) == expected


@given(st.text(max_size=80))
def test_nothing_raises_and_nothing_unsafe_comes_out(link: str) -> None:
    """Any text gives None or an address that begins with http and has a host."""
    kept = safe(link, "https://b.example/feed")
    assert kept is None or (kept.startswith(("http://", "https://")) and host_of(kept))
    assert kept is None or canonical(kept) == canonical(kept)


@given(
    st.lists(st.sampled_from("abcdxyz"), max_size=4).map("/".join),
    st.dictionaries(st.sampled_from("pqrs"), st.sampled_from("123"), max_size=3),
    st.permutations(["utm_source=x", "fbclid=y", "gclid=z"]),
)
def test_tracking_never_changes_the_name(path: str, query: dict[str, str], tracking: list[str]) -> None:
    """However tracking parameters are mixed in, the article keeps its name, and keeping is idempotent."""
    pairs = [f"{name}={value}" for name, value in query.items()]
    bare, dressed = (f"https://a.example/{path}?{'&'.join(parts)}" for parts in (pairs, [*tracking, *reversed(pairs)]))
    kept_bare, kept = safe(bare), safe(dressed)
    assert kept and kept_bare and canonical(kept) == canonical(kept_bare) and safe(kept) == kept


@pytest.mark.parametrize(
    ("link", "front"),
    [
        ("https://www.a.example/", True),
        ("https://a.example/index.php", True),
        ("https://a.example/x", False),
        ("https://a.example/?p=3", False),
    ],
)
def test_front_pages_name_no_article(link: str, front: bool) -> None:
    """A site's front page is recognised, a query on it is an article."""
    assert is_front_page(canonical(link)) is front


@pytest.mark.parametrize(
    ("host", "name"),
    [("WWW.A.Example.", "www.a.example"), ("caffè.example", "xn--caff-8oa.example"), ("a b", ""), ("", "")],
)
def test_hosts_have_one_spelling(host: str, name: str) -> None:
    """Case, a final dot and Unicode make no difference; what is no host is nothing."""
    assert host_name(host) == name
