"""The claims file: TOML that a person likes to edit <-> Claim.

[[claim]]
slug = "electric-ferrari"
text = "Ferrari will show its first electric car in October 2025"
kind = "plan"                                   # "event": it happened, it is so; "plan": it will
subjects = [["Ferrari"], ["elettrica", "EV"]]   # one list a subject: its name, then its aliases
authorities = ["ferrari.com"]                   # hosts whose word decides
expected = { from = 2025-10-01, to = 2025-10-31 }
opened = 2025-02-17
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from tracker import hosts, tomlfile
from tracker.errors import ClaimError
from tracker.files import read_text, replace_file
from tracker.model import Claim

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 48
"""About eight words: long enough to tell claims apart, short enough to type."""
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class ClaimFile:
    """The usable claims, in the file's order, and a problem for each thing that is not usable."""

    claims: tuple[Claim, ...]
    problems: tuple[ClaimError, ...] = ()


def parse_claims(text: str, name: str) -> ClaimFile:
    """Read a claims file; `name` is what problems call it.

    A claim that cannot be used is left out and told of, the rest goes on. Raises ClaimError where the text is
    not TOML, or holds something other than claims.
    """
    rows = _rows(text, name)
    claims: dict[str, Claim] = {}
    problems: list[ClaimError] = []
    for index, row in enumerate(rows):
        claim, found = _claim(row)
        if claim is not None and claim.slug in claims:
            found = [(("slug",), f'"{claim.slug}" is the slug of an earlier claim; give each its own')]
        elif claim is not None and not found:
            claims[claim.slug] = claim
        problems += (_problem(text, name, index, row, loc, why) for loc, why in found)
    return ClaimFile(tuple(claims.values()), tuple(problems))


def _rows(text: str, name: str) -> Sequence[Any]:
    try:
        document = tomlfile.parse(text, name)
    except tomlfile.TomlError as error:
        raise ClaimError(str(error)) from error
    for key in document:
        if key != "claim":
            where = tomlfile.place(name, text, [key])
            raise ClaimError(f'{where}: unknown table "{key}": each claim begins with a line [[claim]]')
    rows = document.get("claim", [])
    if not isinstance(rows, list):
        raise ClaimError(f"{tomlfile.place(name, text, ['claim'])}: write [[claim]], with two brackets on each side")
    return rows


Trouble = tuple[tuple[str | int, ...], str]
"""Where in a claim, and what is wrong there."""


def _claim(row: Any) -> tuple[Claim | None, list[Trouble]]:
    try:
        claim = Claim.model_validate(row)
    except ValidationError as error:
        return None, [(one["loc"], _explained(one)) for one in tomlfile.problems_of(error)]
    return claim, list(check(claim))


def _explained(problem: Mapping[str, Any]) -> str:
    said = tomlfile.explain(problem, Claim)
    example = _EXAMPLES.get(str(problem["loc"][0])) if problem["loc"] else None
    return f"{said}; for example {example}" if example and problem["type"] not in {"extra_forbidden", "enum"} else said


_EXAMPLES = {
    "slug": 'slug = "electric-ferrari"',
    "text": 'text = "Ferrari will show its first electric car in October 2025"',
    "subjects": 'subjects = [["Benedetto Vigna", "Vigna"], ["Ferrari"]]',
    "opened": "opened = 2025-02-17, the day you first heard it",
    "expected": "expected = { from = 2025-10-01, to = 2025-10-31 }",
    "authorities": 'authorities = ["ferrari.com"]',
    "keywords": 'keywords = ["incontro", "visita"]',
    "speakers": 'speakers = ["Ferrari"]',
}


def check(claim: Claim) -> Iterator[Trouble]:
    """What the types cannot see: blank names, hosts that are no hosts, a window that ends before it begins."""
    if not _SLUG.fullmatch(claim.slug):
        yield ("slug",), f'"{claim.slug}" is no slug: small letters, digits and single hyphens'
    if not claim.text.strip():
        yield ("text",), "the claim's sentence is empty"
    if not _LANGUAGE.fullmatch(claim.language):
        yield ("language",), f'"{claim.language}" is no language code; write "it" or "en"'
    if not claim.subjects:
        yield ("subjects",), f"a claim needs a subject, or no news can be matched; for example {_EXAMPLES['subjects']}"
    for index, names in enumerate(claim.subjects):
        if not names or any(not name.strip() for name in names):
            yield ("subjects", index), "a subject without a name"
    for index, host in enumerate(claim.authorities):
        if not _HOST.fullmatch(host):
            meant = next((one for one in (hosts.normal(host),) if "." in one), "")
            way = f'write it as in "{meant}"' if meant else 'write it as in "ferrari.com"; people are `speakers`'
            yield ("authorities", index), f'"{host}" is no host; {way}'
    window = claim.expected
    if window and window.start and window.end and window.end < window.start:
        yield ("expected",), f"the window ends ({window.end}) before it begins ({window.start})"


def _problem(text: str, name: str, index: int, row: Any, loc: Sequence[str | int], why: str) -> ClaimError:
    where = tomlfile.place(name, text, ["claim", index, *loc])
    slug = row.get("slug") if isinstance(row, dict) else None
    return ClaimError(f"{where}: claim {slug or index + 1}: {why}")


