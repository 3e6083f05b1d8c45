"""What all of the directory's rules share: the refusal and the period of validity."""

from __future__ import annotations

from datetime import date


class Refused(Exception):
    """A rule of the directory forbids it; `pointer` names the field at fault."""

    def __init__(self, code: str, pointer: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code, self.pointer, self.facts = code, pointer, facts


def covers(start: date, end: date | None, day: date) -> bool:
    """Tell whether a period contains a day; its last day counts, no end means open."""
    return start <= day and (end is None or day <= end)


def refuse_reversed(start: date, end: date | None, pointer: str) -> None:
    """Refuse a period that ends before it begins."""
    if end is not None and end < start:
        raise Refused("period-reversed", pointer)
