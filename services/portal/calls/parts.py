"""Parts of a page: each has its own service; one that is away leaves a sentence, the rest of the page stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.portal.calls.client import ServiceAway


@dataclass(frozen=True)
class Part:
    """What a part of a page shows, or which service it waits for."""

    shown: Any = None
    away: str = ""


def part(load: Callable[[], Any]) -> Part:
    """Return what `load` gives, or the name of the service that does not answer."""
    try:
        return Part(load())
    except ServiceAway as missing:
        return Part(away=missing.service)
