"""How an agency writes a report and hands it in, and what its receiver does with it."""

from __future__ import annotations

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


def test_nothing_is_changed_after_the_lock(office: Office) -> None:
    found = office.begin()
    office.due("2024-06-14", lock_on="2024-06-20")
    answer = office.write(found)
    assert (answer.status_code, answer.json["code"]) == (409, "period-locked")


def rate(office: Office, under: str | None = None) -> tuple[int, int, int | None]:
    asked = {"under": under} if under else {}
    [row] = [
        r
        for r in office.completeness(office.officer("province", "leader"), **asked)
        if r["template"] == MIDYEAR
    ]
    return row["expected"], row["actual"], row["actual_on_time"]


def test_completeness_follows_what_stands_in_every_branch(office: Office) -> None:
    assert (rate(office), rate(office, "health"), rate(office, "centre")) == (
        (3, 0, None),
        (2, 0, None),
        (1, 0, None),
    )
    found = office.submitted()
    assert (rate(office), rate(office, "health"), rate(office, "centre")) == (
        (3, 1, None),
        (2, 1, None),
        (1, 1, None),
    )
    office.due("2024-06-13")
    assert rate(office) == (3, 1, 0)
    office.due("2024-06-14", reason_code="moved")
    assert rate(office) == (3, 1, 1), "a due day that moves recounts what is in time"
    returned = office.step(
        found, "return", office.officer("council", "officer"), {"reason_code": "incomplete"}
    ).json
    assert rate(office) == (3, 0, 0)
    written = office.write(returned).json
    office.step(written, "submit", office.officer("centre", "leader"), {"submitted_on": "2024-07-30"})
    assert rate(office) == (3, 1, 1), "it was first handed in on time"


@pytest.mark.parametrize(
    ("agency", "role", "under", "seen"),
    [
        ("province", "officer", "", True),
        ("province", "officer", "front", True),
        ("health", "leader", "centre", True),
        ("health", "leader", "health", True),
        ("health", "officer", "health", True),
        ("health", "officer", "centre", False),
        ("health", "leader", "", False),
        ("health", "leader", "front", False),
        ("interior", "leader", "health", False),
        ("press", "officer", "", False),
    ],
)
def test_one_reads_the_completeness_of_ones_own_branch(
    office: Office, agency: str, role: str, under: str, seen: bool
) -> None:
    asked = {"under": under} if under else {}
    found = office.completeness(office.officer(agency, role), **asked)
    assert (found != 404) is seen
