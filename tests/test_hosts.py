"""Hosts: what an authority covers, who lends a name, who wears one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import hosts


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("ferrari.com", "ferrari.com"),
        ("ferrari.com", "www.ferrari.com"),
        ("ferrari.com", "corporate.ferrari.com"),
        ("ferrari.com", "a.b.ferrari.com"),
        ("www.ferrari.com", "press.ferrari.com"),
        ("https://www.ferrari.com/it-IT/news", "ferrari.com"),
        ("Ferrari.COM.", "ferrari.com"),
        ("ferrari.com", "ferrari.com:443"),
        ("gov.example", "press.gov.example"),
        ("palazzo.gov.it", "www.palazzo.gov.it"),
        ("anna.substack.com", "anna.substack.com"),
        ("substack.com", "substack.com"),
        ("casa.blogspot.com", "casa.blogspot.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("192.0.2.1", "192.0.2.1"),
    ],
)
def test_an_authority_covers_itself_and_its_subdomains(authority: str, host: str) -> None:
    """A host speaks for the authority it is, or stands under."""
    assert hosts.covers(authority, host)


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("ferrari.com", "ferrari.com.evil.example"),
        ("ferrari.com", "notferrari.com"),
        ("ferrari.com", "ferrari.co"),
        ("ferrari.com", "ferrari-com.example"),
        ("ferrari.com", "evil.example/ferrari.com"),
        ("ferrari.com", "ferrari.com@evil.example"),
        ("ferrari.com", "fеrrari.com"),  # a Cyrillic e
        ("ferrari.com", "xn--frrari-3of.com"),
        ("corporate.ferrari.com", "ferrari.com"),
        ("substack.com", "ferrari.substack.com"),
        ("wordpress.com", "ferrari.wordpress.com"),
        ("blogspot.com", "ferrari.blogspot.com"),
        ("github.io", "ferrari.github.io"),
        ("altervista.org", "ferrari.altervista.org"),
        ("medium.com", "ferrari.medium.com"),
        ("medium.com", "medium.com"),
        ("youtube.com", "youtube.com"),
        ("x.com", "x.com"),
        ("co.uk", "ferrari.co.uk"),
        ("co.uk", "co.uk"),
        ("com", "ferrari.com"),
        ("", "ferrari.com"),
        ("ferrari.com", ""),
        ("", ""),
        ("192.0.2.1", "9.192.0.2.1"),
        ("2.1", "192.0.2.1"),
        ("ferrari.com", "-.ferrari.com"),
        ("ferrari.com", "a b.ferrari.com"),
        ("https://[::1", "ferrari.com"),
    ],
)
def test_nothing_else_is_covered(authority: str, host: str) -> None:
    """Look-alikes, tenants, suffixes, parents and nonsense speak for nobody."""
    assert not hosts.covers(authority, host)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_can_be_asked(authority: str, host: str) -> None:
    """Whatever stands in a claims file or a feed, the answer is yes or no, and yes only between hosts."""
    if hosts.covers(authority, host):
        assert hosts.normal(host).endswith(hosts.normal(authority)) and hosts.normal(authority)


LABEL = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


@given(LABEL, LABEL)
def test_covering_goes_down_only(sub: str, name: str) -> None:
    """A subdomain never covers its parent."""
    parent = f"{name}.example"
    assert not hosts.covers(f"{sub}.{parent}", parent) or sub == "www"


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("motori.ilmessaggero.it", "ilmessaggero.it"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("anna.substack.com", "anna.substack.com"),
        ("x.anna.substack.com", "anna.substack.com"),
        ("casa.blogspot.com", "casa.blogspot.com"),
        ("channel.youtube.com", "youtube.com"),
        ("gazzetta.example", "gazzetta.example"),
        ("auto.gazzetta.example", "gazzetta.example"),
        ("192.0.2.1", "192.0.2.1"),
        ("localhost", "localhost"),
        ("no host at all", ""),
    ],
)
def test_a_site_is_what_one_owner_publishes_under(host: str, site: str) -> None:
    """The registrable domain, a tenant's own host, or the whole platform where tenants share it."""
    assert hosts.site(host) == site


def test_two_unreadable_hosts_are_not_one_site() -> None:
    """What cannot be read belongs to nobody."""
    assert not hosts.same_site("", "") and not hosts.same_site("a b", "a b")
    assert hosts.same_site("www.a.example", "b.a.example")


@pytest.mark.parametrize("host", ["substack.com", "wordpress.com", "youtube.com", "co.uk", "blogspot.com", "www.x.com"])
def test_platforms_are_known(host: str) -> None:
    """Hosting platforms and public suffixes are where strangers publish."""
    assert hosts.is_platform(host)


@pytest.mark.parametrize("host", ["ferrari.com", "gazzetta.it", "anna.substack.com", ""])
def test_outlets_are_no_platforms(host: str) -> None:
    """A newspaper, a maker, a tenant are not."""
    assert not hosts.is_platform(host)


@pytest.mark.parametrize(
    "host",
    [
        "ferrari.co",
        "ferrar1.com",
        "ferari.com",
        "ferrarri.com",
        "frerari.com",
        "xn--frrari-3of.com",
        "fеrrari.com",
        "ferrari-press.com",
        "press-ferrari.example",
        "ferrari.com.evil.example",
        "ferrari.substack.com",
        "ferrarí.com",
    ],
)
def test_look_alikes_are_told(host: str) -> None:
    """Homoglyphs, punycode, a letter more, less or swapped, the name inside a stranger's name."""
    assert hosts.look_alike(host, ("leapmotor.com", "ferrari.com")) == "ferrari.com"


@pytest.mark.parametrize("host", ["ferrari.com", "corporate.ferrari.com", "corriere.it", "ferrovie.it", "", "auto.it"])
def test_others_are_not_accused(host: str) -> None:
    """The authority itself, and names that merely share letters, are no look-alikes."""
    assert hosts.look_alike(host, ("ferrari.com",)) is None


def test_short_names_are_only_worn_whole() -> None:
    """A three-letter host is not found inside every longer word."""
    assert hosts.look_alike("bmv.com", ("bmw.com",)) is None
    assert hosts.look_alike("bmw.com.evil.example", ("bmw.com",)) == "bmw.com"


def test_covered_by_names_the_first_authority() -> None:
    """The authority that covers a host is told, None where there is none."""
    own = ("a.example", "b.example")
    assert hosts.covered_by("press.b.example", own) == "b.example" and hosts.covered_by("c.example", own) is None
