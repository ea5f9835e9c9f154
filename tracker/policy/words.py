"""The authorities' words: each speaker's latest, which of them still stand, where they moved a plan's window."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.model import UNNAMED_AUTHORITY, Claim, Kind, Slip, Stance, Tense, Window
from tracker.policy.cases import Case, apart, may_quote, tellers
from tracker.policy.settings import Policy
from tracker.policy.speakers import called, named_in

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Side(StrEnum):
    """What an authority's word says of the claim."""

    YES = "yes"
    LATER = "later"
    NO = "no"


@dataclass(frozen=True)
class Word:
    """One authority's word as one item carries it."""

    speaker: str
    side: Side
    case: Case
    happened: bool = False
    window: Window | None = None
    """For a plan: the dates it names."""

    @property
    def day(self) -> date:
        """UTC."""
        return self.case.day

    def called(self, claim: Claim) -> str:
        """What a sentence calls whoever says it; UNNAMED_AUTHORITY where that cannot be told."""
        return called(claim, self.case.reading, self.speaker, quoted=self.case.channel is None)

    @property
    def shifts(self) -> bool:
        """Whether it tells how long after the first window, and no date."""
        return self.case.reading.when is not None and self.case.reading.when.precision == "shift"

    @property
    def so_far(self) -> bool:
        """A denial of the past only."""
        return self.side is Side.NO and self.case.reading.so_far

    @property
    def for_now(self) -> bool:
        """A denial of what may yet change."""
        return self.side is Side.NO and self.case.reading.for_now

    @property
    def called_off(self) -> bool:
        """A plan was cancelled: an act, not an opinion."""
        return self.side is Side.NO and self.case.reading.called_off


@dataclass(frozen=True)
class Course:
    """A plan's window and how it came to be where it is."""

    first: Window
    """Open on both sides where the claim has none: nothing is ever outside it, and it never ends."""
    current: Window
    slips: tuple[Slip, ...] = ()
    carried_by: tuple[str, ...] = ()
    moved_at: datetime | None = None
    speaker: str = ""

    @property
    def outside(self) -> bool:
        """Whether the current window lies wholly after the first one."""
        return wholly_after(self.current, self.first)


# --- windows -----------------------------------------------------------------------------------------------


def wholly_after(one: Window, other: Window) -> bool:
    """Whether `one` starts after `other` has ended; an open side never does."""
    return one.start is not None and other.end is not None and one.start > other.end


def overlap(one: Window, other: Window) -> Window | None:
    """The days in both, or None."""
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    start, end = max(starts, default=None), min(ends, default=None)
    if start and end and start > end:
        return None
    return Window(start=start, end=end)


def has_happened(claim: Claim, case: Case, rules: Policy) -> bool:
    """NOT_TOO_EARLY: said in the past tense, and neither said nor dated before the plan's first window opens."""
    reading = case.reading
    if not reading.happened or reading.stance is not Stance.SUPPORTS:
        return False
    if not rules.on("NOT_TOO_EARLY"):
        return True
    opens = claim.expected.start if claim.expected else None
    early = opens is not None and (
        case.day < opens or bool(reading.when and reading.when.end and reading.when.end < opens)
    )
    return reading.tense is Tense.PAST and not early


# --- words -------------------------------------------------------------------------------------------------


def words_of(claim: Claim, cases: Iterable[Case], rules: Policy) -> list[Word]:
    """Every counting word of an authority, oldest first, as outlets good enough to quote it carry it.

    A blog's quotation that is carried counts as evidence and says nothing of its own: neither later nor louder.
    """
    heard = [case for case in cases if case.counts and may_quote(case, rules)]
    found = (_word(claim, case, speaker, rules) for case in heard for speaker in tellers(claim, case))
    return sorted((word for word in found if word), key=lambda word: (word.case.at, word.case.item.id))


def _word(claim: Claim, case: Case, speaker: str, rules: Policy) -> Word | None:
    stance = case.reading.stance
    if stance is Stance.DENIES:
        return Word(speaker, Side.NO, case)
    if claim.kind is Kind.EVENT:
        yes = stance in (Stance.SUPPORTS, Stance.REPORTS)
        return Word(speaker, Side.YES, case, happened=case.reading.happened) if yes else None
    happened = has_happened(claim, case, rules)
    window = None if happened else _window_meant(case)
    if stance is Stance.POSTPONES:
        return Word(speaker, Side.LATER, case, window=window) if claim.expected else None
    if window and window.start and window.start <= case.day:
        return Word(speaker, Side.YES, case, happened)  # a yes that names a day gone or running promises no other date
    outside = bool(claim.expected and window and wholly_after(window, claim.expected))
    return Word(speaker, Side.LATER if outside else Side.YES, case, happened, window)


