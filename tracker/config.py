"""Settings: one TOML file, then the environment, then flags; the later wins.

Every setting has a key in `tracker.toml` ("language", or "host" under [email]), a variable (TRACKER_LANGUAGE,
TRACKER_EMAIL_HOST) and a flag's name ("language", "email.host"). Secrets have a variable only.
"""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin

from pydantic import BaseModel, Field, ValidationError, field_validator

from tracker import tomlfile
from tracker.alerts import Subscriber
from tracker.errors import ConfigError
from tracker.files import read_text, replace_file
from tracker.model import Frozen

if TYPE_CHECKING:
    from tracker.fetch import Limits

NAME = "tracker.toml"
STARTERS = (NAME, "claims.toml", "feeds.opml")
PREFIX = "TRACKER_"
ELSEWHERE = frozenset({"TRACKER_HOME", "TRACKER_SMTP_USER", "TRACKER_SMTP_PASSWORD"})
"""Variables of ours that are not settings: where the settings are, and secrets."""


class Security(StrEnum):
    """How the mail server is spoken to: STARTTLS (port 587), TLS from the first byte (465), or in the clear (25)."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Email(Frozen):
    """How alerts become e-mail; without `host` they are .eml files in the outbox folder."""

    sender: str = "tracker@localhost"
    host: str | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    """None: the port that `security` implies."""
    security: Security = Security.STARTTLS
    timeout: float = Field(default=20.0, gt=0, le=600)
    """Seconds for each step of the conversation."""

    @field_validator("sender")
    @classmethod
    def _one_address(cls, value: str) -> str:
        return Subscriber.is_address(value)


class Fetching(Frozen):
    """How politely, and for how long, feeds are asked. Times in seconds."""

    connections: int = Field(default=20, ge=1, le=200)
    connect_timeout: float = Field(default=10.0, gt=0)
    read_timeout: float = Field(default=15.0, gt=0)
    total_timeout: float = Field(default=30.0, gt=0)
    max_bytes: int = Field(default=10_000_000, ge=1000)
    """The largest feed that is taken, unpacked."""
    per_host_delay: float = Field(default=1.0, ge=0)
    contact: str = Field(default="", pattern=r"^[\x20-\x7e]*$")
    """An address or page in the user agent, for whoever runs the feed's server."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that may be asked although they are on a private network."""

    def limits(self) -> Limits:
        """The same for the fetcher."""
        from tracker import __version__
        from tracker.fetch import Limits

        who = f"claim-tracker/{__version__} ({self.contact or 'https://example.org/claim-tracker'}; feed reader)"
        numbers = self.model_dump(exclude={"contact", "allow_hosts"})
        return Limits(**numbers, user_agent=who, allow_hosts=frozenset(self.allow_hosts))


class Daily(Frozen):
    """When `tracker schedule` runs."""

    at: time = time(7, 0)
    """Local time, to the minute."""

    @field_validator("at")
    @classmethod
    def _to_the_minute(cls, value: time) -> time:
        if value.second or value.microsecond or value.tzinfo:
            raise ValueError('write hours and minutes, as in "07:00"; the time zone has a key of its own')
        return value


class Settings(Frozen):
    """Everything that can be set. Paths are absolute."""

    home: Path
    claims: Path
    feeds: tuple[Path, ...]
    store: Path
    policy: Path | None = None
    """A policy file of your own; None for the one that ships."""
    outbox: Path
    """Folder of the .eml files."""
    language: str = Field(default="it", pattern="^[a-z]{2,3}$")
    """Of reports."""
    timezone: str = "UTC"
    schedule: Daily = Daily()
    email: Email = Email()
    subscribers: tuple[Subscriber, ...] = ()
    fetch: Fetching = Fetching()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if not is_zone(value):
            known = zoneinfo.available_timezones()
            raise ValueError(f"not a time zone{tomlfile.did_you_mean(value, known, 'for example Europe/Rome')}")
        return value

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone that `schedule.at` is meant in."""
        return zoneinfo.ZoneInfo(self.timezone)


_PATHS = ("claims", "feeds", "store", "policy", "outbox")


def default_home() -> Path:
    """The folder for this user's data, where the system keeps such things."""
    import platformdirs

    return platformdirs.user_data_path("claim-tracker", appauthor=False)


def load_settings(home: Path | None, env: Mapping[str, str], flags: Mapping[str, object]) -> Settings:
    """The settings of a home folder: `home`, else TRACKER_HOME, else `default_home()`.

    `flags` has dotted keys ("email.host"); None is no flag. Relative paths are meant from the home folder in
    the file, from the working folder elsewhere. Raises ConfigError with the file and line, the variable or flag.
    """
    folder = (home or Path(env.get("TRACKER_HOME") or default_home())).expanduser().absolute()
    path = folder / NAME
    text = read_text(path, ConfigError) if path.exists() else ""
    given = _defaults(folder) | _from_file(text, path)
    origin: dict[tuple[str, ...], str] = {}
    for keys, value, said in (*_from_environment(env), *_from_flags(flags)):
        _put(given, keys, value)
        origin[keys] = said
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise ConfigError(_told(tomlfile.problems_of(error), text, path, origin)) from error


