"""Every cue is proved by an example; files that cannot be used are refused by name."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker import languages
from tracker.errors import ConfigError
from tracker.languages import CODES, KINDS, load, matters, matters_in, opposites
from tracker.languages.patterns import _LONGEST_STEM, Hit, PatternError, PatternSet
from tracker.text import tokenise

WORDS = st.lists(st.sampled_from(["il", "club", "non", "ha", "smentito", "tutto", "accordo", ";"]), max_size=12)


STEPS = st.sampled_from(
    ["il", "non", "smenti*", "*lub", "a*o|club", "?non", "?tutto|ha", ".1", ".3", "ha|non|accordo", "*"]
)


def every_pattern():
    """(language, number of the group, pattern) for each pattern of each language."""
    return [
        pytest.param(code, at, pattern, id=f"{code}-{group.kind}-{at}-{number}")
        for code in CODES
        for at, group in enumerate(load(code).groups)
        for number, pattern in enumerate(group.patterns)
    ]


@pytest.mark.parametrize(("code", "at", "pattern"), every_pattern())
def test_pattern_is_found_in_an_example_of_its_group(code, at, pattern):
    """Each pattern by itself is found in at least one example of its own group."""
    group = load(code).groups[at]
    alone = PatternSet([(group.kind, pattern, 0)])
    assert any(alone.find(tokenise(example).words) for example in group.examples)


@pytest.mark.parametrize("code", CODES)
def test_every_example_shows_its_own_group(code):
    """No example stands in a group that does not find it."""
    language = load(code)
    for at, group in enumerate(language.groups):
        for example in group.examples:
            assert any(hit.group == at for hit in language.cues.find(tokenise(example).words)), (group.kind, example)


@pytest.mark.parametrize("code", CODES)
def test_every_language_knows_every_kind_it_needs(code):
    """The kinds that decide certainty, denial and time are in all five languages."""
    needed = {"conditional", "modal", "hearsay", "unnamed", "denial", "negation", "postpone", "confirm", "speech"}
    found = {group.kind for group in load(code).groups}
    assert needed <= found <= KINDS


@pytest.mark.parametrize("name", matters())
@pytest.mark.parametrize("code", CODES)
def test_every_matter_is_found_in_its_example(name, code):
    """Each matter's example in each language holds a word of that matter."""
    hits = load(code).matters.find(tokenise(matters_in(code)[name].example).folded)
    assert name in {hit.kind.partition(".")[0] for hit in hits}


def test_no_matter_excludes_itself():
    """What excludes a matter is another one, and at least one stands where any is named."""
    assert all(others and name not in others for name, others in opposites().items())


@pytest.mark.parametrize("raw", [{"gossip": ["deal"]}, {"deal": ["gossip"]}])
def test_an_unknown_matter_that_excludes_or_is_excluded_is_refused(raw, monkeypatch):
    """It is named with the file to mend."""
    real = languages.table
    monkeypatch.setattr(languages, "table", lambda name: raw if name == "opposites.toml" else real(name))
    with pytest.raises(ConfigError, match=r"opposites\.toml.*'gossip'.*matters\.toml"):
        opposites.__wrapped__()


def test_unknown_language_is_refused_by_name():
    """Asking for a language without a file names the file and those there are."""
    with pytest.raises(ConfigError, match=r"languages/xx\.toml.*de, en"):
        load("xx")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"kind": "gossip", "why": "w", "patterns": ["a"], "examples": ["a"]}, "unknown kind 'gossip'"),
        ({"kind": "denial", "patterns": ["a"], "examples": ["a"]}, "`why` is missing"),
        ({"kind": "denial", "why": "w", "patterns": [], "examples": ["a"]}, "`patterns` is missing"),
        ({"kind": "denial", "why": "w", "patterns": ["a"]}, "`examples` is missing"),
    ],
)
def test_group_that_lacks_something_is_refused(raw, message):
    """A group of an unknown kind, or without reason, patterns or examples, is named with what it lacks."""
    with pytest.raises(ConfigError, match=message):
        languages._group(raw, "languages/it.toml: cue 1")


