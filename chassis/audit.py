"""Audit: who did what to which object, written in the transaction of the act and never changed.

The entries are the history of an object; aggregates keep none. Values are not recorded, only the names
of the fields that changed, so that personal data stay correctable where they live.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from chassis.context import Context
from chassis.events import new_id

COLLECTION = "audit"


class Change(TypedDict):
    """A change of one object: its kind and id, the action, the version after it, the fields it touched."""

    kind: str
    object_id: str
    action: str
    version: int
    reason: NotRequired[str | None]
    fields: NotRequired[Sequence[str]]


def entry(ctx: Context, change: Change) -> dict[str, Any]:
    """Return the entry of a change made in `ctx`."""
    return {
        "_id": new_id(),
        "at": ctx.now,
        "business_day": ctx.today.isoformat(),
        "actor_id": ctx.actor.officer_id,
        "position_id": ctx.actor.position_id,
        "role": ctx.role,
        "agency_id": ctx.actor.agency_id,
        "cause_id": ctx.cause.id if ctx.cause else None,
        "correlation_id": ctx.correlation_id,
        "reason": None,
        **change,
        "fields": list(change.get("fields", ())),
    }
