"""Rows 0–7: two documents from scan text to issued, dispatched, registered and turned into tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from infra.local.story.command import compose
from infra.local.story.papers import Paper
from infra.local.story.plot import LETTER, PLAN, Journey, Story, expect, refusal

PLAN_ISSUED, PLAN_REGISTERED = date(2024, 3, 1), date(2024, 3, 4)
LETTER_ISSUED, STAMPED = date(2024, 3, 19), date(2024, 3, 1)
STAMP_REASON = "Dấu đến ghi ngày trước ngày ban hành; ghi đúng như trên giấy."

# (clerk, book, document types, last number used): events.md §3.
BOOKS: tuple[tuple[str, str, list[str], int], ...] = (
    ("ubnd.vanthu", "plans", ["Kế hoạch"], 576),
    ("syt.vanthu", "letters", ["Công văn"], 928),
    ("syt.vanthu", "incoming", [], 0),
    ("syt.vanthu", "decisions", ["Quyết định"], 0),
    ("ttyt.vanthu", "incoming", [], 328),
)


def play_directing(story: Story, read: dict[str, Paper]) -> None:
    """Play rows 0 to 7; raises ConsequenceMissing, UnexpectedOutcome or RefusedByService."""
    open_books(story, read)
    issue(story, "ubnd", read[PLAN], on=PLAN_ISSUED, row=1)
    register_plan(story)
    acknowledge(story, "syt.lanhdao", PLAN, on=PLAN_REGISTERED, row=4)
    issue(story, "syt", read[LETTER], on=LETTER_ISSUED, row=5)
    register_letter(story, read[LETTER])
    acknowledge(story, "ttyt.lanhdao", LETTER, on=LETTER_ISSUED, row=7)


def open_books(story: Story, read: dict[str, Paper]) -> None:
    """Row 0: two documents are read, one doubtful date; the clerks open their books."""
    expect({PLAN, LETTER}, set(read))
    warnings = [warning["code"] for paper in read.values() for warning in paper.parsed["warnings"]]
    expect(["arrival-before-issue"], warnings)
    for clerk, book, types, last in BOOKS:
        body = {"book": book, "year": 2024, "document_types": types, "last_number": last}
        story.cast[clerk].create("directives", "/v1/books", body)
    story.telling.step(0, None, f"đọc được {len(read)} văn bản; văn thư mở {len(BOOKS)} sổ năm 2024")
    story.between(0)


def issue(story: Story, agency: str, paper: Paper, on: date, row: int) -> None:
    """Rows 1 and 5: the officer drafts and submits, the leader signs, the clerk issues."""
    officer, leader, clerk = (story.cast[f"{agency}.{who}"] for who in ("chuyenvien", "lanhdao", "vanthu"))
    body = compose(paper.parsed, paper.decisions, story.cast.agency_ids.__getitem__)
    path = f"/v1/directives/{officer.create('directives', '/v1/directives', body)['id']}"
    story.telling.step(row, on, f"chuyên viên {officer.agency} dự thảo, trình ký")
    officer.act("directives", path, "submit")
    leader.act("directives", path, "sign", signed_on=on.isoformat())
    view = clerk.act("directives", path, "issue", issued_on=on.isoformat())
    expect(paper.symbol, view["symbol"])
    story.issued[paper.symbol] = view
    story.duties[paper.symbol] = duties_of_everyone(body)
    story.telling.step(row, on, f"lãnh đạo ký, văn thư ban hành {view['symbol']}")
    story.between(row)
    see_arrivals(story, paper.symbol, leader.agency)


def see_arrivals(story: Story, symbol: str, issuer: str) -> None:
    """Row 2: it lies with as many as the directory counts, and who is to act owes its reports."""
    addressed = story.addressed(symbol)
    wanted = sum(map(len, addressed.values()))
    story.see("directive-issued", symbol, f"cổng thông tin có {symbol} của {issuer}", lambda j: True)
    for event, stage in (("directive-dispatched", "addressed"), ("documents-arrived", "arrived")):
        story.see(event, symbol, f"{wanted} nơi nhận: {stage}", _reached(stage, wanted))
    reports = story.issued[symbol]["reporting"]
    if reports:
        owed = f"{len(reports)} loại báo cáo × {len(addressed['action'])} cơ quan"
        story.see_steps("report-required", symbol, len(reports), owed)


def register_plan(story: Story) -> None:
    """Row 3: the clerk of Sở Y tế registers the plan."""
    clerk = story.cast["syt.vanthu"]
    body = {"arrived_on": PLAN_REGISTERED.isoformat(), "book": "incoming"}
    entry = clerk.act("directives", arrival(story, "syt.vanthu", PLAN), "register", **body)
    expect(1, entry["arrival_number"])
    story.telling.step(3, PLAN_REGISTERED, f"văn thư {clerk.agency} vào sổ {PLAN}, số đến 1")
    story.between(3)
    see_registered(story, PLAN)


def register_letter(story: Story, letter: Paper) -> None:
    """Row 6: the stamp's date is refused; as on paper it is recorded with override and reason."""
    clerk, path = story.cast["ttyt.vanthu"], arrival(story, "ttyt.vanthu", LETTER)
    stamp = letter.parsed["arrival"]
    raw = f"ĐẾN Số: {stamp['number']} Ngày: {STAMPED:%d/%m/%Y}"
    body: dict[str, Any] = {"arrived_on": STAMPED.isoformat(), "book": "incoming", "stamp": {"raw": raw}}
    body["marks"] = letter.parsed["marks"]
    expect("arrival-before-issue", refusal(lambda: clerk.act("directives", path, "register", **body)))
    story.telling.step(6, STAMPED, f"dấu đến ghi {STAMPED:%d/%m/%Y}, trước ngày ban hành: bị từ chối")
    body["overrides"] = [{"code": "arrival-before-issue", "reason": STAMP_REASON}]
    entry = clerk.act("directives", path, "register", **body)
    expect(stamp["number"], str(entry["arrival_number"]))
    expect([True], [warning["overridden"] for warning in entry["warnings"]])
    number = f"số đến {stamp['number']}, có lý do"
    story.telling.step(6, STAMPED, f"văn thư {clerk.agency} vào sổ {LETTER}, {number}")
    story.between(6)
    see_registered(story, LETTER)


