"""Figures: a value beside its goal, as a JSON line for machines and a table for people."""

from __future__ import annotations

import json
import operator
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import yaml

GOALS = Path(__file__).with_name("goals.yaml")
MEETS = {">=": operator.ge, "<=": operator.le}
COLUMNS = ("figure", "value", "unit", "goal", "met")


@dataclass(frozen=True)
class Figure:
    """One measured value; `value` is None for what could not be measured, and `note` says why."""

    name: str
    value: float | None
    unit: str
    goal: str | None
    met: bool | None
    note: str

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@cache
def goals() -> dict[str, dict[str, Any]]:
    """Return unit and goal of every figure by name."""
    told: dict[str, dict[str, Any]] = yaml.safe_load(GOALS.read_text(encoding="utf-8"))
    return told


def figure(name: str, value: float | None, note: str) -> Figure:
    """Hold a value against the goal of its name."""
    known = goals()[name]
    rounded = None if value is None else float(f"{value:.3g}") if abs(value) < 1000 else round(value)
    goal = known.get("goal")
    met = _met(rounded, goal)
    told = f"{note}. {known['missed']}" if met is False and "missed" in known else note
    return Figure(name, rounded, known["unit"], goal, met, told)


def _met(value: float | None, goal: str | None) -> bool | None:
    if value is None or goal is None:
        return None
    sign, _, limit = goal.partition(" ")
    return bool(MEETS[sign](value, float(limit)))


def spread(rounds: Sequence[float], digits: int = 0) -> str:
    """Return the rounds as a note shows them: the median and, in brackets, the lowest and the highest."""
    if len(rounds) == 1:
        return f"{rounds[0]:,.{digits}f}"
    return f"{median(rounds):,.{digits}f} ({min(rounds):,.{digits}f} to {max(rounds):,.{digits}f})"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """Return in words on what machine this is."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.machine()}, Python {platform.python_version()}"
    )


def cells(one: Figure) -> tuple[str, ...]:
    """Return a figure as a table shows it, its note apart."""
    value = "–" if one.value is None else f"{one.value:,g}"
    met = {True: "yes", False: "**no**", None: "–"}[one.met]
    return (one.name, value, one.unit, one.goal or "–", met)


def drawn(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows of cells as a table that is Markdown and aligned."""
    table = [columns, *rows]
    # The last column is text of any length.
    widths = [max(len(row[column]) for row in table) for column in range(len(columns) - 1)]
    table.insert(1, tuple("-" * width for width in (*widths, 4)))
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] for row in table)
    return "\n".join(f"| {' | '.join([*cut, row[-1]])} |" for cut, row in zip(padded, table, strict=True))