def _defaults(folder: Path) -> dict[str, Any]:
    """What depends on the folder or the machine."""
    import tzlocal

    zone = tzlocal.get_localzone_name()
    return {
        "home": folder,
        "claims": folder / "claims.toml",
        "feeds": [folder / "feeds.opml"],
        "store": folder / "store.json",
        "outbox": folder / "outbox",
        "timezone": zone if zone and is_zone(zone) else "UTC",
    }


def is_zone(name: str) -> bool:
    """Whether the time zone database knows the name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _from_file(text: str, path: Path) -> dict[str, Any]:
    try:
        document = tomlfile.parse(text, str(path))
    except tomlfile.TomlError as error:
        raise ConfigError(str(error)) from error
    if "home" in document:
        where = tomlfile.place(str(path), text, ["home"])
        raise ConfigError(f'{where}: "home" is the folder of this very file; set TRACKER_HOME or --home instead')
    return {key: _rooted(value, path.parent) if key in _PATHS else value for key, value in document.items()}


def _from_environment(env: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    """Each setting that a variable gives, with the variable's name. Empty variables give nothing."""
    known = {PREFIX + "_".join(keys).upper(): (keys, several) for keys, several in _leaves(Settings)}
    for name, value in sorted(env.items()):
        if name in known and value:
            keys, several = known[name]
            yield keys, _split(keys, value) if several else _from_here(keys, value), name
        elif name.startswith(PREFIX) and name not in known and name not in ELSEWHERE:
            _refuse_slip(name, [*known, *ELSEWHERE])


def _refuse_slip(name: str, known: Sequence[str]) -> None:
    """A variable that is nearly one of ours is a slip of the pen; any other belongs to another program."""
    near = tomlfile.nearest(name, known, closeness=0.85)
    if near:
        raise ConfigError(f'the variable {name} is not known; did you mean "{near}"?')


def _from_flags(flags: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    known = {".".join(keys): keys for keys, _ in _leaves(Settings)}
    for name, value in flags.items():
        if name not in known:
            raise ConfigError(f'unknown flag "{name}"{tomlfile.did_you_mean(name, known)}')
        if value is not None:
            yield known[name], _from_here(known[name], value), f"--{name.replace('.', '-')}"


def _leaves(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Every setting that one value or a list of words can give: its keys, and whether it is a list."""
    for name, field in model.model_fields.items():
        keys = (*above, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _leaves(field.annotation, keys)
        elif keys not in {("home",), ("subscribers",)}:
            yield keys, get_origin(field.annotation) is tuple


def _split(keys: tuple[str, ...], value: str) -> list[Any]:
    """A variable's list: paths are parted as in PATH, words by commas."""
    words = value.split(os.pathsep if keys[0] in _PATHS else ",")
    return [_from_here(keys, word.strip()) for word in words if word.strip()]


def _from_here(keys: tuple[str, ...], value: object) -> Any:
    return _rooted(value, Path.cwd()) if keys[0] in _PATHS else value


def _rooted(value: Any, folder: Path) -> Any:
    """A path, or a list of them, from `folder` on; what is no path is left for the check."""
    if isinstance(value, (list, tuple)):
        return [_rooted(one, folder) for one in value]
    return folder / Path(value).expanduser() if isinstance(value, (str, Path)) else value


def _put(given: dict[str, Any], keys: tuple[str, ...], value: Any) -> None:
    """Set the value under its keys; a section that the file misuses is left for the check."""
    for key in keys[:-1]:
        section = given.setdefault(key, {})
        if not isinstance(section, dict):
            return
        given = section
    given[keys[-1]] = value


def _told(problems: Sequence[dict[str, Any]], text: str, path: Path, origin: Mapping[tuple[str, ...], str]) -> str:
    """The first problem, unknown keys before all else, with where it comes from, and how many more there are."""
    first = min(problems, key=lambda problem: problem["type"] != "extra_forbidden")
    loc = tuple(first["loc"])
    where = origin.get(loc) or tomlfile.place(str(path), text, loc)
    hint = _secret_hint(loc) if first["type"] == "extra_forbidden" else ""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{where}: {hint or tomlfile.explain(first, Settings)}{more}"


def _secret_hint(loc: Sequence[str | int]) -> str:
    words = {"user": "TRACKER_SMTP_USER", "username": "TRACKER_SMTP_USER", "password": "TRACKER_SMTP_PASSWORD"}
    variable = words.get(str(loc[-1]))
    return f'"{loc[-1]}" is not kept in a file: set the variable {variable}' if variable else ""


# --- the first files of a new home -----------------------------------------------------------------------------


def write_starter_files(folder: Path) -> tuple[tuple[Path, bool], ...]:
    """Write the commented starter files into `folder`; each path with False where a file was there and was kept.

    Raises ConfigError where the folder cannot be made or written.
    """
    target = folder.expanduser().absolute()
    try:
        target.mkdir(parents=True, exist_ok=True)
        return tuple((target / name, _write_once(target / name)) for name in STARTERS)
    except OSError as error:
        raise ConfigError(f"{target}: cannot write here ({error.strerror or error}); choose another folder") from error


def _write_once(path: Path) -> bool:
    if path.exists():
        return False
    template = resources.files("tracker").joinpath("templates", "init", path.name)
    replace_file(path, template.read_bytes())
    return True
