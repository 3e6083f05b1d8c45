"""Khen thưởng: an exemplar is shown and verified, nominated, decided, and made known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.service import Service
from services.awards.main import SERVICE as AWARDS
from tests.awards.conftest import ACHIEVEMENT, NAME, PLAN, REPORT, Found, Province, fill
from tests.fixtures.web import Hosted
from tests.portal.beside import Filled, Officer, acquaint, listening, place, readable
from tests.portal.browsing import page_of, text_of
from tests.portal.conftest import NOBODY, ask_at
from tests.portal.stream import deliver

SEATS = (
    ("centre", "officer"), ("centre", "leader"), ("council", "council-member"), ("health", "award-secretary"),
    ("health", "leader"), ("province", "publisher"), ("province", "leader"), ("clinic", "officer"),
    ("clinic", "leader"), ("emulation", "award-secretary"), ("centre", "publisher"),
)  # fmt: skip
SPOTTED = {
    "subject.kind": "collective",
    "subject.name": NAME,
    "achievement": ACHIEVEMENT,
    "campaign_id": PLAN,
    "council_id": "council",
    "evidence:list": REPORT,
    "spotted_on": "2024-06-20",
}
DOSSIER = {
    "type": "ad-hoc",
    "form": "certificate-of-commendation",
    "authority_id": "health",
    "violation_concluded:answer": "false",
    "confidential:yes": "",
    "docs.proposal": "15/TTr-TTYT",
    "docs.achievement_report": "88/BC-TTYT",
}


@dataclass
class Office:
    """The portal beside awards, where a campaign has criteria and the centre an accepted report."""

    portal: Hosted
    province: Province

    def reader(self, agency: str = "centre", role: str = "officer", **headers: str) -> Officer:
        return Officer(self.portal, f"{agency}.{role}", **headers)

    def spot(self, by: Officer | None = None, **fields: str) -> TestResponse:
        return (by or self.reader()).fill("/exemplars/new", "/exemplars", **SPOTTED | fields)

    def nominate(self, exemplar: Found, by: Officer | None = None, **fields: str) -> TestResponse:
        path = f"/exemplars/{exemplar['id']}/nomination"
        return (by or self.reader()).fill(path, "/nomination", **DOSSIER | fields)

    def page(self, of: str, found: Found, agency: str = "centre", role: str = "officer") -> str:
        return text_of(self.reader(agency, role).get(f"/{of}/{found['id']}"))

    def decided(self, **said: Any) -> Found:
        return self.province.awarded(**said)


@pytest.fixture
def office(
    portal: Hosted, hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    there = hosted(AWARDS)
    province = fill(there)
    for agency, role in SEATS:
        province.officer(agency, role)
    province.publisher()
    province.published()
    letter = {"symbol": "929/SYT-VP", "issuer_id": "health", "agency_id": "health"}
    heard = [province.issued(), province.issued("letter", **letter)]
    acquaint(portal, there)
    deliver(portal.database, [heard])
    with listening(there) as url:
        ask_at(portal, monkeypatch, awards=url)
        yield Office(portal, province)


def hrefs(answer: TestResponse) -> list[str]:
    return [str(one.get("href")) for one in page_of(answer).all("a")]


def test_an_officer_shows_an_exemplar_to_the_council_citing_a_report_it_picked(office: Office) -> None:
    form = office.reader().get("/exemplars/new")
    words = text_of(form)
    assert "Báo cáo sơ kết thi đua, khen thưởng (929/SYT-VP), chấp nhận ngày" in words
    [report] = [one for one in page_of(form).all("input") if one.get("type") == "checkbox"]
    assert report["value"] == REPORT
    shown = text_of(office.reader().get(place(office.spot())))
    for told in (NAME, ACHIEVEMENT, "chờ xác minh", "Ngày giới thiệu 20/06/2024", "(929/SYT-VP)"):
        assert told in shown


def test_an_exemplar_that_lacks_something_is_sent_back_as_it_was_with_the_field_named(office: Office) -> None:
    refused = office.spot(**{"subject.name": "", "subject.unit": "Trung tâm Mẫu"})
    assert refused.status_code == 422
    form = Filled(refused, "/exemplars")
    assert (form.fields["subject.unit"], form.fields["spotted_on"]) == ("Trung tâm Mẫu", "2024-06-20")
    [name] = [one for one in page_of(refused).all("input") if one.get("name") == "subject.name"]
    assert name["aria-invalid"] == "true"
    assert ACHIEVEMENT in refused.text


def test_who_waits_to_be_verified_comes_before_who_was_judged(office: Office) -> None:
    office.province.spotted(achievement="Việc thứ nhất")
    office.province.verified(subject={"kind": "individual", "name": "Người đã xét"})
    words = text_of(office.reader("council", "council-member").get("/exemplars"))
    waiting, _, judged = words.partition("Đã được hội đồng xét")
    assert NAME in waiting
    assert "Người đã xét" not in waiting
    assert "Người đã xét cá nhân centre 20/06/2024 đã xác minh" in judged
    only = text_of(office.reader("council", "council-member").get("/exemplars?status=verified"))
    assert "Người đã xét" in only
    assert NAME not in only


def test_the_council_verifies_and_only_then_may_the_unit_nominate(office: Office) -> None:
    exemplar = office.province.spotted()
    path = f"/exemplars/{exemplar['id']}"
    assert "Làm hồ sơ" not in office.page("exemplars", exemplar)
    assert "Xét điển hình này" not in office.page("exemplars", exemplar, "centre", "leader")
    member = office.reader("council", "council-member")
    early = member.fill(path, "/verify", verified_on="2024-06-19")
    assert early.status_code == 422
    assert "không được trước ngày 2024-06-20" in text_of(early)
    done = text_of(
        member.get(place(member.again(Filled(early, "/verify"), "/verify", verified_on="2024-06-25")))
    )
    assert "đã xác minh" in done
    assert "Ngày xét 25/06/2024" in done
    assert "Xét điển hình này" not in done
    assert f"{path}/nomination" in hrefs(office.reader().get(path))
    assert f"{path}/nomination" not in hrefs(member.get(path))


def test_a_rejection_tells_the_unit_why(office: Office) -> None:
    exemplar = office.province.spotted()
    member, path = office.reader("council", "council-member"), f"/exemplars/{exemplar['id']}"
    refused = member.fill(path, "/reject", reason="", rejected_on="2024-06-25")
    assert refused.status_code == 422
    [reason] = page_of(refused).all("textarea")
    assert reason["aria-invalid"] == "true"
    place(member.again(Filled(refused, "/reject"), "/reject", reason="Chưa đủ căn cứ"))
    words = office.page("exemplars", exemplar)
    assert "không được xác minh" in words
    assert "Lý do không xác minh: Chưa đủ căn cứ" in words


def test_who_has_a_seat_in_the_unit_is_told_why_it_may_not_judge_its_exemplar(office: Office) -> None:
    exemplar = office.province.spotted()
    office.province.officer("council", "council-member", "own", unit="centre")
    acquaint(office.portal, office.province.hosted)
    member = Officer(office.portal, "council.council-memberown")
    refused = member.fill(f"/exemplars/{exemplar['id']}", "/verify", verified_on="2024-06-25")
    assert refused.status_code == 403
    assert "Không được xác minh hoặc biểu quyết về gương điển hình của chính đơn vị mình" in text_of(refused)


def test_an_exemplar_shows_by_which_criteria_and_that_a_detection_costs_no_points(office: Office) -> None:
    words = office.page("exemplars", office.province.spotted())
    assert "Tiêu chí thi đua, bản 1" in words
    assert "Quán triệt, tuyên truyền 40 10 càng cao càng tốt phòng ngừa" in words
    assert "Chủ động phát hiện phát hiện vụ việc không bị trừ điểm 60 10 càng cao càng tốt phát hiện" in words
    assert "Bộ tiêu chí không trừ điểm vì phát hiện vụ việc" in words


def test_a_nomination_is_drafted_with_what_its_exemplar_cites(office: Office) -> None:
    exemplar = office.province.verified()
    page = office.reader().get(f"/exemplars/{exemplar['id']}/nomination")
    picked = [one for one in page_of(page).all("input") if one.get("name") == "evidence:list"]
    assert ["checked" in one for one in picked] == [True]
    assert "Chuyên đề: tờ trình, báo cáo thành tích, biên bản họp hội đồng; phải có chủ trương" in text_of(
        page
    )
    made = office.nominate(exemplar, scores__0__points="7.5")
    words = text_of(office.reader().get(place(made)))
    assert f"{NAME} {ACHIEVEMENT} bản thảo, chưa nộp" in words
    assert "Hình thức Giấy khen Loại khen thưởng đột xuất" in words
    assert "Tờ trình: 15/TTr-TTYT có" in words
    assert "Biên bản họp hội đồng: không có" in words
    assert "không bị kết luận vi phạm" in words
    assert "Quán triệt, tuyên truyền 40 10 càng cao càng tốt phòng ngừa 7.5" in words
    assert "Lãnh đạo đơn vị, không phải người soạn, duyệt và nộp hồ sơ này." in words


def test_nobody_is_cleared_of_a_violation_by_leaving_the_question_alone(office: Office) -> None:
    refused = office.nominate(office.province.verified(), **{"violation_concluded:answer": ""})
    assert refused.status_code == 422
    [question] = [
        one for one in page_of(refused).all("select") if one["name"] == "violation_concluded:answer"
    ]
    assert question["aria-invalid"] == "true"
    assert NAME not in text_of(office.reader().get("/nominations"))


def test_what_the_gate_lacks_is_named_and_mended_before_a_leader_hands_in(office: Office) -> None:
    drafted = office.nominate(office.province.verified(), type="thematic")
    path = place(drafted)
    leader, officer = office.reader("centre", "leader"), office.reader()
    words = text_of(leader.get(path))
    assert "Biên bản họp hội đồng: còn thiếu" in words
    assert "Chủ trương của Trung ương: còn thiếu" in words
    refused = leader.fill(path, "/submit", submitted_on="2024-06-26")
    assert refused.status_code == 422
    assert "Khen thưởng chuyên đề cần chủ trương của Trung ương" in text_of(refused)
    assert f"{path}/edit" not in hrefs(leader.get(path))
    mended = officer.fill(f"{path}/edit", "/edit", **DOSSIER)
    assert place(mended) == path
    handed = text_of(leader.get(place(leader.fill(path, "/submit", submitted_on="2024-06-26"))))
    assert "đã nộp, chờ quyết định" in handed
    assert "đủ điều kiện khi nộp Theo thủ tục đơn giản" in handed
    assert "Luật áp dụng: 06/2022/QH15." in handed
    assert "Duyệt và nộp hồ sơ" not in handed


def test_a_change_takes_away_what_is_emptied_and_unticked(office: Office) -> None:
    path = place(office.nominate(office.province.verified(), **{"gate_ref.issuer": ""}))
    officer = office.reader()
    edit = Filled(officer.get(f"{path}/edit"), "/edit")
    assert edit.fields["docs.proposal"] == "15/TTr-TTYT"
    edit.fields.pop("evidence:list")
    place(officer.again(edit, "/edit", **DOSSIER | {"docs.proposal": ""}))
    words = text_of(officer.get(path))
    assert "Chưa dẫn báo cáo nào." in words
    assert "Tờ trình: còn thiếu" in words


def test_who_wrote_a_nomination_is_told_that_another_hands_it_in(office: Office) -> None:
    headers = office.province.hosted.as_officer("centre", ("officer", "leader"), officer_id="centre.both")
    acquaint(office.portal, office.province.hosted)
    assert headers
    both = Officer(office.portal, "centre.both")
    path = place(office.nominate(office.province.verified(), both))
    refused = both.fill(path, "/submit")
    assert refused.status_code == 403
    assert "Người soạn hồ sơ không được tự ký nộp hồ sơ của mình." in text_of(refused)


def test_other_nominations_of_the_same_exemplar_are_named(office: Office) -> None:
    exemplar = office.province.verified()
    first = office.province.nominated(exemplar)
    second = office.province.nominated(exemplar, form="praise")
    shown = office.reader().get(f"/nominations/{second['id']}")
    assert "Hồ sơ khác về cùng điển hình Một thành tích chỉ được khen thưởng một lần." in text_of(shown)
    assert f"/nominations/{first['id']}" in hrefs(shown)
    alone = office.province.nominated(office.province.verified(achievement="Việc khác"))
    assert "Hồ sơ khác" not in office.page("nominations", alone)


def test_nominations_are_listed_by_state_for_who_asks_and_who_decides(office: Office) -> None:
    office.province.submitted()
    secretary = office.reader("health", "award-secretary")
    row = f"{NAME} Giấy khen đột xuất centre health 26/06/2024 đã nộp, chờ quyết định"
    for reader in (secretary, office.reader("council", "council-member"), office.reader()):
        assert row in text_of(reader.get("/nominations"))
    assert NAME in text_of(secretary.get("/nominations?status=submitted"))
    assert "Không có hồ sơ nào khớp" in text_of(secretary.get("/nominations?status=decided"))
    assert secretary.get("/nominations?status=lost").status_code == 422


def test_a_secretary_takes_what_was_handed_in_into_a_decision_and_puts_it_forward(office: Office) -> None:
    nomination = office.province.submitted()
    secretary = office.reader("health", "award-secretary")
    way = f"/decisions/new?nomination_id={nomination['id']}"
    assert way in hrefs(secretary.get(f"/nominations/{nomination['id']}"))
    page = secretary.get(way)
    [ticked] = [one for one in page_of(page).all("input") if one.get("type") == "checkbox"]
    assert "checked" in ticked
    path = place(secretary.again(Filled(page, "/decisions"), "/decisions"))
    words = text_of(secretary.get(path))
    assert "Quyết định khen thưởng chưa có số chưa trình" in words
    assert f"{NAME} centre đã nộp, chờ quyết định" in words
    done = text_of(secretary.get(place(secretary.fill(path, "/prepare", prepared_on="2024-07-01"))))
    assert "đã trình dự thảo" in done
    assert "Ngày trình 01/07/2024" in done
    assert "Hệ thống văn bản chưa trả lời" in done, "where the draft is, directives would say"
    assert "Giấy khen, chưa có số đột xuất 1 01/07/2024" in text_of(secretary.get("/decisions"))


def test_points_that_are_refused_are_named_at_their_criterion_though_one_before_has_none(
    office: Office,
) -> None:
    refused = office.nominate(office.province.verified(), scores__1__points="11")
    assert refused.status_code == 422
    fields = [one for one in page_of(refused).all("input") if one.get("aria-invalid") == "true"]
    assert [one["name"] for one in fields] == ["scores.1.points"]
    assert "#f-scores-1-points" in hrefs(refused)
    drafted = f"{place(office.nominate(office.province.verified(achievement='Việc khác')))}/edit"
    again = office.reader().fill(drafted, "/edit", **DOSSIER, scores__1__points="2000")
    assert again.status_code == 422
    assert "#f-scores-1-points" in hrefs(again)


def test_what_is_in_a_decision_already_is_offered_again_only_to_who_asks_for_it(office: Office) -> None:
    held = office.province.submitted()
    decision = office.province.opened(held)
    other = office.province.submitted(office.province.verified(achievement="Việc khác"))
    secretary = office.reader("health", "award-secretary")
    for prepared in (False, True):
        if prepared:
            office.province.prepared(decision)
        page = secretary.get("/decisions/new")
        offered = [one["value"] for one in page_of(page).all("input") if one.get("type") == "checkbox"]
        assert offered == [other["id"]]
        assert "Đã nằm trong quyết định chưa ban hành" in text_of(page)
        assert f"/decisions/{decision['id']}" in hrefs(page)
    asked = secretary.get(f"/decisions/new?nomination_id={held['id']}")
    ticked = [one["value"] for one in page_of(asked).all("input") if "checked" in one]
    assert ticked == [held["id"]]
    assert "Đã nằm trong quyết định" not in text_of(asked)


def test_a_decision_over_nothing_is_refused_at_its_field(office: Office) -> None:
    office.province.submitted()
    secretary = office.reader("health", "award-secretary")
    form = Filled(secretary.get("/decisions/new"), "/decisions")
    form.fields.pop("nomination_ids:list")
    refused = secretary.again(form, "/decisions")
    assert refused.status_code == 422
    assert "#f-nomination_ids" in hrefs(refused)


def test_the_nomination_that_a_decision_fails_on_is_named_beside_it(office: Office) -> None:
    exemplar = office.province.verified()
    twice = [office.province.submitted(exemplar) for _ in range(2)]
    decision = office.province.opened(*twice)
    secretary = office.reader("health", "award-secretary")
    refused = secretary.fill(f"/decisions/{decision['id']}", "/prepare", prepared_on="2024-07-01")
    assert refused.status_code == 422
    words = text_of(refused)
    assert (
        f"{NAME} centre đã nộp, chờ quyết định {NAME} centre vướng Thành tích này đã hoặc đang được" in words
    )


def test_a_decided_award_is_made_known_with_consent_and_place_and_day(office: Office) -> None:
    award = office.decided(
        exemplar=office.province.verified(subject={"kind": "individual", "name": "Người Mẫu"})
    )
    path = f"/publications/{award['id']}"
    publisher = office.reader("province", "publisher")
    assert "Người Mẫu Giấy khen 01/QĐ-SYT 03/07/2024 health chưa công bố" in text_of(
        publisher.get("/publications")
    )
    silent = publisher.fill(path, "/publicise", published_on="2024-07-05")
    assert silent.status_code == 422
    refused = publisher.again(Filled(silent, "/publicise"), "/publicise", **{"consent:answer": "false"})
    assert "Chưa có sự đồng ý của cá nhân, gia đình được công bố tên" in text_of(refused)
    told = {"consent:answer": "true", "outlet": "Báo Mẫu", "link": "https://bao.example/577"}
    done = publisher.get(place(publisher.again(Filled(refused, "/publicise"), "/publicise", **told)))
    words = text_of(done)
    for part in ("đã công bố", "Ngày công bố 05/07/2024", "Nơi công bố Báo Mẫu", "https://bao.example/577"):
        assert part in words
    assert f"/khen-thuong/{award['id']}" in hrefs(done)
    assert "Người Mẫu" in text_of(publisher.get(f"/khen-thuong/{award['id']}"))


def test_a_confidential_award_has_no_form_and_no_public_page(office: Office) -> None:
    award = office.decided(confidential=True)
    shown = office.reader("health", "leader").get(f"/publications/{award['id']}")
    assert "giữ bí mật" in text_of(shown)
    assert "được giữ bí mật, không được công bố" in text_of(shown)
    assert f"/khen-thuong/{award['id']}" not in hrefs(shown)


def test_only_a_publisher_is_shown_how_to_make_an_award_known(office: Office) -> None:
    award = office.decided()
    for agency, role in (("centre", "officer"), ("health", "leader"), ("province", "leader")):
        words = office.page("publications", award, agency, role)
        assert "Đưa lên trang công khai" not in words
        assert "Người công bố của cơ quan quyết định" in words


def test_a_closed_decision_leads_to_its_awards_and_who_was_commended_is_led_there_too(office: Office) -> None:
    award = office.decided()
    path = f"/decisions/{award['decision_id']}"
    shown = office.reader("health", "award-secretary").get(path)
    assert "Quyết định 01/QĐ-SYT đã ban hành" in text_of(shown)
    assert f"/publications/{award['id']}" in hrefs(shown)
    commended = office.reader("centre", "leader")
    assert place(commended.get(path)) == "/publications"
    assert NAME in text_of(commended.get(path, follow_redirects=True))
    assert office.reader("clinic", "leader").get(path).status_code == 404


def test_the_desk_leads_each_to_the_step_that_waits(office: Office) -> None:
    spotted = office.province.spotted(achievement="Việc chờ xác minh")
    draft = office.province.nominated(office.province.verified(achievement="Việc chờ nộp"))
    award = office.decided()
    wanted = {
        ("council", "council-member"): f"/exemplars/{spotted['id']}",
        ("centre", "leader"): f"/nominations/{draft['id']}",
        ("province", "publisher"): f"/publications/{award['id']}",
    }
    for (agency, role), path in wanted.items():
        assert path in hrefs(office.reader(agency, role).get("/desk")), (agency, role)
    assert wanted["province", "publisher"] not in hrefs(office.reader("centre", "publisher").get("/desk"))


def test_the_criteria_of_a_campaign_have_a_page_that_everybody_signed_in_may_read(office: Office) -> None:
    [row] = office.province.read("criteria-sets", office.province.officer("clinic", "officer"))["items"]
    words = text_of(office.reader("clinic", "officer").get(f"/criteria-sets/{row['id']}"))
    assert "Tiêu chí của phong trào đang áp dụng" in words
    assert "Nơi soạn emulation" in words


def test_what_is_foreign_is_not_found_and_in_no_list(office: Office) -> None:
    award = office.decided()
    [nomination] = office.province.read("nominations", office.province.officer("centre", "officer"))["items"]
    paths = [
        f"/exemplars/{nomination['exemplar_id']}",
        f"/exemplars/{nomination['exemplar_id']}/nomination",
        f"/nominations/{nomination['id']}",
        f"/nominations/{nomination['id']}/edit",
        f"/decisions/{award['decision_id']}",
        f"/publications/{award['id']}",
        "/criteria-sets/none",
    ]
    for role in ("officer", "leader"):
        foreign = office.reader("clinic", role)
        for path in paths:
            assert foreign.get(path).status_code == 404, path
        for path in ("/exemplars", "/nominations", "/decisions", "/publications", "/exemplars/new"):
            shown = foreign.get(path)
            assert shown.status_code == 200, path
            assert NAME not in shown.text
            assert REPORT not in shown.text


def test_a_form_sent_twice_spots_one_exemplar(office: Office) -> None:
    officer = office.reader()
    form = Filled(officer.get("/exemplars/new"), "/exemplars")
    first, second = (officer.again(form, "/exemplars", **SPOTTED) for _ in range(2))
    assert place(first) == place(second)
    assert len(office.province.hosted.outbox("exemplar-spotted.v1")) == 1


def test_who_comes_second_sees_that_it_is_verified_already(office: Office) -> None:
    exemplar = office.province.spotted()
    path, member = f"/exemplars/{exemplar['id']}", office.reader("council", "council-member")
    late = Filled(member.get(path), "/verify")
    place(member.fill(path, "/verify", verified_on="2024-06-25"))
    refused = member.again(late, "/verify", verified_on="2024-06-25")
    assert refused.status_code == 412
    assert "Chưa gửi được" in text_of(refused)
    assert "đã xác minh" in text_of(refused)


def test_awards_being_down_is_said_where_its_part_would_be(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_at(office.portal, monkeypatch, awards=NOBODY)
    for path in ("/exemplars", "/nominations", "/decisions", "/publications"):
        answer = office.reader().get(path)
        assert answer.status_code == 200
        assert "Hệ thống khen thưởng chưa trả lời" in text_of(answer)
    for path in (
        "/exemplars/new",
        "/exemplars/one",
        "/nominations/one",
        "/decisions/new",
        "/publications/one",
    ):
        answer = office.reader().get(path)
        assert answer.status_code == 503
        assert "Hệ thống khen thưởng chưa trả lời" in text_of(answer)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("part", ["exemplars", "nominations", "decisions", "publications"])
def test_the_pages_can_be_read_by_everybody(office: Office, part: str, language: str) -> None:
    for answer in _pages(office, part, {"Accept-Language": language}):
        assert answer.status_code in (200, 403, 422)
        readable(answer)


def _pages(office: Office, part: str, headers: dict[str, str]) -> Iterator[TestResponse]:
    officer, leader = office.reader(**headers), office.reader("centre", "leader", **headers)
    member = office.reader("council", "council-member", **headers)
    secretary = office.reader("health", "award-secretary", **headers)
    publisher = office.reader("province", "publisher", **headers)
    if part == "exemplars":
        path = f"/exemplars/{office.province.spotted()['id']}"
        yield officer.get("/exemplars/new")
        yield office.spot(officer, achievement="")
        yield member.get("/exemplars")
        yield member.get(path)
        yield member.fill(path, "/reject", reason="")
    if part == "nominations":
        exemplar = office.province.verified()
        yield officer.get(f"/exemplars/{exemplar['id']}/nomination")
        yield office.nominate(exemplar, officer, **{"violation_concluded:answer": ""})
        path = place(office.nominate(exemplar, officer, type="thematic", scores__1__points="3"))
        office.nominate(exemplar, officer)
        yield officer.get("/nominations")
        yield officer.get(f"{path}/edit")
        yield leader.get(path)
        yield leader.fill(path, "/submit", submitted_on="2024-06-26")
    if part == "decisions":
        yield secretary.get("/decisions/new")
        decision = office.province.opened()
        path = f"/decisions/{decision['id']}"
        yield secretary.get("/decisions/new")
        yield secretary.get(path)
        yield secretary.fill(path, "/prepare", prepared_on="2024-06-01")
        yield secretary.get("/decisions")
        place(secretary.fill(path, "/prepare", prepared_on="2024-07-01"))
        yield secretary.get(path)
        office.province.deliver(office.province.numbered(decision))
        yield secretary.get(path)
    if part == "publications":
        path = f"/publications/{office.decided()['id']}"
        yield publisher.get("/publications")
        yield publisher.get(path)
        yield publisher.fill(path, "/publicise", **{"consent:answer": ""})
        place(publisher.fill(path, "/publicise", **{"consent:answer": "true"}))
        yield publisher.get(path)
