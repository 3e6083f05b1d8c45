"""Báo cáo: an officer writes what is owed, a leader hands it in, the receiver returns or accepts it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.service import Service
from services.reports.main import SERVICE as REPORTS
from tests.fixtures.events import published
from tests.fixtures.web import Hosted
from tests.portal.beside import Filled, Officer, acquaint, listening, place, readable
from tests.portal.browsing import page_of, text_of
from tests.portal.conftest import NOBODY, ask_at
from tests.portal.stream import deliver
from tests.reports.conftest import MIDYEAR, Office
from tests.reports.conftest import province as reporting

ROLES = ("clerk", "officer", "leader", "monitor")
AGENCIES = ("province", "health", "council", "centre", "front", "press", "interior")
TEXT, MOVEMENT, REACHED = (
    "sections.results.text", "sections.movement.text", "sections.movement.figures.staff-reached",
)  # fmt: skip
WRITTEN = {TEXT: "Đã thực hiện đủ", MOVEMENT: "Đã phát động", REACHED: "118"}
ANNUAL, OPEN_RECEIVER = "anticorruption-annual", "open.province"
SCRIPT = {"HX-Request": "true"}


@dataclass
class Room:
    """The portal beside the reports, after a plan asked three agencies for two reports each."""

    portal: Hosted
    office: Office

    def reader(self, agency: str = "centre", role: str = "officer", **headers: str) -> Officer:
        return Officer(self.portal, f"{agency}.{role}", **headers)

    def path(self, agency: str = "centre", template: str = MIDYEAR, receiver: str = "council") -> str:
        return f"/requirements/{self.office.requirement(agency, template, receiver)}"

    def begun(self) -> Officer:
        """Return the officer of the centre, who has begun the report."""
        officer = self.reader()
        assert place(officer.fill(self.path(), "/begin")) == self.path()
        return officer

    def written(self) -> str:
        """Return where the report of the centre is, written by its officer."""
        officer = self.begun()
        place(officer.fill(self.path(), "/draft", **WRITTEN))
        return f"/submissions/{self.report['_id']}"

    def submitted(self, on: str = "2024-06-14") -> str:
        path = self.written()
        place(self.reader(role="leader").fill(path, "/submit", submitted_on=on))
        return path

    @property
    def report(self) -> dict[str, Any]:
        [found] = self.office.hosted.database.db["submissions"].find()
        return found

    def section(self, code: str) -> str:
        known = self.office.hosted.database.db["shared_sections"].find_one({"code": code})
        of_report = [one for one in self.report["sections"] if one["code"] == code]
        [found] = [known] if known else of_report
        return str(found["text"])

    def tell(self) -> None:
        """Let the portal hear what reports has published."""
        deliver(self.portal.database, [published(self.office.hosted)])


@pytest.fixture
def room(
    portal: Hosted, hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    there = hosted(REPORTS)
    office = reporting(there)
    office.deliver(office.dispatched())
    for agency in AGENCIES:
        for role in ROLES:
            office.officer(agency, role)
    acquaint(portal, there)
    with listening(there) as url:
        ask_at(portal, monkeypatch, reports=url)
        yield Room(portal, office)


def type_in(reader: Officer, form: Filled, **fields: str) -> TestResponse:
    """Send a form as the script does while somebody types."""
    told = form.fields | fields
    path = next(one for one in form.actions if "/draft" in one)
    known = {**reader.headers}
    reader.headers.update(SCRIPT)
    try:
        return reader.send(path, told.pop("csrf_token"), **told)
    finally:
        reader.headers = known


def prints(answer: TestResponse) -> dict[str, str]:
    """Return the hidden fields that an answer to the script brings."""
    return {str(one["name"]): str(one["value"]) for one in page_of(answer).all("input")}


def test_the_list_shows_what_is_owed_and_that_nobody_has_said_until_when(room: Room) -> None:
    words = text_of(room.reader().get("/requirements"))
    assert "báo cáo sơ kết thi đua, khen thưởng 577/KH-UBND" in words
    assert "chưa có hạn chưa bắt đầu" in words
    assert "chưa rõ nơi nhận" in words
    assert "577/KH-UBND" not in text_of(room.reader("press").get("/requirements"))


def test_what_is_overdue_stands_first_with_the_number_of_days_in_words(room: Room) -> None:
    room.office.due("2024-06-14")
    rows = text_of(room.reader().get("/requirements")).partition("Trạng thái báo cáo")[2]
    assert rows.index("sơ kết") < rows.index("tham nhũng năm")
    assert "14/06/2024 Quá hạn" in rows
    assert "14/06/2024 Đã qua" in text_of(room.reader("front").get("/requirements")), "asked, never overdue"


def test_a_report_is_begun_written_and_signed_by_another(room: Room) -> None:
    path = room.submitted()
    words = text_of(room.reader().get(path))
    assert "Nộp ngày 14/06/2024" in words
    assert "Đã thực hiện đủ" in words
    assert "người lao động được quán triệt 118" in words
    assert room.report["status"] == "submitted"
    assert "Ký nộp" not in text_of(room.reader(role="leader").get(path))


def test_the_page_tells_who_asks_for_what_by_when(room: Room) -> None:
    room.office.due("2024-06-15")
    words = text_of(room.reader().get(room.path()))
    assert "Báo cáo sơ kết thi đua, khen thưởng theo 577/KH-UBND" in words
    assert "Nơi nhận báo cáo council" in words
    assert "Số liệu từ ngày 01/01/2024 đến 30/06/2024" in words
    assert "Tính chất phải nộp" in words


def test_only_an_officer_of_the_agency_is_shown_the_form_to_begin(room: Room) -> None:
    assert "Bắt đầu soạn" in text_of(room.reader().get(room.path()))
    for agency, role in (("centre", "leader"), ("council", "officer"), ("health", "leader")):
        assert "Bắt đầu soạn" not in text_of(room.reader(agency, role).get(room.path())), (agency, role)


def test_what_the_script_saves_can_be_saved_on_and_is_announced(room: Room) -> None:
    officer = room.begun()
    form = Filled(officer.get(room.path()), "/draft")
    first = type_in(officer, form, **{TEXT: "Đã"})
    assert first.status_code == 200
    assert "Đã lưu lúc" in text_of(first)
    form.fields |= prints(first)
    second = type_in(officer, form, **{TEXT: "Đã thực hiện"})
    assert (second.status_code, room.section("results")) == (200, "Đã thực hiện")
    form.fields |= prints(second)
    assert type_in(officer, form, **{TEXT: "Đã thực hiện"}).status_code == 204, "nothing new, nothing said"
    place(officer.again(form, "/draft", **{TEXT: "Đã thực hiện đủ"}))
    assert room.section("results") == "Đã thực hiện đủ"


def test_what_was_saved_although_the_answer_got_lost_is_told_when_it_is_sent_again(room: Room) -> None:
    officer = room.begun()
    form = Filled(officer.get(room.path()), "/draft")
    type_in(officer, form, **{TEXT: "Đã thực hiện"})
    again = type_in(officer, form, **{TEXT: "Đã thực hiện"})
    assert (again.status_code, "Đã lưu lúc" in text_of(again)) == (200, True)
    form.fields |= prints(again)
    assert type_in(officer, form, **{TEXT: "Đã thực hiện đủ"}).status_code == 200


def test_line_ends_and_loose_marks_of_a_browser_are_no_change(room: Room) -> None:
    officer = room.begun()
    place(officer.fill(room.path(), "/draft", **{TEXT: "Dòng một\r\nDòng hai", REACHED: "118"}))
    form = Filled(officer.get(room.path()), "/draft")
    same = {TEXT: unicodedata.normalize("NFD", "Dòng một\r\nDòng hai "), REACHED: "118.0"}
    assert type_in(officer, form, **same).status_code == 204
    assert type_in(officer, form, **same | {REACHED: "119"}).status_code == 200


def test_two_officers_write_two_sections_at_once_and_both_stand(room: Room) -> None:
    officer = room.begun()
    mine, theirs = (Filled(officer.get(room.path()), "/draft") for _ in range(2))
    assert type_in(officer, theirs, **{"sections.proposals.text": "Cần thêm người"}).status_code == 200
    told = type_in(officer, mine, **{TEXT: "Đã thực hiện"})
    assert "Người khác vừa sửa phần khác" in text_of(told)
    mine.fields |= prints(told)
    assert type_in(officer, mine, **{TEXT: "Đã thực hiện đủ"}).status_code == 200
    assert room.section("proposals") == "Cần thêm người"
    assert room.section("results") == "Đã thực hiện đủ"


def test_two_who_save_two_sections_at_the_same_moment_both_stand(room: Room) -> None:
    room.begun()
    stood: dict[str, str] = {}
    for turn in range(5):
        texts = {name: f"{name} {turn}" for name in (TEXT, "sections.proposals.text")}
        readers = [room.reader() for _ in texts]
        forms = [Filled(reader.get(room.path()), "/draft") for reader in readers]
        typed = [stood | {name: text} for name, text in texts.items()]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(lambda *one: type_in(*one[:2], **one[2]), readers, forms, typed))
        assert [one.status_code for one in answers] == [200, 200], [one.text for one in answers]
        assert {room.section("results"), room.section("proposals")} == set(texts.values())
        stood = texts


def test_a_clash_is_told_in_words_and_loses_neither_text(room: Room) -> None:
    officer = room.begun()
    mine, theirs = (Filled(officer.get(room.path()), "/draft") for _ in range(2))
    type_in(officer, theirs, **{TEXT: "Bản của người kia"})
    told = type_in(officer, mine, **{TEXT: "Bản của tôi"})
    assert told.status_code == 409
    assert "Chưa lưu: người khác vừa lưu cùng phần này." in text_of(told)
    assert room.section("results") == "Bản của người kia"
    page = officer.again(mine, "/draft", **{TEXT: "Bản của tôi"})
    assert page.status_code == 409
    words = text_of(page)
    assert "Bản người khác đã lưu Bản của người kia" in words
    assert "Bản của tôi" in words
    place(officer.again(Filled(page, "/draft"), "/draft", **{TEXT: "Bản chung"}))
    assert room.section("results") == "Bản chung"


def test_a_shared_section_that_nobody_touched_keeps_who_wrote_it(room: Room) -> None:
    """Who has written the shared section signs no report with it: saving the rest makes nobody its author."""
    room.written()
    known = room.office.hosted.database.db["shared_sections"]
    before = known.find_one({"code": "movement"})
    second = room.office.officer("centre", "officer", "-2")
    assert second
    acquaint(room.portal, room.office.hosted)
    other, path = Officer(room.portal, "centre.officer-2"), room.path(template=ANNUAL, receiver=OPEN_RECEIVER)
    place(other.fill(path, "/begin"))
    page = other.get(path)
    assert "Phần dùng chung, ghi lần cuối ngày" in text_of(page)
    assert "Đã phát động" in text_of(page)
    place(other.fill(path, "/draft", **{TEXT: "Số liệu năm", MOVEMENT: "Đã phát động"}))
    assert known.find_one({"code": "movement"}) == before


def test_a_value_that_is_no_number_is_named_at_its_field_and_all_that_was_typed_stays(room: Room) -> None:
    officer = room.begun()
    refused = officer.fill(room.path(), "/draft", **WRITTEN | {REACHED: "một trăm"})
    assert refused.status_code == 422
    page = page_of(refused)
    [field] = [one for one in page.all("input") if one.get("name") == REACHED]
    assert (field["aria-invalid"], field["value"]) == ("true", "một trăm")
    assert f"#{field['id']}" in [one.get("href") for one in page.all("a")]
    assert "Đã thực hiện đủ" in text_of(refused)
    told = type_in(officer, Filled(officer.get(room.path()), "/draft"), **{REACHED: "một trăm"})
    assert told.status_code == 422
    assert "Chưa lưu:" in text_of(told)


def test_evidence_is_kept_and_leads_to_what_it_names(room: Room) -> None:
    officer, row = room.begun(), "sections.results.evidence.0"
    fields = {f"{row}.kind": "page", f"{row}.ref": "https://mau.gov.vn/tin"}
    place(officer.fill(room.path(), "/draft", **WRITTEN | fields))
    page = page_of(officer.get(room.path()))
    assert "sections.results.evidence.1.ref" in [one.get("name") for one in page.all("input")], (
        "room for more"
    )
    shown = page_of(officer.get(f"/submissions/{room.report['_id']}"))
    [link] = [one for one in shown.all("a") if one.get("href") == "https://mau.gov.vn/tin"]
    assert link["rel"] == "noopener noreferrer"


def test_evidence_that_is_none_of_its_kind_is_named_at_its_field(room: Room) -> None:
    row = "sections.results.evidence.0"
    fields = {f"{row}.kind": "page", f"{row}.ref": "javascript:alert(1)"}
    refused = room.begun().fill(room.path(), "/draft", **WRITTEN | fields)
    assert refused.status_code == 422
    [field] = [one for one in page_of(refused).all("input") if one.get("name") == f"{row}.ref"]
    assert field["aria-invalid"] == "true"


def test_who_wrote_is_not_shown_the_form_to_sign_and_a_missing_section_is_told(room: Room) -> None:
    officer = room.begun()
    place(officer.fill(room.path(), "/draft", **{TEXT: "Đã thực hiện"}))
    assert "Ký nộp báo cáo" not in text_of(officer.get(room.path()))
    leader = room.reader(role="leader")
    refused = leader.fill(room.path(), "/submit")
    assert refused.status_code == 422
    assert "thiếu phần bắt buộc “Kết quả thực hiện phong trào thi đua”" in text_of(refused)


def test_a_leader_who_also_writes_reports_signs_none_of_their_own(room: Room) -> None:
    hosted = room.office.hosted
    hosted.as_officer("centre", ["officer", "leader"], officer_id="centre.both")
    acquaint(room.portal, hosted)
    both = Officer(room.portal, "centre.both")
    place(both.fill(room.path(), "/begin"))
    words = text_of(both.get(room.path()))
    assert "Lưu nháp" in words
    assert "Ký nộp báo cáo" not in words


def test_what_the_leader_has_not_read_is_not_signed(room: Room) -> None:
    path = room.written()
    leader = room.reader(role="leader")
    form = Filled(leader.get(path), "/submit")
    place(room.reader().fill(room.path(), "/draft", **WRITTEN | {TEXT: "Bản khác"}))
    refused = leader.again(form, "/submit")
    assert refused.status_code == 412
    assert "Bản khác" in text_of(refused), "it is shown as it is now"
    assert room.report["status"] == "draft"


def test_the_receiver_returns_with_a_reason_and_accepts_what_was_mended(room: Room) -> None:
    path = room.submitted()
    listed = text_of(room.reader("council", "leader").get("/requirements?side=received"))
    assert "đã nộp, chờ xét" in listed
    checks = room.reader("council")
    assert "Chấp nhận" not in text_of(checks.get(path)).partition("Trả lại để bổ sung")[2]
    told = {"reason_code": "incomplete", "reason": "Thiếu số liệu quý II", "returned_on": "2024-06-15"}
    place(checks.fill(path, "/return", **told))
    words = text_of(room.reader().get(room.path()))
    assert "Nơi nhận trả lại Thiếu nội dung: Thiếu số liệu quý II" in words
    assert "Lưu nháp" in words
    place(room.reader().fill(room.path(), "/draft", **WRITTEN | {TEXT: "Đã bổ sung"}))
    place(room.reader(role="leader").fill(path, "/submit", submitted_on="2024-06-17"))
    place(room.reader("council", "leader").fill(path, "/accept", accepted_on="2024-06-18"))
    room.tell()
    words = text_of(room.reader().get(path))
    assert "lần 2" in words
    steps = words.partition("Diễn biến")[2]
    assert "14/06/2024 : Nộp báo cáo, lần 1 15/06/2024 : Trả lại báo cáo, lần 1 (thiếu nội dung)" in steps
    assert "17/06/2024 : Nộp báo cáo, lần 2 18/06/2024 : Chấp nhận báo cáo, lần 2" in steps


def test_only_the_receiver_is_shown_the_forms_to_review(room: Room) -> None:
    path = room.submitted()
    for agency, role in (("centre", "leader"), ("health", "leader"), ("council", "clerk")):
        words = text_of(room.reader(agency, role).get(path))
        assert "Trả lại để bổ sung" not in words, (agency, role)
        assert "Nơi nhận xét báo cáo này" in words


def test_a_return_before_the_submission_is_named_at_its_field(room: Room) -> None:
    path = room.submitted()
    refused = room.reader("council").fill(path, "/return", reason_code="other", returned_on="2024-06-01")
    assert refused.status_code == 422
    [field] = [one for one in page_of(refused).all("input") if one.get("name") == "returned_on"]
    assert field["aria-invalid"] == "true"


def test_what_was_typed_into_a_report_handed_in_meanwhile_is_not_lost(room: Room) -> None:
    room.written()
    officer = room.reader()
    form = Filled(officer.get(room.path()), "/draft")
    place(room.reader(role="leader").fill(room.path(), "/submit", submitted_on="2024-06-14"))
    refused = officer.again(form, "/draft", **WRITTEN | {TEXT: "Vừa gõ thêm"})
    assert refused.status_code == 409
    assert "Vừa gõ thêm" in text_of(refused)
    told = type_in(officer, form, **WRITTEN | {TEXT: "Vừa gõ thêm"})
    assert told.status_code == 409
    assert "Chưa lưu:" in text_of(told)


def test_a_save_while_the_service_is_away_says_that_nothing_is_lost(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = room.begun()
    form = Filled(officer.get(room.path()), "/draft")
    ask_at(room.portal, monkeypatch, reports=NOBODY)
    told = type_in(officer, form, **WRITTEN)
    assert told.status_code == 503
    assert "Chưa lưu: hệ thống báo cáo chưa trả lời." in text_of(told)
    assert not prints(told), "what is not saved is sent again"


def test_the_receiver_s_leader_sets_the_day_and_everybody_reads_it(room: Room) -> None:
    path = "/periods/emulation-midyear-2024.council"
    assert "Định hạn nộp" not in text_of(room.reader("council").get(path))
    leader = room.reader("council", "leader")
    early = leader.fill(path, "/due", due_on="2024-06-14", lock_on="2024-06-01", reason_code="moved")
    assert early.status_code == 422
    [lock] = [one for one in page_of(early).all("input") if one.get("name") == "lock_on"]
    assert lock["aria-invalid"] == "true"
    place(leader.again(Filled(early), reason_code="first-set", lock_on=""))
    assert "Tính đúng hạn đến hết 14/06/2024" in text_of(room.reader("press").get(path))


def test_who_asked_names_the_receiver_once(room: Room) -> None:
    path = "/periods/anticorruption-annual-2024.open.province"
    assert "chưa rõ nơi nhận province" in text_of(
        room.reader("province", "leader").get("/periods?whose=asked")
    )
    leader = room.reader("province", "leader")
    assert "Không có cơ quan nào tên bắt đầu như vậy." in text_of(leader.get(f"{path}?find=zz"))
    place(leader.fill(f"{path}?find=INT", "/receiver", agency_id="interior"))
    words = text_of(leader.get(path))
    assert "Nơi nhận báo cáo interior" in words
    assert "Định nơi nhận" not in words


def test_a_leader_sees_the_silent_branches_first_and_goes_down_to_them(room: Room) -> None:
    room.submitted()
    path = "/periods/emulation-midyear-2024.council"
    leader = room.reader("province", "leader")
    words = text_of(leader.get(path)).partition("Đã nộp đến đâu")[2]
    assert "Mọi nơi phải nộp Đã nộp 1 trên 3 báo cáo (33,3%); còn thiếu 2." in words
    assert words.index("front 1 0") < words.index("province 2 1")
    branch = text_of(leader.get(f"{path}?directive_id=plan&under=health"))
    assert "health Đã nộp 1 trên 2 báo cáo (50%)" in branch
    assert "centre 1 1" in branch
    missing = text_of(leader.get("/requirements?side=below&state=open&directive_id=plan"))
    assert "health" in missing


def test_others_see_of_the_numbers_what_is_theirs(room: Room) -> None:
    room.submitted()
    path = "/periods/emulation-midyear-2024.council"
    assert "centre Đã nộp 1 trên 1 báo cáo" in text_of(room.reader().get(path))
    assert "Mọi nơi phải nộp Đã nộp 1 trên 3" in text_of(room.reader("council").get(path)), "it gets them"
    assert "Đã nộp đến đâu" not in text_of(room.reader("press", "leader").get(path))
    foreign = text_of(room.reader().get(f"{path}?directive_id=plan&under=health"))
    assert "Không có báo cáo nào của nhánh này mà bạn được xem." in foreign


def test_what_is_foreign_is_not_found(room: Room) -> None:
    path = room.submitted()
    for role in ROLES:
        foreign = room.reader("interior", role)
        for one in (path, room.path(), "/submissions/none", "/requirements/..", "/periods/none"):
            assert foreign.get(one).status_code == 404, (role, one)
        token = foreign.form_token("/requirements")
        for step in ("draft", "submit", "return", "accept"):
            sent = foreign.send(f"{path}/{step}", token, key="k", version='"v1"')
            assert sent.status_code in (403, 404), (role, step)


def test_a_service_that_is_down_is_named_where_its_part_would_be(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Hệ thống văn bản chưa trả lời" in text_of(room.reader().get(room.path())), "the clause is missing"
    ask_at(room.portal, monkeypatch, reports=NOBODY)
    for path in ("/requirements", "/periods"):
        answer = room.reader().get(path)
        assert (answer.status_code, "Hệ thống báo cáo chưa trả lời" in text_of(answer)) == (200, True)
    assert room.reader().get(room.path()).status_code == 503


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("state", ["lists", "begun", "refused", "clash", "returned", "review", "periods"])
def test_the_pages_can_be_read_by_everybody(room: Room, state: str, language: str) -> None:
    for answer in _pages(room, state, {"Accept-Language": language}):
        readable(answer)


def _pages(room: Room, state: str, headers: dict[str, str]) -> list[TestResponse]:
    officer = room.reader(**headers)
    midyear, annual = "emulation-midyear-2024.council", "anticorruption-annual-2024.open.province"
    if state == "lists":
        room.submitted()
        receiver = room.reader("council", "leader", **headers)
        return [
            officer.get("/requirements"),
            receiver.get("/requirements?side=received"),
            officer.get(room.path("health")),
        ]
    if state == "periods":
        leader = room.reader("province", "leader", **headers)
        owner = room.reader("council", "leader", **headers)
        found = [leader.get(f"/periods/{annual}?find=i"), leader.get(f"/periods/{midyear}")]
        return [leader.get("/periods"), owner.get(f"/periods/{midyear}"), *found]
    if state in ("returned", "review"):
        path, receiver = room.submitted(), room.reader("council", "leader", **headers)
        if state == "review":
            return [receiver.get(path), officer.get(path)]
        place(receiver.fill(path, "/return", reason_code="other", returned_on="2024-06-15"))
        return [officer.get(room.path()), officer.get(path)]
    fresh = officer.get(room.path())
    room.begun()
    if state == "begun":
        return [fresh, officer.get(room.path()), room.reader(role="leader", **headers).get(room.path())]
    if state == "refused":
        return [officer.fill(room.path(), "/draft", **{REACHED: "một"})]
    mine = Filled(officer.get(room.path()), "/draft")
    type_in(officer, mine, **WRITTEN)
    return [officer.again(mine, "/draft", **{TEXT: "Khác"})]
