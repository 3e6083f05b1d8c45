"""A whole history of what reports hears, shuffled and duplicated: the end is always the same."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from chassis.events import Event
from services.reports.forms.store import load_forms
from services.reports.main import SERVICE
from tests.fixtures.events import deliver
from tests.reports.conftest import CONTRACTS, MIDYEAR, Office, event

ANNUAL = "anticorruption-annual"
# Where agencies stand, version by version: `centre` moves, `council` is told of only here.
TREE = {
    "province": [[]],
    "health": [["province"]],
    "council": [["province"]],
    "interior": [["province"], ["province", "office"]],
    "centre": [["province", "health"], ["province", "interior"], ["province", "health"]],
    "station": [["province", "health", "centre"], ["province", "interior", "centre"]],
    "front": [[], ["province"]],
}
RECEIVED = ("agencies", "calendars", "periods", "requirements")


def agencies() -> Iterator[Event]:
    for agency, places in TREE.items():
        for version, path in enumerate(places, 1):
            content = {
                "agency_id": agency,
                "name": agency,
                "parent_id": path[-1] if path else None,
                "path": path,
            }
            example = CONTRACTS["agency-changed.v1"].example
            yield event("agency-changed.v1", agency, example | content, version)


def calendars() -> Iterator[Event]:
    for version in (1, 2, 3):
        year = {
            "year": "2024",
            "version": version,
            "non_working": ["2024-04-18"][: version - 1],
            "working": [],
        }
        yield event("calendar-changed.v1", "2024", CONTRACTS["calendar-changed.v1"].example | year, version)


def directives(office: Office) -> Iterator[Event]:
    def to(*names: str) -> list[dict[str, Any]]:
        return [{"agency_id": name, "purpose": "action", "binding": "assigned"} for name in names]

    rows = [{"template": MIDYEAR, "report_to_id": "council"}, {"template": ANNUAL, "report_to_id": None}]
    for chunk, names in ((1, ("health", "interior", "front")), (2, ("centre", "station", "unknown"))):
        yield office.dispatched(chunk=chunk, of=2, recipients=to(*names), reporting=rows)
    letter = {
        "directive_id": "letter",
        "agency_id": "health",
        "issuer_id": "health",
        "issued_on": "2024-03-19",
    }
    row = [{"template": MIDYEAR, "report_to_id": "health"}]
    yield office.dispatched(**letter, recipients=to("centre", "station"), reporting=row)


def play(office: Office, events: list[Event], size: random.Random | None = None) -> str:
    """Apply events to an empty service, in batches of whatever size, and return what is left."""
    office.hosted.empty()
    load_forms(office.hosted.database.db)
    while events:
        cut = size.randint(1, 6) if size else 1
        batch, events = events[:cut], events[cut:]
        deliver(office.hosted, SERVICE, *batch)
    return end(office)


def end(office: Office) -> str:
    """Return the hash of all that the service keeps and says, whenever it was written."""
    db = office.hosted.database.db
    kept: dict[str, Any] = {
        name: sorted((plain(row) for row in db[name].find()), key=repr) for name in RECEIVED
    }
    counters = (
        (row["_id"], row.get("expected", 0), row.get("days", {})) for row in db["completeness"].find()
    )
    kept["completeness"] = sorted(row for row in counters if row[1] or any(row[2].values()))
    kept["said"] = sorted(
        (row["_id"], row["type"], row["key"], row["body"].decode()) for row in db["outbox"].find()
    )
    kept["audit"] = sorted((row["object_id"], row["action"]) for row in db["audit"].find())
    assert kept["requirements"], "an empty end is no proof"
    assert kept["said"]
    return hashlib.sha256(orjson.dumps(kept)).hexdigest()


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a document without its moment; who is above both parties is a set."""
    kept = {name: value for name, value in row.items() if name != "created_at"}
    return kept | {"paths": sorted(row["paths"])} if "paths" in row else kept


@pytest.mark.parametrize("seed", range(12))
def test_a_shuffled_and_duplicated_history_ends_as_the_ordered_one(empty: Office, seed: int) -> None:
    history = [*agencies(), *calendars(), *directives(empty)]
    ordered = play(empty, history)
    chance = random.Random(seed)
    shuffled = [*history, *chance.choices(history, k=len(history))]
    chance.shuffle(shuffled)
    assert play(empty, shuffled, chance) == ordered
