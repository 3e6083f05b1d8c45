"""Rows 8 to 10: due days are set, officers reminded, reports handed in."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from infra.local.story import reporting
from infra.local.story.reporting import DEPARTMENT, MOVEMENT, REMINDED, RESULTS, UNIT, Reporter
from tests.browser.person import Person
from tests.browser.play import Act, Play, Script

SCRIPT = Script()
REPORTS, MIDYEAR = "Báo cáo", "Báo cáo sơ kết thi đua, khen thưởng"
WANTING = "Thiếu số liệu."
PARTS: dict[str, str] = {}
FIGURES: dict[str, str] = {}


@SCRIPT.row(8, "syt.lanhdao", "Việc của tôi")
def sets_due_days(play: Play, leader: Person) -> None:
    reporting.set_due_days(play.story)


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
        write(officer, MOVEMENT)

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
    agency = play.person(f"{report.agency}.lanhdao").agency
    leader.awaits(agency)
    leader.keyboard.follow(MIDYEAR, row_with=agency)


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
            SCRIPT.row(10, officer, REPORTS, "đang soạn")(mends(report))
    SCRIPT.row(10, receiver, REPORTS, "được chấp nhận")(accepts(report, accepted_on))
