"""Every list × every scope × every filter: an index gives the order, and a page costs what a page costs.

The server's own profiler says what each request did, where hundreds of rows are the reader's and hundreds
are not. A plan may sort what little there is, never all that the reader may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import pytest
from marshmallow import Schema, fields, validate

from tests.visibility.test_matrix import Open, world
from tests.visibility.worlds import World

__all__ = ["world"]
Row = dict[str, Any]
COPIES, LIMIT, FAR, MOST_SORTED, MOST_KEYS = 200, 5, 100, 30, 90
# One officer of its agency alone, those who see below it, and those who see more by their office.
SCOPES = ("clerk", "monitor", "publisher", "admin")
# What no list shows; a calendar's id is a year.
OTHERS = {"bootstrap", "migrations", "outbox", "audit", "idempotency", "inbox", "positions", "leases"}
OTHERS |= {"calendars", "system.profile"}
PROJECTED = {"agencies", "officers", "groups"}
OWNERS = {"agency_id", "officer_id", "parties", "paths", "issuer_path", "issuer_id", "assigner_id"}
OWNERS |= {"assignee_id", "report_to_id"}
ABSENT = "absent"
SEARCH = "a word is found by an index of words, and what it found is sorted"
FEW = "few values, each of them frequent: the list in its order has soon filled a page"
LESS = "of what one may see and what the filter names the server reads the lesser"
WHOLE = "who is in a group is worked out from the whole tree"
RECEIVED = "of what an agency got, newest first, those of one issuer are looked for a thousand at a time"
DAYS = "a run looks at whatever is due within some weeks"
JUSTIFIED = {
    ("/v1/agencies", "q"): SEARCH,
    ("/v1/agencies", "as_of"): FEW,
    ("/v1/officers", "q"): SEARCH,
    ("/v1/officers", "role"): FEW,
    ("/v1/officers", "active"): FEW,
    ("/v1/groups/<group_id>/members", ""): WHOLE,
    ("/v1/groups/<group_id>/members", "as_of"): WHOLE,
    ("/v1/directives", "q"): SEARCH,
    ("/v1/directives", "agency_id"): RECEIVED,
    ("/v1/arrivals", "purpose"): FEW,
    ("/v1/tasks", "kind"): FEW,
    ("/v1/incoming", "book"): FEW,
    **{("/v1/reminders/plan", asked): DAYS for asked in ("", "on")},
    ("/v1/requirements", "template"): FEW,
    **{("/v1/requirements", name): LESS for name in ("agency_id", "report_to_id", "period_id")},
    ("/v1/criteria-sets", "status"): FEW,
    ("/v1/criteria-sets", "campaign_id"): LESS,
    **{(f"/v1/{kind}", "status"): FEW for kind in ("exemplars", "nominations", "decisions", "awards")},
}


@dataclass(frozen=True)
class List:
    """A route that answers with a page, and what its list may be asked."""

    rule: str
    args: Schema

    def questions(self, known: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield no filter, and each alone: with a value that is there and with one that is not."""
        yield "", {}
        for name, field in self.args.fields.items():
            if name not in ("limit", "cursor"):
                yield from ((name, {name: value}) for value in _values(field, known.get(name)))


def _values(field: Any, known: Any) -> list[str]:
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


def lists(opened: World) -> Iterator[List]:
    """Yield the routes of a service that answer with pages."""
    for rule in opened.hosted.app.url_map.iter_rules():
        described = getattr(opened.hosted.app.view_functions[rule.endpoint], "_apidoc", {})
        args, _, is_page = described.get("query", (None, None, False))
        if is_page:
            yield List(rule.rule, args)


def grow(opened: World) -> dict[str, Row]:
    """Fill each collection with copies of what is in it; return one row of each that is large now."""
    db, large = opened.hosted.database.db, {}
    names = set(db.list_collection_names())
    for name in names - OTHERS - (set() if "accounts" in names else PROJECTED):
        rows = [row for row in db[name].find().limit(4) if isinstance(row["_id"], str)]
        unique = [index["key"] for index in db[name].index_information().values() if index.get("unique")]
        if rows:
            made = [_copy(row, f"{n:04}-", unique) for row in rows for n in range(COPIES)]
            # Others' rows lie before and behind the reader's own.
            for mark, whom in ((" ", "elsewhere"), ("z", "elsewhere"), ("m", opened.owner)):
                made += [_owned(whom, row, f"{mark}{n:04}-", unique) for row in rows for n in range(COPIES)]
            db[name].insert_many(made)
            large[name] = rows[0]
    return large


