"""Who of a claim's subjects may speak for it, where it names no speakers."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.model import Claim, Kind
from tracker.speaking import channel_of, speaking


def claim(*subjects: tuple[str, ...], authorities: tuple[str, ...] = ()) -> Claim:
    """A claim about these."""
    return Claim(
        slug="one", text="Es geschieht.", language="de", kind=Kind.EVENT, subjects=subjects, authorities=authorities,
        opened=date(2025, 1, 1),
    )  # fmt: skip


FIRM, SHIP, PLACE = ("Caldera", "Caldera Spa"), ("Stella Alba",), ("Porto Vento",)
GAME, CHIEF, GUEST = ("Iron Road 5", "IR5"), ("Orsola Venti", "Venti"), ("Mara Blu",)


@pytest.mark.parametrize(
    ("subjects", "who"),
    [
        ((FIRM, SHIP, PLACE), (FIRM,)),
        ((FIRM, GAME), (FIRM,)),
        ((FIRM, ("Duna", "Caldera Duna")), (FIRM,)),
        ((FIRM, CHIEF), (FIRM, CHIEF)),
        ((FIRM, GUEST), (FIRM, GUEST)),
        ((FIRM, ("Jean-Luc Sarti",), ("Nasser al-Dahri",)), (FIRM, ("Jean-Luc Sarti",), ("Nasser al-Dahri",))),
        ((FIRM, ("Carla von Stein",), ("Festa dei Fiori",)), (FIRM, ("Carla von Stein",))),
        ((FIRM, ("San Siro", "stadio San Siro")), (FIRM, ("San Siro", "stadio San Siro"))),
        ((("Ferrovia Nord",), FIRM), (("Ferrovia Nord",), FIRM)),
        ((("Kinderzulage", "Kinderzulagengesetz"), FIRM), (FIRM,)),
    ],
)
def test_whoever_has_a_channel_or_is_somebody_speaks(
    subjects: tuple[tuple[str, ...], ...], who: tuple[tuple[str, ...], ...]
) -> None:
    """A ship, a place, a game, a law say nothing beside a firm whose host is known; what looks like a name may be one."""
    assert speaking(claim(*subjects, authorities=("caldera.example",))) == who


def test_where_a_host_is_nobodys_each_may_speak() -> None:
    """A government's site is called after none of the subjects, and without sites nothing can be told."""
    assert speaking(claim(FIRM, PLACE, authorities=("caldera.example", "governo.example"))) == (FIRM, PLACE)
    assert speaking(claim(FIRM, PLACE)) == (FIRM, PLACE)


def test_a_host_is_called_after_the_likest() -> None:
    """By number; of the car and its maker it is the maker's."""
    subjects = (("Caldera Duna", "Duna"), FIRM)
    assert channel_of(subjects, "www.caldera.example") == 1
    assert channel_of(subjects, "press.duna.example") == 0
    assert channel_of(subjects, "governo.example") is None
    assert channel_of((), "caldera.example") is None


def test_a_town_halls_site_is_the_town_halls() -> None:
    """A label under the site that an alias has too tells the town from its club."""
    subjects = (("Roccamare", "US Roccamare"), ("Comune di Roccamare", "Mazzi"))
    assert channel_of(subjects, "usroccamare.example") == 0
    assert channel_of(subjects, "comune.roccamare.example") == 1
    assert channel_of(subjects[:1], "comune.roccamare.example") == 0
