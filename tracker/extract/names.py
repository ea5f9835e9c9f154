"""Who an article speaks of: capitalised sequences, joined into one subject a person or body, with roles as aliases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.extract.article import Article, Paragraph
from tracker.extract.words import Words
from tracker.text import Sentence, Tokens

Key = tuple[str, ...]
"""A name's folded words."""


@dataclass(frozen=True)
class Mention:
    """Name `entity` stands on tokens [first, last) of a paragraph; `thing` is the whole phrase of a new product."""

    entity: int
    first: int
    last: int
    thing: str | None = None
    located: bool = False
    """Said as a place: "in X", "the city of X"."""


@dataclass
class Entity:
    """One subject: its names as written, fullest first, then what its office is called."""

    names: list[str]
    roles: list[str] = field(default_factory=list)
    of: int | None = None
    """The body whose office this person holds."""
    place: bool = False

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every name in the article, without repetition."""
        return tuple(dict.fromkeys([*self.names, *self.roles]))


@dataclass(frozen=True)
class Cast:
    """The article's subjects and where they stand: one tuple of mentions a paragraph."""

    entities: tuple[Entity, ...]
    mentions: tuple[tuple[Mention, ...], ...]


def find_names(article: Article) -> Cast:
    """The subjects that the article's own sentences name; headings only repeat them."""
    table = article.words
    small = _small_words(article)
    runs = [run for paragraph in article.paragraphs for run in _runs(paragraph, table, small)]
    entities, by_key = _entities([run for run in runs if run[1]])
    mentions = tuple(tuple(_mentions(paragraph, by_key, table)) for paragraph in article.paragraphs)
    for paragraph, found in zip(article.paragraphs, mentions, strict=True):
        _learn_roles(paragraph, found, entities, table)
    _mark_places(entities, mentions)
    return Cast(tuple(entities), mentions)


def _small_words(article: Article) -> frozenset[str]:
    """Words that the article also writes small: their capital at a sentence's beginning says nothing."""
    return frozenset(
        word
        for paragraph in article.paragraphs
        for raw, word in zip(paragraph.tokens.raw, paragraph.tokens.words, strict=True)
        if raw == word
    )


def _is_capital(tokens: Tokens, at: int) -> bool:
    raw = tokens.raw[at]
    return raw[0].isalpha() and raw != raw.lower() and not raw.startswith(("'", "’"))


def _runs(paragraph: Paragraph, table: Words, small: frozenset[str]) -> Iterator[tuple[Key, str]]:
    """(folded words, as written) of each capitalised sequence in the paragraph's sentences."""
    if paragraph.heading:
        return
    offices = {
        at for marks in paragraph.marks for hit in marks if hit.kind == "role" for at in range(hit.first, hit.last)
    }
    common = {hit.first for marks in paragraph.marks for hit in marks if hit.kind in ("measure", "vague")}
    common |= {hit.first for hit in paragraph.view.matters()}
    for sentence in paragraph.sentences:
        at = sentence.first
        while at < sentence.last:
            end = _run_end(paragraph.tokens, at, sentence, table, offices)
            if end > at:
                yield _trimmed(paragraph.tokens, at, end, sentence.first, table, small, common)
            at = max(end, at + 1)


def _run_end(tokens: Tokens, at: int, sentence: Sentence, table: Words, offices: set[int]) -> int:
    if not _is_capital(tokens, at) or at in offices or tokens.words[at] in table["calendar"]:
        return at
    end = at + 1
    while end < sentence.last:
        if end not in offices and _is_capital(tokens, end) and tokens.words[end] not in table["calendar"]:
            end += 1
        elif _links(tokens, end, at, sentence.last, table) or _hyphen(tokens, end, sentence.last):
            end += 2
        else:
            break
    return end + 1 if _numbered(tokens, end, sentence.last) else end


def _links(tokens: Tokens, at: int, first: int, last: int, table: Words) -> bool:
    """ "Bank of England": a small word inside the name of a body."""
    inside = tokens.words[at] in table["body_links"] and tokens.words[first] in table["bodies"]
    return at + 1 < last and (inside or tokens.words[at] == "&") and _is_capital(tokens, at + 1)


