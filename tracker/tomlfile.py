"""What is wrong in a TOML file, said with its name, the line, the key and the nearest valid word. Pure."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

Path = Sequence[str | int]
"""Keys and indices from the top of a document: ("claim", 3, "kind")."""

_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_SHOWN = 60
_PLAINER = {
    "model_type": "it is a section with keys of its own",
    "tuple_type": "it is a list, in square brackets",
    "string_type": "it is a text, in quotes",
    "int_parsing": "it is a whole number",
    "float_parsing": "it is a number",
}
"""What pydantic says in a programmer's words, by its name for the problem."""


class TomlError(ValueError):
    """The text is not TOML; the message begins with the file's name and the line."""


def parse(text: str, name: str) -> dict[str, Any]:
    """The document. Raises TomlError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = _AT.search(message)
        line = at[1] if at and at[1] else str(text.count("\n") + 1)
        reason = _AT.sub("", message)
        raise TomlError(f"{name}, line {line}: not TOML: {reason[:1].lower()}{reason[1:]}") from error


def line_of(text: str, path: Path) -> int | None:
    """The line (from 1) where the value at `path` begins, or where the nearest table around it does.

    Exact for any layout: the line is found by reading ever longer beginnings of the document. None for an
    empty path, or where nothing of the path is there.
    """
    wanted = list(path)
    whole = _beginning(text.split("\n"))
    while wanted and not _holds(whole, wanted):
        wanted.pop()
    return _first_line_with(text.split("\n"), wanted) if wanted else None


def _first_line_with(lines: Sequence[str], path: Path) -> int:
    """Halve the lines between a beginning without the path and one with it, over beginnings that can be read."""
    low, high = 0, len(lines)
    while (middle := _readable_between(lines, low, high)) is not None:
        if _holds(_beginning(lines[:middle]), path):
            high = middle
        else:
            low = middle
    return low + 1


def _readable_between(lines: Sequence[str], low: int, high: int) -> int | None:
    """The number of lines, strictly between the two, nearest to the middle whose beginning is TOML."""
    middle = (low + high) // 2
    for count in sorted(range(low + 1, high), key=lambda count: abs(count - middle)):
        if _beginning(lines[:count]) is not None:
            return count
    return None


def _beginning(lines: Sequence[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines) + "\n")
    except tomllib.TOMLDecodeError:
        return None


def _holds(value: Any, path: Path) -> bool:
    for part in path:
        there = part in value if isinstance(value, Mapping) else isinstance(part, int) and _reaches(value, part)
        if not there:
            return False
        value = value[part]
    return True


def _reaches(value: Any, index: int) -> bool:
    return isinstance(value, list) and index < len(value)


def place(name: str, text: str, path: Path) -> str:
    """`tracker.toml, line 12`, or the name alone where the line is not known."""
    line = line_of(text, path)
    return name if line is None else f"{name}, line {line}"


def nearest(word: object, valid: Iterable[str], closeness: float = 0.6) -> str | None:
    """The valid word most like `word`, big and small letters alike; None where none is close (0 to 1) enough."""
    by_small = {one.lower(): one for one in valid}
    near = difflib.get_close_matches(str(word).lower(), by_small, n=1, cutoff=closeness)
    return by_small[near[0]] if near else None


def did_you_mean(word: object, valid: Iterable[str], otherwise: str = "") -> str:
    """`; did you mean "kind"?`; where nothing is near, what is valid, or `otherwise` where that is long."""
    words = sorted(set(valid))
    near = nearest(word, words)
    if near:
        return f'; did you mean "{near}"?'
    said = otherwise or (f"valid: {', '.join(words)}" if words else "")
    return f"; {said}" if said else ""


def explain(problem: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One of pydantic's problems with `model` in a person's words, with the nearest valid word."""
    loc = [part for part in problem["loc"] if not isinstance(part, int)]
    key = str(loc[-1]) if loc else ""
    given = problem.get("input")
    if problem["type"] == "extra_forbidden":
        return f'unknown key "{key}"{did_you_mean(key, keys_at(model, loc[:-1]))}'
    if problem["type"] == "missing":
        return f'"{key}" is missing'
    if problem["type"] in {"enum", "literal_error"}:
        words = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
        return f'"{key}" cannot be "{_short(given)}"{did_you_mean(given, words)}'
    if not key:
        return str(problem["msg"])
    message = _PLAINER.get(problem["type"]) or problem["msg"].removeprefix("Value error, ").removeprefix(
        "Assertion failed, "
    )
    return f'"{key}" cannot be {_short(repr(given))}: {message[:1].lower()}{message[1:]}'


def problems_of(error: ValidationError) -> list[dict[str, Any]]:
    """Pydantic's problems as plain mappings, in its order."""
    return [dict(one) for one in error.errors(include_url=False)]


def keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that `model` knows at `loc`, as they are written in files."""
    here: type[BaseModel] | None = model
    for part in loc:
        fields = {field.alias or name: field for name, field in here.model_fields.items()} if here else {}
        here = _model_in(fields[str(part)].annotation) if str(part) in fields else None
    return [field.alias or name for name, field in here.model_fields.items()] if here else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation: of `tuple[Window, ...] | None`, Window."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
