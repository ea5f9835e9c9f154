"""Each reading on trial: the first rule that objects to it, gravest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from tracker import hosts, origins, wording
from tracker.events import ClaimState
from tracker.labels import label
from tracker.model import Claim, Item, Kind, Quoted, Reading, Stance, Tense
from tracker.origins import Trail
from tracker.policy.cases import Case, Gone, may_quote, stances_of
from tracker.policy.settings import Policy, ReadingFloor, rank
from tracker.reading.company import NEWS


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


def _rejected(case: Case, bench: Bench) -> str | None:
    return "rejected" if case.item.id in bench.state.rejected else None


def _stale(case: Case, bench: Bench) -> str | None:
    return "stale_copy" if any(_is_stale(case, gone, bench) for gone in bench.gone) else None


def _is_stale(case: Case, gone: Gone, bench: Bench) -> bool:
    """A later item that passes a withdrawn wording on. A lower tier's withdrawal takes nobody better down with it.

    Whoever cites the report that was withdrawn, in whatever words, has nothing else to stand on.
    """
    if gone.item.id == case.item.id or stances_of(case.reading).isdisjoint(gone.stances):
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
    above = quote is not None and quote.end <= len(case.item.title) and case.reading.below is not True
    return "headline" if case.item.body and (above or case.reading.headline_only) else None


def _unsure(case: Case, bench: Bench) -> str | None:
    """Too doubtful to count. An authority's yes lifts a claim by itself, and must be surer: heard through others, and
    more so on its own channel, which tells much else of the same people, where nobody else tells the same news.

    What an outlet says again in its own voice while it corrects itself is no news of the claim.
    """
    if case.reading.correction and case.reading.stance is Stance.SUPPORTS and case.word_of is None:
        return "unsure"
    return "unsure" if case.reading.confidence < _floor(case, bench.rules.reading) or _off_record(case, bench) else None


def _off_record(case: Case, bench: Bench) -> bool:
    """Whether a yes on an authority's own channel is likelier not its word on the claim (it tells of another's)."""
    own = case.channel is not None and case.reading.stance is Stance.SUPPORTS
    return own and (case.reading.record or case.reading.confidence) < bench.rules.reading.own_record


def _floor(case: Case, floors: ReadingFloor) -> float:
    """How sure its reading must be."""
    if case.word_of is None or case.together or case.reading.stance is not Stance.SUPPORTS:
        return floors.confidence
    borne_out = case.channel is None or case.reading.seconded >= floors.seconded
    return floors.on_record if borne_out else max(floors.confidence, floors.own_channel)


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


def try_case(case: Case, bench: Bench) -> Case:
    """The case with the first rule that objects to it, and why; or that it counts."""
    for rule, objection in OBJECTIONS:
        key = objection(case, bench) if bench.rules.on(rule) else None
        if key is not None:
            return set_aside(case, rule, key, bench)
    key = "counts_together" if case.together else "counts"
    why = wording.evidence(key, bench.language, outlet=case.item.outlet)
    return replace(case, because=_in_company(why, case, bench))


def set_aside(case: Case, rule: str, key: str, bench: Bench) -> Case:
    """The case as one that does not count by this rule, with the sentence that says why."""
    why = wording.evidence(key, bench.language, outlet=case.item.outlet)
    return replace(case, rule=rule, because=_with_notes(why, case, bench))


def _with_notes(why: str, case: Case, bench: Bench) -> str:
    worn = hosts.look_alike(case.item.host, bench.claim.authorities)
    if worn:
        why = f"{why} {wording.evidence('look_alike', bench.language, host=case.item.host, authority=worn)}"
    return _in_company(why, case, bench)


def _in_company(why: str, case: Case, bench: Bench) -> str:
    """The reason, with what the item says by itself where company changed that, or how much surer it was."""
    reading, language = case.reading, wording.spoken(bench.language)
    if reading.alone is not None:
        note = wording.evidence("in_company", language, alone=label("stance", reading.alone, language))
    elif _less_sure(reading):
        note = wording.evidence("less_sure", language)
    else:
        return why
    return f"{why} {note}"


def _less_sure(reading: Reading) -> bool:
    """Whether company made the stance notably less likely than it is by itself."""
    by_itself = dict(zip(Stance, reading.odds, strict=False)).get(reading.stance, 0.0)
    return reading.stance in NEWS and by_itself - reading.confidence >= _NOTABLY


_NOTABLY = 0.05
"""From here on a reason says that others made a reading less sure."""
