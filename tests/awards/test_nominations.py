"""From an exemplar to a nomination: councils, evidence, gates, dossiers and the days they are due."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.awards.conftest import ACHIEVEMENT, NAME, PAPERS, REPORT, Province

POLICY = {"symbol": "123/HD-HĐTĐKTTW", "issued_on": "2024-02-01", "issuer": "Hội đồng TĐKT Trung ương"}


def refused(answer: TestResponse) -> tuple[int, str, str | None]:
    assert answer.mimetype == "application/problem+json"
    pointer = answer.json["errors"][0]["pointer"] if answer.json["errors"] else None
    return answer.status_code, answer.json["code"], pointer


def test_a_unit_spots_and_a_council_verifies_without_the_name_leaving(province: Province) -> None:
    found = province.verified()
    assert (found["status"], found["judged_on"]) == ("verified", "2024-06-25")
    [(_, _, spotted)] = province.hosted.outbox("exemplar-spotted.v1")
    assert (spotted["agency_id"], spotted["council_id"], spotted["occurred_on"]) == (
        "centre", "council", "2024-06-20",
    )  # fmt: skip
    [(_, _, verified)] = province.hosted.outbox("exemplar-verified.v1")
    assert (verified["agency_id"], verified["role"], verified["evidence"]) == (
        "council", "council-member", [REPORT],
    )  # fmt: skip


def test_no_event_and_no_audit_entry_carries_a_name(
    province: Province, capfd: pytest.CaptureFixture[str]
) -> None:
    assert province.publicise(province.awarded()).status_code == 200
    written = json.dumps([data for _, _, data in province.hosted.outbox()], ensure_ascii=False)
    audited = str(list(province.hosted.database.db["audit"].find()))
    logged = "".join(capfd.readouterr())
    assert "award-decided" in str(province.hosted.outbox())
    for words in (NAME, ACHIEVEMENT, "Trung tâm Mẫu"):
        assert words not in written + audited + logged


@pytest.mark.parametrize("step", ["verify", "reject"])
def test_nobody_judges_an_exemplar_of_a_unit_where_they_have_a_seat(province: Province, step: str) -> None:
    found = province.spotted()
    body = {"reason": "Không rõ"} if step == "reject" else {}
    own = province.officer("centre", "leader")
    answer = province.step("exemplars", found, step, own, body)
    assert refused(answer)[:2] == (403, "own-unit")
    assert "06/2022/QH15" in answer.json["detail"]

    member = province.officer("council", "council-member")
    officer_id = "council.council-member"
    held = province.hosted.database.db["officers"].find_one({"_id": officer_id})
    assert held is not None
    second = held["positions"][0] | {"position_id": "second", "agency_id": "centre"}
    held["positions"].append(second)
    province.hosted.database.db["officers"].replace_one({"_id": officer_id}, held)
    assert refused(province.step("exemplars", found, step, member, body))[:2] == (403, "own-unit")
    assert province.hosted.outbox("exemplar-verified.v1") == []


def test_a_rejected_exemplar_is_not_nominated(province: Province) -> None:
    member = province.officer("council", "award-secretary")
    found = province.stepped("exemplars", province.spotted(), "reject", member, {"reason": "Không rõ"})
    assert (found["status"], found["reason"]) == ("rejected", "Không rõ")
    body = {
        "exemplar_id": found["id"], "type": "ad-hoc", "form": "praise", "authority_id": "health",
        "violation_concluded": False,
    }  # fmt: skip
    answer = province.post("nominations", body, province.officer("centre", "officer"))
    assert refused(answer) == (422, "exemplar-not-verified", "/exemplar_id")


@pytest.mark.parametrize("wrong", ["unheard-of", "foreign", "other-campaign"])
def test_only_accepted_reports_of_the_own_unit_and_campaign_are_evidence(
    province: Province, wrong: str
) -> None:
    province.deliver(
        province.accepted("foreign", "clinic"), province.accepted("other-campaign", campaign=None)
    )
    subject = {"kind": "collective", "name": NAME}
    body = {"campaign_id": "plan", "council_id": "council", "subject": subject, "achievement": "x"}
    officer = province.officer("centre", "officer")
    answer = province.post("exemplars", body | {"evidence": [REPORT, wrong]}, officer)
    assert refused(answer) == (422, "evidence-not-accepted", "/evidence/1")
    assert "Điều 5" in answer.json["detail"]
    found = province.nominated()
    answer = province.hosted.patch(
        f"/v1/nominations/{found['id']}", {"evidence": [wrong]}, officer, if_match=1
    )
    assert refused(answer) == (422, "evidence-not-accepted", "/evidence/0")


def test_a_nomination_without_an_accepted_report_is_refused_with_its_source(province: Province) -> None:
    found = province.nominated(province.verified(evidence=[]))
    answer = province.submit(found)
    assert refused(answer) == (422, "evidence-missing", "/evidence")
    assert "06/2022/QH15, Điều 5" in answer.json["detail"]
    assert province.hosted.outbox("nomination-submitted.v1") == []


def test_the_thematic_route_is_shut_and_the_ad_hoc_route_open(province: Province) -> None:
    province.published()
    found = province.nominated(type="thematic")
    answer = province.submit(found)
    assert refused(answer) == (422, "central-policy-missing", "/gate_ref")
    assert "577/KH-UBND, mục III.3" in answer.json["detail"]
    officer = province.officer("centre", "officer")
    path = f"/v1/nominations/{found['id']}"
    opened = province.hosted.patch(path, {"gate_ref": POLICY}, officer, if_match=1).json
    assert refused(province.submit(opened)) == (422, "document-missing", "/docs/minutes")
    changed = province.hosted.patch(path, {"type": "ad-hoc", "gate_ref": None}, officer, if_match=2).json
    done = province.submit(changed).json
    assert (done["status"], done["simplified"], done["law_version"]) == ("submitted", True, "06/2022/QH15")
    [(_, _, told)] = province.hosted.outbox("nomination-submitted.v1")
    assert (told["type"], told["form"], told["authority_id"]) == (
        "ad-hoc", "certificate-of-commendation", "health",
    )  # fmt: skip
    assert (told["criteria_version"], told["evidence"], told["simplified"]) == (1, [REPORT], True)


def test_with_policy_criteria_and_minutes_the_thematic_route_opens(province: Province) -> None:
    papers = PAPERS | {"minutes": "02/BB-HĐTĐKT"}
    without = province.nominated(type="thematic", gate_ref=POLICY, docs=papers)
    assert refused(province.submit(without))[1] == "criteria-not-published"
    province.published()
    done = province.submitted(province.verified(), type="thematic", gate_ref=POLICY, docs=papers)
    assert (done["simplified"], done["criteria_version"]) == (False, 1)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"violation_concluded": True}, "violation-concluded"),
        ({"type": "regular"}, "type-not-of-form"),
        ({"form": "certificate-of-merit"}, "authority-lacks-form"),
        ({"authority_id": "interior"}, "authority-lacks-form"),
        ({"docs": {"proposal": "15/TTr-TTYT"}}, "document-missing"),
    ],
)
def test_a_dossier_that_breaks_a_rule_stays_a_draft(
    province: Province, said: dict[str, Any], code: str
) -> None:
    found = province.nominated(**said)
    answer = province.submit(found)
    assert refused(answer)[:2] == (422, code)
    assert "Căn cứ: " in answer.json["detail"]
    assert (
        province.read(f"nominations/{found['id']}", province.officer("centre", "officer"))["status"]
        == "draft"
    )


def test_an_author_does_not_hand_in(province: Province) -> None:
    found = province.nominated()
    both = province.hosted.as_officer(
        "centre", ("officer", "leader"), ("record:backdated",), officer_id="centre.officer"
    )
    answer = province.step("nominations", found, "submit", both, {"submitted_on": "2024-06-26"})
    assert refused(answer)[:2] == (403, "author-is-submitter")


@pytest.mark.parametrize(
    ("form", "authority", "due"),
    [
        ("certificate-of-commendation", "health", "2024-07-10"),
        ("certificate-of-merit", "province", "2024-07-31"),
    ],
)
def test_a_decision_is_due_in_the_working_days_of_its_form(
    province: Province, form: str, authority: str, due: str
) -> None:
    year = {"version": 3, "non_working": [], "working": []}
    province.hosted.database.db["calendars"].insert_one({"_id": "2024", "ver": 3, **year})
    done = province.submitted(form=form, authority_id=authority)
    assert (done["sla_due_on"], done["calendar_version"], done["form_id"]) == (due, 3, f"{form}:2024-01-01")


def test_without_a_calendar_no_day_is_invented(province: Province) -> None:
    done = province.submitted()
    assert (done["sla_due_on"], done["calendar_version"]) == (None, None)


def test_the_law_of_the_day_of_receipt_holds(province: Province) -> None:
    done = province.submit(province.nominated(), submitted_on="2026-10-05").json
    assert done["law_version"] == "06/2022/QH15, 06/2026/QH16"


def test_a_draft_is_its_agencys_alone_until_it_is_handed_in(province: Province) -> None:
    found = province.nominated()
    path = f"nominations/{found['id']}"
    others = [
        ("health", "award-secretary"), ("council", "council-member"), ("clinic", "leader"),
        ("province", "leader"), ("interior", "monitor"),
    ]  # fmt: skip
    seen = [province.read(path, province.officer(*one)) != 404 for one in others]
    assert seen == [False] * 5
    assert province.submit(found).status_code == 200
    seen = [province.read(path, province.officer(*one)) != 404 for one in others]
    assert seen == [True, True, False, False, False]


def test_steps_need_a_key_and_the_version_and_repeat_their_answer(province: Province) -> None:
    found = province.nominated()
    path, leader = f"nominations/{found['id']}/submit", province.officer("centre", "leader")
    body = {"submitted_on": "2024-06-26"}
    assert refused(province.post(path, body, leader))[:2] == (428, "precondition-required")
    assert refused(province.post(path, body, leader, if_match=7))[:2] == (412, "version-mismatch")
    assert refused(province.post(path, body, leader, if_match=1, key=None))[0] == 400
    first = province.post(path, body, leader, if_match=1, key="once")
    again = province.post(path, body, leader, if_match=1, key="once")
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert len(province.hosted.outbox("nomination-submitted.v1")) == 1
    assert refused(province.submit(first.json))[:2] == (409, "invalid-state")


def test_another_units_exemplar_is_not_there(province: Province) -> None:
    body = {
        "exemplar_id": province.verified()["id"], "type": "ad-hoc", "form": "praise",
        "authority_id": "health", "violation_concluded": False,
    }  # fmt: skip
    for agency in ("clinic", "council"):
        answer = province.post("nominations", body, province.officer(agency, "officer"))
        assert refused(answer) == (422, "unknown-reference", "/exemplar_id")
