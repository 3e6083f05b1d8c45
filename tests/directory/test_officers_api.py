"""The routes of officers, accounts and contacts on the real store."""

import io
from typing import Any

import orjson
import pytest

from chassis import logs
from tests.directory.conftest import PASSWORD, Directory
from tests.directory.test_agencies_api import problem

NAME, EMAIL, PHONE = "Trần Văn Ví Dụ", "tran.vidu@mau.example", "0000 111 222"


def body(directory: Directory, **facts: Any) -> dict[str, Any]:
    seat = {"agency_id": directory.health.id, "roles": ["officer"], "valid_from": "2020-01-01"}
    return {"name": NAME, "email": EMAIL, "phone": PHONE, "positions": [seat]} | facts


def appointed(directory: Directory) -> dict[str, Any]:
    answer = directory.hosted.post("/v1/officers", body(directory), directory.admin)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_an_appointment_is_told_without_name_or_contact(directory: Directory) -> None:
    officer = appointed(directory)
    [(kind, subject, told)] = directory.hosted.outbox()
    assert (kind, subject, told["active"]) == ("officer-changed.v1", officer["id"], True)
    assert told["positions"][0]["agency_id"] == directory.health.id
    assert told["agency_id"] == directory.justice.id
    stored = repr([*directory.stored("outbox"), *directory.stored("audit")])
    assert not any(secret in stored for secret in (NAME, EMAIL, PHONE))


def test_no_log_line_names_a_person_or_a_password(directory: Directory) -> None:
    lines = io.StringIO()
    logs.configure(directory.hosted.service, directory.hosted.settings, lines)
    officer = appointed(directory)
    path = f"/v1/officers/{officer['id']}"
    account = {"username": "vi.du", "password": PASSWORD}
    directory.hosted.send("PUT", f"{path}/account", account, directory.admin, if_match=1)
    directory.hosted.client.post("/v1/sessions", json=account)
    directory.hosted.get(path, directory.admin)
    told = lines.getvalue()
    assert "http.answered" in told
    assert not any(secret in told for secret in (NAME, EMAIL, PHONE, PASSWORD, "vi.du"))


def test_contacts_are_seen_by_the_own_agency_and_an_administrator_only(directory: Directory) -> None:
    path = f"/v1/officers/{appointed(directory)['id']}"
    contact = {"email": EMAIL, "phone": PHONE}
    readers = {
        "own": directory.reader(directory.health),
        "admin": directory.admin,
        "foreign": directory.reader(directory.justice, "leader"),
    }
    seen = {who: directory.hosted.get(path, headers).json for who, headers in readers.items()}
    assert {who: view["contact"] for who, view in seen.items()} == {
        "own": contact,
        "admin": contact,
        "foreign": None,
    }
    assert seen["foreign"]["name"] == NAME


def test_officers_are_found_by_agency_role_and_name(directory: Directory) -> None:
    made = appointed(directory)
    directory.officer(directory.justice, "clerk")

    def found(query: str) -> list[str]:
        answer = directory.hosted.get(f"/v1/officers?{query}", directory.admin)
        return [item["id"] for item in answer.json["items"]]

    assert found(f"agency_id={directory.health.id}") == found("q=vi du") == [made["id"]]
    assert len(found("role=clerk")) == 1
    assert found("active=false") == []


def test_all_officers_whom_a_page_names_are_asked_for_at_once(directory: Directory) -> None:
    officers = [
        directory.officer(directory.health, "clerk", name=f"Lê Mẫu {n:03}", active=n != 1) for n in range(100)
    ]
    reader = directory.reader(directory.justice)

    def asked(ids: list[str], query: str = "") -> Any:
        return directory.hosted.get(f"/v1/officers?limit=100{query}&ids={','.join(ids)}", reader)

    several = [officers[2].id, officers[1].id, "absent", officers[2].id]
    assert [item["name"] for item in asked(several).json["items"]] == ["Lê Mẫu 001", "Lê Mẫu 002"]
    assert [item["name"] for item in asked(several, "&active=true").json["items"]] == ["Lê Mẫu 002"]
    assert asked(["absent"]).json["items"] == []
    every = asked([officer.id for officer in officers]).json
    assert (len(every["items"]), every["next_cursor"]) == (100, None)
    assert {item["contact"] for item in every["items"]} == {None}
    for wrong in ([], ["x"] * 101):
        assert problem(asked(wrong)) == (422, "invalid-input", ["/ids"])


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"citizen_id": "1"}, "invalid-input", "/citizen_id"),
        ({"email": "nobody"}, "invalid-input", "/email"),
        ({"positions": []}, "invalid-input", "/positions"),
    ],
)
def test_a_wrong_field_is_named(directory: Directory, change, code, pointer) -> None:
    answer = directory.hosted.post("/v1/officers", body(directory, **change), directory.admin)
    assert problem(answer) == (422, code, [pointer])
    assert directory.hosted.outbox() == []


@pytest.mark.parametrize(
    ("seat", "code", "pointer"),
    [
        ({"agency_id": "absent"}, "unknown-reference", "/positions/0/agency_id"),
        ({"unit_id": "absent"}, "unknown-reference", "/positions/0/unit_id"),
        ({"position_id": "absent"}, "unknown-reference", "/positions/0/position_id"),
        ({"roles": ["admin", "leader"]}, "role-stands-alone", "/positions/0/roles"),
        ({"roles": ["king"]}, "invalid-input", "/positions/0/roles/0"),
        ({"valid_to": "2019-01-01"}, "period-reversed", "/positions/0/valid_to"),
    ],
)
def test_a_wrong_position_is_named(directory: Directory, seat, code, pointer) -> None:
    asked = body(directory)
    asked["positions"][0] |= seat
    answer = directory.hosted.post("/v1/officers", asked, directory.admin)
    assert problem(answer) == (422, code, [pointer])
    assert directory.hosted.outbox() == []


