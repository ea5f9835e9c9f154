"""What counts, before any status is thought of: each reading on trial, and the first rule that objects to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from math import prod

from tracker import hosts, origins, wording
from tracker.events import ClaimState, ItemRead, ReadingCorrected
from tracker.model import Claim, Evidence, Item, Kind, Quoted, Reading, Stance, Tense, Tier
from tracker.origins import Entry, Trail
from tracker.policy.settings import Policy, rank
from tracker.policy.speakers import UNNAMED_AUTHORITY, channel_of, channel_speaker, speaker_named, speaker_of

_FOR = frozenset({Stance.SUPPORTS, Stance.REPORTS, Stance.MENTIONS})
_SELF_OFFICIAL = "self_official"
"""The cue kind for "ufficiale", "here we go", "affare fatto" in an outlet's own mouth (see the language files)."""


@dataclass(frozen=True)
class Case:
    """One item's current wording on trial."""

    item: Item
    reading: Reading
    at: datetime
    """From when it counts: its date, for a copy its text's."""
    channel: str | None = None
    """The authority whose own channel it came through."""
    word_of: str | None = None
    """The speaker whose own word it carries."""
    leans_on: str | None = None
    """The speaker of the claim whom it names as its source, on the record or off."""
    rule: str = "COUNTS"
    because: str = ""
    text: str = ""
    """The item whose text it passes on; its own id where the text is its own."""
    together: bool = False
    """It is an authority's word only because other texts carry it too."""

    @property
    def counts(self) -> bool:
        """Whether no rule objects."""
        return self.rule == "COUNTS"

    @property
    def day(self) -> date:
        """Items of one UTC date are judged together."""
        return self.at.date()


@dataclass(frozen=True)
class Gone:
    """A wording that was taken back."""

    item: Item
    meaning: tuple[object, ...]
    why: str


@dataclass(frozen=True)
class Bench:
    """What every objection may look at."""

    claim: Claim
    rules: Policy
    state: ClaimState
    trail: Trail
    gone: tuple[Gone, ...]
    carried: frozenset[tuple[str, str]] = frozenset()
    corrected: dict[str, Item] = field(default_factory=dict)
    language: str = "en"


def weigh(state: ClaimState, rules: Policy, now: datetime) -> tuple[list[Case], Trail]:
    """Every item known at `now`, oldest first, each with the rule that spoke on it; and who copied whom."""
    cases, older = _current(state, rules, now)
    trail = origins.trace([_entry(case) for case in cases], _habits(rules))
    cases = [replace(case, text=trail.text_of[case.item.id]) for case in cases]
    cases = _dated_by_text(cases, rules)
    corrected = _corrected(cases) if rules.on("CORRECTION_REOPENS") else {}
    gone = (*older, *_taken_back(cases, state, corrected))
    bench = Bench(state.claim, rules, state, trail, gone, _carried(cases, rules), corrected, state.claim.language)
    tried = [_try(case, bench) for case in cases]
    if rules.on("HEARD_TOGETHER"):
        tried = _heard_together(tried, bench)
    return sorted(tried, key=lambda case: (case.at, case.item.id)), trail


def evidence(cases: Iterable[Case], trail: Trail) -> tuple[Evidence, ...]:
    """The cases as the verdict shows them."""
    return tuple(
        Evidence(
            item=case.item,
            reading=case.reading,
            counts=case.counts,
            rule=case.rule,
            because=case.because,
            root=trail.root[case.item.id],
            word_of=case.word_of if case.counts else None,
        )
        for case in cases
    )


def entries(cases: Iterable[Case]) -> list[Entry]:
    """The cases as the origins see them."""
    return [_entry(case) for case in cases]


# --- from events to cases ----------------------------------------------------------------------------------


def _since(event: ItemRead, first: ItemRead, rules: Policy) -> datetime:
    """From when a wording counts: its item's date; where it says something new, from when we saw the edit.

    A date later than the day we saw the item is not believed.
    """
    item = event.item
    if item.text_id != first.item.text_id and _meaning(event.reading) != _meaning(first.reading):
        return max(item.seen_at, first.item.seen_at)
    return min(item.published, item.seen_at) if rules.on("DATES_ARE_CHECKED") else item.published