def _hyphen(tokens: Tokens, at: int, last: int) -> bool:
    if at + 1 >= last or tokens.words[at] != "-":
        return False
    return tokens.starts[at + 1] == tokens.ends[at] and tokens.starts[at] == tokens.ends[at - 1]


def _numbered(tokens: Tokens, at: int, last: int) -> bool:
    """ "Orion 7": a number of one or two digits that nothing counts with."""
    if at >= last or not tokens.words[at].isdigit() or len(tokens.words[at]) > 2:
        return False
    after = tokens.words[at + 1] if at + 1 < last else "."
    return not (after[0].isalpha() or after in "%-€$/°") or after in ("and", "e", "will", "is", "è", "in", "has")


def _trimmed(
    tokens: Tokens, first: int, last: int, sentence_first: int, table: Words, small: frozenset[str], common: set[int]
) -> tuple[Key, str]:
    """The run without what only the sentence's beginning, an article or a conjunction put into capitals."""
    while first < last and (
        tokens.words[first] in table["function"]
        or (first == sentence_first and last - first == 1 and tokens.words[first] in small)
        or (first == sentence_first and tokens.words[first] in small and not _often_capital(tokens, first))
    ):
        first += 1
    if first >= last or (first == sentence_first and last - first == 1 and first in common):
        return (), ""
    key = tuple(tokens.folded[at] for at in range(first, last) if tokens.folded[at][0].isalnum())
    raw = tokens.text[tokens.starts[first] : tokens.ends[last - 1]]
    return (key, raw) if sum(map(len, key)) > 1 else ((), "")


def _often_capital(tokens: Tokens, at: int) -> bool:
    return sum(raw == tokens.raw[at] for raw in tokens.raw) > 1


def _entities(runs: list[tuple[Key, str]]) -> tuple[list[Entity], dict[Key, int]]:
    """Names joined: a surname alone belongs to the full name met before it."""
    counts = Counter(key for key, _ in runs)
    entities: list[Entity] = []
    by_key: dict[Key, int] = {}
    for key, raw in runs:
        if key in by_key:
            continue
        owner = _owner(key, by_key, entities) if counts[key] else None
        if owner is None:
            by_key[key] = len(entities)
            entities.append(Entity([raw]))
        else:
            by_key[key] = owner
            entities[owner].names.append(raw)
    return entities, by_key


def _owner(key: Key, by_key: dict[Key, int], entities: list[Entity]) -> int | None:
    """The entity met before whose surname or acronym `key` is."""
    if len(key) != 1:
        return None
    for other, number in by_key.items():
        if len(other) > 1 and (other[-1] == key[0] or "".join(word[0] for word in other) == key[0]):
            return number
    return None


def _mentions(paragraph: Paragraph, by_key: dict[Key, int], table: Words) -> Iterator[Mention]:
    """Every place where a known name stands with its capital, the longest name first."""
    tokens, longest = paragraph.tokens, max(map(len, by_key), default=0)
    plain = [at for at in range(len(tokens)) if tokens.folded[at][0].isalnum()]
    index = 0
    while index < len(plain):
        size = next(
            (
                n
                for n in range(min(longest, len(plain) - index), 0, -1)
                if _key(tokens, plain[index : index + n]) in by_key
            ),
            0,
        )
        if size and _is_capital(tokens, plain[index]):
            first, last = plain[index], plain[index + size - 1] + 1
            number = by_key[_key(tokens, plain[index : index + size])]
            yield Mention(
                number, first, last, _thing(tokens, first, last, table, paragraph), _located(tokens, first, table)
            )
        index += max(size, 1)


def _key(tokens: Tokens, places: list[int]) -> Key:
    return tuple(tokens.folded[at] for at in places)


def _thing(tokens: Tokens, first: int, last: int, table: Words, paragraph: Paragraph) -> str | None:
    """ "prima Ferrari elettrica", "first electric Ferrari": the name with its ordinal and the adjective beside it."""
    before = first - 1
    if before > 0 and tokens.words[before] not in table["ordinals"] and tokens.words[before - 1] in table["ordinals"]:
        before -= 1
    if before < 0 or tokens.words[before] not in table["ordinals"]:
        return None
    after = tokens.words[last] if last < len(tokens) else "."
    verbs = {hit.first for marks in paragraph.marks for hit in marks if hit.kind == "finite"}
    stops = paragraph.view.language.stopwords
    if after[0].isalpha() and last not in verbs and after not in stops and len(after) > 3:
        last += 1
    return tokens.text[tokens.starts[before] : tokens.ends[last - 1]]


