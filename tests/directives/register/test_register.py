"""The register of documents in: numbers without gaps, doubts, overrides, and what a refusal leaves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.directives.hosting import Province

OVERRIDE = {"code": "arrival-before-issue", "reason": "Dấu đến ghi đúng như trên giấy."}
PAPER: dict[str, Any] = {
    "arrived_on": "2024-03-04",
    "issuer": "Bộ Mẫu",
    "subject": "Về việc làm mẫu",
    "document_symbol": "12/BM-VP",
    "document_date": "2024-03-01",
    "type": "Công văn",
}


@pytest.fixture
def arrival(province: Province) -> dict[str, Any]:
    """Return a plan as it lies with Sở Y tế, whose register stands at 328."""
    province.open_book("syt", "incoming", document_types=[], last_number=328)
    return province.arrived("syt")


def kept(province: Province) -> tuple[int, int, int, int]:
    """Count entries, tasks, accepted dispatches and the last arrival number."""
    db = province.hosted.database.db
    [book] = db["books"].find({"code": "incoming"})
    accepted = db["dispatches"].count_documents({"status": "accepted"})
    return db["incoming"].count_documents({}), db["tasks"].count_documents({}), accepted, book["last_number"]


def test_registering_gives_the_next_number_and_accepts_the_arrival(
    province: Province, arrival: dict[str, Any]
) -> None:
    answer = province.register(arrival, stamp={"raw": "ĐẾN Số: 329"}, marks=["Bsút"])
    assert answer.status_code == 201, answer.json
    entry = answer.json
    assert (entry["arrival_number"], entry["book"], entry["year"]) == (329, "incoming", 2024)
    assert (entry["document_symbol"], entry["document_date"]) == ("577/KH-UBND", "2024-03-01")
    assert (entry["issuer"], entry["subject"]) == ("Ủy ban nhân dân tỉnh Mẫu", arrival["subject"])
    assert (entry["channel"], entry["backdated"], entry["marks"]) == ("internal", True, ["Bsút"])
    assert entry["stamp"] == {"raw": "ĐẾN Số: 329"}
    again = province.hosted.get(f"/v1/arrivals/{arrival['id']}", province.officer("syt", "clerk")).json
    assert (again["status"], again["code"], again["version"]) == ("accepted", "03", 2)


def test_the_event_tells_the_number_and_how_many_tasks_it_made(
    province: Province, arrival: dict[str, Any]
) -> None:
    entry = province.register(arrival).json
    [(_, subject, told)] = province.hosted.outbox("document-registered.v1")
    assert subject == told["incoming_id"] == entry["id"]
    assert (told["arrival_number"], told["task_count"], told["warnings"]) == (329, 1, [])
    assert (told["role"], told["agency_id"], told["occurred_on"]) == ("clerk", "syt", "2024-03-04")


def test_an_arrival_before_the_document_is_refused_and_nothing_is_stored(
    province: Province, arrival: dict[str, Any]
) -> None:
    before = kept(province)
    answer = province.register(arrival, arrived_on="2024-02-29")
    assert (answer.status_code, answer.json["code"]) == (422, "arrival-before-issue")
    assert answer.json["errors"][0]["pointer"] == "/arrived_on"
    assert kept(province) == before
    assert province.hosted.outbox("document-registered.v1") == []


def test_an_override_with_its_reason_registers_it_and_only_the_code_travels(
    province: Province, arrival: dict[str, Any]
) -> None:
    answer = province.register(arrival, arrived_on="2024-02-29", overrides=[OVERRIDE])
    assert answer.status_code == 201, answer.json
    [warning] = answer.json["warnings"]
    assert warning == {"code": OVERRIDE["code"], "overridden": True, "reason": OVERRIDE["reason"]}
    [(_, _, told)] = province.hosted.outbox("document-registered.v1")
    assert told["warnings"] == [{"code": OVERRIDE["code"], "overridden": True}]
    audited = province.hosted.database.db["audit"].find_one({"kind": "incoming"})
    assert audited is not None
    assert audited["reason"] == OVERRIDE["reason"]


def test_a_note_dated_before_the_arrival_is_a_doubt_that_blocks_nothing(
    province: Province, arrival: dict[str, Any]
) -> None:
    notes = [{"raw_text": "Chưa triển khai thực hiện", "dated_on": "2024-03-02"}]
    answer = province.register(arrival, annotations=notes)
    assert [w["code"] for w in answer.json["warnings"]] == ["annotation-before-arrival"]
    assert answer.json["annotations"][0]["status"] == "raw"


def test_what_is_registered_is_not_registered_again(province: Province, arrival: dict[str, Any]) -> None:
    assert province.register(arrival).status_code == 201
    before = kept(province)
    stale = province.register(arrival, key="again")
    assert (stale.status_code, stale.json["code"]) == (412, "version-mismatch")
    second = province.register(arrival | {"version": 2}, key="once-more")
    assert (second.status_code, second.json["code"]) == (409, "invalid-state")
    assert kept(province) == before


def test_the_same_request_again_gets_the_same_answer(province: Province, arrival: dict[str, Any]) -> None:
    first, second = province.register(arrival), province.register(arrival)
    assert (second.status_code, second.json) == (first.status_code, first.json)
    assert second.headers["Idempotency-Replayed"] == "true"


def test_only_the_clerk_of_the_agency_registers(province: Province, arrival: dict[str, Any]) -> None:
    for agency, role, status in (
        ("ubnd", "clerk", 403),
        ("syt", "officer", 403),
        ("syt", "leader", 403),
        ("snv", "clerk", 404),
        ("press", "clerk", 404),
    ):
        answer = province.register(arrival, officer=province.officer(agency, role))
        assert answer.status_code == status, (agency, role, answer.json)
    assert kept(province)[0] == 0


def test_a_book_of_documents_out_gives_no_arrival_numbers(
    province: Province, arrival: dict[str, Any]
) -> None:
    province.open_book("syt", "letters", document_types=["Công văn"], last_number=928)
    answer = province.register(arrival, book="letters")
    assert (answer.status_code, answer.json["code"]) == (422, "book-not-for-arrivals")
    missing = province.register(arrival, book="secret", key="other")
    assert (missing.status_code, missing.json["code"]) == (422, "book-not-open")


def test_another_day_needs_the_permission_to_backdate(province: Province, arrival: dict[str, Any]) -> None:
    clerk = province.hosted.as_officer("syt", ("clerk",))
    answer = province.register(arrival, officer=clerk)
    assert (answer.status_code, answer.json["code"]) == (403, "backdating-not-permitted")
    assert kept(province)[0] == 0


def test_paper_is_registered_in_the_same_series_and_makes_no_task(
    province: Province, arrival: dict[str, Any]
) -> None:
    clerk = province.officer("syt", "clerk")
    assert province.register(arrival).json["arrival_number"] == 329
    answer = province.hosted.post("/v1/incoming", PAPER, clerk)
    assert answer.status_code == 201, answer.json
    assert (answer.json["arrival_number"], answer.json["channel"]) == (330, "paper")
    assert answer.json["directive_id"] is None
    told = province.hosted.outbox("document-registered.v1")[-1][2]
    assert (told["directive_id"], told["task_count"], told["channel"]) == (None, 0, "paper")


@pytest.mark.parametrize("secrecy", ["confidential", "secret", "top-secret"])
def test_a_secret_paper_is_not_registered(province: Province, arrival: dict[str, Any], secrecy: str) -> None:
    before = kept(province)
    body = PAPER | {"secrecy": secrecy}
    answer = province.hosted.post("/v1/incoming", body, province.officer("syt", "clerk"))
    assert (answer.status_code, answer.json["code"]) == (422, "secrecy-refused")
    assert answer.json["errors"][0]["pointer"] == "/secrecy"
    assert kept(province) == before


def test_paper_from_an_unknown_agency_id_is_refused(province: Province, arrival: dict[str, Any]) -> None:
    body = PAPER | {"issuer_id": "nobody"}
    answer = province.hosted.post("/v1/incoming", body, province.officer("syt", "clerk"))
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-reference")
    assert kept(province)[0] == 0


def test_the_register_is_read_by_its_own_agency_only(province: Province, arrival: dict[str, Any]) -> None:
    entry = province.register(arrival).json
    path = f"/v1/incoming/{entry['id']}"
    clerk = province.officer("syt", "clerk")
    assert province.hosted.get(path, clerk).json == entry
    assert len(province.hosted.get("/v1/incoming", clerk).json["items"]) == 1
    for foreign in (province.officer("ubnd", "leader"), province.officer("ubnd", "monitor")):
        assert province.hosted.get(path, foreign).status_code == 404
        assert province.hosted.get("/v1/incoming", foreign).json["items"] == []


def test_clerks_who_register_at_once_get_numbers_without_gap_or_double(province: Province) -> None:
    province.open_book("syt", "incoming", document_types=[], last_number=0)
    clerk = province.officer("syt", "clerk")
    client = province.hosted.app.test_client

    def one(i: int) -> int:
        headers = clerk | {"Idempotency-Key": f"paper-{i}"}
        answer = client().post("/v1/incoming", json=PAPER, headers=headers)
        assert answer.status_code == 201, answer.json
        return int(answer.json["arrival_number"])

    with ThreadPoolExecutor(8) as clerks:
        numbers = list(clerks.map(one, range(40)))
    assert sorted(numbers) == list(range(1, 41))


def test_a_refused_registration_gives_its_number_back(province: Province, arrival: dict[str, Any]) -> None:
    clerk = province.officer("syt", "clerk")
    assert province.hosted.post("/v1/incoming", PAPER | {"issuer_id": "nobody"}, clerk).status_code == 422
    assert province.register(arrival).json["arrival_number"] == 329