def _current(state: ClaimState, rules: Policy, now: datetime) -> tuple[list[Case], list[Gone]]:
    """The wording in force of each item, and the wordings that a later one took back."""
    wordings: dict[tuple[str, str], list[ItemRead]] = {}
    for event in state.readings:
        own = hosts.site(event.item.host) if rules.on("OWN_HOST_ONLY") else ""
        known = wordings.setdefault((event.item.id, own), [])
        if _since(event, known[0] if known else event, rules) <= now:
            known.append(event)
    cases, older, met = list[Case](), list[Gone](), set[str]()
    for (name, site), events in wordings.items():
        item_id = f"{name}@{site}" if name in met else name
        met.add(name)
        if not events:
            continue
        last = events[-1] if rules.on("CORRECTION_REOPENS") else events[0]
        cases.append(_case(state, last, events[0], item_id, rules))
        older += [Gone(e.item, _meaning(e.reading), "revised") for e in _taken_wordings(events, last)]
    return cases, older


def _taken_wordings(events: Sequence[ItemRead], last: ItemRead) -> list[ItemRead]:
    """The earlier wordings that say something else than the one in force; a trivial edit takes nothing back."""
    return [
        event
        for event in events
        if event.item.text_id != last.item.text_id and _meaning(event.reading) != _meaning(last.reading)
    ]


def _case(state: ClaimState, event: ItemRead, first: ItemRead, item_id: str, rules: Policy) -> Case:
    item = event.item.model_copy(update={"id": item_id}) if item_id != event.item.id else event.item
    reading = _as_corrected(event.reading, state.corrected.get(item_id))
    channel = channel_of(state.claim, item, rules)
    if channel is None:
        item = item.model_copy(update={"tier": _tier_here(item, state.claim)})
    at = _since(event, first, rules)
    word_of = _word_of(state.claim, item, reading, channel, rules)
    return Case(item, reading, at, channel, word_of, speaker_named(state.claim, reading.speaker or ""))


def _tier_here(item: Item, claim: Claim) -> Tier:
    """What a source that is not this claim's authority is worth here: the feed list's word, with three exceptions.

    An authority on other matters is a source like a newspaper. A look-alike is anybody, and so is a host to which an
    authority's feed was led away. A page said to be the authority's own, by whoever links to it, is no source at all.
    """
    if item.tier is not Tier.AUTHORITY:
        return Tier.BLOG if hosts.covered_by(item.host, claim.authorities) else item.tier
    led_away = bool(item.feed) and not hosts.same_site(item.feed, item.host)
    return Tier.BLOG if led_away or hosts.look_alike(item.host, claim.authorities) else Tier.PRESS


def _as_corrected(reading: Reading, by_person: ReadingCorrected | None) -> Reading:
    if by_person is None:
        return reading
    hedged = by_person.stance is Stance.REPORTS
    on_record = reading.on_record if by_person.on_record is None else by_person.on_record
    quoted = Quoted.AUTHORITY if on_record else reading.quoted
    return reading.model_copy(
        update={
            "stance": by_person.stance,
            "on_record": on_record,
            "quoted": quoted,
            "hedged": hedged,
            "confidence": 1.0,
            "headline_only": False,
            "record": 0.0,
        }
    )


def _meaning(reading: Reading) -> tuple[object, ...]:
    """What a reading does to the claim, leaving out where in the text it stands."""
    when = (reading.when.start, reading.when.end) if reading.when else None
    return (reading.stance, reading.hedged, reading.on_record, reading.happened, reading.called_off, when)


def _word_of(claim: Claim, item: Item, reading: Reading, channel: str | None, rules: Policy) -> str | None:
    """Whose own word the reading carries, if anybody's with authority; whether it counts is decided later."""
    if channel is not None:
        own = reading.quoted not in (Quoted.UNNAMED, Quoted.OUTLET)
        return channel_speaker(claim, channel) if own else None
    if reading.on_record:
        return speaker_of(claim, item, reading, rules)
    if not rules.on("AUTHORITY_SPEAKS") and _leans_on_somebody(reading):
        return UNNAMED_AUTHORITY
    if not rules.on("AGREED_IS_NOT_OFFICIAL") and any(cue.kind == _SELF_OFFICIAL for cue in reading.cues):
        return UNNAMED_AUTHORITY
    return None


def _leans_on_somebody(reading: Reading) -> bool:
    """What only an authority's word could carry: a no, a date, a named person's yes."""
    return reading.stance in (Stance.DENIES, Stance.POSTPONES) or reading.quoted is Quoted.NAMED


def _entry(case: Case) -> Entry:
    return Entry(case.item, case.at, _source(case), _sense(case.reading))


