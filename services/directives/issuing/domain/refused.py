"""Refused: how a rule of this service says no."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A rule forbids it: `code` is a key of the service's problems, `pointer` names the field at fault."""

    def __init__(self, code: str, pointer: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.pointer, self.facts = code, pointer, facts
