"""Whose word would settle a proposal: hosts from the user's own claims; of a name alone only a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tracker import hosts
from tracker.extract.names import Cast
from tracker.model import Claim
from tracker.text import fold

_SHORTEST = 3


def authorities_for(
    subjects: Sequence[int], cast: Cast, tracked: Sequence[Claim]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(hosts that the user's claims give these subjects, hosts guessed from their names)."""
    bodies = list(dict.fromkeys(_body(number, cast) for number in subjects))
    known: dict[str, None] = {}
    guesses: dict[str, None] = {}
    for number in bodies:
        names = cast.entities[number].names
        own = [host for name in names for host in _known_for(name, tracked)]
        known.update(dict.fromkeys(own))
        if not own and not _is_person(number, cast):
            guesses.update(dict.fromkeys(_guess(names)))
    return tuple(known), tuple(guesses)


def _body(number: int, cast: Cast) -> int:
    """The body a person speaks for, or the subject itself."""
    of = cast.entities[number].of
    return number if of is None else of


def _is_person(number: int, cast: Cast) -> bool:
    names = cast.entities[number].names
    return bool(cast.entities[number].roles) or (len(names) > 1 and len(names[0].split()) > len(names[1].split()) == 1)


def _known_for(name: str, tracked: Sequence[Claim]) -> Iterable[str]:
    """Authorities of the user's claims whose site bears the subject's name."""
    brand = _plain(name)
    for claim in tracked:
        for host in claim.authorities:
            if len(brand) >= _SHORTEST and _plain(hosts.site(host).split(".", 1)[0]) == brand:
                yield host


def _guess(names: Sequence[str]) -> list[str]:
    brand = _plain(names[0])
    return [f"{brand}.com"] if len(names[0].split()) == 1 and len(brand) >= _SHORTEST and brand.isascii() else []


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(name))
