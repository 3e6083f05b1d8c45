"""The projections every service keeps of directory's facts: agencies, officers, working calendars.

Each handler stores the newest version only; `tx.project` drops a stale one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pymongo import UpdateOne

from chassis.events import Event
from chassis.text import fold
from chassis.transaction import Tx

AWAITED = "awaited_agencies"
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


def paths_of(tx: Tx, agency_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the agencies above each of the given ones that are known, this transaction's included."""
    found = tx.get_many("agencies", agency_ids)
    return {id: tuple(agency["path"]) for id, agency in found.items()}


def standing(tx: Tx, agency_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the same for an object that is about to be kept, and note which agencies are still awaited.

    Another consumer may learn of one at this very moment: both then write the same note, and the one that
    comes second runs again and sees the other's work.
    """
    wanted = set(agency_ids)
    found = paths_of(tx, wanted)
    for id in wanted - set(found):
        tx.add(AWAITED, id, {"times": 1})
    return found


def paths_above(parties: Iterable[str], paths: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return `paths[]` of an object with these parties: every agency above one of them (events.md §5)."""
    return tuple(sorted({above for party in parties for above in paths.get(party, ())}))


def follow_agency(tx: Tx, event: Event, *collections: str) -> None:
    """Keep the agency, and let the objects it is a party to lie under the agencies now above their parties.

    An agency may come after its objects, or move; an object's version does not tell where it lies.
    """
    before = standing(tx, [event.subject])
    on_agency_changed(tx, event)
    if paths_of(tx, [event.subject]) != before:
        for collection in collections:
            lay(tx, collection, {"parties": event.subject})


def lay(tx: Tx, collection: str, wanted: Mapping[str, Any]) -> None:
    """Let those objects lie under the agencies that are above their parties now."""
    rows = list(tx.db[collection].find(wanted, {"parties": 1}, session=tx.session))
    paths = paths_of(tx, {party for row in rows for party in row["parties"]})
    laid = {row["_id"]: {"paths": paths_above(row["parties"], paths)} for row in rows}
    tx.write(collection, [UpdateOne({"_id": id}, {"$set": moved}) for id, moved in laid.items()])


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
