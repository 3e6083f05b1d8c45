"""Văn bản đến: a clerk takes a document into the register, officers take note of the tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.service import Service
from services.directives.main import SERVICE as DIRECTIVES
from tests.directives.hosting import Province
from tests.directives.hosting import province as make_province
from tests.fixtures.events import published
from tests.fixtures.web import Hosted
from tests.portal.beside import Filled, Officer, acquaint, listening, place, readable
from tests.portal.browsing import page_of, text_of
from tests.portal.conftest import NOBODY, ask_at
from tests.portal.stream import deliver

ROLES = ("clerk", "officer", "leader", "monitor")
CLAUSES = [
    {
        "number": "IV.2.a", "text": "Triển khai Kế hoạch", "effect": "task", "kind": "one-off",
        "wording": "order", "due_on": "2024-12-31",
    },
    {"number": "IV.2.a.1", "text": "Phát động đợt thi đua", "effect": "sub-item", "under": "IV.2.a"},
    {"number": "IV.2.b", "text": "Giữ kỷ luật", "effect": "task", "kind": "standing", "wording": "order"},
    {
        "number": "IV.2.c", "text": "Báo ngay khi có vụ việc", "effect": "task", "kind": "conditional",
        "wording": "order",
    },
]  # fmt: skip


@dataclass
class Office:
    """The portal beside the directives, where one plan lies with Sở Y tế."""

    portal: Hosted
    province: Province
    arrival: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/arrivals/{self.arrival['id']}"

    def reader(self, agency: str = "syt", role: str = "clerk", **headers: str) -> Officer:
        return Officer(self.portal, f"{agency}.{role}", **headers)

    def register(self, by: Officer | None = None, **fields: str) -> TestResponse:
        given = {"arrived_on": "2024-03-04", **fields}
        return (by or self.reader()).fill(self.path, "/register", **given)

    def task(self, number: str) -> str:
        [found] = self.province.hosted.database.db["tasks"].find({"number": number, "assignee_id": "syt"})
        return f"/tasks/{found['_id']}"


@pytest.fixture
def office(
    portal: Hosted, hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    there = hosted(DIRECTIVES)
    province = make_province(there)
    for agency in ("ubnd", "syt", "snv", "front"):
        for role in ROLES:
            province.officer(agency, role)
    province.open_book("syt", "incoming", document_types=[], last_number=328)
    arrival = province.arrived("syt", clauses=CLAUSES)
    acquaint(portal, there)
    deliver(portal.database, [published(there)])
    with listening(there) as url:
        ask_at(portal, monkeypatch, directives=url)
        yield Office(portal, province, arrival)


def test_the_list_shows_what_came_to_ones_agency_and_how_far_it_is(office: Office) -> None:
    words = text_of(office.reader().get("/arrivals"))
    assert "577/KH-UBND Kế hoạch" in words
    assert "Ủy ban nhân dân tỉnh Mẫu 01/03/2024 Để thực hiện chưa vào sổ" in words
    assert "577/KH-UBND" not in text_of(office.reader("front").get("/arrivals"))


def test_the_list_is_filtered_by_what_is_in_the_register(office: Office) -> None:
    clerk = office.reader()
    assert "577/KH-UBND" in text_of(clerk.get("/arrivals?status=arrived"))
    assert "Không có văn bản nào khớp" in text_of(clerk.get("/arrivals?status=accepted"))
    office.register()
    assert "577/KH-UBND" in text_of(clerk.get("/arrivals?status=accepted"))
    assert clerk.get("/arrivals?status=lost").status_code == 422


def test_an_arrival_tells_the_facts_of_its_document_and_leads_to_its_journey(office: Office) -> None:
    shown = office.reader().get(office.path)
    words = text_of(shown)
    for told in ("Kế hoạch 577/KH-UBND", "Phát động phong trào", "Ngày ký 01/03/2024", "Nguyễn Văn Mẫu"):
        assert told in words
    assert "Các mục của văn bản (4)" in words
    hrefs = [one.get("href") for one in page_of(shown).all("a")]
    assert f"/directives/{office.arrival['directive_id']}" in hrefs


def test_only_the_clerk_of_the_recipient_is_shown_the_form(office: Office) -> None:
    assert "Ghi sổ và cấp số đến" in text_of(office.reader().get(office.path))
    for agency, role in (("syt", "leader"), ("ubnd", "clerk")):
        words = text_of(office.reader(agency, role).get(office.path))
        assert "Ghi sổ và cấp số đến" not in words
        assert "Văn thư của nơi nhận vào sổ văn bản này" in words


def test_registering_shows_the_arrival_number_and_the_tasks_that_came_of_it(office: Office) -> None:
    answer = office.register(
        stamp__raw="ĐẾN Số: 329",
        annotations__0__raw_text="Chuyển P.NVY",
        annotations__0__target_raw="P.NVY",
        annotations__0__dated_on="2024-03-05",
        **{"marks:lines": "Uat\n\n Wong "},
    )
    words = text_of(office.reader().get(place(answer)))
    assert "Số đến 329 Ngày đến 04/03/2024 (ghi lùi ngày)" in words
    assert "Dấu đến ĐẾN Số: 329" in words
    assert "Chuyển P.NVY → P.NVY , 05/03/2024" in words or "Chuyển P.NVY → P.NVY, 05/03/2024" in words
    assert "Uat Wong" in words
    assert "mục IV.2.a Triển khai Kế hoạch 31/12/2024 Quá hạn" in words
    assert "Ghi sổ và cấp số đến" not in words


def test_an_arrival_before_the_document_asks_for_a_reason_and_goes_in_with_one(office: Office) -> None:
    clerk = office.reader()
    assert "overrides.0.reason" not in clerk.get(office.path).text
    refused = office.register(clerk, arrived_on="2024-02-28", stamp__raw="như trên giấy")
    assert refused.status_code == 422
    form = Filled(refused, "/register")
    assert "trước ngày văn bản 01/03/2024" in text_of(refused)
    assert form.fields["overrides.0.code"] == "arrival-before-issue"
    assert (form.fields["arrived_on"], form.fields["stamp.raw"]) == ("2024-02-28", "như trên giấy")
    again = clerk.again(form, "/register")
    assert again.status_code == 422, "without a reason it is asked for again"
    words = text_of(
        clerk.get(place(clerk.again(Filled(again, "/register"), overrides__0__reason="Theo dấu")))
    )
    assert "Số đến 329 Ngày đến 28/02/2024" in words
    assert "ngày đến trước ngày văn bản đã có người xác nhận: Theo dấu" in words


def test_a_reason_that_is_no_more_needed_holds_nothing_up(office: Office) -> None:
    clerk = office.reader()
    refused = office.register(clerk, arrived_on="2024-02-28")
    answer = clerk.again(Filled(refused, "/register"), arrived_on="2024-03-04")
    assert "Số đến 329" in text_of(clerk.get(place(answer)))


def test_a_note_more_keeps_what_was_filled_in_and_registers_nothing(office: Office) -> None:
    more = office.register(more="true", stamp__raw="như trên giấy")
    assert more.status_code == 200
    form = Filled(more, "/register")
    assert form.fields["stamp.raw"] == "như trên giấy"
    assert {"annotations.0.dated_on", "annotations.1.dated_on"} <= form.fields.keys()
    assert "Chưa gửi được" not in text_of(more)
    assert not office.province.hosted.outbox("document-registered.v1")


def test_a_form_sent_twice_takes_one_number(office: Office) -> None:
    clerk = office.reader()
    form = Filled(clerk.get(office.path), "/register")
    first, second = (clerk.again(form, arrived_on="2024-03-04") for _ in range(2))
    assert place(first) == place(second)
    assert len(office.province.hosted.outbox("document-registered.v1")) == 1


def test_who_comes_second_sees_that_it_is_in_the_register_already(office: Office) -> None:
    clerk = office.reader()
    late = Filled(clerk.get(office.path), "/register")
    office.register()
    refused = clerk.again(late, arrived_on="2024-03-04")
    assert refused.status_code == 412
    words = text_of(refused)
    assert "Chưa gửi được" in words
    assert "Số đến 329" in words


def test_a_refused_book_or_day_is_named_at_its_field(office: Office) -> None:
    doubt = {"overrides.0.code": "arrival-before-issue", "overrides.0.reason": "Theo dấu"}
    refused = office.register(arrived_on="2023-03-04", **doubt)
    assert refused.status_code == 422
    [book] = [one for one in page_of(refused).all("select") if one["name"] == "book"]
    assert book["aria-invalid"] == "true"
    assert "năm 2023 chưa được mở" in text_of(refused)


def test_tasks_are_listed_with_due_day_or_that_none_is_set(office: Office) -> None:
    office.register()
    officer = office.reader(role="officer")
    words = text_of(officer.get("/tasks"))
    issuer = "577/KH-UBND Ủy ban nhân dân tỉnh Mẫu"
    assert f"mục IV.2.a Triển khai Kế hoạch {issuer} 31/12/2024 Quá hạn" in words
    assert f"mục IV.2.b Giữ kỷ luật {issuer} chưa có hạn đã giao, chưa nhận" in words
    dormant = text_of(officer.get("/tasks?status=dormant"))
    assert "IV.2.c" in dormant
    assert "IV.2.b" not in dormant


def test_a_task_tells_its_parts_who_gave_it_and_is_acknowledged(office: Office) -> None:
    office.register()
    officer, path = office.reader(role="officer"), office.task("IV.2.a")
    words = text_of(officer.get(path))
    assert "IV.2.a.1 Phát động đợt thi đua" in words
    assert "Cơ quan giao Ủy ban nhân dân tỉnh Mẫu" in words
    assert "Sở Y tế (chủ trì)" in words
    early = officer.fill(path, "/acknowledge", acknowledged_on="2024-03-01")
    assert early.status_code == 422
    assert "không được trước ngày giao" in text_of(early)
    done = text_of(officer.get(place(officer.again(Filled(early), acknowledged_on="2024-03-05"))))
    assert "Trạng thái đã nhận việc" in done
    assert "Ngày nhận 05/03/2024" in done
    assert "Xác nhận nhận nhiệm vụ" not in done


def test_a_task_without_a_due_day_says_so(office: Office) -> None:
    office.register()
    assert "Thời hạn chưa có hạn" in text_of(office.reader(role="officer").get(office.task("IV.2.b")))


def test_a_clerk_and_who_gave_it_may_read_a_task_and_not_acknowledge_it(office: Office) -> None:
    office.register()
    path = office.task("IV.2.b")
    assert "Lãnh đạo hoặc chuyên viên của cơ quan xác nhận" in text_of(office.reader().get(path))
    assert "acknowledge" not in office.reader("ubnd", "leader").get(path).text
    form = Filled(office.reader(role="officer").get(path), "/acknowledge")
    foreign = office.reader("ubnd", "leader")
    token = foreign.form_token("/tasks")
    told = {name: value for name, value in form.fields.items() if name != "csrf_token"}
    assert foreign.send(form.actions[0], token, **told).status_code == 403


def test_a_directive_leads_to_how_it_lies_with_the_readers_agency(office: Office) -> None:
    path = f"/directives/{office.arrival['directive_id']}/arrival"
    assert place(office.reader().get(path)) == office.path
    assert office.reader("front").get(path).status_code == 404


def test_what_is_foreign_is_not_found(office: Office) -> None:
    office.register()
    for role in ROLES:
        foreign = office.reader("front", role)
        for path in (office.path, "/arrivals/none", "/arrivals/..", office.task("IV.2.b"), "/tasks/none"):
            assert foreign.get(path).status_code == 404, (role, path)
        form = foreign.form_token("/arrivals")
        assert foreign.send(f"{office.path}/register", form, key="k", version='"v1"').status_code == 404


def test_a_service_that_is_down_is_named_where_its_part_would_be(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_at(office.portal, monkeypatch, directives=NOBODY)
    for path in ("/arrivals", "/tasks"):
        answer = office.reader().get(path)
        assert answer.status_code == 200
        assert "Hệ thống văn bản chưa trả lời" in text_of(answer)
    for path in (office.path, "/tasks/one"):
        answer = office.reader().get(path)
        assert answer.status_code == 503
        assert "Hệ thống văn bản chưa trả lời" in text_of(answer)


def test_who_is_above_the_recipient_sees_that_it_arrived_and_not_what_it_says(office: Office) -> None:
    """The plan of Sở Y tế lies with its centre: the province's leader may follow that, not read it."""
    province = office.province
    report = {"number": "1", "text": "Báo cáo kết quả", "effect": "report"}
    issued = province.issued("syt", clauses=[report], copy_to=[{"line": "Trung tâm Y tế huyện Mẫu"}])
    province.arrive()
    path = f"/arrivals/{issued['id']}:centre"
    words = text_of(office.reader("ubnd", "leader").get(path))
    assert issued["symbol"] in words
    assert "Nội dung văn bản chỉ nơi ban hành và nơi nhận được xem." in words
    assert "Các mục của văn bản" not in words


def test_both_languages_say_it(office: Office) -> None:
    reader = office.reader(role="clerk", **{"Accept-Language": "en"})
    assert "Enter it and give the arrival number" in text_of(reader.get(office.path))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("state", ["form", "refused", "entered", "task", "lists"])
def test_the_pages_can_be_read_by_everybody(office: Office, state: str, language: str) -> None:
    for answer in _pages(office, state, {"Accept-Language": language}):
        readable(answer)


def _pages(office: Office, state: str, headers: dict[str, str]) -> list[TestResponse]:
    clerk, officer = office.reader(**headers), office.reader(role="officer", **headers)
    if state == "form":
        return [clerk.get(office.path)]
    if state == "refused":
        return [clerk.fill(office.path, "/register", arrived_on="2024-02-28")]
    office.register(annotations__0__raw_text="Chuyển", **{"marks:lines": "Wong"})
    if state == "entered":
        return [clerk.get(office.path)]
    if state == "task":
        return [officer.get(office.task(number)) for number in ("IV.2.a", "IV.2.c")]
    return [clerk.get("/arrivals"), officer.get("/tasks")]
