"""Rows 8–10: due days are set, officers reminded, a report is handed in, returned, mended and accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from infra.local.story.officers import Officer
from infra.local.story.plot import LETTER, PLAN, Story, expect

DUE_DAYS = Path(__file__).parent / "decisions" / "due-days.yaml"
DUE_SET = date(2024, 4, 1)
MIDYEAR = "emulation-midyear"
REMINDED, RUNG = date(2024, 6, 7), "T-7"
RESULTS = {"code": "results", "text": "Đã phát động, tổ chức ký giao ước thi đua tại các phòng chuyên môn."}
MOVEMENT = {
    "code": "movement",
    "text": "Quán triệt phong trào đến mọi viên chức; niêm yết thủ tục, đường dây nóng tại nơi tiếp dân.",
    "figures": [{"code": "staff-reached", "value": 212}, {"code": "exemplars-spotted", "value": 1}],
}


@dataclass(frozen=True)
class Reporter:
    """Who reports to whom on what, and on which days: first hand-in, second hand-in, acceptance."""

    agency: str
    receiver: str
    symbol: str
    days: tuple[date, ...]


UNIT = Reporter("ttyt", "syt", LETTER, (date(2024, 6, 11), date(2024, 6, 12), date(2024, 6, 17)))
DEPARTMENT = Reporter("syt", "tdkt", PLAN, (date(2024, 6, 25), date(2024, 6, 27)))


def play_reporting(story: Story) -> None:
    """Play rows 8 to 10; raises ConsequenceMissing, UnexpectedOutcome or RefusedByService."""
    set_due_days(story)
    remind(story)
    report(story, UNIT)
    report(story, DEPARTMENT)


def set_due_days(story: Story) -> None:
    """Row 8: no report has a due day until the receivers set one."""
    unit = story.cast["ttyt.lanhdao"]
    owed = list(unit.every("reports", "/v1/requirements", directive_id=story.id_of(LETTER)))
    expect({None}, {requirement["due_on"] for requirement in owed})
    days: list[dict[str, Any]] = yaml.safe_load(DUE_DAYS.read_text(encoding="utf-8"))
    for row in days:
        leader = story.cast[row["leader"]]
        path = f"/v1/periods/{row['template']}-2024.{leader.agency_id}"
        told = {
            "due_on": row["due_on"].isoformat(),
            "reason_code": "first-set",
            "set_on": DUE_SET.isoformat(),
        }
        leader.change("PUT", "reports", path, **told)
    story.telling.step(8, DUE_SET, f"các nơi nhận báo cáo đặt {len(days)} thời hạn")
    story.between(8)
    for symbol in (PLAN, LETTER):
        reports = len(story.issued[symbol]["reporting"])
        story.see_steps("report-due-set", symbol, reports, f"{symbol}: {reports} thời hạn")


def remind(story: Story) -> None:
    """Row 9: seven days before, every unit that owes the report is reminded; an officer takes note."""
    story.stack.do("notifications", "tick", "--on", REMINDED.isoformat())
    owing = len(story.addressed(LETTER)["action"])
    story.telling.step(9, REMINDED, f"còn 7 ngày: nhắc {owing} đơn vị nộp báo cáo sơ kết")
    story.between(9)
    story.see_steps("reminder-sent", LETTER, owing, f"{owing} đơn vị được nhắc")
    officer = story.cast["ttyt.chuyenvien"]
    note = _reminder(officer)
    officer.act("notifications", f"/v1/notifications/{note['id']}", "acknowledge")
    story.telling.step(9, REMINDED, f"chuyên viên {officer.agency} xác nhận đã biết")
    story.see_steps("reminder-acknowledged", LETTER, 1, "đã xác nhận lời nhắc")


def _reminder(officer: Officer) -> dict[str, Any]:
    notes = officer.every("notifications", "/v1/notifications")
    return next(note for note in notes if RUNG in {line["rule"] for line in note["lines"]})


def report(story: Story, who: Reporter) -> None:
    """Row 10: drafted, handed in by a leader, returned where a second day is given, mended, accepted."""
    officer, leader = story.cast[f"{who.agency}.chuyenvien"], story.cast[f"{who.agency}.lanhdao"]
    receiver = story.cast[f"{who.receiver}.lanhdao"]
    path = begin(story, who, officer)
    *handed_in, accepted_on = who.days
    for number, day in enumerate(handed_in, 1):
        officer.change("PATCH", "reports", path, sections=[RESULTS, MOVEMENT])
        leader.act("reports", path, "submit", submitted_on=day.isoformat())
        story.telling.step(10, day, f"lãnh đạo {leader.agency} ký, nộp báo cáo sơ kết, bản {number}")
        story.between(10)
        story.see_steps("report-submitted", who.symbol, number, f"đã nộp bản {number}")
        if day != handed_in[-1]:
            why = {"reason_code": "incomplete", "reason": "Thiếu số liệu.", "returned_on": day.isoformat()}
            receiver.act("reports", path, "return", **why)
            story.telling.step(10, day, f"{receiver.agency} trả lại để bổ sung")
            story.see_steps("report-returned", who.symbol, number, "đã trả lại")
    view = receiver.act("reports", path, "accept", accepted_on=accepted_on.isoformat())
    expect(("accepted", True), (view["status"], view["on_time"]))
    story.accepted[who.agency] = view["id"]
    story.telling.step(10, accepted_on, f"lãnh đạo {receiver.agency} chấp nhận báo cáo của {leader.agency}")
    story.between(10)
    story.see_steps("report-accepted", who.symbol, 1, "đã chấp nhận")


def begin(story: Story, who: Reporter, officer: Officer) -> str:
    """Begin the report that answers the half-year requirement of a directive; returns its path."""
    owed = officer.every(
        "reports",
        "/v1/requirements",
        directive_id=story.id_of(who.symbol),
        agency_id=officer.agency_id,
        template=MIDYEAR,
    )
    requirement = next(iter(owed))
    view = officer.act("reports", f"/v1/requirements/{quote(requirement['id'])}", "submission")
    return f"/v1/submissions/{view['id']}"