def test_a_unit_is_part_of_the_agency(directory: Directory) -> None:
    room = directory.agency("Phòng", directory.health, kind="unit")
    asked = body(directory)
    asked["positions"][0] |= {"agency_id": directory.justice.id, "unit_id": room.id}
    answer = directory.hosted.post("/v1/officers", asked, directory.admin)
    assert problem(answer) == (422, "unit-elsewhere", ["/positions/0/unit_id"])
    asked["positions"][0] |= {"agency_id": directory.health.id}
    assert directory.hosted.post("/v1/officers", asked, directory.admin).status_code == 201


def test_a_second_position_is_added_and_the_first_one_stays(directory: Directory) -> None:
    officer = appointed(directory)
    path = f"/v1/officers/{officer['id']}"
    second = {"agency_id": directory.justice.id, "roles": ["leader"], "valid_from": "2024-01-01"}
    alone = directory.hosted.patch(path, {"positions": [second]}, directory.admin, if_match=1)
    assert problem(alone) == (422, "position-removed", ["/positions"])
    both = {"positions": [*officer["positions"], second]}
    answer = directory.hosted.patch(path, both, directory.admin, if_match=1)
    assert [one["roles"] for one in answer.json["positions"]] == [["officer"], ["leader"]]
    assert answer.json["positions"][0] == officer["positions"][0]


def test_rights_follow_a_change_at_once(directory: Directory) -> None:
    officer = directory.officer(directory.health, "officer")
    headers = directory.headers(officer)
    assert directory.hosted.get("/v1/agencies", headers).status_code == 200
    path = f"/v1/officers/{officer.id}"
    assert directory.hosted.patch(path, {"active": False}, directory.admin, if_match=1).status_code == 200
    assert directory.hosted.get("/v1/agencies", headers).status_code == 403


def test_only_an_administrator_appoints_and_gives_accounts(directory: Directory) -> None:
    officer = appointed(directory)
    leader = directory.reader(directory.health, "leader")
    path = f"/v1/officers/{officer['id']}"
    account = {"username": "vi.du", "password": PASSWORD}
    assert directory.hosted.post("/v1/officers", body(directory), leader).status_code == 403
    assert directory.hosted.patch(path, {"active": False}, leader, if_match=1).status_code == 403
    answer = directory.hosted.send("PUT", f"{path}/account", account, leader, if_match=1)
    assert answer.status_code == 403
    assert directory.stored("accounts") == []


def test_an_account_is_kept_as_a_hash_and_never_shown(directory: Directory) -> None:
    officer = appointed(directory)
    path = f"/v1/officers/{officer['id']}/account"
    account = {"username": "vi.du", "password": PASSWORD}
    answer = directory.hosted.send("PUT", path, account, directory.admin, if_match=1)
    assert answer.json == {"officer_id": officer["id"], "username": "vi.du"}
    [stored] = directory.stored("accounts")
    assert stored["password_hash"].startswith("$argon2id$")
    everything = repr([directory.stored(name) for name in ("audit", "idempotency", "outbox", "accounts")])
    assert PASSWORD not in everything
    second = directory.officer(directory.health, "officer")
    taken = directory.hosted.send(
        "PUT", f"/v1/officers/{second.id}/account", account, directory.admin, if_match=1
    )
    assert problem(taken) == (409, "code-taken", ["/username"])


def test_a_short_password_or_an_odd_user_name_is_refused(directory: Directory) -> None:
    path = f"/v1/officers/{appointed(directory)['id']}/account"
    account = {"username": "Vi Du", "password": "short"}
    answer = directory.hosted.send("PUT", path, account, directory.admin, if_match=1)
    assert problem(answer) == (422, "invalid-input", ["/username", "/password"])
    assert b"short" not in answer.data


@pytest.mark.parametrize("role", ["admin", "leader", "officer", "clerk", "monitor"])
def test_contacts_are_for_a_service_principal_only(directory: Directory, role: str) -> None:
    path = f"/v1/contacts?officer_ids={appointed(directory)['id']}"
    assert directory.hosted.get(path, directory.reader(directory.health, role)).status_code == 403
    assert directory.hosted.get(path).status_code == 401


def test_a_service_reads_contacts_and_the_reading_is_audited(directory: Directory) -> None:
    officer = appointed(directory)
    dismissed = directory.officer(directory.health, "officer", active=False)
    service = directory.reader(directory.justice, "service")
    path = f"/v1/contacts?officer_ids={officer['id']},{dismissed.id},absent"
    answer = directory.hosted.get(path, service)
    assert answer.json["items"] == [
        {"officer_id": officer["id"], "name": NAME, "email": EMAIL, "phone": PHONE}
    ]
    [entry] = directory.stored("audit", {"action": "read-contact"})
    assert (entry["object_id"], entry["role"]) == (officer["id"], "service")
    too_many = directory.hosted.get(f"/v1/contacts?officer_ids={','.join(['x'] * 101)}", service)
    assert problem(too_many) == (422, "invalid-input", ["/officer_ids"])


def test_an_event_holds_only_what_the_contract_names(directory: Directory) -> None:
    appointed(directory)
    [row] = directory.stored("outbox")
    assert set(orjson.loads(row["body"])) == {
        "agency_id", "actor_id", "role", "occurred_on", "campaign_id", "officer_id", "active", "positions",
    }  # fmt: skip
