"""Whose words a quotation over several sentences is: who is said to say it, behind it or before it, by name, by an
office, by a pronoun, or as whom an interview is with."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.languages.patterns import Hit
from tracker.model import Quoted
from tracker.reading.interviews import answers, interviewee
from tracker.reading.names import Names, places_of
from tracker.reading.namesakes import bearers, is_borne_by_another
from tracker.reading.offices import has_office
from tracker.reading.outsiders import related_in
from tracker.reading.pronouns import has_pronoun, somebody_before
from tracker.reading.quotations import is_quoted
from tracker.reading.speech import SPEAKING, Voice, told_in
from tracker.reading.told_of import is_agentless
from tracker.reading.view import View
from tracker.text import Sentence, fold

_NOBODY = Voice(Quoted.NOBODY)


def quoted_by(view: View, voices: Sequence[Voice], names: Names) -> list[Voice]:
    """The voices of an item's sentences; one that stands in a quotation as a whole, whatever names it has, is that of
    whoever is said to say it: behind it, else before it, there be it only by the name that opens the sentence ("Name
    contradicted them. 'This is wrong. I am no friend of Other,' he wrote.")."""
    voices = [_by_pronoun(view, row, one, names) for row, one in enumerate(_but_namesakes(view, voices, names))]
    voices = _going_on(view, voices)
    inside = [is_quoted(view, sentence) for sentence in view.sentences]
    asked = interviewee(view, names)
    return [_passage(view, row, voices, inside, asked, names) for row in range(len(inside))]


def _passage(
    view: View, row: int, voices: Sequence[Voice], inside: Sequence[bool], asked: tuple[int, int] | None, names: Names
) -> Voice:
    """The voice of one sentence: its own, or where it stands in a quotation as a whole whoever's that is; in an
    interview with `asked` his, where nobody else is said to say it. `inside`: which are quoted as a whole."""
    sentence, rows = view.sentences[row], range(len(inside))
    title = [one.part == "title" for one in view.sentences]
    ahead = next((one for one in rows[row + 1 :] if not inside[one]), None) if inside[row] else row
    back = next((one for one in rows[:row][::-1] if not inside[one] and not _asks(view, one)), None)
    ends = ahead if ahead is not None and title[ahead] == title[row] and _goes_on(view, ahead) else None
    open_ = inside[row] or (voices[row].quoted is Quoted.NOBODY and not _said_outside(view, row))
    if asked and ends is None and not title[row] and open_ and answers(view, row, names):
        return Voice(Quoted.AUTHORITY, told_in(view.tokens, *asked))
    if not inside[row] and ends is None:
        return voices[row]
    said = [voices[ends]] if ends is not None else []
    if back is not None and title[back] == title[row]:
        opens = _opening(view, view.sentences[back], view.cues[back], names)
        said += [one for one in (voices[back], opens) if not _tells_of(view, sentence, one, names)]
    return next((one for one in said if one.quoted is not Quoted.NOBODY), _NOBODY)


def _tells_of(view: View, sentence: Sentence, told: Voice, names: Names) -> bool:
    """Whether a quotation names the person who would have to say it, as nobody does who speaks of himself."""
    last = fold(told.speaker or "").rpartition(" ")[2]
    return (last,) in names.people and last in view.tokens.folded[sentence.first : sentence.last]


def _said_outside(view: View, row: int) -> bool:
    """Whether a verb of saying stands outside of what a sentence quotes."""
    return any(hit.kind in SPEAKING and hit.first not in view.quoted for hit in view.cues[row])


def _but_namesakes(view: View, voices: Sequence[Voice], names: Names) -> list[Voice]:
    """The voices; a family name by itself is somebody else's where a namesake was told of last."""
    alone = {row: fold(one.speaker) for row, one in enumerate(voices) if one.quoted is Quoted.AUTHORITY and one.speaker}
    alone = {row: name for row, name in alone.items() if (name,) in names.people}
    known = bearers(view, names) if alone else []
    others = {row for row, name in alone.items() if is_borne_by_another(row, name, known)}
    return [one._replace(quoted=Quoted.NAMED) if row in others else one for row, one in enumerate(voices)]


def _by_pronoun(view: View, row: int, told: Voice, names: Names) -> Voice:
    """The voice of a sentence in which nobody is named; that of the person a pronoun stands for."""
    if told.quoted is not Quoted.NOBODY:
        return told
    saying = [hit for hit in view.cues[row] if hit.kind in SPEAKING and not is_agentless(view, hit)]
    place = somebody_before(view, row, saying, names)
    return told if place is None else Voice(Quoted.AUTHORITY, told_in(view.tokens, *place))


def _going_on(view: View, voices: Sequence[Voice]) -> list[Voice]:
    """The voices; where a verb of adding has no more than a pronoun, or nobody, the one of the sentence before (The
    ministry explains it. «They never met», it adds)."""
    told = list(voices)
    for row in range(1, len(told)):
        same_part = view.sentences[row].part == view.sentences[row - 1].part
        if same_part and told[row].quoted is Quoted.NOBODY and _adds(view, row):
            told[row] = told[row - 1]
    return told


def _adds(view: View, row: int) -> bool:
    folded, language = view.tokens.folded, view.language
    verbs = (hit for hit in view.cues[row] if hit.kind in SPEAKING and hit.first not in view.quoted)
    added = (hit for hit in verbs if not language.adding.isdisjoint(folded[hit.first : hit.last]))
    return any(has_pronoun(view, view.sentences[row], hit) or folded[hit.first - 1] in language.they for hit in added)


def _opening(view: View, sentence: Sentence, hits: Sequence[Hit], names: Names) -> Voice:
    """Whoever opens a sentence by name, or is told in it with an office of the house ("Caldera chief executive Tom Reed
    was asked", "Caldera's product director talks about batteries")."""
    places = places_of(view, sentence.first, sentence.last, names.speaking)
    roles = [hit for hit in hits if hit.kind == "spokes"]
    related = related_in(view, sentence, places)
    places = [place for place in places if not any(one[0] <= place[0] and place[1] <= one[1] for one in related)]
    opens = next((one for one in places if one[0] == sentence.first or has_office(view, one, roles)), None)
    return Voice(Quoted.AUTHORITY, told_in(view.tokens, *opens)) if opens else Voice(Quoted.NOBODY)


def _asks(view: View, row: int) -> bool:
    """Whether a sentence is a question, as an interviewer puts them between two answers."""
    return view.tokens.words[view.sentences[row].last - 1] == "?"


def _goes_on(view: View, row: int) -> bool:
    """Whether a sentence goes on with a quotation that began before it."""
    first = view.sentences[row].first
    return first in view.quoted and first - 1 in view.quoted
