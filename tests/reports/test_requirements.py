"""What is owed since a directive was dispatched, and when it is due."""

from __future__ import annotations

from typing import Any

from tests.reports.conftest import CONTRACTS, MIDYEAR, Office, event


def owed(office: Office) -> set[str]:
    return {row["_id"] for row in office.hosted.database.db["requirements"].find()}


def test_each_action_recipient_owes_each_report_of_the_directive(office: Office) -> None:
    annual = "anticorruption-annual"
    assert owed(office) == {
        office.requirement(agency, template, receiver)
        for agency in ("health", "centre", "front")
        for template, receiver in ((MIDYEAR, "council"), (annual, "open.province"))
    }


def test_a_chunk_tells_once_per_report_what_is_required(office: Office) -> None:
    office.deliver(office.dispatched())
    told = office.hosted.outbox("report-required.v1")
    assert len(told) == 2
    subject, data = next((s, d) for _, s, d in told if d["template"] == MIDYEAR)
    assert subject == f"plan:1:{MIDYEAR}:{MIDYEAR}-2024.council"
    assert (data["actor_id"], data["report_to_id"], data["due_on"]) == ("system", "council", None)
    assert {one["agency_id"]: one["binding"] for one in data["agencies"]} == {
        "health": "assigned",
        "centre": "assigned",
        "front": "requested",
    }


def test_a_directive_without_action_recipients_requires_nothing(empty: Office) -> None:
    empty.deliver(
        empty.dispatched(recipients=[{"agency_id": "press", "purpose": "information", "binding": None}])
    )
    assert owed(empty) == set()
    assert empty.hosted.outbox() == []


def test_a_period_begins_without_a_due_day_and_with_the_days_of_its_form(office: Office) -> None:
    period = office.hosted.get(f"/v1/periods/{MIDYEAR}-2024.council", office.officer("front", "clerk")).json
    assert (period["due_on"], period["cutoff_from"], period["cutoff_to"]) == (
        None,
        "2024-01-01",
        "2024-06-30",
    )
    annual = office.hosted.get(
        "/v1/periods/anticorruption-annual-2024.open.province", office.officer("front", "clerk")
    ).json
    assert (annual["owner_id"], annual["cutoff_from"], annual["cutoff_to"]) == (
        None,
        "2023-12-15",
        "2024-12-14",
    )


def calendar(office: Office) -> None:
    year = {"_id": "2024", "ver": 4, "version": 4, "non_working": [], "working": []}
    office.hosted.database.db["calendars"].insert_one(year)


def test_a_due_day_that_is_off_moves_to_the_next_working_day(office: Office) -> None:
    calendar(office)
    answer = office.due("2024-06-15")
    assert answer.status_code == 200, answer.json
    assert (answer.json["due_on"], answer.json["timely_until"], answer.json["calendar_version"]) == (
        "2024-06-15",
        "2024-06-17",
        4,
    )
    [(_, subject, told)] = office.hosted.outbox("report-due-set.v1")
    assert (subject, told["timely_until"], told["reason_code"]) == (
        f"{MIDYEAR}-2024.council",
        "2024-06-17",
        "first-set",
    )


def test_only_a_leader_of_the_receiver_sets_the_due_day(office: Office) -> None:
    path, body = f"/v1/periods/{MIDYEAR}-2024.council", {"due_on": "2024-06-15", "reason_code": "first-set"}
    for agency, role, status in (
        ("council", "officer", 403),
        ("health", "leader", 404),
        ("province", "leader", 404),
    ):
        officer = office.officer(agency, role)
        answer = office.hosted.send("PUT", path, body, officer, if_match=1, key=f"{agency}-{role}")
        assert answer.status_code == status, (agency, role)


def test_what_is_owed_shows_its_due_day_and_that_it_is_overdue(office: Office) -> None:
    officer = office.officer("centre", "officer")
    path = f"/v1/requirements/{office.requirement('centre')}"
    before = office.hosted.get(path, officer).json
    assert (before["due_on"], before["labels"]) == (None, [])
    office.due("2024-06-14")
    after = office.hosted.get(path, officer).json
    assert (after["due_on"], after["labels"]) == ("2024-06-14", ["overdue"])
    requested = office.hosted.get(
        f"/v1/requirements/{office.requirement('front')}", office.officer("front", "officer")
    ).json
    assert (requested["due_on"], requested["labels"]) == ("2024-06-14", [])


def listed(office: Office, agency: str, role: str, **asked: str) -> set[str]:
    answer = office.hosted.get("/v1/requirements", office.officer(agency, role), query_string=asked)
    assert answer.status_code == 200, answer.json
    return {row["agency_id"] for row in answer.json["items"]}


def test_both_parties_and_those_above_them_see_what_is_owed(office: Office) -> None:
    assert listed(office, "centre", "officer") == {"centre"}
    assert listed(office, "council", "officer") == {"health", "centre", "front"}
    assert listed(office, "health", "leader") == {"health", "centre"}
    assert listed(office, "health", "officer") == {"health"}
    assert listed(office, "interior", "leader") == set()
    assert listed(office, "council", "officer", agency_id="front", template=MIDYEAR) == {"front"}


def changed(agency: str, parent: str, path: list[str], sequence: int) -> Any:
    example = CONTRACTS["agency-changed.v1"].example
    content = example | {"agency_id": agency, "name": agency, "parent_id": parent, "path": path}
    return event("agency-changed.v1", agency, content, sequence)


def test_an_agency_that_comes_late_or_moves_is_counted_where_it_stands(office: Office) -> None:
    province = office.officer("province", "leader")

    def expected(under: str) -> int:
        return sum(row["expected"] for row in office.completeness(province, under=under))

    assert (expected("health"), expected("interior")) == (4, 0)
    office.deliver(changed("centre", "interior", ["province", "interior"], 5))
    assert (expected("health"), expected("interior"), expected("province")) == (2, 2, 4)
    office.deliver(changed("centre", "health", ["province", "health"], 4))
    assert (expected("health"), expected("interior")) == (2, 2), "a stale version changes nothing"
    assert listed(office, "interior", "leader") == {"centre"}
    assert listed(office, "health", "leader") == {"health"}


def test_an_agency_known_only_after_the_dispatch_is_counted_all_the_same(empty: Office) -> None:
    late = [{"agency_id": "late", "purpose": "action", "binding": "assigned"}]
    empty.deliver(empty.dispatched(recipients=late))
    empty.deliver(changed("late", "health", ["province", "health"], 1))
    province = empty.officer("province", "leader")
    assert [row["expected"] for row in empty.completeness(province, under="health")] == [1, 1]
