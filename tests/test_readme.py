"""The README cannot lie: its commands and options exist, its files are there, its two lines are as promised."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tracker import stories
from tracker.cli import app
from tracker.model import Stance
from tracker.reading import read_claim

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
INLINE = re.findall(r"`(tracker [^`]+)`", README)


def commands() -> Iterator[str]:
    """Every `tracker ...` command line the README shows."""
    for block in BLOCKS:
        for line in block.splitlines():
            yield from re.findall(r"(?:^|&& )(?:\.venv/bin/)?(tracker .+?)(?= &&|$)", line)
    yield from INLINE


def tree() -> Any:
    """The program's commands as the parser sees them."""
    return typer.main.get_command(app)


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its path."""
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from walk(child, (*path, name))


def options(command: Any) -> set[str]:
    """The option names a command takes."""
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}


def test_the_two_set_up_commands_are_one_line_each() -> None:
    """Exactly two lines begin with `python3 -m venv .venv &&`; the first ends in the demo, the second in pytest."""
    lines = [line for block in BLOCKS for line in block.splitlines() if line.startswith("python3 -m venv .venv &&")]
    assert len(lines) == 2
    assert lines[0].endswith("tracker demo")
    assert lines[1].endswith("pytest")


def test_there_are_commands_to_check() -> None:
    """The reader of the README below finds the commands it is about."""
    assert len(set(commands())) > 20


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_a_command_in_the_readme_exists_with_its_options(line: str) -> None:
    """Each shown command resolves, and takes every option it is shown with."""
    words = shlex.split(line.replace("...", "x"))[1:]
    command = tree()
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    assert not hasattr(command, "commands") or not words, f"{line}: no such command"
    shown = {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)}
    assert shown <= options(command), f"{line}: {shown - options(command)}"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_a_file_linked_in_the_readme_is_there(target: str) -> None:
    """Each relative link leads to a file."""
    assert (ROOT / target).exists()


@pytest.mark.parametrize(("path", "command"), [(" ".join(path), command) for path, command in walk(tree())])
def test_every_command_has_help_with_an_example(path: str, command: Any) -> None:
    """Each command that does something says what, and shows an example of itself that exists."""
    if hasattr(command, "commands") and path:
        assert command.help
        return
    text = command.help or command.callback.__doc__ or ""
    found = re.search(r"Example: (tracker .+)", text)
    assert found, f"tracker {path}: no example"
    assert found[1].startswith(f"tracker {path}".rstrip())


def test_the_session_in_the_readme_is_the_one_that_is_run() -> None:
    """The README's session is, command by command, the one that tests/test_cli_person.py runs."""
    steps = tomllib.loads((ROOT / "tests" / "data" / "session.toml").read_text(encoding="utf-8"))["step"]
    told = "\n".join(step["command"].replace("{item}", "ITEM") for step in steps)
    assert told in README


def test_the_readme_names_every_command() -> None:
    """A command that the README does not mention is one a reader will not find."""
    flat = README.replace("`", " ")
    for path, command in walk(tree()):
        if path and not hasattr(command, "commands"):
            assert re.search(rf"\b{path[-1]}\b", flat), " ".join(path)


def test_the_story_in_the_readme_can_be_read() -> None:
    """The smallest story shown is one: its claim and its item are usable."""
    (text,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    story = stories.parse(text, "README.md")
    assert story.claim.subjects and all(story.items)
    assert read_claim(story.claim, story.items[0]).stance is Stance.REPORTS
