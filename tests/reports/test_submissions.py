"""How an agency writes a report and hands it in, and what its receiver does with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reports.conftest import MIDYEAR, SECTIONS, Office

FINAL = "emulation-final"


def test_a_report_goes_from_draft_to_accepted_and_each_step_is_told(office: Office) -> None:
    found = office.submitted()
    assert (found["status"], found["signer_id"], found["backdated"]) == ("submitted", "centre.leader", True)
    answer = office.step(found, "accept", office.officer("council", "leader"), {"accepted_on": "2024-06-18"})
    assert (answer.status_code, answer.json["status"]) == (200, "accepted"), answer.json
    [(_, subject, handed_in)] = office.hosted.outbox("report-submitted.v1")
    assert (subject, handed_in["agency_id"], handed_in["version"]) == (found["id"], "centre", 1)
    assert (handed_in["requirement_id"], handed_in["on_time"]) == (office.requirement("centre"), None)
    [(_, _, accepted)] = office.hosted.outbox("report-accepted.v1")
    assert (accepted["agency_id"], accepted["accepted_on"]) == ("council", "2024-06-18")
    assert accepted["figures"] == [{"code": "exemplars-spotted", "value": 3.0}]
    actions = [row["action"] for row in office.hosted.database.db["audit"].find({"kind": "submission"})]
    assert actions == ["begin", "write", "submit", "accept"]


def test_a_returned_report_is_mended_and_handed_in_as_its_second_version(office: Office) -> None:
    found = office.submitted()
    receiver = office.officer("council", "officer")
    body = {"reason_code": "incomplete", "reason": "Thiếu số liệu"}
    returned = office.step(found, "return", receiver, body).json
    assert (returned["status"], returned["reason"]) == ("returned", "Thiếu số liệu")
    [(_, _, told)] = office.hosted.outbox("report-returned.v1")
    assert told["reason_code"] == "incomplete"
    assert "reason" not in told
    written = office.write(returned).json
    assert (written["status"], written["edition"]) == ("draft", 2)
    again = office.step(
        written, "submit", office.officer("centre", "leader"), {"submitted_on": "2024-07-01"}
    ).json
    assert (again["first_submitted_on"], again["submitted_on"]) == ("2024-06-14", "2024-07-01")
    assert [data["version"] for _, _, data in office.hosted.outbox("report-submitted.v1")] == [1, 2]


def test_a_report_is_begun_once(office: Office) -> None:
    office.begin()
    path = f"/v1/requirements/{office.requirement('centre')}/submission"
    answer = office.hosted.post(path, {}, office.officer("centre", "officer"), if_match=2)
    assert (answer.status_code, answer.json["code"]) == (409, "report-begun")


@pytest.mark.parametrize(
    ("step", "agency", "role", "status"),
    [
        ("submit", "centre", "officer", 403),
        ("submit", "health", "leader", 403),
        ("submit", "council", "leader", 403),
        ("submit", "front", "leader", 404),
        ("return", "council", "clerk", 403),
        ("return", "centre", "leader", 403),
        ("accept", "council", "officer", 403),
        ("accept", "centre", "leader", 403),
        ("accept", "health", "leader", 403),
        ("accept", "interior", "leader", 404),
    ],
)
def test_each_step_belongs_to_one_party_and_role(
    office: Office, step: str, agency: str, role: str, status: int
) -> None:
    found = office.write(office.begin()).json if step == "submit" else office.submitted()
    before = len(office.hosted.outbox())
    body = {"reason_code": "incomplete"} if step == "return" else {}
    assert office.step(found, step, office.officer(agency, role), body).status_code == status
    assert len(office.hosted.outbox()) == before


def test_a_leader_who_wrote_does_not_sign(office: Office) -> None:
    found = office.begin()
    both = office.hosted.as_officer("centre", ("officer", "leader"), officer_id="both")
    path = f"/v1/submissions/{found['id']}"
    written = office.hosted.patch(path, {"sections": SECTIONS}, both, if_match=1).json
    answer = office.step(written, "submit", both)
    assert (answer.status_code, answer.json["code"]) == (403, "author-is-signer")


def test_a_missing_section_is_named(office: Office) -> None:
    written = office.write(office.begin(), SECTIONS[:1]).json
    answer = office.step(written, "submit", office.officer("centre", "leader"))
    assert (answer.status_code, answer.json["code"]) == (422, "section-missing")
    assert answer.json["errors"][0]["pointer"] == "/sections/movement"
    assert "Kết quả thực hiện phong trào thi đua" in answer.json["detail"]


def test_a_section_or_figure_the_form_does_not_have_is_refused(office: Office) -> None:
    found = office.begin()
    for section, pointer in (
        ({"code": "other", "text": "x"}, "/sections/0/code"),
        (
            {"code": "results", "text": "x", "figures": [{"code": "n", "value": 1}]},
            "/sections/0/figures/0/code",
        ),
    ):
        answer = office.write(found, [section])
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_the_section_on_the_movement_is_entered_once_for_every_report(empty: Office) -> None:
    rows = [{"template": template, "report_to_id": "council"} for template in (MIDYEAR, FINAL)]
    empty.deliver(empty.dispatched(reporting=rows))
    midyear = empty.write(empty.begin()).json
    final = empty.begin(template=FINAL)
    [shared] = final["sections"]
    assert (shared["code"], shared["text"]) == ("movement", "Đã phát động")
    assert shared["provenance"]["submission_id"] == midyear["id"]

    handed_in = empty.step(midyear, "submit", empty.officer("centre", "leader")).json
    empty.write(final, [{"code": "movement", "text": "Đã tổng kết"}])
    path = f"/v1/submissions/{handed_in['id']}"
    frozen = empty.hosted.get(path, empty.officer("centre", "officer")).json["sections"]
    assert [section["text"] for section in frozen] == ["Đã thực hiện", "Đã phát động"]


def test_nothing_is_begun_written_or_handed_in_after_the_lock(office: Office) -> None:
    written = office.write(office.begin()).json
    office.due("2024-06-14", lock_on="2024-06-20")
    leader, officer = office.officer("centre", "leader"), office.officer("health", "officer")
    path = f"/v1/requirements/{office.requirement('health')}/submission"
    for answer in (
        office.write(written),
        office.step(written, "submit", leader),
        office.step(written, "submit", leader, {"submitted_on": "2024-06-21"}),
        office.hosted.post(path, {}, officer, if_match=1),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "period-locked"), answer.json
        assert answer.mimetype == "application/problem+json"
    last = office.step(written, "submit", leader, {"submitted_on": "2024-06-20"})
    assert last.status_code == 200, "the last day before the lock is free"


def test_nothing_changes_what_was_accepted(office: Office) -> None:
    found = office.submitted()
    council, leader = office.officer("council", "leader"), office.officer("centre", "leader")
    accepted = office.step(found, "accept", council, {"accepted_on": "2024-06-18"}).json
    path = f"/v1/submissions/{found['id']}"
    before = office.hosted.get(path, leader).json
    for answer in (
        office.write(accepted),
        office.step(accepted, "submit", leader),
        office.step(accepted, "return", council, {"reason_code": "mistaken"}),
        office.step(accepted, "accept", council),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "invalid-state"), answer.json
    assert office.hosted.get(path, leader).json == before


def with_evidence(kind: str, ref: str) -> list[dict[str, Any]]:
    return [
        *SECTIONS[:1],
        SECTIONS[1] | {"evidence": [{"kind": "document", "ref": "929/SYT-VP"}, {"kind": kind, "ref": ref}]},
    ]


def accepted(office: Office, agency: str) -> str:
    """Return the id of a report of an agency that has been accepted."""
    answer = office.step(office.submitted(agency), "accept", office.officer("council", "leader"))
    assert answer.status_code == 200, answer.json
    return str(answer.json["id"])


@pytest.mark.parametrize(
    ("kind", "ref"),
    [("page", "https://tayninh.gov.vn/tin"), ("task", "plan:clause:centre"), ("document", "12/BC-TTYT")],
)
def test_a_statement_rests_on_what_can_be_followed(office: Office, kind: str, ref: str) -> None:
    answer = office.write(office.begin(), with_evidence(kind, ref))
    assert answer.status_code == 200, answer.json
    [movement] = [section for section in answer.json["sections"] if section["code"] == "movement"]
    assert movement["evidence"][1] == {"kind": kind, "ref": ref}


@pytest.mark.parametrize(
    ("kind", "ref", "pointer"),
    [
        ("page", "javascript:alert(1)", "/sections/1/evidence/1/ref"),
        ("page", "tayninh.gov.vn", "/sections/1/evidence/1/ref"),
        ("task", "hai từ", "/sections/1/evidence/1/ref"),
        ("document", " ", "/sections/1/evidence/1/ref"),
        ("rumour", "x", "/sections/1/evidence/1/kind"),
        ("report", "unknown", "/sections/1/evidence/1/ref"),
    ],
)
def test_evidence_that_leads_nowhere_is_refused(office: Office, kind: str, ref: str, pointer: str) -> None:
    answer = office.write(office.begin(), with_evidence(kind, ref))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer), answer.json


def test_a_report_rests_on_accepted_reports_that_the_author_may_read(office: Office) -> None:
    cited, unaccepted = accepted(office, "centre"), office.submitted("health")["id"]
    found = office.begin("front")
    for ref in (cited, unaccepted):
        answer = office.write(found, with_evidence("report", ref))
        assert (answer.status_code, answer.json["code"]) == (422, "unknown-reference"), (
            "a foreign one is as absent"
        )
    again = {"template": "anticorruption-annual", "receiver": "open.province"}
    own = office.begin("centre", **again)
    assert office.write(own, with_evidence("report", cited)).status_code == 200
    mine = office.begin("health", **again)
    answer = office.write(mine, with_evidence("report", unaccepted))
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-reference"), (
        "what is not accepted proves nothing"
    )


def test_a_leader_who_wrote_the_shared_section_signs_no_report_that_embeds_it(empty: Office) -> None:
    rows = [{"template": template, "report_to_id": "council"} for template in (MIDYEAR, FINAL)]
    empty.deliver(empty.dispatched(reporting=rows))
    both = empty.hosted.as_officer("centre", ("officer", "leader"), officer_id="both")
    midyear, final = empty.begin(), empty.begin(template=FINAL)
    movement = {"sections": SECTIONS[1:]}
    assert (
        empty.hosted.patch(f"/v1/submissions/{midyear['id']}", movement, both, if_match=1).status_code == 200
    )
    written = empty.write(final, SECTIONS[:1]).json
    answer = empty.step(written, "submit", both)
    assert (answer.status_code, answer.json["code"]) == (403, "author-is-signer")


def test_the_embedded_section_says_which_report_it_comes_from_who_wrote_it_and_when(empty: Office) -> None:
    rows = [
        {"template": template, "report_to_id": "council"}
        for template in (MIDYEAR, FINAL, "anticorruption-annual")
    ]
    empty.deliver(empty.dispatched(reporting=rows))
    first = empty.write(empty.begin()).json
    for template in (FINAL, "anticorruption-annual"):
        written = empty.write(empty.begin(template=template), SECTIONS[:1]).json
        handed_in = empty.step(written, "submit", empty.officer("centre", "leader")).json
        [results, movement] = handed_in["sections"]
        assert (results["provenance"], movement["figures"]) == (
            None,
            [{"code": "exemplars-spotted", "value": 3.0}],
        )
        assert movement["provenance"]["submission_id"] == first["id"]
        assert movement["provenance"]["officer_id"] == "centre.officer"
        assert movement["provenance"]["written_at"]


def test_days_out_of_order_are_refused_with_the_field(office: Office) -> None:
    leader, council = office.officer("centre", "leader"), office.officer("council", "leader")
    written = office.write(office.begin()).json
    early = office.step(written, "submit", leader, {"submitted_on": "2024-02-29"})
    handed_in = office.step(written, "submit", leader, {"submitted_on": "2024-06-14"}).json
    accepted = office.step(handed_in, "accept", council, {"accepted_on": "2024-06-13"})
    returned = office.step(
        handed_in, "return", council, {"reason_code": "other", "returned_on": "2024-06-13"}
    )
    assert [
        (a.status_code, a.json["code"], a.json["errors"][0]["pointer"]) for a in (early, accepted, returned)
    ] == [
        (422, "before-issue", "/submitted_on"),
        (422, "before-submission", "/accepted_on"),
        (422, "before-submission", "/returned_on"),
    ]


def test_another_day_than_today_needs_the_permission(office: Office) -> None:
    written = office.write(office.begin()).json
    plain = office.hosted.as_officer("centre", ("leader",), officer_id="plain")
    answer = office.step(written, "submit", plain, {"submitted_on": "2024-06-14"})
    assert (answer.status_code, answer.json["code"]) == (403, "backdating-not-permitted")
