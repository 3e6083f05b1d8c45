"""Every list × every scope × every filter: an index gives the order, and a page costs what a page costs.

The server's own profiler is asked what each request did to collections of some hundred rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import pytest
from marshmallow import Schema, fields, validate

from tests.visibility.test_matrix import Open, world
from tests.visibility.worlds import World

__all__ = ["world"]
COPIES, LIMIT, MOST_KEYS = 400, 5, 100
# One officer of its agency alone, those who see below it, and those who see more by their office.
SCOPES = ("clerk", "monitor", "publisher", "admin")
MACHINERY = {
    "bootstrap",
    "migrations",
    "outbox",
    "audit",
    "idempotency",
    "inbox",
    "positions",
    "leases",
    "calendars",
}
ABSENT = "absent"
OWNERS = {
    "agency_id", "officer_id", "parties", "paths", "issuer_path", "assigner_id", "assignee_id", "report_to_id",
}  # fmt: skip
SEARCH = "a search by words sorts what it has found"
FEW = "few values, each of them frequent: the list in its order soon has a page"
JUSTIFIED: dict[tuple[str, str, str], str] = {}


@dataclass(frozen=True)
class List:
    """A route that answers with a page, and what its list may be asked."""

    service: str
    rule: str
    args: Schema

    def questions(self, rows: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield no filter, and each alone: with a value that is there and with one that is not."""
        yield "", {}
        for name, field in self.args.fields.items():
            if name not in ("limit", "cursor"):
                yield from ((name, {name: value}) for value in _values(field, rows.get(name)))


def _values(field: fields.Field[Any], known: Any) -> list[str]:
    choices = [one for one in field.validators if isinstance(one, validate.OneOf)]
    if choices:
        return [str(one) for one in choices[0].choices]
    if isinstance(field, fields.Boolean):
        return ["true", "false"]
    if isinstance(field, fields.Integer):
        return [str(known or 2024), "1999"]
    if isinstance(field, fields.Date):
        return [str(known or "2024-03-04"), "1999-01-01"]
    return [str(known or "ke"), ABSENT]


def lists(opened: World, service: str) -> list[List]:
    """Return the routes of a service that answer with pages."""
    found = []
    for rule in opened.hosted.app.url_map.iter_rules():
        view = opened.hosted.app.view_functions[rule.endpoint]
        made = getattr(view, "_apidoc", {}).get("query")
        if made and made[2]:
            found.append(List(service, rule.rule, made[0]))
    return found


def grow(opened: World) -> set[str]:
    """Fill each collection with copies of what is in it; return those that are large now."""
    db, large = opened.hosted.database.db, set()
    for name in set(db.list_collection_names()) - MACHINERY:
        rows = [row for row in db[name].find() if isinstance(row["_id"], str)]
        keys = [index["key"] for index in db[name].index_information().values() if index.get("unique")]
        copies = [_copy(row, f"{n:04}-", keys) for row in rows[:4] for n in range(COPIES)]
        copies += [
            _foreign(row, f"{place}{n:04}-", keys)
            for row in rows[:1]
            for place in " z"
            for n in range(COPIES)
        ]
        if copies:
            db[name].insert_many(copies, ordered=False)
            large.add(name)
    return large


def _copy(row: dict[str, Any], mark: str, keys: list[Any]) -> dict[str, Any]:
    """Return a copy with an id of its own, and a value of its own in each unique index."""
    changed: dict[str, Any] = {"_id": f"{mark}{row['_id']}"}
    for key in keys:
        name = key[-1][0]
        value = row.get(name)
        changed |= {name: value + crc32(mark.encode())} if isinstance(value, int) else {}
        changed |= {name: f"{value}~{mark}"} if isinstance(value, str) else {}
    return row | changed


def _foreign(row: dict[str, Any], mark: str, keys: list[Any]) -> dict[str, Any]:
    """Return a copy that belongs to agencies and officers nobody here is one of."""
    copy = _copy(row, mark, keys)
    elsewhere = {
        name: ["elsewhere"] if isinstance(value, list) else "elsewhere"
        for name, value in copy.items()
        if name in OWNERS and value
    }
    return copy | elsewhere


def _known(opened: World, large: set[str]) -> dict[str, Any]:
    """Return a value of each field that some row has."""
    db, known = opened.hosted.database.db, {}
    for name in sorted(large):
        known |= {field: value for field, value in (db[name].find_one() or {}).items() if value is not None}
    return known


class Profiler:
    """Says what a request did to large collections."""

    def __init__(self, opened: World, large: set[str]) -> None:
        self.opened, self.db = opened, opened.hosted.database.db
        self.names = [f"{self.db.name}.{name}" for name in large]

    def complaints(self, path: str, agency: str, role: str) -> tuple[list[str], str | None]:
        """Return what is wrong with how a page was found, and the cursor of the next one."""
        self.db["system.profile"].drop()
        self.db.command("profile", 2)
        answer = self.opened.send("GET", path, agency, role)
        self.db.command("profile", 0)
        assert answer.status_code == 200, (path, role, answer.get_data(as_text=True))
        seen = self.db["system.profile"].find({"ns": {"$in": self.names}, "planSummary": {"$exists": True}})
        return [told for one in seen for told in _wrong(one)], (answer.json or {}).get("next_cursor")


def _wrong(one: Mapping[str, Any]) -> Iterator[str]:
    said = f"{one['planSummary']} on {one['ns'].partition('.')[2]}, {one.get('keysExamined', 0)} keys"
    if "COLLSCAN" in one["planSummary"]:
        yield f"reads all: {said}"
    elif one.get("hasSortStage") and one.get("keysExamined", 0) > LIMIT + 1:
        yield f"sorts: {said}"
    elif one.get("keysExamined", 0) > MOST_KEYS:
        yield f"looks through {said}"


@pytest.mark.parametrize("service", ["directory", "directives", "reports", "notifications", "awards"])
def test_an_index_serves_each_list_in_its_order_whoever_asks_and_whatever_for(
    world: Open, service: str
) -> None:
    opened = world(service)
    large = grow(opened)
    profiler, known = Profiler(opened, large), _known(opened, large)
    told = set()
    for one in lists(opened, service):
        for path in opened.paths(one.rule):
            for name, asked in one.questions(known):
                for role in SCOPES:
                    told |= {
                        (one.rule, name, wrong)
                        for wrong in _told(profiler, path, asked, (opened.owner_of(one.rule), role))
                    }
    open("/tmp/lists/told-" + service, "w").write("\n".join(map(str, sorted(told))))
    assert not told


def _told(profiler: Profiler, path: str, asked: dict[str, str], who: tuple[str, str]) -> list[str]:
    """Return the complaints about the first two pages."""
    cursor, told = {}, []
    for _ in range(2):
        query = urlencode({"limit": LIMIT, **asked, **cursor})
        wrong, after = profiler.complaints(f"{path}{'&' if '?' in path else '?'}{query}", *who)
        told += wrong
        cursor = {"cursor": after}
        if after is None:
            break
    return [f"{one} ({who[1]})" for one in told]
