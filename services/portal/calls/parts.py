"""Parts of a page: each has its own service; one that is away leaves a sentence, the rest stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.portal.calls.client import ServiceAway

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Part(Generic[Shown]):
    """What a part of a page shows, or the name of the service it waits for."""

    shown: Shown | None = None
    away: str = ""


def part(load: Callable[[], Shown]) -> Part[Shown]:
    """Return what `load` gives, or the name of the service that does not answer."""
    try:
        return Part(load())
    except ServiceAway as missing:
        return Part(away=missing.service)
