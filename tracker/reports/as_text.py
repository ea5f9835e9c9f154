"""The report for a terminal: plain lines, no colour codes (the terminal's own reader adds those)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.reports.book import Book, Entry, Source


def render(book: Book) -> str:
    """The whole report, lines ending in one newline."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Book) -> Iterator[str]:
    yield f"{book.word('title').upper()} · {book.at:%Y-%m-%d %H:%M} UTC"
    yield ""
    yield book.word("changes")
    if not book.moves:
        yield f"  {book.word('no_changes')}"
    for move in book.moves:
        yield f"  {move.at:%Y-%m-%d}  {move.before_label} -> {move.after_label}  {move.text}"
        yield f"              {move.because} [{move.rule}]"
    for _, title, entries in book.groups:
        yield ""
        yield f"{title.upper()} ({len(entries)})"
        for entry in entries:
            yield from _entry(entry, book)


def _entry(entry: Entry, book: Book) -> Iterator[str]:
    yield ""
    yield f"  {entry.text}  [{entry.slug}]"
    yield f"    {entry.status_label} {book.word('since')} {entry.since.isoformat()}: {entry.because} [{entry.rule}]"
    if entry.window:
        yield f"    {book.word('window')}: {entry.window}"
    for slip in entry.slips:
        yield f"    {book.word('slips')}: {slip}"
    for flag, why in entry.flags:
        yield f"    ! {flag}: {why}"
    for rule, text in entry.missing:
        yield f"    ? {text} [{rule}]"
    if not entry.sources:
        yield f"    {book.word('no_sources')}"
    for source in entry.sources:
        yield from _source(source)


def _source(source: Source) -> Iterator[str]:
    mark = "+" if source.counts else "-"
    yield f"    {mark} {source.day.isoformat()} {source.outlet} ({source.tier}), {source.stance_label}: {source.title}"
    if source.link:
        yield f"        {source.link}"