def _source(case: Case) -> str:
    """The source that the counting sentence leans on; a speaker of the claim goes by one name, on the record or off."""
    reading = case.reading
    if case.channel is not None:
        return ""
    if reading.attributed_to:
        return f"outlet:{reading.attributed_to}"
    if case.word_of and case.word_of != UNNAMED_AUTHORITY:
        return f"said:{case.word_of}"
    named = reading.quoted in (Quoted.NAMED, Quoted.AUTHORITY) and reading.speaker
    return f"said:{case.leans_on or reading.speaker}" if named else ""


def _sense(reading: Reading) -> str:
    """Texts that say opposite things, or name other dates, are not one text passed on, however alike."""
    if reading.stance in _FOR:
        return "for"
    when = f"{reading.when.start}/{reading.when.end}" if reading.when else ""
    return f"{reading.stance.value} {when}"


def _habits(rules: Policy) -> origins.Habits:
    return origins.Habits(
        near=rules.copies.near,
        headline=rules.copies.headline,
        collapse=rules.on("COUNT_ROOTS_NOT_COPIES"),
        inherit=rules.on("ATTRIBUTION_INHERITS"),
        trust_dates=not rules.on("LOWER_TIER_MOVES_NOBODY"),
    )


def _dated_by_text(cases: Sequence[Case], rules: Policy) -> list[Case]:
    """A copy carries its text's date: that of the earliest item which passes it on and says the same thing.

    A blog or a post, whatever day it names, dates nobody but others of its kind.
    """
    first: dict[tuple[object, ...], datetime] = {}
    for case in cases:
        key = (*_saying(case), _is_low(case))
        first[key] = min(first.get(key, case.at), case.at)
    trusting = not rules.on("LOWER_TIER_MOVES_NOBODY")

    def dated(case: Case) -> datetime:
        tiers = (True, False) if trusting or _is_low(case) else (False,)
        return min(first[key] for low in tiers if (key := (*_saying(case), low)) in first)

    return [replace(case, at=dated(case)) for case in cases]


def _saying(case: Case) -> tuple[object, ...]:
    return case.text, case.reading.stance, case.reading.on_record


def _is_low(case: Case) -> bool:
    return rank(case.item.tier) >= rank(Tier.BLOG)


def _carried(cases: Iterable[Case], rules: Policy) -> frozenset[tuple[str, str]]:
    """(speaker, stance) of every word that an outlet good enough to quote an authority carries, or its own channel."""
    return frozenset(
        (case.word_of, case.reading.stance.value)
        for case in cases
        if case.word_of and not case.reading.hedged and may_quote(case, rules)
    )


def may_quote(case: Case, rules: Policy) -> bool:
    """Whether the outlet is good enough to make an authority's word heard, or the channel is its own."""
    if not rules.on("AUTHORITY_SPEAKS"):
        return True
    return case.channel is not None or rank(case.item.tier) <= rank(rules.authority.quoted_by)


def _corrected(cases: Iterable[Case]) -> dict[str, Item]:
    """Item id -> the later item in which the same site corrects it."""
    cases = list(cases)
    found: dict[str, Item] = {}
    for notice in cases:
        if notice.reading.correction:
            for case in cases:
                if _corrects(notice, case):
                    found[case.item.id] = notice.item
    return found


def _corrects(notice: Case, case: Case) -> bool:
    """Whether the notice takes the earlier item of its own site back: it says the opposite, or no longer says it.

    Whoever reports a plan and later its delay was not wrong the first time.
    """
    earlier = case.at < notice.at and not case.reading.correction
    sides = {_side(notice.reading.stance), _side(case.reading.stance)}
    return earlier and hosts.same_site(notice.item.host, case.item.host) and len(sides) > 1


def _side(stance: Stance) -> str:
    """`yes` also for a delay: it takes nothing back."""
    return {Stance.DENIES: "no", Stance.MENTIONS: "none", Stance.NONE: "none"}.get(stance, "yes")


def _taken_back(cases: Iterable[Case], state: ClaimState, corrected: dict[str, Item]) -> list[Gone]:
    return [
        Gone(case.item, _meaning(case.reading), "withdrawn")
        for case in cases
        if case.item.id in state.withdrawn or case.item.id in corrected
    ]


# --- objections --------------------------------------------------------------------------------------------


def _rejected(case: Case, bench: Bench) -> str | None:
    return "rejected" if case.item.id in bench.state.rejected else None


def _stale(case: Case, bench: Bench) -> str | None:
    return "stale_copy" if any(_is_stale(case, gone, bench) for gone in bench.gone) else None


