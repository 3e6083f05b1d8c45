"""The row that an event adds to the timeline of its directive: whose step, for whom, with which facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chassis.events import Event

Data = Mapping[str, Any]
# What a row tells beside who and when: ids, codes, dates and numbers, never words of the document.
FACTS: Mapping[str, tuple[str, ...]] = {
    "directive-issued.v1": ("symbol",),
    "directive-dispatched.v1": ("chunk", "of"),
    "documents-arrived.v1": ("chunk",),
    "document-registered.v1": (
        "book", "year", "arrival_number", "arrived_on", "channel", "warnings", "backdated", "task_count",
    ),
    "task-assigned.v1": ("task_id", "clause_id", "party", "kind", "binding", "due_on", "status"),
    "task-acknowledged.v1": ("task_id", "clause_id", "status"),
    "directive-draft-discarded.v1": ("reason_code",),
}  # fmt: skip
# Several agencies are concerned by a chunk; each of them may see that it is one of these.
_MANY: Mapping[str, Callable[[Data], list[str]]] = {
    "directive-dispatched.v1": lambda said: [one["agency_id"] for one in said["recipients"]],
    "documents-arrived.v1": lambda said: list(said["agency_ids"]),
}


def row_of(event: Event) -> dict[str, Any]:
    """Return the timeline row of an event; its id is the event's, so that it is there once."""
    said = event.data
    agency_id = said.get("assignee_id") or said["agency_id"]
    many = _MANY.get(event.type)
    return {
        "_id": event.id,
        "directive_id": said["directive_id"],
        "type": event.type,
        "occurred_on": said["occurred_on"],
        "recorded_at": event.time,
        "agency_id": agency_id,
        "role": said["role"],
        "parties": many(said) if many else [agency_id],
        "several": many is not None,
        "facts": {name: said.get(name) for name in FACTS[event.type]},
    }
