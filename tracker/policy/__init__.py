"""The judge: the state of a claim -> its status, by named rules in their order, each with its reason. Pure.

cases    = what counts, and the rule that objects to what does not   (weighing: cases, company, objections, ...)
words    = whose word it is, and which still stand                   (speakers, words)
verdict  = the first status rule that holds                          (statuses)
events   = where the verdict differs from what the ledger says       (judging)
"""

from __future__ import annotations

from tracker.policy.book import SAYS, describe
from tracker.policy.judging import advance, judge
from tracker.policy.settings import FILTER_RULES, GUARD_RULES, RULES, STATUS_RULES, Policy, default_text, load_policy

__all__ = [
    "FILTER_RULES",
    "GUARD_RULES",
    "RULES",
    "SAYS",
    "STATUS_RULES",
    "Policy",
    "advance",
    "default_text",
    "describe",
    "judge",
    "load_policy",
]
