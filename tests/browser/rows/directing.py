"""Rows 1 to 7: two documents are issued, registered and taken on."""

from __future__ import annotations

from datetime import date

from infra.local.story import directing
from infra.local.story.command import compose
from infra.local.story.directing import LETTER_ISSUED, PLAN_ISSUED, PLAN_REGISTERED, STAMP_REASON, STAMPED
from infra.local.story.papers import Paper
from infra.local.story.plot import LETTER, PLAN, expect
from tests.browser.person import Person
from tests.browser.play import Play, Script
from tests.browser.rows import drafting

SCRIPT = Script()
OUTGOING, INCOMING = "Văn bản đi", "Văn bản đến"
REGISTER, ACKNOWLEDGE = "Ghi sổ và cấp số đến", "Xác nhận nhận nhiệm vụ"


@SCRIPT.row(1, "ubnd.chuyenvien", OUTGOING, "chờ duyệt")
def drafts_the_plan(play: Play, officer: Person) -> None:
    directing.open_books(play.story, play.papers)
    draft(play, officer, PLAN)


@SCRIPT.row(1, "ubnd.lanhdao", OUTGOING, "đã ký, chờ ban hành")
def signs_the_plan(play: Play, leader: Person) -> None:
    sign(leader, play.papers[PLAN], PLAN_ISSUED)


@SCRIPT.row(1, "ubnd.vanthu", OUTGOING, "đã ban hành", PLAN)
def issues_the_plan(play: Play, clerk: Person) -> None:
    issue(play, clerk, PLAN, PLAN_ISSUED)


@SCRIPT.row(2, "ubnd.lanhdao", "Hành trình", "Theo nhánh", "Báo cáo sơ kết thi đua, khen thưởng")
def sees_the_plan_reach_everybody(play: Play, leader: Person) -> None:
    leader.keyboard.follow(PLAN)
    wanted = len(play.story.addressed(PLAN)["action"])
    leader.awaits(f"{wanted} Được gửi 100% {wanted} Đã đến 100% 0 Đã vào sổ")


@SCRIPT.row(3, "syt.vanthu", INCOMING, "Đã vào sổ", "Số đến 1 Ngày đến 04/03/2024")
def registers_the_plan(play: Play, clerk: Person) -> None:
    clerk.awaits(PLAN)
    clerk.keyboard.follow(PLAN)
    clerk.keyboard.write_day("Ngày đến", PLAN_REGISTERED)
    clerk.keyboard.press(REGISTER)


@SCRIPT.row(4, "syt.lanhdao", INCOMING, "đã nhận việc")
def takes_on_the_plan(play: Play, leader: Person) -> None:
    take_on(leader, play, PLAN, PLAN_REGISTERED)


@SCRIPT.row(5, "syt.chuyenvien", OUTGOING, "chờ duyệt")
def drafts_the_letter(play: Play, officer: Person) -> None:
    draft(play, officer, LETTER)


@SCRIPT.row(5, "syt.lanhdao", OUTGOING, "đã ký, chờ ban hành")
def signs_the_letter(play: Play, leader: Person) -> None:
    sign(leader, play.papers[LETTER], LETTER_ISSUED)


@SCRIPT.row(5, "syt.vanthu", OUTGOING, "đã ban hành", LETTER)
def issues_the_letter(play: Play, clerk: Person) -> None:
    issue(play, clerk, LETTER, LETTER_ISSUED)


@SCRIPT.row(6, "ttyt.vanthu", INCOMING, "Số đến 329 Ngày đến 01/03/2024", STAMP_REASON)
def registers_the_letter(play: Play, clerk: Person) -> None:
    """The day on the stamp lies before the letter's: refused, then taken as on paper, with a reason."""
    read = play.papers[LETTER].parsed
    clerk.awaits(LETTER)
    clerk.keyboard.follow(LETTER)
    clerk.keyboard.write_day("Ngày đến", STAMPED)
    clerk.keyboard.write("Dấu đến", f"ĐẾN Số: {read['arrival']['number']} Ngày: {STAMPED:%d/%m/%Y}")
    clerk.keyboard.write("Dấu và chữ khác trên giấy", "\n".join(read["marks"]))
    clerk.keyboard.press(REGISTER)
    clerk.sees("Chưa gửi được")
    clerk.keyboard.write("Lý do ngày đến trước ngày văn bản", STAMP_REASON)
    clerk.keyboard.press(REGISTER)
    clerk.sees(*read["marks"])


@SCRIPT.row(7, "ttyt.lanhdao", INCOMING, "đã nhận việc")
def takes_on_the_letter(play: Play, leader: Person) -> None:
    take_on(leader, play, LETTER, LETTER_ISSUED)


def draft(play: Play, officer: Person, symbol: str) -> None:
    """Write a document as decided, and submit it for signature."""
    paper = play.papers[symbol]
    body = compose(paper.parsed, paper.decisions, str)
    drafting.write(officer, play.texts[symbol], body)
    officer.sees(body["subject"], "bản thảo")
    play.story.duties[symbol] = directing.duties_of_everyone(body)
    officer.keyboard.press("Trình ký")


def sign(leader: Person, paper: Paper, on: date) -> None:
    """Open what waits for a signature and sign it."""
    leader.keyboard.follow(title(paper))
    leader.keyboard.write_day("Ngày ký", on)
    leader.keyboard.press("Ký văn bản")


def issue(play: Play, clerk: Person, symbol: str, on: date) -> None:
    """Open what is signed, give it its number, and see it reach everybody it is for."""
    clerk.keyboard.follow(title(play.papers[symbol]))
    clerk.keyboard.write_day("Ngày ban hành", on)
    clerk.keyboard.press("Cấp số và ban hành")
    play.learn(clerk, symbol)
    directing.see_arrivals(play.story, symbol, clerk.agency)


def title(paper: Paper) -> str:
    """Return what a document without a number is called in a list."""
    return f"{paper.parsed['type']}: {paper.parsed['subject']}"


def take_on(leader: Person, play: Play, symbol: str, on: date) -> None:
    """Open each duty that came with a document and take it on."""
    leader.keyboard.follow(symbol)
    leader.awaits("mục")
    duties = leader.window.page.get_by_role("rowheader").all_inner_texts()
    expect(play.story.duties[symbol], len(duties))
    for duty in duties:
        leader.keyboard.follow(duty)
        leader.keyboard.write_day("Ngày nhận nhiệm vụ", on)
        leader.keyboard.press(ACKNOWLEDGE)
        leader.sees("Đã nhận việc")
        leader.keyboard.follow("Xem văn bản giao nhiệm vụ này")
