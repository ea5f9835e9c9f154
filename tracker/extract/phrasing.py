"""A clause as a claim: no attribution, no conditional, its dates with their year."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from tracker.extract.clauses import Clause
from tracker.extract.sources import Source
from tracker.extract.words import Words
from tracker.model import Quoted
from tracker.reading.dates import FoundDate

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_SPACES = re.compile(r"\s+")
_EDGES = " ,;:–—-."
_EXACT = frozenset({"day", "days", "month", "quarter", "season"})
"""Precisions worth spelling out; "last year" says enough."""
_BARE = 2
"""Words that a verb of saying alone may have: "ha smentito"."""
_COMPLETE = 4
"""Words that what follows "said that" must have to stand alone."""
_FUTURES = (("are", "erà", "eranno"), ("ere", "erà", "eranno"), ("ire", "irà", "iranno"))
"""Italian infinitive ending -> future, one and many."""
_IRREGULAR = {
    "esse": "sa",
    "ave": "av",
    "fa": "fa",
    "da": "da",
    "sta": "sta",
    "anda": "and",
    "veni": "ver",
    "tene": "ter",
    "vede": "ved",
    "pote": "pot",
    "dove": "dov",
    "vole": "vor",
    "rimane": "rimar",
    "arriva": "arrive",
    "vale": "var",
    "beni": "bev",
}
"""Stems of Italian futures that do not follow their infinitive; "-rà" is added."""


def phrase(clause: Clause, source: Source, dates: list[FoundDate], subjects: str, table: Words) -> str:
    """The claim in one sentence, for a person to accept or edit. `dates` are those of the clause, offsets into it;
    `subjects` are named after it."""
    text = with_years(clause.text, dates, table)
    text = _stripped(text, clause, source, table)
    text = _without_hedges(_once_not(text, clause, table), table)
    text = indicative(text, table)
    text = _opened(text, table)
    text = _SPACES.sub(" ", text).strip(_EDGES)
    text = f"{text} ({subjects})" if text and subjects else text
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def with_years(text: str, dates: list[FoundDate], table: Words) -> str:
    """Each date without a year gets the one that is meant: after its month, else the whole day in brackets."""
    for found in sorted(dates, key=lambda one: -one.start):
        words, day = text[found.start : found.end], found.when.start or found.when.end
        if day is None or _YEAR.search(words) or found.when.precision not in _EXACT:
            continue
        text = f"{text[: found.start]}{_dated(words, found, day, table)}{text[found.end :]}"
    return text


def _dated(words: str, found: FoundDate, day: date, table: Words) -> str:
    months = [match for match in re.finditer(r"[^\W\d_]+", words) if match[0].lower() in table["months"]]
    if months:
        tail = words[months[-1].end() :]
        for phrase_of_year in table.of_year:
            tail = re.sub(rf"^\s*{re.escape(phrase_of_year)}\b", "", tail, flags=re.IGNORECASE)
        head = re.sub(
            r"\b(?:last|next|this|scorso|prossimo)\s+(?=\w)", "", words[: months[-1].end()], flags=re.IGNORECASE
        )
        return f"{head} {day.year}{tail}"
    end = found.when.end
    shown = day.isoformat() if end in (None, day) else f"{day.isoformat()} / {end}"
    return f"{words} ({shown})"


def _stripped(text: str, clause: Clause, source: Source, table: Words) -> str:
    """Without "secondo X," before it, "..., said X" after it, and "X said that" in front of a whole clause."""
    hit = next((one for one in clause.marks if one.kind == "attribution"), None)
    if hit is not None and source.words and source.words in text:
        begin = text.find(clause.said(hit.first, hit.last))
        end = text.find(source.words) + len(source.words)
        text = f"{text[:begin].rstrip(_EDGES)} {text[end:].lstrip(_EDGES)}"
    if source.quoted in (Quoted.NAMED, Quoted.UNNAMED, Quoted.OUTLET):
        text = _said_after(_said_before(text, source, clause, table), source, clause)
    return text


def _said_before(text: str, source: Source, clause: Clause, table: Words) -> str:
    that = "|".join(sorted(table["that"]))
    match = re.match(rf"(.{{0,120}}?)\b(?:{that})\s+(?=\w)", text, re.IGNORECASE)
    if match is None:
        return text
    rest = text[match.end() :]
    words = [word for word in match[1].split() if word.strip(_EDGES).lower() not in table["clause_openers"]]
    if len(words) <= _BARE and _says(match[1], clause) and source.quoted is not Quoted.NOBODY:
        return rest  # "and denied that": nothing but the verb
    if not source.words or source.words.split()[-1] not in match[1]:
        return text
    first = rest.split(" ", 1)[0].lower()
    if first in table["pronouns"] and source.quoted is Quoted.NAMED:
        rest = f"{source.words} {rest.split(' ', 1)[-1]}"
    return rest if len(rest.split()) >= _COMPLETE and (table["pronouns"] or re.search(r"[A-ZÀ-Ý]", rest)) else text


def _says(text: str, clause: Clause) -> bool:
    return any(
        clause.said(hit.first, hit.last) in text for hit in clause.cues if hit.kind in ("speech", "denial", "confirm")
    )


def _said_after(text: str, source: Source, clause: Clause) -> str:
    """Cut from the comma before the source on, where a verb of saying stands beside it and nothing follows."""
    if not source.words or source.words not in text:
        return text
    at = text.rfind(source.words)
    comma = text.rfind(",", 0, at)
    tail = text[comma + 1 :] if comma > 0 else ""
    verbs = {clause.said(hit.first, hit.last) for hit in clause.cues if hit.kind in ("speech", "confirm", "outlet")}
    spoken = any(verb in tail for verb in verbs)
    short = len(tail.split()) <= len(source.words.split()) + 12
    told = any(
        clause.said(hit.first, hit.last) in text[: max(comma, 0)] for hit in clause.marks if hit.kind == "finite"
    )
    return text[:comma] if spoken and short and told else text


def _once_not(text: str, clause: Clause, table: Words) -> str:
    """ "non è escluso che non ...": what is not excluded is the thing itself, so the second "not" goes."""
    (negation,) = table["not"]
    doubted = [
        hit for hit in clause.cues if hit.kind == "modal" and negation in clause.said(hit.first, hit.last).lower()
    ]
    if not doubted:
        return text
    said = clause.said(doubted[0].first, doubted[0].last)
    head, cue, rest = text.partition(said)
    return head + cue + re.sub(rf"(?<!\w){negation}\s+", "", rest, count=1)


def _without_hedges(text: str, table: Words) -> str:
    for hedge in table.hedges:
        text = re.sub(rf",?\s*(?<!\w){re.escape(hedge)}(?!\w),?(?=\s|$)", "", text, flags=re.IGNORECASE)
    return text.strip(_EDGES)


def indicative(text: str, table: Words) -> str:
    """Conditionals as they would read if the claim were true."""
    text = text.replace("’", "'")
    for written, true in table.verbs:
        if len(re.findall(rf"(?<!\w){re.escape(written)}(?!\w)", text)) > 1 and len(written) <= 3:
            continue  # "sia ... sia": both, and
        text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", true, text)
        if text.startswith(f"{written[:1].upper()}{written[1:]} ") and not text.split()[1][:1].isdigit():
            text = true + text[len(written) :]
    for helpers, many in ((table.helpers, 0), (table.helpers_many, 1)):
        for helper in helpers:
            text = re.sub(rf"(?<!\w){helper}\s+(\w+)", partial(_future, many=many), text, flags=re.IGNORECASE)
    if table.helpers:
        text = re.sub(r"(?<=[aeiou])rebbe(ro)?\b", lambda match: "ranno" if match[1] else "rà", text)
    return text


def _future(match: re.Match[str], many: int) -> str:
    """ "potrebbe fornire" -> "fornirà"; a helper before anything but an infinitive stays."""
    infinitive = match[1]
    stem = infinitive[:-2]
    if infinitive.endswith("re") and stem in _IRREGULAR:
        return _IRREGULAR[stem] + ("rà", "ranno")[many]
    for ending, *futures in _FUTURES:
        if infinitive.endswith(ending):
            return infinitive[: -len(ending)] + futures[many]
    return match[0]


def _opened(text: str, table: Words) -> str:
    """Without the conjunctions and adverbs that tied it to what stood before."""
    words = text.split()
    while len(words) > _COMPLETE and words[0].lower().strip(_EDGES) in table["clause_openers"]:
        words = words[1:]
    return " ".join(words)
