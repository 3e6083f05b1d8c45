"""Rows 8 to 10: due days are set, officers reminded, reports handed in."""

from __future__ import annotations

import re

from infra.local.story import reporting
from infra.local.story.reporting import DEPARTMENT, REMINDED, UNIT
from tests.browser.person import Person
from tests.browser.play import Play, Script

SCRIPT = Script()


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


@SCRIPT.row(10, "ttyt.chuyenvien", "Việc của tôi")
def reports(play: Play, officer: Person) -> None:
    reporting.report(play.story, UNIT)
    reporting.report(play.story, DEPARTMENT)
