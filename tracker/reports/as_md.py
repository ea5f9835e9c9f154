"""The report as Markdown (CommonMark with links)."""

from __future__ import annotations

import re

from tracker.reports._templates import environment
from tracker.reports.book import Book

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def escape(text: str) -> str:
    """Text that Markdown shows as it is: specials escaped, line breaks folded to spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def link(url: str) -> str:
    """An address that stays inside `(<...>)`."""
    return url.replace("<", "%3C").replace(">", "%3E").replace("\n", "")


def render(book: Book) -> str:
    """The whole report."""
    template = environment().get_template("report/report.md.j2")
    return template.render(book=book, esc=escape, link=link).rstrip() + "\n"
