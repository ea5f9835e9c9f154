"""`doctor`: what is wrong, and the way out of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.desk import Home, open_desk, utc_now

if TYPE_CHECKING:
    from tracker.doctor import Finding


def register(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a finding.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no feed and no mail server.")] = False,
    home: Home = None,
) -> None:
    """Look for what is wrong: files, store, clock, mail, feeds, and claims that can never be confirmed.

    It changes nothing. Exit 0 nothing to do, 1 something needs doing; notes alone need nothing.

    Example: tracker doctor --offline
    """
    from tracker.doctor import Severity, examine
    from tracker.errors import ConfigError

    try:
        findings = examine(open_desk(home).settings, utc_now(), os.environ, offline=offline)
    except ConfigError as error:
        findings = [_unreadable(error)]
    for finding in findings:
        typer.echo(_json(finding) if as_json else _line(finding))
    wanting = sum(finding.severity is not Severity.NOTE for finding in findings)
    if not as_json:
        typer.echo(f"{wanting} to be done" if wanting else "nothing to be done")
    raise typer.Exit(1 if wanting else 0)


def _unreadable(error: Exception) -> Finding:
    from tracker.doctor import Finding, Severity

    return Finding("configuration", str(error), "mend that line; the rest was not looked at", Severity.ERROR)


def _line(finding: Finding) -> str:
    return f"{finding.severity:7}  {finding.where}: {finding.trouble}\n         -> {finding.way_out}"


def _json(finding: Finding) -> str:
    import dataclasses
    import json

    return json.dumps(dataclasses.asdict(finding), ensure_ascii=False)