def _window_meant(case: Case) -> Window | None:
    when = case.reading.when
    if when is None or when.precision == "ambiguous" or (when.start is None and when.end is None):
        return None
    return Window(start=when.start, end=when.end)


def standing(claim: Claim, words: Sequence[Word], rules: Policy) -> list[Word]:
    """The words that still stand: each speaker's latest, less those that another authority's word has overtaken."""
    if not rules.on("LATEST_WORD"):
        return list(words)
    by_speaker: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        by_speaker[word.speaker].append(word)
    latest = [word for own in by_speaker.values() for word in _latest(own)]
    acts = [*latest, *_cancelled(words, latest)]

    def overtaken(word: Word) -> bool:
        if _come_round(claim, word, latest):
            return True
        held = {other.speaker for other in words if other.side is not Side.NO and other.day <= word.day}
        return any(
            _overtakes(claim, other, word, held)
            or (not held and _answers_a_rumour(word, other, words, rules))
            or _same_mouth(claim, other, word, words, rules)
            for other in acts
        )

    return [word for word in latest if not overtaken(word)]


def _cancelled(words: Sequence[Word], latest: Sequence[Word]) -> list[Word]:
    """The cancellations of speakers who have not said yes since, whatever no they have added: an act is not undone by
    talking of it again ("it is off", and three weeks later "there never was a groom")."""

    def stands(word: Word) -> bool:
        since = [other for other in words if other.speaker == word.speaker and other.day >= word.day]
        return all(other.side is Side.NO for other in since)

    return [word for word in words if word.called_off and word not in latest and stands(word)]


def _latest(own: Sequence[Word]) -> list[Word]:
    """The words of the last day on which the speaker was of one mind.

    A day on which one speaker is quoted with yes and no alike is settled by its own channel, then by the greater number
    of texts; a tie says nothing, and the day before it stands.
    """
    for day in sorted({word.day for word in own}, reverse=True):
        today = [word for word in own if word.day == day]
        side = _side_of(today)
        if side is not None:
            return [word for word in today if (word.side is Side.NO) == side]
    return []


def told_happened(words: Sequence[Word]) -> list[Word]:
    """The words that it has happened, of days on which the speaker was of one mind, and not taken back by a later no.

    A fact is not forgotten because its speaker goes on talking of other things.
    """
    return [word for word in words if word.happened and not _taken_back(word, words)]


def _taken_back(word: Word, words: Sequence[Word]) -> bool:
    own = [other for other in words if other.speaker == word.speaker]
    if _side_of([other for other in own if other.day == word.day]) is not False:
        return True
    return any(other.side is Side.NO and other.day > word.day for other in own)


def _side_of(today: Sequence[Word]) -> bool | None:
    """True where the day says no, False where it says yes or later, None where it cannot be told."""
    for pool in ([word for word in today if word.case.channel], today):
        no = len({word.case.text for word in pool if word.side is Side.NO})
        yes = len({word.case.text for word in pool if word.side is not Side.NO})
        if no != yes:
            return no > yes
    return None


def _over(claim: Claim) -> bool:
    """Whether the claim is about a year gone by when it was opened: what happened then, or did not, changes no more."""
    years = [int(year) for year in _YEAR.findall(claim.text)]
    return bool(years) and max(years) < claim.opened.year


def _same_mouth(claim: Claim, newer: Word, older: Word, words: Sequence[Word], rules: Policy) -> bool:
    """Whether of two words on both sides one is a speaker's who cannot be told, and its text names the other: then they
    may be one mouth's, and the later one holds.

    A later yes must be well carried, or be a plan's new date after a no that stands on no channel; its text must name
    nobody else who has spoken; and it takes back no cancellation on an own channel.
    """
    if newer.speaker == older.speaker or (newer.side is Side.NO) == (older.side is Side.NO) or newer.day <= older.day:
        return False
    if newer.side is Side.NO:
        return _may_be(claim, newer, older) or _may_be(claim, older, newer)
    spoke = {one.speaker for one in words if one.day <= newer.day} - {older.speaker}
    another = not spoke.isdisjoint(named_in(claim, newer.case.item.text))
    channel = older.case.channel is not None
    if another or (older.called_off and channel) or not _may_be(claim, newer, older):
        return False
    if newer.side is Side.LATER and not _dated_anew(newer, rules):
        return False
    return (newer.side is Side.LATER and not channel) or _well_carried(newer, words, rules)