def _copy(row: Row, mark: str, unique: list[Any]) -> Row:
    """Return a copy with an id of its own, and a value of its own in each unique index."""
    marked = ("_id", "name", "notification_id")
    changed: Row = {name: f"{mark}{row[name]}" for name in marked if row.get(name)}
    changed |= {"at": row["at"] + timedelta(seconds=int(mark[-5:-1]))} if "at" in row else {}
    for key in unique:
        name = key[-1][0]
        value = row.get(name)
        changed |= {name: value + crc32(mark.encode())} if isinstance(value, int) else {}
        changed |= {name: f"{value}~{mark}"} if isinstance(value, str) else {}
    return row | changed


def _owned(whom: str, row: Row, mark: str, unique: list[Any]) -> Row:
    """Return a copy that belongs to `whom` alone."""
    copy = _copy(row, mark, unique)
    owned = {name: value for name, value in copy.items() if name in OWNERS and value}
    return copy | {name: [whom] if isinstance(value, list) else whom for name, value in owned.items()}


class Profiler:
    """Says what was wrong with how the pages of a list were found."""

    def __init__(self, opened: World) -> None:
        self.opened, self.db = opened, opened.hosted.database.db
        self.large = grow(opened)
        rows = [{name: v for name, v in row.items() if v is not None} for row in self.large.values()]
        self.known = {name: value for row in rows for name, value in row.items()}

    def complaints(self, one: List) -> Iterator[tuple[str, str, str]]:
        """Yield each complaint about a list with the filter it was asked with and the reader's role."""
        for path in self.opened.paths(one.rule):
            for name, asked in one.questions(self.known):
                for role in SCOPES:
                    who = (self.opened.owner_of(one.rule), role)
                    yield from ((name, role, wrong) for wrong in self._pages(path, asked, who))

    def _pages(self, path: str, asked: Mapping[str, str], who: tuple[str, str]) -> Iterator[str]:
        """Yield the complaints about the first page, and about one far behind it."""
        path = f"{path}{'&' if '?' in path else '?'}"
        yield from self._page(f"{path}{urlencode({'limit': LIMIT, **asked})}", who)
        far = self.opened.send("GET", f"{path}{urlencode({'limit': FAR, **asked})}", *who).json or {}
        if after := far.get("next_cursor"):
            yield from self._page(f"{path}{urlencode({'limit': LIMIT, **asked, 'cursor': after})}", who)

    def _page(self, path: str, who: tuple[str, str]) -> Iterator[str]:
        self.db["system.profile"].drop()
        self.db.command("profile", 2)
        answer = self.opened.send("GET", path, *who)
        self.db.command("profile", 0)
        # What is refused reads no list: addresses are for services, a plan needs its year's calendar.
        assert answer.status_code in (200, 403, 422), (path, who, answer.get_data(as_text=True))
        names = [f"{self.db.name}.{name}" for name in self.large]
        seen = list(self.db["system.profile"].find({"ns": {"$in": names}, "planSummary": {"$exists": True}}))
        yield from (told for one in seen for told in _wrong(one))


def _wrong(one: Mapping[str, Any]) -> Iterator[str]:
    keys = one.get("keysExamined", 0)
    said = f"{one['planSummary']} on {one['ns'].partition('.')[2]}, {keys} keys"
    if "COLLSCAN" in one["planSummary"]:
        yield f"reads all: {said}"
    elif one.get("hasSortStage") and keys > MOST_SORTED:
        yield f"sorts: {said}"
    elif keys > MOST_KEYS:
        yield f"looks through: {said}"


@pytest.mark.parametrize("service", ["directory", "directives", "reports", "notifications", "awards"])
def test_an_index_serves_each_list_in_its_order_whoever_asks_and_whatever_for(
    world: Open, service: str
) -> None:
    opened = world(service)
    profiler = Profiler(opened)
    told = {(one.rule, *wrong) for one in lists(opened) for wrong in profiler.complaints(one)}
    opened.hosted.database.db["system.profile"].drop()
    unjust = {one for one in told if one[:2] not in JUSTIFIED}
    assert not unjust
