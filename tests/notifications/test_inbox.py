"""Who is told what by which event, and what an officer does with it."""

from __future__ import annotations

from typing import Any

import pytest

from services.notifications.inbox.announcements import ROWS
from tests.fixtures.events import example, published
from tests.notifications.conftest import (
    Post,
    acknowledged,
    arrived,
    issued,
    report,
    required,
    requirement,
    seated,
    task,
)

ADDRESSED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "document-registered.v1": ({"agency_id": "centre"}, {"centre.leader"}),
    "report-required.v1": (
        {"agencies": [{"agency_id": "centre", "binding": "assigned"}]},
        {"centre.leader", "centre.officer"},
    ),
    "report-submitted.v1": ({"report_to_id": "council"}, {"council.leader", "council.officer"}),
    "report-returned.v1": ({"requirement_id": requirement("centre")}, {"centre.leader", "centre.officer"}),
    "report-accepted.v1": ({"requirement_id": requirement("centre")}, {"centre.leader", "centre.officer"}),
    "task-assigned.v1": ({"assignee_id": "centre"}, {"centre.leader", "centre.officer"}),
    "documents-arrived.v1": ({"agency_ids": ["health", "front"]}, {"health.clerk", "front.clerk"}),
    "exemplar-spotted.v1": ({"council_id": "council"}, {"council.award-secretary"}),
    "nomination-submitted.v1": ({"authority_id": "health"}, {"health.award-secretary"}),
    "award-decision-prepared.v1": ({"authority_id": "health"}, {"health.leader"}),
    "award-publicised.v1": ({"agency_id": "health"}, {"health.publisher"}),
    "award-decided.v1": (
        {
            "awards": [
                {
                    "award_id": "a",
                    "nomination_id": "n",
                    "agency_id": "centre",
                    "subject_kind": "collective",
                    "form": "certificate-of-commendation",
                }
            ]
        },
        {"centre.leader"},
    ),
}
AUDIENCES = {"criteria-published.v1", "exemplar-verified.v1"}


def test_every_announcement_is_tried_here() -> None:
    assert set(ADDRESSED) | AUDIENCES == set(ROWS)


@pytest.mark.parametrize("event_type", ADDRESSED)
def test_an_event_tells_the_officers_it_addresses_once(post: Post, event_type: str) -> None:
    said, officers = ADDRESSED[event_type]
    event = example(event_type, **said)
    post.know(event)
    assert post.told() == officers
    rows = list(post.db["notifications"].find())
    assert {row["_id"] for row in rows} == {f"{event.id}:{officer}:in-app" for officer in officers}
    post.know(event)
    assert post.db["notifications"].count_documents({}) == len(officers)


@pytest.mark.parametrize("event_type", ADDRESSED)
def test_every_text_is_made_of_the_events_facts(post: Post, event_type: str) -> None:
    said, officers = ADDRESSED[event_type]
    post.know(example(event_type, **said))
    agency, role = sorted(officers)[0].split(".")
    [found] = post.inbox(agency, role)
    assert found["title"]
    assert agency.title() in found["text"] or "council" in event_type or "report" in event_type
    assert "{{" not in found["title"] + found["text"]
    assert "None" not in found["title"] + found["text"]


def test_a_symbol_or_a_name_that_comes_late_is_there_all_the_same(post: Post) -> None:
    post.db["agencies"].delete_one({"_id": "province"})
    post.know(arrived("centre"))
    [before] = post.inbox("centre", "clerk")
    assert "(chưa rõ số, ký hiệu)" in before["title"]
    assert "(cơ quan chưa rõ tên)" in before["text"]
    post.hosted.agency("Ủy ban nhân dân tỉnh", "executive", id="province")
    post.know(issued())
    [after] = post.inbox("centre", "clerk")
    assert after["title"] == "Văn bản 577/KH-UBND đã đến"
    assert "Ủy ban nhân dân tỉnh gửi Centre" in after["text"]


def test_who_is_requested_is_not_ordered(post: Post) -> None:
    agencies = [
        {"agency_id": "centre", "binding": "assigned"},
        {"agency_id": "front", "binding": "requested"},
    ]
    post.know(required(agencies=agencies), issued())
    [assigned], [requested] = post.inbox("centre", "leader"), post.inbox("front", "leader")
    assert "cần nộp báo cáo sơ kết thi đua, khen thưởng về Council" in assigned["text"]
    assert requested["title"].startswith("Đề nghị")
    assert "được đề nghị gửi" in requested["text"]
    assert requested["subject_id"] == requirement("front")


def test_the_agencies_of_a_campaign_hear_of_its_criteria_whichever_comes_first(post: Post) -> None:
    published_at = example("criteria-published.v1", campaign_id="plan", agency_id="province")
    post.know(arrived("centre", "health"), published_at)
    post.know(arrived("front", directive_id="letter", issuer_id="health"))
    post.know(arrived("council", directive_id="other", campaign_id="another"))
    post.tell_audiences()
    rows = post.db["notifications"].find({"template": "criteria-published"})
    assert {row["officer_id"] for row in rows} == {"centre.leader", "health.leader", "front.leader"}
    post.know(published_at)
    post.tell_audiences()
    assert post.db["notifications"].count_documents({"template": "criteria-published"}) == 3


