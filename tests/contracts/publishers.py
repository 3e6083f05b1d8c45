"""The event classes of the services, found by their TYPE, and the fields each would put on the wire."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from tests.architecture.source import sources


@cache
def event_classes() -> dict[str, tuple[str, type[Any]]]:
    """Return (service, class) of each event type that some domain declares."""
    modules = [s.module for s in sources() if s.folder.startswith("services/") and "TYPE" in s.text]
    found: dict[str, tuple[str, type[Any]]] = {}
    for name in modules:
        module = importlib.import_module(name)
        for _, known in inspect.getmembers(module, inspect.isclass):
            if known.__module__ == name and isinstance(vars(known).get("TYPE"), str) and is_dataclass(known):
                found[known.TYPE] = (name.split(".")[1], known)
    return found


def wire_fields(known: type[Any]) -> set[str]:
    """Return the fields an event of this class carries, those the chassis adds included."""
    own = {f.metadata.get("name", f.name) for f in fields(known) if f.name not in {"subject", "sequence"}}
    return own | {"actor_id", "role"}
