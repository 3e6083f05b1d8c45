"""Ports: free ones for tests, and who holds one that should be free."""

from __future__ import annotations

import random
import socket
from pathlib import Path

from infra.local.terminal import CannotGoOn

HOST = "127.0.0.1"
LOWEST = 12_000
_LISTEN = "0A"


class PortInUse(CannotGoOn):
    """A port is taken; the message names it and its holder."""


def free_ports(count: int) -> list[int]:
    """Return `count` different ports that nothing uses now, and that no connection is given meanwhile.

    Those that the kernel would choose it also gives to outgoing connections: of many processes started one
    after the other, now and then one found its port taken.
    """
    chosen = random.SystemRandom().sample(range(LOWEST, _first_given_away()), 3 * count + 100)
    free = [port for port in chosen if not is_taken(port)][:count]
    if len(free) < count:
        raise PortInUse(f"there are no {count} free ports between {LOWEST} and {_first_given_away()}")
    return free


def _first_given_away() -> int:
    """Return the first port that the kernel gives to outgoing connections."""
    told = Path("/proc/sys/net/ipv4/ip_local_port_range")
    return int(told.read_text().split()[0]) if told.exists() else 32768


def refuse_taken(ports: dict[str, int]) -> None:
    """Raise PortInUse naming each taken port of `ports` (purpose → port) and its holder."""
    taken = [
        f"port {port} ({purpose}) is in use by {holder(port)}"
        for purpose, port in ports.items()
        if is_taken(port)
    ]
    if taken:
        raise PortInUse("; ".join(taken))


def is_taken(port: int) -> bool:
    """Tell whether something listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def holder(port: int) -> str:
    """Return pid and command of who listens on a port, as far as this user may see it."""
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*"):
        if inodes & _socket_inodes(process):
            return f"process {process.name}: {_command(process)[:120]}"
    return "a process of another user"


def _command(process: Path) -> str:
    try:
        words = (process / "cmdline").read_bytes()
    except OSError:
        return "it has just ended"
    return " ".join(words.replace(b"\0", b" ").decode(errors="replace").split())


def _listening_inodes(port: int) -> set[str]:
    rows = [line.split() for table in ("tcp", "tcp6") for line in _lines(Path(f"/proc/net/{table}"))]
    return {row[9] for row in rows if row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == port}


def _lines(table: Path) -> list[str]:
    return table.read_text().splitlines()[1:] if table.exists() else []


def _socket_inodes(process: Path) -> set[str]:
    try:
        descriptors = list((process / "fd").iterdir())
    except OSError:
        return set()
    links = (_target(descriptor) for descriptor in descriptors)
    return {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")}


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        # Closed since it was listed; the others still count.
        return ""
