"""The thresholds of `policy.toml` as a value, and reading a file of them."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from pydantic import Field, ValidationError, field_validator

from tracker.errors import ConfigError
from tracker.model import Frozen, Tier, fingerprint

STATUS_RULES = (
    "PERSON_DECIDES",
    "BOTH_SIDES",
    "AUTHORITY_DENIES",
    "HAPPENED",
    "LAPSE",
    "OUTSIDE_THE_WINDOW",
    "AUTHORITY_CONFIRMS",
    "TWO_ROOTS",
    "OTHERWISE",
)
"""LIFECYCLE: the status is the first that holds, from the top; the order is part of the meaning."""

FILTER_RULES = (
    "HEDGE_BLOCKS",
    "BODY_NOT_HEADLINE",
    "ATTRIBUTION_INHERITS",
    "COUNT_ROOTS_NOT_COPIES",
    "ANON_CEILING",
    "AGREED_IS_NOT_OFFICIAL",
    "AUTHORITY_SPEAKS",
    "LATEST_WORD",
    "RETRACTION_MEMORY",
    "BEFORE_OPENING",
    "NOT_TOO_EARLY",
    "CORRECTION_REOPENS",
)
"""LIFECYCLE: what counts, before any status is thought of."""

GUARD_RULES = (
    "HOST_COVERS",
    "PLATFORMS_SPEAK_FOR_NOBODY",
    "TIER_IS_THE_LISTS",
    "OWN_HOST_ONLY",
    "KNOWN_SPEAKER",
    "DATES_ARE_CHECKED",
    "LOWER_TIER_MOVES_NOBODY",
    "HISTORY_MOVES_NOTHING",
    "RETURN_NEEDS_TWO",
    "DOUBT_IS_SAFE",
    "READ_IN_COMPANY",
    "HEARD_TOGETHER",
    "LONE_NO_WAITS",
)
"""LIFECYCLE "Who is who", and what follows from "on doubt, the safe verdict", each with a name of its own."""

RULES = (*STATUS_RULES, *FILTER_RULES, *GUARD_RULES)

_RANK = {tier: rank for rank, tier in enumerate(Tier)}


def rank(tier: Tier) -> int:
    """0 for the best tier (authority), 5 for the worst (social)."""
    return _RANK[tier]


class Corroboration(Frozen):
    """When roots alone lift a claim."""

    roots: int = Field(2, ge=1)
    lowest_tier: Tier = Tier.TRADE
    strong_roots: int = Field(1, ge=0)
    confidence: float = Field(0.6, ge=0, le=1)


class Authority(Frozen):
    """When a quotation is an authority's word."""

    quoted_by: Tier = Tier.TRADE
    quotes_to_return: int = Field(2, ge=1)
    first_yes_days: int = Field(7, ge=0)


class ReadingFloor(Frozen):
    """How sure a reading must be."""

    confidence: float = Field(0.5, ge=0, le=1)
    on_record: float = Field(0.6, ge=0, le=1)
    own_channel: float = Field(0.8, ge=0, le=1)
    seconded: float = Field(0.8, ge=0, le=1)
    own_record: float = Field(0.75, ge=0, le=1)
    fulfilled: float = Field(0.45, ge=0, le=1)
    together: float = Field(0.8, ge=0, le=1)
    together_least: float = Field(0.5, ge=0, le=1)
    lone_no: float = Field(0.6, ge=0, le=1)
    together_days: int = Field(3, ge=0)
    told_least: float = Field(0.2, ge=0, le=1)
    told_surely: float = Field(0.6, ge=0, le=1)


class Waiting(Frozen):
    """What time does."""

    grace_days: int = Field(14, ge=0)
    dormant_days: int = Field(60, ge=1)


class Copies(Frozen):
    """When two texts are one."""

    near: float = Field(0.5, gt=0, le=1)
    headline: float = Field(0.9, gt=0, le=1)


class Policy(Frozen):
    """Every threshold of the judge. `off` names the rules that are switched off."""

    version: str = "1"
    off: frozenset[str] = frozenset()
    corroboration: Corroboration = Corroboration()
    authority: Authority = Authority()
    reading: ReadingFloor = ReadingFloor()
    time: Waiting = Waiting()
    copies: Copies = Copies()

    @field_validator("off")
    @classmethod
    def _known(cls, names: frozenset[str]) -> frozenset[str]:
        unknown = sorted(names - set(RULES))
        if unknown:
            raise ValueError(f"no rule is called {', '.join(unknown)}; the rules are {', '.join(RULES)}")
        return names

    def on(self, rule: str) -> bool:
        """Whether `rule` is in force."""
        return rule not in self.off

    def without(self, *rules: str) -> Policy:
        """The same policy with these rules switched off."""
        return Policy(**{**dict(self), "off": self.off | set(rules)})

    @property
    def stamp(self) -> str:
        """The version and a fingerprint of the values: what a status change keeps."""
        return f"{self.version}+{_stamp(self)}"


@lru_cache(maxsize=64)
def _stamp(rules: Policy) -> str:
    names = ",".join(sorted(rules.off))
    return fingerprint(rules.model_dump_json(exclude={"off"}), names)[:8]


def default_text() -> str:
    """The commented policy file that ships with the program."""
    return resources.files("tracker").joinpath("policy.toml").read_text(encoding="utf-8")


def load_policy(text: str | None = None) -> Policy:
    """The policy in a TOML text; None gives the one that ships with the program.

    Keys left out keep their default. Raises ConfigError naming the key that cannot be used.
    """
    try:
        table: dict[str, Any] = tomllib.loads(default_text() if text is None else text)
        return Policy.model_validate(table)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"policy file: not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"policy file: {where}: {first['msg']}; compare `tracker policy show`") from error
