"""Báo cáo: an officer writes what is owed, a leader hands it in, the receiver returns or accepts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.service import Service
from services.reports.main import SERVICE as REPORTS
from tests.fixtures.events import published
from tests.fixtures.web import Hosted
from tests.portal.beside import Filled, Officer, acquaint, listening, place
from tests.portal.browsing import page_of, text_of
from tests.portal.conftest import ask_at
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
        return f"/bao-cao/yeu-cau/{self.office.requirement(agency, template, receiver)}"

    def begun(self) -> Officer:
        """Return the officer of the centre, who has begun the report."""
        officer = self.reader()
        assert place(officer.fill(self.path(), "/begin")) == self.path()
        return officer

    def written(self) -> str:
        """Return where the report of the centre is, written by its officer."""
        officer = self.begun()
        place(officer.fill(self.path(), "/draft", **WRITTEN))
        return f"/bao-cao/ban/{self.report['_id']}"

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
    words = text_of(room.reader().get("/bao-cao"))
    assert "báo cáo sơ kết thi đua, khen thưởng 577/KH-UBND" in words
    assert "chưa có hạn chưa bắt đầu" in words
    assert "chưa rõ nơi nhận" in words
    assert "577/KH-UBND" not in text_of(room.reader("press").get("/bao-cao"))


def test_what_is_overdue_stands_first_with_the_number_of_days_in_words(room: Room) -> None:
    room.office.due("2024-06-14")
    rows = text_of(room.reader().get("/bao-cao")).partition("Trạng thái báo cáo")[2]
    assert rows.index("sơ kết") < rows.index("tham nhũng năm")
    assert "14/06/2024 Quá hạn" in rows
    assert "14/06/2024 Đã qua" in text_of(room.reader("front").get("/bao-cao")), "asked, never overdue"


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
