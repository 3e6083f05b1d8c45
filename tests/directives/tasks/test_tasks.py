"""Tasks: who gets which duty at registration, and how an agency acknowledges it."""

from typing import Any

import pytest

from tests.directives.hosting import MARCH_1, Province

DUTY: dict[str, Any] = {"effect": "task", "kind": "standing", "wording": "request"}
NAMED = DUTY | {"scope": "named"}
CLAUSES: list[dict[str, Any]] = [
    DUTY | {"number": "IV.2.a", "text": "Triển khai", "category": "other"},
    {"number": "III.2.a", "text": "Đôn đốc", "effect": "sub-item", "under": "IV.2.a"},
    DUTY | {"number": "IV.2.c", "text": "Phát hiện", "co_ids": ["tdkt"]},
    {"number": "IV.2.d", "text": "Báo cáo", "effect": "report"},
    NAMED | {"number": "IV.3.c", "text": "Phối hợp", "lead_ids": ["syt"], "co_ids": ["snv"]},
    NAMED | {"number": "IV.6.b", "text": "Tiêu chí", "lead_ids": ["tdkt"], "accountable_id": "snv"},
    NAMED | {"number": "IV.7.b", "text": "Khi có", "kind": "conditional", "lead_ids": ["front"]},
]
LINES = [
    {"line": "Các Sở, ban, ngành tỉnh"},
    {"line": "Ban TĐKT tỉnh"},
    {"line": "UBMTTQVN tỉnh", "purpose": "action"},
    {"line": "Báo Mẫu"},
]


@pytest.fixture
def issued(province: Province) -> dict[str, Any]:
    """Return a plan with general, named and conditional duties that has arrived everywhere."""
    made = province.issued(clauses=CLAUSES, copy_to=LINES)
    province.arrive()
    return made


def registered(province: Province, issued: dict[str, Any], agency: str, **body: Any) -> list[dict[str, Any]]:
    """Register the plan at an agency; return its tasks in the order of the clauses."""
    province.open_book(agency, "incoming", document_types=[], last_number=0)
    arrival = {"id": f"{issued['id']}:{agency}", "agency_id": agency, "version": 1}
    answer = province.register(arrival, **body)
    assert answer.status_code == 201, answer.json
    asked = {"directive_id": issued["id"], "limit": 100}
    listed = province.hosted.get("/v1/tasks", province.officer(agency, "officer"), query_string=asked)
    return sorted(listed.json["items"], key=lambda task: task["number"])


def told(task: dict[str, Any]) -> tuple[str, str, str]:
    return task["number"], task["party"], task["status"]


@pytest.mark.parametrize(
    ("agency", "wanted"),
    [
        ("syt", [("IV.2.a", "lead"), ("IV.2.c", "lead"), ("IV.3.c", "lead")]),
        ("snv", [("IV.2.a", "lead"), ("IV.2.c", "lead"), ("IV.3.c", "co")]),
        ("tdkt", [("IV.2.a", "lead"), ("IV.2.c", "lead"), ("IV.6.b", "lead")]),
    ],
)
def test_an_agency_gets_the_general_duties_and_those_that_name_it(
    province: Province, issued: dict[str, Any], agency: str, wanted: list[tuple[str, str]]
) -> None:
    tasks = registered(province, issued, agency)
    assert [told(task) for task in tasks] == [(*duty, "assigned") for duty in wanted]
    assert {task["binding"] for task in tasks} == {"assigned"}


def test_a_duty_that_waits_for_its_condition_is_dormant_and_not_counted(
    province: Province, issued: dict[str, Any]
) -> None:
    tasks = registered(province, issued, "front")
    assert [told(task) for task in tasks][-1] == ("IV.7.b", "lead", "dormant")
    assert {task["binding"] for task in tasks} == {"requested"}
    assert province.hosted.outbox("document-registered.v1")[0][2]["task_count"] == 2


def test_who_gets_a_document_for_information_has_no_task(province: Province, issued: dict[str, Any]) -> None:
    assert registered(province, issued, "press") == []
    assert province.hosted.outbox("task-assigned.v1") == []


def test_a_sub_item_lies_inside_its_task_and_a_report_makes_none(
    province: Province, issued: dict[str, Any]
) -> None:
    general, *others = registered(province, issued, "syt")
    assert [item["number"] for item in general["sub_items"]] == ["III.2.a"]
    assert all(task["sub_items"] == [] for task in others)


def test_a_task_is_told_as_a_step_of_the_system(province: Province, issued: dict[str, Any]) -> None:
    first = registered(province, issued, "syt")[0]
    events = {subject: data for _, subject, data in province.hosted.outbox("task-assigned.v1")}
    assert len(events) == 3
    event = events[first["id"]]
    assert (event["actor_id"], event["role"], event["agency_id"]) == ("system", "service", "syt")
    assert (event["assigner_id"], event["party"], event["kind"]) == ("ubnd", "lead", "standing")
    assert (event["start_on"], event["due_on"], event["calendar_version"]) == (MARCH_1, None, None)
    assert event["occurred_on"] == "2024-03-04"


