"""Small grammars over words, read from a language file: vocabularies, templates, and a reduction level by level.

Each token becomes one character that stands for everything the grammar knows of the word; a template becomes a regular
expression over such characters. What a template matches is replaced by one node with a value, and the next level
reads those nodes as words. A template is elements separated by spaces:

    word  a|b      this word, or one of these
    {slot}         a word (or node) of the vocabulary `slot`, captured; {a|b} of either; {slot:x|y} only x or y of it
    X?  ( X Y )?   may be missing
    <X  <!X        the word before is, is not, X: looked at, not taken
    >X  >!X        the same for the word after
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracker.errors import LanguageError

OTHER = "\ue000"
_FIRST_CODE = 0xE001
_WORD = r"[^\W\d_][^\W_]*"
_NUMBERS = r"""
    \d{4}-\d\d?-\d\d?(?:t\d[\d:.z+]*)?(?![^\W_])
  | \d{4}/\d\d?/\d\d?(?![^\W_])
  | \d\d?-\d\d?-(?:\d{4}|\d\d)(?![^\W_])
  | \d\d?/\d\d?/(?:\d{4}|\d\d)(?![^\W_])
  | \d\d?\.\d\d?\.(?:\d{4}|\d\d)(?![^\W_])
  | \d{4}[-/–](?:\d{4}|\d\d)(?![^\W_]|-\d)
  | [$€£]\s?\d[\d.,]*
  | \d+(?:[.,:]\d+)+%?
  | \d+\s?[%€$£]
  | \d+[^\W_]*°?
  | \n
  | \S
"""
_ELEMENT = re.compile(r"(?P<look><!|<|>!|>)?(?P<body>[^\s?]+|\?)(?P<optional>\?)?")
_MEMBER = re.compile(r"\{[^}]*\}|[^|{}]+")
_NUMERIC = re.compile(r"\d{4}([-/])\d\d?\1\d\d?(?:t.*)?|\d\d?([./-])\d\d?\2(?:\d{4}|\d\d)|\d{4}[-/–]\d+")
SENTENCE_END = frozenset("\n.;!?")
CLAUSE_END = SENTENCE_END | {",", ":", "(", ")"}
_SENTENCE_EDGE = frozenset('\n.:;!?»”"«“-|(')


def lexer(elision: bool) -> re.Pattern[str]:
    """Tokens: words, numbers as they are written, line ends, single marks; `l'` is a token where `elision` holds."""
    tail = r"(?:'(?=[^\W\d_]))?" if elision else ""
    return re.compile(f"{_WORD}{tail} | {_NUMBERS}", re.VERBOSE | re.IGNORECASE)


class Node(NamedTuple):
    """A word, or what a template made of several, at [start, end) of the text."""

    code: str
    start: int
    end: int
    word: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Captured:
    """The nodes that a template's slots took, by slot name, in order."""

    values: Mapping[str, list[Any]]
    nodes: Sequence[Node] = ()
    first: int = 0
    """Where the match begins among the `nodes`."""

    def one(self, slot: str) -> Any:
        """The first value of a slot, or None."""
        found = self.values.get(slot)
        return found[0] if found else None

    def all(self, slot: str) -> list[Any]:
        """Every value of a slot, in order."""
        return self.values.get(slot, [])

    def said_before(self, words: frozenset[str], within: int = 100, until: frozenset[str] = SENTENCE_END) -> bool:
        """Whether one of `words` is among the `within` words to the left, with no word of `until` between."""
        for node in reversed(self.nodes[max(0, self.first - within) : self.first]):
            if node.word in until:
                return False
            if node.word in words:
                return True
        return False


Build = Callable[[str, Captured], tuple[Any, frozenset[str]] | None]
"""(rule, captured) -> the new node's value and the slots it may fill from now on; None: no such thing after all."""


@dataclass(frozen=True, slots=True)
class Template:
    """One compiled template of one rule."""

    rule: str
    source: str
    regex: re.Pattern[str]
    slots: tuple[tuple[str, ...], ...]
    needs: tuple[frozenset[str], ...]
    """One character of each of these must be in a code that it matches."""
    constant: Any = None


