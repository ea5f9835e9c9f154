"""Who may connect when: so many at once, one at a time per host with a pause between, and nobody behind the silent."""

from __future__ import annotations

import asyncio
from types import TracebackType

from tracker.fetch.terms import Limits


class Slots:
    """`connections` places. Whoever is kept waiting longer than `patience` is set aside and its place is free again,
    as long as there is room aside; it goes on waiting there until its own timeout. While we ourselves are busy nobody
    is set aside: what came meanwhile would all have to be held in memory."""

    def __init__(self, limits: Limits) -> None:
        self.free = asyncio.Semaphore(limits.connections)
        self.aside = limits.aside
        self.patience = limits.patience

    def place(self) -> Place:
        """One place for as long as the block runs: `async with slots.place():`."""
        return Place(self)


class Place:
    """A place among the slots: whether its holder was set aside, and when that is to be considered."""

    __slots__ = ("_aside", "_due", "_slots", "_timer")

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._aside = False

    async def __aenter__(self) -> None:
        await self._slots.free.acquire()
        self._be_patient(asyncio.get_running_loop())

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._timer.cancel()
        if self._aside:
            self._slots.aside += 1
        else:
            self._slots.free.release()

    def _be_patient(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + self._slots.patience
        self._timer: asyncio.Handle = loop.call_at(self._due, self._set_aside, loop)

    def _set_aside(self, loop: asyncio.AbstractEventLoop) -> None:
        late = loop.time() - self._due
        if late > self._slots.patience:
            self._be_patient(loop)
        elif self._slots.aside:
            self._slots.aside -= 1
            self._aside = True
            self._slots.free.release()


class Turns:
    """One request at a time (or `per_host`) to a host, `per_host_delay` seconds after the end of the last one."""

    def __init__(self, limits: Limits) -> None:
        self.delay = limits.per_host_delay
        self.ended: dict[str, float] = {}
        self._most = limits.per_host
        self._hosts: dict[str, asyncio.Semaphore] = {}

    def turn(self, host: str, at_once: bool = False) -> Turn:
        """The host's turn for as long as the block runs; `at_once` (a redirect) skips the pause."""
        free = self._hosts.get(host)
        if free is None:
            free = self._hosts[host] = asyncio.Semaphore(self._most)
        return Turn(self, host, free, at_once)


class Turn:
    """A host's turn."""

    __slots__ = ("_at_once", "_free", "_host", "_turns")

    def __init__(self, turns: Turns, host: str, free: asyncio.Semaphore, at_once: bool) -> None:
        self._turns, self._host, self._free, self._at_once = turns, host, free, at_once

    async def __aenter__(self) -> None:
        await self._free.acquire()
        last = self._turns.ended.get(self._host)
        if last is not None and not self._at_once:
            try:
                await asyncio.sleep(last + self._turns.delay - asyncio.get_running_loop().time())
            except BaseException:
                self._free.release()
                raise

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._turns.ended[self._host] = asyncio.get_running_loop().time()
        self._free.release()
