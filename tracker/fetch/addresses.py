"""Which addresses may be dialled: public ones, whatever a name resolves to, whenever it does.

The check sits where connections are made (a resolver whose answers are dialled as they are, and the factory of the
sockets), so a name that changes its address between check and use (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread
from typing import Any

from tracker.fetch.terms import Dialler, Limits

_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefusedError(OSError):
    """The address is not a public one, and the user did not allow its host."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; so must be any IPv4 address that it carries inside."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _carried(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _carried(found: IPv6Address) -> IPv4Address | None:
    """The IPv4 address within a mapped, 6to4, Teredo or NAT64 address."""
    if found.ipv4_mapped:
        return found.ipv4_mapped
    if found.sixtofour:
        return found.sixtofour
    if found.teredo:
        return found.teredo[1]
    return IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None


class Gate:
    """Resolves names to addresses that may be dialled, and makes sockets for no others."""

    def __init__(self, dial: Dialler | None, limits: Limits) -> None:
        self._dial = dial
        self._patience = min(limits.connect_timeout, limits.total_timeout)
        self._allowed_hosts = frozenset(host.lower() for host in limits.allow_hosts)
        self._allowed: set[tuple[str, int]] = set()

    async def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """The addresses and ports that may be dialled for a host. Raises OSError."""
        dialled = self._dial(host) if self._dial else None
        if dialled is not None:
            self._allowed.add(dialled)
            return [dialled]
        found = await self._lookup(host, port)
        if host in self._allowed_hosts:
            self._allowed.update((address, port) for address in found)
            return [(address, port) for address in found]
        public = [(address, port) for address in found if is_public(address)]
        if not public:
            raise AddressRefusedError(f"{host} has the address {', '.join(found) or 'none'}")
        return public

    def socket(self, address: tuple[Any, ...]) -> int:
        """A socket for one address (family, kind, protocol, where), the caller's to close: the last word, on what is
        really dialled."""
        family, kind, protocol, target = address
        if target[:2] not in self._allowed and not is_public(target[0]):
            raise AddressRefusedError(f"the address {target[0]} is not public")
        return socket.socket(family, kind, protocol).detach()

    async def _lookup(self, host: str, port: int) -> list[str]:
        """The system's resolver on a thread of its own: one that hangs holds up neither other names nor the end."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()
        Thread(target=_look_up, args=(host, port, loop, answer), daemon=True).start()
        async with asyncio.timeout(self._patience):
            return await answer


def _look_up(host: str, port: int, loop: asyncio.AbstractEventLoop, answer: asyncio.Future[list[str]]) -> None:
    found: list[str] | OSError
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found = list(dict.fromkeys(str(info[4][0]) for info in infos))
    except (OSError, UnicodeError) as error:
        found = OSError(f"{host} has no address ({error})")
    try:
        loop.call_soon_threadsafe(_deliver, answer, found)
    except RuntimeError:
        return  # the run is over, nobody waits any more


def _deliver(answer: asyncio.Future[list[str]], found: list[str] | OSError) -> None:
    if answer.done():
        return
    if isinstance(found, OSError):
        answer.set_exception(found)
    else:
        answer.set_result(found)
