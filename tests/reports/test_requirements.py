"""What is owed since a directive was dispatched, and when it is due."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.reports.conftest import CONTRACTS, MIDYEAR, Office, event

ANNUAL = "anticorruption-annual"
OPEN = f"{ANNUAL}-2024.open.province"
ON_TIME = {"submitted_on": "2024-06-14"}


def owed(office: Office) -> set[str]:
    return {row["_id"] for row in office.hosted.database.db["requirements"].find()}


def test_each_action_recipient_owes_each_report_of_the_directive(office: Office) -> None:
    assert owed(office) == {
        office.requirement(agency, template, receiver)
        for agency in ("health", "centre", "front")
        for template, receiver in ((MIDYEAR, "council"), (ANNUAL, "open.province"))
    }


def test_each_document_of_the_movement_asks_whom_it_binds_for_three_reports_of_two_kinds(
    empty: Office,
) -> None:
    asked = {  # directive: who gets (emulation, anticorruption), who owes
        "plan": (("council", "interior"), ("health", "centre", "front")),
        "letter": (("health", "health"), ("centre",)),
    }
    for directive, ((emulation, anticorruption), owing) in asked.items():
        rows = [{"template": code, "report_to_id": emulation} for code in (MIDYEAR, "emulation-final")]
        rows.append({"template": ANNUAL, "report_to_id": anticorruption})
        recipients = [{"agency_id": one, "purpose": "action", "binding": "assigned"} for one in owing]
        empty.deliver(empty.dispatched(directive_id=directive, reporting=rows, recipients=recipients))
        found = list(empty.hosted.database.db["requirements"].find({"directive_id": directive}))
        assert sorted((row["agency_id"], row["template"], row["report_to_id"]) for row in found) == sorted(
            (agency, row["template"], row["report_to_id"]) for agency in owing for row in rows
        )


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


def test_a_period_begins_without_a_due_day_and_says_what_is_missing(office: Office) -> None:
    reader = office.officer("front", "clerk")
    known = office.hosted.get(f"/v1/periods/{MIDYEAR}-2024.council", reader).json
    assert (known["owner_id"], known["due_on"], known["warnings"]) == ("council", None, ["due-missing"])
    asked = {"issuer_id": "province"}
    [unknown] = office.hosted.get("/v1/periods", reader, query_string=asked).json["items"]
    assert (unknown["id"], unknown["owner_id"]) == (OPEN, None)
    assert unknown["warnings"] == ["report-to-missing", "due-missing"]


def test_what_is_owed_to_nobody_is_shown_so_until_the_issuer_says_to_whom(office: Office) -> None:
    found = office.begin(template=ANNUAL, receiver="open.province")
    written = office.write(found).json
    handed_in = office.step(written, "submit", office.officer("centre", "leader"), ON_TIME).json
    assert (handed_in["status"], handed_in["report_to_id"]) == ("submitted", None)
    interior = office.officer("interior", "leader")
    assert office.step(handed_in, "accept", interior).status_code == 404
    answer = named(office, "interior")
    assert (answer.status_code, answer.json["owner_id"], answer.json["warnings"]) == (
        200,
        "interior",
        ["due-missing"],
    )
    assert listed(office, "interior", "officer", report_to_id="interior") == {"health", "centre", "front"}
    accepted = office.step(handed_in, "accept", interior, {"accepted_on": "2024-06-18"})
    assert (accepted.status_code, accepted.json["report_to_id"]) == (200, "interior"), accepted.json
    [(_, _, told)] = office.hosted.outbox("report-accepted.v1")
    assert told["report_to_id"] == "interior"


def test_a_directive_that_comes_after_owes_to_the_receiver_named_before(office: Office) -> None:
    named(office, "interior")
    row = [{"template": ANNUAL, "report_to_id": None}]
    office.deliver(office.dispatched(directive_id="later", reporting=row))
    _, _, told = office.hosted.outbox("report-required.v1")[-1]
    assert (told["directive_id"], told["period_id"], told["report_to_id"]) == ("later", OPEN, "interior")


def test_only_a_leader_of_the_issuer_names_a_receiver_that_exists_and_once(office: Office) -> None:
    for agency, role, receiver, told in (
        ("province", "officer", "interior", (403, "forbidden")),
        ("health", "leader", "health", (404, "not-found")),
        ("province", "leader", "nobody", (422, "unknown-reference")),
    ):
        answer = named(office, receiver, agency, role)
        assert (answer.status_code, answer.json["code"]) == told
    assert answer.json["errors"][0]["pointer"] == "/agency_id"
    assert named(office, "interior").status_code == 200
    again = named(office, "council", version=2)
    assert (again.status_code, again.json["code"]) == (409, "receiver-known")


def named(
    office: Office, receiver: str, agency: str = "province", role: str = "leader", version: int = 1
) -> TestResponse:
    path, officer = f"/v1/periods/{OPEN}/receiver", office.officer(agency, role)
    key = f"{agency}-{role}-{receiver}"
    return office.hosted.send("PUT", path, {"agency_id": receiver}, officer, if_match=version, key=key)


def test_a_chunk_of_five_hundred_agencies_is_told_in_one_event_per_report(empty: Office) -> None:
    many = [{"agency_id": f"unit-{n}", "purpose": "action", "binding": "assigned"} for n in range(500)]
    empty.deliver(
        *(empty.dispatched(chunk=chunk, of=2, recipients=part) for chunk, part in ((1, many), (2, many[:3])))
    )
    told = empty.hosted.outbox("report-required.v1")
    assert [(subject.split(":")[1], len(data["agencies"])) for _, subject, data in told] == [
        ("1", 500),
        ("1", 500),
    ], "a chunk that repeats agencies requires nothing anew"


def calendar(office: Office, version: int = 4, non_working: tuple[str, ...] = ()) -> None:
    year = {"year": "2024", "version": version, "non_working": list(non_working), "working": []}
    office.deliver(
        event("calendar-changed.v1", "2024", CONTRACTS["calendar-changed.v1"].example | year, version)
    )


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


def test_a_calendar_that_changes_moves_a_due_day_only_when_it_is_set_again(office: Office) -> None:
    calendar(office)
    office.due("2024-06-15")
    calendar(office, 5, ("2024-06-17",))
    path, reader = f"/v1/periods/{MIDYEAR}-2024.council", office.officer("front", "clerk")
    kept = office.hosted.get(path, reader).json
    assert (kept["timely_until"], kept["calendar_version"]) == ("2024-06-17", 4), "counted by what was known"
    moved = office.due("2024-06-15", reason_code="moved").json
    assert (moved["timely_until"], moved["calendar_version"]) == ("2024-06-18", 5)
    told = [data["calendar_version"] for _, _, data in office.hosted.outbox("report-due-set.v1")]
    assert told == [4, 5]


def test_a_due_day_in_a_year_without_a_calendar_stands_as_it_is_and_says_so(office: Office) -> None:
    answer = office.due("2024-06-15").json
    assert (answer["timely_until"], answer["calendar_version"]) == ("2024-06-15", None)


def test_a_due_day_holds_for_what_was_asked_before_and_after_it_was_set(office: Office) -> None:
    office.due("2024-06-14")
    office.agency("late-comer", "health")
    late = [{"agency_id": "late-comer", "purpose": "action", "binding": "assigned"}]
    office.deliver(office.dispatched(chunk=2, of=2, recipients=late))
    for agency in ("centre", "late-comer"):
        path = f"/v1/requirements/{office.requirement(agency)}"
        assert office.hosted.get(path, office.officer(agency, "officer")).json["due_on"] == "2024-06-14"
    told = {
        data["chunk"]: data["due_on"]
        for _, _, data in office.hosted.outbox("report-required.v1")
        if data["template"] == MIDYEAR
    }
    assert told == {1: None, 2: "2024-06-14"}, "what is told later says what is known by then"


def test_the_day_on_which_a_due_day_was_set_is_a_legal_one(office: Office) -> None:
    assert office.due("2024-06-14", set_on="2024-04-01").status_code == 200
    [(_, _, told)] = office.hosted.outbox("report-due-set.v1")
    assert told["occurred_on"] == "2024-04-01"


def test_a_lock_never_comes_before_the_last_day_in_time(office: Office) -> None:
    answer = office.due("2024-06-14", lock_on="2024-06-13")
    assert (answer.status_code, answer.json["code"]) == (422, "locked-before-due")
    assert answer.json["errors"][0]["pointer"] == "/lock_on"


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


def test_what_is_still_owed_is_listed_apart_from_what_stands_handed_in(office: Office) -> None:
    office.submitted("centre")
    office.begin("health")
    asked = {"template": MIDYEAR}
    assert listed(office, "council", "leader", open="true", **asked) == {"health", "front"}
    assert listed(office, "council", "leader", open="false", **asked) == {"centre"}


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
