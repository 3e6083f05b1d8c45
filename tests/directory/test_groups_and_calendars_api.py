"""The routes of groups and working calendars on the real store."""

from typing import Any

import pytest

from tests.directory.conftest import Directory
from tests.directory.test_agencies_api import names, problem


@pytest.fixture
def group(directory: Directory) -> dict[str, Any]:
    rule = {"kind": "department", "parent_id": directory.root.id}
    body = {"code": "departments", "name": "Các sở", "aliases": ["Các Sở, ban, ngành tỉnh"], "rule": rule}
    answer = directory.hosted.post("/v1/groups", body, directory.admin)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_group_is_told_with_its_rule_and_names(directory: Directory, group: dict[str, Any]) -> None:
    [(kind, subject, told)] = directory.hosted.outbox()
    assert (kind, subject) == ("group-changed.v1", group["id"])
    rule = {"kind": "department", "parent_id": directory.root.id, "include": [], "exclude": []}
    assert (told["rule"], told["aliases"], told["code"]) == (rule, ["Các Sở, ban, ngành tỉnh"], "departments")
    assert group["rule"] == rule
    assert [entry["action"] for entry in directory.stored("audit")] == ["establish"]


def test_members_are_computed_for_the_day(directory: Directory, group: dict[str, Any]) -> None:
    directory.agency("Sở cũ", directory.root, valid_to=directory.root.valid_from)
    reader = directory.reader(directory.health)
    path = f"/v1/groups/{group['id']}/members"
    assert names(directory.hosted.get(path, reader)) == ["Sở Tư pháp", "Sở Y tế"]
    then = names(directory.hosted.get(f"{path}?as_of=2000-01-01", reader))
    assert sorted(then) == sorted(["Sở Tư pháp", "Sở Y tế", "Sở cũ"])
    first = directory.hosted.get(f"{path}?limit=1", reader)
    rest = directory.hosted.get(f"{path}?limit=1&cursor={first.json['next_cursor']}", reader)
    assert names(first) + names(rest) == ["Sở Tư pháp", "Sở Y tế"]


def test_a_new_department_is_a_member_at_once(directory: Directory, group: dict[str, Any]) -> None:
    directory.agency("Sở Mới", directory.root)
    members = directory.hosted.get(f"/v1/groups/{group['id']}/members", directory.admin)
    assert "Sở Mới" in names(members)


def test_a_rule_names_agencies_that_exist(directory: Directory, group: dict[str, Any]) -> None:
    path = f"/v1/groups/{group['id']}"
    for rule, pointer in (
        ({"parent_id": "absent"}, "/rule/parent_id"),
        ({"include": [directory.root.id, "absent"]}, "/rule/include/1"),
        ({"kind": "unit", "exclude": ["absent"]}, "/rule/exclude/0"),
    ):
        answer = directory.hosted.patch(path, {"rule": rule}, directory.admin, if_match=1)
        assert problem(answer) == (422, "unknown-reference", [pointer])
    assert directory.hosted.get(path, directory.admin).json == group


def test_a_group_keeps_its_code_and_only_an_administrator_changes_it(directory: Directory, group) -> None:
    path, send = f"/v1/groups/{group['id']}", directory.hosted.patch
    assert problem(send(path, {"code": "x"}, directory.admin, if_match=1)) == (
        422,
        "invalid-input",
        ["/code"],
    )
    assert send(path, {"name": "X"}, directory.reader(directory.health), if_match=1).status_code == 403
    assert send(path, {"name": "X"}, directory.admin).status_code == 428
    assert send(path, {"name": "Các Sở"}, directory.admin, if_match=1).json["version"] == 2
    assert send(path, {"name": "Y"}, directory.admin, if_match=1).status_code == 412


def test_a_code_names_one_group(directory: Directory, group: dict[str, Any]) -> None:
    body = {"code": "departments", "name": "Khác", "rule": {"level": 2}}
    answer = directory.hosted.post("/v1/groups", body, directory.admin)
    assert problem(answer) == (409, "code-taken", ["/code"])


def test_an_absent_group_has_no_members(directory: Directory) -> None:
    for path in ("/v1/groups/absent", "/v1/groups/absent/members"):
        assert directory.hosted.get(path, directory.admin).status_code == 404


@pytest.fixture
def year(directory: Directory) -> dict[str, Any]:
    body = {"year": 2024, "non_working": ["2024-04-30"]}
    answer = directory.hosted.post("/v1/calendars", body, directory.admin)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_exchange_days_are_announced_as_a_new_version(directory: Directory, year: dict[str, Any]) -> None:
    days = {"non_working": ["2024-04-30", "2024-04-29"], "working": ["2024-05-04"]}
    answer = directory.hosted.patch("/v1/calendars/2024", days, directory.admin, if_match=1)
    assert (answer.json["version"], answer.json["non_working"]) == (2, ["2024-04-29", "2024-04-30"])
    events = directory.hosted.outbox("calendar-changed.v1")
    told = [(subject, data["version"], data["working"]) for _, subject, data in events]
    assert told == [("2024", 1, []), ("2024", 2, ["2024-05-04"])]
    reader = directory.reader(directory.health)
    assert directory.hosted.get("/v1/calendars/2024", reader).json == answer.json


def test_a_calendar_is_changed_only_rightly(directory: Directory, year: dict[str, Any]) -> None:
    path, send = "/v1/calendars/2024", directory.hosted.patch
    weekend = {"non_working": ["2024-05-04"]}
    answer = send(path, weekend, directory.admin, if_match=1)
    assert problem(answer) == (422, "not-a-weekday", ["/non_working"])
    assert send(path, {"working": []}, directory.reader(directory.health), if_match=1).status_code == 403
    assert send("/v1/calendars/2030", {"working": []}, directory.admin, if_match=1).status_code == 404
    assert directory.hosted.get(path, directory.admin).json == year


def test_a_year_is_drawn_up_once(directory: Directory, year: dict[str, Any]) -> None:
    again = directory.hosted.post("/v1/calendars", {"year": 2024, "non_working": []}, directory.admin)
    assert problem(again) == (409, "code-taken", ["/year"])
