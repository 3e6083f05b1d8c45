"""A rule of reporting says no: its code, the field it is about and the facts of its sentence."""

from __future__ import annotations


class Refused(Exception):
    """What was asked breaks a rule."""

    def __init__(self, code: str, pointer: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code, self.pointer, self.facts = code, pointer, facts