class Level:
    """Templates that are tried together, each only on a code that has what it needs."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = tuple(templates)
        self._filed: dict[str, list[int]] = {}
        self._free = [rank for rank, template in enumerate(templates) if not template.needs]
        for rank, template in enumerate(templates):
            for character in min(template.needs, key=len, default=frozenset()):
                self._filed.setdefault(character, []).append(rank)

    def __iter__(self) -> Iterator[Template]:
        return iter(self.templates)

    def likely(self, present: frozenset[str]) -> list[int]:
        """The ranks of the templates that may match in a code of these characters."""
        ranks = {rank for character in present & self._filed.keys() for rank in self._filed[character]}
        return self._free + [rank for rank in ranks if not any(map(present.isdisjoint, self.templates[rank].needs))]


@dataclass
class Lexicon:
    """Word -> what the grammar knows of it, as one character a word; unknown words are OTHER."""

    values: dict[str, dict[str, Any]]
    """Slot -> word -> value."""
    codes: dict[frozenset[str], str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    weak: dict[str, str] = field(default_factory=dict)
    """The same for a word written as a name would be: without the slots whose name begins with `sure_`."""

    def code_for(self, members: frozenset[str]) -> str:
        """The character that stands for a set of slots and literals."""
        if not members:
            return OTHER
        if members not in self.codes:
            self.codes[members] = chr(_FIRST_CODE + len(self.codes))
        return self.codes[members]

    def characters(self, members: Iterable[str]) -> str:
        """Every character that stands for one of `members`."""
        wanted = set(members)
        return "".join(code for key, code in self.codes.items() if key & wanted)

    def code_of(self, words: Sequence[str]) -> str:
        """The characters of tokens as they stand in the text, lower-cased."""
        known = self.words.get
        return "".join([known(word) or (self._strange(word) if len(word) > 5 else OTHER) for word in words])

    def _strange(self, word: str) -> str:
        return self.codes[_NUMERIC_KEY] if word[0].isdecimal() and _NUMERIC.fullmatch(word) else OTHER

    def learn(self, literals: Iterable[str]) -> None:
        """Give every vocabulary word and every literal its character."""
        members: dict[str, set[str]] = {}
        for slot, entries in self.values.items():
            for word in entries:
                members.setdefault(word, set()).add(slot)
        for word in literals:
            members.setdefault(word, set()).add("=" + word)
        for word, known in members.items():
            self.words[word] = self.code_for(frozenset(known))
            self.weak[word] = self.code_for(weaker(frozenset(known)))
        self.code_for(_NUMERIC_KEY)


def weaker(members: frozenset[str]) -> frozenset[str]:
    """What a word may still be once it is written as a name would be: nothing that counts without its context."""
    return frozenset(member for member in members if not member.startswith("sure_"))


_NUMERIC_KEY = frozenset({"numeric"})


def literals_of(source: str) -> set[str]:
    """The words that a template names outright."""
    found: set[str] = set()
    for element in _ELEMENT.finditer(source):
        for member in _members(element["body"]):
            if not member.startswith("{"):
                found.add(member)
            elif ":" in member:
                found.update(member[1:-1].split(":", 1)[1].split("|"))
    return found - {"(", ")"}


def _members(body: str) -> list[str]:
    return _MEMBER.findall(body)


def compile_template(rule: str, source: str, constant: Any, lexicon: Lexicon) -> Template:
    """Make a template's regular expression; LanguageError where it cannot be read or names an unknown slot."""
    slots: list[tuple[str, ...]] = []
    parts = [_element(match, lexicon, slots, rule) for match in _ELEMENT.finditer(source)]
    try:
        return Template(rule, source, re.compile("".join(parts)), tuple(slots), _needs(source, lexicon, rule), constant)
    except re.error as cause:
        raise LanguageError(f"rule {rule}: template {source!r} cannot be read: {cause}") from cause


