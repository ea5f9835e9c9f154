"""Story files become values; labels never do."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from tracker.errors import ClaimError
from tracker.model import Tier
from tracker.stories import parse

ITEM = {"date": "2025-02-17", "outlet": "Gazzetta.example", "tier": "press", "lang": "it", "title": "Un titolo"}
LABELS = {"stance": "supports", "on_record": True, "copy_of": 0, "why": "perché", "doubtful": "forse"}


def story(**changes: object) -> dict[str, object]:
    """A small story, with labels, that `changes` alter."""
    claim = {"text": "Una frase", "subjects": [["Tizio", "T."]], "opened": "2025-02-01", "kind": "event"}
    rows = [{"as_of": "2025-03-01", "status": "confirmed"}]
    return {"slug": "s", "claim": claim, "items": [{**ITEM, **LABELS}], "expected_status": rows, **changes}


def test_a_story_gives_a_claim_items_and_the_days_to_look_at() -> None:
    """Claim, items and the dates of the expected rows come out as the program's own values."""
    one = parse(json.dumps(story()), "s.json")
    assert one.claim.subjects == (("Tizio", "T."),)
    assert one.as_of == (date(2025, 3, 1),)
    (item,) = one.items
    assert item is not None
    assert (item.host, item.outlet, item.tier, item.language) == (
        "gazzetta.example",
        "Gazzetta.example",
        Tier.PRESS,
        "it",
    )
    assert item.published.date() == date(2025, 2, 17)


def test_labels_change_nothing_that_comes_out() -> None:
    """The same story without its labels, or with others, parses to equal values."""
    bare = story(items=[ITEM], expected_status=[{"as_of": "2025-03-01"}])
    other = story(
        items=[{**ITEM, **LABELS, "stance": "denies"}], expected_status=[{"as_of": "2025-03-01", "status": "x"}]
    )
    assert parse(json.dumps(story()), "s") == parse(json.dumps(bare), "s") == parse(json.dumps(other), "s")


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({**ITEM, "date": "yesterday"}, "item 0: 'yesterday' is no day like 2026-02-28"),
        ({**ITEM, "tier": "royalty"}, "royalty"),
        ({key: value for key, value in ITEM.items() if key != "outlet"}, "`outlet` is missing"),
        ({**ITEM, "title": ""}, "nothing to read"),
        ("text", "not an object"),
    ],
)
def test_a_bad_item_is_named_and_the_rest_goes_on(item: object, says: str) -> None:
    """An unusable item leaves a hole at its index and one line that names it."""
    one = parse(json.dumps(story(items=[item, ITEM])), "s.json")
    assert one.items[0] is None
    assert one.items[1] is not None
    assert len(one.problems) == 1
    assert one.problems[0].startswith("s.json: item 0") and says in one.problems[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "a story is a JSON object"),
        (json.dumps({"claim": {"text": "x", "subjects": [], "opened": "2025-01-01"}}), "subjects is empty"),
        (json.dumps({"claim": {"text": "x", "subjects": [["a"]]}}), "claim.opened is missing"),
        (json.dumps({"claim": {"text": "x", "subjects": [["a"]], "opened": "soon"}}), "claim.opened"),
        (
            json.dumps(story(claim={"text": "x", "subjects": [["a"]], "opened": "2025-01-01", "kind": "hope"})),
            "claim.kind",
        ),
    ],
)
def test_an_unusable_story_is_one_clear_error(text: str, says: str) -> None:
    """What cannot be read at all raises an error that names the file and what is wrong."""
    with pytest.raises(ClaimError, match=r"^s\.json: ") as caught:
        parse(text, "s.json")
    assert says in str(caught.value)


def test_a_story_without_opening_date_opens_with_its_first_item() -> None:
    """Where the claim gives no opening, the first item's date is it."""
    raw = story(claim={"text": "Una frase", "subjects": [["Tizio"]]})
    assert parse(json.dumps(raw), "s").claim.opened == date(2025, 2, 17)


@pytest.mark.parametrize("subjects", [[[" "]], [""], [[]], [["", "\t"]], []])
def test_a_subject_needs_a_name(subjects: object) -> None:
    """Blank names are none; a story with no other is refused by name, and one with others goes on without them."""
    told = story()
    told["claim"] |= {"subjects": subjects}
    with pytest.raises(ClaimError, match=r"s\.json: claim\.subjects is empty"):
        parse(json.dumps(told), "s.json")
    told["claim"] |= {"subjects": [["Tizio", " "], *subjects]}
    assert parse(json.dumps(told), "s.json").claim.subjects == (("Tizio",),)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    """Its slips would all be nonsense; one day is a window."""
    told = story()
    told["claim"] |= {"kind": "plan", "expected": {"from": "2026-09-30", "to": "2026-09-01"}}
    with pytest.raises(ClaimError, match=r"ends on 2026-09-01, before it begins on 2026-09-30: swap them"):
        parse(json.dumps(told), "s.json")
    told["claim"] |= {"expected": {"from": "2026-09-01", "to": "2026-09-01"}}
    assert parse(json.dumps(told), "s.json").claim.expected is not None


def test_a_misspelt_key_is_named() -> None:
    """It is a problem, and the story is read without it; a writer's own keys, and those beside the right one, are not."""
    told = story()
    told["claim"] = {key: value for key, value in told["claim"].items() if key != "keywords"}
    told["claim"] |= {"keyword": ["incontro"], "text_en": "They met.", "subject": "Tizio", "note": "mine"}
    found = parse(json.dumps(told), "s.json")
    assert [line for line in found.problems if "claim." in line] == [
        "s.json: claim.keyword is not read: did you mean 'keywords'?"
    ]
    assert found.claim.keywords == ()


def test_half_a_pair_of_code_units_is_no_text() -> None:
    """JSON can write it, no file can hold it: what stands for no character is U+FFFD, a whole pair the one it is."""
    raw = {
        "claim": {"text": "A \ud800 meets B.", "language": "en", "kind": "event", "subjects": [["A\udc00"]]},
        "items": [{"date": "2025-01-05", "outlet": "a.example", "tier": "press", "title": "\ud83d\ude00 \ud800"}],
    }
    story = parse(json.dumps(raw), "half.json")
    assert (story.claim.text, story.claim.subjects) == ("A \ufffd meets B.", (("A\ufffd",),))
    assert story.items[0] and story.items[0].title == "\U0001f600 \ufffd"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("authorities", "motori.example", "claim.authorities: 'motori.example' is no list"),
        ("opened", "2025-13-01", "claim.opened: '2025-13-01' is no day like 2026-02-28"),
        ("expected", {"from": "autunno", "to": None}, "claim.expected.from: 'autunno' is no day like 2026-02-28"),
    ],
)
def test_what_is_wrong_in_a_claim_is_said_in_plain_words(key: str, value: object, said: str) -> None:
    """With what was written there, and how a day is."""
    broken = json.loads(json.dumps(story()))
    broken["claim"][key] = value
    with pytest.raises(ClaimError, match=re.escape(said)):
        parse(json.dumps(broken), "s.json")
