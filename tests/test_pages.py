"""An article by hand: an address, a file, or the text itself."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import pages
from tracker.errors import TrackerError
from tracker.fetch import Limits

LIMITS = Limits(allow_hosts=("127.0.0.1",), per_host_delay=0)
BODY = (
    "Northwind said on Tuesday that it would open a second plant in Tampere, its first outside the country. "
    "The company has been looking for a place for two years, and the mayor called it a good day for the town. "
)
HTML = f"""<!doctype html><html lang="en"><head><title>A second plant for Northwind</title>
<meta property="article:published_time" content="2026-03-10T08:00:00Z"></head>
<body><nav>Home | News | Sign in</nav><article><h1>A second plant for Northwind</h1><p>{BODY}</p><p>{BODY}</p></article>
<script>alert("no")</script></body></html>"""


@pytest.fixture
def address() -> Iterator[str]:
    """An address on loopback that answers with the page; /missing does not."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if "missing" in self.path else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(HTML.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_text_is_taken_as_it_is() -> None:
    """The first line is the title, the rest the text, and the whole is what was given."""
    page = pages.load("A title\n\nA first line.\nA second.", LIMITS)
    assert (page.title, page.text) == ("A title", "A first line.\nA second.")
    assert page.whole == "A title\n\nA first line.\nA second."
    assert (page.link, page.published) == (None, None)


def test_a_file_is_read(tmp_path: Path) -> None:
    """A text file gives its text, with or without a byte order mark."""
    for mark in (b"", b"\xef\xbb\xbf"):
        path = tmp_path / "article.txt"
        path.write_bytes(mark + "Perché no?\nSì.".encode())
        assert pages.load(str(path), LIMITS).whole == "Perché no?\nSì."


def test_a_saved_page_gives_its_article(tmp_path: Path) -> None:
    """Of a saved page the article is kept, with its title and day; menus and scripts are not."""
    path = tmp_path / "page.html"
    path.write_text(HTML, encoding="utf-8")
    page = pages.load(str(path), LIMITS)
    assert page.title == "A second plant for Northwind" and page.published == date(2026, 3, 10)
    assert "Tampere" in page.text and "alert" not in page.text and "Sign in" not in page.text
    assert page.whole.startswith("A second plant for Northwind\n")


def test_an_address_is_fetched(address: str) -> None:
    """An http address gives its article and keeps the link."""
    page = pages.load(f"{address}/a", LIMITS)
    assert "Tampere" in page.text and page.link == f"{address}/a"


def test_an_address_that_fails_is_named(address: str) -> None:
    """A page that is not there is one error with the address and another way."""
    with pytest.raises(TrackerError, match=r"missing.*paste the text"):
        pages.load(f"{address}/missing", LIMITS)


def test_a_page_without_an_article_is_named(tmp_path: Path) -> None:
    """A page with no text in it is told of by its name."""
    path = tmp_path / "empty.html"
    path.write_text("<!doctype html><html><body></body></html>", encoding="utf-8")
    with pytest.raises(TrackerError, match=r"empty\.html: no article text"):
        pages.load(str(path), LIMITS)


def test_without_the_extra_a_page_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where trafilatura is not installed the error names the extra."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "trafilatura":
            raise ImportError(name)
        return real(name, *rest, **more)

    path = tmp_path / "page.html"
    path.write_text(HTML, encoding="utf-8")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TrackerError, match=r"claim-tracker\[fulltext\]"):
        pages.load(str(path), LIMITS)


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    """Bytes that are not UTF-8, and an empty text, are each one clear error."""
    path = tmp_path / "latin.txt"
    path.write_bytes("perché".encode("latin-1"))
    with pytest.raises(TrackerError, match=r"latin\.txt: not UTF-8"):
        pages.load(str(path), LIMITS)
    with pytest.raises(TrackerError, match="empty"):
        pages.load(" \n ", LIMITS)


@given(text=st.text(max_size=400))
def test_any_text_is_a_page_or_a_named_error(text: str) -> None:
    """Whatever is typed is read as a page whose whole is that text, or refused with a TrackerError."""
    try:
        page = pages.from_text(text)
    except TrackerError as error:
        assert "empty" in str(error)
    else:
        assert page.whole == text
