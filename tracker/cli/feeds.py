"""`feeds list|check|import|add|remove|export`: the feed list and each feed's health."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.desk import Desk, Home, open_desk, utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.fetch import Fetched
    from tracker.model import Feed, FeedState

SOME_FEEDS_FAILED = 3


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    feeds = typer.Typer(help="The feeds you read.", no_args_is_help=True, rich_markup_mode=None)
    feeds.command("list")(show_all)
    feeds.command("check")(check)
    feeds.command("import")(import_opml)
    feeds.command("add")(add)
    feeds.command("remove")(remove)
    feeds.command("export")(export)
    app.add_typer(feeds, name="feeds")


def show_all(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    history: Annotated[bool, typer.Option("--history", help="The last polls of each feed, too.")] = False,
    home: Home = None,
) -> None:
    """List the feeds with their tier and health.

    Example: tracker feeds list
    """
    desk = open_desk(home)
    states = desk.store.read().feeds
    for feed in desk.feeds:
        state = states.get(feed.url)
        if as_json:
            row = {**feed.model_dump(mode="json"), "state": state.model_dump(mode="json") if state else None}
            typer.echo(json.dumps(row, ensure_ascii=False))
            continue
        typer.echo(f"{feed.tier.value:9} {feed.language or '--':2}  {health(state):24}  {feed.url}  {feed.title}")
        for line in (*_trouble(feed, state), *(state.history if state and history else ())):
            typer.echo(f"            {line}")


def _trouble(feed: Feed, state: FeedState | None) -> list[str]:
    """What went wrong last with a feed that fails, and when it is tried again."""
    if state is None or not state.failures or not state.last_error:
        return []
    from tracker.fetch import name_of

    again = f" (next try {state.next_due:%Y-%m-%d %H:%M}, or now with `tracker run --force`)" if state.next_due else ""
    return [state.last_error.removeprefix(f"{name_of(feed)}: ") + again]


def health(state: FeedState | None) -> str:
    """A feed's health in two or three words."""
    if state is None or state.last_tried is None:
        return "never polled"
    if state.gone:
        return "gone (410)"
    if state.failures:
        return f"failing, {state.failures} in a row"
    return f"ok {state.last_ok:%Y-%m-%d %H:%M}" if state.last_ok else "ok"


def check(
    url: Annotated[list[str] | None, typer.Argument(help="Only these feeds; default: all in the list.")] = None,
    home: Home = None,
) -> None:
    """Fetch and parse each feed now, writing nothing: is it there, is it a feed, how many entries, how fresh.

    Exit 0 all well, 3 some feeds are in trouble.

    Example: tracker feeds check
    """
    from tracker import fetch

    desk = open_desk(home)
    chosen = _chosen(desk, url or [])
    states = desk.store.read().feeds
    now = utc_now()
    bad: list[str] = []

    def show(one: Fetched) -> None:
        well, lines = _checked(one, states.get(one.feed.url), now)
        bad.extend([] if well else [one.feed.url])
        for line in lines:
            typer.echo(line)

    limits = desk.settings.fetch.limits()
    fetch.gather(chosen, {}, now=now, limits=limits, on_done=show, deadline_seconds=600)
    raise typer.Exit(SOME_FEEDS_FAILED if bad else 0)


def _checked(one: Fetched, state: FeedState | None, now: datetime) -> tuple[bool, list[str]]:
    """Whether a feed is well, and what to say of it."""
    from tracker import items

    url = one.feed.url
    if one.body is None:
        return False, [f"BAD  {url}  {one.error or one.outcome}; history: {_last(state)}"]
    parsed = items.parse(
        one.body, one.feed, host=one.host, content_type=one.content_type, base_url=one.final_url, now=now
    )
    newest = max((item.published for item in parsed.items), default=None)
    seen = f"newest {newest:%Y-%m-%d}" if newest else "no entries"
    mark = "ok  " if parsed.entries else "BAD "
    lines = [f"{mark} {url}  {parsed.entries} entries, {seen}, tier {one.feed.tier}"]
    if one.state.moved_to:
        lines.append(f"       moved for good to {one.state.moved_to}: that is where it is asked for from now on")
    if one.error:
        lines.append(f"       {one.error}")
    lines += [f"       {problem}" for problem in parsed.problems]
    return bool(parsed.entries), lines


def _last(state: FeedState | None) -> str:
    return state.history[-1] if state and state.history else "none"


def _chosen(desk: Desk, urls: list[str]) -> list[Feed]:
    from tracker.model import Feed

    listed = {feed.url: feed for feed in desk.feeds}
    return [listed.get(url, Feed(url=url)) for url in urls] if urls else list(desk.feeds)


def import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file from any feed reader.")],
    tier: Annotated[str, typer.Option("--tier", help="The tier of feeds that the file gives none.")] = "blog",
    home: Home = None,
) -> None:
    """Add the feeds of an OPML file to your list; those you have are left as they are.

    Example: tracker feeds import subscriptions.opml --tier press
    """
    from tracker.feedlist import add_feeds, read_feeds, tier_of
    from tracker.model import Tier

    desk = open_desk(home)
    target = desk.settings.feeds[0]
    known = {feed.url for feed in desk.feeds}
    new = [feed for feed in read_feeds(file, default_tier=tier_of(tier, Tier.BLOG)) if feed.url not in known]
    add_feeds(target, new)
    typer.echo(f"added {len(new)} feeds to {target}")


def add(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    tier: Annotated[str, typer.Option("--tier", help="agency, press, trade, blog, social or authority.")] = "blog",
    title: Annotated[str, typer.Option("--title", help="Its name.")] = "",
    language: Annotated[str | None, typer.Option("--language", help="it, en, fr, de, es ...")] = None,
    aggregator: Annotated[bool, typer.Option("--aggregator", help="Its items are other outlets' links.")] = False,
    home: Home = None,
) -> None:
    """Add one feed to your list.

    Example: tracker feeds add https://outlet.example/rss --tier press
    """
    from tracker.errors import FeedListError
    from tracker.feedlist import add_feeds, tier_of
    from tracker.model import Feed, Tier

    desk = open_desk(home)
    if any(feed.url == url for feed in desk.feeds):
        raise FeedListError(f"{url}: is in the list already (see `tracker feeds list`)")
    target = desk.settings.feeds[0]
    add_feeds(
        target, [Feed(url=url, title=title, tier=tier_of(tier, Tier.BLOG), language=language, aggregator=aggregator)]
    )
    typer.echo(f"added {url} to {target}")


def remove(url: Annotated[str, typer.Argument(help="The feed's address.")], home: Home = None) -> None:
    """Take one feed off your list; what it gave stays in the ledger.

    Example: tracker feeds remove https://outlet.example/rss
    """
    from tracker.errors import FeedListError
    from tracker.feedlist import remove_feed
    from tracker.stores import Changes

    desk = open_desk(home)
    holders = [path for path in desk.settings.feeds if remove_feed(path, url)]
    if not holders:
        raise FeedListError(f"{url}: is in no list (see `tracker feeds list`)")
    with desk.store.exclusive() as transaction:
        transaction.commit(Changes(forget=frozenset({url})))
    typer.echo(f"removed {url} from {', '.join(str(path) for path in holders)}")


def export(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file instead of the screen.")] = None,
    home: Home = None,
) -> None:
    """Write your feeds as OPML, with their tiers; any feed reader can import it.

    Example: tracker feeds export --out feeds.opml
    """
    from tracker.cli.showing import write_text
    from tracker.feedlist import to_opml

    text = to_opml(open_desk(home).feeds)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(out, text)
        typer.echo(f"written to {out}", err=True)
