"""The report as one self-contained HTML file: no script, no address fetched, readable in mail and print."""

from __future__ import annotations

from tracker.reports._templates import environment
from tracker.reports.book import Book


def render(book: Book) -> str:
    """The whole page. Everything that came from a feed is escaped; only http and https links are clickable."""
    return environment().get_template("report/report.html.j2").render(book=book)
