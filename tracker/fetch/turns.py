"""Who may connect when: so many at once, one at a time per host with a pause between, and nobody behind the silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tracker.fetch.terms import Limits


class Slots:
    """`connections` places. Whoever is kept waiting longer than `patience` is set aside and its place is free again,
    as long as there is room aside; it goes on waiting there until its own timeout. While we ourselves are busy nobody
    is set aside: what came meanwhile would all have to be held in memory."""

    def __init__(self, limits: Limits) -> None:
        self._free = asyncio.Semaphore(limits.connections)
        self._aside = limits.aside
        self._patience = limits.patience

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """One place for as long as the block runs."""
        await self._free.acquire()
        held = _Held()
        self._be_patient(held)
        try:
            yield
        finally:
            held.timer.cancel()
            if held.aside:
                self._aside += 1
            else:
                self._free.release()

    def _be_patient(self, held: _Held) -> None:
        loop = asyncio.get_running_loop()
        held.timer = loop.call_at(loop.time() + self._patience, self._set_aside, held)

    def _set_aside(self, held: _Held) -> None:
        late = asyncio.get_running_loop().time() - held.timer.when()
        if late > self._patience:
            self._be_patient(held)
        elif self._aside:
            self._aside -= 1
            held.aside = True
            self._free.release()


class _Held:
    """Whether a place's holder was set aside, and when that is to be considered."""

    aside = False
    timer: asyncio.TimerHandle


class Turns:
    """One request at a time (or `per_host`) to a host, `per_host_delay` seconds after the end of the last one."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.per_host
        self._delay = limits.per_host_delay
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._ended: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, at_once: bool = False) -> AsyncIterator[None]:
        """The host's turn for as long as the block runs; `at_once` (a redirect) skips the pause."""
        loop = asyncio.get_running_loop()
        async with self._hosts.setdefault(host, asyncio.Semaphore(self._most)):
            if host in self._ended and not at_once:
                await asyncio.sleep(self._ended[host] + self._delay - loop.time())
            try:
                yield
            finally:
                self._ended[host] = loop.time()
