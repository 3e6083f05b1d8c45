"""What a row stands on: running servers, a folder for logs, and how much it shall do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.ledger import Ledger
from tests.faults.scene import Scene, Servers, staged
from tests.faults.system import System, whole_system
from tests.faults.table import Row


@dataclass(frozen=True)
class Size:
    """How much a row does: random kills, events, seconds of outage, and whether it waits limits out."""

    kills: int
    events: int
    outage: float
    patient: bool


SHORT = Size(kills=1, events=200, outage=2.0, patient=False)
FULL = Size(kills=10, events=2000, outage=15.0, patient=True)
# Enough for every mistake to show: four outages are longer than the producer's patience.
MISTAKEN = Size(kills=2, events=400, outage=4.0, patient=False)


@dataclass(frozen=True)
class Ground:
    """The servers and the size of a run."""

    servers: Servers
    folder: Path
    size: Size
    sabotage: str | None = None
    # What rows of one run share, and what ends it.
    shared: list[System] = field(default_factory=list)
    ending: ExitStack = field(default_factory=ExitStack)

    def system(self) -> System:
        """Return the six services, started when they are first asked for; they end with the run."""
        if not self.shared:
            self.shared.append(self.ending.enter_context(whole_system(self.folder / "system")))
        return self.shared[0]

    def scene(self, servers: Servers | None = None) -> AbstractContextManager[Scene]:
        """Return a scene on these servers, or on a row's own."""
        return staged(servers or self.servers, self.folder, self.sabotage)


@dataclass(frozen=True)
class Fault:
    """A row of the table: its name, what is done, and the function that does it."""

    name: str
    title: str
    run: Callable[[Ground], Row]


FAULTS: dict[str, Fault] = {}


def fault(name: str, title: str) -> Callable[[Callable[[Ground], Row]], Callable[[Ground], Row]]:
    """Enter a function into the table."""

    def enter(run: Callable[[Ground], Row]) -> Callable[[Ground], Row]:
        FAULTS[name] = Fault(name, title, run)
        return run

    return enter


def row(ledger: Ledger, injected: int, stall: float, note: str, broken: list[str] | None = None) -> Row:
    """Return the row of what a ledger found."""
    counts = ledger.counts()
    told = (counts.lost, counts.ghost, counts.twice, counts.out_of_order)
    repeats = [f"repeated {what}: {number}" for what, number in ledger.repeats().items()]
    return Row(injected, *told, stall, f"{len(ledger.committed)} events; {note}", [*(broken or []), *repeats])


def with_order_of(made: Row, steps_back: int) -> Row:
    """Return the row with the order in which the projection moved, where the wire itself was out of order."""
    return replace(made, out_of_order=steps_back)
