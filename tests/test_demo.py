"""The demo is the run: its recording decides how it ends."""

from __future__ import annotations

import json
import re
import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracker.cli import app
from tracker.paths import shipped

FIRST_ELECTRIC = "prima-ferrari-elettrica-ottobre-2025"


def play(into: Path, recording: Path | None = None) -> str:
    """The demo's output."""
    options = ["--into", str(into), *(["--recording", str(recording)] if recording else [])]
    result = CliRunner().invoke(app, ["demo", *options])
    assert result.exit_code == 0, result.output
    return result.output


def statuses(into: Path) -> dict[str, str]:
    """Each claim's status at the end, by the store's readable summary."""
    data = json.loads((into / "store.json").read_text(encoding="utf-8"))
    return {slug: row["status"] for slug, row in data["summary"].items()}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One demo for the tests that only look."""
    into = tmp_path_factory.mktemp("demo") / "home"
    return into, play(into)


def test_the_first_electric_ferrari_goes_from_rumour_to_announced_to_postponed(played: tuple[Path, str]) -> None:
    """The whole story shows: speculation, announced on 4 February, postponed on 6 May, and so it ends."""
    into, output = played
    changes = re.findall(r"^(\d{4}-\d\d-\d\d)  (.+?) -> (.+?)  La prima Ferrari elettrica sarà", output, re.MULTILINE)
    assert changes[0] == ("2025-02-04", "Speculazione", "Annunciato")
    assert changes[1] == ("2025-05-06", "Annunciato", "Rinviato")
    assert statuses(into)[FIRST_ELECTRIC] == "postponed"


def test_what_was_confirmed_stays_so(played: tuple[Path, str]) -> None:
    """The denial of the alliance takes back neither the meeting nor the visit that the same items speak of."""
    _, told = played
    assert not [line for line in told.splitlines() if "Confermato ->" in line or "Confirmed ->" in line]


def test_the_rumoured_collaboration_ends_denied_and_the_meeting_confirmed(played: tuple[Path, str]) -> None:
    """What was denied is denied and what was confirmed is confirmed, although the same items speak of both."""
    into, _ = played
    ends = statuses(into)
    assert ends["ferrari-leapmotor-collaborazione"] == "denied"
    assert ends["vigna-zhu-incontro"] == "confirmed"
    assert ends["leapmotor-vendite-2024-raddoppiate"] == "corroborated"
    assert ends["stellantis-leapmotor-quota"] == "speculation"


def test_every_change_is_told_with_its_reason_and_rule(played: tuple[Path, str]) -> None:
    """Below each change stands one sentence and the rule's name."""
    _, output = played
    lines = output.split("\n\n")[0:] and output.splitlines()
    told = [index for index, line in enumerate(lines) if re.match(r"\d{4}-\d\d-\d\d  .+ -> ", line)]
    assert len(told) >= 5
    assert all(re.search(r"\S+ \[[A-Z_]+\]$", lines[index + 1]) for index in told)


def test_the_mails_open_in_a_mail_program(played: tuple[Path, str]) -> None:
    """Each .eml file parses without a defect and has a subject, a recipient and text beside HTML."""
    into, _ = played
    files = sorted((into / "outbox").glob("*.eml"))
    assert files
    for path in files:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert not mail.defects
        assert mail["Subject"]
        assert mail["Message-ID"]
        assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_the_report_is_where_the_demo_says(played: tuple[Path, str]) -> None:
    """The HTML report exists at the printed path and tells the claim."""
    _, output = played
    path = Path(re.search(r"^HTML report: (.+)$", output, re.MULTILINE)[1])  # type: ignore[index]
    assert "La prima Ferrari elettrica sarà svelata" in path.read_text(encoding="utf-8")


def recording_without(tmp_path: Path, needle: str, instead: str | None = None) -> Path:
    """A copy of the recording in which every entry with `needle` is gone, or has its text replaced by `instead`."""
    copy = tmp_path / "recorded"
    shutil.copytree(shipped("feeds") / "recorded", copy)
    found = 0
    for path in copy.glob("*/*.xml"):
        text = path.read_text(encoding="utf-8")

        def change(match: re.Match[str]) -> str:
            nonlocal found
            if needle not in match[0]:
                return match[0]
            found += 1
            if instead is None:
                return ""
            text = re.sub(r"<title>.*?</title>", f"<title>{instead}</title>", match[0])
            return re.sub(r"<description>.*?</description>", f"<description>{instead}</description>", text)

        path.write_text(re.sub(r"    <item>.*?</item>\n", change, text, flags=re.DOTALL), encoding="utf-8")
    assert found
    return copy


def test_without_the_two_year_end_items_the_sales_claim_stays_speculation(tmp_path: Path) -> None:
    """Take out one of the two roots and the claim on sales is no longer corroborated."""
    recording = recording_without(tmp_path, "dispacci.example/leapmotor-2024")
    play(tmp_path / "home", recording)
    assert statuses(tmp_path / "home")["leapmotor-vendite-2024-raddoppiate"] == "speculation"


def test_an_announcement_turned_into_a_denial_ends_the_story_otherwise(tmp_path: Path) -> None:
    """Turn Zhu's confirmation around and the meeting is not confirmed."""
    instead = "Zhu Jiangming ha smentito di avere incontrato Benedetto Vigna a Hangzhou: l'incontro non c'è mai stato"
    recording = recording_without(
        tmp_path, "formulapassion.it/editoriale/ferrari-e-leapmotor-quante-fake-news", instead
    )
    play(tmp_path / "home", recording)
    assert statuses(tmp_path / "home")["vigna-zhu-incontro"] == "denied"


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    """The demo refuses a folder with somebody's files in it."""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(app, ["demo", "--into", str(tmp_path)])
    assert result.exit_code != 0
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"
