"""The house stands: imports point one way, decisions touch no clock and no world."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "tracker"

BASE = {"model", "events", "errors", "labels", "text", "texts", "urls", "hosts", "wording", "tomlfile"}
DECISIONS = {
    "items", "matching", "speaking", "reading", "readings", "languages", "origins", "ledger", "policy", "alerts", "reports", "due",
    "rehearse", "stories", "scoring", "summary", "extract", "templates",
}  # fmt: skip
WORLD = {
    "fetch", "stores", "notifiers", "outbox", "schedule", "config", "feedlist", "claimfile", "files", "paths",
    "recorded", "doctor", "pages",
}  # fmt: skip
FRONT = {"cycle", "cli", "web", "person"}
FLOORS = [BASE, DECISIONS, WORLD, FRONT]
FORBIDDEN = {
    "os", "socket", "tinydb", "apscheduler", "random", "logging", "time", "asyncio", "uvloop", "pycurl", "subprocess",
}  # fmt: skip
ONLY_HOME = {"feedparser": {"items"}, "apscheduler": {"schedule"}, "tinydb": {"stores"}}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(path for path in ROOT.rglob("*.py") if "_data" not in path.parts)


def room(path: Path) -> str:
    """The top-level name a module belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Full dotted names of everything a module imports, type-checking imports included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def floor(name: str) -> int:
    """How far down the line a room is; an unknown room is a failure, so that a new one must be placed."""
    for number, rooms in enumerate(FLOORS):
        if name in rooms:
            return number
    raise AssertionError(f"tracker/{name} is on no floor: add it to the picture in this test")


def test_there_is_a_house_to_check() -> None:
    """The checks below see the package's real modules."""
    rooms = {room(path) for path in modules()}
    assert {"model", "cycle", "cli", "policy", "reading", "fetch", "stores"} <= rooms


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down_the_line(path: Path) -> None:
    """model, errors <- decisions <- world <- cycle, cli: a module imports nothing from a later floor."""
    if room(path) in {"__init__", "__main__"}:
        return
    own = floor(room(path))
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "tracker" and len(parts) > 1 and (ROOT / parts[1]).exists() | (ROOT / f"{parts[1]}.py").exists():
            assert floor(parts[1]) <= own, f"{path.name} imports {name}, which is further down the line"


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if room(path) in BASE | DECISIONS],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_decisions_do_not_touch_the_world(path: Path) -> None:
    """A decision imports no clock, socket, store or log, and never asks what time it is."""
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & FORBIDDEN
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"now", "utcnow", "today"}


@pytest.mark.parametrize("library", sorted(ONLY_HOME))
def test_a_library_has_one_home(library: str) -> None:
    """feedparser, APScheduler and TinyDB are each imported by one room only."""
    users = {room(path) for path in modules() if library in {name.split(".")[0] for name in imported(path)}}
    assert users == ONLY_HOME[library]


def test_every_package_that_is_imported_is_named_as_a_dependency() -> None:
    """What another package happens to bring along may be gone with its next release."""
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (need for name, needs in project["optional-dependencies"].items() if name != "test" for need in needs)
    named = {re.split(r"[^\w.-]", need, maxsplit=1)[0].lower() for need in (*project["dependencies"], *extras)}
    brought = packages_distributions()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"tracker"}:
                assert named & {one.lower() for one in brought.get(name, ())}, f"{path.name} imports {name}"
