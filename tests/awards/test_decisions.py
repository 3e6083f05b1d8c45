"""From nominations to an award: prepared, drafted elsewhere, numbered or given up, and made known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.awards.conftest import ACHIEVEMENT, NAME, Province
from tests.awards.test_nominations import refused


def test_the_numbered_document_decides_and_gives_the_award(province: Province) -> None:
    nomination = province.submitted()
    decision = province.prepared(province.opened(nomination))
    [(_, subject, asked)] = province.hosted.outbox("award-decision-prepared.v1")
    assert (subject, asked["nomination_ids"], asked["authority_id"]) == (
        decision["id"], [nomination["id"]], "health",
    )  # fmt: skip
    assert asked["document"]["recipient_ids"] == ["centre"]
    province.deliver(province.numbered(decision))

    secretary = province.officer("health", "award-secretary")
    closed = province.read(f"decisions/{decision['id']}", secretary)
    assert (closed["status"], closed["symbol"], closed["decided_on"]) == (
        "decided",
        "01/QĐ-SYT",
        "2024-07-03",
    )
    assert province.read(f"nominations/{nomination['id']}", secretary)["status"] == "decided"
    [award] = province.read("awards", secretary)["items"]
    assert (award["subject"]["name"], award["symbol"], award["status"]) == (NAME, "01/QĐ-SYT", "decided")
    [(_, _, told)] = province.hosted.outbox("award-decided.v1")
    assert (told["agency_id"], told["role"], told["directive_id"]) == ("health", "service", "qd-1")
    assert told["awards"] == [
        {
            "award_id": award["id"],
            "nomination_id": nomination["id"],
            "agency_id": "centre",
            "subject_kind": "collective",
            "form": "certificate-of-commendation",
        }
    ]


def test_the_document_issued_twice_decides_once(province: Province) -> None:
    issued = province.numbered(province.prepared())
    province.deliver(issued, issued)
    before = province.hosted.database.db["awards"].find_one()
    province.again(issued)
    assert list(province.hosted.database.db["awards"].find()) == [before]
    assert len(province.hosted.outbox("award-decided.v1")) == 1


def test_a_draft_given_up_opens_the_decision_for_a_second_version(province: Province) -> None:
    decision = province.prepared()
    given_up = province.given_up(decision)
    province.deliver(given_up, given_up)
    secretary = province.officer("health", "award-secretary")
    reopened = province.read(f"decisions/{decision['id']}", secretary)
    assert (reopened["status"], reopened["version"]) == ("open", 3)
    again = province.prepared(reopened)
    assert [data["decision_id"] for _, _, data in province.hosted.outbox("award-decision-prepared.v1")] == [
        decision["id"]
    ] * 2
    province.again(given_up)
    assert province.read(f"decisions/{decision['id']}", secretary)["status"] == "prepared"
    province.deliver(province.numbered(again, "qd-2"))
    assert province.read(f"decisions/{decision['id']}", secretary)["directive_id"] == "qd-2"


def test_a_second_prepare_while_prepared_is_refused(province: Province) -> None:
    assert refused(province.prepare(province.prepared()))[:2] == (409, "invalid-state")


def test_documents_of_others_and_of_unknown_decisions_change_nothing(province: Province) -> None:
    decision = province.prepared()
    foreign = {"service": "reports", "id": decision["id"]}
    unknown = {"service": "awards", "id": "unheard-of"}
    province.deliver(province.issued("a", origin=foreign), province.issued("b", origin=unknown))
    province.deliver(province.given_up({"id": "unheard-of"}, "c"))
    found = province.read(f"decisions/{decision['id']}", province.officer("health", "award-secretary"))
    assert found["status"] == "prepared"


def test_an_accepted_report_that_comes_before_its_directive_is_evidence_all_the_same(
    province: Province,
) -> None:
    province.deliver(province.accepted("early", campaign="later"))
    subject = {"kind": "collective", "name": NAME}
    body = {"campaign_id": "later", "council_id": "council", "subject": subject, "achievement": "x"}
    officer = province.officer("centre", "officer")
    answer = province.post("exemplars", body | {"evidence": ["early"]}, officer)
    assert refused(answer) == (422, "unknown-reference", "/campaign_id")
    province.deliver(province.issued("later", campaign_id="later"))
    province.made("exemplars", body | {"evidence": ["early"]}, officer)


def test_one_achievement_is_commended_once(province: Province) -> None:
    exemplar = province.verified()
    first, second = province.submitted(exemplar), province.submitted(exemplar)
    late = province.nominated(exemplar)
    prepared = province.prepared(province.opened(first))
    answer = province.submit(late)
    assert refused(answer) == (422, "already-rewarded", "/exemplar_id")
    assert "Điều 5" in answer.json["detail"]
    answer = province.prepare(province.opened(second))
    assert refused(answer) == (422, "already-rewarded", "/nomination_ids")
    province.deliver(province.numbered(prepared))
    reworded = province.verified(achievement=f"  {ACHIEVEMENT.upper()} ")
    assert refused(province.submit(province.nominated(reworded)))[1] == "already-rewarded"
    assert province.hosted.database.db["awards"].count_documents({}) == 1


def test_two_nominations_for_one_achievement_do_not_fit_one_decision(province: Province) -> None:
    exemplar = province.verified()
    decision = province.opened(province.submitted(exemplar), province.submitted(exemplar))
    assert refused(province.prepare(decision)) == (422, "already-rewarded", "/nomination_ids/1")
    assert province.hosted.database.db["achievements"].count_documents({}) == 0


def test_two_decisions_at_once_do_not_commend_one_achievement(province: Province) -> None:
    exemplar = province.verified()
    decisions = [province.opened(province.submitted(exemplar)) for _ in range(4)]
    with ThreadPoolExecutor(len(decisions)) as pool:
        answers = [answer.status_code for answer in pool.map(province.prepare, decisions)]
    assert sorted(answers) == [200, 422, 422, 422]
    assert len(province.hosted.outbox("award-decision-prepared.v1")) == 1


def test_a_draft_given_up_releases_what_the_decision_had_taken(province: Province) -> None:
    exemplar = province.verified()
    first, second = province.submitted(exemplar), province.submitted(exemplar)
    decision = province.prepared(province.opened(first))
    province.deliver(province.given_up(decision))
    province.prepared(province.opened(second))


@pytest.mark.parametrize("which", ["draft", "foreign", "absent", "twice"])
def test_a_decision_takes_what_was_handed_in_to_its_authority(province: Province, which: str) -> None:
    chosen = {
        "draft": lambda: [province.nominated()["id"]],
        "foreign": lambda: [province.submitted(form="certificate-of-merit", authority_id="province")["id"]],
        "absent": lambda: ["unheard-of"],
        "twice": lambda: [province.submitted()["id"]] * 2,
    }[which]()
    secretary = province.officer("health", "award-secretary")
    answer = province.post("decisions", {"nomination_ids": chosen}, secretary)
    code = (
        ("invalid-input", "/nomination_ids")
        if which == "twice"
        else ("unknown-reference", "/nomination_ids/0")
    )
    assert refused(answer) == (422, *code)


def test_a_decided_nomination_is_not_decided_again(province: Province) -> None:
    nomination = province.submitted()
    province.deliver(province.numbered(province.prepared(province.opened(nomination))))
    secretary = province.officer("health", "award-secretary")
    answer = province.post("decisions", {"nomination_ids": [nomination["id"]]}, secretary)
    assert refused(answer) == (422, "nomination-not-submitted", "/nomination_ids/0")


def test_only_the_authority_sees_a_decision(province: Province) -> None:
    path = f"decisions/{province.opened()['id']}"
    for agency in ("centre", "council", "province", "clinic"):
        assert province.read(path, province.officer(agency, "leader")) == 404
    assert province.read(path, province.officer("health", "leader"))["status"] == "open"


# Made known


def public(province: Province, path: str = "") -> Any:
    answer = province.hosted.get(f"/v1/public/awards{path}")
    return answer.json if answer.status_code == 200 else answer.status_code


def test_everybody_sees_an_award_that_was_made_known_and_none_before(province: Province) -> None:
    award = province.awarded()
    assert (public(province)["items"], public(province, f"/{award['id']}")) == ([], 404)
    answer = province.publicise(award, outlet="Báo Mẫu", link="https://bao.mau.example/1")
    assert (answer.status_code, answer.json["status"]) == (200, "publicised")
    [(_, _, told)] = province.hosted.outbox("award-publicised.v1")
    assert (told["agency_id"], told["published_on"]) == ("province", "2024-07-05")
    shown = public(province, told["public_path"].removeprefix("/v1/public/awards"))
    assert shown == public(province)["items"][0]
    assert (shown["name"], shown["unit"], shown["position"]) == (NAME, "Trung tâm Mẫu", None)
    assert (shown["achievement"], shown["form"]) == (ACHIEVEMENT, "certificate-of-commendation")
    assert (shown["symbol"], shown["decided_on"], shown["published_on"]) == (
        "01/QĐ-SYT", "2024-07-03", "2024-07-05",
    )  # fmt: skip
    assert refused(province.publicise(answer.json))[:2] == (409, "invalid-state")


def test_a_public_answer_may_be_cached_and_tells_when_it_changed(province: Province) -> None:
    province.publicise(province.awarded())
    for path in ("/v1/public/awards", f"/v1/public/awards/{public(province)['items'][0]['id']}"):
        first = province.hosted.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        again = province.hosted.get(path, {"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_the_public_list_is_paged_the_latest_first(province: Province) -> None:
    for day in ("2024-07-05", "2024-07-09", "2024-07-07"):
        found = province.verified(achievement=f"Thành tích {day}")
        decision = province.prepared(province.opened(province.submitted(found)))
        province.deliver(province.numbered(decision, f"qd-{day}"))
        listed = province.read("awards?status=decided", province.publisher())["items"]
        assert province.publicise(listed[0], published_on=day).status_code == 200
    first = public(province, "?limit=2")
    rest = public(province, f"?limit=2&cursor={first['next_cursor']}")
    days = [one["published_on"] for one in (*first["items"], *rest["items"])]
    assert days == ["2024-07-09", "2024-07-07", "2024-07-05"]


def test_a_confidential_award_is_never_made_known_and_seen_by_its_parties_only(province: Province) -> None:
    award = province.awarded(confidential=True)
    assert province.read(f"awards/{award['id']}", province.publisher()) == 404
    assert province.publicise(award).status_code == 404
    own = province.officer("health", "publisher")
    answer = province.publicise(award, own)
    assert refused(answer)[:2] == (422, "award-confidential")
    assert "Luật Tố cáo" in answer.json["detail"]
    assert public(province)["items"] == []


def test_a_person_is_named_only_with_consent(province: Province) -> None:
    person = {"kind": "individual", "name": "Nguyễn Văn Mẫu", "unit": "Trung tâm Mẫu", "position": "Y sĩ"}
    award = province.awarded(exemplar=province.verified(subject=person))
    answer = province.publicise(award, consent=False)
    assert refused(answer) == (422, "consent-missing", "/consent")
    assert "13/2023" in answer.json["detail"]
    assert province.publicise(award).status_code == 200
    assert public(province)["items"][0]["position"] == "Y sĩ"


@pytest.mark.parametrize(
    ("agency", "unit", "status"),
    [
        ("province", "communications", 200),
        ("health", None, 200),
        ("communications", None, 404),
        ("centre", None, 403),
        ("council", None, 403),
    ],
)
def test_the_publisher_sits_in_the_authority_or_above_it(
    province: Province, agency: str, unit: str | None, status: int
) -> None:
    publisher = province.officer(agency, "publisher", unit=unit)
    assert province.publicise(province.awarded(), publisher).status_code == status


@pytest.mark.parametrize(
    ("agency", "role", "seen"),
    [
        ("centre", "officer", True),
        ("council", "officer", True),
        ("health", "clerk", True),
        ("province", "leader", True),
        ("province", "monitor", True),
        ("province", "publisher", True),
        ("province", "officer", False),
        ("interior", "leader", False),
        ("clinic", "leader", False),
    ],
)
def test_who_reads_an_award_before_it_is_made_known(
    province: Province, agency: str, role: str, seen: bool
) -> None:
    award = province.awarded()
    reader = province.officer(agency, role)
    assert (province.read(f"awards/{award['id']}", reader) != 404) is seen
    assert (province.read("awards", reader)["items"] != []) is seen


def test_the_forms_are_open_to_everybody_signed_in(province: Province) -> None:
    forms = province.read("award-forms", province.officer("clinic", "officer"))["items"]
    assert {(one["code"], one["sla_working_days"]) for one in forms} == {
        ("certificate-of-merit", 25),
        ("certificate-of-commendation", 10),
        ("praise", 10),
    }
