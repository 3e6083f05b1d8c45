"""What the rules of reporting share: how one of them says no."""

from __future__ import annotations


class Refused(Exception):
    """What was asked breaks a rule: its code, the field it is about and the facts of its sentence."""

    def __init__(self, code: str, pointer: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code, self.pointer, self.facts = code, pointer, facts
