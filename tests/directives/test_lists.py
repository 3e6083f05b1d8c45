"""Lists of directives and arrivals: whole, in order and of one form, however long the history."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType
from typing import Any

import pytest

from services.directives.dispatch import domain as dispatching
from services.directives.dispatch import schemas as dispatch_schemas
from services.directives.dispatch import store as dispatches
from services.directives.issuing import schemas
from services.directives.issuing.domain import STATUSES, commissioned, directive
from services.directives.issuing.store import listing
from services.directives.tasks import domain as tasks
from tests.directives.hosting import Province

LETTER = {"copy_to": [{"line": "Sở Y tế", "purpose": "action"}]}


def ids_of(province: Province, agency: str, role: str = "clerk", **asked: Any) -> list[str]:
    """Return the ids of a whole list, read page by page."""
    cursor, seen = None, []
    for _ in range(20):
        query = asked | ({"cursor": cursor} if cursor else {})
        answer = province.hosted.get("/v1/directives", province.officer(agency, role), query_string=query)
        assert answer.status_code == 200, answer.json
        seen += [item["id"] for item in answer.json["items"]]
        cursor = answer.json["next_cursor"]
        if cursor is None:
            return seen
    raise AssertionError("the list does not end")


def written_and_received(province: Province) -> list[str]:
    """Let Sở Y tế write and receive in turn; return what it may read, the newest first."""
    made = []
    for number in range(4):
        made.append(province.draft("syt", subject=f"Bản thảo {number}")["id"])
        made.append(province.issued(subject=f"Kế hoạch số {number}", public=number == 0, **LETTER)["id"])
        province.draft("snv", subject="Bản thảo của Sở khác")
    province.arrive()
    return sorted(made, reverse=True)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_what_one_wrote_and_what_one_got_come_in_one_order_on_every_page(
    province: Province, limit: int
) -> None:
    made = written_and_received(province)
    assert ids_of(province, "syt", limit=limit) == made


def test_filters_reach_what_was_received_long_ago(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 1)
    made = written_and_received(province)
    first_received = sorted(made)[1]
    assert ids_of(province, "syt", q="ke hoach so 0", limit=1) == [first_received]
    issued = ids_of(province, "syt", status="issued", limit=1)
    assert issued == made[::2], "what was received is issued, what was written is not"
    assert ids_of(province, "syt", status="draft", limit=2) == made[1::2]


def test_who_sits_in_two_places_sees_once_what_both_got(province: Province) -> None:
    both = {"copy_to": [{"line": "Sở Y tế", "purpose": "action"}, {"line": "Phòng", "purpose": "action",
            "targets": [{"agency_id": "room"}]}]}  # fmt: skip
    made = [province.issued(subject=f"Kế hoạch {number}", **both)["id"] for number in range(3)]
    province.arrive()
    officer = province.officer("syt", "monitor", unit_id="room")
    seen = province.hosted.get("/v1/directives?limit=2", officer).json
    assert [item["id"] for item in seen["items"]] == made[:0:-1]
    assert seen["next_cursor"]


def test_a_list_reads_what_it_shows_and_no_more() -> None:
    assert ["id", *listing.FIELDS] == list(schemas.DirectiveRow().fields)
    assert ["id", *dispatches.FIELDS] == list(dispatch_schemas.ArrivalView().fields)


def test_an_item_of_a_list_says_what_the_object_says(province: Province) -> None:
    province.arrived("syt", **LETTER)
    officer = province.officer("syt", "clerk")
    for path in ("/v1/directives", "/v1/arrivals"):
        [item] = province.hosted.get(path, officer).json["items"]
        whole = province.hosted.get(f"{path}/{item['id']}", officer).json
        assert item == {name: whole[name] for name in item}


@pytest.mark.parametrize(
    ("module", "known"),
    [
        (directive, STATUSES),
        (commissioned, STATUSES),
        (dispatching, dispatches.STATUSES),
        (tasks, tasks.STATUSES),
    ],
    ids=lambda one: one.__name__ if isinstance(one, ModuleType) else "",
)
def test_a_list_names_every_status_there_is(module: ModuleType, known: tuple[str, ...]) -> None:
    """A list asks the store for all statuses by name; one that is missing would never be shown."""
    tree = ast.parse(inspect.getsource(module))
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "status"]
    words = {n.value for one in given for n in ast.walk(one) if isinstance(n, ast.Constant)}
    assert {word for word in words if isinstance(word, str)} - {"conditional"} <= set(known)
