"""What every test that kills has to ask afterwards: the outbox law, the files' state, and the figures as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tracker.model import Alert
from tracker.stores import Store


def leftovers(path: Path) -> list[Path]:
    """What interrupted writers of the file left beside it."""
    return list(path.parent.glob(f".{path.name}.*.tmp"))


def gone_bodies(store: Store) -> list[str]:
    """In words, each body that a feed names and the store cannot give."""
    named = {state.body_id for state in store.read().feeds.values() if state.body_id}
    return [f"body {name} is named and gone" for name in sorted(named) if store.body(name) is None]


def repeats(accepted: Mapping[str, int]) -> int:
    """How many acceptances were not the first of their message."""
    return sum(times - 1 for times in accepted.values())


def never_left(outbox: tuple[Alert, ...], accepted: Counter[str]) -> list[str]:
    """In words, each alert that no server ever accepted."""
    return [f"alert {one.id} never left" for one in outbox if one.id not in accepted]


def numbers(*defaults: int) -> tuple[int, ...]:
    """The program's arguments as whole numbers, each with its default."""
    words = sys.argv[1 : len(defaults) + 1]
    return (*(int(word) for word in words), *defaults[len(words) :])


def tell(figures: Any) -> None:
    """Print a dataclass of figures as JSON and leave: with 1 where its list `broken` is not empty."""
    print(json.dumps(asdict(figures)))
    sys.exit(bool(figures.broken))