def _come_round(claim: Claim, older: Word, latest: Sequence[Word]) -> bool:
    """Whether a no is a speaker's who cannot be told, and everybody whom its text names has said otherwise since."""
    if older.side is not Side.NO or older.speaker != UNNAMED_AUTHORITY:
        return False
    since = {word.speaker for word in latest if word.side is not Side.NO and word.day > older.day}
    named = named_in(claim, older.case.item.text)
    return bool(named) and since.issuperset(named)


def _dated_anew(word: Word, rules: Policy) -> bool:
    """Whether a delay is sure, and to a day to come."""
    ahead = word.window is not None and word.window.start is not None and word.window.start > word.day
    return ahead and not is_doubtful(word, rules)


def _well_carried(word: Word, words: Sequence[Word], rules: Policy) -> bool:
    """Whether a yes stands on an own channel, or two outlets of different owners carry it that day, neither leaning on
    another."""
    same = [
        other.case
        for other in words
        if (other.speaker, other.day) == (word.speaker, word.day) and other.side is not Side.NO
    ]
    own = [case for case in same if not case.reading.attributed_to]
    return any(case.channel for case in same) or apart(own) >= rules.authority.quotes_to_return


def _overtakes(claim: Claim, newer: Word, older: Word, held: Set[str]) -> bool:
    """Whether `newer` leaves nothing of `older`, another speaker's word.

    A "not so far" yields to any later yes, and so does, from the next day on, the no to what changes how things stand:
    "he is not leaving" is not contradicted by "he has left" a month later; but where the speaker had said yes before
    the no (those are `held`), saying it again is the old quarrel. What has happened overtakes a forecast. Calling a
    plan off is an act that ends it, whoever had announced it before.
    """
    if newer.speaker == older.speaker or (newer.side is Side.NO) == (older.side is Side.NO) or newer.day < older.day:
        return False
    if older.so_far:
        return True
    if newer.day == older.day:
        return False
    ends = newer.called_off and claim.kind is Kind.PLAN
    if ends or (older.for_now and newer.speaker not in held and not _over(claim)):
        return True
    return _fact_over_forecast(claim, newer, older)


def _answers_a_rumour(older: Word, newer: Word, words: Sequence[Word], rules: Policy) -> bool:
    """Whether a no was one to a mere rumour, when nobody with authority had said yes, and the first to say so since is
    another authority, some days later and surely: what was denied then is news now, and no quarrel.

    A delay answers it only behind such a yes. It ends no cancellation, and of a speaker who cannot be told it must be
    well carried. With true stances this puts 56 of 6,082 dated statuses right at two false promotions; without these
    two conditions, and counting from any later yes, 61 at five; where a yes from before the no does not hinder it
    either, 72 at twelve.
    """
    said = [other for other in words if other.speaker == newer.speaker and other.side is Side.YES]
    yes = newer.side is Side.YES or (newer.side is Side.LATER and any(other.day > older.day for other in said))
    if older.side is not Side.NO or newer.speaker == older.speaker or not yes or older.called_off:
        return False
    sure = newer.case.channel is not None or newer.case.reading.confidence >= _SURE_ENOUGH
    known = newer.speaker != UNNAMED_AUTHORITY or _well_carried(newer, words, rules)
    first = min(word.day for word in words if word.side is not Side.NO and word.day > older.day)
    return sure and known and (first - older.day).days >= rules.authority.first_yes_days


_SURE_ENOUGH = 0.8
"""How surely a yes is read that ends another's denial."""


def _may_be(claim: Claim, unknown: Word, other: Word) -> bool:
    """Whether a speaker who cannot be told may be the other word's: its text names that one."""
    return unknown.speaker == UNNAMED_AUTHORITY and other.speaker in named_in(claim, unknown.case.item.text)