def see_registered(story: Story, symbol: str) -> None:
    """Registration is seen, and the tasks it makes."""
    number = story.duties[symbol]
    story.see("document-registered", symbol, "đã vào sổ", lambda j: j["funnel"]["action"]["registered"] == 1)
    story.see(
        "task-assigned", symbol, f"{number} nhiệm vụ", lambda j: j["funnel"]["tasks"]["assigned"] == number
    )


def acknowledge(story: Story, leader: str, symbol: str, on: date, row: int) -> None:
    """Rows 4 and 7: the leader acknowledges the agency's tasks."""
    officer = story.cast[leader]
    tasks = list(officer.every("directives", "/v1/tasks", directive_id=story.id_of(symbol)))
    expect(story.duties[symbol], len(tasks))
    for task in tasks:
        path = f"/v1/tasks/{task['id']}"
        officer.act("directives", path, "acknowledge", acknowledged_on=on.isoformat())
    story.telling.step(row, on, f"lãnh đạo {officer.agency} nhận {len(tasks)} nhiệm vụ")
    story.between(row)
    text = f"đã nhận việc {len(tasks)}/{len(tasks)}"
    story.see("task-acknowledged", symbol, text, lambda j: _acknowledged(j, len(tasks)))


def arrival(story: Story, clerk: str, symbol: str) -> str:
    """Return the path of the arrival of a directive at the clerk's agency."""
    return f"/v1/arrivals/{story.id_of(symbol)}:{story.cast[clerk].agency_id}"


def everyone(journey: Journey, stage: str) -> int:
    """Return how many recipients, to act or to know, have reached a stage."""
    return int(journey["funnel"]["action"][stage]) + int(journey["funnel"]["information"][stage])


def _reached(stage: str, wanted: int) -> Callable[[Journey], bool]:
    return lambda journey: everyone(journey, stage) == wanted


def _acknowledged(journey: Journey, tasks: int) -> bool:
    funnel = journey["funnel"]
    return bool(funnel["tasks"]["acknowledged"] == tasks and funnel["action"]["acknowledged"] == 1)


def duties_of_everyone(body: dict[str, Any]) -> int:
    """Count the tasks that a draft gives every action recipient at registration, dormant ones aside."""
    general = [
        c for c in body["clauses"] if c["effect"] == "task" and c.get("scope", "everyone") == "everyone"
    ]
    return sum(1 for clause in general if clause["kind"] != "conditional")
