"""The routes of agencies on the real store."""

from typing import Any

import pytest

from tests.directory.conftest import Directory

NEW: dict[str, Any] = {"name": "Sở Ngoại vụ", "kind": "department", "valid_from": "2010-01-01"}


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [item["name"] for item in answer.json["items"]]


def problem(answer: Any) -> tuple[int, str, list[str]]:
    return answer.status_code, answer.json["code"], [item["pointer"] for item in answer.json["errors"]]


def nothing_changed(directory: Directory) -> bool:
    """Tell whether only the agencies of the fixture are there, untouched and untold."""
    stored = directory.stored("agencies")
    untouched = {one["version"] for one in stored} == {1} and len(stored) == 3
    return untouched and directory.hosted.outbox() == [] and directory.stored("audit") == []


def test_an_administrator_establishes_an_agency_and_everybody_is_told(directory: Directory) -> None:
    body = NEW | {"parent_id": directory.root.id, "aliases": ["Sở NV"], "code_qd20": "H53.20"}
    answer = directory.hosted.post("/v1/agencies", body, directory.admin)
    assert answer.status_code == 201, answer.json
    assert (answer.json["level"], answer.json["path"]) == (2, [directory.root.id])
    assert answer.headers["ETag"] == '"v1"'
    [(kind, subject, told)] = directory.hosted.outbox()
    assert (kind, subject) == ("agency-changed.v1", answer.json["id"])
    assert told["agency_id"] == subject
    assert (told["name"], told["aliases"], told["valid_to"]) == ("Sở Ngoại vụ", ["Sở NV"], None)
    [entry] = directory.stored("audit")
    assert (entry["kind"], entry["object_id"], entry["role"]) == ("agency", subject, "admin")


def test_the_chassis_reads_the_same_document(directory: Directory) -> None:
    body = NEW | {"parent_id": directory.root.id, "aliases": ["SNgV"]}
    made = directory.hosted.post("/v1/agencies", body, directory.admin).json["id"]
    [stored] = directory.stored("agencies", {"_id": made})
    assert stored["ver"] == stored["version"] == 1
    assert stored["folded_names"] == ["so ngoai vu", "sngv"]
    assert stored["created_by"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"name": 7}, "/name"),
        ({"kind": "ministry"}, "/kind"),
        ({"valid_from": "01/01/2010"}, "/valid_from"),
        ({"name": {"$ne": ""}}, "/name"),
        ({"aliases": "SNV"}, "/aliases"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(directory: Directory, change, pointer) -> None:
    answer = directory.hosted.post("/v1/agencies", NEW | change, directory.admin)
    assert problem(answer) == (422, "invalid-input", [pointer])
    assert nothing_changed(directory)


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"parent_id": "absent"}, "unknown-reference", "/parent_id"),
        ({"valid_to": "2020-01-01", "successors": ["absent"]}, "unknown-reference", "/successors/0"),
        ({"valid_to": "2009-01-01"}, "period-reversed", "/valid_to"),
        ({"code_qcvn": "H53"}, "code-form", "/code_qcvn"),
    ],
)
def test_a_broken_rule_is_named_and_nothing_is_stored(directory: Directory, change, code, pointer) -> None:
    answer = directory.hosted.post("/v1/agencies", NEW | change, directory.admin)
    assert problem(answer) == (422, code, [pointer])
    assert nothing_changed(directory)


@pytest.mark.parametrize("role", ["officer", "leader", "clerk", "service"])
def test_only_an_administrator_writes(directory: Directory, role: str) -> None:
    headers = directory.reader(directory.health, role)
    assert directory.hosted.post("/v1/agencies", NEW, headers).status_code == 403
    path = f"/v1/agencies/{directory.health.id}"
    assert directory.hosted.patch(path, {"name": "X"}, headers, if_match=1).status_code == 403
    assert nothing_changed(directory)


def test_nobody_reads_without_signing_in(directory: Directory) -> None:
    for path in ("/v1/agencies", f"/v1/agencies/{directory.root.id}", "/v1/groups", "/v1/officers"):
        assert directory.hosted.get(path).status_code == 401


def test_a_change_needs_the_version_that_was_read(directory: Directory) -> None:
    path = f"/v1/agencies/{directory.health.id}"
    send = directory.hosted.patch
    assert problem(send(path, {"name": "X"}, directory.admin))[:2] == (428, "precondition-required")
    assert send(path, {"name": "Sở Y tế tỉnh"}, directory.admin, if_match=1).headers["ETag"] == '"v2"'
    assert problem(send(path, {"name": "Y"}, directory.admin, if_match=1))[:2] == (412, "version-mismatch")
    assert directory.hosted.get(path, directory.admin).json["name"] == "Sở Y tế tỉnh"


