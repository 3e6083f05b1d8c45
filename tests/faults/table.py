"""The table of faults: what was done to the system, and what that did to its events."""

from __future__ import annotations

from dataclasses import dataclass, field

COLUMNS = (
    "row",
    "fault",
    "injected",
    "lost",
    "ghost",
    "twice",
    "out of order",
    "longest stall",
    "what is shown",
)


@dataclass(frozen=True)
class Row:
    """One promise put to the test; it is kept when the four counts are 0 and nothing is `broken`."""

    injected: int
    lost: int
    ghost: int
    twice: int
    out_of_order: int
    longest_stall_s: float
    note: str
    broken: list[str] = field(default_factory=list)
    broke_off: bool = False

    @property
    def kept(self) -> bool:
        """Tell whether the promise held."""
        return not (self.lost or self.ghost or self.twice or self.out_of_order or self.broken)


def cells(name: str, title: str, row: Row) -> tuple[str, ...]:
    """Return a row as the table shows it."""
    counts = (row.injected, row.lost, row.ghost, row.twice, row.out_of_order)
    told = "; ".join([row.note, *(f"BROKEN: {what}" for what in row.broken)])
    return (name, title, *map(str, counts), f"{row.longest_stall_s:.1f} s", told)
