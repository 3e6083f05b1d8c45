"""The order of checks of commands and queries, on a real store."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from tests.chassis.notes import NOTES
from tests.fixtures.web import Hosted

MIB = 1024 * 1024


@pytest.fixture
def notes(hosted: Callable[..., Hosted]) -> Hosted:
    return hosted(NOTES)


@pytest.fixture
def clerk(notes: Hosted) -> dict[str, str]:
    return notes.as_officer("agency-a", roles=["clerk"])


@pytest.fixture
def leader(notes: Hosted) -> dict[str, str]:
    return notes.as_officer("agency-a", roles=["leader"])


def written(notes: Hosted, headers: dict[str, str], title: str = "Một") -> str:
    answer = notes.post("/v1/notes", {"title": title}, headers)
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def code(answer: Any) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json"
    return answer.status_code, answer.json["code"]


def test_a_created_object_answers_with_its_etag_and_its_place(notes: Hosted, clerk: dict[str, str]) -> None:
    answer = notes.post("/v1/notes", {"title": "Một"}, clerk)
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"v1"'
    assert answer.headers["Location"] == f"/v1/notes/{answer.json['id']}"
    assert answer.json["role"] == "clerk"


def test_without_a_token_everything_else_is_unsaid(notes: Hosted) -> None:
    answer = notes.post("/v1/notes/any/close", {"nonsense": 1}, {}, key=None)
    assert code(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_foreign_object_is_not_found_even_for_the_wrong_role(notes: Hosted, clerk: dict[str, str]) -> None:
    note = written(notes, clerk)
    foreign = notes.as_officer("agency-b", roles=["clerk"])
    assert code(notes.post(f"/v1/notes/{note}/close", {}, foreign, key=None)) == (404, "not-found")
    assert code(notes.get(f"/v1/notes/{note}", foreign)) == (404, "not-found")


def test_an_own_object_with_the_wrong_role_is_forbidden(notes: Hosted, clerk: dict[str, str]) -> None:
    note = written(notes, clerk)
    assert code(notes.post(f"/v1/notes/{note}/close", {}, clerk, key=None)) == (403, "forbidden")


def test_a_read_has_the_same_order(notes: Hosted, clerk: dict[str, str], leader: dict[str, str]) -> None:
    note = written(notes, clerk)
    foreign = notes.as_officer("agency-b", roles=["clerk"])
    assert code(notes.get(f"/v1/notes/{note}/reviews", foreign)) == (404, "not-found")
    assert code(notes.get(f"/v1/notes/{note}/reviews", clerk)) == (403, "forbidden")
    assert notes.get(f"/v1/notes/{note}/reviews", leader).status_code == 200


def test_the_wrong_role_may_not_create(notes: Hosted) -> None:
    officer = notes.as_officer("agency-a", roles=["officer"])
    assert code(notes.post("/v1/notes", {}, officer, key=None)) == (403, "forbidden")


def test_a_command_without_a_key_is_refused_before_its_version(notes: Hosted, leader: dict[str, str]) -> None:
    note = written(notes, leader)
    answer = notes.post(f"/v1/notes/{note}/close", {"nonsense": 1}, leader, key=None)
    assert code(answer) == (400, "idempotency-key-missing")


@pytest.mark.parametrize(
    "key", ["", "h\xe9", "x" * 256, "two words"], ids=["empty", "accent", "long", "blank"]
)
def test_a_key_that_is_no_key_is_refused(notes: Hosted, clerk: dict[str, str], key: str) -> None:
    assert code(notes.post("/v1/notes", {"title": "x"}, clerk, key=key)) == (400, "idempotency-key-missing")


def test_an_action_without_if_match_is_refused_before_its_body(notes: Hosted, leader: dict[str, str]) -> None:
    note = written(notes, leader)
    answer = notes.post(f"/v1/notes/{note}/close", {"nonsense": 1}, leader)
    assert code(answer) == (428, "precondition-required")


@pytest.mark.parametrize("stale", ['"v2"', 'W/"v1"', "*", "v9", '""'])
def test_a_stale_or_vague_version_is_refused(notes: Hosted, leader: dict[str, str], stale: str) -> None:
    note = written(notes, leader)
    answer = notes.post(f"/v1/notes/{note}/close", {}, leader, if_match=stale)
    assert code(answer) == (412, "version-mismatch")
    assert notes.get(f"/v1/notes/{note}", leader).json["state"] == "open"


def test_an_unknown_field_is_named(notes: Hosted, leader: dict[str, str]) -> None:
    note = written(notes, leader)
    answer = notes.post(f"/v1/notes/{note}/close", {"reson": "x"}, leader, if_match=1)
    assert code(answer) == (422, "invalid-input")
    assert [(item["pointer"], item["code"]) for item in answer.json["errors"]] == [
        ("/reson", "unknown-field")
    ]


def test_a_missing_and_a_nested_wrong_field_are_named_together(notes: Hosted, clerk: dict[str, str]) -> None:
    answer = notes.post("/v1/notes", {"tags": ["fine", 7]}, clerk)
    found = {item["pointer"]: item["code"] for item in answer.json["errors"]}
    assert found == {"/title": "required", "/tags/1": "invalid-value"}


def test_a_domain_refusal_is_told_in_its_own_words(notes: Hosted, leader: dict[str, str]) -> None:
    note = written(notes, leader)
    notes.post(f"/v1/notes/{note}/close", {}, leader, if_match=1)
    answer = notes.post(f"/v1/notes/{note}/close", {}, leader, if_match=2)
    assert code(answer) == (409, "note-closed")
    assert answer.json["errors"][0]["pointer"] == "/reason"
    assert answer.json["detail"] == "Ghi chú Một đã đóng."


def test_a_problem_speaks_english_on_request(notes: Hosted, leader: dict[str, str]) -> None:
    answer = notes.post("/v1/notes/taken", {}, leader | {"Accept-Language": "en-GB,en;q=0.8"})
    assert code(answer) == (409, "number-taken")
    assert answer.json["detail"] == "The number 7 is already used."
    assert answer.headers["Content-Language"] == "en"


def test_a_problem_has_every_member_of_the_standard(notes: Hosted) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = notes.get("/v1/nowhere", {"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.json == {
        "type": "urn:liemchinh:problem:not-found",
        "title": "Not Found",
        "status": 404,
        "detail": "Không tìm thấy.",
        "instance": "/v1/nowhere",
        "code": "not-found",
        "errors": [],
        "trace_id": trace,
    }


def test_a_wrong_method_says_which_are_allowed(notes: Hosted, clerk: dict[str, str]) -> None:
    answer = notes.client.delete("/v1/notes", headers=clerk)
    assert code(answer) == (405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_a_patch_needs_the_version_and_no_key(notes: Hosted, clerk: dict[str, str]) -> None:
    note = written(notes, clerk)
    assert code(notes.patch(f"/v1/notes/{note}", {"title": "Hai"}, clerk)) == (428, "precondition-required")
    answer = notes.patch(f"/v1/notes/{note}", {"title": "Hai"}, clerk, if_match=1)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"v2"')


def test_text_is_stored_composed_and_measured_composed(notes: Hosted, clerk: dict[str, str]) -> None:
    decomposed = unicodedata.normalize("NFD", "Điều động cán bộ ạ")
    assert len(decomposed) > 20
    note = written(notes, clerk, decomposed)
    stored = notes.database.db["notes"].find_one({"_id": note})["title"]
    assert stored == unicodedata.normalize("NFC", decomposed)


@pytest.mark.parametrize("title", [{"$ne": ""}, ["a"], 7, None, "a\x00b"])
def test_an_operator_or_a_wrong_type_never_reaches_the_store(
    notes: Hosted, clerk: dict[str, str], title: Any
) -> None:
    answer = notes.post("/v1/notes", {"title": title}, clerk)
    assert code(answer) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"].startswith("/title")
    assert notes.database.db["notes"].count_documents({}) == 0


def sent(notes: Hosted, headers: dict[str, str], raw: bytes, media_type: str = "application/json") -> Any:
    return notes.client.post(
        "/v1/notes", data=raw, content_type=media_type, headers=headers | {"Idempotency-Key": "k"}
    )


@pytest.mark.parametrize("raw", [b'{"title": ', b"\xff\xfe", b'{"title": NaN}', b'"\xed\xa0\x80"'])
def test_a_body_that_is_no_json_is_refused(notes: Hosted, clerk: dict[str, str], raw: bytes) -> None:
    assert code(sent(notes, clerk, raw)) == (400, "invalid-json")


def test_a_form_is_no_json(notes: Hosted, clerk: dict[str, str]) -> None:
    answer = sent(notes, clerk, b"title=x", "application/x-www-form-urlencoded")
    assert code(answer) == (415, "unsupported-media-type")


@pytest.mark.parametrize("raw", [b"[]", b'"text"', b"7", b"null"])
def test_a_body_that_is_no_object_is_refused(notes: Hosted, clerk: dict[str, str], raw: bytes) -> None:
    assert code(sent(notes, clerk, raw))[0] == 422


def test_a_body_nested_too_deep_or_too_long_is_refused(notes: Hosted, clerk: dict[str, str]) -> None:
    deep = b'{"title":' + b"[" * 30 + b"]" * 30 + b"}"
    assert code(sent(notes, clerk, deep)) == (422, "invalid-value")
    long = notes.post("/v1/notes", {"title": "x", "tags": ["a"] * 1001}, clerk)
    assert code(long) == (422, "invalid-value")
    assert long.json["errors"][0]["pointer"] == "/tags"


def test_a_body_over_one_mebibyte_is_refused(notes: Hosted, clerk: dict[str, str]) -> None:
    fitting = b'{"title":"' + b"a" * (MIB - 12) + b'"}'
    assert code(sent(notes, clerk, fitting)) == (422, "invalid-input")
    assert code(sent(notes, clerk, fitting + b" ")) == (413, "too-large")


def test_an_unknown_query_parameter_is_refused_and_named(notes: Hosted, clerk: dict[str, str]) -> None:
    answer = notes.get("/v1/notes?sate=open", clerk)
    assert code(answer) == (422, "invalid-input")
    assert answer.json["errors"][0] == {
        "pointer": "/sate",
        "code": "unknown-field",
        "detail": "Không có trường /sate.",
    }


def test_a_number_the_store_cannot_hold_is_refused(notes: Hosted, clerk: dict[str, str]) -> None:
    assert notes.get(f"/v1/notes?number={2**63 - 1}", clerk).status_code == 200
    assert code(notes.get(f"/v1/notes?number={2**63}", clerk)) == (422, "invalid-input")


def test_a_repeated_query_parameter_is_refused(notes: Hosted, clerk: dict[str, str]) -> None:
    assert code(notes.get("/v1/notes?state=open&state=closed", clerk)) == (422, "invalid-value")


def test_reading_an_unchanged_object_or_list_costs_no_body(notes: Hosted, clerk: dict[str, str]) -> None:
    note = written(notes, clerk)
    for path in (f"/v1/notes/{note}", "/v1/notes"):
        first = notes.get(path, clerk)
        again = notes.get(path, clerk | {"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_the_role_of_the_request_is_the_first_declared_one_held(notes: Hosted) -> None:
    both = notes.as_officer("agency-a", roles=["officer", "leader"])
    assert notes.post("/v1/notes", {"title": "x"}, both).json["role"] == "leader"
    assert notes.get("/v1/notes/whoami", both).json["role"] == "officer"


def test_a_surprise_says_nothing_of_the_inside(notes: Hosted, clerk: dict[str, str]) -> None:
    answer = notes.post("/v1/notes", {"title": "explode"}, clerk)
    assert code(answer) == (500, "internal")
    assert b"RuntimeError" not in answer.data
    assert b"swordfish" not in answer.data
