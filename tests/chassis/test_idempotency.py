"""A key repeats an answer instead of an effect."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chassis.notes import NOTES
from tests.fixtures.web import Hosted


@pytest.fixture
def notes(hosted: Callable[..., Hosted]) -> Hosted:
    return hosted(NOTES)


@pytest.fixture
def leader(notes: Hosted) -> dict[str, str]:
    return notes.as_officer("agency-a", roles=["leader"])


def count(notes: Hosted) -> int:
    return int(notes.database.db["notes"].count_documents({}))


def test_a_repeated_request_gets_the_first_answer(notes: Hosted, leader: dict[str, str]) -> None:
    sent = {"headers": leader | {"Idempotency-Key": "k1"}, "content_type": "application/json"}
    first = notes.client.post("/v1/notes", data=b'{"title": "x", "tags": ["a"]}', **sent)
    again = notes.client.post("/v1/notes", data=b'{"tags":["a"],"title":"x"}', **sent)
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert (again.headers["ETag"], again.headers["Location"]) == (
        first.headers["ETag"],
        first.headers["Location"],
    )
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(notes) == 1


def test_a_key_replays_although_the_version_moved_on(notes: Hosted, leader: dict[str, str]) -> None:
    clerk = notes.as_officer("agency-a", roles=["clerk"])
    note = notes.post("/v1/notes", {"title": "Một"}, leader).json["id"]
    first = notes.post(f"/v1/notes/{note}/close", {}, leader, key="k1", if_match=1)
    assert notes.patch(f"/v1/notes/{note}", {"title": "Hai"}, clerk, if_match=2).status_code == 200
    again = notes.post(f"/v1/notes/{note}/close", {}, leader, key="k1", if_match=1)
    assert (again.status_code, again.json) == (200, first.json)
    assert again.json["title"] == "Một"


def test_a_key_with_another_body_is_refused(notes: Hosted, leader: dict[str, str]) -> None:
    notes.post("/v1/notes", {"title": "Một"}, leader, key="k1")
    answer = notes.post("/v1/notes", {"title": "Hai"}, leader, key="k1")
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")
    assert count(notes) == 1


def test_a_key_belongs_to_its_officer_and_its_path(notes: Hosted, leader: dict[str, str]) -> None:
    other = notes.as_officer("agency-a", roles=["leader"])
    made = [notes.post("/v1/notes", {"title": "Một"}, who, key="k1").json["id"] for who in (leader, other)]
    assert len(set(made)) == 2
    for note in made:
        answer = notes.post(f"/v1/notes/{note}/close", {}, leader, key="k1", if_match=1)
        assert (answer.status_code, answer.json["id"]) == (200, note)


def test_a_refused_request_may_be_mended_under_its_key(notes: Hosted, leader: dict[str, str]) -> None:
    assert notes.post("/v1/notes", {"titel": "Một"}, leader, key="k1").status_code == 422
    assert notes.post("/v1/notes", {"title": "Một"}, leader, key="k1").status_code == 201


def test_many_at_once_with_one_key_are_applied_once(notes: Hosted, leader: dict[str, str]) -> None:
    def post(_: int) -> tuple[int, str]:
        answer = notes.app.test_client().post(
            "/v1/notes", json={"title": "Một"}, headers=leader | {"Idempotency-Key": "k1"}
        )
        return answer.status_code, answer.json["id"]

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(post, range(12)))
    assert len(answers) == 1
    assert {status for status, _ in answers} == {201}
    assert count(notes) == 1
    assert notes.database.db["counters"].find_one({"_id": "notes"})["last"] == 1


def test_neighbours_of_one_object_wait_for_each_other(notes: Hosted, leader: dict[str, str]) -> None:
    note = notes.post("/v1/notes", {"title": "Một"}, leader).json["id"]

    def close(number: int) -> int:
        headers = leader | {"Idempotency-Key": f"k{number}", "If-Match": '"v1"'}
        return notes.app.test_client().post(f"/v1/notes/{note}/close", json={}, headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(close, range(6))) == [200, 412, 412, 412, 412, 412]


def test_the_key_is_kept_by_a_collection_that_forgets_after_72_hours(notes: Hosted) -> None:
    indexes = notes.database.db["idempotency"].index_information().values()
    assert [
        (index["key"], index["expireAfterSeconds"]) for index in indexes if "expireAfterSeconds" in index
    ] == [([("created_at", 1)], 72 * 3600)]
