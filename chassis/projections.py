"""The projections every service keeps of directory's facts: agencies, officers, working calendars.

Each handler stores the newest version only; `tx.project` drops a stale one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from chassis.events import Event
from chassis.text import fold
from chassis.transaction import Tx

AGENCY_FIELDS = (
    "code_qd20", "code_qcvn", "name", "aliases", "kind", "level",
    "parent_id", "path", "valid_from", "valid_to", "successors",
)  # fmt: skip


def agency_document(agency: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored form of an agency: its fields and the folded names a line is matched with."""
    names = [agency["name"], *agency["aliases"]]
    return {field: agency[field] for field in AGENCY_FIELDS} | {
        "folded_names": list(dict.fromkeys(fold(name) for name in names))
    }


def on_agency_changed(tx: Tx, event: Event) -> None:
    """Keep the agency as it is now."""
    tx.project("agencies", event.subject, event.sequence, agency_document(event.data))


def on_officer_changed(tx: Tx, event: Event) -> None:
    """Keep the officer's positions with their roles, permissions and days of validity."""
    known = {"active": event.data["active"], "positions": event.data["positions"]}
    tx.project("officers", event.subject, event.sequence, known)


def on_calendar_changed(tx: Tx, event: Event) -> None:
    """Keep the year's days off and its working Saturdays and Sundays."""
    known = {field: event.data[field] for field in ("version", "non_working", "working")}
    tx.project("calendars", event.subject, event.sequence, known)


IDENTITY_SUBSCRIPTIONS: dict[str, Callable[[Tx, Event], None]] = {
    "agency-changed.v1": on_agency_changed,
    "officer-changed.v1": on_officer_changed,
    "calendar-changed.v1": on_calendar_changed,
}
