"""Rows 8 to 10: due days are set, officers reminded, reports handed in."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml

from infra.local.story.reporting import (
    DEPARTMENT,
    DUE_DAYS,
    DUE_SET,
    MOVEMENT,
    REMINDED,
    RESULTS,
    UNIT,
    Reporter,
)
from services.portal.pages.labels import TEMPLATES
from tests.browser.person import Person
from tests.browser.play import Act, Play, Script

SCRIPT = Script()
REPORTS, MIDYEAR = "Báo cáo", "Báo cáo sơ kết thi đua, khen thưởng"
WANTING = "Thiếu số liệu."
PARTS = {
    "results": "Kết quả công tác thi đua, khen thưởng (bắt buộc)",
    "movement": "Kết quả thực hiện phong trào thi đua (bắt buộc)",
}
FIGURES = {
    "staff-reached": "Số cán bộ, công chức, viên chức, người lao động được quán triệt",
    "exemplars-spotted": "Số gương điển hình được phát hiện",
}


def sets(template: str, due_on: date) -> Act:
    """Return how a leader says by when a report is due that their agency receives."""

    def acts(play: Play, leader: Person) -> None:
        leader.keyboard.follow("Kỳ báo cáo")
        leader.keyboard.choose("Kỳ nào", "kỳ báo cáo nộp cho cơ quan của bạn")
        leader.keyboard.press("Lọc")
        title = str(TEMPLATES[template])
        leader.keyboard.follow(f"{title[0].upper()}{title[1:]} (2024)")
        leader.keyboard.write_day("Hạn nộp", due_on)
        leader.keyboard.choose("Lý do", "định lần đầu")
        leader.keyboard.write_day("Ngày quyết định", DUE_SET)
        leader.keyboard.press("Định hạn")
        leader.sees(f"Hạn nộp {due_on:%d/%m/%Y}")

    acts.__name__ = f"sets_the_due_day_of_{template}"
    return acts


for row in yaml.safe_load(DUE_DAYS.read_text(encoding="utf-8")):
    SCRIPT.row(8, row["leader"], REPORTS)(sets(row["template"], row["due_on"]))


@SCRIPT.row(9, "ttyt.chuyenvien", "Thông báo", "đã xác nhận")
def takes_note_of_a_reminder(play: Play, officer: Person) -> None:
    """Seven days before the day that is due the scheduler reminds; the officer takes note."""
    play.stack.do("notifications", "tick", "--on", REMINDED.isoformat())
    officer.awaits("07/06/2024")
    officer.keyboard.follow(re.compile(".*"), within="Thông báo gửi cho bạn, mới nhất trước")
    officer.keyboard.press("Xác nhận mọi việc được nhắc")


def begins(report: Reporter) -> Act:
    """Return how an officer begins a report, writes it and leaves it to a leader."""

    def acts(play: Play, officer: Person) -> None:
        officer.keyboard.follow(MIDYEAR)
        officer.keyboard.press("Bắt đầu soạn")
        write(officer, RESULTS, MOVEMENT)

    return named(acts, "begins_the_report", report)


def mends(report: Reporter) -> Act:
    """Return how an officer completes what was returned."""

    def acts(play: Play, officer: Person) -> None:
        officer.keyboard.follow(MIDYEAR)
        officer.sees("Nơi nhận trả lại", WANTING)
        officer.keyboard.write("Số hoạt động tuyên truyền trực tiếp cho người dân", "12")
        officer.keyboard.press("Lưu nháp")

    return named(acts, "mends_the_report", report)


def hands_in(report: Reporter, day: date) -> Act:
    """Return how a leader signs a report and hands it in."""

    def acts(play: Play, leader: Person) -> None:
        leader.keyboard.follow(MIDYEAR)
        leader.keyboard.write_day("Ngày nộp", day)
        leader.keyboard.press("Ký nộp")

    return named(acts, "hands_in_the_report", report)


def returns(report: Reporter, day: date) -> Act:
    """Return how a leader of the receiver returns a report."""

    def acts(play: Play, leader: Person) -> None:
        open_received(leader, play, report)
        leader.keyboard.choose("Lý do", "thiếu nội dung")
        leader.keyboard.write("Nói rõ cần bổ sung gì", WANTING)
        leader.keyboard.write_day("Ngày trả lại", day)
        leader.keyboard.press("Trả lại báo cáo")

    return named(acts, "returns_the_report", report)


def accepts(report: Reporter, day: date) -> Act:
    """Return how a leader of the receiver accepts a report."""

    def acts(play: Play, leader: Person) -> None:
        open_received(leader, play, report)
        leader.keyboard.write_day("Ngày chấp nhận", day)
        leader.keyboard.press("Chấp nhận")
        play.story.accepted[report.agency] = leader.window.page.url.rpartition("/")[2]

    return named(acts, "accepts_the_report", report)


def write(officer: Person, *sections: dict[str, Any]) -> None:
    """Write sections of a report, figures besides, and keep them."""
    for section in sections:
        part = PARTS[section["code"]]
        officer.keyboard.write("Nội dung", section["text"], within=part)
        for figure in section.get("figures", ()):
            officer.keyboard.write(FIGURES[figure["code"]], str(figure["value"]), within=part)
    officer.keyboard.press("Lưu nháp")


def open_received(leader: Person, play: Play, report: Reporter) -> None:
    """Open the report of an agency among those that were handed in."""
    leader.keyboard.follow("Nộp cho cơ quan của bạn")
    leader.awaits(play.person(f"{report.agency}.lanhdao").agency)
    leader.keyboard.follow(MIDYEAR)


def named(acts: Act, name: str, report: Reporter) -> Act:
    """Give a step the name that tests call it by."""
    acts.__name__ = f"{name}_of_{report.agency}"
    return acts


for report in (UNIT, DEPARTMENT):
    *handed_in, accepted_on = report.days
    officer, leader = f"{report.agency}.chuyenvien", f"{report.agency}.lanhdao"
    receiver = f"{report.receiver}.lanhdao"
    SCRIPT.row(10, officer, REPORTS, "đang soạn")(begins(report))
    for day in handed_in:
        SCRIPT.row(10, leader, REPORTS, "đã nộp, chờ xét")(hands_in(report, day))
        if day != handed_in[-1]:
            SCRIPT.row(10, receiver, REPORTS, "bị trả lại")(returns(report, day))
            SCRIPT.row(10, officer, REPORTS, "Khi soạn xong")(mends(report))
    SCRIPT.row(10, receiver, REPORTS, "được chấp nhận")(accepts(report, accepted_on))