def test_an_absent_agency_is_not_found(directory: Directory) -> None:
    assert directory.hosted.get("/v1/agencies/absent", directory.admin).status_code == 404
    answer = directory.hosted.patch("/v1/agencies/absent", {"name": "X"}, directory.admin, if_match=1)
    assert answer.status_code == 404


def test_a_repeated_request_establishes_one_agency(directory: Directory) -> None:
    send = directory.hosted.post
    first, again = (send("/v1/agencies", NEW, directory.admin, key="once") for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    other = send("/v1/agencies", NEW | {"name": "Sở Khác"}, directory.admin, key="once")
    assert problem(other)[:2] == (422, "idempotency-key-reused")
    assert problem(send("/v1/agencies", NEW, directory.admin, key=None))[0] == 400
    assert len(directory.stored("agencies", {"name": NEW["name"]})) == 1


def test_a_code_in_force_belongs_to_one_agency(directory: Directory) -> None:
    send = directory.hosted.post
    ended = NEW | {"name": "Cũ", "code_qd20": "H53.30", "valid_to": "2020-01-01"}
    assert send("/v1/agencies", ended, directory.admin).status_code == 201
    assert send("/v1/agencies", NEW | {"code_qd20": "H53.30"}, directory.admin).status_code == 201
    taken = send("/v1/agencies", NEW | {"name": "Khác", "code_qd20": "H53.30"}, directory.admin)
    assert problem(taken) == (409, "code-taken", ["/code_qd20"])


def test_a_move_takes_along_what_lies_below_and_tells_of_each(directory: Directory) -> None:
    centre = directory.agency("Trung tâm", directory.health, kind="public-service-unit")
    room = directory.agency("Phòng", centre, kind="unit")
    answer = directory.hosted.patch(
        f"/v1/agencies/{centre.id}", {"parent_id": directory.justice.id}, directory.admin, if_match=1
    )
    assert answer.json["path"] == [directory.root.id, directory.justice.id]
    told = {subject: data["path"] for _, subject, data in directory.hosted.outbox("agency-changed.v1")}
    assert told[room.id] == [directory.root.id, directory.justice.id, centre.id]
    assert directory.hosted.get(f"/v1/agencies/{room.id}", directory.admin).json["path"] == told[room.id]


def test_a_cycle_is_refused_and_nothing_moves(directory: Directory) -> None:
    centre = directory.agency("Trung tâm", directory.health)
    path = f"/v1/agencies/{directory.health.id}"
    answer = directory.hosted.patch(path, {"parent_id": centre.id}, directory.admin, if_match=1)
    assert problem(answer) == (422, "tree-cycle", ["/parent_id"])
    assert directory.hosted.outbox() == []


def test_a_list_shows_what_is_in_force_on_the_day(directory: Directory) -> None:
    directory.agency("Huyện cũ", directory.root, kind="executive", valid_to=directory.root.valid_from)
    reader = directory.reader(directory.health)
    now = names(directory.hosted.get("/v1/agencies", reader))
    then = names(directory.hosted.get("/v1/agencies?as_of=2000-01-01", reader))
    before = names(directory.hosted.get("/v1/agencies?as_of=1999-12-31", reader))
    assert now == ["Sở Tư pháp", "Sở Y tế", "Tỉnh"]
    assert sorted(then) == sorted([*now, "Huyện cũ"])
    assert before == []


def test_a_list_is_narrowed_by_kind_parent_and_words_without_marks(directory: Directory) -> None:
    directory.agency("Trung tâm Y tế huyện Dương Minh Châu", directory.health, aliases=["TTYT DMC"])
    reader = directory.reader(directory.health)

    def found(query: str) -> list[str]:
        return names(directory.hosted.get(f"/v1/agencies?{query}", reader))

    assert found("kind=executive") == ["Tỉnh"]
    assert found(f"parent_id={directory.root.id}") == ["Sở Tư pháp", "Sở Y tế"]
    assert found("q=duong min") == found("q=ttyt") == ["Trung tâm Y tế huyện Dương Minh Châu"]
    assert found("q=Y TẾ") == ["Sở Y tế", "Trung tâm Y tế huyện Dương Minh Châu"]
    assert found("q=.*") == []


def test_a_list_comes_in_pages(directory: Directory) -> None:
    reader = directory.reader(directory.health)
    first = directory.hosted.get("/v1/agencies?limit=2", reader)
    rest = directory.hosted.get(f"/v1/agencies?limit=2&cursor={first.json['next_cursor']}", reader)
    assert names(first) + names(rest) == ["Sở Tư pháp", "Sở Y tế", "Tỉnh"]
    assert rest.json["next_cursor"] is None
    assert problem(directory.hosted.get("/v1/agencies?colour=red", reader))[0] == 422
