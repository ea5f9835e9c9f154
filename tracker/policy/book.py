"""The rules in words, and the policy in force as a file that can be copied."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.policy.settings import RULES, Policy, default_text

SAYS: Mapping[str, str] = {
    "PERSON_DECIDES": "a person set it, with a reason -> that status, pinned; the machine only asks for a review",
    "BOTH_SIDES": "different authorities, each by its latest word, disagree -> contested",
    "AUTHORITY_DENIES": "the authorities' latest word is no, or called off -> denied",
    "HAPPENED": "plan: an authority, or enough roots, say in the past tense that it happened -> confirmed",
    "LAPSE": "plan: the current window and its grace are over -> lapsed",
    "OUTSIDE_THE_WINDOW": "plan: an authority's date lies wholly after the first window -> postponed",
    "AUTHORITY_CONFIRMS": "an authority's latest word is yes -> confirmed (event), announced (plan)",
    "TWO_ROOTS": "enough independent roots, one of them press or agency, state it as fact -> corroborated",
    "OTHERWISE": "-> speculation",
    "HEDGE_BLOCKS": "a hedged sentence or a question neither confirms nor refutes nor moves a date",
    "BODY_NOT_HEADLINE": "where the text is there and only the headline says so, it does not count",
    "ATTRIBUTION_INHERITS": "who says 'X reports' says it with X's voice: one root",
    "COUNT_ROOTS_NOT_COPIES": "near-copies and outlets of one owner are one root; a copy carries its text's date",
    "ANON_CEILING": "unnamed sources alone never leave speculation",
    "AGREED_IS_NOT_OFFICIAL": "'here we go', an outlet's own 'ufficiale' are not the authority's word",
    "AUTHORITY_SPEAKS": "its own channel, or named and on record in an outlet good enough; denials and dates alike",
    "LATEST_WORD": "a speaker's later word replaces the earlier; 'not so far', or a no to a change, yields to a yes",
    "RETRACTION_MEMORY": "what was withdrawn, or a stale copy of it, never counts again",
    "BEFORE_OPENING": "items dated before the claim was opened are background",
    "NOT_TOO_EARLY": "nothing has happened before the first window opens, nor in the future tense",
    "CORRECTION_REOPENS": "an item edited, corrected or withdrawn after it counted is judged again as it stands",
    "HOST_COVERS": "an authority's host covers itself and its subdomains, never a look-alike",
    "PLATFORMS_SPEAK_FOR_NOBODY": "a hosting platform or a public suffix does not cover its tenants",
    "TIER_IS_THE_LISTS": "an own channel needs the tier `authority` in the user's feed list",
    "OWN_HOST_ONLY": "only an item's own host may revise it",
    "KNOWN_SPEAKER": "a named person who is none of the claim's speakers is not its authority",
    "DATES_ARE_CHECKED": "a date later than the day we saw the item is not believed",
    "LOWER_TIER_MOVES_NOBODY": "a blog or a post is dated by when we saw it, and takes nobody better down with it",
    "HISTORY_MOVES_NOTHING": "a date that was over when it was named moves no window",
    "RETURN_NEEDS_TWO": "a window comes back only on two quotations, or on the authority's own channel",
    "DOUBT_IS_SAFE": "a reading that is not sure enough counts for nothing",
    "READ_IN_COMPANY": "what reads two ways is read as other outlets tell it in the same days; no yes gets surer by it",
    "HEARD_TOGETHER": "what no text gives surely (an authority's word, a plan done) is heard where several carry it",
    "LONE_NO_WAITS": "after a yes of two outlets one outlet's no waits that is hardly sure or told as of before",
}
"""Each rule in one line; the order is LIFECYCLE's for the statuses, then what counts, then the guards."""


def describe(rules: Policy) -> str:
    """The policy in force as TOML that can be copied: thresholds with their reasons, then every rule, off or on."""
    import tomlkit

    document = tomlkit.parse(default_text())
    values = rules.model_dump(mode="json")
    document["version"] = values["version"]
    document["off"] = sorted(values["off"])
    for table, own in values.items():
        if isinstance(own, dict):
            for key, value in own.items():
                document[table][key] = value
    lines = [f"#   {'off' if not rules.on(name) else 'on ':3} {name}: {SAYS[name]}" for name in RULES]
    return "\n".join([document.as_string().rstrip(), "", "# The rules, in their order.", *lines, ""])
