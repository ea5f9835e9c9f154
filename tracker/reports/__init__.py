"""State -> text, Markdown, HTML, JSON. One format a module: `render(book) -> str`; a new file here is a new format."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tracker.reports.book import Book, make_book

__all__ = ["Book", "formats", "make_book", "render"]


def formats() -> tuple[str, ...]:
    """The names that `render` knows: the modules beside this one."""
    return tuple(sorted(m.name.removeprefix("as_") for m in pkgutil.iter_modules(__path__) if m.name[:3] == "as_"))


def render(book: Book, style: str) -> str:
    """The report in one format; `style` is one of `formats()`. Raises KeyError for another name."""
    if style not in formats():
        raise KeyError(style)
    text: str = import_module(f"tracker.reports.as_{style}").render(book)
    return text
