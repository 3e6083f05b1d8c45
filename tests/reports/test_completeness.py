"""How complete each branch is: right whatever happens, at a cost that does not grow with the agencies."""

from __future__ import annotations

from typing import Any

import pytest

from services.reports.main import SERVICE
from tests.fixtures.events import deliver
from tests.reports.conftest import CONTRACTS, MIDYEAR, Office, event


def rate(office: Office, under: str | None = None) -> tuple[int, int, int | None] | None:
    """Return what the branch owes of the midyear report, what stands, what of it came in time."""
    asked = {"under": under} if under else {}
    rows = office.completeness(office.officer("province", "leader"), **asked)
    found = (row for row in rows if row["template"] == MIDYEAR)
    return next(((row["expected"], row["actual"], row["actual_on_time"]) for row in found), None)


def test_completeness_follows_what_stands_in_every_branch(office: Office) -> None:
    assert (rate(office), rate(office, "health"), rate(office, "centre")) == (
        (3, 0, None),
        (2, 0, None),
        (1, 0, None),
    )
    found = office.submitted()
    assert (rate(office), rate(office, "health"), rate(office, "centre")) == (
        (3, 1, None),
        (2, 1, None),
        (1, 1, None),
    )
    office.due("2024-06-13")
    assert rate(office) == (3, 1, 0)
    office.due("2024-06-14", reason_code="moved")
    assert rate(office) == (3, 1, 1), "a due day that moves recounts what is in time"
    returned = office.step(
        found, "return", office.officer("council", "officer"), {"reason_code": "incomplete"}
    ).json
    assert rate(office) == (3, 0, 0)
    written = office.write(returned).json
    office.step(written, "submit", office.officer("centre", "leader"), {"submitted_on": "2024-07-30"})
    assert rate(office) == (3, 1, 1), "it was first handed in on time"


@pytest.mark.parametrize(
    ("agency", "role", "under", "seen"),
    [
        ("province", "officer", "", True),
        ("province", "officer", "front", True),
        ("health", "leader", "centre", True),
        ("health", "leader", "health", True),
        ("health", "officer", "health", True),
        ("health", "officer", "centre", False),
        ("health", "leader", "", False),
        ("health", "leader", "front", False),
        ("interior", "leader", "health", False),
        ("press", "officer", "", False),
    ],
)
def test_one_reads_the_completeness_of_ones_own_branch(
    office: Office, agency: str, role: str, under: str, seen: bool
) -> None:
    asked = {"under": under} if under else {}
    found = office.completeness(office.officer(agency, role), **asked)
    assert (found != 404) is seen


def test_who_gets_a_report_reads_how_complete_it_is_and_only_that_one(office: Office) -> None:
    council = office.officer("council", "officer")
    assert [(row["template"], row["expected"]) for row in office.completeness(council)] == [(MIDYEAR, 3)]
    assert [row["expected"] for row in office.completeness(council, under="health")] == [2]


def test_a_directive_that_asks_for_nothing_has_no_completeness(office: Office) -> None:
    answer = office.hosted.get(
        "/v1/completeness", office.officer("province", "leader"), query_string={"directive_id": "unknown"}
    )
    assert answer.status_code == 404


def test_duplicates_count_once(office: Office) -> None:
    office.deliver(office.dispatched(), office.dispatched())
    deliver(office.hosted, SERVICE, office.dispatched(), office.dispatched())
    assert (rate(office), rate(office, "health")) == ((3, 0, None), (2, 0, None))


def standing(agency: str, path: list[str], sequence: int) -> Any:
    content = {"agency_id": agency, "name": agency, "parent_id": path[-1], "path": path}
    return event("agency-changed.v1", agency, CONTRACTS["agency-changed.v1"].example | content, sequence)


def test_a_report_moves_with_its_agency(office: Office) -> None:
    found = office.submitted()
    office.deliver(standing("centre", ["province", "interior"], 5))
    assert (rate(office, "health"), rate(office, "interior"), rate(office, "province")) == (
        (1, 0, None),
        (1, 1, None),
        (2, 1, None),
    )
    office.step(found, "return", office.officer("council", "officer"), {"reason_code": "incomplete"})
    assert (rate(office, "interior"), rate(office, "province")) == ((1, 0, None), (2, 0, None))
    office.deliver(standing("centre", ["province", "health"], 4))
    assert rate(office, "interior") == (1, 0, None), "an older place changes nothing"


def test_an_agency_told_of_in_the_batch_of_its_directive_is_counted_where_it_stands(empty: Office) -> None:
    known, moved = standing("unit", ["province", "health"], 1), standing("unit", ["province", "interior"], 2)
    recipient = [{"agency_id": "unit", "purpose": "action", "binding": "assigned"}]
    deliver(empty.hosted, SERVICE, known, empty.dispatched(recipients=recipient), moved)
    assert (rate(empty, "health"), rate(empty, "interior")) == (None, (1, 0, None))


def test_those_above_a_receiver_told_of_late_see_what_is_owed_to_it(empty: Office) -> None:
    rows = [{"template": MIDYEAR, "report_to_id": "late"}]
    empty.deliver(
        empty.dispatched(
            reporting=rows, recipients=[{"agency_id": "front", "purpose": "action", "binding": "requested"}]
        )
    )
    path = f"/v1/requirements/{empty.requirement('front', receiver='late')}"
    leader = empty.officer("interior", "leader")
    assert empty.hosted.get(path, leader).status_code == 404
    empty.deliver(standing("late", ["province", "interior"], 1))
    assert empty.hosted.get(path, leader).status_code == 200
    empty.deliver(standing("late", ["province", "health"], 2))
    assert empty.hosted.get(path, leader).status_code == 404


def examined(office: Office, under: str | None) -> tuple[int, int]:
    """Return how many documents and keys the store looks at to answer, and see that it answers."""
    db, reader = office.hosted.database.db, office.officer("province", "leader")
    asked = {"directive_id": "plan"} | ({"under": under} if under else {})
    db.command("profile", 2)
    try:
        answer = office.hosted.get("/v1/completeness", reader, query_string=asked)
    finally:
        db.command("profile", 0)
    assert answer.status_code == 200, answer.json
    looked = list(
        db["system.profile"].find(
            {"op": {"$in": ["query", "getmore", "command"]}, "docsExamined": {"$exists": True}}
        )
    )
    db["system.profile"].drop()
    assert looked
    return sum(row["docsExamined"] for row in looked), sum(row["keysExamined"] for row in looked)


@pytest.mark.parametrize("under", [None, "health"])
def test_the_answer_costs_the_same_for_a_hundred_agencies_and_for_five_thousand(
    empty: Office, under: str | None
) -> None:
    def dispatch(first: int, count: int) -> None:
        agencies = [f"unit-{n}" for n in range(first, first + count)]
        empty.hosted.database.db["agencies"].insert_many(
            [{"_id": a, "ver": 1, "name": a, "path": ["province", "health"]} for a in agencies]
        )
        recipients = [{"agency_id": a, "purpose": "action", "binding": "assigned"} for a in agencies]
        empty.deliver(empty.dispatched(chunk=first + 1, of=first + 1, recipients=recipients))

    dispatch(0, 100)
    few = examined(empty, under)
    for first in range(100, 5000, 490):
        dispatch(first, 490)
    assert rate(empty, under) == (5000, 0, None)
    assert examined(empty, under) == few