def _fact_over_forecast(claim: Claim, newer: Word, older: Word) -> bool:
    """A plan: whatever has happened. An event: what is dated since the denial, or stands undated on an own channel
    where the claim itself gives no date.

    "He stays" is not contradicted by the decree of his leaving four days later; "they never met" is by "we met in May".
    """
    if claim.kind is Kind.PLAN or newer.side is Side.NO:
        return newer.happened
    when = newer.case.reading.when
    if when is not None and when.start is not None:
        return (newer.happened or newer.case.channel is not None) and when.start >= older.day
    dated = claim.expected is not None or _YEAR.search(claim.text) is not None
    return newer.case.channel is not None and not dated


# --- the slip ledger ---------------------------------------------------------------------------------------


def course(claim: Claim, words: Sequence[Word], rules: Policy) -> Course:
    """Every window the plan ever had, in order, moved by authorities' dated words alone."""
    first = claim.expected or Window()
    now = Course(first, first)
    if claim.kind is Kind.EVENT:
        return now
    for day, today in _by_day(words).items():
        for word in today:
            now = _moved(claim, now, word, _backers(word, today), day, rules)
    return now


def _by_day(words: Sequence[Word]) -> Mapping[date, list[Word]]:
    days: dict[date, list[Word]] = {}
    for word in words:
        days.setdefault(word.day, []).append(word)
    return days


def _backers(word: Word, today: Sequence[Word]) -> int:
    """How many texts carry the same move on that day; the authority's own channel is enough by itself."""
    same = {other.case.text for other in today if other.window and word.window and overlap(other.window, word.window)}
    return 99 if word.case.channel else len(same)


def _moved(claim: Claim, now: Course, word: Word, backers: int, day: date, rules: Policy) -> Course:
    target = _target(now, word, day, rules)
    if target is None:
        return now
    narrowed = overlap(now.current, target)
    if narrowed is not None and not (now.slips and _reaches_further(word, now.current, target)):
        return replace(now, current=narrowed) if now.slips else now
    earlier = wholly_after(now.current, target)
    if earlier and backers < rules.authority.quotes_to_return and rules.on("RETURN_NEEDS_TWO"):
        return now
    who = word.called(claim)
    slip = Slip(
        previous=now.current, window=target, moved_by=who, item=word.case.item.id, at=word.case.at,
        days=_days(now.current, target),
    )  # fmt: skip
    return Course(now.first, target, (*now.slips, slip), (word.case.item.id,), word.case.at, who)


def _reaches_further(word: Word, current: Window, target: Window) -> bool:
    """Whether a delay gives no more than a last day, and one after the end of the window in force ("by the end of
    June", said in March of what was to be done in March); days of their own that only overlap it ("in spring", of what
    was to come in the first four months) tell the same less closely."""
    ends_later = current.end is not None and target.end is not None and target.end > current.end
    by = target.start is None or target.start <= word.case.item.published.date()
    return word.side is Side.LATER and ends_later and by


def _target(now: Course, word: Word, day: date, rules: Policy) -> Window | None:
    """Where the word puts the plan; None where it moves nothing.

    A date that was over when it was named is history. A delay without a date is "after the first window", unless the
    window is over already: then it is what everybody sees, and no new date. Heard through others it must be a sure
    reading: whoever denies a delay speaks of one too.
    """
    window = word.window
    if word.shifts and now.slips:
        return None  # by how much, told again of a plan that was moved already
    if window is not None:
        history = window.end is not None and window.end < day and rules.on("HISTORY_MOVES_NOTHING")
        return None if history else window
    over = now.current.end is not None and now.current.end < day
    end = now.first.end
    if word.side is not Side.LATER or end is None or end == date.max or over or is_doubtful(word, rules):
        return None
    return Window(start=end + timedelta(days=1), end=None)


def is_doubtful(word: Word, rules: Policy) -> bool:
    """Whether a delay heard through others is read so unsurely that it may be the denial of one."""
    sure = word.case.channel is not None or word.case.together or word.side is not Side.LATER
    return not sure and word.case.reading.confidence < rules.reading.on_record and rules.on("DOUBT_IS_SAFE")


def _days(previous: Window, window: Window) -> int | None:
    """How far a move goes: from start to start, of one that begins within the window before from end to end."""
    if overlap(previous, window) is not None and previous.end and window.end:
        return (window.end - previous.end).days
    return (window.start - previous.start).days if window.start and previous.start else None
