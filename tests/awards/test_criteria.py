"""Sets of criteria: who drafts, who publishes, and what a newer edition leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.awards.conftest import CRITERIA, PLAN, Province


def test_one_body_drafts_and_another_publishes(province: Province) -> None:
    found = province.published()
    assert (found["status"], found["edition"], found["published_on"]) == ("published", 1, "2024-04-15")
    [(_, subject, told)] = province.hosted.outbox("criteria-published.v1")
    assert (subject, told["version"], told["agency_id"], told["role"]) == (
        found["id"],
        1,
        "province",
        "leader",
    )
    assert [(one["code"], one["guard"]) for one in told["criteria"]] == [
        ("awareness", None),
        ("detection", "no-negative-detection"),
    ]
    audited = [row["action"] for row in province.hosted.database.db["audit"].find({"kind": "criteria-set"})]
    assert audited == ["draft", "publish"]


@pytest.mark.parametrize(
    ("changes", "code", "passage"),
    [
        ([{"weight": 39}, {}], "weights-not-whole", "IV.6.b"),
        ([{}, {"direction": "down"}], "detection-as-fault", "II.3"),
    ],
)
def test_criteria_that_may_not_stand_are_refused_with_their_source(
    province: Province, changes: list[dict[str, Any]], code: str, passage: str
) -> None:
    wrong = [one | change for one, change in zip(CRITERIA, changes, strict=True)]
    secretary = province.officer("emulation", "award-secretary")
    answer = province.post("criteria-sets", {"campaign_id": PLAN, "criteria": wrong}, secretary)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert passage in answer.json["detail"]
    assert province.hosted.database.db["criteria_sets"].count_documents({}) == 0


def test_a_newer_edition_retires_the_one_before(province: Province) -> None:
    first, second = province.published(), province.published()
    assert second["edition"] == 2
    reader = province.officer("clinic", "officer")
    listed = province.read(f"criteria-sets?campaign_id={PLAN}", reader)["items"]
    assert [(one["edition"], one["status"]) for one in listed] == [(2, "published"), (1, "retired")]
    assert province.read(f"criteria-sets/{first['id']}", reader)["criteria"] == first["criteria"]


def test_a_published_set_is_not_edited(province: Province) -> None:
    found = province.published()
    secretary = province.officer("emulation", "award-secretary")
    path = f"/v1/criteria-sets/{found['id']}"
    answer = province.hosted.patch(path, {"criteria": CRITERIA}, secretary, if_match=found["version"])
    assert (answer.status_code, answer.json["code"]) == (409, "invalid-state")
    stranger = province.officer("health", "award-secretary")
    answer = province.hosted.patch(path, {"criteria": CRITERIA}, stranger, if_match=found["version"])
    assert answer.status_code == 403


def test_an_author_of_criteria_does_not_publish_them(province: Province) -> None:
    both = province.hosted.as_officer("province", ("award-secretary", "leader"), officer_id="both")
    found = province.made("criteria-sets", {"campaign_id": PLAN, "criteria": CRITERIA}, both)
    answer = province.step("criteria-sets", found, "publish", both)
    assert (answer.status_code, answer.json["code"]) == (403, "author-is-publisher")


def test_a_draft_is_read_by_its_author_and_its_issuer_only(province: Province) -> None:
    path = f"criteria-sets/{province.criteria()['id']}"
    assert province.read(path, province.officer("emulation", "officer"))["status"] == "draft"
    assert province.read(path, province.officer("province", "officer"))["status"] == "draft"
    assert province.read(path, province.officer("health", "leader")) == 404
    assert province.read("criteria-sets", province.officer("health", "leader"))["items"] == []


def test_only_the_issuer_of_the_campaign_publishes(province: Province) -> None:
    leader = province.officer("emulation", "leader")
    answer = province.step("criteria-sets", province.criteria(), "publish", leader)
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("campaign", ["unheard-of", "letter"])
def test_criteria_are_drafted_for_a_campaign_of_a_body_above(province: Province, campaign: str) -> None:
    province.deliver(province.issued("letter", issuer_id="health"))
    secretary = province.officer("emulation", "award-secretary")
    answer = province.post("criteria-sets", {"campaign_id": campaign, "criteria": CRITERIA}, secretary)
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-reference")
    province.deliver(province.issued("own", issuer_id="health", campaign_id="own"))
    answer = province.post("criteria-sets", {"campaign_id": "own", "criteria": CRITERIA}, secretary)
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-reference")


def test_points_are_given_under_the_criteria_that_were_published_before(province: Province) -> None:
    exemplar = province.verified()
    officer = province.officer("centre", "officer")
    body = {
        "exemplar_id": exemplar["id"], "type": "ad-hoc", "form": "certificate-of-commendation",
        "authority_id": "health", "violation_concluded": False,
        "scores": [{"code": "detection", "points": 9}],
    }  # fmt: skip
    answer = province.post("nominations", body, officer)
    assert (answer.status_code, answer.json["code"]) == (422, "criteria-not-published")
    first = province.published()
    found = province.made("nominations", body, officer)
    assert (found["criteria_set_id"], found["criteria_version"]) == (first["id"], 1)
    province.published()
    assert province.read(f"nominations/{found['id']}", officer)["criteria_version"] == 1
    for wrong in ({"code": "unheard-of", "points": 1}, {"code": "detection", "points": 10.5}):
        path = f"/v1/nominations/{found['id']}"
        answer = province.hosted.patch(path, {"scores": [wrong]}, officer, if_match=1)
        assert (answer.status_code, answer.json["code"]) == (422, "score-out-of-criteria")
