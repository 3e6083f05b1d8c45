"""Working calendars in the store, one document per year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from services.directory.calendars.domain import Calendar

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx

CALENDARS = "calendars"


def to_document(calendar: Calendar) -> dict[str, Any]:
    """Return a year as it is stored, which is also the chassis's projection of it."""
    return {
        "_id": str(calendar.year),
        "version": calendar.version,
        "non_working": [day.isoformat() for day in calendar.non_working],
        "working": [day.isoformat() for day in calendar.working],
    }


def from_document(found: Mapping[str, Any]) -> Calendar:
    """Return a stored year."""
    return Calendar(
        year=int(found["_id"]),
        version=found["version"],
        non_working=tuple(date.fromisoformat(day) for day in found["non_working"]),
        working=tuple(date.fromisoformat(day) for day in found["working"]),
    )


def find(tx: Tx, ctx: Context, year: int) -> Calendar | None:
    """Return the calendar of a year; every signed-in officer may read it."""
    found = tx.db[CALENDARS].find_one({"_id": {"$eq": str(year)}}, session=tx.session)
    return from_document(found) if found else None
