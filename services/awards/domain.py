"""What every part of awards speaks of: a refusal, who is commended, and days that follow one another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


class Refused(Exception):
    """A rule says no: its code, the field it is about and the facts of its sentence."""

    def __init__(self, code: str, pointer: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code, self.pointer, self.facts = code, pointer, facts


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who is commended. The name stays in awards: no event and no log carries it."""

    kind: str
    name: str
    unit: str | None = None
    position: str | None = None

    @property
    def is_personal(self) -> bool:
        """Tell whether the name is a person's or a family's, not an office's."""
        return self.kind != "collective"


def refuse_state(status: str, *allowed: str) -> None:
    """Refuse a step that its object is too early or too late for."""
    if status not in allowed:
        raise Refused("invalid-state", None, status=status)


def refuse_before(day: dt.date, earliest: dt.date, pointer: str) -> None:
    """Refuse a legal date before the one it follows; legal dates are compared with each other only."""
    if day < earliest:
        raise Refused("day-too-early", pointer, day=str(day), earliest=str(earliest))
