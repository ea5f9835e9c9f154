"""Small recordings and homes that several tests share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from tracker.cycle import Rules, Run, World, poll
from tracker.fetch import Limits
from tracker.model import Claim, Feed, Kind, Tier
from tracker.notifiers.eml import EmlNotifier
from tracker.policy import load_policy
from tracker.recorded import Playback
from tracker.stores import Store

DAY_ONE = date(2025, 2, 4)


@dataclass(frozen=True)
class Entry:
    """One entry of a made-up feed."""

    title: str
    summary: str = ""
    day: date = DAY_ONE
    link: str = ""


def rss(*entries: Entry, title: str = "A feed") -> str:
    """An RSS 2.0 document with these entries."""
    rows = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.link or f'http://a.example/{index}')}</link>"
        f"<pubDate>{format_datetime(datetime(one.day.year, one.day.month, one.day.day, 9, tzinfo=UTC))}</pubDate>"
        f"<description>{escape(one.summary)}</description></item>"
        for index, one in enumerate(entries)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{title}</title>{rows}</channel></rss>'


def record(folder: Path, day: date, host: str, body: str) -> None:
    """Put a snapshot into a recording's folder."""
    (folder / day.isoformat()).mkdir(parents=True, exist_ok=True)
    (folder / day.isoformat() / f"{host}.xml").write_text(body, encoding="utf-8")


def feed(host: str, tier: Tier = Tier.TRADE, **fields: object) -> Feed:
    """The feed of a recorded host."""
    return Feed(url=f"http://{host}/feed.xml", title=host, tier=tier, language="it", **fields)  # type: ignore[arg-type]


def electric() -> Claim:
    """A plan with a window, in Italian, whose authority is the maker."""
    return Claim(
        slug="elettrica", text="La prima Valmont elettrica sarà svelata nell'ottobre 2025.", language="it",
        kind=Kind.PLAN, subjects=(("Valmont elettrica", "prima elettrica"), ("Valmont", "Carla Ferri", "Ferri")),
        keywords=("svelata", "presentazione", "debutto", "data"), authorities=("valmont.example",),
        expected={"from": "2025-10-01", "to": "2025-10-31"}, opened=date(2025, 1, 1),
    )  # fmt: skip


ANNOUNCED = Entry(
    "Valmont elettrica, c'è la data: 9 ottobre",
    "L'ad Carla Ferri ha annunciato che la prima Valmont elettrica sarà svelata il 9 ottobre 2025.",
    link="http://a.example/annuncio",
)
HEDGED = Entry(
    "Valmont elettrica, il debutto potrebbe essere in ottobre",
    "Secondo indiscrezioni la prima Valmont elettrica sarebbe svelata in ottobre; dalla casa nessuna conferma.",
    link="http://a.example/voci",
)


def run(
    store: Store,
    playback: Playback,
    out: Path,
    *,
    claims: tuple[Claim, ...] = (),
    feeds: tuple[Feed, ...] = (),
    day: date | None = None,
    force: bool = True,
    dry_run: bool = False,
) -> Run:
    """One poll of the recording as of `day`, mails left in `out`."""
    from tracker.alerts import Subscriber

    playback.day = day or playback.day
    now = datetime(playback.day.year, playback.day.month, playback.day.day, 18, tzinfo=UTC)
    rules = Rules(load_policy(None), (Subscriber(address="desk@paper.example", language="it"),))
    world = World(store, (EmlNotifier(out, "tracker@paper.example", name="email"),), Limits(), dial=playback.dial)
    return poll(claims or (electric(),), feeds or (feed("a.example"),), rules, world, now, force=force, dry_run=dry_run)