def _needs(source: str, lexicon: Lexicon, rule: str) -> tuple[frozenset[str], ...]:
    """The characters of every element that may not be missing; of the looked at only those that must be there."""
    open_groups: list[list[frozenset[str]]] = [[]]
    for match in _ELEMENT.finditer(source):
        if match["body"] == "(":
            open_groups.append([])
        elif match["body"] == ")":
            inside = open_groups.pop()
            open_groups[-1] += [] if match["optional"] else inside
        elif not match["optional"] and match["look"] not in ("<!", ">!"):
            found = "".join(_characters(member, lexicon, rule) for member in _members(match["body"]))
            open_groups[-1].append(frozenset(found))
    return tuple(dict.fromkeys(open_groups[0]))


def _element(match: re.Match[str], lexicon: Lexicon, slots: list[tuple[str, ...]], rule: str) -> str:
    body, optional = match["body"], match["optional"] or ""
    if body in "()":
        return "(?:" if body == "(" else ")" + optional
    characters = "".join(_characters(member, lexicon, rule) for member in _members(body))
    if look := match["look"]:
        return {"<": "(?<=[%s])", "<!": "(?<![%s])", ">": "(?=[%s])", ">!": "(?![%s])"}[look] % characters
    if body.startswith("{") and body.endswith("}") and len(_members(body)) == 1:
        slots.append(tuple(_slot_names(body)))
        return f"([{characters}]){optional}"
    return f"[{characters}]{optional}"


def _slot_names(member: str) -> list[str]:
    return member[1:-1].split(":", 1)[0].split("|")


def _characters(member: str, lexicon: Lexicon, rule: str) -> str:
    if not member.startswith("{"):
        return lexicon.words[member]
    names = _slot_names(member)
    if ":" in member:
        return "".join(lexicon.words[word] for word in member[1:-1].split(":", 1)[1].split("|"))
    found = lexicon.characters(names)
    if not found:
        raise LanguageError(f"rule {rule}: the slot {member} has no words; add them to the vocabulary or drop the rule")
    return found


def reduce(nodes: list[Node], levels: Iterable[Level], build: Build, lexicon: Lexicon) -> list[Node]:
    """Level by level, replace what templates match, leftmost and longest first, by the nodes `build` makes of them."""
    code = "".join([node.code for node in nodes])
    present = frozenset(code)
    for level in levels:
        ranks = level.likely(present)
        if ranks:
            nodes = _reduce_once(nodes, code, [(rank, level.templates[rank]) for rank in ranks], build, lexicon)
            code = "".join([node.code for node in nodes])
            present = frozenset(code)
    return nodes


def _reduce_once(
    nodes: list[Node], code: str, templates: Iterable[tuple[int, Template]], build: Build, lexicon: Lexicon
) -> list[Node]:
    matches = [(m.start(), -m.end(), rank, m, own) for rank, own in templates for m in own.regex.finditer(code)]
    if not matches:
        return nodes
    matches.sort(key=lambda found: found[:3])
    reduced: list[Node] = []
    done = 0
    for start, minus_end, _, match, own in matches:
        if start < done or start == -minus_end:
            continue
        node = _node(nodes, match, own, build, lexicon)
        if node is not None:
            reduced += [*nodes[done:start], node]
            done = -minus_end
    return reduced + nodes[done:]


def _node(nodes: list[Node], match: re.Match[str], template: Template, build: Build, lexicon: Lexicon) -> Node | None:
    values: dict[str, list[Any]] = {"": [template.constant]}
    for number, names in enumerate(template.slots, start=1):
        place = match.start(number)
        if place >= 0:
            values.setdefault(names[0].removeprefix("sure_"), []).append(_value(nodes[place], names, lexicon))
    made = build(template.rule, Captured(values, nodes, match.start()))
    if made is None:
        return None
    value, members = made
    return Node(lexicon.code_for(members), nodes[match.start()].start, nodes[match.end() - 1].end, value=value)


def _value(node: Node, names: tuple[str, ...], lexicon: Lexicon) -> Any:
    if node.value is not None:
        return node.value
    for name in names:
        if node.word in lexicon.values.get(name, {}):
            return lexicon.values[name][node.word]
    return node.word


def starts_sentence(nodes: list[Node]) -> bool:
    """Whether the next word opens a sentence, a line or a quotation."""
    return not nodes or nodes[-1].word in _SENTENCE_EDGE
