"""The words people see for the program's own vocabulary, from `labels.toml`. Pure: the file ships with the package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

FALLBACK = "en"


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    raw = resources.files("tracker").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


def languages() -> tuple[str, ...]:
    """The languages that have labels."""
    return tuple(_table())


def label(kind: str, key: str, language: str) -> str:
    """The label of `key` ("postponed") of a kind ("status", "stance", "quoted", "flag", "word"); English otherwise."""
    table = _table().get(language) or _table()[FALLBACK]
    return table[kind].get(key, key)