def _located(tokens: Tokens, first: int, table: Words) -> bool:
    before = tokens.words[first - 1] if first else ""
    if before in table["place_links"]:
        return True
    return before in table["role_links"] and any(
        tokens.words[at] in table["places"] for at in range(max(first - 3, 0), first - 1)
    )


def _mark_places(entities: list[Entity], mentions: tuple[tuple[Mention, ...], ...]) -> None:
    """A name that is only ever said as a place is a place."""
    flat = [mention for found in mentions for mention in found]
    for number, entity in enumerate(entities):
        own = [mention.located for mention in flat if mention.entity == number]
        entity.place = bool(own) and all(own) and not entity.roles


def _learn_roles(paragraph: Paragraph, found: tuple[Mention, ...], entities: list[Entity], table: Words) -> None:
    """ "CEO di Ferrari, Benedetto Vigna" and its kin: the office becomes an alias of the person."""
    page = _Page(paragraph.tokens, {m.first: m for m in found}, {m.last: m for m in found}, table)
    for sentence, marks in zip(paragraph.sentences, paragraph.marks, strict=True):
        roles = [hit for hit in marks if hit.kind == "role"]
        for hit in roles:
            for office, body, person in page.offices(hit.first, hit.last):
                _learn(entities, office, body, person)
        if roles:
            role = page.said(roles[0].first, roles[0].last)
            for office, body, person in page.same_office(
                role, [m for m in found if sentence.first <= m.first < sentence.last]
            ):
                _learn(entities, office, body, person)


def _learn(entities: list[Entity], office: str, body: int, person: int | None) -> None:
    if person is not None and person != body:
        entities[person].roles.append(office)
        entities[person].of = body


Office = tuple[str, int, int | None]
"""The office in words, the body's number, the holder's."""


@dataclass(frozen=True)
class _Page:
    """A paragraph with its mentions by where they begin and end."""

    tokens: Tokens
    by_first: dict[int, Mention]
    by_last: dict[int, Mention]
    table: Words

    def said(self, first: int, last: int) -> str:
        return self.tokens.text[self.tokens.starts[first] : self.tokens.ends[last - 1]]

    def offices(self, first: int, last: int) -> Iterator[Office]:
        """The offices that the role on [first, last) makes with the names around it."""
        body = self._linked(last)
        if body is not None:
            yield self.said(first, body.last), body.entity, self._after(body.last) or self._before(first)
        owner = self.by_last.get(first) or (self.by_last.get(first - 1) if self._is(first - 1, "'s") else None)
        holder = self._after(last)
        if owner is not None and holder is not None:
            yield self.said(owner.first, last), owner.entity, holder

    def same_office(self, role: str, found: Sequence[Mention]) -> Iterator[Office]:
        """ "quello di Leapmotor, Zhu Jiangming": the office named before, of another body."""
        for mention in found:
            at = mention.first - 2
            if at >= 0 and self.tokens.words[at] in self.table["same_role"] and self._linked(at + 1) is mention:
                yield f"{role} {self.said(at + 1, mention.last)}", mention.entity, self._after(mention.last)

    def _linked(self, at: int) -> Mention | None:
        """The name after "di", "of the"."""
        if at >= len(self.tokens) or self.tokens.words[at] not in self.table["role_links"]:
            return None
        return self.by_first.get(at + 1) or (self.by_first.get(at + 2) if self._is(at + 1, "the") else None)

    def _after(self, at: int) -> int | None:
        mention = self.by_first.get(at) or (self.by_first.get(at + 1) if self._is(at, ",") else None)
        return mention.entity if mention else None

    def _before(self, at: int) -> int | None:
        for back in (1, 2, 3):
            mention = self.by_last.get(at - back)
            if mention is not None and self._is(mention.last, ","):
                return mention.entity
        return None

    def _is(self, at: int, word: str) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens.words[at] == word
