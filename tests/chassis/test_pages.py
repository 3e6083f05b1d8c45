"""Keyset pages: complete, in order, and no cursor but our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import Refusal
from chassis.pages import page
from tests.chassis.notes import NOTES
from tests.fixtures.web import Hosted

START = datetime(2024, 3, 1, tzinfo=UTC)
MOMENTS = [None, START, START, START + timedelta(days=1), None, START + timedelta(days=2), START]


@pytest.fixture
def notes(hosted: Callable[..., Hosted]) -> Hosted:
    return hosted(NOTES)


def fill(notes: Hosted) -> list[dict[str, Any]]:
    documents = [{"_id": f"n{place}", "due": due} for place, due in enumerate(MOMENTS)]
    notes.database.db["notes"].insert_many(documents)
    return documents


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("sort", [[("due", 1)], [("due", -1)], [("_id", -1)], [("due", -1), ("_id", 1)]])
def test_pages_together_are_the_whole_list_in_order(notes: Hosted, limit: int, sort: Any) -> None:
    fill(notes)
    tx, cursor, seen = notes.database.reading(), None, []
    for _ in range(10):
        found = page(tx, "notes", {}, sort, limit=limit, cursor=cursor)
        seen += [item["_id"] for item in found.items]
        cursor = found.next_cursor
        if cursor is None:
            break
    order = sort if len(sort) > 1 or sort[0][0] == "_id" else [*sort, ("_id", sort[0][1])]
    assert seen == [item["_id"] for item in notes.database.db["notes"].find().sort(order)]


def test_a_row_added_before_the_cursor_does_not_shift_the_next_page(notes: Hosted) -> None:
    fill(notes)
    tx = notes.database.reading()
    first = page(tx, "notes", {}, limit=3)
    notes.database.db["notes"].insert_one({"_id": "n9"})
    second = page(tx, "notes", {}, limit=3, cursor=first.next_cursor)
    assert [item["_id"] for item in second.items] == ["n3", "n2", "n1"]


@pytest.mark.parametrize("change", [lambda cursor: cursor[:-2] + "AA", lambda _: "e30.x", lambda _: "ữ"])
def test_a_tampered_cursor_is_refused(notes: Hosted, change: Callable[[str], str]) -> None:
    fill(notes)
    cursor = page(notes.database.reading(), "notes", {}, limit=2).next_cursor
    assert cursor is not None
    with pytest.raises(Refusal) as refused:
        page(notes.database.reading(), "notes", {}, limit=2, cursor=change(cursor))
    assert (refused.value.code, refused.value.pointer) == ("invalid-input", "/cursor")


def test_a_cursor_of_another_list_is_refused(notes: Hosted) -> None:
    fill(notes)
    tx = notes.database.reading()
    cursor = page(tx, "notes", {}, [("due", 1)], limit=2).next_cursor
    with pytest.raises(Refusal):
        page(tx, "notes", {}, [("due", -1)], limit=2, cursor=cursor)


def test_a_list_answers_items_and_the_link_to_the_next_page(notes: Hosted) -> None:
    clerk = notes.as_officer("agency-a", roles=["clerk"])
    for title in ("c", "a", "b"):
        notes.post("/v1/notes", {"title": title}, clerk)
    first = notes.get("/v1/notes?limit=2&state=open", clerk)
    assert [item["title"] for item in first.json["items"]] == ["a", "b"]
    address = first.headers["Link"].removeprefix("<").partition(">")[0]
    second = notes.get(address, clerk)
    assert [item["title"] for item in second.json["items"]] == ["c"]
    assert second.json["next_cursor"] is None
    assert "Link" not in second.headers


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1"])
def test_a_limit_outside_one_to_a_hundred_is_refused(notes: Hosted, limit: str) -> None:
    clerk = notes.as_officer("agency-a")
    answer = notes.get(f"/v1/notes?limit={limit}", clerk)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/limit")
