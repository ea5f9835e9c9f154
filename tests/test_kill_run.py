"""The real `tracker run` killed at its commits and deliveries: the few kills that every test run can afford."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILL_RUN = Path(__file__).parent / "bench" / "kill_run.py"


@pytest.mark.slow
def test_twelve_killed_runs() -> None:
    """After 12 kills the store opens, the ledger and the mails are those of a home that was never killed.

    A mail is sent again only where the kill fell between its acceptance and its mark, and then once.
    """
    done = subprocess.run([sys.executable, str(KILL_RUN), "12", "4", "3"], capture_output=True, text=True, timeout=110)
    assert done.stderr == ""
    figures = json.loads(done.stdout)
    assert figures["broken"] == []
    assert figures["kills"] == 12
    assert figures["inside"] >= 6
    assert figures["lost"] == 0
    assert figures["repeats"] == figures["unmarked"]
    assert figures["accepted"] >= 70