def _is_stale(case: Case, gone: Gone, bench: Bench) -> bool:
    """A later item that passes a withdrawn wording on. A lower tier's withdrawal takes nobody better down with it.

    Whoever cites the report that was withdrawn, in whatever words, has nothing else to stand on.
    """
    if gone.item.id == case.item.id or _meaning(case.reading)[0] != gone.meaning[0]:
        return False
    lower = rank(gone.item.tier) > rank(case.item.tier) and bench.rules.on("LOWER_TIER_MOVES_NOBODY")
    if lower or case.item.published < gone.item.published:
        return False
    copies = bench.rules.copies
    return _cites(case, gone, bench) or origins.same_text(case.item, gone.item, copies.near, copies.headline)


def _cites(case: Case, gone: Gone, bench: Bench) -> bool:
    source = bench.trail.copied_from.get(case.item.id)
    return gone.why == "withdrawn" and case.reading.attributed_to is not None and source == gone.item.id


def _taken_back_by_own(case: Case, bench: Bench) -> str | None:
    if case.item.id in bench.state.withdrawn:
        return "withdrawn"
    return "corrected" if case.item.id in bench.corrected else None


def _background(case: Case, bench: Bench) -> str | None:
    return "background" if case.at < datetime.combine(bench.claim.opened, time(0), tzinfo=UTC) else None


def _off_matter(case: Case, bench: Bench) -> str | None:
    return "other_matter" if case.reading.stance is Stance.NONE else None


def _no_position(case: Case, bench: Bench) -> str | None:
    return "no_position" if case.reading.stance is Stance.MENTIONS else None


def _hedged(case: Case, bench: Bench) -> str | None:
    return "hedged" if case.reading.hedged or case.reading.stance is Stance.REPORTS else None


def _anonymous(case: Case, bench: Bench) -> str | None:
    return "anonymous" if case.reading.quoted is Quoted.UNNAMED else None


def _headline(case: Case, bench: Bench) -> str | None:
    """The whole text is there, and only its headline says so."""
    quote = case.reading.quote
    above = quote is not None and quote.end <= len(case.item.title)
    return "headline" if case.item.body and (above or case.reading.headline_only) else None


def _unsure(case: Case, bench: Bench) -> str | None:
    """Too doubtful to count. An authority's yes heard through others lifts a claim by itself, and must be surer.

    What an outlet says again in its own voice while it corrects itself is no news of the claim.
    """
    if case.reading.correction and case.reading.stance is Stance.SUPPORTS and case.word_of is None:
        return "unsure"
    floors, heard = bench.rules.reading, case.word_of is not None and case.channel is None
    grave = heard and not case.together and case.reading.stance is Stance.SUPPORTS
    return "unsure" if case.reading.confidence < (floors.on_record if grave else floors.confidence) else None


def _no_authority(case: Case, bench: Bench) -> str | None:
    """Denials and dates need an authority; so does a statement that leans on a name, or on an authority off the record.

    Its own voice is all that an outlet can stand for; whether somebody named said it, and on the record, is in doubt.
    """
    if case.word_of is not None:
        quoted_well = may_quote(case, bench.rules) or (case.word_of, case.reading.stance.value) in bench.carried
        return None if quoted_well else "not_carried"
    if case.reading.stance in (Stance.DENIES, Stance.POSTPONES):
        return "no_authority"
    reading = case.reading
    if reading.quoted is Quoted.NAMED or (reading.on_record and reading.speaker is not None):
        return "named_other"
    return "off_record" if reading.quoted is Quoted.AUTHORITY and case.channel is None else None


def _too_early(case: Case, bench: Bench) -> str | None:
    """An event told in the future tense; a plan that an outlet, in its own voice, calls done before it could be."""
    reading, claim = case.reading, bench.claim
    if reading.stance is not Stance.SUPPORTS:
        return None
    if claim.kind is Kind.EVENT:
        return "future_tense" if reading.tense is Tense.FUTURE else None
    opens = claim.expected.start if claim.expected else None
    done = reading.happened and reading.tense is Tense.PAST and case.word_of is None
    return "done_too_early" if done and opens is not None and case.day < opens else None


Objection = Callable[[Case, Bench], str | None]

OBJECTIONS: tuple[tuple[str, Objection], ...] = (
    ("PERSON_DECIDES", _rejected),
    ("CORRECTION_REOPENS", _taken_back_by_own),
    ("RETRACTION_MEMORY", _stale),
    ("BEFORE_OPENING", _background),
    ("OTHER_MATTER", _off_matter),
    ("NO_POSITION", _no_position),
    ("HEDGE_BLOCKS", _hedged),
    ("ANON_CEILING", _anonymous),
    ("BODY_NOT_HEADLINE", _headline),
    ("DOUBT_IS_SAFE", _unsure),
    ("AUTHORITY_SPEAKS", _no_authority),
    ("NOT_TOO_EARLY", _too_early),
)
"""What may keep a reading from counting, gravest first: the first that objects is the one that is shown."""