def slug_for(text: str) -> str:
    """A slug out of a claim's sentence: its first words, in small ASCII letters. "claim" where none is left."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if slug and len(slug) + len(word) >= _SLUG_LENGTH:
            break
        slug = f"{slug}-{word}" if slug else word[:_SLUG_LENGTH]
    return slug or "claim"


# --- writing: the user's comments and order stay ---------------------------------------------------------------


def with_claim(text: str, claim: Claim) -> str:
    """The text with `claim` at its end. Raises ClaimError where its slug is taken or the text is no claims file."""
    if claim.slug in _slugs(text):
        raise ClaimError(f'a claim with the slug "{claim.slug}" is there already: choose another')
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    return _proved(text + gap + dump_claims([claim]), claim)


def with_changed(text: str, claim: Claim) -> str:
    """The text with the claim of this slug as given; its unchanged keys and all comments stay as they are."""
    document = _document(text)
    for table in _tables(document):
        if table.get("slug") == claim.slug:
            _bring(table, _table(claim))
            return _proved(_dumped(document, text), claim)
    raise _unknown(text, claim.slug)


def without_claim(text: str, slug: str) -> str:
    """The text without the claim of this slug; the others and their comments stay as they are."""
    document = _document(text)
    several = document.get("claim")
    for index, table in enumerate(_tables(document)):
        if table.get("slug") == slug and isinstance(several, AoT):
            del several[index]
            if not several:  # an empty list would be written as `claim = []`, after which no [[claim]] may follow
                del document["claim"]
            return _dumped(document, text)
    raise _unknown(text, slug)


def dump_claims(claims: Iterable[Claim]) -> str:
    """A new claims file with these claims; `parse_claims` gives them back as they were."""
    several = tomlkit.aot()
    for claim in claims:
        several.append(_table(claim))
    document = tomlkit.document()
    if several:
        document.append("claim", several)
    return tomlkit.dumps(document)


def _unknown(text: str, slug: str) -> ClaimError:
    return ClaimError(f'no claim has the slug "{slug}"{tomlfile.did_you_mean(slug, _slugs(text))}')


def _slugs(text: str) -> list[str]:
    return [str(table.get("slug")) for table in _tables(_document(text))]


def _document(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise ClaimError(f"the claims are not TOML: {error}") from error


def _tables(document: tomlkit.TOMLDocument) -> list[Table]:
    several = document.get("claim", [])
    return list(several.body) if isinstance(several, AoT) else []


def _dumped(document: tomlkit.TOMLDocument, text: str) -> str:
    """The edited document, with the lines that no edit touched as they are in `text`.

    tomlkit drops the blank between a date and the brace after it; nobody asked for that change.
    """
    before, after = text.splitlines(keepends=True), tomlkit.dumps(document).splitlines(keepends=True)
    reformatted = tomlkit.dumps(tomlkit.parse(text)).splitlines(keepends=True)
    if len(before) == len(reformatted):
        for block in SequenceMatcher(None, reformatted, after, autojunk=False).get_matching_blocks():
            after[block.b : block.b + block.size] = before[block.a : block.a + block.size]
    return "".join(after)


def _bring(table: Table, wanted: Table) -> None:
    """Change in `table` only what differs from `wanted`."""
    for key in [key for key in table if key not in wanted]:
        table.remove(key)
    for key, value in wanted.items():
        if key not in table or _plain(table[key]) != _plain(value):
            table[key] = value


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _table(claim: Claim) -> Table:
    """The claim as a TOML table: what is at its default is left out, but for kind and language."""
    table = tomlkit.table()
    for key in ("slug", "text", "language", "kind"):
        table.add(key, str(getattr(claim, key)))
    table.add("subjects", [list(names) for names in claim.subjects])
    for key in ("keywords", "authorities", "speakers"):
        if values := getattr(claim, key):
            table.add(key, list(values))
    if claim.expected is not None:
        table.add("expected", _window(claim.expected.start, claim.expected.end))
    table.add("opened", claim.opened)
    if claim.note:
        table.add("note", claim.note)
    return table


def _window(start: date | None, end: date | None) -> Any:
    window = tomlkit.inline_table()
    for key, day in (("from", start), ("to", end)):
        if day is not None:
            window.append(key, day)
    return window


def _proved(text: str, claim: Claim) -> str:
    """The text, once reading it back has given the claim as it is."""
    if troubles := list(check(claim)):
        raise ClaimError(f"claim {claim.slug}: {troubles[0][1]}")
    if claim not in parse_claims(text, "the claims").claims:
        raise ClaimError(f'the claim "{claim.slug}" cannot be written so that it reads back the same; check its fields')
    return text


# --- the file itself -----------------------------------------------------------------------------------------


def read_claims(path: Path, on_problem: Callable[[ClaimError], None] | None = None) -> tuple[Claim, ...]:
    """The usable claims of a file. Each that is not goes to `on_problem`; without one, the first is raised.

    Raises ClaimError for a file that cannot be read at all.
    """
    found = parse_claims(read_text(path, ClaimError), str(path))
    for problem in found.problems:
        if on_problem is None:
            raise problem
        on_problem(problem)
    return found.claims


def add_claim(path: Path, claim: Claim) -> None:
    """Write `claim` at the end of the file, which is made where it is missing. Raises ClaimError."""
    _rewrite(path, lambda text: with_claim(text, claim))


def change_claim(path: Path, claim: Claim) -> None:
    """Write `claim` in the place of the one that has its slug. Raises ClaimError."""
    _rewrite(path, lambda text: with_changed(text, claim))


def remove_claim(path: Path, slug: str) -> None:
    """Take the claim of this slug out of the file. Raises ClaimError."""
    _rewrite(path, lambda text: without_claim(text, slug))


def _rewrite(path: Path, edit: Callable[[str], str]) -> None:
    text = read_text(path, ClaimError) if path.exists() else ""
    try:
        replace_file(path, edit(text).encode())
    except ClaimError as error:
        raise ClaimError(f"{path}: {error}") from error
    except OSError as error:
        raise ClaimError(f"{path}: cannot write the claims ({error.strerror or error})") from error
