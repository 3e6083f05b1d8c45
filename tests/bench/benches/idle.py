"""Idle: how soon the whole system is up, and what it takes with the sample province while nobody asks.

Everything `make run` starts is counted, mongod and the broker included. Shared pages count once (PSS).
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from infra.local.stack import Ports, Stack, running
from infra.local.story.ledger import Ledger
from tests.bench.figures import Figure, figure
from tests.bench.ground import Ground, bench

SETTLE_SECONDS, QUIET_SECONDS = 5.0, 120.0
TICKS = os.sysconf("SC_CLK_TCK")


@bench("idle", "start_to_ready_s", "idle_memory_mb", "idle_cpu_percent")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figures of the idle system; it has servers of its own beside those of the bench."""
    folder = ground.folder / "idle"
    starts = [_start(folder) for _ in range(ground.size.rounds - 1)]
    begun = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    with running(folder, Ports.free(), _unsaid) as stack:
        starts.append(time.monotonic() - begun)
        told = f"on fresh data, {len(stack.children)} processes and two servers; jars fetched before"
        yield figure("start_to_ready_s", median(starts), told)
        stack.do("directory", "load-sample")
        _await_quiet(stack)
        time.sleep(SETTLE_SECONDS)
        yield from _taken(_groups(stack), ground.size.idle_seconds)


def _unsaid(_: object) -> None:
    """Say nothing: standard output is for figures."""


def _await_quiet(stack: Stack) -> None:
    """Return when every event of the sample province has been applied everywhere."""
    ledger, deadline = Ledger(stack), time.monotonic() + QUIET_SECONDS
    try:
        while ledger.unsent() or ledger.lag():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the sample was not applied within {QUIET_SECONDS:.0f} s")
            time.sleep(0.5)
    finally:
        ledger.close()


def _start(folder: Path) -> float:
    """Return the seconds until a fresh system is ready; it is stopped again."""
    shutil.rmtree(folder, ignore_errors=True)
    begun = time.monotonic()
    with running(folder, Ports.free(), _unsaid):
        return time.monotonic() - begun


def _groups(stack: Stack) -> dict[int, str]:
    """Return what each process group of the system is: every child leads one of its own."""
    servers = stack.servers.pids if stack.servers else {}
    return {pid: name for name, pid in servers.items()} | {
        child.pid: "python" for child in stack.children.values()
    }


def _taken(groups: dict[int, str], seconds: float) -> Iterator[Figure]:
    before = _cpu(groups)
    time.sleep(seconds)
    burnt = {name: (at - before[name]) / seconds * 100 for name, at in _cpu(groups).items()}
    memory = _memory(groups)
    told = ", ".join(f"{name} {memory[name]:,.0f}" for name in sorted(memory))
    yield figure("idle_memory_mb", sum(memory.values()), told)
    told = ", ".join(f"{name} {burnt[name]:.1f}" for name in sorted(burnt))
    yield figure("idle_cpu_percent", sum(burnt.values()), f"{told}; over {seconds:.0f} s")


def _cpu(groups: dict[int, str]) -> dict[str, float]:
    """Return the seconds of CPU that each kind of process has used."""
    used = dict.fromkeys(groups.values(), 0.0)
    for _, stat in _processes(groups):
        used[groups[int(stat[2])]] += (int(stat[11]) + int(stat[12])) / TICKS
    return used


def _memory(groups: dict[int, str]) -> dict[str, float]:
    """Return the MB that each kind of process takes, shared pages divided among those who share them."""
    taken = dict.fromkeys(groups.values(), 0.0)
    for process, stat in _processes(groups):
        lines = (process / "smaps_rollup").read_text().splitlines()
        [pss] = (int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        taken[groups[int(stat[2])]] += pss / 1024
    return taken


def _processes(groups: dict[int, str]) -> Iterator[tuple[Path, list[str]]]:
    """Yield each process of the groups with the fields of its stat that follow its name."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat[2]) in groups:
            yield process, stat