def _try(case: Case, bench: Bench) -> Case:
    for rule, objection in OBJECTIONS:
        key = objection(case, bench) if bench.rules.on(rule) else None
        if key is not None:
            why = wording.evidence(key, bench.language, outlet=case.item.outlet)
            return replace(case, rule=rule, because=_with_look_alike(why, case, bench))
    key = "counts_together" if case.together else "counts"
    return replace(case, because=wording.evidence(key, bench.language, outlet=case.item.outlet))


def _with_look_alike(why: str, case: Case, bench: Bench) -> str:
    worn = hosts.look_alike(case.item.host, bench.claim.authorities)
    return (
        f"{why} {wording.evidence('look_alike', bench.language, host=case.item.host, authority=worn)}" if worn else why
    )


# --- words half heard --------------------------------------------------------------------------------------


def _heard_together(cases: Sequence[Case], bench: Bench) -> list[Case]:
    """The cases, those on the record that no quotation by itself is surely: several texts of several owners, no copies
    of each other, that likely quote one speaker with the same word within a few days are misread together less often
    than one. Only what nothing else speaks against is heard at all."""
    half = {
        case.item.id: case
        for case in (_try(_on_record(case, bench), bench) for case in cases if _half_heard(case, bench.rules))
        if case.counts and case.word_of
    }
    floor = bench.rules.reading.together

    def heard(case: Case) -> bool:
        likeliest: dict[tuple[str, str], float] = {}
        for other in half.values():
            if _same_word(case, other, bench.rules):
                key = (other.text, origins.owner(other.item.host))
                likeliest[key] = max(likeliest.get(key, 0.0), other.reading.record)
        texts, owners = ({key[part] for key in likeliest} for part in (0, 1))
        alone = min(len(texts), len(owners)) < 2
        return not alone and 1 - prod(1 - share for share in _apart(likeliest)) >= floor

    return [half[case.item.id] if case.item.id in half and heard(half[case.item.id]) else case for case in cases]


def _apart(likeliest: Mapping[tuple[str, str], float]) -> list[float]:
    """The likelihoods, surest first, of texts and owners that none before had."""
    texts, owners, found = set[str](), set[str](), list[float]()
    for (text, owner), share in sorted(likeliest.items(), key=lambda entry: (-entry[1], entry[0])):
        if text not in texts and owner not in owners:
            found.append(share)
        texts.add(text)
        owners.add(owner)
    return found


def _half_heard(case: Case, rules: Policy) -> bool:
    """Whether an outlet good enough to quote an authority likely does, not through another one, and not surely enough
    by itself."""
    reading = case.reading
    voiced = reading.quoted in (Quoted.AUTHORITY, Quoted.NOBODY) and not reading.hedged and not reading.on_record
    own = case.channel is None and reading.attributed_to is None and not reading.correction
    likely = reading.record >= rules.reading.together_least
    return voiced and own and likely and rank(case.item.tier) <= rank(rules.authority.quoted_by)


def _same_word(one: Case, other: Case, rules: Policy) -> bool:
    """Whether two quotations may be of one word: within days of each other, one stance, one speaker as far as both are
    known, and nothing that only one of them says has happened or dates otherwise."""
    close = abs(one.at - other.at) <= timedelta(days=rules.reading.together_days)
    speakers = {one.word_of, other.word_of} - {UNNAMED_AUTHORITY}
    says = one.reading.stance is other.reading.stance and one.reading.happened == other.reading.happened
    return close and says and len(speakers) < 2 and _dates_agree(one.reading, other.reading)


def _dates_agree(one: Reading, other: Reading) -> bool:
    """Whether the dates they mean overlap; one that names none agrees with any."""
    if one.when is None or other.when is None:
        return True
    starts = [when.start for when in (one.when, other.when) if when.start]
    ends = [when.end for when in (one.when, other.when) if when.end]
    return not starts or not ends or max(starts) <= min(ends)


def _on_record(case: Case, bench: Bench) -> Case:
    reading = case.reading.model_copy(update={"on_record": True, "quoted": Quoted.AUTHORITY})
    word_of = _word_of(bench.claim, case.item, reading, case.channel, bench.rules)
    return replace(case, reading=reading, word_of=word_of, together=True, rule="COUNTS", because="")
