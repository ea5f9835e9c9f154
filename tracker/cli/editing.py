"""`claim edit`: one claim changed by options, or as its TOML block in your editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.completing import claim_slugs
from tracker.cli.desk import Home, open_desk
from tracker.errors import ClaimError

if TYPE_CHECKING:
    from tracker.model import Claim


def edit(
    slug: Annotated[str, typer.Argument(help="The claim's slug.", autocompletion=claim_slugs)],
    text: Annotated[str | None, typer.Option("--text", help="The claim as one sentence.")] = None,
    subject: Annotated[
        list[str] | None, typer.Option("--subject", "-s", help="All subjects anew, each with its aliases.")
    ] = None,
    keyword: Annotated[list[str] | None, typer.Option("--keyword", "-k", help="All keywords anew.")] = None,
    authority: Annotated[list[str] | None, typer.Option("--authority", "-a", help="All authorities anew.")] = None,
    speaker: Annotated[list[str] | None, typer.Option("--speaker", help="All speakers anew.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="event or plan.")] = None,
    window: Annotated[
        str | None, typer.Option("--window", help='2025-10-01..2025-10-31; a side may be empty, "none" takes it away.')
    ] = None,
    home: Home = None,
) -> None:
    """Change a claim in the claims file: the options given, or without any its block in $EDITOR.

    Comments and whatever is not changed stay as they are; the next run reads the news for the claim anew.

    Example: tracker claim edit prima-ferrari-elettrica-ottobre-2025 --window 2025-10-01..2026-03-31
    """
    from tracker.claimfile import change_claim
    from tracker.cli.claims import find_claim

    desk = open_desk(home)
    claim = find_claim(slug, desk.claims)
    given = _given(text, subject, keyword, authority, speaker, kind, window)
    changed = _changed(claim, given) if given else edited(claim)
    if changed == claim:
        typer.echo(f"{claim.slug}: nothing changed")
        return
    change_claim(desk.settings.claims, changed)
    typer.echo(f"changed {claim.slug} in {desk.settings.claims}")


def _given(
    text: str | None,
    subject: list[str] | None,
    keyword: list[str] | None,
    authority: list[str] | None,
    speaker: list[str] | None,
    kind: str | None,
    window: str | None,
) -> dict[str, Any]:
    from tracker.cli.claims import parse_window

    groups = [[alias.strip() for alias in one.split(",") if alias.strip()] for one in subject or []]
    fields = {
        "text": text,
        "subjects": groups,
        "keywords": keyword,
        "authorities": authority,
        "speakers": speaker,
    }
    found: dict[str, Any] = {key: value for key, value in fields.items() if value}
    if kind:
        found["kind"] = _kind(kind)
    if window:
        found["expected"] = None if window == "none" else parse_window(window)
    return found


def _kind(word: str) -> str:
    from tracker.cli.acting import nearest_word
    from tracker.model import Kind

    return nearest_word(word, [kind.value for kind in Kind])


def _changed(claim: Claim, given: dict[str, Any]) -> Claim:
    from tracker.cli.claims import make_claim

    return make_claim({**claim.model_dump(), **given})


def edited(claim: Claim) -> Claim:
    """The claim as it comes back from the editor. Raises ClaimError where it cannot be used; nothing is written."""
    from tracker.claimfile import dump_claims, parse_claims

    found = parse_claims(_in_editor(dump_claims([claim])), "the edited claim")
    if found.problems:
        raise found.problems[0]
    if len(found.claims) != 1 or found.claims[0].slug != claim.slug:
        raise ClaimError(f'the edited claim: keep one claim with the slug "{claim.slug}"; its history hangs on it')
    return found.claims[0]


def _in_editor(text: str) -> str:
    """The text as $VISUAL, $EDITOR or vi leaves it. Raises ClaimError where no editor can be run or it fails."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="claim-") as folder:
        path = Path(folder) / "claim.toml"
        path.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*command, str(path)], check=True)  # noqa: S603 - the user's own editor
            return path.read_text(encoding="utf-8")
        except (OSError, subprocess.CalledProcessError, UnicodeDecodeError) as error:
            raise ClaimError(
                f"{' '.join(command)}: the editor failed ({error}); set EDITOR, or give options"
            ) from error