def test_a_task_begins_with_the_window_and_is_never_assigned_before_the_issue(province: Province) -> None:
    window = {"start": "2024-03-10", "end": "2024-12-31"}
    issued = province.issued(clauses=CLAUSES, copy_to=LINES, window=window)
    province.arrive()
    override = {"code": "arrival-before-issue", "reason": "Theo dấu đến."}
    task = registered(province, issued, "syt", arrived_on="2024-02-20", overrides=[override])[0]
    assert (task["start_on"], task["assigned_on"]) == ("2024-03-10", MARCH_1)


def test_a_due_date_is_counted_by_the_calendar_of_its_year(province: Province) -> None:
    year = {"_id": "2024", "ver": 7, "version": 3, "non_working": [], "working": []}
    province.hosted.database.db["calendars"].insert_one(year)
    clauses = [DUTY | {"number": "1", "text": "Làm", "kind": "one-off", "due_on": "2024-06-30"}]
    issued = province.issued(clauses=clauses, copy_to=LINES)
    province.arrive()
    [task] = registered(province, issued, "syt")
    assert (task["due_on"], task["calendar_version"], task["labels"]) == (
        "2024-06-30",
        3,
        ["not-started", "overdue"],
    )


def test_a_request_is_never_overdue(province: Province) -> None:
    clauses = [DUTY | {"number": "1", "text": "Làm", "kind": "one-off", "due_on": "2024-06-30"}]
    issued = province.issued(clauses=clauses, copy_to=LINES)
    province.arrive()
    [task] = registered(province, issued, "front")
    assert task["labels"] == ["not-started"]


def acknowledge(province: Province, task: dict[str, Any], agency: str, role: str, **options: Any) -> Any:
    body = {name: options.pop(name) for name in ("acknowledged_on",) if name in options}
    sent = {"if_match": task["version"], **options}
    path = f"/v1/tasks/{task['id']}/acknowledge"
    return province.hosted.post(path, body, province.officer(agency, role), **sent)


@pytest.mark.parametrize("role", ["leader", "officer"])
def test_the_agency_takes_note_of_its_task(province: Province, issued: dict[str, Any], role: str) -> None:
    task = registered(province, issued, "syt")[0]
    answer = acknowledge(province, task, "syt", role, acknowledged_on="2024-03-05")
    assert answer.status_code == 200, answer.json
    assert (answer.json["status"], answer.json["acknowledged_on"]) == ("acknowledged", "2024-03-05")
    [(_, subject, data)] = province.hosted.outbox("task-acknowledged.v1")
    assert (subject, data["status"], data["progress"]) == (task["id"], "acknowledged", 0)
    assert (data["role"], data["occurred_on"]) == (role, "2024-03-05")
    again = acknowledge(province, answer.json, "syt", role)
    assert (again.status_code, again.json["code"]) == (409, "invalid-state")


def test_a_dormant_task_cannot_be_acknowledged(province: Province, issued: dict[str, Any]) -> None:
    dormant = registered(province, issued, "front")[-1]
    answer = acknowledge(province, dormant, "front", "leader")
    assert (answer.status_code, answer.json["code"]) == (409, "invalid-state")


def test_a_task_is_not_acknowledged_before_it_was_assigned(
    province: Province, issued: dict[str, Any]
) -> None:
    task = registered(province, issued, "syt")[0]
    answer = acknowledge(province, task, "syt", "leader", acknowledged_on="2024-03-03")
    assert (answer.status_code, answer.json["code"]) == (422, "acknowledged-before-assigned")
    assert province.hosted.outbox("task-acknowledged.v1") == []


def test_only_the_assignee_acknowledges(province: Province, issued: dict[str, Any]) -> None:
    task = registered(province, issued, "syt")[0]
    for agency, role, status in (
        ("ubnd", "leader", 403),
        ("syt", "clerk", 403),
        ("snv", "leader", 404),
        ("press", "leader", 404),
        ("centre", "officer", 404),
    ):
        assert acknowledge(province, task, agency, role).status_code == status, (agency, role)
    assert province.hosted.outbox("task-acknowledged.v1") == []


def test_tasks_are_filtered_and_an_unknown_filter_is_refused(
    province: Province, issued: dict[str, Any]
) -> None:
    task = registered(province, issued, "syt")[0]
    acknowledge(province, task, "syt", "leader")
    officer = province.officer("ubnd", "officer")
    asked = {"assignee_id": "syt", "status": "acknowledged"}
    [found] = province.hosted.get("/v1/tasks", officer, query_string=asked).json["items"]
    assert found["id"] == task["id"]
    assert province.hosted.get("/v1/tasks", officer, query_string={"asignee": "syt"}).status_code == 422
