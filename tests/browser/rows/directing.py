"""Rows 1 to 7: two documents are issued, registered and taken on."""

from __future__ import annotations

from datetime import date

from infra.local.story import directing
from infra.local.story.directing import LETTER_ISSUED, PLAN_ISSUED, PLAN_REGISTERED, STAMP_REASON, STAMPED
from infra.local.story.plot import LETTER, PLAN, expect
from tests.browser.person import Person
from tests.browser.play import Play, Script

SCRIPT = Script()
INCOMING, TASKS = "Văn bản đến", "Nhiệm vụ của cơ quan"
REGISTER, ACKNOWLEDGE = "Ghi sổ và cấp số đến", "Xác nhận nhận nhiệm vụ"


@SCRIPT.row(1, "ubnd.chuyenvien", "Việc của tôi")
def drafts_the_plan(play: Play, officer: Person) -> None:
    directing.open_books(play.story, play.papers)
    directing.issue(play.story, "ubnd", play.papers[PLAN], on=PLAN_ISSUED, row=1)


@SCRIPT.row(3, "syt.vanthu", INCOMING, "Đã vào sổ", "Số đến 1 Ngày đến 04/03/2024")
def registers_the_plan(play: Play, clerk: Person) -> None:
    clerk.awaits(PLAN)
    clerk.keyboard.follow(PLAN)
    clerk.keyboard.write_day("Ngày đến", PLAN_REGISTERED)
    clerk.keyboard.press(REGISTER)


@SCRIPT.row(4, "syt.lanhdao", INCOMING, "đã nhận việc")
def takes_on_the_plan(play: Play, leader: Person) -> None:
    take_on(leader, play, PLAN, PLAN_REGISTERED)


@SCRIPT.row(5, "syt.chuyenvien", "Việc của tôi")
def drafts_the_letter(play: Play, officer: Person) -> None:
    directing.issue(play.story, "syt", play.papers[LETTER], on=LETTER_ISSUED, row=5)


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