@pytest.mark.parametrize("spotted_first", [True, False])
def test_who_spotted_an_exemplar_hears_that_it_was_verified(post: Post, spotted_first: bool) -> None:
    spotted = example("exemplar-spotted.v1", exemplar_id="x", agency_id="centre", council_id="council")
    verified = example(
        "exemplar-verified.v1", None, 2, exemplar_id="x", agency_id="council", council_id="council"
    )
    for event in (spotted, verified) if spotted_first else (verified, spotted):
        post.know(event)
    post.tell_audiences()
    rows = post.db["notifications"].find({"template": "exemplar-verified"})
    assert {row["officer_id"] for row in rows} == {"centre.leader", "centre.officer"}


def test_an_officer_known_only_later_is_told_too(empty: Post) -> None:
    empty.know(arrived("centre"), task("t"), acknowledged("t"), task("u"))
    assert empty.told() == set()
    empty.know(seated("centre", "clerk"), seated("centre", "leader"), seated("health", "leader"))
    assert empty.told() == {"centre.clerk", "centre.leader"}
    assert [found["subject_id"] for found in empty.inbox("centre", "leader", unread="true")] == ["u"]


def test_an_officer_of_the_same_batch_is_told(empty: Post) -> None:
    empty.know(seated("centre", "clerk"), arrived("centre"), seated("health", "clerk"))
    assert empty.told() == {"centre.clerk"}


def test_who_came_after_the_day_or_has_left_is_not_told(empty: Post) -> None:
    empty.know(arrived("centre"))
    empty.know(
        seated("centre", "clerk", valid_from="2999-01-01"),
        seated("health", "clerk", valid_to="2024-02-01"),
        seated("front", "clerk", active=False),
    )
    empty.know(arrived("centre", "health", "front", directive_id="other"))
    assert empty.told() == set()


def test_an_officer_of_a_unit_is_told_of_what_reaches_the_unit(empty: Post) -> None:
    empty.know(seated("health", "clerk", unit_id="room"), arrived("room"))
    assert empty.told() == {"health.clerk"}


def test_a_task_acknowledged_closes_what_waited_for_it(post: Post) -> None:
    post.know(task("t"), task("u"))
    assert post.unread("centre", "leader") == 2
    post.know(acknowledged("t"))
    waiting = post.inbox("centre", "leader", unread="true")
    assert [found["subject_id"] for found in waiting] == ["u"]
    closed = next(found for found in post.inbox("centre", "leader") if found["subject_id"] == "t")
    assert closed["closed_at"]
    assert not closed["unread"]


def test_a_task_acknowledged_before_it_is_known_never_waits(post: Post) -> None:
    post.know(acknowledged("t"), task("t"))
    assert post.unread("centre", "leader") == 0
    assert len(post.inbox("centre", "leader")) == 1


def test_the_inbox_is_paged_the_newest_first(post: Post) -> None:
    for number in range(5):
        post.know(report("returned", number + 1))
    first = post.hosted.get("/v1/notifications?limit=3", post.officer("centre", "leader")).json
    rest = post.hosted.get(
        f"/v1/notifications?limit=3&cursor={first['next_cursor']}", post.officer("centre", "leader")
    ).json
    times = [found["at"] for found in (*first["items"], *rest["items"])]
    assert len(times) == 5
    assert times == sorted(times, reverse=True)


def test_reading_marks_a_notification_once(post: Post) -> None:
    post.know(arrived("centre"))
    [found] = post.inbox("centre", "clerk")
    read = post.act(found, "read", "centre", "clerk")
    assert (read.status_code, read.json["unread"], read.json["version"]) == (200, False, 2)
    assert post.unread("centre", "clerk") == 0
    again = post.act(read.json, "read", "centre", "clerk")
    assert (again.json["read_at"], again.json["version"]) == (read.json["read_at"], 2)
    assert post.act(found, "read", "centre", "clerk").status_code == 412


def test_acknowledging_reads_as_well_and_tells_nobody_of_what_is_no_reminder(post: Post) -> None:
    post.know(arrived("centre"))
    [found] = post.inbox("centre", "clerk")
    noted = post.act(found, "acknowledge", "centre", "clerk")
    assert noted.status_code == 200, noted.json
    assert noted.json["acknowledged_at"]
    assert not noted.json["unread"]
    assert published(post.hosted) == []


def test_nobody_else_finds_a_notification(post: Post) -> None:
    post.know(arrived("centre"))
    [found] = post.inbox("centre", "clerk")
    path = f"/v1/notifications/{found['id']}"
    assert post.hosted.get(path, post.officer("centre", "clerk")).status_code == 200
    for agency, role in (("centre", "leader"), ("health", "clerk"), ("province", "leader")):
        assert post.hosted.get(path, post.officer(agency, role)).status_code == 404
        assert post.act(found, "read", agency, role).status_code == 404
        assert post.act(found, "acknowledge", agency, role).status_code == 404
        assert post.inbox(agency, role) == []


def test_a_wrong_filter_or_cursor_is_told(post: Post) -> None:
    for asked, pointer in (({"unread": "perhaps"}, "/unread"), ({"cursor": "abc"}, "/cursor")):
        answer = post.hosted.get("/v1/notifications", post.officer("centre", "clerk"), query_string=asked)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