@pytest.mark.parametrize("pattern", ["", "?maybe this", "word .3", "a||b", ".2 word"])
def test_pattern_that_cannot_be_read_is_refused(pattern):
    """A pattern that begins with a gap or an option, ends in a gap or has an empty alternative is quoted back."""
    with pytest.raises(PatternError, match="pattern"):
        PatternSet([("k", pattern, 0)])


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        ("smenti*", "il club smentisce tutto", (2, 3)),
        ("*erebbe", "il gruppo passerebbe oggi", (2, 3)),
        ("non .2 smentito", "non ha ancora smentito", (0, 4)),
        ("no ?further comment", "no comment", (0, 2)),
        ("no ?further comment", "no further comment", (0, 3)),
        ("made-up", "a made-up tale", (1, 4)),
        ("a|b c", "b c", (0, 2)),
        ("a*z b", "abcz b", (0, 2)),
    ],
)
def test_patterns_mean_what_the_manual_says(pattern, text, span):
    """Stems, endings, gaps, options, hyphens and alternatives match just the words they should."""
    assert PatternSet([("k", pattern, 0)]).find(tokenise(text).words) == [Hit("k", *span, 0)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("smentito", "smentita"),
        ("non .1 smentito", "non ha ancora smentito"),
        ("non .3 smentito", "non oggi ; smentito"),
        ("a b", "a"),
    ],
)
def test_patterns_do_not_reach_further(pattern, text):
    """Another ending, a gap too long, a semicolon between or a word missing: no hit."""
    assert PatternSet([("k", pattern, 0)]).find(tokenise(text).words) == []


@given(WORDS, WORDS)
def test_hits_move_with_the_text(before, words):
    """Words put in front of a text and a stop between them move its hits and change nothing else."""
    patterns = PatternSet([("denial", "smentito", 0), ("negation", "non .2 smentito", 1)])
    alone = patterns.find(words)
    joined = patterns.find([*before, ";", *words])
    shift = len(before) + 1
    assert {Hit(h.kind, h.first + shift, h.last + shift, h.group) for h in alone} <= set(joined)


@given(WORDS)
def test_what_was_met_before_changes_no_hit(words):
    """The memory of seen tokens is only a memory: a fresh set finds the same."""
    used = PatternSet([("denial", "smenti*", 0), ("negation", "non|il", 1)])
    used.find(["smentito", *words, "smentirono"])
    fresh = PatternSet([("denial", "smenti*", 0), ("negation", "non|il", 1)])
    assert used.find(words) == fresh.find(words)


def ends(steps, words, at):
    """Where a pattern of these words ends that goes on at `at`, written as plainly as the manual has it; 0 for nowhere."""
    if not steps:
        return at
    word, *rest = steps
    if word[0] == "." and word != ".":
        for skip in range(int(word[1:]) + 1):
            between = words[at : at + skip]
            if len(between) < skip or ";" in between:
                return 0
            if end := ends(rest, words, at + skip):
                return end
        return 0
    options = [option for option in word.lstrip("?").split("|") if option != "*"]
    fits = at < len(words) and any(fnmatchcase(words[at], option) and words[at] != ";" for option in options)
    taken = ends(rest, words, at + 1) if fits else 0
    return max(taken, ends(rest, words, at)) if word[0] == "?" else taken


@given(st.lists(STEPS, min_size=1, max_size=5), WORDS, st.sets(st.sampled_from(["non", "ha", "il"])))
def test_patterns_are_found_wherever_they_stand(steps, words, common):
    """However patterns are filed, and whatever words are common, the hits are those of trying each at each word."""
    assume(steps[0][0] not in "?." and steps[-1][0] != ".")
    plainly = [Hit("k", at, end) for at in range(len(words)) if (end := ends(steps, words, at))]
    assert PatternSet([("k", " ".join(steps), 0)], common).find(words) == plainly


@pytest.mark.parametrize("path", sorted(Path(languages.__file__).parent.glob("*.toml")), ids=lambda path: path.stem)
def test_no_pattern_begins_longer_words_than_are_looked_up(path):
    """A beginning of a word ("verschieb*") is short enough to be found in any token."""
    begun = re.findall(r"[^\s\"|*.?]+(?=\*)", path.read_text(encoding="utf-8"))
    assert max(map(len, begun), default=0) <= _LONGEST_STEM
